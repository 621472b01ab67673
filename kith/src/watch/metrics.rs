//! Metrics in the text format of Prometheus, on a port of their own. Requests are told by the pattern
//! of their route; there is no label that grows with people or things.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use kith_frame::app::App;
use kith_frame::pages::health;
use kith_frame::store;
use kith_store::StoreError;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;

/// The upper ends of the steps in which spans of time are counted, in seconds.
const SECONDS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The same for commits, which are faster.
const COMMIT_SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// The same for the changes that share a commit.
const CHANGES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// What was counted is put together so often, whether or not anybody asks.
const TIDY: Duration = Duration::from_secs(10);

/// Begins to count. Until then, and in every other verb, counting costs next to nothing.
pub(crate) fn record() -> anyhow::Result<PrometheusHandle> {
    let name = |name: &str| Matcher::Full(name.to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(name("kith_request_seconds"), &SECONDS)?
        .set_buckets_for_metric(name("kith_writer_commit_seconds"), &COMMIT_SECONDS)?
        .set_buckets_for_metric(name("kith_writer_batch_changes"), &CHANGES)?
        .install_recorder()?;
    describe();
    let tidied = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(TIDY).await;
            tidied.run_upkeep();
        }
    });
    Ok(handle)
}

/// What each counts, in words.
fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!("kith_requests_total", "Requests answered, by route, method, status class");
    describe_histogram!("kith_request_seconds", "Time to answer a request, by route and method");
    describe_counter!("kith_requests_held_total", "Requests turned away as too many");
    describe_gauge!("kith_connections", "Connections that are open");
    describe_gauge!("kith_writer_waiting", "Changes that wait to be saved");
    describe_histogram!("kith_writer_batch_changes", "Changes that shared a commit");
    describe_histogram!("kith_writer_commit_seconds", "Time until a batch of changes was on disk");
    describe_counter!("kith_writer_failures_total", "Batches of changes that were not saved");
    describe_gauge!("kith_jobs", "Jobs, by state");
    describe_gauge!("kith_sessions", "Sessions that have not ended");
    describe_gauge!("kith_ready", "1 if requests should be sent here");
    describe_gauge!("kith_build_info", "1, with the version as a label");
    Collector::default().describe();
}

/// What the port for operations serves.
pub(crate) fn operations(app: App, handle: PrometheusHandle) -> Router {
    let health = Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .with_state(app.clone());
    Router::new().route("/metrics", get(show)).with_state((app, handle)).merge(health)
}

async fn show(State((app, handle)): State<(App, PrometheusHandle)>) -> impl IntoResponse {
    if let Err(error) = gather(&app).await {
        tracing::warn!("some metrics cannot be read: {error}");
    }
    Collector::default().collect();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}

/// What is counted only when somebody asks.
async fn gather(app: &App) -> Result<(), StoreError> {
    metrics::gauge!("kith_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    metrics::gauge!("kith_writer_waiting").set(exact(app.db.waiting() as u64));
    let ready = kith_frame::health::readiness(app).await.is_ready();
    metrics::gauge!("kith_ready").set(f64::from(u8::from(ready)));
    let mut reader = app.db.read().await?;
    for (state, jobs) in store::job::counts(&mut reader).await? {
        metrics::gauge!("kith_jobs", "state" => state.key()).set(exact(jobs));
    }
    let sessions = store::session::count_open(&mut reader, app.clock.now()).await?;
    metrics::gauge!("kith_sessions").set(exact(sessions));
    Ok(())
}

/// A count as a metric has it. It never comes near the end of `u32`.
fn exact(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
