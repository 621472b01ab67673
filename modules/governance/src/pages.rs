//! The pages: what the last full run showed, the security requirements, the hazard log.

pub(crate) mod hazards;
pub(crate) mod security;
pub(crate) mod summary;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kith_design::{Details, Markup, SecondaryNavigation, Section, Tag, TagColour, csv, html};
use kith_frame::words;

use crate::evidence::{Evidence, State};
use crate::run::{self, Proof, Standing};

/// The three pages, each a press away from the others.
fn sections(here: &str) -> SecondaryNavigation {
    let section =
        |text: &str, href: &str| Section { current: href == here, ..Section::new(text, href) };
    SecondaryNavigation {
        aria_label: "Assurance pages".into(),
        items: vec![
            section("Summary", "/assurance"),
            section("Security requirements", "/assurance/security"),
            section("Hazards", "/assurance/hazards"),
        ],
    }
}

/// A state as a tag.
fn tag(state: State) -> Markup {
    let colour = match state {
        State::Shown => TagColour::Green,
        State::Argued | State::Organisation => TagColour::Blue,
        State::Lapsed | State::Pending => TagColour::Yellow,
        State::NotMet => TagColour::Orange,
        State::NotApplicable => TagColour::Grey,
    };
    html! { (Tag::new(colour, state.title())) }
}

/// What shows it: names of what tries it, words for what nothing does.
fn shown_by(evidence: &Evidence) -> Markup {
    html! {
        @for (kind, name) in evidence.names() {
            span class="kith-break" { (words::sentence_case(kind)) " " (name) } br;
        }
        @for said in evidence.words() { span class="kith-break" { (said) } br; }
    }
}

/// The same for a file, on one line.
fn shown_by_in_text(evidence: &Evidence) -> String {
    let names = evidence.names().map(|(kind, name)| format!("{kind} {name}"));
    names.chain(evidence.words()).collect::<Vec<_>>().join("; ")
}

/// How states are worked out, for whoever wants to know before they believe.
fn how(proof: &Proof<'_>) -> Markup {
    let days = run::lapses_after_days();
    let inside = html! {
        p { "Nobody types a state. The files under assurance/ name what tries each point: tests, browser \
             stories and stages of ./dev check. The gate refuses a name that does not exist. A point is \
             shown if all that it names was tried in the last full run of the gate, nothing failed in \
             that run, and the run is not more than " (days) " days old." }
        p { "“By design” is argued and not tried. “Not shown yet” says what will show it. " (standing(proof)) }
    };
    html! {
        h2 class="nhsuk-heading-m" { "How this was made" }
        (Details::new("What the states mean, and the run behind them", inside))
    }
}

/// What the run is worth today, in a sentence.
fn standing(proof: &Proof<'_>) -> String {
    let Some(run) = proof.run else {
        return "No full run is recorded, so nothing is shown now.".into();
    };
    let when = words::moment(run.made_at);
    let until = words::moment(run.holds_until(run::lapses_after_days()));
    match proof.standing {
        Standing::Failed => {
            format!("In the run of {when} something failed, so nothing is shown now.")
        }
        Standing::Changed => {
            format!("The run of {when} was of changes in no commit, so nothing is shown now.")
        }
        Standing::Lapsed => {
            format!("The run of {when} lapsed on {until}, so nothing is shown now.")
        }
        Standing::Holds | Standing::NoRun => format!("The run of {when} counts until {until}."),
    }
}

/// A table as a file to download.
fn download<Row: AsRef<[String]>>(
    name: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Row>,
) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, csv(head, rows)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::{NOON, good_run};

    #[test]
    fn a_page_says_until_when_its_states_hold_or_why_they_do_not() {
        let run = good_run();
        let said = |run, now: &str| standing(&Proof::of(run, now.parse().unwrap(), 90));
        assert_eq!(said(None, NOON), "No full run is recorded, so nothing is shown now.");
        assert_eq!(
            said(Some(&run), NOON),
            "The run of 21 November 2026 at midday counts until 19 February 2027 at midday."
        );
        assert!(said(Some(&run), "2027-03-01T00:00:00Z").contains("lapsed on 19 February 2027"));
    }
}
