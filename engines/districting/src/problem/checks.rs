//! What must be true of a request before anyone draws.

use super::{Band, Problem, Request, Wish};
use crate::adjacency::{Components, Edge, EdgeKind};

/// Why a request makes no sense, so that the caller can mend it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CannotPose {
    /// A position outside the list of areas.
    #[error("{what} names area {area}, but there are only {areas} areas")]
    NoSuchArea {
        /// Who names it.
        what: String,
        /// The position.
        area: usize,
        /// How many there are.
        areas: usize,
    },
    /// A position outside the list of nests.
    #[error("{what} names place {nest}, but there are only {nests} places")]
    NoSuchNest {
        /// Who names it.
        what: String,
        /// The position.
        nest: usize,
        /// How many there are.
        nests: usize,
    },
    /// A position outside the units of a layer.
    #[error("layer {layer} names unit {unit}, but has only {units} units")]
    NoSuchUnit {
        /// The layer.
        layer: String,
        /// The position.
        unit: usize,
        /// How many there are.
        units: usize,
    },
    /// A band that nothing can keep.
    #[error("a band of {least} to {most} people cannot be kept; give 1 or more, the lesser first")]
    BadBand {
        /// Fewest people.
        least: u32,
        /// Most people.
        most: u32,
    },
    /// A weight below nought or not a number.
    #[error("the weight of {what} is {weight}; give a number of 0 or more")]
    BadWeight {
        /// The border or the name of the layer.
        what: String,
        /// The weight.
        weight: f64,
    },
    /// An edge with a length below nought or not a number.
    #[error("the border between areas {a} and {b} is {metres} metres long; load the borders again")]
    BadBorder {
        /// One area.
        a: usize,
        /// The other.
        b: usize,
        /// The length.
        metres: f64,
    },
    /// A waiver without a reason.
    #[error("the band is waived for {nest} without a reason; give the reason the board will read")]
    NoReason {
        /// Name of the nest.
        nest: String,
    },
    /// A nest merged into one that is itself merged, or twice.
    #[error(
        "{nest} cannot be drawn with another place twice over; name one place that takes it in"
    )]
    MergedTwice {
        /// Name of the nest.
        nest: String,
    },
    /// A waiver or a number for a nest that is merged into another, where nobody would look for it.
    #[error("{nest} is drawn with another place; give the waiver or the number to that place")]
    RuleForMerged {
        /// Name of the nest.
        nest: String,
    },
    /// A fixed number of no neighbourhoods.
    #[error("{nest} is to have no neighbourhoods; give 1 or more, or leave the number open")]
    NoZones {
        /// Name of the nest.
        nest: String,
    },
    /// Areas to be kept together that lie in several nests.
    #[error("area {area} is to be kept with areas of another place; merge the places or part them")]
    TogetherAcrossNests {
        /// Position of an area that lies elsewhere.
        area: usize,
    },
    /// Areas to be kept together that do not hang together.
    #[error("area {area} is to be kept with areas it does not touch; add a link or those between")]
    TogetherApart {
        /// Position of an area that cannot be reached within the group.
        area: usize,
    },
    /// Two areas that must stay together and may not.
    #[error("areas {a} and {b} are to be kept together and apart; drop one of the two rules")]
    TogetherAndApart {
        /// One area.
        a: usize,
        /// The other.
        b: usize,
    },
    /// An area pinned to two neighbourhoods.
    #[error("area {area} is pinned to two neighbourhoods; pin it to one")]
    PinnedTwice {
        /// Position of the area.
        area: usize,
    },
    /// An area pinned to a neighbourhood of which it cannot be a part.
    #[error(
        "area {area} cannot be reached from the other areas pinned to its neighbourhood without \
         crossing a line or an area pinned elsewhere; pin it elsewhere or let go of one between"
    )]
    PinnedApart {
        /// Position of the area.
        area: usize,
    },
    /// A layer outside the list of layers.
    #[error("homes are wished for layer {layer}, but there are only {layers} layers")]
    NoSuchLayer {
        /// The position.
        layer: usize,
        /// How many there are.
        layers: usize,
    },
    /// A list of values that does not fit the areas, or has one that is not a number.
    #[error("{what} needs {wanted} numbers and has {found}; give one for each, none infinite")]
    WrongValues {
        /// The measure or the ways to the hubs.
        what: String,
        /// How many there must be.
        wanted: usize,
        /// How many there are that are numbers.
        found: usize,
    },
}

/// Where each nest is drawn once merges are followed.
pub(super) fn hosts(request: &Request) -> Result<Vec<usize>, CannotPose> {
    let nests = request.nests.len();
    let mut host: Vec<usize> = (0..nests).collect();
    for merge in &request.merged {
        for nest in [merge.nest, merge.into] {
            known_nest(request, "a merge", nest)?;
        }
        let is_guest = |nest| request.merged.iter().filter(|other| other.nest == nest).count();
        if merge.nest == merge.into || is_guest(merge.nest) > 1 || is_guest(merge.into) > 0 {
            return Err(CannotPose::MergedTwice { nest: request.nests[merge.nest].clone() });
        }
        host[merge.nest] = merge.into;
    }
    Ok(host)
}

pub(super) fn check(problem: &Problem) -> Result<(), CannotPose> {
    let request = problem.request();
    for area in &request.areas {
        known_nest(request, "an area", area.nest)?;
    }
    check_rules(request)?;
    check_edges(request)?;
    check_layers(request)?;
    check_wishes(request)?;
    for &(a, b) in &request.apart {
        known_area(request, "a pair to be kept apart", a)?;
        known_area(request, "a pair to be kept apart", b)?;
    }
    for pin in &request.pins {
        known_area(request, "a pin", pin.area)?;
    }
    request.together.iter().try_for_each(|group| check_together(problem, group))
}

