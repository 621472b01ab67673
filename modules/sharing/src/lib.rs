//! Information sharing: which data are here, from whom, as of when, and what was wrong with them.
//!
//! For the analyst who brings a file, looks at what it would change and accepts it, and for everyone
//! who wants to know what a figure stands on. How files are read is [`kith_intake`]'s business; what
//! they mean is said by the feeds of the other modules, which are found in the table of modules.
//!
//! What is absent: knowledge of any one kind of file, and a way to change a load once it counts.

mod api;
mod commands;
mod freshness;
mod jobs;
mod lists;
mod pages;
mod quarantine;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::health::Look;
use kith_frame::module::{Access, Module, NavigationItem, Queue, Route};
use kith_frame::posted::MOST_FILE_BYTES;
use kith_frame::right::Right;
use kith_frame::table::{Belongs, Table};
use kith_intake::{Feed, load};
use kith_store::StoreError;

/// See which data are here.
pub const READ: Right = kith_frame::rights::READ_DATA;
/// Bring data, accept them and roll them back.
pub const LOAD: Right = Right { key: "data.load", to: "load data, accept or roll back a load" };

/// The module's row in the table of modules.
pub static MODULE: Module = Module {
    key: "sharing",
    title: "Information sharing",
    navigation: &[NavigationItem { label: "Data", path: "/data", needs: READ }],
    rights: &[READ, LOAD],
    routes: ROUTES,
    queues: &[Queue { title: "Loads to review", path: "/data", needs: LOAD, count: count_waiting }],
    commands: commands::COMMANDS,
    migrations: load::MIGRATIONS,
    tables: TABLES,
    jobs: &[jobs::TAKE_IN],
    looks: &[Look::little("data", freshness::look)],
    api: api::document,
    ..Module::EMPTY
};

const TABLES: &[Table] = &[
    Table::new("intake_load", Belongs::Made { id: "id", by: "load.arrive" }),
    Table::new(
        "intake_quarantine",
        Belongs::With { column: "load", table: "intake_load", key: "id" },
    ),
];

const ROUTES: &[Route] = &[
    Route::get("/data", Access::Needs(READ), || get(pages::data::show)),
    Route::get("/data/upload", Access::Needs(LOAD), || get(pages::upload::show)),
    Route::post("/data/upload", Access::Needs(LOAD), || {
        post(pages::upload::take).layer(DefaultBodyLimit::max(MOST_FILE_BYTES))
    }),
    Route::get("/data/loads/{load}", Access::Needs(READ), || get(pages::load::show)),
    Route::get("/data/loads/{load}/quarantine.csv", Access::Needs(READ), || {
        get(pages::load::quarantine)
    }),
    Route::post("/data/loads/{load}/accept", Access::Needs(LOAD), || post(pages::load::accept)),
    Route::post("/data/loads/{load}/discard", Access::Needs(LOAD), || post(pages::load::discard)),
    Route::post("/data/loads/{load}/roll-back", Access::Needs(LOAD), || {
        post(pages::load::roll_back)
    }),
    Route::get("/api/v1/loads", Access::Needs(READ), || get(api::loads)),
    Route::get("/api/v1/loads/{load}", Access::Needs(READ), || get(api::load)),
    Route::get("/api/v1/loads/{load}/findings", Access::Needs(READ), || get(api::findings)),
];

fn count_waiting(app: App) -> BoxFuture<'static, Result<u64, StoreError>> {
    Box::pin(async move { load::waiting(&mut app.db.read().await?).await })
}

/// The files that the modules of this program understand.
fn feeds(app: &App) -> Vec<&'static Feed> {
    app.modules.iter().flat_map(|module| module.feeds).copied().collect()
}

/// The title of a kind of file; the kind itself where no module knows it any more.
fn title_of<'a>(feeds: &[&'static Feed], kind: &'a str) -> &'a str {
    feeds.iter().find(|feed| feed.kind == kind).map_or(kind, |feed| feed.title)
}
