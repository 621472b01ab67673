//! The pages: Data, a load, an upload.

pub(crate) mod data;
pub(crate) mod load;
pub(crate) mod upload;
