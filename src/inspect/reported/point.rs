//! One thing that an engine says of an image, and how it stands beside the bytes.

use crate::inspect::graph::NodeId;
use crate::source::engine::IdNames;
use crate::words::Arg;

/// One thing that an engine says.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub subject: Subject,
    pub reported: Arg,
    /// What the bytes say; `None` where they say nothing of it.
    pub computed: Option<Arg>,
    pub standing: Standing,
    /// Where the bytes say so: a document, and a JSON pointer in it.
    pub place: Option<(NodeId, &'static str)>,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Id(IdNames),
    RepoDigests,
    Layers,
    Platform,
    OsVersion,
    Created,
    Author,
    /// How many steps the history has.
    Steps,
    Names,
    Size,
    Comment,
    Driver,
    LastTagged,
    PulledFrom,
    SignedBy,
}

/// How what is reported stands beside the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The bytes say the same.
    Agrees,
    /// They say something else.
    Differs,
    /// They say something else, and cannot say the same: a manifest that the engine
    /// wrote for this archive is another one than was pulled.
    Rewritten,
    /// No bytes say anything of it: reported by the engine.
    Unproven,
}

impl Point {
    pub(super) fn held<T: Into<Arg>, U: Into<Arg>>(
        subject: Subject,
        reported: T,
        computed: Option<U>,
        agrees: bool,
        place: Option<(NodeId, &'static str)>,
    ) -> Self {
        let standing = match (agrees, &computed) {
            (true, _) => Standing::Agrees,
            (false, Some(_)) => Standing::Differs,
            (false, None) => Standing::Unproven,
        };
        Self {
            subject,
            reported: reported.into(),
            computed: computed.map(Into::into),
            standing,
            place,
        }
    }
}
