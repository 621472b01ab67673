//! Assurance in short: the last full run, its figures and stages, what the states come to, and what was
//! not tested.

use axum::extract::State;
use axum::response::Response;
use kith_design::{
    Cell, EmptyState, KeyFigure, KeyFigures, Markup, SummaryList, SummaryRow, Table, Tag,
    TagColour, html,
};
use kith_frame::app::App;
use kith_frame::page::Page;
use kith_frame::words;

use super::{how, sections, standing};
use crate::evidence::State as Shown;
use crate::hazard::{self, Concern};
use crate::requirement::asvs;
use crate::run::{self, Proof, Run, Stage, Verdict};
use crate::{gap, pages};

/// The page.
pub(crate) async fn show(State(app): State<App>) -> Page {
    let proof = Proof::now(app.clock.now());
    Page::new("Assurance", main(&proof)).under("Assurance", "/assurance").wide()
}

fn main(proof: &Proof<'_>) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" { "Assurance" }
        p { "What shows that Kith is safe and secure, when that was last tried, and what was not tried." }
        (sections("/assurance"))
        @match proof.run {
            None => (EmptyState {
                heading: "No full run is recorded yet".into(),
                text: "Whoever builds Kith runs ./dev check, then ./dev assure. Until then nothing is shown.".into(),
                action: None,
            }),
            Some(run) => (last_run(run, proof)),
        }
        h2 class="nhsuk-heading-m nhsuk-u-margin-top-6" { "What it comes to" }
        (totals(proof))
        (not_tested())
        (how(proof))
    }
}

fn last_run(run: &Run, proof: &Proof<'_>) -> Markup {
    let figures = vec![
        KeyFigure::new("Tests passed", words::count(run.passed)),
        KeyFigure::new("Tests failed", words::count(run.failed)),
        KeyFigure::new("Minutes", words::count(run.seconds.div_ceil(60))).with_note(format!(
            "on {}",
            words::how_many(run.cores as u64, "processor", "processors")
        )),
    ];
    html! {
        h2 class="nhsuk-heading-m" { "The last full run" }
        (KeyFigures(figures))
        p { (standing(proof)) }
        (what_it_ran_on(run))
        (told(run))
        (stages(run))
    }
}

fn what_it_ran_on(run: &Run) -> Markup {
    let commit = |commit: &str| html! { span class="kith-code kith-break" { (commit) } };
    let mut rows = vec![
        SummaryRow::new("Run ended", words::moment(run.made_at)),
        SummaryRow::new("The run was of commit", commit(&run.commit)),
        SummaryRow::new(
            "This program is of commit",
            run::built_from().map_or_else(|| html! { "Not known: the build did not say" }, commit),
        ),
    ];
    rows.extend(
        run.versions.iter().map(|(name, version)| SummaryRow::new(name.as_str(), version.as_str())),
    );
    html! { (SummaryList { rows, ..SummaryList::default() }) }
}

