use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::adjacency::{Edge, EdgeKind};
use crate::certificate::{certify, certify_with_homes};
use crate::problem::{Area, Homes, Layer, Measure, Membership, Pin, Request, Travel, Waiver, Wish};

/// A chessboard of areas of a thousand people, in one place, with a band of three to five thousand.
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

fn drawn(request: Request) -> (Problem, Plan) {
    let problem = Problem::new(request).unwrap();
    let effort = Effort { proposals_per_area: 500, ..Effort::default() };
    let plan = draw(&problem, effort, 7, Watch::default()).unwrap();
    let certificate = certify(&problem, &plan.zone_of, &[]);
    assert!(certificate.is_legal(), "{:?}", certificate.breaches);
    (problem, plan)
}

#[test]
fn a_board_of_eight_by_eight_falls_into_sixteen_squares() {
    let (problem, plan) = drawn(board(8, 8));
    assert_eq!(plan.zones, 16);
    // Sixteen squares of two by two have 48 sides of 100 m between them: no plan of 16 has fewer.
    let metres = certify(&problem, &plan.zone_of, &[]).border_metres;
    assert!(metres <= 5_200.0, "{metres} m; the least possible is 4,800 m");
}

#[test]
fn a_layer_with_weight_keeps_its_units_whole() {
    let mut request = board(8, 4);
    // Units are bars of four areas; by borders alone squares of four would be better.
    let members = (0..32).map(|area| Membership { area, unit: area / 4, people: 1_000 }).collect();
    request.layers = vec![Layer { name: "ward".to_owned(), units: 8, members, weight: 10.0 }];
    let (problem, plan) = drawn(request);
    assert_eq!(certify(&problem, &plan.zone_of, &[]).layers[0].split, 0);
}

#[test]
fn the_cost_kept_by_small_changes_is_the_cost_counted_afresh() {
    let mut request = board(6, 6);
    let members =
        (0..36).map(|area| Membership { area, unit: area % 5, people: 100 + 7 }).collect();
    request.layers = vec![Layer { name: "PCN".to_owned(), units: 5, members, weight: 2.0 }];
    let band = Some(Band { least: 200, most: 900 });
    request.homes = vec![Homes { layer: 0, weight: 1.5, band }];
    let values = |step: u32| (0..36_u32).map(|area| f64::from(area * step % 11)).collect();
    let measure = |wish, step| Measure {
        name: "measure".to_owned(),
        values: values(step),
        wish,
        weight: 0.7,
    };
    request.measures =
        vec![measure(Wish::Alike, 3), measure(Wish::Even, 5), measure(Wish::AtLeast(30.0), 7)];
    request.travel = Some(Travel {
        hubs: vec![0, 17, 35],
        minutes: (0..108_u32).map(|at| f64::from(at * 7 % 41)).collect(),
        weight: 1.0,
        beyond_15: 0.5,
        beyond_30: 0.5,
    });
    let problem = Problem::new(request).unwrap();
    let piece = &feasibility(&problem).pieces[0];
    let (ground, _) = plot::Plot::new(&problem, std::slice::from_ref(piece)).ground(piece);
    let limits = Limits::of(problem.request().band);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let zone_of = seed::seed(&ground, limits, 9, &mut rng);
    let mut state = State::new(&ground, limits, 9, zone_of);
    for turn in 0..200 {
        let slot = state.borders()[turn * 31 % state.borders().len()] as usize;
        let (node, to) = state.sides(slot);
        if !state.has_others(node) {
            continue;
        }
        let expected = state.cost() + state.change(node, to);
        state.give(node, to);
        assert!((state.cost() - expected).abs() < 1e-9);
        let mut fresh = State::new(&ground, limits, 9, state.zone_of.clone());
        fresh.take_homes(&state.home);
        assert!((state.cost() - fresh.cost()).abs() < 1e-9);
        assert_eq!(fresh.people, state.people);
        assert_eq!(fresh.borders().len(), state.borders().len());
    }
}

#[test]
fn areas_kept_together_end_in_one_neighbourhood() {
    let mut request = board(6, 6);
    request.together = vec![vec![0, 1, 2], vec![14, 20, 21]];
    let (_, plan) = drawn(request);
    assert_eq!(plan.zone_of[0], plan.zone_of[2]);
    assert_eq!(plan.zone_of[14], plan.zone_of[21]);
}

