//! How digests work, with the image at hand as the example: from the bytes of its
//! config out to its name, and from its layers up to their ChainIDs.

use crate::format::Bytes;
use crate::image::reference::Reference;
use crate::inspect::graph::NodeId;
use crate::inspect::row::{Row, Who};
use crate::session::Showing;
use crate::source::registry::image::Target;
use crate::verify::Verdict;
use crate::views::Term;
use crate::views::family::{FamilyCell, FamilyLayout, LayerLine};
use crate::words::{Message, terms as words};

/// How many layers are gone through: what the third does, the others do.
const LAYERS: usize = 3;

/// The image at hand as an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HowDigestsWork {
    /// From the config outwards.
    pub documents: Vec<Hashing>,
    /// What the whole is pinned by: `name@sha256:…`.
    pub name: Option<String>,
    /// The first layers, base first.
    pub layers: Vec<Vec<Hashing>>,
    /// How many more there are.
    pub more_layers: usize,
}

/// Bytes, and the digest that they hash to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Which bytes, in a sentence that the digest ends.
    pub bytes: Message,
    /// The digest with its verdict.
    pub digest: FamilyCell,
    /// Who names them by it.
    pub claim: Option<Message>,
    /// What computes it in a shell.
    pub command: Option<String>,
}

impl HowDigestsWork {
    /// Of the image at `place`; `None` where no digest of it is known.
    #[must_use]
    pub fn of(showing: &Showing, place: usize) -> Option<Self> {
        let layout = FamilyLayout::of_first(showing, place, LAYERS);
        let image = showing.opened.graph.images.get(place)?;
        let documents = layout.whole.iter().rev();
        let documents: Vec<Hashing> = documents
            .filter_map(|cell| of_document(showing, cell))
            .collect();
        let shown = layout.layers.iter().take(LAYERS);
        let layers: Vec<Vec<Hashing>> = shown
            .enumerate()
            .map(|(number, line)| {
                let below = number.checked_sub(1);
                let below = below.and_then(|below| layout.layers.get(below));
                of_layer(showing, line, below)
            })
            .collect();
        let is_known = !documents.is_empty() || layers.iter().any(|layer| !layer.is_empty());
        is_known.then(|| Self {
            name: documents.last().and_then(|last| name(showing, place, last)),
            documents,
            more_layers: image.layers.len().saturating_sub(LAYERS),
            layers,
        })
    }
}

fn of_document(showing: &Showing, cell: &FamilyCell) -> Option<Hashing> {
    cell.digest.as_ref()?;
    let row = row_of(showing, cell);
    let size = Bytes(row?.size?);
    let bytes = match cell.term {
        Term::IndexDigest => words::index_hashes(size),
        Term::ManifestDigest => words::manifest_hashes(size),
        _ => words::config_hashes(size),
    };
    Some(Hashing {
        bytes,
        digest: cell.clone(),
        claim: row.and_then(|row| claim(showing, row)),
        command: None,
    })
}

/// The row of a digest with its own verdict.
fn row_of<'a>(showing: &'a Showing, cell: &FamilyCell) -> Option<&'a Row> {
    let of_node = |row: &&Row| Some(row.node) == cell.node;
    let named = |row: &&Row| of_node(row) && row.claimed == cell.digest;
    let rows = &showing.opened.rows;
    let row = rows.iter().find(named);
    row.or_else(|| rows.iter().find(of_node))
}

/// Who names it, or that nothing does; `None` where the bytes are others, and no
/// digest says so.
fn claim(showing: &Showing, row: &Row) -> Option<Message> {
    let document = row.claimed_by.iter().find_map(|by| match by.who {
        Who::Document(node) => Some((kind_of(showing, node)?, &*by.pointer)),
        Who::FileName | Who::Person | Who::Listed => None,
    });
    match (document, &row.verdict) {
        (Some((kind, pointer)), Verdict::WrongDigest { claimed, .. }) => {
            let claimed = claimed.short();
            Some(words::claimed_otherwise(kind, pointer, claimed))
        }
        (_, verdict) if verdict.is_bad() => None,
        (Some((kind, pointer)), _) => Some(words::claimed_by_document(kind, pointer)),
        (None, _) => Some(match row.claimed_by.first().map(|by| by.who) {
            Some(Who::FileName) => words::claimed_by_file_name(),
            Some(Who::Person) => words::claimed_by_you(),
            Some(Who::Document(_) | Who::Listed) | None => words::claimed_by_nothing(),
        }),
    }
}

fn kind_of(showing: &Showing, node: NodeId) -> Option<Message> {
    Some(showing.opened.graph.node(node)?.kind.name())
}

/// The name by which the outermost document pins all that it names.
fn name(showing: &Showing, place: usize, outermost: &Hashing) -> Option<String> {
    if outermost.digest.term == Term::ImageId {
        return None;
    }
    let image = showing.opened.graph.images.get(place)?;
    let asked = showing.asked.as_ref().and_then(|ask| match &ask.target {
        Target::Image(reference) => Some(reference.clone()),
        Target::Blob { .. } | Target::Layout(_) => None,
    });
    let named = || image.names.first()?.parse::<Reference>().ok();
    let reference = asked.or_else(named)?;
    let digest = outermost.digest.digest.as_ref()?.parse().ok()?;
    Some(reference.repository.pinned(digest).familiar())
}

fn of_layer(showing: &Showing, line: &LayerLine, below: Option<&LayerLine>) -> Vec<Hashing> {
    let [stored, diff_id, chain_id] = line;
    let hashing = |cell: &FamilyCell, bytes| Hashing {
        bytes,
        digest: cell.clone(),
        claim: None,
        command: None,
    };
    let size = |cell: &FamilyCell| row_of(showing, cell).and_then(|row| row.size);
    let stored = stored.as_ref().map(|cell| {
        let bytes = match size(cell) {
            Some(size) => words::layer_hashes(Bytes(size)),
            None => words::layer_hashes_of_any_size(),
        };
        hashing(cell, bytes)
    });
    let unpacked = diff_id.as_ref().map(|cell| {
        let bytes = match size(cell) {
            Some(size) => words::tar_hashes(Bytes(size)),
            None => words::tar_hashes_of_any_size(),
        };
        hashing(cell, bytes)
    });
    let chain = chain_id.as_ref().map(|cell| {
        let below = below.and_then(|[.., chain_id]| chain_id.as_ref()?.digest.clone());
        let diff_id = diff_id.as_ref().and_then(|cell| cell.digest.clone());
        match below.zip(diff_id) {
            None => hashing(cell, words::chain_begins()),
            // Only digests that are well formed have a ChainID: none of them ends
            // the quotes.
            Some((below, diff_id)) => Hashing {
                command: Some(format!("printf '%s' '{below} {diff_id}' | sha256sum")),
                ..hashing(cell, words::chain_goes_on())
            },
        }
    });
    [stored, unpacked, chain].into_iter().flatten().collect()
}
