//! What a worker does for each request. The worker is stateless: all it knows
//! is the request and the handles beside it.

use std::io::Read;

use crate::failure::{Failure, FailureKind};
use crate::image::digest::Hasher;
use crate::inspect::compression::Compression;
use crate::inspect::layer::BlobFacts;
use crate::protocol::{InputFile, MeasureJob, Reply, Request};
use crate::source::Holding;
use crate::source::store::{Store, Window};

/// Told how far the work is: bytes done, and of how many where that is known.
/// May be called as often as is convenient.
pub type Report<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Answers one request; the reply is one that ends the call.
pub async fn answer(request: Request, store: &mut dyn Store, report: Report<'_>) -> Reply {
    match request {
        Request::Open { files } => open(&files, store, report),
        Request::Measure(job) => measure(&job, store, report),
    }
}

fn open(files: &[InputFile], _: &mut dyn Store, report: Report<'_>) -> Reply {
    let total = files.iter().map(|file| file.size).sum();
    report(total, Some(total));
    Reply::Opened(Box::new(Holding {}))
}

fn measure(job: &MeasureJob, store: &mut dyn Store, report: Report<'_>) -> Reply {
    match hash(job, store, report) {
        Ok(facts) => Reply::Measured {
            blob: job.blob,
            facts: Box::new(facts),
        },
        Err(error) => Reply::Failed(Failure::new(
            FailureKind::Browser,
            error.to_string(),
            "The file may have been changed, moved or deleted: open it again",
        )),
    }
}

fn hash(job: &MeasureJob, store: &dyn Store, report: Report<'_>) -> std::io::Result<BlobFacts> {
    let mut bytes = Window::new(store, job.extent);
    let mut hasher = Hasher::sha256();
    let mut buffer = vec![0; 8 * 1024 * 1024];
    let mut size = 0_u64;
    loop {
        let read = bytes.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        size = size.saturating_add(read as u64);
        report(size, Some(job.extent.length));
    }
    Ok(BlobFacts {
        sha256: hasher.finish(),
        sha512: None,
        size,
        compression: Compression::None,
        content: None,
    })
}
