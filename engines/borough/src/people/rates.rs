//! The files of `rates/`, read once. Each file names the source of its figures; what is an
//! assumption is called one there.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::people::demography::Demography;
use crate::people::event::Role;
use crate::people::naming::NameRates;
use crate::people::stream_rates::StreamRates;
use crate::people::tables::{document, rows};

/// How many measurements practices record.
pub(crate) const MEASURES: usize = 5;

/// All rates.
pub(crate) struct Rates {
    pub(crate) conditions: Vec<ConditionRow>,
    pub(crate) deficits: Vec<DeficitRow>,
    pub(crate) measures: Vec<MeasureRow>,
    pub(crate) reasons: Vec<ReasonRow>,
    pub(crate) demography: Demography,
    pub(crate) streams: StreamRates,
    pub(crate) names: NameRates,
    pub(crate) multimorbidity: Multimorbidity,
    pub(crate) frailty: FrailtyRates,
}

/// `multimorbidity.toml`.
#[derive(Deserialize)]
pub(crate) struct Multimorbidity {
    pub(crate) from: [u32; 8],
    pub(crate) two_or_more: [f64; 8],
    pub(crate) steeper: f64,
}

/// `frailty.toml`.
#[derive(Deserialize)]
pub(crate) struct FrailtyRates {
    pub(crate) from_age: u32,
    pub(crate) decade: f64,
    pub(crate) ill_health: f64,
    pub(crate) level: f64,
}

/// A row of `conditions.csv`.
#[derive(Deserialize)]
pub(crate) struct ConditionRow {
    pub(crate) key: String,
    pub(crate) description: String,
    pub(crate) code: String,
    pub(crate) published: Option<f64>,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) gradient: f64,
    pub(crate) a0: f64,
    pub(crate) a16: f64,
    pub(crate) a25: f64,
    pub(crate) a35: f64,
    pub(crate) a50: f64,
    pub(crate) a65: f64,
    pub(crate) a75: f64,
    pub(crate) a85: f64,
    pub(crate) female: f64,
    pub(crate) asian: f64,
    pub(crate) black: f64,
    pub(crate) health: f64,
    pub(crate) counts: String,
}

/// A row of `deficits.csv`.
#[derive(Deserialize)]
pub(crate) struct DeficitRow {
    pub(crate) description: String,
    pub(crate) code: String,
    pub(crate) conditions: String,
    pub(crate) percent: f64,
}

/// A row of `measures.csv`.
#[derive(Deserialize)]
pub(crate) struct MeasureRow {
    pub(crate) description: String,
    pub(crate) code: String,
    pub(crate) unit: String,
    pub(crate) from: u32,
    pub(crate) mean: f64,
    pub(crate) per_decade: f64,
    pub(crate) spread: f64,
    pub(crate) a_year: f64,
    pub(crate) conditions: String,
    pub(crate) with: f64,
    pub(crate) shift: f64,
}

/// A row of `reasons.csv`.
#[derive(Deserialize)]
pub(crate) struct ReasonRow {
    pub(crate) stream: String,
    pub(crate) system: String,
    pub(crate) code: String,
    pub(crate) description: String,
    pub(crate) role: Role,
    pub(crate) child: f64,
    pub(crate) adult: f64,
    pub(crate) older: f64,
    pub(crate) conditions: String,
    pub(crate) boost: f64,
}

/// The rates, read at the first call.
pub(crate) fn rates() -> &'static Rates {
    static RATES: OnceLock<Rates> = OnceLock::new();
    RATES.get_or_init(|| Rates {
        conditions: rows(include_str!("../../rates/conditions.csv")),
        deficits: rows(include_str!("../../rates/deficits.csv")),
        measures: rows(include_str!("../../rates/measures.csv")),
        reasons: rows(include_str!("../../rates/reasons.csv")),
        demography: document(include_str!("../../rates/demography.toml")),
        streams: document(include_str!("../../rates/streams.toml")),
        names: document(include_str!("../../rates/names.toml")),
        multimorbidity: document(include_str!("../../rates/multimorbidity.toml")),
        frailty: document(include_str!("../../rates/frailty.toml")),
    })
}
