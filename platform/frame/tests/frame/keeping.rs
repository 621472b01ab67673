//! The verbs that keep records safe and move them, by their exit codes and answers.

use std::fs;

use kith_frame::command::Exit;
use kith_frame::dice::Dice;
use kith_frame::keeper::{KEY_FILE, Keeper};
use kith_frame::pages::second_step::APP_SECRET;
use kith_frame::store;
use kith_frame::store::factor::NewApp;
use kith_frame::testing::noted;
use kith_store::{Author, Db};
use serde_json::Value;

use crate::commands::Folder;

/// How many entries of the journal say this.
async fn facts(folder: &Folder, action: &str) -> Value {
    let (_, found) = folder.run(&format!("audit search --action {action}")).await.unwrap();
    found["of"].clone()
}

async fn add_bob(folder: &Folder) {
    let add = "user add --sign-in-name bob@wendmere.example --name Bob --role analyst \
               --organisation Wendmere_Health --site Office --password-file PASSWORD";
    assert_eq!(folder.run(add).await.unwrap().0, Exit::Done);
}

async fn people(folder: &Folder) -> usize {
    folder.run("user list").await.unwrap().1.as_array().unwrap().len()
}

#[tokio::test]
async fn what_was_lost_after_a_backup_can_be_brought_back() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let (exit, made) = folder.run("backup").await.unwrap();
    assert_eq!(exit, Exit::Done);
    let file = made["file"].as_str().unwrap().to_owned();
    assert!(file.starts_with(&folder.path("data/backups/kith-")), "{file}");
    assert!(file.ends_with("Z.kith-backup"), "{file}");
    assert_eq!(facts(&folder, "backup.make").await, 1);
    let (exit, verified) = folder.run(&format!("backup verify {file}")).await.unwrap();
    assert_eq!((exit, &verified["manifest"]), (Exit::Done, &made["manifest"]));

    add_bob(&folder).await;
    let refused = folder.run(&format!("restore {file}")).await.unwrap_err();
    assert!(refused.contains("add --replace --yes"), "{refused}");
    let refused = folder.run(&format!("restore {file} --replace")).await.unwrap_err();
    assert!(refused.contains("nothing was done"), "{refused}");
    let (exit, tried) = folder.run(&format!("restore {file} --dry-run")).await.unwrap();
    assert_eq!((exit, &tried["dry_run"]), (Exit::Done, &true.into()));
    assert_eq!(people(&folder).await, 2, "nothing was put in place");

    let (exit, restored) = folder.run(&format!("restore {file} --replace --yes")).await.unwrap();
    assert_eq!(exit, Exit::Done);
    assert!(fs::metadata(restored["moved_to"].as_str().unwrap()).unwrap().len() > 0);
    assert_eq!(people(&folder).await, 1);
    assert_eq!(facts(&folder, "backup.restore").await, 1);
    let (exit, verified) = folder.run("audit verify").await.unwrap();
    assert_eq!((exit, &verified["anchors"]), (Exit::Done, &1.into()), "{verified}");
}

#[tokio::test]
async fn anchors_beyond_a_backup_are_moved_aside_when_it_is_brought_back() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let file = folder.path("safe");
    assert_eq!(folder.run("audit anchor").await.unwrap().0, Exit::Done);
    folder.run(&format!("backup {file}")).await.unwrap();
    assert_eq!(folder.run("audit anchor").await.unwrap().0, Exit::Done);
    let (exit, restored) = folder.run(&format!("restore {file} --replace --yes")).await.unwrap();
    assert_eq!((exit, &restored["anchored"]), (Exit::Done, &true.into()));
    let (exit, verified) = folder.run("audit verify").await.unwrap();
    assert_eq!((exit, &verified["anchors"]), (Exit::Done, &2.into()), "{verified}");
    assert_eq!(fs::read_dir(folder.path("data/anchors")).unwrap().count(), 2, "none is deleted");
}

#[tokio::test]
async fn a_restore_counts_the_authenticator_apps_that_the_key_file_does_not_open() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let settings = folder.settings();
    let ann = folder.run("user list").await.unwrap().1[0]["id"].as_str().unwrap().parse().unwrap();
    let dice = Dice::seeded(7);
    let sealed = Keeper::open(&settings.data, &dice).unwrap().seal(&dice, APP_SECRET, b"secret");
    let now = "2026-11-21T09:00:00Z".parse().unwrap();
    let app = NewApp { id: dice.id(now), sealed, step: 1, codes: Vec::new() };
    let db = Db::open(&settings.database).await.unwrap();
    store::factor::add_app(&db, now, &Author::system("test"), ann, app).await.unwrap();
    db.close().await;
    let file = folder.path("safe");
    folder.run(&format!("backup {file}")).await.unwrap();
    assert_eq!(shut_apps_after_restoring(&folder, &file).await, 0);
    fs::rename(settings.data.join(KEY_FILE), folder.path("key")).unwrap();
    assert_eq!(shut_apps_after_restoring(&folder, &file).await, 1, "there is no key");
    Keeper::open(&settings.data, &Dice::seeded(8)).unwrap();
    assert_eq!(shut_apps_after_restoring(&folder, &file).await, 1, "it is another key");
    fs::rename(folder.path("key"), settings.data.join(KEY_FILE)).unwrap();
    assert_eq!(shut_apps_after_restoring(&folder, &file).await, 0);
}

async fn shut_apps_after_restoring(folder: &Folder, file: &str) -> Value {
    let (_, restored) = folder.run(&format!("restore {file} --replace --yes")).await.unwrap();
    // What was moved aside has the second in its name, and the next restore comes within it.
    fs::remove_file(restored["moved_to"].as_str().unwrap()).unwrap();
    restored["shut_apps"].clone()
}

