//! Measures of past periods on the lines of a plan: what was counted for the small areas of its time is
//! carried to the areas of today and added up by neighbourhood, beside what was read on the lines that
//! were in force then. Neither series takes the other's place.
//!
//! An area of 2011 that was split is divided among the areas of 2021 that took its place by how many
//! people live in each; one that was merged goes wholly into its heir. What has no heir in the place is
//! counted, never spread over the others.

pub mod store;

use std::collections::HashMap;

use kith_terms::LsoaCode;
use serde::Deserialize;

use crate::align::division::Division;
use crate::place::Place;

/// How the values of areas become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// They add up.
    Adds,
    /// Their mean over the people who live there.
    Mean,
    /// Not at all.
    Never,
}

/// How a measure combines, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Combine {
    ends_with: String,
    /// How.
    pub how: How,
    /// Why so, with its source.
    pub why: String,
}

#[derive(Deserialize)]
struct Content {
    combine: Vec<Combine>,
}

impl Combine {
    /// How the measure of that key combines, from `content/geography/back-cast.toml`.
    pub fn of(key: &str) -> Self {
        let content: Content =
            toml::from_str(include_str!("../../../content/geography/back-cast.toml"))
                .expect("a test reads the content file");
        let named = content.combine.into_iter().find(|combine| key.ends_with(&combine.ends_with));
        named.unwrap_or_else(|| Self {
            ends_with: String::new(),
            how: How::Adds,
            why: "Counts add up".to_owned(),
        })
    }
}

/// Which areas of today stand for an area of any year, and with which share.
#[derive(Debug, Default)]
pub struct Heirs {
    of: HashMap<LsoaCode, Vec<(usize, f64)>>,
}

/// What was carried to the areas of today.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Carried {
    /// The value of each area of today; `None` where nothing is known.
    pub values: Vec<Option<f64>>,
    /// The sum of what has no area of today: people without an area, areas outside the place.
    pub left_over: f64,
    /// How many codes were not those of today and were carried over by the look-up.
    pub carried_over: u64,
}

impl Heirs {
    /// From the look-up of areas of 2011 to those of 2021.
    pub fn new(place: &Place, successors: &[(LsoaCode, LsoaCode)]) -> Self {
        let residents = place.residents();
        let mut of: HashMap<LsoaCode, Vec<(usize, f64)>> = HashMap::new();
        for (area, successor) in successors {
            if place.position(area).is_some() {
                continue;
            }
            let heir = place.position(successor);
            let people = heir.map_or(0.0, |at| f64::from(residents[at]));
            // An heir outside the place keeps its part: it is not spread over those inside.
            of.entry(*area).or_default().push((heir.unwrap_or(usize::MAX), people));
        }
        for heirs in of.values_mut() {
            share_out(heirs);
        }
        Self { of }
    }

    /// Carries values of areas of any year, by code, to the areas of today.
    pub fn carry(&self, place: &Place, values: &[(String, f64)], how: How) -> Carried {
        let mut sums = vec![(0.0, 0.0); place.areas.len()];
        let mut carried = Carried::default();
        for (code, value) in values {
            let code = code.parse::<LsoaCode>().ok();
            let own = code.and_then(|code| place.position(&code)).map(|at| [(at, 1.0)]);
            let heirs = code.and_then(|code| self.of.get(&code));
            let (heirs, is_old): (&[(usize, f64)], bool) = match (&own, heirs) {
                (Some(own), _) => (own, false),
                (None, Some(heirs)) => (heirs, true),
                (None, None) => (&[], false),
            };
            carried.carried_over += u64::from(is_old);
            let mut placed = 0.0;
            for &(at, share) in heirs.iter().filter(|(at, _)| *at != usize::MAX) {
                sums[at].0 += value * share;
                sums[at].1 += share;
                placed += share;
            }
            carried.left_over += value * (1.0 - placed);
        }
        if how != How::Adds {
            carried.left_over = 0.0;
        }
        let value = |(sum, share): (f64, f64)| match how {
            _ if share <= 0.0 => None,
            How::Adds => Some(sum),
            How::Mean | How::Never => Some(sum / share),
        };
        carried.values = sums.into_iter().map(value).collect();
        carried
    }
}

/// Shares by people; equal ones where nobody is known to live in any. What is outside the place and of
/// unknown size takes an equal part.
fn share_out(heirs: &mut [(usize, f64)]) {
    let all: f64 = heirs.iter().map(|(_, people)| people).sum();
    let is_known = heirs.iter().all(|(at, people)| *at != usize::MAX && *people > 0.0);
    #[expect(clippy::cast_precision_loss, reason = "an area has a handful of heirs")]
    let equal = 1.0 / heirs.len() as f64;
    for (_, share) in heirs {
        *share = if is_known { *share / all } else { equal };
    }
}

