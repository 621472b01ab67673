//! What every handler, job and command works with.

use std::path::Path;
use std::sync::Arc;

use kith_intake::Feed;
use kith_intake::load::Stores;
use kith_lake::{Lake, LakeError};
use kith_store::{Db, MigrationSet, StoreError};

use crate::attempts::Attempts;
use crate::clock::Clock;
use crate::dice::Dice;
use crate::feeds::{self, BadFeeds};
use crate::health::{Standard, Stopping};
use crate::job::Jobs;
use crate::keeper::{KEY_FILE, Keeper};
use crate::memo::Memo;
use crate::module::Module;
use crate::once::Errands;
use crate::organisation::OrganisationKinds;
use crate::passkeys::{NotAnAddress, Passkeys};
use crate::provider::{BadProvider, Provider};
use crate::right::{BadRoles, Roles};
use crate::settings::Settings;

/// The folder of the lake, in the folder for files.
pub const LAKE: &str = "lake";

/// The running program. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// The records.
    pub db: Db,
    /// What happened with people, by the million.
    pub lake: Lake,
    /// What time it is.
    pub clock: Clock,
    /// Randomness.
    pub dice: Dice,
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// The table of modules.
    pub modules: &'static [&'static Module],
    /// The kinds of file that it understands.
    pub feeds: Arc<[&'static Feed]>,
    /// The roles and what they may do.
    pub roles: Arc<Roles>,
    /// The kinds of organisation.
    pub organisation_kinds: Arc<OrganisationKinds>,
    /// When somebody is asked to see to something.
    pub standard: Arc<Standard>,
    /// What was worked out and may be forgotten.
    pub memo: Memo,
    /// Work in the background.
    pub jobs: Jobs,
    /// Whether the program has been asked to stop.
    pub stopping: Stopping,
    /// Forms and calls that are under way.
    pub errands: Errands,
    /// Tries to sign in.
    pub attempts: Attempts,
    /// Seals and opens secrets.
    pub keeper: Keeper,
    /// The sign-in provider, where there is one.
    pub provider: Option<Arc<Provider>>,
    /// Passkeys, where there are any.
    pub passkeys: Passkeys,
}

/// The program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum CannotStart {
    /// The folder for the records cannot be made.
    #[error("the folder {0} cannot be made")]
    NoFolder(std::path::PathBuf, #[source] std::io::Error),
    /// The records cannot be opened.
    #[error("the records cannot be opened")]
    Store(#[from] StoreError),
    /// The lake cannot be opened.
    #[error("the folder of events cannot be opened")]
    Lake(#[from] LakeError),
    /// The kinds of file that are understood cannot be told apart.
    #[error(transparent)]
    Feeds(#[from] BadFeeds),
    /// The key file cannot be made or read.
    #[error("the key file {0} cannot be used")]
    NoKey(std::path::PathBuf, #[source] std::io::Error),
    /// Passkeys cannot be bound to the address.
    #[error(transparent)]
    Passkeys(#[from] NotAnAddress),
    /// The sign-in provider cannot be used as it is set up.
    #[error(transparent)]
    Provider(#[from] BadProvider),
    /// A content file of the place's own cannot be read.
    #[error("the content file {0} cannot be read")]
    NoContent(std::path::PathBuf, #[source] std::io::Error),
    /// The roles cannot be used.
    #[error(transparent)]
    Roles(#[from] BadRoles),
    /// The thresholds cannot be used.
    #[error("content/operations.toml cannot be read")]
    Standard(#[source] toml::de::Error),
    /// The kinds of organisation cannot be used.
    #[error("content/organisation-kinds.toml cannot be read")]
    Kinds(#[source] toml::de::Error),
}

impl App {
    /// Opens the records and brings their tables up to date.
    pub async fn start(
        settings: Arc<Settings>,
        modules: &'static [&'static Module],
        clock: Clock,
        dice: Dice,
    ) -> Result<Self, CannotStart> {
        make_private(&settings.data)
            .map_err(|source| CannotStart::NoFolder(settings.data.clone(), source))?;
        let db = Db::open(&settings.database).await?;
        Self::with(db, settings, modules, (clock, dice)).await
    }

    /// The program on records that are open already: for tests on several databases.
    pub async fn with(
        db: Db,
        settings: Arc<Settings>,
        modules: &'static [&'static Module],
        (clock, dice): (Clock, Dice),
    ) -> Result<Self, CannotStart> {
        db.migrate(&migrations(modules)).await?;
        let keeper = Keeper::open(&settings.data, &dice)
            .map_err(|source| CannotStart::NoKey(settings.data.join(KEY_FILE), source))?;
        let roles = content(&settings, "roles.toml", crate::right::DELIVERED)?;
        let kinds = content(&settings, "organisation-kinds.toml", crate::organisation::DELIVERED)?;
        let standard = content(&settings, "operations.toml", crate::health::DELIVERED)?;
        let lake = Lake::open(&settings.data.join(LAKE))?;
        Ok(Self {
            db,
            lake,
            clock,
            dice,
            modules,
            feeds: feeds::known(&settings, modules)?.into(),
            roles: Arc::new(Roles::read(&roles, modules)?),
            organisation_kinds: Arc::new(
                OrganisationKinds::read(&kinds).map_err(CannotStart::Kinds)?,
            ),
            standard: Arc::new(Standard::read(&standard).map_err(CannotStart::Standard)?),
            memo: Memo::default(),
            jobs: Jobs::default(),
            stopping: Stopping::default(),
            errands: Errands::default(),
            attempts: Attempts::default(),
            keeper,
            provider: Provider::of(&settings)?.map(Arc::new),
            passkeys: Passkeys::of(&settings)?,
            settings,
        })
    }
}

impl App {
    /// A content file of a module: the place's own where it has one, else `delivered`.
    pub fn content(&self, name: &str, delivered: &str) -> Result<String, CannotStart> {
        content(&self.settings, name, delivered)
    }

    /// Where what comes in files is kept.
    pub fn stores(&self) -> Stores<'_> {
        Stores { db: &self.db, lake: &self.lake }
    }
}

/// Makes a folder, if it is missing, that only its owner may enter.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut maker = std::fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder)
}

/// The steps that make the tables of all modules.
pub fn migrations(modules: &[&Module]) -> Vec<MigrationSet> {
    let set = |module: &&Module| MigrationSet { owner: module.key, steps: module.migrations };
    modules.iter().map(set).collect()
}

/// A content file: the place's own where it has one, else the one that came with Kith.
pub(crate) fn content(
    settings: &Settings,
    name: &str,
    delivered: &str,
) -> Result<String, CannotStart> {
    let own = settings.content.as_ref().map(|folder| folder.join(name));
    match own.filter(|path| path.exists()) {
        None => Ok(delivered.to_owned()),
        Some(path) => {
            std::fs::read_to_string(&path).map_err(|source| CannotStart::NoContent(path, source))
        }
    }
}
