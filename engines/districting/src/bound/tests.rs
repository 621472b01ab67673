use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::adjacency::{Edge, EdgeKind};
use crate::problem::{
    Area, Band, FixedCount, Homes, Layer, Measure, Membership, Request, Travel, Waiver, Wish,
};

/// A chessboard of areas of a thousand people with a band of three to five thousand.
fn board(width: usize, height: usize) -> Request {
    let mut request = Request {
        areas: vec![Area { people: 1_000, nest: 0 }; width * height],
        nests: vec!["Board".to_owned()],
        band: Band { least: 3_000, most: 5_000 },
        ..Request::default()
    };
    for at in 0..width * height {
        let mut join = |b| {
            request.edges.push(Edge { a: at, b, kind: EdgeKind::Land, metres: 100.0 });
        };
        if at % width + 1 < width {
            join(at + 1);
        }
        if at + width < width * height {
            join(at + width);
        }
    }
    request
}

fn proved(request: Request, zone_of: &[usize]) -> Bound {
    let problem = Problem::new(request).unwrap();
    bound(&problem, zone_of, ProofEffort::default(), Watch::default()).unwrap()
}

fn refusal(change: impl FnOnce(&mut Request)) -> String {
    let mut request = board(2, 2);
    change(&mut request);
    let problem = Problem::new(request).unwrap();
    bound(&problem, &[0; 4], ProofEffort::default(), Watch::default()).unwrap_err().to_string()
}

/// The squares of two by two of a board of four by four.
fn squares() -> Vec<usize> {
    (0..16).map(|at| at % 4 / 2 + at / 8 * 2).collect()
}

/// What a plan of one place costs, from its certificate.
fn cost(problem: &Problem, zone_of: &[usize]) -> f64 {
    let request = problem.request();
    let certificate = certify(problem, zone_of, &[]);
    let metres: f64 = request.edges.iter().map(|edge| edge.metres).sum();
    let border = if metres > 0.0 { certificate.border_metres / metres } else { 0.0 };
    let layers = request.layers.iter().zip(&certificate.layers);
    let lost: f64 = layers.map(|(layer, facts)| layer.weight * (1.0 - facts.together)).sum();
    request.border_weight * border + lost
}

/// The cheapest legal plan of all there are, found by putting each area into each zone in turn.
fn cheapest(problem: &Problem, counts: (usize, usize)) -> Option<(f64, Vec<usize>)> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    let mut plans = vec![Vec::new()];
    while let Some(plan) = plans.pop() {
        let zones = plan.iter().max().map_or(0, |zone: &usize| zone + 1);
        if plan.len() < problem.areas() {
            for zone in 0..=zones.min(counts.1 - 1) {
                let mut longer = plan.clone();
                longer.push(zone);
                let people = |zone: usize| -> u64 {
                    let inside = longer.iter().enumerate().filter(|(_, known)| **known == zone);
                    inside.map(|(area, _)| u64::from(problem.people(area))).sum()
                };
                if people(zone) <= u64::from(problem.request().band.most) {
                    plans.push(longer);
                }
            }
        } else if zones >= counts.0 && certify(problem, &plan, &[]).is_legal() {
            let cost = cost(problem, &plan);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, plan));
            }
        }
    }
    best
}

#[test]
fn four_squares_of_a_board_are_proved_the_best_possible() {
    let proof = proved(board(4, 4), &squares());
    // 8 of the 24 sides between areas are borders, and no plan of four zones has fewer.
    assert!((proof.plan_cost - 8.0 / 24.0).abs() < 1e-9);
    assert!(proof.cost <= proof.plan_cost);
    assert_eq!(proof.to_string(), "within 0.1 % of the best possible");
    assert_eq!(proof.better, None);
}

#[test]
fn bars_are_not_proved_the_best_and_the_squares_are_found() {
    let bars: Vec<usize> = (0..16).map(|at| at / 4).collect();
    let proof = proved(board(4, 4), &bars);
    assert!((proof.plan_cost - 12.0 / 24.0).abs() < 1e-9);
    assert!(proof.gap >= 0.5, "the squares cost a third less");
    let (plan, cost) = proof.better.unwrap();
    assert!((cost - 8.0 / 24.0).abs() < 1e-9);
    assert_eq!(plan.zones, 4);
}

#[test]
fn whole_wards_count_in_the_proof() {
    let mut request = board(4, 4);
    // Wards are bars: whole wards cost 12 sides, squares part each ward in two halves.
    let members = (0..16).map(|area| Membership { area, unit: area / 4, people: 1_000 }).collect();
    request.layers = vec![Layer { name: "ward".to_owned(), units: 4, members, weight: 10.0 }];
    let bars: Vec<usize> = (0..16).map(|at| at / 4).collect();
    let proof = proved(request, &bars);
    assert!((proof.plan_cost - 0.5).abs() < 1e-9, "nothing is lost of wards");
    assert!(proof.gap < 1e-3, "{proof}");
}

#[test]
fn each_place_is_proved_by_itself() {
    let mut request = board(4, 4);
    request.nests.push("Other half".to_owned());
    for at in 8..16 {
        request.areas[at].nest = 1;
    }
    let proof = proved(request, &squares());
    // The four sides between the halves are no border that anyone chose.
    assert!((proof.plan_cost - 4.0 / 24.0).abs() < 1e-9);
    assert!(proof.gap < 1e-3, "{proof}");
}

