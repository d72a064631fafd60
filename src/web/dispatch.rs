//! What a worker does for each request. The worker is stateless: all it knows
//! is the request and the handles beside it.

use crate::protocol::{MeasureJob, Reply, Request};
use crate::source::open::open;
use crate::web::blob_store::BlobStore;
use crate::web::fetch_blob;
use crate::web::measure;

/// Told how far the work is: bytes done, and of how many where that is known.
/// May be called as often as is convenient.
pub type Report<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Answers one request; the reply is one that ends the call.
pub async fn answer(request: Request, store: &mut BlobStore, report: Report<'_>) -> Reply {
    match request {
        Request::Open { files } => match open(store, &files, report) {
            Ok(holding) => Reply::Opened(Box::new(holding)),
            Err(failure) => Reply::Failed(failure),
        },
        Request::Measure(job) => measured(&job, store, report).await,
        Request::Fetch(job) => fetch_blob::fetch(job, report).await,
    }
}

async fn measured(job: &MeasureJob, store: &BlobStore, report: Report<'_>) -> Reply {
    match measure::measure(job, store, report).await {
        Ok(facts) => Reply::Measured {
            blob: job.blob,
            facts: Box::new(facts),
        },
        Err(error) => Reply::Unreadable {
            blob: job.blob,
            why: format!("the file could not be read: {error}"),
        },
    }
}
