//! The security requirements of the OWASP Application Security Verification Standard 5.0.0, levels 1
//! and 2, by number, in our own words, with what shows each.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::evidence::{Evidence, State};
use crate::run::Proof;

/// The standard, as `assurance/asvs.toml` has it.
#[derive(Debug, Deserialize)]
pub struct Standard {
    /// Its name and version.
    pub standard: String,
    chapter: Vec<Chapter>,
}

/// A chapter of the standard.
#[derive(Debug, Deserialize)]
pub struct Chapter {
    /// Its number.
    pub number: u32,
    /// What it is about, in our words.
    pub title: String,
    /// Its requirements, in their order.
    pub requirement: Vec<Requirement>,
}

/// One requirement.
#[derive(Debug, Deserialize)]
pub struct Requirement {
    /// Its number in the standard.
    pub id: String,
    /// The level from which it is asked.
    pub level: u8,
    /// What it asks, in our words.
    pub asks: String,
    /// What shows that it is met.
    #[serde(flatten)]
    pub shown_by: Evidence,
}

static ASVS: LazyLock<Standard> = LazyLock::new(|| {
    let text = include_str!("../../../assurance/asvs.toml");
    toml::from_str(text).expect("the gate reads assurance/asvs.toml")
});

/// The requirements that this program carries.
pub fn asvs() -> &'static Standard {
    &ASVS
}

impl Standard {
    /// The chapters, in their order.
    pub fn chapters(&self) -> &[Chapter] {
        &self.chapter
    }

    /// All requirements, each with its chapter.
    pub fn requirements(&self) -> impl Iterator<Item = (&Chapter, &Requirement)> {
        self.chapter
            .iter()
            .flat_map(|chapter| chapter.requirement.iter().map(move |one| (chapter, one)))
    }

    /// How many requirements are in this state.
    pub fn count(&self, proof: &Proof<'_>, state: State) -> usize {
        self.chapter.iter().map(|chapter| chapter.count(proof, state)).sum()
    }
}

impl Chapter {
    /// How many of its requirements are in this state.
    pub fn count(&self, proof: &Proof<'_>, state: State) -> usize {
        self.requirement.iter().filter(|one| one.shown_by.state(proof) == state).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many requirements of level 1 and of level 2 has each chapter of ASVS 5.0.0 (counted in the
    /// standard's own table, `5.0/docs_en`).
    const COUNTED: [(u32, usize, usize); 17] = [
        (1, 8, 19),
        (2, 4, 7),
        (3, 8, 11),
        (4, 2, 8),
        (5, 4, 5),
        (6, 13, 22),
        (7, 6, 12),
        (8, 4, 3),
        (9, 4, 3),
        (10, 5, 24),
        (11, 3, 11),
        (12, 3, 6),
        (13, 1, 12),
        (14, 2, 7),
        (15, 3, 10),
        (16, 0, 16),
        (17, 0, 7),
    ];

    #[test]
    fn each_chapter_has_as_many_requirements_as_the_standard() {
        let counted: Vec<_> = asvs()
            .chapters()
            .iter()
            .map(|chapter| {
                let of =
                    |level| chapter.requirement.iter().filter(|one| one.level == level).count();
                assert_eq!(of(1) + of(2), chapter.requirement.len(), "levels are 1 and 2");
                (chapter.number, of(1), of(2))
            })
            .collect();
        assert_eq!(counted, COUNTED);
        let sum =
            |which: fn(&(u32, usize, usize)) -> usize| COUNTED.iter().map(which).sum::<usize>();
        assert_eq!((sum(|row| row.1), sum(|row| row.2)), (70, 183));
    }

    #[test]
    fn numbers_rise_and_belong_to_their_chapter() {
        let mut before = Vec::new();
        for (chapter, one) in asvs().requirements() {
            let number: Vec<u32> = one.id.split('.').map(|part| part.parse().unwrap()).collect();
            assert_eq!((number.len(), number[0]), (3, chapter.number), "{}", one.id);
            assert!(number > before, "{} stands after {before:?}", one.id);
            before = number;
        }
    }
}
