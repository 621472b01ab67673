//! Signing in at an OpenID Connect provider, such as NHS CIS2, NHS login or Entra: authorisation code
//! with PKCE, state and nonce (OpenID Connect Core 1.0; RFC 7636; RFC 9700).
//!
//! What a provider says is who somebody is. What they may do here is ours to say: nobody gets an account
//! or a role by signing in.

mod asked;
mod claims;
mod client;

use std::path::PathBuf;

pub use asked::{Asked, CameBack};
pub use claims::{Known as KnownPerson, NationalRole, membership_of};

use crate::settings::Settings;

/// A provider as it was set up.
#[derive(Clone)]
pub struct Provider {
    /// What people call it.
    pub name: String,
    /// Its issuer.
    pub issuer: String,
    /// Whether a verified email address that is a sign-in name here leads to that account.
    pub links_by_email: bool,
    client: String,
    proof: ClientProof,
    scopes: Vec<String>,
    /// Our own address, without a slash at its end.
    address: String,
}

/// How we prove to the provider who we are.
#[derive(Clone)]
enum ClientProof {
    Secret(String),
    Key { pem: String, id: String },
}

/// A provider cannot be used as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum BadProvider {
    /// A setting is missing.
    #[error("oidc-issuer is set, so {0} must be set too")]
    Missing(&'static str),
    /// Neither or both.
    #[error("set one of oidc-client-secret-file and oidc-key-file")]
    NoProof,
    /// A file cannot be read.
    #[error("the file {0} cannot be read")]
    NoFile(PathBuf, #[source] std::io::Error),
    /// Not a key.
    #[error(
        "the file {0} does not hold an RSA key in PKCS#1 PEM; `openssl rsa -traditional` writes one"
    )]
    NotAKey(PathBuf),
    /// Not an address that a provider can be asked at.
    #[error("{0} is not an address; write it as https://kith.example.nhs.uk")]
    NotAnAddress(&'static str),
}

/// The provider did not say who somebody is.
#[derive(Debug, thiserror::Error)]
pub enum NotKnown {
    /// It cannot be reached, or does not answer as the standard says.
    #[error("the sign-in provider cannot be asked")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It refused, or the person did.
    #[error("the sign-in provider refused: {0}")]
    Refused(String),
    /// The answer does not belong to what this browser asked.
    #[error("the answer does not belong to what this browser asked")]
    NotAsked,
    /// Its token does not hold.
    #[error("the token of the sign-in provider does not hold")]
    BadToken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Provider {
    /// The provider that the settings name, if they name one.
    pub fn of(settings: &Settings) -> Result<Option<Self>, BadProvider> {
        let value = |name: &'static str| match settings.value(name) {
            "" => Err(BadProvider::Missing(name)),
            value => Ok(value.to_owned()),
        };
        let Ok(issuer) = value("oidc-issuer") else { return Ok(None) };
        let address = value("address")?.trim_end_matches('/').to_owned();
        for (name, text) in [("oidc-issuer", &issuer), ("address", &address)] {
            if !text.starts_with("https://") && !is_on_this_machine(text) {
                return Err(BadProvider::NotAnAddress(name));
            }
        }
        Ok(Some(Self {
            name: value("oidc-name")?,
            client: value("oidc-client")?,
            proof: client_proof(settings)?,
            scopes: value("oidc-scopes")?.split_whitespace().map(str::to_owned).collect(),
            links_by_email: settings.value("oidc-link") == "email",
            issuer,
            address,
        }))
    }
}

/// What is sent in the clear must not leave the machine.
fn is_on_this_machine(address: &str) -> bool {
    let host = address.strip_prefix("http://").unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1")
}

fn client_proof(settings: &Settings) -> Result<ClientProof, BadProvider> {
    let read = |file: &str| {
        let path = PathBuf::from(file);
        let text = std::fs::read_to_string(&path);
        text.map(|text| text.trim().to_owned()).map_err(|source| BadProvider::NoFile(path, source))
    };
    match (settings.value("oidc-client-secret-file"), settings.value("oidc-key-file")) {
        (file, "") if !file.is_empty() => Ok(ClientProof::Secret(read(file)?)),
        ("", file) if !file.is_empty() => {
            let (pem, id) = (read(file)?, settings.value("oidc-key-id").to_owned());
            if !client::is_key(&pem) {
                return Err(BadProvider::NotAKey(PathBuf::from(file)));
            }
            Ok(ClientProof::Key { pem, id })
        }
        _ => Err(BadProvider::NoProof),
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    fn settings(lines: &str) -> Settings {
        let sources = Sources { flag: &|_| None, environment: &|_| None, file: Some(lines) };
        Settings::read(&sources).unwrap()
    }

    #[test]
    fn without_an_issuer_there_is_no_provider() {
        assert!(Provider::of(&settings("oidc-name = 'x'")).unwrap().is_none());
    }

    #[test]
    fn what_is_missing_or_sent_in_the_clear_is_said_at_the_start() {
        let issuer = "oidc-issuer = 'https://id.example'\n";
        check(issuer, "oidc-issuer is set, so address must be set too");
        let plain = "oidc-issuer = 'http://id.example'\naddress = 'http://localhost:1'";
        check(plain, "oidc-issuer is not an address; write it as https://kith.example.nhs.uk");
        let address = "address = 'https://kith.example/'\noidc-name = 'x'\noidc-client = 'kith'\n";
        let whole = format!("{issuer}{address}");
        check(&whole, "set one of oidc-client-secret-file and oidc-key-file");
        let file = format!("{whole}oidc-key-file = 'Cargo.toml'");
        check(
            &file,
            "the file Cargo.toml does not hold an RSA key in PKCS#1 PEM; \
             `openssl rsa -traditional` writes one",
        );
    }

    fn check(lines: &str, words: &str) {
        assert_eq!(Provider::of(&settings(lines)).unwrap_err().to_string(), words);
    }
}
