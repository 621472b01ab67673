//! Home: what needs this person now, as counts that open the lists behind them.

use axum::extract::State;
use kith_design::{Markup, html};

use crate::app::App;
use crate::module::Queue;
use crate::page::Page;
use crate::problem::Problem;
use crate::session::Session;
use crate::visitor::SignedIn;

struct Counted {
    queue: &'static Queue,
    many: u64,
}

/// Home.
pub async fn show(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Page, Problem> {
    let mut queues = Vec::new();
    for queue in app.modules.iter().flat_map(|module| module.queues) {
        if session.may(queue.needs) {
            queues.push(Counted { queue, many: (queue.count)(app.clone()).await? });
        }
    }
    Ok(Page::new("Home", main(&app, &session, &queues)))
}

fn main(app: &App, session: &Session, queues: &[Counted]) -> Markup {
    let waiting: Vec<&Counted> = queues.iter().filter(|counted| counted.many > 0).collect();
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (app.settings.place) }
            "Home"
        }
        div class="nhsuk-card" {
            div class="nhsuk-card__content" {
                h2 class="nhsuk-card__heading nhsuk-heading-m" { "What needs you now" }
                @if waiting.is_empty() {
                    p { "Nothing needs you today." }
                } @else {
                    dl class="nhsuk-summary-list" {
                        @for counted in &waiting {
                            div class="nhsuk-summary-list__row" {
                                dt class="nhsuk-summary-list__key" { (counted.queue.title) }
                                dd class="nhsuk-summary-list__value" {
                                    a href=(counted.queue.path) {
                                        (counted.many)
                                        span class="nhsuk-u-visually-hidden" { " " (counted.queue.title) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        h2 class="nhsuk-heading-m" { "Where to go" }
        @for module in app.modules {
            @let places = module.navigation.iter().filter(|item| session.may(item.needs));
            @let places: Vec<_> = places.collect();
            @if !places.is_empty() {
                h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-2" { (module.title) }
                ul class="nhsuk-list" {
                    @for item in places { li { a href=(item.path) { (item.label) } } }
                }
            }
        }
        p class="nhsuk-body-s nhsuk-u-secondary-text-colour" {
            "You work as " (session.role.title) " for " (session.organisation_name) ", "
            (session.site) ". Purpose: " (session.purpose.title()) ". "
            a href="/role" { "Change role" }
        }
    }
}
