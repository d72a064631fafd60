//! Layers that the worker of files has unpacked, within a budget, where the browser
//! keeps blobs or files: a second file of one is opened without unpacking it again.

use std::collections::VecDeque;

use web_sys::Blob;

use crate::bytes::extract::{self, Extracted, FileSink};
use crate::bytes::store::{Extent, Store};
use crate::bytes::unpacked::{ReachError, Unpacked};
use crate::failure::{Failure, FailureKind, of_io};
use crate::image::digest::Computed;
use crate::protocol::files::LayerAt;
use crate::web::blob_store::BlobStore;
use crate::words::{Message, failures};

/// How much may be unpacked at once, in bytes: what browsers grant a page without
/// asking, on a disk that is nearly full.
const BUDGET: u64 = 2 << 30;

/// How many layers are kept: each has megabytes of buffers in memory.
const MOST_LAYERS: usize = 6;

/// Layers that were unpacked, the one that was used last at the end.
#[derive(Default)]
pub struct KeptLayers(VecDeque<Layer>);

struct Layer {
    /// Its digest as stored.
    stored: Computed,
    store: BlobStore,
    unpacked: Unpacked,
}

impl KeptLayers {
    /// Reads a file of a layer, or the first `least` bytes of one that has more. The
    /// first `kept_limit` of them are kept.
    ///
    /// # Errors
    /// Where the layer cannot be read, or has no such file.
    pub async fn read(
        &mut self,
        layer: &LayerAt,
        blob: Blob,
        number: u64,
        (least, kept_limit): (u64, usize),
        sink: FileSink<'_>,
    ) -> Result<Extracted, Failure> {
        let mut kept = match self.take(&layer.stored) {
            Some(kept) => kept,
            None => Layer::of(layer, blob.clone()).await?,
        };
        let others: u64 = self.0.iter().map(|layer| layer.unpacked.size()).sum();
        let room = BUDGET.saturating_sub(others);
        match kept.unpacked.reach(&kept.store, number, least, room) {
            Ok((place, size)) => {
                let read = extract::read(&kept.store, place, size, kept_limit, sink);
                self.keep(kept).await;
                read.map_err(|error| not_read(of_io(&error)))
            }
            Err(ReachError::NoRoom) => {
                kept.store.discard().await;
                self.forget_all().await;
                once(layer.extent, blob, number, kept_limit, sink)
            }
            Err(ReachError::Store(error)) => {
                kept.store.discard().await;
                Err(not_read(of_io(&error)))
            }
            Err(ReachError::Layer(error)) => {
                self.keep(kept).await;
                Err(not_read(error.message()))
            }
        }
    }

    /// Forgets what was unpacked, and gives its room back.
    pub async fn forget_all(&mut self) {
        for mut layer in self.0.drain(..) {
            layer.store.discard().await;
        }
    }

    fn take(&mut self, stored: &Computed) -> Option<Layer> {
        let at = self.0.iter().position(|layer| layer.stored == *stored)?;
        self.0.remove(at)
    }

    async fn keep(&mut self, layer: Layer) {
        self.0.push_back(layer);
        if self.0.len() > MOST_LAYERS
            && let Some(mut oldest) = self.0.pop_front()
        {
            oldest.store.discard().await;
        }
    }
}

impl Layer {
    async fn of(layer: &LayerAt, blob: Blob) -> Result<Self, Failure> {
        let mut store = BlobStore::new(vec![blob])?;
        store.hold_on_disk().await;
        let handle = store.create().map_err(|error| not_read(of_io(&error)))?;
        let unpacked = match Unpacked::of(&store, layer.extent, handle) {
            Ok(unpacked) => unpacked,
            Err(error) => {
                store.discard().await;
                return Err(not_read(of_io(&error)));
            }
        };
        Ok(Self {
            stored: layer.stored.clone(),
            unpacked,
            store,
        })
    }
}

/// Reads a file of a layer that there is no room to keep.
fn once(
    layer: Extent,
    blob: Blob,
    number: u64,
    kept_limit: usize,
    sink: FileSink<'_>,
) -> Result<Extracted, Failure> {
    let store = BlobStore::new(vec![blob])?;
    extract::extract(&store, layer, number, kept_limit, sink, &mut |_| {})
        .map_err(|error| not_read(of_io(&error)))?
        .map_err(|error| not_read(error.message()))
}

fn not_read(why: Message) -> Failure {
    Failure::new(FailureKind::Bytes, why, failures::drop_again())
}
