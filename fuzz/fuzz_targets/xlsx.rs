//! A workbook through a mapping.
#![no_main]

mod trial;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trial::read(trial::xlsx(), "clients.xlsx", bytes));
