//! One division against another: how many people are in both of each two units. Rows and columns add
//! up to all people counted.

use std::collections::{BTreeMap, BTreeSet};

use kith_districting::{Misalignment, Overlap, misalignment};

use super::division::{Division, Lives, Slot};
use crate::place::Place;

/// Beyond so many pairs of units the best matching is not sought: one cost in memory for each pair.
/// All 1,299 PCNs of England against 1,412 neighbourhoods stay below it.
const MOST_PAIRS: usize = 4_000_000;

/// People by where they stand in two divisions.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// Who is in both: where in the one, where in the other, people; none that is 0.
    pub cells: BTreeMap<(Slot, Slot), u64>,
    /// Where people stand in the one, and how many.
    pub rows: BTreeMap<Slot, u64>,
    /// Where people stand in the other, and how many.
    pub columns: BTreeMap<Slot, u64>,
}

/// What a comparison of two divisions comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody is in both a unit of the one and a unit of the other: there is nothing to compare.
    NothingInCommon,
    /// There are more pairs of units than can be matched.
    TooMany,
    /// They are the same division.
    Same,
    /// Each unit of the one lies within one unit of the other.
    Within,
    /// People of some units are divided.
    Differ,
}

impl Matrix {
    /// Counts registered people, wherever they live. Units of `one` of which nobody is in a unit of
    /// `other` stand together as [`Slot::Others`]: a plan for one ICB is not read beside all England.
    pub fn registered(place: &Place, one: &Division, other: &Division) -> Self {
        let mut cells: BTreeMap<(Slot, Slot), u64> = BTreeMap::new();
        Self::each_registered(place, one, other, |one, other, people| {
            *cells.entry((one, other)).or_default() += people;
        });
        Self::of(cells)
    }

    /// Tells where the registered people stand, some at a time.
    pub fn each_registered(
        place: &Place,
        one: &Division,
        other: &Division,
        mut tell: impl FnMut(Slot, Slot, u64),
    ) {
        let mut stand = |practice, lives: Lives<'_>, patients: u32| {
            tell(one.slot(practice, lives), other.slot(practice, lives), u64::from(patients));
        };
        for registration in &place.registrations {
            stand(registration.practice, Lives::Area(registration.area), registration.patients);
        }
        for elsewhere in &place.elsewhere {
            stand(elsewhere.practice, Lives::Elsewhere(&elsewhere.code), elsewhere.patients);
        }
    }

    /// Counts everybody who lives in the place; `None` where one of the divisions is by lists.
    pub fn residents(place: &Place, one: &Division, other: &Division) -> Option<Self> {
        let (left, right) = (one.of_areas()?, other.of_areas()?);
        let slot = |unit: Option<usize>| unit.map_or(Slot::NoUnit, Slot::Unit);
        let mut cells: BTreeMap<(Slot, Slot), u64> = BTreeMap::new();
        for (people, (one, other)) in place.residents().into_iter().zip(left.iter().zip(right)) {
            *cells.entry((slot(*one), slot(*other))).or_default() += u64::from(people);
        }
        Some(Self::of(cells))
    }

    /// Registered people where registrations are loaded, else everybody who lives in the place.
    pub fn between(place: &Place, one: &Division, other: &Division) -> Option<Self> {
        if place.registrations.is_empty() {
            Self::residents(place, one, other)
        } else {
            Some(Self::registered(place, one, other))
        }
    }

    fn of(mut cells: BTreeMap<(Slot, Slot), u64>) -> Self {
        cells.retain(|_, people| *people > 0);
        let shares = |(_, other): &(Slot, Slot)| matches!(other, Slot::Unit(_));
        let sharing: BTreeSet<Slot> =
            cells.keys().filter(|cell| shares(cell)).map(|(one, _)| *one).collect();
        let mut matrix = Self::default();
        for ((one, other), people) in cells {
            let is_alone = matches!(one, Slot::Unit(_)) && !sharing.contains(&one);
            let one = if is_alone { Slot::Others } else { one };
            *matrix.cells.entry((one, other)).or_default() += people;
            *matrix.rows.entry(one).or_default() += people;
            *matrix.columns.entry(other).or_default() += people;
        }
        matrix
    }

    /// All people counted.
    pub fn people(&self) -> u64 {
        self.cells.values().sum()
    }

    /// How many people are in both.
    pub fn cell(&self, one: Slot, other: Slot) -> u64 {
        self.cells.get(&(one, other)).copied().unwrap_or(0)
    }

    /// How far the two fit, counting people who are in a unit of both; `None` where there are none, or
    /// more pairs of units than can be matched.
    pub fn fit(&self) -> Option<Misalignment> {
        let overlaps = self.overlaps();
        let many = |slots: &BTreeMap<Slot, u64>| {
            slots.keys().filter(|slot| matches!(slot, Slot::Unit(_))).count()
        };
        let (rows, columns) = (many(&self.rows), many(&self.columns));
        let is_small = rows.max(columns).saturating_mul(rows) <= MOST_PAIRS;
        (!overlaps.is_empty() && is_small).then(|| misalignment(&overlaps))
    }

    /// The cells that are of a unit in both.
    pub fn overlaps(&self) -> Vec<Overlap> {
        let pair = |(&(one, other), &people): (&(Slot, Slot), &u64)| match (one, other) {
            (Slot::Unit(left), Slot::Unit(right)) => Some(Overlap { left, right, people }),
            _ => None,
        };
        self.cells.iter().filter_map(pair).collect()
    }
}

