//! Past periods of a measure on a plan's lines, beside the lines that were in force then.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use kith_design::{Cell, EmptyState, Markup, Table, csv, html};
use kith_frame::app::App;
use kith_frame::basis;
use kith_frame::clock::date_in_england;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::load::{self, Load, LoadState};
use kith_store::AsOf;
use serde::Deserialize;

use super::{Fitted, find, heading, how_it_was_made};
use crate::align::{Division, division};
use crate::back_cast::{Combine, Heirs, How, by_unit, store};
use crate::measure::{self, Measure, REGISTERED};
use crate::pages::download;
use crate::plan::{Plan, store as plans};

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    measure: String,
}

/// A measure of a period on two sets of lines.
pub(crate) struct Period {
    /// The day of which the file speaks; where it says none, the day on which it came.
    pub(crate) day: Date,
    /// The load it is from.
    pub(crate) load: Load,
    /// The value of each neighbourhood of the plan.
    pub(crate) on_plan: Vec<Option<f64>>,
    /// The plan that was in force on that day, with its neighbourhoods and the value of each.
    pub(crate) then: Option<(Plan, Division, Vec<Option<f64>>)>,
    /// The sum of what has no area of today.
    pub(crate) left_over: f64,
    /// Areas that were carried over by the look-up of 2011 to 2021.
    pub(crate) carried_over: u64,
}

/// A measure of all its periods, oldest first.
pub(crate) struct Series {
    pub(crate) measure: Measure,
    pub(crate) combine: Combine,
    pub(crate) neighbourhoods: Division,
    pub(crate) periods: Vec<Period>,
}

/// The measure of that key on the lines of a plan; registered people where none is named.
pub(crate) async fn series(app: &App, fitted: &Fitted, key: &str) -> Result<Series, Problem> {
    let key = if key.is_empty() { REGISTERED } else { key };
    let place = &fitted.known.place;
    let mut reader = app.db.read().await?;
    let mut successors = Vec::new();
    for load in &fitted.known.basis.loads {
        successors.extend(store::successors(&mut reader, *load).await?);
    }
    let heirs = Heirs::new(place, &successors);
    let combine = Combine::of(key);
    let neighbourhoods = division::of_plan(place, &fitted.assignment);
    let mut periods = Vec::new();
    for id in store::loads_with(&mut reader, key).await? {
        let load = load::one(&mut reader, id).await?;
        if load.state != LoadState::Accepted || load.corrects.is_some() {
            continue;
        }
        let values = store::values(&mut reader, id, key).await?;
        let carried = heirs.carry(place, &values, combine.how);
        let day = load.valid_from.unwrap_or_else(|| date_in_england(load.arrived_at));
        let on_plan = by_unit(place, &neighbourhoods, &carried.values, combine.how);
        let as_of = AsOf { at: day, known: app.clock.now() };
        let then = match plans::in_force(&mut reader, as_of).await? {
            None => None,
            Some(plan) => {
                let assignment = plans::assignment(&mut reader, plan.id).await?;
                let lines = division::of_plan(place, &assignment);
                let values = by_unit(place, &lines, &carried.values, combine.how);
                Some((plan, lines, values))
            }
        };
        let (left_over, carried_over) = (carried.left_over, carried.carried_over);
        periods.push(Period { day, load, on_plan, then, left_over, carried_over });
    }
    periods.sort_by_key(|period| (period.day, period.load.id));
    Ok(Series { measure: measure::called(key), combine, neighbourhoods, periods })
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let fitted = find(&State(app.clone()), &session, id).await?;
    let series = series(&app, &fitted, &asked.measure).await?;
    let name = fitted.plan.name.clone();
    let path = format!("/plans/{id}");
    let main = html! {
        (heading(&fitted.plan, "Past periods on these lines"))
        (choose(&fitted, &series, &path))
        (about(&series, &path))
        (how_it_was_made(&session, &fitted.known, &formula(&session, &series)))
    };
    Ok(Page::new("Past periods", main)
        .under(name, path.clone())
        .under("Past periods", format!("{path}/back-cast"))
        .wide())
}

fn choose(fitted: &Fitted, series: &Series, path: &str) -> Markup {
    let mut measures: Vec<(String, String)> = measure::of(&fitted.known.place)
        .into_iter()
        .map(|measure| (measure.key, measure.title))
        .collect();
    let own = (series.measure.key.clone(), series.measure.title.clone());
    if !measures.contains(&own) {
        measures.push(own);
    }
    let key = series.measure.key.clone();
    html! {
        form method="get" action={ (path) "/back-cast" } class="kith-choose" {
            (form::select("measure", "Measure", measures.into_iter(), &key, &Wrong::nothing()))
            (form::send("Show"))
        }
    }
}

