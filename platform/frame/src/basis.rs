//! What a figure stands on: the loads it was worked out from, each a way to what was in it.

use std::fmt::Display;

use maud::{Markup, html};

use crate::rights::READ_DATA;
use crate::session::Session;

/// The name of a load; a link to it for whoever may look at loads.
pub fn load(session: &Session, id: impl Display, name: &str) -> Markup {
    html! {
        @if session.may(READ_DATA) {
            a class="kith-break" href={ "/data/loads/" (id) } { (name) }
        } @else {
            span class="kith-break" { (name) }
        }
    }
}
