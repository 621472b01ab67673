//! Accounts that somebody should look at, and why.

use axum::extract::State;
use kith_design::{Cell, Markup, Table, html};

use crate::app::App;
use crate::page::Page;
use crate::problem::Problem;
use crate::review::{ENDS_WITHIN_DAYS, Looked, Reason, UNUSED_DAYS, reasons};
use crate::store;

/// The list.
pub async fn show(State(app): State<App>) -> Result<Page, Problem> {
    let today = app.clock.today();
    let all = store::review::open_accounts(&mut app.db.read().await?, today).await?;
    let listed: Vec<(&Looked, Vec<Reason>)> = all
        .iter()
        .map(|one| (one, reasons(one, today)))
        .filter(|(_, reasons)| !reasons.is_empty())
        .collect();
    let page = Page::new("Accounts to review", main(&listed, all.len()));
    Ok(page.under("Users", "/users").under("Accounts to review", "/users/review"))
}

fn main(listed: &[(&Looked, Vec<Reason>)], of: usize) -> Markup {
    let rows = listed.iter().map(|(one, reasons)| {
        let why = html! { @for reason in reasons { p class="nhsuk-u-margin-bottom-0" { (reason.words()) } } };
        vec![Cell::from(html! { a href={ "/users/" (one.id) } { (one.name) } }), Cell::from(why)]
    });
    html! {
        h1 class="nhsuk-heading-l" { "Accounts to review" }
        p { "Open accounts that nobody has used for " (UNUSED_DAYS) " days, that have a role which ends \
             within " (ENDS_WITHIN_DAYS) " days or no role, or that a password alone opens." }
        @if listed.is_empty() {
            p { "There is nothing to review." }
        } @else {
            p { "Showing " (listed.len()) " of " (of) " open accounts" }
            (Table {
                caption: "Accounts, and why to look at them".into(),
                head: ["Name", "Why"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}
