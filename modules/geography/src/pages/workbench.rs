//! The workbench of a draft: areas are moved by hand, every figure and rule is judged again after each
//! change, and everything can be undone and redone. Choosing and moving are plain forms; with a script an
//! area can be chosen on the map and dragged to another neighbourhood, which sends the same forms.

mod choose;
mod figures;
mod form;
mod neighbourhoods;
mod steps;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Heading, InsetText, Markup, WarningCallout, html};
use kith_frame::app::App;
use kith_frame::form::{Wrong, key};
use kith_frame::journal::known::Known as Names;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_terms::LsoaCode;
use serde::Deserialize;

use self::form::Sent;
use super::plan::{Shown, find, find_to_change, map};
use crate::plan::breaks::{Called, in_words};
use crate::plan::edit::CannotEdit;
use crate::plan::edit::hand::{self, Draft, NotEdited};
use crate::plan::{Plan, PlanState};
use crate::rights::DRAW_PLANS;

/// What is asked of the page.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    /// Which part of the plan is shown: `lad:code`, empty for all of it.
    #[serde(default)]
    within: String,
    /// Words that the names of areas are to have.
    #[serde(default)]
    find: String,
    /// The areas that are chosen.
    #[serde(default)]
    area: Vec<String>,
}

/// Everything that the page shows.
struct Bench<'a> {
    session: &'a Session,
    shown: &'a Shown,
    draft: &'a Draft,
    asked: Asked,
    /// The areas that are chosen, by position in the part that the plan divides.
    chosen: Vec<usize>,
    /// What people are called.
    names: Names,
    wrong: Wrong,
    sent: Sent,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    RawQuery(query): RawQuery,
) -> Result<Page, Problem> {
    let shown = find_to_change(&app, &session, id).await?;
    let draft = read(&app, &shown).await?;
    let asked = serde_html_form::from_str(query.as_deref().unwrap_or_default())
        .or(Err(Problem::NotFound))?;
    page(&app, &session, (&shown, &draft), (asked, Wrong::nothing(), Sent::default())).await
}

/// Changes the draft.
pub(crate) async fn act(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(sent): Posted<Sent>,
) -> Result<Response, Problem> {
    let shown = find_to_change(&app, &session, id).await?;
    let draft = read(&app, &shown).await?;
    let version = sent.version.parse().unwrap_or(0);
    let done = match sent.wanted(&draft.sketch)? {
        Ok(wanted) => draft.act(&app, &session.author(), version, &wanted).await,
        Err(refused) => Err(refused.into()),
    };
    let asked = Asked { within: sent.within.clone(), area: sent.area.clone(), find: String::new() };
    match done {
        Ok(()) => {
            Ok(Redirect::to(&format!("/plans/{id}/edit{}#change", sent.part())).into_response())
        }
        Err(NotEdited::Refused(why)) => {
            let wrong = Wrong::with(sent.field_of(&why), &why);
            let page = page(&app, &session, (&shown, &draft), (asked, wrong, sent)).await?;
            Ok(page.with_errors().into_response())
        }
        Err(NotEdited::Overtaken) => {
            // What somebody else saved may have come after this was read.
            let shown = find_to_change(&app, &session, id).await?;
            let draft = read(&app, &shown).await?;
            let wrong = Wrong::with("change", steps::overtaken());
            let page = page(&app, &session, (&shown, &draft), (asked, wrong, sent)).await?;
            Ok(page.overtaken().into_response())
        }
        Err(other) => Err(problem(other)),
    }
}

/// Starts a draft from a plan.
pub(crate) async fn copy(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(_): Posted<kith_frame::posted::Pressed>,
) -> Result<Redirect, Problem> {
    let shown = find(&app, &session, id).await?;
    let name = format!("{} (copy)", shown.plan.name);
    let of = (&shown.plan, &shown.assignment);
    let id = hand::copy(&app, &session.author(), of, name).await?;
    Ok(Redirect::to(&format!("/plans/{id}/edit")))
}

/// What leads from a plan's page to the workbench.
pub(crate) fn links(session: &Session, plan: &Plan) -> Markup {
    let may_draw = session.may(DRAW_PLANS);
    html! {
        p { a class="nhsuk-link" href={ "/plans/" (plan.id) "/why" } { "Why the borders are where they are" } }
        @if may_draw && plan.state == PlanState::Draft {
            p { a class="nhsuk-link" href={ "/plans/" (plan.id) "/edit" } { "Change it by hand" } }
        }
        @if may_draw {
            form method="post" action={ "/plans/" (plan.id) "/copy" } {
                (key(&session.form_key))
                (form::secondary("Start a new draft from this plan"))
            }
        }
    }
}