/// The value of each unit of a division; `None` where nothing is known of any of its areas, or where
/// values do not combine.
pub fn by_unit(
    place: &Place,
    division: &Division,
    values: &[Option<f64>],
    how: How,
) -> Vec<Option<f64>> {
    let residents = place.residents();
    let mut sums = vec![(0.0, 0.0, false); division.units.len()];
    let areas = division.of_areas().unwrap_or_default();
    for (area, (unit, value)) in areas.iter().zip(values).enumerate() {
        let (Some(unit), Some(value)) = (unit, value) else { continue };
        let people = f64::from(residents[area]);
        let sum = &mut sums[*unit];
        match how {
            How::Adds => sum.0 += value,
            How::Mean | How::Never => sum.0 += value * people,
        }
        sum.1 += people;
        sum.2 = true;
    }
    let value = |(sum, people, is_known): (f64, f64, bool)| match how {
        How::Adds => is_known.then_some(sum),
        How::Mean => (is_known && people > 0.0).then(|| sum / people),
        How::Never => None,
    };
    sums.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use kith_terms::{Boundary, Point};

    use super::*;
    use crate::align::division::Members;
    use crate::place::{Area, POPULATION, Unit};

    /// Three areas with 100, 300 and 200 people; the first two took the place of E01000009.
    fn place() -> Place {
        let area = |code: &str| Area {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            middle: Point::default(),
            boundary: Boundary::default(),
        };
        let people = [100.0, 300.0, 200.0].map(Some).to_vec();
        Place {
            areas: ["E01000001", "E01000002", "E01000003"].map(area).into(),
            measures: [(POPULATION.to_owned(), people)].into(),
            ..Place::default()
        }
    }

    fn heirs(place: &Place, pairs: &[(&str, &str)]) -> Heirs {
        let pairs: Vec<(LsoaCode, LsoaCode)> =
            pairs.iter().map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).collect();
        Heirs::new(place, &pairs)
    }

    fn carry(pairs: &[(&str, &str)], values: &[(&str, f64)], how: How) -> Carried {
        let place = place();
        let values: Vec<(String, f64)> =
            values.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect();
        heirs(&place, pairs).carry(&place, &values, how)
    }

    const SPLIT: [(&str, &str); 2] = [("E01000009", "E01000001"), ("E01000009", "E01000002")];

    #[test]
    fn an_area_that_was_split_is_divided_by_where_people_live_now() {
        let carried = carry(&SPLIT, &[("E01000009", 80.0), ("E01000003", 7.0)], How::Adds);
        assert_eq!(carried.values, [Some(20.0), Some(60.0), Some(7.0)]);
        assert_eq!((carried.left_over, carried.carried_over), (0.0, 1));
    }

    #[test]
    fn areas_that_were_merged_add_up_in_their_heir() {
        let merged = [("E01000008", "E01000003"), ("E01000009", "E01000003")];
        let values = [("E01000008", 3.0), ("E01000009", 4.0)];
        assert_eq!(carry(&merged, &values, How::Adds).values, [None, None, Some(7.0)]);
        assert_eq!(carry(&merged, &values, How::Mean).values, [None, None, Some(3.5)]);
    }

    #[test]
    fn what_has_no_area_of_today_is_counted_and_not_spread() {
        let half_outside = [("E01000009", "E01000001"), ("E01000009", "E01099999")];
        let values = [("EMPTY", 5.0), ("E01000009", 10.0), ("E01000777", 2.0)];
        let carried = carry(&half_outside, &values, How::Adds);
        assert_eq!(carried.values, [Some(5.0), None, None]);
        assert_eq!((carried.left_over, carried.carried_over), (12.0, 1));
    }

    #[test]
    fn counts_add_up_scores_are_the_mean_over_people_and_ranks_do_not_combine() {
        let place = place();
        let unit = |code: &str| Unit { code: code.to_owned(), name: code.to_owned() };
        let division = Division {
            key: "neighbourhood".into(),
            one: "Neighbourhood".into(),
            many: "Neighbourhoods".into(),
            units: vec![unit("N1"), unit("N2")],
            members: Members::OfAreas(vec![Some(0), Some(0), Some(1)]),
        };
        let values = [Some(10.0), Some(30.0), None];
        let told = |key: &str| by_unit(&place, &division, &values, Combine::of(key).how);
        assert_eq!(told("registered"), [Some(40.0), None]);
        assert_eq!(told("imd_2019_score"), [Some(25.0), None]);
        assert_eq!(told("imd_2019_decile"), [None, None]);
    }
}
