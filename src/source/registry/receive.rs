//! Reading the body of a response as a document.

use super::error::PullError;
use super::http::{Body, Response};
use super::served::Served;
use crate::image::digest::Digest;
use crate::words::Message;

/// Reads at most `limit` bytes: `what` is what they should be, and `wanted` the
/// digest that they should have.
pub(super) async fn receive<B: Body>(
    mut response: Response<B>,
    wanted: Option<&Digest>,
    limit: u64,
    what: Message,
) -> Result<Served, PullError> {
    let read = response.read(limit).await;
    let bytes = read.map_err(|error| PullError::of_body(error, what))?;
    Served::of(&response, bytes, wanted).map_err(PullError::Mismatch)
}
