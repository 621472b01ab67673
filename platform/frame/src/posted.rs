//! What was sent to change something: a form, a file, a call. Each carries the form key of the
//! session, so that no other site can send it in our person's name; without it nothing is read. Each
//! also carries a key of its own, by which it has its effect once ([`crate::once`]).

use std::io::Write;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::app::App;
use crate::dice::hexadecimal;
use crate::once::{self, ONCE};
use crate::problem::Problem;
use crate::session::Session;
use crate::visitor::Visitor;

/// The name of the hidden field that holds the form key.
pub const FORM_KEY: &str = "form_key";
/// The header in which a call to the API carries the form key.
pub const FORM_KEY_HEADER: HeaderName = HeaderName::from_static("x-kith-form-key");
/// The most that a form without a file may hold, in bytes.
pub const MOST_FORM_BYTES: usize = 1_000_000;
/// The most that a file may hold, in bytes. England's boundaries have 60 MB.
pub const MOST_FILE_BYTES: usize = 512_000_000;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data";

/// A form that was sent from one of our own pages.
#[derive(Debug)]
pub struct Posted<T>(pub T);

/// A form of which only the button was pressed.
#[derive(Debug, Deserialize)]
pub struct Pressed {}

/// A call that was made with the session's form key.
#[derive(Debug)]
pub struct Called<T>(pub T);

/// A file that was sent from one of our own pages, kept in a temporary file.
#[derive(Debug)]
pub struct Uploaded {
    /// Its name as the sender has it, without folders.
    pub name: String,
    /// Where it is until this value is dropped.
    pub file: NamedTempFile,
    /// How many bytes it has.
    pub bytes: usize,
}

#[derive(Deserialize)]
struct Keys {
    #[serde(default)]
    form_key: String,
    #[serde(default)]
    once: String,
}

impl<T: DeserializeOwned> FromRequest<App> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let expected = expected_key(&request)?;
        let (whose, path) = (once::whose(&request), request.uri().path().to_owned());
        must_be(&request, FORM)?;
        let body = whole_body(request, app).await?;
        let keys: Keys = serde_html_form::from_bytes(&body).or(Err(Problem::NotOurForm))?;
        must_match(&keys.form_key, &expected)?;
        if let Some(session) = whose {
            take_on(app, &session, &keys.once, once::content(&path, &body)).await?;
        }
        match serde_html_form::from_bytes(&body) {
            Ok(form) => Ok(Self(form)),
            Err(error) => Err(Problem::Unfit(format!("The form cannot be read: {error}."))),
        }
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Called<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let expected = expected_key(&request)?;
        let sent = request.headers().get(FORM_KEY_HEADER).and_then(|value| value.to_str().ok());
        must_match(sent.unwrap_or_default(), &expected)?;
        let key = once::key_of_call(&request)?;
        let (whose, path) = (once::whose(&request), request.uri().path().to_owned());
        must_be(&request, JSON)?;
        let body = whole_body(request, app).await?;
        if let Some(session) = whose {
            once::take_on(app, &session, &key, once::content(&path, &body)).await?;
        }
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            let why = format!("The call cannot be read: {error}. Nothing was saved.");
            if error.is_data() { Problem::Unfit(why) } else { Problem::Unreadable(why) }
        })
    }
}

impl FromRequest<App> for Uploaded {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let expected = expected_key(&request)?;
        let (whose, path) = (once::whose(&request), request.uri().path().to_owned());
        must_be(&request, MULTIPART)?;
        let mut parts = Multipart::from_request(request, app).await.or(Err(not_whole()))?;
        let unreadable = |_| not_whole();
        let (mut proven, mut key) = (false, String::new());
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            match part.name() {
                Some(FORM_KEY) => {
                    must_match(&part.text().await.map_err(unreadable)?, &expected)?;
                    proven = true;
                }
                Some(ONCE) if proven => key = part.text().await.map_err(unreadable)?,
                Some("file") if proven => {
                    let (uploaded, digest) = store_file(part, app).await?;
                    if let Some(session) = whose {
                        let sent = format!("{}\n{digest}", uploaded.name);
                        take_on(app, &session, &key, once::content(&path, sent.as_bytes())).await?;
                    }
                    return Ok(uploaded);
                }
                _ => return Err(Problem::NotOurForm),
            }
        }
        Err(Problem::Unfit("Select a file to upload. Nothing was saved.".into()))
    }
}

