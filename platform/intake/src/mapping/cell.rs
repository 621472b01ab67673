//! How what stands in a cell becomes the value of a column.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::{Timestamp, Zoned};
use kith_store::Value;

use super::Cell;
use super::shape::{Kind, is_of_our_time};
use crate::{OfficialDate, Rule};

/// A value breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Breaks(pub(crate) Rule);

const NEEDED: Rule = Rule {
    says: "a row says whose it is and what it is: this value is not left empty",
    remedy: "fill it in, or have the sender fill it in",
};
const A_CODE: Rule = Rule {
    says: "a value is one of the codes that the mapping file knows",
    remedy: "correct the code, or have the sender's new code put into the mapping",
};
const LETTERS: Rule = Rule {
    says: "all letters can be read in the file's encoding",
    remedy: "have the file written as UTF-8, or name its encoding in the mapping",
};

impl Cell {
    /// The value as it is kept: nothing where nothing stands there.
    pub(super) fn value(&self, given: &str) -> Result<Value, Breaks> {
        let text = self.bare(given);
        if text.is_empty() {
            return if self.target.needed { Err(Breaks(NEEDED)) } else { Ok(Value::Null) };
        }
        if text.contains('\u{FFFD}') {
            return Err(Breaks(LETTERS));
        }
        let text = self.decoded(text)?;
        let kind = self.target.kind;
        let kept = match kind {
            Kind::Day => self.day(&text).map(|day| day.to_string()),
            Kind::Moment => self.moment(&text),
            _ => kind.kept(&text),
        };
        kept.map(Value::Text).ok_or(Breaks(kind.rule()))
    }

    /// Without what stands before it and without what means that nothing is known.
    fn bare<'t>(&self, given: &'t str) -> &'t str {
        let text = given.trim();
        let text = text.strip_prefix(self.after.as_str()).unwrap_or(text);
        if self.empty.iter().any(|word| word == text) { "" } else { text }
    }

    fn decoded<'t>(&'t self, text: &'t str) -> Result<Cow<'t, str>, Breaks> {
        if self.codes.is_empty() {
            return Ok(Cow::Borrowed(text));
        }
        let known = self.codes.iter().find(|(code, _)| code.eq_ignore_ascii_case(text));
        known.map(|(_, meaning)| Cow::Borrowed(meaning.as_str())).ok_or(Breaks(A_CODE))
    }

    /// What is written as the mapping says, or as ISO 8601: no spreadsheet mistakes the two.
    fn day(&self, text: &str) -> Option<Date> {
        let format = self.format.as_ref();
        let written = format.and_then(|format| BrokenDownTime::parse(format, text).ok());
        let day = match (written, format) {
            (Some(written), _) => written.to_date().ok()?,
            (None, Some(_)) => text.parse().ok()?,
            (None, None) => day_of(text)?,
        };
        is_of_our_time(day).then_some(day)
    }

    /// A day as `2026-11-21`, a moment as the records keep moments.
    fn moment(&self, text: &str) -> Option<String> {
        let format = self.format.as_ref();
        if let Some(written) = format.and_then(|format| BrokenDownTime::parse(format, text).ok()) {
            if let Ok(moment) = written.to_timestamp() {
                return self.kept_moment(moment);
            }
            return match written.to_datetime() {
                Ok(local) if written.hour().is_some() => self.local(local),
                _ => kept_day(written.to_date().ok()?),
            };
        }
        match text.parse::<Timestamp>() {
            Ok(moment) => self.kept_moment(moment),
            Err(_) if text.len() > "2026-11-21".len() => self.local(text.parse().ok()?),
            Err(_) if format.is_some() => kept_day(text.parse().ok()?),
            Err(_) => kept_day(day_of(text)?),
        }
    }

    fn local(&self, local: DateTime) -> Option<String> {
        self.kept_moment(local.to_zoned(self.zone.clone()).ok().as_ref().map(Zoned::timestamp)?)
    }

    fn kept_moment(&self, moment: Timestamp) -> Option<String> {
        is_of_our_time(moment.to_zoned(self.zone.clone()).date()).then(|| format!("{moment:.6}"))
    }
}

