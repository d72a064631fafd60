//! A tar, read as its bytes come by.

use serde::{Deserialize, Serialize};

/// What a layer's tar holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TarFacts {
    /// Entries, without the extension headers.
    pub entries: u64,
    /// The bytes are no tar: why.
    pub not_a_tar: Option<String>,
    /// What is odd about it, at most some hundred.
    pub problems: Vec<TarProblem>,
}

/// One oddity of a tar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TarProblem {
    pub kind: TarProblemKind,
    /// The entry's path as stored, lossily decoded.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TarProblemKind {
    /// image-spec, `layer.md`: layers MUST NOT include duplicate entries.
    DuplicatePath,
    /// A whiteout that names nothing: `.wh.` alone.
    EmptyWhiteout,
    /// An entry that would land outside the root (`../x`).
    EscapesRoot,
    /// Bytes end within an entry.
    Truncated,
    /// A sparse file, whose size inside a container is not the size in the tar.
    SparseFile,
}
