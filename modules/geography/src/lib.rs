//! Geography: the neighbourhoods of a place. Which small areas there are, who lives in them, with
//! which practices and networks they are registered, how they are divided into neighbourhoods that
//! can be defended, and how that compares with today.
//!
//! For the analyst who loads a place in the morning and publishes its neighbourhoods in the
//! afternoon, and for everyone who asks why a border is where it is. How a division is found is the
//! business of [`kith_districting`]; this module says what it is about.
//!
//! | room | what is in it |
//! |---|---|
//! | [`feeds`] | what the official files mean |
//! | [`place`] | the place that their rows make |
//! | [`plan`] | neighbourhood plans: rules, drawing, figures, names |
//! | [`align`] | PCNs, patches and lists against the neighbourhoods of a plan |
//! | [`back_cast`] | measures of past periods on the lines of a plan |
//! | `pages`, `api`, `commands`, `jobs` | the doors |
//!
//! What is absent: personal data. All of this is about areas and counts.

pub mod align;
mod api;
pub mod back_cast;
pub mod boundary_bytes;
mod commands;
mod demo;
pub mod feeds;
pub mod geojson;
pub mod jobs;
pub mod known;
pub mod measure;
mod pages;
pub mod place;
pub mod plan;
pub mod practice_home;
pub mod rights;

use axum::routing::{get, post};
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::module::{Access, Content, Module, NavigationItem, Queue, Route, Use};
use kith_frame::table::{Belongs, Table};
use kith_store::{Migration, StoreError};

use crate::pages::fit::{alignment, back_cast as past, levels, lists, overlay, reconfiguration};
use crate::pages::{
    compare, explained, fronts, in_force, life, new_plan, pcns, place as place_page,
    plan as plan_page, plans, practices, sight, why, workbench,
};
use crate::plan::life::policy;
use crate::rights::{AGREE, CONSULT, DRAW_PLANS, OBJECT, PUBLISH_PLANS, READ_PLACE, READ_PLANS};

/// The module's row in the table of modules.
pub static MODULE: Module = Module {
    key: "geography",
    title: "Geography",
    navigation: &[
        THE_PLACE,
        PRACTICES,
        PCNS,
        NavigationItem { label: "Neighbourhoods", path: "/neighbourhoods", needs: READ_PLACE },
        PLANS_PAGE,
    ],
    rights: &[READ_PLACE, READ_PLANS, DRAW_PLANS, PUBLISH_PLANS, CONSULT, OBJECT, AGREE],
    routes: ROUTES,
    queues: &[Queue {
        title: "Draft plans to publish or discard",
        path: "/plans",
        needs: PUBLISH_PLANS,
        count: count_drafts,
    }],
    commands: commands::COMMANDS,
    migrations: MIGRATIONS,
    tables: TABLES,
    content: &[
        Content {
            path: "geography/links.toml",
            delivered: include_str!("../../../content/geography/links.toml"),
        },
        Content {
            path: "geography/measures.toml",
            delivered: include_str!("../../../content/geography/measures.toml"),
        },
        Content {
            path: "geography/layers.toml",
            delivered: include_str!("../../../content/geography/layers.toml"),
        },
        Content {
            path: "geography/reconfiguration.toml",
            delivered: include_str!("../../../content/geography/reconfiguration.toml"),
        },
        Content {
            path: "geography/back-cast.toml",
            delivered: include_str!("../../../content/geography/back-cast.toml"),
        },
        Content {
            path: "geography/alignment.toml",
            delivered: include_str!("../../../content/geography/alignment.toml"),
        },
        Content {
            path: "geography/who-looks-after.toml",
            delivered: include_str!("../../../content/geography/who-looks-after.toml"),
        },
        Content { path: "geography/travel.toml", delivered: place::travel::TRAVEL },
        content_of(policy::AGREEMENT),
        content_of(policy::STAKEHOLDERS),
        content_of(policy::SIGHT),
    ],
    jobs: &[jobs::DRAW, jobs::front::SWEEP],
    feeds: feeds::FEEDS,
    uses: USES,
    api: api::document,
    demo: Some(demo::demo),
    ..Module::EMPTY
};

