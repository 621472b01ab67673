//! The hashes of a file: of the whole, and of each block, so that a part can be read and believed without
//! the rest.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::LakeError;

/// Bytes in a block: about as many as the pages of a column that one client's rows lie in.
const BLOCK: usize = 16 << 10;
/// Bytes of a block's hash that are kept: damage is found by chance only once in 2^64 times. Who would
/// forge a file is found by the hash of the whole, which is kept elsewhere: in backups and exports.
const KEPT: usize = 8;

/// What a file is to be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sums {
    /// Rows in it.
    pub(crate) rows: u64,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// SHA-256 of the whole, in hexadecimal.
    pub(crate) sha256: String,
    /// Bytes in a block.
    pub(crate) block: usize,
    /// The beginning of the SHA-256 of each block, in hexadecimal.
    blocks: Vec<String>,
}

impl Sums {
    /// Reads them.
    pub(crate) fn read(path: &Path) -> Result<Self, LakeError> {
        let text = fs::read(path).map_err(LakeError::file(path))?;
        let sums: Self = serde_json::from_slice(&text)
            .map_err(|error| LakeError::damaged(path, error.to_string()))?;
        let blocks = sums.bytes.div_ceil(BLOCK as u64);
        if sums.block != BLOCK || sums.blocks.len() as u64 != blocks {
            return Err(LakeError::damaged(path, "it does not describe a whole file"));
        }
        Ok(sums)
    }

    /// Whether these are the bytes of block `number`.
    pub(crate) fn fits(&self, number: usize, bytes: &[u8]) -> bool {
        self.blocks.get(number).is_some_and(|kept| *kept == short(bytes))
    }

    /// Reads a file from its first byte to its last and says whether it is the one.
    pub(crate) fn verify(&self, path: &Path) -> Result<(), LakeError> {
        let mut file = File::open(path).map_err(LakeError::file(path))?;
        let mut again = Summing::new(io::sink());
        let bytes = io::copy(&mut file, &mut again).map_err(LakeError::file(path))?;
        if bytes != self.bytes {
            let why = format!("it has {bytes} bytes instead of {}", self.bytes);
            return Err(LakeError::damaged(path, why));
        }
        if again.finish(self.rows).1 != *self {
            return Err(LakeError::damaged(path, "its hash is not the one that was written down"));
        }
        Ok(())
    }
}

/// Hashes what is written on its way.
pub(crate) struct Summing<W> {
    to: W,
    whole: Sha256,
    bytes: u64,
    block: Vec<u8>,
    blocks: Vec<String>,
}

impl<W: Write> Summing<W> {
    pub(crate) fn new(to: W) -> Self {
        let block = Vec::with_capacity(BLOCK);
        Self { to, whole: Sha256::new(), bytes: 0, block, blocks: Vec::new() }
    }

    /// Ends the file: what it was written to, and what it is like.
    pub(crate) fn finish(mut self, rows: u64) -> (W, Sums) {
        if !self.block.is_empty() {
            self.blocks.push(short(&self.block));
        }
        let sha256 = hex(&self.whole.finalize());
        (self.to, Sums { rows, bytes: self.bytes, sha256, block: BLOCK, blocks: self.blocks })
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = BLOCK - self.block.len();
        let written = self.to.write(&bytes[..bytes.len().min(room)])?;
        self.whole.update(&bytes[..written]);
        self.bytes += written as u64;
        self.block.extend_from_slice(&bytes[..written]);
        if self.block.len() == BLOCK {
            self.blocks.push(short(&self.block));
            self.block.clear();
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn short(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..KEPT])
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
