//! Rules as they are typed into a form: texts, and what is wrong with them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Fixed, Likeness, Listed, MeasureWish, Rules, Wishes};

/// The rules as they were typed cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRules {
    /// Not a number of people.
    #[error("Enter the fewest people as a whole number, such as 30,000")]
    Least,
    /// Not a number of people, or no more than the fewest.
    #[error("Enter the most people as a whole number above the fewest, such as 50,000")]
    Most,
    /// Not a weight.
    #[error("Enter a weight from 0 to 100")]
    Weight(&'static str),
    /// Not a seed.
    #[error("Enter a whole number")]
    Seed,
    /// Not a size of lists.
    #[error("Enter both ends of the size of lists as whole numbers, the lesser first, or neither")]
    Lists,
    /// A line with one area.
    #[error("Name two areas or more on each line, with commas between; {0:?} is one")]
    Alone(String),
    /// Not a number of neighbourhoods.
    #[error("Write a district, a colon and a number from 1, such as Ashby: 4; {0:?} is not that")]
    Count(String),
    /// Not a number of sites.
    #[error("Enter how many sites as a whole number from 1")]
    Sites,
}

impl BadRules {
    /// The field that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Most => "most",
            Self::Weight(field) => field,
            Self::Alone(_) => "apart",
            Self::Seed => "seed",
            Self::Lists => "list_least",
            Self::Count(_) => "counts",
            Self::Sites => "sites_least",
        }
    }
}

/// What was typed about the rules of a new plan. Weights come twice: chosen in words, and exactly; what
/// is typed exactly counts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// A name for the plan.
    pub name: String,
    /// The part of the place: `layer:code`, empty for all of it.
    pub within: String,
    /// The layer whose lines may not be crossed; empty for none.
    pub nest: String,
    /// `residents` or `registered`.
    pub people: String,
    /// Fewest people.
    pub least: String,
    /// Most people.
    pub most: String,
    /// The reason for a waiver.
    pub waiver: String,
    /// Numbers of neighbourhoods, a district a line.
    pub counts: String,
    /// `open` where any number within the size will do.
    pub open: String,
    /// The layer whose units are kept whole; empty for none.
    pub whole: String,
    /// Groups to keep together, one a line.
    pub together: String,
    /// Groups to keep apart, one a line.
    pub apart: String,
    /// Neighbourhoods that are begun, one a line.
    pub pins: String,
    /// Weight of short borders.
    pub border: String,
    /// Weight of whole PCNs.
    pub pcn: String,
    /// Weight of whole wards.
    pub ward: String,
    /// Weight of the lists of practices looked after where their people live.
    pub homes_practice: String,
    /// The same of PCNs.
    pub homes_pcn: String,
    /// Fewest people of the lists of one neighbourhood.
    pub list_least: String,
    /// Most people of the lists of one neighbourhood.
    pub list_most: String,
    /// `alike` or `mixed`; empty where deprivation does not matter.
    pub deprivation: String,
    /// How much that matters.
    pub deprivation_weight: String,
    /// The measure that should be even; empty for none.
    pub even: String,
    /// How much that matters.
    pub even_weight: String,
    /// The kind of site that should be near; empty for none.
    pub near: String,
    /// How people go there.
    pub mode: String,
    /// How much a short way matters.
    pub travel: String,
    /// How much it matters that nobody is more than 15 minutes away.
    pub beyond_15: String,
    /// How much it matters that nobody is more than 30 minutes away.
    pub beyond_30: String,
    /// The kind of site that every neighbourhood should have; empty for none.
    pub sites: String,
    /// How many it should have.
    pub sites_least: String,
    /// How much that matters.
    pub sites_weight: String,
    /// Weight of people staying with those of their neighbourhood of today.
    pub today: String,
    /// The seed.
    pub seed: String,
    /// `check` where only what is possible is asked, `front` where two wishes are weighed.
    pub only: String,
    /// The first of the two wishes that are weighed.
    pub across: String,
    /// The second of them.
    pub upward: String,
    /// All other fields: `layer_NAME` is the weight of whole units of that layer, `FIELD_exactly` the
    /// weight of a field as a number.
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

