//! What a module is, and what all modules stand on: sign-in, rights, the journal's pages, work in
//! the background, settings, clock and randomness.
//!
//! A module is a row of data ([`module::Module`]); the doors of the program walk the table of modules
//! and know none by name. Handlers get the [`app::App`] and give back a [`page::Page`] or a
//! [`problem::Problem`]; the frame around a page is put on by the web door with [`layout`].
//!
//! What is not here: anything that a neighbourhood team does. That is for the modules.

pub mod account;
pub mod address;
mod api;
pub mod app;
pub mod as_at;
pub mod attempts;
pub mod basis;
pub mod caller;
pub mod clock;
pub mod code;
pub mod code_app;
pub mod command;
pub mod commands;
pub mod conflict;
pub mod demo;
pub mod device;
pub mod dice;
pub mod entry;
pub mod feeds;
pub mod form;
pub mod health;
pub mod job;
pub mod journal;
pub mod keeper;
pub mod known_device;
pub mod lake;
pub mod layout;
pub mod membership;
pub mod memo;
pub mod module;
pub mod named;
pub mod once;
pub mod organisation;
pub mod page;
pub mod pages;
pub mod paging;
pub mod passkeys;
pub mod password;
pub mod people;
pub mod posted;
pub mod problem;
pub mod progress;
pub mod provider;
pub mod reading;
mod refusal;
pub mod review;
pub mod right;
pub mod rights;
mod routes;
pub mod serving;
pub mod session;
pub mod settings;
pub mod store;
pub mod table;
#[cfg(feature = "testing")]
pub mod testing;
pub mod version;
pub mod visitor;
pub mod ways_in;
pub mod words;

pub use routes::MODULE;
