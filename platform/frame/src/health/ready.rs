//! Whether requests should be sent here: the answer to a load balancer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kith_store::StoreError;

use crate::app::{App, migrations};

/// So long the records may take to answer before they count as out of reach.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the program has been asked to stop. Clones know the same.
#[derive(Debug, Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

/// Whether requests should be sent here: each point, and whether it is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready(pub [(&'static str, bool); 4]);

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
        self.0.iter().all(|(_, met)| *met)
    }
}

/// Looks whether requests should be sent here.
pub async fn readiness(app: &App) -> Ready {
    let tables = in_time(tables(app)).await;
    // Before personal data are shown, it is noted who reads them: no journal, no data.
    let journal = in_time(app.db.can_write(app.clock.now())).await.is_some();
    Ready([
        ("going_on", !app.stopping.has_begun()),
        // The tables are found out about by reading.
        ("records_can_be_read", tables.is_some()),
        ("journal_can_be_written", journal),
        ("tables_are_up_to_date", tables == Some(true)),
    ])
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
    match app.db.missing_steps(&migrations(app.modules)).await {
        Ok(missing) => Ok(missing.is_empty()),
        Err(StoreError::TooNew { .. } | StoreError::StepChanged { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
