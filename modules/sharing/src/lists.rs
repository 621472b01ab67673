//! Long lists: which rows a page of them holds.

use kith_design::Paging;

/// Rows on a page.
pub(crate) const PAGE_SIZE: u32 = 50;

/// A page of a list of `total` rows.
pub(crate) fn paging(page: u32, total: u64) -> Paging {
    Paging { page: u64::from(page), per_page: u64::from(PAGE_SIZE), total }
}

/// How many rows come before the page.
pub(crate) fn skip(paging: &Paging) -> u32 {
    u32::try_from(paging.offset()).unwrap_or(u32::MAX)
}
