//! Reading: one client's rows among millions, and all rows in batches.

use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{RecordBatch, Scalar};
use arrow_ord::cmp::eq;
use kith_store::Value;
use kith_terms::Id;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicate, ArrowPredicateFn, ArrowReaderMetadata, ArrowReaderOptions,
    ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowFilter, RowSelection,
};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};
use parquet::file::page_index::column_index::ColumnIndexMetaData;

use crate::checked::Checked;
use crate::sums::Sums;
use crate::{Lake, LakeError, PAGE, rows};

/// A file, and what it says of itself.
pub(crate) struct Opened {
    path: PathBuf,
    sums: Arc<Sums>,
    metadata: ArrowReaderMetadata,
}

impl Opened {
    pub(crate) fn at(path: &Path, sums: &Path) -> Result<Self, LakeError> {
        let sums = Arc::new(Sums::read(sums)?);
        let file = Checked::open(path, sums.clone())?;
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
        let metadata =
            ArrowReaderMetadata::load(&file, options).map_err(LakeError::parquet(path))?;
        let rows = metadata.metadata().file_metadata().num_rows();
        if u64::try_from(rows).ok() != Some(sums.rows) {
            return Err(LakeError::damaged(
                path,
                format!("it has {rows} rows instead of {}", sums.rows),
            ));
        }
        Ok(Self { path: path.to_owned(), sums, metadata })
    }

    fn reader(&self) -> Result<ParquetRecordBatchReaderBuilder<Checked>, LakeError> {
        let file = Checked::open(&self.path, self.sums.clone())?;
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        Ok(reader.with_batch_size(PAGE))
    }

    /// The columns of these names, as far as the file has them.
    fn mask<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> ProjectionMask {
        let names: HashSet<&str> = names.into_iter().collect();
        let columns = self.metadata.schema().fields().iter().enumerate();
        let wanted = columns.filter(|(_, field)| names.contains(field.name().as_str()));
        ProjectionMask::roots(self.metadata.parquet_schema(), wanted.map(|(number, _)| number))
    }

    fn number(&self, column: &str) -> Option<usize> {
        self.metadata.schema().index_of(column).ok()
    }

    fn find(
        &self,
        equal: &[(&str, Value)],
        columns: &[String],
    ) -> Result<Vec<Vec<Value>>, LakeError> {
        let metadata = self.metadata.metadata();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let (mut groups, mut begins) = (Vec::new(), 0);
        for group in 0..metadata.num_row_groups() {
            let length = usize::try_from(metadata.row_group(group).num_rows()).unwrap_or(0);
            let found = self.pages(metadata, group, (length, equal));
            if found.is_empty() {
                continue;
            }
            ranges.extend(found.iter().map(|range| range.start + begins..range.end + begins));
            groups.push(group);
            begins += length;
        }
        let Some(filter) = self.filter(equal) else { return Ok(Vec::new()) };
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let reader = self
            .reader()?
            .with_row_groups(groups)
            .with_row_selection(RowSelection::from_consecutive_ranges(ranges.into_iter(), begins))
            .with_row_filter(RowFilter::new(filter))
            .with_projection(self.mask(columns.iter().map(String::as_str)))
            .build()
            .map_err(LakeError::parquet(&self.path))?;
        let mut found = Vec::new();
        for batch in reader {
            found.extend(rows::rows(&batch.map_err(LakeError::arrow(&self.path))?, columns));
        }
        Ok(found)
    }

