//! Codes from an authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which is
//! what every app understands. A code of the step before or after is taken, each code once.

use std::fmt;

use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg::Color;
use totp_rs::{Algorithm, Builder, Totp};

use crate::account::SignInName;

/// Seconds of a step (RFC 6238, 5.2 recommends 30).
const STEP: u64 = 30;
/// Steps before and after the present one of which a code is taken (RFC 6238, 5.2).
const SKEW: u16 = 1;
/// Bytes of a secret: 160 bits (RFC 4226, 4, R6 recommends them).
pub const SECRET_BYTES: usize = 20;

/// The secret that an app and we share. It cannot be printed by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret(Vec<u8>);

impl AppSecret {
    /// From random bytes or from the keeper.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// For the keeper.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The step of which `typed` is the code, where it is one that may be taken at `now` and is later
    /// than `last`, the newest of which one was taken.
    pub fn step_of(&self, typed: &str, now: Timestamp, last: i64) -> Option<i64> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let now = u64::try_from(now.as_second()).ok()?;
        let step = self.totp("").check(&digits, now)?;
        i64::try_from(step).ok().filter(|step| *step > last)
    }

    /// The letters that are typed into an app that cannot read pictures, in groups of four.
    pub fn letters(&self) -> String {
        let letters: Vec<char> = self.totp("").secret().to_base32().chars().collect();
        letters
            .chunks(4)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What the picture says: the secret, whose it is and where.
    pub fn address(&self, name: &SignInName) -> String {
        self.totp(&name.to_string()).to_url().unwrap_or_default()
    }

    /// The picture that an app reads, as SVG.
    pub fn picture(&self, name: &SignInName) -> String {
        let Ok(code) = QrCode::new(self.address(name)) else { return String::new() };
        let svg = code.render::<Color<'_>>().min_dimensions(240, 240).build();
        svg.split_once("?>").map_or(svg.clone(), |(_, svg)| svg.to_owned())
    }

    fn totp(&self, name: &str) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(STEP)
            .with_secret(self.0.clone())
            .with_account_name(name.replace(':', " "))
            .with_issuer(Some("Kith"))
            .build_noncompliant()
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> AppSecret {
        AppSecret::new(*b"12345678901234567890")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The last six of the eight digits of RFC 6238, appendix B, SHA-1.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().step_of(code, at(second), 0), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_is_taken_a_step_early_or_late_and_never_twice() {
        let step = 1_111_111_109 / 30;
        for (second, taken) in [(-31, false), (-29, true), (0, true), (29, true), (60, false)] {
            let found = secret().step_of("081 804", at(1_111_111_080 + second), 0);
            assert_eq!(found.is_some(), taken, "{second} s");
        }
        assert_eq!(secret().step_of("081804", at(1_111_111_109), step), None, "taken before");
        for nonsense in ["", "81804", "081805", "abcdef", "0818040"] {
            assert_eq!(secret().step_of(nonsense, at(1_111_111_109), 0), None, "{nonsense:?}");
        }
    }

    #[test]
    fn an_app_reads_whose_secret_it_is_and_nothing_prints_it() {
        let name = "ann@wendmere.example".parse().unwrap();
        let address = secret().address(&name);
        assert!(address.starts_with("otpauth://totp/Kith:ann%40wendmere.example?secret=GEZDGNBV"));
        assert!(secret().picture(&name).starts_with("<svg"));
        assert_eq!(secret().letters(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(format!("{:?}", secret()), "AppSecret(…)");
    }
}
