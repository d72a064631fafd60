//! The files that BuildKit was told to build from, its steps, and which lines and layers
//! those are (BuildKit, "slsa-definitions", `buildkit_metadata`).

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::hidden::without_secrets;
use crate::attestation::bounded::{Listed, cut, member, scalar};
use crate::image::json::Node;

/// How many files are kept, and how many bytes of one: a Dockerfile has some kilobytes.
pub const MAX_FILES: usize = 16;
pub const MAX_FILE: usize = 256 << 10;

/// How many steps are kept; the largest builds have some hundred.
pub const MAX_STEPS: usize = 2_000;

/// How many places one step has at most: a step stands for one to three instructions.
const MAX_PLACES: usize = 32;

/// A file with instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildFile {
    pub name: String,
    /// As `Dockerfile`.
    pub language: Option<String>,
    /// The text, or the first [`MAX_FILE`] bytes of it, without what is likely a secret;
    /// `None` where it is none.
    pub text: Option<String>,
    pub is_cut: bool,
}

/// One step of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildStep {
    /// As `step3`.
    pub id: String,
    pub work: Work,
    pub places: Vec<Place>,
    /// The digest of the layer that it made, the first of all steps that have it.
    pub layer: Option<String>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Runs this command, which is here without what is likely a secret.
    Exec(String),
    /// Takes this: `docker-image://…`, `git://…`, `local://context`.
    Source(String),
    /// Changes files.
    File,
    /// Lays outputs of steps over each other.
    Merge,
    Other,
}

/// Lines of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which of the files, from 0.
    pub file: usize,
    /// From 1; the last is one of them.
    pub first: usize,
    pub last: usize,
}

/// `source.infos` of the metadata.
pub(super) fn files(metadata: Option<&Node>) -> Listed<BuildFile> {
    let infos = metadata.and_then(|it| it.at("/source/infos"));
    let infos = infos.map_or(&[][..], Node::items).iter();
    Listed::of(infos.map(file), MAX_FILES)
}

fn file(info: &Node) -> BuildFile {
    let data = info.get("data").and_then(Node::as_str);
    // What is four characters longer than wanted says that there is more.
    let most = MAX_FILE.div_ceil(3) * 4 + 4;
    let kept = data.map(|data| data.get(..most).unwrap_or(data));
    let bytes = kept.and_then(|data| STANDARD.decode(data).ok());
    let is_cut = bytes.as_ref().is_some_and(|bytes| bytes.len() > MAX_FILE);
    let bytes = bytes.map(|bytes| bytes.get(..MAX_FILE).map(<[u8]>::to_vec).unwrap_or(bytes));
    BuildFile {
        name: member(info, "filename").unwrap_or_default(),
        language: member(info, "language"),
        text: bytes
            .and_then(|bytes| text(bytes, is_cut))
            .map(|text| without_secrets(&text)),
        is_cut,
    }
}

/// The text; of one that was cut without the character at its end that is not whole.
fn text(bytes: Vec<u8>, is_cut: bool) -> Option<String> {
    String::from_utf8(bytes).map_or_else(
        |error| {
            let valid = error.utf8_error().valid_up_to();
            let is_near = is_cut && error.as_bytes().len() - valid < 4;
            let valid = error.as_bytes().get(..valid).filter(|_| is_near)?;
            String::from_utf8(valid.to_vec()).ok()
        },
        Some,
    )
}

/// The steps of `llbDefinition`, with their lines and layers.
pub(super) fn steps(definition: Option<&Node>, metadata: Option<&Node>) -> Listed<BuildStep> {
    let locations = metadata.and_then(|it| it.at("/source/locations"));
    let locations: HashMap<&str, &Node> = by_key(locations);
    let mut layers = layers(metadata);
    let steps = definition.map_or(&[][..], Node::items).iter();
    let read = steps.filter_map(|step| {
        let id = member(step, "id")?;
        let places = locations.get(id.as_str()).map(|node| places(node));
        Some(BuildStep {
            work: step.at("/op/Op").map_or(Work::Other, work),
            places: places.unwrap_or_default(),
            layer: layers.remove(&id),
            id,
        })
    });
    Listed::of(read, MAX_STEPS)
}

fn by_key(node: Option<&Node>) -> HashMap<&str, &Node> {
    let members = node.map_or(&[][..], Node::members).iter();
    let members = members.take(MAX_STEPS);
    members.map(|it| (it.key.as_str(), &it.value)).collect()
}

fn work(op: &Node) -> Work {
    if let Some(exec) = op.get("exec") {
        let words = exec.at("/meta/args").map_or(&[][..], Node::items).iter();
        let words: Vec<_> = words.take(100).filter_map(scalar).collect();
        return Work::Exec(without_secrets(&cut(&words.join(" "))));
    }
    if let Some(source) = op.get("source") {
        let identifier = member(source, "identifier").unwrap_or_default();
        return Work::Source(without_secrets(&identifier));
    }
    match () {
        () if op.get("file").is_some() => Work::File,
        () if op.get("merge").is_some() => Work::Merge,
        () => Work::Other,
    }
}

fn places(locations: &Node) -> Vec<Place> {
    let all = locations.get("locations").map_or(&[][..], Node::items);
    let of_one = |location: &Node| {
        let file = location.get("sourceIndex").and_then(Node::as_size);
        let ranges = location.get("ranges").map_or(&[][..], Node::items);
        let file = usize::try_from(file.unwrap_or(0)).ok();
        let places = ranges.iter().filter_map(|range| {
            let line = |end| usize::try_from(range.at(end)?.as_size()?).ok();
            let first = line("/start/line")?;
            Some(Place {
                file: file?,
                first,
                last: line("/end/line").unwrap_or(first).max(first),
            })
        });
        places.take(MAX_PLACES).collect::<Vec<_>>()
    };
    all.iter().flat_map(of_one).take(MAX_PLACES).collect()
}

/// The layer that each step made, by the step: `layers` has for each output, `step3:0`,
/// the layers below it with its own as the last. What a step took over as it was has the
/// layers of the step before; the one with the fewest layers made it.
fn layers(metadata: Option<&Node>) -> HashMap<String, String> {
    let layers = metadata.and_then(|it| it.get("layers"));
    let outputs = layers.map_or(&[][..], Node::members).iter();
    let mut made: HashMap<String, (usize, String)> = HashMap::new();
    for output in outputs.take(MAX_STEPS) {
        let step = output.key.split(':').next().unwrap_or_default();
        let chains = output.value.items().iter().map(Node::items);
        for chain in chains.take(MAX_PLACES) {
            let last = chain.last().and_then(|layer| member(layer, "digest"));
            let Some(digest) = last else { continue };
            let own = (chain.len(), step.to_owned());
            let first = made.entry(digest).or_insert_with(|| own.clone());
            if (own.0, number(&own.1)) < (first.0, number(&first.1)) {
                *first = own;
            }
        }
    }
    made.into_iter()
        .map(|(digest, (_, step))| (step, digest))
        .collect()
}

/// The number of a step, by which `step10` comes after `step9`.
fn number(step: &str) -> (usize, &str) {
    (step.len(), step)
}
