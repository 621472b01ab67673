//! Makes records as dirty as the rates say, and writes down what was done to each.
//!
//! Defects are dealt out evenly: of a kind with a rate of 1%, every hundredth record that can have it
//! gets it, the first at random in each block. So rates are met closely in any number of records.

use std::borrow::Cow;

use super::cells::{Rows, push_day, push_number};
use super::dirt::{DefectKind, Tally};
use super::known::{self, Known};
use super::sender::Sender;
use super::{Extracts, file};
use crate::dice::Dice;
use crate::people::{Block, LAST_DAY, Person, Sex};

/// Ages at which women's records may show a former surname (`rates/dirt.toml`).
const MARRYING: std::ops::RangeInclusive<u32> = 25..=40;

/// Deals out defects in one block.
pub(super) struct Soil<'a> {
    extracts: &'a Extracts<'a>,
    block: &'a Block,
    dice: Dice,
    /// How near each kind of defect is to being due, by sender.
    credit: Vec<[f64; DefectKind::ALL.len()]>,
    pub(super) tally: Tally,
    pub(super) defects: Rows,
}

impl<'a> Soil<'a> {
    pub(super) fn new(extracts: &'a Extracts<'a>, block: &'a Block, mut dice: Dice) -> Self {
        let credit = Sender::ALL.map(|_| DefectKind::ALL.map(|_| dice.share())).to_vec();
        let (tally, defects) = (Tally::default(), Rows::default());
        Self { extracts, block, dice, credit, tally, defects }
    }

