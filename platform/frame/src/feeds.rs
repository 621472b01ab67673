//! The kinds of file that the program understands: those of its modules, and those that mapping files
//! describe, which came with Kith or are the place's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kith_intake::{Feed, MappingFault};

use crate::module::Module;
use crate::settings::Settings;

/// The folder of mapping files, in the folder of content files.
const FOLDER: &str = "feeds";

/// The kinds of file that are understood cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum BadFeeds {
    /// A mapping file cannot be used.
    #[error("the mapping file content/{path} cannot be used")]
    Mapping {
        /// The file.
        path: String,
        /// What is wrong with it.
        #[source]
        fault: MappingFault,
    },
    /// The folder of mapping files cannot be read.
    #[error("{0} cannot be read")]
    Folder(PathBuf, #[source] std::io::Error),
    /// Two feeds have one name.
    #[error("two kinds of file are called {0:?}; give one of the mapping files another kind")]
    Twice(&'static str),
}

/// All feeds: those of the modules first, then the mapped ones in the order of their files' names. Read
/// once, when the program or a command starts.
pub fn known(
    settings: &Settings,
    modules: &[&'static Module],
) -> Result<Vec<&'static Feed>, BadFeeds> {
    let mut feeds: Vec<&'static Feed> =
        modules.iter().flat_map(|module| module.feeds).copied().collect();
    if let Some(homes) = modules.iter().find_map(|module| module.homes) {
        for (path, text) in mapping_files(settings.content.as_deref(), modules)? {
            let feed = Feed::mapped(&text, homes);
            feeds.push(feed.map_err(|fault| BadFeeds::Mapping { path, fault })?);
        }
    }
    let mut kinds: Vec<&'static str> = feeds.iter().map(|feed| feed.kind).collect();
    kinds.sort_unstable();
    match kinds.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(BadFeeds::Twice(pair[0])),
        None => Ok(feeds),
    }
}

/// The mapping files by their path: one of the place's own takes the place of the delivered one of
/// that name.
fn mapping_files(
    own: Option<&Path>,
    modules: &[&'static Module],
) -> Result<BTreeMap<String, String>, BadFeeds> {
    let delivered = modules.iter().flat_map(|module| module.content);
    let mut files: BTreeMap<String, String> = delivered
        .filter(|content| content.path.starts_with(FOLDER))
        .map(|content| (content.path.to_owned(), content.delivered.to_owned()))
        .collect();
    let Some(folder) = own.map(|own| own.join(FOLDER)).filter(|folder| folder.is_dir()) else {
        return Ok(files);
    };
    let failed = |error| BadFeeds::Folder(folder.clone(), error);
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text =
                std::fs::read_to_string(&path).map_err(|error| BadFeeds::Folder(path, error))?;
            files.insert(format!("{FOLDER}/{name}"), text);
        }
    }
    Ok(files)
}
