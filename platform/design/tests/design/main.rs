//! The design system from outside: against the examples of the npm package, and as golden files.

mod conformance;
mod dom;
mod golden;
mod samples;
mod spelling;