fn known_area(request: &Request, what: &str, area: usize) -> Result<(), CannotPose> {
    let areas = request.areas.len();
    if area < areas {
        return Ok(());
    }
    Err(CannotPose::NoSuchArea { what: what.to_owned(), area, areas })
}

fn known_nest(request: &Request, what: &str, nest: usize) -> Result<(), CannotPose> {
    let nests = request.nests.len();
    if nest < nests {
        return Ok(());
    }
    Err(CannotPose::NoSuchNest { what: what.to_owned(), nest, nests })
}

fn check_rules(request: &Request) -> Result<(), CannotPose> {
    let band = request.band;
    if band.least == 0 || band.least > band.most {
        return Err(CannotPose::BadBand { least: band.least, most: band.most });
    }
    for waiver in &request.waivers {
        known_nest(request, "a waiver", waiver.nest)?;
        if waiver.reason.trim().is_empty() {
            return Err(CannotPose::NoReason { nest: request.nests[waiver.nest].clone() });
        }
    }
    for merge in &request.merged {
        let is_waived = request.waivers.iter().any(|waiver| waiver.nest == merge.nest);
        if is_waived || request.counts.iter().any(|count| count.nest == merge.nest) {
            return Err(CannotPose::RuleForMerged { nest: request.nests[merge.nest].clone() });
        }
    }
    for count in &request.counts {
        known_nest(request, "a fixed number of neighbourhoods", count.nest)?;
        if count.zones == 0 {
            return Err(CannotPose::NoZones { nest: request.nests[count.nest].clone() });
        }
    }
    check_weight("the border", request.border_weight)
}

fn check_weight(what: &str, weight: f64) -> Result<(), CannotPose> {
    if weight.is_finite() && weight >= 0.0 {
        return Ok(());
    }
    Err(CannotPose::BadWeight { what: what.to_owned(), weight })
}

fn check_edges(request: &Request) -> Result<(), CannotPose> {
    for edge in &request.edges {
        known_area(request, "a border", edge.a)?;
        known_area(request, "a border", edge.b)?;
        if !(edge.metres.is_finite() && edge.metres >= 0.0) {
            return Err(CannotPose::BadBorder { a: edge.a, b: edge.b, metres: edge.metres });
        }
    }
    Ok(())
}

fn check_layers(request: &Request) -> Result<(), CannotPose> {
    for layer in &request.layers {
        check_weight(&layer.name, layer.weight)?;
        for member in &layer.members {
            known_area(request, &format!("layer {}", layer.name), member.area)?;
            if member.unit >= layer.units {
                let (layer, units) = (layer.name.clone(), layer.units);
                return Err(CannotPose::NoSuchUnit { layer, unit: member.unit, units });
            }
        }
    }
    Ok(())
}

fn check_together(problem: &Problem, group: &[usize]) -> Result<(), CannotPose> {
    let Some(&first) = group.first() else { return Ok(()) };
    for &area in group {
        known_area(problem.request(), "a group to be kept together", area)?;
        if problem.nest(area) != problem.nest(first) {
            return Err(CannotPose::TogetherAcrossNests { area });
        }
    }
    let inside = |area: usize| group.contains(&area);
    let edges = problem.request().edges.iter().filter(|edge| inside(edge.a) && inside(edge.b));
    let pieces = Components::of(problem.areas(), edges);
    match group.iter().find(|&&area| pieces.of[area] != pieces.of[first]) {
        Some(&area) => Err(CannotPose::TogetherApart { area }),
        None => Ok(()),
    }
}

fn check_wishes(request: &Request) -> Result<(), CannotPose> {
    for homes in &request.homes {
        let layers = request.layers.len();
        let Some(layer) = request.layers.get(homes.layer) else {
            return Err(CannotPose::NoSuchLayer { layer: homes.layer, layers });
        };
        check_weight(&format!("the homes of layer {}", layer.name), homes.weight)?;
        if let Some(Band { least, most }) = homes.band.filter(|band| band.least > band.most) {
            return Err(CannotPose::BadBand { least, most });
        }
    }
    for measure in &request.measures {
        check_weight(&measure.name, measure.weight)?;
        if let Wish::AtLeast(least) = measure.wish {
            check_weight(&format!("the least of {}", measure.name), least)?;
        }
        check_values(&measure.name, &measure.values, request.areas.len())?;
    }
    let Some(travel) = &request.travel else { return Ok(()) };
    for &hub in &travel.hubs {
        known_area(request, "a hub", hub)?;
    }
    for weight in [travel.weight, travel.beyond_15, travel.beyond_30] {
        check_weight("travel", weight)?;
    }
    check_values("travel", &travel.minutes, request.areas.len() * travel.hubs.len())
}

fn check_values(what: &str, values: &[f64], wanted: usize) -> Result<(), CannotPose> {
    let found = values.iter().filter(|value| value.is_finite()).count();
    if values.len() == wanted && found == wanted {
        return Ok(());
    }
    Err(CannotPose::WrongValues { what: what.to_owned(), wanted, found })
}

/// Pairs that may not share a neighbourhood must not be in one group, through however many groups.
pub(super) fn check_apart(problem: &Problem) -> Result<(), CannotPose> {
    let joins = problem.together().flat_map(|group| group.windows(2)).map(|pair| Edge {
        a: pair[0],
        b: pair[1],
        kind: EdgeKind::Manual,
        metres: 0.0,
    });
    let joins: Vec<Edge> = joins.collect();
    let blocks = Components::of(problem.areas(), &joins);
    match problem.apart().find(|&(a, b)| blocks.of[a] == blocks.of[b]) {
        Some((a, b)) => Err(CannotPose::TogetherAndApart { a, b }),
        None => Ok(()),
    }
}
