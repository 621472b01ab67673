//! Looks at the machine: folder, disk, network, certificate.

use std::io::Write;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use x509_cert::Certificate;
use x509_cert::der::DecodePem;

use super::{Found, Standard};
use crate::app::App;

pub(super) fn network(app: &App) -> Found {
    let (listen, serving) = (app.settings.listen, &app.settings.serving);
    match serving.may_listen(listen) {
        Err(open) => Found::ill(open.to_string()),
        Ok(()) if serving.tls.is_some() => Found::well(format!("{listen} by TLS")),
        Ok(()) if listen.ip().is_loopback() => {
            Found::well(format!("{listen}, on this machine only"))
        }
        Ok(()) => {
            Found::well(format!("{listen} behind a proxy; see that nobody else can reach it"))
        }
    }
}

pub(super) fn certificate(app: &App) -> Found {
    let Some(files) = &app.settings.serving.tls else {
        return Found::well("none: Kith does not speak TLS itself");
    };
    let path = files.certificate.display();
    match expiry(&files.certificate) {
        Err(why) => Found::ill(format!("{path} {why}")),
        Ok(until) => {
            let left = until.duration_since(app.clock.now());
            let day = crate::clock::date_in_england(until);
            if left <= SignedDuration::ZERO {
                Found::ill(format!("{path} ended on {day}; put a new one in its place"))
            } else if left < app.standard.certificate() {
                Found::warn(format!("{path} ends on {day}; put a new one in its place"))
            } else {
                Found::well(format!("{path} holds until {day}"))
            }
        }
    }
}

/// When the first certificate of a PEM file ends, or what is wrong with the file.
pub fn expiry(path: &Path) -> Result<Timestamp, String> {
    let text = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let certificate =
        Certificate::from_pem(&text).map_err(|error| format!("holds no certificate: {error}"))?;
    let until = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    let seconds = i64::try_from(until.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).map_err(|error| format!("ends beyond all time: {error}"))
}

pub(super) fn folder(app: &App) -> Found {
    let folder = &app.settings.data;
    let tried =
        tempfile::NamedTempFile::new_in(folder).and_then(|mut file| file.write_all(b"kith"));
    if let Err(error) = tried {
        return Found::ill(format!("{} cannot be written: {error}", folder.display()));
    }
    match open_to_others(folder) {
        Some(mode) => Found::warn(format!(
            "others on this machine may enter {} (its mode is {mode:o}); chmod 700 it",
            folder.display()
        )),
        None => Found::well(format!("{} can be written, by its owner only", folder.display())),
    }
}

/// The mode of a folder that others than its owner may enter.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(folder).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Elsewhere the rights of a folder are lists that we do not read.
#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Option<u32> {
    None
}

pub(super) fn disk(app: &App) -> Found {
    match fs4::available_space(&app.settings.data) {
        Ok(bytes) => space(&app.standard, bytes),
        Err(error) => Found::warn(format!("its free space cannot be told: {error}")),
    }
}

fn space(standard: &Standard, bytes: u64) -> Found {
    let (warn, ill) = standard.space();
    let words = format!("{} MB are free where the data folder is", bytes >> 20);
    if bytes < ill {
        Found::ill(format!("{words}; make room before saving stops"))
    } else if bytes < warn {
        Found::warn(format!("{words}; a large load may not fit"))
    } else {
        Found::well(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::State;

    #[test]
    fn a_disk_that_fills_up_is_told_before_it_is_full() {
        let standard = Standard::read(crate::health::DELIVERED).unwrap();
        for (bytes, state) in [
            (0, State::Ill),
            (1 << 30, State::Warn),
            (6 << 30, State::Well),
            (u64::MAX, State::Well),
        ] {
            assert_eq!(space(&standard, bytes).state, state, "{bytes}");
        }
    }
}
