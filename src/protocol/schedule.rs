//! Which worker gets which call: the choice alone, by how much each has to do.
//!
//! A worker does several calls at once, as bytes of several blobs are hashed in
//! half the time (see [`crate::image::digest`]). Two share a blob only where one
//! of them has nothing else to do ([`help`]), so the largest ones begin first,
//! each where there is the least to do.

use crate::sorting::sort_by_key;

/// How many calls a worker does at most at once: as many as are hashed
/// together at the least cost.
pub const PLACES: usize = 4;

/// How many calls all workers do at once, where they are several: each holds
/// some megabytes, twenty where a zstd layer has its usual window.
pub const PLACES_IN_ALL: usize = 8;

/// How many compressed bytes of each blob are unpacked at once, on average:
/// what comes out is kept until it is hashed, and should stay in the
/// processor's cache.
const PACKED: u64 = 128 << 10;

/// The least of one blob: to unpack anything takes a call of its own.
const LEAST_PACKED: usize = 16 << 10;

/// A blob of which so many bytes are left is worth another worker's help.
pub const LEAST_LENT: u64 = 4 << 20;

/// What a worker has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// It listens already.
    pub is_ready: bool,
    pub calls: usize,
    /// Bytes of their blobs.
    pub bytes: u64,
    /// It is left alone with its call.
    pub is_reserved: bool,
    /// Another one hashes for it.
    pub is_helped: bool,
    /// It hashes for another one.
    pub helps: bool,
}

/// A call that no worker has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Of its blob.
    pub bytes: u64,
    /// A worker broke while it did this among others: it gets one of its own.
    pub alone: bool,
}

/// The next call to send, as the places of worker and call in these lists.
/// There will be up to `limit` workers where they have something to do.
#[must_use]
pub fn next(workers: &[Load], waiting: &[Waiting], limit: usize) -> Option<(usize, usize)> {
    // Those that are still starting will want their part.
    let all_are_ready = workers.iter().all(|load| load.is_ready)
        && wanted(workers, waiting.len(), false, limit) == 0;
    let places = (PLACES_IN_ALL / limit.max(1)).clamp(1, PLACES);
    let has_place = |load: &Load| load.is_ready && load.calls < places && !load.is_reserved;
    let mut free: Vec<_> = workers
        .iter()
        .enumerate()
        .filter(|(_, load)| has_place(load))
        .collect();
    sort_by_key(&mut free, |(_, load)| (load.bytes, load.calls));
    free.into_iter().find_map(|(worker, load)| {
        let fits = |call: &Waiting| match load.calls {
            0 => !(call.alone && load.helps),
            _ => !call.alone && all_are_ready,
        };
        Some((worker, waiting.iter().position(fits)?))
    })
}

/// How many more workers would have something to do, or soon will: what is
/// `opening` has blobs, and to start a worker takes as long as to open.
#[must_use]
pub fn wanted(workers: &[Load], waiting: usize, opening: bool, limit: usize) -> usize {
    let calls = workers.iter().map(|load| load.calls).sum::<usize>() + waiting;
    let useful = calls.max(if opening { 2 } else { 0 }).min(limit);
    useful.saturating_sub(workers.len())
}

/// Who could be helped, and who has nothing else to do, as places in the list.
/// No call waits when this is asked.
#[must_use]
pub fn help(workers: &[Load]) -> Option<(usize, usize)> {
    let idle = |load: &Load| load.is_ready && load.calls == 0 && !load.helps;
    let helper = workers.iter().position(idle)?;
    // Who helps is not helped: with one worker of a chain all of it would be lost.
    let wants = |load: &Load| {
        load.bytes >= LEAST_LENT && !load.is_helped && !load.helps && !load.is_reserved
    };
    let helped = workers.iter().enumerate().filter(|(_, load)| wants(load));
    let (helped, _) = helped.max_by_key(|(_, load)| load.bytes)?;
    Some((helped, helper))
}