#[test]
fn a_star_that_no_cut_makes_legal_is_said_not_drawn() {
    // One area in the middle, twelve around it that touch only it: nine thousand people would need
    // two or three neighbourhoods, but all but one of them would be a single outer area.
    let mut request = Request {
        areas: vec![Area { people: 700, nest: 0 }; 13],
        nests: vec!["Star".to_owned()],
        band: Band { least: 3_000, most: 5_000 },
        ..Request::default()
    };
    request.edges = (1..13).map(|b| Edge { a: 0, b, kind: EdgeKind::Land, metres: 10.0 }).collect();
    let problem = Problem::new(request.clone()).unwrap();
    let effort = Effort { proposals_per_area: 10, seeds: 2 };
    let refusal = draw(&problem, effort, 1, Watch::default()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "no plan for Star in 2 connected neighbourhoods within the band was found in 2 attempts; \
         waive the band there, fix another number or use smaller areas"
    );
    request.waivers.push(Waiver { nest: 0, reason: "one village with farms".to_owned() });
    let problem = Problem::new(request).unwrap();
    let plan = draw(&problem, effort, 1, Watch::default()).unwrap();
    assert!(certify(&problem, &plan.zone_of, &[]).is_legal());
}

#[test]
fn a_place_without_a_legal_number_is_said_before_drawing() {
    let mut request = board(2, 1);
    request.nests[0] = "Scilly".to_owned();
    let problem = Problem::new(request).unwrap();
    let refusal = draw(&problem, Effort::default(), 1, Watch::default()).unwrap_err();
    assert!(refusal.to_string().starts_with("Scilly has 2,000 people, 1,000 too few"), "{refusal}");
}

#[test]
fn nothing_to_draw_is_an_empty_plan() {
    let problem = Problem::new(Request::default()).unwrap();
    let plan = draw(&problem, Effort::default(), 1, Watch::default()).unwrap();
    assert_eq!(plan, Plan { zone_of: Vec::new(), zones: 0, homes: Vec::new() });
}

#[test]
fn a_place_of_one_area_is_one_neighbourhood() {
    let mut request = board(1, 1);
    request.areas[0].people = 4_000;
    assert_eq!(drawn(request).1.zones, 1);
}

#[test]
fn drawing_stops_when_told_and_tells_how_far_it_is() {
    let problem = Problem::new(board(8, 8)).unwrap();
    let stop = Watch { is_cancelled: &|| true, ..Watch::default() };
    assert_eq!(draw(&problem, Effort::default(), 1, stop), Err(CannotDraw::Cancelled));

    let last = AtomicU64::new(0);
    let note = |progress: Progress| {
        assert_eq!(progress.total, 64 * 100);
        last.fetch_max(progress.done, Ordering::Relaxed);
    };
    let effort = Effort { proposals_per_area: 100, ..Effort::default() };
    draw(&problem, effort, 1, Watch { progress: &note, ..Watch::default() }).unwrap();
    assert_eq!(last.into_inner(), 64 * 100);
}

#[test]
fn what_a_move_costs_is_what_the_plan_costs_more_after_it() {
    let (problem, plan) = drawn(board(6, 6));
    let metres = |zone_of: &[usize]| certify(&problem, zone_of, &[]).border_metres;
    let whole: f64 = problem.request().edges.iter().map(|edge| edge.metres).sum();
    let moves = margins(&problem, &plan.zone_of, &[]);
    assert!(!moves.is_empty());
    for found in moves {
        let mut after = plan.zone_of.clone();
        after[found.area] = found.to;
        let more = (metres(&after) - metres(&plan.zone_of)) / whole;
        assert!((found.cost - more).abs() < 1e-9 && (found.border_cost - more).abs() < 1e-9);
        let is_legal = certify(&problem, &after, &[]).is_legal();
        assert_eq!(found.barred.is_none(), is_legal, "{found:?}");
    }
}

#[test]
fn pinned_areas_end_where_they_were_pinned_and_pairs_kept_apart_do_not_meet() {
    let mut request = board(6, 6);
    let pin = |area, neighbourhood| Pin { area, neighbourhood };
    request.pins = vec![pin(0, 7), pin(2, 7), pin(3, 9), pin(35, 4)];
    request.apart = vec![(14, 15), (20, 21)];
    let (_, plan) = drawn(request);
    assert_eq!(plan.zone_of[0], plan.zone_of[2]);
    assert_ne!(plan.zone_of[2], plan.zone_of[3]);
    assert_ne!(plan.zone_of[14], plan.zone_of[15]);
}

