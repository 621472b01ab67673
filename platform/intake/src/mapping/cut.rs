//! Cuts a text of any length into blocks at the ends of its rows, so that blocks can be read side by
//! side and memory stays flat. A row that cannot be cut out is told and does not take others with it.

use std::io::Read;

use encoding_rs::{Decoder, Encoding};

use super::entries::Entries;
use crate::CannotRead;

/// So many bytes of text are cut at a time.
const BLOCK: usize = 1 << 20;
/// A row, line or resource is at most so long; the longest rows of extracts that we know have a few
/// thousand bytes, and whole FHIR resources some ten thousand.
pub(super) const MOST_BYTES_A_ROW: usize = 1 << 20;
/// So many lines may stand between quotation marks; addresses and notes have a few.
const MOST_LINES_A_ROW: u64 = 50;
/// So much of a row that is too long is told.
const TOLD: usize = 200;
/// So many bytes are taken from the file at a time.
const STEP: usize = 1 << 18;

/// How rows are told apart.
pub(super) enum Way {
    /// By line breaks outside quotation marks.
    Delimited(u8),
    /// By line breaks.
    Lines,
    /// As elements of the list `entry` of a FHIR Bundle.
    Entries(Entries),
}

/// A piece of a text with whole rows in it.
pub(super) struct Block {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
}

/// One row in a block, without its line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    pub(super) fault: Option<Fault>,
}

/// Why a row cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quotation mark that is opened is not closed, or stands where none can.
    Quotation,
    /// It does not end.
    TooLong,
}

/// What stands at the beginning of a text.
enum Scan {
    /// A row: its end, where the next begins, and how many lines it takes up.
    Row { to: usize, next: usize, lines: u64, fault: Option<Fault> },
    /// The text ends before the row does.
    More,
}

/// Cuts a file.
pub(super) struct Cutter<'r> {
    file: Box<dyn Read + Send + 'r>,
    letters: Decoder,
    raw: Vec<u8>,
    text: String,
    line: u64,
    way: Way,
    /// Everything has been read.
    at_end: bool,
    /// Within a row that is too long: everything up to its end is passed over.
    skips: bool,
}

impl<'r> Cutter<'r> {
    /// A cutter of a file in this encoding; a byte order mark is taken off.
    pub(super) fn new(
        file: Box<dyn Read + Send + 'r>,
        encoding: &'static Encoding,
        way: Way,
    ) -> Self {
        Self {
            file,
            letters: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; STEP],
            text: String::new(),
            line: 1,
            way,
            at_end: false,
            skips: false,
        }
    }

    /// The next block; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Block>, CannotRead> {
        loop {
            while self.text.len() < BLOCK && !self.at_end {
                self.fill()?;
            }
            let (pieces, next) = self.pieces()?;
            if !pieces.is_empty() {
                let rest = self.text.split_off(next);
                let text = std::mem::replace(&mut self.text, rest);
                return Ok(Some(Block { text, pieces }));
            }
            self.text.drain(..next);
            if !self.text.is_empty() && (self.at_end || self.text.len() >= MOST_BYTES_A_ROW) {
                return self.give_up_row().map(Some);
            }
            if self.at_end {
                return Ok(None);
            }
        }
    }

    /// Reads on a step.
    fn fill(&mut self) -> Result<(), CannotRead> {
        let broken =
            |error: std::io::Error| CannotRead::Broken { what: "a file", why: error.to_string() };
        let many = self.file.read(&mut self.raw).map_err(broken)?;
        self.at_end = many == 0;
        let room = self.letters.max_utf8_buffer_length(many).unwrap_or(4 * many + 16);
        self.text.reserve(room);
        let from = self.text.len();
        // All of it is taken: there is room.
        let _ = self.letters.decode_to_string(&self.raw[..many], &mut self.text, self.at_end);
        if self.skips {
            self.skip(from);
        }
        Ok(())
    }

    /// Passes over the rest of a row that is too long.
    fn skip(&mut self, from: usize) {
        match self.text[from..].find(['\n', '\r']) {
            Some(at) => {
                let behind = from + at;
                let next = behind + break_at(self.text.as_bytes(), behind);
                self.text.drain(..next);
                self.line += 1;
                self.skips = false;
            }
            None => self.text.clear(),
        }
    }

    /// Tells the row that does not end and looks for the next line.
    fn give_up_row(&mut self) -> Result<Block, CannotRead> {
        if matches!(self.way, Way::Entries(_)) {
            return Err(CannotRead::Broken {
                what: "a FHIR Bundle",
                why: format!("the entry on line {} does not end", self.line),
            });
        }
        let end = self.text.find(['\n', '\r']);
        let fault = if end.is_some() || self.at_end { Fault::Quotation } else { Fault::TooLong };
        let line = self.line;
        let mut text = self.text.clone();
        text.truncate(text.floor_char_boundary(end.unwrap_or(text.len()).min(TOLD)));
        if let Some(at) = end {
            self.text.drain(..at + break_at(self.text.as_bytes(), at));
            self.line += 1;
        } else {
            self.text.clear();
            self.skips = !self.at_end;
        }
        let piece = Piece { from: 0, to: text.len(), line, fault: Some(fault) };
        Ok(Block { text, pieces: vec![piece] })
    }

    /// The rows that are whole, and where the first that is not begins.
    fn pieces(&mut self) -> Result<(Vec<Piece>, usize), CannotRead> {
        if let Way::Entries(entries) = &mut self.way {
            return entries.pieces(&self.text, &mut self.line);
        }
        let bytes = self.text.as_bytes();
        let mut pieces = Vec::new();
        let mut from = 0;
        while from < bytes.len() {
            let scan = match self.way {
                Way::Delimited(separator) => row(bytes, from, separator, self.at_end),
                _ => line(bytes, from, self.at_end),
            };
            let Scan::Row { to, next, lines, fault } = scan else { break };
            if to > from {
                let fault = if to - from > MOST_BYTES_A_ROW { Some(Fault::TooLong) } else { fault };
                pieces.push(Piece { from, to, line: self.line, fault });
            }
            self.line += lines;
            from = next;
        }
        Ok((pieces, from))
    }
}

