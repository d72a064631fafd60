//! The layers of the chosen image, as a person chooses one to see its files.

use crate::format::{short, visible};
use crate::inspect::Opened;
use crate::inspect::graph::{Image, NodeId};
use crate::session::Showing;
use crate::views::file_list::listed;
use crate::views::steps::{Step, steps};
use crate::words::{Message, detail, joined, overview};

/// How many characters of a step stand in the list.
const STEP_SHOWN: usize = 72;

/// A layer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LayerChoice {
    pub id: NodeId,
    /// `layer 2: COPY . /app`
    pub name: Message,
    /// Its bytes were read, and are a tar.
    pub is_listed: bool,
}

/// The layers of the image at `place`, base first, each once, where it
/// is last. `wanted` is one of
/// them too, wherever a link found it.
#[must_use]
pub fn layer_choices(showing: &Showing, place: usize, wanted: Option<NodeId>) -> Vec<LayerChoice> {
    let opened = &showing.opened;
    let image = opened.graph.images.get(place);
    let mut choices: Vec<LayerChoice> = Vec::new();
    for (id, name) in image.into_iter().flat_map(|image| named(showing, image)) {
        // What is there twice is meant where it is last, as in its file system.
        choices.retain(|choice| choice.id != id);
        choices.push(LayerChoice {
            is_listed: listed(opened, id).is_some(),
            id,
            name,
        });
    }
    let is_other = |id: &NodeId| choices.iter().all(|choice| choice.id != *id);
    let other = wanted.filter(is_other).and_then(|id| opened.graph.node(id));
    choices.extend(other.map(|node| LayerChoice {
        id: node.id,
        name: node.called(),
        is_listed: listed(opened, node.id).is_some(),
    }));
    choices
}

/// The wanted layer, or the first that has files to be seen, or the first.
#[must_use]
pub fn layer_to_list(choices: &[LayerChoice], wanted: Option<NodeId>) -> Option<NodeId> {
    let all = || choices.iter();
    let found = all().find(|choice| Some(choice.id) == wanted);
    let found = found.or_else(|| all().find(|choice| choice.is_listed));
    found.or_else(|| all().next()).map(|choice| choice.id)
}

fn named(showing: &Showing, image: &Image) -> Vec<(NodeId, Message)> {
    let told = steps(&showing.opened, image).unwrap_or_default();
    let made = |number: usize| {
        let mut steps = told.steps.iter();
        steps.find(|step| {
            step.layer
                .as_ref()
                .is_some_and(|layer| layer.number == number)
        })
    };
    let layers = image.layers.iter().enumerate();
    let layers = layers.filter_map(|(place, layer)| {
        let number = place + 1;
        let name = overview::layer_number(number);
        let name = match made(number) {
            Some(step) => joined::because(name, beginning(step)),
            None => name,
        };
        Some((layer.node?, name))
    });
    layers.collect()
}

/// As much of a step as there is room for.
pub(super) fn beginning(step: &Step) -> String {
    let line = format!("{} {}", step.keyword, step.rest);
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(STEP_SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => short(&visible(&line)),
    }
}

/// Why there are no files of a layer to be seen.
#[must_use]
pub fn why_not_listed(opened: &Opened, id: NodeId) -> Option<Message> {
    if listed(opened, id).is_some() {
        return None;
    }
    let node = opened.graph.node(id)?;
    let measured = node
        .content
        .and_then(|content| opened.measurements.of(content));
    Some(match measured {
        Some(_) => detail::holds_no_files(),
        None => detail::files_not_read_yet(),
    })
}