#[tokio::test]
async fn a_damaged_backup_ends_with_its_own_code_at_each_door() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let file = folder.path("safe");
    folder.run(&format!("backup {file}")).await.unwrap();
    let whole = fs::read(&file).unwrap();
    for at in [0, 20, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        fs::write(&file, damaged).unwrap();
        for verb in ["backup verify FILE", "restore FILE --dry-run", "restore FILE --replace --yes"]
        {
            let (exit, answer) = folder.run(&verb.replace("FILE", &file)).await.unwrap();
            assert_eq!((exit.code(), &answer["holds"]), (4, &false.into()), "{verb}, byte {at}");
        }
    }
    assert_eq!(people(&folder).await, 1, "the records stand as they were");
    noted("damaged backup", "exit code 4 from verify, restore and restore --dry-run");
}

#[tokio::test]
async fn as_many_backups_are_kept_as_were_asked_for() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let backups = folder.path("data/backups");
    fs::create_dir_all(&backups).unwrap();
    for day in 1..=3 {
        let name = format!("{backups}/kith-2026-01-0{day}T000000Z.kith-backup");
        fs::write(name, "an old one").unwrap();
    }
    let (_, made) = folder.run("backup --keep 2").await.unwrap();
    let removed = ["kith-2026-01-01T000000Z.kith-backup", "kith-2026-01-02T000000Z.kith-backup"];
    assert_eq!(made["removed"], Value::from(removed.to_vec()));
    assert_eq!(fs::read_dir(backups).unwrap().count(), 2);
}

#[tokio::test]
async fn a_whole_copy_moves_house() {
    let (old, new) = (Folder::new(), Folder::new());
    old.init().await.unwrap();
    add_bob(&old).await;
    let to = old.path("moving.zip");
    let (exit, exported) = old.run(&format!("export {to}")).await.unwrap();
    assert_eq!((exit, facts(&old, "records.export").await), (Exit::Done, 1.into()));
    let refused = old.run(&format!("export {to}")).await.unwrap_err();
    assert!(refused.contains("exists already"), "{refused}");

    let (exit, tried) = new.run(&format!("import-instance {to} --dry-run")).await.unwrap();
    assert_eq!((exit, &tried["rows"]), (Exit::Done, &exported["rows"]));
    let (exit, imported) = new.run(&format!("import-instance {to}")).await.unwrap();
    assert_eq!((exit, &imported["journal"]), (Exit::Done, &exported["journal"]));
    assert_eq!(imported["other_content"], Value::Array(Vec::new()));
    assert_eq!(people(&new).await, 2);
    assert_eq!(facts(&new, "records.import").await, 1);
    assert_eq!(new.run("audit verify").await.unwrap().0, Exit::Done);
    let refused = new.run(&format!("import-instance {to}")).await.unwrap_err();
    assert!(refused.contains("is not empty"), "{refused}");

    fs::write(&to, &fs::read(&to).unwrap()[..2_000]).unwrap();
    let (exit, answer) = Folder::new().run(&format!("import-instance {to}")).await.unwrap();
    assert_eq!((exit, &answer["holds"]), (Exit::NotVerified, &false.into()));
}

#[tokio::test]
async fn an_organisation_leaves_with_what_is_its_own_and_without_secrets() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    add_bob(&folder).await;
    let to = folder.path("leaving");
    let refused = folder.run(&format!("export {to} --organisation Nobody")).await.unwrap_err();
    assert!(refused.contains("no organisation has the id or name"), "{refused}");
    let asked = format!("export {to} --organisation Wendmere_Health");
    assert_eq!(folder.run(&asked).await.unwrap().0, Exit::Done);
    let read = |name: &str| fs::read_to_string(format!("{to}/{name}")).unwrap();
    let accounts = read("tables/frame_account.ndjson");
    assert_eq!(accounts.lines().count(), 2);
    assert!(!accounts.contains("argon2") && !accounts.contains("password"), "{accounts}");
    assert_eq!(read("tables/frame_organisation.ndjson").lines().count(), 1);
    assert!(!fs::exists(format!("{to}/tables/frame_session.ndjson")).unwrap());
    assert!(read("README.md").contains("one organisation"));
    let (exit, _) = folder.run("audit verify").await.unwrap();
    assert_eq!(exit, Exit::Done);
    let refused = Folder::new().run(&format!("import-instance {to}")).await.unwrap_err();
    assert!(refused.contains("no whole copy of Kith"), "{refused}");
}

#[tokio::test]
async fn missing_steps_are_named_then_applied_once() {
    let folder = Folder::new();
    let (_, told) = folder.run("migrate --dry-run").await.unwrap();
    let missing = told["missing"].as_array().unwrap().clone();
    assert!(missing.contains(&"store/0001-journal".into()), "{told}");
    assert!(missing.contains(&"frame/0001-people-and-work".into()), "{told}");
    assert!(!fs::exists(folder.path("data/kith.db")).unwrap(), "nothing was made");
    let (exit, told) = folder.run("migrate").await.unwrap();
    assert_eq!((exit, told["applied"].as_array().unwrap()), (Exit::Done, &missing));
    let (_, told) = folder.run("migrate").await.unwrap();
    assert_eq!(told["applied"], Value::Array(Vec::new()));
    let (_, told) = folder.run("migrate --dry-run").await.unwrap();
    assert_eq!(told["missing"], Value::Array(Vec::new()));
    folder.init().await.unwrap();
}
