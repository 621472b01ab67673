//! The people: as many to an area as in England, and lists that do not follow the land.

use std::collections::BTreeSet;

use kith_borough::{Bank, Home};

use crate::{areas_where, pieces, place};

#[test]
fn small_areas_are_as_large_as_in_england() {
    // Census 2021, LSOAs of England: mean 1,674, quartiles 1,443, 1,608 and 1,835, least 998.
    let mut sizes: Vec<u32> = place().borough.areas.iter().map(|area| area.ages.total()).collect();
    sizes.sort_unstable();
    let near = |found: u32, published: f64| {
        assert!((f64::from(found) / published - 1.0).abs() < 0.02, "{found} for {published}");
    };
    near(sizes[45], 1443.0);
    near(sizes[90], 1608.0);
    near(sizes[135], 1835.0);
    near(sizes.iter().sum::<u32>() / 180, 1674.0);
    assert!(sizes[0] >= 998 && sizes[179] <= 3000);
}

#[test]
fn middle_areas_keep_to_the_thresholds_of_ons() {
    let borough = &place().borough;
    for msoa in 0..borough.msoas.len() {
        let inside = borough.areas.iter().filter(|area| area.msoa == msoa);
        let people: u32 = inside.map(|area| area.ages.total()).sum();
        assert!((5_000..=15_000).contains(&people), "{people} in {msoa}");
    }
}

#[test]
fn ages_add_up_and_deprived_areas_are_younger() {
    let areas = &place().borough.areas;
    let over_65 = |from: f64, to: f64| {
        let inside = || areas.iter().filter(|a| a.deprivation >= from && a.deprivation < to);
        let older: u32 = inside().map(|area| area.ages.bands[5]).sum();
        f64::from(older) / f64::from(inside().map(|area| area.ages.total()).sum::<u32>())
    };
    for area in areas {
        assert_eq!(area.ages.five_year_groups.iter().sum::<u32>(), area.ages.total());
    }
    // Census 2021 by IMD 2019: 12.9% in the most deprived tenth, 23.2% in the least.
    assert!(over_65(0.0, 0.1) < 0.15);
    assert!(over_65(0.8, 1.0) > 0.20);
}

#[test]
fn deprivation_is_smooth_over_the_ground() {
    // Moran's I with shared borders as weights: 0 where there is no pattern, 1 where it is perfect.
    // English towns show 0.5 to 0.8.
    let areas = &place().borough.areas;
    let mean = areas.iter().map(|area| area.deprivation).sum::<f64>() / 180.0;
    let (mut together, mut borders) = (0.0, 0.0);
    for area in areas {
        for &there in &area.neighbours {
            together += (area.deprivation - mean) * (areas[there].deprivation - mean);
            borders += 1.0;
        }
    }
    let variance = areas.iter().map(|area| (area.deprivation - mean).powi(2)).sum::<f64>() / 180.0;
    let morans_i = together / borders / variance;
    assert!((0.5..0.95).contains(&morans_i), "{morans_i}");
}

#[test]
fn more_people_are_registered_than_live_there_and_some_live_elsewhere() {
    let borough = &place().borough;
    assert!((295_000..305_000).contains(&borough.residents()), "{}", borough.residents());
    let more = f64::from(borough.registered()) / f64::from(borough.residents());
    assert!((1.05..1.11).contains(&more), "{more}");
    let homes: BTreeSet<Home> =
        borough.registrations.iter().map(|registration| registration.home).collect();
    for code in ["EMPTY", "CLOSED", "L99999999", "W01990001", "S01990001"] {
        assert!(homes.contains(&Home::Other(code)), "{code}");
    }
    assert!(homes.iter().any(|home| matches!(home, Home::NextDoor(_))));
}

#[test]
fn most_people_register_near_home() {
    let borough = &place().borough;
    let (mut near, mut all) = (0.0, 0.0);
    for registration in &borough.registrations {
        let Home::Area(area) = registration.home else { continue };
        let (home, practice) =
            (borough.areas[area].middle, borough.practices[registration.practice].place);
        let metres = (home.east - practice.east).hypot(home.north - practice.north);
        let patients = f64::from(registration.patients);
        all += patients;
        near += if metres < 2_500.0 { patients } else { 0.0 };
    }
    assert!(near / all > 0.7, "{}", near / all);
}

/// For each area the network with most of its registered people.
fn modal_networks() -> Vec<usize> {
    let borough = &place().borough;
    (0..borough.areas.len())
        .map(|area| {
            let mut patients = vec![0; borough.pcns.len()];
            for registration in &borough.registrations {
                if registration.home == Home::Area(area) {
                    patients[borough.practices[registration.practice].pcn] += registration.patients;
                }
            }
            (0..patients.len()).max_by_key(|&pcn| patients[pcn]).unwrap()
        })
        .collect()
}

#[test]
fn thirty_practices_form_seven_networks_of_two_or_more() {
    let borough = &place().borough;
    assert_eq!((borough.practices.len(), borough.pcns.len()), (30, 7));
    for pcn in 0..7 {
        assert!(borough.practices.iter().filter(|practice| practice.pcn == pcn).count() >= 2);
    }
    let codes: BTreeSet<_> = borough.practices.iter().map(|practice| &practice.code).collect();
    assert_eq!(codes.len(), 30);
}

#[test]
fn one_network_straddles_the_river_and_one_lies_in_two_halves() {
    let borough = &place().borough;
    let modal = modal_networks();
    for pcn in [0, 1] {
        let own = borough.practices.iter().filter(|practice| practice.pcn == pcn);
        let banks: BTreeSet<Bank> = own.map(|practice| practice.bank).collect();
        assert_eq!(banks.into_iter().collect::<Vec<_>>(), [Bank::North, Bank::South]);
    }
    let halves: Vec<usize> = (0..modal.len()).filter(|&area| modal[area] == 1).collect();
    let next = |area: usize| {
        let over =
            borough.links.iter().flat_map(|link| [(link.from, link.to), (link.to, link.from)]);
        let over = over.filter(|&(from, _)| from == area).map(|(_, to)| to);
        borough.areas[area].neighbours.iter().copied().chain(over).collect()
    };
    assert!(pieces(&halves, next) >= 2);
}

#[test]
fn networks_do_not_nest_in_communities_nor_communities_in_networks() {
    let borough = &place().borough;
    let mut patients = vec![vec![0_u32; borough.communities.len()]; borough.pcns.len()];
    for registration in &borough.registrations {
        if let Home::Area(area) = registration.home {
            let pcn = borough.practices[registration.practice].pcn;
            patients[pcn][borough.areas[area].community] += registration.patients;
        }
    }
    for of_network in &patients {
        let most = f64::from(*of_network.iter().max().unwrap());
        assert!(most / f64::from(of_network.iter().sum::<u32>()) < 0.95);
    }
    let split = (0..borough.communities.len())
        .filter(|&community| {
            let modal = modal_networks();
            let inside = areas_where(&borough.areas, |area| area.community == community);
            inside.iter().map(|&area| modal[area]).collect::<BTreeSet<_>>().len() > 1
        })
        .count();
    assert!(split >= 4, "{split} of the communities are served by more than one network");
}
