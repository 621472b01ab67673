//! The fund of each neighbourhood as a ledger: two lines for each movement, which add up to nothing.

use jiff::civil::Date;

use super::days::{later, some_day};
use super::registers::file as named;
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;
use crate::number::deal;

struct Ledger {
    table: Table,
    movement: usize,
}

pub(super) fn file(scene: &Scene) -> TeamFile {
    let columns = ["movement", "day", "neighbourhood", "account", "purpose", "pence"];
    let mut ledger = Ledger { table: Table::with_header(&columns), movement: 0 };
    let mut dice = Dice::new(scene.seed, "money");
    for (position, &month) in scene.months.iter().enumerate() {
        for neighbourhood in 0..scene.services.neighbourhoods.len() {
            if position % 3 == 0 {
                contribute(scene, neighbourhood, month, (&mut dice, &mut ledger));
            }
            spend(scene, neighbourhood, month, (&mut dice, &mut ledger));
        }
    }
    named("money.csv", ledger.table)
}

/// Pence that go through the fund of a neighbourhood in a month.
fn pence_a_month(scene: &Scene, neighbourhood: usize) -> f64 {
    let residents = f64::from(scene.services.neighbourhoods[neighbourhood].residents);
    residents * scene.rates.money.pounds_a_head * 100.0 / 12.0
}

/// What the partners pay in for a quarter; some pay a quarter late.
fn contribute(
    scene: &Scene,
    neighbourhood: usize,
    month: Date,
    (dice, ledger): (&mut Dice, &mut Ledger),
) {
    let rates = &scene.rates.money;
    let quarter = crate::number::people(3.0 * pence_a_month(scene, neighbourhood));
    let weights: Vec<f64> = rates.contributors.iter().map(|(_, share)| *share).collect();
    for ((code, _), pence) in rates.contributors.iter().zip(deal(quarter, &weights)) {
        let late = if dice.share() < rates.late_share { 91 } else { 0 };
        let day = later(some_day(month, dice), late);
        if day < scene.until {
            ledger.move_money(scene.key(neighbourhood), day, (code, "fund", "contribution"), pence);
        }
    }
}

fn spend(
    scene: &Scene,
    neighbourhood: usize,
    month: Date,
    (dice, ledger): (&mut Dice, &mut Ledger),
) {
    let rates = &scene.rates.money;
    for (purpose, share) in &rates.purposes {
        let varied = (rates.spread * dice.normal()).exp();
        let pence = crate::number::people(pence_a_month(scene, neighbourhood) * share * varied);
        let day = some_day(month, dice);
        ledger.move_money(scene.key(neighbourhood), day, ("fund", "spent", purpose), pence);
    }
}

impl Ledger {
    fn move_money(
        &mut self,
        neighbourhood: &str,
        day: Date,
        (from, to, purpose): (&str, &str, &str),
        pence: u32,
    ) {
        self.movement += 1;
        let (movement, day) = (format!("L{:05}", self.movement), day.to_string());
        let (out, into) = (format!("-{pence}"), pence.to_string());
        self.table.row(&[&movement, &day, neighbourhood, from, purpose, &out]);
        self.table.row(&[&movement, &day, neighbourhood, to, purpose, &into]);
    }
}
