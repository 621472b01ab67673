//! Taking in organisations and people, by page or by command: the same rules, said the same way.

use jiff::SignedDuration;
use kith_store::{Author, StoreError};
use kith_terms::Id;

use crate::account::{Account, CannotOpen, NewAccount, TypedAccount};
use crate::app::App;
use crate::code::Code;
use crate::membership::{CannotGive, Held, TypedMembership};
use crate::organisation::{CannotRegister, Organisation, Typed};
use crate::password::{Password, PasswordFailed, PasswordKept};
use crate::store::{self, account::NewIds};

/// An organisation or a person could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum NotTakenIn {
    /// What was typed about an organisation is not right.
    #[error("{}", sentences(.0))]
    Organisation(Vec<CannotRegister>),
    /// What was typed about a person is not right.
    #[error("{}", sentences(.0))]
    Account(Vec<CannotOpen>),
    /// What was typed about a role is not right.
    #[error("{}", sentences(.0))]
    Membership(Vec<CannotGive>),
    /// Somebody has that sign-in name.
    #[error("the sign-in name is taken; choose another")]
    NameTaken,
    /// The password could not be worked on.
    #[error(transparent)]
    Password(#[from] PasswordFailed),
    /// It was not saved.
    #[error("it was not saved")]
    NotSaved(#[from] StoreError),
}

fn sentences<T: ToString>(wrong: &[T]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Registers an organisation from today.
pub async fn register(
    app: &App,
    author: &Author,
    typed: &Typed,
) -> Result<Id<Organisation>, NotTakenIn> {
    let now = app.clock.now();
    let organisation = typed
        .register(app.dice.id(now), app.clock.today(), &app.organisation_kinds)
        .map_err(NotTakenIn::Organisation)?;
    let id = organisation.id;
    store::organisation::save(&app.db, now, author, organisation, None).await?;
    Ok(id)
}

/// Saves a new version of an organisation, made from the version that somebody saw; gives it back.
pub async fn change_organisation(
    app: &App,
    author: &Author,
    (id, version): (Id<Organisation>, i64),
    typed: &Typed,
) -> Result<Organisation, NotTakenIn> {
    let now = store::organisation::one(&mut app.db.read().await?, id).await?;
    // The version that the person saw, not the one that stands now: else the second saver would win.
    let seen = Organisation { version, ..now };
    let after = typed
        .register(id, seen.valid_from, &app.organisation_kinds)
        .map_err(NotTakenIn::Organisation)?;
    let after =
        Organisation { version: version.saturating_add(1), valid_to: seen.valid_to, ..after };
    let at = app.clock.now();
    store::organisation::save(&app.db, at, author, after.clone(), Some(seen)).await?;
    Ok(after)
}

/// How long an invitation holds.
pub const INVITED_FOR: SignedDuration = SignedDuration::from_hours(72);

/// Opens an account with its first role and a password.
pub async fn open_account(
    app: &App,
    author: &Author,
    typed: &TypedAccount,
    password: Password,
) -> Result<Id<Account>, NotTakenIn> {
    let new = judged(app, typed).await?;
    let kept = password.hash(app.dice.bytes()).await?;
    open(app, author, (new, Some(kept))).await
}

/// Opens an account with its first role. Its owner sets the password by an invitation.
pub async fn open_to_invite(
    app: &App,
    author: &Author,
    typed: &TypedAccount,
) -> Result<Id<Account>, NotTakenIn> {
    let new = judged(app, typed).await?;
    open(app, author, (new, None)).await
}

async fn judged(app: &App, typed: &TypedAccount) -> Result<NewAccount, NotTakenIn> {
    let new = typed.judge(|role| app.roles.find(role).is_some()).map_err(NotTakenIn::Account)?;
    match store::organisation::one(&mut app.db.read().await?, new.organisation).await {
        Err(StoreError::NotFound { .. }) => {
            Err(NotTakenIn::Account(vec![CannotOpen::Organisation]))
        }
        Err(other) => Err(other.into()),
        Ok(_) => Ok(new),
    }
}

async fn open(
    app: &App,
    author: &Author,
    new: (NewAccount, Option<PasswordKept>),
) -> Result<Id<Account>, NotTakenIn> {
    let now = app.clock.now();
    let ids = NewIds { account: app.dice.id(now), membership: app.dice.id(now) };
    match store::account::open(&app.db, (now, app.clock.today()), author, ids, new).await {
        Ok(()) => Ok(ids.account),
        Err(StoreError::Stale { .. }) => Err(NotTakenIn::NameTaken),
        Err(error) => Err(error.into()),
    }
}

/// Makes an invitation for somebody to set their password with. The code is shown once, to whoever
/// asked for it, and kept nowhere.
pub async fn invite(app: &App, author: &Author, account: Id<Account>) -> Result<Code, StoreError> {
    let (code, now) = (Code::new(&app.dice), app.clock.now());
    let times = (now, now + INVITED_FOR);
    store::invitation::make(&app.db, times, author, account, code.hash()).await?;
    Ok(code)
}

/// Gives somebody a role.
pub async fn give_role(
    app: &App,
    author: &Author,
    account: Id<Account>,
    typed: &TypedMembership,
) -> Result<(), NotTakenIn> {
    let new = typed
        .judge(app.clock.today(), |role| app.roles.find(role).is_some())
        .map_err(NotTakenIn::Membership)?;
    match store::organisation::one(&mut app.db.read().await?, new.organisation).await {
        Err(StoreError::NotFound { .. }) => {
            return Err(NotTakenIn::Membership(vec![CannotGive::Organisation]));
        }
        known => known?,
    };
    let now = app.clock.now();
    let new = (app.dice.id(now), new);
    Ok(store::membership::give(&app.db, now, author, account, new).await?)
}

/// Ends a role from today on.
pub async fn end_role(
    app: &App,
    author: &Author,
    account: Id<Account>,
    held: Held,
) -> Result<(), StoreError> {
    let when = (app.clock.now(), app.clock.today());
    let successor = app.dice.id(when.0);
    store::membership::end(&app.db, when, author, account, (held, successor)).await
}

/// Closes an account, with all roles that its owner holds or will hold.
pub async fn close_account(app: &App, author: &Author, account: Account) -> Result<(), StoreError> {
    let when = (app.clock.now(), app.clock.today());
    let held = lasting_roles(app, account.id).await?;
    let held = held.into_iter().map(|one| (one, app.dice.id(when.0))).collect();
    store::account::close(&app.db, when, author, account, held).await
}

/// The roles that somebody holds today or will hold.
pub async fn lasting_roles(app: &App, account: Id<Account>) -> Result<Vec<Held>, StoreError> {
    let today = app.clock.today();
    let mut held = store::membership::of_account(&mut app.db.read().await?, account).await?;
    held.retain(|one| one.until.is_none_or(|until| until > today));
    Ok(held)
}
