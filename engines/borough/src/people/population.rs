//! The whole population: which blocks there are, and how to make any one of them.

use crate::borough::Borough;
use crate::people::addresses::Streets;
use crate::people::block::Block;
use crate::people::composition::Composition;
use crate::people::frequency::Frequencies;
use crate::people::levels::Levels;
use crate::people::naming::NameBook;
use crate::people::plan::{AreaPlan, plans};
use crate::people::rates::rates;
use crate::people::{events, makers};

/// NHS numbers that start with 9 and can be told apart here: nine to each of the ten million ways
/// in which the next seven digits can fall.
pub(crate) const NHS_NUMBERS: u64 = 90_000_000;

/// The people of a fictional borough, or of many like it, made area by area.
///
/// A block depends on the borough, the seed, how many people are wanted and its number; not on
/// other blocks. So any number of threads makes the same blocks, and nothing needs to be kept.
pub struct Population<'a> {
    pub(crate) borough: &'a Borough,
    pub(crate) seed: u64,
    pub(crate) levels: Levels,
    pub(crate) frequencies: Frequencies,
    pub(crate) names: NameBook,
    pub(crate) streets: Streets,
    pub(crate) health_of_others: [[f64; 2]; 10],
    whole: Vec<AreaPlan>,
    rest: Vec<AreaPlan>,
    repetitions: u32,
    /// The number of the first person of each block, and of whom would come next.
    first: Vec<u64>,
    residents: u32,
}

/// More people were asked for than there are NHS numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooManyPeople {
    /// Residents that were asked for.
    pub asked: u32,
}

impl std::fmt::Display for TooManyPeople {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Self { asked } = self;
        write!(out, "{asked} people with those who left and died need more NHS numbers than ")?;
        write!(out, "start with 9; ask for 70,000,000 or fewer")
    }
}

impl std::error::Error for TooManyPeople {}

/// The people of `borough` in the world of `seed`.
///
/// Without `people` as many live there as the areas' ages say. With fewer every area is thinned in
/// proportion; with more the borough is repeated, each time with other people.
pub fn population(
    borough: &Borough,
    seed: u64,
    people: Option<u32>,
) -> Result<Population<'_>, TooManyPeople> {
    let full = borough.residents();
    let residents = people.unwrap_or(full);
    let repetitions = residents.checked_div(full).unwrap_or(0);
    let over = residents - repetitions * full;
    let whole = if repetitions > 0 { plans(borough, full) } else { Vec::new() };
    let rest = if over > 0 { plans(borough, over) } else { Vec::new() };
    let mut first = vec![0];
    let mut next = 0;
    let all = (0..repetitions).flat_map(|_| &whole).chain(&rest);
    first.extend(all.map(|plan| {
        next += u64::from(plan.everybody());
        next
    }));
    if next > NHS_NUMBERS {
        return Err(TooManyPeople { asked: residents });
    }
    let composition = Composition::of(borough);
    Ok(Population {
        borough,
        seed,
        levels: Levels::solve(&composition),
        frequencies: Frequencies::of(&composition),
        names: NameBook::new(),
        streets: Streets::new(),
        health_of_others: health_of_others(if whole.is_empty() { &rest } else { &whole }),
        whole,
        rest,
        repetitions,
        first,
        residents,
    })
}

/// By decile the mean ill health of people of 65 to 84 and 85 or over outside care homes, so that
/// with those in care homes, who are worse, the mean is 0.
fn health_of_others(plans: &[AreaPlan]) -> [[f64; 2]; 10] {
    let worse = rates().demography.care_homes.worse;
    let (mut all, mut inside) = ([[0.0; 2]; 10], [[0.0; 2]; 10]);
    for plan in plans {
        let place = plan.decile - 1;
        let (oldest, younger) = (plan.pieces[18], plan.pieces[14..18].iter().sum::<u32>());
        all[place][0] += f64::from(younger);
        all[place][1] += f64::from(oldest);
        for home in &plan.homes {
            inside[place][0] += f64::from(home.under_85);
            inside[place][1] += f64::from(home.over_85);
        }
    }
    std::array::from_fn(|decile| {
        [0, 1].map(|band| {
            let (all, inside) = (all[decile][band], inside[decile][band]);
            if all > inside { -worse * inside / (all - inside) } else { 0.0 }
        })
    })
}

impl Population<'_> {
    /// How many blocks there are: one for each area and repetition.
    pub fn blocks(&self) -> u32 {
        u32::try_from(self.first.len() - 1).unwrap_or(u32::MAX)
    }

    /// Who lives there on the last day, all blocks together.
    pub fn residents(&self) -> u32 {
        self.residents
    }

    /// Everybody there is: residents, those who died and those who left.
    pub fn everybody(&self) -> u64 {
        self.first.last().copied().unwrap_or(0)
    }

    /// Make the block of a number below [`Population::blocks`], with its people and events. A
    /// block that is not there is empty.
    pub fn block(&self, number: u32) -> Block {
        let mut block = self.people_of(number);
        events::fill(self, &mut block);
        block
    }

    /// Make a block without its events.
    pub fn people_of(&self, number: u32) -> Block {
        match self.plan(number) {
            Some((repetition, plan)) => {
                let first = self.first[number as usize];
                makers::make(self, plan, Block { number, repetition, ..Block::default() }, first)
            }
            None => Block { number, ..Block::default() },
        }
    }

    /// All blocks, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = Block> {
        (0..self.blocks()).map(|number| self.block(number))
    }

    fn plan(&self, number: u32) -> Option<(u32, &AreaPlan)> {
        let areas = u32::try_from(self.borough.areas.len()).unwrap_or(u32::MAX);
        let (repetition, area) = (number.checked_div(areas)?, number.checked_rem(areas)?);
        let plans = if repetition < self.repetitions { &self.whole } else { &self.rest };
        let known = number < self.blocks();
        plans.get(area as usize).filter(|_| known).map(|plan| (repetition, plan))
    }
}
