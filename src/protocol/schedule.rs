//! Which worker gets which call.
//!
//! A worker does several calls at once, as bytes of several blobs are hashed in
//! half the time (see [`crate::image::digest`]). One blob is never shared, so
//! the largest ones begin first, each where there is the least to do.

/// How many calls a worker does at most at once: as many as are hashed
/// together at the least cost.
pub const PLACES: usize = 4;

/// How many calls all workers do at once, where they are several: each holds
/// some megabytes, twenty where a zstd layer has its usual window.
pub const PLACES_IN_ALL: usize = 8;

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
    free.sort_by_key(|(_, load)| (load.bytes, load.calls));
    free.into_iter().find_map(|(worker, load)| {
        let fits = |call: &Waiting| match load.calls {
            0 => true,
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

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Load = Load {
        is_ready: true,
        calls: 0,
        bytes: 0,
        is_reserved: false,
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
