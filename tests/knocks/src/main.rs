//! The program that is knocked about: `knocks work ADDRESS RUN WRITERS CHANGES MIGRATE-AFTER CARE`
//! works on a database; `knocks migrate ADDRESS STEPS` applies steps to one.

use std::process::ExitCode;

use anyhow::{Context, bail};
use kith_knocks::work::{self, Order, say};
use kith_store::{Db, Location, testing};

#[tokio::main(worker_threads = 2)]
async fn main() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["work", address, run, writers, changes, migrate_after, care] => {
            let order = Order {
                run: run.parse()?,
                writers: writers.parse()?,
                changes: changes.parse()?,
                migrate_after: migrate_after.parse()?,
            };
            carry_out(&address.parse()?, order, care).await
        }
        ["migrate", address, steps] => migrate(&address.parse()?, steps.parse()?).await,
        _ => bail!("knocks is called by its tests"),
    }
}

async fn carry_out(at: &Location, order: Order, care: &str) -> anyhow::Result<ExitCode> {
    let opened = match care {
        "full" => Db::open(at).await,
        "normal" => testing::open_carelessly(at).await,
        other => bail!("{other:?} is neither full nor normal"),
    };
    match opened {
        Ok(db) => {
            work::through(&db, order).await?;
            db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            say(&format!("failed open: {}", work::words(&error)))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn migrate(at: &Location, steps: usize) -> anyhow::Result<ExitCode> {
    let db = Db::open(at).await.context("open")?;
    say("ready")?;
    for step in db.migrate(&[work::steps(steps)]).await.context("migrate")? {
        say(&format!("migrated {step}"))?;
    }
    db.close().await;
    Ok(ExitCode::SUCCESS)
}
