//! The table of modules for these tests, with one small kind of file: how many people live in a street.

use kith_frame::module::Module;
use kith_frame::right::Right;
use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    Table, each_row,
};
use kith_store::Migration;

const fn right(key: &'static str) -> Right {
    Right { key, to: "do what other modules offer" }
}

static STREETS: Module = Module {
    key: "streets",
    title: "Streets",
    rights: &[
        right("place.read"),
        right("plan.read"),
        right("plan.draw"),
        right("plan.publish"),
        right("plan.consult"),
        right("plan.object"),
        right("plan.agree"),
        right("assurance.read"),
    ],
    migrations: &[Migration {
        name: "0001-streets",
        sql: "CREATE TABLE streets_street (load TEXT NOT NULL, name TEXT NOT NULL, \
              people BIGINT NOT NULL, PRIMARY KEY (load, name));",
    }],
    feeds: &[&FEED],
    ..Module::EMPTY
};

/// All modules of these tests.
pub(crate) static MODULES: &[&Module] = &[&STREETS, &kith_sharing::MODULE, &kith_frame::MODULE];

static FEED: Feed = Feed {
    kind: "streets",
    title: "Streets and their people",
    publisher: "The council",
    attribution: "Contains council data",
    extent: Extent::Whole,
    tables: &[&STREET],
    reading: Reading::Official {
        recognises: |sample: &Sample| sample.is_text() && sample.has(COLUMNS),
        read: |source: &Source, landing: &mut Landing<'_>| -> Result<(), CannotRead> {
            each_row(source, COLUMNS, landing, street)
        },
    },
};

static STREET: Table = Table::new("streets_street", &["name", "people"], &["name"]);

const COLUMNS: &[Column] =
    &[Column::needed("name", &["street"]), Column::needed("people", &["people"])];

const NAME: Rule = Rule { says: "a street has a name", remedy: "write its name" };
const PEOPLE: Rule = Rule { says: "people are a whole number", remedy: "write a whole number" };

fn street(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let name = row.required("name", &NAME)?;
    let people: u32 = row.parse("people", &PEOPLE)?;
    landing.count("people", u64::from(people));
    landing.row(&STREET, vec![name.into(), people.into()]);
    Ok(())
}
