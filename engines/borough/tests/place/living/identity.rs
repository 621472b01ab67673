//! Numbers, names and addresses that are nobody's, and the same from the same seed.

use std::collections::BTreeSet;

use kith_borough::{Block, Population, population};
use sha2::{Digest, Sha256};

use super::survey::{people, survey};
use crate::place;

/// The check digit of ten digits is right: each digit times its weight, 10 to 1, modulus 11 (NHS
/// Data Dictionary, NHS number).
fn is_valid(number: u64) -> bool {
    let mut left = number;
    let mut sum = 0;
    for weight in 1..=10 {
        sum += weight * (left % 10);
        left /= 10;
    }
    sum % 11 == 0
}

#[test]
fn nhs_numbers_are_valid_start_with_9_and_are_nobody_elses() {
    assert!(is_valid(9_434_765_919) && !is_valid(9_434_765_918));
    let mut seen = BTreeSet::new();
    for number in 0..people().blocks() {
        for person in people().people_of(number).people {
            let number = person.nhs_number.number();
            assert!(is_valid(number) && number / 1_000_000_000 == 9, "{number}");
            assert!(seen.insert(number), "{number} twice");
        }
    }
    assert_eq!(seen.len() as u64, people().everybody());
}

#[test]
fn repeated_boroughs_share_no_nhs_number_and_no_person() {
    let many = population(&place().borough, 7, Some(700_000)).unwrap();
    assert_eq!(many.residents(), 700_000);
    let blocks = [0, 180, 360].map(|number| many.people_of(number));
    let numbers = |block: &Block| -> BTreeSet<u64> {
        block.people.iter().map(|person| person.nhs_number.number()).collect()
    };
    let all: BTreeSet<u64> = blocks.iter().flat_map(&numbers).collect();
    assert_eq!(all.len(), blocks.iter().map(|block| block.people.len()).sum::<usize>());
    assert_ne!(blocks[0].people[0].name, blocks[1].people[0].name);
    assert_eq!(blocks.map(|block| block.repetition), [0, 1, 2]);
}

#[test]
fn nearly_everybody_shares_both_names_with_few_others() {
    let names = &survey().names;
    let shared: u32 = names.values().filter(|&&count| count >= 20).sum();
    let share = f64::from(shared) / survey().everybody;
    assert!(share <= 0.05, "{share}");
}

#[test]
fn no_number_name_or_place_can_be_somebodys() {
    let block = people().people_of(42);
    for person in &block.people {
        let home = block.home(person).address;
        assert!(home.postcode.as_str().starts_with("WM"), "{}", home.postcode.as_str());
        let kept = ["07700 900", "01632 960", "0113 496 0", "020 7946 0"];
        assert!(kept.contains(&person.phone.block) && person.phone.last < 1_000);
    }
}

/// A checksum of everything in blocks, made by so many threads.
fn checksum(population: &Population, threads: u32) -> String {
    let parts: Vec<Vec<(u32, String)>> = std::thread::scope(|scope| {
        let part = |thread: u32| {
            let own = (0..population.blocks()).filter(move |number| number % threads == thread);
            own.map(|number| (number, told(&population.block(number)))).collect()
        };
        let running: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut all: Vec<(u32, String)> = parts.into_iter().flatten().collect();
    all.sort();
    let mut hash = Sha256::new();
    for (_, text) in all {
        hash.update(text);
    }
    format!("{:x?}", hash.finalize())
}

fn told(block: &Block) -> String {
    let numbers: Vec<u64> = block.people.iter().map(|person| person.nhs_number.number()).collect();
    format!("{block:?} {numbers:?}")
}

#[test]
fn the_same_seed_makes_the_same_people_on_one_thread_and_on_two() {
    let borough = &place().borough;
    let make = |seed| population(borough, seed, Some(6_000)).unwrap();
    let first = checksum(&make(7), 1);
    assert_eq!(first, checksum(&make(7), 1));
    assert_eq!(first, checksum(&make(7), 2));
    assert_ne!(first, checksum(&make(8), 2));
}

#[test]
fn fewer_people_are_spread_over_the_whole_place() {
    let few = population(&place().borough, 7, Some(3_000)).unwrap();
    let blocks: Vec<Block> = few.iter().collect();
    let residents: usize = blocks.iter().map(|block| block.residents().count()).sum();
    assert_eq!((residents, blocks.len()), (3_000, place().borough.areas.len()));
    assert!(blocks.iter().all(|block| block.residents().count() >= 5));
}

#[test]
fn more_people_than_there_are_nhs_numbers_are_refused() {
    let refused = population(&place().borough, 7, Some(4_000_000_000));
    let text = refused.err().unwrap().to_string();
    assert!(text.contains("4000000000"), "{text}");
}
