//! Looks at the records: the clock against the journal, the settings of the database, whether it is
//! sound, the chain, the last backup.

use jiff::{SignedDuration, Timestamp};
use kith_store::StoreError;
use kith_store::journal::{self, Anchors, CannotVerify, Filter, Verified};

use super::Found;
use crate::app::App;

/// Clocks of machines may differ by so much without anybody being wrong.
const DRIFT: SignedDuration = SignedDuration::from_mins(1);

/// The year in which this version was made: no clock that is right says an earlier one.
const MADE_IN: i16 = 2026;

/// A clock before the newest entry of the journal, or before this version, is wrong.
pub(super) async fn clock(app: App) -> Found {
    let now = app.clock.now();
    if app.clock.today().year() < MADE_IN {
        let words = "set the machine’s clock, for the journal tells times by it";
        return Found::ill(format!("it says {}; {words}", app.clock.today()));
    }
    match newest(&app, Filter::default()).await {
        Err(error) => Found::ill(format!("the journal cannot be read: {error}")),
        Ok(Some(last)) if last.duration_since(now) > DRIFT => Found::ill(format!(
            "it says {now:.0}, but the journal has an entry of {last:.0}; set the machine’s clock"
        )),
        Ok(_) => Found::well(format!("it says {now:.0}")),
    }
}

/// When the newest entry that the filter finds was made.
async fn newest(app: &App, filter: Filter) -> Result<Option<Timestamp>, StoreError> {
    let page = journal::search(&mut app.db.read().await?, &filter, 1).await?;
    Ok(page.items.first().map(|entry| entry.at))
}

pub(super) async fn settings(app: App) -> Found {
    let guards = match app.db.guards().await {
        Ok(guards) => guards,
        Err(error) => return Found::ill(format!("they cannot be read: {error}")),
    };
    let all: Vec<String> =
        guards.iter().map(|guard| format!("{} = {}", guard.name, guard.value)).collect();
    let bad: Vec<&str> =
        guards.iter().filter(|guard| !guard.holds).map(|guard| guard.name).collect();
    if bad.is_empty() {
        Found::well(all.join(", "))
    } else {
        let (all, bad) = (all.join(", "), bad.join(", "));
        Found::ill(format!("{all}: with {bad} as it is, what was saved may be lost; turn it on"))
    }
}

pub(super) async fn records(app: App) -> Found {
    match app.db.check_integrity().await {
        Ok(words) => Found::well(words),
        Err(error) => Found::ill(format!("{error}; restore the last backup")),
    }
}

/// Follows the chain, and holds it against its anchors.
pub(super) async fn journal(app: App) -> Found {
    let anchors = match Anchors::in_folder(&app.settings.anchors) {
        Ok(anchors) => anchors,
        Err(error) => return Found::ill(format!("its anchors cannot be read: {error}")),
    };
    match against(&app, &anchors).await {
        Ok(verified) => anchored(&verified, &anchors),
        Err(error) => Found::ill(error.to_string()),
    }
}

async fn against(app: &App, anchors: &Anchors) -> Result<Verified, CannotVerify> {
    journal::verify_against(&mut app.db.read().await?, anchors).await
}

fn anchored(verified: &Verified, anchors: &Anchors) -> Found {
    let words =
        format!("{} entries, the chain holds, its head is {}", verified.entries, verified.head);
    if anchors.unreadable > 0 {
        return Found::warn(format!("{words}; some lines of its anchors cannot be read"));
    }
    if verified.anchors == 0 {
        return Found::warn(format!("{words}; it has no anchor, which `kith serve` would drop"));
    }
    Found::well(format!("{words}, its newest anchor lies at entry {}", verified.anchored))
}

/// A backup tells of itself in the journal.
pub(super) async fn backup(app: App) -> Found {
    let filter = Filter { action: Some("backup.make".into()), ..Filter::default() };
    match newest(&app, filter).await {
        Err(error) => Found::ill(format!("the journal cannot be read: {error}")),
        Ok(last) => age_of_backup(app.clock.now(), last, app.standard.backup()),
    }
}

fn age_of_backup(now: Timestamp, last: Option<Timestamp>, most: SignedDuration) -> Found {
    let Some(last) = last else {
        return Found::warn("none was ever made; make one with `kith backup` and then each day");
    };
    let age = now.duration_since(last);
    let words = format!("the last one is {} hours old", age.as_hours());
    if age > most {
        Found::warn(format!("{words}; make one each day with `kith backup`"))
    } else {
        Found::well(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::State;

    #[test]
    fn a_backup_is_old_after_a_day() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1000);
        let most = SignedDuration::from_hours(24);
        for (hours, state) in [(0, State::Well), (24, State::Well), (25, State::Warn)] {
            let last = now - SignedDuration::from_hours(hours);
            assert_eq!(age_of_backup(now, Some(last), most).state, state, "{hours}");
        }
        assert_eq!(age_of_backup(now, None, most).state, State::Warn);
    }
}