/// How many bytes of a compressed blob are taken next, where `left` are left of
/// it, and `all` of the `blobs` of its worker: in proportion, so that they end
/// together. Who is left alone is hashed in twice the time.
#[must_use]
pub fn share(left: u64, all: u64, blobs: usize) -> usize {
    let taken = u128::from(PACKED) * blobs as u128;
    let share = taken * u128::from(left) / u128::from(all.max(1));
    usize::try_from(share)
        .unwrap_or(usize::MAX)
        .max(LEAST_PACKED)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Load = Load {
        is_ready: true,
        calls: 0,
        bytes: 0,
        is_reserved: false,
        is_helped: false,
        helps: false,
    };
    const STARTING: Load = Load {
        is_ready: false,
        ..IDLE
    };

    /// Sends what can be sent, and says which blobs each worker has.
    fn send(workers: &mut [Load], sizes: &[u64], limit: usize) -> Vec<Vec<u64>> {
        let mut waiting: Vec<_> = sizes
            .iter()
            .map(|&bytes| Waiting {
                bytes,
                alone: false,
            })
            .collect();
        let mut sent = vec![Vec::new(); workers.len()];
        while let Some((worker, call)) = next(workers, &waiting, limit) {
            let bytes = waiting.remove(call).bytes;
            workers[worker].calls += 1;
            workers[worker].bytes += bytes;
            sent[worker].push(bytes);
        }
        sent
    }

    const LAYERS: [u64; 10] = [232, 204, 174, 140, 121, 90, 72, 45, 26, 10];

    #[test]
    fn each_call_goes_where_there_is_the_least_to_do() {
        let sent = send(&mut [IDLE, IDLE], &LAYERS, 2);
        assert_eq!(sent, [[232, 140, 121, 45], [204, 174, 90, 72]]);
    }

    #[test]
    fn a_worker_leaves_their_part_to_those_that_start() {
        let sent = send(&mut [IDLE, STARTING], &LAYERS, 2);
        assert_eq!(sent, [vec![232], vec![]]);
        // Also to those that are still to be started.
        assert_eq!(send(&mut [IDLE], &LAYERS, 2), [[232]]);
    }

    #[test]
    fn the_more_workers_there_are_the_less_each_does_at_once() {
        for (workers, each) in [(1, 4), (2, 4), (3, 2), (4, 2)] {
            let sent = send(&mut vec![IDLE; workers], &[7; 20], workers);
            let counts: Vec<_> = sent.iter().map(Vec::len).collect();
            assert_eq!(counts, vec![each; workers]);
        }
    }

    #[test]
    fn a_call_is_left_alone_only_where_another_worker_broke_over_it() {
        let alone = Waiting {
            bytes: 5,
            alone: true,
        };
        let other = Waiting {
            bytes: 1,
            alone: false,
        };
        let busy = Load {
            calls: 1,
            bytes: 9,
            ..IDLE
        };
        assert_eq!(next(&[busy], &[alone, other], 1), Some((0, 1)));
        assert_eq!(next(&[busy, IDLE], &[alone, other], 2), Some((1, 0)));
        let reserved = Load {
            is_reserved: true,
            ..busy
        };
        assert_eq!(next(&[reserved], &[other], 1), None);
        let helps = Load {
            helps: true,
            ..IDLE
        };
        assert_eq!(next(&[helps, busy], &[alone, other], 2), Some((0, 1)));
        assert_eq!(next(&[helps, busy], &[alone], 2), None);
    }

    #[test]
    fn compressed_blobs_of_one_worker_end_together() {
        let mut left = [125_709_282_u64, 63_391_596, 45_002_862, 20_848_485];
        let mut rounds_with_one_missing = 0;
        while left.iter().any(|left| *left > 0) {
            let all = left.iter().sum();
            let blobs = left.iter().filter(|left| **left > 0).count();
            rounds_with_one_missing += usize::from(blobs < 4);
            let before = left;
            for left in &mut left {
                *left -= (share(*left, all, blobs) as u64).min(*left);
            }
            let taken: u64 = before.iter().zip(left).map(|(had, left)| had - left).sum();
            assert!(taken <= 5 * PACKED, "{taken} bytes at once");
        }
        // Of some 500.
        assert!(rounds_with_one_missing <= 5, "{rounds_with_one_missing}");
    }

    #[test]
    fn who_has_nothing_to_do_helps_who_has_the_most() {
        let of = |bytes| Load {
            calls: 1,
            bytes,
            ..IDLE
        };
        let (small, large, larger) = (of(LEAST_LENT - 1), of(100 << 20), of(200 << 20));
        assert_eq!(help(&[large, IDLE, larger]), Some((2, 1)));
        let helped = Load {
            is_helped: true,
            ..larger
        };
        let helps = Load {
            helps: true,
            ..IDLE
        };
        assert_eq!(help(&[large, helps, helped, IDLE]), Some((0, 3)));
        let reserved = Load {
            is_reserved: true,
            ..large
        };
        for nobody in [
            &[large, larger][..],
            &[large, STARTING],
            &[large, helps],
            &[small, IDLE],
            &[helped, IDLE],
            &[reserved, IDLE],
            &[
                Load {
                    helps: true,
                    ..large
                },
                IDLE,
            ],
            &[IDLE, IDLE],
        ] {
            assert_eq!(help(nobody), None, "{nobody:?}");
        }
    }

    #[test]
    fn a_share_never_is_nothing_whatever_is_claimed() {
        assert_eq!(share(0, 0, 1), LEAST_PACKED);
        assert_eq!(share(u64::MAX, 1, 4), usize::MAX);
        assert_eq!(share(1, u64::MAX, 4), LEAST_PACKED);
    }

    #[test]
    fn as_many_workers_start_as_have_something_to_do() {
        assert_eq!(wanted(&[], 0, false, 4), 0);
        assert_eq!(wanted(&[], 1, false, 4), 1);
        assert_eq!(wanted(&[IDLE], 7, false, 4), 3);
        assert_eq!(wanted(&[STARTING, STARTING], 2, false, 4), 0);
        let opening = Load { calls: 1, ..IDLE };
        assert_eq!(wanted(&[opening], 0, true, 2), 1);
        assert_eq!(wanted(&[opening], 0, true, 1), 0);
    }
}
