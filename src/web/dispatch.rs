//! What a worker does for each request. The worker is stateless: all it knows
//! is the request and the handles beside it.

use crate::bytes::compression::Compression;
use crate::bytes::layer::Measured;
use crate::bytes::second_look;
use crate::bytes::store::Store as _;
use crate::bytes::tar_scan::Listing;
use crate::failure::{Failure, FailureKind, of_io};
use crate::protocol::{FetchJob, MeasureJob, Reply, Request, Unread};
use crate::source::InputFile;
use crate::source::open::open;
use crate::web::blob_store::BlobStore;
use crate::web::fetch_blob;
use crate::web::measure::{self, Keep, Report};
use crate::words::failures;

/// What comes of a request.
pub struct Outcome {
    /// One that ends the call.
    pub reply: Reply,
    /// What a layer was found to hold.
    pub listing: Option<Listing>,
}

impl Outcome {
    fn measured(blob: usize, Measured { facts, listing }: Measured, kept: bool) -> Self {
        let facts = Box::new(facts);
        Self {
            reply: Reply::Measured { blob, facts, kept },
            listing,
        }
    }
}

impl From<Reply> for Outcome {
    fn from(reply: Reply) -> Self {
        Self {
            reply,
            listing: None,
        }
    }
}

/// Answers one request.
pub async fn answer(request: Request, store: &mut BlobStore, report: Report<'_>) -> Outcome {
    match request {
        Request::Open { files, unpacking } => {
            if needs_unpacking(store, &files) {
                store.keep_on_disk().await;
            }
            match open(store, &files, unpacking, report) {
                Ok(contents) => Reply::Opened(Box::new(contents)).into(),
                Err(failure) => Reply::Failed(stale(store, &files).unwrap_or(failure)).into(),
            }
        }
        Request::Measure(job) => measured(&job, store, report).await,
        Request::Fetch(job) => fetched(&job, store, report).await,
        Request::Explain(job) => {
            let progress = &mut |done| report(done, Some(job.extent.length));
            let look = second_look::look(store, job.extent, &job.sought, progress);
            Reply::Explained {
                blob: job.blob,
                look: look.ok(),
            }
            .into()
        }
    }
}

/// Whether a file that may be an archive is compressed. A folder's files are
/// blobs of a layout, as a rule; where they are archives, blobs will do.
fn needs_unpacking(store: &BlobStore, files: &[InputFile]) -> bool {
    let alone = |file: &InputFile| !file.path.contains('/');
    files.iter().zip(0..).any(|(file, handle)| {
        let mut first = [0; 16];
        let read = alone(file).then(|| store.read_at(handle, 0, &mut first));
        let first = read.and_then(Result::ok).and_then(|read| first.get(..read));
        first.is_some_and(|first| Compression::sniff(first) != Compression::None)
    })
}

async fn measured(job: &MeasureJob, store: &BlobStore, report: Report<'_>) -> Outcome {
    match measure::measure(job, store, report).await {
        Ok(measured) => Outcome::measured(job.blob, measured, false),
        Err(error) => Reply::Unreadable {
            blob: job.blob,
            why: match store.is_stale(job.extent) {
                Some(stale) => Unread::Stale(stale),
                None => Unread::Refused(of_io(&error)),
            },
        }
        .into(),
    }
}

async fn fetched(job: &FetchJob, store: &mut BlobStore, report: Report<'_>) -> Outcome {
    let blob = job.blob;
    let handle = job.keep.then(|| store.create().ok()).flatten();
    let mut room = job.size.unwrap_or_default();
    let mut append = |bytes: &[u8]| {
        // More may come than is claimed. The page sees by its size that not all is here.
        let Some(left) = room.checked_sub(bytes.len() as u64) else {
            return;
        };
        room = left;
        let _ = handle.map(|handle| store.append(handle, bytes));
    };
    let keep: Keep<'_> = match handle {
        Some(_) => Some(&mut append),
        None => None,
    };
    match fetch_blob::fetch(job, keep, report).await {
        Ok(measured) => Outcome::measured(blob, measured, handle.is_some()),
        Err((status, why)) => {
            store.discard().await;
            Reply::Refused { blob, status, why }.into()
        }
    }
}

/// What there is to say of files of which one is not what was given: whatever
/// else was found to be wrong follows from that.
fn stale(store: &BlobStore, files: &[InputFile]) -> Option<Failure> {
    let (handle, stale) = store.stale()?;
    let name = files.get(handle as usize).map(|file| file.path.as_str());
    let what = match name {
        Some(name) => failures::named_file_not_read(name, stale.message()),
        None => failures::file_not_read(stale.message()),
    };
    Some(Failure::new(
        FailureKind::Browser,
        what,
        failures::drop_again(),
    ))
}
