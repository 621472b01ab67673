//! Sessions in the store.

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, Reader, Row, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::{Account, Membership};
use crate::right::Purpose;
use crate::session::{Proof, SecretHash, Session, Times, arriving};

/// A session as the store has it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What pages call it by.
    pub id: Id<Session>,
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
    /// How the person proved who they are.
    pub proof: Proof,
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What pages call it by.
    pub id: Id<Session>,
    /// When it began and was last used.
    pub times: Times,
    /// How the person proved who they are.
    pub proof: Proof,
    /// The kind of device, in words.
    pub device: String,
    /// The key of the role that was taken up, and the name of its organisation.
    pub role: Option<(String, String)>,
}

/// A session that is about to begin.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// What pages will call it by.
    pub id: Id<Session>,
    /// Whose it is.
    pub account: Id<Account>,
    /// The hash of its secret.
    pub hash: SecretHash,
    /// The key that its forms will carry.
    pub form_key: String,
    /// How the person proved who they are.
    pub proof: Proof,
    /// The kind of device, in words.
    pub device: String,
    /// The session that this browser had before. It ends.
    pub replaces: Option<SecretHash>,
}

/// Which sessions of an account are ended.
#[derive(Debug, Clone)]
pub enum Which {
    /// The one with this id.
    One(Id<Session>),
    /// All but the one with this hash.
    Others(SecretHash),
    /// All.
    All,
}

/// The session of a secret, unless it was ended or its account closed.
pub async fn find(reader: &mut Reader, hash: &SecretHash) -> Result<Option<Kept>, StoreError> {
    sql("SELECT s.id, s.account, a.name, s.membership, s.form_key, s.began_at, s.seen_at, s.proof \
         FROM frame_session s JOIN frame_account a ON a.id = s.account \
         WHERE s.hash = $1 AND s.ended_at IS NULL AND a.standing = 'open'")
    .bind(hash.as_str())
    .optional(reader, |row| {
        Ok(Kept {
            id: row.get("id")?,
            account: row.get("account")?,
            name: row.get("name")?,
            membership: row.get("membership")?,
            form_key: row.get("form_key")?,
            times: times(row)?,
            proof: Proof::from_key(&row.get::<String>("proof")?),
        })
    })
    .await
}

fn times(row: &Row) -> Result<Times, StoreError> {
    Ok(Times { began: row.get("began_at")?, seen: row.get("seen_at")? })
}

/// The sessions of an account that nobody has ended, the newest first. Those that have run out are
/// still among them.
pub async fn of_account(
    reader: &mut Reader,
    account: Id<Account>,
) -> Result<Vec<Listed>, StoreError> {
    sql("SELECT s.id, s.began_at, s.seen_at, s.proof, s.device, m.role, o.name AS organisation \
         FROM frame_session s LEFT JOIN frame_membership m ON m.id = s.membership \
         LEFT JOIN frame_organisation o ON o.id = m.organisation AND o.superseded_at IS NULL \
         WHERE s.account = $1 AND s.ended_at IS NULL ORDER BY s.began_at DESC, s.id DESC")
    .bind(account)
    .all(reader, |row| {
        let role: Option<String> = row.get("role")?;
        let organisation: Option<String> = row.get("organisation")?;
        Ok(Listed {
            id: row.get("id")?,
            times: times(row)?,
            proof: Proof::from_key(&row.get::<String>("proof")?),
            device: row.get("device")?,
            role: role.zip(organisation),
        })
    })
    .await
}

/// Begins a session, and ends the one that the browser had before.
pub async fn begin(db: &Db, at: Timestamp, new: Beginning) -> Result<(), StoreError> {
    let author = arriving(new.account);
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            if let Some(before) = &new.replaces {
                end_replaced(tx, before).await?;
            }
            sql("INSERT INTO frame_session (hash, id, account, form_key, proof, device, \
                 began_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)")
            .bind(new.hash.as_str())
            .bind(new.id)
            .bind(new.account)
            .bind(new.form_key)
            .bind(new.proof.key())
            .bind(new.device)
            .bind(at)
            .run(tx)
            .await?;
            let proof = json!({ "proof": new.proof.key() });
            tx.record(Fact::new("session.begin", "account", new.account).after(proof));
            Ok(())
        })
    })
    .await
}

async fn end_replaced(tx: &mut Tx, hash: &SecretHash) -> Result<(), StoreError> {
    sql("UPDATE frame_session SET ended_at = $1 WHERE hash = $2 AND ended_at IS NULL")
        .bind(tx.at())
        .bind(hash.as_str())
        .run(tx)
        .await
        .map(|_| ())
}

/// Takes up a role for the rest of the session. The session has another secret from now on, so that
/// whoever knew the old one is left outside.
pub async fn take_up(
    db: &Db,
    at: Timestamp,
    (old, new): (SecretHash, SecretHash),
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
            sql("UPDATE frame_session SET membership = $1, hash = $2 \
                 WHERE hash = $3 AND ended_at IS NULL")
            .bind(membership.id)
            .bind(new.as_str())
            .bind(old.as_str())
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

/// Notes that more was proved in a session than before. It has another secret from now on.
pub async fn prove(
    db: &Db,
    at: Timestamp,
    (old, new): (SecretHash, SecretHash),
    account: Id<Account>,
    proof: Proof,
) -> Result<(), StoreError> {
    let author = arriving(account);
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_session SET proof = $1, hash = $2, seen_at = $3 \
                 WHERE hash = $4 AND ended_at IS NULL")
            .bind(proof.key())
            .bind(new.as_str())
            .bind(at)
            .bind(old.as_str())
            .run_expecting_one(tx, "session", "")
            .await?;
            let proof = json!({ "proof": proof.key() });
            tx.record(Fact::new("session.prove", "account", account).after(proof));
            Ok(())
        })
    })
    .await
}

/// Ends sessions of an account, and gives back how many.
pub async fn end_some(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Id<Account>,
    which: Which,
) -> Result<u64, StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            let all =
                "UPDATE frame_session SET ended_at = $1 WHERE account = $2 AND ended_at IS NULL";
            let query = match which {
                Which::All => sql(all).bind(at).bind(account),
                Which::One(id) => sql(format!("{all} AND id = $3")).bind(at).bind(account).bind(id),
                Which::Others(hash) => {
                    sql(format!("{all} AND hash <> $3")).bind(at).bind(account).bind(hash.as_str())
                }
            };
            let ended = query.run(tx).await?;
            let count = json!({ "sessions": ended });
            tx.record(Fact::new("session.end", "account", account).after(count));
            Ok(ended)
        })
    })
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
