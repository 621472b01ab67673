//! The pages: Data, a load, an upload; finding a person, a person.

pub(crate) mod data;
pub(crate) mod find;
pub(crate) mod load;
pub(crate) mod person;
pub(crate) mod upload;
