//! What the program does to its database until it is stopped: things made, counted, removed and
//! read, changes that are refused, migrations in between. Each thing that was saved is said, one
//! line each, in the words by which the journal knows it (see [`crate::ledger`]).

use std::io::Write;

use anyhow::Context;
use futures_util::future::{join, join_all};
use jiff::Timestamp;
use kith_store::{
    Author, BoxFuture, Db, Fact, Migration, MigrationSet, Reader, StoreError, Tx, Value, sql,
};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Rows that are made with each thing, so that half a change can be told from a whole one.
pub const PARTS: i64 = 3;

/// So many things that it made a writer remembers, to remove them later.
const MOST_REMEMBERED: usize = 100;

/// The tables of the work.
pub const TABLES: MigrationSet = MigrationSet { owner: "knocks", steps: &[TABLES_STEP] };

const TABLES_STEP: Migration = Migration {
    name: "0001-things",
    sql: "CREATE TABLE thing (id TEXT PRIMARY KEY, note TEXT NOT NULL);
          CREATE TABLE part (thing TEXT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (thing, number));
          CREATE TABLE counter (writer BIGINT PRIMARY KEY, value BIGINT NOT NULL);",
};

/// What one run of the program is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The number of the run. Names of things are made from it, so that no two runs make the same.
    pub run: u64,
    /// So many work at the same time.
    pub writers: u64,
    /// So many changes each of them makes.
    pub changes: u64,
    /// After so many changes of the first writer there is a migration. 0: none.
    pub migrate_after: u64,
}

/// Works through the order. What fails in a regular manner is said and gone past; only a word that
/// cannot be said ends the work early.
pub async fn through(db: &Db, order: Order) -> anyhow::Result<()> {
    match migrate(db, 0).await {
        Ok(_) => say("ready")?,
        Err(error) => say_failure("migrate", &error)?,
    }
    let writers = (0..order.writers).map(|writer| Writer::new(db, order, writer).work());
    let migrations = migrate_in_between(db, order);
    let (worked, migrated) = join(join_all(writers), migrations).await;
    migrated?;
    worked.into_iter().collect()
}

/// The tables of the work and then steps that copy what is there into a new table and change an old
/// one, `many` in all.
pub fn steps(many: usize) -> MigrationSet {
    let more = (2..=many).map(|number| {
        let sql = format!(
            "CREATE TABLE copy_{number} (id TEXT PRIMARY KEY, note TEXT NOT NULL);
             INSERT INTO copy_{number} (id, note) SELECT id, note FROM thing;
             ALTER TABLE thing ADD COLUMN more_{number} TEXT;"
        );
        Migration { name: String::leak(format!("{number:04}-more")), sql: String::leak(sql) }
    });
    let steps: Vec<Migration> = std::iter::once(TABLES_STEP).chain(more).collect();
    MigrationSet { owner: TABLES.owner, steps: Vec::leak(steps) }
}

/// How many steps of ours a database knows.
pub async fn known_steps(reader: &mut Reader) -> Result<usize, StoreError> {
    let text = "SELECT COUNT(*) AS many FROM migration WHERE owner = $1";
    let many: u64 = sql(text).bind(TABLES.owner).one(reader, |row| row.get("many")).await?;
    Ok(usize::try_from(many).unwrap_or(usize::MAX))
}

/// Applies the steps that the database knows, which is at least the first, and so many more.
async fn migrate(db: &Db, more: usize) -> Result<Vec<String>, StoreError> {
    let known = known_steps(&mut db.read().await?).await?;
    db.migrate(&[steps(known.max(1) + more)]).await
}

async fn migrate_in_between(db: &Db, order: Order) -> anyhow::Result<()> {
    if order.migrate_after == 0 {
        return Ok(());
    }
    // Work of its own paces it: there is no clock in a test.
    for number in 0..order.migrate_after {
        let fact = Fact::new("thing.read", "thing", format!("{}-pace-{number}", order.run));
        if let Err(error) = note(db, fact).await {
            say_failure("note", &error)?;
        }
    }
    match migrate(db, 1).await {
        Ok(applied) => applied.iter().try_for_each(|step| say(&format!("migrated {step}"))),
        Err(error) => say_failure("migrate", &error),
    }
}

/// One of those who work at the same time.
struct Writer<'d> {
    db: &'d Db,
    order: Order,
    number: u64,
    dice: Xoshiro256PlusPlus,
    made: Vec<String>,
}

impl<'d> Writer<'d> {
    fn new(db: &'d Db, order: Order, number: u64) -> Self {
        let dice = Xoshiro256PlusPlus::seed_from_u64(order.run * 1_000 + number);
        Self { db, order, number, dice, made: Vec::new() }
    }

    async fn work(mut self) -> anyhow::Result<()> {
        for change in 0..self.order.changes {
            let id = format!("{}-{}-{change}", self.order.run, self.number);
            match self.dice.random_range(0..100) {
                0..45 => self.make(id).await?,
                45..65 => self.count().await?,
                65..75 => self.remove().await?,
                75..85 => self.read(id).await?,
                _ => self.be_refused(id).await?,
            }
        }
        Ok(())
    }

