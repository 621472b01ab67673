//! A borough made of real small areas, with invented practices and people in them.

use std::collections::HashSet;

use kith_terms::{Boundary, LsoaCode, Point};
use serde::Deserialize;

use crate::ages::{Ages, ENGLAND_AREAS};
use crate::borough::{Area, Borough, ElectoralWard, MiddleArea, fictional};
use crate::ground::Bank;
use crate::groups::{Areas, gather};
use crate::names::PLACES;
use crate::number::{deal, floor, real};
use crate::practices::{practices, way};
use crate::registrations::registrations;

/// A small area as a file gives it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RealArea {
    /// Its code.
    #[serde(deserialize_with = "code")]
    pub code: LsoaCode,
    /// Its name.
    pub name: String,
    /// Its tenth of England's areas by deprivation, 1 the most deprived.
    pub imd_decile: Option<f64>,
    /// Its rank among England's areas by deprivation, 1 the most deprived.
    pub imd_rank: Option<f64>,
    /// Residents of 0 to 15 years.
    pub a0_15: f64,
    /// Residents of 16 to 24 years.
    pub a16_24: f64,
    /// Residents of 25 to 34 years.
    pub a25_34: f64,
    /// Residents of 35 to 49 years.
    pub a35_49: f64,
    /// Residents of 50 to 64 years.
    pub a50_64: f64,
    /// Residents of 65 years or over.
    pub a65p: f64,
    /// Metres east on the National Grid.
    pub easting: f64,
    /// Metres north on the National Grid.
    pub northing: f64,
}

/// Why areas cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CannotUseAreas {
    /// The file is not such a table.
    #[error(
        "line {line} is not an area: {why}; the columns are code, name, imd_decile or imd_rank, a0_15, \
         a16_24, a25_34, a35_49, a50_64, a65p, easting and northing"
    )]
    NotAnArea {
        /// The line, from 1 with the header.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// The deprivation of an area is not told.
    #[error("{code} has neither imd_decile (1 to 10) nor imd_rank (1 to 33755); add one of them")]
    NoDeprivation {
        /// The area.
        code: LsoaCode,
    },
    /// An area stands there twice.
    #[error("{code} stands there twice; leave one of the lines out")]
    Twice {
        /// The area.
        code: LsoaCode,
    },
    /// There are too few or too many.
    #[error(
        "there are {count} areas; name at least {FEWEST} and at most {MOST}, about 180 of which make a borough"
    )]
    Count {
        /// How many there are.
        count: usize,
    },
}

/// The fewest areas that make a place: practices and wards need room.
const FEWEST: usize = 10;
/// The most areas: events name practices by a number below 256, and each ward has one.
const MOST: usize = 1_500;
/// People of one middle-layer area, ward and community: as in the fictional borough.
const PEOPLE: [f64; 3] = [8_000.0, 15_000.0, 38_000.0];
/// Areas that are taken for neighbours of each other: about as many as really share a border.
const NEIGHBOURS: usize = 6;

/// Reads a table of areas. The header names the columns; others are passed over.
pub fn read_areas(text: &str) -> Result<Vec<RealArea>, CannotUseAreas> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut areas = Vec::new();
    for row in reader.deserialize() {
        areas.push(row.map_err(|error: csv::Error| CannotUseAreas::NotAnArea {
            line: error.position().map_or(1, csv::Position::line),
            why: error.to_string(),
        })?);
    }
    Ok(areas)
}

