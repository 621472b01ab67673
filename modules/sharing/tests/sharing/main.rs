//! The sharing module in memory: files are uploaded, read, reviewed, accepted and rolled back, on each
//! backend.

#[cfg(test)]
mod doors;
#[cfg(test)]
mod extracts;
#[cfg(test)]
mod loads;
#[cfg(test)]
mod people;
#[cfg(test)]
mod person;
#[cfg(test)]
mod tables;
