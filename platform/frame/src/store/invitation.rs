//! Invitations in the store: codes by which somebody sets their own password, once.

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, Reader, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::Account;
use crate::password::PasswordKept;
use crate::session::SecretHash;

/// Makes an invitation; those of before are void.
pub async fn make(
    db: &Db,
    (at, ends): (Timestamp, Timestamp),
    author: &Author,
    account: Id<Account>,
    hash: SecretHash,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            void(tx, account).await?;
            sql("INSERT INTO frame_invitation (hash, account, made_at, ends_at) \
                 VALUES ($1, $2, $3, $4)")
            .bind(hash.as_str())
            .bind(account)
            .bind(at)
            .bind(ends)
            .run(tx)
            .await?;
            let ends = json!({ "ends": ends });
            tx.record(Fact::new("account.invite", "account", account).after(ends));
            Ok(())
        })
    })
    .await
}

/// Voids the invitations of an account that nobody has used.
pub(super) async fn void(tx: &mut Tx, account: Id<Account>) -> Result<(), StoreError> {
    sql("UPDATE frame_invitation SET used_at = $1 WHERE account = $2 AND used_at IS NULL")
        .bind(tx.at())
        .bind(account)
        .run(tx)
        .await
        .map(|_| ())
}

/// Whose invitation a code is, if it still holds at `now` and the account is open.
pub async fn whose(
    reader: &mut Reader,
    hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<Id<Account>>, StoreError> {
    sql("SELECT i.account FROM frame_invitation i JOIN frame_account a ON a.id = i.account \
         WHERE i.hash = $1 AND i.used_at IS NULL AND i.ends_at > $2 AND a.standing = 'open'")
    .bind(hash.as_str())
    .bind(now)
    .optional(reader, |row| row.get("account"))
    .await
}

/// Takes an invitation up: the account has its owner's password, and its sessions of before end. One
/// that was taken up in the meantime is refused as stale.
pub async fn accept(
    db: &Db,
    at: Timestamp,
    account: Id<Account>,
    hash: SecretHash,
    password: PasswordKept,
) -> Result<(), StoreError> {
    let author = Author { person: account.to_string(), ..Author::system("invitation") };
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            take_up(tx, &hash).await?;
            super::account::put_password(tx, account, &password).await?;
            tx.record(Fact::new("account.password", "account", account));
            Ok(())
        })
    })
    .await
}

/// Takes up an invitation that still holds; else it is stale.
pub(super) async fn take_up(tx: &mut Tx, hash: &SecretHash) -> Result<(), StoreError> {
    sql("UPDATE frame_invitation SET used_at = $1 \
         WHERE hash = $2 AND used_at IS NULL AND ends_at > $1")
    .bind(tx.at())
    .bind(hash.as_str())
    .run_expecting_one(tx, "invitation", "")
    .await
}
