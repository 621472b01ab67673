//! The journal's head is written down outside the database: when the server starts, every ten minutes
//! in which something happened, when it stops, and when somebody asks for it.

use std::time::Duration;

use kith_store::journal::{Anchor, Anchors, weigh};

use crate::app::App;

/// So long the end of the journal may be without an anchor. What an intruder writes anew within it is
/// not told by the anchors; a shorter time makes the file grow faster, some 90 bytes a line.
const EVERY: Duration = Duration::from_mins(10);

/// The anchor was not dropped.
#[derive(Debug, thiserror::Error)]
pub enum NotAnchored {
    /// The head cannot be read.
    #[error("the journal’s head could not be read")]
    NotRead(#[from] kith_store::StoreError),
    /// The folder of the anchors cannot be used.
    #[error(
        "the folder of the anchors, {0}, cannot be used; check that it is there and can be added to"
    )]
    NoFolder(std::path::PathBuf, #[source] std::io::Error),
}

/// Drops an anchor, unless the newest one is at the same entry already. Gives back the newest.
pub async fn drop_anchor(app: &App) -> Result<Anchor, NotAnchored> {
    let anchor = weigh(&mut app.db.read().await?, app.clock.now()).await?;
    let folder = &app.settings.anchors;
    let no_folder = |error| NotAnchored::NoFolder(folder.clone(), error);
    let newest = Anchors::in_folder(folder).map_err(no_folder)?.newest().copied();
    match newest.filter(|newest| (newest.seq, newest.hash) == (anchor.seq, anchor.hash)) {
        Some(newest) => Ok(newest),
        None => anchor.drop_in(folder).map(|()| anchor).map_err(no_folder),
    }
}

/// The same for whoever cannot be told that it failed: the log is.
pub async fn try_to_drop_anchor(app: &App) {
    if let Err(error) = drop_anchor(app).await {
        let error = anyhow::Error::from(error);
        tracing::error!("the journal is without a new anchor: {error:#}");
    }
}

/// Drops anchors for as long as the server runs.
pub async fn keep_anchored(app: App) {
    loop {
        try_to_drop_anchor(&app).await;
        tokio::time::sleep(EVERY).await;
    }
}
