//! What is written is found, each client's rows and all of them.

use kith_store::Value;
use proptest::prelude::*;

use super::{NAMES, all, in_order, lake, load, row, written};
use crate::{Column, GROUP, Kind, LakeError, PAGE};

fn rows() -> impl Strategy<Value = Vec<Vec<Value>>> {
    let one = (prop_oneof!["RX1", "RX10", "Y0"], 0..40_u32, any::<u32>());
    let row = one.prop_map(|(whose, client, number)| row(&whose, client, number));
    prop::collection::vec(row, 0..400)
}

/// The rows of a client, worked out in the plainest way.
fn plainly(rows: &[Vec<Value>], whose: &Value, client: &Value) -> Vec<Vec<Value>> {
    rows.iter().filter(|row| row[0] == *whose && row[1] == *client).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_row_is_lost_or_added_and_each_client_is_found(some in rows(), others in rows()) {
        let (_folder, lake) = lake();
        let parts = [written(&lake, "events", 1, &some), written(&lake, "events", 2, &others)];
        prop_assert_eq!(parts.map(|part| part.rows), [some.len() as u64, others.len() as u64]);
        prop_assert_eq!(in_order(all(&lake, 1).unwrap()), in_order(some.clone()));
        let both: Vec<_> = some.into_iter().chain(others).collect();
        for client in 0..41 {
            let (whose, client) = (Value::from("RX1"), Value::from(format!("C{client:06}")));
            let equal = [("organisation", whose.clone()), ("local_id", client.clone())];
            let loads = [load(1), load(2), load(3)];
            let found = lake.rows_of("events", &loads, &equal, NAMES).unwrap();
            prop_assert_eq!(in_order(found), in_order(plainly(&both, &whose, &client)));
        }
    }
}

#[test]
fn a_client_is_found_among_several_groups() {
    let (_folder, lake) = lake();
    let many = u32::try_from(2 * GROUP + 5 * PAGE + 1).unwrap();
    // One client after the other, again and again, so that each is in every group.
    let rows: Vec<_> = (0..many).map(|n| row("RX1", n % 50_021, n)).collect();
    written(&lake, "events", 1, &rows);
    for client in [0, 1, 25_000, 50_020] {
        let id = Value::from(format!("C{client:06}"));
        let equal = [("organisation", "RX1".into()), ("local_id", id.clone())];
        let found = lake.rows_of("events", &[load(1)], &equal, NAMES).unwrap();
        assert_eq!(in_order(found), in_order(plainly(&rows, &"RX1".into(), &id)));
    }
    let nobody = lake.rows_of("events", &[load(1)], &[("local_id", "C050021".into())], NAMES);
    assert_eq!(nobody.unwrap(), Vec::<Vec<Value>>::new());
    assert_eq!(all(&lake, 1).unwrap().len(), many as usize);
}

#[test]
fn columns_come_in_the_order_in_which_they_are_asked_for() {
    let (_folder, lake) = lake();
    written(&lake, "events", 1, &[row("RX1", 7, 4)]);
    let equal = [("local_id", Value::from("C000007"))];
    let found = lake.rows_of("events", &[load(1)], &equal, &["weight", "colour", "organisation"]);
    assert_eq!(found.unwrap(), [[Value::Whole(4), Value::Null, "RX1".into()]]);
}

#[test]
fn what_cannot_be_equal_to_anything_finds_nothing() {
    let (_folder, lake) = lake();
    written(&lake, "events", 1, &[row("RX1", 7, 3)]);
    for equal in [("stream", Value::Null), ("colour", "red".into()), ("weight", "3".into())] {
        let found = lake.rows_of("events", &[load(1)], &[equal], NAMES).unwrap();
        assert_eq!(found, Vec::<Vec<Value>>::new());
    }
}

#[test]
fn a_row_that_does_not_fit_is_told_and_nothing_is_kept() {
    let (_folder, lake) = lake();
    let columns = [Column::key("local_id"), Column::of("weight", Kind::Whole)];
    for (row, why) in [
        (vec!["A".into()], "it has 1 values for 2 columns"),
        (vec![Value::Null, 1_i64.into()], "local_id is empty, and rows are found by it"),
        (vec!["A".into(), "heavy".into()], "weight is of the kind text"),
    ] {
        let mut writer = lake.writer("events", load(1), &columns).unwrap();
        let Err(LakeError::Unfit { why: told, .. }) = writer.write(vec![row]) else {
            panic!("it was taken");
        };
        assert_eq!(told, why);
        drop(writer);
        assert_eq!(lake.part("events", load(1)).unwrap(), None);
    }
}
