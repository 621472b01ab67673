//! From what was typed to rules, or everything that is wrong with it.

use std::collections::BTreeMap;

use super::typed::{DEPRIVATION, LAYER};
use super::{
    AtLeast, BadRules, Counted, Fixed, HomesWish, Likeness, ListBand, Listed, MOST_WEIGHT,
    MeasureWish, Rules, TravelWish, Typed, Weights, Wishes,
};

impl Typed {
    /// The rules that were meant, or everything that is wrong with them. `measures` are those that the
    /// place has: the first of [`DEPRIVATION`] among them is the measure of deprivation.
    pub fn judge(&self, measures: &[&str]) -> Result<Rules, Vec<BadRules>> {
        let mut wrong = Vec::new();
        let least = people(&self.least).filter(|least| *least > 0);
        let most = people(&self.most).filter(|most| Some(*most) > least);
        if least.is_none() {
            wrong.push(BadRules::Least);
        }
        if most.is_none() {
            wrong.push(BadRules::Most);
        }
        let mut weight = |field, typed: &str| self.weight(field, typed, &mut wrong);
        let weights = Weights {
            border: weight("border", &self.border),
            pcn: weight("pcn", &self.pcn),
            ward: weight("ward", &self.ward),
        };
        let wishes = self.wishes(measures, &mut wrong);
        let fixed = self.fixed(&mut wrong);
        let seed = self.seed.trim().parse::<u64>();
        if seed.is_err() {
            wrong.push(BadRules::Seed);
        }
        let (Some(least), Some(most), Ok(seed), true) = (least, most, seed, wrong.is_empty())
        else {
            return Err(wrong);
        };
        let within = self.within.split_once(':');
        Ok(Rules {
            within: within.map(|(layer, code)| (layer.to_owned(), code.to_owned())),
            nest: filled(&self.nest),
            people: if self.people == "registered" {
                Counted::Registered
            } else {
                Counted::Residents
            },
            least,
            most,
            waiver: self.waiver.trim().to_owned(),
            weights,
            seed,
            wishes,
            fixed,
            ..Rules::default()
        })
    }

    /// A weight: as a number where one was typed, else as chosen in words.
    fn weight(&self, field: &'static str, chosen: &str, wrong: &mut Vec<BadRules>) -> f64 {
        let exactly = self.exactly(field).trim();
        let typed = if exactly.is_empty() { chosen } else { exactly };
        weight(typed).unwrap_or_else(|| {
            wrong.push(BadRules::Weight(field));
            0.0
        })
    }

    /// The weight of a wish that a form may leave out: not at all.
    fn optional(&self, field: &'static str, chosen: &str, wrong: &mut Vec<BadRules>) -> f64 {
        let chosen = if chosen.trim().is_empty() { "0" } else { chosen };
        self.weight(field, chosen, wrong)
    }

    fn wishes(&self, measures: &[&str], wrong: &mut Vec<BadRules>) -> Wishes {
        Wishes {
            whole: self.whole_layers(wrong),
            homes: self.homes(wrong),
            measures: self.measures(measures, wrong),
            at_least: self.at_least(wrong),
            travel: self.travel_wish(wrong),
            today: self.optional("today", &self.today, wrong),
        }
    }

    fn whole_layers(&self, wrong: &mut Vec<BadRules>) -> BTreeMap<String, f64> {
        let mut layers = BTreeMap::new();
        for (field, typed) in &self.more {
            let Some(layer) = field.strip_prefix(LAYER) else { continue };
            match weight(typed) {
                Some(weight) if weight > 0.0 => drop(layers.insert(layer.to_owned(), weight)),
                Some(_) => {}
                None => wrong.push(BadRules::Weight("layers")),
            }
        }
        layers
    }

