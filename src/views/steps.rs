//! The history of an image as a Dockerfile would tell it, each step with the
//! layer that it made.

use crate::bytes::layer::Content;
use crate::format::visible;
use crate::image::config::{Config, HistoryEntry, layers_of_history};
use crate::image::descriptor::SpelledDigest;
use crate::inspect::Opened;
use crate::inspect::graph::{Image, ImageLayer, NodeId};
use crate::views::moment::moment;
use crate::words::Message;

/// The history of one image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Oldest first.
    pub steps: Vec<Step>,
    /// Why no step has its layer: one sentence. Nothing is shifted to fit.
    pub mismatch: Option<Message>,
    /// Layers, where no step can have one.
    pub layers: Vec<StepLayer>,
}

impl Steps {
    /// The layers of an image that tells no history.
    #[must_use]
    pub fn without_history(opened: &Opened, image: &Image) -> Self {
        let layers = image.layers.iter().enumerate();
        let layers = layers.map(|(index, place)| step_layer(opened, index + 1, place));
        Self {
            layers: layers.collect(),
            ..Self::default()
        }
    }
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// `RUN`, `COPY`, …; empty where the text begins with no instruction.
    pub keyword: String,
    /// The rest of it, or all.
    pub rest: String,
    pub created: Option<Message>,
    pub comment: Option<String>,
    /// The step says that it made no layer.
    pub empty: bool,
    pub layer: Option<StepLayer>,
}

/// The layer of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepLayer {
    /// From 1, base first.
    pub number: usize,
    pub node: Option<NodeId>,
    /// As stored, in bytes: as counted, else as claimed.
    pub stored: Option<u64>,
    /// In bytes, as counted.
    pub uncompressed: Option<u64>,
    /// A layer of nothing has a well-known digest.
    pub is_empty: bool,
}

/// The DiffIDs of tars without entries: 1,024 bytes of zeros, as Docker writes
/// them, and none.
const EMPTY_LAYERS: [&str; 2] = [
    "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// The history of an image that has a config.
#[must_use]
pub fn steps(opened: &Opened, image: &Image) -> Option<Steps> {
    let config = opened.graph.config_of(image, &opened.contents)?;
    Some(steps_of(opened, image, &config))
}

fn steps_of(opened: &Opened, image: &Image, config: &Config) -> Steps {
    let layer = |index: usize| {
        let place = image.layers.get(index)?;
        Some(step_layer(opened, index + 1, place))
    };
    let mapped = layers_of_history(&config.history, image.layers.len());
    let (places, mismatch) = match mapped {
        Ok(places) => (places, None),
        Err(_) if config.history.is_empty() => (Vec::new(), None),
        Err(mismatch) => (Vec::new(), Some(mismatch.message())),
    };
    let history = config.history.iter().enumerate();
    let steps = history.map(|(index, entry)| {
        let place = places.get(index).copied().flatten();
        step(entry, place.and_then(layer))
    });
    let steps: Vec<Step> = steps.collect();
    let loose = steps.iter().all(|step| step.layer.is_none());
    Steps {
        steps,
        mismatch,
        layers: match loose {
            true => (0..image.layers.len()).filter_map(layer).collect(),
            false => Vec::new(),
        },
    }
}

fn step(entry: &HistoryEntry, layer: Option<StepLayer>) -> Step {
    let (keyword, rest) = instruction(&visible(&entry.instruction()));
    let comment = entry.comment.as_deref();
    Step {
        keyword,
        rest,
        created: entry.created.as_deref().map(moment),
        comment: comment.filter(|text| !text.is_empty()).map(visible),
        empty: entry.empty_layer,
        layer,
    }
}

/// A layer by its number, from 1, base first.
#[must_use]
pub fn step_layer(opened: &Opened, number: usize, place: &ImageLayer) -> StepLayer {
    let node = place.node.and_then(|id| opened.graph.node(id));
    let measured = node.and_then(|node| opened.measurements.of(node.content?));
    let claimed = || {
        place
            .descriptor
            .as_ref()
            .and_then(|descriptor| descriptor.size)
    };
    let unpacked = measured.and_then(|measured| match &measured.content {
        Some(Content::Unpacked(unpacked)) => Some(unpacked.size),
        _ => None,
    });
    let diff_id = place.diff_id.as_ref().and_then(SpelledDigest::digest);
    StepLayer {
        number,
        node: place.node,
        stored: measured
            .map(|measured| measured.size)
            .or_else(claimed)
            .or_else(|| opened.contents.size_of(node?.content?)),
        uncompressed: unpacked,
        is_empty: diff_id.is_some_and(|diff_id| EMPTY_LAYERS.contains(&diff_id.as_str())),
    }
}

/// `RUN make` in two: an instruction is one word in capitals.
fn instruction(text: &str) -> (String, String) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_keyword = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    match is_keyword {
        true => (word.to_owned(), rest.trim_start().to_owned()),
        false => (String::new(), text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_is_a_word_in_capitals() {
        for (text, keyword, rest) in [
            ("RUN  make all", "RUN", "make all"),
            ("CMD", "CMD", ""),
            ("bazel build ...", "", "bazel build ..."),
            ("A b", "", "A b"),
            ("", "", ""),
        ] {
            assert_eq!(instruction(text), (keyword.to_owned(), rest.to_owned()));
        }
    }
}
