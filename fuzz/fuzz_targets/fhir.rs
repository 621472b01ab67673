//! FHIR resources, a line each and in a Bundle.
#![no_main]

mod trial;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    trial::read(trial::ndjson(), "patients.ndjson", bytes);
    trial::read(trial::bundle(), "patients.json", bytes);
});
