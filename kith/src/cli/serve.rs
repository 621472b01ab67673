//! `kith serve`: the web door and the API, until it is asked to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::clock::Clock;
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::dice::Dice;
use kith_frame::journal::anchoring;
use kith_frame::{job, lake};
use sd_notify::NotifyState;

use crate::server::{Patience, Server, Tls};
use crate::watch;

pub(super) const COMMAND: Command = Command { arguments, run };

/// So long after SIGTERM requests are still let in, so that a load balancer hears of it at `/readyz`
/// before the door is closed.
const DRAIN: Duration = Duration::from_secs(2);

/// So long the job that runs may take to come to a place where it can be put down.
const PUT_DOWN: Duration = Duration::from_secs(3);

fn arguments() -> clap::Command {
    clap::Command::new("serve").about("Serve the pages and the API")
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        // Before anything is opened: whoever is told to think again has changed nothing.
        terminal.settings.serving.may_listen(terminal.settings.listen)?;
        let app = open(&terminal).await?;
        serve(&terminal, app).await
    })
}

/// The program on the records that the settings name.
pub(super) async fn open(terminal: &Terminal) -> anyhow::Result<App> {
    let settings = Arc::clone(&terminal.settings);
    Ok(App::start(settings, terminal.modules, Clock::Machine, Dice::from_system()).await?)
}

/// Serves until SIGTERM or Ctrl-C. Then requests under way are answered, the job that runs is put
/// back, and what was handed in is saved.
pub(super) async fn serve(terminal: &Terminal, app: App) -> anyhow::Result<Exit> {
    let serving = &app.settings.serving;
    serving.may_listen(app.settings.listen)?;
    let metrics = operations(&app, serving.metrics).await?;
    let tls = serving.tls.as_ref().map(Tls::open).transpose()?;
    if let Some(tls) = tls.clone() {
        tokio::spawn(tls.keep_fresh());
    }
    let server = Server::bind(app.settings.listen, tls, Patience::usual()).await?;
    let address = server.address()?;
    let words = format!("Kith serves {} at {address}", app.settings.place);
    let json = serde_json::json!({ "address": address, "metrics": metrics });
    terminal.answer(&words, &json)?;
    // A load may come in from now on.
    if let Err(error) = lake::sweep(&app).await {
        tracing::warn!("the lake was not swept: {:#}", anyhow::Error::from(error));
    }
    let worker = tokio::spawn(job::work_through(app.clone()));
    let anchoring = tokio::spawn(anchoring::keep_anchored(app.clone()));
    tell_supervisor(NotifyState::Ready);
    server.serve(crate::web::router(&app), told_to_stop(app.clone())).await;
    job::put_down(&app, worker, PUT_DOWN).await;
    anchoring.abort();
    anchoring::try_to_drop_anchor(&app).await;
    app.db.close().await;
    Ok(Exit::Done)
}

/// Serves metrics where the settings say so, and gives back where.
async fn operations(app: &App, at: Option<SocketAddr>) -> anyhow::Result<Option<String>> {
    let Some(at) = at else { return Ok(None) };
    let server = Server::bind(at, None, Patience::usual()).await?;
    let address = server.address()?;
    let router = watch::operations(app.clone(), watch::record()?);
    tokio::spawn(server.serve(router, std::future::pending()));
    Ok(Some(address))
}

/// Comes back when no more requests are to be let in.
async fn told_to_stop(app: App) {
    let drain = asked_to_stop().await;
    app.stopping.begin();
    app.jobs.begin_to_stop();
    tell_supervisor(NotifyState::Stopping);
    tokio::time::sleep(drain).await;
}

/// systemd, if it started us; nobody, if it did not.
fn tell_supervisor(state: NotifyState) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!("systemd cannot be told how it goes: {error}");
    }
}

/// Waits for SIGTERM or Ctrl-C and gives back how long to let requests in after it. Nobody balances
/// load in front of a terminal.
async fn asked_to_stop() -> Duration {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            return tokio::select! {
                _ = interrupt => Duration::ZERO,
                _ = terminate.recv() => DRAIN,
            };
        }
    }
    let _ = interrupt.await;
    Duration::ZERO
}
