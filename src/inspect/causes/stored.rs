//! Claims about bytes as they are stored: layers, documents, other blobs.

use super::known::{Known, Thing};
use super::spelling;
use crate::bytes::layer::{BlobFacts, Content};
use crate::bytes::second_look::{Accident, Look, Sought, StandIn};
use crate::bytes::tar::TarEnd;
use crate::image::digest::Digest;
use crate::inspect::cause::{Cause, Whose};
use crate::inspect::graph::{NodeId, NodeKind};
use crate::inspect::row::Row;
use crate::source::{ContentId, InputKind};
use crate::verify::Verdict;

/// Of no bytes at all.
const NOTHING: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Of an empty tar, plain and as Docker compresses it.
const EMPTY_LAYERS: [&str; 2] = [
    "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4",
];

pub(super) fn cause(known: &Known<'_>, row: &Row) -> Option<Cause> {
    if let Some(cause) = spelling::cause(row) {
        return Some(cause);
    }
    let claimed = row.claimed.as_deref()?;
    claimed.parse::<Digest>().ok()?;
    if known.is_digest_right(row) {
        return size(known, row);
    }
    let node = known.opened.graph.node(row.node)?;
    nothing_and_empty(row)
        .or_else(|| packed(known, row, claimed))
        .or_else(|| mixed_up(known, row, claimed))
        .or_else(|| ends_early(row, known.facts_of(node)?))
}

/// The bytes inside in place of the stored ones, or the other way round.
fn packed(known: &Known<'_>, row: &Row, claimed: &str) -> Option<Cause> {
    let diff_ids = known.diff_ids(row.node);
    let computed = row.computed.as_deref().map(Digest::as_str);
    if row.kind == NodeKind::Layer && computed.is_some_and(|computed| diff_ids.contains(&computed))
    {
        return Some(Cause::StoredUncompressed {
            fetched: known.opened.contents.input.kind == InputKind::Registry,
        });
    }
    if known.inside(row.node)?.diff_id.as_str() != claimed {
        return None;
    }
    Some(match diff_ids.contains(&claimed) {
        true => Cause::NamedByDiffId,
        false => Cause::Accident {
            accident: Accident::Compressed,
            inside: false,
        },
    })
}

/// One thing in place of another one that is open.
fn mixed_up(known: &Known<'_>, row: &Row, claimed: &str) -> Option<Cause> {
    let computed = row.computed.as_deref().map(Digest::as_str);
    let this = row.node;
    let owner = known.another_with(claimed, this);
    if let Some(other) = computed.and_then(|computed| known.another_claimed(computed, this)) {
        return Some(Cause::BytesOf {
            whose: known.name(other),
            exchanged: owner.is_some_and(|owner| owner.node == other.node),
        });
    }
    if let Some(owner) = owner {
        let whose = whose(known, row.kind, owner);
        return Some(Cause::DigestOf { whose });
    }
    // What is named here and was not fetched has a digest all the same.
    let named = known.another_claimed(claimed, this);
    if let Some(other) = named.filter(|other| other.kind != row.kind) {
        let whose = whose(known, row.kind, other);
        return Some(Cause::DigestOf { whose });
    }
    let whose = Whose::ChainId(known.chain(claimed)?);
    Some(Cause::DigestOf { whose })
}

fn whose(known: &Known<'_>, kind: NodeKind, other: Thing) -> Whose {
    use NodeKind::{Config, Index, Manifest, Unpacked};
    match (kind, other.kind) {
        (Manifest | Index, Config) => Whose::ImageId,
        (Index, Manifest) => Whose::Platform(known.name(other)),
        (Manifest, Index) => Whose::Index,
        (Config, Manifest) => Whose::Manifest,
        (_, Unpacked) => Whose::DiffId(known.name(other)),
        _ => Whose::Stored(known.name(other)),
    }
}

/// A size that is wrong although the digest is right.
fn size(known: &Known<'_>, row: &Row) -> Option<Cause> {
    let Verdict::WrongSize { claimed, found } = row.verdict else {
        return None;
    };
    if known
        .inside(row.node)
        .is_some_and(|inside| inside.size == claimed)
    {
        return Some(Cause::SizeUnpacked);
    }
    let wrapped = found & u64::from(u32::MAX);
    if found > wrapped && claimed == wrapped {
        return Some(Cause::SizeWrapped);
    }
    if let Some(ContentId::Document(index)) = known.content(row) {
        let bytes = &known.opened.contents.documents.get(index)?.bytes;
        let text = std::str::from_utf8(bytes).ok()?;
        let counts = [text.chars().count(), text.encode_utf16().count()];
        return counts
            .iter()
            .any(|count| *count as u64 == claimed)
            .then_some(Cause::SizeInCharacters);
    }
    let whose = known.name(known.another_of_size(claimed, row.node)?);
    Some(Cause::SizeOf { whose })
}

