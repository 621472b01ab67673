//! A thing that an address names by its id: `/plans/{plan}`.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use kith_terms::Id;

use crate::app::App;
use crate::problem::Problem;

/// The id that the address names. An address without one leads nowhere.
#[derive(Debug)]
pub struct Named<T>(pub Id<T>);

impl<T> FromRequestParts<App> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, app).await else {
            return Err(Problem::NotFound);
        };
        text.parse().map(Self).or(Err(Problem::NotFound))
    }
}
