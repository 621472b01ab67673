//! All 33,755 areas of England.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use kith_districting::{
    AdjacencyRule, Area, Edge, EdgeKind, Effort, Merge, Problem, Request, Waiver, Watch, adjacency,
    certify, draw, feasibility,
};
use kith_terms::Boundary;

use crate::files;

/// Counts of the super-generalised LSOA 2021 layer (ONS BSC V4) found by an independent program
/// (Python, shapely) with the same snap of half a metre.
#[test]
fn england_has_the_neighbours_that_an_independent_program_found() {
    let Some(data) = files::data() else { return };
    let areas = files::boundaries(&data.join("england/lsoa21_england_bsc.geojson.gz"));
    let outlines: Vec<Boundary> = areas.into_iter().map(|(_, boundary)| boundary).collect();
    assert_eq!(outlines.len(), 33_755);

    let with_slivers = AdjacencyRule { least_border_metres: 0.0, ..AdjacencyRule::default() };
    let every = adjacency(&outlines, &with_slivers).unwrap();
    assert_eq!(every.edges.len(), 97_751);
    assert_eq!(every.shared_segments, 172_206);
    assert_eq!(every.crowded_segments, 0);
    assert_eq!(every.corner_pairs, 1_765);
    // The mainland, the Isle of Wight, Hayling Island, the Isles of Scilly.
    assert_eq!(every.components().largest_first(), [33_654, 89, 11, 1]);

    let clean = adjacency(&outlines, &AdjacencyRule::default()).unwrap();
    assert_eq!(clean.edges.len() + clean.slivers.len(), 97_751, "slivers are the only difference");
    assert!(clean.near.is_empty(), "refusing slivers leaves nobody alone");
    assert_eq!(clean.components(), every.components(), "no place hung together by a sliver");
}

/// England as one problem, each district a nest, without links or exceptions.
struct England {
    at: HashMap<String, usize>,
    request: Request,
}

impl England {
    fn read(data: &Path) -> Self {
        let areas = files::boundaries(&data.join("england/lsoa21_england_bsc.geojson.gz"));
        let (codes, outlines): (Vec<String>, Vec<Boundary>) = areas.into_iter().unzip();
        let at: HashMap<String, usize> = codes.into_iter().zip(0..).collect();
        let mut request = Request {
            areas: vec![Area { people: 0, nest: 0 }; outlines.len()],
            edges: adjacency(&outlines, &AdjacencyRule::default()).unwrap().edges,
            ..Request::default()
        };
        for row in files::rows(&data.join("england/lsoa21_england.csv")) {
            let district = &row["ltla24_name"];
            let known = request.nests.iter().position(|nest| nest == district);
            let nest = known.unwrap_or_else(|| {
                request.nests.push(district.clone());
                request.nests.len() - 1
            });
            let people = row["pop"].trim_end_matches(".0").parse().unwrap();
            request.areas[at[&row["lsoa21_code"]]] = Area { people, nest };
        }
        Self { at, request }
    }

    fn nest(&self, name: &str) -> usize {
        self.request.nests.iter().position(|nest| nest == name).unwrap()
    }

    fn waive(&mut self, name: &str, reason: &str) {
        let waiver = Waiver { nest: self.nest(name), reason: reason.to_owned() };
        self.request.waivers.push(waiver);
    }

    /// The road to Hayling Island, between the areas nearest to it on both shores.
    fn bridge_to_hayling(&mut self) {
        let (a, b) = (self.at["E01022937"], self.at["E01022954"]);
        self.request.edges.push(Edge { a, b, kind: EdgeKind::Bridge, metres: 0.0 });
    }
}

/// Census 2021 people, districts of 2024. The five districts are those that a count by hand found.
#[test]
fn england_is_drawn_within_its_districts_with_the_exceptions_that_arithmetic_demands() {
    let Some(data) = files::data() else { return };
    let mut england = England::read(&data);
    let before = feasibility(&Problem::new(england.request.clone()).unwrap());
    let mut short: Vec<&str> = before.shortfalls().map(|(piece, _)| piece.name.as_str()).collect();
    short.sort_unstable();
    let expected = [
        "City of London",
        "Havant (part of 11 areas)",
        "Isles of Scilly",
        "Melton",
        "Oadby and Wigston",
        "West Devon",
    ];
    assert_eq!(short, expected);
    let halton = before.pieces.iter().filter(|piece| piece.name.starts_with("Halton"));
    let banks: Vec<usize> = halton.map(|piece| piece.areas.len()).collect();
    assert_eq!(banks.iter().sum::<usize>(), 80);
    assert!(banks.contains(&37), "Halton lies on both banks of the Mersey: {banks:?}");

    england.bridge_to_hayling();
    let (nest, into) = (england.nest("City of London"), england.nest("Hackney"));
    england.request.merged.push(Merge { nest, into });
    england.waive("Isles of Scilly", "islands with a team of their own");
    for district in ["Melton", "Oadby and Wigston", "West Devon"] {
        england.waive(district, "no whole number of neighbourhoods fits the district");
    }
    let problem = Problem::new(england.request).unwrap();
    let effort = Effort { proposals_per_area: 20, ..Effort::default() };
    let plan = draw(&problem, effort, 1, Watch::default()).unwrap();
    let certificate = certify(&problem, &plan.zone_of, &[]);
    assert!(certificate.is_legal(), "{:?}", certificate.breaches);
    assert_eq!(certificate.people, 56_490_108);
    let waived: BTreeSet<usize> =
        certificate.zones.iter().filter(|zone| !zone.keeps_band).map(|zone| zone.nest).collect();
    assert_eq!(waived.len(), 4, "only the four districts with a waiver leave the band");
}
