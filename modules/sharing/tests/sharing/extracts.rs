//! Extracts about people, from their upload to the correction of what was set aside.

use axum::http::StatusCode;
use kith_frame::testing::{Browser, House};
use kith_intake::load::{self, Load};
use kith_store::{AsOf, sql};
use kith_terms::Id;

use crate::loads::upload;
use crate::tables::MODULES;

const HEADER: &str = "practice,patient_id,nhs_number,family_name,given_name,title,birth_date,\
    death_date,gender,ethnic_category,address_1,address_2,address_3,postcode,phone\n";
const LILY: &str =
    "Y00001,1,9434765919,Smith,Lily,Ms,31/01/1970,,F,A,1 High St,Wendmere,,LS1 4AP,\n";
const WRONG: &str =
    "Y00001,2,9434765918,Jones,Zebedee,Mr,31/01/1960,,M,A,2 High St,Wendmere,,LS1 4AP,\n";
const TOM: &str = "Y00001,3,,Green,Tom,Mr,01/02/1950,,M,A,3 High St,Wendmere,,LS1 4AP,\n";

fn id_of(path: &str) -> Id<Load> {
    path.trim_start_matches("/data/loads/").parse().unwrap()
}

/// The clients that count, by number and family name.
async fn clients(house: &House) -> Vec<String> {
    clients_of(house, "gp-patients").await
}

/// The same of another feed.
async fn clients_of(house: &House, kind: &str) -> Vec<String> {
    let feed = house.app.feeds.iter().find(|feed| feed.kind == kind).unwrap();
    let mut reader = house.app.db.read().await.unwrap();
    let as_of = AsOf { at: jiff::civil::Date::MAX, known: jiff::Timestamp::MAX };
    let mut clients = Vec::new();
    for load in load::that_count(&mut reader, feed, as_of).await.unwrap() {
        let more = sql("SELECT local_id, family_name FROM sharing_record WHERE load = $1")
            .bind(load)
            .all(&mut reader, |row| {
                let (id, name): (String, String) = (row.get("local_id")?, row.get("family_name")?);
                Ok(format!("{id} {name}"))
            });
        clients.extend(more.await.unwrap());
    }
    clients.sort();
    clients
}

async fn load_and_accept(house: &House, browser: &mut Browser, name: &str, text: &str) -> String {
    let path = upload(house, browser, name, text).await;
    assert!(path.starts_with("/data/loads/"), "{name} goes to {path}");
    browser.post(&format!("{path}/accept"), &[]).await;
    // The next file comes a minute later.
    house.app.clock.move_on(jiff::SignedDuration::from_mins(1));
    path
}

#[tokio::test]
async fn rows_that_were_set_aside_are_corrected_and_count_with_their_load() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let text = [HEADER, LILY, WRONG, TOM].concat();
        let first = load_and_accept(&house, &mut analyst, "gp-patients.csv", &text).await;
        assert_eq!(clients(&house).await, ["1 Smith", "3 Green"]);
        let page = analyst.get(&first).await;
        assert!(page.says("an NHS number has ten digits") && page.says("as they came"));
        let rejects = analyst.get(&format!("{first}/corrections")).await;
        assert_eq!(rejects.text(), format!("{HEADER}{WRONG}"));
        let name = format!("corrections-of-{}.csv", id_of(&first));
        let corrected = rejects.text().replace("9434765918", "");
        let second = load_and_accept(&house, &mut analyst, &name, &corrected).await;
        assert_eq!(clients(&house).await, ["1 Smith", "2 Jones", "3 Green"]);
        assert!(analyst.get(&second).await.says("the load whose rows it brings again"));
        // The next extract stands for all that is known: the correction went with the one before.
        load_and_accept(&house, &mut analyst, "gp-patients.csv", &[HEADER, TOM].concat()).await;
        assert_eq!(clients(&house).await, ["3 Green"]);
    }
}

#[tokio::test]
async fn resources_that_were_set_aside_come_back_as_resources() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let patient = |id: u32, born: &str| {
            format!(
                r#"{{"resourceType":"Patient","id":"{id}","managingOrganization":{{"identifier":{{"value":"Y00001"}}}},"name":[{{"use":"official","family":"Smith"}}],"birthDate":"{born}"}}"#
            ) + "\n"
        };
        let text = patient(1, "1970-01-02") + &patient(2, "1970-13-02");
        let first = load_and_accept(&house, &mut analyst, "gp2-patients.ndjson", &text).await;
        assert_eq!(clients_of(&house, "gp2-patients").await, ["1 Smith"]);
        let rejects = analyst.get(&format!("{first}/corrections")).await;
        assert_eq!(rejects.text(), patient(2, "1970-13-02"));
        let name = format!("corrections-of-{}.ndjson", id_of(&first));
        load_and_accept(&house, &mut analyst, &name, &patient(2, "1970-12-02")).await;
        assert_eq!(clients_of(&house, "gp2-patients").await, ["1 Smith", "2 Smith"]);
    }
}

