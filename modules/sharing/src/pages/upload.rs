//! Loading a file: it is taken whole, then read in the background.

use axum::extract::State;
use axum::response::Redirect;
use kith_design::{FileUpload, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::job;
use kith_frame::page::Page;
use kith_frame::posted::Uploaded;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;

use crate::jobs::{Incoming, TAKE_IN};

/// The form.
pub(crate) async fn show(SignedIn(session): SignedIn) -> Page {
    let main = html! {
        h1 class="nhsuk-heading-l" { "Load a file" }
        p { "Load official files unchanged, as you downloaded them. A .zip or .gz need not be \
             unpacked. Nothing counts until you have looked at it and accepted it." }
        form method="post" action="/data/upload" enctype="multipart/form-data" {
            (form::key(&session.form_key))
            (FileUpload {
                name: "file".into(),
                label: form::asks("File"),
                hint: Some("512 MB at the most. Use kith import for larger files.".into()),
                error_message: Wrong::nothing().about("file"),
                ..FileUpload::default()
            })
            (form::send("Load"))
        }
    };
    Page::new("Load a file", main).under("Data", "/data").under("Load a file", "/data/upload")
}

/// Takes the file and asks for it to be read.
pub(crate) async fn take(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    uploaded: Uploaded,
) -> Result<Redirect, Problem> {
    let folder = app.settings.data.join("incoming");
    std::fs::create_dir_all(&folder).map_err(|error| Problem::broken(&error))?;
    let path = folder.join(app.dice.id::<Incoming>(app.clock.now()).to_string());
    uploaded.file.persist(&path).map_err(|error| Problem::broken(&error))?;
    let incoming = Incoming { name: uploaded.name, path };
    let title = format!("Read {}", incoming.name);
    let input = serde_json::to_value(&incoming).map_err(|error| Problem::broken(&error))?;
    let id = job::ask(&app, &session.author(), TAKE_IN.key, title, input).await?;
    Ok(Redirect::to(&format!("/jobs/{id}")))
}
