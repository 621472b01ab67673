//! The organisations that send extracts, and what they call their clients.

use std::fmt;

use crate::borough::Borough;
use crate::people::Stream;

/// Who sends extracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sender {
    /// Most practices, through the supplier of their systems.
    Practices,
    /// Two practices of another supplier, which gives out FHIR.
    PracticesFhir,
    /// The acute trust.
    Acute,
    /// The community trust.
    Community,
    /// The mental-health trust.
    MentalHealth,
    /// The council.
    Council,
    /// The voluntary sector's umbrella organisation.
    Voluntary,
    /// The 111 service.
    Calls,
}

/// How many practices give out FHIR.
const FHIR_PRACTICES: usize = 2;

/// The supplier, as NHS England writes it, of which some give out FHIR.
const FHIR_SUPPLIER: &str = "TPP";

impl Sender {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Practices,
        Self::PracticesFhir,
        Self::Acute,
        Self::Community,
        Self::MentalHealth,
        Self::Council,
        Self::Voluntary,
        Self::Calls,
    ];

    /// The ODS code; empty for practices, which have their own.
    pub fn code(self) -> &'static str {
        match self {
            Self::Practices | Self::PracticesFhir => "",
            Self::Acute => "R9A",
            Self::Community => "R9C",
            Self::MentalHealth => "R9M",
            Self::Council => "9ZZ",
            Self::Voluntary => "8ZV01",
            Self::Calls => "8ZN11",
        }
    }

    /// Its key in the files of rates.
    pub fn key(self) -> &'static str {
        match self {
            Self::Practices => "practices",
            Self::PracticesFhir => "practices_fhir",
            Self::Acute => "acute",
            Self::Community => "community",
            Self::MentalHealth => "mental_health",
            Self::Council => "council",
            Self::Voluntary => "voluntary",
            Self::Calls => "calls",
        }
    }

    /// Whether its extracts tell of a kind of event.
    pub(super) fn has(self, stream: Stream) -> bool {
        match stream {
            Stream::GpAppointment | Stream::GpProblem => self.is_practice(),
            Stream::GpFinding => self == Self::Practices,
            Stream::AeAttendance | Stream::Admission | Stream::Outpatient => self == Self::Acute,
            Stream::CommunityContact => self == Self::Community,
            Stream::MentalHealthContact => self == Self::MentalHealth,
            Stream::Call111 => self == Self::Calls,
            Stream::CarePackage => self == Self::Council,
            Stream::SocialPrescribing => self == Self::Voluntary,
        }
    }

    /// Whether it stands for practices.
    pub(super) fn is_practice(self) -> bool {
        matches!(self, Self::Practices | Self::PracticesFhir)
    }
}

/// Whether each practice gives out FHIR: the first ones of the supplier that some use.
pub(super) fn fhir_practices(borough: &Borough) -> Vec<bool> {
    let mut left = FHIR_PRACTICES;
    let mut gives = |supplier: &str| {
        let does = supplier == FHIR_SUPPLIER && left > 0;
        left -= usize::from(does);
        does
    };
    borough.practices.iter().map(|practice| gives(practice.supplier)).collect()
}

/// What an organisation calls a client: eight letters and digits that say nothing about the person and
/// nothing about what other organisations call them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct LocalId([u8; 8]);

/// Digits and letters that are not taken for each other (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Numbers of 40 bits: eight letters of five bits.
const BITS: u32 = 40;
const MASK: u64 = (1 << BITS) - 1;

impl LocalId {
    /// The name of the person with this key at an organisation. People with keys below 2^40 have different
    /// ones: each step can be undone.
    pub(super) fn new(key: u64, sender: Sender) -> Self {
        let group = if sender.is_practice() { Sender::Practices } else { sender };
        let mut number = key & MASK;
        for round in 0..3 {
            let odd = 0x9e_3779_b97f_u64.wrapping_add(2 * (group as u64 * 7 + round)) | 1;
            number = number.wrapping_mul(odd).wrapping_add(group as u64 + 1) & MASK;
            number ^= number >> 19;
        }
        let letter = |place: u32| LETTERS[(number >> (5 * place) & 31) as usize];
        Self([7, 6, 5, 4, 3, 2, 1, 0].map(letter))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_people_share_a_name_and_organisations_call_them_differently() {
        let names = |sender| -> Vec<String> {
            let keys = (0..20_000_u64).chain((0..100).map(|block| block << 24));
            keys.skip(1).map(|key| LocalId::new(key, sender).to_string()).collect()
        };
        let (acute, council) = (names(Sender::Acute), names(Sender::Council));
        // The key 0 stands twice in the list, and one of the two is left out.
        assert_eq!(acute.iter().collect::<HashSet<_>>().len(), acute.len());
        assert!(acute.iter().zip(&council).all(|(one, other)| one != other));
        assert_eq!(names(Sender::Practices), names(Sender::PracticesFhir));
    }
}
