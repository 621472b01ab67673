//! The frame in memory: people, sessions, rights, organisations and jobs, on each backend.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod anchors;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod movers;
#[cfg(test)]
mod once;
#[cfg(test)]
mod organisations;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod people;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod second_factor;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod tables;
