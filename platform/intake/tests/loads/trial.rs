//! Two small feeds, one whose newest load is all there is and one whose loads add up, and a clock
//! that goes on by a minute with every step. Files are little tables with bars between the columns.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kith_intake::load::{self, Arrived, CannotArrive, Load, Stores};
use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Source, Table,
    each_row,
};
use kith_lake::Lake;
use kith_store::testing::{TestDb, each_backend};
use kith_store::{AsOf, Author, Migration, MigrationSet, StoreError, sql};
use kith_terms::Id;

pub(crate) const AMOUNT: Rule = Rule { says: "an amount is a whole number", remedy: "count again" };

static WHOLE_ROWS: Table = Table::new("trial_whole", &["name", "amount", "note"], &["name"]);
static PART_ROWS: Table = Table::new("trial_part", &["name", "amount", "note"], &["name"]);

const WHOLE_COLUMNS: &[Column] = &[
    Column::needed("name", &["whole"]),
    Column::needed("amount", &["amount"]),
    Column::optional("note", &["note"]),
    Column::optional("from", &["from"]),
];
const PART_COLUMNS: &[Column] = &[
    Column::needed("name", &["part"]),
    Column::needed("amount", &["amount"]),
    Column::optional("note", &["note"]),
];

pub(crate) static WHOLE: Feed = Feed {
    kind: "trial-whole",
    title: "Amounts, all of them",
    publisher: "nobody",
    attribution: "",
    extent: Extent::Whole,
    tables: &[&WHOLE_ROWS],
    reading: Reading::Official {
        recognises: |sample| sample.is_text() && sample.has(WHOLE_COLUMNS),
        read: |source, landing| read(source, WHOLE_COLUMNS, &WHOLE_ROWS, landing),
    },
};

pub(crate) static PART: Feed = Feed {
    kind: "trial-part",
    title: "Amounts, some of them",
    publisher: "nobody",
    attribution: "",
    extent: Extent::Part,
    tables: &[&PART_ROWS],
    reading: Reading::Official {
        recognises: |sample| sample.is_text() && sample.has(PART_COLUMNS),
        read: |source, landing| read(source, PART_COLUMNS, &PART_ROWS, landing),
    },
};

/// Reads to the end; what the file says in its last line is done then.
fn read(
    source: &Source,
    columns: &[Column],
    table: &'static Table,
    landing: &mut Landing<'_>,
) -> Result<(), CannotRead> {
    let mut last = String::new();
    each_row(source, columns, landing, |row, landing| {
        row.text("name").clone_into(&mut last);
        take(row, table, landing)
    })?;
    match last.as_str() {
        "BREAK" => Err(CannotRead::Broken { what: "a trial", why: "it breaks".to_owned() }),
        "PANIC" => panic!("the reader stops with a panic"),
        _ => Ok(()),
    }
}

fn take(
    row: &Row<'_>,
    table: &'static Table,
    landing: &mut Landing<'_>,
) -> Result<(), Quarantined> {
    let amount: u32 = row.parse("amount", &AMOUNT)?;
    if let Some(day) = row.optional("from") {
        landing.valid_from(day.parse().unwrap());
    }
    let note = row.optional("note").map(str::to_owned);
    landing.row(table, vec![row.text("name").into(), amount.into(), note.into()]);
    Ok(())
}

const TABLES: Migration = Migration {
    name: "0001-amounts",
    sql: "CREATE TABLE trial_whole (load TEXT NOT NULL, name TEXT NOT NULL, amount BIGINT NOT NULL, \
              note TEXT, PRIMARY KEY (load, name));\
          CREATE TABLE trial_part (load TEXT NOT NULL, name TEXT NOT NULL, amount BIGINT NOT NULL, \
              note TEXT, PRIMARY KEY (load, name));",
};

/// A database, and what has been done with it.
pub(crate) struct Trial {
    pub(crate) db: TestDb,
    pub(crate) lake: Lake,
    /// Where the lake is, for as long as the trial lasts.
    _folder: tempfile::TempDir,
    steps: Cell<u32>,
}

/// Runs a test on each backend.
pub(crate) async fn on_each_backend(test: impl AsyncFn(&Trial)) {
    let sets = [
        MigrationSet { owner: "intake", steps: load::MIGRATIONS },
        MigrationSet { owner: "trial", steps: &[TABLES] },
    ];
    for db in each_backend(&sets).await {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        test(&Trial { db, lake, _folder: folder, steps: Cell::new(0) }).await;
    }
}

