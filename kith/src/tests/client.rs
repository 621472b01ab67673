//! Somebody invented in the records, brought as a place receives them: extracts that are uploaded, looked at
//! and accepted, and found by a general practitioner.

use kith_frame::testing::House;
use serde_json::json;

/// Lets a practice and the council know somebody of this name and NHS number, and gives back their id.
pub(super) async fn known(house: &House, (given, family): (&str, &str), number: &str) -> String {
    let patients = format!(
        "patient_id,practice,nhs_number,family_name,given_name,birth_date,death_date,gender,address_1,\
         address_2,address_3,postcode\nP1,Y00001,{number},{family},{given},14/07/1945,,F,1 Mill Lane,,,AB1 2CD\n"
    );
    let packages = format!(
        "person_id,nhs_number,surname,first_name,date_of_birth,date_of_death,gender,address,postcode,\
         gp_practice,package_id,start_date,end_date,service_code,service,status\n\
         C1,{number},{family},{given},14/07/1945,,Female,1 Mill Lane,AB1 2CD,Y00001,K1,01/03/2026,,H1,\
         Home care,Open\n"
    );
    for (name, text) in [("gp-patients.csv", patients), ("council-clients.csv", packages)] {
        bring(house, name, &text).await;
    }
    let mut doctor = house.someone("general-practitioner").await;
    doctor.get("/people/find").await;
    let found = doctor.call("/api/v1/people/find", &json!({ "nhs_number": number })).await.json();
    found["people"][0]["id"].as_str().expect("the person is found").to_owned()
}

async fn bring(house: &House, name: &str, text: &str) {
    let mut analyst = house.someone("analyst").await;
    analyst.get("/data/upload").await;
    let job = analyst.upload("/data/upload", name, text.as_bytes()).await.location().to_owned();
    house.work_off().await;
    let load = analyst.get(&job).await.location().to_owned();
    let accepted = analyst.post(&format!("{load}/accept"), &[]).await;
    assert_eq!(accepted.location(), load, "{name} is accepted");
}
