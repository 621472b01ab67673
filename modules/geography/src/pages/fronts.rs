//! Plans between two wishes: the chart and the table of those that none beats, and picking one.

use axum::extract::State;
use axum::response::{Redirect, Response};
use kith_design::chart::{Dot, Scatter, scatter};
use kith_design::{
    Button, ButtonVariant, Cell, Details, EmptyState, Figure, Frame, Markup, Table, html,
};
use kith_frame::app::App;
use kith_frame::basis;
use kith_frame::form;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_terms::Id;
use serde::Deserialize;

use super::plan::told;
use super::plans::share;
use crate::jobs::{self, NotMade};
use crate::pages::download;
use crate::plan::front::{Candidate, Front, store, volume};
use crate::plan::sight;
use crate::rights::DRAW_PLANS;

/// Which plan of the front is picked.
#[derive(Debug, Deserialize)]
pub(crate) struct Pick {
    #[serde(default)]
    number: String,
}

/// All fronts.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Page, Problem> {
    let is_seen = sight::works_of(&app, &session).await?;
    let mut fronts = store::all(&mut app.db.read().await?).await?;
    fronts.retain(|front| is_seen(&front.organisation));
    let main = html! {
        h1 class="nhsuk-heading-l" { "Wishes weighed against each other" }
        @if session.may(DRAW_PLANS) {
            p { "Two wishes are weighed on the page " a href="/plans/new" { "Make a plan" } "." }
        }
        @if fronts.is_empty() {
            (EmptyState {
                heading: "No wishes weighed yet".into(),
                text: "Many plans between two wishes show what more of the one costs in the other; \
                       one of them can be picked as a draft.".into(),
                action: None,
            })
        } @else {
            (Table {
                caption: "Newest first".into(),
                head: vec!["Name".into(), "Wishes".into(), "Drawn".into()],
                rows: fronts.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            })
        }
    };
    Ok(Page::new("Wishes weighed", main)
        .under("Plans", "/plans")
        .under("Wishes weighed", "/plans/fronts"))
}

fn row(front: &Front) -> Vec<Cell> {
    vec![
        Cell::from(html! { a href={ "/plans/fronts/" (front.id) } { (front.name) } }),
        Cell::from(format!(
            "{} against {}",
            front.across.title(),
            front.upward.title().to_lowercase()
        )),
        Cell::from(words::moment(front.drawn_at)),
    ]
}

/// The front with its plans, if the person sees what that organisation works on.
async fn find(
    app: &App,
    session: &Session,
    id: Id<Front>,
) -> Result<(Front, Vec<Candidate>), Problem> {
    let is_seen = sight::works_of(app, session).await?;
    let mut reader = app.db.read().await?;
    let front = store::one(&mut reader, id).await?;
    if !is_seen(&front.organisation) {
        return Err(sight::private(app));
    }
    let candidates = store::candidates(&mut reader, id).await?;
    Ok((front, candidates))
}

/// One front.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Front>,
) -> Result<Page, Problem> {
    let (front, candidates) = find(&app, &session, id).await?;
    let path = format!("/plans/fronts/{id}");
    let figure =
        Figure { table: table(&session, &front, &candidates), ..figure(&front, &candidates) };
    let frame = Frame {
        heading: "What one wish costs in the other".to_owned(),
        how_to_read: how_to_read(),
        downloads: vec![
            ("The chart (SVG)".to_owned(), format!("{path}/front.svg")),
            ("The table (CSV)".to_owned(), format!("{path}/front.csv")),
        ],
        table_heading: "The plans that none beats".to_owned(),
        ..Frame::default()
    };
    let main = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Wishes weighed against each other" }
            (front.name)
        }
        (figure.render(&frame))
        (how_it_was_made(&session, &front, &candidates))
    };
    let page = Page::new(front.name.as_str(), main).under("Plans", "/plans");
    Ok(page.under("Wishes weighed", "/plans/fronts").under(front.name.clone(), path).wide())
}

fn how_to_read() -> Markup {
    html! {
        p { "Each dot is a plan that keeps all rules. The nearer to the left, the less the wish below the chart \
             loses; the nearer to the foot, the less the wish above it loses. No other plan that was drawn is \
             better in both." }
    }
}

fn figure(front: &Front, candidates: &[Candidate]) -> Figure {
    let names: Vec<String> = candidates.iter().map(|one| format!("Plan {}", one.number)).collect();
    let dots = candidates.iter().zip(&names);
    let dots: Vec<Dot> =
        dots.map(|(one, name)| Dot { name, x: one.losses.0, y: one.losses.1 }).collect();
    scatter(
        &dots,
        &Scatter {
            id: "front",
            sentence: sentence(front, candidates),
            thing: "Plan",
            axes: (front.across.loss_title(), front.upward.loss_title()),
            show: (&share, &share),
        },
    )
}

