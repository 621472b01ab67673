//! Official codes: the nine-character codes of the Office for National Statistics (GSS) and the
//! codes of the NHS Organisation Data Service (ODS). A value of one of these types is well formed;
//! whether the thing exists is for the loaded registers to say.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What kind of area a GSS code names, and with which entity prefixes (ONS Register of Geographic
/// Codes) it may begin.
pub trait GssKind {
    /// The kind in words, for messages.
    const NAME: &'static str;
    /// The three-character entity codes of this kind.
    const PREFIXES: &'static [&'static str];
}

/// A code of the ONS coding and naming policy (Government Statistical Service): three characters
/// for the kind of area and six digits.
pub struct Gss<K>([u8; 9], PhantomData<fn() -> K>);

/// What was given is not a code of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not {kind}")]
pub struct NotACode {
    /// What was given.
    pub value: String,
    /// What was wanted, in words, with an article.
    pub kind: &'static str,
}

/// Lower-layer super output area.
pub enum Lsoa {}
/// Middle-layer super output area.
pub enum Msoa {}
/// Electoral ward or division.
pub enum Ward {}
/// Local authority district, lower tier.
pub enum Lad {}
/// Integrated care board.
pub enum Icb {}
/// Sub-ICB location.
pub enum SubIcb {}

/// The code of a lower-layer super output area of England or Wales.
pub type LsoaCode = Gss<Lsoa>;
/// The code of a middle-layer super output area.
pub type MsoaCode = Gss<Msoa>;
/// The code of a ward.
pub type WardCode = Gss<Ward>;
/// The code of a lower-tier local authority.
pub type LadCode = Gss<Lad>;
/// The ONS code of an integrated care board (`E54…`; the NHS code, such as `QNC`, is an [`OdsCode`]).
pub type IcbCode = Gss<Icb>;
/// The ONS code of a sub-ICB location.
pub type SubIcbCode = Gss<SubIcb>;

impl GssKind for Lsoa {
    const NAME: &'static str = "an LSOA code, such as E01000001";
    const PREFIXES: &'static [&'static str] = &["E01", "W01"];
}
impl GssKind for Msoa {
    const NAME: &'static str = "an MSOA code, such as E02000001";
    const PREFIXES: &'static [&'static str] = &["E02", "W02"];
}
impl GssKind for Ward {
    const NAME: &'static str = "a ward code, such as E05009288";
    const PREFIXES: &'static [&'static str] = &["E05", "W05"];
}
impl GssKind for Lad {
    const NAME: &'static str = "a local authority code, such as E09000001";
    const PREFIXES: &'static [&'static str] = &["E06", "E07", "E08", "E09", "W06"];
}
impl GssKind for Icb {
    const NAME: &'static str = "an ICB code, such as E54000010";
    const PREFIXES: &'static [&'static str] = &["E54"];
}
impl GssKind for SubIcb {
    const NAME: &'static str = "a sub-ICB location code, such as E38000126";
    const PREFIXES: &'static [&'static str] = &["E38"];
}

impl<K> Gss<K> {
    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters and digits get past from_str")
    }
}

impl<K: GssKind> FromStr for Gss<K> {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let trimmed = text.trim();
        let known = K::PREFIXES.iter().any(|prefix| trimmed.starts_with(prefix));
        match <[u8; 9]>::try_from(trimmed.as_bytes()) {
            Ok(bytes) if known && bytes[3..].iter().all(u8::is_ascii_digit) => {
                Ok(Self(bytes, PhantomData))
            }
            _ => Err(NotACode { value: text.to_owned(), kind: K::NAME }),
        }
    }
}

impl<K> fmt::Display for Gss<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<K> fmt::Debug for Gss<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

// By hand, because a derive would ask the same of `K`, which is only a name.
impl<K> Clone for Gss<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Gss<K> {}

impl<K> PartialEq for Gss<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Gss<K> {}

impl<K> PartialOrd for Gss<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Gss<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K> Hash for Gss<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K> Serialize for Gss<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, K: GssKind> Deserialize<'de> for Gss<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A code of the NHS Organisation Data Service: a practice (`M83001`), a PCN (`U16318`), an ICB
/// (`QNC`), a trust, a site. Three to ten capital letters and digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OdsCode(Box<str>);

impl OdsCode {
    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OdsCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let code = text.trim().to_ascii_uppercase();
        let well_formed =
            (3..=10).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if well_formed {
            Ok(Self(code.into_boxed_str()))
        } else {
            Err(NotACode { value: text.to_owned(), kind: "an ODS code, such as M83001" })
        }
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OdsCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_with_spaces_around_it() {
        assert_eq!(" E01000001 ".parse::<LsoaCode>().unwrap().as_str(), "E01000001");
        assert_eq!(" m83001".parse::<OdsCode>().unwrap().as_str(), "M83001");
    }

    #[test]
    fn a_code_of_another_kind_is_refused_by_name() {
        for other in ["E02000001", "S01006506", "EMPTY", "L99999999", "E0100000", "E01£00001", ""]
        {
            let refused = other.parse::<LsoaCode>().unwrap_err();
            assert_eq!(refused.value, other);
            assert!(refused.to_string().ends_with("is not an LSOA code, such as E01000001"));
        }
        assert!("M8".parse::<OdsCode>().is_err());
        assert!("M83-001".parse::<OdsCode>().is_err());
    }

    #[test]
    fn codes_travel_as_plain_text() {
        let code: LadCode = serde_json::from_str("\"E06000021\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"E06000021\"");
    }
}
