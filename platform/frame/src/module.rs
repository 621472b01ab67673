//! What a module is: a row of data that the doors walk. The web, the API and the command line know
//! no module by name; what a module shows, takes in, runs and remembers stands in its [`Module`].

use axum::routing::MethodRouter;
use futures_util::future::BoxFuture;
use kith_intake::{Feed, Homes};
use kith_store::{Migration, StoreError};

use crate::app::App;
use crate::command::Command;
use crate::demo::Demo;
use crate::health::Look;
use crate::job::JobKind;
use crate::right::Right;
use crate::table::Table;

/// A module: its part of the pages, the API, the command line and the store.
pub struct Module {
    /// Its name in tables and file names.
    pub key: &'static str,
    /// Its name on pages.
    pub title: &'static str,
    /// Its places in the navigation.
    pub navigation: &'static [NavigationItem],
    /// The rights that its routes ask for.
    pub rights: &'static [Right],
    /// Its pages and its part of the API.
    pub routes: &'static [Route],
    /// What it counts on Home.
    pub queues: &'static [Queue],
    /// Its verbs on the command line.
    pub commands: &'static [Command],
    /// The steps that make its tables.
    pub migrations: &'static [Migration],
    /// Whose each of its tables is.
    pub tables: &'static [Table],
    /// The policy files that it goes by.
    pub content: &'static [Content],
    /// Its work in the background.
    pub jobs: &'static [JobKind],
    /// The files from elsewhere that it understands.
    pub feeds: &'static [&'static Feed],
    /// Where rows of loads are used by it.
    pub uses: &'static [Use],
    /// Where what extracts hold goes, if it is this module that keeps it. The mapping files are content,
    /// in the folder `feeds`.
    pub homes: Option<Homes>,
    /// What of it `kith doctor` and the page Status look at.
    pub looks: &'static [Look],
    /// Its part of the OpenAPI document.
    pub api: fn() -> utoipa::openapi::OpenApi,
    /// Its part in making the demo.
    pub demo: Option<Demo>,
}

/// A place in the navigation.
#[derive(Debug, Clone, Copy)]
pub struct NavigationItem {
    /// The word to press.
    pub label: &'static str,
    /// Where it leads.
    pub path: &'static str,
    /// Who sees it.
    pub needs: Right,
}

/// A door into a module.
pub struct Route {
    /// What may be asked of it.
    pub method: Method,
    /// The path, with names in braces: `/plans/{plan}`.
    pub path: &'static str,
    /// Who may pass.
    pub access: Access,
    /// Whose data its answer holds.
    pub shows: Shows,
    /// Makes the handler.
    pub handler: fn() -> MethodRouter<App>,
}

/// What is asked of a route: to show something, or to change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Shows something and changes nothing.
    Get,
    /// Changes something; the form or call carries the session's form key.
    Post,
    /// Puts another version in the place of the one that the call names; it carries the form key too.
    Put,
}

/// Whose data the answer of a route holds. Colleagues are people too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Nobody's but those of whoever asks.
    Nobody,
    /// People's: each reading is in the journal before the answer leaves.
    People,
    /// Those of the person whose id stands in the path under this name.
    Person(&'static str),
}

/// Who may pass a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone, signed in or not.
    Everyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in, in a role with this right.
    Needs(Right),
}

/// A count on Home of things that wait for the person.
pub struct Queue {
    /// What waits: "Loads to review".
    pub title: &'static str,
    /// Where they are.
    pub path: &'static str,
    /// Who it concerns.
    pub needs: Right,
    /// Counts them.
    pub count: fn(App) -> BoxFuture<'static, Result<u64, StoreError>>,
}

/// A page that is made of the rows of a table which loads fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The table.
    pub table: &'static str,
    /// What the page is called.
    pub title: &'static str,
    /// Where it is.
    pub path: &'static str,
    /// Who may open it.
    pub needs: Right,
}

/// A policy file: versioned, and a place may have its own.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    /// Its path in the folder of content files.
    pub path: &'static str,
    /// What came with Kith.
    pub delivered: &'static str,
}

impl Method {
    /// The word of the protocol.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// Whether it changes something.
    pub fn changes(self) -> bool {
        self != Self::Get
    }
}

impl Route {
    /// A page or answer that changes nothing.
    pub const fn get(
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<App>,
    ) -> Self {
        Self { method: Method::Get, path, access, shows: Shows::Nobody, handler }
    }

    /// A form or call that changes something.
    pub const fn post(
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<App>,
    ) -> Self {
        Self { method: Method::Post, path, access, shows: Shows::Nobody, handler }
    }

    /// A call that puts another version in the place of the one that it names.
    pub const fn put(
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<App>,
    ) -> Self {
        Self { method: Method::Put, path, access, shows: Shows::Nobody, handler }
    }

    /// The same route, whose answer holds people's data.
    #[must_use]
    pub const fn about_people(self) -> Self {
        Self { shows: Shows::People, ..self }
    }

    /// The same route, whose answer is about the person whose id stands in its path under `name`.
    #[must_use]
    pub const fn about_person(self, name: &'static str) -> Self {
        Self { shows: Shows::Person(name), ..self }
    }
}

impl Module {
    /// A module without anything, to be filled with `..Module::EMPTY`.
    pub const EMPTY: Self = Self {
        key: "",
        title: "",
        navigation: &[],
        rights: &[],
        routes: &[],
        queues: &[],
        commands: &[],
        migrations: &[],
        tables: &[],
        content: &[],
        jobs: &[],
        feeds: &[],
        uses: &[],
        homes: None,
        looks: &[],
        api: utoipa::openapi::OpenApi::default,
        demo: None,
    };
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const READ: Right = Right { key: "sample.read", to: "read samples" };

    pub(crate) static SAMPLE: Module = Module {
        key: "sample",
        title: "Sample",
        rights: &[READ],
        routes: &[Route::get("/sample", Access::Needs(READ), || {
            axum::routing::get(|| async { "sample" })
        })],
        ..Module::EMPTY
    };

    #[test]
    fn a_route_says_who_may_pass() {
        assert_eq!(SAMPLE.routes[0].access, Access::Needs(READ));
        assert_eq!(SAMPLE.routes[0].method.word(), "GET");
    }
}
