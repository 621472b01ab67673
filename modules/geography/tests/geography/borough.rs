//! The invented borough, taken in file by file, against the truth behind its files.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use kith_borough::{Borough, Dirt, Due, Home, fictional_place};
use kith_frame::testing::House;
use kith_geography::known;
use kith_geography::place::Place;
use kith_intake::load::{self, Load};
use kith_store::{AsOf, Author};

use crate::taking_in::{MODULES, take_in};

const SEED: u64 = 7;

/// The lists by age and sex, practice by practice: no feed reads them, for nothing is made of them yet.
const NOT_READ: &str = "gp-reg-pat-prac-all.csv";

/// Takes the borough in, dirt and all.
pub(crate) async fn take_in_borough(house: &House) -> (kith_borough::Place, Vec<Load>) {
    let place = fictional_place(SEED, Dirt::Some);
    let mut loads = Vec::new();
    for file in place.files.iter().filter(|file| file.name != NOT_READ) {
        loads.push(take_in(house, &file.name, file.bytes.clone()).await);
    }
    (place, loads)
}

#[tokio::test]
async fn the_borough_that_was_taken_in_is_the_borough_as_it_truly_is() {
    for house in House::on_each_backend(MODULES).await {
        let (truth, loads) = take_in_borough(&house).await;
        let known = known::place(&house.app).await.unwrap();
        areas_are_right(&known.place, &truth.borough);
        nobody_is_lost(&known.place, &truth);
        let set_aside: u64 = loads.iter().map(|load| load.findings).sum();
        let due = |due: Due| truth.defects.iter().filter(|defect| defect.due == due).count();
        assert_eq!(set_aside, due(Due::Quarantine) as u64);
        registrations_can_be_rolled_back(&house, &loads, &known.place).await;
    }
}

fn areas_are_right(place: &Place, borough: &Borough) {
    assert_eq!((place.areas.len(), borough.areas.len()), (180, 180));
    let mut residents: Vec<(String, u32)> =
        borough.areas.iter().map(|area| (area.code.to_string(), area.ages.total())).collect();
    residents.sort();
    let read: Vec<(String, u32)> =
        place.areas.iter().map(|area| area.code.to_string()).zip(place.residents()).collect();
    assert_eq!(read, residents);
    assert_eq!(place.residents().iter().sum::<u32>(), borough.residents());
    for (at, area) in place.areas.iter().enumerate() {
        let truth = borough.areas.iter().find(|truth| truth.code == area.code).unwrap();
        let ward = &borough.wards[truth.ward];
        assert_eq!(place.unit("ward", at).unwrap().name, ward.name);
        let msoa = &borough.msoas[truth.msoa];
        assert_eq!(place.unit("msoa_known_as", at).unwrap().name, msoa.friendly_name);
    }
    assert_eq!(place.practices.len(), borough.practices.len());
    for (read, truth) in place.practices.iter().zip(&borough.practices) {
        assert_eq!((&read.code, &read.name), (&truth.code, &truth.name));
        let pcn = &place.pcns[read.pcn.unwrap()];
        assert_eq!(pcn.code, borough.pcns[truth.pcn].code);
        assert_eq!(pcn.name, borough.pcns[truth.pcn].name);
    }
}

/// Everyone on the lists is in an area or stands elsewhere under the code they came with.
fn nobody_is_lost(place: &Place, truth: &kith_borough::Place) {
    let borough = &truth.borough;
    // The one planted row that is good holds one patient of nowhere.
    let planted = truth.defects.iter().filter(|defect| defect.due == Due::Load).count() as u64;
    assert_eq!(place.patients(), u64::from(borough.registered()) + planted);
    let mut in_areas: BTreeMap<String, u32> = BTreeMap::new();
    let mut elsewhere = planted;
    for registration in &borough.registrations {
        match registration.home {
            Home::Area(at) => {
                *in_areas.entry(borough.areas[at].code.to_string()).or_default() +=
                    registration.patients;
            }
            _ => elsewhere += u64::from(registration.patients),
        }
    }
    let read: BTreeMap<String, u32> =
        place.areas.iter().map(|area| area.code.to_string()).zip(place.registered()).collect();
    assert_eq!(read, in_areas);
    let stand: u64 = place.elsewhere.iter().map(|e| u64::from(e.patients)).sum();
    assert_eq!(stand, elsewhere);
    for code in ["EMPTY", "CLOSED", "W01990001", "M99999999"] {
        assert!(place.elsewhere.iter().any(|e| e.code == code), "{code} is not named");
    }
}

async fn registrations_can_be_rolled_back(house: &House, loads: &[Load], before: &Place) {
    let app = &house.app;
    let author = Author::system("test");
    let with_them = AsOf { at: app.clock.today(), known: app.clock.now() };
    app.clock.move_on(SignedDuration::from_hours(1));
    for load in loads.iter().filter(|load| load.kind.starts_with("registrations")) {
        load::roll_back(&app.db, app.clock.now(), &author, load.id).await.unwrap();
    }
    let now = known::place(app).await.unwrap().place;
    assert_eq!((now.patients(), now.registrations.len()), (0, 0));
    assert_eq!(now.residents(), before.residents());
    let then = known::place_as_of(app, with_them).await.unwrap().place;
    assert_eq!(then.patients(), before.patients(), "what was known then stays known");
}
