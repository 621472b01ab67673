//! `kith user`: the people who may sign in.

use std::fmt::Write;

use anyhow::Context;
use clap::{Arg, ArgAction, ArgMatches};
use futures_util::future::BoxFuture;
use kith_store::Author;
use kith_terms::Id;
use serde_json::json;

use super::{given, open, password_file, read_password, text};
use crate::account::{Account, SignInName, Standing, TypedAccount};
use crate::app::App;
use crate::command::{Command, Exit, Terminal};
use crate::membership::TypedMembership;
use crate::organisation::Organisation;
use crate::review::reasons;
use crate::store::session::Which;
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
                .arg(
                    Arg::new("invite")
                        .long("invite")
                        .action(ArgAction::SetTrue)
                        .conflicts_with("password-file")
                        .help("Let the person set the password, with a code that this prints once"),
                )
                .arg(password_file()),
        )
        .subcommand(
            clap::Command::new("close")
                .about("Close an account and end its sessions and roles")
                .arg(name()),
        )
        .subcommand(clap::Command::new("reopen").about("Open a closed account again").arg(name()))
        .subcommand(
            clap::Command::new("password")
                .about("Set a new password and end all sessions")
                .arg(name())
                .arg(password_file()),
        )
        .subcommands(joiners_movers_leavers())
}

