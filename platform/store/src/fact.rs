//! Who did what to what: the words of the journal.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::Claim;

/// On whose behalf something happens. Ids or plain words, never names of people: the journal is kept
/// longer than the accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The id of the person's account.
    pub person: String,
    /// The role in which they act.
    pub role: String,
    /// The ODS code of the organisation they act for.
    pub organisation: String,
    /// The site or team of that organisation.
    pub site: String,
    /// Why: direct care, improvement, accountability, planning, research.
    pub purpose: String,
    /// The claim that is laid with the change, where what was asked may have its effect once only.
    pub claim: Option<Arc<Claim>>,
}

impl Author {
    /// The program itself: `what` says which part of it, such as "nightly load".
    pub fn system(what: &str) -> Self {
        Self {
            person: "system".to_owned(),
            role: what.to_owned(),
            organisation: String::new(),
            site: String::new(),
            purpose: String::new(),
            claim: None,
        }
    }
}

/// The thing that a fact is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What kind of thing, such as "plan".
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// Something that happened, to be kept in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What was done, such as "plan.publish".
    pub action: &'static str,
    /// To what.
    pub subject: Subject,
    /// About which person, by id. None: about nobody.
    pub about: Option<String>,
    /// How it stood before. None: it did not exist, or was only read.
    pub before: Option<Json>,
    /// How it stands after. None: it is gone, or was only read.
    pub after: Option<Json>,
}

impl Fact {
    /// That `action` was done to the thing of this `kind` and `id`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an id is small and a text may be given away"
    )]
    pub fn new(action: &'static str, kind: &'static str, id: impl ToString) -> Self {
        let subject = Subject { kind: kind.to_owned(), id: id.to_string() };
        Self { action, subject, about: None, before: None, after: None }
    }

    /// Says which person it was about.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an id is small and a text may be given away"
    )]
    pub fn about(mut self, person: impl ToString) -> Self {
        self.about = Some(person.to_string());
        self
    }

    /// Says how it stood before.
    #[must_use]
    pub fn before(mut self, state: impl Into<Json>) -> Self {
        self.before = Some(state.into());
        self
    }

    /// Says how it stands after.
    #[must_use]
    pub fn after(mut self, state: impl Into<Json>) -> Self {
        self.after = Some(state.into());
        self
    }
}
