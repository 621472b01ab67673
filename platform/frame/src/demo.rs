//! A module's part in making the demo: a place to walk about in, made of invented files. The frame's
//! part are the organisations and the people who can sign in.

mod cast;

use std::collections::HashMap;
use std::path::PathBuf;

use futures_util::future::BoxFuture;
use kith_store::Author;
use kith_terms::Id;

use crate::account::TypedAccount;
use crate::app::App;
use crate::organisation::{Organisation, Typed};
use crate::password::Password;
use crate::people::{self, NotTakenIn};
use crate::progress::Progress;
use crate::store;
use cast::{InventedPerson, ORGANISATIONS, PEOPLE};

/// The password of all the demo's people. It is no secret: the demo is for trying Kith out on one's own
/// machine.
const PASSWORD: &str = "a walk about Wendmere";

/// Makes a module's part of the demo. Making it twice is the same as making it once.
pub type Demo = fn(App, DemoStage) -> BoxFuture<'static, anyhow::Result<Vec<String>>>;

/// Where a demo is made.
#[derive(Debug, Clone)]
pub struct DemoStage {
    /// The folder in which the invented files are written, as if they had been downloaded.
    pub files: PathBuf,
    /// The same seed makes the same place.
    pub seed: u64,
    /// About how many people there are to be; none for as many as the place has.
    pub people: Option<u32>,
    /// Shows how far it has come.
    pub progress: Progress,
}

/// Makes the organisations and accounts that are not there yet. A module whose part of the demo was done by
/// some of them makes them first.
pub fn make(app: App, _: DemoStage) -> BoxFuture<'static, anyhow::Result<Vec<String>>> {
    Box::pin(async move {
        let author = Author::system("demo");
        let organisations = organisations(&app, &author).await?;
        let mut lines =
            vec![format!("Sign in with one of these names and the password “{PASSWORD}”:")];
        for invented in PEOPLE {
            let typed = typed(invented, &organisations);
            let sign_in_name = &typed.sign_in_name;
            let title = app.roles.find(invented.role).map_or(invented.role, |role| &role.title);
            lines.push(format!("  {sign_in_name:30} {title}"));
            if is_here(&app, sign_in_name).await? {
                continue;
            }
            match people::open_account(&app, &author, &typed, Password::new(PASSWORD)).await {
                Ok(_) | Err(NotTakenIn::NameTaken) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(lines)
    })
}

/// Whether somebody signs in by that name already: a password is not hashed for nothing.
async fn is_here(app: &App, sign_in_name: &str) -> anyhow::Result<bool> {
    let name = sign_in_name.parse()?;
    let mut reader = app.db.read().await?;
    Ok(store::account::to_sign_in(&mut reader, &name).await?.is_some())
}

/// The ids of the demo's organisations by their names; those that are missing are registered.
async fn organisations(
    app: &App,
    author: &Author,
) -> anyhow::Result<HashMap<String, Id<Organisation>>> {
    let known = store::organisation::all(&mut app.db.read().await?).await?;
    let mut ids: HashMap<_, _> = known.into_iter().map(|known| (known.name, known.id)).collect();
    for invented in ORGANISATIONS {
        if !ids.contains_key(invented.name) {
            let typed = Typed {
                name: invented.name.to_owned(),
                kind: invented.kind.to_owned(),
                ods_code: invented.ods_code.to_owned(),
            };
            ids.insert(typed.name.clone(), people::register(app, author, &typed).await?);
        }
    }
    Ok(ids)
}

fn typed(
    invented: &InventedPerson,
    organisations: &HashMap<String, Id<Organisation>>,
) -> TypedAccount {
    let organisation = organisations.get(invented.organisation);
    TypedAccount {
        sign_in_name: format!("{}@wendmere.example", invented.sign_in_name),
        name: invented.name.to_owned(),
        role: invented.role.to_owned(),
        organisation: organisation.map(ToString::to_string).unwrap_or_default(),
        site: invented.site.to_owned(),
    }
}
