//! How many people each area gets before anybody is drawn: so that blocks know which NHS numbers
//! are theirs, whatever the other blocks do.

use crate::ages::{PIECE_AGES, PIECES_COUNT};
use crate::borough::Borough;
use crate::number::{deal, floor, people, real};
use crate::people::composition::{ages_of, decile, share_female, single_years};
use crate::people::rates::rates;
use crate::registrations::Home;

/// Years of events.
pub(crate) const YEARS: f64 = 5.0;

/// What an area gets.
#[derive(Clone)]
pub(crate) struct AreaPlan {
    /// Position of the area in the borough.
    pub(crate) area: usize,
    /// Decile of deprivation, 1 the most deprived.
    pub(crate) decile: usize,
    /// Residents on the last day by age piece.
    pub(crate) pieces: [u32; PIECES_COUNT],
    /// How many died here in the five years.
    pub(crate) died: u32,
    /// How many moved out of the borough in the five years.
    pub(crate) left: u32,
    /// The care homes of the area.
    pub(crate) homes: Vec<HomePlan>,
    /// People on each practice's list who live here.
    pub(crate) lists: Vec<f64>,
}

/// A care home.
#[derive(Clone)]
pub(crate) struct HomePlan {
    /// Its number in the borough, from 0.
    pub(crate) number: u16,
    /// Residents of 65 to 84.
    pub(crate) under_85: u32,
    /// Residents of 85 or over.
    pub(crate) over_85: u32,
}

impl AreaPlan {
    /// Everybody who is or was here.
    pub(crate) fn everybody(&self) -> u32 {
        self.pieces.iter().sum::<u32>() + self.died + self.left
    }
}

/// The plans of all areas of a borough with so many residents, at most as many as it has.
pub(crate) fn plans(borough: &Borough, residents: u32) -> Vec<AreaPlan> {
    let sizes: Vec<f64> = borough.areas.iter().map(|area| f64::from(area.ages.total())).collect();
    let totals = deal(residents, &sizes);
    let lists = lists(borough);
    let mut plans = Vec::new();
    for ((area, total), lists) in borough.areas.iter().zip(totals).zip(lists) {
        let mut pieces = area.ages.pieces();
        if total < area.ages.total() {
            let weights: Vec<f64> = pieces.iter().map(|&count| f64::from(count)).collect();
            pieces.copy_from_slice(&deal(total, &weights));
        }
        let area_decile = decile(area);
        let place = plans.len();
        plans.push(AreaPlan {
            area: place,
            decile: area_decile,
            pieces,
            died: 0,
            left: 0,
            homes: Vec::new(),
            lists,
        });
    }
    settle_gone(&mut plans);
    settle_homes(&mut plans);
    plans
}

/// The care homes of a borough in the order of their numbers: the position of the area each stands in, and its
/// residents.
pub(crate) fn care_homes(borough: &Borough) -> Vec<(usize, u32)> {
    let plans = plans(borough, borough.residents());
    let homes = plans.iter().flat_map(|plan| plan.homes.iter().map(|home| (plan.area, home)));
    let mut homes: Vec<(usize, &HomePlan)> = homes.collect();
    homes.sort_by_key(|(_, home)| home.number);
    homes.into_iter().map(|(area, home)| (area, home.under_85 + home.over_85)).collect()
}

/// How many of each practice's patients live in each area.
fn lists(borough: &Borough) -> Vec<Vec<f64>> {
    let mut lists = vec![vec![0.0; borough.practices.len()]; borough.areas.len()];
    for registration in &borough.registrations {
        if let Home::Area(area) = registration.home {
            lists[area][registration.practice] += f64::from(registration.patients);
        }
    }
    lists
}

/// Deaths and departures as whole people; what is left over goes to the next area.
fn settle_gone(plans: &mut [AreaPlan]) {
    let (mut died, mut left) = (0.0, 0.0);
    for plan in plans {
        let before = (floor(died), floor(left));
        for piece in 0..PIECES_COUNT {
            let count = f64::from(plan.pieces[piece]);
            died += count * YEARS * deaths_a_year(piece, plan.decile);
            left += count * YEARS * departures_a_year(piece);
        }
        plan.died = people(real(floor(died) - before.0));
        plan.left = people(real(floor(left) - before.1));
    }
}

/// Share of the people of a piece who die in a year.
pub(crate) fn deaths_a_year(piece: usize, decile: usize) -> f64 {
    let deaths = &rates().demography.deaths;
    let decile = u32::try_from(decile).unwrap_or(10);
    let (mut all, mut died) = (0.0, 0.0);
    for (age, share) in ages_of(piece).zip(single_years(piece)) {
        let years = u32::try_from(age).unwrap_or(100);
        let women = share_female(age);
        all += share;
        died += share
            * (women * deaths.a_year(true, years, decile)
                + (1.0 - women) * deaths.a_year(false, years, decile));
    }
    died / all
}

/// Share of the people of a piece who move out of the borough in a year.
pub(crate) fn departures_a_year(piece: usize) -> f64 {
    let moves = &rates().demography.moves;
    moves.a_year.at(PIECE_AGES[piece].0) * moves.across_the_border
}

/// Care homes stand where most people of 85 or over live, at most one to an area, and have as many
/// residents as the share of people of 65 or over says.
fn settle_homes(plans: &mut [AreaPlan]) {
    let rates = &rates().demography.care_homes;
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|&area| (std::cmp::Reverse(plans[area].pieces[PIECES_COUNT - 1]), area));
    order.truncate(rates.number);
    let oldest = |area: usize| plans[area].pieces[PIECES_COUNT - 1];
    let weights: Vec<f64> = order.iter().map(|&area| f64::from(oldest(area))).collect();
    let over_65: u32 = plans.iter().flat_map(|plan| &plan.pieces[14..]).sum();
    let residents = f64::from(over_65) * rates.share_of_65;
    let over_85 = deal(people(residents * rates.share_85), &weights);
    let under_85 = deal(people(residents * (1.0 - rates.share_85)), &weights);
    for (number, (&area, (over, under))) in
        order.iter().zip(over_85.into_iter().zip(under_85)).enumerate()
    {
        plans[area].homes.push(HomePlan {
            number: u16::try_from(number).unwrap_or(u16::MAX),
            under_85: under,
            over_85: over.min(plans[area].pieces[PIECES_COUNT - 1]),
        });
    }
}
