//! Accounts and their roles in the store.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{Author, Db, Fact, Reader, Row, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use crate::account::{Account, Membership, NewAccount, SignInName, Standing};
use crate::membership::Held;
use crate::password::PasswordKept;
use crate::store::{invitation, membership};

const SELECT: &str = "SELECT id, version, sign_in_name, name, standing FROM frame_account";

fn account(row: &Row) -> Result<Account, StoreError> {
    let sign_in_name: String = row.get("sign_in_name")?;
    let standing: String = row.get("standing")?;
    Ok(Account {
        id: row.get("id")?,
        sign_in_name: sign_in_name.parse().map_err(StoreError::failed)?,
        name: row.get("name")?,
        standing: Standing::from_key(&standing),
        version: row.get("version")?,
    })
}

/// All accounts, by name.
pub async fn all(reader: &mut Reader) -> Result<Vec<Account>, StoreError> {
    sql(format!("{SELECT} ORDER BY name, id")).all(reader, account).await
}

/// One account.
pub async fn one(reader: &mut Reader, id: Id<Account>) -> Result<Account, StoreError> {
    sql(format!("{SELECT} WHERE id = $1")).bind(id).one(reader, account).await
}

/// The account of a sign-in name with its kept password, where it has one.
pub async fn to_sign_in(
    reader: &mut Reader,
    name: &SignInName,
) -> Result<Option<(Account, Option<PasswordKept>)>, StoreError> {
    sql("SELECT id, version, sign_in_name, name, standing, password FROM frame_account \
         WHERE sign_in_name = $1")
    .bind(name.to_string())
    .optional(reader, |row| {
        let password: String = row.get("password")?;
        let kept = Some(password).filter(|kept| !kept.is_empty()).map(PasswordKept::from_store);
        Ok((account(row)?, kept))
    })
    .await
}

/// The roles that an account may take up on a date, as they are known now.
pub async fn memberships(
    reader: &mut Reader,
    id: Id<Account>,
    on: Date,
) -> Result<Vec<Membership>, StoreError> {
    sql("SELECT m.id, m.role, m.organisation, o.name AS organisation_name, m.site \
         FROM frame_membership m JOIN frame_organisation o \
         ON o.id = m.organisation AND o.superseded_at IS NULL \
         WHERE m.account = $1 AND m.superseded_at IS NULL \
         AND m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to > $2) ORDER BY m.id")
    .bind(id)
    .bind(on)
    .all(reader, |row| {
        Ok(Membership {
            id: row.get("id")?,
            role: row.get("role")?,
            organisation: row.get("organisation")?,
            organisation_name: row.get("organisation_name")?,
            site: row.get("site")?,
        })
    })
    .await
}

/// The ids that a new account needs.
#[derive(Debug, Clone, Copy)]
pub struct NewIds {
    /// Of the account.
    pub account: Id<Account>,
    /// Of its first role.
    pub membership: Id<Membership>,
}

/// Opens an account with its first role; without a password it waits for an invitation. A sign-in name
/// that is taken is refused as stale.
pub async fn open(
    db: &Db,
    (at, today): (Timestamp, Date),
    author: &Author,
    ids: NewIds,
    (new, password): (NewAccount, Option<PasswordKept>),
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            insert_account(tx, ids.account, &new, password.as_ref()).await?;
            insert_membership(tx, ids, &new, today).await?;
            tx.record(Fact::new("account.open", "account", ids.account).after(json!({
                "sign_in_name": new.sign_in_name, "role": new.role,
                "organisation": new.organisation, "site": new.site,
            })));
            Ok(())
        })
    })
    .await
}

