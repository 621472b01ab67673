//! Delimited text through a mapping, in any encoding.
#![no_main]

mod trial;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trial::read(trial::csv(), "patients.csv", bytes));
