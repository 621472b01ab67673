//! English Indices of Deprivation 2025, File 7 (Ministry of Housing, Communities and Local
//! Government).

use super::above::LAD;
use super::text::Table;
use crate::ages::ENGLAND_AREAS;
use crate::borough::{Area, Borough};
use crate::dice::{Dice, Hills};
use crate::number::{along, floor, people};

/// A column group of File 7: score, rank and decile.
struct Measure {
    /// The name before "Rank" and "Decile".
    name: &'static str,
    /// What stands behind "Score".
    unit: &'static str,
    /// How closely it follows deprivation as a whole: 1 entirely, 0 not at all.
    follows: f64,
    /// England's scores at 0%, 10% … 100% of LSOAs from the most deprived (Indices of Deprivation
    /// 2025, counted from File 7; for the supplementary indices and sub-domains the scores of their
    /// domain stand in).
    scores: [f64; 11],
}

const IMD: [f64; 11] =
    [94.223, 44.912, 33.509, 26.605, 21.539, 17.45, 14.139, 11.135, 8.379, 5.462, 0.165];
const INCOME: [f64; 11] =
    [0.998, 0.464, 0.362, 0.289, 0.231, 0.184, 0.149, 0.118, 0.093, 0.067, 0.002];
const EMPLOYMENT: [f64; 11] =
    [0.978, 0.257, 0.199, 0.161, 0.132, 0.11, 0.092, 0.078, 0.064, 0.051, 0.002];
const EDUCATION: [f64; 11] =
    [99.613, 49.272, 35.844, 27.497, 21.294, 16.545, 12.565, 9.076, 6.07, 3.178, 0.004];
const HEALTH: [f64; 11] =
    [3.309, 1.173, 0.767, 0.464, 0.202, -0.03, -0.261, -0.493, -0.755, -1.111, -3.1];
const CRIME: [f64; 11] =
    [3.545, 1.092, 0.722, 0.458, 0.22, -0.007, -0.239, -0.479, -0.736, -1.078, -3.293];
const BARRIERS: [f64; 11] =
    [63.502, 36.244, 29.742, 25.735, 22.743, 20.103, 17.727, 15.407, 12.816, 9.759, 1.49];
const LIVING: [f64; 11] =
    [85.733, 44.962, 35.371, 28.443, 22.584, 17.849, 13.663, 10.135, 7.079, 4.227, 0.055];

/// The column groups in their order. The name of a decile column that is too long for its 80
/// characters is cut off in the published file; one is.
const MEASURES: [Measure; 16] = [
    measure("Index of Multiple Deprivation (IMD)", "", 1.0, IMD),
    measure("Income", " (rate)", 0.9, INCOME),
    measure("Employment", " (rate)", 0.88, EMPLOYMENT),
    measure("Education, Skills and Training", "", 0.8, EDUCATION),
    measure("Health Deprivation and Disability", "", 0.8, HEALTH),
    measure("Crime", "", 0.7, CRIME),
    measure("Barriers to Housing and Services", "", 0.3, BARRIERS),
    measure("Living Environment", "", 0.35, LIVING),
    measure("Income Deprivation Affecting Children Index (IDACI)", " (rate)", 0.85, INCOME),
    measure("Income Deprivation Affecting Older People (IDAOPI)", " (rate)", 0.8, INCOME),
    measure("Children and Young People Sub-domain", "", 0.75, EDUCATION),
    measure("Adult Skills Sub-domain", "", 0.8, EDUCATION),
    measure("Geographical Barriers Sub-domain", "", 0.1, BARRIERS),
    measure("Wider Barriers Sub-domain", "", 0.6, BARRIERS),
    measure("Indoors Sub-domain", "", 0.4, LIVING),
    measure("Outdoors Sub-domain", "", 0.3, LIVING),
];

const CUT_OFF: (&str, &str) = ("Children and Young People Sub-domain", "10% of LSO");

const fn measure(
    name: &'static str,
    unit: &'static str,
    follows: f64,
    scores: [f64; 11],
) -> Measure {
    Measure { name, unit, follows, scores }
}

/// All ranks, scores, deciles and population denominators.
pub(crate) fn file_7(borough: &Borough, seed: u64) -> Vec<u8> {
    let columns = columns();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut table = Table::with_header(&columns);
    let mut dice = Dice::new(seed, "domains");
    let hills: Vec<Hills> =
        MEASURES.iter().map(|measure| Hills::new(seed, measure.name, 2_000.0)).collect();
    for area in &borough.areas {
        let mut row = [area.code.as_str(), &area.name, LAD.0, LAD.1].map(str::to_owned).to_vec();
        for (measure, hills) in MEASURES.iter().zip(&hills) {
            let own = 0.5
                + 0.6 * hills.height(area.middle.east, area.middle.north)
                + 0.08 * dice.normal();
            let share = measure.follows * area.deprivation + (1.0 - measure.follows) * own;
            row.extend(score_rank_decile(measure, share.clamp(0.0, 0.999_97)));
        }
        row.extend(denominators(area).map(|count| count.to_string()));
        table.row(&row);
    }
    table.into_bytes()
}

fn columns() -> Vec<String> {
    let mut columns = [
        "LSOA code (2021)",
        "LSOA name (2021)",
        "Local Authority District code (2024)",
        "Local Authority District name (2024)",
    ]
    .map(str::to_owned)
    .to_vec();
    for Measure { name, unit, .. } in MEASURES {
        let end = if name == CUT_OFF.0 { CUT_OFF.1 } else { "10% of LSOAs)" };
        columns.push(format!("{name} Score{unit}"));
        columns.push(format!("{name} Rank (where 1 is most deprived)"));
        columns.push(format!("{name} Decile (where 1 is most deprived {end}"));
    }
    columns.extend(
        [
            "Total population: mid 2022",
            "Dependent Children aged 0-15: mid 2022",
            "Older population aged 60 and over: mid 2022",
            "Working age population 18-66 (for use with Employment Deprivation Domain): mid 2022",
        ]
        .map(str::to_owned),
    );
    columns
}

fn score_rank_decile(measure: &Measure, share: f64) -> [String; 3] {
    let curve: Vec<(f64, f64)> =
        (0_u8..).map(|tenth| f64::from(tenth) / 10.0).zip(measure.scores).collect();
    let score = (along(&curve, share) * 1000.0).round() / 1000.0;
    let rank = floor(share * ENGLAND_AREAS) + 1;
    let decile = floor(share * 10.0) + 1;
    [score.to_string(), rank.to_string(), decile.to_string()]
}

/// Mid-2022 people: here those of Census day, cut from five-year groups where an edge falls inside
/// one.
fn denominators(area: &Area) -> [u32; 4] {
    let groups = area.ages.five_year_groups;
    let sum = |from: usize, to: usize| groups[from..to].iter().sum::<u32>();
    // Ages 18 and 19 are two fifths of 15-19, ages 65 and 66 two fifths of 65-69.
    let edges = people(f64::from(groups[3] + groups[13]) * 2.0 / 5.0);
    [area.ages.total(), area.ages.bands[0], sum(12, 18), sum(4, 13) + edges]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_56_columns_and_only_one_is_cut_off() {
        let columns = columns();
        assert_eq!(columns.len(), 56);
        let cut: Vec<&String> = columns.iter().filter(|name| name.ends_with("LSO")).collect();
        assert_eq!(cut.len(), 1);
        assert_eq!(cut[0].len(), 80);
    }
}