impl Verdict {
    /// What a matrix and its fit come to.
    pub fn of(matrix: &Matrix, fit: Option<&Misalignment>) -> Self {
        match fit {
            None if matrix.overlaps().is_empty() => Self::NothingInCommon,
            None => Self::TooMany,
            Some(fit) if fit.people_unmatched == 0 => Self::Same,
            Some(fit) if fit.people_outside_largest == 0 => Self::Within,
            Some(_) => Self::Differ,
        }
    }

    /// In words, for a table.
    pub fn words(self) -> &'static str {
        match self {
            Self::NothingInCommon => "Nothing to compare",
            Self::TooMany => "Too many units to be matched one to one",
            Self::Same => "Aligned, no action",
            Self::Within => "Each lies within one neighbourhood, no action",
            Self::Differ => "Not aligned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Slot::{NoUnit, Others, Outside, Unit, Unknown};

    fn matrix(cells: &[(Slot, Slot, u64)]) -> Matrix {
        Matrix::of(cells.iter().map(|(one, other, people)| ((*one, *other), *people)).collect())
    }

    fn verdict(matrix: &Matrix) -> Verdict {
        Verdict::of(matrix, matrix.fit().as_ref())
    }

    #[test]
    fn rows_and_columns_add_up_to_everybody_with_and_without_a_unit() {
        let all = matrix(&[
            (Unit(0), Unit(0), 10),
            (Unit(0), Outside, 3),
            (Unit(1), Unit(0), 5),
            (Unit(1), Unknown, 2),
            (NoUnit, Unit(1), 4),
            (NoUnit, NoUnit, 1),
        ]);
        assert_eq!((all.people(), all.rows.values().sum::<u64>()), (25, 25));
        assert_eq!(all.columns.values().sum::<u64>(), 25);
        assert_eq!((all.rows[&Unit(0)], all.columns[&Unit(0)], all.rows[&NoUnit]), (13, 15, 5));
    }

    #[test]
    fn two_equal_divisions_have_the_index_0_and_need_no_action() {
        let same = matrix(&[(Unit(0), Unit(1), 10), (Unit(1), Unit(0), 5), (Unit(1), Outside, 7)]);
        assert_eq!(same.fit().map(|fit| fit.people_unmatched), Some(0));
        assert_eq!(verdict(&same).words(), "Aligned, no action");
    }

    #[test]
    fn small_units_within_large_ones_are_told_from_units_that_are_divided() {
        let within = matrix(&[(Unit(0), Unit(0), 10), (Unit(1), Unit(0), 5)]);
        assert_eq!(verdict(&within), Verdict::Within);
        let divided = matrix(&[(Unit(0), Unit(0), 10), (Unit(0), Unit(1), 5)]);
        assert_eq!(verdict(&divided), Verdict::Differ);
        let nobody = matrix(&[(Unit(0), Outside, 10)]);
        assert_eq!(verdict(&nobody), Verdict::NothingInCommon);
    }

    #[test]
    fn units_that_share_nobody_stand_together_and_are_still_counted() {
        let all = matrix(&[(Unit(0), Unit(0), 10), (Unit(1), NoUnit, 5), (Unit(2), Outside, 6)]);
        assert_eq!(all.rows[&Others], 11);
        assert_eq!((all.cell(Others, NoUnit), all.people()), (5, 21));
    }
}
