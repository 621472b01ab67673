//! A module's part in making the demo: a place to walk about in, made of invented files.

use std::path::PathBuf;

use futures_util::future::BoxFuture;

use crate::app::App;
use crate::progress::Progress;

/// Makes a module's part of the demo. Making it twice is the same as making it once.
pub type Demo = fn(App, DemoStage) -> BoxFuture<'static, anyhow::Result<Vec<String>>>;

/// Where a demo is made.
#[derive(Debug, Clone)]
pub struct DemoStage {
    /// The folder in which the invented files are written, as if they had been downloaded.
    pub files: PathBuf,
    /// The same seed makes the same place.
    pub seed: u64,
    /// Shows how far it has come.
    pub progress: Progress,
}
