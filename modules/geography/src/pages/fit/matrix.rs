//! A matrix on a page: one line for each pair that shares people, which reads well at any width; and
//! as a square where it is small enough to be taken in at a glance.

use kith_design::{Cell, Markup, Paging, SortedBy, Table, html};
use kith_frame::words;

use super::alignment::Compared;
use crate::align::Slot;
use crate::align::division::lower;
use crate::align::halves::share as part;
use crate::pages::plans::share;

/// Lines on a page.
const PAGE_SIZE: u64 = 50;
/// A square of more columns or rows than this is not shown: nobody reads it.
const MOST_COLUMNS: usize = 25;
const MOST_ROWS: usize = 40;

/// In which order the lines stand, and which page of them.
pub(super) struct Order {
    pub(super) sort: String,
    pub(super) is_down: bool,
    pub(super) page: u64,
}

/// The columns of the file.
pub(super) const HEAD: [&str; 7] = [
    "UNIT_CODE",
    "UNIT_NAME",
    "NEIGHBOURHOOD_CODE",
    "NEIGHBOURHOOD_NAME",
    "PEOPLE",
    "SHARE_OF_UNIT",
    "SHARE_OF_NEIGHBOURHOOD",
];

/// A pair that shares people.
struct Pair {
    one: Slot,
    other: Slot,
    people: u64,
    of_one: f64,
    of_other: f64,
}

fn pairs(compared: &Compared) -> Vec<Pair> {
    let matrix = &compared.matrix;
    let pair = |(&(one, other), &people): (&(Slot, Slot), &u64)| Pair {
        one,
        other,
        people,
        of_one: part(people, matrix.rows[&one]),
        of_other: part(people, matrix.columns[&other]),
    };
    matrix.cells.iter().map(pair).collect()
}

/// The lines of the file.
pub(super) fn lines(compared: &Compared) -> Vec<[String; 7]> {
    let line = |pair: &Pair| {
        [
            compared.one.code(pair.one),
            compared.one.name(pair.one),
            compared.other.code(pair.other),
            compared.other.name(pair.other),
            pair.people.to_string(),
            words::decimal(pair.of_one, 4),
            words::decimal(pair.of_other, 4),
        ]
    };
    pairs(compared).iter().map(line).collect()
}

/// The pairs as a list.
pub(super) fn list(compared: &Compared, path: &str, order: &Order) -> Markup {
    let mut pairs = pairs(compared);
    sort(compared, &mut pairs, order);
    let paging = Paging { page: order.page, per_page: PAGE_SIZE, total: pairs.len() as u64 };
    let address = |sort: &str, is_down: bool, page: u64| {
        let down = if is_down { "&down=1" } else { "" };
        format!("{path}?layer={}&sort={sort}{down}&page={page}", compared.one.key)
    };
    let (one, is_down) = (compared.one.one.as_str(), order.is_down);
    let key = if order.sort.is_empty() { "unit" } else { &order.sort };
    let sorted = SortedBy { column: key, descending: is_down };
    let head = |key: &'static str, cell: Cell| sorted.head(key, cell, |down| address(key, down, 1));
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let rows = pairs.iter().skip(from).take(size).map(|pair| row(compared, pair));
    html! {
        (paging.summary("pair", "pairs"))
        (Table {
            caption: format!("Who is in which {} and lives in which neighbourhood", lower(one)).into(),
            head: vec![
                head("unit", Cell::from(one)),
                head("neighbourhood", "Neighbourhood".into()),
                head("people", Cell::number("People")),
                head("of_unit", Cell::number(format!("Share of the {}", lower(one)))),
                head("of_neighbourhood", Cell::number("Share of the neighbourhood")),
            ],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
        (paging.links(|page| address(key, is_down, page)))
    }
}

fn row(compared: &Compared, pair: &Pair) -> Vec<Cell> {
    let other = compared.other.name(pair.other);
    vec![
        Cell::from(compared.one.name(pair.one)),
        Cell::from(html! {
            (other)
            @if compared.are_counterparts(pair.one, pair.other) { " (counterpart)" }
        }),
        Cell::number(words::count(pair.people)),
        Cell::number(share(pair.of_one)),
        Cell::number(share(pair.of_other)),
    ]
}

fn sort(compared: &Compared, pairs: &mut [Pair], order: &Order) {
    match order.sort.as_str() {
        "neighbourhood" => pairs.sort_by_key(|pair| (pair.other, pair.one)),
        "people" => pairs.sort_by_key(|pair| pair.people),
        "of_unit" => pairs.sort_by(|a, b| a.of_one.total_cmp(&b.of_one)),
        "of_neighbourhood" => pairs.sort_by(|a, b| a.of_other.total_cmp(&b.of_other)),
        // By name, and for each the largest share first.
        _ => pairs.sort_by(|a, b| {
            let name = |pair: &Pair| match pair.one {
                Slot::Unit(at) => (false, compared.one.units[at].name.as_str(), pair.one),
                _ => (true, "", pair.one),
            };
            name(a).cmp(&name(b)).then(b.people.cmp(&a.people))
        }),
    }
    if order.is_down {
        pairs.reverse();
    }
}

/// The square with its sums.
pub(super) fn square(compared: &Compared) -> Markup {
    let matrix = &compared.matrix;
    if matrix.columns.len() > MOST_COLUMNS || matrix.rows.len() > MOST_ROWS {
        return html! {
            p { "The square of all pairs has " (words::count(matrix.rows.len() as u64)) " rows and "
                (words::count(matrix.columns.len() as u64)) " columns. It is in the CSV." }
        };
    }
    let mut head = vec![Cell::from(compared.one.one.as_str())];
    head.extend(matrix.columns.keys().map(|slot| Cell::number(compared.other.name(*slot))));
    head.push(Cell::number("All"));
    let mut rows: Vec<Vec<Cell>> = matrix
        .rows
        .iter()
        .map(|(one, all)| {
            let mut cells = vec![Cell::from(compared.one.name(*one))];
            let people = |other: &Slot| matrix.cell(*one, *other);
            cells
                .extend(matrix.columns.keys().map(|slot| Cell::number(words::count(people(slot)))));
            cells.push(Cell::number(words::count(*all)));
            cells
        })
        .collect();
    let mut sums = vec![Cell::from("All")];
    sums.extend(matrix.columns.values().map(|all| Cell::number(words::count(*all))));
    sums.push(Cell::number(words::count(matrix.people())));
    rows.push(sums);
    html! {
        (Table {
            caption: "The same as a square, with sums".into(),
            head,
            rows,
            first_cell_is_header: true,
            scroll: true,
            compact: true,
            ..Table::default()
        })
    }
}
