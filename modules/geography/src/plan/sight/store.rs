//! Whose drafts are whose, and with whom they are shared, in the store.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_frame::account::Account;
use kith_frame::organisation::Organisation;
use kith_store::{Author, Db, Fact, Reader, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use super::ShownTo;
use crate::plan::Plan;

/// For each plan that is an organisation's: the organisation, and to whom it chose to show the plan.
pub async fn chosen(
    reader: &mut Reader,
) -> Result<Vec<(Id<Plan>, Id<Organisation>, Option<ShownTo>)>, StoreError> {
    sql("SELECT plan, organisation, shown_to FROM geography_sight")
        .all(reader, |row| {
            let shown_to: String = row.get("shown_to")?;
            Ok((row.get("plan")?, row.get("organisation")?, ShownTo::from_key(&shown_to)))
        })
        .await
}

/// The people with whom each plan is shared.
pub async fn shares(
    reader: &mut Reader,
) -> Result<HashMap<Id<Plan>, Vec<Id<Account>>>, StoreError> {
    let rows: Vec<(Id<Plan>, Id<Account>)> =
        sql("SELECT plan, account FROM geography_share ORDER BY plan, account")
            .all(reader, |row| Ok((row.get("plan")?, row.get("account")?)))
            .await?;
    let mut shares: HashMap<_, Vec<_>> = HashMap::new();
    for (plan, account) in rows {
        shares.entry(plan).or_default().push(account);
    }
    Ok(shares)
}

/// The plans whose consultation had opened by a day.
pub async fn opened(reader: &mut Reader, today: Date) -> Result<HashSet<Id<Plan>>, StoreError> {
    let opened = sql("SELECT plan FROM geography_consultation WHERE opens <= $1")
        .bind(today)
        .all(reader, |row| row.get("plan"))
        .await?;
    Ok(opened.into_iter().collect())
}

/// Notes whose a plan is that was just drawn. What no organisation drew is nobody's.
pub(crate) async fn own(tx: &mut Tx, plan: Id<Plan>) -> Result<(), StoreError> {
    let Ok(organisation) = tx.author().organisation.parse::<Id<Organisation>>() else {
        return Ok(());
    };
    sql("INSERT INTO geography_sight (plan, organisation, shown_to) VALUES ($1, $2, '')")
        .bind(plan)
        .bind(organisation)
        .run(tx)
        .await
        .map(|_| ())
}

/// Chooses to whom a draft is shown.
pub async fn show(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: Id<Plan>,
    shown_to: ShownTo,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("UPDATE geography_sight SET shown_to = $1 WHERE plan = $2")
                .bind(shown_to.key())
                .bind(plan)
                .run_expecting_one(tx, "plan", &plan.to_string())
                .await?;
            let after = json!({ "shown_to": shown_to.key() });
            tx.record(Fact::new("plan.show", "plan", plan).after(after));
            Ok(())
        })
    })
    .await
}

/// Shares a draft with somebody, to read. Sharing it twice is the same as once.
pub async fn share(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: Id<Plan>,
    account: Id<Account>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO geography_share (plan, account, shared_at) VALUES ($1, $2, $3) \
                 ON CONFLICT DO NOTHING")
            .bind(plan)
            .bind(account)
            .bind(tx.at())
            .run(tx)
            .await?;
            let after = json!({ "account": account });
            tx.record(Fact::new("plan.share", "plan", plan).after(after));
            Ok(())
        })
    })
    .await
}

/// No longer shares a draft with somebody.
pub async fn unshare(
    db: &Db,
    (at, author): (Timestamp, &Author),
    plan: Id<Plan>,
    account: Id<Account>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("DELETE FROM geography_share WHERE plan = $1 AND account = $2")
                .bind(plan)
                .bind(account)
                .run(tx)
                .await?;
            let before = json!({ "account": account });
            tx.record(Fact::new("plan.unshare", "plan", plan).before(before));
            Ok(())
        })
    })
    .await
}
