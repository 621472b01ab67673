//! Which page of a long list a call asks for.

use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page of a list. One beyond the last is empty, so that whoever asks page after page comes to an
/// end.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The page, from 1. 0 is the first as well.
    #[serde(default)]
    #[param(minimum = 0, maximum = 4_294_967_295_u32, format = Int64)]
    page: u32,
}

impl Which {
    /// The number of the page, from 1.
    pub fn number(self) -> u32 {
        self.page.max(1)
    }

    /// How many items come before it, with so many on a page.
    pub fn before(self, page_size: u32) -> u32 {
        (self.number() - 1).saturating_mul(page_size)
    }

    /// The items of the page.
    pub fn of<T>(self, page_size: u32, items: impl Iterator<Item = T>) -> Json<Vec<T>> {
        let fits = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Json(items.skip(fits(self.before(page_size))).take(fits(page_size)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_and_the_one_beyond_the_last_is_empty() {
        let of = |page| Which { page }.of(2, 1..=5).0;
        assert_eq!((of(0), of(1), of(2)), (vec![1, 2], vec![1, 2], vec![3, 4]));
        assert_eq!((of(3), of(4), of(u32::MAX)), (vec![5], vec![], vec![]));
        assert_eq!(Which { page: u32::MAX }.before(1_000), u32::MAX);
    }
}
