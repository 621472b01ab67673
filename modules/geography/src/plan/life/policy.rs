//! What a place has decided about the life of plans: who must agree, whose objections are counted
//! together, whose drafts are private. Content files, which a place may have of its own.

use kith_frame::app::App;
use kith_frame::organisation::Organisation;
use kith_store::StoreError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::plan::sight::ShownTo;

/// The content files as they came with Kith, by their paths.
pub(crate) const AGREEMENT: (&str, &str) =
    ("geography/agreement.toml", include_str!("../../../../../content/geography/agreement.toml"));
pub(crate) const STAKEHOLDERS: (&str, &str) = (
    "geography/stakeholders.toml",
    include_str!("../../../../../content/geography/stakeholders.toml"),
);
pub(crate) const SIGHT: (&str, &str) =
    ("geography/sight.toml", include_str!("../../../../../content/geography/sight.toml"));

/// What must be there before a plan is published.
#[derive(Debug, Clone, Deserialize)]
pub struct AgreementRule {
    /// The version of the content file.
    pub version: String,
    /// The kinds of organisation that must agree to every plan.
    pub must_agree: Vec<String>,
    /// The kinds of organisation that are named when a consultation is opened.
    pub named: Vec<String>,
    /// Whether every objection is answered first.
    pub answer_every_objection: bool,
}

/// The groups by which objections are counted.
#[derive(Debug, Clone, Deserialize)]
pub struct Stakeholders {
    /// The version of the content file.
    pub version: String,
    /// The groups in the order in which they are offered.
    pub group: Vec<Group>,
}

/// A group of people with a stake in the lines.
#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    /// Its name in tables.
    pub key: String,
    /// Its name on pages.
    pub title: String,
}

/// Whose drafts are private from the beginning.
#[derive(Debug, Clone, Deserialize)]
pub struct SightRule {
    /// The version of the content file.
    pub version: String,
    /// The sectors, and to whom their drafts are shown.
    pub private: Vec<PrivateSector>,
}

/// A sector whose drafts are private.
#[derive(Debug, Clone, Deserialize)]
pub struct PrivateSector {
    /// The sector, as in `organisation-kinds.toml`.
    pub sector: String,
    /// To whom its drafts are shown.
    pub to: ShownTo,
}

impl AgreementRule {
    /// What this place has decided.
    pub fn of(app: &App) -> Result<Self, StoreError> {
        read(app, AGREEMENT)
    }

    /// The organisations whose agreement every plan needs.
    pub fn always<'a>(&self, known: &'a [Organisation]) -> Vec<&'a Organisation> {
        known.iter().filter(|one| self.must_agree.contains(&one.kind)).collect()
    }
}

impl Stakeholders {
    /// What this place has decided.
    pub fn of(app: &App) -> Result<Self, StoreError> {
        read(app, STAKEHOLDERS)
    }

    /// Whether there is a group of that key.
    pub fn knows(&self, key: &str) -> bool {
        self.group.iter().any(|group| group.key == key)
    }

    /// The title of a group; its key where the list no longer has it.
    pub fn title<'a>(&'a self, key: &'a str) -> &'a str {
        self.group.iter().find(|group| group.key == key).map_or(key, |group| &group.title)
    }
}

impl SightRule {
    /// What this place has decided.
    pub fn of(app: &App) -> Result<Self, StoreError> {
        read(app, SIGHT)
    }

    /// To whom a draft of a sector is shown where nobody chose.
    pub fn at_first(&self, sector: Option<&String>) -> ShownTo {
        let rule = self.private.iter().find(|one| Some(&one.sector) == sector);
        rule.map_or(ShownTo::All, |one| one.to)
    }
}

fn read<T: DeserializeOwned>(app: &App, (path, delivered): (&str, &str)) -> Result<T, StoreError> {
    let text = app.content(path, delivered).map_err(StoreError::failed)?;
    toml::from_str(&text).map_err(StoreError::failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_kith_can_be_read_and_names_each_group_once() {
        let rule: AgreementRule = toml::from_str(AGREEMENT.1).unwrap();
        assert!(rule.must_agree.is_empty() && !rule.named.is_empty());
        let kinds = kith_frame::organisation::DELIVERED;
        let kinds = kith_frame::organisation::OrganisationKinds::read(kinds).unwrap();
        assert!(rule.named.iter().all(|key| kinds.kinds.iter().any(|kind| kind.key == *key)));
        let sight: SightRule = toml::from_str(SIGHT.1).unwrap();
        for one in sight.private {
            assert!(kinds.kinds.iter().any(|kind| kind.sector == one.sector), "{}", one.sector);
        }
        let groups: Stakeholders = toml::from_str(STAKEHOLDERS.1).unwrap();
        let keys: std::collections::BTreeSet<_> = groups.group.iter().map(|g| &g.key).collect();
        assert_eq!(keys.len(), groups.group.len());
    }
}
