use kith_terms::{Point, Polygon, Ring};

use super::*;

/// An upright rectangle by its south-west and north-east corner, in metres.
fn block(west: f64, south: f64, east: f64, north: f64) -> Boundary {
    let corners = [(west, south), (east, south), (east, north), (west, north)];
    let ring = Ring(corners.map(|(east, north)| Point { east, north }).to_vec());
    Boundary(vec![Polygon { outer: ring, holes: Vec::new() }])
}

fn joined(boundaries: &[Boundary], rule: &AdjacencyRule) -> String {
    let adjacency = adjacency(boundaries, rule).unwrap();
    let edges: Vec<String> = adjacency
        .edges
        .iter()
        .map(|edge| format!("{}-{} {:?} {:.0} m", edge.a, edge.b, edge.kind, edge.metres))
        .collect();
    edges.join(", ")
}

fn two_by_two() -> Vec<Boundary> {
    vec![
        block(0.0, 0.0, 100.0, 100.0),
        block(100.0, 0.0, 200.0, 100.0),
        block(0.0, 100.0, 100.0, 200.0),
        block(100.0, 100.0, 200.0, 200.0),
    ]
}

#[test]
fn areas_with_a_common_side_are_neighbours_and_areas_with_a_common_corner_are_not() {
    let four = two_by_two();
    let rule = AdjacencyRule::default();
    assert_eq!(
        joined(&four, &rule),
        "0-1 Land 100 m, 0-2 Land 100 m, 1-3 Land 100 m, 2-3 Land 100 m"
    );
    assert_eq!(adjacency(&four, &rule).unwrap().corner_pairs, 2);
}

#[test]
fn a_border_drawn_a_hair_apart_still_joins() {
    let areas = [block(0.0, 0.0, 100.0, 100.0), block(100.1, 0.0, 200.0, 100.0)];
    assert_eq!(joined(&areas, &AdjacencyRule::default()), "0-1 Land 100 m");
}

#[test]
fn a_sliver_is_refused_and_listed() {
    let tower = block(100.0, 0.0, 104.0, 4.0);
    let wall = Boundary(vec![Polygon {
        outer: Ring(
            [(0.0, 0.0), (100.0, 0.0), (100.0, 4.0), (100.0, 100.0), (0.0, 100.0)]
                .map(|(east, north)| Point { east, north })
                .to_vec(),
        ),
        holes: Vec::new(),
    }]);
    let south = block(0.0, -100.0, 100.0, 0.0);
    let cellar = block(100.0, -100.0, 104.0, 0.0);
    let areas = [wall, tower, south, cellar];
    let found = adjacency(&areas, &AdjacencyRule::default()).unwrap();
    let slivers: Vec<(usize, usize, f64)> =
        found.slivers.iter().map(|sliver| (sliver.a, sliver.b, sliver.metres)).collect();
    assert_eq!(slivers, [(0, 1, 4.0), (1, 3, 4.0)]);
    assert_eq!(found.near, [(0, 1), (1, 2), (1, 3)], "the tower has no other neighbour");
}

#[test]
fn an_area_that_shares_no_point_is_joined_to_what_lies_within_a_metre_and_said_so() {
    let areas = [
        block(0.0, 0.0, 100.0, 100.0),
        block(100.9, 20.0, 200.0, 80.0),
        block(300.0, 0.0, 400.0, 9.0),
    ];
    let found = adjacency(&areas, &AdjacencyRule::default()).unwrap();
    assert_eq!(found.near, [(0, 1)]);
    assert_eq!(found.edges.len(), 1);
    assert_eq!(found.components().largest_first(), [2, 1]);
}

#[test]
fn links_join_islands_and_part_river_banks() {
    let mut areas = two_by_two();
    areas.push(block(1000.0, 0.0, 1100.0, 100.0));
    let links = vec![
        Link { a: 4, b: 1, kind: EdgeKind::Ferry },
        Link { a: 0, b: 1, kind: EdgeKind::RiverWithoutCrossing },
        Link { a: 2, b: 3, kind: EdgeKind::RiverWithoutCrossing },
    ];
    let rule = AdjacencyRule { links, ..AdjacencyRule::default() };
    let found = adjacency(&areas, &rule).unwrap();
    assert_eq!(found.components().of, [0, 1, 0, 1, 1]);
    assert_eq!(found.edges.len(), 5, "the river banks are still shown");
}

#[test]
fn an_area_inside_another_is_its_neighbour() {
    let mut ring = block(0.0, 0.0, 100.0, 100.0);
    let inside = block(40.0, 40.0, 60.0, 60.0);
    ring.0[0].holes.push(inside.0[0].outer.clone());
    assert_eq!(joined(&[ring, inside], &AdjacencyRule::default()), "0-1 Land 80 m");
}

#[test]
fn what_cannot_be_joined_is_said_in_words() {
    let rule = AdjacencyRule {
        links: vec![Link { a: 0, b: 7, kind: EdgeKind::Manual }],
        ..AdjacencyRule::default()
    };
    assert_eq!(
        adjacency(&two_by_two(), &rule).unwrap_err(),
        CannotAdjoin::NoSuchAreas { a: 0, b: 7, areas: 4 }
    );
    let broken = block(f64::NAN, 0.0, 1.0, 1.0);
    assert_eq!(
        adjacency(&[broken], &AdjacencyRule::default()).unwrap_err(),
        CannotAdjoin::NotOnTheGround { area: 0 }
    );
    assert!(adjacency(&[], &AdjacencyRule::default()).unwrap().edges.is_empty());
}
