//! The verbs of the frame, by their exit codes and their answers in JSON.

use std::io::Write;
use std::sync::{Arc, Mutex};

use kith_frame::command::{Exit, Format, Terminal};
use kith_frame::settings::{Settings, Sources};
use kith_store::{Author, Fact, sql};
use serde_json::Value;
use tempfile::TempDir;

use crate::people::PASSWORD;
use crate::tables::MODULES;

/// A folder with a password file in it.
pub(crate) struct Folder(pub(crate) TempDir);

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        std::fs::write(folder.path("password"), format!("{PASSWORD}\n")).unwrap();
        folder
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    pub(crate) fn settings(&self) -> Settings {
        let flag = |name: &str| (name == "data").then(|| self.path("data"));
        Settings::read(&Sources { flag: &flag, environment: &|_| None, file: None }).unwrap()
    }

    /// Runs a verb; gives back how it ended and what it answered, or its chain of errors.
    pub(crate) async fn run(&self, typed: &str) -> Result<(Exit, Value), String> {
        let typed = typed.replace("PASSWORD", &self.path("password"));
        let words = typed.split(' ').map(|word| word.replace('_', " "));
        let command = kith_frame::MODULE
            .commands
            .iter()
            .find(|command| (command.arguments)().get_name() == typed.split(' ').next().unwrap())
            .unwrap();
        let matches = (command.arguments)().try_get_matches_from(words).unwrap();
        let out = Written::default();
        let terminal = Terminal::new(self.settings(), MODULES, Format::Json, out.clone());
        let exit = (command.run)(terminal, matches).await.map_err(|error| format!("{error:#}"))?;
        let answer = serde_json::from_slice(&out.0.lock().unwrap()).unwrap();
        Ok((exit, answer))
    }

    pub(crate) async fn init(&self) -> Result<(Exit, Value), String> {
        let typed = "init --organisation Wendmere_Health --sign-in-name ann@wendmere.example \
                     --name Ann_Lee --password-file PASSWORD";
        self.run(typed).await
    }
}

