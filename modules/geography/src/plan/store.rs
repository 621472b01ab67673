//! Plans in the store, one statement a function.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{AsOf, Author, Db, Fact, On, Reader, Row, StoreError, Tx, Value, sql};
use kith_terms::{Id, LsoaCode};
use serde_json::json;

use super::{Assignment, Neighbourhood, Plan, PlanState, sight};

/// A published plan ends on the day from which the next is in force. That is worked out, not kept:
/// a published row never changes.
const SELECT: &str = "SELECT p.id, p.version, p.name, p.state, p.rules, p.facts, p.basis, \
     p.person, p.drawn_at, p.published_at, p.valid_from, \
     (SELECT min(n.valid_from) FROM geography_plan n WHERE n.state = 'published' \
      AND p.state = 'published' AND (n.valid_from > p.valid_from \
      OR (n.valid_from = p.valid_from AND n.published_at > p.published_at))) AS valid_to \
     FROM geography_plan p";

fn plan(row: &Row) -> Result<Plan, StoreError> {
    let state: String = row.get("state")?;
    let (rules, facts, basis): (String, String, String) =
        (row.get("rules")?, row.get("facts")?, row.get("basis")?);
    Ok(Plan {
        id: row.get("id")?,
        version: row.get("version")?,
        name: row.get("name")?,
        state: PlanState::from_key(&state),
        rules: serde_json::from_str(&rules).map_err(StoreError::failed)?,
        facts: serde_json::from_str(&facts).map_err(StoreError::failed)?,
        basis: serde_json::from_str(&basis).map_err(StoreError::failed)?,
        person: row.get("person")?,
        drawn_at: row.get("drawn_at")?,
        published_at: row.get("published_at")?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
    })
}

/// All plans but the discarded ones, newest first.
pub async fn all(reader: &mut Reader) -> Result<Vec<Plan>, StoreError> {
    sql(format!("{SELECT} WHERE p.state <> 'discarded' ORDER BY p.drawn_at DESC, p.id DESC"))
        .all(reader, plan)
        .await
}

/// One plan.
pub async fn one(on: &mut impl On, id: Id<Plan>) -> Result<Plan, StoreError> {
    sql(format!("{SELECT} WHERE p.id = $1")).bind(id).one(on, plan).await
}

/// The plan in force on a day, as it was known at a moment.
pub async fn in_force(on: &mut impl On, as_of: AsOf) -> Result<Option<Plan>, StoreError> {
    sql(format!(
        "{SELECT} WHERE p.state = 'published' AND p.published_at <= $2 AND p.valid_from <= $1 \
         ORDER BY p.valid_from DESC, p.published_at DESC LIMIT 1"
    ))
    .bind(as_of.at)
    .bind(as_of.known)
    .optional(on, plan)
    .await
}

