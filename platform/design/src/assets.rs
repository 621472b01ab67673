//! The style sheet, the scripts and the icons, held in the program. Their names carry a hash of
//! their bytes, so that a browser may keep them for ever.

/// A file that pages refer to.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Where pages expect it, from the root of the site: `/assets/kith-0123456789abcdef.css`.
    pub path: &'static str,
    /// The value of its `Content-Type` header.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
    /// Sixteen hexadecimal digits that change when the bytes change; the `ETag` without quotes.
    pub hash: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// All files that pages refer to. They never change under their path: serve them with
/// `Cache-Control: public, max-age=31536000, immutable`.
pub fn assets() -> &'static [Asset] {
    ASSETS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(path: &str) -> &'static str {
        let asset = assets().iter().find(|asset| asset.path == path).expect("listed");
        std::str::from_utf8(asset.bytes).expect("text")
    }

    #[test]
    fn the_style_sheet_calls_nothing_outside() {
        let css = text_of(STYLE_SHEET);
        assert!(!css.contains("@font-face") && !css.contains("https://"));
        assert!(!css.contains("url(data:"), "the content security policy allows no data: images");
    }

    #[test]
    fn every_picture_of_the_style_sheet_is_served() {
        for rest in text_of(STYLE_SHEET).split("url(").skip(1) {
            let path = rest.split(')').next().expect("closed").trim_matches('"');
            assert!(assets().iter().any(|asset| asset.path == path), "{path} is not served");
        }
    }

    #[test]
    fn every_path_carries_the_hash_of_its_bytes() {
        for asset in assets() {
            assert!(asset.path.contains(asset.hash), "{}", asset.path);
            assert!(!asset.bytes.is_empty(), "{}", asset.path);
        }
    }
}
