//! A progress bar on the terminal.

use indicatif::{ProgressBar, ProgressStyle};
use kith_frame::progress::Progress;

/// A bar that shows what is being done, how much of it is done, and how long it may still take.
pub(super) fn bar() -> Progress {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:40} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    Progress::shown_by(move |step| {
        bar.set_length(step.of);
        bar.set_position(step.done);
        bar.set_message(step.doing.clone());
        if step.of > 0 && step.done >= step.of {
            bar.finish_and_clear();
        }
    })
}
