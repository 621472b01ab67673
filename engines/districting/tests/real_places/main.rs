//! The engine on the boundaries, people and registrations of real places.
//!
//! The files are official statistics that are not part of this repository. Each test says that it
//! skips where they are absent.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "reading files for a test: a broken file should stop it, a missing one is said"
)]

mod england;
mod files;
mod staffordshire;
