//! What the page and the worker of files say to each other. That one is not of the
//! pool: it keeps the file system of an image for as long as it is looked at.

use serde::{Deserialize, Serialize};

use crate::bytes::store::Extent;
use crate::comparison::files::{FilesDiff, Ignore};
use crate::comparison::side::Both;
use crate::contents::ContentHit;
use crate::failure::Failure;
use crate::file_system::{Ask, DiveLayer, DiveNumbers, Export, Told};
use crate::image::digest::Computed;
use crate::packages::{Ecosystem, FilesOf, PackageRows};
use crate::words::Message;

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
    /// The same, with the contents of files where only these tell whether they are the
    /// same. Behind the listings travel the handles of the layers, of which some may not
    /// be here.
    CompareContents {
        layers: Both<Vec<(Computed, LayerPlace)>>,
        ignore: Ignore,
    },
    /// Open a file of a layer, in place of the one of before.
    Open(OpenJob),
    /// Open a file that was read without its layer, in place of the one of before: its
    /// first bytes, or all, travel beside this.
    OpenAlone {
        /// What it is called.
        path: String,
        /// In bytes.
        size: u64,
    },
    /// Some lines, or rows of bytes, of the file that was opened last.
    Lines { first: usize, count: usize },
    /// The first line from one on that has a text, whatever the case; round the end.
    FindLine { text: String, from: usize },
    /// Forget the file that was opened last.
    Close,
    /// All bytes of a file of a layer.
    Save(OpenJob),
    /// Their SHA-256.
    Digest(OpenJob),
    /// What a newer version of a text changes in an older one. The handles travel in
    /// this order.
    Diff { older: OpenJob, newer: OpenJob },
    /// Go through the contents of the layers that were laid last: where each of them
    /// stands, the base first.
    Work { work: Work, layers: Vec<LayerPlace> },
    /// End the call with this id, if it is work or reads a file. Work answers with what it
    /// has until then.
    Stop(u64),
    /// Some of the packages that work found: see [`Installed::rows`].
    Packages {
        text: String,
        ecosystem: Option<Ecosystem>,
        first: usize,
        count: usize,
    },
    /// The first files of a package.
    PackageFiles { number: usize, count: usize },
}

/// What can be done with the contents of layers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Read what is installed.
    Packages,
    /// Compare what was written again with what was there.
    Compare,
    Search {
        text: String,
        is_expression: bool,
        any_case: bool,
        /// Also in files that are not there any more in the end.
        hidden: bool,
    },
    /// The digests of all files after a layer, as `sha256sum` checks them.
    Sums { layer: u32 },
    /// The file system after a layer as one tar, or what is at a path in it.
    Tar { layer: u32, path: Option<String> },
}

/// How far work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes of layers as stored, or of a file that is read without its layer.
    pub done: u64,
    pub all: u64,
}

/// Where the bytes of a layer are, if they are here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LayerPlace {
    At(LayerAt),
    /// There was no room for them.
    NotKept,
    /// Its table of contents lists its files, and nothing else of it was read.
    OnlyTable,
}

/// A layer whose bytes can be had. Its handle travels beside what names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerAt {
    /// Its digest as stored.
    pub stored: Computed,
    /// Where it stands in the handles that travel beside.
    pub extent: Extent,
}

/// A file to be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenJob {
    /// What it is called.
    pub path: String,
    pub layer: LayerAt,
    /// The number of its entry in the layer, from 0.
    pub entry: u64,
}

/// What a newer version of a text changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differs {
    pub rows: Vec<DiffRow>,
    /// How many more there are.
    pub left_out: usize,
    /// What to know about them, each one sentence.
    pub notes: Vec<Message>,
}

/// One row of two versions beside each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiffRow {
    /// Where the next ones stand: `@@ -1,3 +1,4 @@`.
    Place(String),
    Line {
        kind: DiffKind,
        /// Counted from 1, in the left version.
        left: Option<usize>,
        /// The same in the right one.
        right: Option<usize>,
        /// With what could deceive the eye made visible, and cut where it is long.
        text: String,
    },
}

/// Of which version a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiffKind {
    Same,
    Removed,
    Added,
}

impl DiffKind {
    /// As `diff -u` marks it.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// What was found in contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundInContents {
    pub hits: Vec<ContentHit>,
    /// How many more there are.
    pub left_out: u64,
    /// How many files were searched to their end, of how many.
    pub searched: (u64, u64),
    /// What could not be read.
    pub unread: Option<Message>,
}

/// A file that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedFile {
    /// What is known of it, in reading order.
    pub facts: Vec<(Message, Message)>,
    /// Of all its bytes; nothing where only its beginning was read.
    pub sha256: Option<Computed>,
    /// What to know about what is shown, each one sentence.
    pub notes: Vec<Message>,
    pub shows: Shows,
}

/// What can be seen of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shows {
    Nothing,
    /// So many lines of text.
    Lines(usize),
    /// So many rows of bytes.
    Bytes(usize),
    /// Its bytes travel beside this, as a blob of this media type.
    Picture(String),
    /// The entries of an archive, with their sizes in bytes, and how many more.
    Entries {
        entries: Vec<(String, Option<u64>)>,
        more: usize,
    },
}

/// One line of a text, or row of bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileLine {
    /// Its number from 1, or the offset of its first byte in hexadecimal digits.
    pub number: String,
    pub text: String,
    /// Bytes as characters.
    pub ascii: Option<String>,
    /// It goes on.
    pub is_cut: bool,
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
    /// The same, and what could not be read.
    ContentsOfBoth {
        diff: FilesDiff,
        unread: Option<Message>,
    },
    Opened(Box<OpenedFile>),
    Closed,
    Lines(Vec<FileLine>),
    /// The number of the line, from 0.
    FoundLine(Option<usize>),
    /// The bytes travel beside this, as a blob.
    Saved,
    Differs(Box<Differs>),
    Digest(Option<Computed>),
    /// It goes on.
    Progress(Progress),
    /// It is stopped, and nothing came of it.
    Stopped,
    /// What is installed is known.
    PackagesRead {
        /// How many there are.
        all: usize,
        notes: Vec<Message>,
    },
    Packages(PackageRows),
    PackageFiles(FilesOf),
    /// It is known which files are the same; and what could not be read.
    ContentsCompared(Option<Message>),
    FoundInContents(Box<FoundInContents>),
    /// A list travels beside this, as a blob; and what is missing in it.
    Written(Option<Message>),
    Failed(Failure),
    /// The worker is of another build: the page must be loaded again.
    OtherBuild {
        worker: String,
    },
}
