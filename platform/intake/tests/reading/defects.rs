//! Defects, to come.
