//! What a provider says of somebody, and which of their roles here it means.

use kith_terms::Id;
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};

use crate::account::Membership;

/// Somebody as the provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who says so.
    pub issuer: String,
    /// Its own, lasting name for them.
    pub subject: String,
    /// Their email address, where the provider has verified it.
    pub verified_email: Option<String>,
    /// The code of the organisation that they have chosen to work for at the provider.
    pub organisation: Option<String>,
}

/// The claims of NHS CIS2 beyond the standard's (NHS England, CIS2 guidance, "Claims").
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct NationalClaims {
    /// Which of the roles the person has chosen for this session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) selected_roleid: Option<String>,
    /// Their roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) nhsid_nrbac_roles: Vec<NationalRole>,
}

/// A role of national role-based access control.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NationalRole {
    /// Its id, as `selected_roleid` has it.
    #[serde(default)]
    pub person_roleid: String,
    /// The ODS code of the organisation in which it is held.
    #[serde(default)]
    pub org_code: String,
}

impl AdditionalClaims for NationalClaims {}

impl NationalClaims {
    /// The organisation of the role that was chosen; of the only one, if none was.
    pub(super) fn organisation(&self) -> Option<String> {
        let chosen = match &self.selected_roleid {
            Some(id) => self.nhsid_nrbac_roles.iter().find(|role| role.person_roleid == *id),
            None => self.nhsid_nrbac_roles.first().filter(|_| self.nhsid_nrbac_roles.len() == 1),
        };
        chosen.map(|role| role.org_code.clone()).filter(|code| !code.is_empty())
    }
}

/// Which of the roles that somebody holds here is meant by the organisation that they have chosen at the
/// provider: the only one in it. With several, or none, they choose here. Each comes with the ODS code of
/// its organisation.
pub fn membership_of(
    organisation: &str,
    held: &[(Membership, Option<String>)],
) -> Option<Id<Membership>> {
    let mut there = held
        .iter()
        .filter(|(_, code)| code.as_deref() == Some(organisation))
        .map(|(one, _)| one.id);
    let first = there.next()?;
    there.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Option<String> {
        serde_json::from_str::<NationalClaims>(text).unwrap().organisation()
    }

    #[test]
    fn the_chosen_role_names_the_organisation() {
        let roles = r#""nhsid_nrbac_roles": [{"person_roleid": "1", "org_code": "RY6", "role_name": "x"},
            {"person_roleid": "2", "org_code": "A81"}]"#;
        assert_eq!(claims(&format!("{{\"selected_roleid\": \"2\", {roles}}}")).unwrap(), "A81");
        assert_eq!(claims(&format!("{{\"selected_roleid\": \"3\", {roles}}}")), None);
        assert_eq!(claims(&format!("{{{roles}}}")), None, "which of two is not guessed");
        assert_eq!(claims("{}"), None);
    }

    #[test]
    fn only_one_role_in_the_organisation_is_taken_up_without_asking() {
        let held = |id: &str, code: Option<&str>| {
            let membership = Membership {
                id: format!("01ARZ3NDEKTSV4RRFFQ69G5F{id}").parse().unwrap(),
                role: "analyst".into(),
                organisation: "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap(),
                organisation_name: "Wendmere".into(),
                site: "Office".into(),
            };
            (membership, code.map(str::to_owned))
        };
        let all = [
            held("A1", Some("RY6")),
            held("A2", Some("A81")),
            held("A3", Some("A81")),
            held("A4", None),
        ];
        assert_eq!(membership_of("RY6", &all), Some(all[0].0.id));
        assert_eq!(membership_of("A81", &all), None);
        assert_eq!(membership_of("X99", &all), None);
    }
}
