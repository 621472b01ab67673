//! Sessions in the store.

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, Reader, StoreError, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::{Account, Membership};
use crate::right::Purpose;
use crate::session::{SecretHash, Times};

/// A session as the store has it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Whose it is.
    pub account: Id<Account>,
    /// That person's name.
    pub name: String,
    /// The role that was taken up; none before one was chosen.
    pub membership: Option<Id<Membership>>,
    /// The key that its forms carry.
    pub form_key: String,
    /// When it began and was last used.
    pub times: Times,
}

/// The session of a secret, unless it was ended or its account closed.
pub async fn find(reader: &mut Reader, hash: &SecretHash) -> Result<Option<Kept>, StoreError> {
    sql("SELECT s.account, a.name, s.membership, s.form_key, s.began_at, s.seen_at \
         FROM frame_session s JOIN frame_account a ON a.id = s.account \
         WHERE s.hash = $1 AND s.ended_at IS NULL AND a.standing = 'open'")
    .bind(hash.as_str())
    .optional(reader, |row| {
        Ok(Kept {
            account: row.get("account")?,
            name: row.get("name")?,
            membership: row.get("membership")?,
            form_key: row.get("form_key")?,
            times: Times { began: row.get("began_at")?, seen: row.get("seen_at")? },
        })
    })
    .await
}

/// Begins a session.
pub async fn begin(
    db: &Db,
    at: Timestamp,
    account: Id<Account>,
    hash: SecretHash,
    form_key: String,
) -> Result<(), StoreError> {
    let author = Author { person: account.to_string(), ..Author::system("sign-in") };
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO frame_session (hash, account, form_key, began_at, seen_at) \
                 VALUES ($1, $2, $3, $4, $4)")
            .bind(hash.as_str())
            .bind(account)
            .bind(form_key)
            .bind(at)
            .run(tx)
            .await?;
            tx.record(Fact::new("session.begin", "account", account));
            Ok(())
        })
    })
    .await
}

/// Takes up a role for the rest of the session.
pub async fn take_up(
    db: &Db,
    at: Timestamp,
    hash: SecretHash,
    account: Id<Account>,
    (membership, purpose): (Membership, Purpose),
) -> Result<(), StoreError> {
    let author = Author {
        person: account.to_string(),
        role: membership.role.clone(),
        organisation: membership.organisation.to_string(),
        site: membership.site.clone(),
        purpose: purpose.key().to_owned(),
        claim: None,
    };
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_session SET membership = $1 WHERE hash = $2 AND ended_at IS NULL")
                .bind(membership.id)
                .bind(hash.as_str())
                .run_expecting_one(tx, "session", "")
                .await?;
            tx.record(Fact::new("session.role", "account", account).after(json!({
                "role": membership.role, "organisation": membership.organisation,
                "site": membership.site, "purpose": purpose,
            })));
            Ok(())
        })
    })
    .await
}

/// How many sessions hold at this moment.
pub async fn count_open(reader: &mut Reader, at: Timestamp) -> Result<u64, StoreError> {
    let (began, seen) = Times::oldest(at);
    sql("SELECT COUNT(*) AS sessions FROM frame_session \
         WHERE ended_at IS NULL AND began_at > $1 AND seen_at > $2")
    .bind(began)
    .bind(seen)
    .one(reader, |row| row.get("sessions"))
    .await
}

/// Notes that a session was used.
pub async fn note_use(
    db: &Db,
    at: Timestamp,
    author: &Author,
    hash: SecretHash,
) -> Result<(), StoreError> {
    stamp(db, at, author, hash, ("seen_at", "session.use")).await
}

/// Ends a session.
pub async fn end(
    db: &Db,
    at: Timestamp,
    author: &Author,
    hash: SecretHash,
) -> Result<(), StoreError> {
    stamp(db, at, author, hash, ("ended_at", "session.end")).await
}

/// Sets a moment of a session that has not ended.
async fn stamp(
    db: &Db,
    at: Timestamp,
    author: &Author,
    hash: SecretHash,
    (moment, action): (&'static str, &'static str),
) -> Result<(), StoreError> {
    let person = author.person.clone();
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql(format!(
                "UPDATE frame_session SET {moment} = $1 WHERE hash = $2 AND ended_at IS NULL"
            ))
            .bind(at)
            .bind(hash.as_str())
            .run(tx)
            .await?;
            tx.record(Fact::new(action, "account", person));
            Ok(())
        })
    })
    .await
}
