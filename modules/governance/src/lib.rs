//! Governance: what shows that Kith is safe and secure, when it was last tried, and what was not.
//!
//! For those who decide whether a place may run Kith, and for those who answer for it: the security
//! requirements of the ASVS, the hazard log, the figures of the last full run of the gate. The files
//! under `assurance/` say what shows what; whether it is shown is worked out here from the record of
//! the run. Nobody can type a verdict.
//!
//! What is absent: decisions, risks and incidents of the team itself, which come later; and any test.
//! The gate holds the names in the files against the tests that exist.

pub mod evidence;
pub mod gap;
pub mod hazard;
mod pages;
pub mod requirement;
pub mod run;

use axum::routing::get;
use kith_frame::module::{Access, Content, Module, NavigationItem, Route};
use kith_frame::right::Right;

/// See what shows Kith to be safe.
pub const READ: Right = Right { key: "assurance.read", to: "see what shows Kith to be safe" };

/// The module's row in the table of modules.
pub static MODULE: Module = Module {
    key: "governance",
    title: "Governance",
    navigation: &[NavigationItem { label: "Assurance", path: "/assurance", needs: READ }],
    rights: &[READ],
    routes: ROUTES,
    content: &[Content {
        path: "assurance.toml",
        delivered: include_str!("../../../content/assurance.toml"),
    }],
    ..Module::EMPTY
};

const ROUTES: &[Route] = &[
    Route::get("/assurance", Access::Needs(READ), || get(pages::summary::show)),
    Route::get("/assurance/figures.csv", Access::Needs(READ), || get(pages::summary::figures)),
    Route::get("/assurance/not-tested.csv", Access::Needs(READ), || get(pages::summary::gaps)),
    Route::get("/assurance/security", Access::Needs(READ), || get(pages::security::show)),
    Route::get("/assurance/security.csv", Access::Needs(READ), || get(pages::security::download)),
    Route::get("/assurance/hazards", Access::Needs(READ), || get(pages::hazards::show)),
    Route::get("/assurance/hazards.csv", Access::Needs(READ), || get(pages::hazards::download)),
];
