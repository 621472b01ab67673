//! The pages: the place, its practices and networks, its neighbourhood plans.

pub(crate) mod compare;
pub(crate) mod download;
pub(crate) mod explained;
pub(crate) mod fronts;
pub(crate) mod in_force;
pub(crate) mod life;
pub(crate) mod new_plan;
pub(crate) mod pcns;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod plans;
pub(crate) mod practices;
pub(crate) mod sight;
pub(crate) mod why;
pub(crate) mod workbench;

use kith_design::{EmptyState, Markup, html};

/// What every page of the place shows before any boundaries are loaded.
fn no_boundaries(can_load: bool) -> Markup {
    html! {
        (EmptyState {
            heading: "No boundaries loaded".into(),
            text: "Load the boundaries of small areas (LSOA) as downloaded from the Office for \
                   National Statistics, then their population and the look-ups to wards and \
                   districts.".into(),
            action: can_load.then(|| ("Load a file".to_owned(), "/data/upload".to_owned())),
        })
    }
}