#[test]
fn lists_are_shared_out_within_their_band_and_most_people_live_at_home() {
    let mut request = board(8, 4);
    // Practices of a thousand people each, half of whom live two columns further on.
    let member = |area: usize, unit: usize| Membership { area, unit, people: 500 };
    let members = (0..32).flat_map(|at| [member(at, at), member((at + 2) % 32, at)]).collect();
    request.layers = vec![Layer { name: "practice".to_owned(), units: 32, members, weight: 0.0 }];
    let band = Some(Band { least: 3_000, most: 5_000 });
    request.homes = vec![Homes { layer: 0, weight: 5.0, band }];
    let (problem, plan) = drawn(request);
    let certificate = certify_with_homes(&problem, &plan.zone_of, &plan.homes, &[]);
    assert!(certificate.is_legal(), "{:?}", certificate.breaches);
    // A practice whose two areas lie in two neighbourhoods has half of its people at home.
    assert!(certificate.homes[0].at_home > 0.5, "{}", certificate.homes[0].at_home);
}

#[test]
fn a_weight_on_each_measure_makes_that_measure_better() {
    let mut unweighed = board(8, 8);
    let value = |step: u32| (0..64_u32).map(|at| f64::from(at * step % 13)).collect::<Vec<f64>>();
    let measure = |name: &str, wish, step| Measure {
        name: name.to_owned(),
        values: value(step),
        wish,
        weight: 0.0,
    };
    unweighed.measures = vec![
        measure("deprivation", Wish::Alike, 5),
        measure("mix", Wish::Mixed, 5),
        measure("need", Wish::Even, 7),
        measure("hubs", Wish::AtLeast(25.0), 3),
    ];
    let figures = |weighed: Option<usize>| {
        let mut request = unweighed.clone();
        if let Some(at) = weighed {
            request.measures[at].weight = 20.0;
        }
        let (problem, plan) = drawn(request);
        let facts = certify(&problem, &plan.zone_of, &[]).measures;
        let missing = facts[3].short.unwrap().1;
        [facts[0].within.unwrap(), -facts[1].within.unwrap(), facts[2].variation.unwrap(), missing]
    };
    let without = figures(None);
    for at in 0..4 {
        let with = figures(Some(at));
        assert!(with[at] < without[at] || without[at] == 0.0, "{at}: {with:?} beside {without:?}");
    }
}

#[test]
fn a_walk_through_plans_meets_only_legal_ones_and_is_the_same_for_the_same_seed() {
    let (problem, plan) = drawn(board(8, 8));
    let ensemble = Ensemble::around(&problem, &plan.zone_of).unwrap();
    let (mut walk, mut again) = (ensemble.chain(5), ensemble.chain(5));
    let mut changed = 0;
    for _ in 0..200 {
        changed += usize::from(walk.step());
        again.step();
        assert!(certify(&problem, &walk.zone_of(), &[]).is_legal());
    }
    assert!(changed > 20, "{changed} of 200 trees had a legal cut");
    assert_eq!(walk.zone_of(), again.zone_of());
    let parted = |edge: &&Edge| walk.zone_of()[edge.a] != walk.zone_of()[edge.b];
    assert_eq!(walk.cut_edges(), problem.request().edges.iter().filter(parted).count());
}

#[test]
fn an_open_number_of_neighbourhoods_is_chosen_by_the_wishes() {
    let mut request = board(8, 8);
    request.open_count = true;
    let (_, plan) = drawn(request);
    // 64,000 people make 13 to 21 neighbourhoods of 3,000 to 5,000; the closest to 4,000 is 16, and
    // fewer have less border.
    assert!((13..16).contains(&plan.zones), "{}", plan.zones);
}

#[test]
fn todays_plan_as_a_layer_with_weight_keeps_people_with_whom_they_are() {
    let mut request = board(8, 4);
    // Bars of four are today's plan; by borders alone squares of four would be better.
    let today: Vec<usize> = (0..32).map(|area| area / 4).collect();
    let layer = |weight| Layer::of_plan(&board(8, 4), &today, weight);
    request.layers = vec![layer(10.0)];
    let (problem, plan) = drawn(request);
    assert_eq!(crate::compare(&problem, &today, &plan.zone_of).people, 0);
}
