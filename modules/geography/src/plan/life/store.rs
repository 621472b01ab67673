//! What happened to plans, in the store. Each thing is written once, and only while the plan is at the
//! stage that it belongs to: a published plan takes nothing more.

use std::collections::HashMap;

use jiff::Timestamp;
use kith_frame::account::Account;
use kith_frame::organisation::Organisation;
use kith_frame::store::organisation;
use kith_store::{Author, Db, Fact, On, Reader, Row, StoreError, Tx, Value, sql};
use kith_terms::Id;
use serde_json::json;

use super::{Agreement, Answer, Consultation, Life, Objection, Outcome, Partner, Withdrawal};
use crate::plan::{Plan, PlanState};

/// What happened to a plan. An organisation that is gone is named by its id.
pub async fn life(reader: &mut Reader, plan: Id<Plan>) -> Result<Life, StoreError> {
    Ok(Life {
        consultation: consultation(reader, plan).await?,
        partners: partners(reader, plan).await?,
        objections: objections(reader, plan).await?,
        withdrawal: withdrawal(reader, plan).await?,
    })
}

async fn consultation(
    reader: &mut Reader,
    plan: Id<Plan>,
) -> Result<Option<Consultation>, StoreError> {
    sql("SELECT opens, closes, asked, reply_to FROM geography_consultation WHERE plan = $1")
        .bind(plan)
        .optional(reader, |row| {
            let asked: String = row.get("asked")?;
            Ok(Consultation {
                opens: row.get("opens")?,
                closes: row.get("closes")?,
                asked: serde_json::from_str(&asked).map_err(StoreError::failed)?,
                reply_to: row.get("reply_to")?,
            })
        })
        .await
}

async fn partners(reader: &mut Reader, plan: Id<Plan>) -> Result<Vec<Partner>, StoreError> {
    let mut agreed: HashMap<Id<Organisation>, Agreement> =
        sql("SELECT organisation, person, name, role, agreed_on, evidence \
             FROM geography_agreement WHERE plan = $1")
        .bind(plan)
        .all(reader, |row| Ok((row.get("organisation")?, agreement(row)?)))
        .await?
        .into_iter()
        .collect();
    let named: Vec<Id<Organisation>> =
        sql("SELECT organisation FROM geography_partner WHERE plan = $1 ORDER BY organisation")
            .bind(plan)
            .all(reader, |row| row.get("organisation"))
            .await?;
    let known = organisation::all(reader).await?;
    let name = |id: Id<Organisation>| {
        known.iter().find(|one| one.id == id).map_or_else(|| id.to_string(), |one| one.name.clone())
    };
    let mut partners: Vec<Partner> = named
        .into_iter()
        .map(|id| Partner { organisation: id, name: name(id), agreement: agreed.remove(&id) })
        .collect();
    partners.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(partners)
}

fn agreement(row: &Row) -> Result<Agreement, StoreError> {
    Ok(Agreement {
        person: row.get("person")?,
        name: row.get("name")?,
        role: row.get("role")?,
        agreed_on: row.get("agreed_on")?,
        evidence: row.get("evidence")?,
    })
}

async fn objections(reader: &mut Reader, plan: Id<Plan>) -> Result<Vec<Objection>, StoreError> {
    sql("SELECT o.id, o.number, o.stakeholder, o.organisation, o.words, o.received, \
         a.outcome, a.words AS answer, a.amended_in, a.answered_on \
         FROM geography_objection o LEFT JOIN geography_answer a ON a.objection = o.id \
         WHERE o.plan = $1 ORDER BY o.number")
    .bind(plan)
    .all(reader, objection)
    .await
}

fn objection(row: &Row) -> Result<Objection, StoreError> {
    let outcome: Option<String> = row.get("outcome")?;
    let answer = match outcome.as_deref().and_then(Outcome::from_key) {
        None => None,
        Some(outcome) => Some(Answer {
            outcome,
            words: row.get("answer")?,
            amended_in: row.get("amended_in")?,
            answered_on: row.get("answered_on")?,
        }),
    };
    Ok(Objection {
        id: row.get("id")?,
        number: row.get("number")?,
        stakeholder: row.get("stakeholder")?,
        organisation: row.get("organisation")?,
        words: row.get("words")?,
        received: row.get("received")?,
        answer,
    })
}

