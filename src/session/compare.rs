//! Two images of one repository side by side: what a link was made of, and what
//! its tag points to now.
//!
//! Not here: whether they are the same (`link`).

use super::{Effect, Session, Showing};
use crate::format::visible;
use crate::inspect::graph::{Image, NodeId};
use crate::source::Contents;
use crate::source::registry::image::FetchTarget;
use crate::words::{Message, joined, page, sharing as words};

impl Session {
    pub(super) fn compare_asked(&mut self, ask: FetchTarget) -> Vec<Effect> {
        match self {
            Self::Showing(showing) if showing.asked.is_some() && showing.asking.is_none() => {
                showing.asking = Some(page::image_of_the_link());
                showing.trouble = None;
                vec![Effect::FetchBeside(ask)]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn beside_fetched(
        &mut self,
        found: Result<Box<Contents>, Message>,
        now: f64,
    ) -> Vec<Effect> {
        // A late answer to what was cancelled finds nobody asking.
        if let Self::Showing(showing) = self
            && showing.asking.take().is_some()
        {
            match found {
                Ok(other) => {
                    let contents = showing.opened.contents.clone().beside(*other);
                    showing.grow(contents, now);
                }
                Err(trouble) => showing.trouble = Some(trouble),
            }
        }
        Vec::new()
    }
}

impl Showing {
    /// What the first two roots have in common, for each platform that both have;
    /// none where only one is open.
    #[must_use]
    pub fn in_common(&self) -> Vec<Message> {
        let [now, then, ..] = self.opened.graph.roots.as_slice() else {
            return Vec::new();
        };
        let then = self.images_of(*then);
        let pairs = self.images_of(*now).into_iter().filter_map(|now| {
            let same = |other: &&&Image| match (&other.platform, &now.platform) {
                (Some(then), Some(now)) => then.is_same(now),
                (then, now) => then == now,
            };
            let then = then.iter().find(same)?;
            Some(self.compared(now, then))
        });
        pairs.collect()
    }

    /// The images that a root leads to and whose layers are known.
    fn images_of(&self, root: NodeId) -> Vec<&Image> {
        let of_root = |image: &&Image| {
            [image.index, image.manifest].contains(&Some(root)) && !image.layers.is_empty()
        };
        self.opened.graph.images.iter().filter(of_root).collect()
    }

    fn compared(&self, now: &Image, then: &Image) -> Message {
        let digests = |image: &Image| -> Vec<Option<NodeId>> {
            image.layers.iter().map(|layer| layer.node).collect()
        };
        let (now_layers, then_layers) = (digests(now), digests(then));
        let pairs = now_layers.iter().zip(&then_layers);
        let same = pairs.take_while(|(now, then)| now == then).count();
        let config = match now.config == then.config {
            true => words::same_config(),
            false => words::other_config(),
        };
        let platform = now.platform.as_ref();
        let name = platform.map_or_else(words::the_image, |platform| {
            joined::verbatim(visible(&platform.to_string()))
        });
        let layers = words::layers_in_common(name, same, now_layers.len(), then_layers.len());
        joined::clauses(layers, config)
    }
}
