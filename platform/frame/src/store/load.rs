//! Which loads there are, for what is kept of them beside the database.

use kith_store::{On, StoreError, sql};

/// The table of loads.
pub(crate) const LOADS: &str = "intake_load";

/// The ids of the loads that meet a condition, with `$1` for the organisation.
pub(crate) async fn ids_where(
    on: &mut impl On,
    condition: &str,
    organisation: &str,
) -> Result<Vec<String>, StoreError> {
    sql(format!("SELECT id FROM {LOADS} WHERE {condition}"))
        .bind(organisation)
        .all(on, |row| row.get("id"))
        .await
}

/// The ids of the loads whose rows are kept: all that were not discarded.
pub(crate) async fn kept(on: &mut impl On) -> Result<Vec<String>, StoreError> {
    sql(format!("SELECT id FROM {LOADS} WHERE state <> 'discarded'"))
        .all(on, |row| row.get("id"))
        .await
}
