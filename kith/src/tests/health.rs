//! Health: what a load balancer is told, and what `kith doctor` and the page Status look at.

use std::collections::BTreeSet;

use kith_frame::health::{Effort, Found, State, look_around};
use kith_frame::testing::House;
use kith_store::{Author, Fact};

use crate::modules::MODULES;
use crate::web::router;

#[tokio::test]
async fn a_server_that_works_is_live_and_ready_and_says_nothing_else() {
    for house in House::on_each_backend(MODULES).await {
        let mut anyone = house.stranger().through(router(&house.app));
        let live = anyone.get("/healthz").await;
        assert_eq!((live.status.as_u16(), live.text()), (200, "{\"status\":\"live\"}".to_owned()));
        let ready = anyone.get("/readyz").await;
        assert_eq!((ready.status.as_u16(), ready.json()["status"].as_str()), (200, Some("ready")));
    }
}

#[tokio::test]
async fn a_server_that_stops_is_live_but_not_ready() {
    let house = House::on_a_file(MODULES).await;
    let mut anyone = house.stranger().through(router(&house.app));
    house.app.stopping.begin();
    let ready = anyone.get("/readyz").await;
    assert_eq!((ready.status.as_u16(), ready.json()["going_on"].as_bool()), (503, Some(false)));
    assert_eq!(ready.json()["journal_can_be_written"], true);
    assert_eq!(anyone.get("/healthz").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_server_without_its_records_is_live_but_not_ready() {
    for house in House::on_each_backend(MODULES).await {
        let mut anyone = house.stranger().through(router(&house.app));
        house.app.db.clone().close().await;
        let ready = anyone.get("/readyz").await;
        assert_eq!(ready.status.as_u16(), 503);
        let told = ready.json();
        for point in ["records_can_be_read", "journal_can_be_written", "tables_are_up_to_date"] {
            assert_eq!(told[point], false, "{point}");
        }
        assert_eq!(anyone.get("/healthz").await.status.as_u16(), 200);
    }
}

async fn found(house: &House, what: &str) -> Found {
    let looks = look_around(&house.app, Effort::All).await;
    looks.into_iter().find(|(name, _)| *name == what).unwrap().1
}

#[tokio::test]
async fn each_look_finds_what_it_looks_for() {
    for house in House::on_each_backend(MODULES).await {
        for what in ["clock", "network", "certificate", "records", "content", "data"] {
            let found = found(&house, what).await;
            assert_eq!(found.state, State::Well, "{what}: {}", found.why);
        }
        assert_eq!(found(&house, "backup").await.state, State::Warn, "none was made");
        assert_eq!(found(&house, "journal").await.state, State::Warn, "it has no anchor");
        house.organisation().await.unwrap();
        kith_frame::journal::anchoring::drop_anchor(&house.app).await.unwrap();
        assert_eq!(found(&house, "journal").await.state, State::Well);
        if house.is_sqlite() {
            assert_eq!(found(&house, "database settings").await.state, State::Well);
        }
    }
}

#[tokio::test]
async fn a_backup_counts_for_a_day() {
    for house in House::on_each_backend(MODULES).await {
        let now = house.app.clock.now();
        let made = |tx: &mut kith_store::Tx| tx.record(Fact::new("backup.make", "backup", "one"));
        let author = Author::system("backup");
        let kept = house.app.db.write(now, &author, move |tx| {
            made(tx);
            Box::pin(async { Ok(()) })
        });
        kept.await.unwrap();
        assert_eq!(found(&house, "backup").await.state, State::Well);
        house.app.clock.move_on(jiff::SignedDuration::from_hours(25));
        assert_eq!(found(&house, "backup").await.state, State::Warn);
    }
}

#[tokio::test]
async fn a_clock_that_went_back_is_found_by_the_journal() {
    for house in House::on_each_backend(MODULES).await {
        house.organisation().await.unwrap();
        house.app.clock.move_on(jiff::SignedDuration::from_hours(-2));
        let clock = found(&house, "clock").await;
        assert_eq!(clock.state, State::Ill);
        assert!(clock.why.contains("set the machine’s clock"), "{}", clock.why);
        house.app.clock.move_on(jiff::SignedDuration::from_hours(-24 * 365));
        assert_eq!(found(&house, "clock").await.state, State::Ill);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_others_may_enter_is_found() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::on_a_file(MODULES).await;
    for (mode, state) in [(0o700, State::Well), (0o750, State::Warn), (0o755, State::Warn)] {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&house.app.settings.data, rights).unwrap();
        assert_eq!(found(&house, "data folder").await.state, state, "{mode:o}");
    }
}

#[tokio::test]
async fn every_kind_of_file_that_ages_is_one_that_kith_reads() {
    let house = House::on_a_file(MODULES).await;
    let known: BTreeSet<&str> =
        MODULES.iter().flat_map(|module| module.feeds).map(|feed| feed.kind).collect();
    for kind in house.app.standard.ageing() {
        assert!(known.contains(kind), "content/operations.toml names {kind}");
    }
}

#[tokio::test]
async fn the_status_page_shows_what_was_looked_at_to_whoever_looks_after_kith() {
    let house = House::on_a_file(MODULES).await;
    let mut administrator = house.someone("administrator").await.through(router(&house.app));
    let page = administrator.get("/status").await;
    for words in ["Status", "Database settings", "none was ever made", "See to it"] {
        assert!(page.says(words), "{words}");
    }
    let mut analyst = house.someone("analyst").await.through(router(&house.app));
    assert_eq!(analyst.get("/status").await.status.as_u16(), 403);
}
