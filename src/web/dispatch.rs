//! What a worker does for each request. The worker is stateless: all it knows
//! is the request and the handles beside it.

use crate::bytes::layer;
use crate::bytes::store::Store;
use crate::protocol::{MeasureJob, Reply, Request};
use crate::source::open::open;

/// Told how far the work is: bytes done, and of how many where that is known.
/// May be called as often as is convenient.
pub type Report<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Answers one request; the reply is one that ends the call.
pub async fn answer(request: Request, store: &mut dyn Store, report: Report<'_>) -> Reply {
    match request {
        Request::Open { files } => match open(store, &files, report) {
            Ok(holding) => Reply::Opened(Box::new(holding)),
            Err(failure) => Reply::Failed(failure),
        },
        Request::Measure(job) => measure(&job, store, report),
    }
}

fn measure(job: &MeasureJob, store: &dyn Store, report: Report<'_>) -> Reply {
    let total = Some(job.extent.length);
    let measured = layer::measure(store, job.extent, job.sha512, job.unpack, &mut |done| {
        report(done, total)
    });
    match measured {
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
