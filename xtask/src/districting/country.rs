//! All of England within its districts: from official files to a certificate, and with more effort.

use std::collections::HashMap;

use anyhow::Context;
use kith_districting::{
    AdjacencyRule, Area, Edge, EdgeKind, Layer, Membership, Merge, Request, Waiver, adjacency,
};

use super::{cpu, drawn, graphs};
use crate::bench::Figures;
use crate::{england, shared};

/// Districts without a legal number of neighbourhoods, and the reason given for their waiver.
const WAIVED: [(&str, &str); 4] = [
    ("Isles of Scilly", "islands with a team of their own"),
    ("Melton", "no whole number of neighbourhoods fits the district"),
    ("Oadby and Wigston", "no whole number of neighbourhoods fits the district"),
    ("West Devon", "no whole number of neighbourhoods fits the district"),
];

/// The road to Hayling Island, between the areas nearest to it on both shores.
const HAYLING: (&str, &str) = ("E01022937", "E01022954");

/// Notes the figures and gives back the problem.
pub(super) fn measure(figures: &mut Figures) -> anyhow::Result<Request> {
    let began = cpu();
    let request = read(figures)?;
    let (plan, certificate, took) = drawn(&request, 20)?;
    let all = cpu() - began;
    figures.note(
        "England: official files in, certificate out, nested",
        format!("{all:.2} s ({took:.2} s drawing)"),
    );
    figures.note(
        "  its plan",
        format!("{} zones, {:.0} km", plan.zones, certificate.border_metres / 1e3),
    );
    for (effort, open_count) in [(2_500, false), (2_500, true)] {
        let request = Request { open_count, ..request.clone() };
        let (plan, certificate, took) = drawn(&request, effort)?;
        let km = certificate.border_metres / 1e3;
        let number = if open_count { "any number" } else { "nearest to 40,000 people" };
        figures.note(
            format!("England nested, {number}, {effort} proposals an area"),
            format!(
                "{km:.0} km, {} zones, {} wards split, {took:.1} s",
                plan.zones, certificate.layers[0].split
            ),
        );
    }
    Ok(request)
}

fn read(figures: &mut Figures) -> anyhow::Result<Request> {
    let path = shared::find("england/lsoa21_england_bsc.geojson.gz", figures).context("no file")?;
    let opened = kith_intake::open(&path)?;
    let areas = england::areas(opened.sources.first().context("the file holds no source")?)?;
    let (codes, outlines): (Vec<_>, Vec<_>) = areas.into_iter().unzip();
    let at: HashMap<&str, usize> =
        codes.iter().enumerate().map(|(at, code)| (code.as_str(), at)).collect();
    let facts = graphs::facts(figures)?;
    let (mut nests, mut wards) = (Numbers::default(), Numbers::default());
    let mut request = Request {
        edges: adjacency(&outlines, &AdjacencyRule::default())?.edges,
        ..Request::default()
    };
    let mut members = Vec::new();
    for (area, code) in codes.iter().enumerate() {
        let facts = facts.get(code).context("an area without people")?;
        request.areas.push(Area { people: facts.people, nest: nests.number(&facts.district) });
        members.push(Membership { area, unit: wards.number(&facts.ward), people: facts.people });
    }
    let units = wards.known.len();
    request.layers = vec![Layer { name: "ward".to_owned(), units, members, weight: 0.0 }];
    request.nests.clone_from(&nests.names);
    let (a, b) = (at[HAYLING.0], at[HAYLING.1]);
    request.edges.push(Edge { a, b, kind: EdgeKind::Bridge, metres: 0.0 });
    request
        .merged
        .push(Merge { nest: nests.number("City of London"), into: nests.number("Hackney") });
    request.waivers = WAIVED
        .iter()
        .map(|(name, reason)| Waiver { nest: nests.number(name), reason: (*reason).to_owned() })
        .collect();
    Ok(request)
}

/// Numbers for names, in order of first use.
#[derive(Default)]
struct Numbers {
    known: HashMap<String, usize>,
    names: Vec<String>,
}

impl Numbers {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.known.get(name) {
            return number;
        }
        self.known.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}
