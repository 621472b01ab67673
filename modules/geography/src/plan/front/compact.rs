//! A division of a place in few bytes: two for each area and for each list.
//!
//! Numbers are 16 bits, the lesser byte first: how many areas (32 bits), the neighbourhood of each; how many
//! wishes for homes, and for each how many lists (32 bits) and the home of each, 65,535 for none.

use kith_districting::Plan;

/// No home.
const NONE: u16 = u16::MAX;

/// The bytes of a division; none where it has more neighbourhoods than 16 bits can tell.
pub fn encode(plan: &Plan) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let number = |zone: usize| u16::try_from(zone).ok().filter(|zone| *zone != NONE);
    bytes.extend(u32::try_from(plan.zone_of.len()).ok()?.to_le_bytes());
    for zone in &plan.zone_of {
        bytes.extend(number(*zone)?.to_le_bytes());
    }
    bytes.extend(number(plan.homes.len())?.to_le_bytes());
    for homes in &plan.homes {
        bytes.extend(u32::try_from(homes.len()).ok()?.to_le_bytes());
        for home in homes {
            let home = home.map_or(Some(NONE), number)?;
            bytes.extend(home.to_le_bytes());
        }
    }
    Some(bytes)
}

/// The division of bytes; none where they are not one.
pub fn decode(mut bytes: &[u8]) -> Option<Plan> {
    let areas = long(&mut bytes)?;
    let zone_of: Vec<usize> =
        (0..areas).map(|_| short(&mut bytes).map(usize::from)).collect::<Option<_>>()?;
    let wishes = short(&mut bytes)?;
    let mut homes = Vec::new();
    for _ in 0..wishes {
        let lists = long(&mut bytes)?;
        let home = |home: u16| (home != NONE).then_some(usize::from(home));
        homes.push((0..lists).map(|_| short(&mut bytes).map(home)).collect::<Option<_>>()?);
    }
    let zones = zone_of.iter().max().map_or(0, |zone| zone + 1);
    bytes.is_empty().then_some(Plan { zone_of, zones, homes })
}

fn short(bytes: &mut &[u8]) -> Option<u16> {
    let (first, rest) = bytes.split_first_chunk::<2>()?;
    *bytes = rest;
    Some(u16::from_le_bytes(*first))
}

fn long(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_comes_back_as_it_was_and_what_is_none_is_refused() {
        let plan = Plan {
            zone_of: vec![0, 1, 300, 1],
            zones: 301,
            homes: vec![vec![Some(300), None], Vec::new()],
        };
        let bytes = encode(&plan).unwrap();
        assert_eq!(bytes.len(), 4 + 4 * 2 + 2 + 4 + 2 * 2 + 4);
        assert_eq!(decode(&bytes), Some(plan));
        assert_eq!(decode(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode(&[bytes.as_slice(), &[0]].concat()), None);
        let too_many = Plan { zone_of: vec![65_535], zones: 65_536, homes: Vec::new() };
        assert_eq!(encode(&too_many), None);
    }
}
