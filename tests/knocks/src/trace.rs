//! What a program asked of the operating system, in order, as `strace` writes it down: which files it
//! opened, wrote, cut and synced, and what it said. A call has a beginning and an end, since another
//! thread may have done something in between.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

/// What [`parse`] needs to know about. Calls that might also change a file are watched so that
/// [`crate::disk`] can refuse what it does not understand.
const CALLS: &str = "openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,\
                     writev,pwritev,pwritev2,rename,renameat,renameat2,fallocate,copy_file_range,sendfile";

/// Longer than any page that is written at once.
const LONGEST: &str = "1000000";

/// A call, as far as it matters here. Files go by their handles.
#[expect(missing_docs, reason = "the fields say what they are")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A file or folder is opened, and made if that is asked for and it is missing.
    Open { path: String, makes: bool },
    /// It is closed.
    Close { file: i64 },
    /// Bytes are written at a place.
    Write { file: i64, at: u64, bytes: Vec<u8> },
    /// All that was written is to be on disk.
    Sync { file: i64 },
    /// Its length is set.
    Cut { file: i64, length: u64 },
    /// A name is taken away.
    Unlink { path: String },
    /// Lines on standard output.
    Said { text: String },
    /// Something else done to an open file.
    Other { name: String, file: i64 },
    /// Something else done to a name.
    Rename { words: String },
}

/// The beginning or the end of a call, which is given by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It begins.
    Begins(usize),
    /// It ends with this answer. Below 0: it failed.
    Ends(usize, i64),
}

/// All calls and the order of their beginnings and ends.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The calls.
    pub calls: Vec<Call>,
    /// Their beginnings and ends.
    pub steps: Vec<Step>,
    /// How many were made to fail.
    pub faults: usize,
}

/// Where the standard output of a traced program goes: what it says is in the trace.
const NOWHERE: &str = "/dev/null";

/// A command that runs `program` and writes its calls about the database `data`, and what it says, to
/// the file `into`. `fault` makes some of these calls fail, in the words of `strace --inject`.
pub fn traced(program: &Path, data: &Path, into: &Path, fault: Option<&str>) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-qqq", "-xx", "-s", LONGEST, "-e", "signal=none", "-e"]);
    command.arg(format!("trace={CALLS}"));
    for beside in ["", "-wal", "-journal", "-shm"] {
        command.arg("-P").arg(format!("{}{beside}", data.display()));
    }
    command.arg("-P").arg(data.parent().unwrap_or(data)).args(["-P", NOWHERE]);
    if let Some(fault) = fault {
        command.arg("-e").arg(format!("inject={fault}"));
    }
    command.arg("-o").arg(into).arg(program).stdout(Stdio::null());
    command
}

/// Reads what `strace` wrote.
pub fn parse(text: &str) -> anyhow::Result<Trace> {
    let mut trace = Trace::default();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for line in text.lines() {
        let (thread, rest) = line.split_once(' ').context("a thread and what it did")?;
        let rest = rest.trim_start();
        trace.faults += usize::from(rest.ends_with("(INJECTED)"));
        if rest.starts_with("+++") {
            continue;
        }
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some(number) = open.remove(thread) else { continue };
            trace.steps.push(Step::Ends(number, answer(resumed)?));
            continue;
        }
        if (!rest.ends_with("<unfinished ...>") && !rest.contains(" = ")) || is_bare(rest) {
            // The program ended while the line was written: the call was never answered, if it was made.
            continue;
        }
        let number = trace.calls.len();
        trace.calls.push(call(rest).with_context(|| format!("call {number}: {rest:.200}"))?);
        trace.steps.push(Step::Begins(number));
        if rest.ends_with("<unfinished ...>") {
            open.insert(thread, number);
        } else {
            trace.steps.push(Step::Ends(number, answer(rest)?));
        }
    }
    Ok(trace)
}

/// Whether a call stands there without its words, as that of a thread does which another one ended as it
/// began. Each call that is watched has some.
fn is_bare(call: &str) -> bool {
    call.split_once('(').is_none_or(|(_, words)| words.trim_start().starts_with(['<', ')', '?']))
}

