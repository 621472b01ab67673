//! Giving somebody a role in an organisation, from a day and perhaps until a day.

use jiff::civil::Date;
use kith_terms::Id;
use serde::Deserialize;

use crate::account::Membership;
use crate::organisation::Organisation;

/// A role as it was or is or will be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What it is and where.
    pub membership: Membership,
    /// From which day.
    pub from: Date,
    /// Until which day, that day not included.
    pub until: Option<Date>,
}

/// What was typed about a role to give.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TypedMembership {
    /// The key of the role.
    #[serde(default)]
    pub role: String,
    /// The id of the organisation.
    #[serde(default)]
    pub organisation: String,
    /// The site or team.
    #[serde(default)]
    pub site: String,
    /// The first day; empty: today.
    #[serde(default)]
    pub from: String,
    /// The last day; empty: until it is ended.
    #[serde(default)]
    pub until: String,
}

/// A role that can be given: every part of it is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMembership {
    /// The key of the role.
    pub role: String,
    /// The organisation.
    pub organisation: Id<Organisation>,
    /// The site or team.
    pub site: String,
    /// From which day.
    pub from: Date,
    /// Until which day, that day not included.
    pub until: Option<Date>,
}

/// A role as it was typed cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotGive {
    /// No role.
    #[error("Select a role")]
    Role,
    /// No organisation.
    #[error("Select an organisation")]
    Organisation,
    /// No site.
    #[error("Enter the site or team that the person works in")]
    Site,
    /// Not a day.
    #[error("Enter the first day as year, month and day, such as 2026-11-21")]
    From,
    /// Not a day.
    #[error("Enter the last day as year, month and day, such as 2027-03-31, or leave it empty")]
    Until,
    /// The last day is before the first, or long ago.
    #[error("Enter a last day that is not before the first day or before today")]
    Order,
}

impl CannotGive {
    /// The field that it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Organisation => "organisation",
            Self::Site => "site",
            Self::From => "from",
            Self::Until | Self::Order => "until",
        }
    }
}

impl TypedMembership {
    /// The role that was meant, or everything that is wrong with it.
    pub fn judge(
        &self,
        today: Date,
        knows_role: impl Fn(&str) -> bool,
    ) -> Result<NewMembership, Vec<CannotGive>> {
        let mut wrong = Vec::new();
        if !knows_role(&self.role) {
            wrong.push(CannotGive::Role);
        }
        let organisation = self.organisation.parse();
        if organisation.is_err() {
            wrong.push(CannotGive::Organisation);
        }
        let site = self.site.trim();
        if site.is_empty() {
            wrong.push(CannotGive::Site);
        }
        let from = day(&self.from).map(|from| from.unwrap_or(today));
        let last = day(&self.until);
        match (&from, &last) {
            (Err(_), _) => wrong.push(CannotGive::From),
            (_, Err(_)) => wrong.push(CannotGive::Until),
            (Ok(from), Ok(Some(last))) if last < from || *last < today => {
                wrong.push(CannotGive::Order);
            }
            _ => {}
        }
        match (organisation, from, last) {
            (Ok(organisation), Ok(from), Ok(last)) if wrong.is_empty() => Ok(NewMembership {
                role: self.role.clone(),
                organisation,
                site: site.to_owned(),
                from,
                until: last.and_then(|last| last.tomorrow().ok()),
            }),
            _ => Err(wrong),
        }
    }
}

/// The day that was typed, if any was.
fn day(typed: &str) -> Result<Option<Date>, jiff::Error> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const ORGANISATION: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

    fn judge(from: &str, until: &str) -> Result<NewMembership, Vec<CannotGive>> {
        let typed = TypedMembership {
            role: "analyst".into(),
            organisation: ORGANISATION.into(),
            site: " Office ".into(),
            from: from.into(),
            until: until.into(),
        };
        typed.judge(date(2026, 11, 21), |role| role == "analyst")
    }

    #[test]
    fn a_role_is_held_from_today_or_another_day_and_through_its_last_day() {
        let now = judge("", "").unwrap();
        assert_eq!((now.from, now.until), (date(2026, 11, 21), None));
        assert_eq!(now.site, "Office");
        let later = judge("2027-01-01", "2027-03-31").unwrap();
        assert_eq!((later.from, later.until), (date(2027, 1, 1), Some(date(2027, 4, 1))));
    }

    #[test]
    fn what_is_wrong_is_said_all_at_once() {
        use CannotGive::{From, Order, Organisation, Role, Site, Until};
        let nothing = TypedMembership::default().judge(date(2026, 11, 21), |_| false);
        assert_eq!(nothing, Err(vec![Role, Organisation, Site]));
        assert_eq!(judge("tomorrow", ""), Err(vec![From]));
        assert_eq!(judge("", "31/03/2027"), Err(vec![Until]));
        assert_eq!(judge("2027-01-02", "2027-01-01"), Err(vec![Order]));
        assert_eq!(judge("2026-01-01", "2026-11-20"), Err(vec![Order]));
    }
}