const THE_PLACE: NavigationItem =
    NavigationItem { label: "The place", path: "/place", needs: READ_PLACE };
const PRACTICES: NavigationItem =
    NavigationItem { label: "Practices", path: "/practices", needs: READ_PLACE };
const PCNS: NavigationItem = NavigationItem { label: "PCNs", path: "/pcns", needs: READ_PLACE };
const PLANS_PAGE: NavigationItem =
    NavigationItem { label: "Plans", path: "/plans", needs: READ_PLANS };

const fn content_of((path, delivered): (&'static str, &'static str)) -> Content {
    Content { path, delivered }
}

/// What a page is made of.
const fn use_of(table: &'static str, page: &NavigationItem) -> Use {
    Use { table, title: page.label, path: page.path, needs: page.needs }
}

const USES: &[Use] = &[
    use_of("geography_area", &THE_PLACE),
    use_of("geography_area", &PLANS_PAGE),
    use_of("geography_unit", &PLANS_PAGE),
    use_of("geography_area_unit", &THE_PLACE),
    use_of("geography_area_unit", &PLANS_PAGE),
    use_of("geography_area_successor", &THE_PLACE),
    use_of("geography_measure", &THE_PLACE),
    use_of("geography_practice", &PRACTICES),
    use_of("geography_pcn", &PCNS),
    use_of("geography_membership", &PCNS),
    use_of("geography_registration", &PRACTICES),
    use_of("geography_registration", &PCNS),
    use_of("geography_registration", &PLANS_PAGE),
    use_of("geography_link", &PLANS_PAGE),
    use_of("geography_site", &PLANS_PAGE),
];

/// The rows of a load go with it, those of a plan with the plan.
const fn of_load(table: &'static str) -> Table {
    Table::new(table, Belongs::With { column: "load", table: "intake_load", key: "id" })
}

const fn of_plan(table: &'static str) -> Table {
    Table::new(table, Belongs::With { column: "plan", table: "geography_plan", key: "id" })
}

const TABLES: &[Table] = &[
    of_load("geography_area"),
    of_load("geography_unit"),
    of_load("geography_area_unit"),
    of_load("geography_area_successor"),
    of_load("geography_measure"),
    of_load("geography_practice"),
    of_load("geography_pcn"),
    of_load("geography_membership"),
    of_load("geography_registration"),
    of_load("geography_link"),
    of_load("geography_site"),
    Table::new("geography_plan", Belongs::Made { id: "id", by: "plan.draw" }),
    of_plan("geography_neighbourhood"),
    of_plan("geography_plan_area"),
    Table::new("geography_front", Belongs::Made { id: "id", by: "front.draw" }),
    Table::new(
        "geography_front_candidate",
        Belongs::With { column: "front", table: "geography_front", key: "id" },
    ),
    of_plan("geography_plan_edit"),
    of_plan("geography_neighbourhood_lock"),
    of_plan("geography_consultation"),
    of_plan("geography_partner"),
    of_plan("geography_agreement"),
    of_plan("geography_objection"),
    Table::new(
        "geography_answer",
        Belongs::With { column: "objection", table: "geography_objection", key: "id" },
    ),
    of_plan("geography_withdrawal"),
    of_plan("geography_sight"),
    of_plan("geography_share"),
];

const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001-place", sql: include_str!("../migrations/0001-place.sql") },
    Migration { name: "0002-plans", sql: include_str!("../migrations/0002-plans.sql") },
    Migration { name: "0003-sites", sql: include_str!("../migrations/0003-sites.sql") },
    Migration { name: "0004-fronts", sql: include_str!("../migrations/0004-fronts.sql") },
    Migration { name: "0005-edits", sql: include_str!("../migrations/0005-edits.sql") },
    Migration { name: "0006-life", sql: include_str!("../migrations/0006-life.sql") },
];

const PLACE: Access = Access::Needs(READ_PLACE);
const PLANS: Access = Access::Needs(READ_PLANS);

const DRAW: Access = Access::Needs(DRAW_PLANS);

