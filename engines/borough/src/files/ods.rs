//! Files of the Organisation Data Service: practices (`epraccur`) and networks (`ePCN`).

use super::above::{ICB, REGION, SUB_ICB};
use super::text::Table;
use super::xlsx::{Sheet, workbook};
use crate::borough::{Borough, ods};
use crate::practices::post_town;

/// The day on which networks began (NHS England, Network Contract DES 2019/20).
const NETWORKS_BEGAN: &str = "20190701";

/// A prescriber for the register.
struct Prescriber<'a> {
    code: &'a str,
    name: &'a str,
    street: &'a str,
    locality: &'a str,
    postcode: &'a str,
    closed: &'static str,
    setting: &'static str,
}

/// General practices and other prescribers: 27 columns, no header, everything quoted; status A or C
/// and setting 4 for a GP practice, as before the ODS interface of 2025. Besides the open practices
/// it holds one that closed and one out-of-hours service (setting 2).
pub(crate) fn epraccur(borough: &Borough) -> Vec<u8> {
    let mut table = Table::quoted_without_header();
    for practice in &borough.practices {
        table.row(&prescriber_row(&Prescriber {
            code: practice.code.as_str(),
            name: &practice.name,
            street: &practice.street,
            locality: &practice.locality,
            postcode: &practice.postcode,
            closed: "",
            setting: "4",
        }));
    }
    let closed = ods("Y99901");
    let out_of_hours = ods("Y99902");
    for (code, name, closed, setting) in [
        (&closed, "THE OLD CUSTOMS HOUSE SURGERY", "20250331", "4"),
        (&out_of_hours, "WENDMERE OUT OF HOURS", "", "2"),
    ] {
        table.row(&prescriber_row(&Prescriber {
            code: code.as_str(),
            name,
            street: "1 QUAY ROAD",
            locality: "OLD TOWN",
            postcode: "WM1 9ZZ",
            closed,
            setting,
        }));
    }
    table.into_bytes()
}

fn prescriber_row<'a>(of: &Prescriber<'a>) -> [&'a str; 27] {
    let status = if of.closed.is_empty() { "A" } else { "C" };
    let mut row = [""; 27];
    let filled = [
        (1, of.code),
        (2, of.name),
        (3, REGION.1),
        (4, ICB.1),
        (5, of.street),
        (6, of.locality),
        (8, "WENDMERE"),
        (10, of.postcode),
        (11, "19740401"),
        (12, of.closed),
        (13, status),
        (14, "B"),
        (15, SUB_ICB.1),
        (16, "20200401"),
        (17, of.closed),
        (18, "01632 960000"),
        (22, "0"),
        (24, SUB_ICB.1),
        (26, of.setting),
    ];
    for (column, text) in filled {
        row[column - 1] = text;
    }
    row
}

/// Networks and their practices, a sheet each; the headers have line breaks, as published.
pub(crate) fn epcn(borough: &Borough) -> Vec<u8> {
    workbook(&[details(borough), partners(borough)])
}

fn details(borough: &Borough) -> Sheet {
    let mut rows = vec![
        [
            "PCN Code",
            "PCN Name",
            "Current Sub ICB Loc Code",
            "Sub ICB Location",
            "Open Date",
            "Close Date",
            "Address Line 1",
            "Address Line 2",
            "Address Line 3",
            "Address Line 4",
            "Address Line 5",
            "Postcode",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for (number, pcn) in borough.pcns.iter().enumerate() {
        let Some(seat) = borough.practices.iter().find(|practice| practice.pcn == number) else {
            continue;
        };
        let town = post_town();
        rows.push(
            [
                pcn.code.as_str(),
                &pcn.name,
                SUB_ICB.1,
                &SUB_ICB.2.to_uppercase(),
                NETWORKS_BEGAN,
                "",
                &seat.name,
                &seat.street,
                &seat.locality,
                &town,
                "",
                &seat.postcode,
            ]
            .map(str::to_owned)
            .to_vec(),
        );
    }
    Sheet { name: "PCNDetails", rows }
}

fn partners(borough: &Borough) -> Sheet {
    let mut rows = vec![
        [
            "Partner\r\nOrganisation\r\nCode",
            "Partner\r\nName",
            "Practice\r\nParent\r\nSub ICB Loc Code",
            "Practice\r\nParent\r\nSub ICB Loc Name",
            "PCN Code",
            "PCN Name",
            "PCN Parent\r\nSub ICB Loc Code",
            "PCN Parent\r\nSub ICB Loc Name",
            "Practice to PCN\r\nRelationship\r\nStart Date",
            "Practice to PCN\r\nRelationship\r\nEnd Date",
            "Practice Sub ICB Loc and PCN Sub ICB Loc Match ",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let location = SUB_ICB.2.to_uppercase();
    let mut partner = |code: &str, name: &str, pcn: usize, end: &str| {
        let pcn = &borough.pcns[pcn];
        let row = [
            code,
            name,
            SUB_ICB.1,
            &location,
            pcn.code.as_str(),
            &pcn.name,
            SUB_ICB.1,
            &location,
            NETWORKS_BEGAN,
            end,
            "1",
        ];
        rows.push(row.map(str::to_owned).to_vec());
    };
    for practice in &borough.practices {
        partner(practice.code.as_str(), &practice.name, practice.pcn, "");
    }
    partner("Y99901", "THE OLD CUSTOMS HOUSE SURGERY", 0, "20250331");
    Sheet { name: "PCN Core Partner Details", rows }
}
