//! The people of the demo: what the organisations of an invented place would send of them, with the
//! mistakes that such files have, taken in like any extract.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::Context;
use futures_util::future::BoxFuture;
use kith_borough::{DirtRates, Living, Written};
use kith_frame::app::App;
use kith_frame::demo::DemoStage;
use kith_intake::load::{self, Arrived, Load, Taken, Watch};
use kith_store::Author;

/// Where the extracts are, in the folder of the place.
const EXTRACTS: &str = "extracts";

/// Makes it. Where extracts count already, nothing is made.
pub(crate) fn demo(app: App, stage: DemoStage) -> BoxFuture<'static, anyhow::Result<Vec<String>>> {
    Box::pin(async move {
        if has_extracts(&app).await? {
            return Ok(vec!["The people of Wendmere are here already.".to_owned()]);
        }
        let writing = stage.clone();
        let written = tokio::task::spawn_blocking(move || write(&writing)).await??;
        let folder = stage.files.join(EXTRACTS);
        let mut lines = vec![format!(
            "Invented {} people and {} events with them, as their organisations would send them: {}",
            written.people,
            written.events,
            folder.display()
        )];
        lines.push(take_in(&app, &stage, &folder).await?);
        stage.progress.says("Taken in", 1, 1);
        Ok(lines)
    })
}

/// Whether an extract of any kind counts.
async fn has_extracts(app: &App) -> anyhow::Result<bool> {
    let accepted = load::accepted(&mut app.db.read().await?).await?;
    let is_extract = |load: &Load| {
        app.feeds.iter().any(|feed| feed.kind == load.kind && feed.mapping().is_some())
    };
    Ok(accepted.iter().any(is_extract))
}

/// Writes what a living place is made of; the official files are geography's.
fn write(stage: &DemoStage) -> anyhow::Result<Written> {
    let living = Living {
        seed: stage.seed,
        people: stage.people,
        dirt: DirtRates::default(),
        threads: available_parallelism().map_or(1, usize::from),
    };
    let mut open = |path: &str| -> io::Result<Box<dyn Write>> {
        if path.starts_with("official/") {
            return Ok(Box::new(io::sink()));
        }
        let path = stage.files.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        Ok(Box::new(BufWriter::with_capacity(1 << 20, File::create(path)?)))
    };
    let mut watch = |done: u32, of: u32| {
        stage.progress.says("Inventing people", u64::from(done), u64::from(of));
    };
    let written = living.write(&mut open, &mut watch);
    written.with_context(|| format!("{} cannot be written", stage.files.display()))
}

/// Takes in and accepts every extract in the folder.
async fn take_in(app: &App, stage: &DemoStage, folder: &Path) -> anyhow::Result<String> {
    let (mut files, mut rows, mut set_aside) = (0, 0, 0);
    for path in in_order(folder)? {
        let opened = kith_intake::open(&path)?;
        let watch = Watch {
            new_id: &|| app.dice.id(app.clock.now()),
            went_on: &|name, rows| stage.progress.says(&format!("Reading {name}"), rows, 0),
        };
        let author = Author::system("demo");
        let who = (app.clock.now(), &author);
        for taken in load::take_in(app.stores(), who, &app.feeds, opened, &watch).await? {
            let load = accepted(app, &author, taken).await?;
            files += 1;
            rows += load.read.rows.total();
            set_aside += load.findings;
        }
    }
    Ok(format!("Took in {files} extracts: {rows} rows, {set_aside} findings in quarantine"))
}

/// Accepts what was taken in.
async fn accepted(app: &App, author: &Author, taken: Taken) -> anyhow::Result<Box<Load>> {
    match taken.outcome {
        Ok(Arrived::AlreadyHere(load)) => Ok(load),
        Ok(Arrived::ToReview(load)) => {
            load::accept(&app.db, app.clock.now(), author, load.id).await?;
            Ok(load)
        }
        Err(finding) => anyhow::bail!("{} was not taken in: {finding}", taken.name),
    }
}

/// The files of a folder by name, which is the order in which they are taken in on every machine.
fn in_order(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
