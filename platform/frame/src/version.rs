//! Which version of a thing a call was made from: its `If-Match` (RFC 9110, 8.8.3 and 13.1.1).

use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;

/// The version that a call was made from. A tag that is none of ours is no version of ours: 0.
pub fn version_in(headers: &HeaderMap) -> Option<i64> {
    let tag = headers.get(IF_MATCH)?.to_str().ok()?.trim();
    let opaque = tag.strip_prefix('"')?.strip_suffix('"')?;
    Some(opaque.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_what_stands_between_the_quotes_and_any_version_is_none() {
        let version = |tag: &str| {
            version_in(&HeaderMap::from_iter([(IF_MATCH, tag.parse().expect("it is a value"))]))
        };
        assert_eq!((version("\"3\""), version("\"v3\"")), (Some(3), Some(0)));
        for none in ["*", "W/\"3\"", "3", "\""] {
            assert_eq!(version(none), None, "{none}");
        }
        assert_eq!(version_in(&HeaderMap::new()), None);
    }
}
