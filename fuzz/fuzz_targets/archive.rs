//! Archives and compressed files: what is in them, and what each of that is.
#![no_main]

use kith_intake::{Sample, open_bytes};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for source in open_bytes("week.zip", bytes.to_vec()).sources {
        let _ = Sample::of(&source);
    }
});
