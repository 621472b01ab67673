//! Who was turned away at a door, for the journal.
//!
//! Everyone whose session we know is noted, even if the session has ended: they are somebody. Who comes
//! without any session of ours is not, or anybody could fill the journal from outside.

use axum::extract::Request;
use axum::response::Response;
use kith_store::{Author, Fact, StoreError};
use serde_json::json;

use crate::app::App;
use crate::problem::Problem;
use crate::session::{SESSION_COOKIE, SecretHash};
use crate::store;
use crate::visitor::{Visitor, cookie};

/// The longest path that is noted, in characters.
const LONGEST_PATH: usize = 200;

/// What somebody asked of a door.
#[derive(Debug)]
pub(crate) struct Knock {
    method: String,
    path: String,
    session: Option<SecretHash>,
}

impl Knock {
    pub(crate) fn of(request: &Request) -> Self {
        let secret = cookie(request.headers(), SESSION_COOKIE);
        Self {
            method: request.method().to_string(),
            path: request.uri().path().chars().take(LONGEST_PATH).collect(),
            session: secret.map(|secret| SecretHash::of(&secret)),
        }
    }
}

/// Notes a refusal, if the answer is one.
pub(crate) async fn note(
    app: &App,
    visitor: &Visitor,
    knock: &Knock,
    lacking: Option<&'static str>,
) {
    let Some(lacking) = lacking else { return };
    if let Err(error) = write(app, visitor, knock, lacking).await {
        let error = &error as &dyn std::error::Error;
        tracing::error!(error, "a refusal was not noted in the journal");
    }
}

/// What somebody who was refused lacked: a right by its key, to be shown what is private, a session, or a form of ours.
pub(crate) fn lacking(response: &Response) -> Option<&'static str> {
    match response.extensions().get()? {
        Problem::NoRight { right, .. } => Some(right.key),
        Problem::Private { lacking, .. } => Some(lacking),
        Problem::NotSignedIn => Some("session"),
        Problem::NotOurForm => Some("form"),
        _ => None,
    }
}

async fn write(
    app: &App,
    visitor: &Visitor,
    knock: &Knock,
    lacking: &str,
) -> Result<(), StoreError> {
    let Some(author) = author(app, visitor, knock).await? else { return Ok(()) };
    let fact = Fact::new("access.refuse", "route", &knock.path)
        .after(json!({ "right": lacking, "asked": knock.method }));
    app.db.note_reads(app.clock.now(), &author, vec![fact]).await
}

async fn author(app: &App, visitor: &Visitor, knock: &Knock) -> Result<Option<Author>, StoreError> {
    match (visitor, &knock.session) {
        (Visitor::Known(session), _) => Ok(Some(session.author())),
        (_, Some(hash)) => store::whose::session(&mut app.db.read().await?, hash, &app.roles).await,
        _ => Ok(None),
    }
}