const ROUTES: &[Route] = &[
    Route::get("/place", PLACE, || get(place_page::show)),
    Route::get("/place/areas.csv", PLACE, || get(place_page::csv)),
    Route::get("/place/map.svg", PLACE, || get(place_page::svg)),
    Route::get("/place/areas.geojson", PLACE, || get(place_page::geojson)),
    Route::get("/practices", PLACE, || get(practices::list)),
    Route::get("/practices.csv", PLACE, || get(practices::as_csv)),
    Route::get("/pcns", PLACE, || get(pcns::list)),
    Route::get("/pcns/{pcn}", PLACE, || get(pcns::show)),
    Route::get("/neighbourhoods", PLACE, || get(in_force::show)),
    Route::get("/plans", PLANS, || get(plans::list)),
    Route::get("/plans/new", Access::Needs(DRAW_PLANS), || get(new_plan::show)),
    Route::post("/plans/new", Access::Needs(DRAW_PLANS), || post(new_plan::draw)),
    Route::get("/plans/fronts", PLANS, || get(fronts::list)),
    Route::get("/plans/fronts/{front}", PLANS, || get(fronts::show)),
    Route::get("/plans/fronts/{front}/front.svg", PLANS, || get(fronts::svg)),
    Route::get("/plans/fronts/{front}/front.csv", PLANS, || get(fronts::as_csv)),
    Route::post("/plans/fronts/{front}/pick", Access::Needs(DRAW_PLANS), || post(fronts::pick)),
    Route::get("/plans/{plan}", PLACE, || get(plan_page::show)),
    Route::get("/plans/{plan}/areas.csv", PLACE, || get(plan_page::files::areas_csv)),
    Route::get("/plans/{plan}/practices.csv", PLACE, || get(plan_page::files::practices_csv)),
    Route::get("/plans/{plan}/map.svg", PLACE, || get(plan_page::files::svg)),
    Route::get("/plans/{plan}/neighbourhoods.geojson", PLACE, || get(plan_page::files::as_geojson)),
    Route::post("/plans/{plan}/publish", Access::Needs(PUBLISH_PLANS), || post(plan_page::publish)),
    Route::post("/plans/{plan}/discard", Access::Needs(DRAW_PLANS), || post(plan_page::discard)),
    Route::get("/place/overlay", PLACE, || get(overlay::show)),
    Route::get("/place/overlay.csv", PLACE, || get(overlay::as_csv)),
    Route::get("/plans/{plan}/alignment", PLACE, || get(alignment::show)),
    Route::get("/plans/{plan}/alignment.csv", PLACE, || get(alignment::as_csv)),
    Route::get("/plans/{plan}/lists", PLACE, || get(lists::show)),
    Route::get("/plans/{plan}/lists.csv", PLACE, || get(lists::as_csv)),
    Route::get("/plans/{plan}/reconfiguration", PLACE, || get(reconfiguration::show)),
    Route::get("/plans/{plan}/levels", PLACE, || get(levels::show)),
    Route::get("/plans/{plan}/back-cast", PLACE, || get(past::show)),
    Route::get("/plans/{plan}/back-cast.csv", PLACE, || get(past::as_csv)),
    Route::get("/api/v1/plans/{plan}/back-cast", PLANS, || get(api::fit::back_cast)),
    Route::get("/api/v1/plans/{plan}/alignment", PLANS, || get(api::fit::alignment)),
    Route::get("/api/v1/plans/{plan}/lists", PLANS, || get(api::fit::lists)),
    Route::get("/plans/{plan}/edit", DRAW, || get(workbench::show)),
    Route::post("/plans/{plan}/edit", DRAW, || post(workbench::act)),
    Route::post("/plans/{plan}/copy", DRAW, || post(workbench::copy)),
    Route::get("/plans/{plan}/why", PLACE, || get(why::show)),
    Route::get("/plans/{plan}/why.csv", PLACE, || get(why::as_csv)),
    Route::post("/api/v1/plans/{plan}/moves", DRAW, || post(api::moves::make)),
    Route::post("/api/v1/plans/{plan}/undo", DRAW, || post(api::moves::undo)),
    Route::post("/api/v1/plans/{plan}/redo", DRAW, || post(api::moves::redo)),
    Route::get("/plans/register", PLACE, || get(life::register::show)),
    Route::get("/plans/register.csv", PLACE, || get(life::register::as_csv)),
    Route::get("/plans/compare", PLANS, || get(compare::show)),
    Route::get("/plans/compare.csv", PLANS, || get(compare::as_csv)),
    Route::get("/plans/{plan}/explained", PLACE, || get(explained::show)),
    Route::get("/plans/who-sees", PLACE, || get(sight::who_sees)),
    Route::get("/plans/{plan}/consultation", PLACE, || get(life::consultation::show)),
    Route::post("/plans/{plan}/consultation", Access::Needs(CONSULT), || {
        post(life::consultation::open)
    }),
    Route::get("/plans/{plan}/objections", PLACE, || get(life::objections::list)),
    Route::get("/plans/{plan}/objections.csv", PLACE, || get(life::objections::as_csv)),
    Route::get("/plans/{plan}/objections/new", Access::Needs(OBJECT), || {
        get(life::objections::new)
    }),
    Route::post("/plans/{plan}/objections/new", Access::Needs(OBJECT), || {
        post(life::objections::record)
    }),
    Route::get("/plans/{plan}/objections/{objection}", PLACE, || get(life::objection::show)),
    Route::post("/plans/{plan}/objections/{objection}", Access::Needs(CONSULT), || {
        post(life::objection::answer)
    }),
    Route::get("/plans/{plan}/agreement", PLANS, || get(life::agreement::show)).about_people(),
    Route::post("/plans/{plan}/agreement", Access::Needs(AGREE), || post(life::agreement::agree)),
    Route::get("/plans/{plan}/withdraw", Access::Needs(CONSULT), || get(life::withdraw::show)),
    Route::post("/plans/{plan}/withdraw", Access::Needs(CONSULT), || {
        post(life::withdraw::withdraw)
    }),
    Route::get("/plans/{plan}/sight", Access::Needs(DRAW_PLANS), || get(sight::show))
        .about_people(),
    Route::post("/plans/{plan}/sight", Access::Needs(DRAW_PLANS), || post(sight::choose)),
    Route::post("/plans/{plan}/shares", Access::Needs(DRAW_PLANS), || post(sight::share)),
    Route::post("/plans/{plan}/shares/end", Access::Needs(DRAW_PLANS), || post(sight::unshare)),
    Route::get("/api/v1/areas", PLACE, || get(api::place::areas)),
    Route::get("/api/v1/practices", PLACE, || get(api::place::practices)),
    Route::get("/api/v1/pcns", PLACE, || get(api::place::pcns)),
    Route::get("/api/v1/plans", PLANS, || get(api::plans)),
    Route::post("/api/v1/plans", Access::Needs(DRAW_PLANS), || post(api::draw)),
    Route::post("/api/v1/plans/check", Access::Needs(DRAW_PLANS), || post(api::check)),
    Route::get("/api/v1/plans/{plan}", PLANS, || get(api::plan)),
    Route::get("/api/v1/plans/{plan}/areas", PLANS, || get(api::plan_areas)),
    Route::get("/api/v1/plans/{plan}/life", PLANS, || get(api::life::life)),
    Route::post("/api/v1/plans/{plan}/consultation", Access::Needs(CONSULT), || {
        post(api::life::consult)
    }),
    Route::post("/api/v1/plans/{plan}/objections", Access::Needs(OBJECT), || {
        post(api::life::object)
    }),
    Route::post(
        "/api/v1/plans/{plan}/objections/{objection}/answer",
        Access::Needs(CONSULT),
        || post(api::life::answer),
    ),
    Route::post("/api/v1/plans/{plan}/agreement", Access::Needs(AGREE), || post(api::life::agree)),
    Route::post("/api/v1/plans/{plan}/publication", Access::Needs(PUBLISH_PLANS), || {
        post(api::life::publication)
    }),
    Route::post("/api/v1/plans/{plan}/withdrawal", Access::Needs(CONSULT), || {
        post(api::life::withdrawal)
    }),
];

fn count_drafts(app: App) -> BoxFuture<'static, Result<u64, StoreError>> {
    Box::pin(async move { plan::sight::open_drafts(&app).await })
}
