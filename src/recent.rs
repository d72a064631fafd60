//! What was opened lately, where a person wants that kept: names and digests, and nothing
//! of what is inside.

use serde::{Deserialize, Serialize};

use crate::image::digest::Digest;

/// How many are kept: what fits under an eye.
pub const MAX_RECENT: usize = 20;

/// The longest name or link of one, in characters.
const MAX_NAME: usize = 500;

/// What was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Given {
    /// The fragment of a link, without its `#`.
    Link(String),
    /// The name of a file.
    File(String),
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    pub given: Given,
    /// Of its image's manifest, else of its config.
    pub digest: Option<Digest>,
    /// When it was opened, in seconds since 1970.
    pub at: i64,
}

/// All of them, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recents(Vec<Recent>);

impl Given {
    /// As a person knows it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File(name) => name,
            Self::Link(link) => {
                let first = link.split('&').next().unwrap_or_default();
                first.split_once('=').map_or(first, |(_, name)| name)
            }
        }
    }

    fn is_short(&self) -> bool {
        let (Self::Link(text) | Self::File(text)) = self;
        text.chars().count() <= MAX_NAME
    }
}

impl Recents {
    /// Those that were kept. What is none is left out.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let kept: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let read = kept
            .into_iter()
            .filter_map(|one| serde_json::from_value(one).ok());
        let read = read.filter(|one: &Recent| one.given.is_short());
        Self(read.take(MAX_RECENT).collect())
    }

    /// As one line of text, to be kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Puts one before the others; the same one stands there once. One whose name is
    /// longer than names are is not kept.
    pub fn add(&mut self, recent: Recent) {
        if !recent.given.is_short() {
            return;
        }
        self.0.retain(|one| one.given != recent.given);
        self.0.insert(0, recent);
        self.0.truncate(MAX_RECENT);
    }

    /// The latest first.
    pub fn iter(&self) -> impl Iterator<Item = &Recent> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(name: &str, at: i64) -> Recent {
        Recent {
            given: Given::Link(format!("image={name}&platform=linux/amd64")),
            digest: Some(Digest::sha256(name.as_bytes())),
            at,
        }
    }

    #[test]
    fn the_latest_stands_first_and_each_once() {
        let mut all = Recents::default();
        for (name, at) in [("a", 1), ("b", 2), ("a", 3)] {
            all.add(link(name, at));
        }
        let shown: Vec<(&str, i64)> = all.iter().map(|one| (one.given.name(), one.at)).collect();
        assert_eq!(shown, [("a", 3), ("b", 2)]);
        assert_eq!(Recents::from_text(&all.to_text()), all);
    }

    #[test]
    fn there_are_no_more_than_fit_and_no_longer_names() {
        let mut all = Recents::default();
        for at in 0..MAX_RECENT as i64 + 5 {
            all.add(link(&at.to_string(), at));
        }
        assert_eq!(all.iter().count(), MAX_RECENT);
        let before = all.clone();
        all.add(Recent {
            given: Given::File("x".repeat(MAX_NAME + 1)),
            digest: None,
            at: 99,
        });
        assert_eq!(all, before);
    }

    #[test]
    fn what_was_kept_and_is_none_is_left_out() {
        for text in ["", "{}", "[1]", r#"[{"given":{"link":1},"at":1}]"#] {
            assert_eq!(Recents::from_text(text), Recents::default(), "{text}");
        }
        let text = r#"[null,{"given":{"file":"a.tar"},"digest":null,"at":7},{"given":{"file":"b"},"digest":"no digest","at":7}]"#;
        let all = Recents::from_text(text);
        assert_eq!(
            all.iter().map(|one| one.given.name()).collect::<Vec<_>>(),
            ["a.tar"]
        );
    }
}