/// How many bytes the line break at this place has.
fn break_at(bytes: &[u8], at: usize) -> usize {
    if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 }
}

/// A line.
fn line(bytes: &[u8], from: usize, at_end: bool) -> Scan {
    match memchr::memchr2(b'\n', b'\r', &bytes[from..]) {
        // What follows the carriage return decides whether it is a break of its own.
        Some(at) if bytes[from + at] == b'\r' && from + at + 1 == bytes.len() && !at_end => {
            Scan::More
        }
        Some(at) => {
            let to = from + at;
            Scan::Row { to, next: to + break_at(bytes, to), lines: 1, fault: None }
        }
        None if at_end => Scan::Row { to: bytes.len(), next: bytes.len(), lines: 1, fault: None },
        None => Scan::More,
    }
}

/// A row of delimited text. A quotation mark opens a value only at its beginning, and closes it only
/// before a separator or line break (RFC 4180, section 2); a row that breaks this ends with its first
/// line, so that a mark too many does not swallow the rows behind it.
fn row(bytes: &[u8], from: usize, separator: u8, at_end: bool) -> Scan {
    let first_line = || match line(bytes, from, at_end) {
        Scan::Row { to, next, lines, .. } => {
            Scan::Row { to, next, lines, fault: Some(Fault::Quotation) }
        }
        Scan::More => Scan::More,
    };
    let mut at = from;
    let mut lines = 0;
    loop {
        // At the beginning of a value.
        if bytes.get(at) == Some(&b'"') {
            let Some(end) = quoted(bytes, at + 1, &mut lines) else {
                let given_up = at_end || lines > MOST_LINES_A_ROW;
                let too_long = bytes.len() - from >= MOST_BYTES_A_ROW;
                return if given_up || too_long { first_line() } else { Scan::More };
            };
            at = end;
            match bytes.get(at) {
                None if !at_end => return Scan::More,
                None => {}
                Some(byte) if *byte == separator || matches!(byte, b'\n' | b'\r') => {}
                Some(_) => return first_line(),
            }
        } else {
            match memchr::memchr3(separator, b'\n', b'\r', &bytes[at..]) {
                Some(further) => at += further,
                None if at_end => at = bytes.len(),
                None => return Scan::More,
            }
        }
        match bytes.get(at) {
            Some(byte) if *byte == separator => at += 1,
            _ => break,
        }
    }
    match line(bytes, at, at_end) {
        Scan::Row { to, next, .. } => Scan::Row { to, next, lines: lines + 1, fault: None },
        Scan::More => Scan::More,
    }
}

/// The place behind the quotation mark that closes a value; nothing where none does within the lines
/// that a row may have. Counts the line breaks on the way.
fn quoted(bytes: &[u8], mut at: usize, lines: &mut u64) -> Option<usize> {
    loop {
        let end = at + memchr::memchr(b'"', &bytes[at..])?;
        *lines += line_breaks(&bytes[at..end]);
        if *lines > MOST_LINES_A_ROW {
            return None;
        }
        if bytes.get(end + 1) != Some(&b'"') {
            return Some(end + 1);
        }
        at = end + 2;
    }
}

/// How many line breaks there are, as an editor counts them.
pub(super) fn line_breaks(bytes: &[u8]) -> u64 {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes);
    let many = breaks.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count();
    u64::try_from(many).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "cut/tests.rs"]
mod tests;
