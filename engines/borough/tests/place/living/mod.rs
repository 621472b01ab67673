//! The people of the place and what happens with them: the acceptance tests of the calibration.
//! What is published is held against all 300,000 people, surveyed once.

mod events;
mod health;
mod identity;
mod people;
mod survey;
