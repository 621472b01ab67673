//! The life of a plan: put to consultation, objected to, answered, agreed by named partners, published,
//! in force, followed by another; or withdrawn, with the reason and every objection kept.
//!
//! How far a plan has come is worked out from what happened to it and from today's day. Nobody types it.

pub mod policy;
pub mod publishing;
pub mod store;
mod typed;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_frame::account::Account;
use kith_frame::organisation::Organisation;
use kith_terms::Id;

use super::{Plan, PlanState};

pub use typed::{TypedAgreement, TypedAnswer, TypedConsultation, TypedObjection, TypedWithdrawal};

/// What happened to a plan.
#[derive(Debug, Clone, Default)]
pub struct Life {
    /// The consultation, where it was put to one.
    pub consultation: Option<Consultation>,
    /// The organisations that must agree, and those that have, in the order of their names.
    pub partners: Vec<Partner>,
    /// What was objected, in the order in which it was recorded.
    pub objections: Vec<Objection>,
    /// Why it was withdrawn, where it was.
    pub withdrawal: Option<Withdrawal>,
}

/// A time in which others say what they think of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Its first day.
    pub opens: Date,
    /// Its last day.
    pub closes: Date,
    /// The keys of the stakeholder groups that are asked.
    pub asked: Vec<String>,
    /// How to reply, in words: an address, a meeting.
    pub reply_to: String,
}

/// An organisation without whose agreement the plan is not published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The organisation.
    pub organisation: Id<Organisation>,
    /// Its name.
    pub name: String,
    /// Its agreement, once it is there.
    pub agreement: Option<Agreement>,
}

/// That an organisation agreed, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Who recorded it for their organisation.
    pub person: Id<Account>,
    /// Their name, as it was then.
    pub name: String,
    /// The title of their role, as it was then.
    pub role: String,
    /// On which day.
    pub agreed_on: Date,
    /// What shows it, such as the minute of a board.
    pub evidence: String,
}

/// What somebody objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its id.
    pub id: Id<Objection>,
    /// Its number within the plan, from 1.
    pub number: i64,
    /// The key of the stakeholder group.
    pub stakeholder: String,
    /// For which organisation it was made; empty where for none.
    pub organisation: String,
    /// What is objected.
    pub words: String,
    /// On which day it came.
    pub received: Date,
    /// What was answered, once it was.
    pub answer: Option<Answer>,
}

/// What was answered to an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// The reasons.
    pub words: String,
    /// The plan in which the lines were amended.
    pub amended_in: Option<Id<Plan>>,
    /// On which day.
    pub answered_on: Date,
}

/// What came of an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The lines stay.
    Kept,
    /// Another plan has the lines amended.
    Amended,
    /// It is met in another way.
    MetOtherwise,
}

/// Why a plan was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The reason.
    pub reason: String,
    /// On which day.
    pub withdrawn_on: Date,
}

/// How far a plan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its lines may still move.
    Draft,
    /// The consultation has a day on which it will open.
    ConsultationToCome,
    /// Others are being asked.
    Consulting,
    /// Others were asked; objections or agreements are open.
    Consulted,
    /// Everything is there that publishing needs.
    Agreed,
    /// It will be in force from a day to come.
    Published,
    /// It is in force.
    InForce,
    /// Another followed it.
    Superseded,
    /// It was withdrawn.
    Withdrawn,
    /// It was not wanted before anybody was asked.
    Discarded,
}

impl Stage {
    /// The word for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ConsultationToCome => "consultation_to_come",
            Self::Consulting => "consulting",
            Self::Consulted => "consulted",
            Self::Agreed => "agreed",
            Self::Published => "published",
            Self::InForce => "in_force",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
            Self::Discarded => "discarded",
        }
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::ConsultationToCome => "Consultation to come",
            Self::Consulting => "Out for consultation",
            Self::Consulted => "Consultation closed",
            Self::Agreed => "Agreed",
            Self::Published => "Published",
            Self::InForce => "In force",
            Self::Superseded => "Superseded",
            Self::Withdrawn => "Withdrawn",
            Self::Discarded => "Discarded",
        }
    }
}

impl Outcome {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Amended, Self::MetOtherwise];

    /// The word for tables and programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Amended => "amended",
            Self::MetOtherwise => "met_otherwise",
        }
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kept => "The lines stay as they are",
            Self::Amended => "The lines were amended in another plan",
            Self::MetOtherwise => "It is met in another way",
        }
    }

    /// From the word in a table.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }
}

impl Life {
    /// How far the plan has come on a day.
    pub fn stage(&self, plan: &Plan, today: Date, answer_all: bool) -> Stage {
        match plan.state {
            PlanState::Discarded => Stage::Discarded,
            PlanState::Withdrawn => Stage::Withdrawn,
            PlanState::Published => published(plan, today),
            PlanState::Draft => Stage::Draft,
            PlanState::Proposed => self.proposed(today, answer_all),
        }
    }

    fn proposed(&self, today: Date, answer_all: bool) -> Stage {
        match &self.consultation {
            Some(consultation) if today < consultation.opens => Stage::ConsultationToCome,
            Some(consultation) if today <= consultation.closes => Stage::Consulting,
            _ if self.missing().is_empty() && !(answer_all && self.unanswered() > 0) => {
                Stage::Agreed
            }
            _ => Stage::Consulted,
        }
    }

    /// The names of the partners that have not agreed.
    pub fn missing(&self) -> Vec<&str> {
        let missing = self.partners.iter().filter(|partner| partner.agreement.is_none());
        missing.map(|partner| partner.name.as_str()).collect()
    }

    /// How many objections have no answer.
    pub fn unanswered(&self) -> u64 {
        self.objections.iter().filter(|objection| objection.answer.is_none()).count() as u64
    }

    /// How many objections came from each stakeholder group, by its key.
    pub fn by_group(&self) -> BTreeMap<&str, u64> {
        let mut counted = BTreeMap::new();
        for objection in &self.objections {
            *counted.entry(objection.stakeholder.as_str()).or_insert(0) += 1;
        }
        counted
    }

    /// Whether objections can be recorded: once the consultation has opened, until the plan is published
    /// or withdrawn. Those that come after the last day are late, and kept.
    pub fn takes_objections(&self, plan: &Plan, today: Date) -> bool {
        let opened = self.consultation.as_ref().is_some_and(|one| one.opens <= today);
        plan.state == PlanState::Proposed && opened
    }

    /// Whether an objection came after the last day.
    pub fn is_late(&self, objection: &Objection) -> bool {
        self.consultation.as_ref().is_some_and(|one| objection.received > one.closes)
    }
}

fn published(plan: &Plan, today: Date) -> Stage {
    match (plan.valid_from, plan.valid_to) {
        (_, Some(to)) if to <= today => Stage::Superseded,
        (Some(from), _) if from <= today => Stage::InForce,
        _ => Stage::Published,
    }
}

#[cfg(test)]
mod tests;
