//! How far long work has come, for a page or a terminal to show, and the wish to stop it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How far the work has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Step {
    /// What is being done, in words: "reading areas".
    pub doing: String,
    /// How much of it is done.
    pub done: u64,
    /// How much of it there is; 0 where that is not known.
    pub of: u64,
}

/// Handed to long work, which says how far it has come and asks whether it is still wanted.
#[derive(Clone)]
pub struct Progress {
    show: Arc<dyn Fn(&Step) + Send + Sync>,
    stop: Arc<AtomicBool>,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

impl Progress {
    /// Progress that is shown by `show`.
    pub fn shown_by(show: impl Fn(&Step) + Send + Sync + 'static) -> Self {
        Self { show: Arc::new(show), stop: Arc::default() }
    }

    /// Progress that nobody looks at.
    pub fn unseen() -> Self {
        Self::shown_by(|_| ())
    }

    /// Says that `done` of `of` is done of what is called `doing`.
    pub fn says(&self, doing: &str, done: u64, of: u64) {
        (self.show)(&Step { doing: doing.to_owned(), done, of });
    }

    /// Asks the work to stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the work is still wanted.
    pub fn is_wanted(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn work_that_was_stopped_is_no_longer_wanted() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let progress = Progress::shown_by(move |step| sink.lock().unwrap().push(step.clone()));
        progress.says("reading areas", 3, 175);
        assert!(progress.is_wanted());
        progress.clone().stop();
        assert!(!progress.is_wanted());
        assert_eq!(seen.lock().unwrap()[0].done, 3);
    }
}
