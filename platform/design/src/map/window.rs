//! The piece of ground that a map shows.

use std::fmt;
use std::str::FromStr;

use kith_terms::{Boundary, Point};
use maud::{Markup, html};

/// A rectangle on the ground, in metres of the National Grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Its western edge.
    pub west: f64,
    /// Its southern edge.
    pub south: f64,
    /// Its eastern edge.
    pub east: f64,
    /// Its northern edge.
    pub north: f64,
}

/// What was given is not a piece of ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAWindow(String);

impl fmt::Display for NotAWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a piece of ground: give west, south, east and north in metres",
            self.0
        )
    }
}

impl std::error::Error for NotAWindow {}

/// Where the links that move a window lead: the address of the same page with another window.
pub struct WindowLinks<'a> {
    /// The window that is seen.
    pub window: Window,
    /// The window that shows everything.
    pub whole: Window,
    /// The address of the page with the value of its `zoom` parameter; none for the whole.
    pub href: &'a dyn Fn(Option<Window>) -> String,
}

impl Window {
    /// The least window around all boundaries with a margin of two hundredths; a square kilometre
    /// at the origin of the grid if there are none.
    pub fn around<'a>(boundaries: impl IntoIterator<Item = &'a Boundary>) -> Self {
        let points = boundaries.into_iter().flat_map(Boundary::rings).flat_map(|ring| &ring.0);
        let mut window: Option<Self> = None;
        for point in points {
            let so_far = window.unwrap_or(Self {
                west: point.east,
                south: point.north,
                east: point.east,
                north: point.north,
            });
            window = Some(Self {
                west: so_far.west.min(point.east),
                south: so_far.south.min(point.north),
                east: so_far.east.max(point.east),
                north: so_far.north.max(point.north),
            });
        }
        let nowhere = Self { west: 0.0, south: 0.0, east: 1000.0, north: 1000.0 };
        window.unwrap_or(nowhere).with_margin()
    }

    fn with_margin(self) -> Self {
        let margin = self.width().max(self.height()).max(100.0) * 0.02;
        Self {
            west: self.west - margin,
            south: self.south - margin,
            east: self.east + margin,
            north: self.north + margin,
        }
    }

    /// From west to east, in metres.
    pub fn width(&self) -> f64 {
        self.east - self.west
    }

    /// From south to north, in metres.
    pub fn height(&self) -> f64 {
        self.north - self.south
    }

    /// The window with the same middle and its sides multiplied.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let (east, north) =
            (f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north));
        let (width, height) = (self.width() * factor / 2.0, self.height() * factor / 2.0);
        Self {
            west: east - width,
            south: north - height,
            east: east + width,
            north: north + height,
        }
    }

    /// The window moved by parts of its width to the east and of its height to the north.
    #[must_use]
    pub fn moved(&self, widths_east: f64, heights_north: f64) -> Self {
        let (east, north) = (self.width() * widths_east, self.height() * heights_north);
        Self {
            west: self.west + east,
            south: self.south + north,
            east: self.east + east,
            north: self.north + north,
        }
    }

    /// Whether any part of the boundary may be inside.
    pub(crate) fn touches(&self, boundary: &Boundary) -> bool {
        let bounds = Bounds::of(boundary);
        bounds.west <= self.east
            && bounds.east >= self.west
            && bounds.south <= self.north
            && bounds.north >= self.south
    }
}

/// The least rectangle around a boundary.
struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    fn of(boundary: &Boundary) -> Self {
        let nothing = Self {
            west: f64::INFINITY,
            south: f64::INFINITY,
            east: f64::NEG_INFINITY,
            north: f64::NEG_INFINITY,
        };
        boundary.rings().flat_map(|ring| &ring.0).fold(nothing, |so_far, &Point { east, north }| {
            Self {
                west: so_far.west.min(east),
                south: so_far.south.min(north),
                east: so_far.east.max(east),
                north: so_far.north.max(north),
            }
        })
    }
}

/// `west,south,east,north` in whole metres, as it stands in an address.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0},{:.0},{:.0},{:.0}", self.west, self.south, self.east, self.north)
    }
}

impl FromStr for Window {
    type Err = NotAWindow;

    fn from_str(text: &str) -> Result<Self, NotAWindow> {
        let numbers: Vec<f64> =
            text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
        // Ten million metres each way is more than the National Grid has.
        let on_the_grid = numbers.iter().all(|number| number.abs() < 1e7);
        match numbers.as_slice() {
            &[west, south, east, north]
                if on_the_grid && east - west >= 10.0 && north - south >= 10.0 =>
            {
                Ok(Self { west, south, east, north })
            }
            _ => Err(NotAWindow(text.to_owned())),
        }
    }
}

impl WindowLinks<'_> {
    /// Links that zoom and move: each 44 pixels square at least, and of use without script.
    pub fn render(&self) -> Markup {
        let window = self.window;
        let wider = window.scaled(2.0);
        let out = (wider.width() < self.whole.width()).then_some(wider);
        let steps = [
            ("Zoom in", "+", Some(window.scaled(0.5))),
            ("Zoom out", "−", out),
            ("Move north", "↑", Some(window.moved(0.0, 0.4))),
            ("Move south", "↓", Some(window.moved(0.0, -0.4))),
            ("Move west", "←", Some(window.moved(-0.4, 0.0))),
            ("Move east", "→", Some(window.moved(0.4, 0.0))),
        ];
        html! {
            nav class="kith-map-controls" aria-label="Map" {
                ul class="kith-map-controls__list" {
                    @for (name, sign, window) in steps {
                        li {
                            a class="kith-map-controls__link" href=((self.href)(window)) title=(name) {
                                span aria-hidden="true" { (sign) }
                                span class="nhsuk-u-visually-hidden" { (name) }
                            }
                        }
                    }
                    li {
                        a class="kith-map-controls__link" href=((self.href)(None)) { "Show all" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_read_back_from_its_address() {
        let window =
            Window { west: 380_000.0, south: 340_000.0, east: 390_000.0, north: 352_000.0 };
        assert_eq!(window.to_string(), "380000,340000,390000,352000");
        assert_eq!("380000,340000,390000,352000".parse(), Ok(window));
    }

    #[test]
    fn what_is_no_piece_of_ground_is_refused() {
        for text in
            ["", "1,2,3", "5,5,5,5", "NaN,0,1,1", "0,0,inf,1000", "9,9,1,1", "1e300,0,2e300,9"]
        {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }

    #[test]
    fn zooming_keeps_the_middle() {
        let window = Window { west: 0.0, south: 0.0, east: 100.0, north: 50.0 };
        let closer = window.scaled(0.5);
        assert_eq!(closer, Window { west: 25.0, south: 12.5, east: 75.0, north: 37.5 });
        assert_eq!(closer.scaled(2.0), window);
    }
}
