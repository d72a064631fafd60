//! "What is this digest?": every role that a digest, or a prefix of one, plays
//! in everything that is open.
//!
//! Not here: the digests of one image, in order (`family`).

mod collect;
mod query;

use std::collections::HashSet;

pub use query::{MIN_PREFIX, Query, QueryError};

use crate::inspect::Opened;
use crate::inspect::graph::NodeId;
use crate::words::Message;

/// How many roles are listed at most: six digits may fit hundreds of digests
/// of a large archive, and nobody reads on.
pub const MAX_ROLES: usize = 200;

/// What a digest is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// What was read into the question: `read as lower case`.
    pub note: Option<Message>,
    pub roles: Vec<DigestRole>,
    /// There are more than [`MAX_ROLES`].
    pub more: bool,
}

/// One role that a digest plays.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DigestRole {
    /// The whole digest, as spelled where it plays the role.
    pub digest: String,
    /// What it is there: one sentence.
    pub sentence: Message,
    /// The node to select.
    pub node: Option<NodeId>,
}

/// Lists the roles of the digests that `query` begins; none is no error.
pub fn roles(opened: &Opened, query: &str) -> Result<Roles, QueryError> {
    let query: Query = query.parse()?;
    let mut list = List {
        query: &query,
        seen: HashSet::new(),
        roles: Vec::new(),
    };
    collect::collect(opened, &mut list);
    let mut roles = list.roles;
    let more = roles.len() > MAX_ROLES;
    roles.truncate(MAX_ROLES);
    Ok(Roles {
        note: query.note,
        roles,
        more,
    })
}

/// The roles found so far, each once.
struct List<'a> {
    query: &'a Query,
    seen: HashSet<DigestRole>,
    roles: Vec<DigestRole>,
}

impl List<'_> {
    /// Adds a role of `digest` where that is asked for; `sentence` is only
    /// made then.
    fn add(&mut self, digest: &str, node: Option<NodeId>, sentence: impl FnOnce() -> Message) {
        if self.roles.len() > MAX_ROLES || !self.query.fits(digest) {
            return;
        }
        let role = DigestRole {
            digest: digest.to_owned(),
            sentence: sentence(),
            node,
        };
        if self.seen.insert(role.clone()) {
            self.roles.push(role);
        }
    }
}

#[cfg(test)]
mod tests;
