//! What was sent to change something: a form, a file, a call. Each carries the form key of the
//! session, so that no other site can send it in our person's name; without it nothing is read.

use std::io::Write;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderName;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use crate::app::App;
use crate::problem::Problem;
use crate::visitor::Visitor;

/// The name of the hidden field that holds the form key.
pub const FORM_KEY: &str = "form_key";
/// The header in which a call to the API carries the form key.
pub const FORM_KEY_HEADER: HeaderName = HeaderName::from_static("x-kith-form-key");
/// The most that a form without a file may hold, in bytes.
pub const MOST_FORM_BYTES: usize = 1_000_000;
/// The most that a file may hold, in bytes. England's boundaries have 60 MB.
pub const MOST_FILE_BYTES: usize = 512_000_000;

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
struct Key {
    #[serde(default)]
    form_key: String,
}

impl<T: DeserializeOwned> FromRequest<App> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let expected = expected_key(&request)?;
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|refused| refusal(&refused.into_response(), MOST_FORM_BYTES))?;
        let key: Key = serde_html_form::from_bytes(&body).or(Err(Problem::NotOurForm))?;
        must_match(&key.form_key, &expected)?;
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
        match Json::<T>::from_request(request, app).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(refused) => {
                let why = refused.body_text();
                match refused.into_response().status().as_u16() {
                    413 => Err(Problem::TooLarge { most: MOST_FORM_BYTES }),
                    _ => Err(Problem::Unfit(why)),
                }
            }
        }
    }
}

impl FromRequest<App> for Uploaded {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let expected = expected_key(&request)?;
        let mut parts = Multipart::from_request(request, app)
            .await
            .ok()
            .ok_or_else(|| Problem::Unfit("The form does not hold a file.".into()))?;
        let unreadable = |_| not_whole();
        let mut proven = false;
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            match part.name() {
                Some(FORM_KEY) => {
                    must_match(&part.text().await.map_err(unreadable)?, &expected)?;
                    proven = true;
                }
                Some("file") if proven => return store_file(part, app).await,
                _ => return Err(Problem::NotOurForm),
            }
        }
        Err(Problem::Unfit("Select a file to upload. Nothing was saved.".into()))
    }
}

async fn store_file(
    mut part: axum::extract::multipart::Field<'_>,
    app: &App,
) -> Result<Uploaded, Problem> {
    let name = last_component(part.file_name().unwrap_or_default());
    let mut file =
        NamedTempFile::new_in(&app.settings.data).map_err(|error| Problem::broken(&error))?;
    let mut bytes = 0;
    loop {
        let chunk = part.chunk().await.ok().ok_or_else(not_whole)?;
        let Some(chunk) = chunk else { break };
        bytes += chunk.len();
        if bytes > MOST_FILE_BYTES {
            return Err(Problem::TooLarge { most: MOST_FILE_BYTES });
        }
        file.write_all(&chunk).map_err(|error| cannot_write(&error))?;
    }
    file.flush().map_err(|error| cannot_write(&error))?;
    if name.is_empty() || bytes == 0 {
        return Err(Problem::Unfit("Select a file to upload. Nothing was saved.".into()));
    }
    Ok(Uploaded { name, file, bytes })
}

fn not_whole() -> Problem {
    Problem::Unfit("The file did not arrive whole. Nothing was saved.".into())
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

fn refusal(response: &axum::response::Response, most: usize) -> Problem {
    match response.status().as_u16() {
        413 => Problem::TooLarge { most },
        _ => Problem::Unfit("What you sent did not arrive whole. Nothing was saved.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_never_leads_to_another_folder() {
        assert_eq!(last_component("..\\..\\etc/passwd"), "passwd");
        assert_eq!(last_component("areas.geojson"), "areas.geojson");
    }

    #[test]
    fn only_the_right_key_opens_a_form() {
        assert!(must_match("k1", "k1").is_ok());
        assert!(must_match("", "k1").is_err());
    }
}
