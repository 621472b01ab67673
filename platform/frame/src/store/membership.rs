//! Roles that people hold, from a day to a day, in the store. A change closes the row that was known
//! and adds another, so that what was held when can be asked later.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{Author, Db, Fact, Reader, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::{Account, Membership};
use crate::membership::{Held, NewMembership};

/// All roles that an account has held, holds or will hold, as they are known now, the newest first.
pub async fn of_account(reader: &mut Reader, id: Id<Account>) -> Result<Vec<Held>, StoreError> {
    sql("SELECT m.id, m.role, m.organisation, o.name AS organisation_name, m.site, \
         m.valid_from, m.valid_to FROM frame_membership m JOIN frame_organisation o \
         ON o.id = m.organisation AND o.superseded_at IS NULL \
         WHERE m.account = $1 AND m.superseded_at IS NULL ORDER BY m.valid_from DESC, m.id DESC")
    .bind(id)
    .all(reader, |row| {
        Ok(Held {
            membership: Membership {
                id: row.get("id")?,
                role: row.get("role")?,
                organisation: row.get("organisation")?,
                organisation_name: row.get("organisation_name")?,
                site: row.get("site")?,
            },
            from: row.get("valid_from")?,
            until: row.get("valid_to")?,
        })
    })
    .await
}

/// Gives an account a role.
pub async fn give(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Id<Account>,
    (id, new): (Id<Membership>, NewMembership),
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            insert(tx, account, id, &new).await?;
            tx.record(Fact::new("membership.give", "account", account).after(json!({
                "role": new.role, "organisation": new.organisation, "site": new.site,
                "from": new.from, "until": new.until,
            })));
            Ok(())
        })
    })
    .await
}

async fn insert(
    tx: &mut Tx,
    account: Id<Account>,
    id: Id<Membership>,
    new: &NewMembership,
) -> Result<(), StoreError> {
    sql("INSERT INTO frame_membership \
         (id, account, role, organisation, site, valid_from, valid_to, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(account)
    .bind(new.role.as_str())
    .bind(new.organisation)
    .bind(new.site.as_str())
    .bind(new.from)
    .bind(new.until)
    .bind(tx.at())
    .run(tx)
    .await
    .map(|_| ())
}

/// Ends a role of an account from today on. Sessions in it end being in it with their next request.
pub async fn end(
    db: &Db,
    (at, today): (Timestamp, Date),
    author: &Author,
    account: Id<Account>,
    (held, successor): (Held, Id<Membership>),
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            close(tx, account, (&held, successor), today).await?;
            tx.record(
                Fact::new("membership.end", "account", account)
                    .before(json!({ "until": held.until }))
                    .after(json!({
                        "role": held.membership.role,
                        "organisation": held.membership.organisation, "until": today,
                    })),
            );
            Ok(())
        })
    })
    .await
}

/// Closes the row that was known, and adds one that ends today, where it has begun by then.
pub(super) async fn close(
    tx: &mut Tx,
    account: Id<Account>,
    (held, successor): (&Held, Id<Membership>),
    today: Date,
) -> Result<(), StoreError> {
    sql("UPDATE frame_membership SET superseded_at = $1 WHERE id = $2 AND superseded_at IS NULL")
        .bind(tx.at())
        .bind(held.membership.id)
        .run_expecting_one(tx, "membership", held.membership.id)
        .await?;
    if held.from >= today {
        return Ok(());
    }
    let past = NewMembership {
        role: held.membership.role.clone(),
        organisation: held.membership.organisation,
        site: held.membership.site.clone(),
        from: held.from,
        until: Some(today),
    };
    insert(tx, account, successor, &past).await
}
