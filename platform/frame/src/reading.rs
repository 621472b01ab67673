//! Whoever is shown people's data is in the journal first: who, in which role, for which organisation
//! and purpose, whose data, when. Where the journal cannot be written, nothing is shown.

use axum::response::{IntoResponse, Response};
use kith_store::{Author, Fact};
use serde_json::Value;

use crate::app::App;
use crate::module::{Route, Shows};
use crate::problem::Problem;

/// What a handler may say about the reading, as an extension of its answer. Without it the journal has
/// the path alone.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What was done, such as "journal.export".
    pub action: &'static str,
    /// What was asked for and how much was found; ids and counts, no names.
    pub at: Value,
}

/// What the journal calls it when nobody says more.
const READ: &str = "people.read";

/// Lets an answer go once its reading is noted. An answer that shows nobody, leads elsewhere or tells
/// of a problem goes as it is.
pub(crate) async fn note(
    app: &App,
    author: &Author,
    (route, path): (&Route, &str),
    mut response: Response,
) -> Response {
    let looked = response.extensions_mut().remove::<Looked>();
    let is_problem = response.extensions().get::<Problem>().is_some();
    if route.shows == Shows::Nobody || is_problem || response.status().is_redirection() {
        return response;
    }
    let fact = fact(route, path, looked);
    match app.db.note_reads(app.clock.now(), author, vec![fact]).await {
        Ok(()) => response,
        Err(error) => {
            tracing::error!(
                "people's data are not shown, for the journal cannot be written: {error}"
            );
            Problem::NotNow(NOT_SHOWN.into()).into_response()
        }
    }
}

const NOT_SHOWN: &str = "Kith notes who looks at data about people before it shows them. It cannot \
     write that note just now, so it shows nothing. Nothing was lost.";

fn fact(route: &Route, path: &str, looked: Option<Looked>) -> Fact {
    let action = looked.as_ref().map_or(READ, |looked| looked.action);
    let mut fact = Fact::new(action, "route", path);
    if let Some(looked) = looked {
        fact = fact.after(looked.at);
    }
    match person(route, path) {
        Some(person) => fact.about(person),
        None => fact,
    }
}

/// The id in the path of the person whom the answer is about.
fn person<'a>(route: &Route, path: &'a str) -> Option<&'a str> {
    let Shows::Person(name) = route.shows else { return None };
    let mut parts = route.path.split('/').zip(path.split('/'));
    let wanted = |part: &str| part.strip_prefix('{')?.strip_suffix('}').map(|part| part == name);
    parts.find(|(part, _)| wanted(part) == Some(true)).map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::Access;

    #[test]
    fn the_person_is_the_one_whom_the_path_names() {
        let route = Route::get("/users/{user}/roles/{role}", Access::SignedIn, || {
            axum::routing::get(|| async { "" })
        });
        let told = fact(&route.about_person("user"), "/users/7/roles/9", None);
        assert_eq!((told.action, told.about.as_deref()), ("people.read", Some("7")));
    }
}
