//! The life of a plan over REST. Each answer has the plan's version in `ETag`; what moves the plan on says
//! by `If-Match` which version it was made from.

use axum::Json;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kith_frame::app::App;
use kith_frame::form::Wrong;
use kith_frame::named::Named;
use kith_frame::posted::Called;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::version::version_in;
use kith_frame::visitor::SignedIn;
use kith_terms::Id;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::pages::life::objection::Which;
use crate::pages::life::{Course, agreement, not_now};
use crate::plan::life::policy::Stakeholders;
use crate::plan::life::publishing::publish;
use crate::plan::life::{
    TypedAgreement, TypedAnswer, TypedConsultation, TypedObjection, TypedWithdrawal, store,
};
use crate::plan::{Plan, PlanState, sight};

/// How far a plan has come, and what shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LifeAnswer {
    /// The plan's id.
    plan: String,
    /// `draft`, `consultation_to_come`, `consulting`, `consulted`, `agreed`, `published`, `in_force`,
    /// `superseded`, `withdrawn` or `discarded`: worked out from what follows.
    stage: String,
    /// The first and the last day of the consultation.
    consultation: Option<[String; 2]>,
    /// The organisations that must agree, and on which day they did.
    partners: Vec<PartnerAnswer>,
    /// What was objected.
    objections: Vec<ObjectionAnswer>,
    /// Why it was withdrawn.
    withdrawn: Option<String>,
    /// From which day it is in force.
    valid_from: Option<String>,
}

/// An organisation that must agree.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerAnswer {
    /// Its id.
    organisation: String,
    /// Its name.
    name: String,
    /// The day on which it agreed.
    agreed_on: Option<String>,
    /// What shows it.
    evidence: Option<String>,
}

/// An objection and its answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectionAnswer {
    /// Its id.
    id: String,
    /// Its number within the plan.
    number: i64,
    /// The key of the stakeholder group.
    stakeholder: String,
    /// For which organisation.
    organisation: String,
    /// What is objected.
    words: String,
    /// The day on which it came.
    received: String,
    /// `kept`, `amended` or `met_otherwise`, once it is answered.
    outcome: Option<String>,
    /// The reasons.
    answer: Option<String>,
    /// The plan in which the lines were amended.
    amended_in: Option<String>,
}

/// From which day a plan is to be in force.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Publication {
    /// Today or a later day.
    #[serde(default)]
    from: String,
}

/// What happened to a plan.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/life", tag = "plans",
    params(("plan" = String, Path, description = "Its id")),
    responses((status = 200, description = "What happened to it", body = LifeAnswer,
                  headers(("ETag" = String, description = "The plan's version"))),
              (status = 403, description = "It is a private draft"),
              (status = 404, description = "There is no such plan")))]
pub(crate) async fn life(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    answered(&app, &session, id, StatusCode::OK).await
}

/// Puts a draft to consultation.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/consultation", tag = "plans",
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was read")),
    request_body = TypedConsultation,
    responses((status = 201, description = "The consultation is recorded", body = LifeAnswer),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "It is no draft"),
              (status = 412, description = "Somebody else moved it on first"),
              (status = 422, description = "Something is wrong with it"),
              (status = 428, description = "If-Match does not say which version was read")))]
pub(crate) async fn consult(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(typed): Called<TypedConsultation>,
) -> Result<Response, Problem> {
    let course = read(&app, &session, id, &headers).await?;
    if course.plan.state != PlanState::Draft {
        return Err(not_now("This plan is no longer a draft."));
    }
    let known = kith_frame::store::organisation::all(&mut app.db.read().await?).await?;
    let judged = typed.judge(&Stakeholders::of(&app)?, &known);
    let (consultation, partners) = judged.map_err(|wrong| unfit(&wrong))?;
    let when = (app.clock.now(), &session.author());
    store::consult(&app.db, when, &course.plan, consultation, partners).await?;
    answered(&app, &session, id, StatusCode::CREATED).await
}

/// Records an objection. Several may be recorded at once, so it asks for no version.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/objections", tag = "plans",
    params(("plan" = String, Path, description = "Its id")),
    request_body = TypedObjection,
    responses((status = 201, description = "It is recorded", body = LifeAnswer),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "The plan takes no objections now"),
              (status = 422, description = "Something is wrong with it")))]
pub(crate) async fn object(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Called(typed): Called<TypedObjection>,
) -> Result<Response, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    if !course.life.takes_objections(&course.plan, course.today) {
        return Err(not_now("This plan takes no objections now."));
    }
    let now = app.clock.now();
    let judged = typed.judge(app.dice.id(now), &Stakeholders::of(&app)?, course.today);
    let objection = judged.map_err(|wrong| unfit(&wrong))?;
    store::object(&app.db, (now, &session.author()), id, objection).await?;
    answered(&app, &session, id, StatusCode::CREATED).await
}

/// Answers an objection, once.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/objections/{objection}/answer", tag = "plans",
    params(("plan" = String, Path, description = "Its id"),
           ("objection" = String, Path, description = "The objection's id")),
    request_body = TypedAnswer,
    responses((status = 201, description = "It is answered", body = LifeAnswer),
              (status = 404, description = "There is no such objection"),
              (status = 409, description = "It has an answer, or the plan takes none"),
              (status = 422, description = "Something is wrong with it")))]
pub(crate) async fn answer(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Which(plan, id): Which,
    Called(typed): Called<TypedAnswer>,
) -> Result<Response, Problem> {
    crate::pages::life::objection::give(&app, &session, (plan, id), &typed)
        .await?
        .map_err(|wrong| unfit(&wrong))?;
    answered(&app, &session, plan, StatusCode::CREATED).await
}

