use super::*;
use crate::adjacency::{Edge, EdgeKind};
use crate::problem::{Area, FixedCount, Merge, Request, Waiver};

/// Places as chains of ten areas, each place connected and joined to the next.
fn chains(places: &[(&str, u32)]) -> Request {
    let mut request = Request::default();
    for (nest, &(name, people)) in places.iter().enumerate() {
        request.nests.push(name.to_owned());
        for part in 0..10 {
            let people = people / 10 + u32::from(part < people % 10);
            request.areas.push(Area { people, nest });
        }
    }
    let edge = |b| Edge { a: b - 1, b, kind: EdgeKind::Land, metres: 100.0 };
    request.edges = (1..request.areas.len()).map(edge).collect();
    request
}

fn check(request: Request, expected: &[&str]) {
    let found = feasibility(&Problem::new(request).unwrap());
    let lines: Vec<String> = found
        .pieces
        .iter()
        .map(|piece| match &piece.verdict {
            Verdict::Feasible { zones, fewest, most } => {
                format!("{}: {zones} of {fewest} to {most}", piece.name)
            }
            Verdict::Waived { zones, .. } => format!("{}: {zones}, waived", piece.name),
            Verdict::Infeasible(shortfall) => format!("{} {shortfall}", piece.name),
        })
        .collect();
    assert_eq!(lines, expected);
}

/// Census 2021 usual residents; the five districts of England that no whole number of neighbourhoods
/// of 30,000 to 50,000 people fits.
#[test]
fn the_five_districts_of_england_without_a_legal_number_are_named_with_what_they_miss() {
    let five = [
        ("Isles of Scilly", 2_055),
        ("City of London", 8_588),
        ("Melton", 51_748),
        ("West Devon", 57_075),
        ("Oadby and Wigston", 57_759),
    ];
    let between = |name, people, over, missing| {
        format!(
            "{name} has {people} people: {over} too many for 1 neighbourhood and {missing} too few \
             for 2; join it to a neighbour or waive the band"
        )
    };
    let few = |name, people, missing| {
        format!(
            "{name} has {people} people, {missing} too few for one neighbourhood; join it to a \
             neighbour, add a link or waive the band"
        )
    };
    let expected = [
        few("Isles of Scilly", "2,055", "27,945"),
        few("City of London", "8,588", "21,412"),
        between("Melton", "51,748", "1,748", "8,252"),
        between("West Devon", "57,075", "7,075", "2,925"),
        between("Oadby and Wigston", "57,759", "7,759", "2,241"),
    ];
    check(chains(&five), &expected.each_ref().map(String::as_str));
}

#[test]
fn the_number_chosen_brings_neighbourhoods_closest_to_the_middle() {
    check(chains(&[("One", 40_000)]), &["One: 1 of 1 to 1"]);
    // Two of 49,750 or three of 33,167: the second lies closer to 40,000.
    check(chains(&[("Near", 99_500)]), &["Near: 3 of 2 to 3"]);
    check(chains(&[("Edge", 60_000)]), &["Edge: 2 of 2 to 2"]);
    check(chains(&[("Large", 270_000)]), &["Large: 7 of 6 to 9"]);
}

#[test]
fn a_merged_or_waived_place_can_be_drawn() {
    let mut request =
        chains(&[("Hackney", 100_000), ("City of London", 8_588), ("Melton", 51_748)]);
    request.merged.push(Merge { nest: 1, into: 0 });
    request.waivers.push(Waiver { nest: 2, reason: "one town".to_owned() });
    check(request, &["Hackney with City of London: 3 of 3 to 3", "Melton: 1, waived"]);
}

#[test]
fn an_island_needs_people_enough_of_its_own_or_a_link() {
    let mut request = chains(&[("Havant", 120_000)]);
    request.edges[8].kind = EdgeKind::RiverWithoutCrossing;
    check(
        request.clone(),
        &[
            "Havant (part of 9 areas): 3 of 3 to 3",
            "Havant (one area cut off) has 12,000 people, 18,000 too few for one neighbourhood; \
             join it to a neighbour, add a link or waive the band",
        ],
    );
    request.edges[8].kind = EdgeKind::Bridge;
    check(request, &["Havant: 3 of 3 to 4"]);
}

#[test]
fn a_number_decided_beforehand_is_kept_or_refused_with_the_closest() {
    let decided = |zones| {
        let mut request = chains(&[("Leeds", 200_000)]);
        request.counts.push(FixedCount { nest: 0, zones });
        request
    };
    check(decided(4), &["Leeds: 4 of 4 to 6"]);
    check(decided(6), &["Leeds: 6 of 4 to 6"]);
    check(
        decided(9),
        &["Leeds has 200,000 people and cannot have 9 neighbourhoods within the band; \
           the closest is 6"],
    );
}

#[test]
fn areas_too_large_or_too_few_and_places_without_people_are_said() {
    let mut large = chains(&[("Town", 120_000)]);
    large.areas[3].people = 60_000;
    check(
        large,
        &["Town holds area 3 with 60,000 people, 10,000 too many for one neighbourhood; \
           use smaller areas or waive the band"],
    );
    let mut empty = chains(&[("Moor", 0)]);
    check(empty.clone(), &["Moor has no people; join it to a neighbour or leave it out"]);
    empty.areas.clear();
    empty.edges.clear();
    check(empty, &[]);
}
