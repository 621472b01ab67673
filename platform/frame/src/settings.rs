//! How this copy of Kith is set up: flags over `KITH_*` over `kith.toml` over what it came with.
//!
//! No secret comes by flag or environment value: the database's password stands in a file that
//! `database-password-file` names.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use kith_store::Location;

use crate::address::in_any_part;
use crate::serving::{BadServing, Serving};

/// A setting that can be made, with what it is when nobody makes it.
#[derive(Debug)]
pub struct Known {
    /// Its name as a flag and in `kith.toml`; in the environment `KITH_` and capitals.
    pub name: &'static str,
    /// What it is when nobody sets it.
    pub otherwise: &'static str,
    /// What it is for.
    pub help: &'static str,
}

/// Every setting there is.
pub const KNOWN: &[Known] = &[
    Known { name: "data", otherwise: "kith-data", help: "Folder for the database and for files" },
    Known {
        name: "database",
        otherwise: "",
        help: "PostgreSQL address without password (postgres://user@host/name); empty: SQLite in the data folder",
    },
    Known {
        name: "database-password-file",
        otherwise: "",
        help: "File that holds the PostgreSQL password and nothing else",
    },
    Known {
        name: "anchors",
        otherwise: "",
        help: "Folder for the anchors of the journal, best on another disk; empty: anchors in the data folder",
    },
    Known { name: "listen", otherwise: "127.0.0.1:8420", help: "Address and port to serve on" },
    Known {
        name: "certificate",
        otherwise: "",
        help: "PEM file with the certificate for TLS and those above it; empty: no TLS",
    },
    Known {
        name: "private-key",
        otherwise: "",
        help: "PEM file with the certificate's private key",
    },
    Known {
        name: "proxy",
        otherwise: "",
        help: "Addresses of the proxies in front of Kith, such as 10.0.0.7 or 10.0.0.0/24, with commas",
    },
    Known {
        name: "rate-limit",
        otherwise: "1200",
        help: "Most requests a minute of one session; ten times as many of one address; 0: no limit",
    },
    Known {
        name: "metrics",
        otherwise: "",
        help: "Address and port to serve metrics on, such as 127.0.0.1:9420; empty: no metrics",
    },
    Known {
        name: "traces",
        otherwise: "",
        help: "Where to send traces (OTLP), such as http://127.0.0.1:4318/v1/traces; empty: no traces",
    },
    Known { name: "log-format", otherwise: "text", help: "How to write logs: text or json" },
    Known {
        name: "content",
        otherwise: "",
        help: "Folder with the place's own roles.toml or organisation-kinds.toml; empty: as delivered",
    },
    Known { name: "place", otherwise: "Our place", help: "Name of the place, shown on every page" },
    Known {
        name: "second-factor",
        otherwise: "as-roles",
        help: "Whether roles that ask for a second factor in roles.toml get it: as-roles or never",
    },
    Known {
        name: "address",
        otherwise: "",
        help: "The address that people type, such as https://kith.example.nhs.uk; passkeys and a sign-in provider need it",
    },
    Known {
        name: "oidc-issuer",
        otherwise: "",
        help: "Issuer address of an OpenID Connect provider to sign in with; empty: none",
    },
    Known {
        name: "oidc-name",
        otherwise: "",
        help: "What people call that provider, such as NHS CIS2",
    },
    Known { name: "oidc-client", otherwise: "", help: "Our client id at that provider" },
    Known {
        name: "oidc-client-secret-file",
        otherwise: "",
        help: "File that holds our client secret and nothing else",
    },
    Known {
        name: "oidc-key-file",
        otherwise: "",
        help: "File with our RSA key (PKCS#1 PEM), where the provider wants private_key_jwt instead of a secret",
    },
    Known {
        name: "oidc-key-id",
        otherwise: "",
        help: "The key id (kid) of that key at the provider",
    },
    Known {
        name: "oidc-scopes",
        otherwise: "openid profile email",
        help: "What we ask that provider for, such as openid nationalrbacaccess",
    },
    Known {
        name: "oidc-link",
        otherwise: "invitation",
        help: "How a person of that provider gets their account: invitation, or email (verified, the same as the sign-in name)",
    },
];

/// The value of `second-factor` that asks nobody for one.
const NEVER: &str = "never";

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder for the database and for files.
    pub data: PathBuf,
    /// Where the records are.
    pub database: Location,
    /// Folder for the anchors of the journal.
    pub anchors: PathBuf,
    /// Address and port to serve on.
    pub listen: SocketAddr,
    /// How the web door stands to the network.
    pub serving: Serving,
    /// Folder with content files of the place's own.
    pub content: Option<PathBuf>,
    /// Name of the place.
    pub place: String,
    told: BTreeMap<&'static str, Told>,
}

/// What a setting is and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is.
    pub value: String,
    /// Who says so.
    pub origin: Origin,
}

