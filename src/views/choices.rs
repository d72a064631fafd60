//! What there is to choose from, as cards: the images and whatever else is
//! open, each with what tells it apart from the others.

use std::collections::{HashMap, HashSet};

use super::Tone;
use super::images::{image_title, layers};
use super::inputs::files_of;
use crate::format::{short_text, visible};
use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::json::Json;
use crate::image::manifest::{Index, Manifest};
use crate::inspect::graph::{Claimant, Graph, Image, NodeId};
use crate::inspect::judgement::Parts;
use crate::session::Showing;
use crate::views::artifact::{artifact, artifacts};
use crate::words::{Arg, Message, joined, overview};

/// What a person can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// A place in the graph's images.
    Image(usize),
    /// What is no image.
    Artifact(NodeId),
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChoiceLine {
    pub choice: Choice,
    pub title: Message,
    /// `linux/arm64, 3 layers`
    pub about: Message,
    /// What tells it apart from a card that reads the same.
    pub apart: Option<Message>,
    /// What it has in common with another one: a sentence.
    pub same: Option<Message>,
    pub tone: Tone,
    /// The same in a word.
    pub word: Message,
}

/// The artifact that is shown: the chosen one, and the first where there is no
/// image to be shown instead.
#[must_use]
pub fn chosen_artifact(showing: &Showing, chosen: Option<NodeId>) -> Option<NodeId> {
    let all = artifacts(&showing.opened.graph);
    let chosen = chosen.filter(|id| all.contains(id));
    match showing.opened.graph.images.is_empty() {
        true => chosen.or_else(|| all.first().copied()),
        false => chosen,
    }
}

/// `3 images`, `1 image and 2 artifacts`
#[must_use]
pub fn choices_heading(lines: &[ChoiceLine]) -> Message {
    let is_image = |line: &&ChoiceLine| matches!(line.choice, Choice::Image(_));
    let images = lines.iter().filter(is_image).count();
    match (images, lines.len() - images) {
        (images, 0) => overview::images(images),
        (0, others) => overview::artifacts(others),
        (images, others) => overview::images_and_artifacts(images, others),
    }
}

/// What is open, where a person needs more than its platforms to choose: those
/// stand in a table of their own.
#[must_use]
pub fn choices_to_tell(showing: &Showing) -> Vec<ChoiceLine> {
    let images = &showing.opened.graph.images;
    let is_one = are_platforms_of_one(images)
        && images.iter().all(|image| image.index.is_some())
        && artifacts(&showing.opened.graph).is_empty();
    match is_one {
        true => Vec::new(),
        false => choice_lines(showing),
    }
}

/// What is open, in the order of the graph.
#[must_use]
pub fn choice_lines(showing: &Showing) -> Vec<ChoiceLine> {
    let graph = &showing.opened.graph;
    let case = showing.case();
    let parts = case.parts();
    let mut lines: Vec<(Option<NodeId>, ChoiceLine)> = image_lines(showing);
    let ids = artifacts(graph).into_iter();
    lines.extend(ids.filter_map(|id| Some((Some(id), artifact_line(showing, &parts, id)?))));
    // Images without any document come last, where they always were.
    crate::sorting::sort_by_key(&mut lines, |(id, _)| id.map_or(usize::MAX, |id| id.0));
    let mut lines: Vec<ChoiceLine> = lines.into_iter().map(|(_, line)| line).collect();
    tell_apart(showing, &mut lines);
    lines
}

fn image_lines(showing: &Showing) -> Vec<(Option<NodeId>, ChoiceLine)> {
    let images = &showing.opened.graph.images;
    let alike = are_platforms_of_one(images);
    let line = |(place, image): (usize, &Image)| {
        let platform = image.platform.as_ref().map(ToString::to_string);
        let layers = match of_kind(&showing.opened.graph, image) {
            Some(kind) => joined::facts(kind, layers(showing, image)),
            None => layers(showing, image),
        };
        let (title, about) = match platform {
            Some(platform) if alike => (joined::verbatim(platform), layers),
            Some(platform) => (image_title(image, place), joined::facts(platform, layers)),
            None => (image_title(image, place), layers),
        };
        let about = match files_of(&showing.opened.contents, image) {
            Some(files) => joined::facts(files, about),
            None => about,
        };
        let documents = [image.manifest, image.config, image.legacy];
        let tone = Tone::of_image(showing, place);
        let line = ChoiceLine {
            choice: Choice::Image(place),
            title,
            about,
            apart: None,
            same: None,
            tone,
            word: tone.word(showing.images.get(place).copied()),
        };
        (documents.into_iter().flatten().next(), line)
    };
    images.iter().enumerate().map(line).collect()
}

