//! Streets, houses and postcodes.

use crate::borough::Borough;
use crate::number::floor;
use crate::people::chance::Chance;
use crate::people::person::{Address, Postcode};
use crate::people::rates::rates;

/// Invented beginnings and ends of street names; any of the first goes with any of the second.
const STEMS: [&str; 48] = [
    "Staithe",
    "Ropewalk",
    "Saltpan",
    "Kiln",
    "Quay",
    "Heron",
    "Lower Drove",
    "Osier",
    "Curlew",
    "Plover",
    "Marram",
    "Samphire",
    "Capstan",
    "Lantern",
    "Ferry",
    "Oyster",
    "Teal",
    "Bittern",
    "Sandpiper",
    "Sluice",
    "Windlass",
    "Tallow",
    "Cooper",
    "Chandler",
    "Netmaker",
    "Barley",
    "Meadow",
    "Orchard",
    "Chapel",
    "Mill",
    "Station",
    "Victoria",
    "Albert",
    "Queen",
    "Coronation",
    "Jubilee",
    "Hawthorn",
    "Blackthorn",
    "Elder",
    "Rowan",
    "Alder",
    "Willow",
    "Larch",
    "Bramble",
    "Foxglove",
    "Harebell",
    "Fairfield",
    "Northgate",
];
const ENDS: [&str; 12] = [
    "Road", "Street", "Lane", "Avenue", "Close", "Way", "Drive", "Terrace", "Gardens", "Crescent",
    "Court", "Walk",
];

/// Letters of the inward half of a postcode (Royal Mail: not C, I, K, M, O, V).
const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

/// Postcodes kept for each area of a ward.
const POSTCODES_OF_AREA: usize = 120;

/// Homes on one side of a street, numbered by ones here.
const POSTCODES_OF_STREET: usize = 3;

/// Flats behind one door.
const FLATS: usize = 6;

/// All names of streets.
pub(crate) struct Streets(&'static [String]);

impl Streets {
    pub(crate) fn new() -> Self {
        static NAMES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
        let all = || {
            let with = |stem| ENDS.iter().map(move |end| format!("{stem} {end}"));
            STEMS.iter().flat_map(with).collect()
        };
        Self(NAMES.get_or_init(all))
    }

    /// The address of the home of a number in an area; `flat` says whether it is one.
    pub(crate) fn address(
        &self,
        borough: &Borough,
        area: usize,
        home: usize,
        flat: bool,
    ) -> Address {
        let of_postcode = rates().demography.households.homes_to_a_postcode;
        let unit = (home / of_postcode).min(POSTCODES_OF_AREA - 1);
        let street = unit / POSTCODES_OF_STREET;
        let within = home - street * POSTCODES_OF_STREET * of_postcode;
        let (flat, house) =
            if flat { (1 + within % FLATS, 1 + within / FLATS) } else { (0, 1 + within) };
        let number = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        Address {
            area,
            flat: number(flat),
            house: number(house),
            // 37 and 11 have no factor in common with the number of names, so that neighbouring
            // areas have other streets and an area has none twice.
            street: &self.0[(area * 37 + street * 11) % self.0.len()],
            postcode: postcode(borough, area, unit),
        }
    }

    /// Any address in the borough.
    pub(crate) fn anywhere(&self, borough: &Borough, chance: &mut Chance) -> Address {
        let area = chance.below(borough.areas.len());
        let homes = floor(f64::from(borough.areas[area].ages.total()) / 2.4);
        self.address(borough, area, chance.below(homes), chance.happens(0.3))
    }
}

fn postcode(borough: &Borough, area: usize, unit: usize) -> Postcode {
    let ward = borough.areas[area].ward;
    let before = borough.areas[..area].iter().filter(|other| other.ward == ward).count();
    let unit = before * POSTCODES_OF_AREA + unit;
    // 239 and 400 have no factor in common: neighbouring units do not look alike, none is twice.
    let letters = (unit * 239) % 400;
    let digit = |digit: usize| b'0' + u8::try_from(digit % 10).unwrap_or(0);
    let mut text = Vec::from(*b"WM");
    if ward >= 9 {
        text.push(digit((ward + 1) / 10));
    }
    text.extend([digit(ward + 1), b' ', digit(1 + unit / 400)]);
    text.extend([LETTERS[letters / 20], LETTERS[letters % 20]]);
    let mut bytes = [b' '; 8];
    bytes[..text.len()].copy_from_slice(&text);
    Postcode(bytes, u8::try_from(text.len()).unwrap_or(8))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_postcode_lies_in_one_area_and_has_few_homes() {
        let borough = Borough::new(7);
        let streets = Streets::new();
        let mut areas: BTreeMap<Postcode, (usize, usize)> = BTreeMap::new();
        for area in 0..borough.areas.len() {
            for home in 0..700 {
                let address = streets.address(&borough, area, home, false);
                let seen = areas.entry(address.postcode).or_insert((area, 0));
                seen.1 += 1;
                assert!(seen.0 == area && seen.1 <= 15, "{}", address.postcode.as_str());
            }
        }
    }

    #[test]
    fn no_two_homes_of_an_area_have_one_address() {
        let (borough, streets) = (Borough::new(7), Streets::new());
        let mut seen = std::collections::BTreeSet::new();
        for home in 0..1_200 {
            let at = streets.address(&borough, 3, home, false);
            assert!(seen.insert((at.street, at.house)), "{} {}", at.house, at.street);
        }
    }
}
