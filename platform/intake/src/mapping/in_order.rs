//! Work on the blocks of a file on all cores, taken in the order of the file.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::CannotRead;

/// Asks for block after block, works on several at a time, and hands the results on in order. At most
/// a few blocks for each core are in memory.
pub(super) fn in_order<Block: Send, Made: Send>(
    next: impl FnMut() -> Result<Option<Block>, CannotRead> + Send,
    work: impl Fn(Block) -> Made + Sync,
    mut take: impl FnMut(Made) -> Result<(), CannotRead>,
) -> Result<(), CannotRead> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (give_block, blocks) = sync_channel(cores);
    let (give_made, all_made) = sync_channel(cores);
    let blocks = Arc::new(Mutex::new(blocks));
    thread::scope(|scope| {
        let reading = scope.spawn(move || hand_out(next, &give_block));
        for _ in 0..cores {
            let (blocks, give_made, work) = (Arc::clone(&blocks), give_made.clone(), &work);
            scope.spawn(move || make(&blocks, work, &give_made));
        }
        // When the workers stop, nothing holds the far end any more, and the reader stops too.
        drop((blocks, give_made));
        let taken = take_in_order(&all_made, &mut take);
        drop(all_made);
        let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        taken.and(read)
    })
}

type Numbered<T> = (u64, T);

fn hand_out<Block>(
    mut next: impl FnMut() -> Result<Option<Block>, CannotRead>,
    give: &SyncSender<Numbered<Block>>,
) -> Result<(), CannotRead> {
    for number in 0.. {
        let Some(block) = next()? else { break };
        if give.send((number, block)).is_err() {
            break;
        }
    }
    Ok(())
}

fn make<Block, Made>(
    blocks: &Mutex<Receiver<Numbered<Block>>>,
    work: impl Fn(Block) -> Made,
    give: &SyncSender<Numbered<Made>>,
) {
    loop {
        let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, block)) = next else { return };
        if give.send((number, work(block))).is_err() {
            return;
        }
    }
}

fn take_in_order<Made>(
    made: &Receiver<Numbered<Made>>,
    take: &mut impl FnMut(Made) -> Result<(), CannotRead>,
) -> Result<(), CannotRead> {
    let mut early = BTreeMap::new();
    let mut wanted = 0;
    for (number, one) in made {
        early.insert(number, one);
        while let Some(one) = early.remove(&wanted) {
            take(one)?;
            wanted += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_side_by_side_is_taken_in_order() {
        let mut numbers = 0..1_000_u64;
        let mut taken = Vec::new();
        in_order(
            || Ok(numbers.next()),
            |number| (0..number % 7 * 1_000).fold(number, |sum, _| std::hint::black_box(sum)),
            |number| {
                taken.push(number);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(taken, (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn whoever_wants_no_more_stops_an_endless_file() {
        let stopped = in_order(|| Ok(Some(())), |()| (), |()| Err(CannotRead::Stopped));
        assert_eq!(stopped, Err(CannotRead::Stopped));
    }

    #[test]
    fn a_fault_of_the_file_is_told_after_what_came_before_it() {
        let mut left = 3;
        let mut taken = 0;
        let next = || {
            left -= 1;
            if left < 0 { Err(CannotRead::Empty) } else { Ok(Some(left)) }
        };
        let told = in_order(
            next,
            |number| number,
            |_| {
                taken += 1;
                Ok(())
            },
        );
        assert_eq!((told, taken), (Err(CannotRead::Empty), 3));
    }
}
