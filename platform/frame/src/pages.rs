//! The pages of the frame: signing in, Home, people and organisations, the journal, work in the
//! background, help.

pub mod account;
pub mod code_app;
pub mod health;
pub mod help;
pub mod home;
pub mod invitation;
pub mod job;
pub mod journal;
pub mod organisations;
pub mod passkeys;
pub mod provider;
pub mod review;
pub mod role;
pub mod second_step;
pub mod sessions;
pub mod sign_in;
pub mod status;
pub mod user;
pub mod users;

use kith_design::{Saved, html};

use crate::page::Page;
use crate::problem::Problem;

/// The page for a problem: what happened, whether anything was saved, what to do, whom to call.
pub fn problem(problem: &Problem) -> Page {
    let main = kith_design::Problem {
        heading: problem.title().to_owned(),
        happened: html! { (problem.what()) },
        saved: Saved::NothingToSave,
        next: [
            Some(html! { (problem.next()) }),
            problem.rule().map(|rule| html! { a href=(rule) { "Why can I not see this?" } }),
            Some(html! { a href="/" { "Go to Home" } }),
        ]
        .into_iter()
        .flatten()
        .collect(),
        reference: problem.reference().map(str::to_owned),
        contact: None,
    };
    let main = html! { (main) };
    Page::new(problem.title(), main)
}
