//! The lake beside the database: parts that belong to no load are swept at the start, and every file is held
//! to its hash by `kith doctor`.

use std::collections::HashSet;

use kith_lake::{Lake, LakeError};
use kith_store::StoreError;

use crate::app::App;
use crate::health::Found;
use crate::store;

/// The lake could not be swept.
#[derive(Debug, thiserror::Error)]
pub enum CannotSweep {
    /// The loads cannot be read.
    #[error("the loads cannot be read")]
    Store(#[from] StoreError),
    /// The files cannot be read or removed.
    #[error("the folder of events cannot be swept")]
    Lake(#[from] LakeError),
}

/// Removes what loads that were cut off or discarded have left in the lake, and says how many parts. For the
/// start of the server, before anything is loaded.
pub async fn sweep(app: &App) -> Result<usize, CannotSweep> {
    let kept = kept(app).await?;
    Ok(app.lake.sweep(|part| kept.contains(&part.load))?.len())
}

/// The loads whose parts are kept: none where no module takes in files.
async fn kept(app: &App) -> Result<HashSet<String>, StoreError> {
    let mut tables = app.modules.iter().flat_map(|module| module.tables);
    if !tables.any(|table| table.name == store::load::LOADS) {
        return Ok(HashSet::new());
    }
    Ok(store::load::kept(&mut app.db.read().await?).await?.into_iter().collect())
}

/// Reads every file to its end.
pub(crate) async fn look(app: App) -> Found {
    let kept = match kept(&app).await {
        Ok(kept) => kept,
        Err(error) => return Found::ill(format!("the loads cannot be read: {error}")),
    };
    let lake = app.lake.clone();
    let looked = tokio::task::spawn_blocking(move || verified(&lake, &kept)).await;
    match looked {
        Err(error) => Found::ill(format!("it could not be read to its end: {error}")),
        Ok(Err(error)) => Found::ill(error.to_string()),
        Ok(Ok((parts, 0))) => Found::well(format!("{parts} files, each as it was written")),
        Ok(Ok((parts, orphans))) => Found::warn(format!(
            "{parts} files, each as it was written; {orphans} belong to no load and go when `kith serve` starts"
        )),
    }
}

/// How many parts there are, and how many of them belong to no load.
fn verified(lake: &Lake, kept: &HashSet<String>) -> Result<(usize, usize), LakeError> {
    let parts = lake.parts()?;
    for part in &parts {
        lake.verify(part)?;
    }
    Ok((parts.len(), parts.iter().filter(|part| !kept.contains(&part.load)).count()))
}
