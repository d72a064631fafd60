//! Layers that are not here and bring a table of contents, by which their files are
//! listed.

use std::collections::HashSet;

use crate::bytes::toc::{ClaimError, ClaimedToc};
use crate::format::Sum;
use crate::inspect::Opened;
use crate::views::file_tree::{Stacked, layer_name};
use crate::words::{Message, joined, toc as words};

/// A layer whose table can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocLayer {
    pub toc: ClaimedToc,
    /// `layer 2`
    pub name: Message,
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
            match ClaimedToc::of(descriptor) {
                Ok(Some(toc)) => offered.layers.push(TocLayer { toc, name }),
                Err(error) => offered.troubles.push(unread(&name, &error)),
                Ok(None) => {}
            }
        }
        offered
    }

    /// What is written on the button that reads them.
    #[must_use]
    pub fn label(&self) -> Message {
        let claims = self.layers.iter().map(|layer| &layer.toc.claim);
        let size: Sum = claims.map(|claim| claim.stored_size()).collect();
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

/// The layers, of which those whose tables these are, as the manifest of this image
/// names them, are listed by them, if they are not listed by their bytes.
#[must_use]
pub fn with_tables(
    mut stack: Vec<Stacked>,
    opened: &Opened,
    place: usize,
    read: &HashSet<ClaimedToc>,
) -> Vec<Stacked> {
    let image = opened.graph.images.get(place);
    let layers = image
        .map(|image| image.layers.as_slice())
        .unwrap_or_default();
    for (known, layer) in stack.iter_mut().zip(layers) {
        let claimed = layer.descriptor.as_ref().map(ClaimedToc::of);
        let claimed = claimed.and_then(Result::ok).flatten();
        known.by_toc = claimed.filter(|toc| known.stored.is_none() && read.contains(toc));
    }
    stack
}

/// That some layers are listed by their tables only; `None` where none is.
#[must_use]
pub fn by_tables_said(stack: &[Stacked]) -> Option<Message> {
    let count = stack.iter().filter(|layer| layer.by_toc.is_some()).count();
    (count > 0).then(|| words::listed_by_tables(count))
}
