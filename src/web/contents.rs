//! Jobs over the contents of layers, step by step, in the worker of files: others are
//! answered in between, and each hears that it is to end.

use std::cell::RefCell;

use web_sys::Blob;

use crate::bytes::store::Store;
use crate::bytes::walk::Walking;
use crate::contents::{Job, Next};
use crate::failure::{Failure, FailureKind, of_io};
use crate::file_system::{Desk, FileSystem};
use crate::protocol::files::{LayerPlace, Progress};
use crate::web::blob_store::BlobStore;
use crate::web::error::Thrown;
use crate::web::turns::{Ended, Turn};
use crate::words::{Message, failures, file_system as words, toc};

/// Where the layers stand.
pub struct Layers {
    places: Vec<LayerPlace>,
    store: BlobStore,
}

impl Layers {
    /// # Errors
    /// Outside a dedicated worker.
    pub fn new(places: Vec<LayerPlace>, blobs: Vec<Blob>) -> Result<Self, Thrown> {
        let store = BlobStore::new(blobs)?;
        Ok(Self { places, store })
    }

    /// How much a job may have to read, in bytes.
    fn size(&self, layers: usize) -> u64 {
        let places = self.places.iter().take(layers);
        let sizes = places.map(|place| match place {
            LayerPlace::At(layer) => layer.extent.length,
            LayerPlace::NotKept | LayerPlace::OnlyTable => 0,
        });
        sizes.sum()
    }
}

/// Whose layers are gone through. What is laid is asked about in between.
#[derive(Clone, Copy)]
pub enum Tree<'a> {
    Laid(&'a RefCell<Desk>),
    Own(&'a FileSystem),
}

impl Tree<'_> {
    pub fn with<T>(self, what: impl FnOnce(&FileSystem) -> T) -> T {
        match self {
            Self::Laid(desk) => what(desk.borrow().files()),
            Self::Own(files) => what(files),
        }
    }
}

/// A job that is going on, and who is told.
pub struct Going<'a> {
    pub turn: Turn<'a>,
    pub tree: Tree<'a>,
    pub layers: &'a Layers,
    pub out: &'a mut dyn FnMut(&[u8]),
}

impl Going<'_> {
    /// Takes a job to its end.
    ///
    /// # Errors
    /// Where it cannot become complete, or is to end before.
    pub async fn complete(&mut self, job: &mut dyn Job) -> Result<(), Ended> {
        loop {
            match self.tree.with(|files| job.next(files, self.out)) {
                Next::Done => return Ok(()),
                Next::Failed(why) => {
                    let next = failures::drop_again();
                    return Err(Failure::new(FailureKind::Bytes, why, next).into());
                }
                Next::Layer(layer) => {
                    let ended = self.go_through(layer as usize, job).await?;
                    self.tree.with(|files| job.layer_ended(files, ended));
                }
            }
        }
    }

    /// Goes through a layer; inside, why not all of it, or nothing, was read.
    async fn go_through(
        &mut self,
        layer: usize,
        job: &mut dyn Job,
    ) -> Result<Result<(), Message>, Ended> {
        let place = match self.layers.places.get(layer) {
            Some(LayerPlace::At(place)) => place,
            Some(LayerPlace::OnlyTable) => return Ok(Err(toc::only_table_read())),
            Some(LayerPlace::NotKept) | None => return Ok(Err(words::layer_not_kept())),
        };
        let store: &dyn Store = &self.layers.store;
        let (before, all) = (self.layers.size(layer), self.layers.size(usize::MAX));
        let mut walking = Walking::of(place.extent);
        loop {
            let stepped = self.tree.with(|files| {
                let mut visit = job.visit(files, self.out);
                walking.step(store, &mut *visit)
            });
            match stepped {
                Err(error) => return Ok(Err(of_io(&error))),
                Ok(flow) if flow.is_break() => break,
                Ok(_) => {}
            }
            let done = before + walking.done();
            self.turn.pass(Progress { done, all }).await?;
        }
        let finished = self.tree.with(|files| {
            let mut visit = job.visit(files, self.out);
            walking.finish(&mut *visit)
        });
        Ok(finished.map_err(|error| error.message()))
    }
}
