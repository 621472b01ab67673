//! The consultation about a plan: opening it, and what came of it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use kith_design::{
    Cell, Checkboxes, ChoiceItem, Fieldset, Legend, Markup, Size, SummaryList, SummaryRow, Table,
    html,
};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::organisation::Organisation;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::{Course, day, heading, lines, may_object, not_now, sentence};
use crate::plan::life::policy::{AgreementRule, Stakeholders};
use crate::plan::life::{Consultation, TypedConsultation, store};
use crate::plan::{Plan, PlanState, sight};
use crate::rights::CONSULT;

/// What the form offers: the groups, and the organisations that can be named.
struct Offered {
    groups: Stakeholders,
    organisations: Vec<Organisation>,
}

/// The page: the consultation, or the form that opens one.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    let offered = Offered::of(&app).await?;
    let typed = offered.at_first(&app, &course)?;
    Ok(page(&session, &course, &offered, &typed, &Wrong::nothing()))
}

/// Opens it.
pub(crate) async fn open(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedConsultation>,
) -> Result<Response, Problem> {
    let plan = sight::see_to_change(&app, &session, id).await?;
    let course = Course::of(&app, &session, plan).await?;
    if course.plan.state != PlanState::Draft {
        return Err(not_now("This plan is no longer a draft."));
    }
    let offered = Offered::of(&app).await?;
    match typed.judge(&offered.groups, &offered.organisations) {
        Err(wrong) => {
            Ok(page(&session, &course, &offered, &typed, &wrong).with_errors().into_response())
        }
        Ok((consultation, partners)) => {
            let when = (app.clock.now(), &session.author());
            store::consult(&app.db, when, &course.plan, consultation, partners).await?;
            Ok(Redirect::to(&course.path("/consultation")).into_response())
        }
    }
}

impl Offered {
    async fn of(app: &App) -> Result<Self, Problem> {
        let organisations = kith_frame::store::organisation::all(&mut app.db.read().await?).await?;
        Ok(Self { groups: Stakeholders::of(app)?, organisations })
    }

    /// What stands in the form at first: four weeks from today, everyone asked, the partners that the
    /// place names.
    fn at_first(&self, app: &App, course: &Course) -> Result<TypedConsultation, Problem> {
        let rule = AgreementRule::of(app)?;
        let named = |one: &&Organisation| {
            rule.named.contains(&one.kind) || rule.must_agree.contains(&one.kind)
        };
        let closes = course.today.saturating_add(28.days());
        Ok(TypedConsultation {
            opens: course.today.to_string(),
            closes: closes.to_string(),
            asked: self.groups.group.iter().map(|group| group.key.clone()).collect(),
            partners: self
                .organisations
                .iter()
                .filter(named)
                .map(|one| one.id.to_string())
                .collect(),
            reply_to: String::new(),
        })
    }
}

fn page(
    session: &Session,
    course: &Course,
    offered: &Offered,
    typed: &TypedConsultation,
    wrong: &Wrong,
) -> Page {
    let may_open = course.plan.state == PlanState::Draft && course.is_own && session.may(CONSULT);
    let main = html! {
        (wrong.summary())
        (heading(course, "Consultation"))
        @match &course.life.consultation {
            Some(consultation) => { (about(session, course, consultation, &offered.groups)) }
            None if may_open => { (opening(session, course, offered, (typed, wrong))) }
            None => { p { "This plan was not put to consultation." } }
        }
    };
    course.page(session, "Consultation", "/consultation", main)
}

fn about(
    session: &Session,
    course: &Course,
    consultation: &Consultation,
    groups: &Stakeholders,
) -> Markup {
    let asked: Vec<&str> = consultation.asked.iter().map(|key| groups.title(key)).collect();
    let partners: Vec<&str> = course.life.partners.iter().map(|one| one.name.as_str()).collect();
    let rows = vec![
        SummaryRow::new("Opens", words::date(consultation.opens)),
        SummaryRow::new("Closes", words::date(consultation.closes)),
        SummaryRow::new("Who is asked", asked.join(", ")),
        SummaryRow::new("How to reply", consultation.reply_to.as_str()),
        SummaryRow::new("Who must agree", partners.join(", ")),
    ];
    html! {
        p { (sentence(course)) }
        (SummaryList { rows, ..SummaryList::default() })
        h2 class="nhsuk-heading-m" { "What was said" }
        (by_group(course, groups))
        p { a href=(course.path("/objections")) { "Read the objections and their answers" } }
        @if may_object(session, course) {
            p { a class="nhsuk-button" href=(course.path("/objections/new")) { "Record an objection" } }
        }
    }
}

/// How many objections came from whom.
pub(crate) fn by_group(course: &Course, groups: &Stakeholders) -> Markup {
    let counted = course.life.by_group();
    if counted.is_empty() {
        return html! { p { "Nobody has objected." } };
    }
    let rows = counted
        .iter()
        .map(|(key, many)| vec![Cell::from(groups.title(key)), Cell::number(words::count(*many))]);
    html! {
        (Table {
            caption: "Objections by stakeholder group".into(),
            head: vec!["Group".into(), Cell::number("Objections")],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Table::default()
        })
    }
}

fn opening(
    session: &Session,
    course: &Course,
    offered: &Offered,
    (typed, wrong): (&TypedConsultation, &Wrong),
) -> Markup {
    let groups = offered.groups.group.iter().map(|one| item(&one.key, &one.title)).collect();
    let organisations =
        offered.organisations.iter().map(|one| item(&one.id.to_string(), &one.name)).collect();
    let replies =
        "An address, a form, the days of meetings. It is shown on the page for the public.";
    html! {
        p { "From now on the lines of this plan stand still. From the first day everyone who may see the place \
             can read it. A day that has gone is right where the consultation was held before. If the lines are to change, make another plan and link it from the answer." }
        form method="post" action=(course.path("/consultation")) novalidate {
            (form::key(&session.form_key))
            (day("opens", "First day", &typed.opens, wrong))
            (day("closes", "Last day", &typed.closes, wrong))
            (several("asked", "Who is asked", groups, (&typed.asked, wrong)))
            (lines("reply_to", "How people can reply", &typed.reply_to, replies, wrong))
            (several("partners", "Who must agree before it is published", organisations, (&typed.partners, wrong)))
            (form::send("Open the consultation"))
        }
    }
}

fn item(value: &str, words: &str) -> ChoiceItem {
    ChoiceItem { content: words.into(), value: value.to_owned(), ..ChoiceItem::default() }
}

fn several(
    name: &str,
    words: &str,
    items: Vec<ChoiceItem>,
    (values, wrong): (&[String], &Wrong),
) -> Checkboxes {
    let legend = Legend { content: words.into(), size: Some(Size::S), ..Legend::default() };
    Checkboxes {
        fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
        error_message: wrong.about(name),
        name: name.to_owned(),
        items,
        values: values.to_vec(),
        small: true,
        ..Checkboxes::default()
    }
}
