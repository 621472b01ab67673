//! Rows of many loads become one place: later loads win, area by area and practice by practice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_terms::{LsoaCode, OdsCode, Point};

use super::site::Finder;
use super::{Area, Elsewhere, Layer, Pcn, Place, Practice, Registration, Site, TypedLink, Unit};

/// What the loads hold, in the order in which they arrived.
#[derive(Debug, Default)]
pub struct Rows {
    /// Areas.
    pub areas: Vec<Area>,
    /// Units: layer, code, name.
    pub units: Vec<(String, String, String)>,
    /// Which unit of a layer an area belongs to: layer, area, unit.
    pub area_units: Vec<(String, LsoaCode, String)>,
    /// Measures: measure, area, value.
    pub measures: Vec<(String, LsoaCode, f64)>,
    /// Practices: code, name, postcode, network. What a later row leaves out stands.
    pub practices: Vec<PracticeRow>,
    /// Networks: code, name.
    pub pcns: Vec<(OdsCode, String)>,
    /// Which network a practice is in: practice, network.
    pub memberships: Vec<(OdsCode, OdsCode)>,
    /// Who is registered where: practice, code of where they live, patients.
    pub registrations: Vec<(OdsCode, String, u32)>,
    /// Links: from, to, kind, name.
    pub links: Vec<(LsoaCode, LsoaCode, String, String)>,
    /// Sites.
    pub sites: Vec<SiteRow>,
}

/// A practice as one file tells of it.
#[derive(Debug, Clone)]
pub struct PracticeRow {
    /// Its code.
    pub code: OdsCode,
    /// Its name.
    pub name: String,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Its network.
    pub pcn: Option<OdsCode>,
}

/// A site as one file tells of it.
#[derive(Debug, Clone)]
pub struct SiteRow {
    /// What it is.
    pub kind: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub at: Point,
}

/// Puts a place together.
pub fn assemble(rows: Rows) -> Place {
    let areas: BTreeMap<LsoaCode, Area> =
        rows.areas.into_iter().map(|area| (area.code, area)).collect();
    let areas: Vec<Area> = areas.into_values().collect();
    let position: HashMap<LsoaCode, usize> =
        areas.iter().enumerate().map(|(at, area)| (area.code, at)).collect();
    let mut place = Place {
        layers: layers(&position, rows.units, rows.area_units),
        measures: measures(&position, rows.measures),
        links: links(&position, rows.links),
        areas,
        ..Place::default()
    };
    practices(&mut place, (rows.practices, rows.pcns, rows.memberships), &rows.registrations);
    registrations(&mut place, &position, rows.registrations);
    place.sites = sites(&place.areas, rows.sites);
    place
}

/// The sites that stand in one of the areas; of two rows about one site the later counts.
fn sites(areas: &[Area], rows: Vec<SiteRow>) -> Vec<Site> {
    let known: BTreeMap<(String, String), SiteRow> =
        rows.into_iter().map(|row| ((row.kind.clone(), row.code.clone()), row)).collect();
    let finder = Finder::new(areas);
    known
        .into_values()
        .filter_map(|SiteRow { kind, code, name, at }| {
            Some(Site { area: finder.area_of(at)?, code, name, kind, at })
        })
        .collect()
}

/// The layer of the names that people know MSOAs by. The file of these names says nothing of areas:
/// they are those of the MSOAs.
const KNOWN_AS: &str = "msoa_known_as";

