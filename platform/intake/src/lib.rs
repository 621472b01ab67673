//! Files from elsewhere become typed rows and findings.
//!
//! This crate knows how official files are built (archives, encodings, delimited text, workbooks,
//! GeoJSON, shapefiles) and how what is wrong in them is told. It knows no official file: what a
//! column means is said by the feeds of the modules. Only [`mod@load`] writes to a database.
//!
//! The way of a file: [`fn@open`] makes [`Source`]s of it; a [`Sample`] of a source is shown to each
//! [`Feed`]; the one that recognises it reads it row by row into a [`Landing`], which folds repeated
//! rows, sets bad ones aside as findings and hands the rest on in [`Chunk`]s.

mod check;
mod date;
mod decode;
mod delimited;
mod feed;
mod ground;
mod header;
mod landing;
pub mod load;
mod map;
mod mapping;
mod open;
mod row;
mod sample;
mod seen;
mod source;
mod survey;
mod workbook;

pub use check::{Checked, MOST_FINDINGS_KEPT, Recognised, check, load, recognise};
pub use date::{NotADate, OfficialDate};
pub use decode::{Decoded, decode};
pub use delimited::{Positions, each_row, each_row_by_position};
pub use feed::{CannotRead, Extent, Feed, Kept, Reading, Table};
pub use ground::{ToDegrees, ToGrid};
pub use header::{Column, Header};
pub use landing::{Chunk, Filling, Landed, Landing, SetAside, Sink, Stopped};
pub use map::each_feature;
pub use mapping::{EVENT_COLUMNS, Homes, Mapping, MappingFault, RECORD_COLUMNS, STREAMS};
pub use open::{CannotOpen, Opened, open, open_as, open_bytes};
pub use row::{Quarantined, Row, Rule};
pub use sample::Sample;
pub use source::{Given, Source};
pub use workbook::each_sheet_row;
