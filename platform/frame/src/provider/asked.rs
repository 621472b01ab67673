//! What a browser was sent to the provider with, and what it comes back with.

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout,
    RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};

use super::claims::{Known, NationalClaims};
use super::client::{Assertion, assertion, http, signing};
use super::{ClientProof, NotKnown, Provider};
use crate::dice::Dice;

/// How long somebody may take at the provider.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Where the provider sends people back to.
pub(super) const BACK: &str = "/sign-in/provider/back";

/// What this browser asked of the provider. It is kept in a sealed cookie.
#[derive(Clone, Serialize, Deserialize)]
pub struct Asked {
    state: String,
    nonce: String,
    verifier: String,
    at: Timestamp,
    /// Where the person was going.
    pub next: String,
}

/// What the provider sends a browser back with.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CameBack {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    iss: String,
    #[serde(default)]
    error: String,
}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        NationalClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type ProviderClient = Client<
    NationalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// Where to send a browser, and what it asked.
    pub async fn ask(
        &self,
        dice: &Dice,
        now: Timestamp,
        next: &str,
    ) -> Result<(String, Asked), NotKnown> {
        let (client, _) = self.client().await?;
        let asked = Asked {
            state: dice.secret(),
            nonce: dice.secret(),
            verifier: dice.secret(),
            at: now,
            next: next.to_owned(),
        };
        let verifier = PkceCodeVerifier::new(asked.verifier.clone());
        let (state, nonce) = (asked.state.clone(), asked.nonce.clone());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in self.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (place, _, _) = request.url();
        Ok((place.to_string(), asked))
    }

    /// Who came back, if the provider says so to what this browser asked.
    pub async fn who(
        &self,
        (asked, back): (Asked, CameBack),
        dice: &Dice,
        now: Timestamp,
    ) -> Result<Known, NotKnown> {
        let in_time = now.duration_since(asked.at) < ANSWERED_WITHIN;
        let from_there = back.iss.is_empty() || back.iss == self.issuer;
        if asked.state != back.state || !in_time || !from_there {
            return Err(NotKnown::NotAsked);
        }
        if !back.error.is_empty() || back.code.is_empty() {
            return Err(NotKnown::Refused(back.error));
        }
        let (client, metadata) = self.client().await?;
        let proof = self.signature(&metadata, dice, now)?;
        let verifier = PkceCodeVerifier::new(asked.verifier);
        let tokens = exchange(&client, (back.code, verifier), proof).await?;
        let known = judge(&client, &tokens, asked.nonce, now)?;
        with_user_info(&client, &tokens, known).await
    }

    /// Where a person signs out at the provider too, if it has such a page.
    pub async fn way_out(&self) -> Result<Option<String>, NotKnown> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(unreachable)?;
        let metadata = ProviderMetadataWithLogout::discover_async(issuer, &http).await;
        let metadata = metadata.map_err(unreachable)?;
        let Some(end) = metadata.additional_metadata().end_session_endpoint.clone() else {
            return Ok(None);
        };
        let back = format!("{}/sign-in", self.address);
        let back = openidconnect::PostLogoutRedirectUrl::new(back).map_err(unreachable)?;
        let request = openidconnect::LogoutRequest::from(end)
            .set_client_id(ClientId::new(self.client.clone()))
            .set_post_logout_redirect_uri(back);
        Ok(Some(request.http_get_url().to_string()))
    }

    /// The provider's addresses and keys are asked for each time: keys change, and few sign in at once.
    async fn client(&self) -> Result<(ProviderClient, CoreProviderMetadata), NotKnown> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(unreachable)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &http).await;
        let metadata = metadata.map_err(unreachable)?;
        let back = format!("{}{BACK}", self.address);
        let secret = match &self.proof {
            ClientProof::Secret(secret) => Some(ClientSecret::new(secret.clone())),
            ClientProof::Key { .. } => None,
        };
        let id = ClientId::new(self.client.clone());
        let client = ProviderClient::from_provider_metadata(metadata.clone(), id, secret)
            .set_auth_type(AuthType::BasicAuth)
            .set_redirect_uri(RedirectUrl::new(back).map_err(unreachable)?);
        Ok((client, metadata))
    }

    /// Our signed word on who we are, where we have a key and no secret.
    fn signature(
        &self,
        metadata: &CoreProviderMetadata,
        dice: &Dice,
        now: Timestamp,
    ) -> Result<Option<String>, NotKnown> {
        let ClientProof::Key { pem, id } = &self.proof else { return Ok(None) };
        let endpoint = metadata.token_endpoint().map(|url| url.as_str().to_owned());
        let says = Assertion {
            client: &self.client,
            token_endpoint: &endpoint.unwrap_or_default(),
            number: dice.secret(),
            now,
        };
        let algorithm = signing(metadata.token_endpoint_auth_signing_alg_values_supported());
        assertion(&says, (pem, id), &algorithm).map(Some).map_err(NotKnown::Unreachable)
    }
}

