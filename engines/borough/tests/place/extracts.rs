//! A living place as it is written: the same bytes always, as dirty as asked for, with the truth beside it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Cursor, Write};
use std::rc::Rc;
use std::sync::OnceLock;

use calamine::{Data, Reader as _, Xlsx};
use kith_borough::{DefectKind, DirtRates, Living, Sender, Written};
use sha2::{Digest, Sha256};

/// The files of a place by their path.
type Files = BTreeMap<String, Vec<u8>>;

/// What becomes of the bytes of a file.
struct To<T>(Rc<RefCell<T>>, fn(&mut T, &[u8]));

impl<T> Write for To<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.1)(&mut self.0.borrow_mut(), bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn living(people: Option<u32>, threads: usize) -> Living {
    Living { seed: 7, people, dirt: DirtRates::default(), threads }
}

/// Writes a place; what becomes of each file is given back by its path.
fn write<T: Default + 'static>(
    living: &Living,
    put: fn(&mut T, &[u8]),
) -> (BTreeMap<String, T>, Written) {
    let files: RefCell<BTreeMap<String, Rc<RefCell<T>>>> = RefCell::default();
    let mut open = |path: &str| {
        let file = Rc::new(RefCell::new(T::default()));
        let twice = files.borrow_mut().insert(path.to_owned(), Rc::clone(&file));
        assert!(twice.is_none(), "{path} is opened once");
        let file: Box<dyn Write> = Box::new(To(file, put));
        Ok(file)
    };
    let written = living.write(&mut open, &mut |_, _| ()).unwrap();
    let files = files.into_inner().into_iter();
    (files.map(|(path, file)| (path, file.take())).collect(), written)
}

fn sums(living: &Living) -> BTreeMap<String, String> {
    let (files, _) = write::<Sha256>(living, |sum, bytes| sum.update(bytes));
    files.into_iter().map(|(path, sum)| (path, format!("{:x?}", sum.finalize()))).collect()
}

/// A small place for all tests that need no other.
fn small() -> &'static (Files, Written) {
    static SMALL: OnceLock<(Files, Written)> = OnceLock::new();
    SMALL.get_or_init(|| write(&living(Some(6_000), 2), Vec::extend_from_slice))
}

/// The rows of a table, as text by column name.
fn rows(path: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(small().0[path].as_slice());
    reader.deserialize().map(Result::unwrap).collect()
}

fn column(path: &str, name: &str) -> Vec<String> {
    rows(path).into_iter().map(|row| row[name].clone()).collect()
}

