//! Primary care networks and their practices, with the days on which memberships begin and end
//! (Organisation Data Service): a workbook of two sheets with line breaks in its headers.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, OfficialDate, Quarantined, Reading, Row, Sample,
    Source, each_sheet_row,
};
use kith_store::Value;
use kith_terms::OdsCode;

use super::tables::{MEMBERSHIP, PCN};
use super::{DAY, NAME, NHS_THANKS, ODS};

pub(super) static FEED: Feed = Feed {
    kind: "epcn",
    title: "Primary Care Networks (ePCN)",
    publisher: "NHS England, Organisation Data Service",
    attribution: NHS_THANKS,
    extent: Extent::Whole,
    tables: &[&PCN, &MEMBERSHIP],
    reading: Reading::Official { recognises, read },
};

const NETWORKS: &str = "PCNDetails";
const PARTNERS: &str = "PCN Core Partner Details";

const NETWORK_COLUMNS: &[Column] = &[
    Column::needed("code", &["pcn code"]),
    Column::needed("name", &["pcn name"]),
    Column::optional(
        "sub_icb",
        &["current sub icb loc code", "current clinical commissioning group code"],
    ),
    Column::needed("opened", &["open date"]),
    Column::needed("closed", &["close date"]),
];

const PARTNER_COLUMNS: &[Column] = &[
    Column::needed("practice", &["partner organisation code"]),
    Column::needed("pcn", &["pcn code"]),
    Column::needed("from", &["practice to pcn relationship start date"]),
    Column::needed("to", &["practice to pcn relationship end date"]),
];

fn recognises(sample: &Sample) -> bool {
    [NETWORKS, PARTNERS].iter().all(|sheet| sample.sheets.iter().any(|name| name == sheet))
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_sheet_row(source, NETWORKS, NETWORK_COLUMNS, landing, network)?;
    each_sheet_row(source, PARTNERS, PARTNER_COLUMNS, landing, partner)
}

fn network(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let code: OdsCode = row.parse("code", &ODS)?;
    let name = row.required("name", &NAME)?;
    let sub_icb: Option<OdsCode> = row.parse_optional("sub_icb", &ODS)?;
    let (opened, closed) = (day(row, "opened")?, day(row, "closed")?);
    landing.row(&PCN, vec![code.into(), name.into(), sub_icb.into(), opened, closed]);
    Ok(())
}

fn partner(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let practice: OdsCode = row.parse("practice", &ODS)?;
    let pcn: OdsCode = row.parse("pcn", &ODS)?;
    let OfficialDate(from) = row.parse("from", &DAY)?;
    let to = day(row, "to")?;
    if to == Value::Null {
        landing.count("memberships that last", 1);
    } else {
        landing.count("memberships that have ended", 1);
    }
    landing.row(&MEMBERSHIP, vec![practice.into(), pcn.into(), from.into(), to]);
    Ok(())
}

fn day(row: &Row<'_>, role: &str) -> Result<Value, Quarantined> {
    let day: Option<OfficialDate> = row.parse_optional(role, &DAY)?;
    Ok(day.map(|OfficialDate(day)| day).into())
}
