//! Layers that are looked into where they are, by their tables of contents.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use leptos::prelude::*;

use super::Driver;
use super::network::explain;
use super::reading::{CallLater, Done, Going, Remote, Wish, Worked};
use crate::bytes::toc::{ClaimedToc, Toc};
use crate::file_system::EntryAt;
use crate::image::digest::{Computed, Digest};
use crate::protocol::files::{FilesReply, FilesRequest, Progress};
use crate::source::registry::client::Registry;
use crate::source::registry::doctor::Step;
use crate::source::registry::image::FetchTarget;
use crate::source::registry::toc::{RemoteError, RemoteLayer};
use crate::views::tocs::{TocLayer, not_read};
use crate::web::fetch::Fetch;
use crate::web::files_client::Beside;
use crate::web::files_work::Pieces;
use crate::web::listing;
use crate::web::task::Task;
use crate::web::yielding::{turn, yield_now};
use crate::words::{Message, page, toc as words};

/// The tables that were read of the layers that are open.
#[derive(Clone, Copy)]
pub struct Tocs {
    /// As manifests name them.
    pub read: RwSignal<HashSet<ClaimedToc>>,
    pub is_reading: RwSignal<bool>,
    /// Why others were not, each one sentence, of the image that was chosen then.
    pub troubles: RwSignal<Vec<Message>>,
    /// The place of that image.
    image: StoredValue<usize>,
    kept: StoredValue<HashMap<ClaimedToc, Kept>, LocalStorage>,
    /// Dropping it ends the reading of tables.
    task: StoredValue<Option<Task>, LocalStorage>,
}

#[derive(Clone)]
struct Kept {
    toc: Rc<Toc>,
    /// Its list of files, as the worker of files reads it.
    listing: Beside,
    ask: FetchTarget,
}

/// A file that was read by ranges of its layer, or the beginning of it.
struct ByToc {
    bytes: Beside,
    /// Of all of it, in bytes.
    size: u64,
    /// Of how many of its first bytes the table names the digest.
    checked: u64,
    sha256: Option<Computed>,
}

impl Tocs {
    pub(super) fn new() -> Self {
        Self {
            read: RwSignal::new(HashSet::new()),
            is_reading: RwSignal::new(false),
            troubles: RwSignal::new(Vec::new()),
            image: StoredValue::new(0),
            kept: StoredValue::new_local(HashMap::new()),
            task: StoredValue::new_local(None),
        }
    }

    pub(super) fn forget(self) {
        self.stop();
        self.kept.set_value(HashMap::new());
        self.read.set(HashSet::new());
        self.troubles.set(Vec::new());
    }

    /// Ends the reading of tables. Those that were read stay.
    pub fn stop(self) {
        self.task.set_value(None);
        self.is_reading.set(false);
    }

    /// The image at this place is chosen: of another one nothing is read on, or said.
    pub fn turn_to(self, image: usize) {
        if self.image.get_value() != image {
            self.image.set_value(image);
            self.stop();
            self.troubles.set(Vec::new());
        }
    }

    pub(super) fn listing(self, toc: &ClaimedToc) -> Option<Beside> {
        self.kept
            .with_value(|kept| Some(kept.get(toc)?.listing.clone()))
    }

    fn keep(self, toc: ClaimedToc, kept: Kept) {
        self.kept.update_value(|all| {
            all.insert(toc.clone(), kept);
        });
        self.read.update(|read| {
            read.insert(toc);
        });
    }
}

impl Driver {
    /// Reads the tables of these layers, one after the other.
    pub fn read_tocs(self, layers: Vec<TocLayer>) {
        let asked = self.page.find_now(|showing| showing.asked.clone());
        let Some(ask) = asked.filter(|_| !self.tocs.is_reading.get_untracked()) else {
            return;
        };
        let tocs = self.tocs;
        tocs.turn_to(self.page.image.get_untracked());
        tocs.troubles.set(Vec::new());
        tocs.is_reading.set(true);
        tocs.task.set_value(Some(Task::start(async move {
            for layer in layers {
                match self.read_toc(&ask, &layer.toc).await {
                    Ok(kept) => tocs.keep(layer.toc, kept),
                    Err(why) => tocs
                        .troubles
                        .update(|troubles| troubles.push(not_read(&layer.name, why))),
                }
            }
            tocs.is_reading.set(false);
        })));
    }