impl Borough {
    /// A borough of real areas. Practices, networks and registrations are invented; it has no outlines, so
    /// no official files can be made of it.
    pub fn of_real_areas(real_areas: &[RealArea], seed: u64) -> Result<Self, CannotUseAreas> {
        if !(FEWEST..=MOST).contains(&real_areas.len()) {
            return Err(CannotUseAreas::Count { count: real_areas.len() });
        }
        let mut codes = HashSet::new();
        if let Some(twice) = real_areas.iter().find(|area| !codes.insert(area.code.to_string())) {
            return Err(CannotUseAreas::Twice { code: twice.code });
        }
        let areas = areas(real_areas)?;
        let place = |number: usize| match number / PLACES.len() {
            0 => PLACES[number].to_owned(),
            round => format!("{} {}", PLACES[number % PLACES.len()], round + 1),
        };
        let units = |unit: fn(&Area) -> usize| {
            0..areas.iter().map(|area| unit(area) + 1).max().unwrap_or(0)
        };
        let msoas: Vec<MiddleArea> = units(|area| area.msoa)
            .map(|number| MiddleArea {
                code: fictional(number + 1),
                name: place(number),
                friendly_name: place(number),
            })
            .collect();
        let wards = units(|area| area.ward)
            .map(|number| ElectoralWard { code: fictional(number + 1), name: place(number) })
            .collect();
        let communities =
            units(|area| area.community).map(|number| format!("{} and around", place(number)));
        let communities = communities.collect();
        let centre = centre(&areas);
        let (practices, pcns) = practices(&areas, &msoas, (centre, centre), seed);
        let registrations = registrations(&areas, &practices, seed);
        let links = Vec::new();
        Ok(Self { areas, msoas, wards, communities, practices, pcns, registrations, links })
    }
}

fn areas(real_areas: &[RealArea]) -> Result<Vec<Area>, CannotUseAreas> {
    let at = |area: &RealArea| Point { east: area.easting, north: area.northing };
    let middle: Vec<Point> = real_areas.iter().map(at).collect();
    let neighbours = neighbours(&middle);
    let ages: Vec<Ages> = real_areas.iter().map(RealArea::ages).collect();
    let weight: Vec<f64> = ages.iter().map(|ages| f64::from(ages.total())).collect();
    let gathered = Areas { neighbours: &neighbours, weight: &weight, middle: &middle };
    let members: Vec<usize> = (0..middle.len()).collect();
    let all: f64 = weight.iter().sum();
    let [msoa, ward, community] = PEOPLE.map(|people| {
        gather(&gathered, &members, floor(all / people + 0.5).clamp(1, members.len()))
    });
    let mut areas = Vec::new();
    for (number, area) in real_areas.iter().enumerate() {
        areas.push(Area {
            code: area.code,
            name: area.name.clone(),
            boundary: Boundary::default(),
            middle: middle[number],
            bank: Bank::North,
            neighbours: neighbours[number].clone(),
            msoa: msoa[number],
            ward: ward[number],
            community: community[number],
            ages: ages[number].clone(),
            deprivation: area.deprivation()?,
        });
    }
    Ok(areas)
}

impl RealArea {
    /// The share of England's areas that are more deprived.
    fn deprivation(&self) -> Result<f64, CannotUseAreas> {
        let rank = self.imd_rank.filter(|rank| (1.0..=ENGLAND_AREAS).contains(rank));
        let decile = self.imd_decile.filter(|decile| (1.0..=10.0).contains(decile));
        let by_rank = rank.map(|rank| (rank - 1.0) / ENGLAND_AREAS);
        by_rank
            .or_else(|| decile.map(|decile| (decile - 0.5) / 10.0))
            .ok_or(CannotUseAreas::NoDeprivation { code: self.code })
    }

    fn ages(&self) -> Ages {
        let bands = [self.a0_15, self.a16_24, self.a25_34, self.a35_49, self.a50_64, self.a65p]
            .map(crate::number::people);
        let mut five_year_groups = [0; 18];
        for (band, &in_band) in bands.iter().enumerate() {
            let pieces = crate::ages::pieces(band);
            let shares: Vec<f64> = pieces.iter().map(|(_, share)| *share).collect();
            for ((group, _), people) in pieces.iter().zip(deal(in_band, &shares)) {
                five_year_groups[*group] += people;
            }
        }
        Ages { bands, five_year_groups }
    }
}

