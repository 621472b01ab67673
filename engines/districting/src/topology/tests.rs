use super::*;

fn boundary(corners: &[(f64, f64)]) -> Boundary {
    let points = corners.iter().map(|&(east, north)| Point { east, north }).collect();
    Boundary(vec![Polygon { outer: Ring(points), holes: Vec::new() }])
}

/// Two areas side by side whose common border has a wiggle of one metre in the middle.
fn wiggle() -> Vec<Boundary> {
    vec![
        boundary(&[(0.0, 0.0), (100.0, 0.0), (101.0, 50.0), (100.0, 100.0), (0.0, 100.0)]),
        boundary(&[(100.0, 0.0), (200.0, 0.0), (200.0, 100.0), (100.0, 100.0), (101.0, 50.0)]),
    ]
}

fn ground(boundaries: &[Boundary]) -> Vec<f64> {
    boundaries.iter().map(Boundary::square_metres).collect()
}

#[test]
fn cutting_into_arcs_and_back_changes_nothing() {
    let topology = Topology::new(&wiggle(), 0.5);
    assert_eq!(topology.arcs.len(), 3, "two outer lines and the border between");
    assert_eq!(ground(&topology.boundaries()), ground(&wiggle()));
}

#[test]
fn a_common_border_is_thinned_for_both_sides_alike() {
    let thinned = Topology::new(&wiggle(), 0.5).simplify(2.0).boundaries();
    assert_eq!(ground(&thinned), [10_000.0, 10_000.0]);
    let kept = Topology::new(&wiggle(), 0.5).simplify(0.5).boundaries();
    assert_eq!(ground(&kept), ground(&wiggle()));
}

#[test]
fn no_area_vanishes_however_much_is_thinned() {
    let mut around = boundary(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]);
    let hole = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)];
    let inside = boundary(&hole);
    around.0[0].holes.push(inside.0[0].outer.clone());
    let lens = boundary(&[(100.0, 0.0), (105.0, 50.0), (100.0, 100.0)]);
    let thinned = Topology::new(&[around, inside, lens], 0.5).simplify(1_000.0).boundaries();
    for boundary in &thinned {
        assert!(boundary.square_metres() > 0.0);
        assert!(boundary.rings().all(|ring| ring.0.len() >= 3));
    }
    let hole = &thinned[0].0[0].holes[0];
    let gap = hole.square_metres() - thinned[1].square_metres();
    assert!(gap.abs() < 1e-9, "the hole and what fills it are one line");
}

#[test]
fn outlines_run_between_zones_and_around_all() {
    let topology = Topology::new(&wiggle(), 0.5);
    let describe = |zone_of: &[usize]| -> Vec<String> {
        topology
            .outlines(zone_of)
            .iter()
            .map(|line| format!("{:?}: {} points", line.zones, line.points.len()))
            .collect()
    };
    let parted = ["(0, Some(1)): 3 points", "(0, None): 4 points", "(1, None): 4 points"];
    let mut found = describe(&[0, 1]);
    found.sort();
    let mut expected = parted.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(describe(&[0, 0]), ["(0, None): 7 points"], "closed, the first point again");
}

#[test]
fn nothing_at_all_has_no_outline() {
    let topology = Topology::new(&[], 0.5);
    assert!(topology.simplify(10.0).boundaries().is_empty());
    assert!(topology.outlines(&[]).is_empty());
    let flat = Topology::new(&[boundary(&[(0.0, 0.0), (0.1, 0.1), (0.0, 0.0)])], 0.5);
    assert_eq!(flat.boundaries(), [Boundary(Vec::new())], "a speck below the snap is no ground");
}
