//! Changing a draft by hand: which changes there are, when they are refused, and what exactly they
//! change, so that each can be undone and redone. Whether the draft still keeps its rules afterwards is
//! not asked here: a draft may break them while it is being worked on, and says so.

mod change;
pub mod desk;
pub mod difference;
pub mod hand;
pub mod store;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_terms::LsoaCode;
use serde::{Deserialize, Serialize};

use super::{Assignment, Figures, Neighbourhood};
pub use change::{CannotEdit, Change};

/// A draft as it lies on the table: neighbourhoods by code, areas by code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// The name of each neighbourhood.
    pub names: BTreeMap<String, String>,
    /// The neighbourhood of each area.
    pub home: BTreeMap<LsoaCode, String>,
    /// The neighbourhoods that are locked against change.
    pub locked: BTreeSet<String>,
}

/// What a change changed, with what was there before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Areas that went to another neighbourhood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Moved>,
    /// Neighbourhoods that came, went or got another name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Named>,
    /// Neighbourhoods that were locked or unlocked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<Locked>,
}

/// An area that went to another neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The area.
    pub area: LsoaCode,
    /// The code of the neighbourhood that it left.
    pub from: String,
    /// The code of the neighbourhood that it came to.
    pub to: String,
}

/// A neighbourhood that came, went or got another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its name before; none where it was not there.
    pub before: Option<String>,
    /// Its name after; none where it is no more.
    pub after: Option<String>,
}

/// A neighbourhood that was locked or unlocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// Its code.
    pub code: String,
    /// Whether it is locked now.
    pub now: bool,
}

/// An edit of a plan as the store has it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The place of the edit in the order of edits, from 1.
    pub number: i64,
    /// What has become of it.
    pub state: StepState,
    /// What was changed.
    pub edit: Edit,
    /// The figures of the plan before it.
    pub figures_before: Figures,
    /// The id of the person who made it.
    pub person: String,
    /// When it was made.
    pub made_at: Timestamp,
}

/// What has become of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It stands.
    Done,
    /// It was undone and can be redone.
    Undone,
    /// It was undone, and something else was done in its place.
    Replaced,
}

impl Sketch {
    /// A plan as it stands.
    pub fn new(assignment: &Assignment, locked: BTreeSet<String>) -> Self {
        let neighbourhoods = &assignment.neighbourhoods;
        let home = |(area, at): &(LsoaCode, usize)| (*area, neighbourhoods[*at].code.clone());
        Self {
            names: neighbourhoods.iter().map(|n| (n.code.clone(), n.name.clone())).collect(),
            home: assignment.areas.iter().map(home).collect(),
            locked,
        }
    }

    /// The neighbourhoods and areas by position. An area without a neighbourhood is left out; there is none.
    pub fn assignment(&self) -> Assignment {
        let position: BTreeMap<&str, usize> =
            self.names.keys().enumerate().map(|(at, code)| (code.as_str(), at)).collect();
        let neighbourhood = |(code, name): (&String, &String)| Neighbourhood {
            code: code.clone(),
            name: name.clone(),
        };
        let placed =
            |(area, code): (&LsoaCode, &String)| Some((*area, *position.get(code.as_str())?));
        Assignment {
            neighbourhoods: self.names.iter().map(neighbourhood).collect(),
            areas: self.home.iter().filter_map(placed).collect(),
        }
    }

    /// Makes an edit.
    pub fn apply(&mut self, edit: &Edit) {
        for moved in &edit.areas {
            self.home.insert(moved.area, moved.to.clone());
        }
        for named in &edit.names {
            match &named.after {
                Some(name) => self.names.insert(named.code.clone(), name.clone()),
                None => self.names.remove(&named.code),
            };
        }
        for lock in &edit.locks {
            if lock.now {
                self.locked.insert(lock.code.clone());
            } else {
                self.locked.remove(&lock.code);
            }
        }
    }
}

impl Edit {
    /// The edit that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let moved = |moved: &Moved| Moved {
            area: moved.area,
            from: moved.to.clone(),
            to: moved.from.clone(),
        };
        let named = |named: &Named| Named {
            code: named.code.clone(),
            before: named.after.clone(),
            after: named.before.clone(),
        };
        let locked = |lock: &Locked| Locked { code: lock.code.clone(), now: !lock.now };
        Self {
            areas: self.areas.iter().map(moved).collect(),
            names: self.names.iter().map(named).collect(),
            locks: self.locks.iter().map(locked).collect(),
        }
    }

    /// Whether what is counted of the plan may have changed: names and locks count for nothing.
    pub fn moves_areas(&self) -> bool {
        !self.areas.is_empty()
    }
}

impl StepState {
    /// The word for tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Undone => "undone",
            Self::Replaced => "replaced",
        }
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Undone => "Undone",
            Self::Replaced => "Undone, then replaced",
        }
    }

    /// From the word in a table.
    pub fn from_key(key: &str) -> Self {
        match key {
            "done" => Self::Done,
            "undone" => Self::Undone,
            _ => Self::Replaced,
        }
    }
}

/// The edit that undoing takes back: the last that stands.
pub fn to_undo(steps: &[Step]) -> Result<&Step, CannotEdit> {
    let last = steps.iter().rev().find(|step| step.state == StepState::Done);
    last.ok_or(CannotEdit::NothingToUndo)
}

/// The edit that redoing makes again: the first that was undone.
pub fn to_redo(steps: &[Step]) -> Result<&Step, CannotEdit> {
    steps.iter().find(|step| step.state == StepState::Undone).ok_or(CannotEdit::NothingToRedo)
}

/// The draft as it was drawn: all edits that stand are taken back.
pub fn as_drawn(sketch: &Sketch, steps: &[Step]) -> Sketch {
    let mut drawn = sketch.clone();
    for step in steps.iter().rev().filter(|step| step.state == StepState::Done) {
        drawn.apply(&step.edit.reversed());
    }
    drawn
}
