//! Local accounts: a person who signs in with a name and a password, and the roles that they may
//! take up in organisations.

use std::fmt;
use std::str::FromStr;

use kith_terms::Id;
use serde::{Deserialize, Serialize};

use crate::organisation::Organisation;

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id; the journal names people by it.
    pub id: Id<Account>,
    /// What the person types to sign in.
    pub sign_in_name: SignInName,
    /// The person's name as colleagues read it.
    pub name: String,
    /// Whether the person may sign in.
    pub standing: Standing,
    /// Which save of it this is.
    pub version: i64,
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The person may sign in.
    Open,
    /// The person may not sign in; everything they did stays.
    Closed,
}

/// A role that an account may take up in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: Id<Membership>,
    /// The key of the role.
    pub role: String,
    /// The organisation in which it is held.
    pub organisation: Id<Organisation>,
    /// That organisation's name.
    pub organisation_name: String,
    /// The site or team, in words.
    pub site: String,
}

/// What a person types to sign in: small letters, no spaces, usually an email address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SignInName(String);

/// Not a sign-in name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter a sign-in name of 3 to 254 characters without spaces, such as an email address")]
pub struct NotASignInName;

/// An account as it was typed cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotOpen {
    /// Not a sign-in name.
    #[error("Enter a sign-in name of 3 to 254 characters without spaces, such as an email address")]
    SignInName,
    /// No name.
    #[error("Enter the person’s full name")]
    Name,
    /// No role.
    #[error("Select a role")]
    Role,
    /// No organisation.
    #[error("Select an organisation")]
    Organisation,
    /// No site.
    #[error("Enter the site or team that the person works in")]
    Site,
}

/// What was typed about a new account.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TypedAccount {
    /// What the person will type to sign in.
    #[serde(default)]
    pub sign_in_name: String,
    /// The person's name.
    #[serde(default)]
    pub name: String,
    /// The key of the role.
    #[serde(default)]
    pub role: String,
    /// The id of the organisation.
    #[serde(default)]
    pub organisation: String,
    /// The site or team.
    #[serde(default)]
    pub site: String,
}

/// An account that can be opened: every part of it is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// What the person will type to sign in.
    pub sign_in_name: SignInName,
    /// The person's name.
    pub name: String,
    /// The key of the role.
    pub role: String,
    /// The organisation.
    pub organisation: Id<Organisation>,
    /// The site or team.
    pub site: String,
}

impl TypedAccount {
    /// The account that was meant, or everything that is wrong with it.
    pub fn judge(&self, knows_role: impl Fn(&str) -> bool) -> Result<NewAccount, Vec<CannotOpen>> {
        let mut wrong = Vec::new();
        let sign_in_name = self.sign_in_name.parse();
        if sign_in_name.is_err() {
            wrong.push(CannotOpen::SignInName);
        }
        let (name, site) = (self.name.trim(), self.site.trim());
        if name.is_empty() {
            wrong.push(CannotOpen::Name);
        }
        if !knows_role(&self.role) {
            wrong.push(CannotOpen::Role);
        }
        let organisation = self.organisation.parse();
        if organisation.is_err() {
            wrong.push(CannotOpen::Organisation);
        }
        if site.is_empty() {
            wrong.push(CannotOpen::Site);
        }
        match (sign_in_name, organisation) {
            (Ok(sign_in_name), Ok(organisation)) if wrong.is_empty() => Ok(NewAccount {
                sign_in_name,
                name: name.to_owned(),
                role: self.role.clone(),
                organisation,
                site: site.to_owned(),
            }),
            _ => Err(wrong),
        }
    }
}

impl FromStr for SignInName {
    type Err = NotASignInName;

    fn from_str(text: &str) -> Result<Self, NotASignInName> {
        let name = text.trim().to_lowercase();
        let fits = (3..=254).contains(&name.chars().count());
        let plain = !name.chars().any(|c| c.is_whitespace() || c.is_control());
        if fits && plain { Ok(Self(name)) } else { Err(NotASignInName) }
    }
}

impl fmt::Display for SignInName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Account {
    /// The names that anybody would try first for this person's password.
    pub fn names_near<'a>(&'a self, place: &'a str) -> [&'a str; 3] {
        [place, &self.name, &self.sign_in_name.0]
    }
}

impl Standing {
    /// The word for tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// From the word in a table; what is not known is closed.
    pub fn from_key(key: &str) -> Self {
        if key == "open" { Self::Open } else { Self::Closed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_name_is_the_same_in_capitals() {
        let name: SignInName = " Ann.Lee@Wendmere.example ".parse().unwrap();
        assert_eq!(name.to_string(), "ann.lee@wendmere.example");
        assert!("ann lee".parse::<SignInName>().is_err());
        assert!("al".parse::<SignInName>().is_err());
    }

    #[test]
    fn all_that_is_wrong_with_a_new_account_is_said_at_once() {
        use CannotOpen::{Name, Organisation, Role, SignInName, Site};
        let wrong = TypedAccount::default().judge(|_| false).unwrap_err();
        assert_eq!(wrong, [SignInName, Name, Role, Organisation, Site]);
    }
}
