//! Bad rows, refused files and discarded loads.

use kith_intake::load::{self, CannotArrive, Load, LoadState};
use kith_terms::{Finding, Place};

use crate::trial::{AMOUNT, Trial, WHOLE, on_each_backend};

const WITH_BAD_ROWS: &str = "whole | amount
                             ann   | 1
                             ben   | many
                             cem   | 3
                             dot   |
                             eve   | -5";

async fn findings(trial: &Trial, load: &Load, skip: u32, most: u32) -> Vec<Finding> {
    let mut reader = trial.db.read().await.unwrap();
    load::findings(&mut reader, load.id, skip, most).await.unwrap()
}

#[tokio::test]
async fn bad_rows_are_in_quarantine_with_place_value_rule_and_remedy() {
    on_each_backend(async |trial| {
        let load = trial.bring_new(WITH_BAD_ROWS).await;
        let bad = |line, value: Option<&str>| Finding {
            place: Place {
                file: "amounts.csv".to_owned(),
                line: Some(line),
                column: Some("amount".to_owned()),
            },
            value: value.map(str::to_owned),
            rule: AMOUNT.says.to_owned(),
            remedy: AMOUNT.remedy.to_owned(),
        };
        let wanted = [bad(3, Some("many")), bad(5, None), bad(6, Some("-5"))];
        assert_eq!(findings(trial, &load, 0, 100).await, wanted);
        assert_eq!(findings(trial, &load, 1, 1).await, wanted[1..2]);
        assert_eq!((load.findings, trial.look(load.id).await.findings), (3, 3));
        trial.accept(&load).await.unwrap();
        assert_eq!(trial.counts(&WHOLE).await, "ann 1, cem 3");
    })
    .await;
}

#[tokio::test]
async fn more_findings_than_are_handed_on_at_once_keep_their_order() {
    on_each_backend(async |trial| {
        let rows: Vec<String> = (0..2_500).map(|row| format!("n{row} | x{row}")).collect();
        let text = format!("whole | amount\n{}", rows.join("\n"));
        let load = trial.bring_new(&text).await;
        assert_eq!(load.findings, 2_500);
        let kept = findings(trial, &load, 0, u32::MAX).await;
        let values: Vec<_> = kept.iter().map(|finding| finding.value.clone().unwrap()).collect();
        let wanted: Vec<_> = (0..2_500).map(|row| format!("x{row}")).collect();
        assert_eq!(values, wanted);
    })
    .await;
}

#[tokio::test]
async fn a_discarded_load_loses_its_rows_and_keeps_its_findings() {
    on_each_backend(async |trial| {
        let load = trial.bring_new(WITH_BAD_ROWS).await;
        assert_eq!(trial.rows(&WHOLE, load.id).await.len(), 2);
        trial.discard(&load).await.unwrap();
        assert_eq!(trial.look(load.id).await.state, LoadState::Discarded);
        assert_eq!(trial.rows(&WHOLE, load.id).await, []);
        assert_eq!(findings(trial, &load, 0, 100).await.len(), 3);
        assert_eq!(trial.counts(&WHOLE).await, "");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_no_feed_knows_leaves_nothing() {
    on_each_backend(async |trial| {
        let refused = trial.bring("weight | height\n1 | 2").await;
        let Err(CannotArrive::Refused(finding)) = refused else { panic!("{refused:?}") };
        assert_eq!(finding.value.as_deref(), Some("weight, height"));
        let mut reader = trial.db.read().await.unwrap();
        assert_eq!(load::count(&mut reader).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_to_its_end_leaves_no_rows() {
    on_each_backend(async |trial| {
        let rows: Vec<String> = (0..2_500).map(|row| format!("n{row} | {row}")).collect();
        let text = format!("whole | amount\n{}\nbad | x\nBREAK | 1", rows.join("\n"));
        let refused = trial.bring(&text).await;
        let Err(CannotArrive::Refused(finding)) = refused else { panic!("{refused:?}") };
        assert_eq!(finding.rule, "this is not a trial that can be read (it breaks)");
        let load = trial.only_load().await;
        assert_eq!(load.state, LoadState::Discarded);
        assert_eq!(trial.rows(&WHOLE, load.id).await, []);
    })
    .await;
}
