use super::*;
use crate::adjacency::{Edge, EdgeKind};
use crate::problem::{Area, Band, FixedCount, Layer, Membership, Request, Waiver};

/// Six areas of a hundred people in a row, a square of 100 m each; two places of three areas.
fn row_of_six() -> Request {
    let edge = |a| Edge { a, b: a + 1, kind: EdgeKind::Land, metres: 100.0 };
    Request {
        areas: [0, 0, 0, 1, 1, 1].map(|nest| Area { people: 100, nest }).to_vec(),
        nests: vec!["Ashby".to_owned(), "Barrow".to_owned()],
        edges: (0..5).map(edge).collect(),
        band: Band { least: 200, most: 400 },
        ..Request::default()
    }
}

fn breaches(request: Request, zone_of: &[usize]) -> Vec<String> {
    let problem = Problem::new(request).unwrap();
    let certificate = certify(&problem, zone_of, &[]);
    certificate.breaches.iter().map(ToString::to_string).collect()
}

#[test]
fn a_plan_within_the_rules_has_no_breach() {
    assert!(breaches(row_of_six(), &[0, 0, 0, 1, 1, 1]).is_empty());
    assert!(breaches(row_of_six(), &[8, 8, 8, 3, 3, 3]).is_empty(), "any numbers will do");
}

#[test]
fn each_planted_breach_is_caught_and_named() {
    let cases: [(&[usize], &[&str]); 4] = [
        (&[0, 1, 1, 2, 2, 2], &["neighbourhood 0 has 100 people, 100 too few"]),
        (&[0, 0, 1, 1, 2, 2], &["neighbourhood 1 crosses the line between Ashby, Barrow"]),
        (
            &[0, 0, 0, 0, 0, 0],
            &[
                "neighbourhood 0 crosses the line between Ashby, Barrow",
                "neighbourhood 0 has 600 people, 200 too many",
            ],
        ),
        (
            &[0, 1, 0, 2, 2],
            &[
                "5 of 6 areas were given a neighbourhood",
                "neighbourhood 0 lies in 2 pieces that do not touch",
                "neighbourhood 1 has 100 people, 100 too few",
                "500 people are in neighbourhoods, but 600 in areas",
            ],
        ),
    ];
    for (zone_of, expected) in cases {
        assert_eq!(breaches(row_of_six(), zone_of), expected);
    }
}

#[test]
fn numbers_decided_and_groups_kept_together_are_checked() {
    let mut request = row_of_six();
    request.counts.push(FixedCount { nest: 0, zones: 2 });
    request.together.push(vec![3, 4, 5]);
    request.band.least = 100;
    assert_eq!(
        breaches(request, &[0, 0, 0, 1, 1, 2]),
        [
            "Ashby was to have 2 neighbourhoods, not 1",
            "the areas to be kept with area 3 lie in 2 neighbourhoods",
        ]
    );
}

#[test]
fn a_waived_breach_of_the_band_is_reported_apart_with_its_reason() {
    let mut request = row_of_six();
    request.waivers.push(Waiver { nest: 0, reason: "an old town wall".to_owned() });
    let problem = Problem::new(request).unwrap();
    let certificate = certify(&problem, &[0, 1, 1, 2, 2, 2], &[]);
    assert!(certificate.is_legal());
    assert_eq!(certificate.out_of_band(), 1);
    assert_eq!(certificate.waived[0].1, "an old town wall");
}

#[test]
fn a_river_does_not_hold_a_neighbourhood_together_and_a_bridge_is_named() {
    let mut request = row_of_six();
    request.edges[1].kind = EdgeKind::RiverWithoutCrossing;
    assert_eq!(
        breaches(request.clone(), &[0, 0, 0, 1, 1, 1]),
        ["neighbourhood 0 lies in 2 pieces that do not touch"]
    );
    request.edges[1].kind = EdgeKind::Bridge;
    let problem = Problem::new(request).unwrap();
    let certificate = certify(&problem, &[0, 0, 0, 1, 1, 1], &[]);
    assert!(certificate.is_legal());
    let needs: Vec<bool> = certificate.zones.iter().map(|zone| zone.needs_links).collect();
    assert_eq!(needs, [true, false]);
}

#[test]
fn borders_and_shapes_are_measured() {
    let problem = Problem::new(row_of_six()).unwrap();
    let shapes = [Shape { square_metres: 10_000.0, perimeter_metres: 400.0 }; 6];
    let certificate = certify(&problem, &[0, 0, 1, 2, 2, 2], &shapes);
    assert!((certificate.border_metres - 200.0).abs() < 1e-9);
    let roundness = |zone: usize| certificate.zones[zone].polsby_popper.unwrap();
    // A square has π / 4; a domino of two has 4π · 2 / 36.
    assert!((roundness(1) - std::f64::consts::FRAC_PI_4).abs() < 1e-12);
    assert!((roundness(0) - std::f64::consts::PI * 8.0 / 36.0).abs() < 1e-12);
}

#[test]
fn wholeness_of_units_is_counted_by_hand() {
    let mut request = row_of_six();
    // Unit 0 has 30 and 10 people left and right of the line, unit 1 has 60 on the right.
    let rows = [(0, 0, 30), (3, 0, 10), (4, 1, 60)];
    let members = rows.map(|(area, unit, people)| Membership { area, unit, people }).to_vec();
    request.layers = vec![Layer { name: "PCN".to_owned(), units: 3, members, weight: 1.0 }];
    let problem = Problem::new(request).unwrap();
    let facts = &certify(&problem, &[0, 0, 0, 1, 1, 1], &[]).layers[0];
    assert_eq!((facts.units, facts.split, facts.people), (2, 1, 100));
    // 40/100 · ((30/40)² + (10/40)²) + 60/100 · 1
    assert!((facts.together - (0.4 * (0.5625 + 0.0625) + 0.6)).abs() < 1e-12);
    assert!((facts.in_main_zone - 0.9).abs() < 1e-12);
    assert!((facts.in_main_unit - 0.9).abs() < 1e-12);
}
