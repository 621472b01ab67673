//! Outlines, as an official feed reads them.
#![no_main]

use kith_intake::{Column, Landing, Source, each_feature};

const COLUMNS: &[Column] = &[Column::optional("name", &["name"])];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let source = Source::whole("areas.geojson", bytes.to_vec());
    let mut landing = Landing::new(Box::new(|_| Ok(())));
    let _ = each_feature(&source, COLUMNS, &mut landing, |_, _, _| Ok(()));
});