/// The rows of the voluntary sector's workbook, the header first.
fn referrals() -> Vec<Vec<String>> {
    let bytes = &small().0["extracts/voluntary-sector.xlsx"];
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Referrals").unwrap();
    sheet.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

fn resources(path: &str) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(&small().0[path]).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_same_seed_writes_the_same_bytes_on_one_thread_and_on_several() {
    let once = sums(&living(Some(2_000), 1));
    assert_eq!(once, sums(&living(Some(2_000), 1)));
    assert_eq!(once, sums(&living(Some(2_000), 2)));
    assert_eq!(once, sums(&living(Some(2_000), 5)));
    let other = sums(&Living { seed: 8, ..living(Some(2_000), 1) });
    assert_eq!(other.len(), once.len());
    for path in ["extracts/gp-patients.csv", "truth/people.csv", "team/actions.csv"] {
        assert_ne!(other[path], once[path], "{path} of another seed");
    }
}

#[test]
fn each_kind_of_defect_is_within_five_per_cent_of_its_rate() {
    let (_, written) = write::<()>(&living(None, 2), |(), _| ());
    let rates = DirtRates::default();
    for kind in DefectKind::ALL {
        let (mut due, mut found) = (0.0, 0.0);
        for sender in Sender::ALL {
            let counted = written.tally.get(sender, kind);
            #[expect(clippy::cast_precision_loss, reason = "some millions of rows")]
            let (could_be, is) = (counted.could_be as f64, counted.is as f64);
            due += rates.get(sender, kind) * could_be;
            found += is;
        }
        assert!(due > 200.0, "{} is too rare to tell", kind.key());
        assert!((found / due - 1.0).abs() < 0.05, "{}: {found} of {due}", kind.key());
    }
}

#[test]
fn nothing_is_wrong_where_nothing_is_asked_for() {
    let clean = Living { dirt: DirtRates::none(), ..living(Some(2_000), 1) };
    let (files, _) = write::<Vec<u8>>(&clean, Vec::extend_from_slice);
    let defects = String::from_utf8(files["truth/defects.csv"].clone()).unwrap();
    assert_eq!(defects.lines().count(), 1, "the header alone");
}

#[test]
fn every_defect_is_in_its_file_and_the_truth_beside_it_is_of_the_person() {
    let people: HashMap<String, HashMap<String, String>> =
        rows("truth/people.csv").into_iter().map(|row| (row["person"].clone(), row)).collect();
    let links: HashMap<(String, String), String> = rows("truth/links.csv")
        .into_iter()
        .map(|row| ((row["organisation"].clone(), row["local_id"].clone()), row["person"].clone()))
        .collect();
    let acute: HashMap<String, HashMap<String, String>> = rows("extracts/acute-patients.csv")
        .into_iter()
        .map(|row| (row["hospital_number"].clone(), row))
        .collect();
    let mut seen = HashSet::new();
    for defect in rows("truth/defects.csv") {
        let who = (defect["organisation"].clone(), defect["local_id"].clone());
        let person = &people[&links[&who]];
        let kind = defect["kind"].as_str();
        if ["nhs-number-missing", "former-surname", "nickname", "typing-error"].contains(&kind) {
            assert_eq!(defect["true_value"], person[&defect["field"]], "{defect:?}");
        }
        if defect["file"] != "extracts/acute-patients.csv" {
            continue;
        }
        let record = &acute[&who.1];
        match kind {
            "nhs-number-missing" => assert_eq!(record["nhs_number"], ""),
            "postcode-missing" => assert_eq!(record["postcode"], ""),
            "transposed-digit" => assert_ne!(record["nhs_number"], person["nhs_number"]),
            "death-unknown" => assert_eq!(record["date_of_death"], ""),
            "unreadable-record" => assert_eq!(record["date_of_birth"], "1900-02-31"),
            "former-surname" => assert_ne!(record["surname"], person["family_name"].to_uppercase()),
            _ => continue,
        }
        seen.insert(kind.to_owned());
    }
    assert!(seen.len() >= 4, "{seen:?}");
}

#[test]
fn an_organisation_knows_those_it_did_something_with_and_calls_each_by_one_name() {
    for (records, id, events) in [
        (
            "extracts/acute-patients.csv",
            "hospital_number",
            ["acute-attendances", "acute-admissions", "acute-outpatients"].as_slice(),
        ),
        ("extracts/community-patients.csv", "client", &["community-contacts"]),
        ("extracts/mental-health-patients.csv", "client", &["mental-health-contacts"]),
    ] {
        let known = column(records, id);
        let unique: HashSet<String> = known.iter().cloned().collect();
        assert_eq!(known.len(), unique.len(), "{records}");
        let path = |name: &&str| format!("extracts/{name}.csv");
        let met: HashSet<String> =
            events.iter().map(path).flat_map(|path| column(&path, id)).collect();
        assert_eq!(unique, met, "{records}");
    }
    let linked: HashSet<(String, String)> = rows("truth/links.csv")
        .into_iter()
        .map(|row| (row["organisation"].clone(), row["local_id"].clone()))
        .collect();
    for client in column("extracts/council-clients.csv", "person_id") {
        assert!(linked.contains(&("9ZZ".to_owned(), client)));
    }
}

#[test]
fn two_practices_give_out_resources_and_the_others_tables() {
    let patients = resources("extracts/gp2-patients.ndjson");
    let practice = |patient: &serde_json::Value| {
        patient["generalPractitioner"][0]["identifier"]["value"].as_str().unwrap().to_owned()
    };
    let fhir: HashSet<String> = patients.iter().map(practice).collect();
    assert_eq!(fhir.len(), 2);
    let tables: HashSet<String> =
        column("extracts/gp-patients.csv", "practice").into_iter().collect();
    assert!(fhir.is_disjoint(&tables));
    let reference =
        |patient: &serde_json::Value| format!("Patient/{}", patient["id"].as_str().unwrap());
    let known: HashSet<String> = patients.iter().map(reference).collect();
    for path in ["extracts/gp2-conditions.ndjson", "extracts/gp2-encounters.ndjson"] {
        let all = resources(path);
        assert!(!all.is_empty(), "{path}");
        for resource in all {
            assert!(known.contains(resource["subject"]["reference"].as_str().unwrap()), "{path}");
        }
    }
}

#[test]
fn the_voluntary_sectors_workbook_opens_and_has_a_line_for_each_referral() {
    let rows = referrals();
    assert_eq!(rows[0][..3], ["Client", "NHS number", "Surname"]);
    assert!(rows.len() > 100, "{}", rows.len());
    let linked: HashSet<String> = column("truth/links.csv", "local_id").into_iter().collect();
    for row in &rows[1..] {
        assert_eq!(row.len(), rows[0].len());
        assert!(linked.contains(&row[0]), "{row:?}");
    }
}

#[test]
fn events_have_numbers_of_their_own() {
    let numbers = column("extracts/gp-appointments.csv", "appointment_id");
    assert!(numbers.len() > 50_000, "{}", numbers.len());
    assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
}

#[test]
fn programmes_have_the_effects_that_they_are_said_to_have() {
    for (effect, ratio) in small().1.effects.0.iter().zip([0.7, 1.0]) {
        #[expect(clippy::cast_precision_loss, reason = "some hundred attendances")]
        let (without, with) = (effect.without as f64, effect.with as f64);
        assert!(effect.joined > 50 && effect.waiting > 50, "{effect:?}");
        // Each attendance is kept with this chance: three standard errors of a share.
        let error = 3.0 * (ratio * (1.0 - ratio) / without).sqrt();
        assert!((with / without - ratio).abs() <= error, "{effect:?}");
    }
}

#[test]
fn what_is_written_is_counted() {
    let (files, written) = small();
    assert_eq!(written.files, files.len());
    assert_eq!(written.people, rows("truth/people.csv").len());
    assert!(written.events > written.people * 20);
}
