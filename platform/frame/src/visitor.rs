//! Who is at the door, and whether they may pass.

use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use kith_store::StoreError;

use crate::app::App;
use crate::module::{Access, Route};
use crate::problem::Problem;
use crate::reading;
use crate::session::{SESSION_COOKIE, SecretHash, Session, VISIT_COOKIE};
use crate::store;

/// So long a page waits until the use of its session is saved.
const USE_PATIENCE: Duration = Duration::from_millis(700);

/// Somebody at the door.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Not signed in. The form key is that of the visit cookie, where there is one.
    Stranger {
        /// What forms of this visit carry.
        form_key: Option<String>,
    },
    /// Signed in, but with a role still to choose.
    Undecided {
        /// The session.
        session: Box<store::session::Kept>,
        /// The hash by which the store knows it.
        hash: SecretHash,
    },
    /// Signed in, in a role.
    Known(Box<Session>),
}

impl Visitor {
    /// What the visitor's forms have to carry.
    pub fn form_key(&self) -> Option<&str> {
        match self {
            Self::Stranger { form_key } => form_key.as_deref(),
            Self::Undecided { session, .. } => Some(&session.form_key),
            Self::Known(session) => Some(&session.form_key),
        }
    }

    /// The session, where somebody is signed in, in a role.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::Known(session) => Some(session),
            _ => None,
        }
    }
}

/// Finds out who is at the door and tells everyone behind it. Changes that another site asks for
/// are turned away here (OWASP: Fetch Metadata and Origin check).
pub async fn meet(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.method() == Method::POST && comes_from_elsewhere(request.headers()) {
        return Problem::NotOurForm.into_response();
    }
    match recognise(&app, request.headers()).await {
        Ok((visitor, in_use)) => {
            request.extensions_mut().insert(visitor.clone());
            // At the same time, so that both together keep nobody waiting for long.
            let (mut response, ()) =
                tokio::join!(next.run(request), note_use(&app, &visitor, in_use));
            // For the frame around the page: the name and the navigation depend on the visitor.
            response.extensions_mut().insert(visitor);
            response
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The route's handler behind its guard. There is no other way to make one, so that no route is left
/// without.
pub fn guarded(app: &App, route: &'static Route) -> MethodRouter<App> {
    let admit = middleware::from_fn_with_state((app.clone(), route), admit);
    (route.handler)().route_layer(admit)
}

/// Lets pass who may pass. Whoever is refused for want of a right, here or by the handler, is noted in
/// the journal; so is whoever is shown people's data, before it leaves.
async fn admit(
    State((app, route)): State<(App, &'static Route)>,
    visitor: axum::Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let response = match (route.access, &visitor.0) {
        (Access::Everyone, _) | (Access::SignedIn, Visitor::Known(_)) => next.run(request).await,
        (Access::Needs(right), Visitor::Known(session)) if session.may(right) => {
            next.run(request).await
        }
        (Access::Needs(right), Visitor::Known(_)) => Problem::lacks(&app, right).into_response(),
        _ => Problem::NotSignedIn.into_response(),
    };
    if let Some(Problem::NoRight { right, .. }) = response.extensions().get()
        && let Visitor::Known(session) = &visitor.0
    {
        note_refusal(&app, session, right.key, &path).await;
    }
    match &visitor.0 {
        Visitor::Known(session) => reading::note(&app, session, (route, &path), response).await,
        _ => response,
    }
}

async fn note_refusal(app: &App, session: &Session, right: &str, path: &str) {
    let fact = kith_store::Fact::new("access.refuse", "route", path)
        .after(serde_json::json!({ "right": right }));
    let noted = app.db.note_reads(app.clock.now(), &session.author(), vec![fact]).await;
    if let Err(error) = noted {
        tracing::error!("a refusal cannot be noted in the journal: {error}");
    }
}

/// The visitor, and whether the use of the session is to be noted.
async fn recognise(app: &App, headers: &HeaderMap) -> Result<(Visitor, bool), StoreError> {
    let stranger = || (Visitor::Stranger { form_key: cookie(headers, VISIT_COOKIE) }, false);
    let Some(secret) = cookie(headers, SESSION_COOKIE) else { return Ok(stranger()) };
    let hash = SecretHash::of(&secret);
    let mut reader = app.db.read().await?;
    let Some(kept) = store::session::find(&mut reader, &hash).await? else {
        return Ok(stranger());
    };
    let now = app.clock.now();
    if !kept.times.hold(now) {
        return Ok(stranger());
    }
    let Some(session) = in_role(app, &mut reader, &kept, &hash).await? else {
        return Ok((Visitor::Undecided { session: Box::new(kept), hash }, false));
    };
    Ok((Visitor::Known(Box::new(session)), kept.times.are_stale(now)))
}

/// Notes that the session is in use. Where that cannot be saved the session ends sooner, which harms
/// less than pages that cannot be opened while the disk is full.
async fn note_use(app: &App, visitor: &Visitor, in_use: bool) {
    let Some(session) = visitor.session().filter(|_| in_use) else { return };
    let (author, hash) = (session.author(), session.hash.clone());
    let noted = store::session::note_use(&app.db, app.clock.now(), &author, hash);
    match tokio::time::timeout(USE_PATIENCE, noted).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!("the use of a session cannot be noted: {error}"),
        Err(_) => tracing::warn!("the use of a session was not noted in time"),
    }
}

/// The session in the role that was taken up, if that role is still held today.
async fn in_role(
    app: &App,
    reader: &mut kith_store::Reader,
    kept: &store::session::Kept,
    hash: &SecretHash,
) -> Result<Option<Session>, StoreError> {
    let Some(chosen) = kept.membership else { return Ok(None) };
    let memberships = store::account::memberships(reader, kept.account, app.clock.today()).await?;
    let Some(membership) = memberships.into_iter().find(|held| held.id == chosen) else {
        return Ok(None);
    };
    let Some(role) = app.roles.find(&membership.role) else { return Ok(None) };
    Ok(Some(Session {
        account: kept.account,
        name: kept.name.clone(),
        purpose: role.purpose,
        role: role.clone(),
        organisation: membership.organisation,
        organisation_name: membership.organisation_name,
        site: membership.site,
        form_key: kept.form_key.clone(),
        hash: hash.clone(),
    }))
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let jar = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    jar.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header(axum::http::HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match (header(ORIGIN), header(HOST)) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_none_or(|(_, authority)| authority != host)
        }
        _ => false,
    }
}

/// Whoever is signed in. Routes that need nobody signed in cannot ask for it.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Session);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor::Known(session)) => Ok(Self(Session::clone(session))),
            _ => Err(Problem::NotSignedIn),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::NotSignedIn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn a_form_from_another_site_is_known_by_its_headers() {
        check(&[("sec-fetch-site", "same-origin")], false);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "http://kith")], true);
        check(&[("origin", "http://kith:8420"), ("host", "kith:8420")], false);
        check(&[("origin", "http://evil"), ("host", "kith:8420")], true);
        check(&[("origin", "null"), ("host", "kith:8420")], true);
        check(&[("host", "kith:8420")], false);
    }

    fn check(pairs: &[(&'static str, &'static str)], elsewhere: bool) {
        assert_eq!(comes_from_elsewhere(&headers(pairs)), elsewhere, "{pairs:?}");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let jar = headers(&[("cookie", "a=1; __Host-kith-session=abc; b=2")]);
        assert_eq!(cookie(&jar, SESSION_COOKIE).as_deref(), Some("abc"));
        assert_eq!(cookie(&jar, VISIT_COOKIE), None);
    }
}
