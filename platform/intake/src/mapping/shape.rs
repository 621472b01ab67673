//! What can be filled from an extract, and what each of it must be.

use std::str::FromStr;

use jiff::civil::Date;
use kith_terms::{NhsNumber, OdsCode};

use crate::Rule;

/// What an organisation knows of one of its clients: the columns of a table of records.
pub const RECORD_COLUMNS: &[&str] = &[
    "organisation",
    "local_id",
    "nhs_number",
    "family_name",
    "given_name",
    "title",
    "birth_date",
    "death_date",
    "gender",
    "ethnic_category",
    "address",
    "postcode",
    "phone",
    "practice",
];

/// Something that happened with a client: the columns of a table of events.
pub const EVENT_COLUMNS: &[&str] = &[
    "organisation",
    "local_id",
    "event_id",
    "stream",
    "began",
    "ended",
    "code_system",
    "code",
    "description",
    "site",
    "role",
    "outcome",
    "value",
];

/// What kinds of event there are.
pub const STREAMS: &[&str] = &[
    "gp_appointment",
    "gp_problem",
    "gp_finding",
    "ae_attendance",
    "admission",
    "outpatient",
    "community_contact",
    "mental_health_contact",
    "call_111",
    "care_package",
    "social_prescribing",
];

/// The longest text that is kept, in letters. NHS Data Dictionary formats end at 255; clinical terms
/// (SNOMED CT descriptions) and addresses are shorter than this too.
const MOST_LETTERS: usize = 1_000;

/// A column that can be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) needed: bool,
    /// Which column of the table it is.
    pub(crate) at: usize,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Organisation,
    NhsNumber,
    Day,
    Moment,
    Gender,
    EthnicCategory,
    Postcode,
    Stream,
    Text,
}

impl Target {
    /// The column of this name, where there is one.
    pub(crate) fn called(name: &str, columns: &'static [&'static str]) -> Option<Self> {
        let at = columns.iter().position(|column| *column == name)?;
        let name = columns[at];
        let kind = match name {
            "organisation" | "practice" => Kind::Organisation,
            "nhs_number" => Kind::NhsNumber,
            "birth_date" | "death_date" => Kind::Day,
            "began" | "ended" => Kind::Moment,
            "gender" => Kind::Gender,
            "ethnic_category" => Kind::EthnicCategory,
            "postcode" => Kind::Postcode,
            "stream" => Kind::Stream,
            _ => Kind::Text,
        };
        Some(Self { name, kind, needed: is_needed(name), at })
    }
}

/// Whether a record or event is nothing without it.
pub(crate) fn is_needed(name: &str) -> bool {
    matches!(name, "organisation" | "local_id" | "event_id" | "stream" | "began")
}

impl Kind {
    /// What the value must be, and what to do where it is not.
    pub(crate) fn rule(self) -> Rule {
        let (says, remedy) = match self {
            Self::Organisation => (
                "an organisation is an ODS code, such as M83001",
                "correct the code; the ODS portal finds it by the organisation's name",
            ),
            Self::NhsNumber => (
                "an NHS number has ten digits, of which the last checks the others",
                "look the number up on the Personal Demographics Service, or leave it empty",
            ),
            Self::Day => (
                "a day is written as the mapping says, and is not before 1880",
                "correct the day, or leave it empty where it is not known",
            ),
            Self::Moment => (
                "a day or moment is written as the mapping says, and is not before 1880",
                "correct the day or time",
            ),
            Self::Gender => (
                "a gender is one of the codes of the mapping: 0, 1, 2 or 9 when it has none",
                "correct the code, or have the sender's new code put into the mapping",
            ),
            Self::EthnicCategory => (
                "an ethnic category is a letter of the NHS Data Dictionary: A to H, J to N, P, R, S or Z",
                "correct the code; Z means that the person did not say",
            ),
            Self::Postcode => (
                "a postcode has the form of one, such as LS1 4AP",
                "correct the postcode; the Royal Mail finds it by the address",
            ),
            Self::Stream => (
                "a kind of event is one of those that docs/guide/mapping.md lists",
                "correct the mapping file",
            ),
            Self::Text => (
                "a text has at most 1,000 letters, no control characters, and is no formula of a spreadsheet",
                "put in what the formula stands for, or shorten the text",
            ),
        };
        Rule { says, remedy }
    }

    /// The value as it is kept; nothing where it breaks the rule. Days and moments are read elsewhere,
    /// because they need the mapping's format.
    pub(crate) fn kept(self, text: &str) -> Option<String> {
        match self {
            Self::Organisation => Some(OdsCode::from_str(text).ok()?.as_str().to_owned()),
            Self::NhsNumber => Some(NhsNumber::from_str(text).ok()?.digits().to_owned()),
            Self::Gender => one_of(text, &["0", "1", "2", "9"]),
            Self::EthnicCategory => ethnic_category(text),
            Self::Postcode => postcode(text),
            Self::Stream => one_of(text, STREAMS),
            Self::Text => is_plain(text).then(|| text.to_owned()),
            Self::Day | Self::Moment => None,
        }
    }
}

fn one_of(text: &str, allowed: &[&str]) -> Option<String> {
    allowed.contains(&text).then(|| text.to_owned())
}

/// NHS Data Dictionary, ETHNIC CATEGORY CODE 2001: sixteen categories and Z, not stated.
fn ethnic_category(text: &str) -> Option<String> {
    let letter = text.to_ascii_uppercase();
    let known = letter.len() == 1 && "ABCDEFGHJKLMNPRSZ".contains(&letter);
    known.then_some(letter)
}

