//! The geography module: its feeds on small texts in official layouts, with their traps, and on the
//! official files themselves where they are at hand; its pages, calls and jobs in memory on an
//! invented borough and on a place of six squares.

#[cfg(test)]
mod borough;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod doors;
mod fronts;
#[cfg(test)]
mod life;
#[cfg(test)]
mod official;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod private;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod small;
#[cfg(test)]
mod squares;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod taking_in;
#[cfg(test)]
mod why;
#[cfg(test)]
mod wishes;
#[cfg(test)]
mod workbench;
#[cfg(test)]
mod workbench_calls;