fn joiners_movers_leavers() -> [clap::Command; 6] {
    let name = || text("sign-in-name", "What the person types to sign in").required(true);
    let verb = |name: &'static str, about: &'static str| clap::Command::new(name).about(about);
    let role = || text("role", "The role, as content/roles.toml has it").required(true);
    let organisation = || text("organisation", "The organisation’s name").required(true);
    [
        verb("invite", "Print a code by which the person sets a password").arg(name()),
        verb("reset-factors", "Remove a lost second factor and end all sessions").arg(name()),
        verb("give-role", "Give a role in an organisation")
            .args([name(), role(), organisation()])
            .arg(text("site", "The site or team").required(true))
            .arg(text("from", "The first day, such as 2026-11-21; else today"))
            .arg(text("until", "The last day; else until it is ended")),
        verb("end-role", "End a role in an organisation").args([name(), role(), organisation()]),
        verb("end-sessions", "End all sessions of a person").arg(name()),
        verb("review", "Accounts that somebody should look at, and why"),
    ]
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        match matches.subcommand() {
            Some(("add", arguments)) => add(&terminal, &app, arguments).await?,
            Some(("close", arguments)) => set(&terminal, &app, arguments, Standing::Closed).await?,
            Some(("reopen", arguments)) => set(&terminal, &app, arguments, Standing::Open).await?,
            Some(("password", arguments)) => new_password(&terminal, &app, arguments).await?,
            Some(("invite", arguments)) => {
                let account = find(&app, arguments).await?;
                invite(&terminal, &app, account.id).await?;
            }
            Some(("reset-factors", arguments)) => reset_factors(&terminal, &app, arguments).await?,
            Some(("give-role", arguments)) => give_role(&terminal, &app, arguments).await?,
            Some(("end-role", arguments)) => end_role(&terminal, &app, arguments).await?,
            Some(("end-sessions", arguments)) => end_sessions(&terminal, &app, arguments).await?,
            Some(("review", _)) => review(&terminal, &app).await?,
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
    let typed = TypedAccount {
        sign_in_name: given(matches, "sign-in-name"),
        name: given(matches, "name"),
        role: given(matches, "role"),
        organisation: organisation(app, matches).await?.id.to_string(),
        site: given(matches, "site"),
    };
    let author = Author::system("command line");
    if matches.get_flag("invite") {
        let id = people::open_to_invite(app, &author, &typed).await?;
        return invite(terminal, app, id).await;
    }
    let names = [&*app.settings.place, &typed.name, &typed.sign_in_name];
    let password = read_password(matches, &names)?;
    let id = people::open_account(app, &author, &typed, password).await?;
    terminal
        .answer(&format!("Opened the account {}.", typed.sign_in_name), &json!({ "id": id }))?;
    Ok(())
}

async fn invite(terminal: &Terminal, app: &App, id: Id<Account>) -> anyhow::Result<()> {
    let code = people::invite(app, &Author::system("command line"), id).await?.shown_once();
    let words = format!("Invitation, for 72 hours, on the page /invitation: {code}");
    terminal.answer(&words, &json!({ "id": id, "invitation": code }))?;
    Ok(())
}

async fn reset_factors(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let author = Author::system("command line");
    store::factor::reset(&app.db, app.clock.now(), &author, account.id).await?;
    let words = format!("Removed the second factor of {}.", account.sign_in_name);
    terminal.answer(&words, &json!({ "id": account.id }))?;
    Ok(())
}

async fn give_role(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let typed = TypedMembership {
        role: given(matches, "role"),
        organisation: organisation(app, matches).await?.id.to_string(),
        site: given(matches, "site"),
        from: given(matches, "from"),
        until: given(matches, "until"),
    };
    people::give_role(app, &Author::system("command line"), account.id, &typed).await?;
    let words = format!("{} holds the role {}.", account.sign_in_name, typed.role);
    terminal.answer(&words, &json!({ "id": account.id }))?;
    Ok(())
}

async fn end_role(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let (role, place) = (given(matches, "role"), organisation(app, matches).await?);
    let held = people::lasting_roles(app, account.id)
        .await?
        .into_iter()
        .find(|held| held.membership.role == role && held.membership.organisation == place.id);
    let held = held.with_context(|| {
        format!("{} holds no role {role} in {}", account.sign_in_name, place.name)
    })?;
    people::end_role(app, &Author::system("command line"), account.id, held).await?;
    let words = format!("Ended the role {role} of {}.", account.sign_in_name);
    terminal.answer(&words, &json!({ "id": account.id }))?;
    Ok(())
}

async fn end_sessions(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let (now, author) = (app.clock.now(), Author::system("command line"));
    let ended = store::session::end_some(&app.db, now, &author, account.id, Which::All).await?;
    let words = format!("Ended {ended} sessions of {}.", account.sign_in_name);
    terminal.answer(&words, &json!({ "id": account.id, "sessions": ended }))?;
    Ok(())
}

async fn review(terminal: &Terminal, app: &App) -> anyhow::Result<()> {
    let today = app.clock.today();
    let all = store::review::open_accounts(&mut app.db.read().await?, today).await?;
    let (mut words, mut listed) = (String::new(), Vec::new());
    for one in &all {
        let why: Vec<String> =
            reasons(one, today).into_iter().map(crate::review::Reason::words).collect();
        if !why.is_empty() {
            writeln!(words, "{}: {}", one.name, why.join("; "))?;
            listed.push(json!({ "id": one.id, "name": one.name, "why": why }));
        }
    }
    terminal.answer(&words, &listed.into())?;
    Ok(())
}

async fn organisation(app: &App, matches: &ArgMatches) -> anyhow::Result<Organisation> {
    let name = given(matches, "organisation");
    let all = store::organisation::all(&mut app.db.read().await?).await?;
    all.into_iter().find(|organisation| organisation.name == name).with_context(|| {
        format!("no organisation is called {name:?}; add it on the page Organisations")
    })
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
    match standing {
        Standing::Closed => people::close_account(app, &author, account).await?,
        Standing::Open => {
            store::account::reopen(&app.db, app.clock.now(), &author, account).await?;
        }
    }
    terminal.answer(&words, &json)?;
    Ok(())
}

async fn new_password(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<()> {
    let account = find(app, matches).await?;
    let names = account.names_near(&app.settings.place);
    let kept = read_password(matches, &names)?.hash(app.dice.bytes()).await?;
    let author = Author::system("command line");
    store::account::set_password(&app.db, app.clock.now(), &author, account.id, kept).await?;
    let words = format!("Set a new password for {}.", account.sign_in_name);
    terminal.answer(&words, &json!({ "id": account.id }))?;
    Ok(())
}