    async fn make(&mut self, id: String) -> anyhow::Result<()> {
        // Some are long, so that pages overflow.
        let note = "x".repeat(self.dice.random_range(1..40) * self.dice.random_range(1..40));
        let saved = write(self.db, {
            let id = id.clone();
            |tx| {
                Box::pin(async move {
                    make(tx, &id, &note).await?;
                    tx.record(Fact::new("thing.make", "thing", id).after(note));
                    Ok(())
                })
            }
        });
        if told(saved.await, &format!("thing.make {id}"))? {
            // However long the work goes on, its memory does not.
            self.made.truncate(MOST_REMEMBERED);
            self.made.push(id);
        }
        Ok(())
    }

    async fn count(&mut self) -> anyhow::Result<()> {
        let writer = i64::try_from(self.number)?;
        let saved = write(self.db, move |tx| {
            Box::pin(async move {
                let text = "INSERT INTO counter (writer, value) VALUES ($1, 1) ON CONFLICT (writer)
                            DO UPDATE SET value = counter.value + 1 RETURNING value";
                let value: i64 = sql(text).bind(writer).one(tx, |row| row.get("value")).await?;
                let fact = Fact::new("counter.step", "counter", writer);
                tx.record(fact.before(value - 1).after(value));
                Ok(value)
            })
        });
        match saved.await {
            Ok(value) => say(&format!("counter.step {writer}:{value}")),
            Err(error) => say_failure("count", &error),
        }
    }

    async fn remove(&mut self) -> anyhow::Result<()> {
        let Some(id) = self.made.pop() else { return Ok(()) };
        let saved = write(self.db, {
            let id = id.clone();
            |tx| {
                Box::pin(async move {
                    sql("DELETE FROM part WHERE thing = $1").bind(id.as_str()).run(tx).await?;
                    let text = "DELETE FROM thing WHERE id = $1";
                    sql(text).bind(id.as_str()).run_expecting_one(tx, "thing", &id).await?;
                    tx.record(Fact::new("thing.remove", "thing", id));
                    Ok(())
                })
            }
        });
        told(saved.await, &format!("thing.remove {id}")).map(drop)
    }

    async fn read(&mut self, id: String) -> anyhow::Result<()> {
        let fact = Fact::new("thing.read", "thing", &id).about("nobody");
        let author = Author::system("knocks");
        let noted = self.db.note_reads(Timestamp::UNIX_EPOCH, &author, vec![fact]).await;
        told(noted, &format!("thing.read {id}")).map(drop)
    }

    /// A change that must leave nothing behind, whichever way it fails.
    async fn be_refused(&mut self, id: String) -> anyhow::Result<()> {
        let how = self.dice.random_range(0..4);
        let saved = write(self.db, move |tx| {
            Box::pin(async move {
                make(tx, &id, "never").await?;
                if how == 0 {
                    // Without a fact.
                    return Ok(());
                }
                tx.record(Fact::new("thing.make", "thing", &id).after("never"));
                match how {
                    1 => make(tx, &id, "twice").await,
                    2 => Err(StoreError::Stale { what: "thing", id }),
                    _ => sql("no statement of SQL").run(tx).await.map(drop),
                }
            })
        });
        match saved.await {
            Ok(()) => say("wrong: a change that had to be refused was saved"),
            Err(_) => Ok(()),
        }
    }
}

async fn make(tx: &mut Tx, id: &str, note: &str) -> Result<(), StoreError> {
    let text = "INSERT INTO thing (id, note) VALUES ($1, $2)";
    sql(text).bind(id).bind(note).run(tx).await?;
    let parts: Vec<Vec<Value>> = (0..PARTS).map(|part| vec![id.into(), part.into()]).collect();
    tx.insert("part", &["thing", "number"], parts).await.map(drop)
}

/// Makes a change on behalf of the program.
pub async fn write<T: Send + 'static>(
    db: &Db,
    work: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    db.write(Timestamp::UNIX_EPOCH, &Author::system("knocks"), work).await
}

/// Notes a fact on behalf of the program, however long the disk takes for it.
pub async fn note(db: &Db, fact: Fact) -> Result<(), StoreError> {
    write(db, |tx| {
        Box::pin(async move {
            tx.record(fact);
            Ok(())
        })
    })
    .await
}

/// Says a thing if it was saved, and what was in the way if it was not.
fn told(saved: Result<(), StoreError>, words: &str) -> anyhow::Result<bool> {
    match saved {
        Ok(()) => say(words).map(|()| true),
        Err(error) => say_failure(words, &error).map(|()| false),
    }
}

fn say_failure(what: &str, error: &StoreError) -> anyhow::Result<()> {
    say(&format!("failed {what}: {}", words(error)))
}

/// An error and what it came from, on one line.
pub fn words(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text.replace('\n', " ")
}

/// Says one line, at once and whole.
pub fn say(line: &str) -> anyhow::Result<()> {
    let line = format!("{line}\n");
    std::io::stdout().lock().write_all(line.as_bytes()).context("nobody listens any more")
}
