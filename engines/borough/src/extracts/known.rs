//! What an organisation knows of a person.

use std::borrow::Cow;

use super::cells::{Rows, push_number, push_quoted};
use super::sender::{LocalId, Sender};
use crate::people::{Address, Day, Household, Person, Phone, Sex};

/// One organisation's particulars of one person.
#[derive(Clone)]
pub(super) struct Known<'a> {
    pub(super) id: LocalId,
    pub(super) sender: Sender,
    pub(super) nhs_number: Option<u64>,
    pub(super) title: &'static str,
    pub(super) family: Cow<'a, str>,
    pub(super) given: Cow<'a, str>,
    pub(super) sex: Sex,
    pub(super) birth: Day,
    pub(super) death: Option<Day>,
    pub(super) ethnic: u8,
    pub(super) address: Address,
    pub(super) has_postcode: bool,
    pub(super) phone: Phone,
    /// Position of the practice in the borough.
    pub(super) practice: usize,
    /// A day that there is not stands in its row as the birthday.
    pub(super) is_unreadable: bool,
}

impl<'a> Known<'a> {
    /// Everything as it is.
    pub(super) fn truth(person: &'a Person, home: &Household, sender: Sender) -> Self {
        let [ethnic, ..] = u32::from(person.ethnic_group.letter()).to_le_bytes();
        Self {
            id: LocalId::new(person.key, sender),
            sender,
            nhs_number: Some(person.nhs_number.number()),
            title: person.name.title,
            family: Cow::Borrowed(person.name.family),
            given: Cow::Borrowed(person.name.given),
            sex: person.sex,
            birth: person.birth,
            death: person.death(),
            ethnic,
            address: home.address,
            has_postcode: true,
            phone: person.phone,
            practice: person.practice,
            is_unreadable: false,
        }
    }

    /// The postcode, or nothing.
    pub(super) fn postcode(&self) -> &str {
        if self.has_postcode { self.address.postcode.as_str() } else { "" }
    }

    /// The NHS number as a cell.
    pub(super) fn nhs_cell(&self, rows: &mut Rows) {
        match self.nhs_number {
            Some(number) => rows.number(number),
            None => rows.nothing(),
        };
    }

    /// The birthday as 31/12/1950, or a day that there is not.
    pub(super) fn british_birth(&self, rows: &mut Rows) {
        if self.is_unreadable {
            rows.plain(b"31/02/1900")
        } else {
            rows.british_day(self.birth)
        };
    }

    /// The birthday as 1950-12-31, or a day that there is not.
    pub(super) fn birth(&self, rows: &mut Rows) {
        if self.is_unreadable {
            rows.plain(b"1900-02-31")
        } else {
            rows.day(self.birth)
        };
    }

    /// All of the address but the postcode as one cell.
    pub(super) fn address_cell(&self, rows: &mut Rows) {
        let mut cell = Vec::new();
        home(&mut cell, &self.address);
        cell.extend_from_slice(b", ");
        cell.extend_from_slice(crate::practices::post_town().as_bytes());
        push_quoted(rows.raw(), &String::from_utf8_lossy(&cell));
        rows.nothing();
    }

    /// The telephone number as a cell.
    pub(super) fn phone_cell(&self, rows: &mut Rows) {
        phone(rows.raw(), self.phone);
        rows.nothing();
    }
}

/// Flat, house and street.
pub(super) fn home(to: &mut Vec<u8>, address: &Address) {
    if address.flat > 0 {
        to.extend_from_slice(b"FLAT ");
        push_number(to, u64::from(address.flat));
        to.extend_from_slice(b", ");
    }
    push_number(to, u64::from(address.house));
    to.push(b' ');
    to.extend_from_slice(address.street.as_bytes());
}

/// All digits of a telephone number.
pub(super) fn phone(to: &mut Vec<u8>, phone: Phone) {
    to.extend_from_slice(phone.block.as_bytes());
    for place in [100, 10, 1] {
        push_number(to, u64::from(phone.last / place % 10));
    }
}
