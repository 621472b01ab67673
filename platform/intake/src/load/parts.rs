//! What a load has in the lake, while it is written.

use kith_lake::{Column, Lake, LakeError, Part, Writer};
use kith_store::Value;
use kith_terms::Id;

use super::Load;
use crate::{Kept, Table};

/// Writes the rows of a load that belong into the lake. Nothing of it is kept before
/// [`Parts::finish`].
pub(super) struct Parts {
    lake: Lake,
    load: Id<Load>,
    writers: Vec<(&'static str, Writer)>,
}

impl Parts {
    pub(super) fn of(lake: &Lake, load: Id<Load>) -> Self {
        Self { lake: lake.clone(), load, writers: Vec::new() }
    }

    /// Writes rows of a table that is kept in the lake.
    pub(super) fn write(&mut self, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), LakeError> {
        if let Some((_, writer)) = self.writers.iter_mut().find(|(name, _)| *name == table.name) {
            return writer.write(rows);
        }
        let mut writer = self.lake.writer(table.name, self.load, &columns(table))?;
        writer.write(rows)?;
        self.writers.push((table.name, writer));
        Ok(())
    }

    /// Puts everything onto the disk.
    pub(super) fn finish(self) -> Result<Vec<Part>, LakeError> {
        self.writers.into_iter().map(|(_, writer)| writer.finish()).collect()
    }
}

/// The columns of a table in the lake: those by which rows are found, and text.
fn columns(table: &Table) -> Vec<Column> {
    let keys = match table.kept {
        Kept::Database => &[],
        Kept::Lake(keys) => keys,
    };
    table
        .columns
        .iter()
        .map(
            |column| if keys.contains(column) { Column::key(column) } else { Column::text(column) },
        )
        .collect()
}
