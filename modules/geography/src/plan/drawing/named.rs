//! What is decided beforehand as the engine takes it: names become positions, and what cannot be kept is
//! said by name.

use std::collections::HashMap;

use kith_districting::{CannotPose, FixedCount, Pin};

use super::NotDrawn;
use crate::place::Place;
use crate::plan::rules::Fixed;

/// Finds areas by what people call them.
pub(super) struct Names<'a> {
    place: &'a Place,
    /// In small letters: codes and names of areas, then of the units of all layers.
    areas: HashMap<String, Vec<usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(place: &'a Place) -> Self {
        let mut areas: HashMap<String, Vec<usize>> = HashMap::new();
        for layer in place.layers.values() {
            let mut of_unit = vec![Vec::new(); layer.units.len()];
            for (area, unit) in layer.unit_of.iter().enumerate() {
                if let Some(unit) = unit {
                    of_unit[*unit].push(area);
                }
            }
            let named = layer.units.iter().zip(of_unit);
            for (name, members) in named
                .flat_map(|(unit, members)| [(&unit.code, members.clone()), (&unit.name, members)])
            {
                // A ward and an MSOA of one name: what is smaller is more likely meant.
                let known = areas.get(&name.to_lowercase());
                if known.is_none_or(|known| members.len() < known.len()) {
                    areas.insert(name.to_lowercase(), members);
                }
            }
        }
        for (at, area) in place.areas.iter().enumerate() {
            areas.insert(area.name.to_lowercase(), vec![at]);
            areas.insert(area.code.to_string().to_lowercase(), vec![at]);
        }
        Self { place, areas }
    }

    /// The areas of a name.
    fn areas(&self, name: &str, field: &'static str) -> Result<&[usize], NotDrawn> {
        let found = self.areas.get(&name.trim().to_lowercase());
        let unknown = || NotDrawn::NoSuchArea { field, name: name.to_owned() };
        found.map(Vec::as_slice).ok_or_else(unknown)
    }

    fn group(&self, names: &[String], field: &'static str) -> Result<Vec<usize>, NotDrawn> {
        let mut group = Vec::new();
        for name in names {
            group.extend_from_slice(self.areas(name, field)?);
        }
        group.sort_unstable();
        group.dedup();
        Ok(group)
    }

    /// Groups that end together: those named, and the units of the layer that is kept whole.
    pub(super) fn together(&self, fixed: &Fixed) -> Result<Vec<Vec<usize>>, NotDrawn> {
        let groups = fixed.together.iter().map(|names| self.group(names, "together"));
        let mut groups = groups.collect::<Result<Vec<_>, _>>()?;
        let Some(name) = &fixed.whole else { return Ok(groups) };
        let missing = || NotDrawn::NoLayer { layer: name.clone(), areas: self.place.areas.len() };
        let layer = self.place.layers.get(name).ok_or_else(missing)?;
        let mut units = vec![Vec::new(); layer.units.len()];
        for (area, unit) in layer.unit_of.iter().enumerate() {
            if let Some(unit) = unit {
                units[*unit].push(area);
            }
        }
        groups.extend(units.into_iter().filter(|areas| areas.len() > 1));
        Ok(groups)
    }

    /// Pairs that end apart: each area of one name with each of every other name of its group.
    pub(super) fn apart(&self, fixed: &Fixed) -> Result<Vec<(usize, usize)>, NotDrawn> {
        let mut pairs = Vec::new();
        for group in &fixed.apart {
            for (at, one) in group.iter().enumerate() {
                for other in &group[at + 1..] {
                    let (ones, others) = (self.areas(one, "apart")?, self.areas(other, "apart")?);
                    pairs.extend(ones.iter().flat_map(|a| others.iter().map(|b| (*a, *b))));
                }
            }
        }
        match pairs.iter().find(|(a, b)| a == b) {
            None => Ok(pairs),
            Some((both, _)) => Err(NotDrawn::Contradiction {
                field: "apart",
                why: format!("{} is to be kept apart from itself", self.area(*both)),
            }),
        }
    }

    /// Areas that have their neighbourhood already.
    pub(super) fn pins(&self, fixed: &Fixed) -> Result<Vec<Pin>, NotDrawn> {
        let mut pins = Vec::new();
        for (neighbourhood, names) in fixed.pins.iter().enumerate() {
            let group = self.group(names, "pins")?;
            pins.extend(group.into_iter().map(|area| Pin { area, neighbourhood }));
        }
        Ok(pins)
    }

    /// Numbers of neighbourhoods of districts; `nests` are their codes and names.
    pub(super) fn counts(
        fixed: &Fixed,
        nests: &[(String, String)],
    ) -> Result<Vec<FixedCount>, NotDrawn> {
        let count = |(name, zones): (&String, &u32)| {
            let is_it = |(code, title): &(String, String)| {
                code.eq_ignore_ascii_case(name) || title.eq_ignore_ascii_case(name)
            };
            let nest = match name.as_str() {
                "" if nests.len() == 1 => Some(0),
                "" => None,
                _ => nests.iter().position(is_it),
            };
            let nest = nest.ok_or_else(|| NotDrawn::NoSuchDistrict(name.clone()))?;
            Ok(FixedCount { nest, zones: usize::try_from(*zones).unwrap_or(usize::MAX) })
        };
        fixed.counts.iter().map(count).collect()
    }

    fn area(&self, at: usize) -> String {
        area_in_words(self.place, at)
    }

    /// What the engine cannot pose, with names instead of positions.
    pub(super) fn in_words(&self, cannot: CannotPose) -> NotDrawn {
        let (field, why) = match cannot {
            CannotPose::TogetherAcrossNests { area } => (
                "together",
                format!(
                    "{} is to be kept with areas on the other side of a line that no neighbourhood \
                     may cross; take it out or let go of the lines",
                    self.area(area)
                ),
            ),
            CannotPose::TogetherApart { area } => (
                "together",
                format!(
                    "{} is to be kept with areas that it cannot be reached from; name those between \
                     too, or load a bridge or ferry",
                    self.area(area)
                ),
            ),
            CannotPose::TogetherAndApart { a, b } => (
                "apart",
                format!(
                    "{} and {} are to be kept together and apart; drop one of the two",
                    self.area(a),
                    self.area(b)
                ),
            ),
            CannotPose::PinnedTwice { area } => {
                ("pins", format!("{} is in two neighbourhoods that are begun", self.area(area)))
            }
            CannotPose::PinnedApart { area } => (
                "pins",
                format!(
                    "{} cannot be reached from the other areas of its neighbourhood without crossing \
                     a line or another neighbourhood that is begun",
                    self.area(area)
                ),
            ),
            other => return NotDrawn::Pose(other),
        };
        NotDrawn::Contradiction { field, why }
    }
}

/// An area by its name and code, as people find it on a map.
pub(super) fn area_in_words(place: &Place, at: usize) -> String {
    let area = &place.areas[at];
    format!("{} ({})", area.name, area.code)
}
