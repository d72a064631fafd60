//! Fetches a blob in a worker and measures it on the way: nothing of it is
//! kept.
//!
//! Not here: what to do about a blob that does not come (the page asks the
//! doctor), and blobs of files (`measure`).
//!
//! The browser has undone a `Content-Encoding` before these bytes are seen: a
//! layer that a server labels so arrives decompressed, and hashes to its
//! DiffID.

use js_sys::{ArrayBuffer, Uint8Array};
use web_sys::ReadableStream;

use crate::bytes::layer::{BlobFacts, LayerPass};
use crate::protocol::{FetchJob, Reply};
use crate::source::registry::client::failure;
use crate::source::registry::http::{Http, Request};
use crate::web::dispatch::Report;
use crate::web::error::Thrown;
use crate::web::fetch::Fetch;
use crate::web::incoming::Incoming;

/// The most bytes that are taken from the stream at once.
const CHUNK: u32 = 2 << 20;

/// The most bytes that may come for each one that a descriptor claims: what
/// deflate makes of one at most, for a `Content-Encoding` that the browser
/// undid. A body without an end stops there.
const MOST_PER_BYTE: u64 = 1_032;

/// What may come of a blob whose size nobody claims.
const MOST_UNCLAIMED: u64 = 64 << 30;

/// Fetches and measures; the reply is one that ends the call.
pub async fn fetch(job: FetchJob, report: Report<'_>) -> Reply {
    let blob = job.blob;
    match measured(&job, report).await {
        Ok(facts) => Reply::Measured {
            blob,
            facts: Box::new(facts),
        },
        Err((status, why)) => Reply::Refused { blob, status, why },
    }
}

async fn measured(job: &FetchJob, report: Report<'_>) -> Result<BlobFacts, (Option<u16>, String)> {
    let url = job.url.parse();
    let url = url.map_err(|error: crate::url::UrlError| (Some(0), error.to_string()))?;
    let mut request = Request::get(url);
    request.authorization = job.authorization.clone();
    let origin = request.url.origin().clone();
    let sent = Fetch.send(request).await;
    let response = sent.map_err(|error| (None, error.to_string()))?;
    if !(200..=299).contains(&response.status) {
        let status = response.status;
        let error = failure(&origin, response).await;
        return Err((Some(status), error.to_string()));
    }
    // Kept to the end: it ends the request where this ends early.
    let (stream, _abort) = response.body.into_stream();
    let broke = |thrown: Thrown| {
        let why = format!("expected the rest of the bytes from {origin}, but found: {thrown}");
        (Some(0), why)
    };
    read(job, stream, report).await.map_err(broke)
}

async fn read(
    job: &FetchJob,
    stream: Option<ReadableStream>,
    report: Report<'_>,
) -> Result<BlobFacts, Thrown> {
    let mut pass = LayerPass::new(job.sha512, job.unpack);
    let Some(stream) = stream else {
        return Ok(pass.finish());
    };
    let mut incoming = Incoming::new(&stream);
    let mut buffer = ArrayBuffer::new(CHUNK);
    let mut bytes = vec![0; CHUNK as usize];
    let most = match job.size {
        0 => MOST_UNCLAIMED,
        size => size.saturating_mul(MOST_PER_BYTE),
    };
    let mut done = 0_u64;
    loop {
        let read = incoming.read(&mut buffer, 0, CHUNK).await?;
        let Some(bytes) = bytes
            .get_mut(..read as usize)
            .filter(|bytes| !bytes.is_empty())
        else {
            return Ok(pass.finish());
        };
        Uint8Array::new_with_byte_offset_and_length(&buffer, 0, read).copy_to(bytes);
        pass.update(bytes);
        done = done.saturating_add(u64::from(read));
        if done > most {
            let what = format!("more than {most} bytes, where {} are claimed", job.size);
            return Err(Thrown::new("a body that is too long", &what));
        }
        report(done, Some(job.size));
    }
}