async fn exchange(
    client: &ProviderClient,
    (code, verifier): (String, PkceCodeVerifier),
    signature: Option<String>,
) -> Result<Tokens, NotKnown> {
    let mut request = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(unreachable)?
        .set_pkce_verifier(verifier);
    if let Some(signature) = signature {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        request = request
            .add_extra_param("client_assertion_type", kind)
            .add_extra_param("client_assertion", signature);
    }
    request.request_async(&http).await.map_err(|error| match error {
        RequestTokenError::ServerResponse(said) => NotKnown::Refused(said.to_string()),
        other => unreachable(other),
    })
}

/// Holds the ID token against the provider's keys, our client, the nonce and the clock.
fn judge(
    client: &ProviderClient,
    tokens: &Tokens,
    nonce: String,
    now: Timestamp,
) -> Result<Known, NotKnown> {
    use CoreJwsSigningAlgorithm as Algorithm;
    let bad = |error: &str| NotKnown::BadToken(error.into());
    let token = tokens.id_token().ok_or_else(|| bad("there is no ID token"))?;
    let at = chrono::DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default();
    // Never "none", and never our own secret as the provider's key.
    let verifier = client.id_token_verifier().set_time_fn(move || at).set_allowed_algs([
        Algorithm::RsaSsaPkcs1V15Sha256,
        Algorithm::RsaSsaPkcs1V15Sha384,
        Algorithm::RsaSsaPkcs1V15Sha512,
        Algorithm::RsaSsaPssSha256,
        Algorithm::RsaSsaPssSha384,
        Algorithm::RsaSsaPssSha512,
        Algorithm::EcdsaP256Sha256,
        Algorithm::EcdsaP384Sha384,
    ]);
    let claims = token
        .claims(&verifier, &Nonce::new(nonce))
        .map_err(|error| NotKnown::BadToken(Box::new(error)))?;
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    Ok(Known {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        verified_email: email.map(|email| email.to_string()),
        organisation: claims.additional_claims().organisation(),
    })
}

/// What the ID token leaves out, the provider tells at another address, about the same subject.
async fn with_user_info(
    client: &ProviderClient,
    tokens: &Tokens,
    known: Known,
) -> Result<Known, NotKnown> {
    let subject = openidconnect::SubjectIdentifier::new(known.subject.clone());
    let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject)) else {
        return Ok(known);
    };
    let told: UserInfoClaims<NationalClaims, CoreGenderClaim> =
        request.request_async(&http).await.map_err(unreachable)?;
    let email = told.email().filter(|_| told.email_verified() == Some(true));
    Ok(Known {
        verified_email: known.verified_email.or(email.map(|email| email.to_string())),
        organisation: known.organisation.or(told.additional_claims().organisation()),
        ..known
    })
}

fn unreachable(error: impl std::error::Error + Send + Sync + 'static) -> NotKnown {
    NotKnown::Unreachable(Box::new(error))
}
