//! The neighbourhoods in force: today, or as at another day, as known on another.

use axum::extract::{Query, State};
use jiff::civil::Date;
use kith_design::{EmptyState, Markup, html};
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::plan;
use crate::plan::store;
use crate::rights::READ_PLANS;

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(as_at): Query<AsAt>,
) -> Result<Page, Problem> {
    let (as_of, wrong) = as_at.judge(&app);
    let at = as_of.at;
    let found = store::in_force(&mut app.db.read().await?, as_of).await?;
    let about = match found {
        None => nothing(at, session.may(READ_PLANS)),
        Some(found) => {
            let shown = plan::with_place(&app, found).await?;
            html! {
                p { a href={ "/plans/" (shown.plan.id) } { (shown.plan.name) } ", in force on " (words::date(at)) "." }
                (plan::about(&session, &shown, ""))
            }
        }
    };
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Neighbourhoods" }
        (as_at.notice(as_of))
        (about)
        p { a href="/plans/register" { "Register of plans put to consultation" } }
        (as_at.form("/neighbourhoods", &[], &wrong))
    };
    let page = Page::new("Neighbourhoods", main).under("Neighbourhoods", "/neighbourhoods").wide();
    Ok(if wrong.is_nothing() { page } else { page.with_errors() })
}

fn nothing(at: Date, may_read_plans: bool) -> Markup {
    html! {
        (EmptyState {
            heading: format!("No neighbourhoods were in force on {}", words::date(at)),
            text: "Neighbourhoods are in force from the day that their plan says when it is \
                   published.".into(),
            action: may_read_plans.then(|| ("See the plans".to_owned(), "/plans".to_owned())),
        })
    }
}
