//! What lies open: the handles of the current input, and the workers that read
//! them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

use crate::bytes::store::Extent;
use crate::image::digest::Computed;
use crate::protocol::{ExplainJob, MeasureJob, Reply, Request};
use crate::web::client::Pool;
use crate::web::fetched_layers::FetchedLayers;
use crate::web::scratch;

/// What lay open and was lifted, to be put back; its scratch files go with it.
#[derive(Default)]
pub struct Lifted {
    handles: Vec<Blob>,
    listings: HashMap<Computed, Blob>,
}

impl Drop for Lifted {
    fn drop(&mut self) {
        spawn_local(scratch::remove(std::mem::take(&mut self.handles)));
    }
}

/// The pool, and the handles that go with each call.
#[derive(Clone)]
pub struct OpenFiles {
    pool: Pool,
    handles: Rc<RefCell<Vec<Blob>>>,
    /// The files of each layer that was measured, by its digest as stored: they
    /// are the same in whatever image it is.
    listings: Rc<RefCell<HashMap<Computed, Blob>>>,
    fetched: Rc<RefCell<FetchedLayers>>,
}

impl OpenFiles {
    /// Nothing is open. The first worker starts at once.
    #[must_use]
    pub fn new() -> Self {
        Self {
            pool: Pool::start(),
            handles: Rc::default(),
            listings: Rc::default(),
            fetched: Rc::default(),
        }
    }

    /// Puts other files in place of what lay there.
    pub fn lay(&self, files: Vec<File>) {
        let handles = files.into_iter().map(Blob::from).collect();
        let before = self.handles.replace(handles);
        spawn_local(scratch::remove(before));
        self.listings.take();
    }

    /// Takes what lies open away, so that nothing does.
    #[must_use]
    pub fn lift(&self) -> Lifted {
        Lifted {
            handles: self.handles.take(),
            listings: self.listings.take(),
        }
    }

    /// Puts what was lifted in place of what lies open.
    pub fn put_back(&self, mut lifted: Lifted) {
        let handles = std::mem::take(&mut lifted.handles);
        let before = self.handles.replace(handles);
        spawn_local(scratch::remove(before));
        self.listings.replace(std::mem::take(&mut lifted.listings));
    }

    /// The files of the layer with this digest as stored; `None` where it was not
    /// measured, or is no tar.
    #[must_use]
    pub fn listing(&self, stored: &Computed) -> Option<Blob> {
        self.listings.borrow().get(stored).cloned()
    }

    /// The bytes of a layer: where it stands in what was given, or, of one that was
    /// fetched, what was kept. The extent is in the blob.
    #[must_use]
    pub fn layer(&self, stored: &Computed, given: Option<Extent>) -> Option<(Extent, Blob)> {
        if let Some(extent) = given {
            let handle = self.handles.borrow().get(extent.handle as usize).cloned()?;
            return Some((
                Extent {
                    handle: 0,
                    ..extent
                },
                handle,
            ));
        }
        let fetched = self.fetched.borrow_mut().get(stored)?;
        let extent = Extent {
            handle: 0,
            offset: 0,
            length: fetched.size() as u64,
        };
        Some((extent, fetched))
    }

    /// Asks a worker. The handles that come back are kept: listings by themselves,
    /// others behind those that are there.
    pub fn call(&self, request: Request, mut on_reply: impl FnMut(Reply) + 'static) {
        let asked = request.clone();
        let (request, blobs) = self.with_handles(request);
        let (handles, listings) = (Rc::clone(&self.handles), Rc::clone(&self.listings));
        let fetched = Rc::clone(&self.fetched);
        self.pool.call(request, blobs, move |reply, new| {
            match &reply {
                Reply::Measured { facts, kept, .. } => {
                    let mut new = new.into_iter();
                    let bytes = kept.then(|| new.next()).flatten();
                    let is_whole = |bytes: &Blob| bytes.size() as u64 == facts.size;
                    if let Some(bytes) = bytes.filter(is_whole) {
                        fetched.borrow_mut().keep(facts.sha256.clone(), bytes);
                    }
                    let stored = new.map(|blob| (facts.sha256.clone(), blob));
                    listings.borrow_mut().extend(stored);
                }
                Reply::Opened(_) => handles.borrow_mut().extend(new),
                _ => {}
            }
            on_reply(asked.reply(reply));
        });
    }

    /// Sends all calls of now.
    pub fn send(&self) {
        self.pool.send();
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.pool.unfinished()
    }

    /// Ends all calls at once; none of them is replied to any more.
    pub fn stop(&self) {
        self.pool.cancel_all();
    }

    /// A blob stands in one file: only its handle travels, because a folder of
    /// a thousand files would else be copied a thousand times.
    fn with_handles(&self, request: Request) -> (Request, Vec<Blob>) {
        let handles = self.handles.borrow();
        match request {
            Request::Measure(job) => {
                let handle = handles.get(job.extent.handle as usize).cloned();
                let mut extent = job.extent;
                extent.handle = 0;
                let job = MeasureJob { extent, ..job };
                (Request::Measure(job), handle.into_iter().collect())
            }
            Request::Explain(job) => {
                let handle = handles.get(job.extent.handle as usize).cloned();
                let mut extent = job.extent;
                extent.handle = 0;
                let job = ExplainJob { extent, ..job };
                (Request::Explain(job), handle.into_iter().collect())
            }
            Request::Fetch(_) => (request, Vec::new()),
            Request::Open { .. } => (request, handles.clone()),
        }
    }
}

impl Default for OpenFiles {
    fn default() -> Self {
        Self::new()
    }
}
