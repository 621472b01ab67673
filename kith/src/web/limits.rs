//! What one visitor may take of everybody's server: so many requests a minute, so long for each.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kith_frame::caller::Caller;
use kith_frame::problem::Problem;
use kith_frame::serving::Serving;
use kith_frame::session::{SESSION_COOKIE, SecretHash};
use kith_frame::visitor;

/// One address may be the way out of a whole site: it counts as so many sessions.
const SESSIONS_OF_AN_ADDRESS: u32 = 10;

/// The counts of visitors who have long gone are cleared away after so many requests.
const CLEAR_AFTER: u64 = 10_000;

/// A page or a call takes no longer; what takes longer is a job.
const LONGEST: Duration = Duration::from_mins(1);

/// A large file on a slow line may take so long to arrive.
const LONGEST_UPLOAD: Duration = Duration::from_mins(15);

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// How often sessions and addresses have asked. Clones count together.
#[derive(Clone)]
pub(crate) struct Limits(Arc<Counts>);

struct Counts {
    serving: Serving,
    each: Option<Each>,
    asked: AtomicU64,
}

struct Each {
    sessions: DefaultKeyedRateLimiter<SecretHash>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// The limits that the settings ask for.
    pub(crate) fn new(serving: &Serving) -> Self {
        let each = serving.rate_limit.and_then(NonZeroU32::new).map(|most| Each {
            sessions: RateLimiter::keyed(Quota::per_minute(most)),
            addresses: RateLimiter::keyed(Quota::per_minute(
                most.saturating_mul(NonZeroU32::new(SESSIONS_OF_AN_ADDRESS).unwrap_or(most)),
            )),
        });
        Self(Arc::new(Counts { serving: serving.clone(), each, asked: AtomicU64::new(0) }))
    }

    /// On whose behalf the request comes, as far as that is known.
    fn caller(&self, request: &Request) -> Caller {
        let peer = request.extensions().get::<Peer>();
        Caller(peer.map(|peer| whose(&self.0.serving, peer.0, request.headers())))
    }

    /// Counts a request, or gives the seconds to wait before the next one.
    fn count(&self, caller: Caller, headers: &HeaderMap) -> Result<(), u64> {
        let Some(each) = &self.0.each else { return Ok(()) };
        if self.0.asked.fetch_add(1, Ordering::Relaxed) % CLEAR_AFTER == CLEAR_AFTER - 1 {
            each.sessions.retain_recent();
            each.addresses.retain_recent();
        }
        let now = DefaultClock::default().now();
        let wait = |denied: governor::NotUntil<_>| denied.wait_time_from(now).as_secs() + 1;
        if let Some(address) = caller.0 {
            each.addresses.check_key(&network_of(address)).map_err(wait)?;
        }
        match visitor::cookie(headers, SESSION_COOKIE) {
            Some(secret) => each.sessions.check_key(&SecretHash::of(&secret)).map_err(wait),
            None => Ok(()),
        }
    }
}

/// Turns away who asks too often. Styles and scripts are not counted: a page asks for many.
pub(crate) async fn hold(
    State(limits): State<Limits>,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = limits.caller(&request);
    request.extensions_mut().insert(caller);
    let route = request.extensions().get::<MatchedPath>();
    if route.is_some_and(|route| route.as_str().starts_with("/assets/")) {
        return next.run(request).await;
    }
    match limits.count(caller, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(seconds) => {
            metrics::counter!("kith_requests_held_total").increment(1);
            let mut response = Problem::TooFast { seconds }.into_response();
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
}

/// Ends what takes too long. A change that was handed to the writer is made all the same.
pub(crate) async fn end_in_time(request: Request, next: Next) -> Response {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_upload = kind.is_some_and(|kind| kind.starts_with("multipart/"));
    let longest = if is_upload { LONGEST_UPLOAD } else { LONGEST };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::NotNow(
            "This took too long and was ended. If you sent something, look whether it was saved \
             before you send it again."
                .into(),
        )
        .into_response(),
    }
}

/// On whose behalf the peer asks. A proxy of ours is believed; what stands further left in the header
/// was written by whoever asked it, and is believed only as far as it names proxies of ours.
fn whose(serving: &Serving, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !serving.trusts(peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter();
    let said: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    let mut nearest = peer;
    for part in said.join(",").rsplit(',') {
        let Ok(address) = part.trim().parse() else { break };
        nearest = address;
        if !serving.trusts(nearest) {
            break;
        }
    }
    nearest
}

/// An address of IPv4, or the network of 64 bits of IPv6: a single machine has a whole one of those.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serving(proxy: &'static str, rate_limit: &'static str) -> Serving {
        let value = |name: &str| match name {
            "proxy" => proxy,
            "rate-limit" => rate_limit,
            "log-format" => "text",
            _ => "",
        };
        Serving::read(value).unwrap()
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn a_proxy_of_ours_is_believed_and_nobody_else() {
        let serving = serving("10.0.0.0/8", "0");
        for (peer, forwarded, address) in [
            ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
            ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("10.0.0.1", "198.51.100.7, nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            let seen =
                whose(&serving, peer.parse().unwrap(), &headers(&[("x-forwarded-for", forwarded)]));
            assert_eq!(seen.to_string(), address, "{peer} {forwarded}");
        }
    }

    #[test]
    fn a_session_and_an_address_may_ask_so_often_and_then_have_to_wait() {
        let limits = Limits::new(&serving("", "1"));
        let session = headers(&[("cookie", "__Host-kith-session=abc")]);
        assert_eq!(limits.count(Caller(None), &session), Ok(()));
        let wait = limits.count(Caller(None), &session).unwrap_err();
        assert!((1..=61).contains(&wait), "{wait}");
        let other = headers(&[("cookie", "__Host-kith-session=def")]);
        assert_eq!(limits.count(Caller(None), &other), Ok(()), "another session is not held up");
        let peer = Caller(Some("2001:db8::1".parse().unwrap()));
        let neighbour = Caller(Some("2001:db8::ffff:2".parse().unwrap()));
        for _ in 0..SESSIONS_OF_AN_ADDRESS {
            assert_eq!(limits.count(peer, &headers(&[])), Ok(()));
        }
        assert!(limits.count(neighbour, &headers(&[])).is_err(), "the same network");
    }

    #[test]
    fn no_limit_is_no_limit() {
        let limits = Limits::new(&serving("", "0"));
        let session = headers(&[("cookie", "__Host-kith-session=abc")]);
        assert!((0..10_000).all(|_| limits.count(Caller(None), &session).is_ok()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_ended_and_the_person_is_told_to_look() {
        let never = axum::routing::post(std::future::pending::<()>);
        let door =
            axum::Router::new().route("/", never).layer(axum::middleware::from_fn(end_in_time));
        for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let request = Request::post("/").header(CONTENT_TYPE, kind);
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = tower::ServiceExt::oneshot(door.clone(), request).await.unwrap();
            let problem = answer.extensions().get::<Problem>().unwrap();
            assert!(problem.what().contains("look whether it was saved"), "{problem:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_given_up() {
        let read = axum::routing::post(|_: String| async { "read" });
        let door = axum::Router::new()
            .route("/", read)
            .layer(tower_http::timeout::RequestBodyTimeoutLayer::new(super::super::BODY_PATIENCE));
        let nothing = futures_util::stream::pending::<Result<String, std::io::Error>>();
        let request = Request::post("/").body(axum::body::Body::from_stream(nothing)).unwrap();
        let answer = tower::ServiceExt::oneshot(door, request).await.unwrap();
        assert!(answer.status().is_client_error(), "{answer:?}");
    }
}
