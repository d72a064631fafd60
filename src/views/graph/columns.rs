//! Which images have a column, and what is written over it.

use std::collections::HashSet;

use super::Column;
use crate::format::{short, short_text, visible};
use crate::inspect::graph::{Graph, Image};
use crate::inspect::judgement::State;
use crate::session::Showing;
use crate::sorting::sort_by_key;
use crate::words::{Message, joined, overview};

/// How many columns there are before a person asks for more.
pub const COLUMNS_AT_ONCE: usize = 24;

/// At most `limit`, in the order of the graph: the chosen one, those that fail, its
/// neighbours of the same index, and others.
pub(super) fn columns(showing: &Showing, chosen: usize, limit: usize) -> Vec<Column> {
    let images = &showing.opened.graph.images;
    let index = images.get(chosen).and_then(|image| image.index);
    let rank = |place: usize, image: &Image| {
        let fails = showing.images.get(place) == Some(&State::Failed);
        match (place == chosen, fails) {
            (true, _) => 0,
            (_, true) => 1,
            _ if index.is_some() && image.index == index => 2,
            _ => 3,
        }
    };
    let mut places: Vec<(usize, u8)> = images
        .iter()
        .enumerate()
        .map(|(place, image)| (place, rank(place, image)))
        .collect();
    sort_by_key(&mut places, |(place, rank)| (*rank, *place));
    places.truncate(limit);
    sort_by_key(&mut places, |(place, _)| *place);
    let places: Vec<usize> = places.into_iter().map(|(place, _)| place).collect();
    titled(&showing.opened.graph, &places)
}

fn titled(graph: &Graph, places: &[usize]) -> Vec<Column> {
    let images = &graph.images;
    let shown = |place: &usize| Some((*place, images.get(*place)?));
    let shown: Vec<(usize, &Image)> = places.iter().filter_map(shown).collect();
    let first = shown.first().map(|(_, image)| &image.names);
    let alike = shown
        .iter()
        .all(|(_, image)| image.platform.is_some() && Some(&image.names) == first);
    let mut seen = HashSet::new();
    let columns = shown.into_iter().map(|(place, image)| {
        let alone = platform(image).filter(|_| alike);
        let title = alone.unwrap_or_else(|| title(image, place));
        let title = match seen.insert(title.clone()) {
            true => title,
            false => apart(graph, image, place, title),
        };
        Column {
            title,
            image: Some(place),
        }
    });
    columns.collect()
}

/// What an image is called where nothing stands beside it.
pub(super) fn title(image: &Image, place: usize) -> Message {
    let called = match image.names.as_slice() {
        [name, _, ..] => overview::name_and_more(shortened(name), image.names.len() - 1),
        [name] => joined::verbatim(shortened(name)),
        [] => overview::image_number(place + 1),
    };
    match platform(image) {
        Some(platform) => joined::facts(called, platform),
        None => called,
    }
}

/// Names from outside may be of any length.
fn shortened(name: &str) -> String {
    short(&visible(name))
}

fn platform(image: &Image) -> Option<Message> {
    let platform = image.platform.as_ref()?;
    let text = match &platform.os_version {
        Some(version) => format!("{platform} {version}"),
        None => platform.to_string(),
    };
    Some(joined::verbatim(shortened(&text)))
}

/// By the first digits of its digest, or by its number.
fn apart(graph: &Graph, image: &Image, place: usize, title: Message) -> Message {
    let node = image
        .manifest
        .or(image.config)
        .and_then(|id| graph.node(id));
    match node.and_then(|node| node.digest.as_ref()) {
        Some(digest) => joined::facts(title, short_text(&digest.text)),
        None => joined::facts(title, (place + 1).to_string()),
    }
}
