//! Layers that are not here and bring a table of contents, by which their files are
//! listed.

use std::collections::HashSet;

use crate::bytes::toc::{ClaimError, TocClaim};
use crate::format::Sum;
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::views::file_tree::{Stacked, layer_name};
use crate::words::{Message, joined, toc as words};

/// A layer whose table can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocLayer {
    /// As the manifest names it.
    pub digest: Digest,
    /// `layer 2`
    pub name: Message,
    pub claim: TocClaim,
}

/// What the layers of an image that are not listed say of tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TocsOffered {
    pub layers: Vec<TocLayer>,
    /// What is said of tables and of no use, each one sentence.
    pub troubles: Vec<Message>,
}

impl TocsOffered {
    /// Of the image at this place, of whose layers `stack` says what is known.
    #[must_use]
    pub fn of(opened: &Opened, place: usize, stack: &[Stacked]) -> Self {
        let mut offered = Self::default();
        let image = opened.graph.images.get(place);
        let layers = image
            .map(|image| image.layers.as_slice())
            .unwrap_or_default();
        for ((number, layer), known) in (0..).zip(layers).zip(stack) {
            let Some(descriptor) = layer.descriptor.as_ref().filter(|_| known.list().is_none())
            else {
                continue;
            };
            let name = layer_name(number);
            match (TocClaim::of(descriptor), descriptor.valid_digest()) {
                (Ok(Some(claim)), Some(digest)) => offered.layers.push(TocLayer {
                    digest: digest.clone(),
                    name,
                    claim,
                }),
                (Err(error), _) => offered.troubles.push(unread(&name, &error)),
                (Ok(_), _) => {}
            }
        }
        offered
    }

    /// What is written on the button that reads them.
    #[must_use]
    pub fn label(&self) -> Message {
        let sizes = self.layers.iter().map(|layer| layer.claim.stored_size());
        let size: Sum = sizes.collect();
        match size.whole() {
            Some(_) => words::read_tables_of(self.layers.len(), size),
            None => words::read_tables(self.layers.len()),
        }
    }
}

fn unread(layer: &Message, error: &ClaimError) -> Message {
    not_read(layer, error.message())
}

/// Why the table of a layer is not read.
#[must_use]
pub fn not_read(layer: &Message, why: Message) -> Message {
    joined::because(layer.clone(), why)
}

/// The layers, of which those with these digests are listed by their tables, if they
/// are not listed by their bytes.
#[must_use]
pub fn with_tables(
    mut stack: Vec<Stacked>,
    opened: &Opened,
    place: usize,
    read: &HashSet<Digest>,
) -> Vec<Stacked> {
    let image = opened.graph.images.get(place);
    let layers = image
        .map(|image| image.layers.as_slice())
        .unwrap_or_default();
    for (known, layer) in stack.iter_mut().zip(layers) {
        let digest = layer.descriptor.as_ref().and_then(|one| one.valid_digest());
        let is_free = |digest: &&Digest| known.stored.is_none() && read.contains(*digest);
        known.by_toc = digest.filter(is_free).cloned();
    }
    stack
}

/// That some layers are listed by their tables only; `None` where none is.
#[must_use]
pub fn by_tables_said(stack: &[Stacked]) -> Option<Message> {
    let count = stack.iter().filter(|layer| layer.by_toc.is_some()).count();
    (count > 0).then(|| words::listed_by_tables(count))
}
