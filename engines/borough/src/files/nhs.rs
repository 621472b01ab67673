//! NHS England, "Patients registered at a GP practice", January 2026.

use super::above::{ICB, REGION, SUB_ICB};
use super::text::Table;
use crate::borough::Borough;
use crate::registrations::Home;

const PUBLICATION: &str = "GP_PRAC_PAT_LIST";
const EXTRACT_DATE: &str = "01Jan2026";

/// The columns of the file of registrations.
const COLUMNS: [&str; 7] = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "PRACTICE_CODE",
    "PRACTICE_NAME",
    "LSOA_CODE",
    "SEX",
    "NUMBER_OF_PATIENTS",
];

/// Patients by practice and small area.
pub(crate) fn registrations(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_header(&COLUMNS);
    for registration in &borough.registrations {
        let practice = &borough.practices[registration.practice];
        let home = match registration.home {
            Home::Area(area) => borough.areas[area].code.to_string(),
            Home::NextDoor(number) => format!("E019910{number:02}"),
            Home::Other(code) => code.to_owned(),
        };
        table.row(&[
            PUBLICATION,
            EXTRACT_DATE,
            practice.code.as_str(),
            &practice.name,
            &home,
            "ALL",
            &registration.patients.to_string(),
        ]);
    }
    table.into_bytes()
}

/// Which practice is in which network, sub-ICB location, board and region.
pub(crate) fn map(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_header(&[
        "PUBLICATION",
        "EXTRACT_DATE",
        "PRACTICE_CODE",
        "PRACTICE_NAME",
        "PRACTICE_POSTCODE",
        "PCN_CODE",
        "PCN_NAME",
        "ONS_SUB_ICB_LOCATION_CODE",
        "SUB_ICB_LOCATION_CODE",
        "SUB_ICB_LOCATION_NAME",
        "ONS_ICB_CODE",
        "ICB_CODE",
        "ICB_NAME",
        "ONS_COMM_REGION_CODE",
        "COMM_REGION_CODE",
        "COMM_REGION_NAME",
        "SUPPLIER_NAME",
    ]);
    for practice in &borough.practices {
        let pcn = &borough.pcns[practice.pcn];
        table.row(&[
            PUBLICATION,
            EXTRACT_DATE,
            practice.code.as_str(),
            &practice.name,
            &practice.postcode,
            pcn.code.as_str(),
            &pcn.name,
            SUB_ICB.0,
            SUB_ICB.1,
            SUB_ICB.2,
            ICB.0,
            ICB.1,
            ICB.2,
            REGION.0,
            REGION.1,
            REGION.2,
            practice.supplier,
        ]);
    }
    table.into_bytes()
}

/// Registered list sizes.
pub(crate) fn lists(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_header(&[
        "PUBLICATION",
        "EXTRACT_DATE",
        "TYPE",
        "SUB_ICB_LOCATION_CODE",
        "ONS_SUB_ICB_LOCATION_CODE",
        "CODE",
        "POSTCODE",
        "SEX",
        "AGE",
        "NUMBER_OF_PATIENTS",
    ]);
    for (number, practice) in borough.practices.iter().enumerate() {
        let list = borough.registered_list_size(number).to_string();
        table.row(&[
            PUBLICATION,
            EXTRACT_DATE,
            "GP",
            SUB_ICB.1,
            SUB_ICB.0,
            practice.code.as_str(),
            &practice.postcode,
            "ALL",
            "ALL",
            &list,
        ]);
    }
    table.into_bytes()
}
