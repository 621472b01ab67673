//! Lists of different lengths, end to end.

/// Lists of different lengths, end to end.
#[derive(Debug, Clone)]
pub(super) struct Rows<T> {
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> Rows<T> {
    /// From items with their row; `key` orders the items of a row.
    pub(super) fn new(rows: usize, mut items: Vec<(usize, T)>, key: impl Fn(&T) -> usize) -> Self {
        items.sort_by_key(|(row, item)| (*row, key(item)));
        let mut starts = vec![0; rows + 1];
        for (row, _) in &items {
            starts[row + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        Self { starts, items: items.into_iter().map(|(_, item)| item).collect() }
    }

    pub(super) fn row(&self, row: usize) -> &[T] {
        &self.items[self.starts[row]..self.starts[row + 1]]
    }

    /// The places of a row among all items.
    pub(super) fn places(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    pub(super) fn items(&self) -> &[T] {
        &self.items
    }

    pub(super) fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}
