//! A small fictional place, for those who want to see Kith at work before they have files of their
//! own.
//!
//! [`fictional_place`] makes Wendmere: 300,000 people in 180 small areas on a river, with 30
//! practices in seven primary care networks that do not follow the neighbourhoods people would
//! draw. It writes what publishers would publish about it, byte for byte in their layouts, and
//! keeps the truth behind the files so that what is read back can be checked. It lies in the North
//! Sea, its codes are from ranges that are not in use, and its names are invented, so nobody takes
//! it for a real place.
//!
//! Pure: no file is written here, no clock is read, and the same seed gives the same bytes.

mod ages;
mod borough;
mod cells;
mod defects;
mod dice;
mod extracts;
mod files;
mod ground;
mod groups;
mod history;
mod lattice;
mod links;
mod living;
mod names;
mod number;
mod outline;
mod patches;
mod people;
mod practices;
mod projection;
mod real;
mod registrations;
mod services;

pub use ages::Ages;
pub use borough::{Area, Borough, ElectoralWard, MiddleArea};
pub use defects::{Dirt, Due, PlantedDefect};
pub use extracts::{
    Counted, DefectKind, DirtRates, Effect, Effects, ExtractFile, Extracts, Form, Rendered, Sender,
    Tally,
};
pub use files::OfficialFile;
pub use ground::Bank;
pub use history::{Case, History, Story, TeamFile};
pub use links::{Link, LinkKind};
pub use living::{CannotWrite, Living, Open, Watch, Written};
pub use patches::Patches;
pub use people::{
    Address, Block, CONDITIONS, Caring, Code, CodeText, Condition, ConditionSet, DEFICITS, Day,
    Deficit, DeficitSet, EthnicGroup, Event, FIRST_DAY, Frailty, Gone, Household, LAST_DAY,
    Language, Moment, MovedIn, Name, NhsNumber, Outcome, Person, Phone, Population, Postcode,
    REGISTERS, Role, Sex, Site, Stream, Tenure, TooManyPeople, population,
};
pub use practices::{Pcn, Practice};
pub use real::{CannotUseAreas, RealArea, read_areas};
pub use registrations::{Home, Registration};
pub use services::{
    Asset, CareHome, Neighbourhood, Organisation, Premises, Room, Services, Team, Worker,
};

/// A fictional place: the truth about it, and the files that tell of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The borough as it truly is.
    pub borough: Borough,
    /// The official files, in the order in which a place is best loaded.
    pub files: Vec<OfficialFile>,
    /// The defects planted into the files; none without [`Dirt::Some`].
    pub defects: Vec<PlantedDefect>,
}

/// Make the place of `seed`; another seed gives another river, other areas and other people.
pub fn fictional_place(seed: u64, dirt: Dirt) -> Place {
    let borough = Borough::new(seed);
    let mut files = files::all(&borough, seed);
    let defects = match dirt {
        Dirt::None => Vec::new(),
        Dirt::Some => defects::plant(&mut files),
    };
    Place { borough, files, defects }
}
