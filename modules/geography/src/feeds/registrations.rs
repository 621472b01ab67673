//! How many of a practice's registered people live in which small area (NHS England, quarterly), as
//! published and as an ICB's analysts pass it on with the networks beside it.

use kith_intake::{
    Column, Extent, Feed, Landing, OfficialDate, Quarantined, Reading, Row, Rule, Sample, each_row,
};
use kith_terms::OdsCode;

use super::special::{Home, home};
use super::tables::{MEMBERSHIP, PCN, PRACTICE, REGISTRATION};
use super::{DAY, DOWNLOAD_AGAIN, NAME, NHS_ENGLAND, NHS_THANKS, ODS};
use kith_store::Value;

pub(super) static ALL: Feed = Feed {
    kind: "registrations",
    title: "Patients Registered at a GP Practice: LSOA, all (gp-reg-pat-prac-lsoa-all)",
    reading: Reading::Official {
        recognises: |sample| is_of_sex(sample, "ALL"),
        read: |source, landing| each_row(source, COLUMNS, landing, published),
    },
    ..PUBLISHED
};

pub(super) static MALE: Feed = Feed {
    kind: "registrations-male",
    title: "Patients Registered at a GP Practice: LSOA, male (gp-reg-pat-prac-lsoa-male)",
    reading: Reading::Official {
        recognises: |sample| is_of_sex(sample, "MALE"),
        read: |source, landing| each_row(source, COLUMNS, landing, published),
    },
    ..PUBLISHED
};

pub(super) static FEMALE: Feed = Feed {
    kind: "registrations-female",
    title: "Patients Registered at a GP Practice: LSOA, female (gp-reg-pat-prac-lsoa-female)",
    reading: Reading::Official {
        recognises: |sample| is_of_sex(sample, "FEMALE"),
        read: |source, landing| each_row(source, COLUMNS, landing, published),
    },
    ..PUBLISHED
};

const PUBLISHED: Feed = Feed {
    kind: "",
    title: "",
    publisher: NHS_ENGLAND,
    attribution: NHS_THANKS,
    extent: Extent::Whole,
    tables: &[&REGISTRATION],
    reading: Reading::Official {
        recognises: |_| false,
        read: |source, landing| each_row(source, COLUMNS, landing, published),
    },
};

/// One ICB's part of the same, without date and sex, with practice names and networks.
pub(super) static ANALYSTS: Feed = Feed {
    kind: "registrations-by-network",
    title: "Patients registered by practice, network and LSOA, as an ICB's analysts publish it",
    publisher: "an integrated care board, from NHS England",
    attribution: NHS_THANKS,
    // Whole, because pairs of practice and area that are gone from the next extract must go.
    extent: Extent::Whole,
    tables: &[&REGISTRATION, &PRACTICE, &PCN, &MEMBERSHIP],
    reading: Reading::Official {
        recognises: |sample| sample.is_text() && sample.has(NETWORK_COLUMNS) && !sample.has(&[SEX]),
        read: |source, landing| each_row(source, NETWORK_COLUMNS, landing, with_network),
    },
};

const SEX: Column = Column::needed("sex", &["sex"]);
const PRACTICE_CODE: Column = Column::needed("practice", &["practice code"]);
const LSOA_CODE: Column = Column::needed("area", &["lsoa code"]);
const PATIENTS: Column = Column::needed("patients", &["number of patients"]);

const COLUMNS: &[Column] = &[
    Column::needed("date", &["extract date"]),
    PRACTICE_CODE,
    LSOA_CODE,
    SEX,
    PATIENTS,
    // Known, and told better by other files.
    Column::optional("publication", &["publication"]),
    Column::optional("practice_name", &["practice name"]),
];

const NETWORK_COLUMNS: &[Column] = &[
    PRACTICE_CODE,
    LSOA_CODE,
    PATIENTS,
    Column::needed("practice_name", &["practice name*"]),
    Column::needed("pcn", &["pcn code"]),
    Column::needed("pcn_name", &["pcn name*"]),
    Column::optional("icb", &["icb code"]),
];

const AREA: Rule = Rule {
    says: "an area is an LSOA code or a known word for people without one (EMPTY, CLOSED, NO2011)",
    remedy: "ask NHS England what the code means; until it is known these patients are left out",
};
const COUNT: Rule = Rule { says: "patients are a whole number", remedy: DOWNLOAD_AGAIN };
const SEXES: Rule = Rule { says: "SEX is ALL, MALE or FEMALE", remedy: DOWNLOAD_AGAIN };
const ONE_DATE: Rule = Rule {
    says: "all rows of a file are of one EXTRACT_DATE",
    remedy: "load each extract as a file of its own",
};

fn is_of_sex(sample: &Sample, wanted: &str) -> bool {
    if !sample.is_text() || !sample.has(COLUMNS) {
        return false;
    }
    let place = sample.header.iter().position(|name| name.trim().eq_ignore_ascii_case("sex"));
    let first = sample.rows.first().zip(place).and_then(|(row, at)| row.get(at));
    first.map_or("ALL", String::as_str).eq_ignore_ascii_case(wanted)
}

fn published(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let OfficialDate(day) = row.parse("date", &DAY)?;
    match landing.is_valid_from() {
        None => landing.valid_from(day),
        Some(first) if first != day => return Err(row.refuse("date", &ONE_DATE)),
        Some(_) => {}
    }
    let sex = row.text("sex").to_ascii_lowercase();
    if !["all", "male", "female"].contains(&sex.as_str()) {
        return Err(row.refuse("sex", &SEXES));
    }
    let practice: OdsCode = row.parse("practice", &ODS)?;
    registration(row, landing, practice, &sex)
}

fn with_network(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let practice: OdsCode = row.parse("practice", &ODS)?;
    let pcn: OdsCode = row.parse("pcn", &ODS)?;
    let icb: Option<OdsCode> = row.parse_optional("icb", &ODS)?;
    let name = row.required("practice_name", &NAME)?;
    let pcn_name = row.required("pcn_name", &NAME)?;
    let mut values = vec![Value::Null; PRACTICE.columns.len()];
    values[0] = practice.clone().into();
    values[1] = name.into();
    values[3] = pcn.clone().into();
    values[5] = icb.into();
    landing.row(&PRACTICE, values);
    let unsaid = Value::Null;
    landing.row(
        &PCN,
        vec![pcn.clone().into(), pcn_name.into(), unsaid.clone(), unsaid.clone(), unsaid.clone()],
    );
    landing.row(&MEMBERSHIP, vec![practice.clone().into(), pcn.into(), "".into(), unsaid]);
    registration(row, landing, practice, "all")
}

fn registration(
    row: &Row<'_>,
    landing: &mut Landing<'_>,
    practice: OdsCode,
    sex: &str,
) -> Result<(), Quarantined> {
    let patients: u32 = row.parse("patients", &COUNT)?;
    let area = row.text("area").to_ascii_uppercase();
    match home(&area) {
        Some(Home::England) => {}
        Some(Home::Elsewhere(name)) => {
            landing.count(format!("{name} patients"), u64::from(patients));
            landing.count(format!("{name} rows"), 1);
        }
        None => return Err(row.refuse("area", &AREA)),
    }
    landing.count("patients", u64::from(patients));
    landing.row(&REGISTRATION, vec![practice.into(), area.into(), sex.into(), patients.into()]);
    Ok(())
}
