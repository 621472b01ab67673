//! Where hubs should stand so that people have the shortest way: the p-median problem.

use serde::{Deserialize, Serialize};

/// Where hubs stand and whom they serve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Siting {
    /// Positions of the sites chosen, rising.
    pub sites: Vec<usize>,
    /// The site that serves each area: the nearest.
    pub site_of: Vec<usize>,
    /// Mean way in minutes, people counted.
    pub mean_minutes: f64,
}

/// Why no sites can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotSite {
    /// More hubs than sites, or none.
    #[error("{wanted} hubs cannot be placed on {sites} sites; ask for 1 to {sites}")]
    BadCount {
        /// Hubs wanted.
        wanted: usize,
        /// Sites there are.
        sites: usize,
    },
    /// The list of minutes does not fit.
    #[error("{found} ways are known where {wanted} are needed, one from each area to each site")]
    WrongMinutes {
        /// How many are needed.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
}

/// Chooses `wanted` of `sites` sites such that the people of all areas have the least mean way.
/// `minutes` are from each area to each site, area by area.
///
/// Sites are added one by one, then exchanged as long as an exchange helps (Teitz and Bart, Operations
/// Research 16, 1968): mostly the best there is, never proved to be.
pub fn site_hubs(
    people: &[u32],
    minutes: &[f64],
    sites: usize,
    wanted: usize,
) -> Result<Siting, CannotSite> {
    if wanted == 0 || wanted > sites {
        return Err(CannotSite::BadCount { wanted, sites });
    }
    if minutes.len() != people.len() * sites {
        let (wanted, found) = (people.len() * sites, minutes.len());
        return Err(CannotSite::WrongMinutes { wanted, found });
    }
    let ways = Ways { people, minutes, sites };
    let mut open: Vec<usize> = Vec::new();
    while open.len() < wanted {
        let closed = (0..sites).filter(|site| !open.contains(site));
        let with = |site: usize| ways.price(&[&open[..], &[site]].concat());
        let best = closed.min_by(|&one, &other| with(one).total_cmp(&with(other)));
        open.extend(best);
    }
    while let Some((place, site)) = better_exchange(&ways, &open) {
        open[place] = site;
    }
    open.sort_unstable();
    let all: f64 = people.iter().map(|&people| f64::from(people)).sum();
    Ok(Siting {
        site_of: (0..people.len()).map(|area| ways.nearest(area, &open)).collect(),
        mean_minutes: ways.price(&open) / all.max(1.0),
        sites: open,
    })
}

struct Ways<'a> {
    people: &'a [u32],
    minutes: &'a [f64],
    sites: usize,
}

impl Ways<'_> {
    fn minutes(&self, area: usize, site: usize) -> f64 {
        self.minutes[area * self.sites + site]
    }

    fn nearest(&self, area: usize, open: &[usize]) -> usize {
        let near = |one: &usize, other: &usize| {
            self.minutes(area, *one).total_cmp(&self.minutes(area, *other))
        };
        open.iter().copied().min_by(near).unwrap_or(0)
    }

    /// Minutes of all people together.
    fn price(&self, open: &[usize]) -> f64 {
        let of_area = |(area, &people): (usize, &u32)| {
            let least =
                open.iter().map(|&site| self.minutes(area, site)).fold(f64::INFINITY, f64::min);
            f64::from(people) * least
        };
        self.people.iter().enumerate().map(of_area).sum()
    }
}

/// The exchange of an open site for a closed one that helps most, if any helps.
fn better_exchange(ways: &Ways<'_>, open: &[usize]) -> Option<(usize, usize)> {
    let now = ways.price(open);
    let mut best: Option<(f64, usize, usize)> = None;
    for place in 0..open.len() {
        for site in (0..ways.sites).filter(|site| !open.contains(site)) {
            let mut changed = open.to_vec();
            changed[place] = site;
            let price = ways.price(&changed);
            // Rounding must not make two equal choices take turns.
            if price < now * (1.0 - 1e-12) && best.is_none_or(|(least, ..)| price < least) {
                best = Some((price, place, site));
            }
        }
    }
    best.map(|(_, place, site)| (place, site))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Areas in a row, one minute from each to the next, a site in each.
    fn row(people: &[u32], wanted: usize) -> Result<Siting, CannotSite> {
        let count = u32::try_from(people.len()).unwrap();
        let minutes = (0..count).flat_map(|a| (0..count).map(move |b| f64::from(a.abs_diff(b))));
        site_hubs(people, &minutes.collect::<Vec<f64>>(), people.len(), wanted)
    }

    #[test]
    fn one_hub_stands_at_the_median_person_and_two_share_the_row() {
        let one = row(&[1, 1, 1, 1, 100], 1).unwrap();
        assert_eq!(one.sites, [4]);
        let two = row(&[10, 10, 10, 10, 10, 10], 2).unwrap();
        assert_eq!(two.sites, [1, 4]);
        assert_eq!(two.site_of, [1, 1, 1, 4, 4, 4]);
        assert!((two.mean_minutes - 4.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn exchanging_sites_finds_the_best_of_all_choices_where_all_can_be_tried() {
        let people: Vec<u32> = (0..9).map(|at| 1 + at * 7 % 11).collect();
        let minutes: Vec<f64> = (0..81_u32).map(|at| f64::from(at * 37 % 23 + at % 5)).collect();
        let ways = Ways { people: &people, minutes: &minutes, sites: 9 };
        let mut least = f64::INFINITY;
        for a in 0..9 {
            for b in a + 1..9 {
                for c in b + 1..9 {
                    least = least.min(ways.price(&[a, b, c]));
                }
            }
        }
        let found = site_hubs(&people, &minutes, 9, 3).unwrap();
        assert!((ways.price(&found.sites) - least).abs() < 1e-9);
    }

    #[test]
    fn more_hubs_than_sites_are_refused_in_words() {
        let refusal = row(&[1, 1], 3).unwrap_err();
        assert_eq!(refusal.to_string(), "3 hubs cannot be placed on 2 sites; ask for 1 to 2");
    }
}
