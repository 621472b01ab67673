//! Names: how they are shown, in which order, and when one is the other in another spelling.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Known;

/// A name as it is compared: capitals without accents, hyphens, apostrophes or spaces.
pub(crate) fn folded(name: &str) -> String {
    let letters =
        name.nfd().filter(|letter| !is_combining_mark(*letter) && letter.is_alphanumeric());
    letters.flat_map(char::to_uppercase).collect()
}

/// Whether a name is the one that was typed, or its beginning, or one of its parts: `Jones` finds
/// `Smith-Jones`.
pub(crate) fn is_meant(typed: &str, name: &str) -> bool {
    let typed = folded(typed);
    let parts = name.split([' ', '-']).chain([name]);
    !typed.is_empty() && parts.map(folded).any(|part| part.starts_with(&typed))
}

/// Whether a given name suits the one that was typed: it begins so, or is its initial alone.
pub(crate) fn may_be(typed: &str, name: &str) -> bool {
    let (typed, name) = (folded(typed), folded(name));
    let is_initial = name.chars().count() == 1;
    name.starts_with(&typed) || (is_initial && typed.starts_with(&name))
}

/// A postcode as it is compared: `SW1A 1AA` is `sw1a1aa`.
pub(crate) fn postcode(typed: &str) -> String {
    typed.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// What people are ordered by: family name, given name, date of birth, key.
pub(crate) fn order(known: &Known) -> (String, String, Option<jiff::civil::Date>, super::Key) {
    let folded = |name: Option<String>| name.map(|name| folded(&name)).unwrap_or_default();
    (
        folded(known.says(|record| record.family_name.clone())),
        folded(known.says(|record| record.given_name.clone())),
        known.says(|record| record.birth_date),
        known.key.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_another_spelling() {
        for (one, other) in [
            ("O'Brien", "OBRIEN"),
            ("O’Brien", "o brien"),
            ("Zoë", "ZOE"),
            ("Smith-Jones", "smith jones"),
            ("Ní Bhraonáin", "NiBhraonain"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("Marsh"), folded("Marsch"));
    }

    #[test]
    fn the_beginning_of_a_name_or_of_one_of_its_parts_is_enough() {
        for (typed, name, expected) in [
            ("Mars", "Marsh", true),
            ("jones", "Smith-Jones", true),
            ("smithj", "Smith-Jones", true),
            ("arsh", "Marsh", false),
            ("Marshall", "Marsh", false),
            ("", "Marsh", false),
            ("'", "Marsh", false),
        ] {
            assert_eq!(is_meant(typed, name), expected, "{typed} {name}");
        }
    }

    #[test]
    fn an_initial_may_be_the_given_name() {
        for (typed, name, expected) in [
            ("Ann", "A", true),
            ("A", "Ann", true),
            ("Anne", "Ann", false),
            ("Ann", "Bea", false),
            ("", "Ann", true),
        ] {
            assert_eq!(may_be(typed, name), expected, "{typed} {name}");
        }
    }

    #[test]
    fn a_postcode_has_no_spaces() {
        assert_eq!(postcode(" sw1a 1aa"), "SW1A1AA");
    }
}
