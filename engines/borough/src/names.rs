//! Invented names. None is the name of a ward, a middle-layer super output area, a practice or a
//! PCN of England in the registers of 2021 to 2026.

/// The borough.
pub(crate) const BOROUGH: &str = "Wendmere";

/// The island.
pub(crate) const ISLAND: &str = "Skelholm";

/// The other places in it.
pub(crate) const PLACES: [&str; 45] = [
    "Oxenwick",
    "Fenwyke",
    "Larkmoor",
    "Quillbury",
    "Brackenhythe",
    "Withermarsh",
    "Cobhithe",
    "Aldersett",
    "Pellowgate",
    "Ravenscote",
    "Dunhithe",
    "Mallowfield",
    "Oakenthwaite",
    "Tidewick",
    "Hernhithe",
    "Osierbank",
    "Gullmarsh",
    "Wicksea",
    "Lowerwend",
    "Overwend",
    "Wendgate",
    "Wendmouth",
    "Marramside",
    "Curlewgate",
    "Plovermoor",
    "Ternhaven",
    "Sandlarkby",
    "Rushwold",
    "Fleetholm",
    "Cressbury",
    "Millwend",
    "Sedgewell",
    "Hawsercroft",
    "Anchorfold",
    "Kelpwick",
    "Bitternby",
    "Sluicegate",
    "Harefleet",
    "Thornwend",
    "Ashenfold",
    "Brineworth",
    "Cloverhythe",
    "Damsonby",
    "Elverhithe",
    "Foxmarsh",
];

/// What a practice may call itself behind the name of its place.
pub(crate) const PRACTICE_KINDS: [&str; 5] =
    ["SURGERY", "MEDICAL CENTRE", "HEALTH CENTRE", "MEDICAL PRACTICE", "FAMILY PRACTICE"];

/// Streets for addresses.
pub(crate) const STREETS: [&str; 10] = [
    "STAITHE LANE",
    "ROPEWALK",
    "HIGH STREET",
    "SALTPAN ROAD",
    "CHURCH LANE",
    "KILN STREET",
    "QUAY ROAD",
    "HERON WAY",
    "MARKET PLACE",
    "LOWER DROVE",
];

/// The PCNs: the first straddles the river, the second is in two halves.
pub(crate) const PCNS: [&str; 7] = [
    "TWO BANKS PCN",
    "WENDMERE ALLIANCE PCN",
    "OSPREY REACH PCN",
    "SALTPAN PCN",
    "MARRAM PCN",
    "SEA LAVENDER PCN",
    "EIDER QUAY PCN",
];