fn kept_day(day: Date) -> Option<String> {
    is_of_our_time(day).then(|| day.to_string())
}

fn day_of(text: &str) -> Option<Date> {
    text.parse::<OfficialDate>().ok().map(|OfficialDate(day)| day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::shape::{EVENT_COLUMNS, RECORD_COLUMNS, Target};

    fn cell(name: &str) -> Cell {
        let target = Target::called(name, RECORD_COLUMNS);
        let target = target.or_else(|| Target::called(name, EVENT_COLUMNS)).unwrap();
        Cell {
            target,
            from: super::super::From::Constant(String::new()),
            format: None,
            zone: jiff::tz::TimeZone::get("Europe/London").unwrap(),
            codes: Vec::new(),
            after: String::new(),
            empty: Vec::new(),
            optional: false,
            keep_row: false,
        }
    }

    fn kept(cell: &Cell, text: &str) -> String {
        match cell.value(text) {
            Ok(Value::Text(text)) => text,
            Ok(Value::Null) => "nothing".to_owned(),
            Ok(other) => format!("{other:?}"),
            Err(Breaks(rule)) => format!("breaks: {}", rule.says),
        }
    }

    #[test]
    fn england_s_moments_are_kept_as_utc_and_days_as_days() {
        let iso = cell("began");
        assert_eq!(kept(&iso, "2026-07-01T09:30"), "2026-07-01T08:30:00.000000Z");
        assert_eq!(kept(&iso, "2026-12-01 09:30:15"), "2026-12-01T09:30:15.000000Z");
        assert_eq!(kept(&iso, "2026-07-01T09:30:00+02:00"), "2026-07-01T07:30:00.000000Z");
        assert_eq!(kept(&iso, "2026-07-01"), "2026-07-01");
        assert_eq!(kept(&iso, "01/07/2026"), "2026-07-01");
        let written = Cell { format: Some("%d/%m/%Y %H:%M".into()), ..cell("began") };
        assert_eq!(kept(&written, "01/07/2026 09:30"), "2026-07-01T08:30:00.000000Z");
        let days = Cell { format: Some("%d-%b-%Y".into()), ..cell("ended") };
        assert_eq!(kept(&days, "01-Jul-2026"), "2026-07-01");
        for bad in ["2026-07-01T25:00", "31/06/2026", "0026-07-01", "yesterday"] {
            assert!(kept(&iso, bad).starts_with("breaks: a day or moment"), "{bad}");
        }
    }

    #[test]
    fn a_day_of_another_century_or_form_breaks_the_rule() {
        let birth = Cell { format: Some("%d/%m/%Y".into()), ..cell("birth_date") };
        assert_eq!(kept(&birth, " 29/02/2000 "), "2000-02-29");
        assert_eq!(kept(&birth, "2000-02-29"), "2000-02-29");
        for bad in ["29/02/1900", "29.02.2000", "01/01/1066", "1/13/2000"] {
            assert!(kept(&birth, bad).starts_with("breaks: a day is written"), "{bad}");
        }
    }

    #[test]
    fn codes_prefixes_and_words_for_nothing_are_understood() {
        let gender = Cell {
            codes: vec![("F".into(), "2".into()), ("M".into(), "1".into())],
            empty: vec!["?".into()],
            ..cell("gender")
        };
        assert_eq!(
            ["f", "M", "?", ""].map(|text| kept(&gender, text)),
            ["2", "1", "nothing", "nothing"]
        );
        assert!(kept(&gender, "X").contains("codes that the mapping"));
        let local = Cell { after: "Patient/".into(), ..cell("local_id") };
        assert_eq!(kept(&local, "Patient/17"), "17");
        assert!(kept(&local, "").contains("not left empty"));
        assert!(kept(&local, "caf\u{FFFD}").contains("letters"));
    }
}
