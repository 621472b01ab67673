//! Fronts in the store, one statement a function.

use kith_store::{Author, Db, Fact, Reader, Row, StoreError, Value, sql};
use kith_terms::Id;
use serde_json::json;

use super::{Candidate, Front, Weighed, compact};

const SELECT: &str = "SELECT id, name, rules, across, upward, drawn, basis, person, organisation, drawn_at \
     FROM geography_front";

fn front(row: &Row) -> Result<Front, StoreError> {
    let (rules, basis): (String, String) = (row.get("rules")?, row.get("basis")?);
    let (across, upward): (String, String) = (row.get("across")?, row.get("upward")?);
    let wish = |key: &str| {
        Weighed::from_key(key).ok_or_else(|| StoreError::failed("a front of a wish that is none"))
    };
    Ok(Front {
        id: row.get("id")?,
        name: row.get("name")?,
        rules: serde_json::from_str(&rules).map_err(StoreError::failed)?,
        across: wish(&across)?,
        upward: wish(&upward)?,
        drawn: row.get("drawn")?,
        basis: serde_json::from_str(&basis).map_err(StoreError::failed)?,
        person: row.get("person")?,
        organisation: row.get("organisation")?,
        drawn_at: row.get("drawn_at")?,
    })
}

/// All fronts, newest first.
pub async fn all(reader: &mut Reader) -> Result<Vec<Front>, StoreError> {
    sql(format!("{SELECT} ORDER BY drawn_at DESC, id DESC")).all(reader, front).await
}

/// One front.
pub async fn one(reader: &mut Reader, id: Id<Front>) -> Result<Front, StoreError> {
    sql(format!("{SELECT} WHERE id = $1")).bind(id).one(reader, front).await
}

/// The plans of a front, in the order of their numbers.
pub async fn candidates(reader: &mut Reader, id: Id<Front>) -> Result<Vec<Candidate>, StoreError> {
    sql("SELECT number, weight_across, weight_upward, loss_across, loss_upward, plan \
         FROM geography_front_candidate WHERE front = $1 ORDER BY number")
    .bind(id)
    .all(reader, candidate)
    .await
}

fn candidate(row: &Row) -> Result<Candidate, StoreError> {
    let bytes: Vec<u8> = row.get("plan")?;
    let unreadable = || StoreError::failed("a plan of a front cannot be read back");
    Ok(Candidate {
        number: row.get("number")?,
        weights: (row.get("weight_across")?, row.get("weight_upward")?),
        losses: (row.get("loss_across")?, row.get("loss_upward")?),
        plan: compact::decode(&bytes).ok_or_else(unreadable)?,
    })
}

/// Saves a front with its plans.
pub async fn add(
    db: &Db,
    author: &Author,
    front: Front,
    candidates: Vec<Candidate>,
) -> Result<(), StoreError> {
    let text = |value: serde_json::Result<String>| value.map_err(StoreError::failed);
    let (rules, basis) =
        (text(serde_json::to_string(&front.rules))?, text(serde_json::to_string(&front.basis))?);
    let rows = candidates.iter().map(|one| of_candidate(front.id, one));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    db.write(front.drawn_at, author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO geography_front \
                 (id, name, rules, across, upward, drawn, basis, person, organisation, drawn_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(front.id)
            .bind(front.name.as_str())
            .bind(rules)
            .bind(front.across.key())
            .bind(front.upward.key())
            .bind(whole(front.drawn))
            .bind(basis)
            .bind(front.person.as_str())
            .bind(front.organisation.as_str())
            .bind(front.drawn_at)
            .run(tx)
            .await?;
            let columns = [
                "front",
                "number",
                "weight_across",
                "weight_upward",
                "loss_across",
                "loss_upward",
                "neighbourhoods",
                "plan",
            ];
            let kept = rows.len();
            tx.insert("geography_front_candidate", &columns, rows).await?;
            // Neither name nor rules: they may be for a private draft, and the journal is not.
            let told = json!({ "drawn": front.drawn, "kept": kept, "basis": front.basis });
            tx.record(Fact::new("front.draw", "front", front.id).after(told));
            Ok(())
        })
    })
    .await
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn of_candidate(front: Id<Front>, one: &Candidate) -> Result<Vec<Value>, StoreError> {
    let too_many = || StoreError::failed("a plan has more than 65,534 neighbourhoods");
    Ok(vec![
        front.into(),
        whole(one.number).into(),
        one.weights.0.into(),
        one.weights.1.into(),
        one.losses.0.into(),
        one.losses.1.into(),
        whole(one.plan.zones as u64).into(),
        Value::Bytes(compact::encode(&one.plan).ok_or_else(too_many)?),
    ])
}
