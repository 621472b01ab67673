//! How hard to look for a plan, and who looks on meanwhile.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::CannotDraw;
use crate::problem::Problem;

/// How hard to look for a better plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Changes proposed for each area; time grows in step.
    pub proposals_per_area: u32,
    /// Seeds tried for each piece before giving it up.
    pub seeds: u32,
}

impl Default for Effort {
    /// 10,000 proposals an area, 40 seeds: an ICB in seconds.
    fn default() -> Self {
        Self { proposals_per_area: 10_000, seeds: 40 }
    }
}

/// How far drawing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Proposals considered so far.
    pub done: u64,
    /// Proposals there will be.
    pub total: u64,
}

/// Who looks on while a plan is drawn.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Called now and then, from any thread.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Asked now and then, from any thread; once it says yes, drawing stops.
    pub is_cancelled: &'a (dyn Fn() -> bool + Sync),
}

impl Default for Watch<'_> {
    /// Nobody.
    fn default() -> Self {
        Self { progress: &|_| {}, is_cancelled: &|| false }
    }
}

/// Counts proposals over all pieces.
pub(super) struct Clock<'a> {
    pub(super) effort: Effort,
    watch: Watch<'a>,
    done: AtomicU64,
    total: u64,
}

impl<'a> Clock<'a> {
    pub(super) fn new(problem: &Problem, effort: Effort, watch: Watch<'a>) -> Self {
        let total = u64::from(effort.proposals_per_area) * problem.areas() as u64;
        Self { effort, watch, done: AtomicU64::new(0), total }
    }

    pub(super) fn budget(&self, areas: usize) -> u64 {
        u64::from(self.effort.proposals_per_area) * areas as u64
    }

    pub(super) fn check(&self) -> Result<(), CannotDraw> {
        if (self.watch.is_cancelled)() { Err(CannotDraw::Cancelled) } else { Ok(()) }
    }

    pub(super) fn tick(&self, proposals: u64) -> Result<(), CannotDraw> {
        let done = self.done.fetch_add(proposals, Ordering::Relaxed) + proposals;
        (self.watch.progress)(Progress { done, total: self.total });
        self.check()
    }
}
