//! From metres on the ground to whole units of a drawing, and the short spelling of paths.

use std::fmt::Write as _;

use kith_terms::{Boundary, Point, Ring};
use maud::{Markup, PreEscaped, html};

use super::window::Window;

/// How many units a drawing is wide. On a screen of 1,000 pixels one unit is one pixel.
const WIDTH: f64 = 1000.0;

/// The strip below the ground, in units, for the scale.
const FOOT: i64 = 28;

/// A map sheet: a window on the ground, drawn at a scale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    window: Window,
    units_per_metre: f64,
}

/// A place on the sheet, in whole units from its top left corner.
pub(crate) type Spot = (i64, i64);

impl Sheet {
    pub(crate) fn new(window: Window) -> Self {
        Self { window, units_per_metre: WIDTH / window.width() }
    }

    pub(crate) fn height(&self) -> i64 {
        whole(self.window.height() * self.units_per_metre)
    }

    /// Where a point on the ground lies on the sheet. Two areas that share a point share its spot.
    pub(crate) fn spot(&self, point: Point) -> Spot {
        let right = (point.east - self.window.west) * self.units_per_metre;
        let down = (self.window.north - point.north) * self.units_per_metre;
        (whole(right), whole(down))
    }

    /// The rings of a boundary on the sheet, without points that fall on the one before.
    pub(crate) fn rings(&self, boundary: &Boundary) -> Vec<Vec<Spot>> {
        boundary.rings().map(|ring| self.ring(ring)).filter(|ring| ring.len() > 2).collect()
    }

    fn ring(&self, ring: &Ring) -> Vec<Spot> {
        let mut spots: Vec<Spot> = ring.0.iter().map(|point| self.spot(*point)).collect();
        spots.dedup();
        if spots.len() > 1 && spots.first() == spots.last() {
            spots.pop();
        }
        spots
    }

    /// The whole drawing. `name` is the id of the sentence that says what it shows.
    pub(crate) fn svg(&self, name: &str, inside: &Markup) -> Markup {
        let height = self.height() + FOOT;
        html! {
            svg class="kith-map" xmlns="http://www.w3.org/2000/svg" role="img" tabindex="0"
                viewBox={ "0 0 1000 " (height) } aria-labelledby=(name) focusable="true" {
                (inside)
                (self.scale_bar(height))
            }
        }
    }

    /// A bar at the bottom left whose length [`Sheet::scale_words`] tells.
    fn scale_bar(&self, height: i64) -> Markup {
        let length = whole(self.bar_metres() * self.units_per_metre);
        let path = format!("M4 {}v10h{length}v-10", height - 14);
        html! { path d=(path) fill="none" stroke="#212b32" stroke-width="3" {} }
    }

    /// "The bar is 2 kilometres long."
    pub(crate) fn scale_words(&self) -> String {
        let metres = self.bar_metres();
        if metres >= 1000.0 {
            let kilometres = metres / 1000.0;
            let plural = if kilometres > 1.0 { "s" } else { "" };
            format!("The bar is {kilometres:.0} kilometre{plural} long.")
        } else {
            format!("The bar is {metres:.0} metres long.")
        }
    }

    /// The longest of 1, 2, 5, 10, 20 … metres that is no longer than a quarter of the width.
    fn bar_metres(&self) -> f64 {
        let most = self.window.width() / 4.0;
        let power = 10_f64.powf(most.log10().floor());
        [5.0, 2.0, 1.0]
            .map(|step| step * power)
            .into_iter()
            .find(|bar| *bar <= most)
            .unwrap_or(power)
    }
}

/// How wide the white borders between areas are, in pixels: thin where there are many areas, or the
/// borders would hide a town.
pub(crate) fn border_width(areas: usize) -> &'static str {
    if areas > 300 { "0.5" } else { "1" }
}

#[expect(clippy::cast_possible_truncation, reason = "a sheet is some thousand units wide")]
pub(crate) fn whole(number: f64) -> i64 {
    number.round() as i64
}

/// Closed rings as the shortest path that this way of writing knows: steps from point to point,
/// and no separator where a minus separates.
pub(crate) fn closed_path(rings: &[Vec<Spot>]) -> String {
    let mut path = String::new();
    let mut from = (0, 0);
    for ring in rings {
        push_line(&mut path, ring, from);
        path.push('z');
        // Closing returns to where the ring began.
        from = ring.first().copied().unwrap_or(from);
    }
    path
}

/// Open lines in the same spelling.
pub(crate) fn open_path(lines: &[Vec<Spot>]) -> String {
    let mut path = String::new();
    let mut from = (0, 0);
    for line in lines {
        push_line(&mut path, line, from);
        from = line.last().copied().unwrap_or(from);
    }
    path
}

fn push_line(path: &mut String, spots: &[Spot], mut from: Spot) {
    path.push('m');
    for (index, spot) in spots.iter().enumerate() {
        push_number(path, spot.0 - from.0, index > 0);
        push_number(path, spot.1 - from.1, true);
        from = *spot;
    }
}

fn push_number(path: &mut String, number: i64, after_number: bool) {
    if after_number && number >= 0 {
        path.push(' ');
    }
    let _ = write!(path, "{number}");
}

/// An area on the map, which its row in the table links to.
pub(crate) fn area(code: &str, title: &str, rings: &[Vec<Spot>]) -> Markup {
    html! {
        path id={ "area-" (code) } d=(PreEscaped(closed_path(rings))) { title { (title) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_spelled_in_steps() {
        let rings = [vec![(10, 10), (20, 10), (20, 25)], vec![(12, 12), (14, 12), (13, 11)]];
        assert_eq!(closed_path(&rings), "m10 10 10 0 0 15zm2 2 2 0-1-1z");
        assert_eq!(open_path(&[vec![(5, 5), (4, 5)], vec![(6, 5), (6, 6)]]), "m5 5-1 0m2 0 0 1");
    }

    #[test]
    fn the_scale_bar_has_a_round_length() {
        let sheet = |width| Sheet::new(Window { west: 0.0, south: 0.0, east: width, north: width });
        assert_eq!(sheet(15_000.0).scale_words(), "The bar is 2 kilometres long.");
        assert_eq!(sheet(4_000.0).scale_words(), "The bar is 1 kilometre long.");
        assert_eq!(sheet(1_999.0).scale_words(), "The bar is 200 metres long.");
    }

    #[test]
    fn neighbours_that_share_a_point_share_its_spot() {
        let sheet = Sheet::new(Window { west: 0.0, south: 0.0, east: 10_000.0, north: 5_000.0 });
        assert_eq!(sheet.spot(Point { east: 1234.4, north: 5_000.0 }), (123, 0));
        assert_eq!(sheet.height(), 500);
    }
}
