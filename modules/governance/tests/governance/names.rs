//! The files under `assurance/` against what exists: whatever they name is there, every requirement is
//! mapped, and how much is still to be shown stands in a golden file.

use std::fmt::Write;
use std::fs;

use expect_test::expect_file;
use kith_governance::evidence::{Evidence, STORIES, TESTS};
use kith_governance::hazard;
use kith_governance::requirement::asvs;

use crate::known::{Known, root};

/// The words that a point of evidence may have.
const WORDS: [&str; 9] = [
    "test",
    "story",
    "stage",
    "design",
    "organisation",
    "pending",
    "not-met",
    "not-applicable",
    "why",
];

/// All evidence with what it is for.
fn all() -> Vec<(String, &'static Evidence)> {
    let requirements = asvs().requirements().map(|(_, one)| (one.id.clone(), &one.shown_by));
    let controls = hazard::all().iter().flat_map(|hazard| {
        let name = |what: &str| format!("{}, {what}", hazard.id);
        hazard.control.iter().map(move |one| (name(&one.what), &one.shown_by))
    });
    requirements.chain(controls).collect()
}

#[test]
fn whatever_is_named_as_evidence_exists() {
    let known = Known::of_this_project();
    assert!(known.stages.contains(TESTS) && known.stages.contains(STORIES));
    let mut missing = Vec::new();
    for (what, evidence) in all() {
        for (kind, name) in evidence.names() {
            let names = match kind {
                "test" => &known.tests,
                "story" => &known.stories,
                _ => &known.stages,
            };
            if !names.contains(name) {
                missing.push(format!("{what}: there is no {kind} {name}"));
            }
        }
        if let Some(file) = &evidence.design
            && !root().join(file).is_file()
        {
            missing.push(format!("{what}: there is no file {file}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_point_says_what_shows_it_or_why_nothing_does() {
    for (what, evidence) in all() {
        let is_tried = evidence.names().next().is_some();
        let alone = [&evidence.not_met, &evidence.not_applicable, &evidence.organisation];
        let alone = alone.into_iter().flatten().count();
        let more = [&evidence.design, &evidence.pending].into_iter().flatten().count();
        let ways = alone + more + usize::from(is_tried);
        assert!(ways > 0, "{what} is mapped to nothing");
        assert!(alone == 0 || ways == 1, "{what} is both met and not");
        assert!(more < 2, "{what} is by design and still to be shown");
        assert!(evidence.design.is_none() || evidence.why.is_some(), "{what} does not say why");
        let words = evidence.words();
        assert!(words.iter().all(|word| word.len() > 4), "{what} says too little");
    }
}

#[test]
fn no_word_of_the_files_is_passed_over() {
    for (file, list, item, own) in [
        ("asvs.toml", "chapter", "requirement", ["id", "level", "asks"].as_slice()),
        ("hazards.toml", "hazard", "control", ["what"].as_slice()),
    ] {
        let text = fs::read_to_string(root().join("assurance").join(file)).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let items = table[list].as_array().unwrap().iter();
        for item in items.flat_map(|one| one[item].as_array().unwrap()) {
            for key in item.as_table().unwrap().keys() {
                let known = own.contains(&key.as_str()) || WORDS.contains(&key.as_str());
                assert!(known, "{file} has the word {key:?}, which nothing reads: {item}");
            }
        }
    }
}

/// What is not shown by a test stands in a file, so that whoever reviews a change sees it grow or shrink.
#[test]
fn what_is_not_shown_is_what_was_reviewed() {
    let mut text = String::new();
    let count = |wanted: fn(&Evidence) -> bool| {
        asvs().requirements().filter(|(_, one)| wanted(&one.shown_by)).count()
    };
    let tried = |one: &Evidence| one.names().next().is_some() && one.pending.is_none();
    let _ = writeln!(text, "{}: {} requirements", asvs().standard, asvs().requirements().count());
    let _ = writeln!(text, "tried by a test, a story or a stage: {}", count(tried));
    let _ = writeln!(text, "argued from the design: {}", count(|one| one.design.is_some()));
    let _ = writeln!(text, "still to be shown: {}", count(|one| one.pending.is_some()));
    let _ = writeln!(text, "not met: {}", count(|one| one.not_met.is_some()));
    let _ = writeln!(text, "does not apply: {}", count(|one| one.not_applicable.is_some()));
    let _ = writeln!(text, "\nstill to be shown, and hazards' controls with them:");
    for (what, evidence) in all() {
        if let Some(pending) = &evidence.pending {
            let _ = writeln!(text, "{what}: {pending}");
        }
    }
    let _ = writeln!(text, "\nnot met:");
    for (what, evidence) in all() {
        if let Some(why) = &evidence.not_met {
            let _ = writeln!(text, "{what}: {why}");
        }
    }
    expect_file!["../../../../tests/golden/assurance.txt"].assert_eq(&text);
}
