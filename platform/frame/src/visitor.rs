//! Who is at the door, and whether they may pass.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use kith_store::{Author, StoreError};

use crate::app::App;
use crate::entry::lacks_factor;
use crate::module::{Access, Route};
use crate::once::{self, Errand, FormKey};
use crate::problem::Problem;
use crate::reading;
use crate::refusal::{self, Knock};
use crate::session::{Proof, SESSION_COOKIE, SecretHash, Session, VISIT_COOKIE, arriving};
use crate::store;

/// Somebody at the door.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Not signed in. The form key is that of the visit cookie, where there is one.
    Stranger {
        /// What forms of this visit carry.
        form_key: Option<String>,
    },
    /// Has given a password, but a code is still to come. Nothing may be seen but the page that asks
    /// for it.
    Halfway {
        /// The session.
        session: Box<store::session::Kept>,
        /// The hash by which the store knows it.
        hash: SecretHash,
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
            Self::Halfway { session, .. } | Self::Undecided { session, .. } => {
                Some(&session.form_key)
            }
            Self::Known(session) => Some(session.form_key.secret()),
        }
    }

    /// How the journal names whoever is signed in, in a role or not.
    pub fn author(&self) -> Option<Author> {
        match self {
            Self::Stranger { .. } => None,
            Self::Halfway { session, .. } | Self::Undecided { session, .. } => {
                Some(arriving(session.account))
            }
            Self::Known(session) => Some(session.author()),
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
/// are turned away here (OWASP: Fetch Metadata and Origin check). Whoever is turned away, here or
/// behind the door, is noted in the journal.
pub async fn meet(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (visitor, in_use) = match recognise(&app, request.headers()).await {
        Ok(recognised) => recognised,
        Err(error) => return Problem::from(error).into_response(),
    };
    request.extensions_mut().insert(visitor.clone());
    let knock = Knock::of(&request);
    let mut response = if !request.method().is_safe() && comes_from_elsewhere(request.headers()) {
        Problem::NotOurForm.into_response()
    } else {
        // At the same time, so that both together keep nobody waiting for long.
        tokio::join!(next.run(request), note_use(&app, &visitor, in_use)).0
    };
    let lacking = refusal::lacking(&response);
    refusal::note(&app, &visitor, &knock, lacking).await;
    // For the frame around the page: the name and the navigation depend on the visitor.
    response.extensions_mut().insert(visitor);
    response
}

/// The route's handler behind its guard. There is no other way to make one, so that no route is left
/// without.
pub fn guarded(app: &App, route: &'static Route) -> MethodRouter<App> {
    let admit = middleware::from_fn_with_state((app.clone(), route), admit);
    (route.handler)().route_layer(admit)
}

/// Lets pass who may pass. What shows people's data leaves only after the journal has it.
async fn admit(
    State((app, route)): State<(App, &'static Route)>,
    visitor: axum::Extension<Visitor>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(route.access);
    let path = request.uri().path().to_owned();
    let response = match (route.access, &visitor.0) {
        (Access::Everyone, _) => next.run(request).await,
        (Access::SignedIn, Visitor::Known(session)) => {
            let_in(app.clone(), session, request, next).await
        }
        (Access::Needs(right), Visitor::Known(session)) if session.may(right) => {
            let_in(app.clone(), session, request, next).await
        }
        (Access::Needs(right), Visitor::Known(_)) => Problem::lacks(&app, right).into_response(),
        _ => Problem::NotSignedIn.into_response(),
    };
    match visitor.author() {
        Some(author) => reading::note(&app, &author, (route, &path), response).await,
        None => response,
    }
}

/// What somebody asked for that changes something is done to its end, even if they go away meanwhile,
/// and the answer is kept for those who ask again.
async fn let_in(app: App, session: &Session, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let session = session.clone();
    let done = tokio::spawn(async move {
        let response = next.run(request).await;
        once::note_answer(&app, &session, response).await
    });
    match done.await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            // The door's own guard turns it into an answer.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Problem::from(StoreError::Closed).into_response(),
        },
    }
}

/// Who sent a request, by the one kind of credential there is: the secret of a session; and whether the
/// use of that session is to be noted. Others, such as tokens of programs, will be looked for here,
/// before it.
async fn recognise(app: &App, headers: &HeaderMap) -> Result<(Visitor, bool), StoreError> {
    let known = match cookie(headers, SESSION_COOKIE) {
        Some(secret) => by_session(app, SecretHash::of(&secret)).await?,
        None => None,
    };
    let stranger = || (Visitor::Stranger { form_key: cookie(headers, VISIT_COOKIE) }, false);
    Ok(known.unwrap_or_else(stranger))
}

/// Whoever a session belongs to. It is read anew for every request, so that what is ended, closed or
/// taken away elsewhere counts at once.
async fn by_session(app: &App, hash: SecretHash) -> Result<Option<(Visitor, bool)>, StoreError> {
    let now = app.clock.now();
    let mut reader = app.db.read().await?;
    let kept = store::session::find(&mut reader, &hash).await?;
    let Some(kept) = kept.filter(|kept| kept.times.hold(now)) else { return Ok(None) };
    if kept.proof == Proof::Half {
        return Ok(Some((Visitor::Halfway { session: Box::new(kept), hash }, false)));
    }
    let Some(session) = in_role(app, &mut reader, &kept, &hash).await? else {
        return Ok(Some((Visitor::Undecided { session: Box::new(kept), hash }, false)));
    };
    Ok(Some((Visitor::Known(Box::new(session)), kept.times.are_stale(now))))
}

/// Notes that the session is in use. Where that cannot be saved the session ends sooner, which harms
/// less than pages that cannot be opened while the disk is full.
async fn note_use(app: &App, visitor: &Visitor, in_use: bool) {
    let Some(session) = visitor.session().filter(|_| in_use) else { return };
    let (author, hash) = (session.author(), session.hash.clone());
    let noted = store::session::note_use(&app.db, app.clock.now(), &author, hash);
    match tokio::time::timeout(app.db.patience(), noted).await {
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
    let role = app.roles.find(&membership.role);
    let Some(role) = role.filter(|role| !lacks_factor(app, role, kept.proof)) else {
        return Ok(None);
    };
    Ok(Some(Session {
        id: kept.id,
        proof: kept.proof,
        account: kept.account,
        name: kept.name.clone(),
        purpose: role.purpose,
        role: role.clone(),
        organisation: membership.organisation,
        organisation_name: membership.organisation_name,
        site: membership.site,
        form_key: FormKey::new(kept.form_key.as_str(), app.dice.clone()),
        errand: Errand::default(),
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
