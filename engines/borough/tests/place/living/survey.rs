//! All people of the place, counted once for all tests.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use kith_borough::{
    Block, Condition, Day, Event, FIRST_DAY, Frailty, LAST_DAY, Outcome, Person, Population, Sex,
    Stream, Tenure, population,
};

use crate::place;

/// The bands of the published shapes.
pub(super) const BANDS: [(u32, u32); 6] =
    [(0, 16), (16, 25), (25, 35), (35, 50), (50, 65), (65, 130)];

/// Counts of people and events.
#[derive(Default)]
pub(super) struct Survey {
    /// Residents by decile and age.
    pub(super) residents: BTreeMap<(usize, u32), f64>,
    pub(super) areas: Vec<[u32; 6]>,
    /// Cases by condition, decile and age.
    pub(super) cases: BTreeMap<(usize, usize, u32), f64>,
    /// Residents with two or more conditions that count, by decile and age.
    pub(super) several: BTreeMap<(usize, u32), f64>,
    pub(super) frailty: BTreeMap<Frailty, f64>,
    pub(super) in_care_homes: Vec<u32>,
    pub(super) carers: f64,
    /// Events of residents and others, by stream.
    pub(super) events: BTreeMap<Stream, f64>,
    /// Years lived here in the five years, by decile and age.
    pub(super) years: BTreeMap<(usize, u32), f64>,
    /// Attendances by age; admissions by decile and age.
    pub(super) attendances: BTreeMap<u32, f64>,
    pub(super) admissions: BTreeMap<(usize, u32), f64>,
    pub(super) attendances_by_weekday: [f64; 7],
    pub(super) admissions_by_month: [f64; 13],
    pub(super) admissions_of_people: Vec<u32>,
    pub(super) outcomes: BTreeMap<(Stream, Outcome), f64>,
    pub(super) referred_women: f64,
    /// People with long-term support in the last year: 18 to 64, 65 or over.
    pub(super) supported: [f64; 2],
    pub(super) community: [f64; 3],
    pub(super) died: f64,
    pub(super) names: BTreeMap<(&'static str, &'static str), u32>,
    pub(super) everybody: f64,
}

/// Whether a condition is one of the 35 that count towards multimorbidity.
pub(super) fn counts(condition: Condition) -> bool {
    let name = condition.code().text().description.as_str();
    !["Hypertension with raised cardiovascular risk", "Obesity", "On the palliative care register"]
        .contains(&name)
}

/// The population of the place that all tests share.
pub(super) fn people() -> &'static Population<'static> {
    static PEOPLE: OnceLock<Population<'static>> = OnceLock::new();
    PEOPLE.get_or_init(|| population(&place().borough, 7, None).unwrap())
}

/// The survey, made by two threads.
pub(super) fn survey() -> &'static Survey {
    static SURVEY: OnceLock<Survey> = OnceLock::new();
    SURVEY.get_or_init(|| {
        let half = people().blocks() / 2;
        let count = |numbers: std::ops::Range<u32>| {
            let mut survey = Survey::default();
            for number in numbers {
                survey.add(&people().block(number));
            }
            survey
        };
        std::thread::scope(|scope| {
            let first = scope.spawn(|| count(0..half));
            let second = count(half..people().blocks());
            first.join().unwrap().with(second)
        })
    })
}

/// The decile of a block's area, 1 the most deprived.
pub(super) fn decile(block: &Block) -> usize {
    let share = place().borough.areas[block.area].deprivation;
    (1..10).zip(1_u32..).find(|&(_, tenths)| share * 10.0 < f64::from(tenths)).map_or(10, |it| it.0)
}

pub(super) fn age(person: &Person) -> u32 {
    LAST_DAY.age_of(person.birth)
}

impl Survey {
    fn add(&mut self, block: &Block) {
        let decile = decile(block);
        let mut bands = [0; 6];
        for person in block.residents() {
            let age = age(person);
            bands[BANDS.iter().position(|&(from, to)| (from..to).contains(&age)).unwrap()] += 1;
            self.resident(block, person, decile);
        }
        self.areas.push(bands);
        for person in &block.people {
            self.everybody += 1.0;
            self.died += f64::from(u8::from(person.death().is_some()));
            *self.names.entry((person.name.given, person.name.family)).or_default() += 1;
            self.lived(person, decile);
        }
        let mut stays = vec![0; block.people.len()];
        for event in &block.events {
            *self.events.entry(event.stream).or_default() += 1.0;
            *self.outcomes.entry((event.stream, event.outcome)).or_default() += 1.0;
            stays[event.person as usize] += u32::from(event.stream == Stream::Admission);
            self.event(&block.people[event.person as usize], event, decile);
        }
        self.admissions_of_people.extend(stays);
        self.support(block);
    }

