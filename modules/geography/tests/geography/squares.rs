//! A place of six squares, two wards and two networks, written by hand in official layouts: two rows
//! of three squares of a kilometre, 10,000 people in each.
//!
//! ```text
//!  N  4 5 6   west of the line Mill ward, east of it Quay ward: 1 4 | 2 3 5 6
//!     1 2 3   Mill Surgery (Mill PCN) draws from 1 2 4, Quay Surgery (Quay PCN) from the others
//! ```

use std::fmt::Write;

use kith_frame::testing::House;

use crate::taking_in::take_in;

fn code(number: usize) -> String {
    format!("E0100000{number}")
}

fn boundaries() -> String {
    let feature = |number: usize| {
        let (east, north) = (532 + (number - 1) % 3, 181 + (number - 1) / 3);
        let (e, n, right, top) = (east * 1000, north * 1000, (east + 1) * 1000, (north + 1) * 1000);
        format!(
            r#"{{"type":"Feature","properties":{{"LSOA21CD":"{}","LSOA21NM":"Square 00{number}A"}},
            "geometry":{{"type":"Polygon","coordinates":[[[{e},{n}],[{right},{n}],[{right},{top}],[{e},{top}],[{e},{n}]]]}}}}"#,
            code(number)
        )
    };
    let features: Vec<String> = (1..=6).map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn people() -> String {
    (1..=6).fold("date,geography,geography code,Age: Total\n".to_owned(), |mut text, number| {
        let _ = writeln!(text, "2021,Square 00{number}A,{},10000", code(number));
        text
    })
}

fn wards() -> String {
    let head = "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n";
    (1..=6).fold(head.to_owned(), |mut text, number| {
        let (ward, name) =
            if number % 3 == 1 { ("E05000001", "Mill") } else { ("E05000002", "Quay") };
        let _ =
            writeln!(text, "{},Square 00{number}A,{ward},{name},E09000001,Wendmere", code(number));
        text
    })
}

const PRACTICES: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,\
     ONS_CCG_CODE,CCG_CODE,CCG_NAME,ONS_STP_CODE,STP_CODE,STP_NAME,PCN_CODE,PCN_NAME\n\
     X,01Oct2026,M83001,Mill Surgery,WM1 1AA,E38000130,00L,N,E54000050,QHM,NE,U10001,Mill PCN\n\
     X,01Oct2026,M83002,Quay Surgery,WM2 2BB,E38000130,00L,N,E54000050,QHM,NE,U10002,Quay PCN\n";

const REGISTRATIONS: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n\
     X,01Oct2026,M83001,Mill Surgery,E01000001,ALL,9000\n\
     X,01Oct2026,M83001,Mill Surgery,E01000002,ALL,6000\n\
     X,01Oct2026,M83001,Mill Surgery,E01000004,ALL,9500\n\
     X,01Oct2026,M83001,Mill Surgery,EMPTY,ALL,40\n\
     X,01Oct2026,M83002,Quay Surgery,E01000002,ALL,3500\n\
     X,01Oct2026,M83002,Quay Surgery,E01000003,ALL,9800\n\
     X,01Oct2026,M83002,Quay Surgery,E01000005,ALL,9700\n\
     X,01Oct2026,M83002,Quay Surgery,E01000006,ALL,9900\n";

/// Takes the squares in.
pub(crate) async fn take_in_squares(house: &House) {
    take_in(house, "squares.geojson", boundaries().into_bytes()).await;
    take_in(house, "people.csv", people().into_bytes()).await;
    take_in(house, "wards.csv", wards().into_bytes()).await;
    take_in(house, "practices.csv", PRACTICES.as_bytes().to_vec()).await;
    take_in(house, "registrations.csv", REGISTRATIONS.as_bytes().to_vec()).await;
}