/// Agrees for the organisation for which the session works.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/agreement", tag = "plans",
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was read")),
    request_body = TypedAgreement,
    responses((status = 201, description = "The agreement is recorded", body = LifeAnswer),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "The organisation is not asked, or has agreed"),
              (status = 412, description = "Somebody else moved it on first"),
              (status = 422, description = "Something is wrong with it"),
              (status = 428, description = "If-Match does not say which version was read")))]
pub(crate) async fn agree(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(typed): Called<TypedAgreement>,
) -> Result<Response, Problem> {
    let course = read(&app, &session, id, &headers).await?;
    agreement::must_be_awaited(&session, &course)?;
    let (agreed_on, evidence) = typed.judge(course.today).map_err(|wrong| unfit(&wrong))?;
    let agreement = agreement::of(&session, agreed_on, evidence);
    let when = (app.clock.now(), &session.author());
    store::agree(&app.db, when, id, session.organisation, agreement).await?;
    answered(&app, &session, id, StatusCode::CREATED).await
}

/// Publishes a plan, if everything is there that publishing needs.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/publication", tag = "plans",
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was read")),
    request_body = Publication,
    responses((status = 201, description = "It is published", body = LifeAnswer),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "Something is missing, or it is published"),
              (status = 412, description = "Somebody else moved it on first"),
              (status = 422, description = "The day has gone or is none"),
              (status = 428, description = "If-Match does not say which version was read")))]
pub(crate) async fn publication(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(sent): Called<Publication>,
) -> Result<Response, Problem> {
    let course = read(&app, &session, id, &headers).await?;
    let no_day = || Problem::Unfit("The day it is in force from is not a date.".into());
    let from = sent.from.parse().ok().ok_or_else(no_day)?;
    publish(&app, &session.author(), &course.plan, from).await?;
    answered(&app, &session, id, StatusCode::CREATED).await
}

/// Withdraws a plan that is not published.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/withdrawal", tag = "plans",
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was read")),
    request_body = TypedWithdrawal,
    responses((status = 201, description = "It is withdrawn", body = LifeAnswer),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "It is published, withdrawn or discarded"),
              (status = 412, description = "Somebody else moved it on first"),
              (status = 422, description = "There is no reason"),
              (status = 428, description = "If-Match does not say which version was read")))]
pub(crate) async fn withdrawal(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(typed): Called<TypedWithdrawal>,
) -> Result<Response, Problem> {
    let course = read(&app, &session, id, &headers).await?;
    if !course.plan.state.is_open() {
        return Err(not_now("Only a plan that is not published can be withdrawn."));
    }
    let withdrawal = typed.judge(course.today).map_err(|wrong| unfit(&wrong))?;
    let when = (app.clock.now(), &session.author());
    store::withdraw(&app.db, when, &course.plan, withdrawal).await?;
    answered(&app, &session, id, StatusCode::CREATED).await
}

/// The plan as it stands, which must be the version that the call was made from, and the caller's to
/// change, unless it is open to all.
async fn read(
    app: &App,
    session: &Session,
    id: Id<Plan>,
    headers: &HeaderMap,
) -> Result<Course, Problem> {
    let plan = sight::see_to_change(app, session, id).await?;
    let version = version_in(headers).ok_or(Problem::NoVersion)?;
    let course = Course::of(app, session, plan).await?;
    if version == course.plan.version {
        return Ok(course);
    }
    Err(Problem::Overtaken(json!({ "saved": LifeAnswer::of(&course) })))
}

async fn answered(
    app: &App,
    session: &Session,
    id: Id<Plan>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let course = Course::of(app, session, sight::see(app, session, id).await?).await?;
    let tag = format!("\"{}\"", course.plan.version);
    Ok((status, [(ETAG, tag)], Json(LifeAnswer::of(&course))).into_response())
}

fn unfit(wrong: &Wrong) -> Problem {
    Problem::Unfit(format!("{}. Nothing was saved.", wrong.sentences()))
}

impl LifeAnswer {
    fn of(course: &Course) -> Self {
        let life = &course.life;
        let consultation = life.consultation.as_ref();
        let partners = life.partners.iter().map(|one| PartnerAnswer {
            organisation: one.organisation.to_string(),
            name: one.name.clone(),
            agreed_on: one.agreement.as_ref().map(|one| one.agreed_on.to_string()),
            evidence: one.agreement.as_ref().map(|one| one.evidence.clone()),
        });
        let objections = life.objections.iter().map(|one| ObjectionAnswer {
            id: one.id.to_string(),
            number: one.number,
            stakeholder: one.stakeholder.clone(),
            organisation: one.organisation.clone(),
            words: one.words.clone(),
            received: one.received.to_string(),
            outcome: one.answer.as_ref().map(|one| one.outcome.key().to_owned()),
            answer: one.answer.as_ref().map(|one| one.words.clone()),
            amended_in: one.answer.as_ref().and_then(|one| one.amended_in).map(|id| id.to_string()),
        });
        Self {
            plan: course.plan.id.to_string(),
            stage: course.stage().key().to_owned(),
            consultation: consultation.map(|one| [one.opens.to_string(), one.closes.to_string()]),
            partners: partners.collect(),
            objections: objections.collect(),
            withdrawn: life.withdrawal.as_ref().map(|one| one.reason.clone()),
            valid_from: course.plan.valid_from.map(|day| day.to_string()),
        }
    }
}
