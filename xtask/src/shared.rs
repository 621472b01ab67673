//! The official files that some figures need. They are not part of this repository: the folder that
//! holds them is named in `KITH_SHARED`, or stands beside it as `shared`.

use std::path::{Path, PathBuf};

use crate::bench::Figures;

/// The districts of Staffordshire and Stoke-on-Trent, one integrated care board.
pub(crate) const STAFFORDSHIRE: &[&str] = &[
    "E06000021",
    "E07000192",
    "E07000193",
    "E07000194",
    "E07000195",
    "E07000196",
    "E07000197",
    "E07000198",
    "E07000199",
];

/// The file or folder at `path` below the folder of data; without it a word on what is skipped.
pub(crate) fn find(path: &str, figures: &mut Figures) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("KITH_SHARED").map_or(beside, PathBuf::from);
    let found = shared.join("data").join(path);
    if found.exists() {
        return Some(found);
    }
    figures.note(format!("skipped: no {path}; name its folder in KITH_SHARED"), "");
    None
}