impl Trial {
    pub(crate) fn stores(&self) -> Stores<'_> {
        Stores { db: &self.db, lake: &self.lake }
    }

    /// The next minute.
    pub(crate) fn now(&self) -> Timestamp {
        self.steps.set(self.steps.get() + 1);
        let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        start + SignedDuration::from_mins(i64::from(self.steps.get()))
    }

    pub(crate) fn new_id(&self) -> Id<Load> {
        let moment = self.now().as_millisecond();
        Id::new(u64::try_from(moment).unwrap(), 0)
    }

    /// Brings a file, whatever comes of it.
    pub(crate) async fn bring(&self, text: &str) -> Result<Arrived, CannotArrive> {
        self.bring_telling(text, &|_| ()).await
    }

    /// Brings a file and says how many rows are written.
    pub(crate) async fn bring_telling(
        &self,
        text: &str,
        went_on: &(dyn Fn(u64) + Sync),
    ) -> Result<Arrived, CannotArrive> {
        let source = Source::whole("amounts.csv", text.as_bytes().to_vec());
        let given = (self.new_id(), source);
        load::arrive(self.stores(), (self.now(), &author()), &[&WHOLE, &PART], given, went_on).await
    }

    /// Brings a file that then waits to be looked at.
    pub(crate) async fn bring_new(&self, text: &str) -> Load {
        match self.bring(text).await.unwrap() {
            Arrived::ToReview(load) => *load,
            Arrived::AlreadyHere(load) => panic!("{} is here already", load.id),
        }
    }

    pub(crate) async fn accept(&self, load: &Load) -> Result<Timestamp, StoreError> {
        let now = self.now();
        load::accept(&self.db, now, &author(), load.id).await?;
        Ok(now)
    }

    /// Brings a file and accepts it.
    pub(crate) async fn load(&self, text: &str) -> (Load, Timestamp) {
        let load = self.bring_new(text).await;
        let accepted = self.accept(&load).await.unwrap();
        (load, accepted)
    }

    pub(crate) async fn roll_back(&self, load: &Load) -> Timestamp {
        let now = self.now();
        load::roll_back(&self.db, now, &author(), load.id).await.unwrap();
        now
    }

    pub(crate) async fn discard(&self, load: &Load) -> Result<(), StoreError> {
        load::discard(self.stores(), (self.now(), &author()), &[&WHOLE, &PART], load).await
    }

    /// How a load stands now.
    pub(crate) async fn look(&self, id: Id<Load>) -> Load {
        load::one(&mut self.db.read().await.unwrap(), id).await.unwrap()
    }

    /// The one load that has arrived so far.
    pub(crate) async fn only_load(&self) -> Load {
        let mut reader = self.db.read().await.unwrap();
        let loads = load::newest(&mut reader, 0, 2).await.unwrap();
        let [load] = loads.try_into().unwrap();
        load
    }

    /// The rows that count by all that is known, `ann 1, ben 2`.
    pub(crate) async fn counts(&self, feed: &Feed) -> String {
        self.counted(feed, "9999-12-31", Timestamp::MAX).await
    }

    /// The rows that count on a day, as known at a moment.
    pub(crate) async fn counted(&self, feed: &Feed, day: &str, known: Timestamp) -> String {
        let mut reader = self.db.read().await.unwrap();
        let as_of = AsOf { at: day.parse().unwrap(), known };
        let loads = load::that_count(&mut reader, feed, as_of).await.unwrap();
        drop(reader);
        let mut rows = BTreeMap::new();
        for id in loads {
            rows.extend(self.rows(feed, id).await);
        }
        let words: Vec<String> =
            rows.iter().map(|(name, amount)| format!("{name} {amount}")).collect();
        words.join(", ")
    }

    /// The rows of one load, whether they count or not.
    pub(crate) async fn rows(&self, feed: &Feed, id: Id<Load>) -> Vec<(String, i64)> {
        let mut reader = self.db.read().await.unwrap();
        sql(format!(
            "SELECT name, amount FROM {} WHERE load = $1 ORDER BY name",
            feed.tables[0].name
        ))
        .bind(id)
        .all(&mut reader, |row| Ok((row.get("name")?, row.get("amount")?)))
        .await
        .unwrap()
    }
}

pub(crate) fn author() -> Author {
    Author { person: "ann".to_owned(), ..Author::system("trial") }
}