fn layers(
    position: &HashMap<LsoaCode, usize>,
    units: Vec<(String, String, String)>,
    area_units: Vec<(String, LsoaCode, String)>,
) -> BTreeMap<String, Layer> {
    let names: HashMap<(String, String), String> =
        units.into_iter().map(|(layer, code, name)| ((layer, code), name)).collect();
    let mut codes: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for (layer, area, unit) in area_units {
        if let Some(at) = position.get(&area) {
            codes.entry(layer).or_insert_with(|| vec![None; position.len()])[*at] = Some(unit);
        }
    }
    if let Some(msoas) = codes.get("msoa").filter(|_| !codes.contains_key(KNOWN_AS)) {
        let is_told = |code: &String| names.contains_key(&(KNOWN_AS.to_owned(), code.clone()));
        let of_area: Vec<Option<String>> =
            msoas.iter().map(|code| code.clone().filter(is_told)).collect();
        if of_area.iter().any(Option::is_some) {
            codes.insert(KNOWN_AS.to_owned(), of_area);
        }
    }
    let in_order = |(layer, of_area): (String, Vec<Option<String>>)| {
        let known: BTreeSet<&String> = of_area.iter().flatten().collect();
        let order: HashMap<&String, usize> =
            known.iter().enumerate().map(|(at, code)| (*code, at)).collect();
        let unit_of = of_area.iter().map(|code| Some(order[code.as_ref()?])).collect();
        let units = known.iter().map(|code| {
            let name = names.get(&(layer.clone(), (*code).clone()));
            Unit { code: (*code).clone(), name: name.unwrap_or(code).clone() }
        });
        let units = units.collect();
        (layer, Layer { units, unit_of })
    };
    codes.into_iter().map(in_order).collect()
}

fn measures(
    position: &HashMap<LsoaCode, usize>,
    rows: Vec<(String, LsoaCode, f64)>,
) -> BTreeMap<String, Vec<Option<f64>>> {
    let mut measures: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
    for (measure, area, value) in rows {
        if let Some(at) = position.get(&area) {
            let values = measures.entry(measure).or_insert_with(|| vec![None; position.len()]);
            values[*at] = Some(value);
        }
    }
    measures
}

fn links(
    position: &HashMap<LsoaCode, usize>,
    rows: Vec<(LsoaCode, LsoaCode, String, String)>,
) -> Vec<TypedLink> {
    let place = |(from, to, kind, name): (LsoaCode, LsoaCode, String, String)| {
        Some(TypedLink { from: *position.get(&from)?, to: *position.get(&to)?, kind, name })
    };
    rows.into_iter().filter_map(place).collect()
}

type PracticeRows = (Vec<PracticeRow>, Vec<(OdsCode, String)>, Vec<(OdsCode, OdsCode)>);

/// The practices of the place are those with registered people; where nothing is known of
/// registrations, all that the registers name.
fn practices(
    place: &mut Place,
    (rows, pcns, memberships): PracticeRows,
    registrations: &[(OdsCode, String, u32)],
) {
    let mut known: BTreeMap<OdsCode, PracticeRow> = BTreeMap::new();
    let in_network: HashMap<OdsCode, OdsCode> = memberships.into_iter().collect();
    for row in rows {
        let merged = match known.remove(&row.code) {
            None => row,
            Some(before) => PracticeRow {
                postcode: row.postcode.or(before.postcode),
                pcn: row.pcn.or(before.pcn),
                ..row
            },
        };
        known.insert(merged.code.clone(), merged);
    }
    let with_patients: BTreeSet<OdsCode> =
        registrations.iter().map(|(practice, ..)| practice.clone()).collect();
    if !with_patients.is_empty() {
        known.retain(|code, _| with_patients.contains(code));
        for code in with_patients {
            known.entry(code.clone()).or_insert_with(|| PracticeRow {
                name: code.to_string(),
                code,
                postcode: None,
                pcn: None,
            });
        }
    }
    let pcn_of = |row: &PracticeRow| row.pcn.clone().or_else(|| in_network.get(&row.code).cloned());
    let names: HashMap<OdsCode, String> = pcns.into_iter().collect();
    let used: BTreeSet<OdsCode> = known.values().filter_map(pcn_of).collect();
    let used: Vec<OdsCode> = used.into_iter().collect();
    place.practices = known
        .values()
        .map(|row| Practice {
            code: row.code.clone(),
            name: row.name.clone(),
            postcode: row.postcode.clone(),
            pcn: pcn_of(row).and_then(|pcn| used.binary_search(&pcn).ok()),
        })
        .collect();
    place.pcns = used
        .into_iter()
        .map(|code| Pcn { name: names.get(&code).unwrap_or(&code.to_string()).clone(), code })
        .collect();
}