/// The images of one index have one name: their platforms tell them apart.
fn are_platforms_of_one(images: &[Image]) -> bool {
    let names = images.first().map(|image| &image.names);
    let mut all = images.iter();
    images.len() > 1 && all.all(|image| image.platform.is_some() && Some(&image.names) == names)
}

/// What its layers hold, where that is no file system.
fn of_kind(graph: &Graph, image: &Image) -> Option<Message> {
    let kind = graph.node(image.manifest?)?.artifact?;
    (!kind.is_image()).then(|| kind.name())
}

fn artifact_line(showing: &Showing, parts: &Parts<'_>, id: NodeId) -> Option<ChoiceLine> {
    let shown = artifact(&showing.opened, id)?;
    let node = showing.opened.graph.node(id)?;
    let about = match (node.content, &node.missing) {
        (None, Some(why)) => why.message(),
        _ => overview::parts(shown.contents().count()),
    };
    let heading = shown.heading();
    let (title, about) = match shown.names.as_slice() {
        [] => (heading, about),
        [name] => (joined::verbatim(name), joined::facts(heading, about)),
        [name, more @ ..] => (
            overview::name_and_more(name, more.len()),
            joined::facts(heading, about),
        ),
    };
    let state = parts.artifact(id);
    let tone = Tone::of_state(state, &showing.progress);
    Some(ChoiceLine {
        choice: Choice::Artifact(id),
        title,
        about,
        apart: None,
        same: None,
        tone,
        word: tone.word(Some(state)),
    })
}

/// How many cards that read the same are compared by their annotations, which
/// takes reading their documents again; more are told apart by their digests.
const MAX_COMPARED: usize = 100;

/// Gives cards that read the same what tells them apart, and those of one image
/// what they have in common.
fn tell_apart(showing: &Showing, lines: &mut [ChoiceLine]) {
    let mut alike: HashMap<(Message, Message), Vec<usize>> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let reads = (line.title.clone(), line.about.clone());
        alike.entry(reads).or_default().push(place);
    }
    for places in alike.into_values().filter(|places| places.len() > 1) {
        let choices: Vec<Choice> = places
            .iter()
            .filter_map(|place| Some(lines.get(*place)?.choice))
            .collect();
        let apart = by_annotation(showing, &choices);
        for (at, place) in places.iter().enumerate() {
            let Some(line) = lines.get_mut(*place) else {
                continue;
            };
            let told = apart.as_ref().and_then(|apart| apart.get(at).cloned());
            line.apart = told.or_else(|| {
                let digits = digest_of(&showing.opened.graph, line.choice)?;
                Some(overview::by_digest(digits))
            });
        }
    }
    say_what_is_one_image(&showing.opened.graph, lines);
}

/// The object whose digest a choice goes by.
fn node_of(graph: &Graph, choice: Choice) -> Option<NodeId> {
    match choice {
        Choice::Artifact(id) => Some(id),
        Choice::Image(place) => {
            let image = graph.images.get(place)?;
            image.manifest.or(image.config).or(image.legacy)
        }
    }
}

fn digest_of(graph: &Graph, choice: Choice) -> Option<String> {
    let node = graph.node(node_of(graph, choice)?)?;
    Some(short_text(&node.digest.as_ref()?.text))
}

/// The annotations by which people tell images apart come first.
const TELLING: [&str; 5] = [
    "org.opencontainers.image.ref.name",
    "org.opencontainers.image.title",
    "org.opencontainers.image.version",
    "org.opencontainers.image.description",
    "org.opencontainers.image.created",
];

/// The value of one annotation that all of them have, and each another.
fn by_annotation(showing: &Showing, choices: &[Choice]) -> Option<Vec<Message>> {
    if choices.len() > MAX_COMPARED {
        return None;
    }
    let mut indexes = HashMap::new();
    let all: Vec<Annotations> = choices
        .iter()
        .map(|choice| annotations(showing, *choice, &mut indexes))
        .collect();
    let own = all.first()?.0.iter().map(|(key, _)| key.as_str());
    let mut keys = TELLING.into_iter().chain(own);
    keys.find_map(|key| {
        let values: Option<Vec<&str>> = all.iter().map(|one| one.get(key)).collect();
        let values = values?;
        let different: HashSet<&str> = values.iter().copied().collect();
        let name = key.rsplit(['.', '/']).next().unwrap_or(key);
        let said = |value: &&str| joined::because(name, visible(value));
        (different.len() == values.len()).then(|| values.iter().map(said).collect())
    })
}

