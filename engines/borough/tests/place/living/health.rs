//! Conditions, multimorbidity and frailty against what is published.

use kith_borough::{Condition, Frailty, REGISTERS};

use super::survey::{BANDS, survey};

/// QOF 2019/20: register, the ages of its base, Lewisham's per cent (NHS Digital, modelled by the
/// House of Commons Library), in the order of the conditions.
const LEWISHAM: [(&str, u32, u32, f64); REGISTERS] = [
    ("Atrial fibrillation", 0, 130, 0.90),
    ("Asthma", 0, 130, 5.62),
    ("Cancer", 0, 130, 1.97),
    ("Coronary heart disease", 0, 130, 1.61),
    ("Chronic kidney disease stage 3 to 5", 18, 130, 1.73),
    ("Chronic obstructive pulmonary disease", 0, 130, 1.28),
    ("Hypertension with raised cardiovascular risk", 30, 74, 0.92),
    ("Dementia", 0, 130, 0.45),
    ("Depression", 18, 130, 9.23),
    ("Diabetes mellitus", 17, 130, 6.26),
    ("Epilepsy", 18, 130, 0.57),
    ("Heart failure", 0, 130, 0.48),
    ("Hypertension", 0, 130, 11.10),
    ("Learning disability", 0, 130, 0.44),
    ("Schizophrenia, bipolar affective disorder and other psychoses", 0, 130, 1.30),
    ("Obesity", 18, 130, 8.55),
    ("Osteoporosis", 50, 130, 0.41),
    ("Peripheral arterial disease", 0, 130, 0.40),
    ("On the palliative care register", 0, 130, 0.16),
    ("Rheumatoid arthritis", 16, 130, 0.44),
    ("Stroke or transient ischaemic attack", 0, 130, 1.09),
];

/// QOF 2019/20 by decile over what Census 2021 ages lead one to expect: per cent by band and the
/// age-adjusted ratio of the most to the least deprived tenth.
const GRADIENTS: &str = "
Atrial fibrillation | 0.00 0.01 0.03 0.14 1.18 9.48 | 1.30
Hypertension | 0.00 0.27 1.08 6.28 21.53 44.86 | 1.52
Diabetes mellitus | 0.00 0.48 0.97 3.88 9.70 15.52 | 1.93
Chronic obstructive pulmonary disease | 0.00 0.00 0.05 0.48 2.89 6.75 | 2.71
Coronary heart disease | 0.00 0.00 0.05 0.55 3.68 11.96 | 1.81
Stroke or transient ischaemic attack | 0.00 0.05 0.09 0.37 1.66 7.36 | 1.60
Heart failure | 0.00 0.00 0.03 0.14 0.75 3.77 | 1.80
Dementia | 0.00 0.00 0.00 0.01 0.10 4.03 | 1.18
Chronic kidney disease stage 3 to 5 | 0.00 0.09 0.17 0.60 2.13 14.51 | 1.61
Depression | 0.00 9.02 12.03 13.53 13.03 9.02 | 1.26
Asthma | 4.64 7.22 6.70 6.19 6.70 7.73 | 1.10
Schizophrenia, bipolar affective disorder and other psychoses | 0.00 0.43 0.98 1.30 1.41 1.19 | 1.86
Learning disability | 0.42 0.84 0.63 0.52 0.52 0.31 | 1.58
Obesity | 0.00 4.90 7.84 11.76 13.72 10.78 | 1.66
Cancer | 0.09 0.19 0.37 1.11 3.71 11.14 | 1.14
Peripheral arterial disease | 0.00 0.00 0.00 0.10 0.59 2.47 | 2.44
Epilepsy | 0.00 0.69 0.74 0.83 0.88 0.79 | 1.41
Rheumatoid arthritis | 0.00 0.04 0.13 0.42 0.92 1.83 | 1.43";

fn named(name: &str) -> usize {
    Condition::all().position(|condition| condition.code().text().description == name).unwrap()
}