    fn resident(&mut self, block: &Block, person: &Person, decile: usize) {
        let age = age(person);
        *self.residents.entry((decile, age)).or_default() += 1.0;
        let mut several = 0;
        for &(condition, _) in person.conditions.onsets() {
            *self.cases.entry((condition.place(), decile, age)).or_default() += 1.0;
            several += u32::from(counts(condition));
        }
        *self.several.entry((decile, age)).or_default() += f64::from(u8::from(several >= 2));
        if age >= 65 {
            *self.frailty.entry(person.deficits.frailty()).or_default() += 1.0;
        }
        if matches!(block.home(person).tenure, Tenure::CareHome(_)) {
            self.in_care_homes.push(age);
        }
        self.carers += f64::from(u8::from(person.caring.is_some()));
    }

    /// Years lived here at each age, month by month.
    fn lived(&mut self, person: &Person, decile: usize) {
        let mut day = FIRST_DAY.plus(15);
        let from = match person.moved_in {
            Some(moved) if moved.from.is_none() => moved.day,
            _ => FIRST_DAY,
        };
        while day <= LAST_DAY {
            let here =
                day >= from.max(person.birth) && person.gone.is_none_or(|gone| day <= gone.day());
            if here {
                *self.years.entry((decile, day.age_of(person.birth))).or_default() += 1.0 / 12.0;
            }
            let (year, month, _) = day.civil();
            day = Day::of(year + month / 12, month % 12 + 1, 16);
        }
    }

    fn event(&mut self, person: &Person, event: &Event, decile: usize) {
        let day = event.began.day();
        let age = day.age_of(person.birth);
        match event.stream {
            Stream::AeAttendance => {
                *self.attendances.entry(age).or_default() += 1.0;
                self.attendances_by_weekday[day.weekday() as usize] += 1.0;
            }
            Stream::Admission => {
                *self.admissions.entry((decile, age)).or_default() += 1.0;
                self.admissions_by_month[day.civil().1 as usize] += 1.0;
            }
            Stream::SocialPrescribing => {
                self.referred_women += f64::from(u8::from(person.sex == Sex::Female));
            }
            Stream::CommunityContact => {
                let group = [19, 65, 200].iter().position(|&to| age < to).unwrap();
                self.community[group] += 1.0;
            }
            _ => {}
        }
    }

    fn support(&mut self, block: &Block) {
        let mut seen = vec![false; block.people.len()];
        let year = Day::of(2025, 1, 1);
        for event in block.events.iter().filter(|event| event.stream == Stream::CarePackage) {
            let place = event.person as usize;
            if event.ended.is_none_or(|end| end.day() >= year) && !seen[place] {
                seen[place] = true;
                self.supported[usize::from(age(&block.people[place]) >= 65)] += 1.0;
            }
        }
    }

    fn with(mut self, other: Self) -> Self {
        fn merge<K: Ord>(into: &mut BTreeMap<K, f64>, from: BTreeMap<K, f64>) {
            for (key, count) in from {
                *into.entry(key).or_default() += count;
            }
        }
        merge(&mut self.residents, other.residents);
        merge(&mut self.cases, other.cases);
        merge(&mut self.several, other.several);
        merge(&mut self.frailty, other.frailty);
        merge(&mut self.events, other.events);
        merge(&mut self.years, other.years);
        merge(&mut self.attendances, other.attendances);
        merge(&mut self.admissions, other.admissions);
        merge(&mut self.outcomes, other.outcomes);
        self.areas.extend(other.areas);
        self.in_care_homes.extend(other.in_care_homes);
        self.admissions_of_people.extend(other.admissions_of_people);
        self.carers += other.carers;
        self.referred_women += other.referred_women;
        self.died += other.died;
        self.everybody += other.everybody;
        let add = |into: &mut [f64], from: &[f64]| {
            into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
        };
        add(&mut self.attendances_by_weekday, &other.attendances_by_weekday);
        add(&mut self.admissions_by_month, &other.admissions_by_month);
        add(&mut self.supported, &other.supported);
        add(&mut self.community, &other.community);
        for (name, count) in other.names {
            *self.names.entry(name).or_default() += count;
        }
        self
    }

    /// Residents for whom something holds of decile and age.
    pub(super) fn residents_where(&self, holds: impl Fn(usize, u32) -> bool) -> f64 {
        let inside = self.residents.iter().filter(|((decile, age), _)| holds(*decile, *age));
        inside.map(|(_, count)| count).sum()
    }

    /// Residents with a condition for whom something holds of decile and age.
    pub(super) fn cases_where(&self, condition: usize, holds: impl Fn(usize, u32) -> bool) -> f64 {
        let inside = self
            .cases
            .iter()
            .filter(|((which, decile, age), _)| *which == condition && holds(*decile, *age));
        inside.map(|(_, count)| count).sum()
    }

    /// Years lived here for which something holds of decile and age.
    pub(super) fn years_where(&self, holds: impl Fn(usize, u32) -> bool) -> f64 {
        let inside = self.years.iter().filter(|((decile, age), _)| holds(*decile, *age));
        inside.map(|(_, years)| years).sum()
    }
}
