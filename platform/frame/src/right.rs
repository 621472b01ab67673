//! What a person may do. A right is named by the module whose doors it opens; which role has which
//! right is content (`content/roles.toml`), never code.

use std::collections::HashSet;

use serde::Deserialize;

use crate::module::Module;
use crate::rights::GIVE_MORE;

/// Leave to do one kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// Its name in `content/roles.toml`: "plan.publish".
    pub key: &'static str,
    /// What it lets a person do, in words that end "You may not …": "publish neighbourhood plans".
    pub to: &'static str,
}

/// A role that a person can take up in an organisation.
#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    /// Its name in tables and in the journal.
    pub key: String,
    /// Its name on pages.
    pub title: String,
    /// What a session in this role is for, as the journal tells it.
    pub purpose: Purpose,
    /// The rights of the role by their keys.
    pub may: Vec<String>,
    /// Whether a password alone does not do for it.
    #[serde(default)]
    pub second_factor: bool,
}

/// What data is looked at for. Every session has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Looking after the person whose data it is.
    DirectCare,
    /// Making the team's own work better.
    Improvement,
    /// Answering for the work to those who pay for it or oversee it.
    Accountability,
    /// Deciding what services there should be.
    Planning,
    /// Finding out something new.
    Research,
}

/// All of them.
pub const PURPOSES: [Purpose; 5] = [
    Purpose::DirectCare,
    Purpose::Improvement,
    Purpose::Accountability,
    Purpose::Planning,
    Purpose::Research,
];

/// The roles as they came with Kith.
pub const DELIVERED: &str = include_str!("../../../content/roles.toml");

/// All roles, as the content file has them.
#[derive(Debug, Clone, Deserialize)]
pub struct Roles {
    /// The version of the content file.
    pub version: String,
    role: Vec<Role>,
}

/// The roles file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadRoles {
    /// It does not parse.
    #[error("content/roles.toml cannot be read; put back the version that came with Kith")]
    Unreadable(#[source] toml::de::Error),
    /// It names a right that no module has.
    #[error("role {role} in content/roles.toml has the right {right:?}, which no module knows")]
    UnknownRight {
        /// The role that has it.
        role: String,
        /// The right as it is written.
        right: String,
    },
}

impl Purpose {
    /// The word for tables and the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::DirectCare => "direct_care",
            Self::Improvement => "improvement",
            Self::Accountability => "accountability",
            Self::Planning => "planning",
            Self::Research => "research",
        }
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::DirectCare => "Direct care",
            Self::Improvement => "Improving our own work",
            Self::Accountability => "Accountability",
            Self::Planning => "Planning services",
            Self::Research => "Research",
        }
    }
}

impl Role {
    /// Whether the role has the right.
    pub fn may(&self, right: Right) -> bool {
        self.may.iter().any(|key| key == right.key)
    }

    /// Whether somebody in this role may give the other one: only what one may do oneself, or else
    /// whoever may add a colleague could make themselves anything by way of a second account. The right
    /// to give more is for those who set a place up.
    pub fn may_give(&self, other: &Self) -> bool {
        self.may(GIVE_MORE) || other.may.iter().all(|key| self.may.contains(key))
    }
}

impl Roles {
    /// Reads the roles and holds them against the rights that the modules know.
    pub fn read(text: &str, modules: &[&Module]) -> Result<Self, BadRoles> {
        let roles: Self = toml::from_str(text).map_err(BadRoles::Unreadable)?;
        let known: HashSet<&str> =
            modules.iter().flat_map(|module| module.rights).map(|right| right.key).collect();
        for role in &roles.role {
            if let Some(right) = role.may.iter().find(|key| !known.contains(key.as_str())) {
                return Err(BadRoles::UnknownRight {
                    role: role.key.clone(),
                    right: right.clone(),
                });
            }
        }
        Ok(roles)
    }

    /// The roles as they came with Kith.
    pub fn as_delivered(modules: &[&Module]) -> Result<Self, BadRoles> {
        Self::read(DELIVERED, modules)
    }

    /// The role of that name.
    pub fn find(&self, key: &str) -> Option<&Role> {
        self.role.iter().find(|role| role.key == key)
    }

    /// All roles, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.role.iter()
    }

    /// The titles of the roles that have the right: who to ask for it.
    pub fn who_may(&self, right: Right) -> Vec<&str> {
        self.role.iter().filter(|role| role.may(right)).map(|role| role.title.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::tests::SAMPLE;

    #[test]
    fn a_right_that_no_module_knows_is_refused_by_name() {
        let text = "version = '1'\n[[role]]\nkey = 'a'\ntitle = 'A'\npurpose = 'planning'\nmay = ['tea.make']";
        let refused = Roles::read(text, &[&SAMPLE]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "role a in content/roles.toml has the right \"tea.make\", which no module knows"
        );
    }

    #[test]
    fn a_person_without_a_right_is_told_who_has_it() {
        let text = "version = '1'\n[[role]]\nkey = 'a'\ntitle = 'Analyst'\npurpose = 'planning'\nmay = ['sample.read']";
        let roles = Roles::read(text, &[&SAMPLE]).unwrap();
        assert_eq!(roles.who_may(SAMPLE.rights[0]), ["Analyst"]);
        assert!(roles.find("a").unwrap().may(SAMPLE.rights[0]));
        assert!(roles.find("b").is_none());
    }

    #[test]
    fn a_role_is_given_by_whoever_has_all_its_rights_or_the_right_to_give_more() {
        let role = |key: &str, may: &[&str]| Role {
            key: key.to_owned(),
            title: key.to_owned(),
            purpose: Purpose::Planning,
            may: may.iter().map(|right| (*right).to_owned()).collect(),
            second_factor: false,
        };
        let (reader, writer) = (role("reader", &["read"]), role("writer", &["read", "write"]));
        assert!(writer.may_give(&reader) && writer.may_give(&writer));
        assert!(!reader.may_give(&writer));
        assert!(role("founder", &["users.give-more"]).may_give(&writer));
    }
}
