//! Which accounts somebody should look at: unused ones, roles that end soon, people without a role or
//! without a second factor (ASVS 5.0, 8.1; NHS DSPT asks for a yearly review of access).

use jiff::civil::Date;
use kith_terms::Id;

use crate::account::Account;
use crate::words;

/// An account that nobody has used for so many days is probably not needed.
pub const UNUSED_DAYS: i32 = 90;
/// A role that ends within so many days may have to go on.
pub const ENDS_WITHIN_DAYS: i32 = 30;

/// What is known of an open account.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Its id.
    pub id: Id<Account>,
    /// The person's name.
    pub name: String,
    /// When it was last used; when it was opened, if never.
    pub used: Date,
    /// The last days of its roles of today and later; none for a role without one.
    pub roles: Vec<Option<Date>>,
    /// Whether it has a password and nothing beside it.
    pub password_only: bool,
}

/// Why somebody should look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not used for that many days.
    Unused(i32),
    /// A role ends on that day.
    RoleEnds(Date),
    /// There is nothing that the person may do.
    NoRole,
    /// A password alone opens it.
    NoSecondFactor,
}

/// Every reason to look at an account.
pub fn reasons(looked: &Looked, today: Date) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
    let unused = days(looked.used, today);
    if unused >= UNUSED_DAYS {
        reasons.push(Reason::Unused(unused));
    }
    for last in looked.roles.iter().flatten() {
        if days(today, *last) <= ENDS_WITHIN_DAYS {
            reasons.push(Reason::RoleEnds(*last));
        }
    }
    if looked.roles.is_empty() {
        reasons.push(Reason::NoRole);
    }
    if looked.password_only {
        reasons.push(Reason::NoSecondFactor);
    }
    reasons
}

impl Reason {
    /// The words for pages.
    pub fn words(self) -> String {
        match self {
            Self::Unused(days) => format!("Not used for {days} days"),
            Self::RoleEnds(last) => format!("A role ends after {}", words::date(last)),
            Self::NoRole => "No role".to_owned(),
            Self::NoSecondFactor => "No second factor".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 21);

    fn looked(used: Date, roles: &[Option<Date>], password_only: bool) -> Looked {
        let id = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        Looked { id, name: "Ann".into(), used, roles: roles.to_vec(), password_only }
    }

    #[test]
    fn an_account_in_use_with_a_lasting_role_needs_no_look() {
        check(&looked(date(2026, 8, 24), &[None, Some(date(2026, 12, 22))], false), &[]);
    }

    #[test]
    fn every_reason_is_given() {
        check(&looked(date(2026, 8, 23), &[None], false), &[Reason::Unused(90)]);
        let soon = date(2026, 12, 21);
        check(&looked(TODAY, &[Some(soon)], false), &[Reason::RoleEnds(soon)]);
        check(&looked(TODAY, &[], true), &[Reason::NoRole, Reason::NoSecondFactor]);
        assert_eq!(Reason::RoleEnds(soon).words(), "A role ends after 21 December 2026");
    }

    fn check(looked: &Looked, expected: &[Reason]) {
        assert_eq!(reasons(looked, TODAY), expected);
    }
}
