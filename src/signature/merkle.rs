//! Merkle trees of transparency logs (RFC 6962 §2.1): that an entry is in a tree of
//! which only the root is known.

use crate::image::digest::raw::sha256_of;

/// A SHA-256.
pub type NodeHash = [u8; 32];

/// The most hashes of a path: of a tree of 2^64 entries.
pub const MAX_PATH: usize = 64;

/// The way from an entry to the root of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Climb {
    /// Of the entry in the tree, from 0.
    pub index: u64,
    pub size: u64,
    pub leaf: NodeHash,
    /// From the leaf upwards.
    pub joins: Vec<Join>,
    pub root: NodeHash,
}

/// One level of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// Given by the proof.
    pub sibling: NodeHash,
    pub is_left: bool,
    /// Computed of both.
    pub parent: NodeHash,
}

/// Why a path leads to no root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoPath {
    /// The entry would stand behind the tree's last one.
    OutsideTree,
    TooLong,
    TooShort,
    /// A hash that is no SHA-256.
    NoHash,
}

/// The hash of an entry.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> NodeHash {
    sha256_of(&[&[0], entry])
}

/// The hash of two nodes.
#[must_use]
pub fn node_hash(left: &NodeHash, right: &NodeHash) -> NodeHash {
    sha256_of(&[&[1], left, right])
}

impl Climb {
    /// Computes the root from the hash of an entry and those beside its way (RFC 9162
    /// §2.1.3.2).
    ///
    /// # Errors
    /// Where the path is none of a tree of that size.
    pub fn of(leaf: NodeHash, index: u64, size: u64, path: &[Vec<u8>]) -> Result<Self, NoPath> {
        if index >= size {
            return Err(NoPath::OutsideTree);
        }
        if path.len() > MAX_PATH {
            return Err(NoPath::TooLong);
        }
        let (mut place, mut last, mut root) = (index, size - 1, leaf);
        let mut joins = Vec::with_capacity(path.len());
        for sibling in path {
            let sibling: NodeHash = sibling.as_slice().try_into().map_err(|_| NoPath::NoHash)?;
            if last == 0 {
                return Err(NoPath::TooLong);
            }
            let is_left = place & 1 == 1 || place == last;
            if is_left {
                root = node_hash(&sibling, &root);
                while place & 1 == 0 && place != 0 {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                root = node_hash(&root, &sibling);
            }
            place >>= 1;
            last >>= 1;
            joins.push(Join {
                sibling,
                is_left,
                parent: root,
            });
        }
        match last {
            0 => Ok(Self {
                index,
                size,
                leaf,
                joins,
                root,
            }),
            _ => Err(NoPath::TooShort),
        }
    }
}
