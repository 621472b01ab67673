//! The open files to which blocks are added.

use std::io::{self, Write};

use crate::extracts::{FILES, Form};
use crate::files::xlsx::Streamed;
use crate::living::Open;

/// The name of the sheet in a workbook.
const SHEET: &str = "Referrals";

/// All files that blocks are added to.
pub(super) struct Outputs {
    files: Vec<Output>,
    pub(super) bytes: u64,
}

enum Output {
    Plain(Box<dyn Write>),
    Workbook(Box<Streamed<Box<dyn Write>>>),
}

impl Outputs {
    pub(super) fn open(open: &mut Open) -> io::Result<Self> {
        let (mut files, mut bytes) = (Vec::new(), 0);
        for file in &FILES {
            let mut to = open(file.path)?;
            files.push(match file.form {
                Form::Workbook => {
                    let header: Vec<&str> = file.header.split(',').collect();
                    Output::Workbook(Box::new(Streamed::begin(to, SHEET, &header)?))
                }
                Form::Table | Form::Resources => {
                    if !file.header.is_empty() {
                        writeln!(to, "{}", file.header)?;
                        bytes += file.header.len() as u64 + 1;
                    }
                    Output::Plain(to)
                }
            });
        }
        Ok(Self { files, bytes })
    }

    /// Adds the rows of a block, which stand in the order of the files.
    pub(super) fn add(&mut self, rows: &[Vec<u8>]) -> io::Result<()> {
        for (file, rows) in self.files.iter_mut().zip(rows) {
            self.bytes += rows.len() as u64;
            match file {
                Output::Plain(to) => to.write_all(rows)?,
                Output::Workbook(to) => to.rows(rows)?,
            }
        }
        Ok(())
    }

    /// The files are whole.
    pub(super) fn finish(self) -> io::Result<()> {
        for file in self.files {
            match file {
                Output::Plain(mut to) => to.flush()?,
                Output::Workbook(to) => to.finish()?,
            }
        }
        Ok(())
    }
}
