//! The second of two who changed the same thing is shown both versions, and whose the other one is.

use kith_design::{Conflict, ConflictField, Markup};
use kith_store::journal::{self, Filter};
use kith_store::{Reader, StoreError};
use kith_terms::Id;

use crate::account::Account;
use crate::page::Page;
use crate::store;
use crate::words;

/// What was changed twice, and where the form about it is sent.
#[derive(Debug, Clone)]
pub struct Overtaken<'a> {
    /// The kind of thing, as the journal calls it.
    pub kind: &'a str,
    /// Its id.
    pub id: String,
    /// What the journal calls the changes that make a new version of it.
    pub by: &'a [&'a str],
    /// Its name.
    pub what: String,
    /// Where the form is sent.
    pub action: String,
    /// The form's keys and the version that now stands.
    pub hidden: Markup,
}

/// The page on which the second chooses, field by field.
pub async fn page(
    reader: &mut Reader,
    overtaken: Overtaken<'_>,
    fields: Vec<ConflictField>,
) -> Result<Page, StoreError> {
    let (who, when) = last_change(reader, &overtaken).await?;
    let Overtaken { what, action, hidden, .. } = overtaken;
    let conflict = Conflict { what, who, when, action, hidden, fields };
    let main = kith_design::html! { (conflict) };
    Ok(Page::new("Somebody saved this before you", main).overtaken())
}

/// Who changed a thing last and when, in words, by what the journal has of it.
async fn last_change(
    reader: &mut Reader,
    overtaken: &Overtaken<'_>,
) -> Result<(String, String), StoreError> {
    let (kind, subject) = (Some(overtaken.kind.into()), Some(overtaken.id.clone()));
    let filter = Filter { kind, subject, ..Filter::default() };
    let newest = journal::search(reader, &filter, 1).await?.items.into_iter();
    let last = newest.into_iter().find(|entry| overtaken.by.contains(&entry.action.as_str()));
    let Some(last) = last else { return Ok(("Somebody".into(), "a day not known".into())) };
    let who = match last.author.person.parse::<Id<Account>>() {
        Ok(account) => store::account::one(reader, account).await?.name,
        Err(_) => "Kith itself".to_owned(),
    };
    Ok((who, words::moment(last.at)))
}
