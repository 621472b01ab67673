use super::*;
use crate::adjacency::EdgeKind;

/// Three areas in a row, two places, one border each.
fn row_of_three() -> Request {
    let edge = |a, b| Edge { a, b, kind: EdgeKind::Land, metres: 100.0 };
    Request {
        areas: [0, 0, 1].map(|nest| Area { people: 10_000, nest }).to_vec(),
        nests: vec!["Ashby".to_owned(), "Barrow".to_owned()],
        edges: vec![edge(0, 1), edge(1, 2)],
        ..Request::default()
    }
}

fn refusal(change: impl FnOnce(&mut Request)) -> String {
    let mut request = row_of_three();
    change(&mut request);
    Problem::new(request).unwrap_err().to_string()
}

#[test]
fn a_request_without_contradictions_is_a_problem() {
    let problem = Problem::new(row_of_three()).unwrap();
    assert_eq!(problem.areas(), 3);
    assert_eq!(problem.nest_name(problem.nest(2)), "Barrow");
    assert!(Problem::new(Request::default()).is_ok(), "nothing to draw is no contradiction");
}

#[test]
fn a_merged_place_is_drawn_under_both_names() {
    let mut request = row_of_three();
    request.merged.push(Merge { nest: 1, into: 0 });
    let problem = Problem::new(request).unwrap();
    assert_eq!(problem.nest_name(problem.nest(2)), "Ashby with Barrow");
}

#[test]
fn what_is_wrong_with_a_request_is_said_with_the_value() {
    let layer = |weight, unit| Layer {
        name: "ward".to_owned(),
        units: 2,
        members: vec![Membership { area: 0, unit, people: 1 }],
        weight,
    };
    let waiver = Waiver { nest: 1, reason: " ".to_owned() };
    let cases = [
        (refusal(|r| r.areas[0].nest = 9), "an area names place 9, but there are only 2 places"),
        (refusal(|r| r.edges[0].b = 7), "a border names area 7, but there are only 3 areas"),
        (
            refusal(|r| r.layers.push(layer(1.0, 2))),
            "layer ward names unit 2, but has only 2 units",
        ),
        (
            refusal(|r| r.layers.push(layer(-1.0, 0))),
            "the weight of ward is -1; give a number of 0 or more",
        ),
        (
            refusal(|r| r.border_weight = f64::INFINITY),
            "the weight of the border is inf; give a number of 0 or more",
        ),
        (
            refusal(|r| r.band = Band { least: 9, most: 8 }),
            "a band of 9 to 8 people cannot be kept; give 1 or more, the lesser first",
        ),
        (
            refusal(|r| r.waivers.push(waiver)),
            "the band is waived for Barrow without a reason; give the reason the board will read",
        ),
        (
            refusal(|r| r.edges[1].metres = -3.0),
            "the border between areas 1 and 2 is -3 metres long; load the borders again",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn rules_that_contradict_each_other_are_said_with_the_place_or_area() {
    let cases = [
        (
            refusal(|r| r.counts.push(FixedCount { nest: 0, zones: 0 })),
            "Ashby is to have no neighbourhoods; give 1 or more, or leave the number open",
        ),
        (
            refusal(|r| r.together.push(vec![1, 2])),
            "area 2 is to be kept with areas of another place; merge the places or part them",
        ),
        (
            refusal(|r| {
                r.areas[2].nest = 0;
                r.together.push(vec![0, 2]);
            }),
            "area 2 is to be kept with areas it does not touch; add a link or those between",
        ),
        (
            refusal(|r| {
                r.merged = vec![Merge { nest: 0, into: 1 }, Merge { nest: 1, into: 0 }];
            }),
            "Ashby cannot be drawn with another place twice over; name one place that takes it in",
        ),
        (
            refusal(|r| {
                r.merged = vec![Merge { nest: 1, into: 0 }];
                r.counts.push(FixedCount { nest: 1, zones: 1 });
            }),
            "Barrow is drawn with another place; give the waiver or the number to that place",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}
