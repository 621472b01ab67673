//! Mapping files, as a place writes its own.
#![no_main]

mod trial;

libfuzzer_sys::fuzz_target!(|text: &str| {
    // What a mapping that makes sense says lives on; the targets end before that is much.
    let _ = kith_intake::Feed::mapped(text, trial::HOMES);
});
