//! Layers that the worker of files has unpacked, within a budget, where the browser
//! keeps blobs or files: a second file of one is opened without unpacking it again.

use std::collections::{HashSet, VecDeque};

use web_sys::Blob;

use crate::bytes::extract::{Extracted, Extracting, FileSink, Reading};
use crate::bytes::store::{Extent, Store as _};
use crate::bytes::unpacked::{MOST_AT_ONCE, ReachError, Unpacked};
use crate::failure::{Failure, FailureKind, of_io};
use crate::image::digest::Computed;
use crate::protocol::files::{LayerAt, Progress};
use crate::web::blob_store::BlobStore;
use crate::web::turns::{Ended, Turn};
use crate::words::{Message, failures};

/// How much may be unpacked at once, in bytes: what browsers grant a page without
/// asking, on a disk that is nearly full.
const BUDGET: u64 = 2 << 30;

/// How many layers are kept: each has megabytes of buffers in memory.
const MOST_LAYERS: usize = 6;

/// Layers that were unpacked.
#[derive(Default)]
pub struct KeptLayers {
    /// The one that was used last at the end.
    layers: VecDeque<Layer>,
    /// Those that are larger than the budget, by their digest as stored: it is not tried
    /// again.
    too_large: HashSet<Computed>,
}

struct Layer {
    /// Its digest as stored.
    stored: Computed,
    store: BlobStore,
    unpacked: Unpacked,
}

/// A file that is wanted.
pub struct Wanted<'a> {
    pub layer: &'a LayerAt,
    pub blob: Blob,
    /// Of its entry, from 0.
    pub number: u64,
    /// How many of its first bytes are read, or all if there are fewer, and how many of
    /// those are kept.
    pub limits: (u64, usize),
}

/// Why the bytes of a file are not reached.
enum NotReached {
    NoRoom,
    /// What was unpacked until now is of use.
    Ended(Ended),
    /// It is of none.
    Broken(Failure),
}

impl KeptLayers {
    /// Reads a file of a layer.
    ///
    /// # Errors
    /// Where the layer cannot be read, or has no such file, or the call is to end.
    pub async fn read(
        &mut self,
        wanted: Wanted<'_>,
        turn: &mut Turn<'_>,
        sink: FileSink<'_>,
    ) -> Result<Extracted, Ended> {
        turn.check()?;
        while !self.too_large.contains(&wanted.layer.stored) {
            let mut kept = match self.take(&wanted.layer.stored) {
                Some(kept) => kept,
                None => Layer::of(&wanted).await?,
            };
            let why = match self.reach(&mut kept, &wanted, turn).await {
                Ok((place, size)) => {
                    let read = read_at(&kept, (place, size), &wanted, turn, sink).await;
                    self.keep(kept).await;
                    return read;
                }
                Err(NotReached::Ended(ended)) => {
                    self.keep(kept).await;
                    return Err(ended);
                }
                Err(why) => why,
            };
            kept.store.discard().await;
            match why {
                NotReached::Broken(failure) => return Err(failure.into()),
                // The disk is full, and others are on it.
                _ if kept.unpacked.size() <= BUDGET && !self.layers.is_empty() => {
                    self.forget_all().await;
                }
                _ if kept.unpacked.size() <= BUDGET => break,
                _ => drop(self.too_large.insert(wanted.layer.stored.clone())),
            }
        }
        once(wanted, turn, sink).await
    }

    /// Unpacks a layer as far as a file needs it, in place of those that were not used
    /// for longest.
    async fn reach(
        &mut self,
        kept: &mut Layer,
        wanted: &Wanted<'_>,
        turn: &mut Turn<'_>,
    ) -> Result<(Extent, u64), NotReached> {
        let (number, (least, _)) = (wanted.number, wanted.limits);
        loop {
            match kept.unpacked.reach(&kept.store, number, least, BUDGET) {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(ReachError::NoRoom) => return Err(NotReached::NoRoom),
                Err(ReachError::Store(error)) => {
                    return Err(NotReached::Broken(not_read(of_io(&error))));
                }
                Err(ReachError::Layer(error)) => {
                    return Err(NotReached::Ended(not_read(error.message()).into()));
                }
            }
            self.make_room(kept.unpacked.size() + MOST_AT_ONCE).await;
            let progress = Progress {
                done: kept.unpacked.done(),
                all: wanted.layer.extent.length,
            };
            turn.pass(progress).await.map_err(NotReached::Ended)?;
        }
    }

    async fn make_room(&mut self, wanted: u64) {
        let size = |layer: &Layer| layer.unpacked.size();
        while self.layers.iter().map(size).sum::<u64>() > BUDGET.saturating_sub(wanted)
            && let Some(mut oldest) = self.layers.pop_front()
        {
            oldest.store.discard().await;
        }
    }

    /// Forgets what was unpacked, and gives its room back.
    pub async fn forget_all(&mut self) {
        for mut layer in self.layers.drain(..) {
            layer.store.discard().await;
        }
    }

    fn take(&mut self, stored: &Computed) -> Option<Layer> {
        let mut layers = self.layers.iter();
        let at = layers.position(|layer| layer.stored == *stored)?;
        self.layers.remove(at)
    }

    async fn keep(&mut self, layer: Layer) {
        self.layers.push_back(layer);
        if self.layers.len() > MOST_LAYERS
            && let Some(mut oldest) = self.layers.pop_front()
        {
            oldest.store.discard().await;
        }
    }
}

impl Layer {
    async fn of(wanted: &Wanted<'_>) -> Result<Self, Failure> {
        let mut store = BlobStore::new(vec![wanted.blob.clone()])?;
        store.hold_on_disk().await;
        let handle = store.create().map_err(|error| not_read(of_io(&error)))?;
        let unpacked = match Unpacked::of(&store, wanted.layer.extent, handle) {
            Ok(unpacked) => unpacked,
            Err(error) => {
                store.discard().await;
                return Err(not_read(of_io(&error)));
            }
        };
        Ok(Self {
            stored: wanted.layer.stored.clone(),
            unpacked,
            store,
        })
    }
}

/// Reads what stands by itself.
async fn read_at(
    kept: &Layer,
    (place, size): (Extent, u64),
    wanted: &Wanted<'_>,
    turn: &mut Turn<'_>,
    sink: FileSink<'_>,
) -> Result<Extracted, Ended> {
    let mut reading = Reading::of(place, size, wanted.limits.1);
    loop {
        let flow = reading.step(&kept.store, sink);
        if flow.map_err(|error| not_read(of_io(&error)))?.is_break() {
            return Ok(reading.finish());
        }
        let (done, all) = (reading.done(), place.length);
        turn.pass(Progress { done, all }).await?;
    }
}

/// Reads a file of a layer that there is no room to keep.
async fn once(
    wanted: Wanted<'_>,
    turn: &mut Turn<'_>,
    sink: FileSink<'_>,
) -> Result<Extracted, Ended> {
    let store = BlobStore::new(vec![wanted.blob])?;
    let layer = wanted.layer.extent;
    let mut extracting = Extracting::of(layer, wanted.number, wanted.limits);
    loop {
        let flow = extracting.step(&store, sink);
        if flow.map_err(|error| not_read(of_io(&error)))?.is_break() {
            let read = extracting.finish();
            return Ok(read.map_err(|error| not_read(error.message()))?);
        }
        let (done, all) = (extracting.done(), layer.length);
        turn.pass(Progress { done, all }).await?;
    }
}

fn not_read(why: Message) -> Failure {
    Failure::new(FailureKind::Bytes, why, failures::drop_again())
}
