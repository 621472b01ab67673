//! What is true: who everyone is, and which record is whose. Never read by Kith, only by those who judge it.

use super::known::{self, Known};
use super::{Pages, file, soil};
use crate::people::{Gone, Person, Sex, Tenure};

/// A person as they are.
pub(super) fn person(pages: &mut Pages, person: &Person) {
    let home = pages.block.home(person);
    let rows = &mut pages.rows[file::PEOPLE];
    rows.number(person.key).number(person.nhs_number.number());
    rows.text(person.name.family).text(person.name.given).text(person.name.title);
    rows.plain(match person.sex {
        Sex::Female => b"2",
        Sex::Male => b"1",
    });
    rows.day(person.birth);
    match person.death() {
        Some(day) => rows.day(day),
        None => rows.nothing(),
    };
    match person.gone {
        Some(Gone::Left(day)) => rows.day(day),
        _ => rows.nothing(),
    };
    rows.text(person.ethnic_group.letter().encode_utf8(&mut [0; 4]));
    rows.text(person.language.name());
    let mut address = Vec::new();
    known::home(&mut address, &home.address);
    rows.text(&String::from_utf8_lossy(&address)).text(home.address.postcode.as_str());
    known::phone(rows.raw(), person.phone);
    rows.nothing();
    let practice = pages.extracts.borough.practices.get(person.practice);
    rows.text(practice.map_or("", |practice| practice.code.as_str()));
    rows.text(pages.extracts.borough.areas[pages.block.area].code.as_str());
    rows.number(u64::from(pages.block.number) << 24 | u64::from(person.household));
    rows.text(match home.tenure {
        Tenure::Owned => "owned",
        Tenure::SocialRented => "social rented",
        Tenure::PrivateRented => "private rented",
        Tenure::CareHome(_) => "care home",
    });
    rows.number(person.conditions.count() as u64).number(u64::from(person.deficits.count())).end();
}

/// Which record is whose.
pub(super) fn link(pages: &mut Pages, person: &Person, known: &Known) {
    let organisation = soil::organisation(pages.extracts, known);
    let rows = &mut pages.rows[file::LINKS];
    rows.number(person.key).text(organisation).plain(known.id.bytes()).end();
}
