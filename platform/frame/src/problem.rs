//! What went wrong, as the person at the door is told. Status codes are decided here and in the
//! files that show pages, nowhere else. The door puts a problem into a page or into JSON.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kith_store::StoreError;

use crate::app::App;
use crate::once::Answered;
use crate::right::Right;

const NOT_OUR_FORM: &str = "The page you came from may have been open for too long, or it belongs to \
     another site. Nothing was saved.";
const NOT_FOUND: &str =
    "There is nothing at this address. If you typed it, check that it is right.";
const NOT_THAT_WAY: &str = "It shows something, or it takes a form, but not in the way it was asked. \
     Nothing was saved.";
const DONE_BEFORE: &str =
    "You sent this before, and it was done then. It was not done a second time.";
const UNDER_WAY: &str = "You sent this before, and it is still being done. It will be done once.";
const KEY_USED: &str = "What you sent first was done. What you sent now, under the same key, is \
     something else and was not saved.";
const OVERTAKEN: &str = "Somebody else saved this after you had read it. Nothing of yours was saved; all \
     versions are told here.";
const NO_VERSION: &str = "A call that changes this brings the header If-Match with the ETag of the \
     version that it was made from. Nothing was saved.";
const TOO_FAST: &str =
    "More was asked for in a minute than one person can read. Nothing was saved.";
const FULL: &str = "The disk that Kith keeps its records on is full. What you sent was not saved; \
     everything saved before is safe and can be read.";
const DISK_FAILS: &str = "The disk that Kith keeps its records on does not read or write as it should. \
     What you sent may not have been saved. What Kith said was saved before had been written to that disk; \
     what can still be read is shown.";

/// Why a request was not answered as it was meant.
#[derive(Debug, Clone)]
pub enum Problem {
    /// Nobody is signed in, or the session has ended.
    NotSignedIn,
    /// The role lacks a right. `ask` names the roles that have it.
    NoRight {
        /// What was missing.
        right: Right,
        /// Who has it.
        ask: Vec<String>,
    },
    /// It is kept from everyone but those it is shown to, whatever their rights.
    Private {
        /// What the journal says was lacking.
        lacking: &'static str,
        /// What it is and until when it is kept so, in plain words.
        why: &'static str,
        /// Whom to ask, and what for.
        ask: &'static str,
        /// Where it is told who sees what. Everyone who may come to the thing may open it.
        rule: &'static str,
    },
    /// The form or call did not come from our own page.
    NotOurForm,
    /// There is nothing at this address.
    NotFound,
    /// There is something at this address, but it cannot be asked in this way.
    NotThatWay,
    /// What was sent cannot be read at all.
    Unreadable(String),
    /// What was sent is of another kind than is taken here.
    WrongKind {
        /// The media type that is taken.
        wanted: &'static str,
    },
    /// What was sent was sent before and had its effect. With an answer, that answer is given again.
    DoneBefore(Option<Answered>),
    /// What was sent was sent before, and is being done.
    UnderWay,
    /// Something else was sent before under the same key.
    KeyUsed,
    /// Somebody else saved first, or the thing has moved on.
    Conflict(String),
    /// Somebody else saved first; for programs, with what was opened, what is saved now and what was sent.
    Overtaken(serde_json::Value),
    /// A call that changes something does not say which version of it.
    NoVersion,
    /// What was sent is too large.
    TooLarge {
        /// The most that is taken, in bytes.
        most: usize,
    },
    /// What was sent cannot be understood or breaks a rule.
    Unfit(String),
    /// Too many tries.
    TooMany {
        /// Minutes until the next try.
        wait_minutes: u32,
    },
    /// Too many requests in too short a time.
    TooFast {
        /// Seconds until the next one.
        seconds: u64,
    },
    /// Our own fault. The reference finds it in the log.
    Broken {
        /// What to quote to support.
        reference: String,
    },
    /// Not possible just now.
    NotNow(String),
    /// The disk is full.
    Full,
    /// The disk does not read or write as it should.
    DiskFails {
        /// What to quote to support.
        reference: String,
    },
}

