//! What must hold for any place, tried on many made-up ones.

use proptest::collection::vec;
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

use crate::{
    Area, Band, CannotDraw, Edge, EdgeKind, Effort, Ensemble, Homes, Layer, Measure, Membership,
    Plan, Problem, Request, Verdict, Watch, Wish, certify, certify_with_homes, draw, feasibility,
    margins,
};

const EFFORT: Effort = Effort { proposals_per_area: 60, seeds: 10 };

/// A chessboard with people, gaps in its edges, and one or two places side by side.
fn places() -> impl Strategy<Value = Request> {
    (1_usize..9, 1_usize..9, 1_usize..3).prop_flat_map(|(width, height, nests)| {
        let areas = width * height;
        let people = vec(prop_oneof![1 => Just(0_u32), 9 => 300_u32..2_500], areas);
        let kinds = vec(prop_oneof![19 => Just(EdgeKind::Land), 1 => river()], 2 * areas);
        let members = vec((0..areas, 0_usize..4, 1_u32..900), 0..2 * areas);
        let apart = vec((0..areas, 0..areas), 0..3);
        let more = (any::<bool>(), 0.0..3.0_f64, apart);
        (people, kinds, members, more).prop_map(move |(people, kinds, members, more)| {
            let (open_count, weight, apart) = more;
            let nest = |at: usize| (at % width) * nests / width;
            let area = |(at, people)| Area { people, nest: nest(at) };
            Request {
                areas: people.into_iter().enumerate().map(area).collect(),
                nests: (0..nests).map(|nest| format!("place {nest}")).collect(),
                edges: board_edges(width, height, &kinds),
                band: Band { least: 3_000, most: 5_000 },
                layers: vec![pcns(&members)],
                open_count,
                homes: vec![Homes { layer: 0, weight, band: None }],
                measures: vec![
                    measure(areas, Wish::Alike, weight),
                    measure(areas, Wish::Even, 1.0),
                ],
                apart: apart.into_iter().filter(|(a, b)| a != b).collect(),
                ..Request::default()
            }
        })
    })
}

fn river() -> impl Strategy<Value = EdgeKind> {
    Just(EdgeKind::RiverWithoutCrossing)
}

fn pcns(members: &[(usize, usize, u32)]) -> Layer {
    let member = |&(area, unit, people): &_| Membership { area, unit, people };
    let members = members.iter().map(member).collect();
    Layer { name: "PCN".to_owned(), units: 4, members, weight: 1.0 }
}

fn measure(areas: usize, wish: Wish, weight: f64) -> Measure {
    let values = (0..areas).map(|area| f64::from(u32::try_from(area * 7 % 5).unwrap()));
    Measure { name: "measure".to_owned(), values: values.collect(), wish, weight }
}

fn board_edges(width: usize, height: usize, kinds: &[EdgeKind]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for a in 0..width * height {
        if a % width + 1 < width {
            edges.push(Edge { a, b: a + 1, kind: kinds[2 * a], metres: 100.0 });
        }
        if a + width < width * height {
            edges.push(Edge { a, b: a + width, kind: kinds[2 * a + 1], metres: 100.0 });
        }
    }
    edges
}

