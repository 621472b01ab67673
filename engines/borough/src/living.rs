//! A living place on disk: the official files, the extracts of all organisations, the history of the
//! teams, and the truth apart. Blocks of people are made by any number of threads and written in their
//! order, so the bytes do not depend on the threads and memory does not grow with the people.

mod in_order;
mod outputs;
mod truth;

use std::io::{self, Write};

use jiff::civil::Date;

use crate::borough::Borough;
use crate::defects;
use crate::extracts::{DirtRates, Effects, Extracts, FILES, Rendered, Tally};
use crate::files;
use crate::history::{Case, History};
use crate::people::{Day, LAST_DAY, TooManyPeople, population};
use crate::services::Services;
use outputs::Outputs;

/// What a living place is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Living {
    /// The same seed makes the same place, to the byte.
    pub seed: u64,
    /// About how many people; none for as many as the areas have.
    pub people: Option<u32>,
    /// How dirty the extracts are.
    pub dirt: DirtRates,
    /// How many threads make people; 0 is taken for 1.
    pub threads: usize,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    /// People, those who died or left with them.
    pub people: usize,
    /// Events that happened with them.
    pub events: usize,
    /// Bytes of all files, before those of the workbook are compressed.
    pub bytes: u64,
    /// Files.
    pub files: usize,
    /// The defects in the extracts.
    pub tally: Tally,
    /// What the programmes did.
    pub effects: Effects,
}

/// Why a place cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CannotWrite {
    /// More people were asked for than can have an NHS number.
    #[error(transparent)]
    TooManyPeople(#[from] TooManyPeople),
    /// A file cannot be opened or written.
    #[error(transparent)]
    File(#[from] io::Error),
}

/// Opens the file at a path in the folder of the place, such as `extracts/gp-patients.csv`.
pub type Open<'o> = dyn FnMut(&str) -> io::Result<Box<dyn Write>> + 'o;

/// Is told how many of how many blocks are written.
pub type Watch<'w> = dyn FnMut(u32, u32) + 'w;

impl Living {
    /// Writes the fictional place.
    pub fn write(&self, open: &mut Open, watch: &mut Watch) -> Result<Written, CannotWrite> {
        let borough = Borough::new(self.seed);
        let mut official = files::all(&borough, self.seed);
        defects::plant(&mut official);
        let mut written = self.write_about(&borough, open, watch)?;
        for file in &official {
            written.put(open, &format!("official/{}", file.name), &file.bytes)?;
        }
        Ok(written)
    }

    /// Writes extracts, history and truth of the people of a borough.
    pub fn write_about(
        &self,
        borough: &Borough,
        open: &mut Open,
        watch: &mut Watch,
    ) -> Result<Written, CannotWrite> {
        let mut services = Services::new(borough, self.seed);
        let extracts = Extracts::new(borough, &services, self.dirt.clone(), self.seed);
        let population = population(borough, self.seed, self.people)?;
        let mut outputs = Outputs::open(open)?;
        let (mut written, mut cases) = (Written::default(), Vec::new());
        let mut addresses: Vec<(usize, String)> = Vec::new();
        let of = population.blocks();
        let make = |number: u32| extracts.render(&population.block(number));
        let mut take = |number: u32, block: Rendered| {
            outputs.add(&block.rows)?;
            addresses.extend(block.care_homes.iter().cloned());
            written.add(block, &mut cases);
            watch(number + 1, of);
            Ok(())
        };
        in_order::in_order(self.threads, of, &make, &mut take)?;
        (written.bytes, written.files) = (outputs.bytes, FILES.len());
        outputs.finish()?;
        services.settle_care_homes(addresses);
        let history = History::new((borough, &services), &cases, date(LAST_DAY.plus(1)), self.seed);
        for file in &history.files {
            written.put(open, &format!("team/{}", file.name), &file.bytes)?;
        }
        let programmes = extracts.programmes();
        for file in truth::files(&written, &history.stories, programmes, &self.dirt) {
            written.put(open, &format!("truth/{}", file.name), &file.bytes)?;
        }
        Ok(written)
    }
}

impl Written {
    fn add(&mut self, block: Rendered, cases: &mut Vec<Case>) {
        self.people += block.people;
        self.events += block.events;
        self.tally = std::mem::take(&mut self.tally) + block.tally;
        self.effects += block.effects;
        cases.extend(block.cases);
    }

    fn put(&mut self, open: &mut Open, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut to = open(path)?;
        to.write_all(bytes)?;
        to.flush()?;
        self.files += 1;
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}

/// A day as the calendar of the history knows it.
fn date(day: Day) -> Date {
    let (year, month, day) = day.civil();
    let small = |part: u32| i8::try_from(part).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(i16::MAX);
    Date::new(year, small(month), small(day)).unwrap_or(Date::MIN)
}
