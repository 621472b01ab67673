//! What happens with the people of a block in five years.

use crate::people::block::Block;
use crate::people::chance::Chance;
use crate::people::composition::AGES;
use crate::people::day::{Day, Moment};
use crate::people::event::{Event, Outcome, Role, Site, Stream};
use crate::people::frequency::YEARLY;
use crate::people::health::place_of;
use crate::people::person::{Gone, MovedIn, Person};
use crate::people::population::Population;
use crate::people::reasons::{Reason, Reasons};
use crate::people::{FIRST_DAY, LAST_DAY, care, contacts, practice};

/// How a person stands in the making of events.
pub(crate) struct Subject<'a> {
    pub(crate) person: &'a Person,
    /// Position in the block.
    pub(crate) place: u32,
    /// Decile of deprivation, 1 the most deprived.
    pub(crate) decile: usize,
    /// The care home somebody lives in, if any.
    pub(crate) in_care_home: bool,
    /// The first day here, from the first of the five years on.
    pub(crate) from: Day,
    /// The first day no longer here.
    pub(crate) until: Day,
}

impl Subject<'_> {
    /// The age on a day.
    pub(crate) fn age(&self, day: Day) -> usize {
        (day.age_of(self.person.birth) as usize).min(AGES - 1)
    }

    /// An event of this person with nothing more to tell yet.
    pub(crate) fn event(&self, stream: Stream, began: Moment) -> Event {
        Event {
            person: self.place,
            began,
            ended: None,
            value: None,
            code: crate::people::Code::of_condition(crate::people::Condition(0)),
            stream,
            site: Site::Nowhere,
            role: Role::GeneralPractitioner,
            outcome: Outcome::None,
        }
    }
}

/// Fill in the events of a block.
pub(crate) fn fill(population: &Population, block: &mut Block) {
    let mut chance = Chance::new(population.seed, block.number, "events");
    let reasons = Reasons::all();
    let decile = crate::people::composition::decile(&population.borough.areas[block.area]);
    // England has some 40 events a person in five years.
    let mut events = Vec::with_capacity(block.people.len() * 50);
    for (place, person) in (0..).zip(&block.people) {
        let home = &block.households[person.household as usize];
        let subject = Subject {
            person,
            place,
            decile,
            in_care_home: matches!(home.tenure, crate::people::Tenure::CareHome(_)),
            from: arrival(person),
            until: person.gone.map_or(LAST_DAY, Gone::day).plus(1),
        };
        let start = events.len();
        practice::record(&subject, &mut events, &mut chance);
        yearly(
            population,
            &subject,
            reasons,
            &mut Told { events: &mut events, chance: &mut chance },
        );
        care::packages(&subject, &mut events, &mut chance);
        events[start..].sort_unstable_by_key(|event| (event.began, event.stream, event.code));
    }
    block.events = events;
}

/// Something that happens, before its details are known.
pub(crate) struct Happening {
    pub(crate) stream: Stream,
    pub(crate) reason: Reason,
    pub(crate) began: Moment,
    pub(crate) age: usize,
}

/// Where events go, and the chance they come from.
pub(crate) struct Told<'a> {
    pub(crate) events: &'a mut Vec<Event>,
    pub(crate) chance: &'a mut Chance,
}

/// The first day of the five years on which somebody was here.
fn arrival(person: &Person) -> Day {
    let moved = match person.moved_in {
        Some(MovedIn { day, from: None }) => day,
        _ => FIRST_DAY,
    };
    moved.max(person.birth).max(FIRST_DAY)
}

/// Events drawn from birthday to birthday: a person's own frequency is that of their kind, times what their ill
/// health adds, times what they differ by.
fn yearly(population: &Population, subject: &Subject, reasons: &Reasons, told: &mut Told) {
    let sex = subject.person.sex as usize;
    let ill_health = f64::from(subject.person.ill_health);
    for (place, stream) in YEARLY.into_iter().enumerate() {
        let frequency = population.frequencies.at(place);
        let health = (frequency.health * ill_health - frequency.health.powi(2) / 2.0).exp();
        let own = health * told.chance.gamma(frequency.shape) * factor(stream, subject);
        let mut chooser = reasons.chooser(stream);
        let mut from = subject.from;
        while from < subject.until {
            let next = birthday_after(from, subject.person.birth).min(subject.until);
            let years = f64::from(next.number() - from.number()) / 365.25;
            let age = subject.age(from);
            let mean = frequency.a_year(subject.decile, sex, age) * own * years;
            for _ in 0..told.chance.times(mean) {
                let began = frequency.moment(from, next, told.chance);
                let reason = chooser.pick(subject, age, told.chance);
                contacts::tell(subject, &Happening { stream, reason, began, age }, told);
            }
            from = next;
        }
    }
    contacts::last_stay(subject, reasons, told);
}

/// The first birthday after a day; born on 29 February, somebody is a year older on 1 March.
fn birthday_after(day: Day, birth: Day) -> Day {
    let ((year, ..), (_, month, of_month)) = (day.civil(), birth.civil());
    let this_year = Day::of(year, month, of_month);
    if this_year > day { this_year } else { Day::of(year + 1, month, of_month) }
}

/// Mental-health services see few people without a mental illness; the others' share is made up.
fn factor(stream: Stream, subject: &Subject) -> f64 {
    static PLACES: std::sync::OnceLock<[usize; 4]> = std::sync::OnceLock::new();
    if stream != Stream::MentalHealthContact {
        return 1.0;
    }
    let places = PLACES.get_or_init(|| ["MH", "DEP", "ANX", "DEM"].map(place_of));
    let has = |place: usize| subject.person.conditions.bits >> place & 1 == 1;
    match places.map(has) {
        [true, ..] => 12.0,
        [_, true, ..] | [_, _, true, _] | [_, _, _, true] => 3.0,
        _ => 0.35,
    }
}
