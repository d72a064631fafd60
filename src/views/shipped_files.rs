//! What an image ships that one does not see or does not want to ship: what is hidden,
//! and what is likely a secret.

use crate::file_system::{Cause, EntryAt, HiddenFile, How, SecretFile};
use crate::views::file_rows::shown;
use crate::views::file_tree::{Stacked, layer_name, mark, unread_said};
use crate::words::{Message, file_system as words, joined, secrets};

/// Something hidden.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HiddenRow {
    /// Absolute, as the file system has it.
    pub path: String,
    pub shown: String,
    pub size: u64,
    pub layer: Message,
    pub why: Message,
    /// What it likely is, where that is a secret.
    pub secret: Option<Message>,
}

impl HiddenRow {
    #[must_use]
    pub fn of(file: &HiddenFile) -> Self {
        let hidden = &file.hidden;
        Self {
            path: file.path.clone(),
            shown: shown(&file.path),
            size: hidden.bytes,
            layer: layer_name(hidden.entry.layer),
            why: why(hidden.cause),
            secret: file.secret.map(mark),
        }
    }
}

/// Why something is not visible.
fn why(cause: Cause) -> Message {
    match cause {
        Cause::Replaced { by } => words::replaced_by(by + 1),
        Cause::Copied { by } => words::copied_by(by + 1),
        Cause::Deleted { by, how } => match how {
            How::File => words::deleted_by(by + 1),
            How::Directory => words::deleted_with_folder(by + 1),
            How::Opaque => words::deleted_by_opaque(by + 1),
            How::ReplacedByOther => words::displaced_by(by + 1),
        },
        Cause::Duplicate => words::duplicate(),
    }
}

/// Something that is likely a secret, of any layer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretRow {
    /// Absolute, as the file system has it.
    pub path: String,
    pub shown: String,
    /// What it likely is.
    pub secret: Message,
    pub size: Option<u64>,
    pub layer: Message,
    /// Whether it is seen in the end, and why not.
    pub state: Message,
    /// Where its bytes are, where it is a file.
    pub file: Option<EntryAt>,
}

impl SecretRow {
    #[must_use]
    pub fn of(file: &SecretFile) -> Self {
        let state = file.hidden.map_or_else(secrets::visible, why);
        Self {
            path: file.path.clone(),
            shown: shown(&file.path),
            secret: mark(file.secret),
            size: file.size,
            layer: layer_name(file.layer),
            state: match file.unread {
                Some(layer) => joined::clauses(state, words::unknown_about(layer + 1)),
                None => state,
            },
            file: file.entry.filter(|_| file.size.is_some()),
        }
    }
}

/// How many things are shipped and not visible, as far as that is known.
#[must_use]
pub fn hidden_said(layers: &[Stacked], all: usize, partial_layers: usize) -> Message {
    match (unknown(layers, partial_layers), all) {
        (None, 0) => words::no_hidden(),
        (None, all) => words::hidden_count(all),
        (Some(unknown), all) => joined::sentences(
            joined::clauses(words::hidden_count(all), words::as_far_as_known()),
            unknown,
        ),
    }
}

/// Of which layers not all is known.
fn unknown(layers: &[Stacked], partial_layers: usize) -> Option<Message> {
    let in_part = (partial_layers > 0).then(|| words::layers_in_part(partial_layers));
    joined::all_clauses(unread_said(layers).into_iter().chain(in_part))
}

/// How many paths are likely those of secrets, and what is not known of that.
#[must_use]
pub fn secrets_said(
    layers: &[Stacked],
    all: usize,
    is_complete: bool,
    partial_layers: usize,
) -> Message {
    let count = match all {
        0 => secrets::none_found(),
        all => secrets::count(all),
    };
    let unknown = [
        unknown(layers, partial_layers),
        (!is_complete).then(words::not_all_searched),
    ];
    unknown.into_iter().flatten().fold(count, joined::clauses)
}
