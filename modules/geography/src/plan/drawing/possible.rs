//! What is possible, said before anything is drawn: how many neighbourhoods each place can have, or why
//! none and by how many people.

use kith_districting::{Problem, Shortfall, Verdict, feasibility};
use kith_frame::words;
use serde::Serialize;
use utoipa::ToSchema;

use super::named::area_in_words;
use crate::place::Place;

/// What is possible in a district, or in a part of one that hangs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Possible {
    /// The name of the district; "the place" where no lines are given.
    pub name: String,
    /// People who count for size.
    pub people: u64,
    /// How many neighbourhoods will be drawn; 0 where it cannot be.
    pub neighbourhoods: usize,
    /// The fewest that keep the size; 0 where none does.
    pub fewest: usize,
    /// The most that keep the size; 0 where none does.
    pub most: usize,
    /// Why no number keeps the size, as a sentence without a full stop; none where one does.
    pub why: Option<String>,
    /// The reason for which it may leave the size; none where it need not or may not.
    pub waiver: Option<String>,
}

impl Possible {
    /// Whether it can be drawn.
    pub fn can_be(&self) -> bool {
        self.why.is_none() || self.waiver.is_some()
    }
}

/// What is possible in each district, in their order.
pub fn possible(place: &Place, problem: &Problem) -> Vec<Possible> {
    let mut all: Vec<Possible> = feasibility(problem)
        .pieces
        .iter()
        .map(|piece| {
            let (fewest, most, shortfall, waiver) = match &piece.verdict {
                Verdict::Feasible { fewest, most, .. } => (*fewest, *most, None, None),
                Verdict::Waived { reason, shortfall, .. } => {
                    (0, 0, Some(shortfall), Some(reason.clone()))
                }
                Verdict::Infeasible(shortfall) => (0, 0, Some(shortfall), None),
            };
            Possible {
                name: piece.name.clone(),
                people: piece.people,
                neighbourhoods: piece.zones(),
                fewest,
                most,
                why: shortfall.map(|why| format!("{} {}", piece.name, in_words(place, why))),
                waiver,
            }
        })
        .collect();
    all.extend(too_large(place, problem));
    all
}

/// A shortfall that names an area, by its name; the others speak for themselves.
fn in_words(place: &Place, shortfall: &Shortfall) -> String {
    match shortfall {
        Shortfall::LargeArea { area, people, over } => format!(
            "holds {} with {} people, {} too many for one neighbourhood; waive the band",
            area_in_words(place, *area),
            words::count(*people),
            words::count(*over)
        ),
        other => other.to_string(),
    }
}

/// Groups that must stay together and have more people than a neighbourhood may have.
fn too_large(place: &Place, problem: &Problem) -> Vec<Possible> {
    let most = u64::from(problem.request().band.most);
    let mut found = Vec::new();
    for group in problem.together() {
        let Some(&first) = group.first() else { continue };
        let people: u64 = group.iter().map(|&area| u64::from(problem.people(area))).sum();
        if people > most && problem.waiver(problem.nest(first)).is_none() {
            let name = format!("{} and those kept with it", area_in_words(place, first));
            found.push(Possible {
                why: Some(format!(
                    "{name} have {} people, {} too many for one neighbourhood; keep fewer together",
                    words::count(people),
                    words::count(people - most)
                )),
                name,
                people,
                neighbourhoods: 0,
                fewest: 0,
                most: 0,
                waiver: None,
            });
        }
    }
    found
}
