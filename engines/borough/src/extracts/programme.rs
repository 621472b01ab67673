//! Programmes with known effects. What happens to those who join is what would have happened, less the
//! share that the programme prevents: events are left out at random (a Poisson process thinned by a share
//! is one at that share of the rate), so the effect is exact and the same person's life without the
//! programme is known.

use std::ops::AddAssign;

use serde::Deserialize;

use super::{Pages, file};
use crate::people::tables::document;
use crate::people::{Day, Event, LAST_DAY, Moment, Person, Stream};

/// Days in the year before the decision, in which attendances count.
const LOOKS_BACK: u32 = 365;

/// The mean length of a month in days (365.25 / 12), in hundredths.
const HUNDREDTHS_A_MONTH: u32 = 3_044;

/// A programme of `rates/programmes.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Programme {
    pub(crate) key: String,
    pub(crate) name: String,
    least_age: u32,
    most_age: u32,
    least_attendances: usize,
    joined_share: f64,
    began_months_ago: u32,
    pub(crate) ratio: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    programmes: Vec<Programme>,
}

pub(crate) fn programmes() -> Vec<Programme> {
    document::<File>(include_str!("../../rates/programmes.toml")).programmes
}

/// What one programme really did to attendances at A&E.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// People who joined.
    pub joined: u64,
    /// People who wait.
    pub waiting: u64,
    /// Attendances of those who joined, in the year before.
    pub before: u64,
    /// What their attendances afterwards would have been without the programme.
    pub without: u64,
    /// What they were.
    pub with: u64,
}

/// What each programme did, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effects(pub Vec<Effect>);

impl AddAssign for Effects {
    fn add_assign(&mut self, other: Self) {
        self.0.resize(self.0.len().max(other.0.len()), Effect::default());
        for (sum, part) in self.0.iter_mut().zip(other.0) {
            sum.joined += part.joined;
            sum.waiting += part.waiting;
            sum.before += part.before;
            sum.without += part.without;
            sum.with += part.with;
        }
    }
}

impl Programme {
    fn began(&self) -> Day {
        LAST_DAY.minus(self.began_months_ago * HUNDREDTHS_A_MONTH / 100)
    }

    /// Attendances in the year before it began, of somebody who may take part.
    fn attendances_of(&self, person: &Person, told: &[(u64, Event)]) -> Option<usize> {
        let began = self.began();
        let age = began.age_of(person.birth);
        let is_here = person.birth < began && person.gone.is_none_or(|gone| gone.day() > began);
        if !is_here || age < self.least_age || age > self.most_age {
            return None;
        }
        let in_the_year = |event: &Event| {
            let day = event.began.day();
            event.stream == Stream::AeAttendance && day < began && day >= began.minus(LOOKS_BACK)
        };
        let count = told.iter().filter(|(_, event)| in_the_year(event)).count();
        (count >= self.least_attendances).then_some(count)
    }
}

impl Pages<'_> {
    /// Draws by lot whether a person joins a programme, and leaves out what it prevents.
    pub(super) fn take_part(&mut self, person: &Person) {
        let extracts = self.extracts;
        self.effects.0.resize(extracts.programmes.len(), Effect::default());
        let Some(practice) = extracts.borough.practices.get(person.practice) else { return };
        for (number, programme) in extracts.programmes.iter().enumerate() {
            let Some(before) = programme.attendances_of(person, &self.told) else { continue };
            let joins = self.dice.share() < programme.joined_share;
            let rows = &mut self.rows[file::PROGRAMME_PEOPLE];
            rows.text(&programme.key).text(practice.code.as_str());
            rows.number(person.nhs_number.number());
            rows.plain(if joins { b"joined" } else { b"waiting" }).day(programme.began()).end();
            if joins {
                self.prevent(programme, number, before);
            } else {
                self.effects.0[number].waiting += 1;
            }
        }
    }

    /// Leaves out attendances, and the admissions that came of them.
    fn prevent(&mut self, programme: &Programme, number: usize, before: usize) {
        let began = programme.began().at(0);
        let mut prevented: Vec<(Moment, Moment)> = Vec::new();
        let effect = &mut self.effects.0[number];
        effect.joined += 1;
        effect.before += before as u64;
        let dice = &mut self.dice;
        self.told.retain(|(_, event)| {
            if event.began < began {
                return true;
            }
            match event.stream {
                Stream::AeAttendance => {
                    effect.without += 1;
                    let happens = dice.share() < programme.ratio;
                    effect.with += u64::from(happens);
                    if !happens {
                        let ended = event.ended.unwrap_or(event.began);
                        prevented.push((event.began, ended.plus(24 * 60)));
                    }
                    happens
                }
                Stream::Admission => {
                    let came_of =
                        |(from, to): &(Moment, Moment)| (from..=to).contains(&&event.began);
                    !prevented.iter().any(came_of)
                }
                _ => true,
            }
        });
    }
}