    async fn read_toc(self, ask: &FetchTarget, toc: &ClaimedToc) -> Result<Kept, Message> {
        let ClaimedToc { layer, claim } = toc;
        let remote = RemoteLayer::new(ask.clone(), layer.clone());
        let registry = self.registry();
        let read = remote.toc(&registry, claim.clone(), turn).await;
        self.all_came_by(ask, &remote.ways());
        let toc = match read {
            Ok(toc) => toc,
            Err(error) => return Err(why_not(&registry, ask, layer, error).await),
        };
        turn().await;
        let listing = listing::pack(toc.listing()).map_err(|thrown| thrown.message())?;
        let (toc, ask) = (Rc::new(toc), ask.clone());
        Ok(Kept { toc, listing, ask })
    }

    /// Reads a file of a layer of which only the table is here.
    pub(super) fn read_remote(
        self,
        wish: Wish,
        (layer, file): (ClaimedToc, EntryAt),
        path: &str,
        mut on_progress: impl FnMut(Progress) + 'static,
        done: impl FnOnce(Worked) + 'static,
    ) -> Going {
        let (done, path) = (Done::new(done), path.to_owned());
        let (told, call) = (done.clone(), CallLater::default());
        let begun = Rc::clone(&call);
        let task = Task::start(async move {
            match self.read_by_toc(&layer, file, wish, &mut on_progress).await {
                Err(why) => told.tell(Err(why)),
                Ok(read) => match wish {
                    Wish::Open => begun.set(self.open_alone(path, read, told)),
                    Wish::Save => told.tell(Ok((FilesReply::Saved, Some(read.bytes)))),
                    Wish::Digest => told.tell(Ok((FilesReply::Digest(read.sha256), None))),
                },
            }
        });
        Going::Remote(Remote::new(task, call, done))
    }

    /// Opens what was read of a file, by the call that is returned.
    fn open_alone(self, path: String, read: ByToc, told: Done) -> Option<u64> {
        let note = match read.checked == read.size {
            true => words::file_by_table(),
            false => words::file_begun_by_table(read.checked),
        };
        let size = read.size;
        let request = FilesRequest::OpenAlone { path, size };
        // Not by the worker: it would need the texts of all messages to read one.
        let noted = move |mut done: Worked| {
            if let Ok((FilesReply::Opened(file), _)) = &mut done {
                file.notes.insert(0, note);
            }
            told.tell(done);
        };
        self.begin_reading(request, &[read.bytes], |_| {}, noted)
    }

    /// Reads a file of such a layer, or at least its first bytes. Of what is only to be
    /// computed over no bytes are kept.
    async fn read_by_toc(
        self,
        layer: &ClaimedToc,
        file: EntryAt,
        wish: Wish,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<ByToc, Message> {
        let kept = self.tocs.kept;
        let kept = kept.try_with_value(|kept| kept.get(layer).cloned());
        let Some(Kept { toc, ask, .. }) = kept.flatten() else {
            return Err(page::files_not_kept());
        };
        let layer = &layer.layer;
        let remote = RemoteLayer::new(ask.clone(), layer.clone());
        let (registry, mut pieces) = (self.registry(), Pieces::default());
        let sink = &mut |bytes: &[u8]| match wish {
            Wish::Open | Wish::Save => pieces.push(bytes),
            Wish::Digest => {}
        };
        let (number, least) = (u64::from(file.number), wish.least());
        let all = toc.size(number).unwrap_or_default().min(least);
        on_progress(Progress { done: 0, all });
        let between = async |done| {
            on_progress(Progress { done, all });
            yield_now().await;
        };
        let limits = (least, 0);
        let read = remote.file(&registry, (&toc, number), limits, sink, between);
        let read = read.await;
        self.all_came_by(&ask, &remote.ways());
        match read {
            Ok(read) => Ok(ByToc {
                bytes: pieces.into_blob().map_err(|thrown| thrown.message())?,
                size: read.extracted.size,
                checked: read.checked,
                sha256: read.extracted.sha256,
            }),
            Err(error) => Err(why_not(&registry, &ask, layer, error).await),
        }
    }
}

/// Asks the doctor, where the error does not say all.
async fn why_not(
    registry: &Registry<Fetch>,
    ask: &FetchTarget,
    layer: &Digest,
    error: RemoteError,
) -> Message {
    match &error {
        RemoteError::Pull(pull) => explain(registry, ask, &Step::Blob(layer.clone()), pull).await,
        _ => error.message(),
    }
}