#[test]
fn what_cannot_be_proved_is_refused_with_the_reason() {
    let layer = Layer { name: "PCN".to_owned(), units: 0, members: Vec::new(), weight: 0.0 };
    let measure =
        Measure { name: "need".to_owned(), values: vec![1.0; 4], wish: Wish::Even, weight: 1.0 };
    let travel = Travel {
        hubs: vec![0],
        minutes: vec![5.0; 4],
        weight: 1.0,
        beyond_15: 0.0,
        beyond_30: 0.0,
    };
    let waiver = Waiver { nest: 0, reason: "an island".to_owned() };
    let cases = [
        (
            refusal(|request| request.band = Band { least: 5_000, most: 6_000 }),
            "the plan is not legal, so it cannot be compared with legal ones: neighbourhood 0 has \
             4,000 people, 1,000 too few",
        ),
        (
            refusal(|request| {
                request.layers = vec![layer];
                request.homes = vec![Homes { layer: 0, weight: 1.0, band: None }];
            }),
            "nothing can be proved of homes for units; give it the weight 0 and ask about the rest",
        ),
        (
            refusal(|request| request.measures = vec![measure]),
            "nothing can be proved of need; give it the weight 0 and ask about the rest",
        ),
        (
            refusal(|request| request.travel = Some(travel)),
            "nothing can be proved of travel; give it the weight 0 and ask about the rest",
        ),
        (
            refusal(|request| request.waivers = vec![waiver]),
            "the band is waived in Board; nothing can be proved where any size is legal",
        ),
        (
            refusal(|request| request.band = Band { least: 1_000, most: 4_000 }),
            "Board is asked to have 2 neighbourhoods and has 1; fix the number",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn a_proof_that_is_stopped_says_what_it_has() {
    let problem = Problem::new(board(4, 4)).unwrap();
    let watch = Watch { is_cancelled: &|| true, ..Watch::default() };
    let proof = bound(&problem, &squares(), ProofEffort::default(), watch).unwrap();
    assert_eq!((proof.cost, proof.rounds), (0.0, 0));
    assert_eq!(proof.to_string(), "nothing is proved of how good the plan is");
}

#[test]
fn the_same_question_has_the_same_answer() {
    let mut request = board(5, 5);
    request.edges.iter_mut().enumerate().for_each(|(at, edge)| {
        edge.metres += f64::from(u32::try_from(at * 37 % 90).unwrap());
    });
    let problem = Problem::new(request).unwrap();
    let plan = draw(&problem, Effort::default(), 1, Watch::default()).unwrap();
    let ask = || bound(&problem, &plan.zone_of, ProofEffort::default(), Watch::default());
    assert_eq!(ask(), ask());
}

/// A small board with any people, borders, wards, and a number that is open, decided or neither.
fn small_boards() -> impl Strategy<Value = Request> {
    (2_usize..5, 2_usize..4).prop_flat_map(|(width, height)| {
        let areas = width * height;
        let people = vec(600_u32..1_900, areas);
        let metres = vec(0.0..900.0_f64, 2 * areas);
        let members = vec((0..areas, 0_usize..3, 1_u32..900), 0..2 * areas);
        let apart = vec((0..areas, 0..areas), 0..2);
        let together = vec(0..areas, 0..2);
        let more = (any::<bool>(), 0.0..2.0_f64, apart, together);
        (people, metres, members, more).prop_map(move |(people, metres, members, more)| {
            let (open_count, weight, apart, together) = more;
            let mut request = board(width, height);
            for (area, people) in request.areas.iter_mut().zip(people) {
                area.people = people;
            }
            for (edge, metres) in request.edges.iter_mut().zip(metres) {
                edge.metres = metres;
            }
            let member =
                |(area, unit, people): (usize, usize, u32)| Membership { area, unit, people };
            let members = members.into_iter().map(member).collect();
            let layer = Layer { name: "PCN".to_owned(), units: 3, members, weight };
            let apart = apart.into_iter().filter(|(a, b)| a != b).collect();
            // An area and the next on its row, where there is one.
            let pairs = together.into_iter().filter(|at| at % width + 1 < width);
            let together = pairs.map(|at| vec![at, at + 1]).collect();
            Request { layers: vec![layer], open_count, apart, together, ..request }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bound_exceeds_the_best_of_all_plans(request in small_boards(), step in 1_u32..200) {
        let Ok(problem) = Problem::new(request) else { return Ok(()) };
        let Verdict::Feasible { zones, fewest, most } = feasibility(&problem).pieces[0].verdict
        else {
            return Ok(());
        };
        let counts = if problem.request().open_count { (fewest, most) } else { (zones, zones) };
        let Some((least, plan)) = cheapest(&problem, counts) else { return Ok(()) };
        let effort = ProofEffort { step, draws: 2, ..ProofEffort::default() };
        let proof = bound(&problem, &plan, effort, Watch::default()).unwrap();
        prop_assert!(proof.cost <= least + 1e-12, "{} is more than {least}", proof.cost);
        prop_assert!((proof.plan_cost - least).abs() < 1e-9, "priced as the certificate counts");
        prop_assert!(proof.better.is_none(), "nothing is better than the best");
    }
}

#[test]
fn a_number_decided_for_two_islands_may_be_shared_out_either_way() {
    let mut request = board(4, 4);
    // Two islands of eight areas; three thousand to eight thousand people: one or two zones each.
    request.edges.retain(|edge| (edge.a < 8) == (edge.b < 8));
    request.band = Band { least: 3_000, most: 8_000 };
    request.counts = vec![FixedCount { nest: 0, zones: 3 }];
    let one_way: Vec<usize> = (0..16).map(|at| if at < 8 { 0 } else { 1 + at % 4 / 2 }).collect();
    let other_way: Vec<usize> = (0..16).map(|at| if at < 8 { at % 4 / 2 } else { 2 }).collect();
    let bounds = [one_way, other_way].map(|plan| proved(request.clone(), &plan));
    assert!((bounds[0].plan_cost - bounds[1].plan_cost).abs() < 1e-12);
    for proof in bounds {
        assert!(proof.cost <= proof.plan_cost);
    }
}
