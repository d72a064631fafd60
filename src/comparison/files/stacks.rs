//! The files of two images: what the layers of each make together.

use super::{Entry, FilesDiff, Ignore};
use crate::bytes::tar::EntryKind;
use crate::bytes::tar_scan::Listing;
use crate::comparison::side::Both;
use crate::file_system::{FileSystem, Last};

impl FilesDiff {
    /// Of the layers of two images, each with its base first.
    #[must_use]
    pub fn of_stacks(layers: Both<Vec<Listing>>, ignore: Ignore) -> Self {
        let Both { left, right } = layers;
        let lists = left.iter().chain(&right);
        let not_listed = lists.map(Listing::left_out).sum();
        let merged =
            |layers: Vec<Listing>| FileSystem::merge(layers.into_iter().map(Some).collect());
        let (left, right) = (merged(left), merged(right));
        Self {
            not_listed,
            ..Self::of(left.last(), right.last(), ignore)
        }
    }
}

/// Nothing is said of a directory that no entry makes.
impl Entry for Last {
    fn path(&self) -> &str {
        match self.path.trim_start_matches('/') {
            "" => ".",
            path => path,
        }
    }

    fn kind(&self) -> EntryKind {
        self.kind
    }

    fn size(&self) -> u64 {
        self.facts.as_ref().map_or(0, |facts| facts.size)
    }

    fn mode(&self) -> u32 {
        self.facts.as_ref().map_or(0, |facts| facts.mode)
    }

    fn uid(&self) -> u64 {
        self.facts.as_ref().map_or(0, |facts| facts.uid)
    }

    fn gid(&self) -> u64 {
        self.facts.as_ref().map_or(0, |facts| facts.gid)
    }

    fn mtime(&self) -> i64 {
        self.facts.as_ref().map_or(0, |facts| facts.mtime)
    }

    fn link(&self) -> &str {
        self.facts.as_ref().map_or("", |facts| facts.link.as_str())
    }

    fn is_implied(&self) -> bool {
        self.facts.is_none()
    }
}
