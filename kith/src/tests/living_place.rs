//! The stories of a living place: the queries of docs/guide/living-place.md are asked of the files that it
//! writes, and find what was planted. `UPDATE_EXPECT=1` rewrites the answers in the document.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::rc::Rc;

use expect_test::expect_file;
use jiff::Timestamp;
use kith_borough::{DirtRates, Living};
use kith_store::{Author, Db, Fact, Value, sql, testing};

const GUIDE: &str = include_str!("../../../docs/guide/living-place.md");
const SEED: u64 = 2026;
const PEOPLE: u32 = 30_000;

/// The files of a place by their path.
type Files = Rc<RefCell<BTreeMap<String, Vec<u8>>>>;

/// A file of a place that is kept in memory.
struct Kept(Files, String);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().entry(self.1.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn place() -> BTreeMap<String, Vec<u8>> {
    let living =
        Living { seed: SEED, people: Some(PEOPLE), dirt: DirtRates::default(), threads: 2 };
    let files = Files::default();
    let mut open = |path: &str| {
        let file: Box<dyn Write> = Box::new(Kept(Rc::clone(&files), path.to_owned()));
        Ok(file)
    };
    living.write(&mut open, &mut |_, _| ()).unwrap();
    files.take()
}

/// The queries of the guide, by the keys of their stories.
fn queries() -> Vec<(&'static str, &'static str)> {
    let blocks = GUIDE.split("```sql ").skip(1);
    let parts = blocks.map(|block| block.split("\n```").next().unwrap().split_once('\n').unwrap());
    parts.collect()
}

/// What a CSV file is called as a table.
fn table(path: &str) -> Option<String> {
    let name = path.strip_suffix(".csv")?.split('/').next_back()?;
    Some(name.replace('-', "_"))
}

/// Loads the files that the queries name, every column as text.
async fn load(db: &Db, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("official/")) {
        let Some(name) = table(path) else { continue };
        if !GUIDE.contains(&format!(" {name}\n")) && !GUIDE.contains(&format!(" {name} ")) {
            continue;
        }
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| {
            let cell = |cell: &str| Value::Text(cell.to_owned());
            row.unwrap().iter().map(cell).collect()
        });
        fill(db, Box::leak(name.into_boxed_str()), columns, rows.collect()).await;
    }
}

async fn fill(db: &Db, name: &'static str, columns: Vec<String>, rows: Vec<Vec<Value>>) {
    db.write(Timestamp::UNIX_EPOCH, &Author::system("a test"), move |tx| {
        Box::pin(async move {
            let create = format!("CREATE TABLE {name} ({} TEXT)", columns.join(" TEXT, "));
            sql(create).run(tx).await?;
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            tx.insert(name, &columns, rows).await?;
            let by = ["hospital_number", "nhs_number"].into_iter().find(|by| columns.contains(by));
            if let Some(by) = by {
                sql(format!("CREATE INDEX {name}_by ON {name} ({by})")).run(tx).await?;
            }
            tx.record(Fact::new("loaded", "table", name));
            Ok(())
        })
    })
    .await
    .unwrap();
}

/// What each query finds: the answer and the figure that shows it.
async fn ask(db: &Db) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    for (story, query) in queries() {
        let read = |row: &kith_store::Row| Ok((row.get("answer")?, row.get("figure")?));
        let rows: Vec<(String, String)> =
            sql(query).all(&mut db.read().await.unwrap(), read).await.unwrap();
        assert_eq!(rows.len(), 1, "{story} has one answer");
        let (answer, figure) = rows.into_iter().next().unwrap();
        found.push((story, answer, figure));
    }
    found
}

/// The guide with these answers in it.
fn guide_with(found: &[(&str, String, String)]) -> String {
    let mut parts = GUIDE.split("```text\n");
    let mut guide = parts.next().unwrap().to_owned();
    for (part, (_, answer, figure)) in parts.zip(found) {
        let behind = part.split_once("```").unwrap().1;
        guide.extend(["```text\n", answer, ": ", figure, "\n```", behind]);
    }
    guide
}

/// How near the answer about a programme must come to the truth, as a share of it. Each arm has some 800
/// people with about one attendance each, which vary about three times as much as independent events:
/// one standard error of their ratio is sqrt(2 * 3 / 800) = 9%.
const NEAR: f64 = 0.26;

#[tokio::test]
async fn every_story_of_a_living_place_is_found_by_the_query_in_the_guide() {
    let files = place();
    let db = testing::a_file(&[]).await;
    load(&db, &files).await;
    let found = ask(&db).await;
    let mut reader = csv::Reader::from_reader(files["truth/stories.csv"].as_slice());
    let told: HashMap<String, String> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(found.len(), told.len(), "each story has a query and each query a story");
    for (story, answer, _) in &found {
        match (told[*story].parse::<f64>(), answer.parse::<f64>()) {
            (Ok(truth), Ok(answer)) => {
                assert!((answer / truth - 1.0).abs() < NEAR, "{story}: {answer} for {truth}");
            }
            _ => assert_eq!(answer, &told[*story], "{story}"),
        }
    }
    expect_file!["../../../docs/guide/living-place.md"].assert_eq(&guide_with(&found));
}
