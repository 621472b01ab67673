//! Speaking with a provider: its HTTP, and our signature where it wants one.

use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{HttpRequest, HttpResponse, JsonWebKeyId, PrivateSigningKey};
use serde_json::json;

/// A provider that takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer of a provider is larger than that, in bytes.
const MOST_ANSWER: u64 = 1_000_000;
/// How long a signature of ours holds, in seconds (NHS CIS2 takes five minutes at most).
const SIGNED_FOR: i64 = 120;

/// The provider cannot be reached.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpFailed {
    /// No connection, or no answer in time.
    #[error("there is no answer")]
    NoAnswer(#[from] ureq::Error),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopping(#[from] tokio::task::JoinError),
}

type Answering = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpFailed>> + Send>>;

/// Redirects are not followed: a provider answers itself or not at all.
static AGENT: LazyLock<ureq::Agent> = LazyLock::new(|| {
    ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build()
        .into()
});

/// Sends a request, away from the threads that serve pages.
pub(super) fn http(request: HttpRequest) -> Answering {
    Box::pin(async move {
        tokio::task::spawn_blocking(move || {
            let (parts, mut body) = AGENT.run(request)?.into_parts();
            let bytes = body.with_config().limit(MOST_ANSWER).read_to_vec()?;
            Ok(HttpResponse::from_parts(parts, bytes))
        })
        .await?
    })
}

/// Whether a text holds a key that can sign.
pub(super) fn is_key(pem: &str) -> bool {
    CoreRsaPrivateSigningKey::from_pem(pem, None).is_ok()
}

/// Who we are and to whom we say so.
pub(super) struct Assertion<'a> {
    pub(super) client: &'a str,
    pub(super) token_endpoint: &'a str,
    /// Never the same twice.
    pub(super) number: String,
    pub(super) now: Timestamp,
}

/// Our signed word on who we are (RFC 7523; OpenID Connect Core 1.0, section 9, `private_key_jwt`).
pub(super) fn assertion(
    says: &Assertion<'_>,
    (pem, key_id): (&str, &str),
    algorithm: &CoreJwsSigningAlgorithm,
) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let id = (!key_id.is_empty()).then(|| JsonWebKeyId::new(key_id.to_owned()));
    let key = CoreRsaPrivateSigningKey::from_pem(pem, id)?;
    let mut head = json!({ "alg": algorithm, "typ": "JWT" });
    if !key_id.is_empty() {
        head["kid"] = key_id.into();
    }
    let now = says.now.as_second();
    let body = json!({
        "iss": says.client, "sub": says.client, "aud": says.token_endpoint,
        "jti": says.number, "iat": now, "exp": now + SIGNED_FOR,
    });
    let part = |json: &serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", part(&head), part(&body));
    let signature = key.sign(algorithm, signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The algorithm to sign with: RS512 as NHS CIS2 and NHS login ask for, if the provider takes it.
pub(super) fn signing(offered: Option<&Vec<CoreJwsSigningAlgorithm>>) -> CoreJwsSigningAlgorithm {
    use CoreJwsSigningAlgorithm as Algorithm;
    let wanted = [
        Algorithm::RsaSsaPkcs1V15Sha512,
        Algorithm::RsaSsaPssSha256,
        Algorithm::RsaSsaPkcs1V15Sha256,
    ];
    let takes = |one: &Algorithm| offered.is_some_and(|all| all.contains(one));
    wanted.into_iter().find(takes).unwrap_or(Algorithm::RsaSsaPkcs1V15Sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_national_services_ask_for_is_used_where_it_is_taken() {
        use CoreJwsSigningAlgorithm as Algorithm;
        let all = vec![Algorithm::RsaSsaPkcs1V15Sha256, Algorithm::RsaSsaPkcs1V15Sha512];
        assert_eq!(signing(Some(&all)), Algorithm::RsaSsaPkcs1V15Sha512);
        assert_eq!(signing(Some(&vec![Algorithm::HmacSha256])), Algorithm::RsaSsaPkcs1V15Sha256);
        assert_eq!(signing(None), Algorithm::RsaSsaPkcs1V15Sha256);
    }
}
