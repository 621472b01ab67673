//! What must be true of a request before anyone draws.

use super::{Problem, Request};
use crate::adjacency::Components;

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
