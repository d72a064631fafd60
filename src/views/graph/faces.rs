//! What the marks of a table say, as of now.

use std::cmp::Reverse;

use super::{Beside, Line, Part, Place, Stop, Table};
use crate::verify::Verdict;
use crate::views::Tone;
use crate::views::node_verdicts::NodeVerdicts;
use crate::words::{Message, detail, verdicts};

/// What is known of an object in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// `None` where nobody claims anything of it.
    pub tone: Option<Tone>,
    pub word: Message,
}

/// Of each row, the faces of its stops from left to right.
pub type Faces = Vec<Vec<Face>>;

impl Face {
    fn of(verdict: Option<&Verdict>) -> Self {
        Self {
            tone: verdict.map(Tone::of),
            word: verdict.map_or_else(detail::no_claim, Verdict::label),
        }
    }

    /// What is known of all DiffIDs up to a layer holds of its ChainID, but for a
    /// failure: that it follows from something else than what is here is no proof.
    fn following(worst: Option<Tone>) -> Self {
        let (tone, word) = match worst {
            Some(Tone::Good) => (Tone::Good, verdicts::verified()),
            Some(Tone::Working) => (Tone::Working, verdicts::checking()),
            _ => (Tone::Unknown, verdicts::not_checked()),
        };
        Self {
            tone: Some(tone),
            word,
        }
    }

    #[must_use]
    pub fn icon(&self) -> &'static str {
        self.tone.map_or("·", Tone::icon)
    }

    /// The name of its CSS class.
    #[must_use]
    pub fn class(&self) -> &'static str {
        self.tone.map_or("unclaimed", Tone::class)
    }

    /// Whether a mark alone says all that is to be said.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        !matches!(self.tone, Some(Tone::Bad | Tone::Missing))
    }
}

/// The face of one object: of the claims that lead here, else of all about it.
#[must_use]
pub fn face(stop: &Stop, known: &NodeVerdicts) -> Face {
    // What is known of the bytes inside is said beside it.
    if stop.part == Part::Stored && stop.digest.is_none() {
        return Face::of(None);
    }
    let claimed = known.edges(&stop.links);
    Face::of(claimed.or_else(|| known.nodes(&stop.nodes)))
}

/// The faces of a whole table.
#[must_use]
pub fn faces(table: &Table, known: &NodeVerdicts) -> Faces {
    let mut worst = Some(Tone::Good);
    let rows = table.rows.iter().map(|row| {
        let stops = row.cells.iter().flat_map(|cell| &cell.stops);
        let faces = stops.map(|stop| {
            if stop.part == Part::Chain {
                return Face::following(worst);
            }
            let face = face(stop, known);
            if stop.part == Part::Unpacked {
                worst = worse(worst, face.tone);
            }
            face
        });
        faces.collect()
    });
    rows.collect()
}

/// The one that asks for more attention.
fn worse(one: Option<Tone>, other: Option<Tone>) -> Option<Tone> {
    std::cmp::max_by_key(one, other, |tone| Reverse(rank(*tone)))
}

/// How much attention a mark asks for, most first: what nobody claims anything of
/// asks for less than what nobody could look at.
fn rank(tone: Option<Tone>) -> (u8, bool) {
    (tone.unwrap_or(Tone::Unknown).rank(), tone.is_none())
}

/// The worst of a row.
#[must_use]
pub fn worst(faces: &[Face]) -> Option<Tone> {
    let tones = faces.iter().map(|face| face.tone);
    tones.min_by_key(|tone| rank(*tone)).flatten()
}

/// Everything that fails, in the order of the table.
#[must_use]
pub fn failing(table: &Table, faces: &Faces) -> Vec<Place> {
    let mut found = Vec::new();
    for (at, (row, faces)) in table.rows.iter().zip(faces).enumerate() {
        let cells = row.cells.iter().enumerate();
        let places = cells.flat_map(|(cell, it)| (0..it.stops.len()).map(move |stop| (cell, stop)));
        let bad = places
            .zip(faces)
            .filter(|(_, face)| face.tone == Some(Tone::Bad));
        found.extend(bad.map(|((cell, stop), _)| Place {
            line: Line::Row(at),
            cell,
            stop,
        }));
    }
    found
}

/// What stands beside the images, by its places: what fails comes first.
#[must_use]
pub fn failing_first(lines: &[Beside], known: &NodeVerdicts) -> Vec<usize> {
    let fails = |line: &Beside| {
        let mut stops = [&line.head].into_iter().chain(&line.parts);
        stops.any(|stop| face(stop, known).tone == Some(Tone::Bad))
    };
    let places = lines.iter().enumerate();
    let (mut first, rest): (Vec<_>, Vec<_>) = places.partition(|(_, line)| fails(line));
    first.extend(rest);
    first.into_iter().map(|(place, _)| place).collect()
}
