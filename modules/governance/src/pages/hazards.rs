//! The hazard log: the matrix of what is left, and each hazard with its controls.

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, Markup, Paging, Table, Tag, TagColour, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::words;
use serde::Deserialize;

use super::{how, sections, shown_by, shown_by_in_text, tag};
use crate::hazard::{self, Concern, Hazard, LIKELIHOOD, Rating, SEVERITY};
use crate::pages;
use crate::run::Proof;

/// Which hazards are asked for. What is not known lets none through.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    state: String,
}

/// The page.
pub(crate) async fn show(State(app): State<App>, Query(asked): Query<Asked>) -> Page {
    let proof = Proof::now(app.clock.now());
    Page::new("Hazards", main(&proof, &asked))
        .under("Assurance", "/assurance")
        .under("Hazards", "/assurance/hazards")
        .wide()
}

fn main(proof: &Proof<'_>, asked: &Asked) -> Markup {
    let fits =
        |hazard: &&Hazard| asked.state.is_empty() || asked.state == hazard.concern(proof).key();
    let fitting: Vec<&Hazard> = hazard::all().iter().filter(fits).collect();
    html! {
        h1 class="nhsuk-heading-l" { "Hazards" }
        p { "What could harm somebody through Kith, in the manner of DCB0129. The ratings are the makers’ own: no \
             clinical safety officer has judged them yet, and each place has to judge them for itself (DCB0160)." }
        (sections("/assurance/hazards"))
        (matrix())
        h2 class="nhsuk-heading-m" id="list" { "Hazard by hazard" }
        (choose(asked))
        @if fitting.is_empty() {
            p { "No hazard fits. " a href="/assurance/hazards" { "Show all" } }
        } @else {
            (listed(proof, &fitting))
        }
        p { a href="/assurance/hazards.csv" { "Download the hazard log as CSV" } }
        (how(proof))
    }
}

/// How many hazards are left at each severity and likelihood, with the risk that follows.
fn matrix() -> Markup {
    let scale = || 1_u8..=5;
    let cell = |rating: Rating| {
        let many = hazard::all().iter().filter(|hazard| hazard.after == rating).count();
        let hazards = match many {
            0 => String::new(),
            many => format!(", {}", words::how_many(many as u64, "hazard", "hazards")),
        };
        Cell::from(format!("Risk {}{hazards}", rating.risk()))
    };
    let rows = scale().rev().map(|likelihood| {
        let name = Cell::from(LIKELIHOOD[usize::from(likelihood) - 1]);
        let row = scale().map(|severity| cell(Rating { severity, likelihood }));
        std::iter::once(name).chain(row).collect()
    });
    html! {
        (Table {
            caption: "What is left after the controls, by likelihood (down) and severity (across)".into(),
            head: std::iter::once("Likelihood").chain(SEVERITY).map(Cell::from).collect(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
        p { "A risk of 1 or 2 may stay where lowering it further would cost more than it gives. A risk of 3 is \
             not wanted, 4 has to be lowered, 5 cannot be accepted. A hazard is controlled while the risk that is \
             left is 1 or 2 and the last full run shows its controls." }
    }
}

fn choose(asked: &Asked) -> Markup {
    let all = std::iter::once((String::new(), "All".to_owned()));
    let states = Concern::ALL.map(|one| (one.key().to_owned(), one.title().to_owned()));
    html! {
        form method="get" action="/assurance/hazards#list" class="kith-choose" {
            (form::select("state", "State", all.chain(states), &asked.state, &Wrong::nothing()))
            (form::send("Show"))
        }
    }
}

fn listed(proof: &Proof<'_>, fitting: &[&Hazard]) -> Markup {
    let many = fitting.len() as u64;
    let rows = fitting.iter().map(|hazard| {
        vec![
            Cell::from(html! {
                strong { (hazard.id) " " (hazard.name) }
                br; (concern(hazard.concern(proof)))
                br; "Owner: " (hazard.owner)
            }),
            Cell::from(html! { "Cause: " (hazard.cause) "." br; "Harm: " (hazard.harm) "." }),
            Cell::from(html! {
                "Before: " (hazard.before.words()) "." br; "After: " (hazard.after.words()) "."
            }),
            Cell::from(controls(proof, hazard)),
        ]
    });
    html! {
        (Paging { page: 1, per_page: many, total: many }.summary("hazard", "hazards"))
        (Table {
            caption: "Hazards and their controls".into(),
            head: ["Hazard", "Cause and harm", "Risk", "Controls"].map(Cell::from).into(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn controls(proof: &Proof<'_>, hazard: &Hazard) -> Markup {
    html! {
        ul class="nhsuk-list" {
            @for control in &hazard.control {
                li {
                    (control.what) ". " (tag(control.shown_by.state(proof)))
                    br; span class="nhsuk-u-secondary-text-colour" { (shown_by(&control.shown_by)) }
                }
            }
        }
    }
}

fn concern(state: Concern) -> Markup {
    let colour = match state {
        Concern::Controlled => TagColour::Green,
        Concern::Open | Concern::NotShown => TagColour::Yellow,
        Concern::BeforePersonData => TagColour::Orange,
    };
    html! { (Tag::new(colour, state.title())) }
}

/// The log as a file, a row a control.
pub(crate) async fn download(State(app): State<App>) -> Response {
    let proof = Proof::now(app.clock.now());
    let rows = hazard::all().iter().flat_map(|hazard| {
        hazard.control.iter().map(move |control| {
            [
                hazard.id.clone(),
                hazard.name.clone(),
                hazard.cause.clone(),
                hazard.harm.clone(),
                hazard.before.words(),
                hazard.after.words(),
                hazard.owner.clone(),
                hazard.concern(&proof).title().to_owned(),
                control.what.clone(),
                control.shown_by.state(&proof).title().to_owned(),
                shown_by_in_text(&control.shown_by),
            ]
        })
    });
    let head = [
        "id",
        "hazard",
        "cause",
        "harm",
        "risk before",
        "risk after",
        "owner",
        "state",
        "control",
        "control state",
        "shown by",
    ];
    pages::download("kith-hazards", &head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::NOON;

    #[test]
    fn the_matrix_counts_every_hazard_and_the_list_can_be_narrowed() {
        let proof = Proof::of(None, NOON.parse().unwrap(), 90);
        let counted: u64 = matrix()
            .into_string()
            .split(" hazard")
            .filter_map(|before| before.rsplit_once(", ")?.1.parse::<u64>().ok())
            .sum();
        assert_eq!(counted, hazard::all().len() as u64);
        let open = main(&proof, &Asked { state: "open".into() }).into_string();
        let many =
            hazard::all().iter().filter(|hazard| hazard.concern(&proof) == Concern::Open).count();
        let words = kith_design::words::how_many(many as u64, "hazard", "hazards");
        assert!(open.contains(&format!("Showing {words}")), "{words}");
        assert!(
            main(&proof, &Asked { state: "x".into() }).into_string().contains("No hazard fits")
        );
    }
}
