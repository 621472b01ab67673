//! A layer against the neighbourhoods of a plan: how far they fit, how many people are between two
//! stools, and which PCNs make a unit together.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, EmptyState, KeyFigure, KeyFigures, Markup, Table, csv, html};
use kith_districting::Misalignment;
use kith_frame::address::in_question;
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use serde::Deserialize;

use super::{Fitted, find, halves, heading, how_it_was_made, matrix as pieces};
use crate::align::division::{self, Layers, lower};
use crate::align::{Division, Matrix, Slot, Verdict};
use crate::known;
use crate::pages::download;
use crate::pages::plans::share;
use crate::plan::Plan;

/// What is asked of the page.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    layer: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    down: String,
    #[serde(default)]
    page: String,
}

/// A layer against the neighbourhoods.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The layer.
    pub(crate) one: Division,
    /// The neighbourhoods.
    pub(crate) other: Division,
    /// Who is in both.
    pub(crate) matrix: Matrix,
    /// How far they fit.
    pub(crate) fit: Option<Misalignment>,
    /// What that comes to.
    pub(crate) verdict: Verdict,
}

/// A layer of today's place against the neighbourhoods of a plan; `None` where the place does not have
/// the layer.
pub(crate) async fn compare(
    app: &App,
    fitted: &Fitted,
    layer: &str,
) -> Result<Option<Arc<Compared>>, Problem> {
    let plan = &fitted.plan;
    let version = format!("{} {} {} {layer}", fitted.known.basis.version(), plan.id, plan.version);
    if let Some(compared) = app.memo.recall("geography.alignment", &version) {
        return Ok(Some(compared));
    }
    let place = Arc::clone(&fitted.known.place);
    let other = division::of_plan(&place, &fitted.assignment);
    let Some(one) = division::of_layer(&place, layer) else { return Ok(None) };
    let compared = known::worked_out(move || {
        let matrix = Matrix::between(&place, &one, &other)?;
        Some(Compared::of(one, other, matrix))
    });
    let Some(compared) = compared.await? else { return Ok(None) };
    Ok(Some(app.memo.keep("geography.alignment", &version, compared)))
}

impl Compared {
    fn of(one: Division, other: Division, matrix: Matrix) -> Self {
        let fit = matrix.fit();
        let verdict = Verdict::of(&matrix, fit.as_ref());
        Self { one, other, matrix, fit, verdict }
    }

