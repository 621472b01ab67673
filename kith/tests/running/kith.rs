//! A copy of Kith with records of its own, as a process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use ureq::Agent;
use ureq::http::{Response, StatusCode};

pub(crate) const PASSWORD: &str = "a walk about Wendmere";
pub(crate) const MANAGER: &str = "ann@wendmere.example";

/// A folder with a database in it.
pub(crate) struct Kith(TempDir);

/// A server, gone when it is dropped.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: String,
    pub(crate) metrics: String,
}

/// Somebody's browser.
#[derive(Clone)]
pub(crate) struct Browser {
    agent: Agent,
    address: String,
    cookies: Vec<String>,
    form_key: String,
    once: String,
}

impl Kith {
    /// Set up with one person who may do everything.
    pub(crate) fn new() -> Self {
        let kith = Self(TempDir::new().unwrap());
        let password = kith.0.path().join("password");
        std::fs::write(&password, PASSWORD).unwrap();
        let ran = kith.run(&[
            "init",
            "--organisation",
            "Wendmere Health",
            "--sign-in-name",
            MANAGER,
            "--name",
            "Ann Lee",
            // A password alone does for this role.
            "--role",
            "integrator-manager",
            "--password-file",
            password.to_str().unwrap(),
        ]);
        assert!(ran.status.success(), "{ran:?}");
        kith
    }

    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.0.path().join("data/kith.db")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command.env_clear().current_dir(&self.0).args(["--json", "--data", "data"]);
        command
    }

    /// Runs a verb to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command().args(words).stdin(Stdio::null()).output().unwrap()
    }

    /// Serves on ports that are free, with these settings besides.
    pub(crate) fn serve(&self, settings: &[&str]) -> Serving {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]);
        command.args(["--log-format", "json", "--rate-limit", "0"]).args(settings);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut told = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut told).unwrap();
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        Serving { address: text("address"), metrics: text("metrics"), child }
    }
}

impl Serving {
    /// Asks it to stop, as a supervisor does.
    pub(crate) fn terminate(&self) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).unwrap();
    }

    /// Waits for its end; gives back how it ended and what it had logged.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let log = std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap();
        (self.child.wait().unwrap(), log)
    }

    pub(crate) fn browser(&self) -> Browser {
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            // Each request has a connection of its own, as behind a load balancer that pools none.
            .max_idle_connections(0)
            .build();
        Browser {
            agent: config.into(),
            address: self.address.clone(),
            cookies: Vec::new(),
            form_key: String::new(),
            once: String::new(),
        }
    }

    /// A browser in which the manager is signed in.
    pub(crate) fn manager(&self) -> Browser {
        let mut browser = self.browser();
        browser.get("/sign-in").unwrap();
        let typed = [("sign_in_name", MANAGER), ("password", PASSWORD)];
        let (status, _) = browser.post("/sign-in", &typed).unwrap();
        assert_eq!(status, StatusCode::SEE_OTHER);
        browser.get("/organisations/new").unwrap();
        browser
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone after this.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

type Answered = Result<(StatusCode, String), ureq::Error>;

impl Browser {
    pub(crate) fn get(&mut self, path: &str) -> Answered {
        let request = self.agent.get(format!("{}{path}", self.address));
        let answer = request.header("cookie", self.cookies.join("; ")).call()?;
        self.read(answer)
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let (key, once) = (self.form_key.clone(), self.once.clone());
        let form = [("form_key", key.as_str()), ("once", once.as_str())]
            .into_iter()
            .chain(fields.iter().copied());
        let request = self.agent.post(format!("{}{path}", self.address));
        let answer = request.header("cookie", self.cookies.join("; ")).send_form(form)?;
        self.read(answer)
    }

    fn read(&mut self, mut answer: Response<ureq::Body>) -> Answered {
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = pair.split('=').next().unwrap().to_owned() + "=";
            self.cookies.retain(|kept| !kept.starts_with(&name));
            self.cookies.push(pair);
        }
        let text = answer.body_mut().read_to_string()?;
        // The last form of a page is the one in its main part.
        for (name, kept) in [("form_key", &mut self.form_key), ("once", &mut self.once)] {
            if let Some((_, rest)) = text.rsplit_once(&format!("name=\"{name}\" value=\"")) {
                rest.split('"').next().unwrap().clone_into(kept);
            }
        }
        Ok((answer.status(), text))
    }
}
