//! How the figures of a plan differ, in words: before a change and after it, as drawn and as it is now.

use kith_frame::words;

use crate::plan::Figures;

/// A figure before and after, and the difference in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What the figure is.
    pub what: &'static str,
    /// It before.
    pub before: String,
    /// It after.
    pub after: String,
    /// How it differs: "12 more", "no change".
    pub in_words: String,
}

/// How a figure is written and compared.
#[derive(Clone, Copy)]
enum Kind {
    Count,
    Kilometres,
    /// From 0 to 1, shown as a percentage.
    Share,
}

type Row = (&'static str, Kind, fn(&Figures) -> Option<f64>);

const ROWS: [Row; 9] = [
    ("Neighbourhoods", Kind::Count, |f| Some(real(f.neighbourhoods))),
    ("Outside the size asked for", Kind::Count, |f| Some(real(f.out_of_band))),
    ("In several pieces", Kind::Count, |f| Some(real(f.apart))),
    ("Kilometres of border between them", Kind::Kilometres, |f| Some(f.border_km)),
    ("Wards that are split", Kind::Count, |f| f.ward.map(|ward| real(ward.split))),
    ("PCN patients in the main neighbourhood of their PCN", Kind::Share, |f| {
        f.pcn.map(|pcn| pcn.in_main_neighbourhood)
    }),
    ("People in the main PCN of their neighbourhood", Kind::Share, |f| {
        f.pcn.map(|pcn| pcn.in_main_unit)
    }),
    ("Patients outside the main neighbourhood of their PCN", Kind::Count, |f| {
        f.misalignment.as_ref().map(|it| real(it.people_outside_largest))
    }),
    ("Patients who live where their practice’s list is looked after", Kind::Share, |f| {
        f.at_home.as_ref().map(|it| it.share)
    }),
];

/// All figures of a plan before and after.
pub fn differences(before: &Figures, after: &Figures) -> Vec<Difference> {
    let row = |(what, kind, figure): &Row| {
        let (before, after) = (figure(before), figure(after));
        let shown = |value: Option<f64>| value.map_or("No data".to_owned(), |it| kind.shown(it));
        let in_words = match (before, after) {
            (Some(before), Some(after)) => kind.difference(before, after),
            _ => "No data".to_owned(),
        };
        Difference { what, before: shown(before), after: shown(after), in_words }
    };
    ROWS.iter().map(row).collect()
}

impl Kind {
    fn shown(self, value: f64) -> String {
        match self {
            Self::Count => words::decimal(value, 0),
            Self::Kilometres => words::decimal(value, 1),
            Self::Share => format!("{}%", words::decimal(value * 100.0, 1)),
        }
    }

    fn difference(self, before: f64, after: f64) -> String {
        let by = match self {
            Self::Count => words::decimal((after - before).abs(), 0),
            Self::Kilometres => words::decimal((after - before).abs(), 1),
            Self::Share => words::decimal((after - before).abs() * 100.0, 1),
        };
        if by.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
            return "No change".to_owned();
        }
        let (more, less) = match self {
            Self::Count => ("more", "fewer"),
            Self::Kilometres => ("km longer", "km shorter"),
            Self::Share => ("percentage points more", "percentage points less"),
        };
        format!("{by} {}", if after > before { more } else { less })
    }
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::figures::Wholeness;

    fn figures(border_km: f64, split: u64, share: f64) -> Figures {
        let whole =
            Wholeness { units: 9, split, in_main_neighbourhood: share, in_main_unit: share };
        Figures {
            neighbourhoods: 5,
            out_of_band: 0,
            apart: 0,
            people: 1,
            border_km,
            pcn: Some(whole),
            ward: Some(whole),
            misalignment: None,
            at_home: None,
            change: None,
        }
    }

    #[test]
    fn differences_are_told_in_words() {
        let found = differences(&figures(100.0, 3, 0.71), &figures(98.84, 4, 0.713));
        let told: Vec<String> = found
            .iter()
            .map(|it| format!("{}: {} -> {}: {}", it.what, it.before, it.after, it.in_words))
            .collect();
        assert_eq!(
            told[3..7],
            [
                "Kilometres of border between them: 100.0 -> 98.8: 1.2 km shorter",
                "Wards that are split: 3 -> 4: 1 more",
                "PCN patients in the main neighbourhood of their PCN: 71.0% -> 71.3%: \
                 0.3 percentage points more",
                "People in the main PCN of their neighbourhood: 71.0% -> 71.3%: \
                 0.3 percentage points more",
            ]
        );
        assert_eq!(found[0].in_words, "No change");
        assert_eq!(found[7].in_words, "No data");
    }
}