#[tokio::test]
async fn a_correction_of_nothing_that_is_here_is_refused() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let name = "corrections-of-01ARZ3NDEKTSV4RRFFQ69G5FAV.csv";
        let text = [HEADER, TOM].concat();
        let job = upload(&house, &mut analyst, name, &text).await;
        assert!(analyst.get(&job).await.says("corrects one of the same kind"));
    }
}

#[tokio::test]
async fn a_review_shows_who_is_new_and_who_looks_like_somebody_known() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let text = [HEADER, LILY, TOM].concat();
        load_and_accept(&house, &mut analyst, "gp-patients.csv", &text).await;
        let moved = LILY.replace("Y00001,1,", "Y00002,17,");
        let older = TOM.replace("3 High St", "9 High St");
        let again = [HEADER, &moved, &older].concat();
        let path = upload(&house, &mut analyst, "gp-patients.csv", &again).await;
        let mut reader = house.app.db.read().await.unwrap();
        let load = load::one(&mut reader, id_of(&path)).await.unwrap();
        let changes = &load.changes.0[0];
        assert_eq!(
            (changes.new, changes.close, changes.changed, changes.same, changes.gone),
            (1, 1, 1, 0, 1)
        );
        let page = analyst.get(&path).await;
        for shown in ["look like known ones", "Y00002", "9 High St", "would be gone"] {
            assert!(page.says(shown), "{shown}");
        }
    }
}

#[tokio::test]
async fn whoever_may_not_load_sees_how_many_rows_are_wrong_and_none_of_them() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let text = [HEADER, WRONG].concat();
        let path = upload(&house, &mut analyst, "gp-patients.csv", &text).await;
        let mut lead = house.someone("icb-lead").await;
        let page = lead.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.says("1 findings. They hold") && !page.says("9434765918"));
        for closed in ["quarantine.csv", "corrections"] {
            let refused = lead.get(&format!("{path}/{closed}")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{closed}");
        }
    }
}

#[tokio::test]
async fn the_page_of_a_feed_tells_how_its_columns_are_filled_and_what_has_changed() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let never = analyst.get("/data/feeds/gp-patients").await;
        assert!(never.says("No file of this kind has come") && never.says("Practice managers"));
        let text = [HEADER, LILY, TOM].concat();
        load_and_accept(&house, &mut analyst, "gp-patients.csv", &text).await;
        let page = analyst.get("/data/feeds/gp-patients").await;
        assert!(page.says("50.0%") && page.says("address_1 and address_2 and address_3"));
        let without = LILY.replace("LS1 4AP", "");
        let text = [HEADER, &without].concat();
        load_and_accept(&house, &mut analyst, "gp-patients.csv", &text).await;
        let page = analyst.get("/data/feeds/gp-patients").await;
        assert!(page.says("Changed") && page.says("People"));
        assert_eq!(analyst.get("/data/feeds/no-such-feed").await.status, StatusCode::NOT_FOUND);
        assert!(analyst.get("/data").await.says("Extracts about people"));
    }
}

#[tokio::test]
async fn events_go_into_the_lake_and_leave_it_with_their_load() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let text = "appointment_id,practice,patient_id,start,end,slot_type,site,professional,status\n\
            a1,Y00001,1,01/07/2026 09:30,01/07/2026 09:40,Face to face,S1,GP,Attended\n\
            a2,Y00001,1,02/07/2026 09:30,02/07/2026 09:20,Face to face,S1,GP,Attended\n";
        let path = upload(&house, &mut analyst, "gp-appointments.csv", text).await;
        let id = id_of(&path);
        let part = house.app.lake.part("events", id).unwrap().unwrap();
        assert_eq!(part.rows, 1);
        let found: Vec<_> = house
            .app
            .lake
            .scan("events", id, &["event_id", "began"])
            .unwrap()
            .flat_map(Result::unwrap)
            .collect();
        let expected = vec![vec!["a1".into(), "2026-07-01T09:30:00.000000Z".into()]];
        assert_eq!(found, expected);
        assert!(analyst.get(&path).await.says("nothing ends before it began"));
        analyst.post(&format!("{path}/discard"), &[]).await;
        assert_eq!(house.app.lake.part("events", id).unwrap(), None);
    }
}
