//! What happened with a person, from the lake: contacts, problems, care.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_frame::words;
use kith_intake::load::Load;
use kith_lake::{Lake, LakeError};
use kith_store::Value;
use kith_terms::Id;

use crate::homes::EVENT;

/// Something that happened with a client. It has no `Debug`, so that it gets into no log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) organisation: String,
    /// What tells it from others of its organisation.
    pub(crate) id: String,
    /// The key of a [`Stream`], or another.
    pub(crate) stream: String,
    pub(crate) began: When,
    pub(crate) ended: When,
    pub(crate) code: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) value: Option<String>,
}

/// When something happened, as finely as the sender says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Moment(Timestamp),
    Day(Date),
    NotKnown,
}

/// What kind of happening it is: key and title.
pub(crate) struct Stream {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
}

/// A long-term condition: it stands among the problems.
pub(crate) const PROBLEM: &str = "gp_problem";

/// The streams that are known.
pub(crate) const STREAMS: &[Stream] = &[
    Stream { key: "gp_appointment", title: "GP appointment" },
    Stream { key: PROBLEM, title: "Long-term condition" },
    Stream { key: "gp_finding", title: "GP finding" },
    Stream { key: "ae_attendance", title: "A&E attendance" },
    Stream { key: "admission", title: "Hospital admission" },
    Stream { key: "outpatient", title: "Outpatient appointment" },
    Stream { key: "community_contact", title: "Community contact" },
    Stream { key: "mental_health_contact", title: "Mental health contact" },
    Stream { key: "call_111", title: "NHS 111 call" },
    Stream { key: "care_package", title: "Care package" },
    Stream { key: "social_prescribing", title: "Social prescribing" },
];

/// The title of a stream; the key itself where nobody knows it.
pub(crate) fn stream_title(key: &str) -> &str {
    STREAMS.iter().find(|stream| stream.key == key).map_or(key, |stream| stream.title)
}

impl When {
    fn read(text: Option<&str>) -> Self {
        let Some(text) = text else { return Self::NotKnown };
        match (text.parse(), text.parse()) {
            (Ok(moment), _) => Self::Moment(moment),
            (_, Ok(day)) => Self::Day(day),
            _ => Self::NotKnown,
        }
    }

    /// The words for pages, by the clock of England.
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Self::Moment(at) => Some(words::moment(at)),
            Self::Day(day) => Some(words::date(day)),
            Self::NotKnown => None,
        }
    }

    /// As programs write it.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Moment(at) => Some(at.to_string()),
            Self::Day(day) => Some(day.to_string()),
            Self::NotKnown => None,
        }
    }

    /// Whether it is still to come: what is planned must not be taken for what was (NHS Common User
    /// Interface, timelines, MTI072).
    pub(crate) fn is_to_come(self, now: Timestamp, today: Date) -> bool {
        match self {
            Self::Moment(at) => at > now,
            Self::Day(day) => day > today,
            Self::NotKnown => false,
        }
    }
}

/// What happened with somebody whom organisations know as these clients, newest first. Of an event that
/// several loads tell of the last word counts.
pub(crate) fn of(
    lake: &Lake,
    loads: &[Id<Load>],
    clients: &[(String, String)],
) -> Result<Vec<Event>, LakeError> {
    let mut newest: BTreeMap<(String, String), (String, Event)> = BTreeMap::new();
    for (organisation, local_id) in clients {
        let whose = [
            ("organisation", Value::from(organisation.as_str())),
            ("local_id", Value::from(local_id.as_str())),
        ];
        for row in lake.rows_of(EVENT.name, loads, &whose, EVENT.columns)? {
            let (order, event) = event(&row);
            newest.insert((event.organisation.clone(), event.id.clone()), (order, event));
        }
    }
    let mut events: Vec<(String, Event)> = newest.into_values().collect();
    events.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(events.into_iter().map(|(_, event)| event).collect())
}

/// An event, and what it is ordered by.
fn event(row: &[Value]) -> (String, Event) {
    let text = |name: &str| {
        let at = EVENT.columns.iter().position(|column| *column == name)?;
        match row.get(at) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    };
    let began = text("began");
    let event = Event {
        organisation: text("organisation").unwrap_or_default(),
        id: text("event_id").unwrap_or_default(),
        stream: text("stream").unwrap_or_default(),
        began: When::read(began.as_deref()),
        ended: When::read(text("ended").as_deref()),
        code: text("code"),
        description: text("description"),
        site: text("site"),
        role: text("role"),
        outcome: text("outcome"),
        value: text("value"),
    };
    (began.unwrap_or_default(), event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stream_that_a_mapping_may_name_has_a_title() {
        let titled: Vec<&str> = STREAMS.iter().map(|stream| stream.key).collect();
        assert_eq!(titled, kith_intake::STREAMS);
    }

    #[test]
    fn a_moment_is_told_to_the_minute_and_a_day_as_a_day() {
        for (text, expected) in [
            (Some("2026-08-06T16:30:00Z"), Some("6 August 2026 at 5:30pm")),
            (Some("2026-08-06"), Some("6 August 2026")),
            (Some("last summer"), None),
            (None, None),
        ] {
            assert_eq!(When::read(text).words().as_deref(), expected);
        }
    }

    #[test]
    fn what_is_to_come_is_told_apart() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let today = jiff::civil::date(2026, 11, 21);
        for (text, expected) in [
            ("2026-11-21T08:59:00Z", false),
            ("2026-11-21T09:01:00Z", true),
            ("2026-11-21", false),
            ("2026-11-22", true),
        ] {
            assert_eq!(When::read(Some(text)).is_to_come(now, today), expected, "{text}");
        }
    }

    #[test]
    fn each_stream_has_a_title_and_an_unknown_one_its_key() {
        assert_eq!(stream_title("call_111"), "NHS 111 call");
        assert_eq!(stream_title("dance"), "dance");
    }
}