fn registrations(
    place: &mut Place,
    position: &HashMap<LsoaCode, usize>,
    rows: Vec<(OdsCode, String, u32)>,
) {
    let practice: HashMap<OdsCode, usize> = place
        .practices
        .iter()
        .enumerate()
        .map(|(at, practice)| (practice.code.clone(), at))
        .collect();
    for (code, home, patients) in rows {
        let Some(&practice) = practice.get(&code) else { continue };
        let area = home.parse::<LsoaCode>().ok().and_then(|area| position.get(&area).copied());
        match area {
            Some(area) => place.registrations.push(Registration { practice, area, patients }),
            None => place.elsewhere.push(Elsewhere { practice, code: home, patients }),
        }
    }
}

/// See [`Place::cut_to`].
pub(super) fn cut(place: &Place, areas: &[usize]) -> Place {
    let mut kept = vec![None; place.areas.len()];
    for (new, old) in areas.iter().enumerate() {
        kept[*old] = Some(new);
    }
    let mut new_practice = vec![None; place.practices.len()];
    let mut practices = Vec::new();
    for registration in &place.registrations {
        if kept[registration.area].is_some() && new_practice[registration.practice].is_none() {
            new_practice[registration.practice] = Some(());
        }
    }
    let mut position = vec![None; place.practices.len()];
    for (old, practice) in place.practices.iter().enumerate() {
        if new_practice[old].is_some() {
            position[old] = Some(practices.len());
            practices.push(practice.clone());
        }
    }
    let mut cut = Place {
        areas: areas.iter().map(|at| place.areas[*at].clone()).collect(),
        layers: place
            .layers
            .iter()
            .map(|(name, layer)| (name.clone(), cut_layer(layer, areas)))
            .collect(),
        measures: place
            .measures
            .iter()
            .map(|(name, values)| (name.clone(), areas.iter().map(|at| values[*at]).collect()))
            .collect(),
        practices,
        pcns: place.pcns.clone(),
        ..Place::default()
    };
    for registration in &place.registrations {
        let Some(practice) = position[registration.practice] else { continue };
        let patients = registration.patients;
        if let Some(area) = kept[registration.area] {
            cut.registrations.push(Registration { practice, area, patients });
        } else {
            let code = place.areas[registration.area].code.to_string();
            cut.elsewhere.push(Elsewhere { practice, code, patients });
        }
    }
    let outside = place.elsewhere.iter().filter_map(|elsewhere| {
        Some(Elsewhere { practice: position[elsewhere.practice]?, ..elsewhere.clone() })
    });
    cut.elsewhere.extend(outside);
    let sites = place.sites.iter();
    cut.sites =
        sites.filter_map(|site| Some(Site { area: kept[site.area]?, ..site.clone() })).collect();
    cut.links = place
        .links
        .iter()
        .filter_map(|link| {
            Some(TypedLink { from: kept[link.from]?, to: kept[link.to]?, ..link.clone() })
        })
        .collect();
    cut
}

