use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::super::{ann, now};
use super::{SETS, folder, later, order, pairs, records_at, state_of};
use crate::keeping::restore::{Present, restore};
use crate::keeping::{CannotKeep, backup};
use crate::testing::{each_empty_place, noted};
use crate::{Db, Fact, Value, sql};

#[tokio::test]
async fn a_backup_tells_what_it_holds_and_can_be_read_by_its_owner_alone() {
    for place in each_empty_place().await {
        let db = records_at(place.location()).await;
        let (folder, before) = (folder(), state_of(place.location()).await);
        let file = folder.path().join("backups/first");
        let made = backup::make(place.location(), &file, ("0.1.0", later())).await.unwrap();
        assert_eq!((&made.manifest.tables, &made.manifest.journal), (&before.0, &before.1));
        assert_eq!(made.bytes, fs::metadata(&file).unwrap().len());
        assert_eq!(backup::verify(&file).await.unwrap(), made.manifest);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let again = backup::make(place.location(), &file, ("0.1.0", later())).await;
        assert!(matches!(again, Err(CannotKeep::Exists(_))), "no backup is written over another");
        let left = fs::read_dir(file.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "nothing but the backup stays behind");
        db.close().await;
    }
}

/// Each change adds a row to `plan`, with its number, and a fact, so that in every consistent cut both
/// are as many and without gaps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_others_write_is_one_moment() {
    for (from, to) in pairs().await {
        let db = records_at(from.location()).await;
        let before = count(&db).await;
        let (stop, saved) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                tokio::spawn(write_on(db.clone(), writer, Arc::clone(&stop), Arc::clone(&saved)))
            })
            .collect();
        let folder = folder();
        let mut cuts = Vec::new();
        for number in 0..3 {
            reached(&saved, 60 * (number + 1)).await;
            let file = folder.path().join(format!("backup-{number}"));
            let acknowledged = saved.load(Ordering::SeqCst);
            let made = backup::make(from.location(), &file, ("0.1.0", later())).await.unwrap();
            cuts.push((file, acknowledged, made.manifest));
        }
        reached(&saved, 300).await;
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        db.close().await;
        for (_, acknowledged, manifest) in &cuts {
            let rows =
                |name: &str| manifest.tables.iter().find(|sum| sum.table == name).unwrap().rows;
            let (plans, facts) = (rows("plan"), rows("journal"));
            assert!(plans >= before.0 + acknowledged, "what was acknowledged is in it");
            assert_eq!(plans - before.0, facts - before.1, "each change is in it with its fact");
        }
        let (file, _, manifest) = cuts.pop().unwrap();
        restore(&file, &order(to.location(), Present::None)).await.unwrap();
        let back = Db::open(to.location()).await.unwrap();
        let rows = |name: &str| manifest.tables.iter().find(|sum| sum.table == name).unwrap().rows;
        assert_eq!(count(&back).await, (rows("plan"), rows("journal") + 1));
        assert!(back.migrate(SETS).await.unwrap().is_empty());
        back.close().await;
        let kind = if matches!(to.location(), crate::Location::Sqlite(_)) {
            "SQLite"
        } else {
            "PostgreSQL"
        };
        noted(
            &format!("backup while writing, {kind}"),
            "3 backups under 4 busy writers: each one consistent cut, restored equal",
        );
    }
}

async fn count(db: &Db) -> (u64, u64) {
    let mut reader = db.read().await.unwrap();
    let text =
        "SELECT (SELECT COUNT(*) FROM plan) AS plans, (SELECT COUNT(*) FROM journal) AS facts";
    sql(text).one(&mut reader, |row| Ok((row.get("plans")?, row.get("facts")?))).await.unwrap()
}

async fn write_on(db: Db, writer: u64, stop: Arc<AtomicBool>, saved: Arc<AtomicU64>) {
    let mut number = 0;
    while !stop.load(Ordering::SeqCst) {
        number += 1;
        let id = format!("busy-{writer}-{number}");
        db.write(now(), &ann(), move |tx| {
            Box::pin(async move {
                let row: Vec<Value> = vec![id.as_str().into(), "busy".into(), 1_i64.into()];
                tx.insert("plan", &["id", "title", "version"], vec![row]).await?;
                tx.record(Fact::new("plan.make", "plan", id));
                Ok(())
            })
        })
        .await
        .unwrap();
        saved.fetch_add(1, Ordering::SeqCst);
        // Four writers every 20 ms: 200 changes a second.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until so many changes were saved.
async fn reached(saved: &AtomicU64, many: u64) {
    while saved.load(Ordering::SeqCst) < many {
        tokio::task::yield_now().await;
    }
}

/// Positions that a seed chooses, the first and the last bytes among them; each byte is changed by a
/// single bit or by all of them.
#[tokio::test]
async fn one_changed_byte_is_found_a_thousand_times() {
    let place = each_empty_place().await.remove(0);
    let db = records_at(place.location()).await;
    let folder = folder();
    let file = folder.path().join("backup");
    backup::make(place.location(), &file, ("0.1.0", later())).await.unwrap();
    db.close().await;
    let whole = fs::read(&file).unwrap();
    let mut dice = 0x5eed_u64;
    let mut throw = || {
        // Knuth's MMIX generator (The Art of Computer Programming, volume 2, 3.3.4).
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).unwrap()
    };
    let mut found = 0;
    for turn in 0..1_000 {
        let at = match turn {
            0..100 => turn,
            100..200 => whole.len() - 1 - (turn - 100),
            _ => throw() % whole.len(),
        };
        let mut damaged = whole.clone();
        damaged[at] ^= if turn % 3 == 0 { 0xff } else { 1 << (throw() % 8) };
        fs::write(&file, &damaged).unwrap();
        match backup::verify(&file).await {
            Err(error) if error.is_about_truth() => found += 1,
            other => panic!("the changed byte {at} went unseen: {other:?}"),
        }
    }
    fs::write(&file, &whole).unwrap();
    backup::verify(&file).await.unwrap();
    noted("backup tamper", &format!("{found} of 1,000 changed bytes found"));
}

#[tokio::test]
async fn a_backup_that_was_cut_off_or_is_none_is_found() {
    let place = each_empty_place().await.remove(0);
    let db = records_at(place.location()).await;
    let folder = folder();
    let file = folder.path().join("backup");
    backup::make(place.location(), &file, ("0.1.0", later())).await.unwrap();
    db.close().await;
    let whole = fs::read(&file).unwrap();
    let mut longer = whole.clone();
    longer.push(0);
    for damaged in [&whole[..0], &whole[..31], &whole[..32], &whole[..whole.len() - 1], &longer] {
        fs::write(&file, damaged).unwrap();
        let refused = backup::verify(&file).await.unwrap_err();
        assert!(refused.is_about_truth(), "{} bytes: {refused}", damaged.len());
        let refused =
            restore(&file, &order(place.location(), Present::MoveAside)).await.unwrap_err();
        assert!(refused.is_about_truth(), "{refused}");
    }
    let missing = backup::verify(&folder.path().join("none")).await.unwrap_err();
    assert!(matches!(missing, CannotKeep::File(..)));
}