/// What the descriptors of a manifest say of it, and then itself. Each index is
/// read once.
fn annotations(
    showing: &Showing,
    choice: Choice,
    indexes: &mut HashMap<NodeId, Vec<Descriptor>>,
) -> Annotations {
    let Some(id) = node_of(&showing.opened.graph, choice) else {
        return Annotations::default();
    };
    let mut found = Vec::new();
    for claim in showing.opened.graph.claims_about(id) {
        if let Claimant::Document { node, pointer } = &claim.by {
            let read = || root_of(showing, *node).map(|root| Index::read(&root).manifests);
            let entries = indexes
                .entry(*node)
                .or_insert_with(|| read().unwrap_or_default());
            let named = entries.iter().filter(|one| one.pointer == *pointer);
            found.extend(named.flat_map(|one| one.annotations.0.clone()));
        }
    }
    if let Some(root) = root_of(showing, id) {
        found.extend(Manifest::read(&root).annotations.0);
    }
    Annotations(found)
}

fn root_of(showing: &Showing, id: NodeId) -> Option<crate::image::json::Node> {
    showing
        .opened
        .graph
        .bytes(id, &showing.opened.contents)
        .and_then(|bytes| Json::parse(bytes).root)
}

/// Images with one config are one image to `docker images`, however their
/// layers are compressed.
fn say_what_is_one_image(graph: &Graph, lines: &mut [ChoiceLine]) {
    let mut by_config: HashMap<NodeId, Vec<usize>> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let image = match line.choice {
            Choice::Image(image) => graph.images.get(image),
            Choice::Artifact(_) => None,
        };
        if let Some(config) = image.and_then(|image| image.config) {
            by_config.entry(config).or_default().push(place);
        }
    }
    for places in by_config.into_values().filter(|places| places.len() > 1) {
        for (at, place) in places.iter().enumerate() {
            // The first is held against the second, all others against the first.
            let other = places.get(usize::from(at == 0));
            let other = other.and_then(|place| lines.get(*place));
            let pair = lines.get(*place).zip(other);
            let said = pair.and_then(|(line, other)| same_image(graph, line, other));
            if let Some(line) = lines.get_mut(*place) {
                line.same = said;
            }
        }
    }
}

fn same_image(graph: &Graph, line: &ChoiceLine, other: &ChoiceLine) -> Option<Message> {
    let image = |line: &ChoiceLine| match line.choice {
        Choice::Image(place) => graph.images.get(place),
        Choice::Artifact(_) => None,
    };
    let stored = |image: &Image| -> Vec<Option<NodeId>> {
        image.layers.iter().map(|layer| layer.node).collect()
    };
    let (one, two) = (image(line)?, image(other)?);
    let name: Arg = match digest_of(graph, other.choice) {
        Some(digits) if line.title == other.title => digits.into(),
        _ => other.title.clone().into(),
    };
    Some(match (stored(one) == stored(two), line.tone, other.tone) {
        (true, ..) => overview::same_layers(name),
        (false, Tone::Good, Tone::Good) => overview::same_compressed_differently(name),
        (false, Tone::Bad, _) | (false, _, Tone::Bad) => overview::same_image_id_only(name),
        (false, ..) => overview::same_if_layers_verify(name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_counts_images_and_the_rest_apart() {
        let line = |choice| ChoiceLine {
            choice,
            title: overview::image_number(1_u64),
            about: overview::layers(1_u64),
            apart: None,
            same: None,
            tone: Tone::Unknown,
            word: overview::not_checked(),
        };
        let image = line(Choice::Image(0));
        let other = line(Choice::Artifact(NodeId(0)));
        for (lines, expected) in [
            (vec![image.clone(), image.clone()], "2 images"),
            (vec![other.clone()], "1 artifact"),
            (vec![image, other.clone(), other], "1 image and 2 artifacts"),
        ] {
            assert_eq!(choices_heading(&lines).to_string(), expected);
        }
    }
}
