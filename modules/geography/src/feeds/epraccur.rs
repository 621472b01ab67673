//! GP practices and other prescribing cost centres (Organisation Data Service): no header, 27 columns
//! by position, in the old coding (`A`, `4`) and that of the new export (`ACTIVE`, `RO76`).

use kith_intake::{
    CannotRead, Extent, Feed, Landing, OfficialDate, Positions, Quarantined, Reading, Row, Rule,
    Sample, Source, each_row_by_position,
};
use kith_store::Value;
use kith_terms::OdsCode;

use super::tables::PRACTICE;
use super::{DAY, NAME, NHS_THANKS, ODS, is_ods};

pub(super) static FEED: Feed = Feed {
    kind: "epraccur",
    title: "GP Practices (epraccur)",
    publisher: "NHS England, Organisation Data Service",
    attribution: NHS_THANKS,
    extent: Extent::Whole,
    tables: &[&PRACTICE],
    reading: Reading::Official { recognises, read },
};

/// ODS, "epraccur: file format".
const POSITIONS: Positions = Positions {
    width: 27,
    roles: &[
        (1, "code"),
        (2, "name"),
        (4, "icb"),
        (10, "postcode"),
        (11, "opened"),
        (12, "closed"),
        (13, "status"),
        (15, "sub_icb"),
        (26, "setting"),
    ],
};

const STATUS: Rule = Rule {
    says: "a status is A, C, D or P, or one of the words ACTIVE, CLOSED, INACTIVE, DORMANT, PROPOSED",
    remedy: "download the file again; if ODS has a new status, it must be made known here first",
};
const SETTING: Rule = Rule {
    says: "a prescribing setting is a number up to 25 or a role such as RO76",
    remedy: "download the file again; if ODS has a new setting, it must be made known here first",
};

fn recognises(sample: &Sample) -> bool {
    let first = &sample.header;
    let cell = |position: usize| first.get(position - 1).map_or("", |cell| cell.trim());
    sample.is_text()
        && first.len() == POSITIONS.width
        && is_ods(cell(1))
        && cell(11).parse::<OfficialDate>().is_ok()
        && status(cell(13)).is_some()
        && setting(cell(26)).is_some()
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_row_by_position(source, &POSITIONS, landing, practice)
}

fn practice(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let code: OdsCode = row.parse("code", &ODS)?;
    let name = row.required("name", &NAME)?;
    let Some(status) = status(row.text("status")) else {
        return Err(row.refuse("status", &STATUS));
    };
    let Some(setting) = setting(row.text("setting")) else {
        return Err(row.refuse("setting", &SETTING));
    };
    landing.count(format!("status {status}"), 1);
    let sub_icb: Option<OdsCode> = row.parse_optional("sub_icb", &ODS)?;
    let icb: Option<OdsCode> = row.parse_optional("icb", &ODS)?;
    landing.row(
        &PRACTICE,
        vec![
            code.into(),
            name.into(),
            row.optional("postcode").map(str::to_owned).into(),
            Value::Null,
            sub_icb.into(),
            icb.into(),
            Value::Null,
            status.into(),
            setting.into(),
            day(row, "opened")?,
            day(row, "closed")?,
        ],
    );
    Ok(())
}

fn day(row: &Row<'_>, role: &str) -> Result<Value, Quarantined> {
    let day: Option<OfficialDate> = row.parse_optional(role, &DAY)?;
    Ok(day.map(|OfficialDate(day)| day).into())
}

fn status(code: &str) -> Option<&'static str> {
    match code.to_ascii_uppercase().as_str() {
        "A" | "ACTIVE" => Some("active"),
        "C" | "CLOSED" | "INACTIVE" => Some("closed"),
        "D" | "DORMANT" => Some("dormant"),
        "P" | "PROPOSED" => Some("proposed"),
        _ => None,
    }
}

/// The setting in the old numbers, where the role of the new export has one; other roles as they are.
fn setting(code: &str) -> Option<String> {
    let old = match code {
        "RO76" => "4",
        "RO87" => "1",
        "RO80" => "2",
        "RO82" => "25",
        other => other,
    };
    let number = old.parse::<u8>().is_ok_and(|number| number <= 25);
    let role = old.strip_prefix("RO").is_some_and(|number| number.parse::<u16>().is_ok());
    (number || role).then(|| old.to_owned())
}
