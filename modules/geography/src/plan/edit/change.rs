//! What can be changed by hand, and when it is refused.

use std::collections::BTreeSet;

use kith_terms::LsoaCode;

use super::{Edit, Locked, Moved, Named, Sketch};

/// The longest name of a neighbourhood, in characters.
const LONGEST_NAME: usize = 100;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Areas go to another neighbourhood. One that is left without areas is no more.
    Move {
        /// The areas.
        areas: Vec<LsoaCode>,
        /// The code of the neighbourhood.
        to: String,
    },
    /// Areas become a neighbourhood of their own.
    Found {
        /// The areas.
        areas: Vec<LsoaCode>,
        /// Its name.
        name: String,
    },
    /// A neighbourhood gets another name.
    Rename {
        /// Its code.
        neighbourhood: String,
        /// Its new name.
        name: String,
    },
    /// A neighbourhood is to stay as it is.
    Lock {
        /// Its code.
        neighbourhood: String,
    },
    /// It may be changed again.
    Unlock {
        /// Its code.
        neighbourhood: String,
    },
}

/// A change is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotEdit {
    /// No area was chosen.
    #[error("Choose one area or more")]
    NoAreas,
    /// The plan has no such area.
    #[error("The plan has no area {0}")]
    NoSuchArea(String),
    /// The plan has no such neighbourhood.
    #[error("Choose one of the neighbourhoods of the plan")]
    NoSuchNeighbourhood,
    /// All the areas are there already.
    #[error("What you chose is so already: nothing would change")]
    NothingChanges,
    /// A neighbourhood is locked.
    #[error("{0} is locked against change: unlock it first")]
    Locked(String),
    /// A neighbourhood needs a name.
    #[error("Enter a name for the neighbourhood, of at most {LONGEST_NAME} characters")]
    NoName,
    /// Another neighbourhood has the name.
    #[error("There is a neighbourhood with the name {0} already: enter another")]
    NameTaken(String),
    /// There is nothing to undo.
    #[error("There is nothing to undo: the plan is as it was drawn")]
    NothingToUndo,
    /// There is nothing to redo.
    #[error("There is nothing to redo")]
    NothingToRedo,
}

impl Change {
    /// What the change would change in the draft, or why it is refused.
    pub fn judge(&self, sketch: &Sketch) -> Result<Edit, CannotEdit> {
        match self {
            Self::Move { areas, to } => {
                sketch.must_be_free(to)?;
                sketch.with_areas(areas, to)
            }
            Self::Found { areas, name } => {
                let name = sketch.free_name(name)?;
                let code = sketch.next_code();
                let mut edit = sketch.with_areas(areas, &code)?;
                edit.names.push(Named { code, before: None, after: Some(name) });
                Ok(edit)
            }
            Self::Rename { neighbourhood, name } => {
                let before = sketch.must_be_free(neighbourhood)?;
                if before == name.trim() {
                    return Err(CannotEdit::NothingChanges);
                }
                let (before, after) = (Some(before.to_owned()), Some(sketch.free_name(name)?));
                let named = Named { code: neighbourhood.clone(), before, after };
                Ok(Edit { names: vec![named], ..Edit::default() })
            }
            Self::Lock { neighbourhood } => sketch.lock(neighbourhood, true),
            Self::Unlock { neighbourhood } => sketch.lock(neighbourhood, false),
        }
    }
}

impl Sketch {
    fn must_be_free(&self, code: &str) -> Result<&str, CannotEdit> {
        let name = self.names.get(code).ok_or(CannotEdit::NoSuchNeighbourhood)?;
        if self.locked.contains(code) { Err(CannotEdit::Locked(name.clone())) } else { Ok(name) }
    }

    /// The edit by which areas come to a neighbourhood that may be new; those they leave empty go.
    fn with_areas(&self, areas: &[LsoaCode], to: &str) -> Result<Edit, CannotEdit> {
        let chosen: BTreeSet<LsoaCode> = areas.iter().copied().collect();
        let mut moved = Vec::new();
        for area in &chosen {
            let from =
                self.home.get(area).ok_or_else(|| CannotEdit::NoSuchArea(area.to_string()))?;
            if from != to {
                self.must_be_free(from)?;
                moved.push(Moved { area: *area, from: from.clone(), to: to.to_owned() });
            }
        }
        if moved.is_empty() {
            let nothing_chosen = chosen.is_empty();
            return Err(if nothing_chosen {
                CannotEdit::NoAreas
            } else {
                CannotEdit::NothingChanges
            });
        }
        let left: BTreeSet<&String> = moved.iter().map(|moved| &moved.from).collect();
        let is_empty = |code: &&String| {
            let mut areas = self.home.iter().filter(|(_, home)| home == code);
            areas.all(|(area, _)| chosen.contains(area))
        };
        let gone = left.into_iter().filter(is_empty);
        let gone = gone.map(|code| Named {
            code: code.clone(),
            before: self.names.get(code).cloned(),
            after: None,
        });
        Ok(Edit { names: gone.collect(), areas: moved, locks: Vec::new() })
    }

    fn free_name(&self, typed: &str) -> Result<String, CannotEdit> {
        let name = typed.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(CannotEdit::NoName);
        }
        let taken = self.names.values().any(|other| other == name);
        if taken { Err(CannotEdit::NameTaken(name.to_owned())) } else { Ok(name.to_owned()) }
    }

    /// The code after the last, in the same layout: N07 after N06.
    fn next_code(&self) -> String {
        let digits = |code: &str| code.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
        let numbers = self.names.keys().filter_map(|code| digits(code).parse::<u64>().ok());
        let width = self.names.keys().map(|code| digits(code).len()).max().unwrap_or(0).max(2);
        format!("N{:0width$}", numbers.max().unwrap_or(0) + 1)
    }

    fn lock(&self, code: &str, now: bool) -> Result<Edit, CannotEdit> {
        if !self.names.contains_key(code) {
            return Err(CannotEdit::NoSuchNeighbourhood);
        }
        if self.locked.contains(code) == now {
            return Err(CannotEdit::NothingChanges);
        }
        let locks = vec![Locked { code: code.to_owned(), now }];
        Ok(Edit { locks, ..Edit::default() })
    }
}
