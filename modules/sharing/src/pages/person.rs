//! A person: who they are, what each organisation knows of them and as of when, what happened.

mod records;
mod timeline;

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kith_design::{Dead, InsetText, Markup, PersonBanner, html};
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::reading::Looked;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::load::Load;
use kith_terms::Id;
use serde::Deserialize;
use serde_json::json;

use crate::freshness::speaks_of;
use crate::person::age::age;
use crate::person::events::{self, Event};
use crate::person::known::{self, Counting, Whose};
use crate::person::sources::{self, Source};
use crate::person::{Known, Person};

/// Which events are shown, and as at which day.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    pub(crate) page: u32,
    /// The key of a stream; empty: all.
    #[serde(default)]
    pub(crate) stream: String,
    /// The ODS code of an organisation; empty: all.
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    known: String,
}

/// All that a page or call about a person tells.
pub(crate) struct Told {
    pub(crate) id: Id<Person>,
    pub(crate) known: Known,
    pub(crate) events: Vec<Event>,
    pub(crate) sources: Vec<Source>,
    /// The names of organisations by ODS code.
    pub(crate) names: BTreeMap<String, String>,
    /// As of which day each load speaks.
    pub(crate) as_of: BTreeMap<Id<Load>, Date>,
}

/// What there is at a person's address.
pub(crate) enum There {
    Told(Box<Told>),
    /// The person now has another id.
    Elsewhere(Id<Person>),
}

impl Which {
    fn as_at(&self) -> AsAt {
        AsAt { at: self.at.clone(), known: self.known.clone() }
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Person>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (as_of, wrong) = which.as_at().judge(&app);
    let told = match tell(&app, &session, id, as_of).await? {
        There::Told(told) => told,
        There::Elsewhere(other) => {
            return Ok(Redirect::to(&format!("/people/{other}")).into_response());
        }
    };
    let main = html! {
        (wrong.summary())
        (banner(&told.known, app.clock.today()))
        (which.as_at().notice(as_of))
        (not_linked(&told.known))
        (timeline::problems(&told))
        (timeline::events(&app, &told, &which))
        (records::disagreements(&told))
        (records::records(&told))
        (records::where_from(&told))
        (which.as_at().form(&format!("/people/{id}"), &[], &wrong))
    };
    let page = Page::new("Person", main).under("People", "/people/find");
    let mut response = page.under("Person", format!("/people/{id}")).wide().into_response();
    let at = json!({ "records": told.known.records.len(), "events": told.events.len() });
    response.extensions_mut().insert(Looked { action: "person.read", at });
    Ok(response)
}

/// Puts together what is known of a person.
pub(crate) async fn tell(
    app: &App,
    session: &kith_frame::session::Session,
    id: Id<Person>,
    as_of: kith_store::AsOf,
) -> Result<There, Problem> {
    let mut on = app.db.read().await?;
    let counting = Counting::as_of(app, &mut on, as_of).await?;
    let known = match known::of(&mut on, &counting, id).await? {
        Whose::Person(known) => known,
        Whose::Nobody => return Err(Problem::NotFound),
        Whose::Another(key) => {
            drop(on);
            return Ok(There::Elsewhere(known::id_of(app, session, key).await?));
        }
    };
    let senders: Vec<_> =
        known.records.iter().map(|record| (record.organisation.clone(), record.load)).collect();
    let names = sources::names(app, &mut on, &counting, &senders).await?;
    drop(on);
    let clients = known.records.iter().map(|r| (r.organisation.clone(), r.local_id.clone()));
    let (lake, loads, clients) = (app.lake.clone(), counting.ids(), clients.collect::<Vec<_>>());
    let events = tokio::task::spawn_blocking(move || events::of(&lake, &loads, &clients)).await;
    let events = events.map_err(|error| Problem::broken(&error))?;
    let events = events.map_err(|error| Problem::broken(&error))?;
    let as_of = counting.loads.iter().map(|load| (load.id, speaks_of(load)));
    Ok(There::Told(Box::new(Told {
        id,
        events,
        sources: sources::all(app, &counting),
        names,
        as_of: as_of.collect(),
        known,
    })))
}

/// Who the page is about.
pub(crate) fn banner(known: &Known, today: Date) -> PersonBanner {
    let born = known.says(|record| record.birth_date);
    let died = known.says(|record| record.death_date);
    let text = |value: Option<String>| value.unwrap_or_default();
    let at = |day: Date| text(born.and_then(|born| age(born, day)));
    PersonBanner {
        family_name: text(known.says(|record| record.family_name.clone())),
        given_name: text(known.says(|record| record.given_name.clone())),
        title: text(known.says(|record| record.title.clone())),
        born: text(born.map(words::date)),
        age: at(today),
        died: died.map(|died| Dead { died: words::date(died), age_at_death: at(died) }),
        gender: text(known.says(|record| record.gender.map(|gender| gender.title().to_owned()))),
        nhs_number: text(known.says(|record| record.nhs_number.map(|number| number.shown()))),
    }
}

fn not_linked(known: &Known) -> Markup {
    if known.is_linked() {
        return Markup::default();
    }
    let words = "This record is not yet linked to others: it has no NHS number or no date of birth that \
                 another organisation’s record could be matched by. There may be more about this person \
                 under another record.";
    html! { (InsetText::from(words)) }
}

impl Told {
    /// The name of an organisation, or its code.
    pub(crate) fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.get(code).map_or(code, String::as_str)
    }
}
