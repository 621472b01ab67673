//! The look-ups of ONS: which ward, local authority, sub-ICB location, ICB and MSOA a small area
//! belongs to. One reader for all; they are kinds of their own, because each stands for all that is
//! known about its own layers.
//!
//! ICBs and sub-ICB locations go by their NHS code (`QNC`, `04Y`), as in every file of NHS England.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    each_row,
};
use kith_terms::{LadCode, LsoaCode, MsoaCode, OdsCode, WardCode};

use super::tables::{AREA_UNIT, UNIT};
use super::{DOWNLOAD_AGAIN, LSOA, LSOA_NAMES, ODS, ONS, ONS_THANKS, summary};

pub(super) static WARDS: Feed = Feed {
    kind: "lookup-ward",
    title: "LSOA to Electoral Ward to Local Authority District best-fit lookup",
    reading: Reading::Official {
        recognises: |sample| is_lookup(sample) && has(sample, WARD) && !has(sample, ICB),
        read,
    },
    ..LOOKUP
};

pub(super) static ICBS: Feed = Feed {
    kind: "lookup-icb",
    title: "LSOA to Sub ICB Locations to Integrated Care Boards lookup",
    reading: Reading::Official { recognises: |sample| is_lookup(sample) && has(sample, ICB), read },
    ..LOOKUP
};

pub(super) static MSOAS: Feed = Feed {
    kind: "lookup-msoa",
    title: "Output Area to LSOA to MSOA to Local Authority District lookup",
    reading: Reading::Official {
        recognises: |sample| {
            is_lookup(sample) && has(sample, MSOA) && !has(sample, WARD) && !has(sample, ICB)
        },
        read,
    },
    ..LOOKUP
};

const LOOKUP: Feed = Feed {
    kind: "",
    title: "",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Whole,
    tables: &[&UNIT, &AREA_UNIT],
    reading: Reading::Official { recognises: |_| false, read },
};

const AREA: Column = Column::needed("area", LSOA_NAMES);
const WARD: Column = Column::needed("ward", &["wd##cd", "ward## code"]);
const LAD: Column = Column::needed("lad", &["lad##cd", "ltla## code", "lad## code"]);
const SUB_ICB: Column = Column::needed("sub_icb", &["sicbl##cdh", "sicbl## code nhs"]);
const ICB: Column = Column::needed("icb", &["icb##cdh", "icb## code nhs"]);
const MSOA: Column = Column::needed("msoa", &["msoa##cd", "msoa## code"]);

/// The columns that stand for a layer, each with that of its name; which of them a file must have is
/// the business of its kind.
pub(super) const LAYERS: &[Column] = &[
    Column::optional("ward", WARD.names),
    Column::optional("ward_name", &["wd##nm", "ward## name"]),
    Column::optional("lad", LAD.names),
    Column::optional("lad_name", &["lad##nm", "ltla## name", "lad## name"]),
    Column::optional("sub_icb", SUB_ICB.names),
    Column::optional("sub_icb_name", &["sicbl##nm", "sicbl## name"]),
    Column::optional("icb", ICB.names),
    Column::optional("icb_name", &["icb##nm", "icb## name"]),
    Column::optional("msoa", MSOA.names),
    Column::optional("msoa_name", &["msoa##nm", "msoa## name"]),
];

/// Directories of postcodes have the same columns and are not look-ups of areas: an area with
/// postcodes in two wards has no one ward in them.
const POSTCODE: Column = Column::needed("postcode", &["pcds", "pcd", "pcd#", "postcode"]);

const GSS: Rule = Rule {
    says: "a unit is a code of the Office for National Statistics for its kind of area",
    remedy: DOWNLOAD_AGAIN,
};

fn has(sample: &Sample, column: Column) -> bool {
    sample.has(&[column])
}

fn is_lookup(sample: &Sample) -> bool {
    sample.is_text() && has(sample, AREA) && !has(sample, POSTCODE) && !summary::recognises(sample)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    let columns: Vec<Column> = std::iter::once(AREA).chain(LAYERS.iter().copied()).collect();
    each_row(source, &columns, landing, |row, landing| {
        let area: LsoaCode = row.parse("area", &LSOA)?;
        units(row, area, landing)
    })
}

/// Puts down the units that an area belongs to, as far as the file has them.
pub(super) fn units(
    row: &Row<'_>,
    area: LsoaCode,
    landing: &mut Landing<'_>,
) -> Result<(), Quarantined> {
    let ward: Option<WardCode> = row.parse_optional("ward", &GSS)?;
    put(row, area, landing, ("ward", "ward_name", ward.map(|code| code.to_string())));
    let lad: Option<LadCode> = row.parse_optional("lad", &GSS)?;
    put(row, area, landing, ("lad", "lad_name", lad.map(|code| code.to_string())));
    let sub_icb: Option<OdsCode> = row.parse_optional("sub_icb", &ODS)?;
    put(row, area, landing, ("sub_icb", "sub_icb_name", sub_icb.map(|code| code.to_string())));
    let icb: Option<OdsCode> = row.parse_optional("icb", &ODS)?;
    put(row, area, landing, ("icb", "icb_name", icb.map(|code| code.to_string())));
    let msoa: Option<MsoaCode> = row.parse_optional("msoa", &GSS)?;
    put(row, area, landing, ("msoa", "msoa_name", msoa.map(|code| code.to_string())));
    Ok(())
}

fn put(
    row: &Row<'_>,
    area: LsoaCode,
    landing: &mut Landing<'_>,
    (layer, name, code): (&'static str, &str, Option<String>),
) {
    let Some(code) = code else {
        if row.header().index(layer).is_some() {
            landing.count(format!("areas without {layer}"), 1);
        }
        return;
    };
    landing.row(&UNIT, vec![layer.into(), code.as_str().into(), row.text(name).into()]);
    landing.row(&AREA_UNIT, vec![layer.into(), area.into(), code.into()]);
}
