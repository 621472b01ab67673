//! What the trusts for community and mental health, the council, the voluntary sector and 111 send.

use super::cells::push_day;
use super::known::{self, Known};
use super::sender::Sender;
use super::{Pages, file};
use crate::people::{Event, Sex, Stream};

/// Clients in one file and contacts in another, in the same layout for both trusts.
pub(super) fn write_contacts(pages: &mut Pages, known: &Known) {
    let (clients, contacts, stream) = if known.sender == Sender::Community {
        (file::COMMUNITY_PATIENTS, file::COMMUNITY_CONTACTS, Stream::CommunityContact)
    } else {
        (file::MENTAL_HEALTH_PATIENTS, file::MENTAL_HEALTH_CONTACTS, Stream::MentalHealthContact)
    };
    client(pages, known, clients);
    let told = std::mem::take(&mut pages.told);
    for (number, event) in told.iter().filter(|(_, event)| event.stream == stream) {
        contact(pages, known, (contacts, *number), event);
    }
    pages.told = told;
}

fn client(pages: &mut Pages, known: &Known, file: usize) {
    let practice = practice(pages, known);
    let rows = &mut pages.rows[file];
    rows.plain(known.id.bytes());
    known.nhs_cell(rows);
    rows.text(&known.family).text(&known.given);
    known.british_birth(rows);
    rows.plain(gender(known)).plain(&[known.ethnic]);
    known.address_cell(rows);
    rows.text(known.postcode());
    known.phone_cell(rows);
    rows.text(practice);
    match known.death {
        Some(day) => rows.british_day(day),
        None => rows.nothing(),
    };
    rows.end();
}

fn contact(pages: &mut Pages, known: &Known, (file, number): (usize, u64), event: &Event) {
    let is_bad = pages.soil.event_is_unreadable((file, known.sender.code()), known, number);
    let codes = &pages.extracts.codes;
    let rows = &mut pages.rows[file];
    rows.number(number).plain(known.id.bytes());
    if is_bad {
        rows.plain(b"31/02/2024 10:00");
    } else {
        rows.british_moment(event.began);
    }
    match event.ended {
        Some(ended) => rows.british_moment(ended),
        None => rows.nothing(),
    };
    rows.plain(&codes.of(event.code).code).plain(&codes.of(event.code).description);
    rows.plain(codes.site(event.site)).plain(event.role.name().as_bytes());
    rows.plain(event.outcome.name().as_bytes()).end();
}

/// Person and event in one row, as the council, the voluntary sector and 111 send them.
pub(super) fn write(pages: &mut Pages, known: &Known) {
    let told = std::mem::take(&mut pages.told);
    for (number, event) in told.iter().filter(|(_, event)| known.sender.has(event.stream)) {
        match known.sender {
            Sender::Council => package(pages, known, *number, event),
            Sender::Voluntary => referral(pages, known, *number, event),
            _ => call(pages, known, *number, event),
        }
    }
    pages.told = told;
}

fn package(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let practice = practice(pages, known);
    let to = (file::COUNCIL_CLIENTS, known.sender.code());
    let is_bad = pages.soil.event_is_unreadable(to, known, number);
    let codes = &pages.extracts.codes;
    let rows = &mut pages.rows[file::COUNCIL_CLIENTS];
    rows.plain(known.id.bytes());
    known.nhs_cell(rows);
    rows.text(&known.family).text(&known.given).text(known.title);
    known.british_birth(rows);
    match known.death {
        Some(day) => rows.british_day(day),
        None => rows.nothing(),
    };
    rows.plain(gender(known)).plain(&[known.ethnic]);
    known.address_cell(rows);
    rows.text(known.postcode());
    known.phone_cell(rows);
    rows.text(practice).numbered(b'P', number);
    rows.plain(&codes.of(event.code).code).plain(&codes.of(event.code).description);
    if is_bad {
        rows.plain(b"31/02/2024");
    } else {
        rows.british_day(event.began.day());
    }
    match event.ended {
        Some(ended) => rows.british_day(ended.day()),
        None => rows.nothing(),
    };
    match event.value {
        Some(pence) => rows.number(u64::from(pence.unsigned_abs())),
        None => rows.nothing(),
    };
    rows.plain(event.outcome.name().as_bytes()).end();
}

fn call(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let practice = practice(pages, known);
    let is_bad =
        pages.soil.event_is_unreadable((file::CALLS_111, known.sender.code()), known, number);
    let codes = &pages.extracts.codes;
    let rows = &mut pages.rows[file::CALLS_111];
    rows.plain(known.id.bytes());
    known.nhs_cell(rows);
    rows.text(&known.family).text(&known.given);
    known.birth(rows);
    rows.plain(gender(known));
    known.address_cell(rows);
    rows.text(known.postcode());
    known.phone_cell(rows);
    rows.text(practice).numbered(b'C', number);
    if is_bad {
        rows.plain(b"2024-02-31 10:00");
    } else {
        rows.moment(event.began);
    }
    match event.ended {
        Some(ended) => rows.moment(ended),
        None => rows.nothing(),
    };
    rows.plain(&codes.of(event.code).code).plain(&codes.of(event.code).description);
    rows.plain(event.role.name().as_bytes()).plain(event.outcome.name().as_bytes()).end();
}

/// A row of the voluntary sector's workbook.
fn referral(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let practice = practice(pages, known);
    let text = event.code.text();
    let day = |day| written(|to| push_day(to, day));
    let cells = [
        written(|to| to.extend_from_slice(known.id.bytes())),
        known.nhs_number.map_or_else(String::new, |number| number.to_string()),
        known.family.to_string(),
        known.given.to_string(),
        day(known.birth),
        String::from_utf8_lossy(gender(known)).into_owned(),
        written(|to| known::home(to, &known.address)),
        known.postcode().to_owned(),
        written(|to| known::phone(to, known.phone)),
        practice.to_owned(),
        format!("R{number}"),
        day(event.began.day()),
        event.ended.map_or_else(String::new, |ended| day(ended.day())),
        text.code.clone(),
        text.description.clone(),
        event.role.name().to_owned(),
        event.outcome.name().to_owned(),
    ];
    crate::files::xlsx::row(pages.rows[file::VOLUNTARY_SECTOR].raw(), &cells);
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn gender(known: &Known) -> &'static [u8] {
    match known.sex {
        Sex::Female => b"Female",
        Sex::Male => b"Male",
    }
}

/// The code of the practice that the organisation has on record.
fn practice<'a>(pages: &Pages<'a>, known: &Known) -> &'a str {
    let practice = pages.extracts.borough.practices.get(known.practice);
    practice.map_or("", |practice| practice.code.as_str())
}
