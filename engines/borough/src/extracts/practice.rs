//! What most practices send: their patients, appointments, problems and findings.

use super::cells::push_number;
use super::known::Known;
use super::{Pages, file};
use crate::people::{Event, Sex, Stream};

pub(super) fn write(pages: &mut Pages, known: &Known) {
    patient(pages, known);
    let told = std::mem::take(&mut pages.told);
    for (number, event) in &told {
        match event.stream {
            Stream::GpAppointment => appointment(pages, known, *number, event),
            Stream::GpProblem => problem(pages, known, *number, event),
            Stream::GpFinding => finding(pages, known, *number, event),
            _ => {}
        }
    }
    pages.told = told;
}

fn patient(pages: &mut Pages, known: &Known) {
    let practice = pages.extracts.borough.practices[known.practice].code.as_str();
    let rows = &mut pages.rows[file::GP_PATIENTS];
    rows.text(practice).plain(known.id.bytes());
    known.nhs_cell(rows);
    rows.text(&known.family).text(&known.given).text(known.title);
    known.british_birth(rows);
    match known.death {
        Some(day) => rows.british_day(day),
        None => rows.nothing(),
    };
    rows.plain(match known.sex {
        Sex::Female => b"F",
        Sex::Male => b"M",
    });
    rows.plain(&[known.ethnic]);
    if known.address.flat > 0 {
        rows.raw().extend_from_slice(b"FLAT ");
        rows.number(u64::from(known.address.flat));
    } else {
        rows.nothing();
    }
    push_number(rows.raw(), u64::from(known.address.house));
    rows.raw().push(b' ');
    rows.plain(known.address.street.as_bytes());
    rows.plain(b"WENDMERE").text(known.postcode());
    known.phone_cell(rows);
    rows.end();
}

/// The first cells of each event: practice, patient and the event's own number.
fn begin<'p>(
    pages: &'p mut Pages,
    known: &Known,
    file: usize,
    number: u64,
) -> (&'p mut super::Rows, bool) {
    let practice = pages.extracts.borough.practices[known.practice].code.as_str();
    let is_bad = pages.soil.event_is_unreadable((file, practice), known, number);
    let rows = &mut pages.rows[file];
    rows.plain(practice.as_bytes()).plain(known.id.bytes()).number(number);
    (rows, is_bad)
}

fn appointment(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let extracts = pages.extracts;
    let (rows, is_bad) = begin(pages, known, file::GP_APPOINTMENTS, number);
    if is_bad {
        rows.plain(b"31/02/2024 10:00");
    } else {
        rows.british_moment(event.began);
    }
    match event.ended {
        Some(ended) => rows.british_moment(ended),
        None => rows.nothing(),
    };
    let code = extracts.codes.of(event.code);
    rows.plain(&code.code).plain(&code.description).plain(extracts.codes.site(event.site));
    rows.plain(event.role.name().as_bytes()).plain(event.outcome.name().as_bytes());
    match event.value {
        Some(days) => rows.number(u64::from(days.unsigned_abs())),
        None => rows.nothing(),
    };
    rows.end();
}

fn problem(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let extracts = pages.extracts;
    let (rows, is_bad) = begin(pages, known, file::GP_PROBLEMS, number);
    if is_bad {
        rows.plain(b"31/02/2024");
    } else {
        rows.british_day(event.began.day());
    }
    let code = extracts.codes.of(event.code);
    rows.plain(&code.code).plain(&code.description).end();
}

fn finding(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let extracts = pages.extracts;
    let (rows, is_bad) = begin(pages, known, file::GP_FINDINGS, number);
    if is_bad {
        rows.plain(b"31/02/2024");
    } else {
        rows.british_day(event.began.day());
    }
    let code = extracts.codes.of(event.code);
    rows.plain(&code.system).plain(&code.code).plain(&code.description);
    match event.value {
        Some(tenths) => rows.tenths(tenths),
        None => rows.nothing(),
    };
    rows.plain(&code.unit).end();
}
