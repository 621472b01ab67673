//! What is looked for in the journal, as it stands in an address. Addresses end up in histories and
//! in other people's logs, so there are ids in it and no names (ASVS 5.0, 14.2.1).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_store::journal::{Filter, Order};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::IntoParams;

use crate::as_at::{day, end_of_day};
use crate::form::Wrong;

/// What to look for; what is empty does not count.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Search {
    /// What was done, such as `plan.publish`; with a dot at its end all that begins so: `plan.`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// The kind of thing it was done to, such as `plan`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The id of the thing it was done to
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The id of the account that did it
    #[serde(skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// The role in which it was done
    #[serde(skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// The id of the organisation on whose behalf it was done
    #[serde(skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    /// What it was done for, such as `planning`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// The id of the person it is about
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The first day, such as `2026-11-21`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The last day
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// What comes first: empty the newest, `oldest`, `action`, `action-backwards`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
}

/// The order of a list, by its name in an address.
const ORDERS: [(&str, Order); 4] = [
    ("", Order::Newest),
    ("oldest", Order::Oldest),
    ("action", Order::Action),
    ("action-backwards", Order::ActionBackwards),
];

impl Search {
    /// What was meant, or what is wrong with it.
    pub fn judge(&self) -> Result<Filter, Wrong> {
        let mut wrong = Wrong::nothing();
        let mut id = |field, typed: &str| {
            let typed = typed.trim();
            if !typed.is_empty() && !is_plain(typed) {
                wrong.add(field, NOT_PLAIN);
            }
            Some(typed.to_owned()).filter(|typed| !typed.is_empty())
        };
        let mut filter = Filter {
            text: None,
            action: id("action", &self.action),
            kind: id("kind", &self.kind),
            subject: id("subject", &self.subject),
            person: id("person", &self.person),
            role: id("role", &self.role),
            organisation: id("organisation", &self.organisation),
            purpose: id("purpose", &self.purpose),
            about: id("about", &self.about),
            from: None,
            until: None,
            order: self.order(),
        };
        filter.from = day(&self.from, "from", &mut wrong).and_then(begin_of_day);
        filter.until = day(&self.to, "to", &mut wrong).and_then(end_of_day);
        if wrong.is_nothing() { Ok(filter) } else { Err(wrong) }
    }

    /// What comes first.
    pub fn order(&self) -> Order {
        let known = ORDERS.iter().find(|(name, _)| *name == self.sort);
        known.map_or(Order::Newest, |(_, order)| *order)
    }

    /// Whether it asks for everything.
    pub fn is_for_all(&self) -> bool {
        let Self { sort: _, action, kind, subject, person, role, organisation, .. } = self;
        let others = [&self.purpose, &self.about, &self.from, &self.to];
        let all = [action, kind, subject, person, role, organisation].into_iter().chain(others);
        all.into_iter().all(|typed| typed.trim().is_empty())
    }

    /// As the end of an address: "action=plan.&role=analyst".
    pub fn in_address(&self) -> String {
        serde_html_form::to_string(self).unwrap_or_default()
    }

    /// For the journal: what was asked for.
    pub fn told(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

const NOT_PLAIN: &str = "Enter an id or a word as the journal has it, without spaces. Do not enter \
     names, sign-in names or NHS numbers: what you enter here stands in the page’s address";

/// Whether it may stand in an address: ids, codes, paths; no names, no sign-in names, no numbers as
/// long as those of the NHS.
fn is_plain(typed: &str) -> bool {
    let letters = typed.chars().all(|c| c.is_ascii_alphanumeric() || "._-/:{}".contains(c));
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let is_long_number = digits >= 10 && typed.chars().all(|c| c.is_ascii_digit() || c == '-');
    letters && !is_long_number && typed.len() <= 200
}

/// Whether an id of the journal may stand in an address.
pub fn may_stand_in_an_address(id: &str) -> bool {
    is_plain(id)
}

fn begin_of_day(day: Date) -> Option<jiff::Timestamp> {
    let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    Some(day.to_zoned(london).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_nhs_numbers_are_kept_out_of_addresses() {
        check("01ARZ3NDEKTSV4RRFFQ69G5FAV", true);
        check("plan.publish", true);
        check("/users/01ARZ3NDEKTSV4RRFFQ69G5FAV", true);
        check("E01000001", true);
        check("Ann Lee", false);
        check("ann.lee@wendmere.example", false);
        check("9434765919", false);
        check("943-476-5919", false);
    }

    fn check(typed: &str, may: bool) {
        let search = Search { subject: typed.into(), ..Search::default() };
        assert_eq!(search.judge().is_ok(), may, "{typed}");
    }

    #[test]
    fn a_day_range_counts_both_days_by_the_clock_of_england() {
        let search =
            Search { from: "2026-06-30".into(), to: "2026-06-30".into(), ..Search::default() };
        let filter = search.judge().unwrap();
        assert_eq!(filter.from.unwrap().to_string(), "2026-06-29T23:00:00Z");
        assert_eq!(filter.until.unwrap().to_string(), "2026-06-30T23:00:00Z");
        assert!(Search { to: "soon".into(), ..Search::default() }.judge().is_err());
    }

    #[test]
    fn an_address_holds_what_was_asked_and_nothing_else() {
        let search = Search { action: "plan.".into(), sort: "oldest".into(), ..Search::default() };
        assert_eq!(search.in_address(), "action=plan.&sort=oldest");
        assert!(!search.is_for_all());
        assert!(Search::default().is_for_all());
    }
}