    /// What the organisation has on record of a person.
    pub(super) fn soil(
        &mut self,
        mut known: Known<'a>,
        person: &'a Person,
        sender: Sender,
    ) -> Known<'a> {
        self.names(&mut known, person, sender);
        self.home(&mut known, person, sender);
        self.numbers(&mut known, sender);
        if person.death().is_some() && self.is_due(sender, DefectKind::DeathUnknown) {
            let day = known.death.take().map(|day| text(|to| push_day(to, day)));
            self.note(&known, "death_date", DefectKind::DeathUnknown, &day.unwrap_or_default());
        }
        if self.is_due(sender, DefectKind::UnreadableRecord) {
            known.is_unreadable = true;
            let day = text(|to| push_day(to, known.birth));
            self.note(&known, "birth_date", DefectKind::UnreadableRecord, &day);
        }
        known
    }

    /// Whether the row of an event cannot be read; if so, that is written down.
    pub(super) fn event_is_unreadable(
        &mut self,
        (file, organisation): (usize, &str),
        known: &Known,
        number: u64,
    ) -> bool {
        let kind = DefectKind::UnreadableEvent;
        if !self.is_due(known.sender, kind) {
            return false;
        }
        let rows = self.defects.text(file::FILES[file].path).text(organisation);
        rows.plain(known.id.bytes()).number(number).text("began").text(kind.key()).nothing().end();
        true
    }

    fn is_due(&mut self, sender: Sender, kind: DefectKind) -> bool {
        let credit = &mut self.credit[sender as usize][kind as usize];
        *credit += self.extracts.rates.get(sender, kind);
        let is_due = *credit >= 1.0;
        if is_due {
            *credit -= 1.0;
        }
        self.tally.count(sender, kind, is_due);
        is_due
    }

    fn note(&mut self, known: &Known, field: &str, kind: DefectKind, truth: &str) {
        let rows = self.defects.text(file::FILES[file::of_records(known.sender)].path);
        rows.text(organisation(self.extracts, known)).plain(known.id.bytes()).nothing();
        rows.text(field).text(kind.key()).text(truth).end();
    }

    fn names(&mut self, known: &mut Known<'a>, person: &'a Person, sender: Sender) {
        let spellings = &self.extracts.spellings;
        let (given, family) = (person.name.given, person.name.family);
        let age = LAST_DAY.age_of(person.birth);
        if person.sex == Sex::Female
            && MARRYING.contains(&age)
            && self.is_due(sender, DefectKind::FormerSurname)
        {
            known.family = Cow::Borrowed(self.maiden_name(person));
            self.note(known, "family_name", DefectKind::FormerSurname, family);
        }
        if let Some(short) = spellings.short(given)
            && self.is_due(sender, DefectKind::Nickname)
        {
            known.given = Cow::Borrowed(short);
            self.note(known, "given_name", DefectKind::Nickname, given);
        }
        self.other_spelling(known, (given, family), sender);
        if self.is_due(sender, DefectKind::TypingError) {
            self.typing_error(known, (given, family));
        }
    }

    fn other_spelling(&mut self, known: &mut Known<'a>, truth: (&str, &str), sender: Sender) {
        let spellings = &self.extracts.spellings;
        let (given, family) = (spellings.others(truth.0), spellings.others(truth.1));
        let all = given.len() + family.len();
        if all == 0 || !self.is_due(sender, DefectKind::OtherSpelling) {
            return;
        }
        let chosen = self.dice.below(all);
        if let Some(spelling) = given.get(chosen) {
            known.given = Cow::Borrowed(spelling);
            self.note(known, "given_name", DefectKind::OtherSpelling, truth.0);
        } else if let Some(spelling) = family.get(chosen - given.len()) {
            known.family = Cow::Borrowed(spelling);
            self.note(known, "family_name", DefectKind::OtherSpelling, truth.1);
        }
    }

    /// The surname of another woman of the block, the same one for the same person.
    fn maiden_name(&self, person: &Person) -> &'a str {
        let people = &self.block.people;
        let key = usize::try_from(person.key % 9_973).unwrap_or(0);
        let alike = |other: &&Person| {
            other.ethnic_group == person.ethnic_group && other.name.family != person.name.family
        };
        let from = key % people.len();
        let found = people[from..].iter().chain(&people[..from]).find(alike);
        found.map_or("Former", |other| other.name.family)
    }

    /// Two letters behind the first one of the surname or of the given name change places.
    fn typing_error(&mut self, known: &mut Known<'a>, (given, family): (&str, &str)) {
        let in_family = self.dice.share() < 0.5;
        let (cell, truth, field) = if in_family {
            (&mut known.family, family, "family_name")
        } else {
            (&mut known.given, given, "given_name")
        };
        let mut letters: Vec<char> = cell.chars().collect();
        let places: Vec<usize> = (1..letters.len().saturating_sub(1))
            .filter(|&at| letters[at] != letters[at + 1])
            .collect();
        match places.get(self.dice.below(places.len())) {
            Some(&at) => letters.swap(at, at + 1),
            None => letters.push('e'),
        }
        *cell = Cow::Owned(letters.into_iter().collect());
        self.note(known, field, DefectKind::TypingError, truth);
    }

    fn home(&mut self, known: &mut Known<'a>, person: &Person, sender: Sender) {
        if let Some(from) = person.moved_in.and_then(|moved| moved.from)
            && self.is_due(sender, DefectKind::FormerAddress)
        {
            let truth = text(|to| known::home(to, &known.address));
            known.address = from;
            self.note(known, "address", DefectKind::FormerAddress, &truth);
        }
        if self.is_due(sender, DefectKind::PostcodeMissing) {
            known.has_postcode = false;
            let truth = self.block.home(person).address.postcode;
            self.note(known, "postcode", DefectKind::PostcodeMissing, truth.as_str());
        }
    }

    fn numbers(&mut self, known: &mut Known<'a>, sender: Sender) {
        let truth = known.nhs_number.map_or_else(String::new, |number| number.to_string());
        if self.is_due(sender, DefectKind::NhsNumberMissing) {
            known.nhs_number = None;
            self.note(known, "nhs_number", DefectKind::NhsNumberMissing, &truth);
        }
        if self.is_due(sender, DefectKind::TransposedDigit) {
            let places: Vec<usize> = (1..9)
                .filter(|&at| truth.as_bytes().get(at) != truth.as_bytes().get(at + 1))
                .collect();
            if let (Some(number), Some(&at)) =
                (known.nhs_number, places.get(self.dice.below(places.len())))
            {
                known.nhs_number = Some(swapped(number, at));
                self.note(known, "nhs_number", DefectKind::TransposedDigit, &truth);
            }
        }
        if self.is_due(sender, DefectKind::SexOrBirthDateWrong) {
            self.wrong_sex_or_birth(known);
        }
    }

    fn wrong_sex_or_birth(&mut self, known: &mut Known<'a>) {
        let kind = DefectKind::SexOrBirthDateWrong;
        if self.dice.share() < 0.5 {
            let (truth, other) = match known.sex {
                Sex::Female => ("2", Sex::Male),
                Sex::Male => ("1", Sex::Female),
            };
            known.sex = other;
            self.note(known, "gender", kind, truth);
        } else {
            let truth = text(|to| push_day(to, known.birth));
            // Off by some days, as when a 1 is read as a 7.
            known.birth = known.birth.minus(1 + u32::try_from(self.dice.below(9)).unwrap_or(0));
            self.note(known, "birth_date", kind, &truth);
        }
    }
}

/// The ODS code of the organisation that has a record.
pub(super) fn organisation<'a>(extracts: &Extracts<'a>, known: &Known) -> &'a str {
    if known.sender.is_practice() {
        extracts.borough.practices.get(known.practice).map_or("", |one| one.code.as_str())
    } else {
        known.sender.code()
    }
}

/// A ten-digit number in which the digits at a place from the left and behind it have changed places.
fn swapped(number: u64, at: usize) -> u64 {
    let mut digits = text(|to| push_number(to, number)).into_bytes();
    if at + 1 < digits.len() {
        digits.swap(at, at + 1);
    }
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
}

fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_change_places_and_no_others() {
        assert_eq!(swapped(9_991_234_567, 3), 9_992_134_567);
        assert_eq!(swapped(9_991_234_567, 8), 9_991_234_576);
    }
}
