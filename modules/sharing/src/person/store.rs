//! Records and people in the store, one statement a function.

use jiff::civil::Date;
use kith_intake::load::Load;
use kith_store::{Author, Db, Fact, On, Query, Row, StoreError, Tx, sql};
use kith_terms::{Id, NhsNumber};
use serde_json::json;

use super::asked::By;
use super::{Gender, Key, Person, Record};

/// The table of records, and its columns as a load fills them, the load's id in front.
pub const RECORDS: &str = "sharing_record";

const SELECT: &str = "SELECT load, organisation, local_id, nhs_number, family_name, given_name, title, \
     birth_date, death_date, gender, ethnic_category, address, postcode, phone, practice \
     FROM sharing_record";

/// So many records are looked at in one search. A birthday of many (1 January 1900, where nobody knew) has
/// more; whoever looks for it is asked for more.
pub(crate) const MOST_RECORDS: u32 = 5_000;

fn record(row: &Row) -> Result<Record, StoreError> {
    // What is no NHS number, or no day, is none: it links nobody.
    let number: Option<String> = row.get("nhs_number")?;
    let day = |text: Option<String>| text.and_then(|text| text.parse::<Date>().ok());
    let gender: Option<String> = row.get("gender")?;
    Ok(Record {
        load: row.get("load")?,
        organisation: row.get("organisation")?,
        local_id: row.get("local_id")?,
        nhs_number: number.and_then(|number| number.parse().ok()),
        family_name: row.get("family_name")?,
        given_name: row.get("given_name")?,
        title: row.get("title")?,
        birth_date: day(row.get("birth_date")?),
        death_date: day(row.get("death_date")?),
        gender: gender.and_then(|code| Gender::from_code(&code)),
        ethnic_category: row.get("ethnic_category")?,
        address: row.get("address")?,
        postcode: row.get("postcode")?,
        phone: row.get("phone")?,
        practice: row.get("practice")?,
    })
}

/// The records of these loads that a search begins with.
pub(crate) async fn found(
    on: &mut impl On,
    by: &By,
    loads: &[Id<Load>],
) -> Result<Vec<Record>, StoreError> {
    let (condition, value) = match by {
        By::Number(number) => ("nhs_number = $1", number.digits().to_owned()),
        By::Born(born) => ("birth_date = $1", born.to_string()),
        By::Postcode(postcode) => ("REPLACE(UPPER(postcode), ' ', '') = $1", postcode.clone()),
    };
    of_loads(on, (condition, vec![value]), loads).await
}

/// The records of these loads that carry one of these numbers.
pub(crate) async fn with_numbers(
    on: &mut impl On,
    numbers: &[NhsNumber],
    loads: &[Id<Load>],
) -> Result<Vec<Record>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let condition = format!("nhs_number IN ({})", placeholders(1, numbers.len()));
    let values = numbers.iter().map(|number| number.digits().to_owned()).collect();
    of_loads(on, (&condition, values), loads).await
}

/// The records of these loads about a client.
pub(crate) async fn of_client(
    on: &mut impl On,
    (organisation, local_id): (&str, &str),
    loads: &[Id<Load>],
) -> Result<Vec<Record>, StoreError> {
    let values = vec![organisation.to_owned(), local_id.to_owned()];
    of_loads(on, ("organisation = $1 AND local_id = $2", values), loads).await
}

async fn of_loads(
    on: &mut impl On,
    (condition, values): (&str, Vec<String>),
    loads: &[Id<Load>],
) -> Result<Vec<Record>, StoreError> {
    if loads.is_empty() {
        return Ok(Vec::new());
    }
    let these = placeholders(values.len() + 1, loads.len());
    let text =
        format!("{SELECT} WHERE {condition} AND load IN ({these}) LIMIT {}", MOST_RECORDS + 1);
    let query = values.into_iter().fold(sql(text), Query::bind);
    loads.iter().fold(query, |query, load| query.bind(*load)).all(on, record).await
}

fn placeholders(first: usize, many: usize) -> String {
    (first..first + many).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// By what a person is known.
pub(crate) async fn key(on: &mut impl On, id: Id<Person>) -> Result<Key, StoreError> {
    let query =
        sql("SELECT nhs_number, birth_date, sender, local_id FROM sharing_person WHERE id = $1");
    query.bind(id).one_called("person", id, on, key_of).await
}

fn key_of(row: &Row) -> Result<Key, StoreError> {
    let number: Option<String> = row.get("nhs_number")?;
    match number {
        Some(number) => {
            let born: Date = row.get("birth_date")?;
            Ok(Key::Number(number.parse().map_err(StoreError::failed)?, born))
        }
        None => {
            Ok(Key::Client { organisation: row.get("sender")?, local_id: row.get("local_id")? })
        }
    }
}

/// The ids of people, in the order of their keys. Who has none yet gets the one that stands beside the key.
pub(crate) async fn ids(
    db: &Db,
    (now, author): (jiff::Timestamp, &Author),
    keys: Vec<(Key, Id<Person>)>,
) -> Result<Vec<Id<Person>>, StoreError> {
    let mut known = Vec::with_capacity(keys.len());
    let mut reader = db.read().await?;
    for (key, _) in &keys {
        known.extend(id(&mut reader, key).await?);
    }
    drop(reader);
    if known.len() == keys.len() {
        return Ok(known);
    }
    db.write(now, author, move |tx| Box::pin(number(tx, keys))).await
}

/// Gives those an id who have none.
async fn number(tx: &mut Tx, keys: Vec<(Key, Id<Person>)>) -> Result<Vec<Id<Person>>, StoreError> {
    let (mut all, mut new) = (Vec::with_capacity(keys.len()), 0);
    for (key, fresh) in keys {
        // Somebody else may have found them in the meantime.
        if let Some(known) = id(tx, &key).await? {
            all.push(known);
        } else {
            new += 1;
            add(tx, fresh, &key).await?;
            all.push(fresh);
        }
    }
    tx.record(Fact::new("person.number", "people", "found").after(json!({ "new": new })));
    Ok(all)
}

async fn id(on: &mut impl On, key: &Key) -> Result<Option<Id<Person>>, StoreError> {
    let query = match key {
        Key::Number(number, born) => {
            sql("SELECT id FROM sharing_person WHERE nhs_number = $1 AND birth_date = $2")
                .bind(number.digits())
                .bind(*born)
        }
        Key::Client { organisation, local_id } => {
            sql("SELECT id FROM sharing_person WHERE sender = $1 AND local_id = $2")
                .bind(organisation.as_str())
                .bind(local_id.as_str())
        }
    };
    query.optional(on, |row| row.get("id")).await
}

async fn add(tx: &mut Tx, id: Id<Person>, key: &Key) -> Result<(), StoreError> {
    let (number, born, organisation, local_id) = match key {
        Key::Number(number, born) => (Some(number.digits()), Some(*born), None, None),
        Key::Client { organisation, local_id } => {
            (None, None, Some(organisation.as_str()), Some(local_id.as_str()))
        }
    };
    sql("INSERT INTO sharing_person (id, nhs_number, birth_date, sender, local_id) \
         VALUES ($1, $2, $3, $4, $5)")
    .bind(id)
    .bind(number)
    .bind(born)
    .bind(organisation)
    .bind(local_id)
    .run(tx)
    .await?;
    Ok(())
}
