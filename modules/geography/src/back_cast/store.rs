//! Measures of any period in the store, one statement a function.

use kith_intake::load;
use kith_store::{Reader, StoreError, sql};
use kith_terms::{Id, LsoaCode};

use crate::measure::REGISTERED;

/// The loads that hold a measure, whether they count now or were followed by others.
pub async fn loads_with(
    reader: &mut Reader,
    measure: &str,
) -> Result<Vec<Id<load::Load>>, StoreError> {
    if measure == REGISTERED {
        return sql(
            "SELECT DISTINCT load FROM geography_registration WHERE sex = 'all' ORDER BY load",
        )
        .all(reader, |row| row.get("load"))
        .await;
    }
    sql("SELECT DISTINCT load FROM geography_measure WHERE measure = $1 ORDER BY load")
        .bind(measure)
        .all(reader, |row| row.get("load"))
        .await
}

/// The values of a measure in a load, by the code that stands for the area.
pub async fn values(
    reader: &mut Reader,
    load: Id<load::Load>,
    measure: &str,
) -> Result<Vec<(String, f64)>, StoreError> {
    if measure == REGISTERED {
        return sql("SELECT area, CAST(SUM(patients) AS DOUBLE PRECISION) AS value \
                    FROM geography_registration WHERE load = $1 AND sex = 'all' \
                    GROUP BY area ORDER BY area")
        .bind(load)
        .all(reader, |row| Ok((row.get("area")?, row.get("value")?)))
        .await;
    }
    sql("SELECT area, value FROM geography_measure WHERE load = $1 AND measure = $2 ORDER BY area")
        .bind(load)
        .bind(measure)
        .all(reader, |row| Ok((row.get("area")?, row.get("value")?)))
        .await
}

/// Which areas took the place of which, as a load tells it.
pub async fn successors(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(LsoaCode, LsoaCode)>, StoreError> {
    sql("SELECT area, successor FROM geography_area_successor WHERE load = $1 ORDER BY area, successor")
        .bind(load)
        .all(reader, |row| Ok((row.get("area")?, row.get("successor")?)))
        .await
}
