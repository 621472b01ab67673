//! The API door: the OpenAPI document, put together from the parts of the modules. The calls
//! themselves are routes of the modules, under `/api/v1/`.

mod every_call;

use axum::Json;
use axum::extract::State;
use kith_frame::app::App;
use kith_frame::module::Module;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// Answers with the OpenAPI document.
pub(crate) async fn describe(State(app): State<App>) -> Json<OpenApi> {
    Json(document(app.modules))
}

/// The OpenAPI document of all modules.
pub(crate) fn document(modules: &[&Module]) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Kith")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "What a place knows of its areas, practices, networks and neighbourhoods, and what was \
             done with it. Every call acts as the person who is signed in.",
        ))
        .build();
    let mut whole = OpenApiBuilder::new().info(info).build();
    for module in modules {
        whole.merge((module.api)());
    }
    every_call::tell(&mut whole);
    whole
}
