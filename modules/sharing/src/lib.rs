//! Information sharing: which data are here, from whom, as of when, and what was wrong with them.
//!
//! For whoever cares for somebody and looks for what is known of them; for the analyst who brings a file, looks at what it would change and accepts it, and for everyone
//! who wants to know what a figure stands on. How files are read is [`kith_intake`]'s business; what
//! they mean is said by the feeds of the other modules, which are found in the table of modules.
//!
//! What is absent: knowledge of any one kind of file, and a way to change a load once it counts.

mod api;
mod commands;
mod demo;
mod drift;
mod freshness;
pub mod homes;
mod jobs;
mod lists;
mod pages;
pub mod person;
mod quarantine;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::health::Look;
use kith_frame::module::{Access, Module, NavigationItem, Queue, Route, Use};
use kith_frame::posted::MOST_FILE_BYTES;
use kith_frame::right::Right;
use kith_frame::table::{Belongs, Table};
use kith_intake::{Feed, load};
use kith_store::{Migration, StoreError};

/// See which data are here.
pub const READ: Right = kith_frame::rights::READ_DATA;
/// Bring data, accept them and roll them back.
pub const LOAD: Right = Right { key: "data.load", to: "load data, accept or roll back a load" };

/// Find people and read what is known of them.
pub const READ_PERSON: Right =
    Right { key: "person.read", to: "find people and read what is known of them" };

/// The module's row in the table of modules.
pub static MODULE: Module = Module {
    key: "sharing",
    title: "Information sharing",
    navigation: &[
        NavigationItem { label: "People", path: "/people/find", needs: READ_PERSON },
        NavigationItem { label: "Data", path: "/data", needs: READ },
    ],
    rights: &[READ, LOAD, READ_PERSON],
    routes: ROUTES,
    queues: QUEUES,
    commands: commands::COMMANDS,
    migrations: MIGRATIONS,
    content: homes::MAPPINGS,
    homes: Some(homes::HOMES),
    uses: USES,
    tables: TABLES,
    jobs: &[jobs::TAKE_IN],
    looks: &[Look::little("data", freshness::look)],
    api: api::document,
    demo: Some(demo::demo),
    ..Module::EMPTY
};

const USES: &[Use] = &[
    Use { table: "sharing_record", title: "People", path: "/people/find", needs: READ_PERSON },
    Use { table: "events", title: "People", path: "/people/find", needs: READ_PERSON },
];

const QUEUES: &[Queue] = &[
    Queue { title: "Loads to review", path: "/data", needs: LOAD, count: count_waiting },
    Queue { title: "Rows set aside in them", path: "/data", needs: LOAD, count: count_set_aside },
    Queue { title: "Kinds of file that are late", path: "/data", needs: LOAD, count: count_late },
];

const MIGRATIONS: &[Migration] = &[
    load::MIGRATIONS[0],
    load::MIGRATIONS[1],
    Migration { name: "0002-records", sql: include_str!("../migrations/0002-records.sql") },
];

const TABLES: &[Table] = &[
    Table::new("intake_load", Belongs::Made { id: "id", by: "load.arrive" }),
    Table::new(
        "intake_quarantine",
        Belongs::With { column: "load", table: "intake_load", key: "id" },
    ),
    Table::new(
        person::store::RECORDS,
        Belongs::With { column: "load", table: "intake_load", key: "id" },
    ),
    Table::new(
        "sharing_person",
        Belongs::Stays("it says whose records are one person’s, across organisations"),
    ),
];

const ROUTES: &[Route] = &[
    Route::get("/people/find", Access::Needs(READ_PERSON), || get(pages::find::show)),
    Route::post("/people/find", Access::Needs(READ_PERSON), || post(pages::find::find))
        .about_people(),
    Route::get("/people/{person}", Access::Needs(READ_PERSON), || get(pages::person::show))
        .about_person("person"),
    Route::post("/api/v1/people/find", Access::Needs(READ_PERSON), || post(api::people::find))
        .about_people(),
    Route::get("/api/v1/people/{person}", Access::Needs(READ_PERSON), || get(api::people::person))
        .about_person("person"),
    Route::get("/data", Access::Needs(READ), || get(pages::data::show)),
    Route::get("/data/upload", Access::Needs(LOAD), || get(pages::upload::show)),
    Route::post("/data/upload", Access::Needs(LOAD), || {
        post(pages::upload::take).layer(DefaultBodyLimit::max(MOST_FILE_BYTES))
    }),
    Route::get("/data/feeds/{feed}", Access::Needs(READ), || get(pages::feed::show)),
    // Rows that were set aside and examples of what changes may hold people's data.
    Route::get("/data/loads/{load}", Access::Needs(READ), || get(pages::load::show)).about_people(),
    Route::get("/data/loads/{load}/quarantine.csv", Access::Needs(LOAD), || {
        get(pages::load::quarantine)
    })
    .about_people(),
    Route::get("/data/loads/{load}/corrections", Access::Needs(LOAD), || {
        get(pages::load::corrections)
    })
    .about_people(),
    Route::post("/data/loads/{load}/accept", Access::Needs(LOAD), || post(pages::load::accept)),
    Route::post("/data/loads/{load}/discard", Access::Needs(LOAD), || post(pages::load::discard)),
    Route::post("/data/loads/{load}/roll-back", Access::Needs(LOAD), || {
        post(pages::load::roll_back)
    }),
    Route::get("/api/v1/loads", Access::Needs(READ), || get(api::loads)),
    Route::get("/api/v1/loads/{load}", Access::Needs(READ), || get(api::load)),
    Route::get("/api/v1/loads/{load}/findings", Access::Needs(LOAD), || get(api::findings))
        .about_people(),
];

fn count_set_aside(app: App) -> BoxFuture<'static, Result<u64, StoreError>> {
    Box::pin(async move { load::waiting_findings(&mut app.db.read().await?).await })
}

fn count_late(app: App) -> BoxFuture<'static, Result<u64, StoreError>> {
    Box::pin(async move { freshness::late(&app).await })
}

fn count_waiting(app: App) -> BoxFuture<'static, Result<u64, StoreError>> {
    Box::pin(async move { load::waiting(&mut app.db.read().await?).await })
}

/// The title of a kind of file; the kind itself where no module knows it any more.
fn title_of<'a>(feeds: &[&'static Feed], kind: &'a str) -> &'a str {
    feeds.iter().find(|feed| feed.kind == kind).map_or(kind, |feed| feed.title)
}
