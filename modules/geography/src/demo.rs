//! The geography of the demo: an invented place in official file formats, taken in like downloads,
//! with a published plan, which was consulted on, objected to, answered and agreed.

mod history;

use futures_util::future::BoxFuture;
use kith_borough::{Dirt, fictional_place};
use kith_frame::app::App;
use kith_frame::demo::DemoStage;
use kith_intake::load::{self, Arrived, Watch};
use kith_store::Author;

use crate::feeds::FEEDS;
use crate::jobs::{Wanted, make};
use crate::plan::life::publishing::publish;
use crate::plan::rules::{HomesWish, Listed, Weights, Wishes};
use crate::plan::{Rules, store};

/// Makes it. What is there already stays as it is.
pub(crate) fn demo(app: App, stage: DemoStage) -> BoxFuture<'static, anyhow::Result<Vec<String>>> {
    Box::pin(async move {
        let author = Author::system("demo");
        let mut lines = take_in(&app, &author, &stage).await?;
        if store::all(&mut app.db.read().await?).await?.is_empty() {
            lines.push(draw(&app, &author, &stage).await?);
        }
        Ok(lines)
    })
}

async fn take_in(app: &App, author: &Author, stage: &DemoStage) -> anyhow::Result<Vec<String>> {
    let place = fictional_place(stage.seed, Dirt::Some);
    let (mut files, mut rows, mut set_aside) = (0, 0, 0);
    let mut unread = Vec::new();
    for file in place.files {
        std::fs::write(stage.files.join(&file.name), &file.bytes)?;
        let opened = kith_intake::open_bytes(&file.name, file.bytes);
        let watch = Watch {
            new_id: &|| app.dice.id(app.clock.now()),
            went_on: &|name, rows| stage.progress.says(&format!("Reading {name}"), rows, 0),
        };
        let who = (app.clock.now(), author);
        for taken in load::take_in(app.stores(), who, FEEDS, opened, &watch).await? {
            match &taken.outcome {
                Ok(Arrived::ToReview(load)) => {
                    load::accept(&app.db, app.clock.now(), author, load.id).await?;
                    files += 1;
                    rows += load.read.rows.total();
                    set_aside += load.findings;
                }
                Ok(Arrived::AlreadyHere(_)) => {}
                Err(_) => unread.push(taken.name),
            }
        }
    }
    if files == 0 {
        return Ok(vec!["The invented place Wendmere is here already.".to_owned()]);
    }
    let folder = stage.files.display();
    let mut lines = vec![
        format!("Invented the place Wendmere: {files} official files in {folder}"),
        format!("Took them in: {rows} rows, {set_aside} set aside in quarantine, as planted"),
    ];
    if !unread.is_empty() {
        lines.push(format!("Of a kind that Kith does not read: {}", unread.join(", ")));
    }
    Ok(lines)
}

/// The usual rules, but above all with a neighbourhood for the list of each practice, and whole PCNs before
/// short borders: what registered people and the networks notice most.
fn rules() -> Rules {
    let home = HomesWish { of: Listed::Practice, weight: 10.0, band: None };
    let otherwise = Rules::default();
    Rules {
        weights: Weights { pcn: 3.0, ..otherwise.weights },
        wishes: Wishes { homes: vec![home], ..Wishes::default() },
        ..otherwise
    }
}

async fn draw(app: &App, author: &Author, stage: &DemoStage) -> anyhow::Result<String> {
    let wanted = Wanted { name: "Wendmere neighbourhoods".to_owned(), rules: rules() };
    let id = make(app, author, wanted, &stage.progress).await?;
    kith_frame::demo::make(app.clone(), stage.clone()).await?;
    let draft = store::one(&mut app.db.read().await?, id).await?;
    history::make(app, &draft).await?;
    let plan = store::one(&mut app.db.read().await?, id).await?;
    publish(app, author, &plan, app.clock.today()).await?;
    stage.progress.says("Drawn", 1, 1);
    Ok(format!("Drew and published {} neighbourhoods", plan.facts.plan.neighbourhoods))
}
