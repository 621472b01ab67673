//! The place as it is known now, kept in memory for as long as its loads stay the same.

use std::sync::Arc;

use kith_districting::Adjacency;
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::form::Wrong;
use kith_frame::problem::Problem;
use kith_store::{AsOf, StoreError};

use crate::place::ground::{self, Drawable};
use crate::place::store::{self, Basis};
use crate::place::{Place, assemble};

/// The place and what it was made from.
#[derive(Debug, Clone)]
pub struct Known {
    /// The loads that it was made from.
    pub basis: Basis,
    /// The place.
    pub place: Arc<Place>,
}

/// What cannot be known of the place.
#[derive(Debug, thiserror::Error)]
pub enum NotKnown {
    /// The store did not answer.
    #[error("the place could not be read")]
    Store(#[from] StoreError),
    /// The outlines are not outlines.
    #[error("the outlines of the areas cannot be worked with")]
    Ground(#[from] kith_districting::CannotAdjoin),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopping,
}

impl From<NotKnown> for Problem {
    fn from(error: NotKnown) -> Self {
        match error {
            NotKnown::Store(error) => error.into(),
            other => Self::broken(&other),
        }
    }
}

/// The place as at today, as known now.
pub async fn place(app: &App) -> Result<Known, NotKnown> {
    place_as_of(app, AsOf { at: app.clock.today(), known: app.clock.now() }).await
}

/// The place as a page was asked for it, and what is wrong with the days that were typed.
pub async fn place_asked(app: &App, as_at: &AsAt) -> Result<(Known, Wrong), NotKnown> {
    let (as_of, wrong) = as_at.judge(app);
    Ok((place_as_of(app, as_of).await?, wrong))
}

/// The place as at a day, as it was known at a moment.
pub async fn place_as_of(app: &App, as_of: AsOf) -> Result<Known, NotKnown> {
    let mut reader = app.db.read().await?;
    let basis = store::basis(&mut reader, as_of).await?;
    let version = basis.version();
    if let Some(place) = app.memo.recall("geography.place", &version) {
        return Ok(Known { basis, place });
    }
    let rows = store::rows(&mut reader, &basis).await?;
    drop(reader);
    let place = worked_out(move || assemble(rows)).await?;
    Ok(Known { place: app.memo.keep("geography.place", &version, place), basis })
}

/// Who neighbours whom.
pub async fn neighbours(app: &App, known: &Known) -> Result<Arc<Adjacency>, NotKnown> {
    let version = known.basis.version();
    if let Some(ground) = app.memo.recall("geography.neighbours", &version) {
        return Ok(ground);
    }
    let place = Arc::clone(&known.place);
    let found = worked_out(move || ground::neighbours(&place)).await??;
    Ok(app.memo.keep("geography.neighbours", &version, found))
}

/// Outlines light enough for a page.
pub async fn drawable(app: &App, known: &Known) -> Result<Arc<Drawable>, NotKnown> {
    let version = known.basis.version();
    if let Some(drawable) = app.memo.recall("geography.drawable", &version) {
        return Ok(drawable);
    }
    let place = Arc::clone(&known.place);
    let made = worked_out(move || ground::drawable(&place)).await?;
    Ok(app.memo.keep("geography.drawable", &version, made))
}

/// Heavy work, away from the threads that answer requests.
pub async fn worked_out<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, NotKnown> {
    tokio::task::spawn_blocking(work).await.or(Err(NotKnown::Stopping))
}
