//! `kith serve`: the web door and the API, until it is asked to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::clock::Clock;
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::dice::Dice;
use kith_frame::job;
use kith_frame::journal::anchoring;
use tokio::net::TcpListener;

pub(super) const COMMAND: Command = Command { arguments, run };

/// How long requests under way may take once the server is asked to stop.
const LAST_CALL: Duration = Duration::from_secs(10);

fn arguments() -> clap::Command {
    clap::Command::new("serve").about("Serve the pages and the API")
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        serve(&terminal, app).await
    })
}

/// The program on the records that the settings name.
pub(super) async fn open(terminal: &Terminal) -> anyhow::Result<App> {
    let settings = Arc::clone(&terminal.settings);
    Ok(App::start(settings, terminal.modules, Clock::Machine, Dice::from_system()).await?)
}

/// Serves until SIGTERM or Ctrl-C, then lets what is under way finish.
pub(super) async fn serve(terminal: &Terminal, app: App) -> anyhow::Result<Exit> {
    let listen = app.settings.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; choose another with --listen"))?;
    let address = format!("http://{}", listener.local_addr()?);
    let words = format!("Kith serves {} at {address}", app.settings.place);
    terminal.answer(&words, &serde_json::json!({ "address": address }))?;
    let worker = tokio::spawn(job::work_through(app.clone()));
    let anchoring = tokio::spawn(anchoring::keep_anchored(app.clone()));
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let door = crate::web::router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, door).with_graceful_shutdown(async move {
        asked_to_stop().await;
        let _ = stopping.send(());
    });
    tokio::select! {
        ended = serving => ended?,
        () = last_call(stopped) => {}
    }
    worker.abort();
    anchoring.abort();
    anchoring::try_to_drop_anchor(&app).await;
    app.db.close().await;
    Ok(Exit::Done)
}

async fn last_call(stopped: tokio::sync::oneshot::Receiver<()>) {
    if stopped.await.is_ok() {
        tokio::time::sleep(LAST_CALL).await;
    }
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
