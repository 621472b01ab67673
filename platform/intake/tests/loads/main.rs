//! Loads on every backend: how files arrive, are looked at, count, and are taken back.

#[cfg(test)]
mod counting;
#[cfg(test)]
mod cut_off;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod quarantine;
#[cfg(test)]
mod review;
#[cfg(test)]
mod trial;
