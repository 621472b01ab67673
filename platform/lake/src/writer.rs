//! A load's part of a dataset while it is written: rows are gathered, sorted by their keys, and put onto
//! the disk a group at a time, so that memory does not grow with the file.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_ord::sort::{SortColumn, lexsort_to_indices};
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::take::take_record_batch;
use kith_store::Value;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::lake::{Part, ROWS, SUMS, sync_folder};
use crate::rows::Gathered;
use crate::sums::Summing;
use crate::{Column, LakeError, column};

/// Rows in a group: the rows that are held in memory and sorted together.
pub const GROUP: usize = 1 << 17;
/// Rows in a page: those that are unpacked to find one client's.
pub const PAGE: usize = 1 << 11;

/// A load's part of a dataset while it is written. One that is let go of before [`Writer::finish`] leaves
/// nothing behind.
pub struct Writer {
    part: Part,
    columns: Vec<Column>,
    schema: SchemaRef,
    gathered: Gathered,
    to: Option<ArrowWriter<Summing<BufWriter<File>>>>,
    /// Where the files are while they are written, and where they are to be.
    folders: (PathBuf, PathBuf),
}

impl Writer {
    pub(crate) fn begin(
        part: Part,
        columns: &[Column],
        folders: (PathBuf, PathBuf),
    ) -> Result<Self, LakeError> {
        let path = folders.0.join(ROWS);
        let schema = column::schema(columns);
        let file = File::create_new(&path).map_err(LakeError::file(&path))?;
        // As long as the file is open: whoever sweeps leaves it alone.
        file.lock_shared().map_err(LakeError::file(&path))?;
        let to = Summing::new(BufWriter::new(file));
        let to = ArrowWriter::try_new(to, schema.clone(), Some(properties(columns)))
            .map_err(LakeError::parquet(&path))?;
        let (gathered, columns) = (Gathered::of(columns), columns.to_vec());
        Ok(Self { part, columns, schema, gathered, to: Some(to), folders })
    }

    /// Adds rows, each with a value for each column in their order. After an error nothing of the load
    /// is kept.
    pub fn write(&mut self, rows: Vec<Vec<Value>>) -> Result<(), LakeError> {
        for row in rows {
            if let Err(why) = self.gathered.add(&self.columns, row) {
                return Err(LakeError::Unfit { dataset: self.part.dataset.clone(), why });
            }
            self.part.rows += 1;
            if self.gathered.len() == GROUP {
                self.put()?;
            }
        }
        Ok(())
    }

    /// Ends the part: it is on disk under its own name when this returns.
    pub fn finish(mut self) -> Result<Part, LakeError> {
        self.put()?;
        let path = self.folders.0.join(ROWS);
        let Some(to) = self.to.take() else {
            return Err(LakeError::damaged(&path, "it was ended before"));
        };
        let summing = to.into_inner().map_err(failed(&path))?;
        let (file, sums) = summing.finish(self.part.rows);
        let file =
            file.into_inner().map_err(|error| LakeError::File(path.clone(), error.into_error()))?;
        file.sync_all().map_err(LakeError::file(&path))?;
        let beside = self.folders.0.join(SUMS);
        let text = serde_json::to_vec(&sums)
            .map_err(|error| LakeError::damaged(&beside, error.to_string()))?;
        fs::write(&beside, text).map_err(LakeError::file(&beside))?;
        File::open(&beside).and_then(|file| file.sync_all()).map_err(LakeError::file(&beside))?;
        sync_folder(&self.folders.0)?;
        fs::rename(&self.folders.0, &self.folders.1).map_err(LakeError::file(&self.folders.1))?;
        sync_folder(self.folders.1.parent().unwrap_or(&self.folders.1))?;
        self.part.bytes = sums.bytes;
        self.part.sha256.clone_from(&sums.sha256);
        Ok(self.part.clone())
    }

    /// Sorts what was gathered and puts it onto the disk as a group of its own.
    fn put(&mut self) -> Result<(), LakeError> {
        let path = self.folders.0.join(ROWS);
        let Some(to) = &mut self.to else { return Ok(()) };
        if self.gathered.len() == 0 {
            return Ok(());
        }
        let batch = RecordBatch::try_new(self.schema.clone(), self.gathered.take());
        let sorted = batch.and_then(|batch| sorted(&batch, &self.columns));
        to.write(&sorted.map_err(LakeError::arrow(&path))?).map_err(failed(&path))?;
        to.flush().map_err(failed(&path))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `finish` the folder has its own name, and there is nothing here. A folder that cannot be
        // removed now is removed at the next start.
        let _ = fs::remove_dir_all(&self.folders.0);
    }
}

/// A disk that is full is not a damaged file.
fn failed(path: &std::path::Path) -> impl FnOnce(ParquetError) -> LakeError + '_ {
    move |error| match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(cause) => LakeError::File(path.to_owned(), *cause),
            Err(cause) => LakeError::damaged(path, cause.to_string()),
        },
        other => LakeError::damaged(path, other.to_string()),
    }
}

fn sorted(batch: &RecordBatch, columns: &[Column]) -> Result<RecordBatch, ArrowError> {
    let keys = batch.columns().iter().zip(columns).filter(|(_, column)| column.is_key);
    let by = |(values, _): (&ArrayRef, _)| SortColumn { values: values.clone(), options: None };
    let by: Vec<SortColumn> = keys.map(by).collect();
    if by.is_empty() {
        return Ok(batch.clone());
    }
    take_record_batch(batch, &lexsort_to_indices(&by, None)?)
}

fn properties(columns: &[Column]) -> WriterProperties {
    let sorted_by = (0_i32..)
        .zip(columns)
        .filter(|(_, column)| column.is_key)
        .map(|(column_idx, _)| SortingColumn { column_idx, descending: false, nulls_first: true })
        .collect();
    let mut properties = WriterProperties::builder()
        .set_created_by("kith".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP))
        .set_data_page_row_count_limit(PAGE)
        .set_write_batch_size(PAGE)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(sorted_by));
    for column in columns.iter().filter(|column| column.is_key) {
        let path = ColumnPath::from(column.name.as_str());
        properties = properties
            .set_column_statistics_enabled(path.clone(), EnabledStatistics::Page)
            .set_column_dictionary_enabled(path, false);
    }
    properties.build()
}
