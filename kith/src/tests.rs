//! What the program promises at its doors, held in `tests/golden/`: who may pass, what the API is,
//! what the command line says. `./dev bless` rewrites the files; the reviewer reads the difference.

mod access;
mod api;
mod client;
mod doors;
mod health;
mod help;
mod living_place;
mod methods;
mod network;
mod ops;
mod people;
mod released;
mod sweep;
mod tables;
mod web;
