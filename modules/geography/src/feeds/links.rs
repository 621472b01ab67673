//! Bridges, ferries and joins by hand between small areas: a table of our own, for what no official
//! boundary file says. Columns `from,to,kind,name`.

use kith_intake::each_row;
use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
};
use kith_terms::LsoaCode;

use super::tables::LINK;
use super::{LSOA, NAME};

/// Links between areas.
pub(super) static FEED: Feed = Feed {
    kind: "area-links",
    title: "Bridges, ferries and joins by hand between areas",
    publisher: "Whoever knows the ground",
    attribution: "Kept by the place itself",
    extent: Extent::Whole,
    tables: &[&LINK],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("from", &["from"]),
    Column::needed("to", &["to"]),
    Column::needed("kind", &["kind"]),
    Column::needed("name", &["name"]),
];

const KIND: Rule = Rule {
    says: "a link is one of bridge, ferry, manual, river_without_crossing",
    remedy: "write one of these words",
};

fn recognises(sample: &Sample) -> bool {
    sample.is_text() && sample.has(COLUMNS)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_row(source, COLUMNS, landing, link)
}

fn link(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let from: LsoaCode = row.parse("from", &LSOA)?;
    let to: LsoaCode = row.parse("to", &LSOA)?;
    let kind: Kind = row.parse("kind", &KIND)?;
    let name = row.required("name", &NAME)?;
    landing.row(&LINK, vec![from.into(), to.into(), kind.0.into(), name.into()]);
    Ok(())
}

struct Kind(&'static str);

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        ["bridge", "ferry", "manual", "river_without_crossing"]
            .into_iter()
            .find(|kind| text.eq_ignore_ascii_case(kind))
            .map(Self)
            .ok_or(())
    }
}