async fn withdrawal(reader: &mut Reader, plan: Id<Plan>) -> Result<Option<Withdrawal>, StoreError> {
    sql("SELECT reason, withdrawn_on FROM geography_withdrawal WHERE plan = $1")
        .bind(plan)
        .optional(reader, |row| {
            Ok(Withdrawal { reason: row.get("reason")?, withdrawn_on: row.get("withdrawn_on")? })
        })
        .await
}

/// The plans that were ever put to consultation, the last opened first.
pub async fn consulted(reader: &mut Reader) -> Result<Vec<Id<Plan>>, StoreError> {
    sql("SELECT plan FROM geography_consultation ORDER BY opens DESC, plan DESC")
        .all(reader, |row| row.get("plan"))
        .await
}

/// Puts a draft to consultation and names the partners. From now on its lines stand still.
pub async fn consult(
    db: &Db,
    (at, author): (Timestamp, &Author),
    draft: &Plan,
    consultation: Consultation,
    partners: Vec<Id<Organisation>>,
) -> Result<(), StoreError> {
    let (id, version) = (draft.id, draft.version);
    db.write(at, author, move |tx| {
        Box::pin(async move {
            step(tx, (id, version), &[PlanState::Draft], PlanState::Proposed).await?;
            let asked = serde_json::to_string(&consultation.asked).map_err(StoreError::failed)?;
            sql("INSERT INTO geography_consultation \
                 (plan, opens, closes, asked, reply_to, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(id)
            .bind(consultation.opens)
            .bind(consultation.closes)
            .bind(asked)
            .bind(consultation.reply_to.as_str())
            .bind(tx.at())
            .run(tx)
            .await?;
            let rows = partners.iter().map(|one| vec![id.into(), (*one).into()]).collect();
            tx.insert("geography_partner", &["plan", "organisation"], rows).await?;
            tx.record(Fact::new("plan.consult", "plan", id).after(json!({
                "opens": consultation.opens, "closes": consultation.closes,
                "asked": consultation.asked, "partners": partners,
            })));
            Ok(())
        })
    })
    .await
}

/// Moves a plan from one of these states into another, if nobody moved it before.
async fn step(
    tx: &mut Tx,
    (id, version): (Id<Plan>, i64),
    from: &[PlanState],
    to: PlanState,
) -> Result<(), StoreError> {
    let from: Vec<String> = from.iter().map(|state| format!("'{}'", state.key())).collect();
    sql(format!(
        "UPDATE geography_plan SET state = $1, version = version + 1 \
         WHERE id = $2 AND version = $3 AND state IN ({})",
        from.join(", ")
    ))
    .bind(to.key())
    .bind(id)
    .bind(version)
    .run_expecting_one(tx, "plan", &id.to_string())
    .await
}

/// Holds a plan that is put to consultation, so that it is neither published nor withdrawn meanwhile.
async fn hold(tx: &mut Tx, id: Id<Plan>) -> Result<(), StoreError> {
    sql("UPDATE geography_plan SET state = state WHERE id = $1 AND state = 'proposed'")
        .bind(id)
        .run_expecting_one(tx, "plan", &id.to_string())
        .await
}

/// Records an objection; gives back its number within the plan.
pub async fn object(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: Id<Plan>,
    objection: Objection,
) -> Result<i64, StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            hold(tx, plan).await?;
            let last: Option<i64> =
                sql("SELECT max(number) AS last FROM geography_objection WHERE plan = $1")
                    .bind(plan)
                    .one(tx, |row| row.get("last"))
                    .await?;
            let number = last.unwrap_or(0) + 1;
            sql("INSERT INTO geography_objection \
                 (id, plan, number, stakeholder, organisation, words, received, recorded_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(objection.id)
            .bind(plan)
            .bind(number)
            .bind(objection.stakeholder.as_str())
            .bind(objection.organisation.as_str())
            .bind(objection.words.as_str())
            .bind(objection.received)
            .bind(tx.at())
            .run(tx)
            .await?;
            tx.record(Fact::new("plan.object", "plan", plan).after(json!({
                "objection": objection.id, "number": number, "stakeholder": objection.stakeholder,
            })));
            Ok(number)
        })
    })
    .await
}

