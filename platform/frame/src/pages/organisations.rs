//! Organisations: who takes part. Any list of them can be asked for as at a date, as known on a day.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Cell, ConflictField, Input, Markup, Table, Version, html};
use kith_store::{AsOf, StoreError};
use kith_terms::Id;
use serde::Deserialize;

use crate::app::App;
use crate::as_at::AsAt;
use crate::conflict::{self, Overtaken};
use crate::form::{self, Wrong};
use crate::named::Named;
use crate::organisation::{CannotRegister, Organisation, Typed};
use crate::page::Page;
use crate::pages::journal;
use crate::people::{self, NotTakenIn};
use crate::posted::Posted;
use crate::problem::Problem;
use crate::rights::MANAGE_USERS;
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;

/// What was typed about an organisation that exists.
#[derive(Debug, Default, Deserialize)]
pub struct Changed {
    #[serde(flatten)]
    typed: Typed,
    #[serde(default)]
    version: String,
}

/// The list.
pub async fn list(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(as_at): Query<AsAt>,
) -> Result<Page, Problem> {
    let (as_of, wrong) = as_at.judge(&app);
    let found =
        store::organisation::as_of(&mut app.db.read().await?, as_of.at, as_of.known).await?;
    let page =
        Page::new("Organisations", list_main(&app, &session, &found, (&as_at, as_of, &wrong)))
            .under("Organisations", "/organisations");
    Ok(if wrong.is_nothing() { page } else { page.with_errors() })
}

