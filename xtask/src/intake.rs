//! How fast extracts are read and checked, beside two others on the same files in the same run: `DuckDB`'s
//! CSV reader, which looks at no value, and a plain serde reader, which looks at none either.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context;
use kith_intake::{Chunk, EVENT_COLUMNS, Feed, Homes, RECORD_COLUMNS, Source, Table, load};
use serde::Deserialize;

use crate::bench::{Figures, rate, span};

static RECORDS: Table = Table::new("record", RECORD_COLUMNS, &["organisation", "local_id"]);
static EVENTS: Table = Table::new("event", EVENT_COLUMNS, &["organisation", "event_id"]);

/// So many patients.
const ROWS: u64 = 2_000_000;

/// Reads a list of patients as CSV and as FHIR.
pub(crate) fn read(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (csv, fhir) = (folder.path().join("gp-patients.csv"), folder.path().join("gp2.ndjson"));
    write_csv(&csv)?;
    write_fhir(&fhir)?;
    let homes = Homes { record: &RECORDS, event: &EVENTS };
    let of_csv = Feed::mapped(include_str!("../../content/feeds/gp-patients.toml"), homes)?;
    let of_fhir = Feed::mapped(include_str!("../../content/feeds/gp2-patients.toml"), homes)?;
    figures.note("patients in each file", ROWS.to_string());
    figures.note("CSV, bytes", csv.metadata()?.len().to_string());
    note(figures, "CSV: Kith, every value checked", kith(of_csv, &csv)?);
    note(figures, "CSV: plain serde reader, csv 1.4", plain_csv(&csv)?);
    match duckdb(&csv) {
        Ok(time) => note(figures, "CSV: DuckDB read_csv into a table, as text", time),
        Err(why) => figures.note("CSV: DuckDB", format!("not measured: {why}")),
    }
    figures.note("FHIR NDJSON, bytes", fhir.metadata()?.len().to_string());
    note(figures, "FHIR: Kith, every value checked", kith(of_fhir, &fhir)?);
    note(figures, "FHIR: plain serde reader, serde_json", plain_fhir(&fhir)?);
    figures.note("most memory that this program held", peak());
    Ok(())
}

fn note(figures: &mut Figures, what: &str, time: Duration) {
    figures.note(what, format!("{} ({})", rate(ROWS, time), span(time)));
}

/// A number with its check digit; where that would be 10, none.
fn nhs_number(number: u64) -> String {
    let digits = format!("{:09}", 900_000_000 + number);
    let weighed = (2..=10_u64).rev().zip(digits.bytes()).map(|(w, d)| w * u64::from(d - b'0'));
    match (11 - weighed.sum::<u64>() % 11) % 11 {
        10 => String::new(),
        check => format!("{digits}{check}"),
    }
}

fn write_csv(path: &Path) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(
        file,
        "practice,patient_id,nhs_number,family_name,given_name,title,birth_date,death_date,gender,\
         ethnic_category,address_1,address_2,address_3,postcode,phone"
    )?;
    for n in 0..ROWS {
        let (day, month, year) = (n % 28 + 1, n % 12 + 1, 1930 + n % 90);
        writeln!(
            file,
            "Y{:05},{n},{},Smith,Lily Ann,Ms,{day:02}/{month:02}/{year},,F,A,\"{} High Street, Flat \
             2\",Wendmere,,WM{} {}AB,01632 {:06}",
            n % 30,
            nhs_number(n),
            n % 200,
            n % 9 + 1,
            n % 9 + 1,
            n % 1_000_000,
        )?;
    }
    Ok(file.flush()?)
}

fn write_fhir(path: &Path) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for n in 0..ROWS {
        let number = nhs_number(n);
        writeln!(
            file,
            r#"{{"resourceType":"Patient","id":"{n}","managingOrganization":{{"identifier":{{"value":"Y{:05}"}}}},"identifier":[{{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"{number}"}}],"name":[{{"use":"official","family":"Smith","given":["Lily","Ann"],"prefix":["Ms"]}}],"birthDate":"19{:02}-{:02}-{:02}","gender":"female","address":[{{"use":"home","line":["{} High Street","Wendmere"],"postalCode":"WM{} {}AB"}}],"telecom":[{{"system":"phone","value":"01632 {:06}"}}],"generalPractitioner":[{{"identifier":{{"value":"Y{:05}"}}}}]}}"#,
            n % 30,
            n % 90 + 10,
            n % 12 + 1,
            n % 28 + 1,
            n % 200,
            n % 9 + 1,
            n % 9 + 1,
            n % 1_000_000,
            n % 30,
        )?;
    }
    Ok(file.flush()?)
}

/// Reads a file as a load does, as far as the database and the lake: opened, hashed, checked, folded.
fn kith(feed: &Feed, path: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let name = path.file_name().context("a file has a name")?.to_string_lossy().into_owned();
    let source = Source::on_disk(&name, path)?;
    let rows = Rc::new(RefCell::new(0));
    let counted = Rc::clone(&rows);
    let sink = Box::new(move |chunk| {
        if let Chunk::Rows(_, rows) = chunk {
            *counted.borrow_mut() += rows.len();
        }
        Ok(())
    });
    let landed = load(feed, &source, sink)?;
    anyhow::ensure!(u64::try_from(*rows.borrow())? == ROWS, "{} findings", landed.findings);
    Ok(start.elapsed())
}

/// A patient as a plain reader has one: texts, whatever they say.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what is read is measured, and used for nothing")]
struct Plain {
    practice: String,
    patient_id: String,
    nhs_number: Option<String>,
    family_name: String,
    given_name: String,
    birth_date: String,
    gender: String,
    address_1: String,
    postcode: String,
    phone: String,
}

fn plain_csv(path: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut many = 0;
    for row in csv::Reader::from_path(path)?.deserialize::<Plain>() {
        std::hint::black_box(row?);
        many += 1;
    }
    anyhow::ensure!(many == ROWS, "{many} rows");
    Ok(start.elapsed())
}

fn plain_fhir(path: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut many = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        std::hint::black_box(serde_json::from_str::<serde_json::Value>(&line?)?);
        many += 1;
    }
    anyhow::ensure!(many == ROWS, "{many} rows");
    Ok(start.elapsed())
}

/// `DuckDB` through Python, where both are: it says itself how long the statement took.
fn duckdb(path: &Path) -> anyhow::Result<Duration> {
    const PROGRAM: &str = "import sys, time, duckdb\nstart = time.perf_counter()\n\
        con = duckdb.connect()\ncon.execute('CREATE TABLE t AS SELECT * FROM read_csv(?, \
        all_varchar=true)', [sys.argv[1]])\nmany = con.execute('SELECT count(*) FROM t').fetchone()[0]\n\
        print(time.perf_counter() - start, many)";
    let python = std::env::var("KITH_PEERS").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python).args(["-c", PROGRAM]).arg(path).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (seconds, many) = text.trim().split_once(' ').context("Python has no DuckDB")?;
    anyhow::ensure!(many.parse::<u64>()? == ROWS, "{many} rows");
    Ok(Duration::from_secs_f64(seconds.parse()?))
}

/// The most memory that this process ever held, where the system says so.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known here".to_owned(), |line| line.trim().to_owned())
}