/// The draft with its edits, as the finder of the plan's page found it.
pub(crate) async fn read(app: &App, shown: &Shown) -> Result<Draft, Problem> {
    let draft = Draft::read(app, &shown.plan, &shown.assignment, &shown.known).await;
    draft.map_err(problem)
}

/// Why a draft was not changed, for those who cannot be shown the page again.
pub(crate) fn problem(error: NotEdited) -> Problem {
    match error {
        NotEdited::Refused(why) => Problem::Unfit(format!("{why}. Nothing was saved.")),
        NotEdited::NotADraft | NotEdited::Overtaken => {
            let what = words::sentence_case(&error.to_string());
            Problem::Conflict(format!("{what}. Nothing was saved."))
        }
        NotEdited::NotSaved(error) => error.into(),
        NotEdited::NoDesk(error) => Problem::broken(&error),
    }
}

async fn page(
    app: &App,
    session: &Session,
    (shown, draft): (&Shown, &Draft),
    (asked, wrong, sent): (Asked, Wrong, Sent),
) -> Result<Page, Problem> {
    if shown.plan.state != PlanState::Draft {
        return Err(problem(NotEdited::NotADraft));
    }
    let names = Names::now(&mut app.db.read().await?).await?;
    let part = &draft.desk.part;
    let position = |code: &String| part.position(&code.parse::<LsoaCode>().ok()?);
    let chosen = asked.area.iter().filter_map(position).collect();
    let bench = Bench { session, shown, draft, asked, chosen, names, wrong, sent };
    let (name, path) = (shown.plan.name.clone(), format!("/plans/{}", shown.plan.id));
    let page = Page::new(format!("Change {name}"), bench.main());
    Ok(page.under("Plans", "/plans").under(name, path).wide())
}

impl Bench<'_> {
    fn main(&self) -> Markup {
        let plan = &self.shown.plan;
        html! {
            (self.wrong.summary())
            h1 class="nhsuk-heading-l" {
                span class="nhsuk-caption-l" { "Change by hand" }
                (plan.name)
            }
            div id="workbench" data-workbench {
                p { a href={ "/plans/" (plan.id) "/why" } { "Why the borders are where they are" } }
                (self.breaks())
                (self.change())
                (self.map())
                (self.choose())
                (self.move_chosen())
                (self.figures())
                (self.neighbourhoods())
                (self.steps())
            }
        }
    }

    /// The rules that are broken, in words.
    fn breaks(&self) -> Markup {
        let breaks = breaks(self.draft);
        if breaks.is_empty() {
            return html! { (InsetText::from("Every rule of the plan is kept.")) };
        }
        let heading = words::how_many(breaks.len() as u64, "rule is broken", "rules are broken");
        let content = html! {
            ul class="nhsuk-list nhsuk-list--bullet" { @for line in &breaks { li { (line) } } }
            p { "You can go on working. The plan cannot be published until this is mended." }
        };
        let heading = Heading { level: Some(2), ..heading.as_str().into() };
        html! { (WarningCallout { heading, content: content.into(), ..WarningCallout::default() }) }
    }

    fn map(&self) -> Markup {
        map::to_work_on(
            self.shown,
            &self.asked.within,
            &format!("/plans/{}/edit", self.shown.plan.id),
        )
    }

    /// The name of the neighbourhood of an area of the part.
    fn neighbourhood_of(&self, area: usize) -> &str {
        let sketch = &self.draft.sketch;
        let code = sketch.home.get(&self.draft.desk.part.areas[area].code);
        code.and_then(|code| sketch.names.get(code)).map_or("no neighbourhood", String::as_str)
    }

    /// People of an area who count for size.
    fn people(&self, area: usize) -> u64 {
        u64::from(self.draft.desk.problem.people(area))
    }
}

/// The rules that a draft breaks, in words.
pub(crate) fn breaks(draft: &Draft) -> Vec<String> {
    let names: Vec<&String> = draft.sketch.names.values().collect();
    let called = Called {
        neighbourhood: &|zone| names.get(zone).map_or_else(String::new, |name| (*name).clone()),
        area: &|area| draft.desk.part.areas[area].name.clone(),
    };
    let breaches = &draft.plan.facts.certificate.breaches;
    breaches.iter().map(|breach| in_words(breach, &called)).collect()
}

/// Which field a refusal is about.
impl Sent {
    fn field_of(&self, why: &CannotEdit) -> &'static str {
        match (why, self.act.as_str()) {
            (CannotEdit::NoAreas | CannotEdit::NoSuchArea(_), _) => "find",
            (_, "rename") => "new_name",
            (_, "lock" | "unlock") => "neighbourhood",
            (_, "new") => "name",
            (_, "undo" | "redo") => "change",
            _ => "to",
        }
    }
}
