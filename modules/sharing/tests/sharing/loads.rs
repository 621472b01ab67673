//! A file from its upload to the day on which it is rolled back.

use axum::http::StatusCode;
use kith_frame::problem::Problem;
use kith_frame::testing::{Browser, House};
use kith_store::sql;

use crate::tables::MODULES;

const STREETS: &str = "street,people\nMill Lane,120\nQuay Street,80\n";
const WITH_MISTAKES: &str =
    "street,people\nMill Lane,130\nQuay Street,eighty\n,7\nHarbour Row,=1+1\nAbbey Road,20\n";

/// Uploads a file, lets it be read and gives back the path of its load, or of its job if it was
/// refused.
pub(crate) async fn upload(house: &House, browser: &mut Browser, name: &str, text: &str) -> String {
    let job = browser.upload("/data/upload", name, text.as_bytes()).await.location().to_owned();
    assert!(job.starts_with("/jobs/"), "{name} goes to {job:?}");
    house.work_off().await;
    let leads_to = browser.get(&job).await.location().to_owned();
    if leads_to.is_empty() { job } else { leads_to }
}

/// The streets that count: those of the newest accepted load.
async fn people(house: &House) -> Vec<(String, u32)> {
    let mut reader = house.app.db.read().await.unwrap();
    sql("SELECT s.name, s.people FROM streets_street s JOIN intake_load l ON l.id = s.load \
         WHERE l.state = 'accepted' ORDER BY s.name, l.accepted_at")
    .all(&mut reader, |row| Ok((row.get("name")?, row.get("people")?)))
    .await
    .unwrap()
}

fn known(streets: &[(&str, u32)]) -> Vec<(String, u32)> {
    streets.iter().map(|(name, people)| ((*name).to_owned(), *people)).collect()
}

#[tokio::test]
async fn a_file_counts_only_once_somebody_has_accepted_it_and_no_longer_once_rolled_back() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let load = upload(&house, &mut analyst, "streets.csv", STREETS).await;
        assert!(load.starts_with("/data/loads/"), "{load}");
        assert_eq!(people(&house).await, []);
        let page = analyst.get(&load).await;
        assert!(page.says("Until then it does not count") && page.says("To review"));
        assert!(page.says("Nothing was set aside."));
        assert!(analyst.get("/").await.says("Loads to review"));
        let accepted = analyst.post(&format!("{load}/accept"), &[]).await;
        assert_eq!(accepted.location(), load);
        assert_eq!(people(&house).await, known(&[("Mill Lane", 120), ("Quay Street", 80)]));
        assert!(analyst.get("/").await.says("Nothing needs you today."));
        let rolled_back = analyst.post(&format!("{load}/roll-back"), &[]).await;
        assert_eq!(rolled_back.location(), load);
        assert_eq!(people(&house).await, []);
        assert!(analyst.get(&load).await.says("Rolled back"));
    }
}

#[tokio::test]
async fn what_accepting_would_change_is_counted_before() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let first = upload(&house, &mut analyst, "streets.csv", STREETS).await;
        analyst.post(&format!("{first}/accept"), &[]).await;
        let second = upload(&house, &mut analyst, "later.csv", WITH_MISTAKES).await;
        let id = second.trim_start_matches("/data/loads/");
        let mut reader = house.app.db.read().await.unwrap();
        let load = kith_intake::load::one(&mut reader, id.parse().unwrap()).await.unwrap();
        let changes = &load.changes.0[0];
        // Abbey Road is new, Mill Lane has other people, Quay Street could not be read.
        assert_eq!((changes.new, changes.changed, changes.same, changes.gone), (1, 1, 0, 1));
    }
}

#[tokio::test]
async fn a_decision_is_made_once() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let load = upload(&house, &mut analyst, "streets.csv", STREETS).await;
        let early = analyst.post(&format!("{load}/roll-back"), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        analyst.post(&format!("{load}/accept"), &[]).await;
        for verb in ["accept", "discard"] {
            let again = analyst.post(&format!("{load}/{verb}"), &[]).await;
            assert!(matches!(again.problem, Some(Problem::Conflict(_))), "{verb}");
        }
        assert_eq!(people(&house).await.len(), 2);
        analyst.post(&format!("{load}/roll-back"), &[]).await;
        let back = analyst.post(&format!("{load}/accept"), &[]).await;
        assert_eq!(back.status, StatusCode::CONFLICT, "what was rolled back is loaded anew");
    }
}

