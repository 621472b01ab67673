//! The question that any page with a life in time can be asked: as at which day, as known at the end
//! of which day.

use jiff::civil::Date;
use kith_design::{Details, Input, InsetText, Markup, html};
use kith_store::AsOf;
use serde::Deserialize;

use crate::app::App;
use crate::form::{self, Wrong};
use crate::words;

/// The two days as they were typed; empty: now.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AsAt {
    /// As at which day.
    #[serde(default)]
    pub at: String,
    /// As known at the end of which day.
    #[serde(default)]
    pub known: String,
}

impl AsAt {
    /// The question that was meant, and what is wrong with the days; what is wrong counts as now.
    pub fn judge(&self, app: &App) -> (AsOf, Wrong) {
        let mut wrong = Wrong::nothing();
        let at = day(&self.at, "at", &mut wrong);
        let known = day(&self.known, "known", &mut wrong).and_then(end_of_day);
        let as_of = AsOf {
            at: at.unwrap_or_else(|| app.clock.today()),
            known: known.unwrap_or_else(|| app.clock.now()),
        };
        (as_of, wrong)
    }

    /// Whether neither day was typed.
    pub fn is_now(&self) -> bool {
        self.at.is_empty() && self.known.is_empty()
    }

    /// Says at the top of a page that it does not show today: a page that is filtered without saying
    /// so is a hazard (NHS Common User Interface, patient lists, PLI108).
    pub fn notice(&self, as_of: AsOf) -> Markup {
        if self.is_now() {
            return Markup::default();
        }
        let known = if self.known.is_empty() {
            "as known now".to_owned()
        } else {
            format!("as known on {}", self.known.trim())
        };
        let words =
            format!("This page does not show today. It shows {}, {known}.", words::date(as_of.at));
        html! { (InsetText::from(words)) }
    }

    /// The two days as the end of an address, for the links of a page: "&at=2026-06-30".
    pub fn in_address(&self) -> String {
        let fields = [("at", &self.at), ("known", &self.known)];
        let fields: Vec<_> = fields.into_iter().filter(|(_, day)| !day.is_empty()).collect();
        let address = serde_html_form::to_string(&fields).unwrap_or_default();
        if address.is_empty() { address } else { format!("&{address}") }
    }

    /// The form that asks a page for other days. `kept` are the page's other fields.
    pub fn form(&self, path: &str, kept: &[(&str, &str)], wrong: &Wrong) -> Markup {
        let field = |name, label, value: &str| Input {
            width: Some(10),
            ..form::text(name, label, value, wrong)
        };
        let fields = html! {
            form method="get" action=(path) novalidate {
                @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
                (field("at", "As at (year-month-day)", &self.at))
                (field("known", "As known on (year-month-day)", &self.known))
                (form::send("Show"))
            }
        };
        let details = Details::new("See it as at another day", fields);
        html! { (Details { open: !self.is_now(), ..details }) }
    }
}

pub(crate) fn day(typed: &str, field: &'static str, wrong: &mut Wrong) -> Option<Date> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let day = typed.parse();
    if day.is_err() {
        wrong.add(field, "Enter a date as year, month and day, such as 2026-11-21");
    }
    day.ok()
}

pub(crate) fn end_of_day(day: Date) -> Option<jiff::Timestamp> {
    Some(day.tomorrow().ok()?.in_tz("Europe/London").ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_the_clock_of_england() {
        let end = end_of_day(jiff::civil::date(2026, 6, 30)).unwrap();
        assert_eq!(end.to_string(), "2026-06-30T23:00:00Z");
    }

    #[test]
    fn a_page_about_another_day_says_so_and_one_about_today_does_not() {
        let as_of = AsOf { at: jiff::civil::date(2026, 6, 30), known: jiff::Timestamp::UNIX_EPOCH };
        let asked = AsAt { at: "2026-06-30".into(), known: String::new() };
        let notice = asked.notice(as_of).into_string();
        assert!(notice.contains("It shows 30 June 2026, as known now."));
        assert!(AsAt::default().notice(as_of).into_string().is_empty());
    }

    #[test]
    fn the_days_go_with_the_links_of_a_page() {
        let asked = AsAt { at: "2026-06-30".into(), known: "&x".into() };
        assert_eq!(asked.in_address(), "&at=2026-06-30&known=%26x");
        assert_eq!(AsAt::default().in_address(), "");
    }

    #[test]
    fn what_is_no_date_is_said_beside_its_field() {
        let mut wrong = Wrong::nothing();
        assert_eq!(day("30/06/2026", "at", &mut wrong), None);
        assert!(wrong.about("at").is_some());
        assert_eq!(day(" 2026-06-30 ", "at", &mut wrong), Some(jiff::civil::date(2026, 6, 30)));
    }
}