impl Problem {
    /// The status code of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::NoRight { .. } | Self::Private { .. } | Self::NotOurForm => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotThatWay => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::WrongKind { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Conflict(_) | Self::DoneBefore(_) | Self::UnderWay => StatusCode::CONFLICT,
            Self::Overtaken(_) => StatusCode::PRECONDITION_FAILED,
            Self::NoVersion => StatusCode::PRECONDITION_REQUIRED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unfit(_) | Self::KeyUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } | Self::TooFast { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotNow(_) | Self::DiskFails { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    /// The heading of its page.
    pub fn title(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "Sign in to go on",
            Self::NoRight { .. } => "You cannot do this in your role",
            Self::Private { .. } => "You cannot see this",
            Self::NotOurForm => "This form was not sent from Kith",
            Self::NotFound => "Page not found",
            Self::NotThatWay => "This address cannot be used in this way",
            Self::Unreadable(_) | Self::WrongKind { .. } => "What you sent cannot be read",
            Self::DoneBefore(_) => "This has been done already",
            Self::UnderWay => "This is being done",
            Self::KeyUsed => "This form was sent before with something else in it",
            Self::Conflict(_) => "Someone else got there first",
            Self::Overtaken(_) => "Somebody saved this before you",
            Self::NoVersion => "Which version was changed is not said",
            Self::TooLarge { .. } => "What you sent is too large",
            Self::Unfit(_) => "What you sent cannot be used",
            Self::TooMany { .. } => "Too many tries",
            Self::TooFast { .. } => "Too many requests",
            Self::Broken { .. } => "Sorry, something went wrong",
            Self::NotNow(_) => "Not available just now",
            Self::Full => "There is no space left to save",
            Self::DiskFails { .. } => "The disk of the records fails",
        }
    }

    /// What happened and whether anything was saved, in plain words.
    pub fn what(&self) -> String {
        match self {
            Self::NotSignedIn => {
                "You are not signed in, or your session has ended. Nothing was saved.".into()
            }
            Self::NoRight { right, .. } => {
                format!("Your role does not let you {}. Nothing was changed.", right.to)
            }
            Self::Private { why, .. } => format!("{why} Nothing was changed."),
            Self::NotOurForm => NOT_OUR_FORM.into(),
            Self::NotFound => NOT_FOUND.into(),
            Self::NotThatWay => NOT_THAT_WAY.into(),
            Self::WrongKind { wanted } => format!("This takes {wanted} only. Nothing was saved."),
            Self::DoneBefore(_) => DONE_BEFORE.into(),
            Self::UnderWay => UNDER_WAY.into(),
            Self::KeyUsed => KEY_USED.into(),
            Self::Conflict(what)
            | Self::Unfit(what)
            | Self::NotNow(what)
            | Self::Unreadable(what) => what.clone(),
            Self::Overtaken(_) => OVERTAKEN.into(),
            Self::NoVersion => NO_VERSION.into(),
            Self::TooLarge { most } => {
                let megabytes = most / 1_000_000;
                format!("The most that can be sent here is {megabytes} MB. Nothing was saved.")
            }
            Self::TooMany { wait_minutes } => {
                format!("Wait {wait_minutes} minutes, then try again. Your account is not closed.")
            }
            Self::TooFast { .. } => TOO_FAST.into(),
            Self::Broken { .. } => {
                "The fault is ours, not yours. What you sent was not saved.".into()
            }
            Self::Full => FULL.into(),
            Self::DiskFails { .. } => DISK_FAILS.into(),
        }
    }

    /// What the person can do next.
    pub fn next(&self) -> String {
        match self {
            Self::NotSignedIn => "Sign in and open the page again.".into(),
            Self::NoRight { ask, .. } if ask.is_empty() => {
                "No role has this right yet. Ask your system administrator.".into()
            }
            Self::NoRight { ask, .. } => {
                format!("Ask a colleague in one of these roles: {}.", ask.join(", "))
            }
            Self::Private { ask, .. } => (*ask).into(),
            Self::NotOurForm | Self::KeyUsed => {
                "Go back, load the page again and send the form again.".into()
            }
            Self::NotFound => "Go to Home or use the navigation.".into(),
            Self::NotThatWay => "Go back and use the links and buttons of the page.".into(),
            Self::Unreadable(_) | Self::WrongKind { .. } => "Correct it and send it again.".into(),
            Self::DoneBefore(_) => {
                "Load the page that you came from to see what stands now.".into()
            }
            Self::UnderWay => "Wait a few seconds, then load this page again.".into(),
            Self::Conflict(_) => {
                "Go back, load the page again and look at what has changed.".into()
            }
            Self::Overtaken(_) => {
                "Choose what is to stand, and send it with the ETag of the saved version.".into()
            }
            Self::NoVersion => "Read it first, then send the change with its ETag.".into(),
            Self::TooLarge { .. } => "Send it in smaller parts, or use kith import.".into(),
            Self::Unfit(_) => "Go back, correct it and send it again.".into(),
            Self::TooMany { .. } => {
                "If you have lost your password, ask your system administrator.".into()
            }
            Self::TooFast { seconds } => format!("Wait {seconds} seconds, then try again."),
            Self::Broken { .. } => {
                "Try again. If it happens again, give support the reference.".into()
            }
            Self::NotNow(_) => "Try again in a minute.".into(),
            Self::Full => "Ask your system administrator to make space, then try again.".into(),
            Self::DiskFails { .. } => {
                "Tell your system administrator now. Once the disk works, look \
                                       whether what you sent is there before you send it again."
                    .into()
            }
        }
    }

    /// Where it is told why, for those who ask.
    pub fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Private { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// What was opened, saved and sent, where somebody else saved first.
    pub fn versions(&self) -> Option<&serde_json::Value> {
        match self {
            Self::Overtaken(versions) => Some(versions),
            _ => None,
        }
    }

    /// What support needs to find the cause.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Broken { reference } | Self::DiskFails { reference } => Some(reference),
            _ => None,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::NotFound,
            StoreError::Stale { .. } => Self::Conflict(
                "Someone else saved this while you were looking at it. Your change was not saved."
                    .into(),
            ),
            StoreError::DoneBefore => Self::DoneBefore(None),
            StoreError::Busy => Self::NotNow("The records are busy. Nothing was saved.".into()),
            StoreError::Closed => Self::NotNow("Kith is stopping. Nothing was saved.".into()),
            StoreError::Full => Self::Full,
            failing @ StoreError::Disk(_) => Self::DiskFails { reference: logged(&failing) },
            other => Self::broken(&other),
        }
    }
}