/// Only the units that an area is left of.
fn cut_layer(layer: &Layer, areas: &[usize]) -> Layer {
    let left: BTreeSet<usize> = areas.iter().filter_map(|at| layer.unit_of[*at]).collect();
    let order: HashMap<usize, usize> =
        left.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    Layer {
        units: left.iter().map(|old| layer.units[*old].clone()).collect(),
        unit_of: areas.iter().map(|at| Some(order[&layer.unit_of[*at]?])).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str) -> Area {
        Area {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            middle: kith_terms::Point::default(),
            boundary: kith_terms::Boundary::default(),
        }
    }

    fn practice(code: &str, pcn: Option<&str>) -> PracticeRow {
        PracticeRow {
            code: code.parse().unwrap(),
            name: format!("Practice {code}"),
            postcode: None,
            pcn: pcn.map(|pcn| pcn.parse().unwrap()),
        }
    }

    fn place() -> Place {
        let lsoa = |code: &str| code.parse::<LsoaCode>().unwrap();
        let ods = |code: &str| code.parse::<OdsCode>().unwrap();
        assemble(Rows {
            areas: vec![area("E01000002"), area("E01000001")],
            units: vec![
                ("ward".into(), "E05000001".into(), "Old".into()),
                ("ward".into(), "E05000001".into(), "Harbour".into()),
            ],
            area_units: vec![("ward".into(), lsoa("E01000001"), "E05000001".into())],
            measures: vec![
                ("population".into(), lsoa("E01000001"), 1474.0),
                ("population".into(), lsoa("E01999999"), 5.0),
            ],
            practices: vec![
                practice("M83001", Some("U16318")),
                practice("M83002", None),
                practice("M83001", None),
            ],
            pcns: vec![(ods("U16318"), "Harbour PCN".into())],
            memberships: vec![(ods("M83002"), ods("U16318"))],
            registrations: vec![
                (ods("M83001"), "E01000001".into(), 10),
                (ods("M83001"), "EMPTY".into(), 2),
                (ods("M83002"), "E01000002".into(), 7),
                (ods("M83009"), "S01006506".into(), 1),
            ],
            links: Vec::new(),
            sites: Vec::new(),
        })
    }

    #[test]
    fn nobody_who_is_registered_is_lost() {
        let place = place();
        assert_eq!(place.patients(), 20);
        assert_eq!(place.registered(), [10, 7]);
        let codes: Vec<&str> = place.elsewhere.iter().map(|e| e.code.as_str()).collect();
        assert_eq!(codes, ["EMPTY", "S01006506"]);
    }

    #[test]
    fn a_later_row_wins_and_what_it_leaves_out_stands() {
        let place = place();
        assert_eq!(place.unit("ward", 0).unwrap().name, "Harbour");
        assert_eq!(place.unit("ward", 1), None);
        let pcns: Vec<Option<usize>> = place.practices.iter().map(|p| p.pcn).collect();
        assert_eq!(pcns, [Some(0), Some(0), None]);
        assert_eq!(place.pcns[0].name, "Harbour PCN");
    }

    #[test]
    fn names_that_people_know_msoas_by_reach_their_areas() {
        let lsoa = |code: &str| code.parse::<LsoaCode>().unwrap();
        let place = assemble(Rows {
            areas: vec![area("E01000001"), area("E01000002")],
            units: vec![("msoa_known_as".into(), "E02000001".into(), "Harbour".into())],
            area_units: vec![
                ("msoa".into(), lsoa("E01000001"), "E02000001".into()),
                ("msoa".into(), lsoa("E01000002"), "E02000002".into()),
            ],
            ..Rows::default()
        });
        assert_eq!(place.unit("msoa_known_as", 0).unwrap().name, "Harbour");
        assert_eq!(place.unit("msoa_known_as", 1), None);
        assert_eq!(place.unit("msoa", 1).unwrap().name, "E02000002");
    }

    #[test]
    fn a_measure_of_an_area_elsewhere_is_not_taken_for_one_of_ours() {
        assert_eq!(place().residents(), [1474, 0]);
    }

    #[test]
    fn a_place_cut_down_keeps_its_practices_people() {
        let cut = place().cut_to(&[0]);
        assert_eq!(cut.practices.len(), 1);
        assert_eq!(cut.patients(), 12);
        assert_eq!(cut.layers["ward"].units.len(), 1);
    }
}
