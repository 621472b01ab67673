//! One whole integrated care board with the real registrations of its 141 practices, in 28 zones.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use kith_districting::{
    Area, Effort, FixedCount, Homes, Layer, Membership, Problem, Request, Watch,
    certify_with_homes, draw,
};

use super::{cpu, graphs};
use crate::bench::Figures;
use crate::shared;

/// Proposals an area: seconds for a place of this size.
const EFFORT: u32 = 40_000;

/// Layers in the order of the problem.
const PCN: usize = 0;
const PRACTICE: usize = 1;

/// A set of wishes: weights of borders and of whole wards, and the layer that gets homes.
struct Wishes {
    what: &'static str,
    border: f64,
    ward: f64,
    homes: usize,
}

const WISHES: [Wishes; 2] = [
    Wishes { what: "PCNs by boundaries alone", border: 0.3, ward: 2.5, homes: PCN },
    Wishes { what: "with practices reassigned", border: 0.1, ward: 0.3, homes: PRACTICE },
];

pub(super) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    let Some(request) = read(figures)? else { return Ok(()) };
    for wishes in WISHES {
        let mut request = Request { border_weight: wishes.border, ..request.clone() };
        request.layers[2].weight = wishes.ward;
        request.homes = vec![Homes { layer: wishes.homes, weight: 10.0, band: None }];
        let problem = Problem::new(request)?;
        let effort = Effort { proposals_per_area: EFFORT, ..Effort::default() };
        for seed in 1..=3 {
            let began = cpu();
            let plan = draw(&problem, effort, seed, Watch::default())?;
            let took = cpu() - began;
            let certificate = certify_with_homes(&problem, &plan.zone_of, &plan.homes, &[]);
            ensure!(certificate.is_legal(), "the engine drew a plan that breaks rules");
            figures.note(
                format!("Staffordshire, {} zones, {}, seed {seed}", plan.zones, wishes.what),
                format!(
                    "{:.1}% at home, {} wards split, {:.0} km, {took:.1} s",
                    certificate.homes[0].at_home * 100.0,
                    certificate.layers[2].split,
                    certificate.border_metres / 1e3,
                ),
            );
        }
    }
    Ok(())
}

fn read(figures: &mut Figures) -> anyhow::Result<Option<Request>> {
    let path = "nhs/staffordshire_practice_lsoa21_oct2025.csv";
    let Some(path) = shared::find(path, figures) else { return Ok(None) };
    let facts = graphs::facts(figures)?;
    let (codes, outlines) = graphs::outlines(shared::STAFFORDSHIRE, figures)?;
    let at: BTreeMap<&str, usize> =
        codes.iter().enumerate().map(|(at, code)| (code.as_str(), at)).collect();
    let mut request = Request {
        nests: vec!["Staffordshire and Stoke-on-Trent".to_owned()],
        edges: graphs::edges(&outlines)?,
        counts: vec![FixedCount { nest: 0, zones: 28 }],
        ..Request::default()
    };
    let mut layers = ["PCN", "practice", "ward"].map(Units::called);
    for (area, code) in codes.iter().enumerate() {
        let facts = facts.get(code).context("an area without people")?;
        request.areas.push(Area { people: facts.people, nest: 0 });
        layers[2].add(area, &facts.ward, facts.people);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
    for row in reader.records() {
        let row = row?;
        // LSOA, practice, its name, patients, PCN: the columns of the file as its analysts publish it.
        let Some(&area) = at.get(&row[0]) else { continue };
        let people = row[3].parse()?;
        layers[PCN].add(area, &row[4], people);
        layers[PRACTICE].add(area, &row[1], people);
    }
    request.layers = layers.map(|units| units.layer).to_vec();
    Ok(Some(request))
}

/// A layer with the numbers of its units.
struct Units {
    layer: Layer,
    number: BTreeMap<String, usize>,
}

impl Units {
    fn called(name: &str) -> Self {
        let layer = Layer { name: name.to_owned(), units: 0, members: Vec::new(), weight: 0.0 };
        Self { layer, number: BTreeMap::new() }
    }

    fn add(&mut self, area: usize, unit: &str, people: u32) {
        let next = self.layer.units;
        let unit = *self.number.entry(unit.to_owned()).or_insert(next);
        self.layer.units = self.number.len();
        self.layer.members.push(Membership { area, unit, people });
    }
}
