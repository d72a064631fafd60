//! The texts of a node as they fit into its frame.

use super::PlacedNode;
use crate::words::{Message, joined};

/// How much room there is beside the mark of a node, also in a wide font, and
/// how long a title may be for the size to fit beside it: in characters, of
/// which those of Chinese take two.
const TITLE_WIDTH: usize = 20;
const TITLE_WIDTH_BESIDE_SIZE: usize = 13;
const SUBTITLE_WIDTH: usize = 13;

/// What stands in the frame of a node; empty where there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    pub title: String,
    pub size: String,
    pub subtitle: String,
}

impl Texts {
    /// Of a node whose messages `say` words.
    pub fn of(node: &PlacedNode, say: impl Fn(&Message) -> String) -> Self {
        let title = title_that_fits(&say(&node.title));
        let size = node
            .size
            .filter(|_| width(&title) <= TITLE_WIDTH_BESIDE_SIZE);
        let subtitle = node.subtitle.as_ref().map(&say).unwrap_or_default();
        Self {
            size: size
                .map(|size| say(&joined::verbatim(size)))
                .unwrap_or_default(),
            subtitle: match subtitle == title {
                true => String::new(),
                false => shortened(&subtitle, SUBTITLE_WIDTH),
            },
            title,
        }
    }
}

/// Of a long name the end tells more than the registry.
fn title_that_fits(title: &str) -> String {
    let end = title.rsplit_once('/').map(|(_, end)| format!("…/{end}"));
    match end {
        Some(end) if width(title) > TITLE_WIDTH => shortened(&end, TITLE_WIDTH),
        _ => shortened(title, TITLE_WIDTH),
    }
}

/// Text of at most this width, the last character `…` where it is longer.
#[must_use]
pub fn shortened(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut left = limit.saturating_sub(1);
    let fits = |c: &char| match left.checked_sub(width_of(*c)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// From Hangul on most scripts are as wide as they are high.
fn width_of(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' => 2,
        _ => 1,
    }
}
