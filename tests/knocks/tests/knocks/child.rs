//! The program that is knocked about.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use kith_knocks::ledger::Ledger;
use kith_knocks::trace::{Trace, parse, traced};
use kith_knocks::work::Order;
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_knocks");

/// The words that make it work on the database at `address`.
pub(crate) fn work(address: &str, order: Order, care: &str) -> Vec<String> {
    let Order { run, writers, changes, migrate_after } = order;
    let numbers = [run, writers, changes, migrate_after].map(|number| number.to_string());
    let mut words = vec!["work".to_owned(), address.to_owned()];
    words.extend(numbers);
    words.push(care.to_owned());
    words
}

/// It at work, to be killed.
pub(crate) struct Working {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Working {
    pub(crate) fn start(words: &[String]) -> Self {
        let mut command = Command::new(PROGRAM);
        let mut child = command.args(words).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// Listens until so many lines were said or it has ended. Whether it is still there.
    pub(crate) fn listen(&mut self, ledger: &mut Ledger, lines: u64) -> bool {
        (0..lines).all(|_| {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).unwrap();
            // A line without its end was not said.
            if line.ends_with('\n') {
                ledger.take(line.trim_end()).unwrap();
            }
            read > 0
        })
    }

    /// How much memory it takes, as long as it is there.
    pub(crate) fn resident_kib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// Kills it at once, and hears what it had said before. Whether it was still at work.
    pub(crate) fn kill(mut self, ledger: &mut Ledger) -> bool {
        let was_at_work = self.child.try_wait().unwrap().is_none();
        self.child.kill().unwrap();
        while self.listen(ledger, 1) {}
        self.child.wait().unwrap();
        was_at_work
    }
}

/// A run of the program that was written down.
pub(crate) struct Recorded {
    pub(crate) trace: Trace,
    /// Its database, as it left it.
    pub(crate) data: PathBuf,
    folder: TempDir,
}

impl Recorded {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data/kith.db");
        std::fs::create_dir(folder.path().join("data")).unwrap();
        Self { trace: Trace::default(), data, folder }
    }

    /// Runs it under `strace`. However its calls fail, it must end in an orderly manner.
    pub(crate) fn run(order: Order, care: &str, fault: Option<&str>) -> Self {
        let mut recorded = Self::new();
        let mut command = recorded.command(order, care, fault);
        ends_orderly(&mut command, fault);
        recorded.trace = recorded.read();
        recorded
    }

    /// Runs it again on the same database, and gives back the trace of that.
    pub(crate) fn run_again(&self, order: Order) -> Trace {
        ends_orderly(&mut self.command(order, "full", None), None);
        self.read()
    }

    /// Runs it until a call fails, and kills it in that moment.
    pub(crate) fn run_until(order: Order, fault: &str) -> Self {
        let mut recorded = Self::new();
        let mut command = recorded.command(order, "full", Some(fault));
        command.stderr(Stdio::null()).status().unwrap();
        recorded.trace = recorded.read();
        recorded
    }

    fn command(&self, order: Order, care: &str, fault: Option<&str>) -> Command {
        let words = work(self.data.to_str().unwrap(), order, care);
        let mut command = traced(Path::new(PROGRAM), &self.data, &self.log(), fault);
        command.args(words);
        command
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("trace")
    }

    fn read(&self) -> Trace {
        parse(&std::fs::read_to_string(self.log()).unwrap()).unwrap()
    }
}

/// Runs it to its end, which is neither a panic nor a signal, and gives back what it said.
pub(crate) fn ends_orderly(command: &mut Command, fault: Option<&str>) -> String {
    let ended = command.stderr(Stdio::piped()).output().unwrap();
    let complaint = String::from_utf8_lossy(&ended.stderr);
    let orderly =
        ended.status.code().is_some_and(|code| code < 2) && !complaint.contains("panicked");
    assert!(orderly, "{fault:?}: {}: {complaint}", ended.status);
    String::from_utf8(ended.stdout).unwrap()
}

/// The real program, if it is built: beside ours.
pub(crate) fn kith() -> Option<PathBuf> {
    let program = Path::new(PROGRAM).with_file_name("kith");
    program.exists().then_some(program)
}

/// Whether a program can be started.
pub(crate) fn is_there(program: &Path) -> bool {
    let version = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}
