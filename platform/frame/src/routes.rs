//! The frame as a module: its pages, verbs and tables.

use axum::routing::{get, post, put};
use kith_store::Migration;

use crate::api;
use crate::commands;
use crate::demo;
use crate::module::{Access, Content, Module, NavigationItem, Route};
use crate::pages::{
    account, code_app, health, help, home, invitation, job, journal, organisations, passkeys,
    provider, review, role, second_step, sessions, sign_in, status, user, user::changes, users,
};
use crate::rights::{GIVE_MORE, MANAGE_USERS, READ_JOURNAL, READ_STATUS, READ_USERS, STOP_JOBS};
use crate::{organisation, right, table};

/// The frame's row in the table of modules.
pub static MODULE: Module = Module {
    key: "frame",
    title: "People and journal",
    navigation: &[
        NavigationItem { label: "Users", path: "/users", needs: READ_USERS },
        NavigationItem { label: "Organisations", path: "/organisations", needs: READ_USERS },
        NavigationItem { label: "Journal", path: "/journal", needs: READ_JOURNAL },
        NavigationItem { label: "Status", path: "/status", needs: READ_STATUS },
    ],
    rights: &[READ_USERS, MANAGE_USERS, GIVE_MORE, READ_JOURNAL, READ_STATUS, STOP_JOBS],
    routes: ROUTES,
    commands: commands::COMMANDS,
    migrations: MIGRATIONS,
    looks: crate::health::LOOKS,
    tables: table::OURS,
    content: &[
        Content { path: "roles.toml", delivered: right::DELIVERED },
        Content { path: "organisation-kinds.toml", delivered: organisation::DELIVERED },
        Content { path: "operations.toml", delivered: crate::health::DELIVERED },
    ],
    api: api::document,
    demo: Some(demo::make),
    ..Module::EMPTY
};

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001-people-and-work",
        sql: include_str!("../migrations/0001-people-and-work.sql"),
    },
    Migration { name: "0002-identity", sql: include_str!("../migrations/0002-identity.sql") },
    Migration { name: "0003-once", sql: include_str!("../migrations/0003-once.sql") },
];

const JOURNAL: Access = Access::Needs(READ_JOURNAL);