/// Answers an objection. It is answered once; the second answer is refused as stale.
pub async fn answer(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: Id<Plan>,
    objection: Id<Objection>,
    answer: Answer,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            hold(tx, plan).await?;
            let amended_in = answer.amended_in.map_or(Value::Null, Value::from);
            sql("INSERT INTO geography_answer \
                 (objection, outcome, words, amended_in, answered_on, recorded_at) \
                 SELECT id, $2, $3, $4, $5, $6 FROM geography_objection \
                 WHERE id = $1 AND plan = $7 \
                 AND id NOT IN (SELECT objection FROM geography_answer)")
            .bind(objection)
            .bind(answer.outcome.key())
            .bind(answer.words.as_str())
            .bind(amended_in)
            .bind(answer.answered_on)
            .bind(tx.at())
            .bind(plan)
            .run_expecting_one(tx, "objection", &objection.to_string())
            .await?;
            tx.record(Fact::new("plan.answer", "plan", plan).after(json!({
                "objection": objection, "outcome": answer.outcome.key(),
                "amended_in": answer.amended_in,
            })));
            Ok(())
        })
    })
    .await
}

/// Records that an organisation agrees. Each agrees once.
pub async fn agree(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: Id<Plan>,
    organisation: Id<Organisation>,
    agreement: Agreement,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            hold(tx, plan).await?;
            name_partner(tx, plan, organisation).await?;
            sql("INSERT INTO geography_agreement \
                 (plan, organisation, person, name, role, agreed_on, evidence, recorded_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING")
            .bind(plan)
            .bind(organisation)
            .bind(agreement.person)
            .bind(agreement.name.as_str())
            .bind(agreement.role.as_str())
            .bind(agreement.agreed_on)
            .bind(agreement.evidence.as_str())
            .bind(tx.at())
            .run_expecting_one(tx, "agreement", &organisation.to_string())
            .await?;
            tx.record(Fact::new("plan.agree", "plan", plan).after(json!({
                "organisation": organisation, "agreed_on": agreement.agreed_on,
                "evidence": agreement.evidence,
            })));
            Ok(())
        })
    })
    .await
}

/// An organisation that must agree to every plan is a partner even where nobody named it.
async fn name_partner(
    tx: &mut Tx,
    plan: Id<Plan>,
    organisation: Id<Organisation>,
) -> Result<(), StoreError> {
    sql("INSERT INTO geography_partner (plan, organisation) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(plan)
        .bind(organisation)
        .run(tx)
        .await
        .map(|_| ())
}

/// Withdraws a plan that is not published; all that was said of it stays.
pub async fn withdraw(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: &Plan,
    withdrawal: Withdrawal,
) -> Result<(), StoreError> {
    let (id, version) = (plan.id, plan.version);
    db.write(at, author, move |tx| {
        Box::pin(async move {
            let open = [PlanState::Draft, PlanState::Proposed];
            step(tx, (id, version), &open, PlanState::Withdrawn).await?;
            sql("INSERT INTO geography_withdrawal (plan, reason, withdrawn_on, recorded_at) \
                 VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(withdrawal.reason.as_str())
            .bind(withdrawal.withdrawn_on)
            .bind(tx.at())
            .run(tx)
            .await?;
            tx.record(
                Fact::new("plan.withdraw", "plan", id)
                    .after(json!({ "reason": withdrawal.reason })),
            );
            Ok(())
        })
    })
    .await
}

/// The account of whoever made a change, where it is somebody's.
pub fn account_of(author: &Author) -> Option<Id<Account>> {
    author.person.parse().ok()
}

/// The plan of an objection.
pub async fn plan_of(on: &mut impl On, objection: Id<Objection>) -> Result<Id<Plan>, StoreError> {
    sql("SELECT plan FROM geography_objection WHERE id = $1")
        .bind(objection)
        .one(on, |row| row.get("plan"))
        .await
}
