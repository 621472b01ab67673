//! The security requirements: how many are shown in each chapter, and each with what shows it.

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, Markup, Paging, Table, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::words;
use serde::{Deserialize, Serialize};

use super::{how, sections, shown_by, shown_by_in_text, tag};
use crate::evidence::State as Shown;
use crate::pages;
use crate::requirement::{Chapter, Requirement, asvs};
use crate::run::Proof;

const PER_PAGE: usize = 50;

/// Which requirements are asked for. What is not known lets everything through.
#[derive(Debug, Default, Clone, Deserialize, Serialize)]
pub(crate) struct Asked {
    #[serde(default)]
    chapter: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    state: String,
    #[serde(default, skip_serializing)]
    page: String,
}

impl Asked {
    fn fits(&self, proof: &Proof<'_>, chapter: &Chapter, one: &Requirement) -> bool {
        let is = |asked: &str, own: &str| asked.is_empty() || asked == own;
        is(&self.chapter, &chapter.number.to_string())
            && is(&self.level, &one.level.to_string())
            && is(&self.state, one.shown_by.state(proof).key())
    }

    fn path(&self, page: u64) -> String {
        let asked = serde_html_form::to_string(self).unwrap_or_default();
        format!("/assurance/security?{asked}&page={page}#list")
    }
}

/// The page.
pub(crate) async fn show(State(app): State<App>, Query(asked): Query<Asked>) -> Page {
    let proof = Proof::now(app.clock.now());
    Page::new("Security requirements", main(&proof, &asked))
        .under("Assurance", "/assurance")
        .under("Security requirements", "/assurance/security")
        .wide()
}

fn main(proof: &Proof<'_>, asked: &Asked) -> Markup {
    let fitting: Vec<_> =
        asvs().requirements().filter(|(chapter, one)| asked.fits(proof, chapter, one)).collect();
    html! {
        h1 class="nhsuk-heading-l" { "Security requirements" }
        p { "Every requirement of levels 1 and 2 of the " (asvs().standard) ", in our own words, and what shows \
             that Kith meets it. Read the standard itself for what each asks." }
        (sections("/assurance/security"))
        (chapters(proof))
        h2 class="nhsuk-heading-m" id="list" { "Requirement by requirement" }
        (choose(asked))
        (listed(proof, asked, &fitting))
        p { a href="/assurance/security.csv" { "Download all requirements as CSV" } }
        (how(proof))
    }
}

fn chapters(proof: &Proof<'_>) -> Markup {
    let states = || Shown::ALL.into_iter().filter(|state| *state != Shown::Organisation);
    let rows = asvs().chapters().iter().map(|chapter| {
        let link = html! {
            a href={ "/assurance/security?chapter=" (chapter.number) "#list" } { (chapter.number) " " (chapter.title) }
        };
        let counts = states().map(|state| chapter.count(proof, state) as u64);
        std::iter::once(Cell::from(link))
            .chain(counts.map(|many| Cell::number(words::count(many))))
            .collect()
    });
    html! {
        (Table {
            caption: "Requirements by chapter and state".into(),
            head: std::iter::once("Chapter".into())
                .chain(states().map(|state| Cell::number(state.title())))
                .collect(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn choose(asked: &Asked) -> Markup {
    let all = || std::iter::once((String::new(), "All".to_owned()));
    let chapters = asvs()
        .chapters()
        .iter()
        .map(|one| (one.number.to_string(), format!("{} {}", one.number, one.title)));
    let levels = ["1", "2"].map(|level| (level.to_owned(), format!("Level {level}")));
    let states = Shown::ALL
        .into_iter()
        .filter(|state| *state != Shown::Organisation)
        .map(|state| (state.key().to_owned(), state.title().to_owned()));
    let nothing = Wrong::nothing();
    html! {
        form method="get" action="/assurance/security#list" class="kith-choose" {
            (form::select("chapter", "Chapter", all().chain(chapters), &asked.chapter, &nothing))
            (form::select("level", "Level", all().chain(levels), &asked.level, &nothing))
            (form::select("state", "State", all().chain(states), &asked.state, &nothing))
            (form::send("Show"))
        }
    }
}

fn listed(proof: &Proof<'_>, asked: &Asked, fitting: &[(&Chapter, &Requirement)]) -> Markup {
    if fitting.is_empty() {
        return html! { p { "No requirement fits. " a href="/assurance/security" { "Show all" } } };
    }
    let paging = Paging {
        page: asked.page.parse().unwrap_or(1),
        per_page: PER_PAGE as u64,
        total: fitting.len() as u64,
    };
    let skip = usize::try_from(paging.offset()).unwrap_or(0);
    let rows = fitting.iter().skip(skip).take(PER_PAGE).map(|(_, one)| {
        vec![
            Cell::from(one.id.as_str()),
            Cell::number(one.level.to_string()),
            Cell::from(one.asks.as_str()),
            Cell::from(tag(one.shown_by.state(proof))),
            Cell::from(shown_by(&one.shown_by)),
        ]
    });
    html! {
        (paging.summary("requirement", "requirements"))
        (Table {
            caption: "Requirements, in the order of the standard".into(),
            head: vec!["Number".into(), Cell::number("Level"), "What it asks".into(), "State".into(), "Shown by".into()],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
        (paging.links(|page| asked.path(page)))
    }
}

/// All requirements as a file.
pub(crate) async fn download(State(app): State<App>) -> Response {
    let proof = Proof::now(app.clock.now());
    let rows = asvs().requirements().map(|(chapter, one)| {
        [
            one.id.clone(),
            one.level.to_string(),
            chapter.title.clone(),
            one.asks.clone(),
            one.shown_by.state(&proof).title().to_owned(),
            shown_by_in_text(&one.shown_by),
        ]
    });
    let head = ["number", "level", "chapter", "asks", "state", "shown by"];
    pages::download("kith-security-requirements", &head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::{NOON, good_run};

    #[test]
    fn what_is_asked_for_narrows_the_list_and_all_of_it_is_counted() {
        let run = good_run();
        let proof = Proof::of(Some(&run), NOON.parse().unwrap(), 90);
        let page = |asked: &Asked| main(&proof, asked).into_string();
        assert!(page(&Asked::default()).contains("Showing 1 to 50 of 253 requirements"));
        let level = Asked { level: "1".into(), ..Asked::default() };
        assert!(page(&level).contains("Showing 1 to 50 of 70 requirements"));
        let chapter = Asked { chapter: "17".into(), ..Asked::default() };
        assert!(page(&chapter).contains("Showing 7 requirements"));
        let strange = Asked { state: "lovely".into(), ..Asked::default() };
        assert!(page(&strange).contains("No requirement fits"));
    }

    #[test]
    fn the_next_page_asks_the_same_question() {
        let asked = Asked { state: "not-yet".into(), page: "1".into(), ..Asked::default() };
        assert_eq!(asked.path(2), "/assurance/security?chapter=&level=&state=not-yet&page=2#list");
    }
}