/// What the weight of another layer is called in the form.
pub const LAYER: &str = "layer_";
/// What stands behind the name of a weight where it is typed as a number.
pub const EXACTLY: &str = "_exactly";
/// The measure of deprivation, the newest first.
pub const DEPRIVATION: [&str; 2] = ["imd_2025_score", "imd_2019_score"];

impl Typed {
    /// Rules in the way in which they are typed.
    pub fn from_rules(name: &str, rules: &Rules) -> Self {
        let within = rules.within.as_ref();
        let typed = Self {
            name: name.to_owned(),
            within: within.map(|(layer, code)| format!("{layer}:{code}")).unwrap_or_default(),
            nest: rules.nest.clone().unwrap_or_default(),
            people: rules.people.key().to_owned(),
            least: rules.least.to_string(),
            most: rules.most.to_string(),
            waiver: rules.waiver.clone(),
            border: rules.weights.border.to_string(),
            pcn: rules.weights.pcn.to_string(),
            ward: rules.weights.ward.to_string(),
            seed: rules.seed.to_string(),
            ..Self::default()
        };
        typed.with_fixed(&rules.fixed).with_wishes(&rules.wishes)
    }

    fn with_fixed(self, fixed: &Fixed) -> Self {
        let lines = |groups: &[Vec<String>]| {
            groups.iter().map(|group| group.join(", ")).collect::<Vec<_>>().join("\n")
        };
        let count = |(district, count): (&String, &u32)| match district.as_str() {
            "" => count.to_string(),
            district => format!("{district}: {count}"),
        };
        Self {
            whole: fixed.whole.clone().unwrap_or_default(),
            together: lines(&fixed.together),
            apart: lines(&fixed.apart),
            pins: lines(&fixed.pins),
            open: if fixed.open_count { "open".to_owned() } else { String::new() },
            counts: fixed.counts.iter().map(count).collect::<Vec<_>>().join("\n"),
            ..self
        }
    }

    fn with_wishes(self, wishes: &Wishes) -> Self {
        let homes = |of| wishes.homes_of(of).map_or(0.0, |wish| wish.weight).to_string();
        let band = wishes.homes.iter().find_map(|wish| wish.band);
        let depriv = wishes.measures.iter().find(|wish| wish.wish != Likeness::Even);
        let even = wishes.measures.iter().find(|wish| wish.wish == Likeness::Even);
        let sites = wishes.at_least.first();
        let travel = wishes.travel.as_ref();
        let weight = |weight: Option<f64>| weight.unwrap_or(1.0).to_string();
        let likeness = |wish: &MeasureWish| match wish.wish {
            Likeness::Mixed => "mixed".to_owned(),
            Likeness::Alike | Likeness::Even => "alike".to_owned(),
        };
        Self {
            homes_practice: homes(Listed::Practice),
            homes_pcn: homes(Listed::Pcn),
            list_least: band.map(|band| band.least.to_string()).unwrap_or_default(),
            list_most: band.map(|band| band.most.to_string()).unwrap_or_default(),
            deprivation: depriv.map(likeness).unwrap_or_default(),
            deprivation_weight: weight(depriv.map(|wish| wish.weight)),
            even: even.map(|wish| wish.measure.clone()).unwrap_or_default(),
            even_weight: weight(even.map(|wish| wish.weight)),
            near: travel.map(|wish| wish.kind.clone()).unwrap_or_default(),
            mode: travel.map(|wish| wish.mode.clone()).unwrap_or_default(),
            travel: weight(travel.map(|wish| wish.weight)),
            beyond_15: travel.map_or(0.0, |wish| wish.beyond_15).to_string(),
            beyond_30: travel.map_or(0.0, |wish| wish.beyond_30).to_string(),
            sites: sites.map(|wish| wish.kind.clone()).unwrap_or_default(),
            sites_least: sites.map_or(1, |wish| wish.least).to_string(),
            sites_weight: weight(sites.map(|wish| wish.weight)),
            today: wishes.today.to_string(),
            more: wishes
                .whole
                .iter()
                .map(|(layer, weight)| (format!("{LAYER}{layer}"), weight.to_string()))
                .collect(),
            ..self
        }
    }

