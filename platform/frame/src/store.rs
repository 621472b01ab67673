//! The records of the frame: who may sign in, who is signed in, what work waits. SQL stands here
//! and in the files below, one statement a function.

pub mod account;
pub mod factor;
pub mod identity;
pub mod invitation;
pub mod job;
pub(crate) mod load;
pub mod membership;
pub mod once;
pub mod organisation;
pub mod passkey;
pub mod review;
pub mod session;
pub mod ways_in;
pub mod whose;
