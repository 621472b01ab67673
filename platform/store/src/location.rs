//! Where the data are kept.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use sqlx::postgres::PgConnectOptions;

/// Where the data are kept: a file, or a PostgreSQL server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file. It is made if it is missing.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server, version 15 or newer.
    Postgres(ConnectionUrl),
}

/// The address of a PostgreSQL database. What is printed of it holds no password; better still, keep
/// the password out of it, in a `.pgpass` file.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionUrl(String);

/// The setting does not say where the data are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotALocation {
    /// It is empty.
    #[error("the place of the data is empty; give a file name or postgres://USER@HOST/DATABASE")]
    Empty,
    /// It begins like a PostgreSQL address but does not go on like one. The text is not repeated,
    /// since it may hold a password.
    #[error("the PostgreSQL address is not of the form postgres://USER@HOST/DATABASE")]
    BadUrl,
}

impl FromStr for Location {
    type Err = NotALocation;

    fn from_str(text: &str) -> Result<Self, NotALocation> {
        if text.trim().is_empty() {
            return Err(NotALocation::Empty);
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Ok(Self::Sqlite(PathBuf::from(text)));
        }
        match text.parse::<PgConnectOptions>() {
            Ok(_) => Ok(Self::Postgres(ConnectionUrl(text.to_owned()))),
            Err(_) => Err(NotALocation::BadUrl),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl ConnectionUrl {
    /// The address with everything in it, for the driver.
    pub(crate) fn whole(&self) -> &str {
        &self.0
    }

    /// The password in it, for PostgreSQL's own programs.
    pub(crate) fn password(&self) -> Option<String> {
        let (_, rest) = self.0.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (_, password) = authority.rsplit_once('@')?.0.split_once(':')?;
        Some(percent_decode_str(password).decode_utf8_lossy().into_owned())
    }

    /// What stands in it after `?` under that name.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.0.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }
}

impl fmt::Display for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What follows `?` may hold a password too, so nothing of it is shown.
        let shown = self.0.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = shown.split_once("://").unwrap_or(("postgres", shown));
        match rest.rsplit_once('@') {
            Some((login, place)) => {
                let user = login.split(':').next().unwrap_or_default();
                write!(f, "{scheme}://{user}@{place}")
            }
            None => write!(f, "{scheme}://{rest}"),
        }
    }
}

impl fmt::Debug for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://kith:s3cr:et@db.example/kith",
            "postgresql://kith@db.example/kith?password=s3cret",
            "postgres://kith:p@s3cret@db.example/kith",
        ] {
            let location: Location = url.parse().unwrap();
            let shown = format!("{location} {location:?}");
            assert!(!shown.contains("s3c"), "{shown}");
            assert!(shown.contains("kith@db.example/kith"), "{shown}");
        }
        let refused = "postgres://kith:s3cret@[half/kith".parse::<Location>().unwrap_err();
        assert_eq!(refused, NotALocation::BadUrl);
    }

    #[test]
    fn the_password_is_there_for_other_programs() {
        for (url, password, certificate) in [
            ("postgres://kith:a%40b%2F@db/kith", Some("a@b/"), None),
            ("postgres://kith@db/kith?sslrootcert=%2Fetc%2Fca.pem", None, Some("/etc/ca.pem")),
            ("postgres://db/kith", None, None),
        ] {
            let url = ConnectionUrl(url.to_owned());
            assert_eq!(url.password().as_deref(), password, "{url}");
            assert_eq!(url.parameter("sslrootcert").as_deref(), certificate, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_a_file() {
        let location: Location = "data/kith.db".parse().unwrap();
        assert_eq!(location, Location::Sqlite(PathBuf::from("data/kith.db")));
        assert_eq!(" ".parse::<Location>(), Err(NotALocation::Empty));
    }
}
