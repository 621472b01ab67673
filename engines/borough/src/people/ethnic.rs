//! Ethnic groups and languages.

/// The groups of the NHS Data Dictionary (ethnic category, 16+1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EthnicGroup {
    /// White: British.
    WhiteBritish,
    /// White: Irish.
    WhiteIrish,
    /// White: any other.
    WhiteOther,
    /// Mixed: White and Black Caribbean.
    MixedCaribbean,
    /// Mixed: White and Black African.
    MixedAfrican,
    /// Mixed: White and Asian.
    MixedAsian,
    /// Mixed: any other.
    MixedOther,
    /// Asian: Indian.
    Indian,
    /// Asian: Pakistani.
    Pakistani,
    /// Asian: Bangladeshi.
    Bangladeshi,
    /// Asian: any other.
    AsianOther,
    /// Black: Caribbean.
    Caribbean,
    /// Black: African.
    African,
    /// Black: any other.
    BlackOther,
    /// Chinese.
    Chinese,
    /// Any other group.
    Other,
}

impl EthnicGroup {
    /// All groups, in the order of their letters.
    pub const ALL: [Self; 16] = [
        Self::WhiteBritish,
        Self::WhiteIrish,
        Self::WhiteOther,
        Self::MixedCaribbean,
        Self::MixedAfrican,
        Self::MixedAsian,
        Self::MixedOther,
        Self::Indian,
        Self::Pakistani,
        Self::Bangladeshi,
        Self::AsianOther,
        Self::Caribbean,
        Self::African,
        Self::BlackOther,
        Self::Chinese,
        Self::Other,
    ];

    /// The letter of the NHS Data Dictionary: A to S, without I, O and Q.
    pub fn letter(self) -> char {
        char::from(b"ABCDEFGHJKLMNPRS"[self as usize])
    }
}

/// The language somebody speaks best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(pub(crate) &'static str);

impl Language {
    /// Its English name.
    pub fn name(self) -> &'static str {
        self.0
    }
}
