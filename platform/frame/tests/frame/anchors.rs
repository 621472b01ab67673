//! `kith audit`: verified without a server, against anchors, and from a file.

use kith_frame::command::Exit;
use kith_store::Db;
use kith_store::testing::tamper;

use crate::commands::Folder;

#[tokio::test]
async fn a_cut_end_with_a_head_that_fits_is_told_by_the_anchor() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let (exit, anchored) = folder.run("audit anchor").await.unwrap();
    let entries = anchored["entry"].as_i64().unwrap();
    assert_eq!((exit, entries), (Exit::Done, 2));
    let (_, holds) = folder.run("audit verify").await.unwrap();
    assert_eq!((&holds["anchors"], &holds["anchored"]), (&1.into(), &2.into()));
    let cut = "DELETE FROM journal WHERE seq > 1; UPDATE journal_head SET seq = 1, \
               hash = (SELECT hash FROM journal WHERE seq = 1)";
    tamper(&folder.settings().database, cut).await;
    let (exit, broken) = folder.run("audit verify").await.unwrap();
    assert_eq!(exit, Exit::NotVerified);
    assert_eq!((&broken["entry"], &broken["fault"]), (&2.into(), &"cut_off".into()), "{broken}");
    std::fs::remove_dir_all(folder.settings().anchors).unwrap();
    let (exit, _) = folder.run("audit verify").await.unwrap();
    assert_eq!(exit, Exit::Done, "without the anchor nobody would know");
}

#[tokio::test]
async fn a_running_server_does_not_stand_in_the_way_and_nothing_is_changed() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let server = Db::open(&folder.settings().database).await.unwrap();
    let (exit, first) = folder.run("audit verify").await.unwrap();
    let (_, second) = folder.run("audit verify").await.unwrap();
    assert_eq!((exit, &first["head"]), (Exit::Done, &second["head"]));
    server.close().await;
    let missing = Folder::new().run("audit verify").await.unwrap_err();
    assert!(missing.contains("cannot be looked at"), "{missing}");
}

#[tokio::test]
async fn an_exported_journal_is_verified_from_its_file_alone() {
    let folder = Folder::new();
    folder.init().await.unwrap();
    let file = folder.0.path().join("journal.ndjson");
    let export = format!("audit export {}", file.display());
    let (exit, told) = folder.run(&export).await.unwrap();
    assert_eq!((exit, &told["form"]), (Exit::Done, &"ndjson".into()));
    assert!(folder.run(&export).await.unwrap_err().contains("cannot be made"), "never over a file");
    let verify = format!("audit verify {}", file.display());
    let (exit, holds) = folder.run(&verify).await.unwrap();
    assert_eq!((exit, &holds["entries"]), (Exit::Done, &told["entries"]));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("journal.export"), "the export stands in what it exports");
    std::fs::write(&file, text.replacen("organisation.add", "organisation.end", 1)).unwrap();
    let (exit, broken) = folder.run(&verify).await.unwrap();
    assert_eq!((exit, &broken["fault"]), (Exit::NotVerified, &"changed".into()));
    let fhir = folder.0.path().join("events.ndjson");
    let (_, told) =
        folder.run(&format!("audit export {} --format fhir", fhir.display())).await.unwrap();
    let lines = std::fs::read_to_string(fhir).unwrap();
    assert_eq!(told["entries"], lines.lines().count());
    assert!(lines.lines().all(|line| line.contains("\"resourceType\":\"AuditEvent\"")));
}
