//! The neighbourhoods in which teams work: the natural communities. The island has too few people
//! for one of its own and goes with the community that its ferry lands in.

use crate::borough::Borough;

/// A neighbourhood with its own integrated team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    /// What files call it, such as `N1`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Positions of its small areas.
    pub areas: Vec<usize>,
    /// People who live there (Census day).
    pub residents: u32,
}

/// People below which a community is too small to be a neighbourhood: NHS England asks for 30,000 to 50,000
/// people; some natural communities have a little less.
const FEWEST: u32 = 20_000;

pub(super) fn neighbourhoods(borough: &Borough) -> Vec<Neighbourhood> {
    let mut of_community: Vec<usize> = (0..borough.communities.len()).collect();
    for (community, goes_with) in of_community.iter_mut().enumerate() {
        if residents(borough, community) < FEWEST {
            *goes_with = nearest_large(borough, community);
        }
    }
    let kept = (0..of_community.len()).filter(|&community| of_community[community] == community);
    kept.enumerate()
        .map(|(number, community)| {
            let inside = |&area: &usize| of_community[borough.areas[area].community] == community;
            let areas: Vec<usize> = (0..borough.areas.len()).filter(inside).collect();
            let residents = areas.iter().map(|&area| borough.areas[area].ages.total()).sum();
            let name = borough.communities[community].clone();
            Neighbourhood { key: format!("N{}", number + 1), name, areas, residents }
        })
        .collect()
}

fn residents(borough: &Borough, community: usize) -> u32 {
    let inside = borough.areas.iter().filter(|area| area.community == community);
    inside.map(|area| area.ages.total()).sum()
}

/// The large community to which most ways over the water lead, or else the nearest one.
fn nearest_large(borough: &Borough, small: usize) -> usize {
    let of = |area: usize| borough.areas[area].community;
    let large = |community: usize| residents(borough, community) >= FEWEST;
    let landing = borough.links.iter().find_map(|link| {
        let (from, to) = (of(link.from), of(link.to));
        let other = if from == small { to } else { from };
        ((from == small) != (to == small) && large(other)).then_some(other)
    });
    let inside = || borough.areas.iter().filter(|area| area.community == small);
    let way = |community: usize| {
        let there = borough.areas.iter().filter(move |area| area.community == community);
        there
            .flat_map(|there| inside().map(|here| crate::practices::way(here.middle, there.middle)))
            .fold(f64::INFINITY, f64::min)
    };
    let others = (0..borough.communities.len()).filter(|&community| large(community));
    landing.or_else(|| others.min_by(|&a, &b| way(a).total_cmp(&way(b)))).unwrap_or(small)
}
