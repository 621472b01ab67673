//! A file that is torn or has a flipped bit is told, and never read as something else.

use std::fs;
use std::sync::LazyLock;

use kith_store::Value;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{all, lake, row, written};
use crate::{Lake, LakeError, Part};

const FILES: [&str; 2] = ["rows.parquet", "sums.json"];

/// A part of several blocks, whose bytes are damaged one way after the other.
struct Whole {
    folder: TempDir,
    part: Part,
    rows: Vec<Vec<Value>>,
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let (folder, lake) = lake();
    let given: Vec<_> = (0..9000).map(|n| row("RX1", n * 7919 % 4001, n * n)).collect();
    let part = written(&lake, "events", 1, &given);
    assert!(part.bytes > 3 * (16 << 10), "it is to have several blocks");
    let rows = all(&lake, 1).unwrap();
    Whole { folder, part, rows }
});

/// A copy of the whole part, one file of which was changed.
fn with(file: &str, change: impl FnOnce(&mut Vec<u8>)) -> (TempDir, Lake) {
    let (folder, lake) = lake();
    let from = WHOLE.folder.path().join("lake/events").join(&WHOLE.part.load);
    let to = lake.folder().join("events").join(&WHOLE.part.load);
    fs::create_dir_all(&to).unwrap();
    for name in FILES {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
    let mut bytes = fs::read(to.join(file)).unwrap();
    change(&mut bytes);
    fs::write(to.join(file), bytes).unwrap();
    (folder, lake)
}

/// Whoever looks is told, and whoever reads is told or gets what was written.
fn is_told(lake: &Lake) {
    let verified = lake.verify(&WHOLE.part);
    assert!(matches!(verified, Err(LakeError::Damaged { .. })), "{verified:?}");
    match all(lake, 1) {
        Ok(rows) => assert_eq!(rows, WHOLE.rows),
        Err(error) => assert!(error.is_about_truth(), "{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_flipped_bit_is_told(file in 0..2_usize, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (_folder, lake) = with(FILES[file], |bytes| {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        });
        is_told(&lake);
    }

    #[test]
    fn a_torn_file_is_told(file in 0..2_usize, at in any::<prop::sample::Index>()) {
        let (_folder, lake) = with(FILES[file], |bytes| bytes.truncate(at.index(bytes.len())));
        is_told(&lake);
    }
}

#[test]
fn a_flipped_bit_is_told_in_a_file_that_is_open() {
    let (_folder, lake) = with("rows.parquet", |_| {});
    assert_eq!(all(&lake, 1).unwrap(), WHOLE.rows);
    let path = lake.folder().join(WHOLE.part.file());
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    let told = all(&lake, 1).unwrap_err();
    assert!(
        told.to_string().contains("the bytes from 0 on are not those that were written"),
        "{told}"
    );
}

#[test]
fn a_part_that_went_is_told_by_who_looks() {
    let (_folder, lake) = with("rows.parquet", |_| {});
    fs::remove_file(lake.folder().join(WHOLE.part.file())).unwrap();
    assert!(matches!(lake.verify(&WHOLE.part), Err(LakeError::File(..))));
    assert!(matches!(all(&lake, 1), Err(LakeError::File(..))));
}