fn sentence(front: &Front, candidates: &[Candidate]) -> String {
    let drawn = format!(
        "{} of {} plans are beaten by no other.",
        candidates.len(),
        words::count(front.drawn)
    );
    let best = |of: fn(&Candidate) -> f64| {
        candidates.iter().min_by(|one, other| of(one).total_cmp(&of(other)))
    };
    let (Some(across), Some(upward)) = (best(|one| one.losses.0), best(|one| one.losses.1)) else {
        return drawn;
    };
    let told = |one: &Candidate, first: &str, second: &str| {
        let (x, y) = (share(one.losses.0), share(one.losses.1));
        format!("plan {} ({first} {x}, {second} {y})", one.number)
    };
    let (first, second) =
        (front.across.loss_title().to_lowercase(), front.upward.loss_title().to_lowercase());
    format!(
        "{drawn} They lie between {} and {}.",
        told(across, &first, &second),
        told(upward, &first, &second)
    )
}

fn table(session: &Session, front: &Front, candidates: &[Candidate]) -> Markup {
    let may_pick = session.may(DRAW_PLANS);
    let mut head = vec![
        "Plan".into(),
        Cell::number(front.across.loss_title()),
        Cell::number(front.upward.loss_title()),
        Cell::number("Neighbourhoods"),
    ];
    if may_pick {
        head.push("Pick".into());
    }
    let row = |one: &Candidate| {
        let mut row = vec![
            Cell::from(one.number.to_string()),
            Cell::number(share(one.losses.0)),
            Cell::number(share(one.losses.1)),
            Cell::number(words::count(one.plan.zones as u64)),
        ];
        if may_pick {
            row.push(Cell::from(pick_button(session, front, one)));
        }
        row
    };
    html! {
        (Table {
            caption: "By weight, from the first wish alone to the second alone".into(),
            head,
            rows: candidates.iter().map(row).collect(),
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        })
    }
}

fn pick_button(session: &Session, front: &Front, one: &Candidate) -> Markup {
    html! {
        form method="post" action={ "/plans/fronts/" (front.id) "/pick" } {
            (form::key(&session.form_key))
            input type="hidden" name="number" value=(one.number);
            (Button {
                variant: Some(ButtonVariant::Secondary),
                small: true,
                aria_label: Some(format!("Make a draft of plan {}", one.number)),
                ..form::send("Make a draft")
            })
        }
    }
}

fn how_it_was_made(session: &Session, front: &Front, candidates: &[Candidate]) -> Markup {
    let inside = html! {
        p {
            (words::count(front.drawn)) " plans were drawn, with weights from “" (front.across.title())
            "” alone to “" (front.upward.title()) "” alone; each keeps all rules. Losses are from the independent \
             check. Together the plans cover " (share(volume(candidates)))
            " of all pairs of losses (hypervolume, Zitzler and Thiele 1999): the more, the better the choice."
        }
        p { "The other rules, and the other wishes, which count a tenth of their weight so that they only decide \
             between plans that are alike in these two:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for line in told::fixed(&front.rules.fixed) { li { (line) } }
            @for line in told::wishes(&front.rules) { li { (line) } }
        }
        p { "The weights of the two wishes, plan by plan:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for one in candidates {
                li { "Plan " (one.number) ": " (words::decimal(one.weights.0, 2)) " and " (words::decimal(one.weights.1, 2)) }
            }
        }
        p { "The data: " }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for load in &front.basis { li { (basis::load(session, load, &format!("Load {load}"))) } }
        }
    };
    html! {
        h2 class="nhsuk-heading-m" { "How this was made" }
        (Details::new("Rules, weights and data", inside))
    }
}

/// The chart as SVG.
pub(crate) async fn svg(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Front>,
) -> Result<Response, Problem> {
    let (front, candidates) = find(&app, &session, id).await?;
    Ok(download::svg("front.svg", figure(&front, &candidates).svg.into_string()))
}

/// The table as CSV.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Front>,
) -> Result<Response, Problem> {
    let (front, candidates) = find(&app, &session, id).await?;
    Ok(download::csv("front.csv", figure(&front, &candidates).csv))
}

/// Makes a draft of a plan.
pub(crate) async fn pick(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Front>,
    Posted(Pick { number }): Posted<Pick>,
) -> Result<Redirect, Problem> {
    let (front, candidates) = find(&app, &session, id).await?;
    let picked = candidates.into_iter().find(|one| one.number.to_string() == number.trim());
    let none =
        || Problem::Unfit("There is no plan of that number to pick. Nothing was saved.".into());
    let picked = picked.ok_or_else(none)?;
    let made = jobs::front::pick(&app, &session.author(), &front, picked).await;
    let plan = made.map_err(|error| match error {
        NotMade::NotDrawn(why) => Problem::Unfit(words::sentence_case(&format!("{why}."))),
        NotMade::NotKnown(error) => error.into(),
    })?;
    Ok(Redirect::to(&format!("/plans/{plan}")))
}
