//! The frame in memory: people, sessions, rights, organisations and jobs, on each backend.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod once;
#[cfg(test)]
mod organisations;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod people;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod tables;
