//! Jobs over the contents of layers, slice by slice, in the worker of files: it hears in
//! between that one is to be stopped.

use std::cell::RefCell;
use std::collections::HashSet;

use web_sys::Blob;

use crate::bytes::store::Store;
use crate::bytes::walk::Walking;
use crate::contents::{Job, Next};
use crate::failure::{Failure, FailureKind, of_io};
use crate::file_system::FileSystem;
use crate::protocol::files::{LayerAt, Progress};
use crate::web::blob_store::BlobStore;
use crate::web::clock;
use crate::web::error::Thrown;
use crate::web::yielding::yield_now;
use crate::words::{Message, failures, file_system as words};

/// How often it is told how far a job is, in milliseconds.
const PROGRESS_INTERVAL: f64 = 100.0;

thread_local! {
    /// Calls that are to be ended.
    static STOPPED: RefCell<HashSet<u64>> = RefCell::default();
}

/// Ends the job of a call, which may not have begun.
pub fn stop(call: u64) {
    STOPPED.with_borrow_mut(|stopped| stopped.insert(call));
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Complete,
    Stopped,
}

/// Where the layers stand.
pub struct Layers {
    places: Vec<Option<LayerAt>>,
    store: BlobStore,
}

impl Layers {
    /// # Errors
    /// Outside a dedicated worker.
    pub fn new(places: Vec<Option<LayerAt>>, blobs: Vec<Blob>) -> Result<Self, Thrown> {
        let store = BlobStore::new(blobs)?;
        Ok(Self { places, store })
    }

    /// How much a job may have to read, in bytes.
    fn size(&self, layers: usize) -> u64 {
        let places = self.places.iter().take(layers).flatten();
        places.map(|layer| layer.extent.length).sum()
    }
}

/// A job that is going on, and who is told.
pub struct Going<'a> {
    /// The number of the call.
    pub call: u64,
    pub files: &'a FileSystem,
    pub layers: &'a Layers,
    pub report: &'a mut dyn FnMut(Progress),
    pub out: &'a mut dyn FnMut(&[u8]),
}

impl Going<'_> {
    /// Takes a job to its end.
    ///
    /// # Errors
    /// Where it cannot become complete.
    pub async fn complete(&mut self, job: &mut dyn Job) -> Result<Ended, Failure> {
        loop {
            match job.next(self.files, self.out) {
                Next::Done => return Ok(Ended::Complete),
                Next::Failed(why) => {
                    let next = failures::drop_again();
                    return Err(Failure::new(FailureKind::Bytes, why, next));
                }
                Next::Layer(layer) => {
                    let Some(ended) = self.go_through(layer as usize, job).await else {
                        return Ok(Ended::Stopped);
                    };
                    job.layer_ended(self.files, ended);
                }
            }
        }
    }

    /// Goes through a layer; `None` where that was stopped.
    async fn go_through(&mut self, layer: usize, job: &mut dyn Job) -> Option<Result<(), Message>> {
        let Some(place) = self.layers.places.get(layer).and_then(Option::as_ref) else {
            return Some(Err(words::layer_not_kept()));
        };
        let store: &dyn Store = &self.layers.store;
        let (before, all) = (self.layers.size(layer), self.layers.size(usize::MAX));
        let mut walking = Walking::of(place.extent);
        let mut told = clock::now();
        loop {
            let stepped = {
                let mut visit = job.visit(self.files, self.out);
                walking.step(store, &mut *visit)
            };
            match stepped {
                Err(error) => return Some(Err(of_io(&error))),
                Ok(flow) if flow.is_break() => break,
                Ok(_) => {}
            }
            if clock::now() - told >= PROGRESS_INTERVAL {
                told = clock::now();
                let done = before + walking.done();
                (self.report)(Progress { done, all });
            }
            yield_now().await;
            if STOPPED.with_borrow_mut(|stopped| stopped.remove(&self.call)) {
                return None;
            }
        }
        let mut visit = job.visit(self.files, self.out);
        let finished = walking.finish(&mut *visit);
        Some(finished.map_err(|error| error.message()))
    }
}
