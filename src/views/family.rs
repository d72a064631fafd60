//! The digest family of the chosen image, as it is laid out: the digests of
//! the whole first, then one line for each layer.

use crate::inspect::family::{FamilyRole, Member, family};
use crate::inspect::graph::NodeId;
use crate::session::Showing;
use crate::verify::Verdict;
use crate::views::{Term, Tone};
use crate::words::{Message, overview};

/// The roles that each layer has a digest in, in the order of the columns.
pub const LAYER_ROLES: [FamilyRole; 3] =
    [FamilyRole::Layer, FamilyRole::DiffId, FamilyRole::ChainId];

/// How many layers are shown before a person asks for more: all of most images.
/// A hundred lines would be most of what the page lays out.
pub const LAYERS_AT_ONCE: usize = 20;

/// A family, laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyLayout {
    /// Index, manifest and config.
    pub whole: Vec<FamilyCell>,
    /// One for each layer, base first; in the order of [`LAYER_ROLES`].
    pub layers: Vec<LayerLine>,
}

/// The cells of one layer, in the order of [`LAYER_ROLES`].
pub type LayerLine = [Option<FamilyCell>; 3];

/// A member of the family, as much of it as is drawn: what is equal need not be
/// drawn again while bytes are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyCell {
    /// What it is: `DiffID`.
    pub name: Message,
    /// What it is of which layer: `DiffID of layer 2`, counted from 1.
    pub what: Message,
    /// `None` where it cannot be known.
    pub digest: Option<String>,
    pub tone: Tone,
    /// The verdict in a word.
    pub word: Message,
    /// What was found instead, where something else was: a sentence.
    pub found: Option<Message>,
    /// Where a person meets it, each a sentence.
    pub places: Vec<Message>,
    /// What is special here, in a sentence.
    pub note: Option<Message>,
    /// The node to select.
    pub node: Option<NodeId>,
    /// What it is, explained.
    pub term: Term,
}

/// What a role is, explained.
#[must_use]
pub fn term_of(role: FamilyRole) -> Term {
    match role {
        FamilyRole::Index => Term::IndexDigest,
        FamilyRole::Manifest => Term::ManifestDigest,
        FamilyRole::Config => Term::ImageId,
        FamilyRole::Layer => Term::LayerDigest,
        FamilyRole::DiffId => Term::DiffId,
        FamilyRole::ChainId => Term::ChainId,
    }
}

impl FamilyCell {
    fn of(member: Member) -> Self {
        let name = member.role.name();
        Self {
            what: match member.layer {
                Some(layer) => overview::role_of_layer(name.clone(), layer + 1),
                None => name.clone(),
            },
            name,
            digest: member.digest,
            tone: Tone::of(&member.verdict),
            word: member.verdict.label(),
            found: found(&member.verdict),
            places: member.places,
            note: member.note,
            node: member.node,
            term: term_of(member.role),
        }
    }
}

/// Short: the claimed digest stands beside it, and the ledger has both in full.
fn found(verdict: &Verdict) -> Option<Message> {
    match verdict {
        Verdict::WrongDigest { computed, .. } => Some(overview::found_digest(computed.short())),
        Verdict::WrongSize { .. } | Verdict::Unreadable { .. } => verdict.reason(),
        _ => None,
    }
}

impl FamilyLayout {
    /// Of the image at `place`; nothing where there is no such image.
    #[must_use]
    pub fn of(showing: &Showing, place: usize) -> Self {
        Self::of_first(showing, place, usize::MAX)
    }

    /// The same with the first `layers` layers only.
    #[must_use]
    pub fn of_first(showing: &Showing, place: usize, layers: usize) -> Self {
        let Some(image) = showing.opened.graph.images.get(place) else {
            return Self::default();
        };
        Self::lay_out(family(&showing.opened, image, layers).members)
    }

    fn lay_out(members: Vec<Member>) -> Self {
        let mut layout = Self::default();
        for member in members {
            let Some(layer) = member.layer else {
                layout.whole.push(FamilyCell::of(member));
                continue;
            };
            while layout.layers.len() <= layer {
                layout.layers.push([None, None, None]);
            }
            let column = LAYER_ROLES.iter().position(|role| *role == member.role);
            let cells = layout.layers.get_mut(layer);
            if let Some(cell) = cells.zip(column).and_then(|(cells, at)| cells.get_mut(at)) {
                *cell = Some(FamilyCell::of(member));
            }
        }
        layout
    }

    /// The columns that have a digest of some layer: places in [`LAYER_ROLES`].
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let has = |column: &usize| {
            let mut cells = self.layers.iter().filter_map(|cells| cells.get(*column));
            cells.any(Option::is_some)
        };
        (0..LAYER_ROLES.len()).filter(has).collect()
    }

    /// Where a person meets the digests of a column: the same for each layer.
    #[must_use]
    pub fn places(&self, column: usize) -> Vec<Message> {
        let cells = self
            .layers
            .iter()
            .filter_map(|cells| cells.get(column)?.as_ref());
        cells
            .map(|cell| cell.places.clone())
            .next()
            .unwrap_or_default()
    }
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    /// What stood between backticks.
    Code(String),
}

