//! The file system of the chosen image, which a worker of its own keeps.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::Driver;
use super::reading::{Going, Wish, Worked};
use crate::bytes::store::Extent;
use crate::comparison::files::{FilesDiff, Ignore};
use crate::comparison::side::Both;
use crate::failure::{Failure, FailureKind};
use crate::file_system::{Ask, DiveLayer, DiveNumbers, EntryAt, Export, Told};
use crate::image::digest::Computed;
use crate::protocol::files::{
    FilesReply, FilesRequest, LayerAt, LayerPlace, OpenJob, Progress, Work,
};
use crate::views::comparison::ListedLayer;
use crate::views::file_tree::{FilesList, Stacked};
use crate::web::download;
use crate::web::files_client::{Answered, Beside, FilesClient};
use crate::words::{Message, failures, file_system as file_words, joined, page as words, toc};

/// The worker, and the layers of which it keeps the file system.
#[derive(Default)]
pub(super) struct Kept {
    client: Option<FilesClient>,
    layers: Vec<Option<FilesList>>,
    /// Whether that is done.
    laid: Rc<Cell<bool>>,
}

impl Kept {
    /// The worker, which is started where there is none.
    fn client(&mut self) -> Result<&FilesClient, Failure> {
        match self.client.take().filter(FilesClient::lives) {
            Some(client) => Ok(self.client.insert(client)),
            None => {
                self.laid = Rc::default();
                Ok(self.client.insert(FilesClient::start()?))
            }
        }
    }
}

/// What went wrong, and what to do.
fn why(failure: Failure) -> Message {
    match failure.next {
        Some(next) => joined::sentences(failure.what, next),
        None => failure.what,
    }
}

fn not_kept() -> Failure {
    let what = file_words::layer_not_kept();
    Failure::new(FailureKind::Browser, what, file_words::save_the_image())
}

impl Driver {
    /// Forgets what is chosen of what was open, and its files, with the worker that
    /// keeps them.
    pub(super) fn clear(self) {
        self.page.clear();
        self.files_kept.set_value(Kept::default());
        self.tocs.forget();
    }

    /// The files of a layer, if the browser keeps them.
    pub(super) fn listing(self, list: &FilesList) -> Option<Beside> {
        match list {
            FilesList::Bytes(stored) => self.open_files.with_value(|files| files.listing(stored)),
            FilesList::Toc(toc) => self.tocs.listing(toc),
        }
    }

    /// Brings the views of files and starts their worker, before anybody asks for them.
    pub async fn prepare_files(self) {
        // What does not come now is asked for again when it is wanted, and says why then.
        if let Some(part) = (self.load.files)().await {
            (part.prepare)(self);
        }
    }

    /// Starts the worker of files.
    pub fn start_files(self) {
        self.files_kept
            .try_update_value(|kept| kept.client().map(drop));
    }

    /// Lays layers over each other, the base first, each by what lists its files; where
    /// that is not done yet.
    pub fn lay_files(
        self,
        layers: Vec<Option<FilesList>>,
        done: impl FnOnce(Result<(), Message>) + 'static,
    ) {
        let listing = |layer: &Option<FilesList>| self.listing(layer.as_ref()?);
        let listings: Vec<_> = layers.iter().map(listing).collect();
        let is_done = self.files_kept.with_value(|kept| {
            kept.laid.get()
                && kept.layers == layers
                && kept.client.as_ref().is_some_and(FilesClient::lives)
        });
        if is_done {
            return done(Ok(()));
        }
        // It was read, and the browser had no room for what it lists.
        let is_lost =
            |(layer, listing): (&Option<_>, &Option<_>)| layer.is_some() && listing.is_none();
        if layers.iter().zip(&listings).any(is_lost) {
            return done(Err(words::files_not_kept()));
        }
        let request = FilesRequest::Lay {
            listed: listings.iter().map(Option::is_some).collect(),
        };
        let blobs: Vec<_> = listings.into_iter().flatten().collect();
        let laid = Rc::new(Cell::new(false));
        let now_laid = Rc::clone(&laid);
        let done = move |reply: Answered| {
            now_laid.set(reply.is_ok());
            done(reply.map(drop).map_err(why));
        };
        self.files_kept.update_value(|kept| match kept.client() {
            Ok(client) => {
                client.call(request, &blobs, done);
                (kept.layers, kept.laid) = (layers, laid);
            }
            Err(failure) => done(Err(failure)),
        });
    }

    /// What lists the layers that are [laid](Self::lay_files), by which the next questions
    /// are answered; nothing while they are not.
    pub fn lists_laid(self) -> Vec<Option<FilesList>> {
        self.files_kept.with_value(|kept| match kept.laid.get() {
            true => kept.layers.clone(),
            false => Vec::new(),
        })
    }

