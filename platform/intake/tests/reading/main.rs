//! The readers on small files of every shape, whole and damaged.

#[cfg(test)]
mod damaged;
#[cfg(test)]
mod defects;
#[cfg(test)]
mod extracts;
#[cfg(test)]
mod maps;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod trial;
#[cfg(test)]
mod workbooks;
