//! `kith init`: the records, the first organisation and the first person.

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::Author;
use serde_json::json;

use super::{given, open, password_file, read_password, text};
use crate::account::{CannotOpen, TypedAccount};
use crate::app::App;
use crate::command::{Command, Exit, Terminal};
use crate::organisation::Typed;
use crate::people::{self, NotTakenIn};
use crate::store;

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("init")
        .about("Set up the records, the first organisation and its first administrator")
        .arg(
            text("organisation", "Name of the organisation that runs this copy of Kith")
                .required(true),
        )
        .arg(
            text("kind", "Kind of organisation, as content/organisation-kinds.toml has it")
                .default_value("integrated-care-board"),
        )
        .arg(text("ods-code", "Its ODS code"))
        .arg(text("sign-in-name", "What the administrator types to sign in").required(true))
        .arg(text("name", "The administrator’s full name").required(true))
        .arg(text("role", "The role of the first person").default_value("administrator"))
        .arg(text("site", "Site or team of the first person").default_value("Main office"))
        .arg(password_file())
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        if !store::account::all(&mut app.db.read().await?).await?.is_empty() {
            anyhow::bail!("this copy of Kith is set up already; add people with `kith user add`");
        }
        let author = Author::system("init");
        let typed = Typed {
            name: given(&matches, "organisation"),
            kind: given(&matches, "kind"),
            ods_code: given(&matches, "ods-code"),
        };
        let first = TypedAccount {
            sign_in_name: given(&matches, "sign-in-name"),
            name: given(&matches, "name"),
            role: given(&matches, "role"),
            organisation: String::new(),
            site: given(&matches, "site"),
        };
        judge(&app, &first)?;
        let names = [&*app.settings.place, &first.name, &first.sign_in_name];
        let password = read_password(&matches, &names)?;
        let organisation = people::register(&app, &author, &typed).await?;
        let first = TypedAccount { organisation: organisation.to_string(), ..first };
        people::open_account(&app, &author, &first, password).await?;
        terminal.answer(
            &format!("Kith is set up for {}. Start it with `kith serve`.", typed.name),
            &json!({ "organisation": organisation, "sign_in_name": first.sign_in_name }),
        )?;
        app.db.close().await;
        Ok(Exit::Done)
    })
}

/// Finds what is wrong with the first person before anything is saved; the organisation is still to
/// come.
fn judge(app: &App, first: &TypedAccount) -> Result<(), NotTakenIn> {
    let knows_role = |role: &str| app.roles.find(role).is_some();
    let mut wrong = first.judge(knows_role).err().unwrap_or_default();
    wrong.retain(|one| *one != CannotOpen::Organisation);
    if wrong.is_empty() { Ok(()) } else { Err(NotTakenIn::Account(wrong)) }
}