fn list_main(
    app: &App,
    session: &Session,
    found: &[Organisation],
    (as_at, as_of, wrong): (&AsAt, AsOf, &Wrong),
) -> Markup {
    let rows = found.iter().map(|organisation| {
        let name = html! {
            a href={ "/organisations/" (organisation.id) } { (organisation.name) }
        };
        let code = organisation.ods_code.as_ref().map(ToString::to_string);
        vec![
            Cell::from(name),
            Cell::from(app.organisation_kinds.title(&organisation.kind)),
            Cell::from(code.unwrap_or_else(|| "Not applicable".into())),
            Cell::from(crate::words::date(organisation.valid_from)),
        ]
    });
    html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Organisations" }
        (as_at.notice(as_of))
        @if session.may(MANAGE_USERS) {
            p { a class="nhsuk-button" href="/organisations/new" { "Add an organisation" } }
        }
        @if found.is_empty() {
            p { "No organisations. Add the first one, or ask for another date." }
        } @else {
            (Table {
                caption: "Organisations that take part".into(),
                head: ["Name", "Kind", "ODS code", "From"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
        (as_at.form("/organisations", &[], wrong))
    }
}

/// The form for a new one.
pub async fn new(State(app): State<App>, SignedIn(session): SignedIn) -> Page {
    new_page(&app, &session, &Typed::default(), &Wrong::nothing())
}

/// Adds it.
pub async fn add(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    match people::register(&app, &session.author(), &typed).await {
        Ok(_) => Ok(Redirect::to("/organisations").into_response()),
        Err(NotTakenIn::Organisation(wrong)) => {
            Ok(new_page(&app, &session, &typed, &beside(&wrong)).with_errors().into_response())
        }
        Err(NotTakenIn::NotSaved(error)) => Err(error.into()),
        Err(other) => Err(Problem::broken(&other)),
    }
}

/// One organisation, to look at and to change.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Organisation>,
) -> Result<Page, Problem> {
    let organisation = find(&app, id).await?;
    Ok(change_page(&app, &session, &organisation, &as_typed(&organisation), &Wrong::nothing()))
}

/// Saves a new version of it.
pub async fn change(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Organisation>,
    Posted(changed): Posted<Changed>,
) -> Result<Response, Problem> {
    let (typed, version) = (changed.typed, changed.version.parse().unwrap_or(0));
    match people::change_organisation(&app, &session.author(), (id, version), &typed).await {
        Ok(_) => Ok(Redirect::to("/organisations").into_response()),
        Err(NotTakenIn::Organisation(wrong)) => {
            let seen = Organisation { version, ..find(&app, id).await? };
            let page = change_page(&app, &session, &seen, &typed, &beside(&wrong));
            Ok(page.with_errors().into_response())
        }
        Err(NotTakenIn::NotSaved(StoreError::Stale { .. })) => {
            Ok(overtaken(&app, &session, id, (version, &typed)).await?.into_response())
        }
        Err(NotTakenIn::NotSaved(error)) => Err(error.into()),
        Err(other) => Err(Problem::broken(&other)),
    }
}

/// Somebody else saved first: what was opened, what stands now, and what was typed.
async fn overtaken(
    app: &App,
    session: &Session,
    id: Id<Organisation>,
    (version, typed): (i64, &Typed),
) -> Result<Page, Problem> {
    let mut reader = app.db.read().await?;
    let now = store::organisation::one(&mut reader, id).await?;
    let opened = store::organisation::version(&mut reader, id, version).await?;
    let opened = as_typed(opened.as_ref().unwrap_or(&now));
    let saved = as_typed(&now);
    let kind = |key: &str| Version {
        value: key.to_owned(),
        words: app.organisation_kinds.title(key).to_owned(),
    };
    let field = |name: &str, label: &str, of: &dyn Fn(&Typed) -> Version| ConflictField {
        name: name.to_owned(),
        label: label.to_owned(),
        opened: of(&opened),
        saved: of(&saved),
        typed: of(typed),
    };
    let fields = vec![
        field("name", "Name", &|typed| typed.name.trim().into()),
        field("kind", "Kind", &|typed| kind(&typed.kind)),
        field("ods_code", "ODS code", &|typed| typed.ods_code.trim().into()),
    ];
    let action = format!("/organisations/{id}");
    let hidden = html! {
        (form::key(&session.form_key))
        input type="hidden" name="version" value=(now.version);
    };
    let by = &["organisation.add", "organisation.change"];
    let (kind, id) = ("organisation", id.to_string());
    let overtaken = Overtaken { kind, id, by, what: now.name, action, hidden };
    let page = conflict::page(&mut reader, overtaken, fields).await?;
    Ok(page.under("Organisations", "/organisations"))
}

async fn find(app: &App, id: Id<Organisation>) -> Result<Organisation, Problem> {
    Ok(store::organisation::one(&mut app.db.read().await?, id).await?)
}

fn as_typed(organisation: &Organisation) -> Typed {
    Typed {
        name: organisation.name.clone(),
        kind: organisation.kind.clone(),
        ods_code: organisation.ods_code.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

fn beside(all: &[CannotRegister]) -> Wrong {
    let mut wrong = Wrong::nothing();
    for one in all {
        let field = match one {
            CannotRegister::NoName => "name",
            CannotRegister::NoKind => "kind",
            CannotRegister::NotAnOdsCode => "ods_code",
        };
        wrong.add(field, one);
    }
    wrong
}

fn new_page(app: &App, session: &Session, typed: &Typed, wrong: &Wrong) -> Page {
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Add an organisation" }
        form method="post" action="/organisations/new" novalidate {
            (form::key(&session.form_key))
            (fields(app, typed, wrong))
            (form::send("Add"))
        }
    };
    Page::new("Add an organisation", main).under("Organisations", "/organisations")
}

fn change_page(
    app: &App,
    session: &Session,
    organisation: &Organisation,
    typed: &Typed,
    wrong: &Wrong,
) -> Page {
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { (organisation.name) }
        @if session.may(MANAGE_USERS) {
            form method="post" action={ "/organisations/" (organisation.id) } novalidate {
                (form::key(&session.form_key))
                input type="hidden" name="version" value=(organisation.version);
                (fields(app, typed, wrong))
                (form::send("Save"))
            }
        } @else {
            p { (app.organisation_kinds.title(&organisation.kind)) }
        }
        (journal::link(session, &organisation.id.to_string(), "What was changed, and by whom"))
    };
    Page::new(organisation.name.as_str(), main).under("Organisations", "/organisations")
}

fn fields(app: &App, typed: &Typed, wrong: &Wrong) -> Markup {
    let none = (String::new(), "Select one".to_owned());
    let kinds = app.organisation_kinds.kinds.iter();
    let kinds = kinds.map(|kind| (kind.key.clone(), kind.title.clone()));
    html! {
        (form::text("name", "Name", &typed.name, wrong))
        (form::select("kind", "Kind", std::iter::once(none).chain(kinds), &typed.kind, wrong))
        (Input {
            width: Some(10),
            hint: Some("Leave empty if it has none".into()),
            ..form::text("ods_code", "ODS code", &typed.ods_code, wrong)
        })
    }
}
