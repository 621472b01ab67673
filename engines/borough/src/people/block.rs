//! The people and events of one small area.

use crate::people::event::Event;
use crate::people::household::Household;
use crate::people::person::Person;

/// Everything about the people of one small area. Blocks know nothing of each other, so they can
/// be made in any order, by any number of threads, and be forgotten when they are written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Its number in the population, from 0.
    pub number: u32,
    /// Which repetition of the borough it belongs to, from 0.
    pub repetition: u32,
    /// Position of its small area in the borough.
    pub area: usize,
    /// The homes.
    pub households: Vec<Household>,
    /// The people, household by household.
    pub people: Vec<Person>,
    /// What happened, person by person in the order of `people`, and by time for each of them.
    pub events: Vec<Event>,
}

impl Block {
    /// The number of an event, unique in the population.
    pub fn event_number(&self, position: usize) -> u64 {
        u64::from(self.number) << 24 | position as u64
    }

    /// The home of a person of this block.
    pub fn home(&self, person: &Person) -> &Household {
        &self.households[person.household as usize]
    }

    /// Those who live in the area on the last day.
    pub fn residents(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.is_resident())
    }
}
