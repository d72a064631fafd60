//! How far the layers of an image lie over each other.

use crate::words::Message;

/// Whether they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Laid {
    Not,
    /// They do, for the so manieth time: more of them are read meanwhile.
    As(u64),
    Failed(Message),
}
