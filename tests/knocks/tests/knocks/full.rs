//! The disk is full under the running program: saving is refused with a page that says so, reading
//! goes on, and once there is room saving goes on too.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kith_knocks::figures::tell;
use kith_store::{Db, Location, journal, sql};
use tempfile::TempDir;
use ureq::Agent;

use crate::child::kith;

/// Room for the demo, and little more.
const ROOM: &str = "size=64m";

#[tokio::test(flavor = "multi_thread")]
async fn where_the_disk_is_full_reading_goes_on_and_saving_is_refused_until_there_is_room() {
    let Some(program) = kith() else {
        return crate::skip("the full disk", "kith is not built: cargo build --package kith");
    };
    let Some(disk) = SmallDisk::mount() else {
        return crate::skip("the full disk", "a small disk cannot be mounted here");
    };
    let data = disk.folder.path().join("data");
    let demo = run(&program, &data, &["demo", "--no-serve", "--people", "500"]);
    let server = Server::start(&program, &data);
    let mut visitor = Visitor::sign_in(&server, &demo);
    assert_eq!(visitor.add("Before"), 303);
    let filler = disk.fill();
    // What is in the log already may still take a change or two.
    let mut saved = vec!["Before".to_owned()];
    let mut refused = 0;
    for number in 0..400 {
        let name = format!("During {number}");
        match visitor.add(&name) {
            303 => saved.push(name),
            status => {
                assert_eq!(status, 507, "it says that the disk is full");
                refused += 1;
            }
        }
        if refused == 20 {
            break;
        }
        assert_eq!(visitor.get("/organisations").0, 200, "reading goes on");
    }
    assert_eq!(refused, 20);
    std::fs::remove_file(filler).unwrap();
    assert_eq!(visitor.add("After"), 303, "there is room again");
    saved.push("After".to_owned());
    drop(server);
    let lost = lost(&data, &saved).await;
    let figure = format!(
        "{refused} changes refused with 507, reads went on, writes went on once there was room; \
         {} saved, {lost} lost",
        saved.len()
    );
    tell("disk-full", &figure);
    assert_eq!(lost, 0);
}

/// How many of the organisations that were said to be saved are not there.
async fn lost(data: &Path, saved: &[String]) -> usize {
    let db = Db::open(&Location::Sqlite(data.join("kith.db"))).await.unwrap();
    journal::verify(&db).await.unwrap();
    db.check_integrity().await.unwrap();
    let mut reader = db.read().await.unwrap();
    let names: Vec<String> = sql("SELECT name FROM frame_organisation")
        .all(&mut reader, |row| row.get("name"))
        .await
        .unwrap();
    saved.iter().filter(|name| !names.contains(name)).count()
}

/// A disk with little room, gone when it is dropped.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Nothing where that is not allowed.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", ROOM, "kith-knocks"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self { folder })
    }

    /// Fills it to the last byte.
    fn fill(&self) -> PathBuf {
        let path = self.folder.path().join("filler");
        let mut filler = File::create(&path).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            let bytes = vec![0; size];
            while filler.write_all(&bytes).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn run(program: &Path, data: &Path, words: &[&str]) -> String {
    let mut command = Command::new(program);
    let ran = command.env_clear().args(words).arg("--data").arg(data).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// The program, serving; stopped when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(program: &Path, data: &Path) -> Self {
        let mut command = Command::new(program);
        command.env_clear().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (_, address) = line.trim().split_once("http://").expect("it says where it serves");
        Self { child, address: format!("http://{address}") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone after this.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who may add organisations. The jar for cookies is the agent's own.
struct Visitor {
    agent: Agent,
    address: String,
    cookie: String,
}

impl Visitor {
    fn sign_in(server: &Server, demo: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let mut visitor =
            Self { agent: config.into(), address: server.address.clone(), cookie: String::new() };
        let password = between(demo, "password “", "”");
        let line = demo.lines().find(|line| line.ends_with("Integrator manager")).unwrap();
        let name = line.split_whitespace().next().unwrap();
        let status = visitor.post("/sign-in", &[("sign_in_name", name), ("password", password)]);
        assert_eq!(status, 303);
        visitor
    }

    fn get(&mut self, path: &str) -> (u16, String) {
        let request = self.agent.get(format!("{}{path}", self.address));
        let mut answer = request.header("cookie", &self.cookie).call().unwrap();
        self.keep_cookies(answer.headers());
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// Sends the form of a page with all that is hidden in it.
    fn post(&mut self, path: &str, typed: &[(&str, &str)]) -> u16 {
        let (status, page) = self.get(path);
        assert_eq!(status, 200, "{path}: {page}");
        let hidden = hidden_fields(&page);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let form: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
        let request = self.agent.post(format!("{}{path}", self.address));
        let answer = request.header("cookie", &self.cookie).send_form(form).unwrap();
        self.keep_cookies(answer.headers());
        answer.status().as_u16()
    }

    fn add(&mut self, name: &str) -> u16 {
        self.post(
            "/organisations/new",
            &[("name", name), ("kind", "voluntary-or-community"), ("ods_code", "")],
        )
    }

    fn keep_cookies(&mut self, headers: &ureq::http::HeaderMap) {
        for line in headers.get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap_or_default();
            let (name, _) = pair.split_once('=').unwrap();
            let others = self.cookie.split("; ").filter(|other| !other.starts_with(name));
            let kept: Vec<&str> = others.chain([pair]).filter(|pair| !pair.is_empty()).collect();
            self.cookie = kept.join("; ");
        }
    }
}

/// The hidden fields of the form in the main part of a page.
fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let tags = main.split("<input").skip(1).filter_map(|tag| tag.split('>').next());
    tags.filter(|tag| tag.contains("type=\"hidden\""))
        .map(|tag| {
            let word = |name: &str| between(tag, &format!("{name}=\""), "\"").to_owned();
            (word("name"), word("value"))
        })
        .collect()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).expect("what comes before");
    rest.split_once(after).expect("what comes after").0
}
