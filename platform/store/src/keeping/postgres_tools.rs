//! PostgreSQL's own programs, `pg_dump` and `pg_restore`. They are told where the server is by their
//! environment, so that no password stands in a list of processes.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::CannotKeep;
use crate::StoreError;
use crate::location::ConnectionUrl;

/// What is to be dumped: a schema at a moment that a transaction has lent.
pub(crate) struct Moment {
    pub(crate) schema: String,
    pub(crate) lent: String,
}

/// Writes the schema's tables and all that belongs to them, in the custom format. It is not compressed:
/// the backup around it is.
pub(crate) fn dump(
    url: &ConnectionUrl,
    moment: &Moment,
    to: &mut dyn Write,
) -> Result<(), CannotKeep> {
    const PROGRAM: &str = "pg_dump";
    let mut command = program(PROGRAM, url)?;
    command
        .args(["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password"])
        .arg(format!("--snapshot={}", moment.lent))
        .arg(format!("--schema={}", exactly(&moment.schema)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(missing(PROGRAM))?;
    let mut from = child.stdout.take().expect("its standard output is a pipe");
    let copied = io::copy(&mut from, to);
    finish(PROGRAM, child)?;
    copied.map(drop).map_err(missing(PROGRAM))
}

/// Brings a dump back into its schema, which exists and is empty, all of it or nothing.
pub(crate) fn load(
    url: &ConnectionUrl,
    schema: &str,
    from: &mut dyn Read,
) -> Result<(), CannotKeep> {
    const PROGRAM: &str = "pg_restore";
    let mut command = program(PROGRAM, url)?;
    let options: PgConnectOptions = parsed(url)?;
    command
        .args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"])
        .arg("--no-password")
        .arg(format!("--schema={schema}"))
        .arg(format!("--dbname={}", options.get_database().unwrap_or(options.get_username())))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(missing(PROGRAM))?;
    let mut to = child.stdin.take().expect("its standard input is a pipe");
    let copied = io::copy(from, &mut to);
    drop(to);
    finish(PROGRAM, child)?;
    copied.map(drop).map_err(missing(PROGRAM))
}

/// A pattern of `pg_dump` that fits this name alone.
fn exactly(name: &str) -> String {
    format!("\"{name}\"")
}

fn missing(program: &'static str) -> impl Fn(io::Error) -> CannotKeep {
    move |error| CannotKeep::Tool { program, why: error.to_string() }
}

fn finish(program: &'static str, child: Child) -> Result<(), CannotKeep> {
    let ended = child.wait_with_output().map_err(missing(program))?;
    if ended.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&ended.stderr).trim().replace('\n', "; ");
    Err(CannotKeep::Tool { program, why })
}

fn parsed(url: &ConnectionUrl) -> Result<PgConnectOptions, CannotKeep> {
    Ok(url.whole().parse().map_err(StoreError::from)?)
}

fn program(name: &str, url: &ConnectionUrl) -> Result<Command, CannotKeep> {
    let options = parsed(url)?;
    let mut command = Command::new(newest(name));
    let host = match options.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => options.get_host().to_owned(),
    };
    command
        .env("PGHOST", host)
        .env("PGPORT", options.get_port().to_string())
        .env("PGUSER", options.get_username())
        .env("PGDATABASE", options.get_database().unwrap_or(options.get_username()))
        .env("PGSSLMODE", ssl_mode(options.get_ssl_mode()))
        .env("PGAPPNAME", "kith backup");
    if let Some(own) = options.get_options() {
        command.env("PGOPTIONS", own);
    }
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", password);
    }
    let files =
        [("PGSSLROOTCERT", "sslrootcert"), ("PGSSLCERT", "sslcert"), ("PGSSLKEY", "sslkey")];
    for (variable, parameter) in files {
        command.envs(url.parameter(parameter).map(|file| (variable, file)));
    }
    Ok(command)
}

fn ssl_mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

/// Debian keeps the programs of each version in a folder of its own; the newest can speak to all older
/// servers. Elsewhere they are on the path.
fn newest(name: &str) -> PathBuf {
    let version = |folder: &PathBuf| -> Option<u32> { folder.file_name()?.to_str()?.parse().ok() };
    std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|folder| folder.join("bin").join(name).exists())
        .max_by_key(version)
        .map_or_else(|| PathBuf::from(name), |folder| folder.join("bin").join(name))
}