    /// Compares the files that the layers of two images make, the base first.
    pub fn compare_files(
        self,
        layers: &Both<Vec<ListedLayer>>,
        ignore: Ignore,
        compared: impl FnOnce(Result<FilesDiff, Message>) + 'static,
    ) {
        let blobs = self.open_files.with_value(|files| {
            let all = layers.left.iter().chain(&layers.right);
            all.filter_map(|layer| files.listing(&layer.stored))
                .collect::<Vec<_>>()
        });
        if blobs.len() != layers.left.len() + layers.right.len() {
            return compared(Err(words::files_not_kept()));
        }
        let request = FilesRequest::Compare {
            layers: layers.map(|layers| layers.iter().map(|layer| layer.diff_id.clone()).collect()),
            ignore,
        };
        let replied = move |reply: Answered| match reply {
            Ok((FilesReply::Compared(diff), _)) => compared(Ok(diff)),
            Ok(_) => {}
            Err(failure) => compared(Err(why(failure))),
        };
        self.files_kept.update_value(|kept| match kept.client() {
            Ok(client) => client.call(request, &blobs, replied),
            Err(failure) => replied(Err(failure)),
        });
    }

    /// The same by contents too, where nothing else tells. What is returned
    /// [stops](Self::stop_work) it.
    pub fn compare_contents(
        self,
        layers: &Both<Vec<ListedLayer>>,
        ignore: Ignore,
        on_progress: impl FnMut(Progress) + 'static,
        done: impl FnOnce(Worked) + 'static,
    ) -> Option<u64> {
        let all = || layers.left.iter().chain(&layers.right);
        let listings = self.open_files.with_value(|files| {
            let listings = all().map(|layer| files.listing(&layer.stored));
            listings.collect::<Option<Vec<_>>>()
        });
        let Some(mut blobs) = listings else {
            done(Err(words::files_not_kept()));
            return None;
        };
        let first = blobs.len();
        let mut place = |layer: &ListedLayer| {
            let place = self.place_of(&layer.stored, layer.extent);
            let place = place.and_then(|(mut place, blob)| {
                place.extent.handle = u32::try_from(blobs.len() - first).ok()?;
                blobs.push(blob);
                Some(LayerPlace::At(place))
            });
            (layer.diff_id.clone(), place.unwrap_or(LayerPlace::NotKept))
        };
        let left = layers.left.iter().map(&mut place).collect();
        let right = layers.right.iter().map(place).collect();
        let layers = Both::of(left, right);
        let request = FilesRequest::CompareContents { layers, ignore };
        self.files_kept.with_value(|kept| {
            let Some(client) = kept.client.as_ref() else {
                done(Err(failures::worker_starts_anew()));
                return None;
            };
            let done = move |reply: Answered| done(reply.map_err(why));
            Some(client.work(request, &blobs, on_progress, done))
        })
    }

    /// Asks what the layers that were [laid](Self::lay_files) last make.
    pub fn ask_files(self, ask: Ask, told: impl FnOnce(Result<Told, Message>) + 'static) {
        let told = move |reply: Answered| match reply {
            Ok((FilesReply::Told(answer), _)) => told(Ok(answer)),
            Ok(_) => {}
            Err(failure) => told(Err(why(failure))),
        };
        self.files_kept.with_value(|kept| {
            if let Some(client) = &kept.client {
                client.call(FilesRequest::Ask(ask), &[], told);
            }
        });
    }

    /// Saves a list of what the layers that were laid last make.
    pub fn save_files(self, export: Export, name: String) {
        let saved = move |reply: Answered| {
            let said = match reply {
                Ok((FilesReply::Exported, Some(list))) => download::save_blob(&name, &list).err(),
                Ok(_) => None,
                Err(failure) => return self.tell(why(failure)),
            };
            if let Some(thrown) = said {
                self.tell(thrown.message());
            }
        };
        self.files_kept.with_value(|kept| {
            if let Some(client) = &kept.client {
                client.call(FilesRequest::Export(export), &[], saved);
            }
        });
    }

    /// Asks what dive says of layers, of which all are listed; the JSON is beside.
    pub fn ask_dive(
        self,
        layers: Vec<(Computed, DiveLayer)>,
        told: impl FnOnce(DiveNumbers, Beside) + 'static,
    ) {
        let listings = self.open_files.with_value(|files| {
            let listings = layers.iter().map(|(stored, _)| files.listing(stored));
            listings.collect::<Option<Vec<_>>>()
        });
        let told = move |reply: Answered| match reply {
            Ok((FilesReply::Dived(numbers), Some(json))) => told(numbers, json),
            Ok(_) => {}
            Err(failure) => self.tell(why(failure)),
        };
        let layers = layers.into_iter().map(|(_, layer)| layer).collect();
        self.files_kept.with_value(|kept| {
            if let (Some(client), Some(listings)) = (&kept.client, &listings) {
                client.call(FilesRequest::Dive { layers }, listings, told);
            }
        });
    }

