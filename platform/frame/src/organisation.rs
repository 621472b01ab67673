//! Organisations: who employs the people who sign in, and who answers for data.

use jiff::civil::Date;
use kith_terms::{Id, OdsCode};
use serde::Deserialize;

/// An organisation that takes part in the work of a neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: Id<Organisation>,
    /// Its name.
    pub name: String,
    /// The key of its kind in `content/organisation-kinds.toml`.
    pub kind: String,
    /// Its code in the Organisation Data Service. Voluntary groups have none.
    pub ods_code: Option<OdsCode>,
    /// From when it takes part.
    pub valid_from: Date,
    /// Until when it takes part, that day not included.
    pub valid_to: Option<Date>,
    /// Which save of it this is; a later save of an earlier version is refused.
    pub version: i64,
}

/// A kind of organisation.
#[derive(Debug, Clone, Deserialize)]
pub struct OrganisationKind {
    /// Its name in tables.
    pub key: String,
    /// Its name on pages.
    pub title: String,
    /// The sector it counts for.
    pub sector: String,
}

/// The kinds of organisation as they came with Kith.
pub const DELIVERED: &str = include_str!("../../../content/organisation-kinds.toml");

/// All kinds of organisation, as the content file has them.
#[derive(Debug, Clone, Deserialize)]
pub struct OrganisationKinds {
    /// The version of the content file.
    pub version: String,
    /// The kinds in the order in which they are offered.
    pub kinds: Vec<OrganisationKind>,
}

/// An organisation as it was typed cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotRegister {
    /// No name.
    #[error("Enter the name of the organisation")]
    NoName,
    /// No kind, or one that is not on the list.
    #[error("Select what kind of organisation it is")]
    NoKind,
    /// Not an ODS code.
    #[error("Enter an ODS code of 3 to 10 letters and digits, such as RY6, or leave it empty")]
    NotAnOdsCode,
}

/// What was typed about an organisation.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Kind.
    #[serde(default)]
    pub kind: String,
    /// ODS code, empty where it has none.
    #[serde(default)]
    pub ods_code: String,
}

impl OrganisationKinds {
    /// Reads the kinds.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The title of a kind; its key where the list no longer has it.
    pub fn title<'a>(&'a self, key: &'a str) -> &'a str {
        self.kinds.iter().find(|kind| kind.key == key).map_or(key, |kind| &kind.title)
    }
}

impl Typed {
    /// The organisation that was meant, or everything that is wrong with it.
    pub fn register(
        &self,
        id: Id<Organisation>,
        from: Date,
        kinds: &OrganisationKinds,
    ) -> Result<Organisation, Vec<CannotRegister>> {
        let mut wrong = Vec::new();
        let name = self.name.trim();
        if name.is_empty() {
            wrong.push(CannotRegister::NoName);
        }
        if kinds.kinds.iter().all(|kind| kind.key != self.kind) {
            wrong.push(CannotRegister::NoKind);
        }
        let ods_code = match self.ods_code.trim() {
            "" => None,
            typed => {
                let code = typed.parse().ok();
                if code.is_none() {
                    wrong.push(CannotRegister::NotAnOdsCode);
                }
                code
            }
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let (name, kind) = (name.to_owned(), self.kind.clone());
        Ok(Organisation { id, name, kind, ods_code, valid_from: from, valid_to: None, version: 1 })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn register(
        name: &str,
        kind: &str,
        ods_code: &str,
    ) -> Result<Organisation, Vec<CannotRegister>> {
        let typed = Typed { name: name.into(), kind: kind.into(), ods_code: ods_code.into() };
        let kinds = OrganisationKinds::read(DELIVERED).unwrap();
        typed.register(Id::new(0, 1), date(2026, 11, 21), &kinds)
    }

    #[test]
    fn a_voluntary_group_needs_no_ods_code() {
        let group = register(" Wendmere Age Well ", "voluntary-or-community", "").unwrap();
        assert_eq!((group.name.as_str(), group.ods_code), ("Wendmere Age Well", None));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        use CannotRegister::{NoKind, NoName, NotAnOdsCode};
        assert_eq!(register("", "club", "?"), Err(vec![NoName, NoKind, NotAnOdsCode]));
    }
}
