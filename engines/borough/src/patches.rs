//! The patches of community teams. They keep to the natural communities, which PCNs do not; but one
//! patch is two networks together, its two halves: the areas in which either has more people on its lists
//! than any other network. That is planted for somebody to find.

use crate::borough::Borough;
use crate::registrations::Home;

/// The patches, and the networks that are two halves of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Patches {
    /// Their codes and names.
    pub list: Vec<(String, String)>,
    /// Position of the patch of each area.
    pub of_area: Vec<usize>,
    /// Position of the patch that is two networks together.
    pub whole: usize,
    /// Positions of those networks, by rising position.
    pub halves: [usize; 2],
}

impl Borough {
    /// The patches of its community teams.
    pub fn community_patches(&self) -> Patches {
        let people = Lists::of(self);
        let pairs = (0..self.pcns.len())
            .flat_map(|one| (one + 1..self.pcns.len()).map(move |other| [one, other]));
        let best = pairs.max_by(|a, b| people.overlap(*a).total_cmp(&people.overlap(*b)));
        let halves = best.unwrap_or_default();
        let in_whole = people.areas_of(halves);
        let whole = self.communities.len();
        let of_area: Vec<usize> = self
            .areas
            .iter()
            .zip(&in_whole)
            .map(|(area, inside)| if *inside { whole } else { area.community })
            .collect();
        let mut names = self.communities.clone();
        names.push(self.name_of_most(&in_whole));
        numbered(&of_area, &names, halves)
    }

    /// The friendly name of the middle-layer area of most of these areas.
    fn name_of_most(&self, inside: &[bool]) -> String {
        let mut counts = vec![0_u32; self.msoas.len()];
        for (area, _) in self.areas.iter().zip(inside).filter(|(_, inside)| **inside) {
            counts[area.msoa] += 1;
        }
        let most = (0..counts.len()).rev().max_by_key(|msoa| counts[*msoa]);
        most.map_or_else(String::new, |msoa| {
            format!("{} and around", self.msoas[msoa].friendly_name)
        })
    }
}

/// Only the patches that an area is left of, with codes in their order.
fn numbered(of_area: &[usize], names: &[String], halves: [usize; 2]) -> Patches {
    let mut used: Vec<usize> = of_area.to_vec();
    used.sort_unstable();
    used.dedup();
    let code =
        |(number, patch): (usize, &usize)| (format!("CT{:02}", number + 1), names[*patch].clone());
    let list: Vec<(String, String)> = used.iter().enumerate().map(code).collect();
    let position = |patch: &usize| used.binary_search(patch).unwrap_or_default();
    Patches { whole: list.len() - 1, of_area: of_area.iter().map(position).collect(), list, halves }
}

/// Who is on the lists of which network, and lives where.
struct Lists {
    /// `people[area][network]`.
    people: Vec<Vec<u32>>,
    /// Everybody on the lists of each network, wherever they live.
    all: Vec<u32>,
}

impl Lists {
    fn of(borough: &Borough) -> Self {
        let mut people = vec![vec![0; borough.pcns.len()]; borough.areas.len()];
        let mut all = vec![0; borough.pcns.len()];
        for one in &borough.registrations {
            let pcn = borough.practices[one.practice].pcn;
            all[pcn] += one.patients;
            if let Home::Area(area) = one.home {
                people[area][pcn] += one.patients;
            }
        }
        Self { people, all }
    }

    /// The areas in which one of the two has more people than any other network; of equals the first
    /// has them.
    fn areas_of(&self, pair: [usize; 2]) -> Vec<bool> {
        let most = |area: &Vec<u32>| (0..area.len()).rev().max_by_key(|pcn| area[*pcn]);
        self.people.iter().map(|area| most(area).is_some_and(|pcn| pair.contains(&pcn))).collect()
    }

    /// People on the lists of either who live in those areas, as a share of people who do one or the
    /// other (Jaccard).
    fn overlap(&self, pair: [usize; 2]) -> f64 {
        let (mut shared, mut live) = (0, 0);
        for (area, _) in self.people.iter().zip(self.areas_of(pair)).filter(|(_, inside)| *inside) {
            shared += area[pair[0]] + area[pair[1]];
            live += area.iter().sum::<u32>();
        }
        let either = live + self.all[pair[0]] + self.all[pair[1]] - shared;
        f64::from(shared) / f64::from(either.max(1))
    }
}
