//! NHS numbers, official dates and codes, one by one.
#![no_main]

use kith_intake::OfficialDate;
use kith_terms::{NhsNumber, OdsCode};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(number) = text.parse::<NhsNumber>() {
        assert_eq!(number.shown().parse(), Ok(number));
    }
    let _ = text.parse::<OfficialDate>();
    let _ = text.parse::<OdsCode>();
});
