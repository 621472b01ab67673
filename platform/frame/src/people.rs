//! Taking in organisations and people, by page or by command: the same rules, said the same way.

use kith_store::{Author, StoreError};
use kith_terms::Id;

use crate::account::{Account, CannotOpen, TypedAccount};
use crate::app::App;
use crate::organisation::{CannotRegister, Organisation, Typed};
use crate::password::{Password, PasswordFailed};
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

/// Opens an account with its first role.
pub async fn open_account(
    app: &App,
    author: &Author,
    typed: &TypedAccount,
    password: Password,
) -> Result<Id<Account>, NotTakenIn> {
    let new = typed.judge(|role| app.roles.find(role).is_some()).map_err(NotTakenIn::Account)?;
    match store::organisation::one(&mut app.db.read().await?, new.organisation).await {
        Err(StoreError::NotFound { .. }) => {
            return Err(NotTakenIn::Account(vec![CannotOpen::Organisation]));
        }
        known => known?,
    };
    let now = app.clock.now();
    let ids = NewIds { account: app.dice.id(now), membership: app.dice.id(now) };
    let kept = password.hash(app.dice.bytes()).await?;
    let when = (now, app.clock.today());
    match store::account::open(&app.db, when, author, ids, (new, kept)).await {
        Ok(()) => Ok(ids.account),
        Err(StoreError::Stale { .. }) => Err(NotTakenIn::NameTaken),
        Err(error) => Err(error.into()),
    }
}
