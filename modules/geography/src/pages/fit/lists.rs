//! The lists of practices: where their people live, and who looks after them.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{
    Cell, EmptyState, KeyFigure, KeyFigures, Markup, Paging, SortedBy, Table, csv, html,
};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use serde::Deserialize;

use super::{Fitted, find, heading, how_it_was_made};
use crate::align::halves::share as part;
use crate::align::lists::{CASES, Case, List, Rules, lists};
use crate::known;
use crate::pages::download;
use crate::pages::plans::share;
use crate::plan::Plan;

/// Practices on a page.
const PAGE_SIZE: u64 = 50;

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    sort: String,
    #[serde(default)]
    down: String,
    #[serde(default)]
    page: String,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let fitted = find(&State(app), &session, id).await?;
    let lists = of_plan(&fitted).await?;
    let name = fitted.plan.name.clone();
    let path = format!("/plans/{id}");
    let main = html! {
        (heading(&fitted.plan, "Who is on which list and lives where"))
        @if lists.is_empty() {
            (EmptyState {
                heading: "No registrations loaded".into(),
                text: "Load “Patients registered at a GP practice” by small area from NHS England.".into(),
                action: None,
            })
        } @else {
            (about(&session, &fitted, lists, &asked))
        }
    };
    Ok(Page::new("Lists", main)
        .under(name, path.clone())
        .under("Lists", format!("{path}/lists"))
        .wide())
}

/// The lists, worked out away from the threads that answer requests.
pub(crate) async fn of_plan(fitted: &Fitted) -> Result<Vec<List>, Problem> {
    let (place, assignment) = (Arc::clone(&fitted.known.place), fitted.assignment.clone());
    Ok(known::worked_out(move || lists(&place, &assignment)).await?)
}

fn about(session: &Session, fitted: &Fitted, mut lists: Vec<List>, asked: &Asked) -> Markup {
    let rules = Rules::read();
    let path = format!("/plans/{}/lists", fitted.plan.id);
    let counted = key_figures(&lists);
    let by_rule = rules_table(&rules, &lists);
    sort(fitted, &mut lists, asked);
    html! {
        (counted)
        (by_rule)
        (lists_table(fitted, &lists, asked, &path))
        ul class="kith-downloads" aria-label="Downloads" {
            li { a class="nhsuk-link" href={ (path) ".csv" } download { "Lists by neighbourhood as CSV" } }
        }
        (how_it_was_made(session, &fitted.known, &html! {
            p { "The neighbourhood of a practice is the one in which most of its people live. Everybody \
                 on a list falls under exactly one rule, so the rules add up to the lists." }
            p { "Rules of version " (rules.version) ". " (rules.source) "." }
        }))
    }
}

/// How many people of all lists fall under a case.
fn of(lists: &[List], case: Case) -> u64 {
    lists.iter().map(|list| list.of(case)).sum()
}

fn key_figures(lists: &[List]) -> KeyFigures {
    let all: u64 = lists.iter().map(List::people).sum();
    let figure = |title: &str, case| KeyFigure::new(title, words::count(of(lists, case)));
    KeyFigures(vec![
        KeyFigure::new("On the lists", words::count(all)),
        figure("Live in another neighbourhood", Case::Another),
        figure("Live outside the place", Case::Outside),
        figure("Nobody knows where", Case::Unknown),
        figure("In no neighbourhood", Case::Unassigned),
    ])
}

fn rules_table(rules: &Rules, lists: &[List]) -> Markup {
    let all: u64 = lists.iter().map(List::people).sum();
    let rows = CASES.map(|case| {
        let (rule, people) = (rules.of(case), of(lists, case));
        vec![
            Cell::from(rule.who.as_str()),
            Cell::number(words::count(people)),
            Cell::number(share(part(people, all))),
            Cell::from(rule.team.as_str()),
            Cell::from(rule.visits.as_str()),
            Cell::from(rule.meeting.as_str()),
        ]
    });
    html! {
        (Table {
            caption: "Who looks after whom".into(),
            head: vec![
                "People who".into(),
                Cell::number("People"),
                Cell::number("Share"),
                "Answerable team".into(),
                "Visits at home".into(),
                "Discussed at the meeting".into(),
            ],
            rows: rows.into(),
            responsive: true,
            ..Table::default()
        })
        p { (rules.source) "." }
    }
}