/// Which neighbourhood each area of a plan belongs to.
pub async fn assignment(reader: &mut Reader, id: Id<Plan>) -> Result<Assignment, StoreError> {
    let neighbourhoods: Vec<Neighbourhood> =
        sql("SELECT code, name FROM geography_neighbourhood WHERE plan = $1 ORDER BY code")
            .bind(id)
            .all(reader, |row| Ok(Neighbourhood { code: row.get("code")?, name: row.get("name")? }))
            .await?;
    let position: HashMap<String, usize> =
        neighbourhoods.iter().enumerate().map(|(at, n)| (n.code.clone(), at)).collect();
    let areas: Vec<(LsoaCode, String)> =
        sql("SELECT area, neighbourhood FROM geography_plan_area WHERE plan = $1 ORDER BY area")
            .bind(id)
            .all(reader, |row| Ok((row.get("area")?, row.get("neighbourhood")?)))
            .await?;
    let unknown =
        || StoreError::failed("an area is in a neighbourhood that the plan does not have");
    let areas = areas
        .into_iter()
        .map(|(area, code)| Ok((area, *position.get(&code).ok_or_else(unknown)?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Assignment { neighbourhoods, areas })
}

/// Saves a plan that was drawn.
pub async fn add(
    db: &Db,
    author: &Author,
    plan: Plan,
    assignment: Assignment,
) -> Result<(), StoreError> {
    db.write(plan.drawn_at, author, move |tx| {
        Box::pin(async move {
            put(tx, &plan, &assignment).await?;
            // Neither name, rules nor figures: a draft may be private, and the journal is not.
            let fact = Fact::new("plan.draw", "plan", plan.id);
            tx.record(fact.after(json!({ "basis": plan.basis })));
            Ok(())
        })
    })
    .await
}

/// Writes the rows of a new plan; the fact is the caller's.
pub(super) async fn put(
    tx: &mut Tx,
    plan: &Plan,
    assignment: &Assignment,
) -> Result<(), StoreError> {
    insert(tx, plan).await?;
    sight::store::own(tx, plan.id).await?;
    let id = plan.id;
    let neighbourhoods = assignment.neighbourhoods.iter();
    let rows: Vec<Vec<Value>> = neighbourhoods
        .map(|n| vec![id.into(), n.code.as_str().into(), n.name.as_str().into()])
        .collect();
    tx.insert("geography_neighbourhood", &["plan", "code", "name"], rows).await?;
    let code = |at: usize| Value::from(assignment.neighbourhoods[at].code.as_str());
    let areas = assignment.areas.iter();
    let rows = areas.map(|(area, at)| vec![id.into(), (*area).into(), code(*at)]).collect();
    tx.insert("geography_plan_area", &["plan", "area", "neighbourhood"], rows).await?;
    Ok(())
}

async fn insert(tx: &mut Tx, plan: &Plan) -> Result<(), StoreError> {
    sql("INSERT INTO geography_plan \
         (id, version, name, state, rules, facts, basis, person, drawn_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(plan.id)
    .bind(plan.version)
    .bind(plan.name.as_str())
    .bind(plan.state.key())
    .bind(text(&plan.rules)?)
    .bind(text(&plan.facts)?)
    .bind(text(&plan.basis)?)
    .bind(plan.person.as_str())
    .bind(plan.drawn_at)
    .run(tx)
    .await
    .map(|_| ())
}

pub(super) fn text(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::failed)
}

/// Publishes a plan: it is in force from that day. A plan to which a partner has not agreed is refused as
/// stale; who asks looks first, by [`super::life::publishing::publish`].
pub async fn publish(
    db: &Db,
    at: Timestamp,
    author: &Author,
    draft: &Plan,
    from: Date,
) -> Result<(), StoreError> {
    let (id, version) = (draft.id, draft.version);
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("UPDATE geography_plan SET state = 'published', version = version + 1, \
                 published_at = $1, valid_from = $2 \
                 WHERE id = $3 AND version = $4 AND state IN ('draft', 'proposed') \
                 AND NOT EXISTS (SELECT 1 FROM geography_partner q WHERE q.plan = $3 \
                 AND NOT EXISTS (SELECT 1 FROM geography_agreement a \
                 WHERE a.plan = q.plan AND a.organisation = q.organisation))")
            .bind(tx.at())
            .bind(from)
            .bind(id)
            .bind(version)
            .run_expecting_one(tx, "plan", &id.to_string())
            .await?;
            tx.record(Fact::new("plan.publish", "plan", id).after(json!({ "valid_from": from })));
            Ok(())
        })
    })
    .await
}

/// Discards a draft.
pub async fn discard(
    db: &Db,
    at: Timestamp,
    author: &Author,
    draft: &Plan,
) -> Result<(), StoreError> {
    let (id, version) = (draft.id, draft.version);
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("UPDATE geography_plan SET state = 'discarded', version = version + 1 \
                 WHERE id = $1 AND version = $2 AND state = 'draft'")
            .bind(id)
            .bind(version)
            .run_expecting_one(tx, "plan", &id.to_string())
            .await?;
            tx.record(Fact::new("plan.discard", "plan", id));
            Ok(())
        })
    })
    .await
}
