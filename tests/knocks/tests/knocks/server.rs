//! The PostgreSQL server is killed, with all its children, while the program works on it. It is a
//! server of the test's own, which syncs as one does that is in earnest.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kith_knocks::figures::knocks;
use kith_knocks::ledger::Ledger;
use kith_knocks::work::Order;
use kith_store::testing::Place;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use tempfile::TempDir;

use crate::child::{Working, work};
use crate::kill::Sum;

/// The folder with `initdb` and `pg_ctl`.
const PROGRAMS: &str = "KITH_POSTGRES_PROGRAMS";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_to_be_saved_is_lost_when_the_server_is_killed() {
    let Ok(programs) = std::env::var(PROGRAMS) else {
        return crate::skip("the kills of a server", "KITH_POSTGRES_PROGRAMS names no folder");
    };
    let server = Server::new(programs.into());
    server.start();
    let place = Place::schema(server.address()).await;
    let mut ledger = Ledger::default();
    let mut sum = Sum::default();
    // A server takes longer to come back than a program.
    for run in 0..(knocks() / 5).max(3) {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(run);
        let order = Order { run, writers: 8, changes: 100_000, migrate_after: 10 };
        let mut program = Working::start(&work(&place.address(), order, "full"));
        program.listen(&mut ledger, dice.random_range(0..200));
        server.kill();
        sum.at_work += u64::from(program.kill(&mut ledger));
        sum.kills += 1;
        server.start();
        let found = ledger.compare(place.location()).await.unwrap();
        sum.lost += found.lost;
        sum.said = found.said;
    }
    sum.tell("kill-9-postgresql-server");
}

/// A server in a folder of its own.
struct Server {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
}

impl Server {
    fn new(programs: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Whoever takes the port in between would fail the test, not falsify it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { programs, folder, port };
        if is_root() {
            let owner = Command::new("chown").arg("postgres").arg(server.folder.path()).status();
            assert!(owner.unwrap().success());
        }
        let made = server
            .command("initdb")
            .args(["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .arg("--pgdata")
            .arg(server.data())
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        server
    }

    fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn start(&self) {
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories='' -c fsync=on \
             -c recovery_init_sync_method=syncfs",
            self.port
        );
        let started = self
            .command("pg_ctl")
            .args(["--silent", "--wait", "--timeout=120", "start", "--options", &options])
            .arg("--pgdata")
            .arg(self.data())
            .arg("--log")
            .arg(self.folder.path().join("log"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(started.unwrap().success(), "the server starts again after it was killed");
    }

    /// Kills the server and all its children at once.
    fn kill(&self) {
        let text = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let server = text.lines().next().unwrap().to_owned();
        let children = format!("/proc/{server}/task/{server}/children");
        let children = std::fs::read_to_string(children).unwrap_or_default();
        let victims: Vec<&str> =
            std::iter::once(server.as_str()).chain(children.split_whitespace()).collect();
        // A child may have ended by itself in between.
        let _ = Command::new("kill").arg("-9").args(&victims).stderr(Stdio::null()).status();
        // Its memory is in use as long as one of them is still there.
        while victims.iter().any(|victim| Path::new("/proc").join(victim).exists()) {
            std::thread::yield_now();
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// It refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}