fn lists_table(fitted: &Fitted, lists: &[List], asked: &Asked, path: &str) -> Markup {
    let paging = Paging {
        page: asked.page.parse().unwrap_or(1),
        per_page: PAGE_SIZE,
        total: lists.len() as u64,
    };
    let address = |sort: &str, is_down: bool, page: u64| {
        let down = if is_down { "&down=1" } else { "" };
        format!("{path}?sort={sort}{down}&page={page}")
    };
    let key = if asked.sort.is_empty() { "name" } else { &asked.sort };
    let is_down = !asked.down.is_empty();
    let sorted = SortedBy { column: key, descending: is_down };
    let head = [
        ("name", Cell::from("Practice")),
        ("people", Cell::number("On the list")),
        ("home", Cell::from("Its neighbourhood")),
        ("at_home", Cell::number("Live there")),
        ("another", Cell::number("Another neighbourhood")),
        ("unassigned", Cell::number("No neighbourhood")),
        ("outside", Cell::number("Outside the place")),
        ("unknown", Cell::number("Not known where")),
    ];
    let head = head.map(|(key, cell)| sorted.head(key, cell, |down| address(key, down, 1)));
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let rows = lists.iter().skip(from).take(size).map(|list| row(fitted, list));
    html! {
        (paging.summary("practice", "practices"))
        (Table {
            caption: "The list of each practice by where its people live".into(),
            head: head.into(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
        (paging.links(|page| address(key, is_down, page)))
    }
}

fn row(fitted: &Fitted, list: &List) -> Vec<Cell> {
    let practice = &fitted.known.place.practices[list.practice];
    let mut cells = vec![
        Cell::named(&practice.name, practice.code.as_str(), None),
        Cell::number(words::count(list.people())),
        Cell::from(home(fitted, list)),
    ];
    cells.extend(CASES.map(|case| Cell::number(words::count(list.of(case)))));
    cells
}

fn home<'a>(fitted: &'a Fitted, list: &List) -> &'a str {
    list.home.map_or("None", |home| fitted.assignment.neighbourhoods[home].name.as_str())
}

fn sort(fitted: &Fitted, lists: &mut [List], asked: &Asked) {
    let case = match asked.sort.as_str() {
        "at_home" => Some(Case::AtHome),
        "another" => Some(Case::Another),
        "unassigned" => Some(Case::Unassigned),
        "outside" => Some(Case::Outside),
        "unknown" => Some(Case::Unknown),
        _ => None,
    };
    let name = |list: &List| &fitted.known.place.practices[list.practice].name;
    match (asked.sort.as_str(), case) {
        (_, Some(case)) => lists.sort_by_key(|list| list.of(case)),
        ("people", _) => lists.sort_by_key(List::people),
        ("home", _) => lists.sort_by(|a, b| home(fitted, a).cmp(home(fitted, b))),
        _ => lists.sort_by(|a, b| name(a).cmp(name(b))),
    }
    if !asked.down.is_empty() {
        lists.reverse();
    }
}

/// The lists as CSV: a line for each practice and neighbourhood, and one for each case without.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let fitted = find(&State(app), &session, id).await?;
    let lists = of_plan(&fitted).await?;
    let head = [
        "PRACTICE_CODE",
        "PRACTICE_NAME",
        "PRACTICE_NEIGHBOURHOOD_CODE",
        "LIVES_IN",
        "NEIGHBOURHOOD_CODE",
        "NEIGHBOURHOOD_NAME",
        "PEOPLE",
    ];
    let rows = lists.iter().flat_map(|list| lines(&fitted, list));
    Ok(download::csv("lists-by-neighbourhood.csv", csv(&head, rows)))
}

fn lines(fitted: &Fitted, list: &List) -> Vec<[String; 7]> {
    let practice = &fitted.known.place.practices[list.practice];
    let neighbourhoods = &fitted.assignment.neighbourhoods;
    let code = list.home.map(|home| neighbourhoods[home].code.clone()).unwrap_or_default();
    let line = |lives: &str, at: Option<usize>, people: u64| {
        let of = at.map(|at| &neighbourhoods[at]);
        [
            practice.code.to_string(),
            practice.name.clone(),
            code.clone(),
            lives.to_owned(),
            of.map(|of| of.code.clone()).unwrap_or_default(),
            of.map(|of| of.name.clone()).unwrap_or_default(),
            people.to_string(),
        ]
    };
    let mut lines: Vec<[String; 7]> = list
        .neighbourhoods
        .iter()
        .map(|(at, people)| {
            let lives = if list.home == Some(*at) { Case::AtHome } else { Case::Another };
            line(lives.key(), Some(*at), *people)
        })
        .collect();
    let without = [Case::Unassigned, Case::Outside, Case::Unknown];
    lines.extend(
        without
            .into_iter()
            .filter(|case| list.of(*case) > 0)
            .map(|case| line(case.key(), None, list.of(case))),
    );
    lines
}
