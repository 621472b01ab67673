//! People and households against the areas they live in and what is published.

use super::survey::{people, survey};
use crate::place;

#[test]
fn every_area_has_exactly_the_people_of_its_census_bands() {
    let survey = survey();
    assert_eq!(survey.areas.len(), place().borough.areas.len());
    for (area, found) in place().borough.areas.iter().zip(&survey.areas) {
        assert_eq!(*found, area.ages.bands, "{}", area.code);
    }
}

#[test]
fn care_homes_have_their_share_of_older_people() {
    // 2.5% of people of 65 or over, 56.4% of them 85 or over (ONS 2023).
    let survey = survey();
    let over_65 = survey.residents_where(|_, age| age >= 65);
    let inside = f64::from(u32::try_from(survey.in_care_homes.len()).unwrap());
    let over_85 = survey.in_care_homes.iter().filter(|&&age| age >= 85).count();
    let over_85 = f64::from(u32::try_from(over_85).unwrap());
    assert!((inside / over_65 * 100.0 - 2.5).abs() <= 0.2, "{}", inside / over_65);
    assert!((over_85 / inside * 100.0 - 56.0).abs() <= 4.0, "{}", over_85 / inside);
}

#[test]
fn as_many_die_and_care_as_is_published() {
    let survey = survey();
    // UK life tables 2020-22 over the ages here; with the residents of any year about 0.9% a year.
    let died = survey.died / 5.0 / f64::from(people().residents()) * 100.0;
    assert!((0.7..1.1).contains(&died), "{died}");
    // Census 2021, England: 8.9% of people of 5 or over.
    let carers = survey.carers / survey.residents_where(|_, age| age >= 5) * 100.0;
    assert!((carers - 8.9).abs() < 1.0, "{carers}");
}
