//! What each organisation of the borough would send: its own view of the people it knows and of what
//! happened with them, in its own layout, with what is wrong in it; and the truth apart.
//!
//! [`Extracts::render`] turns one block of people into the rows of all files. Blocks know nothing of
//! each other, so files are these rows behind each other in the order of the blocks.

mod cells;
mod clients;
mod codes;
mod dirt;
mod fhir;
mod file;
mod hospital;
mod known;
mod practice;
mod programme;
mod sender;
mod soil;
mod spelling;
mod truth;

pub use dirt::{Counted, DefectKind, DirtRates, Tally};
pub use file::{ExtractFile, Form};
pub use programme::{Effect, Effects};
pub use sender::Sender;

pub(crate) use file::FILES;
pub(crate) use programme::Programme;

use crate::borough::Borough;
use crate::dice::Dice;
use crate::history::Case;
use crate::people::{Block, Event, Frailty, Household, Person, Tenure};
use crate::services::Services;
use cells::Rows;
use codes::Codes;
use known::Known;
use sender::LocalId;
use soil::Soil;
use spelling::Spellings;

/// What the extracts of a borough are made from.
pub struct Extracts<'a> {
    borough: &'a Borough,
    rates: DirtRates,
    programmes: Vec<Programme>,
    codes: Codes,
    spellings: Spellings,
    /// Whether each practice gives out FHIR.
    gives_fhir: Vec<bool>,
    /// The neighbourhood of each small area.
    neighbourhood: Vec<usize>,
    seed: u64,
}

/// The rows of one block.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rendered {
    /// The rows for each file of the list of files, in its order.
    pub rows: Vec<Vec<u8>>,
    /// Some whom teams talk about.
    pub cases: Vec<Case>,
    /// Where care homes are, by their number in the borough.
    pub care_homes: Vec<(usize, String)>,
    /// How many defects there are.
    pub tally: Tally,
    /// What the programmes did.
    pub effects: Effects,
    /// People in the block, and events.
    pub people: usize,
    /// Events in the block.
    pub events: usize,
}

/// Cases that each block gives at most: about 75 for a neighbourhood.
const CASES: usize = 3;

impl<'a> Extracts<'a> {
    /// The extracts of a borough, dirty as `rates` say.
    pub fn new(borough: &'a Borough, services: &Services, rates: DirtRates, seed: u64) -> Self {
        let mut neighbourhood = vec![0; borough.areas.len()];
        for (number, one) in services.neighbourhoods.iter().enumerate() {
            for &area in &one.areas {
                neighbourhood[area] = number;
            }
        }
        Self {
            borough,
            rates,
            programmes: programme::programmes(),
            codes: Codes::new(borough),
            spellings: Spellings::new(),
            gives_fhir: sender::fhir_practices(borough),
            neighbourhood,
            seed,
        }
    }

    /// The programmes whose effects are known.
    pub(crate) fn programmes(&self) -> &[Programme] {
        &self.programmes
    }

    /// The rows of a block.
    pub fn render(&self, block: &Block) -> Rendered {
        let mut pages = Pages::new(self, block);
        let mut events = block.events.as_slice();
        for (position, person) in block.people.iter().enumerate() {
            let is_own = |event: &&Event| event.person as usize == position;
            let own = events.iter().take_while(is_own).count();
            let (theirs, rest) = events.split_at(own);
            events = rest;
            pages.person(person, theirs, block.events.len() - rest.len() - own);
        }
        let Pages { mut rows, tally, effects, cases, soil, .. } = pages;
        rows[file::DEFECTS] = soil.defects;
        let rows = rows.into_iter().map(Rows::into_bytes).collect();
        let (people, events) = (block.people.len(), block.events.len());
        let care_homes = care_homes(block);
        Rendered { rows, cases, care_homes, tally: tally + soil.tally, effects, people, events }
    }
}

/// House and street of the care homes of a block. Other repetitions of a borough have homes of the same
/// numbers, which no register tells of.
fn care_homes(block: &Block) -> Vec<(usize, String)> {
    let first = block.households.iter().filter(|_| block.repetition == 0);
    let home = |home: &Household| match home.tenure {
        Tenure::CareHome(number) => {
            Some((usize::from(number), format!("{} {}", home.address.house, home.address.street)))
        }
        _ => None,
    };
    first.filter_map(home).collect()
}

/// The files of one block while they are written.
struct Pages<'a> {
    extracts: &'a Extracts<'a>,
    block: &'a Block,
    rows: Vec<Rows>,
    soil: Soil<'a>,
    dice: Dice,
    tally: Tally,
    effects: Effects,
    cases: Vec<Case>,
    /// The events of the person at hand that are told, each with its number in the population.
    told: Vec<(u64, Event)>,
}

impl<'a> Pages<'a> {
    fn new(extracts: &'a Extracts<'a>, block: &'a Block) -> Self {
        let seed = extracts.seed ^ u64::from(block.number) << 20;
        Self {
            extracts,
            block,
            rows: FILES.iter().map(|_| Rows::default()).collect(),
            soil: Soil::new(extracts, block, Dice::new(seed, "dirt")),
            dice: Dice::new(seed, "programmes"),
            tally: Tally::default(),
            effects: Effects::default(),
            cases: Vec::new(),
            told: Vec::new(),
        }
    }

    fn person(&mut self, person: &'a Person, events: &[Event], first: usize) {
        self.told.clear();
        let number = |position: usize| self.block.event_number(first + position);
        self.told.extend(events.iter().enumerate().map(|(at, event)| (number(at), *event)));
        self.take_part(person);
        truth::person(self, person);
        for sender in Sender::ALL {
            if self.knows(sender, person) {
                self.send(sender, person);
            }
        }
        self.talk_about(person);
    }

    /// Whether an organisation has a record of a person.
    fn knows(&self, sender: Sender, person: &Person) -> bool {
        match sender {
            Sender::Practices | Sender::PracticesFhir => {
                let fhir = self.extracts.gives_fhir.get(person.practice);
                fhir.is_some_and(|&fhir| fhir == (sender == Sender::PracticesFhir))
            }
            _ => self.told.iter().any(|(_, event)| sender.has(event.stream)),
        }
    }

    /// Writes what an organisation knows of a person, and what it did with them.
    fn send(&mut self, sender: Sender, person: &'a Person) {
        let truth = Known::truth(person, self.block.home(person), sender);
        let known = self.soil.soil(truth, person, sender);
        truth::link(self, person, &known);
        match sender {
            Sender::Practices => practice::write(self, &known),
            Sender::PracticesFhir => fhir::write(self, &known),
            Sender::Acute => hospital::write(self, &known),
            Sender::Community | Sender::MentalHealth => clients::write_contacts(self, &known),
            Sender::Council | Sender::Voluntary | Sender::Calls => clients::write(self, &known),
        }
    }

    /// People with much frailty are whom teams talk about.
    fn talk_about(&mut self, person: &Person) {
        let Some(practice) = self.extracts.borough.practices.get(person.practice) else { return };
        let is_frail = person.deficits.frailty() >= Frailty::Moderate;
        if self.cases.len() < CASES && person.is_resident() && is_frail {
            self.cases.push(Case {
                organisation: practice.code.to_string(),
                local_id: LocalId::new(person.key, Sender::Practices).to_string(),
                neighbourhood: self.extracts.neighbourhood[self.block.area],
            });
        }
    }
}
