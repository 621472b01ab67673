//! Second factors in the store: authenticator apps and recovery codes.

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, Reader, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::Account;
use crate::session::{SecretHash, arriving};

/// An authenticator app of an account.
#[derive(Debug, Clone)]
pub struct CodeApp {
    /// Its id.
    pub id: Id<CodeApp>,
    /// The secret, sealed.
    pub sealed: String,
    /// The newest time step of which a code was taken.
    pub last_step: i64,
    /// When it was set up.
    pub added: Timestamp,
}

/// The app of an account, where it has one.
pub async fn app(reader: &mut Reader, account: Id<Account>) -> Result<Option<CodeApp>, StoreError> {
    sql("SELECT id, secret, last_step, added_at FROM frame_code_app \
         WHERE account = $1 AND removed_at IS NULL")
    .bind(account)
    .optional(reader, |row| {
        Ok(CodeApp {
            id: row.get("id")?,
            sealed: row.get("secret")?,
            last_step: row.get("last_step")?,
            added: row.get("added_at")?,
        })
    })
    .await
}

/// The sealed secrets of all apps.
pub async fn all_sealed(reader: &mut Reader) -> Result<Vec<String>, StoreError> {
    sql("SELECT secret FROM frame_code_app WHERE removed_at IS NULL ORDER BY id")
        .all(reader, |row| row.get("secret"))
        .await
}

/// How many recovery codes an account has left.
pub async fn codes_left(reader: &mut Reader, account: Id<Account>) -> Result<u64, StoreError> {
    sql("SELECT COUNT(*) AS codes FROM frame_recovery_code \
         WHERE account = $1 AND gone_at IS NULL")
    .bind(account)
    .one(reader, |row| row.get("codes"))
    .await
}

/// An app that somebody has shown to have, by a first code.
#[derive(Debug)]
pub struct NewApp {
    /// Its id.
    pub id: Id<CodeApp>,
    /// The secret, sealed.
    pub sealed: String,
    /// The step of the first code.
    pub step: i64,
    /// The hashes of the recovery codes that come with it.
    pub codes: Vec<SecretHash>,
}

/// Gives an account an app, in the place of one before it, with new recovery codes.
pub async fn add_app(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Id<Account>,
    new: NewApp,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            drop_app(tx, account).await?;
            sql("INSERT INTO frame_code_app (id, account, secret, last_step, added_at) \
                 VALUES ($1, $2, $3, $4, $5)")
            .bind(new.id)
            .bind(account)
            .bind(new.sealed)
            .bind(new.step)
            .bind(at)
            .run(tx)
            .await?;
            renew_codes(tx, account, &new.codes).await?;
            tx.record(Fact::new("factor.add", "account", account).after(json!({ "kind": "app" })));
            Ok(())
        })
    })
    .await
}

async fn renew_codes(
    tx: &mut Tx,
    account: Id<Account>,
    codes: &[SecretHash],
) -> Result<(), StoreError> {
    sql("UPDATE frame_recovery_code SET gone_at = $1 WHERE account = $2 AND gone_at IS NULL")
        .bind(tx.at())
        .bind(account)
        .run(tx)
        .await?;
    for code in codes {
        sql("INSERT INTO frame_recovery_code (hash, account, made_at) VALUES ($1, $2, $3)")
            .bind(code.as_str())
            .bind(account)
            .bind(tx.at())
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Gives an account new recovery codes; the old ones are gone.
pub async fn replace_codes(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Id<Account>,
    codes: Vec<SecretHash>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            renew_codes(tx, account, &codes).await?;
            tx.record(Fact::new("factor.codes", "account", account));
            Ok(())
        })
    })
    .await
}

/// Takes the code of a time step of an app. A step that was taken before, or a later one, is refused as
/// stale: no code is taken twice, however fast it comes again.
pub async fn take_step(
    db: &Db,
    at: Timestamp,
    account: Id<Account>,
    (app, step): (Id<CodeApp>, i64),
) -> Result<(), StoreError> {
    let author = arriving(account);
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_code_app SET last_step = $1 \
                 WHERE id = $2 AND last_step < $1 AND removed_at IS NULL")
            .bind(step)
            .bind(app)
            .run_expecting_one(tx, "code", "")
            .await?;
            tx.record(Fact::new("factor.use", "account", account).after(json!({ "kind": "app" })));
            Ok(())
        })
    })
    .await
}

/// Takes a recovery code. One that is not the account's, or is gone, is refused as stale.
pub async fn take_recovery_code(
    db: &Db,
    at: Timestamp,
    account: Id<Account>,
    code: SecretHash,
) -> Result<(), StoreError> {
    let author = arriving(account);
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_recovery_code SET gone_at = $1 \
                 WHERE hash = $2 AND account = $3 AND gone_at IS NULL")
            .bind(at)
            .bind(code.as_str())
            .bind(account)
            .run_expecting_one(tx, "code", "")
            .await?;
            let kind = json!({ "kind": "recovery code" });
            tx.record(Fact::new("factor.use", "account", account).after(kind));
            Ok(())
        })
    })
    .await
}

/// Removes the authenticator app of an account, and its recovery codes with it.
pub async fn remove_app(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Id<Account>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            drop_app(tx, account).await?;
            tx.record(
                Fact::new("factor.remove", "account", account).before(json!({ "kind": "app" })),
            );
            Ok(())
        })
    })
    .await
}

/// Removes all factors but the password, links to sign-in providers too, for somebody who has lost
/// them, and ends all sessions.
pub async fn reset(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Id<Account>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            drop_app(tx, account).await?;
            for (table, end) in [
                ("frame_passkey", "removed_at"),
                ("frame_identity", "ended_at"),
                ("frame_session", "ended_at"),
            ] {
                sql(format!("UPDATE {table} SET {end} = $1 WHERE account = $2 AND {end} IS NULL"))
                    .bind(at)
                    .bind(account)
                    .run(tx)
                    .await?;
            }
            tx.record(Fact::new("factor.reset", "account", account));
            Ok(())
        })
    })
    .await
}

async fn drop_app(tx: &mut Tx, account: Id<Account>) -> Result<(), StoreError> {
    sql("UPDATE frame_code_app SET removed_at = $1 WHERE account = $2 AND removed_at IS NULL")
        .bind(tx.at())
        .bind(account)
        .run(tx)
        .await?;
    renew_codes(tx, account, &[]).await
}
