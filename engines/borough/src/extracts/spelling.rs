//! Short forms and other spellings of names.

use std::collections::HashMap;

use serde::Deserialize;

use crate::people::tables::rows;

/// What a name may become.
pub(super) struct Spellings {
    short: HashMap<String, String>,
    others: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Short {
    name: String,
    short: String,
}

#[derive(Deserialize)]
struct Spelling {
    first: String,
    second: String,
    third: String,
}

impl Spellings {
    pub(super) fn new() -> Self {
        let short: Vec<Short> = rows(include_str!("../../rates/nicknames.csv"));
        let short = short.into_iter().map(|row| (row.name, row.short)).collect();
        let groups: Vec<Spelling> = rows(include_str!("../../rates/spellings.csv"));
        let mut others: HashMap<String, Vec<String>> = HashMap::new();
        for group in groups {
            let mut names = vec![group.first, group.second, group.third];
            names.retain(|name| !name.is_empty());
            for name in &names {
                let rest = names.iter().filter(|other| *other != name).cloned();
                others.entry(name.clone()).or_default().extend(rest);
            }
        }
        Self { short, others }
    }

    /// The short or anglicised form of a given name.
    pub(super) fn short(&self, name: &str) -> Option<&str> {
        self.short.get(name).map(String::as_str)
    }

    /// Other spellings of a name.
    pub(super) fn others(&self, name: &str) -> &[String] {
        self.others.get(name).map_or(&[], Vec::as_slice)
    }
}
