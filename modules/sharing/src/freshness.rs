//! Whether what is here has grown old: what `kith doctor` and the page Status look at.

use futures_util::future::BoxFuture;
use jiff::civil::Date;
use kith_frame::app::App;
use kith_frame::health::{Found, Standard};
use kith_frame::words;
use kith_intake::load::{self, Load};
use kith_store::StoreError;

use crate::{feeds, title_of};

/// Looks at the newest load of each kind of file that ages.
pub(crate) fn look(app: App) -> BoxFuture<'static, Found> {
    Box::pin(async move {
        match accepted(&app).await {
            Err(error) => Found::ill(format!("the loads cannot be read: {error}")),
            Ok(loads) => {
                let feeds = feeds(&app);
                told(&old(&app.standard, &loads, app.clock.today()), &loads, |kind| {
                    title_of(&feeds, kind).to_owned()
                })
            }
        }
    })
}

async fn accepted(app: &App) -> Result<Vec<Load>, StoreError> {
    load::accepted(&mut app.db.read().await?).await
}

/// The kinds whose newest load is older than it should be, and as of when that is.
fn old(standard: &Standard, loads: &[Load], today: Date) -> Vec<(String, Date)> {
    let mut kinds: Vec<&str> = loads.iter().map(|load| load.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let newest = |kind: &str| {
        loads.iter().filter(|load| load.kind == kind).filter_map(|load| load.valid_from).max()
    };
    let is_old = |kind: &&str, day: Date| {
        let age = today.since(day).map_or(0, |span| span.get_days());
        standard.age(kind).is_some_and(|most| i64::from(age) > i64::from(most))
    };
    kinds
        .into_iter()
        .filter_map(|kind| Some((kind, newest(kind)?)))
        .filter(|(kind, day)| is_old(kind, *day))
        .map(|(kind, day)| (kind.to_owned(), day))
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
