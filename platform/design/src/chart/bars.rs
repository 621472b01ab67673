//! Horizontal bars, one or several beside each other: registered against resident people.

use maud::{Markup, Render, html};

use crate::colour::CATEGORIES;
use crate::component::table::{Cell, Table};
use crate::csv::csv;
use crate::figure::Figure;

/// The bars of one thing.
#[derive(Debug, Clone)]
pub struct Bar<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its values, one a series; none if there is no data.
    pub values: Vec<Option<f64>>,
}

/// What a bar chart shows.
pub struct Bars<'a> {
    /// The id of the figure on its page.
    pub id: &'a str,
    /// What is compared, as it begins a sentence: "People by neighbourhood".
    pub subject: &'a str,
    /// What one thing is called: "Neighbourhood".
    pub thing: &'a str,
    /// The series, at most four: "Registered", "Resident".
    pub series: &'a [&'a str],
    /// How a value is written.
    pub show: &'a dyn Fn(f64) -> String,
}

/// Heights in pixels: a line of words, a bar, the gaps behind a bar and behind a thing.
const LINE: usize = 24;
const BAR: usize = 18;
const BAR_GAP: usize = 4;
const THING_GAP: usize = 16;

/// The longest bar in hundredths of the width; the rest is for its value.
const LONGEST: f64 = 66.0;

/// Draws horizontal bars from zero. The words keep their size on every screen, because lengths are
/// shares of the width and the rest is in pixels.
pub fn bars(things: &[Bar], what: &Bars) -> Figure {
    let sentence = sentence(things, what);
    Figure {
        id: what.id.to_owned(),
        svg: svg(things, what),
        key: key(what),
        notes: html! {},
        table: table(things, what).render(),
        csv: file(things, what),
        sentence,
    }
}

fn svg(things: &[Bar], what: &Bars) -> Markup {
    let each = LINE + what.series.len() * (BAR + BAR_GAP) + THING_GAP;
    let most = things.iter().flat_map(|bar| &bar.values).flatten().copied().fold(0.0, f64::max);
    html! {
        svg class="kith-bars" xmlns="http://www.w3.org/2000/svg" role="img" width="100%"
            height=(each * things.len()) aria-labelledby={ (what.id) "-sentence" }
            font-family="arial, sans-serif" font-size="16" fill="#212b32" {
            @for (index, thing) in things.iter().enumerate() {
                text x="0" y=(index * each + 17) font-weight="700" { (thing.name) }
                @for (series, value) in thing.values.iter().enumerate().take(CATEGORIES.len()) {
                    (bar(*value, most, series, index * each + LINE + series * (BAR + BAR_GAP), what))
                }
            }
        }
    }
}

fn bar(value: Option<f64>, most: f64, series: usize, top: usize, what: &Bars) -> Markup {
    let share = value.filter(|_| most > 0.0).map_or(0.0, |value| value.max(0.0) / most * LONGEST);
    let shown = value.map_or_else(|| "No data".to_owned(), what.show);
    html! {
        @if share > 0.0 {
            rect x="0" y=(top) height=(BAR) width={ (format!("{share:.2}")) "%" }
                fill=(CATEGORIES[series]) {}
        }
        text x={ (format!("{share:.2}")) "%" } dx="6" y=(top + 14) { (shown) }
    }
}

fn key(what: &Bars) -> Markup {
    html! {
        @if what.series.len() > 1 {
            ul class="kith-key__list kith-key" {
                @for (series, colour) in what.series.iter().zip(CATEGORIES) {
                    li class="kith-key__item" {
                        svg class="kith-key__swatch" width="24" height="24" viewBox="0 0 24 24"
                            aria-hidden="true" focusable="false" {
                            rect x="1" y="1" width="22" height="22" fill=(colour) {}
                        }
                        (series)
                    }
                }
            }
        }
    }
}

/// "People by neighbourhood: registered from 28,004 in Moor Row to 52,117 in Ferry Town. The widest
/// gap is in Ferry Town: registered 52,117, resident 44,010."
fn sentence(things: &[Bar], what: &Bars) -> String {
    let first = |thing: &Bar| thing.values.first().copied().flatten();
    let by_first =
        |a: &&Bar, b: &&Bar| first(a).unwrap_or_default().total_cmp(&first(b).unwrap_or_default());
    let with_value = || things.iter().filter(|thing| first(thing).is_some());
    let (Some(least), Some(most)) = (with_value().min_by(by_first), with_value().max_by(by_first))
    else {
        return format!("{}: no data.", what.subject);
    };
    let show = |thing: &Bar| first(thing).map(what.show).unwrap_or_default();
    let series = what.series.first().map(|name| name.to_lowercase()).unwrap_or_default();
    let range = format!(
        "{}: {series} from {} in {} to {} in {}.",
        what.subject,
        show(least),
        least.name,
        show(most),
        most.name
    );
    match widest_gap(things) {
        Some((thing, one, other)) if what.series.len() == 2 => format!(
            "{range} The widest gap is in {}: {series} {}, {} {}.",
            thing.name,
            (what.show)(one),
            what.series[1].to_lowercase(),
            (what.show)(other)
        ),
        _ => range,
    }
}

/// The thing whose first two values differ most.
fn widest_gap<'a>(things: &'a [Bar<'a>]) -> Option<(&'a Bar<'a>, f64, f64)> {
    let pairs = things.iter().filter_map(|thing| match thing.values.as_slice() {
        [Some(one), Some(other), ..] => Some((thing, *one, *other)),
        _ => None,
    });
    pairs.max_by(|a, b| (a.1 - a.2).abs().total_cmp(&(b.1 - b.2).abs()))
}

fn table(things: &[Bar], what: &Bars) -> Table {
    let cell = |value: &Option<f64>| match value {
        Some(value) => Cell::number((what.show)(*value)),
        None => Cell::absent("No data"),
    };
    let row = |thing: &Bar| {
        let mut row = vec![Cell::from(thing.name)];
        row.extend(thing.values.iter().map(cell));
        row
    };
    let mut head = vec![Cell::from(what.thing)];
    head.extend(what.series.iter().map(|name| Cell::number(*name)));
    Table {
        caption: what.subject.into(),
        head,
        rows: things.iter().map(row).collect(),
        first_cell_is_header: true,
        compact: true,
        scroll: true,
        ..Table::default()
    }
}

fn file(things: &[Bar], what: &Bars) -> String {
    let mut head = vec![what.thing];
    head.extend(what.series);
    let rows =
        things.iter().map(|thing| {
            let mut row = vec![thing.name.to_owned()];
            row.extend(thing.values.iter().map(|value| {
                value.map_or_else(|| "No data".to_owned(), |value| value.to_string())
            }));
            row
        });
    csv(&head, rows)
}
