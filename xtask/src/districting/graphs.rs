//! Real places as graphs, read from official files by the feeds of the program.

use std::collections::HashMap;

use anyhow::Context;
use kith_districting::{
    AdjacencyRule, Area, Components, Edge, EdgeKind, Layer, Membership, Request, adjacency,
};
use kith_terms::Boundary;

use crate::bench::Figures;
use crate::{england, shared};

/// The boroughs of NHS North East London.
pub(crate) const NE_LONDON: &[&str] = &[
    "E09000001",
    "E09000002",
    "E09000012",
    "E09000016",
    "E09000025",
    "E09000026",
    "E09000030",
    "E09000031",
];

/// All boroughs of London and the City.
pub(crate) const LONDON: &[&str] = &[
    "E09000001",
    "E09000002",
    "E09000003",
    "E09000004",
    "E09000005",
    "E09000006",
    "E09000007",
    "E09000008",
    "E09000009",
    "E09000010",
    "E09000011",
    "E09000012",
    "E09000013",
    "E09000014",
    "E09000015",
    "E09000016",
    "E09000017",
    "E09000018",
    "E09000019",
    "E09000020",
    "E09000021",
    "E09000022",
    "E09000023",
    "E09000024",
    "E09000025",
    "E09000026",
    "E09000027",
    "E09000028",
    "E09000029",
    "E09000030",
    "E09000031",
    "E09000032",
    "E09000033",
];

/// A place as one nest with borders of one metre, so that metres count cut edges.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) request: Request,
    /// Somewhere in the middle of each area, in metres east and north; empty where no peer needs it.
    pub(crate) middles: Vec<(f64, f64)>,
    /// As many zones as people make at 40,000 each.
    pub(crate) zones: usize,
}

/// What is known of an area beside its outline.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) people: u32,
    pub(crate) district: String,
    pub(crate) ward: String,
}

/// The facts of all areas by code.
pub(crate) fn facts(figures: &mut Figures) -> anyhow::Result<HashMap<String, Facts>> {
    let path = shared::find("england/lsoa21_england.csv", figures).context("no people")?;
    let mut facts = HashMap::new();
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name).context("a column");
    let (code, people) = (column("lsoa21_code")?, column("pop")?);
    let (district, ward) = (column("ltla24_name")?, column("ward24_code")?);
    for row in reader.records() {
        let row = row?;
        let people = row[people].trim_end_matches(".0").parse()?;
        let (district, ward) = (row[district].to_owned(), row[ward].to_owned());
        facts.insert(row[code].to_owned(), Facts { people, district, ward });
    }
    Ok(facts)
}

/// The areas of some districts with their outlines, from the files of boundaries at 20 metres.
pub(crate) fn outlines(
    districts: &[&str],
    figures: &mut Figures,
) -> anyhow::Result<(Vec<String>, Vec<Boundary>)> {
    let (mut codes, mut outlines) = (Vec::new(), Vec::new());
    for district in districts {
        let path = shared::find(&format!("england/lsoa21_bgc/{district}.geojson"), figures);
        let opened = kith_intake::open(&path.context("no boundaries")?)?;
        let source = opened.sources.first().context("the file holds no source")?;
        for (code, outline) in england::areas(source)? {
            codes.push(code);
            outlines.push(outline);
        }
    }
    Ok((codes, outlines))
}

/// All shared borders, slivers too, as in the figures of the peers.
pub(crate) fn edges(outlines: &[Boundary]) -> anyhow::Result<Vec<Edge>> {
    let rule = AdjacencyRule { least_border_metres: 0.0, ..AdjacencyRule::default() };
    Ok(adjacency(outlines, &rule)?.edges)
}

/// Some districts as one place.
pub(crate) fn boroughs(
    name: &'static str,
    districts: &[&str],
    figures: &mut Figures,
) -> anyhow::Result<Place> {
    let facts = facts(figures)?;
    let (codes, outlines) = outlines(districts, figures)?;
    let people = codes.iter().map(|code| facts.get(code).map(|facts| facts.people));
    let people: Option<Vec<u32>> = people.collect();
    let place = one_place(name, people.context("an area without people")?, edges(&outlines)?);
    Ok(Place { middles: outlines.iter().map(middle).collect(), ..place })
}

/// One borough with its true borders and its wards, which weigh nothing yet.
pub(super) fn borough(
    name: &str,
    district: &str,
    figures: &mut Figures,
) -> anyhow::Result<Request> {
    let facts = facts(figures)?;
    let (codes, outlines) = outlines(&[district], figures)?;
    let mut request =
        Request { nests: vec![name.to_owned()], edges: edges(&outlines)?, ..Request::default() };
    let (mut wards, mut members) = (Vec::new(), Vec::new());
    for (area, code) in codes.iter().enumerate() {
        let facts = facts.get(code).context("an area without people")?;
        request.areas.push(Area { people: facts.people, nest: 0 });
        let unit = wards.iter().position(|ward| *ward == &facts.ward).unwrap_or_else(|| {
            wards.push(&facts.ward);
            wards.len() - 1
        });
        members.push(Membership { area, unit, people: facts.people });
    }
    let units = wards.len();
    request.layers = vec![Layer { name: "ward".to_owned(), units, members, weight: 0.0 }];
    Ok(request)
}

/// The mean of the corners of an outline.
fn middle(outline: &Boundary) -> (f64, f64) {
    let (mut east, mut north, mut corners) = (0.0, 0.0, 0.0);
    for point in outline.rings().flat_map(|ring| &ring.0) {
        (east, north, corners) = (east + point.east, north + point.north, corners + 1.0);
    }
    (east / f64::max(corners, 1.0), north / f64::max(corners, 1.0))
}

/// England as one place: the parts that do not touch are joined to the first area.
pub(crate) fn joined(england: &Request) -> Place {
    let mut edges = england.edges.clone();
    let components = Components::of(england.areas.len(), &edges);
    let mut seen = vec![false; components.sizes.len()];
    for (area, &component) in components.of.iter().enumerate() {
        if !std::mem::replace(&mut seen[component], true) && area > 0 {
            edges.push(Edge { a: 0, b: area, kind: EdgeKind::Ferry, metres: 1.0 });
        }
    }
    one_place("England", england.areas.iter().map(|area| area.people).collect(), edges)
}

fn one_place(name: &'static str, people: Vec<u32>, edges: Vec<Edge>) -> Place {
    let all: u64 = people.iter().map(|&people| u64::from(people)).sum();
    let areas = people.into_iter().map(|people| Area { people, nest: 0 }).collect();
    let request = Request {
        areas,
        nests: vec![name.to_owned()],
        edges: edges.into_iter().map(|edge| Edge { metres: 1.0, ..edge }).collect(),
        ..Request::default()
    };
    let zones = usize::try_from((all + 20_000) / 40_000).unwrap_or(usize::MAX);
    Place { name, request, middles: Vec::new(), zones }
}
