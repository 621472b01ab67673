//! The pages: Data, a load, an upload.

pub(crate) mod data;
pub(crate) mod examples;
pub(crate) mod feed;
pub(crate) mod load;
pub(crate) mod upload;
