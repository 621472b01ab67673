use super::STEPS;
use crate::testing::each_backend;
use crate::{Db, Migration, MigrationSet, StoreError};

const TWO: &[Migration] = &[
    STEPS.steps[0],
    Migration { name: "0002-note", sql: "ALTER TABLE plan ADD COLUMN note TEXT;" },
];

#[tokio::test]
async fn steps_are_applied_once_and_in_order() {
    for db in each_backend(&[]).await {
        let set = MigrationSet { owner: "plans", steps: TWO };
        assert_eq!(db.migrate(&[STEPS]).await.unwrap(), ["plans/0001-plan"]);
        assert_eq!(db.migrate(&[set]).await.unwrap(), ["plans/0002-note"]);
        assert!(db.migrate(&[set]).await.unwrap().is_empty());
        let again = Db::open(db.location()).await.unwrap();
        assert!(again.migrate(&[set]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn two_programs_that_start_together_apply_each_step_once() {
    for db in each_backend(&[]).await {
        let other = Db::open(db.location()).await.unwrap();
        let sets = [STEPS];
        let (a, b) = tokio::join!(db.migrate(&sets), other.migrate(&sets));
        assert_eq!(a.unwrap().len() + b.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_step_that_was_changed_and_a_newer_database_are_refused() {
    for db in each_backend(&[MigrationSet { owner: "plans", steps: TWO }]).await {
        let old = db.migrate(&[STEPS]).await.unwrap_err();
        assert!(matches!(&old, StoreError::TooNew { step, .. } if step == "0002-note"), "{old}");
        let steps: &[Migration] =
            &[TWO[0], Migration { name: "0002-note", sql: "ALTER TABLE plan ADD COLUMN x TEXT;" }];
        let steps: &'static [Migration] = Box::leak(steps.to_vec().into_boxed_slice());
        let changed = db.migrate(&[MigrationSet { owner: "plans", steps }]).await.unwrap_err();
        assert!(matches!(&changed, StoreError::StepChanged { step, .. } if step == "0002-note"));
    }
}

#[tokio::test]
async fn a_step_that_fails_leaves_no_half_of_itself_behind() {
    const BAD: MigrationSet = MigrationSet {
        owner: "visits",
        steps: &[Migration {
            name: "0001-visit",
            sql: "CREATE TABLE visit (id TEXT PRIMARY KEY); CREATE TABLE visit (id TEXT);",
        }],
    };
    const GOOD: MigrationSet = MigrationSet {
        owner: "visits",
        steps: &[Migration {
            name: "0001-visit",
            sql: "CREATE TABLE visit (id TEXT PRIMARY KEY);",
        }],
    };
    for db in each_backend(&[]).await {
        assert!(db.migrate(&[BAD]).await.is_err());
        assert_eq!(db.migrate(&[GOOD]).await.unwrap(), ["visits/0001-visit"]);
    }
}

#[tokio::test]
async fn a_module_that_this_program_does_not_have_makes_the_database_too_new() {
    const NEWER: MigrationSet = MigrationSet {
        owner: "weather",
        steps: &[Migration { name: "0001-rain", sql: "CREATE TABLE rain (day TEXT);" }],
    };
    for db in each_backend(&[STEPS, NEWER]).await {
        let old = MigrationSet { owner: "plans", steps: TWO };
        let refused = db.migrate(&[old]).await.unwrap_err();
        assert!(matches!(&refused, StoreError::TooNew { owner, .. } if owner == "weather"));
        // Nothing was touched: not even the step that was missing was applied.
        assert_eq!(db.migrate(&[old, NEWER]).await.unwrap(), ["plans/0002-note"]);
    }
}
