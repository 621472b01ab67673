//! Stopping: nobody is cut off, and nothing that was acknowledged is lost.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

use kith_store::{Db, Location, sql};

use crate::kith::{Browser, Kith};

const WRITERS: u32 = 4;
/// So many changes are acknowledged before the server is asked to stop.
const BEFORE: u32 = 40;

/// What the writers and the one who watches them tell each other.
#[derive(Default)]
struct Load {
    not_ready: AtomicBool,
    acknowledged: AtomicU32,
}

#[test]
fn a_server_that_is_told_to_stop_under_load_cuts_nobody_off_and_loses_nothing() {
    let kith = Kith::new();
    let serving = kith.serve(&[]);
    let load = Arc::new(Load::default());
    let writers: Vec<JoinHandle<Vec<String>>> = (0..WRITERS)
        .map(|writer| {
            let (browser, load) = (serving.manager(), Arc::clone(&load));
            thread::spawn(move || write(writer, browser, &load))
        })
        .collect();
    while load.acknowledged.load(Ordering::Relaxed) < BEFORE {
        assert!(writers.iter().all(|writer| !writer.is_finished()), "a writer gave up");
        thread::yield_now();
    }
    let port = serving.metrics.trim_start_matches("http://").to_owned();
    let asked = kith.run(&["health", "--metrics", &port]);
    assert_eq!(asked.status.code(), Some(0), "{asked:?}");
    let mut watcher = serving.browser();
    serving.terminate();
    // As a load balancer does: nothing more is sent once the server is not ready.
    let told = loop {
        let (status, told) = watcher.get("/readyz").unwrap();
        if status == 503 {
            break told;
        }
    };
    load.not_ready.store(true, Ordering::Relaxed);
    assert!(told.contains("\"going_on\":false"), "{told}");
    let acknowledged: BTreeSet<String> =
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    let (status, log) = serving.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(acknowledged.len() >= BEFORE as usize);
    let asked = kith.run(&["health", "--metrics", &port]);
    assert_eq!(asked.status.code(), Some(1), "nobody is there any more");
    let kept = organisations(&kith);
    let lost: Vec<&String> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(kith.run(&["audit", "verify"]).status.success(), "the chain holds");
}

/// Adds organisations until the server is not ready; every request must be answered. Gives back those
/// that were acknowledged.
fn write(writer: u32, mut browser: Browser, load: &Load) -> Vec<String> {
    let mut names = Vec::new();
    for number in 0.. {
        if load.not_ready.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("Organisation {writer}-{number}");
        let typed = [("name", name.as_str()), ("kind", "nhs-community-trust"), ("ods_code", "")];
        browser.get("/organisations/new").expect("nobody is cut off");
        let (status, page) = browser.post("/organisations/new", &typed).expect("nobody is cut off");
        assert_eq!(status, 303, "{page}");
        load.acknowledged.fetch_add(1, Ordering::Relaxed);
        names.push(name);
    }
    names
}

fn organisations(kith: &Kith) -> BTreeSet<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&Location::Sqlite(kith.database())).await.unwrap();
        let names: Vec<String> = sql("SELECT name FROM frame_organisation")
            .all(&mut db.read().await.unwrap(), |row| row.get("name"))
            .await
            .unwrap();
        db.close().await;
        names.into_iter().collect()
    })
}

#[test]
fn what_would_be_open_to_the_network_is_refused_in_words() {
    let kith = Kith::new();
    let refused = kith.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(1));
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("nothing there would be encrypted"), "{why}");
    let ill = kith.run(&["doctor", "--listen", "0.0.0.0:8420"]);
    let told: serde_json::Value = serde_json::from_slice(&ill.stdout).unwrap();
    assert_eq!((ill.status.code(), &told["well"]), (Some(1), &false.into()));
    let well = kith.run(&["doctor"]);
    assert_eq!(well.status.code(), Some(0), "{}", String::from_utf8_lossy(&well.stdout));
}
