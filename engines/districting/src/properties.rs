//! What must hold for any place, tried on many made-up ones.

use proptest::collection::vec;
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

use crate::{
    Area, Band, CannotDraw, Edge, EdgeKind, Effort, Layer, Membership, Plan, Problem, Request,
    Verdict, Watch, certify, draw, feasibility,
};

const EFFORT: Effort = Effort { proposals_per_area: 60, seeds: 10 };

/// A chessboard with people, gaps in its edges, and one or two places side by side.
fn places() -> impl Strategy<Value = Request> {
    (1_usize..9, 1_usize..9, 1_usize..3).prop_flat_map(|(width, height, nests)| {
        let areas = width * height;
        let people = vec(prop_oneof![1 => Just(0_u32), 9 => 300_u32..2_500], areas);
        let kinds = vec(prop_oneof![19 => Just(EdgeKind::Land), 1 => river()], 2 * areas);
        let members = vec((0..areas, 0_usize..4, 1_u32..900), 0..2 * areas);
        (people, kinds, members).prop_map(move |(people, kinds, members)| {
            let nest = |at: usize| (at % width) * nests / width;
            let area = |(at, people)| Area { people, nest: nest(at) };
            Request {
                areas: people.into_iter().enumerate().map(area).collect(),
                nests: (0..nests).map(|nest| format!("place {nest}")).collect(),
                edges: board_edges(width, height, &kinds),
                band: Band { least: 3_000, most: 5_000 },
                layers: vec![pcns(&members)],
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
                let certificate = certify(&problem, &plan.zone_of, &[]);
                prop_assert!(certificate.is_legal(), "{:?}", certificate.breaches);
                prop_assert_eq!(certificate.zones.len(), prospects.zones());
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
