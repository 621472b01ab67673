//! Taking in a file in the background.

use std::path::{Path, PathBuf};

use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::job::{JobFailed, JobKind, Work};
use kith_intake::load::{self, Arrived, Taken, Watch};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Takes in a file that was uploaded.
pub(crate) const TAKE_IN: JobKind = JobKind { key: "take-in", title: "Read a file", run };

const NO_LONGER_HERE: &str = "the file is no longer kept; look for it on the page Data, and load it again if it is not there";

/// Which file to take in.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Incoming {
    /// Its name as the sender has it.
    pub name: String,
    /// Where it was put.
    pub path: PathBuf,
}

fn run(app: App, work: Work) -> BoxFuture<'static, Result<Value, JobFailed>> {
    Box::pin(async move {
        let incoming: Incoming = serde_json::from_value(work.input.clone()).map_err(broken)?;
        let taken = take_in(&app, &work, &incoming).await?;
        // The file is kept until its rows are safe, so that a job cut off can begin again.
        if let Err(error) = remove(&incoming.path) {
            warn_of_rest(&incoming.path, &error);
        }
        outcome(&taken)
    })
}

async fn take_in(app: &App, work: &Work, incoming: &Incoming) -> Result<Vec<Taken>, JobFailed> {
    let opened = kith_intake::open_as(&incoming.name, &incoming.path);
    let opened = opened.map_err(|error| match error.source.kind() {
        // The server stopped after the rows were safe and before the end of the job was.
        std::io::ErrorKind::NotFound => JobFailed::Refused(NO_LONGER_HERE.to_owned()),
        _ => broken(error),
    })?;
    let progress = work.progress.clone();
    let watch = Watch {
        new_id: &|| app.dice.id(app.clock.now()),
        went_on: &|name, rows| progress.says(&format!("Reading {name}, rows"), rows, 0),
    };
    let who = (app.clock.now(), &work.author);
    load::take_in(app.stores(), who, &app.feeds, opened, &watch).await.map_err(broken)
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> JobFailed {
    JobFailed::Broken(error.into())
}

fn outcome(taken: &[Taken]) -> Result<Value, JobFailed> {
    match taken {
        [Taken { outcome: Err(finding), .. }] => Err(JobFailed::Refused(finding.to_string())),
        [Taken { outcome: Ok(Arrived::ToReview(load) | Arrived::AlreadyHere(load)), .. }] => {
            Ok(json!({ "path": format!("/data/loads/{}", load.id) }))
        }
        _ => Ok(json!({ "path": "/data" })),
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn warn_of_rest(path: &Path, error: &std::io::Error) {
    tracing::warn!(
        "{} is read and is no longer needed, but cannot be removed: {error}",
        path.display()
    );
}
