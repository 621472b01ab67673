//! The place and its plans over REST.

pub(crate) mod fit;
pub(crate) mod life;
pub(crate) mod moves;
pub(crate) mod place;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use kith_frame::app::App;
use kith_frame::job;
use kith_frame::named::Named;
use kith_frame::paging::Which;
use kith_frame::posted::Called;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::jobs::{self, DRAW, NotMade, Wanted};
use crate::plan::drawing::{NotDrawn, Possible};
use crate::plan::life::{
    TypedAgreement, TypedAnswer, TypedConsultation, TypedObjection, TypedWithdrawal,
};
use crate::plan::rules::judge::part;
use crate::plan::rules::{Counted, Fixed, Weights, Wishes};
use crate::plan::{Plan, Rules, sight, store};

/// So many items are on a page.
const PAGE_SIZE: u32 = 1_000;

#[derive(OpenApi)]
#[openapi(
    paths(
        plans,
        draw,
        check,
        plan,
        plan_areas,
        life::life,
        life::consult,
        life::object,
        life::answer,
        life::agree,
        life::publication,
        life::withdrawal
    ),
    components(schemas(
        PlanAnswer,
        Ask,
        Asked,
        PossibleAnswer,
        PlanAreaAnswer,
        life::LifeAnswer,
        life::PartnerAnswer,
        life::ObjectionAnswer,
        life::Publication,
        TypedConsultation,
        TypedObjection,
        TypedAnswer,
        TypedAgreement,
        TypedWithdrawal
    ))
)]
struct Document;

/// The module's part of the OpenAPI document.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(fit::document());
    document.merge(moves::document());
    document.merge(place::document());
    document
}

/// A neighbourhood plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanAnswer {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// `draft`, `proposed`, `published`, `withdrawn` or `discarded`.
    state: String,
    /// The rules by which it was drawn.
    #[schema(value_type = Object)]
    rules: serde_json::Value,
    /// Its figures, as checked when it was drawn.
    #[schema(value_type = Object)]
    figures: serde_json::Value,
    /// The figures of today's PCN footprints by the same rules.
    #[schema(value_type = Option<Object>)]
    today: serde_json::Value,
    /// When it was drawn.
    drawn_at: String,
    /// From which day it is in force.
    valid_from: Option<String>,
    /// From which day it is no longer in force.
    valid_to: Option<String>,
}

/// What to draw.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Ask {
    /// The name of the plan.
    name: String,
    /// Fewest people of a neighbourhood; 30,000 unless said otherwise.
    least: Option<u32>,
    /// Most people of a neighbourhood; 50,000 unless said otherwise.
    most: Option<u32>,
    /// Count registered people instead of all who live there.
    #[serde(default)]
    registered: bool,
    /// The layer whose lines no neighbourhood may cross, such as `lad`.
    nest: Option<String>,
    /// Weight of short borders; 1 unless said otherwise.
    border: Option<f64>,
    /// Weight of whole PCNs; 1 unless said otherwise.
    pcn: Option<f64>,
    /// Weight of whole wards; 1 unless said otherwise.
    ward: Option<f64>,
    /// The same seed, rules and data make the same plan.
    seed: Option<u32>,
    /// The part of the place: a layer and the code of a unit, such as `lad:E06000021`.
    within: Option<String>,
    /// The reason for which districts without a legal number may leave the size.
    #[serde(default)]
    waiver: String,
    /// What is wished beyond borders, PCNs and wards.
    #[serde(default)]
    wishes: Wishes,
    /// What is decided beforehand.
    #[serde(default)]
    fixed: Fixed,
}

/// What is possible by rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PossibleAnswer {
    /// Whether all of it can be drawn.
    possible: bool,
    /// Each district, or each part of one that hangs together.
    places: Vec<Possible>,
}

/// The job that will draw it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {
    /// Its id; `/jobs/{id}` shows how far it has come.
    job: String,
}

/// Which neighbourhood an area belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanAreaAnswer {
    /// The area's ONS code.
    area: String,
    /// The neighbourhood's code within the plan.
    neighbourhood_code: String,
    /// The neighbourhood's name.
    neighbourhood_name: String,
}

/// The plans, newest first.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plans", params(Which),
    responses((status = 200, description = "A page of 1,000 plans", body = [PlanAnswer])))]
pub(crate) async fn plans(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(which): Query<Which>,
) -> Result<Json<Vec<PlanAnswer>>, Problem> {
    let plans = sight::all(&app, &session).await?;
    Ok(which.of(PAGE_SIZE, plans.into_iter().map(PlanAnswer::from)))
}

/// Asks for a plan to be drawn.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans", request_body = Ask,
    responses((status = 202, description = "It will be drawn", body = Asked),
              (status = 422, description = "The rules cannot be used")))]
