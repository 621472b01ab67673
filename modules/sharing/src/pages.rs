//! The pages: Data, a kind of file, a load, an upload; finding a person, a person.

pub(crate) mod data;
pub(crate) mod examples;
pub(crate) mod feed;
pub(crate) mod find;
pub(crate) mod load;
pub(crate) mod person;
pub(crate) mod upload;
