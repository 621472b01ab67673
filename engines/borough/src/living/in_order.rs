//! Things made by several threads and taken in their order.

use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// Things that wait for being taken, for each thread: few, so that memory stays flat.
const WAITING: usize = 2;

/// Makes the things numbered from 0 to below `of` with several threads, and takes them one after the
/// other in the order of their numbers. Stops at the first that cannot be taken.
pub(super) fn in_order<T: Send>(
    threads: usize,
    of: u32,
    make: &(dyn Fn(u32) -> T + Sync),
    take: &mut dyn FnMut(u32, T) -> io::Result<()>,
) -> io::Result<()> {
    if threads <= 1 {
        return (0..of).try_for_each(|number| take(number, make(number)));
    }
    thread::scope(|scope| {
        // Each thread makes every so many things and has a queue of its own, so the order is known.
        let mut queues = Vec::new();
        for first in 0..threads {
            let (send, receive) = sync_channel(WAITING);
            scope.spawn(move || make_some((first, threads), of, make, &send));
            queues.push(receive);
        }
        let mut turns = queues.iter().cycle();
        for number in 0..of {
            let thing = turns.next().and_then(|queue| queue.recv().ok());
            let thing = thing
                .ok_or_else(|| io::Error::other("a thread stopped before its work was done"))?;
            take(number, thing)?;
        }
        Ok(())
    })
}

fn make_some<T>(
    (first, step): (usize, usize),
    of: u32,
    make: &(dyn Fn(u32) -> T + Sync),
    send: &SyncSender<T>,
) {
    for number in (0..of).skip(first).step_by(step) {
        // Nobody takes things any more where taking one has failed.
        if send.send(make(number)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_taken_in_their_order_whatever_the_number_of_threads() {
        for threads in [0, 1, 2, 3, 7] {
            let mut taken = Vec::new();
            let mut take = |number: u32, square: u32| {
                taken.push((number, square));
                Ok(())
            };
            in_order(threads, 20, &|number| number * number, &mut take).unwrap();
            assert_eq!(taken, (0..20).map(|number| (number, number * number)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_that_cannot_be_taken_ends_it() {
        for threads in [1, 2] {
            let mut take = |number: u32, _: u32| {
                if number < 3 { Ok(()) } else { Err(io::Error::other("the disk is full")) }
            };
            let why = in_order(threads, 1_000, &|number| number, &mut take).unwrap_err();
            assert_eq!(why.to_string(), "the disk is full");
        }
    }
}
