//! What the acute trust sends. Names stand in capitals there, as in its patient administration system.

use super::known::Known;
use super::{Pages, Rows, file};
use crate::people::{Event, Moment, Sex, Stream};

pub(super) fn write(pages: &mut Pages, known: &Known) {
    patient(pages, known);
    let told = std::mem::take(&mut pages.told);
    for (number, event) in &told {
        match event.stream {
            Stream::AeAttendance => attendance(pages, known, *number, event),
            Stream::Admission => admission(pages, known, *number, event),
            Stream::Outpatient => outpatient(pages, known, *number, event),
            _ => {}
        }
    }
    pages.told = told;
}

fn patient(pages: &mut Pages, known: &Known) {
    let practice = pages.extracts.borough.practices.get(known.practice);
    let rows = &mut pages.rows[file::ACUTE_PATIENTS];
    rows.plain(known.id.bytes());
    known.nhs_cell(rows);
    rows.text(&known.family.to_uppercase()).text(&known.given.to_uppercase());
    rows.text(&known.title.to_uppercase());
    rows.plain(match known.sex {
        Sex::Female => b"2",
        Sex::Male => b"1",
    });
    known.birth(rows);
    match known.death {
        Some(day) => rows.day(day),
        None => rows.nothing(),
    };
    rows.plain(&[known.ethnic]);
    known.address_cell(rows);
    rows.text(known.postcode());
    known.phone_cell(rows);
    rows.text(practice.map_or("", |practice| practice.code.as_str())).end();
}

/// The event's own number, the client, when it began and when it ended.
fn begin<'p>(
    pages: &'p mut Pages,
    known: &Known,
    file: usize,
    (number, began): (u64, Moment),
) -> &'p mut Rows {
    let is_bad = pages.soil.event_is_unreadable((file, known.sender.code()), known, number);
    let rows = &mut pages.rows[file];
    rows.number(number).plain(known.id.bytes());
    if is_bad { rows.plain(b"2024-02-31 10:00") } else { rows.moment(began) }
}

fn ended(rows: &mut Rows, ended: Option<Moment>) -> &mut Rows {
    match ended {
        Some(ended) => rows.moment(ended),
        None => rows.nothing(),
    }
}

fn attendance(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let codes = &pages.extracts.codes;
    let rows = begin(pages, known, file::ACUTE_ATTENDANCES, (number, event.began));
    ended(rows, event.ended).plain(codes.site(event.site));
    rows.plain(&codes.of(event.code).code).plain(&codes.of(event.code).description);
    rows.plain(event.role.name().as_bytes()).plain(event.outcome.name().as_bytes());
    value(rows, event.value);
}

fn admission(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let codes = &pages.extracts.codes;
    let rows = begin(pages, known, file::ACUTE_ADMISSIONS, (number, event.began));
    ended(rows, event.ended).plain(codes.site(event.site));
    rows.plain(&codes.of(event.code).code).plain(&codes.of(event.code).description);
    rows.plain(event.role.name().as_bytes()).plain(event.outcome.name().as_bytes());
    value(rows, event.value);
}

fn outpatient(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let codes = &pages.extracts.codes;
    let rows = begin(pages, known, file::ACUTE_OUTPATIENTS, (number, event.began));
    rows.plain(&codes.of(event.code).code).plain(&codes.of(event.code).description);
    rows.plain(codes.site(event.site)).plain(event.role.name().as_bytes());
    rows.plain(event.outcome.name().as_bytes()).end();
}

/// The last cell of a row: a count, where there is one.
fn value(rows: &mut Rows, value: Option<i32>) {
    match value {
        Some(value) => rows.number(u64::from(value.unsigned_abs())),
        None => rows.nothing(),
    };
    rows.end();
}
