//! `kith health`: asks the server that runs with the same settings whether it is ready, for containers
//! and supervisors that have no other way to ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::settings::Settings;
use ureq::Agent;

pub(super) const COMMAND: Command = Command { arguments, run };

/// A server that takes longer to say so is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

fn arguments() -> clap::Command {
    clap::Command::new("health")
        .about("Ask the server that runs with these settings whether it is ready")
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let url = format!("http://{}/readyz", where_to_ask(&terminal.settings)?);
        let asked = url.clone();
        let told = tokio::task::spawn_blocking(move || ask(&asked)).await?;
        let told = told.with_context(|| format!("nobody answers at {url}"))?;
        terminal.answer(&told.to_string(), &told)?;
        Ok(if told["status"] == "ready" { Exit::Done } else { Exit::Failed })
    })
}

fn ask(url: &str) -> anyhow::Result<serde_json::Value> {
    let config =
        Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
    let mut answer = Agent::from(config).get(url).call()?;
    Ok(serde_json::from_str(&answer.body_mut().read_to_string()?)?)
}

/// The port for operations, which is never encrypted, or else that of the pages.
fn where_to_ask(settings: &Settings) -> anyhow::Result<SocketAddr> {
    let address = match (settings.serving.metrics, &settings.serving.tls) {
        (Some(metrics), _) => metrics,
        (None, None) => settings.listen,
        (None, Some(_)) => {
            anyhow::bail!("the pages are encrypted; set metrics to an address, and ask there")
        }
    };
    Ok(reachable(address))
}

/// Who listens on all addresses is asked on the one of this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_here() {
        for (listen, asked) in [
            ("0.0.0.0:8420", "127.0.0.1:8420"),
            ("[::]:8420", "[::1]:8420"),
            ("10.0.0.7:9", "10.0.0.7:9"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
