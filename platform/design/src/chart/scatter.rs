//! Points by two values: plans by what they lose in two wishes.

use maud::{Markup, html};

use crate::colour::CATEGORIES;
use crate::component::table::{Cell, Table};
use crate::csv::csv;
use crate::figure::Figure;

/// A thing by two values.
#[derive(Debug, Clone)]
pub struct Dot<'a> {
    /// What it is called: "Plan 7".
    pub name: &'a str,
    /// Its value across.
    pub x: f64,
    /// Its value upward.
    pub y: f64,
}

/// What a scatter chart shows.
pub struct Scatter<'a> {
    /// The id of the figure on its page.
    pub id: &'a str,
    /// What the drawing shows, in one sentence.
    pub sentence: String,
    /// What one thing is called: "Plan".
    pub thing: &'a str,
    /// What is counted across and upward.
    pub axes: (&'a str, &'a str),
    /// How values across and upward are written.
    pub show: (&'a dyn Fn(f64) -> String, &'a dyn Fn(f64) -> String),
}

/// Where the field of points begins and ends: shares of the width, and pixels from the top.
const LEFT: f64 = 4.0;
const RIGHT: f64 = 96.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 324.0;
/// Pixels for the words below the field.
const HEIGHT: usize = 400;

/// Draws the points between their least and their most. The words keep their size on every screen, because
/// the width is in shares and the height in pixels.
pub fn scatter(dots: &[Dot], what: &Scatter) -> Figure {
    let head = vec![what.thing.into(), Cell::number(what.axes.0), Cell::number(what.axes.1)];
    let row = |dot: &Dot| {
        vec![
            Cell::from(dot.name),
            Cell::number((what.show.0)(dot.x)),
            Cell::number((what.show.1)(dot.y)),
        ]
    };
    let table = Table {
        caption: what.sentence.as_str().into(),
        head,
        rows: dots.iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    };
    let rows = dots.iter().map(|dot| [dot.name.to_owned(), dot.x.to_string(), dot.y.to_string()]);
    Figure {
        id: what.id.to_owned(),
        svg: svg(dots, what),
        key: html! {},
        notes: html! {},
        table: html! { (table) },
        csv: csv(&[what.thing, what.axes.0, what.axes.1], rows),
        sentence: what.sentence.clone(),
    }
}

fn svg(dots: &[Dot], what: &Scatter) -> Markup {
    let (across, upward) =
        (range(dots.iter().map(|dot| dot.x)), range(dots.iter().map(|dot| dot.y)));
    let share = |value: f64, (least, most): (f64, f64)| {
        if most > least { (value - least) / (most - least) } else { 0.5 }
    };
    let x = |value: f64| LEFT + 2.0 + share(value, across) * (RIGHT - LEFT - 4.0);
    let y = |value: f64| BOTTOM - 12.0 - share(value, upward) * (BOTTOM - TOP - 24.0);
    let (show_x, show_y) = what.show;
    let title = |dot: &Dot| format!("{}: {}, {}", dot.name, show_x(dot.x), show_y(dot.y));
    html! {
        svg class="kith-bars" xmlns="http://www.w3.org/2000/svg" role="img" width="100%"
            height=(HEIGHT) aria-labelledby={ (what.id) "-sentence" }
            font-family="arial, sans-serif" font-size="16" fill="#212b32" {
            text x="0" y="17" font-weight="700" { (what.axes.1) }
            rect x={ (LEFT) "%" } y=(TOP) width={ (RIGHT - LEFT) "%" } height=(BOTTOM - TOP)
                fill="#fff" stroke="#4c6272" {}
            @if !dots.is_empty() {
                text x={ (LEFT) "%" } y="37" { (show_y(upward.1)) " at the top, " (show_y(upward.0)) " at the foot" }
                text x={ (LEFT) "%" } y="346" { (show_x(across.0)) }
                text x={ (RIGHT) "%" } y="346" text-anchor="end" { (show_x(across.1)) }
            }
            @for dot in dots {
                circle cx={ (format!("{:.2}", x(dot.x))) "%" } cy=(format!("{:.1}", y(dot.y))) r="6"
                    fill=(CATEGORIES[0]) stroke="#fff" {
                    title { (title(dot)) }
                }
            }
            text x="0" y="376" font-weight="700" { (what.axes.0) }
        }
    }
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
        (least.min(value), most.max(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(dots: &[(f64, f64)]) -> Figure {
        let dots: Vec<Dot> = dots.iter().map(|&(x, y)| Dot { name: "Plan", x, y }).collect();
        let show = |value: f64| format!("{value}");
        scatter(
            &dots,
            &Scatter {
                id: "front",
                sentence: "Two plans.".to_owned(),
                thing: "Plan",
                axes: ("Borders", "Wards"),
                show: (&show, &show),
            },
        )
    }

    #[test]
    fn the_least_is_at_the_left_and_at_the_foot_and_the_most_opposite() {
        let svg = drawn(&[(0.1, 0.9), (0.3, 0.2)]).svg.into_string();
        assert!(svg.contains(r#"cx="6.00%" cy="56.0""#), "{svg}");
        assert!(svg.contains(r#"cx="94.00%" cy="312.0""#), "{svg}");
    }

    #[test]
    fn one_point_stands_in_the_middle_and_none_is_no_fault() {
        let svg = drawn(&[(0.1, 0.9)]).svg.into_string();
        assert!(svg.contains(r#"cx="50.00%" cy="184.0""#), "{svg}");
        assert!(!drawn(&[]).svg.into_string().contains("inf"));
    }
}
