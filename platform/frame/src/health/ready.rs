//! Whether requests should be sent here: the answer to a load balancer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kith_store::{MigrationSet, StoreError};

use crate::app::App;

/// So long the records may take to answer before they count as out of reach.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the program has been asked to stop. Clones know the same.
#[derive(Debug, Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

/// Whether requests should be sent here, point by point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// The program has not been asked to stop.
    pub going_on: bool,
    /// The records can be read.
    pub records: bool,
    /// The journal can be written, so that personal data may be shown.
    pub journal: bool,
    /// The tables are those of this version.
    pub tables: bool,
}

impl Stopping {
    /// The program has been asked to stop.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it has.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Ready {
    /// Whether all is as it should be.
    pub fn is_ready(&self) -> bool {
        self.going_on && self.records && self.journal && self.tables
    }
}

/// Looks whether requests should be sent here.
pub async fn readiness(app: &App) -> Ready {
    let tables = in_time(tables(app)).await;
    Ready {
        going_on: !app.stopping.has_begun(),
        // The tables are found out about by reading.
        records: tables.is_some(),
        journal: in_time(app.db.can_write(app.clock.now())).await.is_some(),
        tables: tables == Some(true),
    }
}

/// What came back within the patience that we have.
async fn in_time<T>(asked: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::warn!("not ready: {error}");
            None
        }
        Err(_) => {
            tracing::warn!("not ready: the records take longer than {PATIENCE:?}");
            None
        }
    }
}

async fn tables(app: &App) -> Result<bool, StoreError> {
    let sets: Vec<MigrationSet> = app.modules.iter().map(|module| module.steps()).collect();
    match app.db.missing_steps(&sets).await {
        Ok(missing) => Ok(missing.is_empty()),
        Err(StoreError::TooNew { .. } | StoreError::StepChanged { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
