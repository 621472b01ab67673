//! The table of modules for these tests: the frame, and a module that stands for all others.

use kith_frame::job::{JobFailed, JobKind};
use kith_frame::module::Module;
use kith_frame::right::Right;
use kith_frame::store;
use serde_json::json;

const fn right(key: &'static str) -> Right {
    Right { key, to: "do what other modules offer" }
}

/// The rights that `content/roles.toml` gives and other modules know.
static OTHERS: Module = Module {
    key: "others",
    title: "Others",
    rights: &[
        right("place.read"),
        right("plan.read"),
        right("plan.draw"),
        right("plan.publish"),
        right("plan.consult"),
        right("plan.object"),
        right("plan.agree"),
        right("data.read"),
        right("data.load"),
        right("person.read"),
        right("assurance.read"),
    ],
    jobs: &[LOOK, REFUSE, PANIC, ENDLESS],
    ..Module::EMPTY
};

/// All modules of these tests.
pub(crate) static MODULES: &[&Module] = &[&OTHERS, &kith_frame::MODULE];

/// Gives back the state that the store has for it while it runs.
pub(crate) const LOOK: JobKind = JobKind {
    key: "look",
    title: "Look",
    run: |app, work| {
        Box::pin(async move {
            let mut reader = app.db.read().await.map_err(|e| JobFailed::Broken(e.into()))?;
            let own = store::job::one(&mut reader, work.job).await;
            let state = own.map_err(|e| JobFailed::Broken(e.into()))?.state;
            Ok(json!({ "path": "/help", "while_running": state }))
        })
    },
};

/// Cannot do what it was asked.
pub(crate) const REFUSE: JobKind = JobKind {
    key: "refuse",
    title: "Refuse",
    run: |_, _| {
        Box::pin(async { Err(JobFailed::Refused("there are no areas to draw".to_owned())) })
    },
};

/// Has a fault.
pub(crate) const PANIC: JobKind =
    JobKind { key: "panic", title: "Panic", run: |_, _| Box::pin(async { panic!("a fault") }) };

/// Goes on until somebody stops it.
pub(crate) const ENDLESS: JobKind = JobKind {
    key: "endless",
    title: "Endless",
    run: |_, work| {
        Box::pin(async move {
            while work.progress.is_wanted() {
                tokio::task::yield_now().await;
            }
            Err(JobFailed::Stopped)
        })
    },
};
