//! Whether what is here has grown old: what `kith doctor` and the page Status look at.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use jiff::civil::Date;
use kith_frame::app::App;
use kith_frame::clock::date_in_england;
use kith_frame::health::Found;
use kith_frame::words;
use kith_intake::load::{self, Load};
use kith_store::StoreError;

use crate::title_of;

/// Looks at the newest load of each kind of file that ages.
pub(crate) fn look(app: App) -> BoxFuture<'static, Found> {
    Box::pin(async move {
        match accepted(&app).await {
            Err(error) => Found::ill(format!("the loads cannot be read: {error}")),
            Ok(loads) => {
                let old = old(|kind| most_days(&app, kind), &loads, app.clock.today());
                told(&old, &loads, |kind| title_of(&app.feeds, kind).to_owned())
            }
        }
    })
}

/// How many kinds are older than they should be.
pub(crate) async fn late(app: &App) -> Result<u64, StoreError> {
    let loads = accepted(app).await?;
    Ok(old(|kind| most_days(app, kind), &loads, app.clock.today()).len() as u64)
}

async fn accepted(app: &App) -> Result<Vec<Load>, StoreError> {
    load::accepted(&mut app.db.read().await?).await
}

/// After how many days a newer file of a kind is asked for: an extract's mapping says so, an official
/// file's publisher.
pub(crate) fn most_days(app: &App, kind: &str) -> Option<u32> {
    let feed = app.feeds.iter().find(|feed| feed.kind == kind);
    match feed.and_then(|feed| feed.mapping()) {
        Some(mapping) => mapping.days,
        None => app.standard.age(kind),
    }
}

/// The day of which a load speaks: where its file does not say, as extracts do not, the day on which it
/// came.
pub(crate) fn speaks_of(load: &Load) -> Date {
    load.valid_from.unwrap_or_else(|| date_in_england(load.arrived_at))
}

/// How many days old what a load says is.
pub(crate) fn age(load: &Load, today: Date) -> i32 {
    today.since(speaks_of(load)).map_or(0, |span| span.get_days())
}

/// The kinds whose newest load is older than it should be, and as of when that is.
fn old(
    most_days: impl Fn(&str) -> Option<u32>,
    loads: &[Load],
    today: Date,
) -> Vec<(String, Date)> {
    let mut newest: BTreeMap<&str, &Load> = BTreeMap::new();
    for load in loads {
        let one = newest.entry(&load.kind).or_insert(load);
        if speaks_of(load) > speaks_of(one) {
            *one = load;
        }
    }
    newest
        .into_iter()
        .filter(|(kind, load)| {
            most_days(kind).is_some_and(|most| i64::from(age(load, today)) > i64::from(most))
        })
        .map(|(kind, load)| (kind.to_owned(), speaks_of(load)))
        .collect()
}

fn told(old: &[(String, Date)], loads: &[Load], title: impl Fn(&str) -> String) -> Found {
    if loads.is_empty() {
        return Found::well("no files have been loaded yet");
    }
    if old.is_empty() {
        return Found::well(format!("{} loads count, none older than it should be", loads.len()));
    }
    let list: Vec<String> =
        old.iter().map(|(kind, day)| format!("{} of {}", title(kind), words::date(*day))).collect();
    Found::warn(format!("load newer files: {}", list.join("; ")))
}
