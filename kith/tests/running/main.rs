//! The program as it runs: what it writes, counts, sends and lets in, and how it stops.

mod kith;
mod stopping;
mod watching;
