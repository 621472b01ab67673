//! What whoever runs Kith can watch: logs, metrics, traces. None of them holds a name, an id of a
//! person or thing, or the values of a statement.

mod log;
mod metrics;
mod traces;

pub(crate) use log::start_log;
pub(crate) use metrics::{operations, record};
