//! The rights that the frame's own pages ask for.

use crate::right::Right;

/// See the people and organisations.
pub const READ_USERS: Right = Right { key: "users.read", to: "see users and organisations" };
/// Add and change people and organisations.
pub const MANAGE_USERS: Right =
    Right { key: "users.manage", to: "add or change users and organisations" };
/// Give roles with rights that one's own role lacks, and change the accounts of people who have such a
/// role. Without it a role, its passwords and its factors are given only by whoever has its rights.
pub const GIVE_MORE: Right = Right {
    key: "users.give-more",
    to: "give a role that may do more than your own, or change the account of somebody who has one",
};
/// Search the journal.
pub const READ_JOURNAL: Right = Right { key: "journal.read", to: "search the journal" };
/// See whether Kith is in good health.
pub const READ_STATUS: Right =
    Right { key: "status.read", to: "see whether Kith is in good health" };
/// Stop work in the background that somebody else asked for.
pub const STOP_JOBS: Right =
    Right { key: "job.stop", to: "stop background work that somebody else asked for" };
/// See which data are here, from whom, and what was wrong with them. Figures of all modules lead to the
/// loads that they stand on, so the right is no module's own.
pub const READ_DATA: Right = Right { key: "data.read", to: "see which data are here" };
