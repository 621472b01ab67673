//! The program as it runs: what it writes, counts, sends and lets in, and how it stops.

#[cfg(test)]
mod kith;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod watching;
