//! What accepting a load would change, as told before anybody accepts it.

use kith_intake::load::TableChanges;

use crate::trial::on_each_backend;

/// Loads the standing files one after the other, brings the new one, and compares its review, `new
/// changed same gone`.
async fn check(standing: &[&str], new: &str, review: [u64; 4]) {
    on_each_backend(async |trial| {
        for file in standing {
            trial.load(file).await;
        }
        let load = trial.bring_new(new).await;
        let [new, changed, same, gone] = review;
        let [told] = &load.changes.0[..] else { panic!("{:?}", load.changes) };
        let wanted = TableChanges { table: told.table.clone(), new, changed, same, gone, close: 0 };
        assert_eq!(told, &wanted, "on SQLite: {}", trial.db.is_sqlite());
        assert_eq!(trial.look(load.id).await.changes, load.changes);
    })
    .await;
}

const STANDS: &str = "whole | amount | note
                      ann   | 1      |
                      ben   | 2      | x
                      cem   | 3      |
                      dot   | 4      | y";

#[tokio::test]
async fn all_rows_of_the_first_load_are_new() {
    check(&[], STANDS, [4, 0, 0, 0]).await;
}

#[tokio::test]
async fn new_changed_same_and_gone_rows_are_told_apart() {
    let new = "whole | amount | note
               ann   | 1      |
               ben   | 2      |
               cem   | 4      |
               eve   | 5      |
               fay   | 6      | z";
    // ann as before; ben has lost its note and cem has another amount; dot is gone.
    check(&[STANDS], new, [2, 2, 1, 1]).await;
}

#[tokio::test]
async fn a_note_that_comes_is_a_change_and_one_that_stays_is_none() {
    let new = "whole | amount | note
               ann   | 1      | new
               ben   | 2      | x
               cem   | 3      |
               dot   | 4      | y";
    check(&[STANDS], new, [0, 1, 3, 0]).await;
}

#[tokio::test]
async fn only_the_newest_load_of_a_whole_feed_is_compared_with() {
    let older = "whole | amount
                 ann   | 9
                 zoe   | 9";
    check(&[older, STANDS], &STANDS.replace("| x", "| q"), [0, 1, 3, 0]).await;
}

#[tokio::test]
async fn nothing_is_gone_where_loads_add_up() {
    let stands = STANDS.replace("whole", "part");
    check(&[&stands], "part | amount\nann | 1\neve | 5", [1, 0, 1, 0]).await;
}

#[tokio::test]
async fn where_loads_add_up_the_newest_row_of_a_key_is_compared_with() {
    let first = "part | amount
                 ann  | 1
                 ben  | 2";
    let second = "part | amount
                  ann  | 7";
    // ann was 1 once but is 7 now; ben is as the first load left it.
    let third = "part | amount
                 ann  | 1
                 ben  | 2
                 cem  | 3";
    check(&[first, second], third, [1, 1, 1, 0]).await;
    check(&[first, second], "part | amount\nann | 7", [0, 0, 1, 0]).await;
}

#[tokio::test]
async fn a_file_about_an_earlier_day_is_compared_with_what_counts_on_that_day() {
    let april = "whole | amount | from\nann | 1 | 2026-04-01";
    let june = "whole | amount | from\nann | 3 | 2026-06-01\nben | 3 | 2026-06-01";
    check(&[april, june], "whole | amount | from\nann | 1 | 2026-05-01", [0, 0, 1, 0]).await;
    check(&[april, june], "whole | amount | from\nann | 1 | 2026-03-01", [1, 0, 0, 0]).await;
    check(&[april, june], "whole | amount | from\nann | 3 | 2026-07-01", [0, 0, 1, 1]).await;
}

#[tokio::test]
async fn what_was_rolled_back_is_not_compared_with() {
    on_each_backend(async |trial| {
        let (load, _) = trial.load(STANDS).await;
        trial.roll_back(&load).await;
        let again = trial.bring_new(STANDS).await;
        assert_eq!((again.changes.0[0].new, again.changes.0[0].same), (4, 0));
    })
    .await;
}
