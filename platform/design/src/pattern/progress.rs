//! How far a background job has come. A script asks again by itself; without it there is a link.

use maud::{Markup, Render, html};

use crate::words;

/// How far a background job has come.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Its id on the page.
    pub id: String,
    /// What is being done: "Reading boundaries".
    pub label: String,
    /// How much is done.
    pub done: u64,
    /// How much there is to do, if that is known.
    pub total: Option<u64>,
    /// What is counted: "rows".
    pub of_what: String,
    /// Where a script gets this same element again; none when the job has ended. A job that has
    /// ended makes the script load the page again.
    pub poll_url: Option<String>,
    /// The page to look at again, for readers without script.
    pub check_href: String,
}

impl Progress {
    /// "1,200 of 33,755 areas (3%)"
    fn words(&self) -> String {
        let done = words::count(self.done);
        match self.total {
            Some(total) if total > 0 => {
                let percent = self.done.min(total) * 100 / total;
                format!("{done} of {} {} ({percent}%)", words::count(total), self.of_what)
            }
            _ => format!("{done} {} so far", self.of_what),
        }
    }
}

impl Render for Progress {
    fn render(&self) -> Markup {
        let label_id = format!("{}-label", self.id);
        html! {
            div class="kith-progress" id=(self.id) data-poll-url=[&self.poll_url] {
                p class="kith-progress__label" id=(label_id) { (self.label) }
                progress class="kith-progress__bar" aria-labelledby=(label_id)
                    max=[self.total.filter(|total| *total > 0)]
                    value=[self.total.filter(|total| *total > 0).map(|total| self.done.min(total))] {}
                p class="kith-progress__words" role="status" { (self.words()) }
                @if self.poll_url.is_some() {
                    p class="kith-progress__check" {
                        a class="nhsuk-link" href=(self.check_href) { "Check progress" }
                    }
                }
            }
        }
    }
}