fn told(run: &Run) -> Markup {
    let rows = run.figure.iter().map(|told| {
        vec![
            Cell::from(told.check.as_str()),
            Cell::from(html! { span class="kith-break" { (told.figure) } }),
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Figures of our checks" }
        @if run.figure.is_empty() {
            p { "The run told no figures." }
        } @else {
            (Table {
                caption: "What was tried in the last full run, and how it came out".into(),
                head: vec!["Check".into(), "Figure".into()],
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
            p { a href="/assurance/figures.csv" { "Download figures and stages as CSV" } }
        }
    }
}

fn stages(run: &Run) -> Markup {
    let rows = run.stage.iter().map(|stage| {
        vec![
            Cell::from(stage.name.as_str()),
            Cell::from(verdict(stage.verdict)),
            Cell::number(words::count(stage.passed)),
            Cell::number(words::count(stage.failed)),
            Cell::number(words::count(stage.seconds)),
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Stages" }
        (Table {
            caption: "The stages of the last full run, in their order".into(),
            head: vec![
                "Stage".into(),
                "Outcome".into(),
                Cell::number("Passed"),
                Cell::number("Failed"),
                Cell::number("Seconds"),
            ],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn verdict(verdict: Verdict) -> Markup {
    let (colour, word) = match verdict {
        Verdict::Good => (TagColour::Green, "Good"),
        Verdict::Failed => (TagColour::Red, "Failed"),
        Verdict::NotChecked => (TagColour::Yellow, "Not checked"),
    };
    html! { (Tag::new(colour, word)) }
}

/// What the states of requirements and hazards come to.
fn totals(proof: &Proof<'_>) -> Markup {
    let requirements = Shown::ALL
        .into_iter()
        .map(|state| (state, asvs().count(proof, state)))
        .filter(|(_, many)| *many > 0)
        .map(|(state, many)| {
            let link =
                html! { a href={ "/assurance/security?state=" (state.key()) "#list" } { (state.title()) } };
            vec![Cell::from(link), Cell::number(words::count(many as u64))]
        });
    let hazards = Concern::ALL.into_iter().map(|concern| {
        let many = hazard::all().iter().filter(|hazard| hazard.concern(proof) == concern).count();
        let link =
            html! { a href={ "/assurance/hazards?state=" (concern.key()) "#list" } { (concern.title()) } };
        vec![Cell::from(link), Cell::number(words::count(many as u64))]
    });
    let all = asvs().requirements().count() as u64;
    html! {
        (Table {
            caption: format!("{} of {}, levels 1 and 2", words::how_many(all, "requirement", "requirements"), asvs().standard).into(),
            head: vec!["State".into(), Cell::number("Requirements")],
            rows: requirements.collect(),
            responsive: true,
            ..Table::default()
        })
        (Table {
            caption: "Hazards".into(),
            head: vec!["State".into(), Cell::number("Hazards")],
            rows: hazards.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn not_tested() -> Markup {
    let rows = gap::all().iter().map(|gap| {
        [&gap.what, &gap.why, &gap.instead, &gap.who].map(|words| Cell::from(words.as_str())).into()
    });
    html! {
        h2 class="nhsuk-heading-m" { "What was not tested" }
        (Table {
            caption: "No run of ours can try these".into(),
            head: ["What", "Why not", "What we do instead", "Whose business it is"].map(Cell::from).into(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
        p { a href="/assurance/not-tested.csv" { "Download what was not tested as CSV" } }
    }
}

/// Figures and stages as a file.
pub(crate) async fn figures() -> Response {
    let run = run::last();
    let told = run.into_iter().flat_map(|run| &run.figure);
    let told = told.map(|told| vec!["figure".to_owned(), told.check.clone(), told.figure.clone()]);
    let stages = run.into_iter().flat_map(|run| &run.stage);
    let stages = stages.map(|stage| vec!["stage".to_owned(), stage.name.clone(), in_words(stage)]);
    pages::download("kith-figures", &["kind", "name", "outcome"], told.chain(stages))
}

fn in_words(stage: &Stage) -> String {
    let outcome = match stage.verdict {
        Verdict::Good => "good",
        Verdict::Failed => "failed",
        Verdict::NotChecked => "not checked",
    };
    format!("{outcome}, {} passed, {} failed, {} s", stage.passed, stage.failed, stage.seconds)
}

/// What was not tested, as a file.
pub(crate) async fn gaps() -> Response {
    let rows = gap::all()
        .iter()
        .map(|gap| [&gap.what, &gap.why, &gap.instead, &gap.who].map(String::clone));
    pages::download("kith-not-tested", &["what", "why", "instead", "who"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::{NOON, good_run};

    #[test]
    fn without_a_run_the_page_says_what_to_do_and_what_was_not_tested() {
        let page = main(&Proof::of(None, NOON.parse().unwrap(), 90)).into_string();
        assert!(page.contains("No full run is recorded yet") && page.contains("./dev check"));
        assert!(page.contains("What was not tested") && page.contains("Penetration test"));
        assert!(!page.contains("state=shown"), "nothing is shown");
    }

    #[test]
    fn with_a_run_the_page_has_its_figures_its_stages_and_its_commit() {
        let run = good_run();
        let page = main(&Proof::of(Some(&run), NOON.parse().unwrap(), 90)).into_string();
        for words in
            ["912", "300 kills, 0 lost", "0123456789abcdef", "3.50.4", "Not checked", "state=shown"]
        {
            assert!(page.contains(words), "{words}");
        }
    }
}