/// The pieces of a sentence that marks code by backticks.
#[must_use]
pub fn pieces(sentence: &str) -> Vec<Piece> {
    let parts = sentence.split('`').enumerate();
    parts
        .filter(|(_, part)| !part.is_empty())
        .map(|(place, part)| match place % 2 {
            0 => Piece::Words(part.to_owned()),
            _ => Piece::Code(part.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::digest::{Computed, Digest};
    use crate::verify::Unchecked;
    use crate::words::joined::verbatim;

    fn member(role: FamilyRole, layer: Option<usize>, digest: &str) -> Member {
        Member {
            role,
            layer,
            digest: Some(digest.to_owned()),
            verdict: Verdict::NotChecked {
                why: Unchecked::Waiting,
            },
            places: vec![verbatim("Here.")],
            note: None,
            node: None,
        }
    }

    #[test]
    fn layers_stand_in_lines_and_what_is_not_known_leaves_its_place_empty() {
        let layout = FamilyLayout::lay_out(vec![
            member(FamilyRole::Config, None, "c"),
            member(FamilyRole::DiffId, Some(1), "d1"),
            member(FamilyRole::Layer, Some(0), "l0"),
        ]);
        assert_eq!(layout.whole.len(), 1);
        let digests: Vec<[Option<&str>; 3]> = layout
            .layers
            .iter()
            .map(|cells| {
                cells
                    .each_ref()
                    .map(|cell| cell.as_ref()?.digest.as_deref())
            })
            .collect();
        assert_eq!(
            digests,
            [[Some("l0"), None, None], [None, Some("d1"), None]]
        );
        assert_eq!(layout.columns(), [0, 1]);
        assert_eq!(layout.places(1), [verbatim("Here.")]);
        assert!(layout.places(2).is_empty());
    }

    #[test]
    fn a_layout_is_the_same_while_bytes_are_counted() {
        let checking = |done| Member {
            verdict: Verdict::Checking {
                done,
                total: Some(9),
            },
            ..member(FamilyRole::DiffId, Some(1), "d1")
        };
        let layout = FamilyLayout::lay_out(vec![checking(1)]);
        assert_eq!(layout, FamilyLayout::lay_out(vec![checking(8)]));
        let expected = FamilyCell {
            name: FamilyRole::DiffId.name(),
            what: overview::role_of_layer(FamilyRole::DiffId.name(), 2_u64),
            digest: Some("d1".to_owned()),
            tone: Tone::Working,
            word: checking(8).verdict.label(),
            found: None,
            places: vec![verbatim("Here.")],
            note: None,
            node: None,
            term: Term::DiffId,
        };
        assert_eq!(
            layout.layers,
            [[None, None, None], [None, Some(expected), None]]
        );
        let waiting = member(FamilyRole::DiffId, Some(1), "d1");
        let waiting = FamilyLayout::lay_out(vec![waiting]);
        assert_ne!(layout, waiting);
    }

    #[test]
    fn what_was_found_stands_beside_what_is_claimed() {
        let found = |verdict| {
            let layout = FamilyLayout::lay_out(vec![Member {
                verdict,
                ..member(FamilyRole::DiffId, Some(0), "d0")
            }]);
            let found = layout.layers[0][1].clone().and_then(|cell| cell.found);
            found.map(|found| found.to_string())
        };
        let computed = Computed::sha256(b"");
        let wrong = Verdict::WrongDigest {
            claimed: Digest::sha256(b"x"),
            computed,
        };
        assert_eq!(found(wrong).unwrap(), "Found sha256:e3b0c44298fc");
        let wrong = Verdict::WrongSize {
            claimed: 5,
            found: 6,
        };
        assert_eq!(found(wrong).unwrap(), "expected 5 bytes, but found 6");
        let why = verbatim("expected more gzip data");
        assert_eq!(
            found(Verdict::Unreadable { why }).unwrap(),
            "expected more gzip data"
        );
        assert_eq!(
            found(Verdict::NotChecked {
                why: Unchecked::Waiting
            }),
            None
        );
    }

    #[test]
    fn code_stands_between_backticks() {
        let words = |text: &str| Piece::Words(text.to_owned());
        let code = |text: &str| Piece::Code(text.to_owned());
        assert_eq!(
            pieces("`a b` prints it, as `c`."),
            [code("a b"), words(" prints it, as "), code("c"), words(".")]
        );
        assert_eq!(pieces("plain"), [words("plain")]);
        assert!(pieces("").is_empty());
    }
}
