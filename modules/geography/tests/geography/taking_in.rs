//! Files are taken into a house as if somebody had loaded and accepted them.

use kith_frame::module::Module;
use kith_frame::right::Right;
use kith_frame::testing::House;
use kith_geography::feeds::FEEDS;
use kith_intake::load::{self, Arrived, Load, Watch};
use kith_store::Author;

/// Stands for the module that looks after loads.
static DATA: Module = Module {
    key: "sharing",
    title: "Data",
    rights: &[
        Right { key: "data.read", to: "see which data are here" },
        Right { key: "data.load", to: "load data" },
        Right { key: "person.read", to: "find people" },
        Right { key: "assurance.read", to: "see what shows Kith to be safe" },
    ],
    migrations: load::MIGRATIONS,
    ..Module::EMPTY
};

/// All modules of these tests.
pub(crate) static MODULES: &[&Module] = &[&kith_geography::MODULE, &DATA, &kith_frame::MODULE];

/// Takes a file in and accepts it.
pub(crate) async fn take_in(house: &House, name: &str, bytes: Vec<u8>) -> Load {
    let app = &house.app;
    let (now, author) = (app.clock.now(), Author::system("test"));
    let watch = Watch { new_id: &|| app.dice.id(now), went_on: &|_, _| () };
    let opened = kith_intake::open_bytes(name, bytes);
    let mut taken =
        load::take_in(app.stores(), (now, &author), FEEDS, opened, &watch).await.unwrap();
    assert_eq!(taken.len(), 1, "{name} is one file");
    match taken.remove(0).outcome {
        Ok(Arrived::ToReview(load)) => {
            load::accept(&app.db, now, &author, load.id).await.unwrap();
            *load
        }
        other => panic!("{name}: {other:?}"),
    }
}