    /// Reads a file of a layer. What is returned [stops](Self::stop_work) it.
    pub fn read_file(
        self,
        wish: Wish,
        (layer, file): &(Stacked, EntryAt),
        path: &str,
        on_progress: impl FnMut(Progress) + 'static,
        done: impl FnOnce(Worked) + 'static,
    ) -> Option<Going> {
        if let Some(FilesList::Toc(layer)) = layer.list() {
            return Some(self.read_remote(wish, (layer, *file), path, on_progress, done));
        }
        let Some((job, blob)) = self.open_job(layer, file, path) else {
            done(Err(why(not_kept())));
            return None;
        };
        let call = self.begin_reading(wish.request(job), &[blob], on_progress, done);
        call.map(Going::Call)
    }

    /// What a newer version of a text changes in an older one. What is returned
    /// [stops](Self::stop_work) it.
    pub fn diff_files(
        self,
        (older, newer): (&(Stacked, EntryAt), &(Stacked, EntryAt)),
        path: &str,
        on_progress: impl FnMut(Progress) + 'static,
        done: impl FnOnce(Worked) + 'static,
    ) -> Option<u64> {
        if [older, newer].iter().any(|(layer, _)| layer.is_by_toc()) {
            done(Err(toc::only_table_read()));
            return None;
        }
        let job = |(layer, file): &(Stacked, EntryAt)| self.open_job(layer, file, path);
        let (Some((older, of_older)), Some((newer, of_newer))) = (job(older), job(newer)) else {
            done(Err(why(not_kept())));
            return None;
        };
        let request = FilesRequest::Diff { older, newer };
        self.begin_reading(request, &[of_older, of_newer], on_progress, done)
    }

    fn open_job(self, layer: &Stacked, file: &EntryAt, path: &str) -> Option<(OpenJob, Beside)> {
        let (layer, blob) = self.bytes_of(layer)?;
        let (path, entry) = (path.to_owned(), u64::from(file.number));
        Some((OpenJob { path, layer, entry }, blob))
    }

    pub(super) fn begin_reading(
        self,
        request: FilesRequest,
        blobs: &[Beside],
        on_progress: impl FnMut(Progress) + 'static,
        done: impl FnOnce(Worked) + 'static,
    ) -> Option<u64> {
        let done = move |reply: Answered| done(reply.map_err(why));
        let begun = self
            .files_kept
            .try_update_value(|kept| match kept.client() {
                Ok(client) => Some(client.work(request, blobs, on_progress, done)),
                Err(failure) => {
                    done(Err(failure));
                    None
                }
            });
        begun.flatten()
    }

    /// Asks about the file that was opened last.
    pub fn ask_file(self, request: FilesRequest, replied: impl FnOnce(FilesReply) + 'static) {
        let replied = move |reply: Answered| match reply {
            Ok((reply, _)) => replied(reply),
            Err(failure) => self.tell(why(failure)),
        };
        self.files_kept.with_value(|kept| {
            if let Some(client) = &kept.client {
                client.call(request, &[], replied);
            }
        });
    }

    /// Where the bytes of a layer are, if they are kept.
    fn bytes_of(self, layer: &Stacked) -> Option<(LayerAt, Beside)> {
        self.place_of(layer.stored.as_ref()?, layer.extent)
    }

    fn place_of(self, stored: &Computed, given: Option<Extent>) -> Option<(LayerAt, Beside)> {
        let found = self
            .open_files
            .with_value(|files| files.layer(stored, given));
        let (extent, blob) = found?;
        let stored = stored.clone();
        Some((LayerAt { stored, extent }, blob))
    }

    /// Works with the contents of the layers that were [laid](Self::lay_files) last.
    /// What is returned [stops](Self::stop_work) it.
    pub fn work_on_files(
        self,
        work: Work,
        layers: &[Stacked],
        on_progress: impl FnMut(Progress) + 'static,
        done: impl FnOnce(Worked) + 'static,
    ) -> Option<u64> {
        let (mut places, mut blobs) = (Vec::new(), Vec::new());
        for layer in layers {
            let place = self.bytes_of(layer).and_then(|(mut place, blob)| {
                place.extent.handle = u32::try_from(blobs.len()).ok()?;
                blobs.push(blob);
                Some(LayerPlace::At(place))
            });
            places.push(place.unwrap_or(match layer.is_by_toc() {
                true => LayerPlace::OnlyTable,
                false => LayerPlace::NotKept,
            }));
        }
        let request = FilesRequest::Work {
            work,
            layers: places,
        };
        self.files_kept.with_value(|kept| {
            let Some(client) = kept.client.as_ref() else {
                done(Err(failures::worker_starts_anew()));
                return None;
            };
            let done = move |reply: Answered| done(reply.map_err(why));
            Some(client.work(request, &blobs, on_progress, done))
        })
    }

    /// Ends work that is not done.
    pub fn stop_work(self, call: u64) {
        self.files_kept.with_value(|kept| {
            if let Some(client) = &kept.client {
                client.stop(call);
            }
        });
    }
}
