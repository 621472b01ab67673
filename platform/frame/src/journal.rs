//! The journal as people and programs ask for it: what is looked for, who the ids are, and the forms
//! in which it is given away. The journal itself is [`kith_store::journal`].

pub mod anchoring;
pub mod audit_event;
pub mod export;
pub mod known;
pub mod search;
