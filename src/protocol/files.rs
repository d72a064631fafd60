//! What the page and the worker of files say to each other. That one is not of the
//! pool: it keeps the file system of an image for as long as it is looked at.

use serde::{Deserialize, Serialize};

use crate::comparison::files::{FilesDiff, Ignore};
use crate::comparison::side::Both;
use crate::failure::Failure;
use crate::file_system::{Ask, DiveLayer, DiveNumbers, Export, Told};
use crate::image::digest::Computed;

/// How many differences of files are told; the rest is only counted.
pub const MAX_DIFFERENCES: usize = 10_000;

/// The page's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesCall {
    /// Repeated in the answer.
    pub id: u64,
    /// The page's [`BUILD`](super::BUILD).
    pub build: String,
    pub request: FilesRequest,
}

/// What the worker of files can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilesRequest {
    /// Lay the layers of an image over each other, in place of those of before: the
    /// base first, and `false` for one that was not read. The listings of the others
    /// travel beside this, as blobs.
    Lay { listed: Vec<bool> },
    /// A question about them.
    Ask(Ask),
    /// A list of them, to be saved.
    Export(Export),
    /// What dive says of layers, the listings of which travel beside this.
    Dive { layers: Vec<DiveLayer> },
    /// What the layers of two images make, beside each other: their DiffIDs, the base
    /// first. Their listings travel in the same order, those of the left one first.
    Compare {
        layers: Both<Vec<Computed>>,
        ignore: Ignore,
    },
}

/// The worker's message; each ends a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilesAnswer {
    pub id: u64,
    pub reply: FilesReply,
}

/// What the worker of files answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FilesReply {
    Laid,
    Told(Told),
    /// The list travels beside this, as a blob.
    Exported,
    /// dive's JSON travels beside this, as a blob.
    Dived(DiveNumbers),
    /// With at most [`MAX_DIFFERENCES`] files.
    Compared(FilesDiff),
    Failed(Failure),
    /// The worker is of another build: the page must be loaded again.
    OtherBuild {
        worker: String,
    },
}