/// A postcode with one space before its last three characters, in capitals. The forms are those of
/// BS 7666: A9, A99, AA9, AA99, A9A or AA9A before the space, 9AA behind it; and GIR 0AA.
pub(crate) fn postcode(text: &str) -> Option<String> {
    let mut letters = [0_u8; 7];
    let mut many = 0;
    for byte in text.bytes().filter(|byte| *byte != b' ') {
        if many == letters.len() || !byte.is_ascii_alphanumeric() {
            return None;
        }
        letters[many] = byte.to_ascii_uppercase();
        many += 1;
    }
    let (outward, inward) = letters[..many].split_at_checked(many.checked_sub(3)?)?;
    let form = |bytes: &[u8]| -> String {
        bytes.iter().map(|byte| if byte.is_ascii_digit() { '9' } else { 'A' }).collect()
    };
    let fits = matches!(form(outward).as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A");
    let is_one = (fits && form(inward) == "9AA") || &letters[..many] == b"GIR0AA";
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    is_one.then(|| format!("{} {}", text(outward), text(inward)))
}

/// Whether a text can be shown and opened in a spreadsheet without harm. A sign before a digit or a
/// space is a telephone number or a temperature; before anything else a spreadsheet would run it
/// (OWASP, CSV injection).
fn is_plain(text: &str) -> bool {
    let mut letters = text.chars();
    let formula = match letters.next() {
        Some('=' | '@') => true,
        Some('+' | '-') => {
            letters.next().is_some_and(|next| !next.is_ascii_digit() && !" ([-".contains(next))
        }
        _ => false,
    };
    !formula
        && !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
        && (text.len() <= MOST_LETTERS || text.chars().count() <= MOST_LETTERS)
}

/// Whether a day can be one of somebody who is or was a client here: the oldest person whose age is
/// known for certain was born in 1875 and died in 1997.
pub(crate) fn is_of_our_time(day: Date) -> bool {
    (1880..=2200).contains(&day.year())
}

/// Whether the last digit of a SNOMED CT identifier checks the others (SNOMED International, Release
/// File Specification, "Check-digit": Verhoeff's dihedral scheme).
pub(crate) fn is_snomed(code: &str) -> bool {
    const TIMES: [[usize; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const TURN: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    if !(6..=18).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut check = 0;
    for (place, byte) in code.bytes().rev().enumerate() {
        let turned = (0..place % 8).fold(usize::from(byte - b'0'), |digit, _| TURN[digit]);
        check = TIMES[check][turned];
    }
    check == 0
}

/// Whether a code has the form of ICD-10: a letter, two digits, and a fourth and fifth character or
/// none (NHS Data Dictionary, DIAGNOSIS CODE ICD-10).
pub(crate) fn is_icd10(code: &str) -> bool {
    let code = code.as_bytes();
    let rest = code.get(3..).unwrap_or_default();
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    code.len() >= 3
        && code[0].is_ascii_uppercase()
        && code[1..3].iter().all(u8::is_ascii_digit)
        && rest.len() <= 3
        && rest.iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_kept_with_one_space_and_in_capitals() {
        for (given, kept) in [
            ("ls14ap", Some("LS1 4AP")),
            (" EC1A  1BB ", Some("EC1A 1BB")),
            ("W1A 0AX", Some("W1A 0AX")),
            ("M1 1AE", Some("M1 1AE")),
            ("GIR 0AA", Some("GIR 0AA")),
            ("LS1 4A", None),
            ("1LS 4AP", None),
            ("LS1-4AP", None),
            ("4AP", None),
            ("", None),
            ("LS1 4APQ", None),
        ] {
            assert_eq!(postcode(given).as_deref(), kept, "{given:?}");
        }
    }

    #[test]
    fn a_text_is_no_formula() {
        for good in
            ["+44 20 7946 0000", "-", "- none", "O'Brien", "07700 900123", "Flat 1, 2 High St"]
        {
            assert_eq!(Kind::Text.kept(good).as_deref(), Some(good));
        }
        for bad in ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd", "-cmd", "a\u{7}b"] {
            assert_eq!(Kind::Text.kept(bad), None, "{bad}");
        }
        assert!(Kind::Text.kept(&"é".repeat(1_000)).is_some());
        assert!(Kind::Text.kept(&"é".repeat(1_001)).is_none());
    }

    #[test]
    fn a_code_is_checked_by_its_system() {
        // SNOMED CT: Diabetes mellitus, Essential hypertension, and one with a digit wrong.
        assert!(is_snomed("73211009") && is_snomed("59621000") && !is_snomed("73211008"));
        assert!(!is_snomed("") && !is_snomed("7321100a"));
        assert!(is_icd10("E11.9") && is_icd10("I10") && is_icd10("I10X"));
        assert!(!is_icd10("11E") && !is_icd10("") && !is_icd10("É1"));
    }

    #[test]
    fn letters_and_numbers_of_the_data_dictionary_are_known() {
        assert_eq!(Kind::EthnicCategory.kept("a").as_deref(), Some("A"));
        assert_eq!(Kind::EthnicCategory.kept("I"), None);
        assert_eq!(Kind::EthnicCategory.kept(""), None);
        assert_eq!(Kind::Gender.kept("3"), None);
        assert_eq!(Kind::Gender.kept("9").as_deref(), Some("9"));
    }
}
