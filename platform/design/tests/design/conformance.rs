//! Every component against the examples of the npm package: the same options give the same
//! document. The counts are held in a golden file; none may fall.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use kith_design as design;
use maud::Render;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::dom::canonical;
use crate::spelling;

type Draw = fn(Value) -> Result<String, serde_json::Error>;

fn draw<T: DeserializeOwned + Render>(options: Value) -> Result<String, serde_json::Error> {
    serde_json::from_value(options).map(|component: T| component.render().into_string())
}

const COMPONENTS: [(&str, Draw); 36] = [
    ("action-link", draw::<design::ActionLink>),
    ("back-link", draw::<design::BackLink>),
    ("breadcrumb", draw::<design::Breadcrumb>),
    ("button", draw::<design::Button>),
    ("card", draw::<design::Card>),
    ("checkboxes", draw::<design::Checkboxes>),
    ("date-input", draw::<design::DateInput>),
    ("details", draw::<design::Details>),
    ("error-message", draw::<design::ErrorMessage>),
    ("error-summary", draw::<design::ErrorSummary>),
    ("fieldset", draw::<design::Fieldset>),
    ("file-upload", draw::<design::FileUpload>),
    ("footer", draw::<design::Footer>),
    ("header", draw::<design::Header>),
    ("heading", draw::<design::Heading>),
    ("hint", draw::<design::Hint>),
    ("input", draw::<design::Input>),
    ("inset-text", draw::<design::InsetText>),
    ("label", draw::<design::Label>),
    ("legend", draw::<design::Legend>),
    ("notification-banner", draw::<design::NotificationBanner>),
    ("pagination", draw::<design::Pagination>),
    ("panel", draw::<design::Panel>),
    ("password-input", draw::<design::PasswordInput>),
    ("radios", draw::<design::Radios>),
    ("scroll", draw::<design::Scroll>),
    ("search-input", draw::<design::SearchInput>),
    ("select", draw::<design::Select>),
    ("skip-link", draw::<design::SkipLink>),
    ("summary-list", draw::<design::SummaryList>),
    ("tables", draw::<design::Table>),
    ("tabs", draw::<design::Tabs>),
    ("tag", draw::<design::Tag>),
    ("task-list", draw::<design::TaskList>),
    ("textarea", draw::<design::Textarea>),
    ("warning-callout", draw::<design::WarningCallout>),
];

/// How many of how many examples of a component give the same document.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Score {
    alike: usize,
    of: usize,
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts are what this check publishes")]
fn components_draw_what_the_nhs_uk_frontend_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let components = root.join("../../node_modules/nhsuk-frontend/dist/nhsuk/components");
    if !components.is_dir() {
        println!("skipped: nhsuk-frontend is not installed; run `npm ci --ignore-scripts`");
        return;
    }
    let recorded = recorded(&root.join("tests/design/conformance.txt"));
    let mut fallen = Vec::new();
    let (mut alike, mut of) = (0, 0);
    for (name, draw) in COMPONENTS {
        let (score, differences) = score(&components, name, draw);
        println!("{name}: {} of {}", score.alike, score.of);
        alike += score.alike;
        of += score.of;
        if recorded.get(name).is_none_or(|least| score.alike < *least) {
            fallen.push(differences);
        }
    }
    println!("{alike} of {of} fixtures pass");
    assert!(fallen.is_empty(), "fewer examples than recorded pass:\n{}", fallen.concat());
}

/// The least number of examples that must pass, by component: `button: 66 of 66`.
fn recorded(path: &Path) -> BTreeMap<String, usize> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let count = |line: &str| {
        let (name, counts) = line.split_once(": ")?;
        Some((name.to_owned(), counts.split(' ').next()?.parse().ok()?))
    };
    text.lines().filter_map(count).collect()
}

fn score(components: &Path, name: &str, draw: Draw) -> (Score, String) {
    let path: PathBuf = components.join(name).join("fixtures.json");
    let file: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("JSON");
    let fixtures = file["fixtures"].as_array().expect("a list");
    let mut score = Score { alike: 0, of: fixtures.len() };
    let mut differences = String::new();
    for fixture in fixtures {
        let options = spelling::ours(name, fixture["context"].clone(), fixture.get("callBlock"));
        let wanted = canonical(fixture["html"].as_str().expect("text"));
        let drawn = match draw(options.clone()) {
            Ok(html) => canonical(&html),
            Err(error) => error.to_string(),
        };
        if drawn == wanted {
            score.alike += 1;
        } else {
            let _ = write!(
                differences,
                "--- {name}: {}\n{options}\n{}\n",
                fixture["name"],
                first_difference(&wanted, &drawn)
            );
        }
    }
    (score, differences)
}

/// The first lines that differ.
fn first_difference(wanted: &str, drawn: &str) -> String {
    let mut pairs = wanted.lines().zip(drawn.lines());
    match pairs.find(|(wanted, drawn)| wanted != drawn) {
        Some((wanted, drawn)) => format!("  wanted {}\n  drawn  {}", wanted.trim(), drawn.trim()),
        None => {
            format!("  wanted {} lines, drawn {}", wanted.lines().count(), drawn.lines().count())
        }
    }
}
