//! What is found in what is open, of what a person types into the box.

use super::{Deed, LINES_SHOWN, Line, matching};
use crate::bytes::tar_scan::Listing;
use crate::format::{short, short_text, visible};
use crate::image::digest::{Computed, Digest};
use crate::image::reference::Repository;
use crate::inspect::Opened;
use crate::inspect::graph::NodeId;
use crate::session::Showing;
use crate::views::commands::named_reference;
use crate::views::file_list::{FileQuery, Files, listed};
use crate::views::{Pasted, SearchResult, sentence_case};
use crate::words::{Locale, Message, controls, reach as words};

/// The fewest characters that are looked for.
const FEWEST: usize = 2;

/// How many paths of a layer are shown.
const PATHS_SHOWN: usize = 5;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub lines: Vec<Line>,
    /// How many there are, or that there is none; nothing where nothing was looked
    /// for.
    pub said: Option<Message>,
}

impl Found {
    /// Whether paths are looked for as well.
    #[must_use]
    pub fn takes_paths(&self, text: &str) -> bool {
        text.trim().chars().count() > FEWEST && Pasted::of(text) != Pasted::Digest
    }

    /// Adds lines below the others, as long as there is room.
    pub fn add(&mut self, lines: Vec<Line>) {
        let room = LINES_SHOWN.saturating_sub(self.lines.len());
        self.lines.extend(lines.into_iter().take(room));
        if self.lines.len() < LINES_SHOWN && !self.lines.is_empty() {
            self.said = Some(words::found(self.lines.len()));
        }
    }
}

/// Looks for `text` in what is open: a digest among all digests, anything else in
/// `lines`.
#[must_use]
pub fn found(showing: &Showing, lines: &[Line], text: &str, locale: &dyn Locale) -> Found {
    let text = text.trim();
    if text.chars().count() < FEWEST {
        return Found::default();
    }
    if Pasted::of(text) == Pasted::Digest {
        return digest(showing, text, locale);
    }
    let shown = matching(lines, text, LINES_SHOWN);
    let said = match (shown.items.len(), shown.more) {
        (0, _) => None,
        (count, 0) => Some(words::found(count)),
        (count, _) => Some(words::first_found(count)),
    };
    Found {
        lines: shown.items,
        said,
    }
}

/// The roles of a digest, and last the way to look for it elsewhere.
fn digest(showing: &Showing, text: &str, locale: &dyn Locale) -> Found {
    let result = SearchResult::of(showing, text);
    let kind = sentence_case(&controls::digest().say(locale));
    let roles = result.roles.into_iter().take(LINES_SHOWN);
    let roles = roles.map(|role| {
        let deed = match role.node {
            Some(node) => Deed::Select(node),
            None => Deed::Explain(role.digest.clone()),
        };
        let text = visible(&sentence_case(&role.sentence.say(locale)));
        let digits = short_text(&visible(&role.digest));
        Line::new(kind.clone(), short(&text), digits, "", deed)
    });
    let mut lines: Vec<Line> = roles.collect();
    let (label, asked) = elsewhere(showing, text);
    let action = words::action().say(locale);
    let label = label.say(locale);
    lines.push(Line::new(
        action,
        label,
        String::new(),
        "",
        Deed::Ask(asked),
    ));
    Found {
        lines,
        said: result.said,
    }
}

/// Where a digest can be looked for that is not here, and what asks for it: in the
/// repository of what is open, or wherever that text leads.
#[must_use]
pub fn elsewhere(showing: &Showing, text: &str) -> (Message, String) {
    let text = text.trim();
    let digest = text.parse::<Digest>();
    let digest = digest.or_else(|_| Digest::from_sha256_hex(&text.to_ascii_lowercase()));
    let of_open = digest.ok().and_then(|digest| {
        let repository = repository(showing)?;
        let label = words::look_in(repository.familiar());
        Some((label, repository.pinned(digest).familiar()))
    });
    of_open.unwrap_or_else(|| (words::look_elsewhere(), text.to_owned()))
}

/// The repository that was asked, or that a name in what is open is of.
fn repository(showing: &Showing) -> Option<Repository> {
    let asked = showing.asked.as_ref().and_then(|ask| ask.reference());
    let named = || {
        let images = showing.opened.graph.images.iter();
        let mut images = images.filter_map(|image| named_reference(&image.names));
        Some(images.next()?.1)
    };
    Some(asked.or_else(named)?.repository)
}

/// The layers of the image at `place` whose files are listed, each with how it is
/// called and its digest as stored.
#[must_use]
pub fn listed_layers(opened: &Opened, place: usize) -> Vec<((NodeId, Message), Computed)> {
    let image = opened.graph.images.get(place);
    let layers = image.into_iter().flat_map(|image| &image.layers);
    let layers = layers.filter_map(|layer| {
        let node = opened.graph.node(layer.node?)?;
        let facts = listed(opened, node.id)?;
        Some(((node.id, node.called()), facts.sha256.clone()))
    });
    layers.collect()
}

/// The paths in the files of a layer that hold `text`.
#[must_use]
pub fn in_files(
    listing: &Listing,
    layer: (NodeId, Message),
    text: &str,
    locale: &dyn Locale,
) -> Vec<Line> {
    let (layer, name) = layer;
    let query = FileQuery {
        text: text.trim().to_owned(),
        largest_first: false,
    };
    let files = Files::of(listing, &query);
    let entries = files.window(listing, 0, PATHS_SHOWN).into_iter();
    let line = |path: &str| {
        let kind = words::file().say(locale);
        let beside = sentence_case(&name.say(locale));
        let deed = Deed::Files(layer, path.to_owned());
        Line::new(kind, short(&visible(path)), beside, "", deed)
    };
    entries.map(|entry| line(entry.path)).collect()
}
