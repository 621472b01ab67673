//! The patches by which teams are organised: a look-up of our own from small areas to the patch of a
//! team, for no publisher has one. Columns `LSOA21CD,PATCH_CODE,PATCH_NAME,TEAM_TYPE`; a file for each
//! type of team, for each is a layer of its own and is replaced by itself.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    each_row,
};
use kith_terms::LsoaCode;

use super::tables::{AREA_UNIT, UNIT};
use super::{LSOA, LSOA_NAMES, NAME};

pub(super) static COMMUNITY: Feed = Feed {
    kind: "patches-community",
    title: "Areas to the patches of community teams",
    reading: Reading::Official { recognises: |sample| is_of(sample, "community"), read },
    ..PATCHES
};

pub(super) static MENTAL_HEALTH: Feed = Feed {
    kind: "patches-mental-health",
    title: "Areas to the patches of mental-health teams",
    reading: Reading::Official { recognises: |sample| is_of(sample, "mental_health"), read },
    ..PATCHES
};

pub(super) static SOCIAL_CARE: Feed = Feed {
    kind: "patches-social-care",
    title: "Areas to the patches of social-care teams",
    reading: Reading::Official { recognises: |sample| is_of(sample, "social_care"), read },
    ..PATCHES
};

pub(super) static POLICE: Feed = Feed {
    kind: "patches-police",
    title: "Areas to the patches of police teams",
    reading: Reading::Official { recognises: |sample| is_of(sample, "police"), read },
    ..PATCHES
};

pub(super) static SCHOOLS: Feed = Feed {
    kind: "patches-school-cluster",
    title: "Areas to school clusters",
    reading: Reading::Official { recognises: |sample| is_of(sample, "school_cluster"), read },
    ..PATCHES
};

const PATCHES: Feed = Feed {
    kind: "",
    title: "",
    publisher: "Whoever runs the teams",
    attribution: "Kept by the place itself",
    extent: Extent::Whole,
    tables: &[&UNIT, &AREA_UNIT],
    reading: Reading::Official { recognises: |_| false, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("area", LSOA_NAMES),
    Column::needed("patch", &["patch code"]),
    Column::needed("name", &["patch name"]),
    Column::needed("team", &["team type"]),
];

const PATCH: Rule =
    Rule { says: "a patch has a code", remedy: "give each patch a code of your own, such as C1" };
const TEAM: Rule = Rule {
    says: "a type of team is one of community, mental_health, social_care, police, school_cluster",
    remedy: "write one of these words",
};
const ONE_TYPE: Rule = Rule {
    says: "all rows of a file are of one type of team",
    remedy: "load the patches of each type of team as a file of their own",
};

/// The word for a type of team, and the layer of its patches.
const TEAMS: [(&str, &str); 5] = [
    ("community", "patch_community"),
    ("mental_health", "patch_mental_health"),
    ("social_care", "patch_social_care"),
    ("police", "patch_police"),
    ("school_cluster", "patch_school_cluster"),
];

/// The word for a type of team as it may be written: `Mental health`, `mental-health`.
fn word(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

/// A file is of the type of its first row; one whose first row has none that is known is taken for one
/// of community teams, so that each of its rows is told what is wrong with it.
fn is_of(sample: &Sample, wanted: &str) -> bool {
    if !sample.is_text() || !sample.has(COLUMNS) {
        return false;
    }
    let at = sample.header.iter().position(|name| word(name) == "team_type");
    let first = sample.rows.first().zip(at).and_then(|(row, at)| row.get(at));
    let first = first.map(|text| word(text)).unwrap_or_default();
    let known = TEAMS.iter().any(|(team, _)| *team == first);
    if known { first == wanted } else { wanted == TEAMS[0].0 }
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    let mut first: Option<&'static str> = None;
    each_row(source, COLUMNS, landing, |row, landing| patch(row, landing, &mut first))
}

fn patch(
    row: &Row<'_>,
    landing: &mut Landing<'_>,
    first: &mut Option<&'static str>,
) -> Result<(), Quarantined> {
    let team = word(row.text("team"));
    let known = TEAMS.iter().find(|(word, _)| *word == team);
    let Some((_, layer)) = known else { return Err(row.refuse("team", &TEAM)) };
    if *first.get_or_insert(layer) != *layer {
        return Err(row.refuse("team", &ONE_TYPE));
    }
    let area: LsoaCode = row.parse("area", &LSOA)?;
    let code = row.required("patch", &PATCH)?;
    let name = row.required("name", &NAME)?;
    landing.row(&UNIT, vec![(*layer).into(), code.into(), name.into()]);
    landing.row(&AREA_UNIT, vec![(*layer).into(), area.into(), code.into()]);
    Ok(())
}
