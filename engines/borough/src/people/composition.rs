//! How many people of which age live in areas of which decile: what rates and levels are solved
//! over, before anybody is drawn.

use crate::ages::PIECE_AGES;
use crate::borough::{Area, Borough};
use crate::number::floor;
use crate::people::ethnic::EthnicGroup;
use crate::people::rates::{Rates, rates};

/// Ages from 0 to 100.
pub(crate) const AGES: usize = 101;

/// Groups of ethnic groups between which conditions differ: Asian, Black, others.
pub(crate) const ORIGINS: usize = 3;

/// People by decile of deprivation (0 the most deprived tenth) and single year of age.
pub(crate) struct Composition {
    pub(crate) people: [[f64; AGES]; 10],
}

impl Composition {
    /// What is to be expected of a borough.
    pub(crate) fn of(borough: &Borough) -> Self {
        let mut people = [[0.0; AGES]; 10];
        for area in &borough.areas {
            let of_decile = &mut people[decile(area) - 1];
            for (place, count) in area.ages.pieces().into_iter().enumerate() {
                let shares = single_years(place);
                let all: f64 = shares.iter().sum();
                for (age, share) in ages_of(place).zip(shares) {
                    of_decile[age] += f64::from(count) * share / all;
                }
            }
        }
        Self { people }
    }

    /// People of all deciles and ages.
    pub(crate) fn all(&self) -> f64 {
        self.people.iter().flatten().sum()
    }
}

/// The decile of an area, 1 the most deprived.
pub(crate) fn decile(area: &Area) -> usize {
    floor(area.deprivation * 10.0).min(9) + 1
}

/// The single years of a piece.
pub(crate) fn ages_of(piece: usize) -> std::ops::Range<usize> {
    let (from, to) = PIECE_AGES[piece];
    from as usize..to as usize
}

/// How common each single year of a piece is.
pub(crate) fn single_years(piece: usize) -> &'static [f64] {
    &rates().demography.ages.single_years[ages_of(piece)]
}

/// How common each ethnic group is among people of an age (in a home whose grown-ups are of an
/// age) and decile, in the order of [`EthnicGroup::ALL`]; the shares add up to 1.
pub(crate) fn ethnic_shares(decile: usize, age: u32) -> [f64; 16] {
    let Rates { demography, .. } = rates();
    let band = match age {
        0..18 | 30..65 => 1,
        18..30 => 0,
        _ => 2,
    };
    let step = 5.5 - f64::from(u32::try_from(decile).unwrap_or(10));
    let mut shares = [0.0; 16];
    for (share, row) in shares.iter_mut().zip(demography.ethnic.values()) {
        *share = row.percent * row.deprived.powf(step) * row.ages[band];
    }
    let all: f64 = shares.iter().sum();
    shares.map(|share| share / all)
}

/// Which of the [`ORIGINS`] a group belongs to; people of mixed groups are others.
pub(crate) fn origin(group: EthnicGroup) -> usize {
    match group {
        EthnicGroup::Indian
        | EthnicGroup::Pakistani
        | EthnicGroup::Bangladeshi
        | EthnicGroup::AsianOther => 0,
        EthnicGroup::Caribbean | EthnicGroup::African | EthnicGroup::BlackOther => 1,
        _ => 2,
    }
}

/// Share of women at an age.
pub(crate) fn share_female(age: usize) -> f64 {
    rates().demography.ages.female.at(u32::try_from(age).unwrap_or(100))
}
