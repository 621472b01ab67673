//! How often each kind of event is to be expected for whom, a year, and on which days and at which
//! hours it falls.

use crate::number::{along, real};
use crate::people::chance::{Chance, running};
use crate::people::composition::{AGES, Composition, share_female};
use crate::people::day::{Day, Moment};
use crate::people::plan::YEARS;
use crate::people::rates::{Rates, rates};
use crate::people::slots::{days, season};
use crate::people::stream_rates::{EmergencyAdmissions, StreamRate};
use crate::people::{FIRST_DAY, Stream};

/// The six bands within which a gradient leaves the mean of an age as it is.
const BANDS: [(usize, usize); 6] = [(0, 16), (16, 25), (25, 35), (35, 50), (50, 65), (65, AGES)];

/// The streams that are drawn year by year.
pub(crate) const YEARLY: [Stream; 8] = [
    Stream::Admission,
    Stream::AeAttendance,
    Stream::GpAppointment,
    Stream::Outpatient,
    Stream::CommunityContact,
    Stream::MentalHealthContact,
    Stream::Call111,
    Stream::SocialPrescribing,
];

/// All frequencies of a borough.
pub(crate) struct Frequencies(Vec<Frequency>);

/// The frequency of one stream.
pub(crate) struct Frequency {
    /// Events a year by decile (0 the most deprived), sex and age.
    a_year: Vec<[[f64; AGES]; 2]>,
    /// Log rate for one standard deviation of ill health.
    pub(crate) health: f64,
    /// Shape of the gamma distribution by which people differ.
    pub(crate) shape: f64,
    /// How usual each day of the five years is, the most usual 1.
    by_day: Vec<f64>,
    hours: Vec<f64>,
}

impl Frequencies {
    /// The frequencies for a borough of this composition.
    pub(crate) fn of(composition: &Composition) -> Self {
        let Rates { streams, .. } = rates();
        let admissions = emergency(&streams.emergency_admissions, composition);
        let all = YEARLY.map(|stream| match stream {
            Stream::Admission => Frequency::new(&streams.admission, but_the_last(&admissions)),
            Stream::AeAttendance => {
                let all = table(&streams.ae_attendance, composition);
                let own = on_their_own(all, &admissions);
                Frequency::new(&streams.ae_attendance, own)
            }
            other => {
                let rate = rate_of(other);
                Frequency::new(rate, table(rate, composition))
            }
        });
        Self(all.into())
    }

    /// The frequency of a stream, by its place in [`YEARLY`].
    pub(crate) fn at(&self, place: usize) -> &Frequency {
        &self.0[place]
    }
}

impl Frequency {
    fn new(rate: &StreamRate, mut a_year: Vec<[[f64; AGES]; 2]>) -> Self {
        leave_room_for_the_dying(&mut a_year, rate.health);
        let on = |day: Day| rate.weekdays[day.weekday() as usize] * season(day, rate.winter);
        let by_day: Vec<f64> = (0..days()).map(|number| on(FIRST_DAY.plus(number))).collect();
        let most = by_day.iter().copied().fold(0.0, f64::max);
        Self {
            a_year,
            health: rate.health,
            shape: rate.shape,
            by_day: by_day.into_iter().map(|day| day / most).collect(),
            hours: running(rate.hours),
        }
    }

    /// Events a year that are to be expected of people of one kind.
    pub(crate) fn a_year(&self, decile: usize, sex: usize, age: usize) -> f64 {
        self.a_year[decile - 1][sex][age]
    }

    /// A moment from a day on and before another, as usual as its day and hour are.
    pub(crate) fn moment(&self, from: Day, until: Day, chance: &mut Chance) -> Moment {
        let span = until.number().saturating_sub(from.number()).max(1);
        // Most days are usual enough to be taken at the first or second try; who was here for a
        // weekend alone is seen on it.
        for _ in 0..40 {
            let day = from.plus(chance.below_u32(span));
            let usual = self.by_day.get((day.number() - FIRST_DAY.number()) as usize);
            if chance.share() < usual.copied().unwrap_or(0.0) {
                return day.at(self.minute(chance));
            }
        }
        from.at(self.minute(chance))
    }

    /// A minute of the day.
    pub(crate) fn minute(&self, chance: &mut Chance) -> u32 {
        let hour = u32::try_from(chance.pick(&self.hours)).unwrap_or(0);
        hour * 60 + chance.below_u32(60)
    }
}

/// The rates of a stream that has a section of its own.
fn rate_of(stream: Stream) -> &'static StreamRate {
    let streams = &rates().streams;
    match stream {
        Stream::Outpatient => &streams.outpatient,
        Stream::CommunityContact => &streams.community_contact,
        Stream::MentalHealthContact => &streams.mental_health_contact,
        Stream::Call111 => &streams.call_111,
        Stream::SocialPrescribing => &streams.social_prescribing,
        _ => &streams.gp_appointment,
    }
}