/// The areas near each area; all hang together.
fn neighbours(middle: &[Point]) -> Vec<Vec<usize>> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); middle.len()];
    let mut join = |a: usize, b: usize| {
        for (from, to) in [(a, b), (b, a)] {
            if !next[from].contains(&to) {
                next[from].push(to);
            }
        }
    };
    for (here, &at) in middle.iter().enumerate() {
        let mut others: Vec<usize> = (0..middle.len()).filter(|&other| other != here).collect();
        others.sort_by(|&a, &b| way(middle[a], at).total_cmp(&way(middle[b], at)).then(a.cmp(&b)));
        for &other in others.iter().take(NEIGHBOURS) {
            join(here, other);
        }
    }
    // What is apart is joined by the shortest way, from the first area outwards (Prim 1957).
    loop {
        let mut reached = vec![false; middle.len()];
        let mut to_see = vec![0];
        while let Some(here) = to_see.pop() {
            if !std::mem::replace(&mut reached[here], true) {
                to_see.extend(&next[here]);
            }
        }
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..middle.len()).partition(|&area| reached[area]);
        let pairs = inside.iter().flat_map(|&a| outside.iter().map(move |&b| (a, b)));
        let nearest = pairs
            .min_by(|x, y| way(middle[x.0], middle[x.1]).total_cmp(&way(middle[y.0], middle[y.1])));
        let Some((a, b)) = nearest else { return next };
        next[a].push(b);
        next[b].push(a);
    }
}

/// The middle of all areas.
fn centre(areas: &[Area]) -> Point {
    let mean = |part: fn(&Area) -> f64| areas.iter().map(part).sum::<f64>() / real(areas.len());
    Point { east: mean(|area| area.middle.east), north: mean(|area| area.middle.north) }
}

fn code<'de, D: serde::Deserializer<'de>>(from: D) -> Result<LsoaCode, D::Error> {
    let text = String::deserialize(from)?;
    text.trim().parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "code,name,imd_decile,a0_15,a16_24,a25_34,a35_49,a50_64,a65p,easting,northing,more";

    fn table(rows: usize) -> String {
        let row = |number: usize| {
            let (east, north) = (530_000 + 600 * (number % 20), 170_000 + 600 * (number / 20));
            format!(
                "E010{number:05},Area {number},{},300,150,200,350,300,300,{east},{north},x",
                number % 10 + 1
            )
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("{HEADER}\n{}\n", rows.join("\n"))
    }

    #[test]
    fn a_borough_of_real_areas_has_their_people_and_every_one_of_them_a_practice_to_go_to() {
        let areas = read_areas(&table(180)).unwrap();
        let borough = Borough::of_real_areas(&areas, 7).unwrap();
        assert_eq!(borough.residents(), 180 * 1_600);
        assert_eq!(borough.areas[3].ages.bands, [300, 150, 200, 350, 300, 300]);
        assert_eq!(borough.areas[3].ages.five_year_groups.iter().sum::<u32>(), 1_600);
        assert!((borough.areas[3].deprivation - 0.35).abs() < 1e-9);
        assert!(borough.practices.iter().all(|practice| practice.pcn < borough.pcns.len()));
        assert!(borough.registered() > borough.residents());
        assert!((6..=9).contains(&borough.communities.len()));
    }

    #[test]
    fn a_table_that_is_none_says_which_line_and_what_columns_there_are() {
        let text = table(20).replace("E01000003", "X01");
        let why = read_areas(&text).unwrap_err().to_string();
        assert!(why.contains("line 5") && why.contains("a65p"), "{why}");
    }

    #[test]
    fn too_few_areas_an_area_twice_and_an_area_of_unknown_deprivation_are_told() {
        let why = |text: String| {
            Borough::of_real_areas(&read_areas(&text).unwrap(), 7).unwrap_err().to_string()
        };
        assert!(why(table(3)).contains("there are 3 areas"));
        assert!(why(table(20).replace("E01000003", "E01000004")).contains("stands there twice"));
        assert!(why(table(20).replace("Area 4,5,", "Area 4,11,")).contains("neither imd_decile"));
    }
}
