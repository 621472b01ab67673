//! Why a border runs where it does: what it would cost to move each area beside it across, in all and by
//! each wish, and which rule forbids it. The prices are those by which plans are drawn.

use std::collections::BTreeMap;

use kith_districting::{Bar, CannotPose, Layer, Problem, Request, margins};

/// Prices are shown in points: a wish of weight 1 that is not met at all costs a million of them.
pub const POINTS: f64 = 1_000_000.0;

/// An area, a neighbourhood beside it, and what moving it there would cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Priced {
    /// Position of the area.
    pub area: usize,
    /// Its neighbourhood.
    pub from: usize,
    /// The neighbourhood beside it.
    pub to: usize,
    /// What the plan would cost more, in points; below 0 the move would make it better by the wishes.
    pub cost: f64,
    /// The part of the cost by each wish that has a part in it, in points: borders first, then layers,
    /// then all the others as one.
    pub parts: Vec<f64>,
    /// People left behind in its neighbourhood.
    pub people_left: u64,
    /// People in the other neighbourhood then.
    pub people_there: u64,
    /// The rule that forbids the move, if one does.
    pub barred: Option<Bar>,
}

/// The prices of all moves across a border of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// What the parts are called: "Borders", then the layers that are wished to stay whole, then
    /// "Other wishes" if there are any.
    pub wishes: Vec<String>,
    /// The moves, in the order of areas.
    pub moves: Vec<Priced>,
}

/// Prices every move of an area to a neighbourhood beside it.
pub fn prices(problem: &Problem, zone_of: &[usize]) -> Result<Prices, CannotPose> {
    let layers = wished(problem.request());
    let mut by_layer = Vec::new();
    for at in &layers {
        by_layer.push(costs(&alone(problem.request(), *at)?, zone_of));
    }
    let others = has_other_wishes(problem.request());
    let moves = margins(problem, zone_of, &[]).into_iter().map(|one| {
        let of_layer = |costs: &BTreeMap<(usize, usize), f64>| {
            costs.get(&(one.area, one.to)).copied().unwrap_or(0.0) * POINTS
        };
        let mut parts = vec![one.border_cost * POINTS];
        parts.extend(by_layer.iter().map(of_layer));
        let cost = one.cost * POINTS;
        if others {
            parts.push(cost - parts.iter().sum::<f64>());
        }
        let (area, from, to) = (one.area, one.from, one.to);
        let (people_left, people_there) = (one.people_left, one.people_there);
        Priced { area, from, to, cost, parts, people_left, people_there, barred: one.barred }
    });
    let mut wishes = vec!["Borders".to_owned()];
    wishes.extend(layers.iter().map(|at| problem.request().layers[*at].name.clone()));
    if others {
        wishes.push("Other wishes".to_owned());
    }
    Ok(Prices { wishes, moves: moves.collect() })
}

/// The rule that forbids a move, in words.
pub fn why_not(bar: Bar) -> &'static str {
    match bar {
        Bar::Band => "One of both would leave the size asked for",
        Bar::Contiguity => "Its neighbourhood would fall apart or be empty",
        Bar::Apart => "It would meet an area that it is to be kept apart from",
    }
}

/// Layers that are wished to stay whole.
fn wished(request: &Request) -> Vec<usize> {
    (0..request.layers.len()).filter(|at| request.layers[*at].weight > 0.0).collect()
}

fn has_other_wishes(request: &Request) -> bool {
    !request.homes.is_empty() || !request.measures.is_empty() || request.travel.is_some()
}

/// The same problem with one layer as its only wish: a price is a sum over wishes.
fn alone(request: &Request, layer: usize) -> Result<Problem, CannotPose> {
    Problem::new(Request {
        layers: vec![Layer::clone(&request.layers[layer])],
        homes: Vec::new(),
        measures: Vec::new(),
        travel: None,
        border_weight: 0.0,
        ..request.clone()
    })
}

fn costs(problem: &Problem, zone_of: &[usize]) -> BTreeMap<(usize, usize), f64> {
    margins(problem, zone_of, &[]).into_iter().map(|one| ((one.area, one.to), one.cost)).collect()
}

#[cfg(test)]
mod tests {
    use kith_districting::{Area, Band, Edge, EdgeKind, Membership};

    use super::*;

    /// Four areas in a row, 10 people each; the ward of area 1 is that of area 0.
    fn problem() -> Problem {
        let land = |a, b| Edge { a, b, kind: EdgeKind::Land, metres: 100.0 };
        let member = |area, unit| Membership { area, unit, people: 10 };
        let ward = Layer {
            name: "ward".into(),
            units: 2,
            members: vec![member(0, 0), member(1, 0), member(2, 1), member(3, 1)],
            weight: 1.0,
        };
        Problem::new(Request {
            areas: vec![Area { people: 10, nest: 0 }; 4],
            nests: vec!["Ashby".into()],
            edges: vec![land(0, 1), land(1, 2), land(2, 3)],
            band: Band { least: 10, most: 30 },
            layers: vec![ward],
            ..Request::default()
        })
        .unwrap()
    }

    #[test]
    fn the_parts_of_a_price_are_all_of_it() {
        let prices = prices(&problem(), &[0, 0, 1, 1]).unwrap();
        assert_eq!(prices.wishes, ["Borders", "ward"]);
        assert_eq!(prices.moves.len(), 2);
        for one in &prices.moves {
            let sum: f64 = one.parts.iter().sum();
            assert!((sum - one.cost).abs() < 1e-6, "{one:?}");
        }
    }

    #[test]
    fn tearing_a_ward_in_two_costs_by_the_ward_alone() {
        let prices = prices(&problem(), &[0, 0, 1, 1]).unwrap();
        // The border stays as long. Of 40 people 20 lose the one half of their ward: each layer's worth is
        // the chance that two people of a unit share a neighbourhood, half of it for half the people.
        let first = &prices.moves[0];
        assert_eq!((first.area, first.from, first.to), (1, 0, 1));
        assert!(first.parts[0].abs() < 1e-6);
        assert!((first.parts[1] - POINTS / 4.0).abs() < 1e-6, "{first:?}");
        assert_eq!((first.people_left, first.people_there, first.barred), (10, 30, None));
    }

    #[test]
    fn a_move_that_leaves_nobody_behind_is_forbidden() {
        let prices = prices(&problem(), &[0, 1, 1, 1]).unwrap();
        let first = prices.moves.iter().find(|one| one.area == 0).unwrap();
        assert_eq!(
            first.barred.map(why_not),
            Some("Its neighbourhood would fall apart or be empty")
        );
    }
}
