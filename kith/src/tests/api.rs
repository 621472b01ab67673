//! The OpenAPI document, and that it tells of every call there is.

use std::collections::BTreeSet;

use expect_test::expect_file;
use kith_frame::module::Access;
use serde_json::Value;

use crate::api::document;
use crate::modules::MODULES;

#[test]
fn the_openapi_document_is_the_one_that_was_reviewed() {
    let text = serde_json::to_string_pretty(&document(MODULES)).unwrap();
    expect_file!["../../../tests/golden/openapi.json"].assert_eq(&(text + "\n"));
}

#[test]
fn every_call_stands_in_the_openapi_document_and_nothing_else_does() {
    let routes = MODULES.iter().flat_map(|module| module.routes);
    let calls: BTreeSet<String> = routes
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| format!("{} {}", route.method.word(), route.path))
        .collect();
    assert_eq!(told(), calls);
}

#[test]
fn no_call_is_open_to_somebody_who_is_not_signed_in() {
    for route in MODULES.iter().flat_map(|module| module.routes) {
        let is_call = route.path.starts_with("/api/");
        assert!(!is_call || route.access != Access::Everyone, "{} is open", route.path);
    }
}

fn told() -> BTreeSet<String> {
    let document = serde_json::to_value(document(MODULES)).unwrap();
    let Value::Object(paths) = &document["paths"] else { return BTreeSet::new() };
    let methods = |(path, item): (&String, &Value)| {
        let asked = item.as_object().into_iter().flat_map(serde_json::Map::keys);
        asked.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}