pub(crate) async fn draw(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Called(ask): Called<Ask>,
) -> Result<(StatusCode, Json<Asked>), Problem> {
    let wanted = ask.judge().map_err(Problem::Unfit)?;
    must_be_possible(&app, &wanted.rules).await?;
    let title = format!("Draw “{}”", wanted.name);
    let input = serde_json::to_value(wanted).map_err(|error| Problem::broken(&error))?;
    let job = job::ask(&app, &session.author(), DRAW.key, title, input).await?;
    Ok((StatusCode::ACCEPTED, Json(Asked { job: job.to_string() })))
}

/// Says what is possible by rules, and draws nothing.
#[utoipa::path(post, path = "/api/v1/plans/check", tag = "plans", request_body = Ask,
    responses((status = 200, description = "What is possible", body = PossibleAnswer),
              (status = 422, description = "The rules cannot be used")))]
pub(crate) async fn check(
    State(app): State<App>,
    Called(ask): Called<Ask>,
) -> Result<Json<PossibleAnswer>, Problem> {
    let wanted = ask.judge().map_err(Problem::Unfit)?;
    let places = possible(&app, &wanted.rules).await?;
    Ok(Json(PossibleAnswer { possible: places.iter().all(Possible::can_be), places }))
}

async fn possible(app: &App, rules: &Rules) -> Result<Vec<Possible>, Problem> {
    Ok(jobs::judge(app, rules).await?)
}

async fn must_be_possible(app: &App, rules: &Rules) -> Result<(), Problem> {
    let places = match jobs::judge(app, rules).await {
        Ok(places) => places,
        // What is not loaded yet may be by the time the job is run: it says so then.
        Err(NotMade::NotDrawn(NotDrawn::NoAreas | NotDrawn::NoPeople)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let cannot = places.into_iter().filter(|one| !one.can_be()).filter_map(|one| one.why);
    let cannot: Vec<String> = cannot.map(|why| sentence(&why)).collect();
    if cannot.is_empty() { Ok(()) } else { Err(Problem::Unfit(cannot.join(" "))) }
}

fn sentence(why: &str) -> String {
    format!("{}.", words::sentence_case(why))
}

impl Ask {
    fn judge(self) -> Result<Wanted, String> {
        let otherwise = Rules::default();
        let rules = Rules {
            nest: self.nest,
            people: if self.registered { Counted::Registered } else { Counted::Residents },
            least: self.least.unwrap_or(otherwise.least),
            most: self.most.unwrap_or(otherwise.most),
            weights: Weights {
                border: self.border.unwrap_or(1.0),
                pcn: self.pcn.unwrap_or(1.0),
                ward: self.ward.unwrap_or(1.0),
            },
            seed: self.seed.map_or(otherwise.seed, u64::from),
            within: self.within.as_deref().map(part).transpose()?,
            waiver: self.waiver.trim().to_owned(),
            wishes: self.wishes,
            fixed: self.fixed,
            ..otherwise
        };
        if self.name.trim().is_empty() {
            return Err("A plan needs a name.".to_owned());
        }
        rules.check()?;
        Ok(Wanted { name: self.name.trim().to_owned(), rules })
    }
}

/// One plan.
#[utoipa::path(get, path = "/api/v1/plans/{plan}", tag = "plans",
    params(("plan" = String, Path, description = "Its id")),
    responses((status = 200, description = "The plan", body = PlanAnswer,
                  headers(("ETag" = String, description = "Its version"))),
              (status = 404, description = "There is no such plan")))]
pub(crate) async fn plan(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let plan = sight::see(&app, &session, id).await?;
    let tag = [(ETAG, format!("\"{}\"", plan.version))];
    Ok((tag, Json(PlanAnswer::from(plan))).into_response())
}

/// Which neighbourhood each area of a plan belongs to.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/areas", tag = "plans",
    params(("plan" = String, Path, description = "Its id"), Which),
    responses((status = 200, description = "A page of 1,000 areas", body = [PlanAreaAnswer]),
              (status = 404, description = "There is no such plan")))]
pub(crate) async fn plan_areas(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<PlanAreaAnswer>>, Problem> {
    let plan = sight::see(&app, &session, id).await?;
    let assignment = store::assignment(&mut app.db.read().await?, plan.id).await?;
    Ok(which.of(
        PAGE_SIZE,
        assignment.areas.iter().map(|(area, at)| PlanAreaAnswer {
            area: area.to_string(),
            neighbourhood_code: assignment.neighbourhoods[*at].code.clone(),
            neighbourhood_name: assignment.neighbourhoods[*at].name.clone(),
        }),
    ))
}

impl From<Plan> for PlanAnswer {
    fn from(plan: Plan) -> Self {
        let json = |value| serde_json::to_value(value).unwrap_or_default();
        Self {
            id: plan.id.to_string(),
            name: plan.name,
            state: plan.state.key().to_owned(),
            rules: serde_json::to_value(&plan.rules).unwrap_or_default(),
            figures: json(&plan.facts.plan),
            today: plan.facts.today.as_ref().map(json).unwrap_or_default(),
            drawn_at: plan.drawn_at.to_string(),
            valid_from: plan.valid_from.map(|day| day.to_string()),
            valid_to: plan.valid_to.map(|day| day.to_string()),
        }
    }
}
