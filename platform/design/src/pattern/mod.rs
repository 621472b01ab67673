//! What staff services need and the design system has no component for (yet): sections of a part,
//! lists with filters, pages of a list, the banner about a person, empty states, key figures, problems, progress, two people who
//! changed the same thing.

pub(crate) mod conflict;
pub(crate) mod empty_state;
pub(crate) mod filters;
pub(crate) mod key_figures;
pub(crate) mod listing;
pub(crate) mod person_banner;
pub(crate) mod problem;
pub(crate) mod progress;
pub(crate) mod secondary_navigation;
