//! What happened to a plan, what happens next, and the pages on which it is done.

pub(crate) mod agreement;
pub(crate) mod consultation;
pub(crate) mod objection;
pub(crate) mod objections;
pub(crate) mod register;
pub(crate) mod withdraw;

use jiff::civil::Date;
use kith_design::{Button, ButtonVariant, Hint, Input, Label, Markup, Size, Textarea, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::words;

use crate::plan::life::policy::AgreementRule;
use crate::plan::life::publishing::{self, may_publish};
use crate::plan::life::{Life, Stage};
use crate::plan::{Plan, PlanState, sight};
use crate::rights::{AGREE, CONSULT, DRAW_PLANS, OBJECT, PUBLISH_PLANS, READ_PLANS};

/// A plan and what happened to it, as somebody sees it today.
pub(crate) struct Course {
    pub(crate) plan: Plan,
    pub(crate) life: Life,
    pub(crate) today: Date,
    pub(crate) answer_all: bool,
    /// Whether whoever looks may change it while it is a draft.
    pub(crate) is_own: bool,
}

impl Course {
    /// What happened to a plan that the person was found to see.
    pub(crate) async fn of(app: &App, session: &Session, plan: Plan) -> Result<Self, Problem> {
        let life = publishing::life(app, &plan).await?;
        let is_own = sight::see_to_change(app, session, plan.id).await.is_ok();
        let answer_all = AgreementRule::of(app)?.answer_every_objection;
        Ok(Self { plan, life, today: app.clock.today(), answer_all, is_own })
    }

    pub(crate) fn stage(&self) -> Stage {
        self.life.stage(&self.plan, self.today, self.answer_all)
    }

    pub(crate) fn path(&self, door: &str) -> String {
        format!("/plans/{}{door}", self.plan.id)
    }

    /// A page about the plan, under it.
    pub(crate) fn page(&self, session: &Session, title: &str, door: &str, main: Markup) -> Page {
        under(session, Page::new(format!("{title}: {}", self.plan.name), main), &self.plan)
            .under(title, self.path(door))
    }
}

/// A page under a plan.
pub(crate) fn under(session: &Session, page: Page, plan: &Plan) -> Page {
    let above = if session.may(READ_PLANS) {
        ("Plans", "/plans")
    } else {
        ("Neighbourhoods", "/neighbourhoods")
    };
    page.under(above.0, above.1).under(plan.name.as_str(), format!("/plans/{}", plan.id))
}

/// A heading with the plan's name above it.
fn heading(course: &Course, words: &str) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (course.plan.name) }
            (words)
        }
    }
}

/// A field for a day.
fn day(name: &'static str, label: &str, value: &str, wrong: &Wrong) -> Input {
    let hint = Some("Year, month and day, such as 2026-11-21".into());
    Input { width: Some(10), hint, ..form::text(name, label, value, wrong) }
}

/// A field for several lines.
fn lines(name: &str, label: &str, value: &str, hint: &str, wrong: &Wrong) -> Textarea {
    Textarea {
        label: Label { content: label.into(), size: Some(Size::S), ..Label::default() },
        hint: Some(Hint::from(hint)),
        name: name.to_owned(),
        value: value.to_owned(),
        error_message: wrong.about(name),
        ..Textarea::default()
    }
}

/// What happens next with a plan, in a few sentences, with what can be done.
pub(crate) fn next(session: &Session, course: &Course) -> Markup {
    let (plan, life) = (&course.plan, &course.life);
    let link = |door: &str, words: &str| html! { li { a href=(course.path(door)) { (words) } } };
    let has_consultation = life.consultation.is_some();
    let is_draft = plan.state == PlanState::Draft && course.is_own;
    html! {
        h2 class="nhsuk-heading-m" { "What happens next" }
        p { (sentence(course)) }
        ul class="nhsuk-list nhsuk-list--bullet" {
            (link("/explained", "This plan explained on one page"))
            @if has_consultation {
                (link("/consultation", "The consultation"))
                (link("/objections", &format!("Objections: {}", objections(life))))
            }
            @if !life.partners.is_empty() && session.may(READ_PLANS) {
                (link("/agreement", &agreements(life)))
            }
            @if session.may(READ_PLANS) {
                li { a href=(comparison(plan)) { "Compare it with another plan or with today’s PCNs" } }
            }
            @if is_draft && session.may(CONSULT) { (link("/consultation", "Put it to consultation")) }
            @if is_draft && session.may(DRAW_PLANS) { (link("/sight", "Who sees this draft")) }
            @if plan.state.is_open() && course.is_own && session.may(CONSULT) {
                (link("/withdraw", "Withdraw it"))
            }
        }
        @if course.is_own { (publish_or_discard(session, course)) }
    }
}

