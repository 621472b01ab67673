use super::*;
use crate::adjacency::{Edge, EdgeKind};
use crate::problem::{Area, Band, Layer, Membership, Request};

#[test]
fn the_volume_of_a_front_is_that_of_its_boxes() {
    let check = |points: &[Vec<f64>], reference: &[f64], volume: f64| {
        assert!((hypervolume(points, reference) - volume).abs() < 1e-12, "{points:?}");
    };
    check(&[], &[1.0, 1.0], 0.0);
    check(&[vec![0.25, 0.5]], &[1.0, 1.0], 0.375);
    // Two boxes of 3 by 1 and 1 by 3 that share a square.
    check(&[vec![1.0, 3.0], vec![3.0, 1.0]], &[4.0, 4.0], 5.0);
    // A point that is worse in everything, and one outside, add nothing.
    check(&[vec![1.0, 3.0], vec![3.0, 1.0], vec![3.5, 3.5], vec![5.0, 0.0]], &[4.0, 4.0], 5.0);
    // Three arms of 2 by 1 by 1 from one corner.
    let arms = [vec![0.0, 1.0, 1.0], vec![1.0, 0.0, 1.0], vec![1.0, 1.0, 0.0]];
    check(&arms, &[2.0, 2.0, 2.0], 4.0);
}

#[test]
fn what_another_plan_beats_in_everything_is_dropped_and_of_equals_the_first_stays() {
    let points = [[1.0, 3.0], [2.0, 2.0], [2.0, 3.0], [3.0, 1.0], [2.0, 2.0]].map(Vec::from);
    assert_eq!(undominated(&points), [0, 1, 3]);
}

#[test]
fn a_sweep_from_borders_to_wards_trades_one_for_the_other() {
    // A board of eight by four areas with wards that are bars of four.
    let mut request = Request {
        areas: vec![Area { people: 1_000, nest: 0 }; 32],
        nests: vec!["Board".to_owned()],
        band: Band { least: 3_000, most: 5_000 },
        ..Request::default()
    };
    for a in 0..32 {
        let mut join = |b| request.edges.push(Edge { a, b, kind: EdgeKind::Land, metres: 100.0 });
        if a % 8 < 7 {
            join(a + 1);
        }
        if a < 24 {
            join(a + 8);
        }
    }
    let member = |area: usize| Membership { area, unit: area / 4, people: 1_000 };
    let members = (0..32).map(member).collect();
    request.layers = vec![Layer { name: "ward".to_owned(), units: 8, members, weight: 0.0 }];
    let problem = Problem::new(request).unwrap();
    let weights = between(6, 1, 0);
    let effort = Effort { proposals_per_area: 300, ..Effort::default() };
    let plans = front(&problem, &weights, effort, 1, Watch::default()).unwrap();
    assert!(plans.iter().all(|one| certify(&problem, &one.plan.zone_of, &[]).is_legal()));
    let least =
        |wish: usize| plans.iter().map(|one| one.losses[wish]).fold(f64::INFINITY, f64::min);
    assert!(least(1).abs() < 1e-9, "with wards alone, every ward stays whole");
    assert!(least(0) < plans.last().unwrap().losses[0], "and borders are longer then");
}