/// Events a year by decile, sex and age, scaled to those a head where the file has them.
fn table(rate: &StreamRate, composition: &Composition) -> Vec<[[f64; AGES]; 2]> {
    let at = |sex: usize, age: usize| {
        let years = u32::try_from(age).unwrap_or(100);
        [&rate.female, &rate.male][sex].at(years)
    };
    let mut scale = 1.0;
    if let Some(per_head) = rate.per_head {
        let mut events = 0.0;
        for by_age in &composition.people {
            for (age, people) in by_age.iter().enumerate() {
                let women = share_female(age);
                events += people * (women * at(0, age) + (1.0 - women) * at(1, age));
            }
        }
        scale = per_head * composition.all() / events;
    }
    let gradient = gradient(rate.deprived, composition);
    (0..10)
        .map(|decile| {
            [0, 1].map(|sex| {
                std::array::from_fn(|age| at(sex, age) * scale * gradient[band(age)][decile])
            })
        })
        .collect()
}

fn band(age: usize) -> usize {
    BANDS.iter().position(|&(from, to)| (from..to).contains(&age)).unwrap_or(5)
}

/// By band and decile how much more or less than its age; the mean of each band is 1.
fn gradient(most_to_least: f64, composition: &Composition) -> [[f64; 10]; 6] {
    let steps: [f64; 10] =
        std::array::from_fn(|decile| most_to_least.powf((4.5 - real(decile)) / 9.0));
    BANDS.map(|(from, to)| {
        let people: [f64; 10] =
            std::array::from_fn(|decile| composition.people[decile][from..to].iter().sum());
        let all: f64 = people.iter().sum();
        let weighted: f64 = people.iter().zip(steps).map(|(people, step)| people * step).sum();
        steps.map(|step| step * all / weighted)
    })
}

/// Emergency admissions a year: the published table, with a shape inside each of its ages that
/// leaves the mean of each quintile as it is.
fn emergency(rates: &EmergencyAdmissions, composition: &Composition) -> Vec<[[f64; AGES]; 2]> {
    let mut table = vec![[[0.0; AGES]; 2]; 10];
    for (place, &from) in rates.ages.iter().enumerate() {
        let from = from as usize;
        let to = rates.ages.get(place + 1).map_or(AGES, |&next| next as usize);
        for quintile in 0..5 {
            let within = |age: usize| rates.within.at(u32::try_from(age).unwrap_or(100));
            let (mut all, mut shaped) = (0.0, 0.0);
            for by_age in &composition.people[2 * quintile..2 * quintile + 2] {
                for (age, people) in by_age.iter().enumerate().take(to).skip(from) {
                    all += people;
                    shaped += people * within(age);
                }
            }
            let level = rates.per_1000[place][quintile] / 1_000.0 * all / shaped;
            for of_sex in table[2 * quintile..2 * quintile + 2].iter_mut().flatten() {
                for (age, often) in of_sex.iter_mut().enumerate().take(to).skip(from) {
                    *often = level * within(age);
                }
            }
        }
    }
    table
}

/// Those who die within the five years are worse than others of their age, so the others have so
/// much less that the mean of all stays as it is.
fn leave_room_for_the_dying(a_year: &mut [[[f64; AGES]; 2]], health: f64) {
    let deaths = &rates().demography.deaths;
    let more = (deaths.worse * health).exp() - 1.0;
    for (of_decile, decile) in a_year.iter_mut().zip(1..) {
        for (of_sex, female) in of_decile.iter_mut().zip([true, false]) {
            for (often, age) in of_sex.iter_mut().zip(0..) {
                // Who lives at this age somewhere in five years has half of them before them.
                let dying = 1.0 - (-YEARS / 2.0 * deaths.a_year(female, age, decile)).exp();
                *often /= 1.0 + dying * more;
            }
        }
    }
}

/// Admissions a year but for those in which people die.
fn but_the_last(admissions: &[[[f64; AGES]; 2]]) -> Vec<[[f64; AGES]; 2]> {
    let Rates { streams, demography, .. } = rates();
    let mut others = admissions.to_vec();
    for (of_decile, decile) in others.iter_mut().zip(1..) {
        for (of_sex, female) in of_decile.iter_mut().zip([true, false]) {
            for (often, age) in of_sex.iter_mut().zip(0..) {
                let last = demography.deaths.a_year(female, age, decile)
                    * streams.emergency_admissions.deaths_in_hospital;
                *often = (*often - last).max(0.5 * *often);
            }
        }
    }
    others
}

/// Attendances that neither end in an admission nor come back within a week, so that with those
/// the total is as published.
fn on_their_own(
    mut all: Vec<[[f64; AGES]; 2]>,
    admissions: &[[[f64; AGES]; 2]],
) -> Vec<[[f64; AGES]; 2]> {
    let Rates { streams, .. } = rates();
    let through = streams.emergency_admissions.through_ae;
    let again = 1.0 + streams.details.ae_again;
    let pairs = all.iter_mut().flatten().flatten().zip(admissions.iter().flatten().flatten());
    for (attended, admitted) in pairs {
        // However many are admitted, some people still go home again.
        *attended = (*attended - through * admitted).max(0.1 * *attended) / again;
    }
    all
}

/// A value read off steps by share, for what is more often short than long.
pub(crate) fn curve(points: &[(f64, f64)], chance: &mut Chance) -> f64 {
    along(points, chance.share())
}
