//! Whose account a name at a sign-in provider leads to, in the store.

use jiff::Timestamp;
use kith_store::{Db, Fact, Reader, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::Account;
use crate::session::{SecretHash, arriving};

/// A link between an account and a name at a provider.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its id.
    pub id: Id<Identity>,
    /// The provider's issuer.
    pub issuer: String,
    /// The provider's own name for the person.
    pub subject: String,
}

/// The open account that a name at a provider leads to.
pub async fn whose(
    reader: &mut Reader,
    issuer: &str,
    subject: &str,
) -> Result<Option<Id<Account>>, StoreError> {
    sql("SELECT i.account FROM frame_identity i JOIN frame_account a ON a.id = i.account \
         WHERE i.issuer = $1 AND i.subject = $2 AND i.ended_at IS NULL AND a.standing = 'open'")
    .bind(issuer)
    .bind(subject)
    .optional(reader, |row| row.get("account"))
    .await
}

/// Links a name at a provider to an account. One that leads somewhere already is refused as stale.
pub async fn link(
    db: &Db,
    at: Timestamp,
    account: Id<Account>,
    identity: Identity,
    invitation: Option<SecretHash>,
) -> Result<(), StoreError> {
    let author = arriving(account);
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            if let Some(hash) = &invitation {
                super::invitation::take_up(tx, hash).await?;
            }
            insert(tx, account, &identity).await?;
            let issuer = json!({ "issuer": identity.issuer });
            tx.record(Fact::new("identity.link", "account", account).after(issuer));
            Ok(())
        })
    })
    .await
}

async fn insert(tx: &mut Tx, account: Id<Account>, identity: &Identity) -> Result<(), StoreError> {
    sql("INSERT INTO frame_identity (id, issuer, subject, account, linked_at) \
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM frame_identity \
         WHERE issuer = $2 AND subject = $3 AND ended_at IS NULL)")
    .bind(identity.id)
    .bind(identity.issuer.as_str())
    .bind(identity.subject.as_str())
    .bind(account)
    .bind(tx.at())
    .run_expecting_one(tx, "identity", identity.id)
    .await
}