#[test]
fn the_numbers_that_the_shell_sees_are_the_promised_ones() {
    use Exit::{Busy, Done, Failed, NotVerified, Quarantined, Usage};
    let all = [Done, Failed, Usage, Quarantined, NotVerified, Busy];
    assert_eq!(all.map(Exit::code), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_copy_is_set_up_once_and_never_over_another() {
    let folder = Folder::new();
    let (exit, answer) = folder.init().await.unwrap();
    assert_eq!((exit, &answer["sign_in_name"]), (Exit::Done, &"ann@wendmere.example".into()));
    assert_eq!(
        folder.init().await.unwrap_err(),
        "this copy of Kith is set up already; add people with `kith user add`"
    );
    let (_, people) = folder.run("user list").await.unwrap();
    assert_eq!(people.as_array().unwrap().len(), 1);
    assert_eq!(people[0]["standing"], "open");
}

#[tokio::test]
async fn a_set_up_that_is_refused_leaves_nothing_behind() {
    let folder = Folder::new();
    let refused = folder
        .run(
            "init --organisation Wendmere_Health --sign-in-name ann@wendmere.example \
             --name Ann_Lee --role wizard --password-file PASSWORD",
        )
        .await;
    assert_eq!(refused.unwrap_err(), "Select a role");
    assert!(folder.init().await.is_ok());
    let (_, facts) = folder.run("audit search --action organisation.add").await.unwrap();
    assert_eq!(facts["of"], 1, "the refused set-up registered no organisation");
}

#[tokio::test]
async fn people_are_added_closed_and_given_new_passwords() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let bob = "--sign-in-name bob@wendmere.example";
    let add = format!(
        "user add {bob} --name Bob --role analyst --organisation Wendmere_Health --site Office \
         --password-file PASSWORD"
    );
    assert_eq!(folder.run(&add).await.unwrap().0, Exit::Done);
    assert_eq!(folder.run(&add).await.unwrap_err(), "the sign-in name is taken; choose another");
    let (_, closed) = folder.run(&format!("user close {bob}")).await.unwrap();
    assert_eq!(closed["standing"], "closed");
    let set = format!("user password {bob} --password-file PASSWORD");
    assert_eq!(folder.run(&set).await.unwrap().0, Exit::Done);
    let nobody = folder.run("user close --sign-in-name zoe@wendmere.example").await;
    assert_eq!(nobody.unwrap_err(), "nobody signs in as zoe@wendmere.example");
}

#[tokio::test]
async fn joiners_movers_and_leavers_can_be_looked_after_by_command() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let bob = "--sign-in-name bob@wendmere.example";
    let place = "--organisation Wendmere_Health";
    let add = format!("user add {bob} --name Bob --role analyst {place} --site Office --invite");
    let (_, invited) = folder.run(&add).await.unwrap();
    assert_eq!(invited["invitation"].as_str().unwrap().len(), 31, "{invited}");
    let give =
        format!("user give-role {bob} --role icb-lead {place} --site Hub --until 2099-12-31");
    assert_eq!(folder.run(&give).await.unwrap().0, Exit::Done);
    let refused = folder.run(&give.replace("icb-lead", "wizard")).await;
    assert_eq!(refused.unwrap_err(), "Select a role");
    let end = format!("user end-role {bob} --role icb-lead {place}");
    assert_eq!(folder.run(&end).await.unwrap().0, Exit::Done);
    let again = folder.run(&end).await.unwrap_err();
    assert_eq!(again, "bob@wendmere.example holds no role icb-lead in Wendmere Health");
    let (_, ended) = folder.run(&format!("user end-sessions {bob}")).await.unwrap();
    assert_eq!(ended["sessions"], 0);
    assert_eq!(folder.run(&format!("user reset-factors {bob}")).await.unwrap().0, Exit::Done);
    folder.run(&format!("user end-role {bob} --role analyst {place}")).await.unwrap();
    let (_, review) = folder.run("user review").await.unwrap();
    let why: Vec<_> = review.as_array().unwrap().iter().map(|one| &one["why"]).collect();
    assert_eq!(why, [&serde_json::json!(["No second factor"]), &serde_json::json!(["No role"])]);
}

#[tokio::test]
async fn a_journal_that_was_tampered_with_ends_with_its_own_code() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let (exit, answer) = folder.run("audit verify").await.unwrap();
    assert_eq!((exit, &answer["holds"]), (Exit::Done, &true.into()));
    tamper(&folder).await;
    let (exit, answer) = folder.run("audit verify").await.unwrap();
    assert_eq!((exit, &answer["holds"]), (Exit::NotVerified, &false.into()));
    let (exit, health) = folder.run("doctor").await.unwrap();
    assert_eq!((exit, &health["well"]), (Exit::Failed, &false.into()));
}

async fn tamper(folder: &Folder) {
    let db = kith_store::Db::open(&folder.settings().database).await.unwrap();
    let at = kith_frame::testing::MORNING.parse().unwrap();
    let burglar = Author::system("burglar");
    let done = db.write(at, &burglar, |tx| {
        Box::pin(async move {
            sql("DROP TRIGGER journal_keeps_what_it_has").run(tx).await?;
            sql("UPDATE journal SET action = 'tea.make' WHERE seq = 1").run(tx).await?;
            tx.record(Fact::new("tea.drink", "tea", "1"));
            Ok(())
        })
    });
    done.await.unwrap();
    db.close().await;
}

#[tokio::test]
async fn a_healthy_copy_is_well_and_shows_who_made_which_setting() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let (exit, health) = folder.run("doctor").await.unwrap();
    assert_eq!((exit, &health["well"]), (Exit::Done, &true.into()), "{health}");
    let (_, settings) = folder.run("config show").await.unwrap();
    assert_eq!(settings["data"]["origin"], "flag");
    assert_eq!(settings["listen"]["origin"], "as delivered");
}