fn drawn_on(threads: usize, problem: &Problem, seed: u64) -> Result<Plan, CannotDraw> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| draw(problem, EFFORT, seed, Watch::default()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_plan_is_legal_with_everyone_in_it_or_the_reason_is_stated(request in places(), seed: u64) {
        let problem = Problem::new(request).unwrap();
        let prospects = feasibility(&problem);
        match draw(&problem, EFFORT, seed, Watch::default()) {
            Ok(plan) => {
                let certificate = certify_with_homes(&problem, &plan.zone_of, &plan.homes, &[]);
                prop_assert!(certificate.is_legal(), "{:?}", certificate.breaches);
                let areas: usize = certificate.zones.iter().map(|zone| zone.areas).sum();
                prop_assert_eq!(areas, problem.areas(), "nobody is lost, nobody counted twice");
                if !problem.request().open_count {
                    prop_assert_eq!(certificate.zones.len(), prospects.zones());
                }
                prop_assert_eq!(certificate.zones.len(), plan.zones);
            }
            Err(CannotDraw::Infeasible(reasons)) => {
                prop_assert_eq!(reasons.len(), prospects.shortfalls().count());
            }
            Err(CannotDraw::NotFound { .. }) => prop_assert!(prospects.is_feasible()),
            Err(CannotDraw::Cancelled | CannotDraw::ListsOutside { .. }) => {
                prop_assert!(false, "nobody cancelled, and there are no lists");
            }
        }
    }

    #[test]
    fn every_area_lies_in_exactly_one_piece(request in places()) {
        let problem = Problem::new(request).unwrap();
        let pieces = feasibility(&problem).pieces;
        let mut areas: Vec<usize> = pieces.iter().flat_map(|piece| piece.areas.clone()).collect();
        areas.sort_unstable();
        prop_assert_eq!(areas, (0..problem.areas()).collect::<Vec<_>>());
        for piece in pieces {
            if let Verdict::Feasible { zones, .. } = piece.verdict {
                let zones = zones as u64;
                prop_assert!(zones * 3_000 <= piece.people && piece.people <= zones * 5_000);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_plan_on_one_and_on_two_threads(
        request in places(),
        seed: u64,
    ) {
        let problem = Problem::new(request).unwrap();
        prop_assert_eq!(drawn_on(1, &problem, seed), drawn_on(2, &problem, seed));
    }

    #[test]
    fn a_walk_through_plans_never_leaves_the_rules(request in places(), seed: u64) {
        let request = Request { apart: Vec::new(), ..request };
        let problem = Problem::new(request).unwrap();
        let Ok(plan) = draw(&problem, EFFORT, seed, Watch::default()) else { return Ok(()) };
        let ensemble = Ensemble::around(&problem, &plan.zone_of).unwrap();
        let mut chain = ensemble.chain(seed);
        for _ in 0..50 {
            chain.step();
        }
        prop_assert!(certify(&problem, &chain.zone_of(), &[]).is_legal());
    }

    #[test]
    fn a_move_is_barred_exactly_if_it_would_break_a_rule(request in places(), seed: u64) {
        let problem = Problem::new(request).unwrap();
        let Ok(plan) = draw(&problem, EFFORT, seed, Watch::default()) else { return Ok(()) };
        for found in margins(&problem, &plan.zone_of, &plan.homes) {
            let mut after = plan.zone_of.clone();
            after[found.area] = found.to;
            let is_legal = certify(&problem, &after, &[]).is_legal();
            prop_assert_eq!(found.barred.is_none(), is_legal, "{:?}", found);
        }
    }

    #[test]
    fn an_area_put_elsewhere_is_caught_or_leaves_the_plan_legal_by_hand_count(
        request in places(),
        area: prop::sample::Index,
        other: prop::sample::Index,
    ) {
        let problem = Problem::new(request).unwrap();
        let Ok(mut plan) = draw(&problem, EFFORT, 1, Watch::default()) else { return Ok(()) };
        let (area, other) = (area.index(problem.areas()), other.index(problem.areas()));
        plan.zone_of[area] = plan.zone_of[other];
        let certificate = certify(&problem, &plan.zone_of, &[]);
        let mut sizes = vec![0; plan.zones];
        for (area, &zone) in plan.zone_of.iter().enumerate() {
            sizes[zone] += u64::from(problem.people(area));
        }
        let inhabited = |zone: &usize| plan.zone_of.contains(zone);
        let in_band = |zone: usize| problem.request().band.holds(sizes[zone]);
        let all_in_band = (0..plan.zones).filter(inhabited).all(in_band);
        let nests_kept = plan.zone_of.iter().enumerate().all(|(at, zone)| {
            let first = plan.zone_of.iter().position(|other| other == zone).unwrap();
            problem.nest(first) == problem.nest(at)
        });
        if certificate.is_legal() {
            prop_assert!(all_in_band && nests_kept);
        }
        prop_assert_eq!(certificate.out_of_band() == 0, all_in_band);
    }
}
