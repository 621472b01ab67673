//! Finding people: which records count, and whose they are.

use std::collections::{BTreeMap, BTreeSet};

use kith_frame::app::App;
use kith_frame::session::Session;
use kith_intake::Feed;
use kith_intake::load::{self, Load};
use kith_store::{AsOf, Author, Reader, StoreError};
use kith_terms::{Id, NhsNumber};

use super::asked::Asked;
use super::{Key, Known, Person, Record, store, together};
use crate::homes::EVENT;

/// So many people are shown; whoever finds more is asked for more (NHS England, Personal Demographics
/// Service: a search by a person finds 50 at the most).
pub(crate) const MOST_PEOPLE: usize = 50;

/// The loads with records or events of people that count, by kind of file; the last word last.
pub(crate) struct Counting {
    /// The kinds of file that tell of people, whether a load of them counts or not.
    pub(crate) feeds: Vec<&'static Feed>,
    pub(crate) loads: Vec<Load>,
}

/// What a search found.
pub(crate) enum Found {
    /// These, by id.
    People(Vec<(Id<Person>, Known)>),
    /// More than [`MOST_PEOPLE`].
    TooMany,
}

impl Counting {
    /// Those that count as the question has it.
    pub(crate) async fn as_of(app: &App, on: &mut Reader, as_of: AsOf) -> Result<Self, StoreError> {
        let tells = |feed: &&Feed| {
            feed.tables.iter().any(|table| [store::RECORDS, EVENT.name].contains(&table.name))
        };
        let feeds: Vec<&'static Feed> = app.feeds.iter().copied().filter(tells).collect();
        let mut loads = Vec::new();
        for feed in &feeds {
            for id in load::that_count(on, feed, as_of).await? {
                loads.push(load::one(on, id).await?);
            }
        }
        loads.sort_by_key(|load| (load.valid_from, load.accepted_at, load.id));
        Ok(Self { feeds, loads })
    }

    /// Their ids.
    pub(crate) fn ids(&self) -> Vec<Id<Load>> {
        self.loads.iter().map(|load| load.id).collect()
    }

    /// How much the word of a load counts: more for a later one.
    pub(crate) fn rank(&self, id: Id<Load>) -> usize {
        self.loads.iter().position(|load| load.id == id).unwrap_or(0)
    }

    fn together(&self, records: Vec<Record>) -> Vec<Known> {
        together(records, |load| self.rank(load))
    }
}

/// Looks for people, and gives those an id who have none.
pub(crate) async fn find(app: &App, session: &Session, asked: &Asked) -> Result<Found, StoreError> {
    let mut on = app.db.read().await?;
    let now = AsOf { at: app.clock.today(), known: app.clock.now() };
    let counting = Counting::as_of(app, &mut on, now).await?;
    let loads = counting.ids();
    let looked_at = store::found(&mut on, &asked.by, &loads).await?;
    if looked_at.len() > store::MOST_RECORDS as usize {
        return Ok(Found::TooMany);
    }
    // Several loads may speak of a client: what an earlier one said counts no longer.
    let clients = current(&counting, looked_at);
    let met = clients.into_iter().filter(|record| asked.is_met_by(record));
    let met = counting.together(met.collect());
    if met.len() > MOST_PEOPLE {
        return Ok(Found::TooMany);
    }
    let whole = whole(&mut on, &counting, met).await?;
    drop(on);
    Ok(Found::People(numbered(app, session, whole).await?))
}

/// The record of each client that counts among those of several loads.
fn current(counting: &Counting, records: Vec<Record>) -> Vec<Record> {
    let mut newest: BTreeMap<(String, String), Record> = BTreeMap::new();
    for record in records {
        let client = (record.organisation.clone(), record.local_id.clone());
        match newest.get(&client) {
            Some(known) if counting.rank(known.load) > counting.rank(record.load) => {}
            _ => {
                newest.insert(client, record);
            }
        }
    }
    newest.into_values().collect()
}

/// The people whose records met a search, each with all of their records.
async fn whole(
    on: &mut Reader,
    counting: &Counting,
    met: Vec<Known>,
) -> Result<Vec<Known>, StoreError> {
    let numbers: BTreeSet<NhsNumber> = met.iter().filter_map(|known| number(&known.key)).collect();
    let numbers: Vec<NhsNumber> = numbers.into_iter().collect();
    let keys: BTreeSet<Key> = met.iter().map(|known| known.key.clone()).collect();
    let linked = store::with_numbers(on, &numbers, &counting.ids()).await?;
    let alone = met.into_iter().filter(|known| !known.is_linked()).flat_map(|known| known.records);
    let mut all = counting.together(current(counting, linked).into_iter().chain(alone).collect());
    all.retain(|known| keys.contains(&known.key));
    Ok(all)
}

fn number(key: &Key) -> Option<NhsNumber> {
    match key {
        Key::Number(number, _) => Some(*number),
        Key::Client { .. } => None,
    }
}

async fn numbered(
    app: &App,
    session: &Session,
    people: Vec<Known>,
) -> Result<Vec<(Id<Person>, Known)>, StoreError> {
    let now = app.clock.now();
    let keys = people.iter().map(|known| (known.key.clone(), app.dice.id(now))).collect();
    // A search may be sent again: it is not a change that has its effect once.
    let author = Author { claim: None, ..session.author() };
    let ids = store::ids(&app.db, (now, &author), keys).await?;
    Ok(ids.into_iter().zip(people).collect())
}

/// Where a person's id leads.
pub(crate) enum Whose {
    /// To this person.
    Person(Known),
    /// To somebody whose record has since come to carry an NHS number and a date of birth.
    Another(Key),
    /// To nobody of whom a record counts.
    Nobody,
}

/// The person of an id.
pub(crate) async fn of(
    on: &mut Reader,
    counting: &Counting,
    id: Id<Person>,
) -> Result<Whose, StoreError> {
    let key = store::key(on, id).await?;
    let loads = counting.ids();
    let records = match &key {
        Key::Number(number, _) => store::with_numbers(on, &[*number], &loads).await?,
        Key::Client { organisation, local_id } => {
            store::of_client(on, (organisation, local_id), &loads).await?
        }
    };
    let mut people = counting.together(records);
    if let Some(at) = people.iter().position(|known| known.key == key) {
        return Ok(Whose::Person(people.swap_remove(at)));
    }
    match (&key, people.pop()) {
        (Key::Client { .. }, Some(known)) => Ok(Whose::Another(known.key)),
        _ => Ok(Whose::Nobody),
    }
}

/// The id of a person by key; given now if there is none.
pub(crate) async fn id_of(
    app: &App,
    session: &Session,
    key: Key,
) -> Result<Id<Person>, StoreError> {
    let now = app.clock.now();
    let author = Author { claim: None, ..session.author() };
    let ids = store::ids(&app.db, (now, &author), vec![(key, app.dice.id(now))]).await?;
    let none = || StoreError::NotFound { what: "person", id: String::new() };
    ids.first().copied().ok_or_else(none)
}
