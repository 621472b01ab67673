//! Defects planted into the file of registrations, so that a first import shows what happens to bad
//! rows.

use crate::files::{OfficialFile, REGISTRATIONS};

/// Whether defects are planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dirt {
    /// Every row is good.
    None,
    /// A few rows are bad, each in its own way.
    Some,
}

/// One planted defect: the row is there besides the good ones, which stay as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedDefect {
    /// The file.
    pub file: String,
    /// The line in it, counted from 1 with the header.
    pub line: usize,
    /// What is wrong with the row, for the reader of a test or a demonstration.
    pub what: &'static str,
    /// What an importer should do with the row.
    pub due: Due,
}

/// What an importer should do with a planted row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It cannot be read: it belongs in quarantine.
    Quarantine,
    /// It can be read, with care for its encoding, and its one patient counts.
    Load,
}

/// The bad rows, each with the text it becomes. The Latin-1 byte is an É.
const DEFECTS: [(&str, Due, &[u8]); 5] = [
    (
        "a negative number of patients",
        Due::Quarantine,
        b"GP_PRAC_PAT_LIST,01Jan2026,Y99001,TIDEWICK BRANCH,E01990001,ALL,-3",
    ),
    (
        "an area code that is none",
        Due::Quarantine,
        b"GP_PRAC_PAT_LIST,01Jan2026,Y99002,TIDEWICK BRANCH,X99000001,ALL,12",
    ),
    (
        "a letter in a number",
        Due::Quarantine,
        b"GP_PRAC_PAT_LIST,01Jan2026,Y99003,TIDEWICK BRANCH,E01990002,ALL,1O2",
    ),
    (
        "a row that breaks off",
        Due::Quarantine,
        b"GP_PRAC_PAT_LIST,01Jan2026,Y99004,TIDEWICK BRANCH",
    ),
    (
        "a name in Latin-1 in a file of UTF-8",
        Due::Load,
        b"GP_PRAC_PAT_LIST,01Jan2026,Y99005,SAINT REN\xc9 BRANCH,M99999999,ALL,1",
    ),
];

/// Plant the defects, spread over the file.
pub(crate) fn plant(files: &mut [OfficialFile]) -> Vec<PlantedDefect> {
    let mut planted = Vec::new();
    for file in files.iter_mut().filter(|file| file.name == REGISTRATIONS) {
        let mut lines: Vec<&[u8]> = file.bytes.split_inclusive(|&byte| byte == b'\n').collect();
        let gap = lines.len() / (DEFECTS.len() + 1);
        let rows = DEFECTS.map(|(_, _, row)| [row, b"\n"].concat());
        for (number, (what, due, _)) in DEFECTS.into_iter().enumerate() {
            let above = gap * (number + 1);
            lines.insert(above, &rows[number]);
            planted.push(PlantedDefect { file: file.name.clone(), line: above + 1, what, due });
        }
        file.bytes = lines.concat();
    }
    planted
}
