//! How much a wish matters, in words and as the number that the drawing uses.

/// The words, each with its number. Short borders at 1 are what all wishes are measured by: the engine
/// prices each wish by the share of it that is lost (docs/adr/0021-drawing-neighbourhoods.md).
pub const WORDS: [(f64, &str); 5] = [
    (0.0, "Not at all"),
    (0.3, "A little"),
    (1.0, "As much as short borders"),
    (3.0, "Much more"),
    (10.0, "Above all"),
];

/// The word for a weight with its number: "Much more (3)", "Exactly 0.66".
pub fn in_words(weight: f64) -> String {
    match WORDS.iter().find(|(number, _)| (number - weight).abs() < f64::EPSILON) {
        Some((number, words)) => format!("{words} ({number})"),
        None => format!("Exactly {weight}"),
    }
}

/// What to choose from, as value and words: all words, and the weight as typed if it is none of them.
pub fn choices(typed: &str) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> =
        WORDS.iter().map(|(number, _)| (number.to_string(), in_words(*number))).collect();
    let typed = typed.trim();
    if !typed.is_empty() && !choices.iter().any(|(value, _)| value == typed) {
        let words = typed.parse().map_or_else(|_| typed.to_owned(), in_words);
        choices.push((typed.to_owned(), words));
    }
    choices
}

/// The same for short borders themselves, which are what the others are measured by.
pub fn of_borders(typed: &str) -> Vec<(String, String)> {
    let usual = |(value, words): (String, String)| match value.as_str() {
        "1" => (value, "The usual (1)".to_owned()),
        _ => (value, words),
    };
    choices(typed).into_iter().map(usual).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_without_a_word_of_its_own_can_still_be_chosen() {
        assert_eq!(choices("3").len(), WORDS.len());
        assert_eq!(choices("").len(), WORDS.len());
        let last = choices("0.66").pop().unwrap();
        assert_eq!(last, ("0.66".to_owned(), "Exactly 0.66".to_owned()));
        assert_eq!(in_words(0.3), "A little (0.3)");
    }
}