impl Problem {
    /// The person's role lacks a right; the roles that have it are named.
    pub fn lacks(app: &App, right: Right) -> Self {
        let ask = app.roles.who_may(right).into_iter().map(str::to_owned).collect();
        Self::NoRight { right, ask }
    }

    /// A fault of ours: logged here with its whole chain, shown with a reference only.
    pub fn broken(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::Broken { reference: logged(error) }
    }
}

/// Writes an error with its whole chain to the log; gives back the reference by which it is found there.
fn logged(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    let reference = crate::session::SecretHash::of(&chain).as_str()[..8].to_owned();
    tracing::error!(reference, "{chain}");
    reference
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::DoneBefore(Some(answered)) = self {
            return answered.into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lacks_a_right_is_told_whom_to_ask() {
        let right = Right { key: "plan.publish", to: "publish neighbourhood plans" };
        let problem = Problem::NoRight { right, ask: vec!["Integrator manager".into()] };
        assert_eq!(problem.status(), StatusCode::FORBIDDEN);
        assert_eq!(
            problem.what(),
            "Your role does not let you publish neighbourhood plans. Nothing was changed."
        );
        assert_eq!(problem.next(), "Ask a colleague in one of these roles: Integrator manager.");
    }

    #[test]
    fn a_disk_that_is_full_or_fails_is_said_to_be_and_what_became_of_what_was_saved() {
        let full = Problem::from(StoreError::Full);
        assert_eq!(full.status(), StatusCode::INSUFFICIENT_STORAGE);
        assert!(full.what().contains("is full") && full.what().contains("safe and can be read"));
        let io = std::io::Error::other("disk I/O error in table account");
        let failing = Problem::from(StoreError::Disk(io.into()));
        assert_eq!(failing.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(failing.what().contains("does not read or write as it should"));
        assert!(failing.what().contains("said was saved before had been written"));
        assert!(!failing.what().contains("account"));
        assert_eq!(failing.reference().map(str::len), Some(8), "the log has the cause");
    }

    #[test]
    fn what_is_private_is_refused_with_the_reason_and_the_rule() {
        let private = Problem::Private {
            lacking: "plan.private",
            why: "This draft is kept private.",
            ask: "Ask whoever gave you the address.",
            rule: "/plans/who-sees",
        };
        assert_eq!(private.status(), StatusCode::FORBIDDEN);
        assert_eq!(private.what(), "This draft is kept private. Nothing was changed.");
        assert_eq!(private.next(), "Ask whoever gave you the address.");
        assert_eq!((private.rule(), Problem::NotFound.rule()), (Some("/plans/who-sees"), None));
    }

    #[test]
    fn a_fault_of_ours_is_shown_by_reference_only() {
        let problem = Problem::broken(&std::io::Error::other("table account is missing"));
        assert!(!problem.what().contains("account"));
        assert_eq!(problem.reference().map(str::len), Some(8));
    }
}