const ROUTES: &[Route] = &[
    Route::get("/", Access::SignedIn, || get(home::show)),
    Route::get("/sign-in", Access::Everyone, || get(sign_in::show)),
    Route::post("/sign-in", Access::Everyone, || post(sign_in::sign_in)),
    Route::get("/sign-in/code", Access::Everyone, || get(second_step::show)),
    Route::post("/sign-in/code", Access::Everyone, || post(second_step::take)),
    Route::get("/sign-in/provider", Access::Everyone, || get(provider::ask)),
    Route::get("/sign-in/provider/back", Access::Everyone, || get(provider::back)),
    Route::get("/sign-in/provider/out", Access::Everyone, || get(provider::out)),
    Route::get("/signed-out", Access::Everyone, || get(provider::signed_out)),
    Route::post("/sign-in/passkey/ask", Access::Everyone, || post(passkeys::ask_any)),
    Route::post("/sign-in/passkey", Access::Everyone, || post(passkeys::sign_in)),
    Route::get("/invitation", Access::Everyone, || get(invitation::show)),
    Route::post("/invitation", Access::Everyone, || post(invitation::accept)),
    Route::post("/sign-out", Access::Everyone, || post(sign_in::sign_out)),
    Route::get("/role", Access::Everyone, || get(role::show)),
    Route::post("/role", Access::Everyone, || post(role::choose)),
    Route::get("/account", Access::SignedIn, || get(account::show)).about_people(),
    Route::post("/account/password", Access::SignedIn, || post(account::change_password))
        .about_people(),
    Route::get("/account/sessions", Access::SignedIn, || get(sessions::show)).about_people(),
    Route::post("/account/sessions", Access::SignedIn, || post(sessions::end)).about_people(),
    Route::get("/account/code-app", Access::Everyone, || get(code_app::show)).about_people(),
    Route::post("/account/code-app", Access::Everyone, || post(code_app::confirm)),
    Route::post("/account/code-app/remove", Access::SignedIn, || post(code_app::remove)),
    Route::post("/account/recovery-codes", Access::SignedIn, || post(code_app::renew)),
    Route::post("/account/passkeys/ask", Access::SignedIn, || post(passkeys::ask_new))
        .about_people(),
    Route::post("/account/passkeys", Access::SignedIn, || post(passkeys::add)),
    Route::post("/account/passkeys/rename", Access::SignedIn, || post(passkeys::rename)),
    Route::post("/account/passkeys/remove", Access::SignedIn, || post(passkeys::remove)),
    Route::get("/help", Access::Everyone, || get(help::help)),
    Route::get("/accessibility", Access::Everyone, || get(help::accessibility)),
    Route::get("/healthz", Access::Everyone, || get(health::live)),
    Route::get("/readyz", Access::Everyone, || get(health::ready)),
    Route::get("/users", Access::Needs(READ_USERS), || get(users::list)).about_people(),
    Route::post("/users", Access::Needs(READ_USERS), || post(users::find)).about_people(),
    Route::get("/users/new", Access::Needs(MANAGE_USERS), || get(users::new)),
    Route::post("/users/new", Access::Needs(MANAGE_USERS), || post(users::add)).about_people(),
    Route::get("/users/review", Access::Needs(MANAGE_USERS), || get(review::show)).about_people(),
    Route::get("/users/{user}", Access::Needs(READ_USERS), || get(user::show)).about_person("user"),
    Route::post("/users/{user}/name", Access::Needs(MANAGE_USERS), || post(changes::rename))
        .about_person("user"),
    Route::post("/users/{user}/roles", Access::Needs(MANAGE_USERS), || post(changes::give_role))
        .about_person("user"),
    Route::post("/users/{user}/end-role", Access::Needs(MANAGE_USERS), || post(changes::end_role))
        .about_person("user"),
    Route::post("/users/{user}/invite", Access::Needs(MANAGE_USERS), || post(changes::invite))
        .about_person("user"),
    Route::post("/users/{user}/reset-factors", Access::Needs(MANAGE_USERS), || {
        post(changes::reset_factors)
    })
    .about_person("user"),
    Route::post("/users/{user}/close", Access::Needs(MANAGE_USERS), || post(changes::close))
        .about_person("user"),
    Route::post("/users/{user}/reopen", Access::Needs(MANAGE_USERS), || post(changes::reopen))
        .about_person("user"),
    Route::post("/users/{user}/end-sessions", Access::Needs(MANAGE_USERS), || {
        post(sessions::end_of_user)
    }),
    Route::get("/organisations", Access::Needs(READ_USERS), || get(organisations::list)),
    Route::get("/organisations/new", Access::Needs(MANAGE_USERS), || get(organisations::new)),
    Route::post("/organisations/new", Access::Needs(MANAGE_USERS), || post(organisations::add)),
    Route::get("/organisations/{organisation}", Access::Needs(READ_USERS), || {
        get(organisations::show)
    }),
    Route::post("/organisations/{organisation}", Access::Needs(MANAGE_USERS), || {
        post(organisations::change)
    }),
    Route::get("/journal", JOURNAL, || get(journal::show)).about_people(),
    Route::get("/journal/entries.csv", JOURNAL, || get(journal::files::csv)).about_people(),
    Route::get("/journal/entries.ndjson", JOURNAL, || get(journal::files::ndjson)).about_people(),
    Route::get("/journal/audit-events.ndjson", JOURNAL, || get(journal::files::audit_events))
        .about_people(),
    Route::get("/journal/{entry}", JOURNAL, || get(journal::entry::show)).about_people(),
    Route::get("/api/v1/journal", JOURNAL, || get(api::journal::entries)).about_people(),
    Route::get("/api/v1/journal/audit-events", JOURNAL, || get(api::journal::audit_events))
        .about_people(),
    Route::get("/api/v1/journal/{entry}", JOURNAL, || get(api::journal::entry)).about_people(),
    Route::get("/api/v1/organisations", Access::Needs(READ_USERS), || {
        get(api::organisations::list)
    }),
    Route::get("/api/v1/organisations/{organisation}", Access::Needs(READ_USERS), || {
        get(api::organisations::one)
    }),
    Route::put("/api/v1/organisations/{organisation}", Access::Needs(MANAGE_USERS), || {
        put(api::organisations::change)
    }),
    Route::get("/status", Access::Needs(READ_STATUS), || get(status::show)),
    Route::get("/jobs", Access::SignedIn, || get(job::list)),
    Route::get("/jobs/{job}", Access::SignedIn, || get(job::show)),
    Route::post("/jobs/{job}/stop", Access::SignedIn, || post(job::stop)),
];
