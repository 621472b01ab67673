//! Why the borders of a plan are where they are: what moving each area beside a border across it would
//! cost, by each wish, and which rule forbids it; of one area, what would become of every figure.

mod area;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, Details, Markup, Paging, Table, csv, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_terms::LsoaCode;
use serde::Deserialize;

use super::download;
use super::life::under;
use super::plan::{Shown, find};
use super::workbench::{problem, read};
use crate::known;
use crate::plan::Plan;
use crate::plan::edit::hand::{Draft, NotEdited};
use crate::plan::price::{Priced, Prices, prices, why_not};

/// So many moves are on a page.
const PAGE_SIZE: u32 = 50;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// The code of an area.
    #[serde(default)]
    area: String,
    /// The code of a neighbourhood: only moves out of it and into it.
    #[serde(default)]
    neighbourhood: String,
    #[serde(default)]
    page: String,
}

/// A plan and the prices of its borders.
struct Priceable {
    shown: Shown,
    draft: Draft,
    prices: Arc<Prices>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let it = priceable(&app, &session, id).await?;
    let main = it.main(&session, &asked)?;
    let page = Page::new("Why the borders are where they are", main);
    Ok(under(&session, page, &it.shown.plan).wide())
}

/// All moves as CSV.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let it = priceable(&app, &session, id).await?;
    let mut head = vec![
        "Area code",
        "Area",
        "Neighbourhood code",
        "Neighbourhood",
        "Other code",
        "Other neighbourhood",
        "People left behind",
        "People there then",
        "Points",
    ];
    head.extend(it.prices.wishes.iter().map(String::as_str));
    head.push("Forbidden because");
    let rows = it.prices.moves.iter().map(|one| {
        let area = &it.draft.desk.part.areas[one.area];
        let mut row = vec![
            area.code.to_string(),
            area.name.clone(),
            it.code(one.from),
            it.name(one.from),
            it.code(one.to),
            it.name(one.to),
            one.people_left.to_string(),
            one.people_there.to_string(),
            format!("{:.0}", one.cost),
        ];
        row.extend(one.parts.iter().map(|part| format!("{part:.0}")));
        row.push(one.barred.map_or("", why_not).to_owned());
        row
    });
    Ok(download::csv("borders.csv", csv(&head, rows)))
}

async fn priceable(
    app: &App,
    session: &Session,
    id: kith_terms::Id<Plan>,
) -> Result<Priceable, Problem> {
    let shown = find(app, session, id).await?;
    let draft = read(app, &shown).await?;
    let version = format!("{id} {}", shown.plan.version);
    if let Some(prices) = app.memo.recall("geography.prices", &version) {
        return Ok(Priceable { shown, draft, prices });
    }
    let (desk, sketch) = (Arc::clone(&draft.desk), draft.sketch.clone());
    let zone_of = desk.zone_of(&sketch).map_err(NotEdited::from).map_err(problem)?;
    let found = known::worked_out(move || prices(&desk.problem, &zone_of)).await?;
    let found = found.map_err(|error| Problem::broken(&error))?;
    Ok(Priceable { shown, draft, prices: app.memo.keep("geography.prices", &version, found) })
}

impl Priceable {
    fn name(&self, zone: usize) -> String {
        self.draft.sketch.names.values().nth(zone).cloned().unwrap_or_default()
    }

    fn code(&self, zone: usize) -> String {
        self.draft.sketch.names.keys().nth(zone).cloned().unwrap_or_default()
    }

    fn path(&self) -> String {
        format!("/plans/{}/why", self.shown.plan.id)
    }

    fn main(&self, session: &Session, asked: &Asked) -> Result<Markup, Problem> {
        let code = asked.area.parse::<LsoaCode>().ok();
        let area = code.and_then(|code| self.draft.desk.part.position(&code));
        Ok(html! {
            h1 class="nhsuk-heading-l" {
                span class="nhsuk-caption-l" { (self.shown.plan.name) }
                "Why the borders are where they are"
            }
            @if let Some(area) = area {
                (self.of_area(session, area)?)
            } @else if !asked.area.is_empty() {
                p { "The plan has no area " (asked.area) ". " a href=(self.path()) { "See all borders" } }
            } @else {
                (self.all(asked))
            }
            (how())
        })
    }

