//! The rules that a plan breaks, with the names of its neighbourhoods and areas.

use kith_districting::{Band, Breach};
use kith_frame::words;

/// What the positions in a certificate are called.
pub struct Called<'a> {
    /// The name of a neighbourhood by its position.
    pub neighbourhood: &'a dyn Fn(usize) -> String,
    /// The name of an area by its position.
    pub area: &'a dyn Fn(usize) -> String,
}

/// A breach in words that can stand alone.
pub fn in_words(breach: &Breach, called: &Called<'_>) -> String {
    let name = |zone: &usize| (called.neighbourhood)(*zone);
    let area = |area: &usize| (called.area)(*area);
    match breach {
        Breach::OutOfBand { zone, people, band } => {
            format!("{} has {}", name(zone), off_band(*people, *band))
        }
        Breach::Apart { zone, pieces } => {
            format!("{} lies in {pieces} pieces that do not touch", name(zone))
        }
        Breach::AcrossNests { zone, nests } => {
            format!("{} crosses the line between {}", name(zone), nests.join(", "))
        }
        Breach::Parted { area: first, zones } => {
            let first = area(first);
            format!("The areas to be kept with {first} lie in {zones} neighbourhoods")
        }
        Breach::NotApart { a, b } => {
            format!("{} and {} are to be kept apart and share a neighbourhood", area(a), area(b))
        }
        Breach::PinsMixed { zone } => {
            format!("{} has areas that are pinned to different neighbourhoods", name(zone))
        }
        Breach::ListOutOfBand { layer, zone, people, band } => {
            let off = off_band(*people, *band);
            format!("The {layer} lists at home in {} have {off}", name(zone))
        }
        other => words::sentence_case(&other.to_string()),
    }
}

/// "52,300 people, 2,300 too many"
fn off_band(people: u64, band: Band) -> String {
    let (least, most) = (u64::from(band.least), u64::from(band.most));
    let (by, word) =
        if people > most { (people - most, "many") } else { (least.saturating_sub(people), "few") };
    let people = words::how_many(people, "person", "people");
    format!("{people}, {} too {word}", words::count(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_are_told_with_names() {
        let called = Called {
            neighbourhood: &|zone| ["Mill", "Quay"][zone].to_owned(),
            area: &|area| format!("Square {area}"),
        };
        let band = Band { least: 30_000, most: 50_000 };
        for (breach, wanted) in [
            (
                Breach::OutOfBand { zone: 0, people: 52_300, band },
                "Mill has 52,300 people, 2,300 too many",
            ),
            (
                Breach::OutOfBand { zone: 1, people: 28_350, band },
                "Quay has 28,350 people, 1,650 too few",
            ),
            (Breach::Apart { zone: 1, pieces: 2 }, "Quay lies in 2 pieces that do not touch"),
            (
                Breach::AcrossNests { zone: 0, nests: vec!["Leeds".into(), "Bradford".into()] },
                "Mill crosses the line between Leeds, Bradford",
            ),
            (
                Breach::NotApart { a: 1, b: 2 },
                "Square 1 and Square 2 are to be kept apart and share a neighbourhood",
            ),
            (
                Breach::WrongCount { nest: "Leeds".into(), wanted: 3, found: 2 },
                "Leeds was to have 3 neighbourhoods, not 2",
            ),
        ] {
            assert_eq!(in_words(&breach, &called), wanted);
        }
    }
}
