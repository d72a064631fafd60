//! What is open, as it is kept among what was opened lately.

use crate::image::digest::Digest;
use crate::input::Fragment;
use crate::inspect::family::digest_of;
use crate::recent::Given;
use crate::session::Session;

/// What is open: how it was given, and the digest of its first image, as far as that is
/// known; `None` where nothing is open.
#[must_use]
pub fn recent_of(session: &Session) -> Option<(Given, Option<Digest>)> {
    let Session::Showing(showing) = session else {
        return None;
    };
    let opened = &showing.opened;
    let given = match &showing.asked {
        Some(ask) => Given::Link(Fragment::of(ask.input()).to_string()),
        None => Given::File(opened.contents.input.name.clone()),
    };
    let image = opened.graph.images.first();
    let node = image.and_then(|image| image.manifest.or(image.config));
    let digest = node.and_then(|node| digest_of(opened, node)?.parse().ok());
    Some((given, digest))
}