#[tokio::test]
async fn a_discarded_load_leaves_its_findings_and_no_rows() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let load = upload(&house, &mut analyst, "streets.csv", WITH_MISTAKES).await;
        let discarded = analyst.post(&format!("{load}/discard"), &[]).await;
        assert_eq!(discarded.location(), "/data");
        let mut reader = house.app.db.read().await.unwrap();
        let left: u64 = sql("SELECT count(*) AS many FROM streets_street")
            .one(&mut reader, |row| row.get("many"))
            .await
            .unwrap();
        assert_eq!(left, 0);
        let page = analyst.get(&load).await;
        assert!(page.says("Discarded") && page.says("people are a whole number"));
    }
}

#[tokio::test]
async fn bad_rows_are_set_aside_with_what_to_do_and_can_be_downloaded() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let load = upload(&house, &mut analyst, "streets.csv", WITH_MISTAKES).await;
        let page = analyst.get(&load).await;
        for words in
            ["eighty", "people are a whole number", "write a whole number", "a street has a name"]
        {
            assert!(page.says(words), "{words}");
        }
        let file = analyst.get(&format!("{load}/quarantine.csv")).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").starts_with("attachment; filename="));
        let text = file.text();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let told: Vec<[&str; 4]> = rows
            .iter()
            .map(|row| [&row[0], &row[1], &row[2], &row[3]].map(String::as_str))
            .collect();
        assert_eq!(
            told,
            [
                ["streets.csv", "3", "people", "eighty"],
                ["streets.csv", "4", "street", ""],
                ["streets.csv", "5", "people", "'=1+1"],
            ]
        );
    }
}

#[tokio::test]
async fn the_same_file_again_leads_to_the_load_that_counts() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    let first = upload(&house, &mut analyst, "streets.csv", STREETS).await;
    let again = upload(&house, &mut analyst, "streets.csv", STREETS).await;
    assert_ne!(first, again, "a load that nobody looked at makes way");
    assert!(analyst.get(&first).await.says("Discarded"));
    analyst.post(&format!("{again}/accept"), &[]).await;
    let third = upload(&house, &mut analyst, "renamed.csv", STREETS).await;
    assert_eq!(third, again);
    assert_eq!(people(&house).await.len(), 2);
}

#[tokio::test]
async fn a_file_of_no_known_kind_is_refused_with_what_to_do() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    for (name, text) in [("poem.csv", "roses,violets\nred,blue\n"), ("broken.zip", "PK\u{3}\u{4}?")]
    {
        let job = upload(&house, &mut analyst, name, text).await;
        let page = analyst.get(&job).await;
        assert!(page.says("Not done") && page.says(name), "{}", page.main());
    }
    assert!(analyst.get("/data").await.says("No files have been loaded yet"));
}

#[tokio::test]
async fn without_a_file_or_with_an_empty_one_nothing_is_asked_for() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    for (name, text) in [("", ""), ("empty.csv", "")] {
        let refused = analyst.upload("/data/upload", name, text.as_bytes()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!(analyst.get("/jobs").await.says("Nothing has been asked for yet."));
}

#[tokio::test]
async fn a_file_is_kept_until_it_is_read_and_no_longer() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    let incoming = house.app.settings.data.join("incoming");
    let kept = || std::fs::read_dir(&incoming).unwrap().count();
    analyst.upload("/data/upload", "../../streets.csv", STREETS.as_bytes()).await;
    assert_eq!(kept(), 1);
    house.work_off().await;
    assert_eq!(kept(), 0);
    assert!(analyst.get("/data").await.says(">streets.csv</a>"), "folders are cut off its name");
}

#[tokio::test]
async fn a_job_that_begins_again_after_its_file_was_read_says_where_to_look() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    let job = analyst.upload("/data/upload", "streets.csv", STREETS.as_bytes()).await;
    let id = job.location().trim_start_matches("/jobs/").parse().unwrap();
    house.work_off().await;
    // The server stopped after the file had been removed and before the end of the job was saved.
    cut_off(&house, id).await;
    house.work_off().await;
    let told = analyst.get(job.location()).await;
    assert!(told.says("the file is no longer kept; look for it on the page Data"), "{told:?}");
    assert!(analyst.get("/data").await.says(">streets.csv</a>"));
}

async fn cut_off(house: &House, id: kith_terms::Id<kith_frame::job::Job>) {
    let author = kith_store::Author::system("test");
    let done = house.app.db.write(house.app.clock.now(), &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_job SET state = 'waiting', ended_at = NULL WHERE id = $1")
                .bind(id)
                .run(tx)
                .await?;
            tx.record(kith_store::Fact::new("job.state", "job", id));
            Ok(())
        })
    });
    done.await.unwrap();
}
