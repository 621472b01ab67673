//! Which letters the bytes of a file stand for.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding that it was read as.
    pub encoding: &'static str,
    /// Whether the encoding is a guess: neither a byte order mark nor the bytes prove it.
    pub assumed: bool,
}

/// Reads bytes as text: by their byte order mark, else as UTF-8 where that is what they are, else as
/// UTF-16 where every other byte is empty, else as Windows-1252, of which Latin-1 is a part.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Decoded { text, encoding: encoding.name(), assumed: false };
    }
    if let Some(encoding) = sixteen_bits(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Decoded { text, encoding: encoding.name(), assumed: true };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", assumed: false };
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Decoded { text, encoding: "Windows-1252", assumed: true }
}

/// The encoding of a file, as far as its beginning gives it away: by a byte order mark, or because
/// it is UTF-16.
pub(crate) fn encoding_of(start: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(start).map(|(encoding, _)| encoding).or_else(|| sixteen_bits(start))
}

/// UTF-16 without a mark gives itself away: in English text nearly every other byte is zero.
fn sixteen_bits(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(1_000)];
    let pairs = start.len() / 2;
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if pairs < 4 || first.max(second) * 10 < pairs * 7 || first.min(second) * 10 > pairs {
        return None;
    }
    Some(if first > second { UTF_16BE } else { UTF_16LE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_believed_and_taken_off() {
        let decoded = decode(b"\xEF\xBB\xBFLSOA_CODE");
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("LSOA_CODE", "UTF-8"));
        let decoded = decode(b"\xFF\xFEa\0,\0b\0");
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("a,b", "UTF-16LE"));
    }

    #[test]
    fn utf_16_without_a_mark_is_seen() {
        let bytes: Vec<u8> = "LSOA_CODE".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let decoded = decode(&bytes);
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("LSOA_CODE", "UTF-16BE"));
        assert!(decoded.assumed);
    }

    #[test]
    fn what_is_no_utf_8_is_assumed_to_be_windows_1252() {
        let decoded = decode(b"Ynys M\xF4n \x96 caf\xE9");
        assert_eq!(decoded.text, "Ynys Môn – café");
        assert!(decoded.assumed);
        assert!(!decode("Ynys Môn".as_bytes()).assumed);
    }
}
