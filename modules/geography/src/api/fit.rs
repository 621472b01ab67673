//! How a plan fits over REST: alignment and lists.

use axum::Json;
use axum::extract::{Query, State};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::align::division::PCN;
use crate::align::halves::Made;
use crate::align::lists::{CASES, List, Rules};
use crate::align::{Division, Slot};
use crate::pages::fit::alignment::{Compared, compare};
use crate::pages::fit::halves::{self, Halves};
use crate::pages::fit::lists::of_plan;
use crate::pages::fit::{back_cast as past, find};
use crate::plan::Plan;

#[derive(OpenApi)]
#[openapi(
    paths(alignment, lists, back_cast),
    components(schemas(
        AlignmentAnswer,
        CellAnswer,
        ListsAnswer,
        RuleAnswer,
        ListAnswer,
        LivesAnswer
    ))
)]
struct Document;

/// This part of the OpenAPI document.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Which layer is set beside the neighbourhoods.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The key of the layer: `pcn`, `practice`, `ward`, `lad`, `patch_community`, …; `pcn` unless said.
    layer: Option<String>,
}

/// A layer against the neighbourhoods of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlignmentAnswer {
    /// The key of the layer.
    layer: String,
    /// All people counted.
    people: u64,
    /// People in a unit of the layer and in a neighbourhood.
    people_in_both: u64,
    /// The share of them outside the best matching, 0 to 1; none where nothing can be compared.
    misalignment: Option<f64>,
    /// People outside the best matching.
    people_affected: Option<u64>,
    /// What it comes to, in words.
    verdict: String,
    /// Who is in both: together they are all people counted.
    cells: Vec<CellAnswer>,
    /// PCNs that make a neighbourhood or a patch together, whichever layer was asked for.
    together: Vec<TogetherAnswer>,
}

/// PCNs that make a unit together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TogetherAnswer {
    /// The key of the unit's layer: `neighbourhood`, `patch_community`, ….
    layer: String,
    /// The unit's code.
    unit: String,
    /// The ODS codes of the PCNs.
    pcns: Vec<String>,
    /// Registered people who live in a footprint of theirs and in the unit.
    people: u64,
    /// The same as a share of people who live in one or the other, 0 to 1.
    overlap: f64,
}

/// People of a unit who live in a neighbourhood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellAnswer {
    /// The unit's code; `NONE`, or `OTHERS` for all units that share nobody with a neighbourhood.
    unit: String,
    /// The neighbourhood's code within the plan; `NONE`, `OUTSIDE` the place or `UNKNOWN`.
    neighbourhood: String,
    /// How many people.
    people: u64,
    /// Whether the two are counterparts in the best matching.
    counterparts: bool,
}

/// The lists of the practices by where their people live.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListsAnswer {
    /// The version of the rules.
    rules_version: String,
    /// Who looks after whom, and how many people fall under each rule.
    rules: Vec<RuleAnswer>,
    /// The lists, in the order of the practices' codes.
    lists: Vec<ListAnswer>,
}

/// Who looks after people in one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleAnswer {
    /// `at_home`, `another`, `unassigned`, `outside` or `unknown`.
    key: String,
    /// Who they are.
    who: String,
    /// The team that is answerable for them.
    team: String,
    /// Who visits them at home.
    visits: String,
    /// Whose meeting discusses them.
    meeting: String,
    /// How many there are.
    people: u64,
}

/// The list of a practice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListAnswer {
    /// The practice's ODS code.
    practice: String,
    /// The code of the neighbourhood in which most of its people live.
    neighbourhood: Option<String>,
    /// Everybody on it.
    people: u64,
    /// How many fall under each rule; together they are the list.
    cases: std::collections::BTreeMap<String, u64>,
    /// How many live in which neighbourhood.
    lives: Vec<LivesAnswer>,
}

/// How many of a list live in a neighbourhood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivesAnswer {
    /// The neighbourhood's code within the plan.
    neighbourhood: String,
    /// How many people.
    people: u64,
}

/// A layer against the neighbourhoods of a plan, on the place of today.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/alignment", tag = "plans",
    params(("plan" = String, Path, description = "Its id"), Asked),
    responses((status = 200, description = "Who is in both", body = AlignmentAnswer),
              (status = 404, description = "There is no such plan or layer")))]
