//! People over REST: the search and a person, as the pages have them.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::paging::Which;
use kith_frame::posted::Called;
use kith_frame::problem::Problem;
use kith_frame::reading::Looked;
use kith_frame::visitor::SignedIn;
use kith_store::AsOf;
use kith_terms::Id;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{OpenApi, ToSchema};

use crate::lists::PAGE_SIZE;
use crate::pages::find::looked;
use crate::pages::person::{There, Told, tell};
use crate::person::asked::Typed;
use crate::person::differences::differences;
use crate::person::events::Event;
use crate::person::known::{self, Found, MOST_PEOPLE};
use crate::person::{Known, Person, Record};

#[derive(OpenApi)]
#[openapi(
    paths(find, person),
    components(schemas(
        Search,
        PeopleAnswer,
        SummaryAnswer,
        PersonAnswer,
        RecordAnswer,
        EventAnswer
    ))
)]
pub(super) struct Document;

/// Whom to look for: an NHS number, or a family name with a date of birth or a postcode.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Search {
    /// Ten digits; spaces and hyphens are left out.
    nhs_number: String,
    /// The family name or its beginning.
    family_name: String,
    /// The given name or its beginning.
    given_name: String,
    /// As 1945-07-14.
    birth_date: String,
    /// With or without spaces.
    postcode: String,
}

/// Who was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeopleAnswer {
    /// At the most 50.
    people: Vec<SummaryAnswer>,
    /// Whether more than 50 match; then none is shown.
    too_many: bool,
}

/// Who somebody is.
#[derive(Serialize, ToSchema)]
pub(crate) struct SummaryAnswer {
    /// What Kith calls them.
    id: String,
    family_name: Option<String>,
    given_name: Option<String>,
    birth_date: Option<String>,
    death_date: Option<String>,
    gender: Option<String>,
    nhs_number: Option<String>,
    address: Option<String>,
    postcode: Option<String>,
    /// Whether records of several organisations can be among theirs.
    linked: bool,
}

/// What is known of somebody.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonAnswer {
    person: SummaryAnswer,
    /// What each organisation knows.
    records: Vec<RecordAnswer>,
    /// Fields about which they differ.
    differing: Vec<String>,
    /// A page of what happened, newest first.
    events: Vec<EventAnswer>,
    /// How many events there are in all.
    events_in_all: u64,
}

/// What one organisation knows.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordAnswer {
    /// Its ODS code.
    organisation: String,
    /// What it calls the person.
    local_id: String,
    /// As of which day.
    as_of: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    birth_date: Option<String>,
    address: Option<String>,
    postcode: Option<String>,
    phone: Option<String>,
    /// The ODS code of the GP practice.
    practice: Option<String>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventAnswer {
    /// The ODS code of whoever tells of it.
    organisation: String,
    /// What it is: `gp_appointment`, `admission` and so on.
    stream: String,
    /// A moment in UTC or a day.
    began: Option<String>,
    /// A moment in UTC or a day.
    ended: Option<String>,
    code: Option<String>,
    description: Option<String>,
    site: Option<String>,
    role: Option<String>,
    outcome: Option<String>,
    value: Option<String>,
}

impl From<Search> for Typed {
    fn from(search: Search) -> Self {
        let mut parts = search.birth_date.splitn(3, '-').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (year, month, day) = (next(), next(), next());
        let Search { nhs_number, family_name, given_name, postcode, .. } = search;
        Self { nhs_number, family_name, given_name, day, month, year, postcode }
    }
}

impl SummaryAnswer {
    fn of(id: Id<Person>, known: &Known) -> Self {
        Self {
            id: id.to_string(),
            family_name: known.says(|record| record.family_name.clone()),
            given_name: known.says(|record| record.given_name.clone()),
            birth_date: known.says(|record| record.birth_date.map(|day| day.to_string())),
            death_date: known.says(|record| record.death_date.map(|day| day.to_string())),
            gender: known.says(|record| record.gender.map(|gender| gender.title().to_owned())),
            nhs_number: known.says(|record| record.nhs_number.map(|n| n.digits().to_owned())),
            address: known.says(|record| record.address.clone()),
            postcode: known.says(|record| record.postcode.clone()),
            linked: known.is_linked(),
        }
    }
}

impl RecordAnswer {
    fn of(told: &Told, record: &Record) -> Self {
        let record = record.clone();
        Self {
            as_of: told.as_of.get(&record.load).map(ToString::to_string),
            organisation: record.organisation,
            local_id: record.local_id,
            family_name: record.family_name,
            given_name: record.given_name,
            birth_date: record.birth_date.map(|day| day.to_string()),
            address: record.address,
            postcode: record.postcode,
            phone: record.phone,
            practice: record.practice,
        }
    }
}

impl From<Event> for EventAnswer {
    fn from(event: Event) -> Self {
        Self {
            organisation: event.organisation,
            stream: event.stream,
            began: event.began.text(),
            ended: event.ended.text(),
            code: event.code,
            description: event.description,
            site: event.site,
            role: event.role,
            outcome: event.outcome,
            value: event.value,
        }
    }
}

/// People by NHS number, or by name with date of birth or postcode.
#[utoipa::path(post, path = "/api/v1/people/find", tag = "people", request_body = Search,
    responses((status = 200, description = "Who was found", body = PeopleAnswer),
              (status = 422, description = "It does not say enough, or not rightly")))]
pub(crate) async fn find(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Called(search): Called<Search>,
) -> Result<Response, Problem> {
    let asked = Typed::from(search).judge().map_err(|wrong| Problem::Unfit(wrong.sentences()))?;
    let found = known::find(&app, &session, &asked).await?;
    let looked = looked(&asked, &found);
    let people = match &found {
        Found::People(people) => {
            people.iter().map(|(id, known)| SummaryAnswer::of(*id, known)).collect()
        }
        Found::TooMany => Vec::with_capacity(MOST_PEOPLE),
    };
    let answer = PeopleAnswer { people, too_many: matches!(found, Found::TooMany) };
    let mut response = Json(answer).into_response();
    response.extensions_mut().insert(looked);
    Ok(response)
}

/// What is known of a person.
#[utoipa::path(get, path = "/api/v1/people/{person}", tag = "people",
    params(("person" = String, Path, description = "Their id"), Which),
    responses((status = 200, description = "The person", body = PersonAnswer),
              (status = 303, description = "The person now has another id"),
              (status = 404, description = "There is no such person")))]
pub(crate) async fn person(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Person>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let now = AsOf { at: app.clock.today(), known: app.clock.now() };
    let told = match tell(&app, &session, id, now).await? {
        There::Told(told) => told,
        There::Elsewhere(other) => {
            return Ok(Redirect::to(&format!("/api/v1/people/{other}")).into_response());
        }
    };
    let many = (told.known.records.len(), told.events.len());
    let skip = usize::try_from(which.before(PAGE_SIZE)).unwrap_or(usize::MAX);
    let events = told.events.iter().skip(skip).take(PAGE_SIZE as usize);
    let answer = PersonAnswer {
        person: SummaryAnswer::of(id, &told.known),
        records: told.known.records.iter().map(|record| RecordAnswer::of(&told, record)).collect(),
        differing: differences(&told.known.records).iter().map(|d| d.field.to_owned()).collect(),
        events: events.cloned().map(EventAnswer::from).collect(),
        events_in_all: many.1 as u64,
    };
    let mut response = Json(answer).into_response();
    let at = json!({ "records": many.0, "events": many.1 });
    response.extensions_mut().insert(Looked { action: "person.read", at });
    Ok(response)
}
