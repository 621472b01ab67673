//! The governance module in memory, and the names in `assurance/` against what exists.

#[cfg(test)]
mod doors;
#[cfg(test)]
mod known;
#[cfg(test)]
mod names;
