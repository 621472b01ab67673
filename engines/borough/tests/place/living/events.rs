//! How often what happens against what is published.

use kith_borough::{Outcome, Stream};

use super::survey::survey;

/// Accident and emergency, attendances a year by age relative to 0.444, the mean of all ages
/// (4.18 million attendances of 2014/15, PMC5750365 table 1; NHS Digital 2019/20).
const ATTENDANCES: [(u32, u32, f64); 8] = [
    (0, 1, 2.57),
    (1, 5, 1.63),
    (5, 13, 0.83),
    (13, 18, 0.98),
    (18, 35, 1.06),
    (35, 55, 0.79),
    (55, 75, 0.76),
    (75, 130, 1.86),
];

fn attendances(from: u32, to: u32) -> f64 {
    survey().attendances.range(from..to).map(|(_, count)| count).sum()
}

/// Events of a stream a year and person.
fn a_year(stream: Stream) -> f64 {
    survey().events[&stream] / survey().years_where(|_, _| true)
}

fn near(what: &str, found: f64, published: f64, within: f64) {
    assert!((found / published - 1.0).abs() <= within, "{what}: {found} for {published}");
}

#[test]
fn accident_and_emergency_is_used_by_age_as_in_england() {
    for (from, to, relative) in ATTENDANCES {
        let years = survey().years_where(|_, age| (from..to).contains(&age));
        near(
            &format!("attendances {from}-{to}"),
            attendances(from, to) / years / 0.444,
            relative,
            0.10,
        );
    }
    let mondays =
        survey().attendances_by_weekday[0] / survey().attendances_by_weekday.iter().sum::<f64>();
    near("Mondays", mondays, 0.16, 0.02);
}

#[test]
fn older_people_of_the_most_deprived_fifth_are_admitted_more_often() {
    // N, E and W Devon: 282 and 202 per 1,000 (BMJ Open 2017;7:e014045).
    let rate = |from: usize, to: usize| {
        let inside = |decile: usize, age: u32| (from..=to).contains(&decile) && age >= 67;
        let admitted =
            survey().admissions.iter().filter(|((decile, age), _)| inside(*decile, *age));
        admitted.map(|(_, count)| count).sum::<f64>() / survey().years_where(inside)
    };
    let (most, least) = (rate(1, 2), rate(9, 10));
    assert!((most / least - 1.39).abs() <= 0.1, "{most} to {least}");
}

#[test]
fn admissions_rise_in_winter_and_fall_on_few_people() {
    let by_month = &survey().admissions_by_month;
    let mean = by_month.iter().sum::<f64>() / 12.0;
    // Winter +15%: the mean of December to February of a wave with its top in January is +14%.
    let winter = (by_month[12] + by_month[1] + by_month[2]) / 3.0 / mean;
    assert!((winter - 1.13).abs() < 0.05, "{winter}");
    let mut stays = survey().admissions_of_people.clone();
    stays.sort_unstable_by(|a, b| b.cmp(a));
    let top = stays.len() / 20;
    let share = f64::from(stays[..top].iter().sum::<u32>()) / f64::from(stays.iter().sum::<u32>());
    assert!((share - 0.5).abs() < 0.1, "{share}");
}

#[test]
fn practices_and_services_see_people_as_often_as_is_published() {
    near("practice appointments", a_year(Stream::GpAppointment), 5.77, 0.03);
    near("attendances", a_year(Stream::AeAttendance), 0.444, 0.05);
    near("social prescribing", a_year(Stream::SocialPrescribing), 0.021, 0.05);
    let women = survey().referred_women / survey().events[&Stream::SocialPrescribing];
    near("women among them", women, 0.60, 0.05);
    let of = |from: u32, to: u32| survey().years_where(|_, age| (from..to).contains(&age));
    let [young, middle, old] = survey().community;
    near("community contacts 0-18", young / of(0, 19), 1.4, 0.10);
    near("community contacts 19-64", middle / of(19, 65), 0.62, 0.10);
    near("community contacts 65+", old / of(65, 130), 5.2, 0.10);
}

#[test]
fn the_council_supports_as_many_adults_as_is_published() {
    // NHS Digital 2023/24: 0.87% of 18 to 64, 5.4% of 65 or over.
    let [younger, older] = survey().supported;
    let of = |from: u32, to: u32| survey().residents_where(|_, age| (from..to).contains(&age));
    near("supported 18-64", younger / of(18, 65), 0.0087, 0.10);
    near("supported 65+", older / of(65, 130), 0.054, 0.10);
}

#[test]
fn appointments_end_as_in_england() {
    let all = survey().events[&Stream::GpAppointment];
    let share = |outcome| survey().outcomes[&(Stream::GpAppointment, outcome)] / all;
    near("did not attend", share(Outcome::DidNotAttend), 0.04, 0.03);
    near("face to face", share(Outcome::SeenInPerson) / 0.96, 0.65, 0.02);
}
