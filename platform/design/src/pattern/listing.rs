//! Pages of a long list, and columns that the server sorts.

use maud::{Markup, Render, html};

use crate::component::pagination::{PageLink, PageNumber, Pagination};
use crate::component::table::{Cell, Sort};
use crate::words;

/// Which part of a long list is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// The page that is seen, from 1.
    pub page: u64,
    /// How many things are on a page.
    pub per_page: u64,
    /// How many there are in all.
    pub total: u64,
}

impl Paging {
    /// How many pages there are; an empty list has one.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.per_page.max(1)).max(1)
    }

    /// The page that is seen, where a number beyond the last means the last.
    pub fn current(&self) -> u64 {
        self.page.clamp(1, self.pages())
    }

    /// How many things come before those that are seen.
    pub fn offset(&self) -> u64 {
        (self.current() - 1) * self.per_page
    }

    /// "Showing 1 to 50 of 312 practices".
    pub fn summary(&self, one: &str, several: &str) -> Markup {
        let last = (self.offset() + self.per_page).min(self.total);
        html! {
            p class="kith-showing" {
                @if self.pages() == 1 {
                    "Showing " (words::how_many(self.total, one, several))
                } @else {
                    "Showing " (words::count(self.offset() + 1)) " to " (words::count(last))
                    " of " (words::how_many(self.total, one, several))
                }
            }
        }
    }

    /// The links to the other pages; nothing if there are none. `href` gives a page's address.
    pub fn links(&self, href: impl Fn(u64) -> String) -> Markup {
        if self.pages() == 1 {
            return html! {};
        }
        let (current, pages) = (self.current(), self.pages());
        let link = |page: u64| PageLink { href: href(page), ..PageLink::default() };
        Pagination {
            previous: (current > 1).then(|| link(current - 1)),
            next: (current < pages).then(|| link(current + 1)),
            items: self.numbers(&href),
            ..Pagination::default()
        }
        .render()
    }

    /// The first and last page, and those beside the one that is seen.
    fn numbers(&self, href: impl Fn(u64) -> String) -> Vec<PageNumber> {
        let (current, pages) = (self.current(), self.pages());
        let wanted = |page: u64| page == 1 || page == pages || page.abs_diff(current) <= 1;
        let mut numbers: Vec<PageNumber> = Vec::new();
        for page in 1..=pages {
            let after_gap = numbers.last().is_some_and(|last| last.ellipsis);
            if wanted(page) {
                let current = page == current;
                numbers.push(PageNumber {
                    number: page,
                    href: href(page),
                    current,
                    ..PageNumber::default()
                });
            } else if !after_gap {
                numbers.push(PageNumber { ellipsis: true, ..PageNumber::default() });
            }
        }
        numbers
    }
}

/// How a table is sorted: by which column, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortedBy<'a> {
    /// The key of the column, as it stands in the address.
    pub column: &'a str,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl SortedBy<'_> {
    /// The head of a column that can be sorted. `href` gives the address of the first page of the
    /// list sorted by this column, the given way.
    #[must_use]
    pub fn head(&self, key: &str, head: impl Into<Cell>, href: impl Fn(bool) -> String) -> Cell {
        let is_sorted = self.column == key;
        let sort = match (is_sorted, self.descending) {
            (false, _) => Sort::None,
            (true, false) => Sort::Ascending,
            (true, true) => Sort::Descending,
        };
        let next_descending = is_sorted && !self.descending;
        Cell { sort: Some(sort), href: Some(href(next_descending)), ..head.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_which_part_of_the_list_it_shows() {
        let paging = Paging { page: 7, per_page: 50, total: 312 };
        let summary = paging.summary("practice", "practices").into_string();
        assert_eq!(summary, "<p class=\"kith-showing\">Showing 301 to 312 of 312 practices</p>");
        assert_eq!(paging.offset(), 300);
    }

    #[test]
    fn a_number_beyond_the_last_page_means_the_last() {
        assert_eq!(Paging { page: 99, per_page: 50, total: 312 }.current(), 7);
        assert_eq!(Paging { page: 0, per_page: 50, total: 0 }.current(), 1);
    }

    #[test]
    fn only_pages_near_the_current_one_and_the_ends_are_named() {
        let paging = Paging { page: 6, per_page: 10, total: 200 };
        let shown: Vec<String> = paging
            .numbers(|page| format!("?page={page}"))
            .iter()
            .map(|item| if item.ellipsis { "…".to_owned() } else { item.number.to_string() })
            .collect();
        assert_eq!(shown.join(" "), "1 … 5 6 7 … 20");
    }

    #[test]
    fn sorting_the_sorted_column_again_turns_it_round() {
        let sorted = SortedBy { column: "name", descending: false };
        let head = sorted.head("name", "Name", |descending| format!("?descending={descending}"));
        assert_eq!(
            (head.sort, head.href.as_deref()),
            (Some(Sort::Ascending), Some("?descending=true"))
        );
    }
}
