//! Work in the background, from being asked for to its end.

use std::time::Duration;

use axum::http::StatusCode;
use kith_frame::job::{self, Job, JobKind, JobState};
use kith_frame::store;
use kith_frame::testing::House;
use kith_store::Author;
use kith_store::journal::{self, Filter};
use kith_terms::Id;
use serde_json::{Value, json};

use crate::tables::{ENDLESS, LOOK, MODULES, PANIC, REFUSE};

async fn ask(house: &House, kind: &JobKind) -> Id<Job> {
    let author = Author { person: "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(), ..Author::system("test") };
    let title = format!("{} for Wendmere", kind.title);
    job::ask(&house.app, &author, kind.key, title, Value::Null).await.unwrap()
}

async fn state(house: &House, id: Id<Job>) -> JobState {
    house.job(id).await.unwrap().state
}

/// Lets the server's worker run until the job has ended.
async fn until_ended(house: &House, id: Id<Job>) {
    let worker = tokio::spawn(job::work_through(house.app.clone()));
    let ended = async {
        while !state(house, id).await.has_ended() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), ended).await.expect("the job ends");
    worker.abort();
}

#[tokio::test]
async fn a_job_waits_then_runs_then_leads_to_its_result() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = house.someone("icb-lead").await;
        let id = ask(&house, &LOOK).await;
        assert_eq!(state(&house, id).await, JobState::Waiting);
        let page = browser.get(&format!("/jobs/{id}")).await;
        assert!(page.says("Waits for its turn"));
        house.work_off().await;
        let done = house.job(id).await.unwrap();
        assert_eq!(done.state, JobState::Done);
        assert_eq!(done.outcome["while_running"], json!("running"));
        assert!(done.ended_at.is_some());
        assert_eq!(browser.get(&format!("/jobs/{id}")).await.location(), "/help");
        assert!(browser.get("/jobs").await.says("Look for Wendmere"));
    }
}

#[tokio::test]
async fn a_job_that_cannot_be_done_says_why() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = house.someone("analyst").await;
        let id = ask(&house, &REFUSE).await;
        house.work_off().await;
        assert_eq!(state(&house, id).await, JobState::Failed);
        let page = browser.get(&format!("/jobs/{id}")).await;
        assert!(page.says("Not done") && page.says("there are no areas to draw"), "{page:?}");
        assert!(!page.says("Stop"));
    }
}

#[tokio::test]
async fn a_panic_fails_its_job_and_the_next_job_is_done() {
    for house in House::on_each_backend(MODULES).await {
        let (first, second) = (ask(&house, &PANIC).await, ask(&house, &LOOK).await);
        house.work_off().await;
        let failed = house.job(first).await.unwrap();
        assert_eq!(failed.state, JobState::Failed);
        assert_eq!(failed.outcome["why"], "it was not finished");
        assert_eq!(state(&house, second).await, JobState::Done);
    }
}

#[tokio::test]
async fn work_that_this_version_does_not_know_is_refused_by_name() {
    let house = House::on_a_file(MODULES).await;
    let gone = JobKind { key: "make-tea", title: "Make tea", ..LOOK };
    let id = ask(&house, &gone).await;
    house.work_off().await;
    let why = house.job(id).await.unwrap().outcome["why"].clone();
    assert_eq!(why, "this version of Kith has no work called make-tea");
}

#[tokio::test]
async fn a_job_that_a_stop_of_the_server_cut_off_begins_again() {
    for house in House::on_each_backend(MODULES).await {
        let id = ask(&house, &LOOK).await;
        let now = house.app.clock.now();
        store::job::take_next(&house.app.db, now).await.unwrap();
        assert_eq!(state(&house, id).await, JobState::Running);
        until_ended(&house, id).await;
        assert_eq!(state(&house, id).await, JobState::Done);
    }
}

#[tokio::test]
async fn a_running_job_that_somebody_stops_ends_and_the_journal_knows_who_stopped_it() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = house.someone("integrator-manager").await;
        let id = ask(&house, &ENDLESS).await;
        let stop = async {
            while house.app.jobs.step(id).is_none() {
                tokio::task::yield_now().await;
            }
            browser.post(&format!("/jobs/{id}/stop"), &[]).await
        };
        let (stopped, ()) = tokio::join!(stop, until_ended(&house, id));
        assert_eq!(stopped.location(), format!("/jobs/{id}"));
        assert_eq!(house.job(id).await.unwrap().outcome["why"], "it was stopped");
        assert_eq!(roles_that_stopped(&house, id).await, ["integrator-manager"]);
    }
}

#[tokio::test]
async fn a_job_that_waits_can_be_stopped_before_it_begins() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = house.someone("integrator-manager").await;
        let id = ask(&house, &ENDLESS).await;
        let stopped = browser.post(&format!("/jobs/{id}/stop"), &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&house, id).await, JobState::Failed);
        assert_eq!(house.job(id).await.unwrap().outcome["why"], "it was stopped");
        assert_eq!(roles_that_stopped(&house, id).await, ["integrator-manager"]);
        let again = browser.post(&format!("/jobs/{id}/stop"), &[]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "what has ended stays as it is");
        assert_eq!(roles_that_stopped(&house, id).await, ["integrator-manager"]);
    }
}

#[tokio::test]
async fn a_job_may_be_stopped_by_whoever_asked_for_it_and_by_those_who_may_stop_the_work_of_others()
{
    for house in House::on_each_backend(MODULES).await {
        let ids = house.account("asker", "analyst").await.unwrap();
        let mut asker = house.in_role(ids).await;
        let mut colleague = house.someone("analyst").await;
        let author = Author { person: ids.account.to_string(), ..Author::system("test") };
        let title = "Work for ever".to_owned();
        let id = job::ask(&house.app, &author, ENDLESS.key, title, Value::Null).await.unwrap();
        let path = format!("/jobs/{id}/stop");
        assert!(!colleague.get(&format!("/jobs/{id}")).await.says(&path), "no button is shown");
        let refused = colleague.post(&path, &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(state(&house, id).await, JobState::Waiting);
        assert!(asker.get(&format!("/jobs/{id}")).await.says(&path));
        assert_eq!(asker.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&house, id).await, JobState::Failed);
    }
}

async fn roles_that_stopped(house: &House, id: Id<Job>) -> Vec<String> {
    let action = Some("job.stop".to_owned());
    let filter = Filter { action, subject: Some(id.to_string()), ..Filter::default() };
    let mut reader = house.app.db.read().await.unwrap();
    let found = journal::search(&mut reader, &filter, 1).await.unwrap();
    found.items.into_iter().map(|entry| entry.author.role).collect()
}

#[tokio::test]
async fn a_server_that_stops_puts_its_job_back_and_the_next_one_takes_it_up() {
    for house in House::on_each_backend(MODULES).await {
        let id = ask(&house, &ENDLESS).await;
        let next = ask(&house, &LOOK).await;
        let worker = tokio::spawn(job::work_through(house.app.clone()));
        while house.app.jobs.step(id).is_none() {
            tokio::task::yield_now().await;
        }
        job::put_down(&house.app, worker, Duration::from_mins(1)).await;
        assert_eq!(state(&house, id).await, JobState::Waiting, "it did not fail");
        assert_eq!(state(&house, next).await, JobState::Waiting, "no other was begun");
    }
}