async fn insert_account(
    tx: &mut Tx,
    id: Id<Account>,
    new: &NewAccount,
    password: Option<&PasswordKept>,
) -> Result<(), StoreError> {
    sql("INSERT INTO frame_account (id, version, sign_in_name, name, standing, password) \
         VALUES ($1, 1, $2, $3, 'open', $4) ON CONFLICT (sign_in_name) DO NOTHING")
    .bind(id)
    .bind(new.sign_in_name.to_string())
    .bind(new.name.as_str())
    .bind(password.map_or("", PasswordKept::for_store))
    .run_expecting_one(tx, "sign-in name", &new.sign_in_name.to_string())
    .await
}

async fn insert_membership(
    tx: &mut Tx,
    ids: NewIds,
    new: &NewAccount,
    today: Date,
) -> Result<(), StoreError> {
    sql("INSERT INTO frame_membership \
         (id, account, role, organisation, site, valid_from, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
    .bind(ids.membership)
    .bind(ids.account)
    .bind(new.role.as_str())
    .bind(new.organisation)
    .bind(new.site.as_str())
    .bind(today)
    .bind(tx.at())
    .run(tx)
    .await
    .map(|_| ())
}

/// Closes an account: nobody signs in with it, its sessions, roles and invitations end. Its factors stay,
/// so that the journal's words about them keep their meaning.
pub async fn close(
    db: &Db,
    (at, today): (Timestamp, Date),
    author: &Author,
    account: Account,
    held: Vec<(Held, Id<Membership>)>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            put_standing(tx, &account, Standing::Closed).await?;
            end_sessions(tx, account.id).await?;
            invitation::void(tx, account.id).await?;
            for (held, successor) in &held {
                membership::close(tx, account.id, (held, *successor), today).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Opens a closed account again. Its owner has no role before one is given.
pub async fn reopen(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Account,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move { put_standing(tx, &account, Standing::Open).await })
    })
    .await
}

async fn put_standing(
    tx: &mut Tx,
    account: &Account,
    standing: Standing,
) -> Result<(), StoreError> {
    sql("UPDATE frame_account SET standing = $1, version = version + 1 \
         WHERE id = $2 AND version = $3")
    .bind(standing.key())
    .bind(account.id)
    .bind(account.version)
    .run_expecting_one(tx, "account", &account.id.to_string())
    .await?;
    tx.record(
        Fact::new("account.standing", "account", account.id)
            .before(json!(account.standing))
            .after(json!(standing)),
    );
    Ok(())
}

/// Gives an account's owner another name. The journal knows that it changed, not what it is.
pub async fn rename(
    db: &Db,
    at: Timestamp,
    author: &Author,
    account: Account,
    name: String,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_account SET name = $1, version = version + 1 \
                 WHERE id = $2 AND version = $3")
            .bind(name)
            .bind(account.id)
            .bind(account.version)
            .run_expecting_one(tx, "account", &account.id.to_string())
            .await?;
            tx.record(Fact::new("account.rename", "account", account.id));
            Ok(())
        })
    })
    .await
}

/// Gives an account a new password and ends all its sessions.
pub async fn set_password(
    db: &Db,
    at: Timestamp,
    author: &Author,
    id: Id<Account>,
    password: PasswordKept,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            put_password(tx, id, &password).await?;
            tx.record(Fact::new("account.password", "account", id));
            Ok(())
        })
    })
    .await
}

pub(super) async fn put_password(
    tx: &mut Tx,
    id: Id<Account>,
    password: &PasswordKept,
) -> Result<(), StoreError> {
    // Nobody edits a password that was shown to them, so it makes no other version of the account.
    sql("UPDATE frame_account SET password = $1 WHERE id = $2")
        .bind(password.for_store())
        .bind(id)
        .run_expecting_one(tx, "account", &id.to_string())
        .await?;
    end_sessions(tx, id).await
}

async fn end_sessions(tx: &mut Tx, id: Id<Account>) -> Result<(), StoreError> {
    sql("UPDATE frame_session SET ended_at = $1 WHERE account = $2 AND ended_at IS NULL")
        .bind(tx.at())
        .bind(id)
        .run(tx)
        .await
        .map(|_| ())
}