pub(crate) async fn alignment(
    state: State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Json<AlignmentAnswer>, Problem> {
    let fitted = find(&state, &session, id).await?;
    let layer = asked.layer.unwrap_or_else(|| PCN.to_owned());
    let compared = compare(&state.0, &fitted, &layer).await?.ok_or(Problem::NotFound)?;
    let halves = halves::find(&state.0, &fitted).await?;
    Ok(Json(answer(&compared, together(&halves))))
}

fn together(halves: &Halves) -> Vec<TogetherAnswer> {
    let Some(pcns) = &halves.pcns else { return Vec::new() };
    let found =
        halves.of.iter().flat_map(|(units, made)| made.iter().map(move |made| (units, made)));
    let told = |(units, made): (&Division, &Made)| TogetherAnswer {
        layer: units.key.clone(),
        unit: units.units[made.unit].code.clone(),
        pcns: made.parts.iter().map(|at| pcns.units[*at].code.clone()).collect(),
        people: made.shared,
        overlap: made.overlap,
    };
    found.map(told).collect()
}

fn answer(compared: &Compared, together: Vec<TogetherAnswer>) -> AlignmentAnswer {
    let cell = |(&(one, other), &people): (&(Slot, Slot), &u64)| CellAnswer {
        unit: compared.one.code(one),
        neighbourhood: compared.other.code(other),
        people,
        counterparts: compared.are_counterparts(one, other),
    };
    let fit = compared.fit.as_ref();
    AlignmentAnswer {
        layer: compared.one.key.clone(),
        people: compared.matrix.people(),
        people_in_both: compared.matrix.overlaps().iter().map(|overlap| overlap.people).sum(),
        misalignment: fit.map(|fit| fit.one_to_one),
        people_affected: fit.map(|fit| fit.people_unmatched),
        verdict: compared.verdict.words().to_owned(),
        cells: compared.matrix.cells.iter().map(cell).collect(),
        together,
    }
}

/// The lists of the practices by where their people live, on the place of today.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/lists", tag = "plans",
    params(("plan" = String, Path, description = "Its id")),
    responses((status = 200, description = "The lists", body = ListsAnswer),
              (status = 404, description = "There is no such plan")))]
pub(crate) async fn lists(
    state: State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Json<ListsAnswer>, Problem> {
    let fitted = find(&state, &session, id).await?;
    let rules = Rules::read();
    let found = of_plan(&fitted).await?;
    let code = |at: usize| fitted.assignment.neighbourhoods[at].code.clone();
    let list = |list: &List| ListAnswer {
        practice: fitted.known.place.practices[list.practice].code.to_string(),
        neighbourhood: list.home.map(code),
        people: list.people(),
        cases: list.cases.iter().map(|(case, people)| (case.key().to_owned(), *people)).collect(),
        lives: list
            .neighbourhoods
            .iter()
            .map(|(at, people)| LivesAnswer { neighbourhood: code(*at), people: *people })
            .collect(),
    };
    Ok(Json(ListsAnswer {
        rules: CASES
            .map(|case| {
                let rule = rules.of(case);
                RuleAnswer {
                    key: case.key().to_owned(),
                    who: rule.who.clone(),
                    team: rule.team.clone(),
                    visits: rule.visits.clone(),
                    meeting: rule.meeting.clone(),
                    people: found.iter().map(|list| list.of(case)).sum(),
                }
            })
            .into(),
        rules_version: rules.version,
        lists: found.iter().map(list).collect(),
    }))
}

/// Which measure is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Measured {
    /// The key of the measure; `registered` unless said.
    measure: Option<String>,
}

/// A measure of a period on two sets of lines.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodAnswer {
    /// The day of which the file speaks.
    period: String,
    /// The load that it is from.
    load: String,
    /// The values on the lines of the plan asked for.
    on_this_plan: Vec<ValueAnswer>,
    /// The id of the plan that was in force on that day.
    plan_then: Option<String>,
    /// The values on its lines; empty where none was in force.
    on_lines_then: Vec<ValueAnswer>,
    /// The sum of what has no area of today.
    left_over: f64,
    /// How many areas were carried over from 2011 to 2021.
    carried_over: u64,
}

/// The value of a neighbourhood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValueAnswer {
    /// The neighbourhood's code within its plan.
    neighbourhood: String,
    /// The value; none where nothing is known.
    value: Option<f64>,
}

/// A measure of past periods on the lines of a plan, beside those that were in force then.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/back-cast", tag = "plans",
    params(("plan" = String, Path, description = "Its id"), Measured),
    responses((status = 200, description = "The periods, oldest first", body = [PeriodAnswer]),
              (status = 404, description = "There is no such plan")))]
pub(crate) async fn back_cast(
    state: State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Measured>,
) -> Result<Json<Vec<PeriodAnswer>>, Problem> {
    let fitted = find(&state, &session, id).await?;
    let key = asked.measure.unwrap_or_default();
    let series = past::series(&state.0, &fitted, &key).await?;
    let values = |lines: &Division, values: &[Option<f64>]| -> Vec<ValueAnswer> {
        let units = lines.units.iter().zip(values);
        units
            .map(|(unit, value)| ValueAnswer { neighbourhood: unit.code.clone(), value: *value })
            .collect()
    };
    let period = |period: &past::Period| PeriodAnswer {
        period: period.day.to_string(),
        load: period.load.id.to_string(),
        on_this_plan: values(&series.neighbourhoods, &period.on_plan),
        plan_then: period.then.as_ref().map(|(plan, ..)| plan.id.to_string()),
        on_lines_then: period
            .then
            .as_ref()
            .map(|(_, lines, of)| values(lines, of))
            .unwrap_or_default(),
        left_over: period.left_over,
        carried_over: period.carried_over,
    };
    Ok(Json(series.periods.iter().map(period).collect()))
}
