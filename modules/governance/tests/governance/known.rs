//! What can be named as evidence: the tests, stories and stages that exist, found in the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no source of ours.
const PASSED_OVER: [&str; 4] = ["target", "node_modules", ".git", ".dev"];

/// All that can be named.
pub(crate) struct Known {
    /// `crate::file::function`, without the words that only say that something is a test.
    pub(crate) tests: BTreeSet<String>,
    /// `file: title`, as far as the title is the same in every telling.
    pub(crate) stories: BTreeSet<String>,
    /// The stages of `./dev check`.
    pub(crate) stages: BTreeSet<String>,
}

/// The folder of the whole project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

impl Known {
    pub(crate) fn of_this_project() -> Self {
        let mut known =
            Self { tests: BTreeSet::new(), stories: BTreeSet::new(), stages: BTreeSet::new() };
        known.look_into(&root(), None);
        let script = fs::read_to_string(root().join("dev")).unwrap();
        known.stages.extend(quoted_after(&script, "stage \""));
        known
    }

    /// Looks into a folder of the crate that its own or an outer manifest names.
    fn look_into(&mut self, folder: &Path, outer: Option<&(String, PathBuf)>) {
        let own = package(&folder.join("Cargo.toml")).map(|name| (name, folder.to_owned()));
        let of = own.as_ref().or(outer);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_symlink() || PASSED_OVER.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                self.look_into(&path, of);
            } else if let (Some(("rs", _)), Some((package, home))) = (ending(&name), of) {
                let file = path.strip_prefix(home).unwrap();
                self.tests.extend(tests_in(&path).map(|test| test_name(package, file, &test)));
            } else if let Some(story) = name.strip_suffix(".test.mjs") {
                let text = fs::read_to_string(&path).unwrap();
                let titles = quoted_after(&text, "story(\"").chain(ticked_after(&text, "story(`"));
                self.stories.extend(titles.map(|title| format!("{story}: {title}")));
            }
        }
    }
}

fn ending(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.').map(|(stem, ending)| (ending, stem))
}

/// The name of a crate as code writes it; none where the manifest is of no crate.
fn package(manifest: &Path) -> Option<String> {
    let table: toml::Table = fs::read_to_string(manifest).ok()?.parse().ok()?;
    Some(table.get("package")?.get("name")?.as_str()?.replace('-', "_"))
}

/// `kith_frame::pages::sign_in::only_a_path_of_our_own_is_followed`.
fn test_name(package: &str, file: &Path, test: &str) -> String {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    let says_something = |part: &String| !["src", "tests", "main", "lib"].contains(&part.as_str());
    let all = std::iter::once(package.to_owned()).chain(parts.filter(says_something));
    all.chain(std::iter::once(test.to_owned())).collect::<Vec<_>>().join("::")
}

/// The functions of a file that stand under an attribute of a test.
fn tests_in(file: &Path) -> impl Iterator<Item = String> {
    let text = fs::read_to_string(file).unwrap();
    let mut found = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[") {
            is_test |= line.contains("test]") || line.contains("test(");
        } else if let (true, Some((_, rest))) = (is_test, line.split_once("fn ")) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
            is_test = false;
        } else if !line.starts_with("//") {
            is_test = false;
        }
    }
    found.into_iter()
}

fn quoted_after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = String> + 'a {
    text.split(mark).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
}

/// Titles between ticks, as far as what they put in.
fn ticked_after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = String> + 'a {
    let title = |rest: &str| {
        let whole = rest.split_once('`')?.0;
        let same = whole.split("${").next().unwrap_or(whole);
        Some(same.trim_end_matches([' ', ',']).to_owned())
    };
    text.split(mark).skip(1).filter_map(title)
}

#[test]
fn tests_are_known_by_crate_file_and_function() {
    let known = Known::of_this_project();
    for name in [
        "kith_governance::governance::known::tests_are_known_by_crate_file_and_function",
        "kith_governance::run::a_stage_that_was_not_tried_shows_nothing",
        "kith::web::every_answer_has_the_security_headers",
        "xtask::architecture::a_crate_knows_only_what_is_below_it",
    ] {
        assert!(known.tests.contains(name), "{name}");
    }
    let no_test = "kith_governance::governance::known::root";
    assert!(!known.tests.contains(no_test), "what is no test shows nothing");
    assert!(known.stories.contains("doors: nobody passes a door without signing in"));
    assert!(known.stages.contains("browser stories"));
}
