//! What the measures of small areas are called and how they are written, from
//! `content/geography/measures.toml`.

use serde::Deserialize;

use crate::place::Place;

/// The measure that Kith works out itself: registered people by where they live.
pub const REGISTERED: &str = "registered";

/// A measure as pages speak of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Measure {
    /// The key under which it is kept.
    pub key: String,
    /// Its name.
    pub title: String,
    /// Who publishes it, and which way to read it.
    pub source: String,
    /// Places behind the point.
    pub places: usize,
}

#[derive(Debug, Deserialize)]
struct Measures {
    measure: Vec<Measure>,
}

/// The measure of that key. One that the content file does not name is called by its key.
pub fn called(key: &str) -> Measure {
    let known: Measures = toml::from_str(include_str!("../../../content/geography/measures.toml"))
        .expect("a test reads the content file");
    known.measure.into_iter().find(|measure| measure.key == key).unwrap_or_else(|| Measure {
        key: key.to_owned(),
        title: in_words(key),
        source: "The file it came with".to_owned(),
        places: 0,
    })
}

/// `census_2021_aged_4_years_and_under` is "Census 2021 aged 4 years and under".
fn in_words(key: &str) -> String {
    kith_frame::words::sentence_case(&key.replace('_', " "))
}

/// The measures that a place has, by key.
pub fn of(place: &Place) -> Vec<Measure> {
    let registered = (!place.registrations.is_empty()).then_some(REGISTERED);
    place.measures.keys().map(String::as_str).chain(registered).map(called).collect()
}

/// The values of a measure, area by area; `None` where the place does not have it.
pub fn values(place: &Place, key: &str) -> Option<Vec<Option<f64>>> {
    if key == REGISTERED && !place.registrations.is_empty() {
        return Some(
            place.registered().into_iter().map(|people| Some(f64::from(people))).collect(),
        );
    }
    place.measures.get(key).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_that_nobody_named_is_called_by_its_key() {
        assert_eq!(called("population").title, "People who live there");
        assert_eq!(called("census_2021_aged_85").title, "Census 2021 aged 85");
    }
}
