//! What is decided before anything is drawn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is decided before anything is drawn. Areas are named by their code or name, or by the code or
/// name of a unit of any layer, which stands for all its areas.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Fixed {
    /// The layer whose units are natural communities, each kept whole.
    #[schema(nullable)]
    pub whole: Option<String>,
    /// Groups of areas that must share a neighbourhood.
    pub together: Vec<Vec<String>>,
    /// Groups of areas of which no two may share a neighbourhood. A unit counts as one.
    pub apart: Vec<Vec<String>>,
    /// Neighbourhoods that are begun: the areas of one share it, those of two do not.
    pub pins: Vec<Vec<String>>,
    /// Whether any number of neighbourhoods within the size will do, whichever is best by the wishes;
    /// else the one whose neighbourhoods come closest to the middle of the size.
    pub open_count: bool,
    /// Numbers of neighbourhoods, by the code or name of a district; an empty name is the whole place.
    pub counts: BTreeMap<String, u32>,
}

impl Fixed {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.counts.values().any(|count| *count == 0) {
            return Err("A place has 1 neighbourhood or more.".to_owned());
        }
        let alone = self.apart.iter().find(|group| group.len() < 2);
        match alone {
            Some(group) => {
                Err(format!("Two areas or more are kept apart; {:?} is one.", group.join(", ")))
            }
            None => Ok(()),
        }
    }

    /// Whether nothing is decided.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}
