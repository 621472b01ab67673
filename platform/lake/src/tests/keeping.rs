//! Parts come whole or not at all, stay as they are, and go in one step.

use std::fs;

use super::{NAMES, all, columns, lake, load, row, written};
use crate::LakeError;

#[test]
fn a_part_is_there_once_it_is_whole() {
    let (_folder, lake) = lake();
    let mut writer = lake.writer("events", load(1), &columns()).unwrap();
    writer.write(vec![row("RX1", 1, 1)]).unwrap();
    assert_eq!(lake.parts().unwrap(), []);
    assert_eq!(all(&lake, 1).unwrap(), Vec::<Vec<kith_store::Value>>::new());
    let part = writer.finish().unwrap();
    assert_eq!(lake.parts().unwrap(), std::slice::from_ref(&part));
    assert_eq!(lake.part("events", load(1)).unwrap(), Some(part.clone()));
    assert_eq!(all(&lake, 1).unwrap(), [row("RX1", 1, 1)]);
    lake.verify(&part).unwrap();
    let files = [part.file(), format!("events/{}/sums.json", part.load)];
    assert_eq!(lake.files().unwrap(), files);
    assert_eq!(fs::metadata(lake.folder().join(part.file())).unwrap().len(), part.bytes);
}

#[test]
fn a_part_without_rows_is_a_part() {
    let (_folder, lake) = lake();
    let part = written(&lake, "events", 1, &[]);
    assert_eq!(all(&lake, 1).unwrap().len(), 0);
    let equal = [("local_id", "C1".into())];
    assert_eq!(lake.rows_of("events", &[load(1)], &equal, NAMES).unwrap().len(), 0);
    lake.verify(&part).unwrap();
}

#[test]
fn a_part_is_never_written_over() {
    let (_folder, lake) = lake();
    written(&lake, "events", 1, &[row("RX1", 1, 1)]);
    let again = lake.writer("events", load(1), &columns());
    assert!(matches!(again.err(), Some(LakeError::Exists { .. })));
    written(&lake, "letters", 1, &[row("RX1", 1, 1)]);
    assert_eq!(lake.parts().unwrap().len(), 2);
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (_one, here) = lake();
    let (_other, there) = lake();
    let rows: Vec<_> = (0..5000).map(|n| row("RX1", n % 611, n)).collect();
    assert_eq!(written(&here, "events", 1, &rows), written(&there, "events", 1, &rows));
}

#[test]
fn who_is_let_go_of_leaves_nothing() {
    let (_folder, lake) = lake();
    let mut writer = lake.writer("events", load(1), &columns()).unwrap();
    writer.write(vec![row("RX1", 1, 1)]).unwrap();
    drop(writer);
    assert_eq!(fs::read_dir(lake.folder().join(".arriving")).unwrap().count(), 0);
    written(&lake, "events", 1, &[row("RX1", 1, 2)]);
}

#[test]
fn an_arrival_that_was_cut_off_is_begun_anew() {
    let (_folder, lake) = lake();
    let left = lake.folder().join(format!(".arriving/events-{}", load(1)));
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("rows.parquet"), "PAR1 and then nothing").unwrap();
    written(&lake, "events", 1, &[row("RX1", 1, 1)]);
    assert_eq!(all(&lake, 1).unwrap(), [row("RX1", 1, 1)]);
}

#[test]
fn what_is_removed_is_gone_and_may_come_again() {
    let (_folder, lake) = lake();
    written(&lake, "events", 1, &[row("RX1", 1, 1)]);
    assert_eq!(all(&lake, 1).unwrap().len(), 1);
    assert!(lake.remove("events", load(1)).unwrap());
    assert!(!lake.remove("events", load(1)).unwrap());
    assert_eq!(all(&lake, 1).unwrap().len(), 0);
    written(&lake, "events", 1, &[row("RX1", 2, 1)]);
    assert_eq!(all(&lake, 1).unwrap(), [row("RX1", 2, 1)]);
}

#[test]
fn orphans_are_swept_and_the_rest_stays() {
    let (_folder, lake) = lake();
    let kept = written(&lake, "events", 1, &[row("RX1", 1, 1)]);
    let orphan = written(&lake, "events", 2, &[row("RX1", 1, 1)]);
    fs::create_dir_all(lake.folder().join(".arriving/events-3")).unwrap();
    fs::create_dir_all(lake.folder().join(".leaving/events-4")).unwrap();
    assert_eq!(lake.sweep(|part| part.load == kept.load).unwrap(), [orphan]);
    assert_eq!(lake.parts().unwrap(), [kept]);
    assert!(!lake.folder().join(".arriving/events-3").exists());
    assert!(!lake.folder().join(".leaving").exists());
}

#[test]
fn a_sweep_leaves_alone_what_somebody_is_writing() {
    let (_folder, lake) = lake();
    let mut writer = lake.writer("events", load(1), &columns()).unwrap();
    writer.write(vec![row("RX1", 1, 1)]).unwrap();
    assert_eq!(lake.sweep(|_| true).unwrap(), []);
    writer.finish().unwrap();
    assert_eq!(all(&lake, 1).unwrap(), [row("RX1", 1, 1)]);
}

#[test]
fn no_name_leads_out_of_the_lake() {
    let (_folder, lake) = lake();
    for name in ["", "..", "a/b", ".arriving", "Events"] {
        assert!(matches!(lake.part(name, load(1)), Err(LakeError::NotAName(_))), "{name}");
    }
}
