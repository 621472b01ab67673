//! Whether this copy of Kith is in good health: what `kith doctor` and the page Status look at, and
//! what `/readyz` answers.

mod database;
mod machine;
mod ready;
mod standard;

use futures_util::future::BoxFuture;

pub use machine::expiry;
pub use ready::{Ready, Stopping, readiness};
pub use standard::{DELIVERED, Standard};

use crate::app::App;

/// Something to look at: one line of `kith doctor`.
pub struct Look {
    /// What is looked at: "backup".
    pub what: &'static str,
    /// How much it reads.
    pub effort: Effort,
    /// Looks.
    pub look: Looking,
}

/// How much a look reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Little: the page Status takes it too.
    Little,
    /// All records: `kith doctor` alone takes it.
    All,
}

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How it is.
    pub state: State,
    /// Why it is well, or what is wrong and what to do about it.
    pub why: String,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Well,
    /// It works, but somebody should see to it.
    Warn,
    /// It does not do what people rely on.
    Ill,
}

type Looking = fn(App) -> BoxFuture<'static, Found>;

impl Look {
    /// A look that reads little.
    pub const fn little(what: &'static str, look: Looking) -> Self {
        Self { what, effort: Effort::Little, look }
    }

    /// A look that reads all records.
    pub const fn all(what: &'static str, look: Looking) -> Self {
        Self { what, effort: Effort::All, look }
    }
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Warn => "warn",
            Self::Ill => "ill",
        }
    }
}

impl Found {
    /// All is as it should be.
    pub fn well(why: impl Into<String>) -> Self {
        Self { state: State::Well, why: why.into() }
    }

    /// Somebody should see to it.
    pub fn warn(why: impl Into<String>) -> Self {
        Self { state: State::Warn, why: why.into() }
    }

    /// It does not do what people rely on.
    pub fn ill(why: impl Into<String>) -> Self {
        Self { state: State::Ill, why: why.into() }
    }
}

/// What the frame itself looks at.
pub static LOOKS: &[Look] = &[
    Look::little("clock", |app| Box::pin(database::clock(app))),
    Look::little("network", |app| Box::pin(async move { machine::network(&app) })),
    Look::little("certificate", |app| Box::pin(async move { machine::certificate(&app) })),
    Look::little("data folder", |app| Box::pin(async move { machine::folder(&app) })),
    Look::little("disk", |app| Box::pin(async move { machine::disk(&app) })),
    Look::little("database settings", |app| Box::pin(database::settings(app))),
    Look::all("records", |app| Box::pin(database::records(app))),
    Look::all("events", |app| Box::pin(crate::lake::look(app))),
    Look::all("journal", |app| Box::pin(database::journal(app))),
    Look::little("backup", |app| Box::pin(database::backup(app))),
    Look::little("content", |app| Box::pin(async move { content(&app) })),
];

/// Takes the looks of all modules that are no more than this effort. The frame comes last in the
/// table and first here.
pub async fn look_around(app: &App, most: Effort) -> Vec<(&'static str, Found)> {
    let mut found = Vec::new();
    for look in app.modules.iter().rev().flat_map(|module| module.looks) {
        if most == Effort::All || look.effort == Effort::Little {
            found.push((look.what, (look.look)(app.clone()).await));
        }
    }
    found
}

fn content(app: &App) -> Found {
    Found::well(format!("roles of {}, thresholds of {}", app.roles.version, app.standard.version))
}