#[test]
fn twenty_one_registers_have_the_totals_of_qof() {
    let survey = survey();
    let mut wrong = Vec::new();
    for (place, (name, from, to, published)) in LEWISHAM.into_iter().enumerate() {
        assert_eq!(named(name), place);
        let base = survey.residents_where(|_, age| (from..=to).contains(&age));
        let found = survey.cases_where(place, |_, _| true) / base * 100.0;
        // Within 2% of the figure, or 0.05 points.
        if (found / published - 1.0).abs() > 0.02 && (found - published).abs() > 0.05 {
            wrong.push(format!("{name}: {found:.3} for {published}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_most_deprived_tenth_has_more_of_each_condition_at_one_age() {
    let survey = survey();
    let mut wrong = Vec::new();
    for row in GRADIENTS.trim().lines() {
        let [name, shape, published] = row.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let place = named(name);
        let published: f64 = published.parse().unwrap();
        let shape: Vec<f64> = shape.split(' ').map(|value| value.parse().unwrap()).collect();
        let over_expected = |tenth: usize| {
            let observed = survey.cases_where(place, |decile, _| decile == tenth);
            let of_band = |(band, (from, to)): (usize, (u32, u32))| {
                shape[band]
                    * survey
                        .residents_where(|decile, age| decile == tenth && (from..to).contains(&age))
            };
            observed / BANDS.into_iter().enumerate().map(of_band).sum::<f64>()
        };
        let ratio = over_expected(1) / over_expected(10);
        if (ratio / published - 1.0).abs() > 0.10 {
            wrong.push(format!("{name}: {ratio:.3} for {published}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn as_many_as_in_england_have_two_or_more_conditions() {
    // Valabhji and others 2023, 35 conditions: 0.9% at 0-19, 68.2% at 80 or over.
    let survey = survey();
    let share = |from: u32, to: u32| {
        let inside = |age: &u32| (from..to).contains(age);
        let several = survey.several.iter().filter(|((_, age), _)| inside(age));
        several.map(|(_, count)| count).sum::<f64>() / survey.residents_where(|_, age| inside(&age))
            * 100.0
    };
    assert!((share(0, 20) - 0.9).abs() <= 0.3, "{}", share(0, 20));
    assert!((share(80, 130) - 68.2).abs() <= 3.0, "{}", share(80, 130));
}

#[test]
fn odds_of_two_or_more_conditions_are_twice_as_high_in_the_most_deprived_tenth() {
    // 2.26 (Valabhji 2023); over ages by Mantel and Haenszel 1959.
    let survey = survey();
    let (mut above, mut below) = (0.0, 0.0);
    for from in (0..100).step_by(5) {
        let inside = |age: u32| (from..from + 5).contains(&age) || from == 95 && age > 95;
        let count = |tenth: usize| {
            let several = survey
                .several
                .iter()
                .filter(|((decile, age), _)| *decile == tenth && inside(*age))
                .map(|(_, count)| count)
                .sum::<f64>();
            let all = survey.residents_where(|decile, age| decile == tenth && inside(age));
            (several, all - several)
        };
        let ((a, b), (c, d)) = (count(1), count(10));
        let all = (a + b + c + d).max(1.0);
        above += a * d / all;
        below += b * c / all;
    }
    let odds = above / below;
    assert!((odds - 2.26).abs() <= 0.3, "{odds}");
}

#[test]
fn half_of_people_over_65_are_fit_and_three_in_a_hundred_severely_frail() {
    let survey = survey();
    let all: f64 = survey.frailty.values().sum();
    let published = [
        (Frailty::Fit, 50.0),
        (Frailty::Mild, 35.0),
        (Frailty::Moderate, 12.0),
        (Frailty::Severe, 3.0),
    ];
    let mut wrong = Vec::new();
    for (category, per_cent) in published {
        let found = survey.frailty[&category] / all * 100.0;
        if (found - per_cent).abs() > 2.0 {
            wrong.push(format!("{category:?}: {found:.2} for {per_cent}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
