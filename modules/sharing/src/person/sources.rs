//! Where what is known of a person comes from, and as of when: a page that says nothing of a source looks as
//! if there were nothing to say.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_frame::app::App;
use kith_frame::{store, words};
use kith_intake::load::Load;
use kith_store::{Reader, StoreError};

use super::known::Counting;
use crate::freshness::{most_days, speaks_of};

/// A kind of file that tells of people.
pub(crate) struct Source {
    /// What it is: "GP patients".
    pub(crate) title: &'static str,
    /// Who sends it.
    pub(crate) publisher: &'static str,
    /// As of when what counts of it is.
    pub(crate) state: SourceState,
}

/// How fresh a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceState {
    /// No load of it counts.
    Nothing,
    /// As of this day, and as young as it should be.
    AsOf(Date),
    /// Nothing newer than of this day, and that is too old.
    NothingSince(Date),
}

impl Source {
    /// "No data from Council since 3 November 2026".
    pub(crate) fn words(&self) -> String {
        let publisher = match self.publisher.strip_prefix("The ") {
            Some(rest) => format!("the {rest}"),
            None => self.publisher.to_owned(),
        };
        match self.state {
            SourceState::Nothing => format!("No data from {publisher} yet"),
            SourceState::AsOf(day) => format!("As of {}", words::date(day)),
            SourceState::NothingSince(day) => {
                format!("No data from {publisher} since {}", words::date(day))
            }
        }
    }
}

/// All sources, fresh or not.
pub(crate) fn all(app: &App, counting: &Counting) -> Vec<Source> {
    let source = |feed: &&'static kith_intake::Feed| {
        let of_feed = counting.loads.iter().filter(|load| load.kind == feed.kind);
        let newest = of_feed.map(speaks_of).max();
        Source {
            title: feed.title,
            publisher: feed.publisher,
            state: state(newest, most_days(app, feed.kind), app.clock.today()),
        }
    };
    counting.feeds.iter().map(source).collect()
}

fn state(newest: Option<Date>, most_days: Option<u32>, today: Date) -> SourceState {
    let Some(day) = newest else { return SourceState::Nothing };
    let age = today.since(day).map_or(0, |span| span.get_days());
    match most_days {
        Some(most) if i64::from(age) > i64::from(most) => SourceState::NothingSince(day),
        _ => SourceState::AsOf(day),
    }
}

/// The names of organisations by their ODS codes: as they are registered here, else as the files of
/// theirs have them.
pub(crate) async fn names(
    app: &App,
    on: &mut Reader,
    counting: &Counting,
    of: &[(String, kith_terms::Id<Load>)],
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut names = BTreeMap::new();
    for (code, load) in of {
        let load = counting.loads.iter().find(|one| one.id == *load);
        let feed = counting.feeds.iter().find(|feed| load.is_some_and(|l| l.kind == feed.kind));
        if let Some(feed) = feed {
            names.insert(code.clone(), feed.publisher.to_owned());
        }
    }
    for organisation in store::organisation::as_of(on, app.clock.today(), app.clock.now()).await? {
        if let Some(code) = organisation.ods_code {
            names.insert(code.to_string(), organisation.name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_says_how_old_it_is() {
        let today = jiff::civil::date(2026, 11, 21);
        let of = |day: Option<&str>, most| {
            let newest = day.map(|day| day.parse().unwrap());
            let state = state(newest, most, today);
            Source { title: "Clients", publisher: "Council", state }.words()
        };
        assert_eq!(of(None, Some(7)), "No data from Council yet");
        assert_eq!(of(Some("2026-11-14"), Some(7)), "As of 14 November 2026");
        assert_eq!(of(Some("2026-11-03"), Some(7)), "No data from Council since 3 November 2026");
        assert_eq!(of(Some("2020-01-01"), None), "As of 1 January 2020");
        let source =
            Source { title: "Clients", publisher: "The council", state: SourceState::Nothing };
        assert_eq!(source.words(), "No data from the council yet");
    }
}
