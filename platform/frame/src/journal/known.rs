//! Who the ids in the journal are. The journal itself holds ids only: it is kept longer than the
//! accounts.

use std::collections::HashMap;

use kith_store::{Reader, StoreError};

use crate::store;

/// People and organisations by their ids.
#[derive(Debug, Clone, Default)]
pub struct Known {
    people: HashMap<String, String>,
    organisations: HashMap<String, Organisation>,
}

/// What is known of an organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its ODS code, where it has one.
    pub ods_code: Option<String>,
}

impl Known {
    /// Everyone who is known now.
    pub async fn now(reader: &mut Reader) -> Result<Self, StoreError> {
        let accounts = store::account::all(reader).await?;
        let people = accounts.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        let organisations = store::organisation::all(reader).await?.into_iter().map(|one| {
            let ods_code = one.ods_code.map(|code| code.to_string());
            (one.id.to_string(), Organisation { name: one.name, ods_code })
        });
        Ok(Self { people, organisations: organisations.collect() })
    }

    /// The name of a person.
    pub fn person(&self, id: &str) -> Option<&str> {
        self.people.get(id).map(String::as_str)
    }

    /// An organisation.
    pub fn organisation(&self, id: &str) -> Option<&Organisation> {
        self.organisations.get(id)
    }

    /// People as ids and names, by name.
    pub fn people(&self) -> Vec<(String, String)> {
        by_name(self.people.iter().map(|(id, name)| (id.clone(), name.clone())).collect())
    }

    /// Organisations as ids and names, by name.
    pub fn organisations(&self) -> Vec<(String, String)> {
        by_name(self.organisations.iter().map(|(id, it)| (id.clone(), it.name.clone())).collect())
    }
}

fn by_name(mut all: Vec<(String, String)>) -> Vec<(String, String)> {
    all.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    all
}
