//! Keeps what the program must be able to read again and nobody else may: secrets of authenticator
//! apps, and cookies that only we can have made.
//!
//! The key is a file of 32 random bytes in the data folder that only its owner may read. A copy of the
//! database without that file gives nobody a working second factor (docs/adr/0015-who-is-at-the-door.md).

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use tempfile::NamedTempFile;

use crate::dice::{Dice, bytes_of, hexadecimal};

/// The name of the key file in the data folder.
pub const KEY_FILE: &str = "secrets.key";

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Seals and opens.
#[derive(Clone)]
pub struct Keeper(Arc<XChaCha20Poly1305>);

impl Keeper {
    /// With the key in the folder; made at the first start.
    pub fn open(folder: &Path, dice: &Dice) -> io::Result<Self> {
        let path = folder.join(KEY_FILE);
        if !path.exists() {
            make_key(folder, &path, dice)?;
        }
        Self::with(&path)
    }

    /// With the key in the folder, if there is one.
    pub fn look(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(KEY_FILE);
        if path.exists() { Self::with(&path).map(Some) } else { Ok(None) }
    }

    fn with(path: &Path) -> io::Result<Self> {
        let key: [u8; KEY_BYTES] = std::fs::read(path)?
            .try_into()
            .or(Err(io::Error::other("the key file does not hold 32 bytes")))?;
        Ok(Self(Arc::new(XChaCha20Poly1305::new(&key.into()))))
    }

    /// Seals something for a purpose; it opens for no other.
    pub fn seal(&self, dice: &Dice, purpose: &str, plain: &[u8]) -> String {
        let nonce = dice.bytes::<NONCE_BYTES>();
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: purpose.as_bytes() })
            .expect("sealing fails only for texts of 256 GiB and more");
        hexadecimal(&nonce) + &hexadecimal(&sealed)
    }

    /// Opens what was sealed for the purpose; nothing where it was not, or not by us.
    pub fn unseal(&self, purpose: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = bytes_of(sealed)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        self.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: purpose.as_bytes() }).ok()
    }
}

/// The file appears whole or not at all, and never over another: two programs may start at once.
fn make_key(folder: &Path, path: &Path, dice: &Dice) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(&dice.bytes::<KEY_BYTES>())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => std::fs::File::open(folder)?.sync_all(),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeper(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_with_its_key_only() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let dice = Dice::seeded(1);
        let keeper = Keeper::open(here.path(), &dice).unwrap();
        let sealed = keeper.seal(&dice, "app", b"secret");
        assert!(!sealed.contains(&hexadecimal(b"secret")));
        let again = Keeper::open(here.path(), &dice).unwrap();
        assert_eq!(again.unseal("app", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(again.unseal("device", &sealed), None);
        let other = Keeper::open(there.path(), &dice).unwrap();
        assert_eq!(other.unseal("app", &sealed), None);
        let bent =
            sealed.replacen(&sealed[60..61], if &sealed[60..61] == "0" { "1" } else { "0" }, 1);
        assert!(bent == sealed || again.unseal("app", &bent).is_none());
        for nonsense in ["", "zz", "00", "é"] {
            assert_eq!(again.unseal("app", nonsense), None);
        }
    }

    #[test]
    #[cfg(unix)]
    fn nobody_else_may_read_the_key_file() {
        use std::os::unix::fs::PermissionsExt;
        let here = tempfile::tempdir().unwrap();
        Keeper::open(here.path(), &Dice::seeded(1)).unwrap();
        let mode = std::fs::metadata(here.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_file_that_was_cut_short_is_not_used() {
        let here = tempfile::tempdir().unwrap();
        std::fs::write(here.path().join(KEY_FILE), b"short").unwrap();
        let refused = Keeper::open(here.path(), &Dice::seeded(1)).unwrap_err();
        assert_eq!(refused.to_string(), "the key file does not hold 32 bytes");
    }
}
