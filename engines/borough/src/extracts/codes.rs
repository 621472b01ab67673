//! Texts that stand in millions of rows, as they are written there.

use super::cells::push_quoted;
use crate::borough::Borough;
use crate::people::{Code, Site};

/// The cells of each code, and the names of places.
pub(super) struct Codes {
    cells: Vec<CodeCells>,
    practices: Vec<Vec<u8>>,
}

/// A code as it is written.
pub(super) struct CodeCells {
    pub(super) system: Vec<u8>,
    pub(super) code: Vec<u8>,
    pub(super) description: Vec<u8>,
    pub(super) unit: Vec<u8>,
}

impl Codes {
    pub(super) fn new(borough: &Borough) -> Self {
        let cells = Code::all()
            .map(|code| {
                let text = code.text();
                CodeCells {
                    system: quoted(&text.system),
                    code: quoted(&text.code),
                    description: quoted(&text.description),
                    unit: quoted(&text.unit),
                }
            })
            .collect();
        let practices = borough.practices.iter().map(|practice| quoted(&practice.name)).collect();
        Self { cells, practices }
    }

    pub(super) fn of(&self, code: Code) -> &CodeCells {
        &self.cells[code.place()]
    }

    /// What a place is called.
    pub(super) fn site(&self, site: Site) -> &[u8] {
        match site {
            Site::Practice(practice) => {
                self.practices.get(usize::from(practice)).map_or(b"", Vec::as_slice)
            }
            Site::Hospital => b"Wendmere General Hospital",
            Site::UrgentTreatmentCentre => b"Wendmere Urgent Treatment Centre",
            Site::Home => b"Home",
            Site::Clinic => b"Clinic",
            Site::Nowhere => b"",
        }
    }
}

fn quoted(text: &str) -> Vec<u8> {
    let mut cell = Vec::new();
    push_quoted(&mut cell, text);
    cell
}
