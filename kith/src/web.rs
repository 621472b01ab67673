//! The web door: the routes of all modules behind one guard, in one frame, with one set of headers.

mod asked;
mod assets;
mod frame;
mod headers;
mod limits;

use std::any::Any;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware, routing};
use kith_frame::app::App;
use kith_frame::posted::MOST_FORM_BYTES;
use kith_frame::problem::Problem;
use kith_frame::visitor;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

pub(crate) use limits::Peer;

use limits::Limits;

/// How hard answers are squeezed, 1 to 9 (gzip) and 1 to 11 (brotli): beyond 6 pages take longer and
/// hardly get smaller.
const SQUEEZE: i32 = 6;

/// So long a body may make no progress. Who sends a byte now and then is stopped by
/// [`limits::end_in_time`].
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// Every route of every module, guarded and dressed.
pub(crate) fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in app.modules.iter().flat_map(|module| module.routes) {
        router = router.route(route.path, visitor::guarded(app, route));
    }
    router
        .route("/assets/{*path}", routing::get(assets::serve))
        .route("/api/openapi.json", routing::get(crate::api::describe))
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::NotThatWay })
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .layer(middleware::from_fn_with_state(app.clone(), visitor::meet))
        .layer(CatchPanicLayer::custom(caught))
        .layer(RequestBodyTimeoutLayer::new(BODY_PATIENCE))
        .layer(middleware::from_fn(limits::end_in_time))
        .layer(middleware::from_fn_with_state(Limits::new(&app.settings.serving), limits::hold))
        .layer(middleware::from_fn_with_state(app.clone(), frame::put_around))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(SQUEEZE)))
        .layer(middleware::from_fn_with_state(app.clone(), asked::follow))
        .layer(middleware::from_fn(headers::set))
        .with_state(app.clone())
}

/// A panic is our fault: the person gets a page, the log gets the words.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over whole")]
fn caught(panic: Box<dyn Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Problem::broken(&std::io::Error::other(words.to_owned())).into_response()
}
