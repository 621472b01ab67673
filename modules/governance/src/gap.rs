//! What was not tested, and why: a green run says nothing about it.

use std::sync::LazyLock;

use serde::Deserialize;

/// Something that no run of ours can try.
#[derive(Debug, Deserialize)]
pub struct Gap {
    /// What was not tested.
    pub what: String,
    /// Why it cannot be, here.
    pub why: String,
    /// What is done instead.
    pub instead: String,
    /// Who has to see to it, and when.
    pub who: String,
}

#[derive(Debug, Deserialize)]
struct File {
    gap: Vec<Gap>,
}

static GAPS: LazyLock<File> = LazyLock::new(|| {
    let text = include_str!("../../../assurance/not-tested.toml");
    toml::from_str(text).expect("the gate reads assurance/not-tested.toml")
});

/// All that was not tested.
pub fn all() -> &'static [Gap] {
    &GAPS.gap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gap_says_why_what_instead_and_who() {
        assert!(!all().is_empty(), "nobody has tested everything");
        for gap in all() {
            for words in [&gap.what, &gap.why, &gap.instead, &gap.who] {
                assert!(!words.trim().is_empty(), "{}", gap.what);
            }
        }
    }
}
