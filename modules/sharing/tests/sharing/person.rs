//! Invented people in the records and in the lake, past the intake of files: loads that count, with rows of
//! any number.

use kith_frame::testing::House;
use kith_intake::Kept;
use kith_intake::load::{Changes, Load, WasRead};
use kith_lake::Column;
use kith_sharing::homes::EVENT;
use kith_sharing::person::store;
use kith_store::{Author, Fact, Value, sql};
use kith_terms::Id;

/// The columns that a test fills, in the order of [`row`].
const FILLED: &[&str] = &[
    "load",
    "organisation",
    "local_id",
    "nhs_number",
    "family_name",
    "given_name",
    "birth_date",
    "postcode",
    "practice",
    "gender",
    "address",
    "death_date",
];

/// Lets a load of a kind count from a day on, with records from lines: organisation, local id, NHS number,
/// family name, given name, date of birth, postcode, practice, gender, address, date of death. What is
/// left out or a dash is nothing.
pub(crate) async fn load(house: &House, (kind, from): (&str, &str), lines: &[String]) -> Id<Load> {
    let (now, id) = (house.app.clock.now(), house.app.dice.id(house.app.clock.now()));
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| row(id, line)).collect();
    let (kind, from) = (kind.to_owned(), from.to_owned());
    let author = Author::system("test");
    let done = house.app.db.write(now, &author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO intake_load (id, kind, file, sha256, bytes, state, valid_from, read, changes, \
                 findings, person, arrived_at, accepted_at) \
                 VALUES ($1, $2, 'x.csv', 'x', 1, 'accepted', $3, $5, $6, 0, 'test', $4, $4)")
            .bind(id)
            .bind(kind)
            .bind(from)
            .bind(now)
            .bind(serde_json::json!(WasRead::default()).to_string())
            .bind(serde_json::json!(Changes::default()).to_string())
            .run(tx)
            .await?;
            tx.insert(store::RECORDS, FILLED, rows).await?;
            tx.record(Fact::new("load.arrive", "load", id));
            Ok(())
        })
    });
    done.await.unwrap();
    id
}

fn row(load: Id<Load>, line: &str) -> Vec<Value> {
    let mut parts = line.split('|').map(str::trim);
    let rest = FILLED[1..].iter().map(|_| match parts.next() {
        None | Some("-" | "") => Value::Null,
        Some(text) => text.into(),
    });
    std::iter::once(Value::from(load)).chain(rest).collect()
}

/// The columns as taking in an extract has them: events are found by client.
fn columns() -> Vec<Column> {
    let Kept::Lake(keys) = EVENT.kept else { unreachable!("events are kept in the lake") };
    let column = |name: &&str| {
        if keys.contains(name) { Column::key(name) } else { Column::text(name) }
    };
    EVENT.columns.iter().map(column).collect()
}

/// Adds a load's events from lines: organisation, local id, event id, stream, began, description.
pub(crate) fn events_of(house: &House, load: Id<Load>, lines: &[String]) {
    let mut writer = house.app.lake.writer(EVENT.name, load, &columns()).unwrap();
    let row = |line: &String| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let at = ["organisation", "local_id", "event_id", "stream", "began", "description"];
        let cell = |column: &&str| {
            let number = at.iter().position(|name| name == column);
            number.and_then(|number| parts.get(number)).map_or(Value::Null, |text| (*text).into())
        };
        EVENT.columns.iter().map(cell).collect()
    };
    writer.write(lines.iter().map(row).collect()).unwrap();
    writer.finish().unwrap();
}

/// The lines of a table.
pub(crate) fn lines(table: &str) -> Vec<String> {
    table.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
