//! What people type about the life of a plan, judged.

use jiff::civil::Date;
use kith_frame::form::Wrong;
use kith_frame::organisation::Organisation;
use kith_terms::Id;
use serde::Deserialize;
use utoipa::ToSchema;

use super::policy::Stakeholders;
use super::{Answer, Consultation, Objection, Outcome, Withdrawal};
use crate::plan::Plan;

/// The longest text that is kept, in characters: about 8 pages.
const LONGEST: usize = 20_000;

const NOT_A_DAY: &str = "Enter a date as year, month and day, such as 2026-11-21";

/// What was typed to open a consultation.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TypedConsultation {
    /// The first day.
    #[serde(default)]
    pub opens: String,
    /// The last day.
    #[serde(default)]
    pub closes: String,
    /// The keys of the groups that are asked.
    #[serde(default)]
    pub asked: Vec<String>,
    /// The ids of the organisations that must agree.
    #[serde(default)]
    pub partners: Vec<String>,
    /// How to reply.
    #[serde(default)]
    pub reply_to: String,
}

/// What was typed to record an objection.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TypedObjection {
    /// The key of the group.
    #[serde(default)]
    pub stakeholder: String,
    /// For which organisation.
    #[serde(default)]
    pub organisation: String,
    /// What is objected.
    #[serde(default)]
    pub words: String,
    /// On which day it came.
    #[serde(default)]
    pub received: String,
}

/// What was typed to answer an objection.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TypedAnswer {
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
    /// The reasons.
    #[serde(default)]
    pub words: String,
    /// The id of the plan with the amended lines, empty where there is none.
    #[serde(default)]
    pub amended_in: String,
}

/// What was typed to agree.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TypedAgreement {
    /// On which day the organisation agreed.
    #[serde(default)]
    pub agreed_on: String,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// What was typed to withdraw.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TypedWithdrawal {
    /// The reason.
    #[serde(default)]
    pub reason: String,
}

impl TypedConsultation {
    /// The consultation that was meant and its partners, or everything that is wrong with it.
    pub fn judge(
        &self,
        groups: &Stakeholders,
        known: &[Organisation],
    ) -> Result<(Consultation, Vec<Id<Organisation>>), Wrong> {
        let mut wrong = Wrong::nothing();
        let opens = day(&self.opens, "opens", &mut wrong);
        let closes = day(&self.closes, "closes", &mut wrong);
        if let (Some(opens), Some(closes)) = (opens, closes)
            && closes < opens
        {
            wrong.add("closes", "The last day is not before the first");
        }
        if self.asked.is_empty() || self.asked.iter().any(|key| !groups.knows(key)) {
            wrong.add("asked", "Select who is asked");
        }
        let reply_to = text(&self.reply_to, ("reply_to", "Enter how people can reply"), &mut wrong);
        let partner = |id: &String| id.parse().ok().filter(|id| known.iter().any(|o| o.id == *id));
        let mut partners: Vec<Id<Organisation>> =
            self.partners.iter().filter_map(partner).collect();
        partners.sort_unstable();
        partners.dedup();
        if partners.is_empty() {
            wrong.add("partners", "Select at least one organisation that must agree");
        }
        match (opens, closes) {
            (Some(opens), Some(closes)) if wrong.is_nothing() => {
                let asked = self.asked.clone();
                Ok((Consultation { opens, closes, asked, reply_to }, partners))
            }
            _ => Err(wrong),
        }
    }
}

impl TypedObjection {
    /// The objection that was meant, without its number, or everything that is wrong with it.
    pub fn judge(
        &self,
        id: Id<Objection>,
        groups: &Stakeholders,
        today: Date,
    ) -> Result<Objection, Wrong> {
        let mut wrong = Wrong::nothing();
        if !groups.knows(&self.stakeholder) {
            wrong.add("stakeholder", "Select the group that objects");
        }
        let words = text(&self.words, ("words", "Enter what is objected"), &mut wrong);
        let received = past_day(&self.received, "received", today, &mut wrong);
        let organisation = self.organisation.trim().to_owned();
        match received {
            Some(received) if wrong.is_nothing() => Ok(Objection {
                id,
                number: 0,
                stakeholder: self.stakeholder.clone(),
                organisation,
                words,
                received,
                answer: None,
            }),
            _ => Err(wrong),
        }
    }
}

impl TypedAnswer {
    /// The answer that was meant, or everything that is wrong with it.
    pub fn judge(&self, today: Date) -> Result<Answer, Wrong> {
        let mut wrong = Wrong::nothing();
        let outcome = Outcome::from_key(&self.outcome);
        if outcome.is_none() {
            wrong.add("outcome", "Select what came of the objection");
        }
        let words = text(&self.words, ("words", "Enter the reasons"), &mut wrong);
        let amended_in: Option<Id<Plan>> = self.amended_in.trim().parse().ok();
        if outcome == Some(Outcome::Amended) && amended_in.is_none() {
            wrong.add("amended_in", "Select the plan in which the lines were amended");
        }
        match outcome {
            Some(outcome) if wrong.is_nothing() => {
                let amended_in = amended_in.filter(|_| outcome == Outcome::Amended);
                Ok(Answer { outcome, words, amended_in, answered_on: today })
            }
            _ => Err(wrong),
        }
    }
}

impl TypedAgreement {
    /// On which day the organisation agreed and what shows it, or everything that is wrong.
    pub fn judge(&self, today: Date) -> Result<(Date, String), Wrong> {
        let mut wrong = Wrong::nothing();
        let agreed_on = past_day(&self.agreed_on, "agreed_on", today, &mut wrong);
        let asked =
            ("evidence", "Enter what shows that your organisation agreed, such as a minute");
        let evidence = text(&self.evidence, asked, &mut wrong);
        agreed_on.filter(|_| wrong.is_nothing()).map(|day| (day, evidence)).ok_or(wrong)
    }
}

impl TypedWithdrawal {
    /// The withdrawal that was meant, or what is wrong with it.
    pub fn judge(&self, today: Date) -> Result<Withdrawal, Wrong> {
        let mut wrong = Wrong::nothing();
        let reason = text(&self.reason, ("reason", "Enter why it is withdrawn"), &mut wrong);
        if wrong.is_nothing() { Ok(Withdrawal { reason, withdrawn_on: today }) } else { Err(wrong) }
    }
}

fn day(typed: &str, field: &'static str, wrong: &mut Wrong) -> Option<Date> {
    let day = typed.trim().parse().ok();
    if day.is_none() {
        wrong.add(field, NOT_A_DAY);
    }
    day
}

/// A day that has come; today where nothing was typed.
fn past_day(typed: &str, field: &'static str, today: Date, wrong: &mut Wrong) -> Option<Date> {
    if typed.trim().is_empty() {
        return Some(today);
    }
    let day = day(typed, field, wrong);
    if day.is_some_and(|day| day > today) {
        wrong.add(field, "Enter a day that is not to come");
    }
    day
}

fn text(typed: &str, (field, asked): (&'static str, &str), wrong: &mut Wrong) -> String {
    let text = typed.trim();
    if text.is_empty() {
        wrong.add(field, asked);
    } else if text.chars().count() > LONGEST {
        wrong.add(field, "Enter at most 20,000 characters");
    }
    text.to_owned()
}
