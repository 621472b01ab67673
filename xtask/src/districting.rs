//! The districting engine on real places, beside its peers: how fast it recombines, how good its plans
//! are, and in how much processor time. All figures of the engine are those of its own certificate.

mod country;
mod front;
mod graphs;
mod peers;
mod staffordshire;

use anyhow::ensure;
use kith_districting::{
    Certificate, Effort, Ensemble, FixedCount, Plan, Problem, Request, Watch, certify, draw,
    margins,
};
use rustix::time::{ClockId, clock_gettime};

use crate::bench::Figures;
use crate::shared;
pub(crate) use graphs::LONDON;
use graphs::Place;

/// Recombinations counted in each place.
const STEPS: u32 = 200_000;

/// Prints every figure in one run.
pub(crate) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    if shared::find("england/lsoa21_england.csv", figures).is_none() {
        return Ok(());
    }
    figures.note("seconds are those of the processor, user and system", "");
    let england = country::measure(figures)?;
    let nel = graphs::boroughs("NE London", graphs::NE_LONDON, figures)?;
    let london = graphs::boroughs("London", graphs::LONDON, figures)?;
    let open = graphs::joined(&england);
    for place in [&nel, &london, &open] {
        recombine(figures, place)?;
    }
    compact(figures, &london, &[(300, false), (6_000, false), (300, true), (3_000, true)])?;
    compact(figures, &open, &[(1_200, false), (700, true)])?;
    explain(figures, &london)?;
    staffordshire::measure(figures)?;
    front::measure(figures)?;
    peers::measure(figures, &[&nel, &london, &open])
}

/// Processor time of this process so far, in seconds.
pub(crate) fn cpu() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "no bench runs for 2^52 seconds")]
    let (whole, part) = (spent.tv_sec as f64, spent.tv_nsec as f64);
    whole + part / 1e9
}

/// Draws and checks a plan; the seconds are those of the drawing.
pub(crate) fn drawn(request: &Request, effort: u32) -> anyhow::Result<(Plan, Certificate, f64)> {
    let problem = Problem::new(request.clone())?;
    let effort = Effort { proposals_per_area: effort, ..Effort::default() };
    let began = cpu();
    let plan = draw(&problem, effort, 1, Watch::default())?;
    let took = cpu() - began;
    let certificate = certify(&problem, &plan.zone_of, &[]);
    ensure!(certificate.is_legal(), "the engine drew a plan that breaks rules");
    Ok((plan, certificate, took))
}

/// Recombination steps that changed the plan, by processor second.
fn recombine(figures: &mut Figures, place: &Place) -> anyhow::Result<()> {
    let request = decided(place);
    let (plan, ..) = drawn(&request, 20)?;
    let problem = Problem::new(request)?;
    let ensemble = Ensemble::around(&problem, &plan.zone_of)?;
    let mut chain = ensemble.chain(1);
    let (began, mut steps) = (cpu(), 0);
    while steps < STEPS {
        steps += u32::from(chain.step());
    }
    let rate = f64::from(STEPS) / (cpu() - began);
    ensure!(certify(&problem, &chain.zone_of(), &[]).is_legal(), "the walk left the rules");
    figures.note(format!("{}: recombination steps a second", place.name), format!("{rate:.0}"));
    Ok(())
}

/// The fewest cut edges, each counting one: with as many zones as the peers, and with any number.
fn compact(figures: &mut Figures, place: &Place, efforts: &[(u32, bool)]) -> anyhow::Result<()> {
    for &(effort, is_open) in efforts {
        let request = if is_open {
            Request { open_count: true, ..place.request.clone() }
        } else {
            decided(place)
        };
        let (plan, certificate, took) = drawn(&request, effort)?;
        // Every border is one metre long here.
        let cut = certificate.border_metres;
        let number = if is_open { "any number" } else { "as peers" };
        figures.note(
            format!("{}: cut edges, {number}, {effort} proposals an area", place.name),
            format!("{cut:.0} cut, {} zones, {took:.2} s", plan.zones),
        );
    }
    Ok(())
}

/// The place with as many zones as the peers get: people by 40,000.
fn decided(place: &Place) -> Request {
    let counts = vec![FixedCount { nest: 0, zones: place.zones }];
    Request { counts, ..place.request.clone() }
}

/// How long the page waits that asks why a border is where it is.
fn explain(figures: &mut Figures, place: &Place) -> anyhow::Result<()> {
    let (plan, ..) = drawn(&place.request, 100)?;
    let problem = Problem::new(place.request.clone())?;
    let began = cpu();
    let moves = margins(&problem, &plan.zone_of, &[]).len();
    let priced = cpu() - began;
    let began = cpu();
    certify(&problem, &plan.zone_of, &[]);
    let checked = cpu() - began;
    figures.note(
        format!("{}: all {moves} moves priced; all counted anew", place.name),
        format!("{:.1} ms; {:.1} ms", priced * 1e3, checked * 1e3),
    );
    Ok(())
}