/// What the call was answered: behind the last `) =`. A program that is ended in the middle of a call gets
/// no answer: its line breaks off, or has a question mark. Such a call counts as one that failed, which can
/// only make the tests stricter.
fn answer(text: &str) -> anyhow::Result<i64> {
    let Some((_, answer)) = text.rsplit_once(" = ") else { return Ok(-1) };
    let number = answer.split_whitespace().next().unwrap_or_default();
    if number == "?" { Ok(-1) } else { number.parse().with_context(|| answer.to_owned()) }
}

fn call(text: &str) -> anyhow::Result<Call> {
    let (name, rest) = text.split_once('(').context("a name")?;
    let mut words = Words { rest };
    Ok(match name {
        "openat" => {
            words.next();
            let path = words.text()?;
            let makes = words.next().contains("O_CREAT");
            Call::Open { path, makes }
        }
        "close" => Call::Close { file: words.number()? },
        "fsync" | "fdatasync" => Call::Sync { file: words.number()? },
        "ftruncate" => Call::Cut { file: words.number()?, length: words.number()?.try_into()? },
        "pwrite64" => {
            let (file, bytes) = (words.number()?, words.bytes()?);
            let long = words.number()?;
            ensure!(bytes.len() == usize::try_from(long)?, "{long} bytes, cut short by strace");
            Call::Write { file, at: words.number()?.try_into()?, bytes }
        }
        "write" => match words.number()? {
            1 => Call::Said { text: String::from_utf8(words.bytes()?)? },
            file => Call::Other { name: name.to_owned(), file },
        },
        "unlink" => Call::Unlink { path: words.text()? },
        "unlinkat" => {
            words.next();
            Call::Unlink { path: words.text()? }
        }
        "rename" | "renameat" | "renameat2" => Call::Rename { words: rest.to_owned() },
        _ => Call::Other { name: name.to_owned(), file: words.number()? },
    })
}

/// The words between the brackets of a call.
struct Words<'t> {
    rest: &'t str,
}

impl<'t> Words<'t> {
    /// The next word. No text of ours has a comma, since `-xx` writes each byte as `\x2c`.
    fn next(&mut self) -> &'t str {
        let end = self.rest.find([',', ')', '<']).unwrap_or(self.rest.len());
        let word = self.rest[..end].trim();
        self.rest = self.rest[end..].trim_start_matches(',');
        word
    }

    fn number(&mut self) -> anyhow::Result<i64> {
        let word = self.next();
        word.parse().with_context(|| format!("{word:?} is no number"))
    }

    fn text(&mut self) -> anyhow::Result<String> {
        Ok(String::from_utf8(self.bytes()?)?)
    }

    fn bytes(&mut self) -> anyhow::Result<Vec<u8>> {
        let word = self.next();
        let Some(quoted) = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) else {
            bail!("{} is no text", &word[..word.len().min(40)]);
        };
        let pairs = quoted.split("\\x").skip(1);
        Ok(pairs.map(|pair| u8::from_str_radix(pair, 16)).collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_with_what_happened_between_their_beginning_and_their_end() {
        let text = r#"7 openat(AT_FDCWD, "\x61\x2c", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 9
8 fsync(9 <unfinished ...>
7 pwrite64(9, "\x00\xff", 2, 4096)        = 2
8 <... fsync resumed>)                    = -1 EIO (Input/output error) (INJECTED)
7 write(1, "\x68\x69\x0a", 3)             = 3
8 close( <unfinished ...>
8 ???? = ?
8 close() = ?
7 +++ killed by SIGKILL +++"#;
        let trace = parse(text).unwrap();
        assert_eq!(
            trace.calls,
            [
                Call::Open { path: "a,".into(), makes: true },
                Call::Sync { file: 9 },
                Call::Write { file: 9, at: 4096, bytes: vec![0, 255] },
                Call::Said { text: "hi\n".into() },
            ]
        );
        let (begins, ends) = (Step::Begins, Step::Ends);
        assert_eq!(trace.steps[..3], [begins(0), ends(0, 9), begins(1)]);
        assert_eq!(trace.steps[3..6], [begins(2), ends(2, 2), ends(1, -1)]);
        assert_eq!(trace.faults, 1);
    }
}
