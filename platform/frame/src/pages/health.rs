//! What a load balancer, a container or a supervisor asks: does the program live, and should requests
//! be sent to it? For everyone, and so without any detail that would help an attacker.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::App;
use crate::health::{self, Ready};

/// The program lives.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// Whether requests should be sent here; which point is not met, where one is not.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let ready = health::readiness(&app).await;
    let status = if ready.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(told(&ready)))
}

fn told(ready: &Ready) -> Value {
    let mut told = json!({ "status": if ready.is_ready() { "ready" } else { "not ready" } });
    for (point, met) in ready.0 {
        told[point] = met.into();
    }
    told
}