    /// The weight of another layer, as typed; empty where nothing is.
    pub fn of_layer(&self, layer: &str) -> &str {
        self.more.get(&format!("{LAYER}{layer}")).map_or("", String::as_str)
    }

    /// What was typed as a number for a weight; empty where nothing was.
    pub fn exactly(&self, field: &str) -> &str {
        self.more.get(&format!("{field}{EXACTLY}")).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge::groups;
    use super::super::{AtLeast, Counted, HomesWish, ListBand, TravelWish};
    use super::*;

    #[test]
    fn rules_are_read_back_as_they_were_shown() {
        let rules = Rules {
            within: Some(("lad".into(), "E06000021".into())),
            nest: Some("lad".into()),
            people: Counted::Registered,
            wishes: Wishes {
                whole: [("msoa".to_owned(), 3.0)].into(),
                homes: vec![HomesWish {
                    of: Listed::Practice,
                    weight: 10.0,
                    band: Some(ListBand { least: 20_000, most: 60_000 }),
                }],
                measures: vec![
                    MeasureWish {
                        measure: "imd_2025_score".into(),
                        wish: Likeness::Mixed,
                        weight: 0.3,
                    },
                    MeasureWish { measure: "disabled".into(), wish: Likeness::Even, weight: 0.66 },
                ],
                at_least: vec![AtLeast { kind: "pharmacy".into(), least: 2, weight: 1.0 }],
                travel: Some(TravelWish {
                    kind: "health_centre".into(),
                    mode: "walk".into(),
                    weight: 1.0,
                    beyond_15: 0.3,
                    beyond_30: 3.0,
                }),
                today: 1.0,
            },
            fixed: Fixed {
                whole: Some("msoa".into()),
                together: vec![vec!["E01000001".into(), "Mill".into()]],
                apart: vec![vec!["E01000001".into(), "E01000003".into()]],
                pins: vec![vec!["E01000001".into()], vec!["E01000003".into()]],
                open_count: true,
                counts: [(String::new(), 7), ("Ashby".to_owned(), 4)].into(),
            },
            ..Rules::default()
        };
        assert_eq!(Typed::from_rules("A", &rules).judge(&["imd_2025_score"]), Ok(rules));
        assert_eq!(
            Typed::from_rules("", &Rules::default()).judge(&[]),
            Ok(Rules::default()),
            "the form as it is first shown is the usual rules"
        );
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let typed = Typed {
            least: "50,000".into(),
            most: "30,000".into(),
            border: "-1".into(),
            pcn: "1".into(),
            ward: "much".into(),
            list_least: "5".into(),
            apart: "Mill".into(),
            counts: "Ashby: none".into(),
            seed: "x".into(),
            ..Typed::default()
        };
        let wrong = typed.judge(&[]).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(BadRules::field).collect();
        let all = ["most", "border", "ward", "list_least", "apart", "counts", "seed"];
        assert_eq!(fields, all);
    }

    #[test]
    fn a_weight_typed_as_a_number_counts_and_not_the_word() {
        let mut typed = Typed::from_rules("A", &Rules::default());
        typed.more.insert("pcn_exactly".into(), "2.5".into());
        assert!((typed.judge(&[]).unwrap().weights.pcn - 2.5).abs() < f64::EPSILON);
        typed.more.insert("pcn_exactly".into(), "250".into());
        assert_eq!(typed.judge(&[]), Err(vec![BadRules::Weight("pcn")]));
    }

    #[test]
    fn names_with_commas_are_parted_by_semicolons() {
        let read = groups("E01000001, Mill\n\nHook, Bartley and North; Quay\n");
        assert_eq!(
            read,
            [["E01000001", "Mill"], ["Hook, Bartley and North", "Quay"]]
                .map(|g| g.map(str::to_owned))
        );
    }
}
