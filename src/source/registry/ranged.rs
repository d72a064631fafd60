//! Some bytes of a blob: what a server that is asked for them answers (RFC 9110, 14).

use std::ops::Range;

use super::error::PullError;
use super::http::{Body, Response};
use crate::words::registry;

/// What came of asking for some bytes of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ranged {
    /// Exactly those that were asked for. Nobody vouches for them yet.
    Part(Vec<u8>),
    /// The server would send all of the blob, as every server may. Nothing was read.
    Ignored,
}

/// Reads the answer to a request for `range`.
pub(super) async fn ranged<B: Body>(
    mut response: Response<B>,
    range: &Range<u64>,
) -> Result<Ranged, PullError> {
    let last = range.end.saturating_sub(1);
    let what = || registry::bytes_of_the_blob(range.start, last);
    match response.status {
        206 => {}
        200 => return Ok(Ranged::Ignored),
        _ => return Err(PullError::Form { what: what() }),
    }
    // A browser shows it only where the server exposes it.
    let named = response.header("content-range");
    let expected = format!("bytes {}-{last}/", range.start);
    let is_other = named.is_some_and(|named| !named.trim().starts_with(&expected));
    let length = range.end.saturating_sub(range.start);
    let read = response.read(length).await;
    let bytes = read.map_err(|error| PullError::of_body(error, what()))?;
    match is_other || bytes.len() as u64 != length {
        true => Err(PullError::Form { what: what() }),
        false => Ok(Ranged::Part(bytes)),
    }
}
