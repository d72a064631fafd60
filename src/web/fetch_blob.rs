//! Fetches a blob in a worker and measures it on the way. It is kept for whoever
//! asks for that.
//!
//! Not here: what to do about a blob that does not come (the page asks the
//! doctor), and blobs of files (`measure`).
//!
//! The browser has undone a `Content-Encoding` before these bytes are seen: a
//! layer that a server labels so arrives decompressed, and hashes to its
//! DiffID.

use std::io;

use crate::bytes::layer::{LayerPass, Measured};
use crate::failure::of_io;
use crate::protocol::FetchJob;
use crate::source::registry::client::failure;
use crate::source::registry::http::{Http, Request};
use crate::web::fetch::Fetch;
use crate::web::incoming::Incoming;
use crate::web::measure::{self, Claimed, Keep, Report};
use crate::words::{Message, failures};

/// The most bytes that may come for each one that a descriptor claims: what
/// deflate makes of one at most, for a `Content-Encoding` that the browser
/// undid. A body without an end stops there.
const MOST_PER_BYTE: u64 = 1_032;

/// What may come of a blob whose size nobody claims.
const MOST_UNCLAIMED: u64 = 64 << 30;

/// Fetches and measures.
///
/// # Errors
/// The status of a `Reply::Refused`, and why.
pub async fn fetch(
    job: &FetchJob,
    keep: Keep<'_>,
    report: Report<'_>,
) -> Result<Measured, (Option<u16>, Message)> {
    let mut request = Request::get(job.url.clone());
    request.authorization = job.authorization.clone();
    let origin = request.url.origin().clone();
    let sent = Fetch.send(request).await;
    let mut response = sent.map_err(|error| (None, error.message()))?;
    response.way = job.way.clone();
    if !(200..=299).contains(&response.status) {
        let status = response.status;
        let error = failure(&job.registry, response).await;
        return Err((Some(status), error.message()));
    }
    // Kept to the end: it ends the request where this ends early.
    let (stream, _abort) = response.body.into_stream();
    let broke = |error: io::Error| {
        let why = failures::body_broke(origin.to_string(), of_io(&error));
        (Some(0), why)
    };
    let claimed = Claimed {
        length: job.size,
        options: job.options,
        most: match job.size {
            None | Some(0) => MOST_UNCLAIMED,
            Some(size) => size.saturating_mul(MOST_PER_BYTE),
        },
    };
    match stream {
        Some(stream) => {
            let incoming = Incoming::new(&stream);
            let measured = measure::measure_body(&claimed, incoming, keep, report);
            measured.await.map_err(broke)
        }
        None => Ok(LayerPass::new(job.options).finish()),
    }
}
