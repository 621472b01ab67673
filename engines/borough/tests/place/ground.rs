//! The land: areas tile it, units are whole, water parts it and links join it.

use std::collections::{BTreeSet, HashMap};

use kith_borough::{Bank, Borough, LinkKind};
use kith_terms::Point;

use crate::{areas_where, others, pieces, place};

type Vertex = (u64, u64);
type Segment = (Vertex, Vertex);

fn vertex(point: &Point) -> Vertex {
    (point.east.to_bits(), point.north.to_bits())
}

/// Every segment of every border with the area on its left.
fn segments(borough: &Borough) -> HashMap<Segment, usize> {
    let mut segments = HashMap::new();
    for (number, area) in borough.areas.iter().enumerate() {
        for ring in area.boundary.rings() {
            let next = ring.0.iter().cycle().skip(1);
            for (from, to) in ring.0.iter().zip(next) {
                let before = segments.insert((vertex(from), vertex(to)), number);
                assert_eq!(before, None, "two areas lie on the same side of a border");
            }
        }
    }
    segments
}

#[test]
fn areas_that_share_a_border_share_its_vertices_and_no_others_claim_to() {
    let borough = &place().borough;
    let segments = segments(borough);
    let mut beside: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); borough.areas.len()];
    for (&(from, to), &area) in &segments {
        if let Some(&other) = segments.get(&(to, from)) {
            beside[area].insert(other);
        }
    }
    for (area, beside) in borough.areas.iter().zip(beside) {
        assert_eq!(area.neighbours, beside.into_iter().collect::<Vec<_>>(), "{}", area.code);
    }
}

#[test]
fn the_ground_of_the_areas_adds_up_to_the_ground_inside_the_outline() {
    let borough = &place().borough;
    let segments = segments(borough);
    let outline = segments.keys().filter(|&&(from, to)| !segments.contains_key(&(to, from)));
    // The shoelace formula over the outer segments alone, taken from the middle to keep figures
    // small.
    let at = |v: Vertex| (f64::from_bits(v.0) - 680_000.0, f64::from_bits(v.1) - 250_000.0);
    let inside: f64 = outline
        .map(|&(from, to)| {
            let ((a, b), (c, d)) = (at(from), at(to));
            (a * d - c * b) / 2.0
        })
        .sum();
    let together: f64 = borough.areas.iter().map(|area| area.boundary.square_metres()).sum();
    assert!((inside - together).abs() < 1.0, "{inside} against {together}");
}

#[test]
fn no_two_borders_cross() {
    let segments: Vec<[(f64, f64); 2]> = segments(&place().borough)
        .keys()
        .filter(|(from, to)| from < to)
        .map(|&(from, to)| {
            [from, to].map(|(east, north)| (f64::from_bits(east), f64::from_bits(north)))
        })
        .collect();
    let mut squares: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    #[expect(clippy::cast_possible_truncation, reason = "coordinates are below a million")]
    let square = |metres: f64| (metres / 150.0).floor() as i64;
    for (number, [(a, b), (c, d)]) in segments.iter().enumerate() {
        for east in square(a.min(*c))..=square(a.max(*c)) {
            for north in square(b.min(*d))..=square(b.max(*d)) {
                squares.entry((east, north)).or_default().push(number);
            }
        }
    }
    for inside in squares.values() {
        for (place, &one) in inside.iter().enumerate() {
            for &other in &inside[place + 1..] {
                assert!(!cross(segments[one], segments[other]), "{:?}", segments[one]);
            }
        }
    }
}

fn cross([a, b]: [(f64, f64); 2], [c, d]: [(f64, f64); 2]) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[test]
fn water_parts_the_land_in_three_and_the_links_join_it() {
    for borough in others() {
        let all: Vec<usize> = (0..borough.areas.len()).collect();
        assert_eq!(pieces(&all, |area| borough.areas[area].neighbours.clone()), 3);
        let joined = |kinds: &[LinkKind]| {
            pieces(&all, |area| {
                let links = borough.links.iter().filter(|link| kinds.contains(&link.kind));
                let over = links.flat_map(|link| [(link.from, link.to), (link.to, link.from)]);
                let over = over.filter(|&(from, _)| from == area).map(|(_, to)| to);
                borough.areas[area].neighbours.iter().copied().chain(over).collect()
            })
        };
        assert_eq!(joined(&[LinkKind::Bridge]), 1);
        assert_eq!(joined(&[LinkKind::Ferry]), 2);
        for link in &borough.links {
            assert_ne!(borough.areas[link.from].bank, borough.areas[link.to].bank);
        }
    }
}

#[test]
fn areas_wards_middle_areas_and_communities_are_in_one_piece() {
    for borough in others() {
        let areas = &borough.areas;
        assert_eq!(areas.len(), 180);
        for area in areas {
            assert_eq!(area.boundary.rings().count(), 1, "{}", area.code);
        }
        let whole = |members: Vec<usize>| {
            assert!(!members.is_empty());
            let inside = |area: usize| areas[area].neighbours.clone();
            assert_eq!(pieces(&members, inside), 1, "{members:?}");
        };
        for ward in 0..borough.wards.len() {
            whole(areas_where(areas, |area| area.ward == ward));
        }
        for msoa in 0..borough.msoas.len() {
            whole(areas_where(areas, |area| area.msoa == msoa));
        }
        for community in 0..borough.communities.len() {
            whole(areas_where(areas, |area| area.community == community));
        }
    }
}

#[test]
fn the_town_is_denser_than_the_outskirts_and_the_island_is_too_small_for_a_neighbourhood() {
    let areas = &place().borough.areas;
    let mut hectares: Vec<f64> =
        areas.iter().map(|area| area.boundary.square_metres() / 10_000.0).collect();
    hectares.sort_by(f64::total_cmp);
    assert!(hectares[0] > 5.0, "an area of {} hectares is a block of flats", hectares[0]);
    assert!(hectares[162] > 3.0 * hectares[18], "the outer tenth is thrice as large or more");
    let island = areas.iter().filter(|area| area.bank == Bank::Island);
    let people: u32 = island.map(|area| area.ages.total()).sum();
    assert!(people < 30_000);
}

#[test]
fn the_place_lies_in_the_north_sea() {
    // Lowestoft Ness, the most easterly point of Britain, is at E 655500; the grid ends at E
    // 700000.
    for area in &place().borough.areas {
        for point in area.boundary.rings().flat_map(|ring| &ring.0) {
            assert!(point.east > 672_000.0 && point.east < 690_000.0);
            assert!(point.north > 240_000.0 && point.north < 260_000.0);
        }
    }
}
