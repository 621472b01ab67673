use super::*;
use crate::certificate::certify;
use crate::draw::{Effort, Watch, draw};

/// Twelve areas of ten people in a row in one place.
fn row() -> Problem {
    let edge = |a| Edge { a, b: a + 1, kind: EdgeKind::Land, metres: 100.0 };
    Problem::new(Request {
        areas: vec![Area { people: 10, nest: 0 }; 12],
        nests: vec!["Ashby".to_owned()],
        edges: (0..11).map(edge).collect(),
        band: Band { least: 20, most: 20 },
        ..Request::default()
    })
    .unwrap()
}

#[test]
fn footprints_are_made_of_whole_neighbourhoods_and_nobody_is_lost() {
    let problem = row();
    let lower = draw(&problem, Effort::default(), 1, Watch::default()).unwrap();
    assert_eq!(lower.zones, 6);
    let above = level_above(&problem, &lower.zone_of, Band { least: 40, most: 60 }).unwrap();
    let upper = draw(&above, Effort::default(), 1, Watch::default()).unwrap();
    let certificate = certify(&above, &upper.zone_of, &[]);
    assert!(certificate.is_legal(), "{:?}", certificate.breaches);
    assert_eq!(certificate.people, 120);
    let areas = brought_down(&lower.zone_of, &upper.zone_of);
    for (one, other) in [(0, 1), (2, 3), (10, 11)] {
        assert_eq!(areas[one], areas[other], "a neighbourhood lies in one footprint");
    }
}

#[test]
fn a_border_that_is_a_river_everywhere_stays_one_and_a_bridge_opens_it() {
    let mut request = row().request().clone();
    request.edges[1].kind = EdgeKind::RiverWithoutCrossing;
    let zone_of: Vec<usize> = (0..12).map(|area| area / 2).collect();
    let band = Band { least: 20, most: 120 };
    let kinds = |request: &Request| {
        let problem = Problem::new(request.clone()).unwrap();
        level_above(&problem, &zone_of, band).unwrap().request().edges[0].kind
    };
    assert_eq!(kinds(&request), EdgeKind::RiverWithoutCrossing);
    request.edges.push(Edge { a: 0, b: 3, kind: EdgeKind::Bridge, metres: 0.0 });
    assert_eq!(kinds(&request), EdgeKind::Bridge);
}
