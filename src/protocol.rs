//! What crosses the border between the page and its workers: plain serde
//! values. The handles (`File`, `Blob`) travel beside them, never their bytes.
//!
//! A worker is stateless, as HTTP is: a request carries all that is needed to
//! answer it. To cancel is to terminate the worker.

pub mod files;
pub mod pool;
pub mod schedule;

use serde::{Deserialize, Serialize};

use crate::bytes::layer::{BlobFacts, Options};
use crate::bytes::second_look::{Look, Sought};
use crate::bytes::store::{Extent, Stale};
use crate::failure::Failure;
use crate::source::registry::http::Authorization;
use crate::source::registry::route::Way;
use crate::source::{Contents, InputFile, Unpacking};
use crate::url::{HttpUrl, Origin};
use crate::words::{Message, failures, joined};

/// Names the build that page and worker must share: the worker's files are
/// cached under a constant name, so an old one can meet a new page.
pub const BUILD: &str = match option_env!("ASSAY_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};

/// A page's message to a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Repeated in each reply.
    pub id: u64,
    /// The page's [`BUILD`].
    pub build: String,
    pub request: Request,
}

/// What a worker can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Recognise what the files are, and read every document in them.
    /// Answered by [`Reply::Opened`].
    Open {
        files: Vec<InputFile>,
        unpacking: Unpacking,
    },
    /// Hash the bytes of a blob in one pass, and, where it is a layer, the
    /// bytes inside it. Answered by [`Reply::Measured`].
    Measure(MeasureJob),
    /// Fetch the bytes of a blob and do the same with them as they come.
    /// Answered by [`Reply::Measured`], or by [`Reply::Refused`] where they do
    /// not come.
    Fetch(FetchJob),
    /// Look a second time at the bytes of a blob that is not what was claimed,
    /// for the cause. Answered by [`Reply::Explained`].
    Explain(ExplainJob),
}

/// One blob to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainJob {
    /// The number of the blob in its [`Contents`].
    pub blob: usize,
    pub extent: Extent,
    pub sought: Sought,
}

/// One blob to fetch and hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchJob {
    /// The number of the blob in its [`Contents`].
    pub blob: usize,
    pub url: HttpUrl,
    pub way: Way,
    /// The registry, or the mirror in its place, whoever is asked.
    pub registry: Origin,
    /// What the registry wants to see, for this request alone.
    pub authorization: Option<Authorization>,
    /// What the blob is said to have, in bytes.
    pub size: Option<u64>,
    pub options: Options,
    /// Whether the bytes are to be kept, for whoever opens a file of it.
    pub keep: bool,
}

/// One blob to hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureJob {
    /// The number of the blob in its [`Contents`].
    pub blob: usize,
    pub extent: Extent,
    pub options: Options,
}

/// A worker's message to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub id: u64,
    pub reply: Reply,
}

/// What a worker answers. All but `Progress` end a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// How far the call is, at most some ten times a second.
    Progress {
        /// The blob that is being measured; `None` while opening.
        blob: Option<usize>,
        /// Bytes read so far.
        done: u64,
        /// Bytes to read, where that is known.
        total: Option<u64>,
    },
    /// The new handles that decompressing made travel beside this reply, in
    /// order; their numbers follow those of the files.
    Opened(Box<Contents>),
    /// The files of a layer travel beside this reply, as a blob. Before them come its
    /// bytes, as far as there was room, where they were to be [kept](FetchJob::keep).
    Measured {
        blob: usize,
        facts: Box<BlobFacts>,
        kept: bool,
    },
    /// The bytes of a blob could not be read; the others go on.
    Unreadable {
        blob: usize,
        why: Unread,
    },
    /// The bytes of a blob did not come: no answer, where there is no status.
    Refused {
        blob: usize,
        status: Option<u16>,
        why: Message,
    },
    /// `None` where the bytes could not be read again.
    Explained {
        blob: usize,
        look: Option<Look>,
    },
    Failed(Failure),
    /// The worker is of another build: the page must be loaded again.
    OtherBuild {
        worker: String,
    },
}

/// Why the bytes of a blob were not read to their end. It says nothing of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unread {
    /// The file is not the one any more that was given.
    Stale(Stale),
    /// No worker lived to do it.
    NoWorker(Failure),
    /// What the browser said.
    Refused(Message),
}

impl Unread {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Stale(stale) => joined::sentences(stale.message(), failures::drop_again()),
            Self::NoWorker(Failure { what, next, .. }) => match next {
                Some(next) => joined::sentences(what.clone(), next.clone()),
                None => what.clone(),
            },
            Self::Refused(why) => failures::file_not_read(why.clone()),
        }
    }
}

impl Request {
    /// The number of the blob that this is about.
    #[must_use]
    pub fn blob(&self) -> Option<usize> {
        match self {
            Self::Open { .. } => None,
            Self::Measure(job) => Some(job.blob),
            Self::Fetch(job) => Some(job.blob),
            Self::Explain(job) => Some(job.blob),
        }
    }

    /// What a reply means to whoever asked this: where a call about one blob
    /// fails, that blob is not read, and the others go on.
    #[must_use]
    pub fn reply(&self, reply: Reply) -> Reply {
        match (self, reply) {
            (Self::Measure(job), Reply::Failed(failure)) => Reply::Unreadable {
                blob: job.blob,
                why: Unread::NoWorker(failure),
            },
            (Self::Fetch(job), Reply::Failed(failure)) => Reply::Unreadable {
                blob: job.blob,
                why: Unread::NoWorker(failure),
            },
            (Self::Explain(job), Reply::Failed(_)) => Reply::Explained {
                blob: job.blob,
                look: None,
            },
            (_, reply) => reply,
        }
    }
}