    fn homes(&self, wrong: &mut Vec<BadRules>) -> Vec<HomesWish> {
        let (typed_least, typed_most) = (self.list_least.trim(), self.list_most.trim());
        let band = match (people(typed_least), people(typed_most)) {
            _ if typed_least.is_empty() && typed_most.is_empty() => None,
            (Some(least), Some(most)) if least <= most && most > 0 => {
                Some(ListBand { least, most })
            }
            _ => {
                wrong.push(BadRules::Lists);
                None
            }
        };
        [
            (Listed::Practice, self.optional("homes_practice", &self.homes_practice, wrong)),
            (Listed::Pcn, self.optional("homes_pcn", &self.homes_pcn, wrong)),
        ]
        .into_iter()
        .filter(|(_, weight)| *weight > 0.0)
        .map(|(of, weight)| HomesWish { of, weight, band })
        .collect()
    }

    fn measures(&self, known: &[&str], wrong: &mut Vec<BadRules>) -> Vec<MeasureWish> {
        let mut wishes = Vec::new();
        let likeness = match self.deprivation.as_str() {
            "alike" => Some(Likeness::Alike),
            "mixed" => Some(Likeness::Mixed),
            _ => None,
        };
        if let Some(wish) = likeness {
            let measure = DEPRIVATION.into_iter().find(|measure| known.contains(measure));
            let measure = measure.unwrap_or(DEPRIVATION[0]).to_owned();
            let weight = self.optional("deprivation_weight", &self.deprivation_weight, wrong);
            wishes.push(MeasureWish { measure, wish, weight });
        }
        if let Some(measure) = filled(&self.even) {
            let weight = self.optional("even_weight", &self.even_weight, wrong);
            wishes.push(MeasureWish { measure, wish: Likeness::Even, weight });
        }
        wishes
    }

    fn at_least(&self, wrong: &mut Vec<BadRules>) -> Vec<AtLeast> {
        let Some(kind) = filled(&self.sites) else { return Vec::new() };
        let least = people(&self.sites_least).filter(|least| *least > 0);
        let weight = self.optional("sites_weight", &self.sites_weight, wrong);
        let Some(least) = least else {
            wrong.push(BadRules::Sites);
            return Vec::new();
        };
        vec![AtLeast { kind, least, weight }]
    }

    fn travel_wish(&self, wrong: &mut Vec<BadRules>) -> Option<TravelWish> {
        Some(TravelWish {
            kind: filled(&self.near)?,
            mode: self.mode.clone(),
            weight: self.optional("travel", &self.travel, wrong),
            beyond_15: self.optional("beyond_15", &self.beyond_15, wrong),
            beyond_30: self.optional("beyond_30", &self.beyond_30, wrong),
        })
    }

    fn fixed(&self, wrong: &mut Vec<BadRules>) -> Fixed {
        let apart = groups(&self.apart);
        if let Some(alone) = apart.iter().find(|group| group.len() < 2) {
            wrong.push(BadRules::Alone(alone.join("")));
        }
        Fixed {
            whole: filled(&self.whole),
            together: groups(&self.together),
            apart,
            pins: groups(&self.pins),
            open_count: self.open == "open",
            counts: counts(&self.counts).unwrap_or_else(|line| {
                wrong.push(BadRules::Count(line));
                BTreeMap::new()
            }),
        }
    }
}

fn filled(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}

/// People as they are typed: 30000 or 30,000.
fn people(typed: &str) -> Option<u32> {
    typed.trim().replace(',', "").parse().ok()
}

fn weight(typed: &str) -> Option<f64> {
    typed.trim().parse().ok().filter(|weight| (0.0..=MOST_WEIGHT).contains(weight))
}

/// A group a line, with commas between, or semicolons where names have commas of their own.
pub fn groups(typed: &str) -> Vec<Vec<String>> {
    let group = |line: &str| -> Vec<String> {
        let between = if line.contains(';') { ';' } else { ',' };
        line.split(between).filter_map(filled).collect()
    };
    typed.lines().map(group).filter(|group| !group.is_empty()).collect()
}

/// A number, or a district, a colon and a number, a line; or the line that is neither.
pub fn counts(typed: &str) -> Result<BTreeMap<String, u32>, String> {
    let mut counts = BTreeMap::new();
    for line in typed.lines().filter_map(filled) {
        let (district, count) = line.rsplit_once(':').unwrap_or(("", &line));
        let count = people(count).filter(|count| *count > 0).ok_or_else(|| line.clone())?;
        counts.insert(district.trim().to_owned(), count);
    }
    Ok(counts)
}
