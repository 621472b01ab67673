//! A file every block of which is held to its hash before a byte of it is believed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use crate::LakeError;
use crate::sums::Sums;

/// An open file and what it is to be like.
#[derive(Clone)]
pub(crate) struct Checked {
    file: Arc<Mutex<File>>,
    sums: Arc<Sums>,
}

impl Checked {
    pub(crate) fn open(path: &Path, sums: Arc<Sums>) -> Result<Self, LakeError> {
        let file = File::open(path).map_err(LakeError::file(path))?;
        let length = file.metadata().map_err(LakeError::file(path))?.len();
        if length != sums.bytes {
            let why = format!("it has {length} bytes instead of {}", sums.bytes);
            return Err(LakeError::damaged(path, why));
        }
        Ok(Self { file: Arc::new(Mutex::new(file)), sums })
    }

    /// The bytes of the blocks from number `first` to number `last`, both included.
    fn blocks(&self, first: usize, last: usize) -> io::Result<Vec<u8>> {
        let size = self.sums.block;
        let begins = first as u64 * size as u64;
        let ends = ((last as u64 + 1) * size as u64).min(self.sums.bytes);
        let mut bytes = Vec::new();
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(begins))?;
            (&mut *file).take(ends.saturating_sub(begins)).read_to_end(&mut bytes)?;
        }
        for (number, block) in (first..=last).zip(bytes.chunks(size)) {
            if !self.sums.fits(number, block) {
                let why =
                    format!("the bytes from {} on are not those that were written", number * size);
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
        }
        Ok(bytes)
    }

    fn part(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let ends = start.checked_add(length as u64).filter(|ends| *ends <= self.sums.bytes);
        let Some(ends) = ends else {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends too early"));
        };
        if length == 0 {
            return Ok(Bytes::new());
        }
        let size = self.sums.block as u64;
        let whole = |number: u64| usize::try_from(number).map_err(io::Error::other);
        let (first, last) = (whole(start / size)?, whole((ends - 1) / size)?);
        let bytes = Bytes::from(self.blocks(first, last)?);
        let skip = whole(start % size)?;
        if bytes.len() < skip + length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends too early"));
        }
        Ok(bytes.slice(skip..skip + length))
    }
}

impl Length for Checked {
    fn len(&self) -> u64 {
        self.sums.bytes
    }
}

impl ChunkReader for Checked {
    type T = Onwards;

    fn get_read(&self, start: u64) -> Result<Onwards, ParquetError> {
        Ok(Onwards { of: self.clone(), at: start, block: Bytes::new() })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        Ok(self.part(start, length)?)
    }
}

/// Reads on from a place in the file, a block at a time.
pub(crate) struct Onwards {
    of: Checked,
    at: u64,
    block: Bytes,
}

impl Read for Onwards {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.block.is_empty() {
            let size = self.of.sums.block as u64;
            let left = self.of.sums.bytes.saturating_sub(self.at);
            let length = (size - self.at % size).min(left);
            self.block =
                self.of.part(self.at, usize::try_from(length).map_err(io::Error::other)?)?;
            self.at += length;
        }
        let taken = self.block.len().min(into.len());
        into[..taken].copy_from_slice(&self.block.split_to(taken));
        Ok(taken)
    }
}