    /// The moves that are asked for, the cheapest first.
    fn wanted(&self, asked: &Asked) -> Vec<&Priced> {
        let zone = self.draft.sketch.names.keys().position(|code| *code == asked.neighbourhood);
        let is_wanted = |one: &&Priced| {
            asked.neighbourhood.is_empty() || zone == Some(one.from) || zone == Some(one.to)
        };
        let mut moves: Vec<&Priced> = self.prices.moves.iter().filter(is_wanted).collect();
        moves.sort_by(|one, other| one.cost.total_cmp(&other.cost).then(one.area.cmp(&other.area)));
        moves
    }

    fn all(&self, asked: &Asked) -> Markup {
        let moves = self.wanted(asked);
        let paging = Paging {
            page: asked.page.parse().unwrap_or(1),
            per_page: u64::from(PAGE_SIZE),
            total: moves.len() as u64,
        };
        let first = usize::try_from(paging.offset()).unwrap_or(0);
        let shown = moves.iter().skip(first).take(PAGE_SIZE as usize).map(|one| self.row(one));
        let neighbourhood = &asked.neighbourhood;
        let address = |page| format!("{}?neighbourhood={neighbourhood}&page={page}", self.path());
        let all = std::iter::once((String::new(), "All".to_owned()));
        let choices =
            self.draft.sketch.names.iter().map(|(code, name)| (code.clone(), name.clone()));
        html! {
            p { "Each row is an area beside a border and a neighbourhood on the other side: what the plan would lose if \
                 the area went there, the least first." }
            form method="get" action=(self.path()) class="kith-choose" {
                (form::select("neighbourhood", "Neighbourhood", all.chain(choices), neighbourhood, &Wrong::nothing()))
                (form::send("Show"))
            }
            @if moves.is_empty() {
                p { "No area lies beside a border here: there is nothing that could be moved." }
            } @else {
                (paging.summary("move", "moves"))
                (Table {
                    caption: "What moving an area across a border would cost, in points".into(),
                    head: self.head(),
                    rows: shown.collect(),
                    scroll: true,
                    compact: true,
                    ..Table::default()
                })
                (paging.links(address))
                p { a class="nhsuk-link" href={ "/plans/" (self.shown.plan.id) "/why.csv" } download { "All moves as CSV" } }
            }
        }
    }

    fn head(&self) -> Vec<Cell> {
        let mut head = vec!["Area".into(), "From".into(), "To".into(), Cell::number("In all")];
        head.extend(self.prices.wishes.iter().map(|wish| Cell::number(wish_title(wish))));
        head.push("Forbidden because".into());
        head
    }

    fn row(&self, one: &Priced) -> Vec<Cell> {
        let area = &self.draft.desk.part.areas[one.area];
        let link = html! { a href={ (self.path()) "?area=" (area.code) } { (area.name) } };
        let mut row = vec![
            Cell::from(link),
            Cell::from(self.name(one.from).as_str()),
            Cell::from(self.name(one.to).as_str()),
            Cell::number(points(one.cost)),
        ];
        row.extend(one.parts.iter().map(|part| Cell::number(points(*part))));
        row.push(one.barred.map_or_else(|| Cell::absent("Allowed"), |bar| why_not(bar).into()));
        row
    }
}

fn how() -> Markup {
    let inside = html! {
        p { "A plan is drawn by rules that must hold and by wishes that have weights. The price of a move is what \
             the plan would lose by all wishes if the area went to the other neighbourhood and all else stayed. It \
             is told in points: a wish of weight 1 that is not met at all costs 1,000,000." }
        p { "Below 0 the move would make the plan better by the wishes. Where no rule forbids it, it was not found \
             when the plan was drawn, or the plan was changed by hand." }
    };
    html! { (Details::new("How these prices are made", inside)) }
}

/// What a wish is called in a table.
fn wish_title(wish: &str) -> String {
    match wish {
        "ward" => "Wards".to_owned(),
        "PCN" => "PCNs".to_owned(),
        other => words::sentence_case(other),
    }
}

fn points(points: f64) -> String {
    words::decimal(points, 0)
}