/// A draft is put beside the plan in force, a published plan beside what there is without it.
fn comparison(plan: &Plan) -> String {
    let left = if plan.state == PlanState::Published { "today" } else { "in-force" };
    format!("/plans/compare?left={left}&right={}", plan.id)
}

fn objections(life: &Life) -> String {
    let (all, open) = (life.objections.len() as u64, life.unanswered());
    match (all, open) {
        (0, _) => "none yet".to_owned(),
        (all, 0) => format!("{}, all answered", words::count(all)),
        (all, open) => format!("{}, {} not answered", words::count(all), words::count(open)),
    }
}

fn agreements(life: &Life) -> String {
    let all = life.partners.len();
    let agreed = all - life.missing().len();
    format!("Agreement of partners: {agreed} of {all}")
}

/// How far it has come and what comes next, in words.
pub(crate) fn sentence(course: &Course) -> String {
    let (plan, life) = (&course.plan, &course.life);
    let day = |day: Option<Date>| day.map(words::date).unwrap_or_default();
    let closes = || day(life.consultation.as_ref().map(|one| one.closes));
    match course.stage() {
        Stage::Draft if life.partners.is_empty() => {
            "This is a draft. It can be put to consultation, with partners who must agree to it, or be \
             published as it is."
                .to_owned()
        }
        Stage::Draft => format!(
            "This is a draft. It is put to consultation first, and needs the agreement of {}.",
            life.missing().join(", ")
        ),
        Stage::ConsultationToCome => {
            let opens = day(life.consultation.as_ref().map(|one| one.opens));
            format!("The consultation opens on {opens}. Its lines stand still from now on.")
        }
        Stage::Consulting => format!(
            "It is out for consultation until {}. Its lines stand still: if they are to change, another plan \
             is made.",
            closes()
        ),
        Stage::Consulted => format!("The consultation closed on {}. {}", closes(), open_matters(life)),
        Stage::Agreed => {
            "The consultation is closed and everything is there that publishing needs.".to_owned()
        }
        Stage::Published => {
            format!("It is published, and will be in force from {}.", day(plan.valid_from))
        }
        Stage::InForce => "It is in force. It never changes; it can only be followed by another.".to_owned(),
        Stage::Superseded => {
            format!("Another plan took its place on {}.", day(plan.valid_to))
        }
        Stage::Withdrawn => {
            let withdrawn = life.withdrawal.as_ref();
            let reason = withdrawn.map_or("", |one| one.reason.as_str());
            format!("It was withdrawn on {}: {reason}", day(withdrawn.map(|one| one.withdrawn_on)))
        }
        Stage::Discarded => "It was discarded as a draft.".to_owned(),
    }
}

fn open_matters(life: &Life) -> String {
    let mut open = Vec::new();
    if life.unanswered() > 0 {
        let many = words::how_many(life.unanswered(), "objection waits", "objections wait");
        open.push(format!("{many} for an answer."));
    }
    if !life.missing().is_empty() {
        open.push(format!("Not agreed yet: {}.", life.missing().join(", ")));
    }
    open.join(" ")
}

fn publish_or_discard(session: &Session, course: &Course) -> Markup {
    let plan = &course.plan;
    let may = may_publish(plan, &course.life, course.today, course.answer_all).is_ok();
    html! {
        @if may && session.may(PUBLISH_PLANS) {
            form method="post" action=(course.path("/publish")) novalidate {
                (form::key(&session.form_key))
                (day("from", "In force from", &course.today.to_string(), &Wrong::nothing()))
                p { "It can then never be changed, only followed by another." }
                (form::send("Publish"))
            }
        }
        @if plan.state == PlanState::Draft && session.may(DRAW_PLANS) {
            form method="post" action=(course.path("/discard")) {
                (form::key(&session.form_key))
                (Button { variant: Some(ButtonVariant::Secondary), ..form::send("Discard") })
            }
        }
    }
}

/// Whether the person may agree for the organisation for which they work here, and it has not yet.
pub(crate) fn may_agree(session: &Session, course: &Course) -> bool {
    let open = |one: &crate::plan::life::Partner| {
        one.organisation == session.organisation && one.agreement.is_none()
    };
    course.plan.state == PlanState::Proposed
        && session.may(AGREE)
        && course.life.partners.iter().any(open)
}

/// Whether the person may record an objection now.
pub(crate) fn may_object(session: &Session, course: &Course) -> bool {
    session.may(OBJECT) && course.life.takes_objections(&course.plan, course.today)
}

/// A conflict: the plan is not where this can be done.
pub(crate) fn not_now(words: &str) -> Problem {
    Problem::Conflict(format!("{words} Nothing was saved."))
}
