//! `kith user`: the people who may sign in.

use std::fmt::Write;

use anyhow::Context;
use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::Author;
use serde_json::json;

use super::{given, open, password_file, read_password, text};
use crate::account::{Account, SignInName, Standing, TypedAccount};
use crate::app::App;
use crate::command::{Command, Exit, Terminal};
use crate::{people, store};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    let name = || text("sign-in-name", "What the person types to sign in").required(true);
    clap::Command::new("user")
        .about("Look after the people who may sign in")
        .subcommand_required(true)
        .subcommand(clap::Command::new("list").about("All accounts"))
        .subcommand(
            clap::Command::new("add")
                .about("Open an account")
                .arg(name())
                .arg(text("name", "The person’s full name").required(true))
                .arg(text("role", "The role, as content/roles.toml has it").required(true))
                .arg(text("organisation", "The organisation’s name").required(true))
                .arg(text("site", "The site or team").required(true))
                .arg(password_file()),
        )
        .subcommand(
            clap::Command::new("close").about("Close an account and end its sessions").arg(name()),
        )
        .subcommand(clap::Command::new("reopen").about("Open a closed account again").arg(name()))
        .subcommand(
            clap::Command::new("password")
                .about("Set a new password and end all sessions")
                .arg(name())
                .arg(password_file()),
        )
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        match matches.subcommand() {
            Some(("add", arguments)) => add(&terminal, &app, arguments).await?,
            Some(("close", arguments)) => set(&terminal, &app, arguments, Standing::Closed).await?,
            Some(("reopen", arguments)) => set(&terminal, &app, arguments, Standing::Open).await?,
            Some(("password", arguments)) => new_password(&terminal, &app, arguments).await?,
            _ => list(&terminal, &app).await?,
        }
        app.db.close().await;
        Ok(Exit::Done)
    })
}

async fn list(terminal: &Terminal, app: &App) -> anyhow::Result<()> {
    let accounts = store::account::all(&mut app.db.read().await?).await?;
    let mut words = String::new();
    for account in &accounts {
        writeln!(words, "{}  {}  {}", account.sign_in_name, account.name, account.standing.key())?;
    }
    let json = accounts.iter().map(|account| {
        json!({
            "id": account.id, "sign_in_name": account.sign_in_name,
            "name": account.name, "standing": account.standing,
        })
    });
    terminal.answer(&words, &json.collect())?;
    Ok(())
}

async fn add(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let name = given(matches, "organisation");
    let organisations = store::organisation::all(&mut app.db.read().await?).await?;
    let organisation =
        organisations.iter().find(|organisation| organisation.name == name).with_context(|| {
            format!("no organisation is called {name:?}; add it on the page Organisations")
        })?;
    let typed = TypedAccount {
        sign_in_name: given(matches, "sign-in-name"),
        name: given(matches, "name"),
        role: given(matches, "role"),
        organisation: organisation.id.to_string(),
        site: given(matches, "site"),
    };
    let password = read_password(matches)?;
    let id = people::open_account(app, &Author::system("command line"), &typed, password).await?;
    terminal
        .answer(&format!("Opened the account {}.", typed.sign_in_name), &json!({ "id": id }))?;
    Ok(())
}

async fn find(app: &App, matches: &ArgMatches) -> anyhow::Result<Account> {
    let name: SignInName = given(matches, "sign-in-name").parse()?;
    let found = store::account::to_sign_in(&mut app.db.read().await?, &name).await?;
    let (account, _) = found.with_context(|| format!("nobody signs in as {name}"))?;
    Ok(account)
}

async fn set(
    terminal: &Terminal,
    app: &App,
    matches: &ArgMatches,
    standing: Standing,
) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let words = format!("The account {} is {}.", account.sign_in_name, standing.key());
    let json = json!({ "id": account.id, "standing": standing });
    let author = Author::system("command line");
    store::account::set_standing(&app.db, app.clock.now(), &author, account, standing).await?;
    terminal.answer(&words, &json)?;
    Ok(())
}

async fn new_password(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let kept = read_password(matches)?.hash(app.dice.bytes()).await?;
    let author = Author::system("command line");
    store::account::set_password(&app.db, app.clock.now(), &author, account.id, kept).await?;
    let words = format!("Set a new password for {}.", account.sign_in_name);
    terminal.answer(&words, &json!({ "id": account.id }))?;
    Ok(())
}
