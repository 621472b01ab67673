//! The network address that a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// The address, where it is known. The web door puts one into the request's extensions when it knows
/// better than the connection, as it does behind a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let told = parts.extensions.get::<Self>().copied();
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(told.unwrap_or(Self(connected.map(|ConnectInfo(address)| address.ip()))))
    }
}
