//! When somebody is asked to see to something: `content/operations.toml`.

use jiff::SignedDuration;
use serde::Deserialize;

/// The thresholds in force.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The version of the content file.
    pub version: String,
    backup: Hours,
    certificate: Days,
    disk: Space,
    data: Vec<Age>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hours {
    hours: u32,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    days: u32,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Space {
    warn_megabytes: u64,
    ill_megabytes: u64,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Age {
    kinds: Vec<String>,
    days: u32,
    #[serde(rename = "source")]
    _source: String,
}

/// The thresholds that came with Kith; a place may have its own.
pub const DELIVERED: &str = include_str!("../../../../content/operations.toml");

impl Standard {
    /// Reads the thresholds.
    pub(crate) fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// How old the last backup may be.
    pub fn backup(&self) -> SignedDuration {
        SignedDuration::from_hours(self.backup.hours.into())
    }

    /// How long before its end a certificate should be renewed.
    pub fn certificate(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.certificate.days))
    }

    /// The free bytes below which somebody is warned, and below which saving may stop.
    pub fn space(&self) -> (u64, u64) {
        (self.disk.warn_megabytes << 20, self.disk.ill_megabytes << 20)
    }

    /// How many days old the newest file of a kind may be; nothing: it does not age.
    pub fn age(&self, kind: &str) -> Option<u32> {
        let rule = self.data.iter().find(|rule| rule.kinds.iter().any(|known| known == kind));
        rule.map(|rule| rule.days)
    }

    /// The kinds of file that age.
    pub fn ageing(&self) -> impl Iterator<Item = &str> {
        self.data.iter().flat_map(|rule| &rule.kinds).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thresholds_can_be_read_and_have_an_order() {
        let standard = Standard::read(DELIVERED).unwrap();
        let (warn, ill) = standard.space();
        assert!(warn > ill && ill > 0);
        assert_eq!(standard.backup(), SignedDuration::from_hours(24));
        assert_eq!(standard.age("registrations"), Some(150));
        assert_eq!(standard.age("census-2021"), None);
    }
}
