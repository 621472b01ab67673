//! How the web door stands to the network: TLS, proxies, metrics, traces, logs, and how much one
//! visitor may ask for.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;

/// How the web door stands to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// The files for TLS, where Kith speaks it itself.
    pub tls: Option<TlsFiles>,
    /// The proxies in front of Kith: only they are believed when they say whom they speak for.
    pub proxies: Vec<IpNet>,
    /// Where metrics are served.
    pub metrics: Option<SocketAddr>,
    /// Where traces are sent.
    pub traces: Option<String>,
    /// How logs are written.
    pub log: LogFormat,
    /// The most requests a minute that one session may make; nothing: no limit.
    pub rate_limit: Option<u32>,
}

/// A certificate and its private key, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with those that lead to its issuer after it.
    pub certificate: PathBuf,
    /// Its private key.
    pub private_key: PathBuf,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people, a line each.
    Text,
    /// For programs, a JSON object each.
    Json,
}

/// A setting about the network cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadServing {
    /// Half of a pair.
    #[error("certificate and private-key go together; set both or neither")]
    HalfTls,
    /// Not an address.
    #[error("{0:?} is not the address of a proxy; write it as 10.0.0.7 or 10.0.0.0/24")]
    NotAProxy(String),
    /// Not an address to serve metrics on.
    #[error("{0:?} is not an address to serve metrics on; write it as 127.0.0.1:9420")]
    NotAnAddress(String),
    /// Not where traces can be sent.
    #[error("{0:?} is not where traces can be sent; write it as http://127.0.0.1:4318/v1/traces")]
    NotACollector(String),
    /// Not a way to write logs.
    #[error("{0:?} is not a way to write logs; write text or json")]
    NotAFormat(String),
    /// Not a number.
    #[error("{0:?} is not a number of requests a minute; 0 means no limit")]
    NotANumber(String),
}

/// Passwords and what people do would cross the network for all to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} can be reached from other machines, and nothing there would be encrypted; set certificate \
     and private-key, or name the proxy that speaks TLS for Kith in the setting proxy"
)]
pub struct InTheOpen(pub SocketAddr);

impl Serving {
    /// Reads the settings about the network; `value` gives each by its name.
    pub fn read<'v>(value: impl Fn(&str) -> &'v str) -> Result<Self, BadServing> {
        let tls = match (value("certificate"), value("private-key")) {
            ("", "") => None,
            ("", _) | (_, "") => return Err(BadServing::HalfTls),
            (certificate, key) => {
                Some(TlsFiles { certificate: certificate.into(), private_key: key.into() })
            }
        };
        Ok(Self {
            tls,
            proxies: proxies(value("proxy"))?,
            metrics: metrics(value("metrics"))?,
            traces: traces(value("traces"))?,
            log: log(value("log-format"))?,
            rate_limit: rate_limit(value("rate-limit"))?,
        })
    }

    /// Beyond this machine Kith is served encrypted only, by itself or by a proxy.
    pub fn may_listen(&self, listen: SocketAddr) -> Result<(), InTheOpen> {
        if listen.ip().is_loopback() || self.tls.is_some() || !self.proxies.is_empty() {
            Ok(())
        } else {
            Err(InTheOpen(listen))
        }
    }

    /// Whether this is the address of a proxy of ours.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|net| net.contains(&address))
    }
}

fn proxies(text: &str) -> Result<Vec<IpNet>, BadServing> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let net = part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
            net.ok().ok_or_else(|| BadServing::NotAProxy(part.to_owned()))
        })
        .collect()
}

fn metrics(text: &str) -> Result<Option<SocketAddr>, BadServing> {
    match text {
        "" => Ok(None),
        text => match text.parse() {
            Ok(address) => Ok(Some(address)),
            Err(_) => Err(BadServing::NotAnAddress(text.to_owned())),
        },
    }
}

fn traces(text: &str) -> Result<Option<String>, BadServing> {
    match text {
        "" => Ok(None),
        text if text.starts_with("http://") => Ok(Some(text.to_owned())),
        text => Err(BadServing::NotACollector(text.to_owned())),
    }
}

fn log(text: &str) -> Result<LogFormat, BadServing> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(BadServing::NotAFormat(other.to_owned())),
    }
}

fn rate_limit(text: &str) -> Result<Option<u32>, BadServing> {
    match text.parse() {
        Ok(0) => Ok(None),
        Ok(most) => Ok(Some(most)),
        Err(_) => Err(BadServing::NotANumber(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &'static str)]) -> Result<Serving, BadServing> {
        Serving::read(|name| {
            let otherwise = match name {
                "log-format" => "text",
                "rate-limit" => "0",
                _ => "",
            };
            set.iter().find(|(key, _)| *key == name).map_or(otherwise, |(_, value)| value)
        })
    }

    #[test]
    fn what_is_not_encrypted_stays_on_this_machine() {
        let tls = [("certificate", "a.pem"), ("private-key", "b.pem")];
        for (listen, set, may) in [
            ("127.0.0.1:8420", &[][..], true),
            ("[::1]:8420", &[], true),
            ("0.0.0.0:8420", &[], false),
            ("10.1.2.3:8420", &[], false),
            ("0.0.0.0:8420", &tls, true),
            ("0.0.0.0:8420", &[("proxy", "10.0.0.7")], true),
        ] {
            let address = listen.parse().unwrap();
            let told = read(set).unwrap().may_listen(address);
            assert_eq!(told.is_ok(), may, "{listen} {set:?}");
        }
    }

    #[test]
    fn a_proxy_is_one_address_or_a_net_of_them() {
        let serving = read(&[("proxy", "10.0.0.7, 172.16.0.0/12,::1")]).unwrap();
        for (address, trusted) in
            [("10.0.0.7", true), ("10.0.0.8", false), ("172.20.1.1", true), ("::1", true)]
        {
            assert_eq!(serving.trusts(address.parse().unwrap()), trusted, "{address}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_in_words() {
        for (name, value, words) in [
            (
                "certificate",
                "a.pem",
                "certificate and private-key go together; set both or neither",
            ),
            (
                "proxy",
                "nginx",
                "\"nginx\" is not the address of a proxy; write it as 10.0.0.7 or 10.0.0.0/24",
            ),
            (
                "metrics",
                "9420",
                "\"9420\" is not an address to serve metrics on; write it as 127.0.0.1:9420",
            ),
            (
                "traces",
                "https://x",
                "\"https://x\" is not where traces can be sent; write it as http://127.0.0.1:4318/v1/traces",
            ),
            ("log-format", "xml", "\"xml\" is not a way to write logs; write text or json"),
            ("rate-limit", "-1", "\"-1\" is not a number of requests a minute; 0 means no limit"),
        ] {
            assert_eq!(read(&[(name, value)]).unwrap_err().to_string(), words);
        }
    }
}
