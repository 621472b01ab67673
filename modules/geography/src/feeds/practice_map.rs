//! Which practice is in which network, sub-ICB location and ICB, and whose software it runs (NHS
//! England, monthly). By itself enough to know a place's practices and networks.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, OfficialDate, Quarantined, Reading, Row, Rule,
    Sample, Source, each_row,
};
use kith_store::Value;
use kith_terms::OdsCode;

use super::tables::{MEMBERSHIP, PCN, PRACTICE};
use super::{DAY, NAME, NHS_ENGLAND, NHS_THANKS, ODS};

pub(super) static FEED: Feed = Feed {
    kind: "practice-map",
    title: "Patients Registered at a GP Practice: mapping (gp-reg-pat-prac-map)",
    publisher: NHS_ENGLAND,
    attribution: NHS_THANKS,
    extent: Extent::Whole,
    tables: &[&PRACTICE, &PCN, &MEMBERSHIP],
    reading: Reading::Official { recognises, read },
};

/// Until June 2022 a sub-ICB location was a clinical commissioning group, an ICB an STP.
const COLUMNS: &[Column] = &[
    Column::needed("date", &["extract date"]),
    Column::needed("practice", &["practice code"]),
    Column::needed("name", &["practice name"]),
    Column::needed("postcode", &["practice postcode"]),
    Column::needed("pcn", &["pcn code"]),
    Column::needed("pcn_name", &["pcn name"]),
    Column::needed("sub_icb", &["sub icb location code", "ccg code"]),
    Column::needed("icb", &["icb code", "stp code"]),
    Column::optional("supplier", &["supplier name"]),
];

/// Other files of analysts have the same columns and coordinates or patients beside them.
const NOT_A_MAP: [Column; 2] = [
    Column::needed("latitude", &["latitude*"]),
    Column::needed("patients", &["number of patients"]),
];

/// What stands for the network of a practice that is in none.
const UNALLOCATED: &str = "U";

const ONE_DATE: Rule = Rule {
    says: "all rows of a file are of one EXTRACT_DATE",
    remedy: "load each extract as a file of its own",
};

fn recognises(sample: &Sample) -> bool {
    let other = NOT_A_MAP.iter().any(|column| sample.has(&[*column]));
    sample.is_text() && sample.has(COLUMNS) && !other
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_row(source, COLUMNS, landing, practice)
}

fn practice(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let OfficialDate(day) = row.parse("date", &DAY)?;
    match landing.is_valid_from() {
        None => landing.valid_from(day),
        Some(first) if first != day => return Err(row.refuse("date", &ONE_DATE)),
        Some(_) => {}
    }
    let code: OdsCode = row.parse("practice", &ODS)?;
    let name = row.required("name", &NAME)?;
    let sub_icb: Option<OdsCode> = row.parse_optional("sub_icb", &ODS)?;
    let icb: Option<OdsCode> = row.parse_optional("icb", &ODS)?;
    let pcn = network(row, landing)?;
    if let Some(pcn) = &pcn {
        // A network may span sub-ICB locations, so the practice's is not its own.
        let name = row.required("pcn_name", &NAME)?;
        let unsaid = Value::Null;
        landing.row(
            &PCN,
            vec![pcn.clone().into(), name.into(), unsaid.clone(), unsaid.clone(), unsaid.clone()],
        );
        landing.row(&MEMBERSHIP, vec![code.clone().into(), pcn.clone().into(), day.into(), unsaid]);
    }
    landing.row(
        &PRACTICE,
        vec![
            code.into(),
            name.into(),
            row.optional("postcode").map(str::to_owned).into(),
            pcn.into(),
            sub_icb.into(),
            icb.into(),
            row.optional("supplier").map(str::to_owned).into(),
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
        ],
    );
    Ok(())
}

fn network(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<Option<OdsCode>, Quarantined> {
    if row.text("pcn") == UNALLOCATED || row.text("pcn").is_empty() {
        landing.count("practices without a network (U)", 1);
        return Ok(None);
    }
    row.parse("pcn", &ODS).map(Some)
}