/// Nothing, or a layer that changes nothing, on one side.
pub(super) fn nothing_and_empty(row: &Row) -> Option<Cause> {
    let claimed = row.claimed.as_deref()?;
    if row.size == Some(0) {
        return Some(Cause::NothingHere);
    }
    if claimed == NOTHING {
        return Some(Cause::DigestOfNothing);
    }
    if !matches!(row.kind, NodeKind::Layer | NodeKind::Unpacked) {
        return None;
    }
    if EMPTY_LAYERS.contains(&claimed) {
        return Some(Cause::DigestOfEmptyLayer);
    }
    let computed = row.computed.as_ref()?.as_str();
    EMPTY_LAYERS
        .contains(&computed)
        .then_some(Cause::EmptyLayerHere)
}

/// Bytes that break off.
pub(super) fn ends_early(row: &Row, facts: &BlobFacts) -> Option<Cause> {
    let breaks_off = match facts.content.as_ref()? {
        Content::Unreadable { ends_early, .. } => *ends_early,
        Content::Unpacked(unpacked) => matches!(
            unpacked.tar.end,
            TarEnd::Truncated { .. } | TarEnd::Unpadded { .. }
        ),
    };
    let missing = match row.verdict {
        Verdict::WrongSize { claimed, found } => Some(claimed.checked_sub(found)?),
        _ => None,
    };
    breaks_off.then_some(Cause::EndsEarly { missing })
}

/// What a second look is to look for.
pub(super) fn sought(known: &Known<'_>, row: &Row) -> Sought {
    let mut sought = Sought::default();
    let claimed = row.claimed.as_deref();
    let claimed = claimed.filter(|_| !known.is_digest_right(row));
    let digest = claimed.and_then(|text| text.parse().ok().or_else(|| spelling::meant(text)));
    let Some(digest) = digest else {
        return sought;
    };
    if row.kind == NodeKind::Unpacked {
        sought.inside.insert(digest);
        return sought;
    }
    sought.stored.insert(digest);
    sought
        .cuts
        .extend(row.claimed_by.iter().filter_map(|by| by.size));
    let trailing = known
        .inside(row.node)
        .and_then(|unpacked| unpacked.trailing);
    if let (Some(trailing), Some(size)) = (trailing, row.size) {
        sought.cuts.extend(size.checked_sub(trailing.bytes));
    }
    sought
}

/// What a second look has shown of a row.
pub(super) fn by_look(known: &Known<'_>, row: &Row, look: &Look) -> Option<Cause> {
    let claimed = row.claimed.as_deref()?;
    let inside = row.kind == NodeKind::Unpacked;
    let meant = spelling::meant(claimed);
    let is_meant = |digest: &Digest| digest.as_str() == claimed || Some(digest) == meant.as_ref();
    match &look.stand_in {
        Some(StandIn::GitLfs { of }) if is_meant(of) => return Some(Cause::GitLfsPointer),
        Some(StandIn::GitAnnex { of }) if is_meant(of) => return Some(Cause::GitAnnexPointer),
        _ => {}
    }
    let clues = look.clues.iter();
    let clues = clues.filter(|clue| clue.inside == inside && is_meant(&clue.digest));
    let clue = clues.min_by_key(|clue| rank(clue.accident));
    match (clue, &look.stand_in) {
        (Some(clue), _) => Some(match clue.accident {
            Accident::OtherAlgorithm => Cause::WrongAlgorithm {
                right: clue.digest.algorithm_name().to_owned(),
            },
            accident => Cause::Accident { accident, inside },
        }),
        (None, Some(StandIn::HtmlPage)) if !is_html(known, row.node) => Some(Cause::HtmlPage),
        (None, Some(StandIn::RegistryError)) => Some(Cause::RegistryError),
        (None, Some(StandIn::StorageError)) => Some(Cause::StorageError),
        _ => None,
    }
}

/// Of two accidents that both lead there, the one that says more.
fn rank(accident: Accident) -> u8 {
    match accident {
        Accident::LineBreakAppended | Accident::LineBreakLost => 0,
        Accident::ZerosAdded { .. } | Accident::ZerosLost { .. } => 1,
        Accident::Appended { .. } => 3,
        _ => 2,
    }
}

/// Whether a page is what should be there.
fn is_html(known: &Known<'_>, node: NodeId) -> bool {
    let media_type = known
        .opened
        .graph
        .node(node)
        .and_then(|node| node.media_type.as_deref());
    media_type.is_some_and(|media_type| media_type.contains("html"))
}