    /// The rows of a group, counted from its first, that may be among those wanted: from page to page of
    /// the first key column that is asked about.
    fn pages(
        &self,
        metadata: &ParquetMetaData,
        group: usize,
        (length, equal): (usize, &[(&str, Value)]),
    ) -> Vec<Range<usize>> {
        let mut kept: Vec<Range<usize>> = std::iter::once(0..length).collect();
        for (name, value) in equal {
            let (Some(column), Value::Text(text)) = (self.number(name), value) else { continue };
            let index = metadata.column_index().map(|index| &index[group][column]);
            let pages = metadata.offset_index().map(|index| index[group][column].page_locations());
            let (Some(ColumnIndexMetaData::BYTE_ARRAY(index)), Some(pages)) = (index, pages) else {
                continue;
            };
            let first = |page: usize| {
                let row = pages.get(page).map(|page| usize::try_from(page.first_row_index));
                row.and_then(Result::ok).unwrap_or(length)
            };
            let may_hold = |page: &usize| {
                let least = index.min_value(*page).is_none_or(|least| least <= text.as_bytes());
                let greatest = index.max_value(*page);
                least && greatest.is_none_or(|greatest| text.as_bytes() <= greatest)
            };
            let these = (0..pages.len()).filter(may_hold).map(|page| first(page)..first(page + 1));
            kept = both(&kept, &these.collect::<Vec<_>>());
        }
        kept
    }

    /// The conditions; none if no row can meet them.
    fn filter(&self, equal: &[(&str, Value)]) -> Option<Vec<Box<dyn ArrowPredicate>>> {
        let mut all: Vec<Box<dyn ArrowPredicate>> = Vec::new();
        for (name, value) in equal {
            let wanted = rows::lone(value)?;
            let number = self.number(name)?;
            if self.metadata.schema().field(number).data_type() != wanted.data_type() {
                return None;
            }
            let wanted = Scalar::new(wanted);
            let is_so = move |batch: RecordBatch| eq(batch.column(0), &wanted);
            all.push(Box::new(ArrowPredicateFn::new(self.mask([*name]), is_so)));
        }
        Some(all)
    }
}

/// The rows that lie in a range of both. Each list is in order and without overlap.
fn both(some: &[Range<usize>], others: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut here, mut there, mut kept) = (0, 0, Vec::new());
    while let (Some(one), Some(other)) = (some.get(here), others.get(there)) {
        let range = one.start.max(other.start)..one.end.min(other.end);
        if !range.is_empty() {
            kept.push(range);
        }
        if one.end < other.end { here += 1 } else { there += 1 }
    }
    kept
}

impl Lake {
    /// The rows of some loads in a dataset in which all these columns have these values, with the values
    /// of `columns` in that order. Quick where one of them is a key column. A load without a part there
    /// has no rows; a column that a file does not have is empty.
    pub fn rows_of<T>(
        &self,
        dataset: &str,
        loads: &[Id<T>],
        equal: &[(&str, Value)],
        columns: &[&str],
    ) -> Result<Vec<Vec<Value>>, LakeError> {
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        let mut found = Vec::new();
        for load in loads {
            if let Some(opened) = self.opened(dataset, &load.to_string())? {
                found.extend(opened.find(equal, &columns)?);
            }
        }
        Ok(found)
    }

    /// All rows of a load in a dataset, a batch at a time, with the values of `columns` in that order.
    pub fn scan<T>(&self, dataset: &str, load: Id<T>, columns: &[&str]) -> Result<Scan, LakeError> {
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        let Some(opened) = self.opened(dataset, &load.to_string())? else {
            return Ok(Scan { path: PathBuf::new(), reader: None, columns });
        };
        let mask = opened.mask(columns.iter().map(String::as_str));
        let reader = opened.reader()?.with_projection(mask).build();
        let reader = reader.map_err(LakeError::parquet(&opened.path))?;
        Ok(Scan { path: opened.path.clone(), reader: Some(reader), columns })
    }
}

/// All rows of a part, a batch at a time.
pub struct Scan {
    path: PathBuf,
    reader: Option<ParquetRecordBatchReader>,
    columns: Vec<String>,
}

impl Iterator for Scan {
    type Item = Result<Vec<Vec<Value>>, LakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.as_mut()?.next()?;
        let read = batch.map_err(LakeError::arrow(&self.path));
        Some(read.map(|batch| rows::rows(&batch, &self.columns)))
    }
}
