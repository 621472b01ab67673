//! What the teams did over the last eighteen months: meetings, referrals, actions, escalations, feedback,
//! money, measures, projects and ratings, as the CSV files that a place keeps of them; and the
//! stories planted into them, for those who want to see whether they are found.
//!
//! Ordinary work is drawn at random from `rates/history.toml`. Whose names stand in it are the staff of
//! [`Services`], and the people talked about are [`Case`]s of real extracts of the same place.

mod days;
mod escalations;
mod feedback;
mod maturity;
mod measures;
mod meetings;
mod money;
mod projects;
mod rates;
mod referrals;
mod registers;
mod stories;

pub use stories::Story;

use jiff::civil::Date;

use crate::borough::Borough;
use crate::services::Services;
use days::months_before;
use rates::Rates;
use stories::Planted;

/// Somebody whom a team talks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The ODS code of their practice.
    pub organisation: String,
    /// What the practice calls them.
    pub local_id: String,
    /// Position of the neighbourhood they live in.
    pub neighbourhood: usize,
}

/// A file of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamFile {
    /// Its name, such as `meetings.csv`.
    pub name: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// All files, and the stories in them.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The files, in the order of their names in the guide.
    pub files: Vec<TeamFile>,
    /// The planted stories.
    pub stories: Vec<Story>,
}

/// What all parts of a history stand on.
struct Scene<'a> {
    borough: &'a Borough,
    services: &'a Services,
    cases: &'a [Case],
    rates: Rates,
    planted: Planted,
    /// The first days of the months, the oldest first.
    months: Vec<Date>,
    /// The day after the last one.
    until: Date,
    seed: u64,
}

impl History {
    /// The history that ends before `until`, of the place of `seed`.
    pub fn new(
        (borough, services): (&Borough, &Services),
        cases: &[Case],
        until: Date,
        seed: u64,
    ) -> Self {
        let rates = rates::rates();
        let months = months_before(until, rates.months);
        let planted = Planted::new(services, &rates, seed);
        let scene = Scene { borough, services, cases, rates, planted, months, until, seed };
        let (referrals, bouncing) = referrals::files(&scene);
        let mut files = registers::files(&scene);
        files.extend(meetings::files(&scene));
        files.extend(referrals);
        files.push(escalations::file(&scene));
        files.push(feedback::file(&scene));
        files.push(money::file(&scene));
        files.extend(measures::files(&scene));
        files.extend(projects::files(&scene));
        files.push(maturity::file(&scene));
        let stories = stories::told(&scene, &bouncing);
        Self { files, stories }
    }
}

impl Scene<'_> {
    /// The cases of a neighbourhood.
    fn cases_of(&self, neighbourhood: usize) -> Vec<&Case> {
        self.cases.iter().filter(|case| case.neighbourhood == neighbourhood).collect()
    }

    /// The key of a neighbourhood.
    fn key(&self, neighbourhood: usize) -> &str {
        &self.services.neighbourhoods[neighbourhood].key
    }
}
