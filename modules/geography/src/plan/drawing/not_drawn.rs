//! Why a plan was not drawn.

use kith_districting::{CannotDraw, CannotPose};

use crate::plan::Rules;

/// A plan could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum NotDrawn {
    /// There are no areas.
    #[error("there are no areas to draw; load the boundaries of small areas first")]
    NoAreas,
    /// There are areas, but none in the part that was asked for.
    #[error("there are no areas in {layer} {code}; load their boundaries or choose another part")]
    NoSuchPart {
        /// The layer.
        layer: String,
        /// The code of the unit in it.
        code: String,
    },
    /// A layer that the rules name is not loaded, or says nothing of some areas.
    #[error(
        "the rules use the layer {layer:?}, which says nothing of {areas} areas; load its look-up"
    )]
    NoLayer {
        /// The layer.
        layer: String,
        /// How many areas it leaves out.
        areas: usize,
    },
    /// Nobody counts for size.
    #[error("no people are known for any area; load the population or the registrations")]
    NoPeople,
    /// Homes are wished where no lists are known.
    #[error(
        "no registrations are known for any {0}; load them, or let go of the wish for its list"
    )]
    NoLists(&'static str),
    /// A measure that the rules name is not loaded.
    #[error("the measure “{0}” is not loaded for any area; load it, or let go of the wish")]
    NoMeasure(String),
    /// No sites of a kind stand in the place.
    #[error("no site of the kind {0:?} stands in the place; load sites, or let go of the wish")]
    NoSites(String),
    /// A way to go that is not in the content file.
    #[error("{0:?} is no way to go; choose one of content/geography/travel.toml")]
    NoMode(String),
    /// A name that no area and no unit has.
    #[error("no area, ward or other unit is called {name:?}; write its code or name as on the map")]
    NoSuchArea {
        /// The rule that names it, as forms call it.
        field: &'static str,
        /// The name.
        name: String,
    },
    /// A number for a district that there is none of.
    #[error(
        "{0:?} is no district of the lines that may not be crossed; write its code or name, or the \
         number alone where there are no such lines"
    )]
    NoSuchDistrict(String),
    /// What is decided beforehand contradicts itself.
    #[error("{why}")]
    Contradiction {
        /// The rule, as forms call it.
        field: &'static str,
        /// Why it cannot be kept.
        why: String,
    },
    /// The rules contradict each other.
    #[error("{0}")]
    Pose(CannotPose),
    /// Some places can have no legal number of neighbourhoods: a sentence for each.
    #[error("{}", .0.join("; "))]
    NotPossible(Vec<String>),
    /// The engine found no plan.
    #[error("{0}")]
    Draw(#[from] CannotDraw),
    /// The independent check does not agree that the plan is legal: a fault of the engine.
    #[error("the plan that was drawn breaks its own rules and was thrown away: {0}")]
    NotLegal(String),
}

impl NotDrawn {
    /// There are no areas, in all or in the part that was asked for.
    pub(super) fn no_areas(rules: &Rules) -> Self {
        match rules.within.clone() {
            None => Self::NoAreas,
            Some((layer, code)) => Self::NoSuchPart { layer, code },
        }
    }

    /// The field of the form that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::NoSuchArea { field, .. } | Self::Contradiction { field, .. } => field,
            Self::NoSuchDistrict(_) => "counts",
            Self::NoSuchPart { .. } => "within",
            Self::NoLayer { .. } => "nest",
            Self::NoLists(_) => "homes_practice",
            Self::NoMeasure(_) => "deprivation",
            Self::NoSites(_) | Self::NoMode(_) => "near",
            Self::NoAreas
            | Self::NoPeople
            | Self::Pose(_)
            | Self::NotPossible(_)
            | Self::Draw(_)
            | Self::NotLegal(_) => "least",
        }
    }
}
