//! The fictional place, looked at from outside: the ground, the people and the files.

#[cfg(test)]
mod extracts;
#[cfg(test)]
mod files;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod history;
#[cfg(test)]
mod living;
#[cfg(test)]
mod people;

use std::sync::OnceLock;

use kith_borough::{Area, Borough, Dirt, Place, fictional_place};

/// One place for all tests that need no other.
fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| fictional_place(7, Dirt::None))
}

/// The boroughs of some other seeds, for what must hold of every place.
fn others() -> &'static [Borough] {
    static OTHERS: OnceLock<Vec<Borough>> = OnceLock::new();
    OTHERS.get_or_init(|| [0, 1, 2].map(|seed| fictional_place(seed, Dirt::None).borough).to_vec())
}

/// The text of the first file whose name holds `part`.
fn text<'a>(place: &'a Place, part: &str) -> &'a str {
    let file = place
        .files
        .iter()
        .find(|file| file.name.contains(part))
        .expect("the tests name files that are there");
    std::str::from_utf8(&file.bytes).expect("clean files are UTF-8").trim_start_matches('\u{feff}')
}

/// The rows of a file with a header, as text by column name.
fn rows(place: &Place, part: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text(place, part).as_bytes());
    reader
        .deserialize()
        .map(|row| row.expect("every row of a clean file has all columns"))
        .collect()
}

/// Into how many pieces areas fall that are joined by `next`.
fn pieces(members: &[usize], next: impl Fn(usize) -> Vec<usize>) -> usize {
    let mut left: Vec<usize> = members.to_vec();
    let mut pieces = 0;
    while let Some(start) = left.pop() {
        pieces += 1;
        let mut reached = vec![start];
        while let Some(here) = reached.pop() {
            for there in next(here) {
                if let Some(found) = left.iter().position(|&area| area == there) {
                    reached.push(left.swap_remove(found));
                }
            }
        }
    }
    pieces
}

/// The positions of the areas for which something holds.
fn areas_where(areas: &[Area], holds: impl Fn(&Area) -> bool) -> Vec<usize> {
    (0..areas.len()).filter(|&area| holds(&areas[area])).collect()
}