fn about(series: &Series, path: &str) -> Markup {
    if series.combine.how == How::Never {
        return html! { p { (series.combine.why) "." } };
    }
    if series.periods.is_empty() {
        return html! {
            (EmptyState {
                heading: "No period of this measure is loaded".into(),
                text: "Load the measure of a past period as it was published, with the areas of its time. \
                       The look-up of areas of 2011 to those of 2021 carries it over.".into(),
                action: None,
            })
        };
    }
    let file = format!("{path}/back-cast.csv?measure={}", series.measure.key);
    html! {
        (table(series, &series.neighbourhoods, "on this plan’s lines", &|period| Some(&period.on_plan)))
        h2 class="nhsuk-heading-m" { "On the lines that were in force then" }
        (then(series))
        ul class="kith-downloads" aria-label="Downloads" {
            li { a class="nhsuk-link" href=(file) download { "Both series as CSV" } }
        }
    }
}

fn told(series: &Series, value: Option<f64>) -> String {
    value.map_or_else(|| "No data".to_owned(), |value| words::decimal(value, series.measure.places))
}

/// The values of which periods stand in a table, by the units of its lines.
type Column<'a> = &'a dyn Fn(&Period) -> Option<&Vec<Option<f64>>>;

fn table(series: &Series, lines: &Division, caption: &str, column: Column<'_>) -> Markup {
    let periods: Vec<&Period> =
        series.periods.iter().filter(|period| column(period).is_some()).collect();
    let mut head = vec![Cell::from("Neighbourhood")];
    head.extend(periods.iter().map(|period| Cell::number(words::date(period.day))));
    let rows = lines.units.iter().enumerate().map(|(at, unit)| {
        let mut cells = vec![Cell::from(unit.name.as_str())];
        cells.extend(periods.iter().map(|period| {
            let value = column(period).and_then(|values| values.get(at).copied().flatten());
            Cell::number(told(series, value))
        }));
        cells
    });
    html! {
        (Table {
            caption: format!("{}: {caption}", series.measure.title).into(),
            head,
            rows: rows.collect(),
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        })
    }
}

/// A table for each plan that was in force on the day of a period.
fn then(series: &Series) -> Markup {
    let mut plans: Vec<(&Plan, &Division)> = Vec::new();
    for period in &series.periods {
        if let Some((plan, lines, _)) = &period.then
            && plans.iter().all(|(seen, _)| seen.id != plan.id)
        {
            plans.push((plan, lines));
        }
    }
    let without: Vec<String> = series
        .periods
        .iter()
        .filter(|period| period.then.is_none())
        .map(|period| words::date(period.day))
        .collect();
    html! {
        @for (plan, lines) in &plans {
            (table(series, lines, &plan.name, &|period| match &period.then {
                Some((own, _, values)) if own.id == plan.id => Some(values),
                _ => None,
            }))
        }
        @if !without.is_empty() { p { "No neighbourhoods were in force on " (without.join(", ")) "." } }
    }
}

fn formula(session: &Session, series: &Series) -> Markup {
    html! {
        p { (series.measure.title) ": " (series.measure.source) ". " (series.combine.why) "." }
        p { "An area that was split since is divided among the areas that took its place by how many \
             people live in each; one that was merged goes wholly into its heir (look-up of LSOA 2011 to \
             2021, Office for National Statistics). What has no area of today is not spread over others." }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for period in &series.periods {
                li {
                    (words::date(period.day)) ": "
                    (basis::load(session, period.load.id, &period.load.file)) ". "
                    (words::how_many(period.carried_over, "area was", "areas were")) " carried over"
                    @if series.combine.how == How::Adds {
                        "; " (words::decimal(period.left_over, series.measure.places)) " without an area of today"
                    }
                    "."
                }
            }
        }
    }
}

/// Both series as CSV: a line for each period and neighbourhood.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let fitted = find(&State(app.clone()), &session, id).await?;
    let series = series(&app, &fitted, &asked.measure).await?;
    let head = [
        "MEASURE",
        "PERIOD",
        "LINES",
        "PLAN_NAME",
        "NEIGHBOURHOOD_CODE",
        "NEIGHBOURHOOD_NAME",
        "VALUE",
    ];
    let rows = series.periods.iter().flat_map(|period| lines(&fitted.plan, &series, period));
    Ok(download::csv("past-periods.csv", csv(&head, rows)))
}

fn lines(plan: &Plan, series: &Series, period: &Period) -> Vec<[String; 7]> {
    let line = |which: &str, name: &str, (division, at): (&Division, usize), value: Option<f64>| {
        [
            series.measure.key.clone(),
            period.day.to_string(),
            which.to_owned(),
            name.to_owned(),
            division.units[at].code.clone(),
            division.units[at].name.clone(),
            value.map(|value| format!("{value:.4}")).unwrap_or_default(),
        ]
    };
    let own = period.on_plan.iter().enumerate();
    let mut lines: Vec<[String; 7]> = own
        .map(|(at, value)| line("this_plan", &plan.name, (&series.neighbourhoods, at), *value))
        .collect();
    if let Some((then, division, values)) = &period.then {
        let values = values.iter().enumerate();
        lines.extend(
            values.map(|(at, value)| line("in_force_then", &then.name, (division, at), *value)),
        );
    }
    lines
}
