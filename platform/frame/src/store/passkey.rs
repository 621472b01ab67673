//! Passkeys in the store.

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, Reader, Row, StoreError, Tx, Value, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::Account;
use crate::session::arriving;

/// A passkey of somebody.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its id.
    pub id: Id<Passkey>,
    /// Whose it is.
    pub account: Id<Account>,
    /// What its owner calls it.
    pub name: String,
    /// Its public key and counter, as webauthn-rs writes them.
    pub key: String,
    /// When it was added.
    pub added: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

const SELECT: &str = "SELECT p.id, p.account, p.name, p.key, p.added_at, p.used_at \
    FROM frame_passkey p JOIN frame_account a ON a.id = p.account \
    WHERE p.removed_at IS NULL AND a.standing = 'open'";

fn passkey(row: &Row) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.get("id")?,
        account: row.get("account")?,
        name: row.get("name")?,
        key: row.get("key")?,
        added: row.get("added_at")?,
        used: row.get("used_at")?,
    })
}

/// The passkeys of an account, the oldest first.
pub async fn of_account(
    reader: &mut Reader,
    account: Id<Account>,
) -> Result<Vec<Passkey>, StoreError> {
    sql(format!("{SELECT} AND p.account = $1 ORDER BY p.added_at, p.id"))
        .bind(account)
        .all(reader, passkey)
        .await
}

/// The passkey of a credential.
pub async fn of_credential(
    reader: &mut Reader,
    credential: &str,
) -> Result<Option<Passkey>, StoreError> {
    sql(format!("{SELECT} AND p.credential = $1")).bind(credential).optional(reader, passkey).await
}

/// Adds a passkey. A credential that is somebody's already is refused as stale.
pub async fn add(
    db: &Db,
    author: &Author,
    new: Passkey,
    credential: String,
) -> Result<(), StoreError> {
    db.write(new.added, author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO frame_passkey (id, account, credential, name, key, added_at) \
                 SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM frame_passkey \
                 WHERE credential = $3 AND removed_at IS NULL)")
            .bind(new.id)
            .bind(new.account)
            .bind(credential)
            .bind(new.name)
            .bind(new.key)
            .bind(new.added)
            .run_expecting_one(tx, "passkey", new.id)
            .await?;
            let kind = json!({ "kind": "passkey" });
            tx.record(Fact::new("factor.add", "account", new.account).after(kind));
            Ok(())
        })
    })
    .await
}

/// Notes that a passkey was used; its counter may have moved on.
pub async fn note_use(db: &Db, at: Timestamp, used: Passkey) -> Result<(), StoreError> {
    let author = arriving(used.account);
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_passkey SET used_at = $1, key = $2 \
                 WHERE id = $3 AND removed_at IS NULL")
            .bind(at)
            .bind(used.key)
            .bind(used.id)
            .run_expecting_one(tx, "passkey", used.id)
            .await?;
            let kind = json!({ "kind": "passkey" });
            tx.record(Fact::new("factor.use", "account", used.account).after(kind));
            Ok(())
        })
    })
    .await
}

/// Gives a passkey another name.
pub async fn rename(
    db: &Db,
    at: Timestamp,
    author: &Author,
    of: (Id<Account>, Id<Passkey>),
    name: String,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            put(tx, ("name", name), of).await?;
            tx.record(Fact::new("factor.rename", "account", of.0));
            Ok(())
        })
    })
    .await
}

/// Removes a passkey.
pub async fn remove(
    db: &Db,
    at: Timestamp,
    author: &Author,
    of: (Id<Account>, Id<Passkey>),
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            put(tx, ("removed_at", at), of).await?;
            let kind = json!({ "kind": "passkey" });
            tx.record(Fact::new("factor.remove", "account", of.0).before(kind));
            Ok(())
        })
    })
    .await
}

/// Puts something into a column of somebody's own passkey that was not removed.
async fn put(
    tx: &mut Tx,
    (column, value): (&'static str, impl Into<Value>),
    (account, id): (Id<Account>, Id<Passkey>),
) -> Result<(), StoreError> {
    sql(format!(
        "UPDATE frame_passkey SET {column} = $1 \
         WHERE id = $2 AND account = $3 AND removed_at IS NULL"
    ))
    .bind(value)
    .bind(id)
    .bind(account)
    .run_expecting_one(tx, "passkey", id)
    .await
}
