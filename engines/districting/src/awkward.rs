//! The places on which districting programs stumble, small enough to see through: each is drawn, or told
//! in plain words why not.

use crate::{
    Area, Band, Certificate, Edge, EdgeKind, Effort, Problem, Request, Waiver, Watch, certify, draw,
};

/// Areas in a row from people, with what lies between each and the next; `None`: nothing but water.
fn row(name: &str, people: &[u32], between: &[Option<EdgeKind>]) -> Request {
    let edges = between
        .iter()
        .enumerate()
        .filter_map(|(a, kind)| Some(Edge { a, b: a + 1, kind: (*kind)?, metres: 100.0 }));
    Request {
        areas: people.iter().map(|&people| Area { people, nest: 0 }).collect(),
        nests: vec![name.to_owned()],
        edges: edges.collect(),
        band: Band { least: 3_000, most: 5_000 },
        ..Request::default()
    }
}

fn answer(request: Request) -> Result<Certificate, String> {
    let problem = Problem::new(request).map_err(|error| error.to_string())?;
    let effort = Effort { proposals_per_area: 200, seeds: 20 };
    let plan = draw(&problem, effort, 1, Watch::default()).map_err(|error| error.to_string())?;
    let certificate = certify(&problem, &plan.zone_of, &[]);
    assert!(certificate.is_legal(), "{:?}", certificate.breaches);
    Ok(certificate)
}

const LAND: Option<EdgeKind> = Some(EdgeKind::Land);

#[test]
fn an_island_large_enough_is_drawn_alone_and_one_with_a_ferry_is_named() {
    let wight = row("Wight", &[2_000; 4], &[LAND, None, LAND]);
    assert_eq!(answer(wight).unwrap().zones.len(), 2);
    let ferry = row("Mull", &[2_000; 2], &[Some(EdgeKind::Ferry)]);
    let zones = answer(ferry).unwrap().zones;
    assert!(zones.len() == 1 && zones[0].needs_links);
}

#[test]
fn halton_is_drawn_bank_by_bank_until_somebody_adds_its_bridge() {
    let bank = |kind| row("Halton", &[2_000; 4], &[LAND, kind, LAND]);
    let zones = answer(bank(Some(EdgeKind::RiverWithoutCrossing))).unwrap().zones;
    assert!(zones.iter().all(|zone| zone.areas == 2 && !zone.needs_links));
    // Banks of 2,000 and 6,000 people: the smaller one is none alone.
    let uneven = |kind| row("Halton", &[2_000; 4], &[kind, LAND, LAND]);
    let refusal = answer(uneven(Some(EdgeKind::RiverWithoutCrossing))).unwrap_err();
    assert_eq!(
        refusal,
        "Halton (one area cut off) has 2,000 people, 1,000 too few for one neighbourhood; \
         join it to a neighbour, add a link or waive the band"
    );
    assert!(answer(uneven(Some(EdgeKind::Bridge))).unwrap().zones[0].needs_links);
}

#[test]
fn hayling_is_too_small_alone_and_legal_with_its_bridge() {
    let havant = |link| row("Havant", &[2_000, 2_000, 1_500], &[LAND, link]);
    assert_eq!(
        answer(havant(None)).unwrap_err(),
        "Havant (one area cut off) has 1,500 people, 1,500 too few for one neighbourhood; join it to a \
         neighbour, add a link or waive the band"
    );
    let mut wider = havant(Some(EdgeKind::Bridge));
    wider.band.most = 5_500;
    assert_eq!(answer(wider).unwrap().zones.len(), 1);
}

#[test]
fn scilly_needs_a_waiver_and_gets_its_reason_into_the_certificate() {
    let mut scilly = row("Isles of Scilly", &[2_055], &[]);
    assert!(answer(scilly.clone()).unwrap_err().starts_with("Isles of Scilly has 2,055 people"));
    scilly.waivers =
        vec![Waiver { nest: 0, reason: "islands with a team of their own".to_owned() }];
    let certificate = answer(scilly).unwrap();
    assert_eq!(certificate.waived[0].1, "islands with a team of their own");
}

#[test]
fn a_district_between_two_numbers_is_told_by_how_much() {
    let devon = row("West Devon", &[1_900; 3], &[LAND, LAND]);
    assert_eq!(
        answer(devon).unwrap_err(),
        "West Devon has 5,700 people: 700 too many for 1 neighbourhood and 300 too few for 2; join it \
         to a neighbour or waive the band"
    );
}

#[test]
fn an_area_without_people_belongs_to_a_neighbourhood_and_a_place_without_people_is_refused() {
    let docks = row("Docks", &[2_000, 0, 2_000], &[LAND, LAND]);
    let zones = answer(docks).unwrap().zones;
    assert_eq!((zones.len(), zones[0].areas, zones[0].people), (1, 3, 4_000));
    let empty = row("Moor", &[0, 0], &[LAND]);
    assert_eq!(
        answer(empty).unwrap_err(),
        "Moor has no people; join it to a neighbour or leave it out"
    );
}

#[test]
fn a_place_in_pieces_is_drawn_piece_by_piece() {
    let pieces = row("Archipelago", &[4_000, 2_000, 2_000, 4_000], &[None, LAND, None]);
    let certificate = answer(pieces).unwrap();
    assert_eq!((certificate.zones.len(), certificate.apart()), (3, 0));
}

#[test]
fn rules_against_each_other_are_told_before_anything_is_drawn() {
    let mut request = row("Ashby", &[2_000; 4], &[LAND; 3]);
    request.together = vec![vec![0, 1]];
    request.apart = vec![(0, 1)];
    assert_eq!(
        answer(request).unwrap_err(),
        "areas 0 and 1 are to be kept together and apart; drop one of the two rules"
    );
}