    /// The counterpart of a unit, and of a neighbourhood, in the best matching.
    pub(crate) fn are_counterparts(&self, one: Slot, other: Slot) -> bool {
        let (Slot::Unit(left), Slot::Unit(right)) = (one, other) else { return false };
        self.fit.as_ref().is_some_and(|fit| fit.partners.contains(&(left, right)))
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let fitted = find(&State(app.clone()), &session, id).await?;
    let key = layer_asked(&fitted, &asked);
    let compared = compare(&app, &fitted, &key).await?;
    let teams = by_team(&app, &fitted).await?;
    let together = halves::find(&app, &fitted).await?;
    let name = fitted.plan.name.clone();
    let path = format!("/plans/{id}");
    let main = html! {
        (heading(&fitted.plan, "How other layers fit these neighbourhoods"))
        @if let Some(compared) = &compared {
            (key_figures(compared))
            p { (sentence(compared)) }
        } @else {
            (nothing(&key))
        }
        (teams_table(&fitted, &teams))
        (halves::section(&together))
        @if let Some(compared) = &compared { (about(&fitted, compared, &asked)) }
        (how_it_was_made(&session, &fitted.known, &formula()))
    };
    Ok(Page::new("Alignment", main)
        .under(name, path.clone())
        .under("Alignment", format!("{path}/alignment"))
        .wide())
}

/// The layer asked for; PCNs where none is, or the first that the place has.
fn layer_asked(fitted: &Fitted, asked: &Asked) -> String {
    if !asked.layer.is_empty() {
        return asked.layer.clone();
    }
    let first = division::layers_of(&fitted.known.place).into_iter().next();
    first.map_or_else(|| division::PCN.to_owned(), |layer| layer.key)
}

fn nothing(layer: &str) -> Markup {
    html! {
        (EmptyState {
            heading: "Nothing to set beside the neighbourhoods".into(),
            text: format!("Nothing is loaded of the layer “{layer}”. Load registrations and the mapping \
                           of practices to PCNs, the look-ups to wards and districts, or the patches of \
                           teams."),
            action: None,
        })
    }
}

fn about(fitted: &Fitted, compared: &Compared, asked: &Asked) -> Markup {
    let layers = division::layers_of(&fitted.known.place);
    let choices = layers.into_iter().map(|layer| (layer.key, layer.many));
    let path = format!("/plans/{}/alignment", fitted.plan.id);
    let key = &compared.one.key;
    html! {
        h2 class="nhsuk-heading-m" { (compared.one.many) " and neighbourhoods" }
        form method="get" action=(path) class="kith-choose" {
            (form::select("layer", "Set beside the neighbourhoods", choices, key, &Wrong::nothing()))
            (form::send("Show"))
        }
        (pieces::list(compared, &path, &asked.into()))
        ul class="kith-downloads" aria-label="Downloads" {
            li { a class="nhsuk-link" href={ (path) ".csv?layer=" (in_question(key)) } download { "This as CSV" } }
        }
        (pieces::square(compared))
    }
}

impl From<&Asked> for pieces::Order {
    fn from(asked: &Asked) -> Self {
        Self {
            sort: asked.sort.clone(),
            is_down: !asked.down.is_empty(),
            page: asked.page.parse().unwrap_or(1),
        }
    }
}

fn key_figures(compared: &Compared) -> KeyFigures {
    let Some(fit) = &compared.fit else {
        return KeyFigures(vec![KeyFigure::new(
            "People counted",
            words::count(compared.matrix.people()),
        )]);
    };
    KeyFigures(vec![
        KeyFigure::new("Misalignment", share(fit.one_to_one)),
        KeyFigure::new("People affected", words::count(fit.people_unmatched)),
        KeyFigure::new("People counted", words::count(compared.matrix.people()))
            .with_note(format!("{} of them in a unit of both", words::count(fit.people))),
    ])
}

/// What it comes to, in one sentence.
fn sentence(compared: &Compared) -> String {
    let (one, many) = (lower(&compared.one.one), lower(&compared.one.many));
    match (compared.verdict, &compared.fit) {
        (Verdict::Differ, Some(fit)) => format!(
            "Not aligned: were each {one} matched with the one neighbourhood that fits it best, {} of \
             {} people would be outside the match.",
            words::count(fit.people_unmatched),
            words::count(fit.people)
        ),
        (Verdict::Within, _) => format!(
            "Each {one} lies within one neighbourhood, so nobody’s {one} is divided: no action. There \
             are more {many} than neighbourhoods, or fewer, so not each has a counterpart of its own."
        ),
        (Verdict::Same, _) => {
            format!(
                "Aligned, no action: {many} and neighbourhoods divide the people in the same way."
            )
        }
        (verdict, _) => format!("{}.", verdict.words()),
    }
}

fn formula() -> Markup {
    html! {
        p { "People are counted who are registered: PCNs and practices by whose list they are on, \
             everything else by where they live. Where no registrations are loaded, all who live there \
             are counted." }
        p { "Misalignment = 1 − (people in the best matching ÷ people in a unit of both). In a matching \
             each unit has at most one counterpart, left and right; the best has the most people together \
             (Kuhn, Naval Research Logistics 2, 1955). It is 0 where both divide the people in the same \
             way. The people affected are those outside the matching." }
        p { "Rows and columns add up to all people counted: those with no unit, those who live outside \
             the place, and those of whom nobody knows where they live have lines of their own." }
    }
}

/// Each kind of team, and what it comes to; `None` where its patches are not loaded.
type Teams = Vec<(division::Named, Option<Arc<Compared>>)>;

async fn by_team(app: &App, fitted: &Fitted) -> Result<Teams, Problem> {
    let names = Layers::read();
    let pcns = division::Named {
        key: division::PCN.into(),
        one: "PCN".into(),
        many: "PCNs".into(),
        team: true,
    };
    let mut teams = Vec::new();
    for team in std::iter::once(&pcns).chain(names.of_teams()) {
        teams.push((team.clone(), compare(app, fitted, &team.key).await?));
    }
    Ok(teams)
}

fn teams_table(fitted: &Fitted, teams: &Teams) -> Markup {
    let path = format!("/plans/{}/alignment", fitted.plan.id);
    let rows = teams.iter().map(|(team, compared)| match compared {
        None => vec![
            Cell::from(team.many.as_str()),
            Cell::number("No data"),
            Cell::number("No data"),
            Cell::from("Not loaded"),
        ],
        Some(compared) => {
            let href = format!("{path}?layer={}", team.key);
            let figure = |of: fn(&Misalignment) -> String| {
                compared.fit.as_ref().map_or_else(|| "No data".to_owned(), of)
            };
            vec![
                Cell::from(html! { a href=(href) { (team.many) } }),
                Cell::number(figure(|fit| share(fit.one_to_one))),
                Cell::number(figure(|fit| words::count(fit.people_unmatched))),
                Cell::from(compared.verdict.words()),
            ]
        }
    });
    html! {
        h2 class="nhsuk-heading-m" { "By kind of team" }
        (Table {
            caption: "What is aligned, and what is not".into(),
            head: vec![
                "How the team is organised".into(),
                Cell::number("Misalignment"),
                Cell::number("People affected"),
                "What it comes to".into(),
            ],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

/// The matrix as CSV: a line for each cell, with people, and shares of either side.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let fitted = find(&State(app.clone()), &session, id).await?;
    let key = layer_asked(&fitted, &asked);
    let compared = compare(&app, &fitted, &key).await?.ok_or(Problem::NotFound)?;
    Ok(download::csv("alignment.csv", csv(&pieces::HEAD, pieces::lines(&compared))))
}