/// Who made a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A flag on the command line.
    Flag,
    /// A variable of the environment.
    Environment,
    /// The settings file.
    File,
    /// Nobody: it is as it came.
    Delivered,
}

/// Where settings are told: one answer a source, by the setting's name.
pub struct Sources<'a> {
    /// The flags.
    pub flag: &'a dyn Fn(&str) -> Option<String>,
    /// The environment.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// The text of `kith.toml`, where there is one.
    pub file: Option<&'a str>,
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// The file does not parse.
    #[error("kith.toml cannot be read")]
    Unreadable(#[source] toml::de::Error),
    /// The file sets something that does not exist.
    #[error("kith.toml sets {0:?}, which is not a setting; `kith config show` lists them")]
    Unknown(String),
    /// The file gives a setting a value that is not text.
    #[error("kith.toml gives {0} a value without quotes; write {0} = \"…\"")]
    NotText(&'static str),
    /// Not one of the words that can be chosen.
    #[error("{0} can be {1}, nothing else")]
    NotAChoice(&'static str, &'static str),
    /// Not an address to serve on.
    #[error("{0:?} is not an address to serve on; write it as 127.0.0.1:8420")]
    NotAnAddress(String),
    /// A password in the database's address.
    #[error(
        "the database address holds a password; put it in a file and name that file in database-password-file"
    )]
    SecretInTheOpen,
    /// Not an address of a database.
    #[error(
        "{0:?} is not an address of a PostgreSQL database; write it as postgres://user@host/name"
    )]
    NotADatabase(String),
    /// A setting about the network.
    #[error(transparent)]
    Serving(#[from] BadServing),
    /// The password file cannot be read.
    #[error("the database password file {0} cannot be read")]
    NoPassword(PathBuf, #[source] std::io::Error),
}

impl Settings {
    /// Puts the settings together from where they are told.
    pub fn read(sources: &Sources<'_>) -> Result<Self, BadSettings> {
        let file = settings_file(sources.file)?;
        let mut told = BTreeMap::new();
        for known in KNOWN {
            told.insert(known.name, tell(known, sources, &file)?);
        }
        let value = |name: &str| told.get(name).map_or("", |told: &Told| told.value.as_str());
        let factors = value("second-factor");
        if !matches!(factors, "as-roles" | NEVER) {
            return Err(BadSettings::NotAChoice("second-factor", "as-roles or never"));
        }
        if !matches!(value("oidc-link"), "invitation" | "email") {
            return Err(BadSettings::NotAChoice("oidc-link", "invitation or email"));
        }
        let data = PathBuf::from(value("data"));
        let listen = value("listen");
        let database = match value("database") {
            "" => Location::Sqlite(data.join("kith.db")),
            address => postgres(address, value("database-password-file"))?,
        };
        let anchors = match value("anchors") {
            "" => data.join("anchors"),
            folder => PathBuf::from(folder),
        };
        Ok(Self {
            anchors,
            listen: listen
                .parse()
                .ok()
                .ok_or_else(|| BadSettings::NotAnAddress(listen.to_owned()))?,
            serving: Serving::read(value)?,
            content: Some(PathBuf::from(value("content")))
                .filter(|path| !path.as_os_str().is_empty()),
            place: value("place").to_owned(),
            database,
            data,
            told,
        })
    }

    /// The same settings with another name for the place, unless somebody has given it one.
    #[must_use]
    pub fn with_place_unless_told(mut self, place: &str) -> Self {
        let told = self.told.get_mut("place").filter(|told| told.origin == Origin::Delivered);
        if let Some(told) = told {
            place.clone_into(&mut told.value);
            place.clone_into(&mut self.place);
        }
        self
    }

    /// What a setting is; empty where nobody knows it.
    pub fn value(&self, name: &str) -> &str {
        self.told.get(name).map_or("", |told| told.value.as_str())
    }

    /// Whether roles that ask for a second factor get it.
    pub fn asks_second_factors(&self) -> bool {
        self.value("second-factor") != NEVER
    }

    /// The same settings without second factors, unless somebody has asked for them: for the demo, which
    /// is on one's own machine and tells its passwords to everybody.
    #[must_use]
    pub fn without_second_factors_unless_told(mut self) -> Self {
        let told = self.told.get_mut("second-factor");
        if let Some(told) = told.filter(|told| told.origin == Origin::Delivered) {
            NEVER.clone_into(&mut told.value);
        }
        self
    }

    /// Each setting, what it is and who says so.
    pub fn told(&self) -> impl Iterator<Item = (&Known, &Told)> {
        KNOWN.iter().filter_map(|known| Some((known, self.told.get(known.name)?)))
    }
}

fn settings_file(text: Option<&str>) -> Result<toml::Table, BadSettings> {
    let file: toml::Table = text.unwrap_or_default().parse().map_err(BadSettings::Unreadable)?;
    match file.keys().find(|key| KNOWN.iter().all(|known| known.name != key.as_str())) {
        Some(stranger) => Err(BadSettings::Unknown(stranger.clone())),
        None => Ok(file),
    }
}

fn tell(known: &Known, sources: &Sources<'_>, file: &toml::Table) -> Result<Told, BadSettings> {
    if let Some(value) = (sources.flag)(known.name) {
        return Ok(Told { value, origin: Origin::Flag });
    }
    if let Some(value) = (sources.environment)(&environment_name(known.name)) {
        return Ok(Told { value, origin: Origin::Environment });
    }
    match file.get(known.name) {
        None => Ok(Told { value: known.otherwise.to_owned(), origin: Origin::Delivered }),
        Some(toml::Value::String(value)) => Ok(Told { value: value.clone(), origin: Origin::File }),
        Some(_) => Err(BadSettings::NotText(known.name)),
    }
}

/// The name of a setting in the environment: `KITH_DATABASE_PASSWORD_FILE`.
pub fn environment_name(setting: &str) -> String {
    format!("KITH_{}", setting.replace('-', "_").to_uppercase())
}

fn postgres(address: &str, password_file: &str) -> Result<Location, BadSettings> {
    let not_a_database = || BadSettings::NotADatabase(address.to_owned());
    let (scheme, rest) = address.split_once("://").ok_or_else(not_a_database)?;
    if !matches!(scheme, "postgres" | "postgresql") {
        return Err(not_a_database());
    }
    let (who, host) = rest.split_once('@').unwrap_or(("", rest));
    if who.contains(':') {
        return Err(BadSettings::SecretInTheOpen);
    }
    let whole = match password_file {
        "" => address.to_owned(),
        file => {
            let path = PathBuf::from(file);
            let password = std::fs::read_to_string(&path)
                .map_err(|source| BadSettings::NoPassword(path, source))?;
            format!("{scheme}://{who}:{}@{host}", in_any_part(password.trim_end()))
        }
    };
    whole.parse().ok().ok_or_else(not_a_database)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::File => "kith.toml",
            Self::Delivered => "as delivered",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(flag: &str, environment: &str, file: &str) -> Result<Settings, BadSettings> {
        let pick = |pairs: &str, name: &str| {
            pairs.split_whitespace().find_map(|pair| {
                pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, v)| v.to_owned())
            })
        };
        Settings::read(&Sources {
            flag: &|name| pick(flag, name),
            environment: &|name| pick(environment, name),
            file: Some(file),
        })
    }

    #[test]
    fn a_flag_goes_before_the_environment_and_that_before_the_file() {
        let settings = read(
            "place=Flag",
            "KITH_PLACE=Env KITH_DATA=env",
            "place = 'File'\nlisten = '[::1]:1'",
        )
        .unwrap();
        assert_eq!(settings.place, "Flag");
        assert_eq!(settings.data, PathBuf::from("env"));
        assert_eq!(settings.listen.to_string(), "[::1]:1");
        let origins: Vec<String> = settings
            .told()
            .map(|(known, told)| format!("{} {}", known.name, told.origin))
            .collect();
        assert_eq!(
            origins,
            [
                "data environment",
                "database as delivered",
                "database-password-file as delivered",
                "anchors as delivered",
                "listen kith.toml",
                "certificate as delivered",
                "private-key as delivered",
                "proxy as delivered",
                "rate-limit as delivered",
                "metrics as delivered",
                "traces as delivered",
                "log-format as delivered",
                "content as delivered",
                "place flag",
                "second-factor as delivered",
                "address as delivered",
                "oidc-issuer as delivered",
                "oidc-name as delivered",
                "oidc-client as delivered",
                "oidc-client-secret-file as delivered",
                "oidc-key-file as delivered",
                "oidc-key-id as delivered",
                "oidc-scopes as delivered",
                "oidc-link as delivered",
            ]
        );
    }

    #[test]
    fn what_cannot_be_used_is_said_in_words() {
        check(
            "",
            "nonsense = '1'",
            "kith.toml sets \"nonsense\", which is not a setting; `kith config show` lists them",
        );
        check(
            "",
            "listen = 8420",
            "kith.toml gives listen a value without quotes; write listen = \"…\"",
        );
        check("second-factor=maybe", "", "second-factor can be as-roles or never, nothing else");
        check(
            "listen=here",
            "",
            "\"here\" is not an address to serve on; write it as 127.0.0.1:8420",
        );
        check(
            "database=postgres://kith:secret@db/kith",
            "",
            "the database address holds a password; put it in a file and name that file in database-password-file",
        );
    }

    fn check(flag: &str, file: &str, expected: &str) {
        assert_eq!(read(flag, "", file).unwrap_err().to_string(), expected);
    }
}
