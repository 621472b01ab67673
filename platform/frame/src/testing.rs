//! A whole Kith in memory for the tests of modules: fresh records on each backend, a clock that stands
//! still, dice that fall the same way, and browsers at the door.
//!
//! What is absent: the frame around a page. An answer holds the [`crate::page::Page`] or the
//! [`crate::problem::Problem`] as the handler gave it back; the web door of the program has its own
//! tests for what it puts around them.

mod answer;
mod browser;

use std::sync::Arc;

use axum::{Router, middleware};
use kith_store::testing::{TestDb, a_file, each_backend};
use kith_store::{Author, StoreError};
use kith_terms::Id;
use tempfile::TempDir;

pub use answer::Answer;
pub use browser::Browser;
pub use kith_store::testing::noted;

use crate::account::{Account, NewAccount};
use crate::app::App;
use crate::clock::Clock;
use crate::dice::Dice;
use crate::job::{self, Job};
use crate::module::Module;
use crate::organisation::{Organisation, Typed};
use crate::password::PasswordKept;
use crate::session::Proof;
use crate::settings::{Settings, Sources};
use crate::store::account::NewIds;
use crate::store::session::Beginning;
use crate::{people, store, visitor};

/// When the clock of a house stands until it is moved on: a Saturday morning in winter.
pub const MORNING: &str = "2026-11-21T09:00:00Z";

/// A kept password of nothing but zeros, which no password hashes to.
const FITS_NO_PASSWORD: &str = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A Kith of its own.
pub struct House {
    /// The program.
    pub app: App,
    router: Router,
    database: TestDb,
    _data: TempDir,
}

impl House {
    /// A house on each backend there is.
    pub async fn on_each_backend(modules: &'static [&'static Module]) -> Vec<Self> {
        let mut houses = Vec::new();
        for database in each_backend(&[]).await {
            houses.push(Self::on(database, modules).await);
        }
        houses
    }

    /// A house on SQLite, for what makes no difference between backends.
    pub async fn on_a_file(modules: &'static [&'static Module]) -> Self {
        Self::on(a_file(&[]).await, modules).await
    }

    async fn on(database: TestDb, modules: &'static [&'static Module]) -> Self {
        let data = TempDir::new().expect("the temporary folder can be written");
        let clock = Clock::set_to(MORNING.parse().expect("it is a moment"));
        let own = (clock, Dice::seeded(7));
        let settings = Arc::new(settings(&data));
        let app = App::with(database.db(), settings, modules, own).await;
        let app = app.expect("the modules suit each other");
        Self { router: router(&app), app, database, _data: data }
    }

    /// The database, for what is done to it past the program.
    pub fn database(&self) -> &TestDb {
        &self.database
    }

    /// Whether it stands on SQLite, for messages.
    pub fn is_sqlite(&self) -> bool {
        self.database.is_sqlite()
    }

    /// A browser without any cookie.
    pub fn stranger(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The organisation that everyone works for; registered at the first call.
    pub async fn organisation(&self) -> Result<Id<Organisation>, StoreError> {
        let known = store::organisation::all(&mut self.app.db.read().await?).await?;
        if let Some(first) = known.first() {
            return Ok(first.id);
        }
        let typed = Typed {
            name: "Wendmere Community Health".into(),
            kind: "nhs-community-trust".into(),
            ods_code: String::new(),
        };
        let author = Author::system("test");
        people::register(&self.app, &author, &typed).await.map_err(StoreError::failed)
    }

    /// Opens an account that cannot sign in by password, and gives it a role.
    pub async fn account(&self, name: &str, role: &str) -> Result<NewIds, StoreError> {
        self.account_of((name, &format!("Person of {name}")), role).await
    }

    /// The same for somebody with this sign-in name and this name.
    pub async fn account_of(&self, who: (&str, &str), role: &str) -> Result<NewIds, StoreError> {
        self.account_at(who, role, self.organisation().await?).await
    }

    /// The same in an organisation of its own.
    pub async fn account_at(
        &self,
        (name, full_name): (&str, &str),
        role: &str,
        organisation: Id<Organisation>,
    ) -> Result<NewIds, StoreError> {
        let now = self.app.clock.now();
        let ids = NewIds { account: self.app.dice.id(now), membership: self.app.dice.id(now) };
        let new = NewAccount {
            sign_in_name: name.parse().map_err(StoreError::failed)?,
            name: full_name.to_owned(),
            role: role.to_owned(),
            organisation,
            site: "Test office".to_owned(),
        };
        let password = PasswordKept::from_store(FITS_NO_PASSWORD.to_owned());
        let when = (now, self.app.clock.today());
        let author = Author::system("test");
        store::account::open(&self.app.db, when, &author, ids, (new, Some(password))).await?;
        Ok(ids)
    }

    /// A browser that is signed in, in no role yet.
    pub async fn undecided(&self, account: Id<Account>) -> Result<Browser, StoreError> {
        let (secret, form_key) = (self.app.dice.secret(), self.app.dice.secret());
        let hash = crate::session::SecretHash::of(&secret);
        let now = self.app.clock.now();
        let beginning = Beginning {
            id: self.app.dice.id(now),
            account,
            hash,
            form_key: form_key.clone(),
            proof: Proof::PasswordAndCode,
            device: "Test".to_owned(),
            replaces: None,
        };
        store::session::begin(&self.app.db, now, beginning).await?;
        Ok(self.stranger().signed_in(secret, form_key))
    }

    /// A browser in which somebody new is signed in, in that role.
    pub async fn someone(&self, role: &str) -> Browser {
        let number = crate::dice::hexadecimal(&self.app.dice.bytes::<4>());
        let ids = self.account(&format!("{role}-{number}"), role).await;
        self.in_role(ids.expect("the account can be opened")).await
    }

    /// A browser in which the holder of an account is signed in, in the role that it was given.
    pub async fn in_role(&self, ids: NewIds) -> Browser {
        let mut browser = self.undecided(ids.account).await.expect("a session can begin");
        let chosen = ids.membership.to_string();
        let answer = browser.post("/role", &[("membership", &chosen)]).await;
        assert_eq!(answer.location(), "/", "the role can be taken up");
        browser
    }

    /// Does all the work that waits.
    pub async fn work_off(&self) {
        job::work_off(&self.app).await.expect("the jobs can be read");
    }

    /// A job as the store has it.
    pub async fn job(&self, id: Id<Job>) -> Result<Job, StoreError> {
        store::job::one(&mut self.app.db.read().await?, id).await
    }
}

fn settings(data: &TempDir) -> Settings {
    let folder = data.path().display().to_string();
    let flag = |name: &str| match name {
        "data" => Some(folder.clone()),
        "place" => Some("Wendmere".to_owned()),
        // The clock of a house stands still, so that no limit would ever be lifted.
        "rate-limit" => Some("0".to_owned()),
        _ => None,
    };
    let sources = Sources { flag: &flag, environment: &|_| None, file: None };
    Settings::read(&sources).expect("the settings of a test are good")
}

/// The routes of all modules behind the same guard as in the program.
fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in app.modules.iter().flat_map(|module| module.routes) {
        router = router.route(route.path, visitor::guarded(app, route));
    }
    router.layer(middleware::from_fn_with_state(app.clone(), visitor::meet)).with_state(app.clone())
}
