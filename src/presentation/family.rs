//! The digest family of the chosen image, as it is laid out: the digests of
//! the whole first, then one line for each layer.

use crate::inspect::family::{FamilyRole, Member, family};
use crate::session::Showing;

/// The roles that each layer has a digest in, in the order of the columns.
pub const LAYER_ROLES: [FamilyRole; 3] =
    [FamilyRole::Layer, FamilyRole::DiffId, FamilyRole::ChainId];

/// A family, laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyLayout {
    /// Index, manifest and config.
    pub whole: Vec<Member>,
    /// One for each layer, base first; in the order of [`LAYER_ROLES`].
    pub layers: Vec<[Option<Member>; 3]>,
}

impl FamilyLayout {
    /// Of the image at `place`; nothing where there is no such image.
    #[must_use]
    pub fn of(showing: &Showing, place: usize) -> Self {
        let Some(image) = showing.graph.images.get(place) else {
            return Self::default();
        };
        let family = family(
            &showing.graph,
            &showing.holding,
            &showing.facts,
            &showing.rows,
            image,
        );
        Self::lay_out(family.members)
    }

    fn lay_out(members: Vec<Member>) -> Self {
        let mut layout = Self::default();
        for member in members {
            let Some(layer) = member.layer else {
                layout.whole.push(member);
                continue;
            };
            while layout.layers.len() <= layer {
                layout.layers.push([None, None, None]);
            }
            let column = LAYER_ROLES.iter().position(|role| *role == member.role);
            let cells = layout.layers.get_mut(layer);
            if let Some(cell) = cells.zip(column).and_then(|(cells, at)| cells.get_mut(at)) {
                *cell = Some(member);
            }
        }
        layout
    }

    /// Where a person meets the digests of a column: the same for each layer.
    #[must_use]
    pub fn places(&self, column: usize) -> &'static [&'static str] {
        let cells = self
            .layers
            .iter()
            .filter_map(|cells| cells.get(column)?.as_ref());
        cells.map(|member| member.places).next().unwrap_or_default()
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
    use crate::verify::Verdict;

    fn member(role: FamilyRole, layer: Option<usize>, digest: &str) -> Member {
        Member {
            role,
            layer,
            digest: Some(digest.to_owned()),
            verdict: Verdict::NotChecked { why: String::new() },
            places: &["Here."],
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
        assert_eq!(layout.places(1), ["Here."]);
        assert!(layout.places(2).is_empty());
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
