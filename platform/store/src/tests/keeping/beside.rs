//! Files beside the database go along with the records, and each is held to its hash.

use std::fs;
use std::path::{Path, PathBuf};

use super::{SETS, folder, later, order, pairs, records_at};
use crate::keeping::export::{self, Contents, Part};
use crate::keeping::restore::{Order, Present, restore};
use crate::keeping::{CannotKeep, Cut, Kept, backup, files, import};
use crate::{Author, Location};

const PATHS: [&str; 2] = ["events/01A/rows.parquet", "events/01A/sums.json"];

/// A folder with two files that count and one that is on its way in.
fn lake(under: &Path) -> PathBuf {
    let lake = under.join("lake");
    for (path, bytes) in [
        (PATHS[0], &b"PAR1 \0\xff rows"[..]),
        (PATHS[1], b"{}"),
        (".arriving/x/rows.parquet", b"half"),
    ] {
        let path = lake.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    lake
}

fn same(one: &Path, other: &Path) {
    assert_eq!(files(one).unwrap(), PATHS);
    assert_eq!(files(other).unwrap(), PATHS);
    for path in PATHS {
        assert_eq!(
            fs::read(one.join(path)).unwrap(),
            fs::read(other.join(path)).unwrap(),
            "{path}"
        );
    }
}

async fn backed_up(at: &Location, lake: &Path, file: &Path) -> backup::Made {
    let kept = Kept { records: at, beside: Some(lake) };
    backup::make(kept, file, ("0.1.0", later())).await.unwrap()
}

#[tokio::test]
async fn files_come_back_with_the_records_and_those_that_were_there_are_moved_aside() {
    for (from, to) in pairs().await {
        records_at(from.location()).await.close().await;
        let folder = folder();
        let (lake, file) = (lake(folder.path()), folder.path().join("backup"));
        let made = backed_up(from.location(), &lake, &file).await;
        let told: Vec<&str> = made.manifest.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(told, PATHS);
        assert_eq!(backup::verify(&file).await.unwrap(), made.manifest);
        let into = folder.path().join("elsewhere/lake");
        fs::create_dir_all(into.join("events/old")).unwrap();
        fs::write(into.join("events/old/rows.parquet"), "older").unwrap();
        let order = Order { beside: Some(&into), ..order(to.location(), Present::None) };
        restore(&file, &order).await.unwrap();
        same(&lake, &into);
        let aside = folder.path().join("elsewhere/lake.before-2026-11-22T080000Z");
        assert_eq!(fs::read(aside.join("events/old/rows.parquet")).unwrap(), b"older");
    }
}

#[tokio::test]
async fn a_file_that_is_not_as_it_was_written_is_told_and_nothing_is_replaced() {
    for (from, to) in pairs().await {
        records_at(from.location()).await.close().await;
        let folder = folder();
        let (lake, file) = (lake(folder.path()), folder.path().join("backup"));
        let made = backed_up(from.location(), &lake, &file).await;
        let bytes = fs::read(&file).unwrap();
        let text = made.manifest.files[0].sha256.clone();
        let at = bytes.windows(text.len()).position(|part| part == text.as_bytes()).unwrap();
        for flipped in [at, bytes.len() / 2] {
            let mut damaged = bytes.clone();
            damaged[flipped] ^= 1;
            fs::write(&file, damaged).unwrap();
            let told = backup::verify(&file).await.unwrap_err();
            assert!(told.is_about_truth(), "{told}");
            let into = folder.path().join("into");
            let order = Order { beside: Some(&into), ..order(to.location(), Present::None) };
            assert!(restore(&file, &order).await.unwrap_err().is_about_truth());
            assert!(!into.exists());
        }
    }
}

#[tokio::test]
async fn files_go_out_with_an_export_and_come_in_with_it() {
    for (from, to) in pairs().await {
        records_at(from.location()).await.close().await;
        let folder = folder();
        let lake = lake(folder.path());
        let mut cut = Cut::of(from.location()).await.unwrap();
        let part = |table: &str| Part { table: table.into(), ..Part::default() };
        let parts = cut.records().map(|table| part(&table.name)).collect();
        let beside = Some((lake.clone(), files(&lake).unwrap()));
        let contents = Contents { parts, beside, ..Contents::default() };
        for name in ["out", "out.zip"] {
            let target = folder.path().join(name);
            export::write(&mut cut, &contents, &target).await.unwrap();
        }
        cut.close().await;
        let (author, into) = (Author::system("test"), folder.path().join("into"));
        let order = import::Order {
            into: to.location(),
            beside: Some(&into),
            sets: SETS,
            at: later(),
            author: &author,
        };
        import::read(&folder.path().join("out.zip"), &order).await.unwrap();
        same(&lake, &into);
        let again = import::read(&folder.path().join("out"), &order).await.unwrap_err();
        assert!(matches!(again, CannotKeep::NotEmpty(_)), "{again}");
        let path = folder.path().join("out/files").join(PATHS[0]);
        let mut bytes = fs::read(&path).unwrap();
        bytes[6] ^= 1;
        fs::write(path, bytes).unwrap();
        let told = import::look(&folder.path().join("out"), SETS).unwrap_err();
        assert!(told.is_about_truth(), "{told}");
    }
}
