//! The English Indices of Deprivation 2019 and 2025, File 7: scores, ranks and deciles of the index
//! and its domains. Rank 1 and decile 1 are the most deprived.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Sample, Source, each_row,
};
use kith_terms::LsoaCode;

use super::tables::MEASURE;
use super::{Finite, LSOA, NUMBER, summary};

pub(super) static IMD_2019: Feed = Feed {
    kind: "imd-2019",
    title: "English indices of deprivation 2019, File 7",
    reading: Reading::Official {
        recognises: |sample| is_of(sample, AREA_2011),
        read: |source, landing| read(source, landing, AREA_2011, "imd_2019"),
    },
    ..FILE_7
};

pub(super) static IMD_2025: Feed = Feed {
    kind: "imd-2025",
    title: "English indices of deprivation 2025, File 7",
    reading: Reading::Official {
        recognises: |sample| is_of(sample, AREA_2021),
        read: |source, landing| read(source, landing, AREA_2021, "imd_2025"),
    },
    ..FILE_7
};

const FILE_7: Feed = Feed {
    kind: "",
    title: "",
    publisher: "Ministry of Housing, Communities and Local Government",
    attribution: "Contains public sector information licensed under the Open Government Licence v3.0",
    extent: Extent::Whole,
    tables: &[&MEASURE],
    reading: Reading::Official { recognises: |_| false, read: |_, _| Ok(()) },
};

/// The 2019 indices are about the areas of 2011, those of 2025 about the areas of 2021.
const AREA_2011: Column = Column::needed("area", &["lsoa code 2011", "lsoa11cd", "lsoa11 code"]);
const AREA_2021: Column = Column::needed("area", &["lsoa code 2021", "lsoa21cd", "lsoa21 code"]);

/// The roles are the ends of the measures' names. The second pattern is that of repackaged copies.
const NUMBERS: &[Column] = &[
    Column::needed("score", &["index of multiple deprivation imd score*", "imd score"]),
    Column::needed("rank", &["index of multiple deprivation imd rank*", "imd rank"]),
    Column::needed("decile", &["index of multiple deprivation imd decile*", "imd decile"]),
    Column::needed("income_score", &["income score*"]),
    Column::optional("income_rank", &["income rank*"]),
    Column::optional("income_decile", &["income decile*"]),
    Column::optional("employment_score", &["employment score*"]),
    Column::optional("employment_rank", &["employment rank*"]),
    Column::optional("employment_decile", &["employment decile*"]),
    Column::optional(
        "education_score",
        &["education skills and training score*", "education score"],
    ),
    Column::optional("education_rank", &["education skills and training rank*", "education rank"]),
    Column::optional(
        "education_decile",
        &["education skills and training decile*", "education decile"],
    ),
    Column::optional("health_score", &["health deprivation and disability score*", "health score"]),
    Column::optional("health_rank", &["health deprivation and disability rank*", "health rank"]),
    Column::optional(
        "health_decile",
        &["health deprivation and disability decile*", "health decile"],
    ),
    Column::optional("crime_score", &["crime score*"]),
    Column::optional("crime_rank", &["crime rank*"]),
    Column::optional("crime_decile", &["crime decile*"]),
    Column::optional(
        "housing_score",
        &["barriers to housing and services score*", "housing and services score"],
    ),
    Column::optional(
        "housing_rank",
        &["barriers to housing and services rank*", "housing and services rank"],
    ),
    Column::optional(
        "housing_decile",
        &["barriers to housing and services decile*", "housing and services decile"],
    ),
    Column::optional("environment_score", &["living environment score*", "environment score"]),
    Column::optional("environment_rank", &["living environment rank*", "environment rank"]),
    Column::optional("environment_decile", &["living environment decile*", "environment decile"]),
    Column::optional(
        "children_score",
        &["income deprivation affecting children index idaci score*"],
    ),
    Column::optional("children_rank", &["income deprivation affecting children index idaci rank*"]),
    Column::optional(
        "children_decile",
        &["income deprivation affecting children index idaci decile*"],
    ),
    Column::optional(
        "older_people_score",
        &["income deprivation affecting older people idaopi score*"],
    ),
    Column::optional(
        "older_people_rank",
        &["income deprivation affecting older people idaopi rank*"],
    ),
    Column::optional(
        "older_people_decile",
        &["income deprivation affecting older people idaopi decile*"],
    ),
];

fn is_of(sample: &Sample, area: Column) -> bool {
    sample.is_text() && sample.has(&[area]) && sample.has(NUMBERS) && !summary::recognises(sample)
}

fn read(
    source: &Source,
    landing: &mut Landing<'_>,
    area: Column,
    prefix: &str,
) -> Result<(), CannotRead> {
    let columns: Vec<Column> = std::iter::once(area).chain(NUMBERS.iter().copied()).collect();
    let measures: Vec<String> =
        NUMBERS.iter().map(|column| format!("{prefix}_{}", column.role)).collect();
    each_row(source, &columns, landing, |row, landing| numbers(row, landing, &measures))
}

fn numbers(
    row: &Row<'_>,
    landing: &mut Landing<'_>,
    measures: &[String],
) -> Result<(), Quarantined> {
    let area: LsoaCode = row.parse("area", &LSOA)?;
    for (column, measure) in NUMBERS.iter().zip(measures) {
        let value = if column.needed {
            Some(row.parse(column.role, &NUMBER)?)
        } else {
            row.parse_optional(column.role, &NUMBER)?
        };
        if let Some(Finite(value)) = value {
            landing.row(&MEASURE, vec![measure.as_str().into(), area.into(), value.into()]);
        }
    }
    Ok(())
}
