//! Lines of what is open: images, findings, objects.

use std::collections::HashMap;

use super::{Deed, Line, Lines};
use crate::format::{short, short_text, visible, visible_line};
use crate::inspect::graph::{Graph, Image, Node, NodeId, NodeKind};
use crate::session::Showing;
use crate::views::steps::{Step, steps};
use crate::views::{Choice, choice_lines, node_named, sentence_case, severity_word};
use crate::words::{images, reach as words};

/// How many characters of a step stand beside its layer.
const STEP_SHOWN: usize = 60;

impl Lines<'_> {
    /// The images and what is none, each with its platform.
    pub(super) fn choices(&mut self, showing: &Showing) {
        for choice in choice_lines(showing) {
            let kind = match choice.choice {
                Choice::Image(_) => images::image(),
                Choice::Artifact(_) => images::artifact(),
            };
            let kind = sentence_case(&self.say(&kind));
            let (text, about) = (self.say(&choice.title), self.say(&choice.about));
            let deed = Deed::Choose(choice.choice);
            let line = Line::new(
                kind,
                short(&visible(&text)),
                short(&visible(&about)),
                "",
                deed,
            );
            self.all.push(line);
        }
    }

    pub(super) fn findings(&mut self, showing: &Showing) {
        for finding in &showing.findings {
            let kind = sentence_case(&self.say(&severity_word(finding.rule.severity)));
            let text = short(&visible(&sentence_case(&self.say(&finding.message))));
            let node = node_named(showing, &finding.place.document);
            let beside = finding.rule.id.to_owned();
            let more = &finding.place.document;
            let line = Line::new(kind, text, beside, more, Deed::Finding(node));
            self.all.push(line);
        }
    }

    /// Every object: layers with the steps that made them, and whatever has a digest.
    pub(super) fn objects(&mut self, showing: &Showing) {
        let graph = &showing.opened.graph;
        let places = Places::of(showing);
        let (layers, others): (Vec<&Node>, Vec<&Node>) = graph
            .nodes
            .iter()
            .partition(|node| node.kind == NodeKind::Layer);
        for node in layers.into_iter().chain(others) {
            self.object(node, &places);
        }
    }

    fn object(&mut self, node: &Node, places: &Places) {
        let digest = node.digest.as_ref().map(|digest| digest.text.as_str());
        let platform = places.platforms.get(&node.id).map(String::as_str);
        let step = places.steps.get(&node.id).map(String::as_str);
        let digits = digest.map(|digest| short_text(&visible(digest)));
        let beside: Vec<&str> = [platform, step, digits.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        let kind = sentence_case(&self.say(&node.kind.name()));
        let text = sentence_case(&self.say(&node.called()));
        let more = format!(
            "{} {}",
            digest.unwrap_or_default(),
            node.media_type.as_deref().unwrap_or_default()
        );
        let line = Line::new(
            kind,
            short(&visible(&text)),
            beside.join(" · "),
            &more,
            Deed::Select(node.id),
        );
        self.all.push(line);
    }

    /// The media types that are declared of anything, each with the first that has it.
    pub(super) fn media_types(&mut self, graph: &Graph) {
        let mut seen: Vec<&str> = Vec::new();
        for node in &graph.nodes {
            let Some(media_type) = node.media_type.as_deref() else {
                continue;
            };
            if !seen.contains(&media_type) {
                seen.push(media_type);
                let (kind, beside) = (self.say(&words::media_type()), self.say(&node.called()));
                let text = short(&visible(media_type));
                self.all
                    .push(Line::new(kind, text, beside, "", Deed::Select(node.id)));
            }
        }
    }
}

/// Where objects have their place: the platform of the first image that has one, and
/// the step that made it.
#[derive(Default)]
struct Places {
    platforms: HashMap<NodeId, String>,
    steps: HashMap<NodeId, String>,
}

impl Places {
    fn of(showing: &Showing) -> Self {
        let mut places = Self::default();
        let images = &showing.opened.graph.images;
        for image in images {
            if images.len() > 1 {
                places.add_platform(image);
            }
            let told = steps(&showing.opened, image).unwrap_or_default();
            for step in &told.steps {
                if let Some(node) = step.layer.as_ref().and_then(|layer| layer.node) {
                    places
                        .steps
                        .entry(node)
                        .or_insert_with(|| beginning_of(step));
                }
            }
        }
        places
    }

    fn add_platform(&mut self, image: &Image) {
        let Some(platform) = &image.platform else {
            return;
        };
        let platform = visible(&platform.to_string());
        let layers = image.layers.iter();
        let layers = layers.flat_map(|layer| [layer.node, layer.unpacked]);
        let documents = [image.manifest, image.config].into_iter();
        for node in documents.chain(layers).flatten() {
            let place = self.platforms.entry(node);
            place.or_insert_with(|| platform.clone());
        }
    }
}

/// As much of a step as there is room for.
fn beginning_of(step: &Step) -> String {
    let line = visible_line(&format!("{} {}", step.keyword, step.rest));
    let line = line.trim();
    match line.char_indices().nth(STEP_SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
