//! The colours of maps and charts, and why these.

/// From least to most. No ramp of five steps can have a contrast of 3 to 1 between neighbours
/// (that needs 21 to the power of a quarter, 2.14, at best), so classes are at most five, areas
/// have white borders, and the value stands in the title and the table.
const RAMP: [&str; 5] = ["#cfe3f5", "#9cc3e6", "#5e9bd1", "#1f69b1", "#0a3161"];

/// Zones that touch never have the same fill. Tints of the categorical palette of the Government
/// Analysis Function (colours in charts, 2023), then two more for the rare map that needs them.
pub(crate) const ZONE_FILLS: [&str; 6] =
    ["#b9cde4", "#a9ded9", "#dfb9cc", "#fcd0b4", "#e3e6d2", "#d0c9e6"];

/// The categorical palette of the Government Analysis Function: at most four categories.
pub(crate) const CATEGORIES: [&str; 4] = ["#12436D", "#28A197", "#801650", "#F46A25"];

/// Dark lines: borders of zones, and what is chosen.
pub(crate) const OUTLINE: &str = "#212b32";

/// Dashed lines on a white band: borders of a second division, over the first.
pub(crate) const OVER: &str = CATEGORIES[2];

/// The fill of class `class` out of `classes`, spread over the whole ramp.
pub(crate) fn of_class(class: usize, classes: usize) -> &'static str {
    let steps = RAMP.len() - 1;
    let place = if classes < 2 { steps / 2 } else { class * steps / (classes - 1) };
    RAMP[place.min(steps)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of a colour (WCAG 2.2, glossary).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    /// The contrast ratio of two colours (WCAG 2.2, glossary).
    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_ramp_grows_darker_by_steps_that_can_be_told_apart() {
        for pair in RAMP.windows(2) {
            assert!(contrast(pair[0], pair[1]) > 1.35, "{pair:?}");
        }
        assert!(contrast(RAMP[0], RAMP[4]) > 7.0);
    }

    #[test]
    fn charts_can_be_seen_on_their_white_card() {
        // WCAG 2.2, 1.4.11: 3 to 1 for what is needed to understand a drawing.
        for colour in CATEGORIES {
            assert!(contrast(colour, "#ffffff") >= 3.0, "{colour}");
        }
        assert!(contrast(OVER, "#ffffff") >= 3.0);
        for fill in ZONE_FILLS {
            assert!(contrast(fill, OUTLINE) >= 7.0, "{fill}");
        }
    }

    #[test]
    fn few_classes_use_the_whole_ramp() {
        assert_eq!([of_class(0, 2), of_class(1, 2)], [RAMP[0], RAMP[4]]);
        assert_eq!([of_class(0, 3), of_class(1, 3), of_class(2, 3)], [RAMP[0], RAMP[2], RAMP[4]]);
    }
}