/// A form of ours always carries a key of its own.
async fn take_on(app: &App, session: &Session, key: &str, content: String) -> Result<(), Problem> {
    if key.is_empty() {
        return Err(Problem::NotOurForm);
    }
    once::take_on(app, session, key, content).await
}

fn must_be(request: &Request, wanted: &'static str) -> Result<(), Problem> {
    let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = sent.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(Problem::WrongKind { wanted }) }
}

async fn whole_body(request: Request, app: &App) -> Result<Bytes, Problem> {
    let body = Bytes::from_request(request, app).await;
    body.map_err(|refused| match refused.into_response().status().as_u16() {
        413 => Problem::TooLarge { most: MOST_FORM_BYTES },
        _ => Problem::Unreadable("What you sent did not arrive whole. Nothing was saved.".into()),
    })
}

async fn store_file(
    mut part: axum::extract::multipart::Field<'_>,
    app: &App,
) -> Result<(Uploaded, String), Problem> {
    let name = last_component(part.file_name().unwrap_or_default());
    let mut file =
        NamedTempFile::new_in(&app.settings.data).map_err(|error| Problem::broken(&error))?;
    let (mut bytes, mut digest) = (0, Sha256::new());
    loop {
        let chunk = part.chunk().await.ok().ok_or_else(not_whole)?;
        let Some(chunk) = chunk else { break };
        bytes += chunk.len();
        if bytes > MOST_FILE_BYTES {
            return Err(Problem::TooLarge { most: MOST_FILE_BYTES });
        }
        digest.update(&chunk);
        file.write_all(&chunk).map_err(|error| cannot_write(&error))?;
    }
    file.flush().map_err(|error| cannot_write(&error))?;
    if name.is_empty() || bytes == 0 {
        return Err(Problem::Unfit("Select a file to upload. Nothing was saved.".into()));
    }
    Ok((Uploaded { name, file, bytes }, hexadecimal(&digest.finalize())))
}

fn not_whole() -> Problem {
    Problem::Unreadable("The file did not arrive whole. Nothing was saved.".into())
}

fn cannot_write(error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Problem::Full,
        _ => Problem::broken(error),
    }
}

/// A file's name without the folders that some browsers send along.
fn last_component(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

fn expected_key(request: &Request) -> Result<String, Problem> {
    let visitor = request.extensions().get::<Visitor>();
    visitor.and_then(Visitor::form_key).map(str::to_owned).ok_or(Problem::NotOurForm)
}

fn must_match(sent: &str, expected: &str) -> Result<(), Problem> {
    // Both are hashed first, so that the comparison takes the same time wherever they differ.
    let same = crate::session::SecretHash::of(sent) == crate::session::SecretHash::of(expected);
    if same { Ok(()) } else { Err(Problem::NotOurForm) }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_file_name_never_leads_to_another_folder() {
        assert_eq!(last_component("..\\..\\etc/passwd"), "passwd");
        assert_eq!(last_component("areas.geojson"), "areas.geojson");
    }

    #[test]
    fn what_is_of_another_kind_is_not_read() {
        let sent = |kind: &str| {
            let request = Request::builder().header(CONTENT_TYPE, kind).body(Body::empty());
            must_be(&request.unwrap(), JSON).is_ok()
        };
        assert!(sent("application/json") && sent("Application/JSON; charset=utf-8"));
        assert!(!sent("text/plain") && !sent("application/json-seq"));
    }

    #[test]
    fn only_the_right_key_opens_a_form() {
        assert!(must_match("k1", "k1").is_ok());
        assert!(must_match("", "k1").is_err());
    }
}
