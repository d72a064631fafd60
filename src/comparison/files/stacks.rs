//! The files of two images: what the layers of each make together.

use super::{Entry, FilesDiff, Ignore};
use crate::bytes::tar::{EntryKind, Xattr};
use crate::bytes::tar_scan::Listing;
use crate::comparison::side::Both;
use crate::file_system::{Facts, FileSystem, Last};
use crate::image::digest::Computed;

/// A layer whose files are listed.
#[derive(Clone, Debug)]
pub struct LayerFiles {
    /// By which the same layer is known in the other image.
    pub diff_id: Computed,
    pub listing: Listing,
}

impl FilesDiff {
    /// Of the layers of two images, each with its base first.
    #[must_use]
    pub fn of_stacks(layers: Both<Vec<LayerFiles>>, ignore: Ignore) -> Self {
        let (left, right) = (Stack::of(layers.left), Stack::of(layers.right));
        Self {
            not_listed: left.left_out + right.left_out,
            ..Self::of(left.entries(), right.entries(), ignore)
        }
    }
}

/// The layers of one image, over each other.
struct Stack {
    diff_ids: Vec<Computed>,
    files: FileSystem,
    /// Entries that the listings do not hold.
    left_out: u64,
}

impl Stack {
    fn of(layers: Vec<LayerFiles>) -> Self {
        let left_out = layers.iter().map(|layer| layer.listing.left_out()).sum();
        let layers = layers.into_iter();
        let (diff_ids, listings) = layers
            .map(|layer| (layer.diff_id, Some(layer.listing)))
            .unzip();
        Self {
            diff_ids,
            files: FileSystem::merge(listings),
            left_out,
        }
    }

    fn entries(&self) -> impl Iterator<Item = Placed<'_>> {
        let last = self.files.last();
        last.map(|last| Placed { stack: self, last })
    }
}

/// What is there in the end. Nothing is said of a directory that no entry makes.
struct Placed<'a> {
    stack: &'a Stack,
    last: Last,
}

impl Placed<'_> {
    fn fact<T: Default>(&self, of: impl FnOnce(&Facts) -> T) -> T {
        self.last.facts.as_ref().map(of).unwrap_or_default()
    }
}

impl Entry for Placed<'_> {
    fn path(&self) -> &str {
        match self.last.path.trim_start_matches('/') {
            "" => ".",
            path => path,
        }
    }

    fn kind(&self) -> EntryKind {
        self.last.kind
    }

    fn size(&self) -> u64 {
        self.fact(|facts| facts.size)
    }

    fn mode(&self) -> u32 {
        self.fact(|facts| facts.mode)
    }

    fn uid(&self) -> u64 {
        self.fact(|facts| facts.uid)
    }

    fn gid(&self) -> u64 {
        self.fact(|facts| facts.gid)
    }

    fn mtime(&self) -> i64 {
        self.fact(|facts| facts.mtime)
    }

    fn link(&self) -> &str {
        let facts = self.last.facts.as_ref();
        facts.map_or("", |facts| facts.link.as_str())
    }

    fn xattrs(&self) -> &[Xattr] {
        let facts = self.last.facts.as_ref();
        facts.map_or(&[], |facts| &facts.xattrs)
    }

    fn is_implied(&self) -> bool {
        self.last.facts.is_none()
    }

    fn origin(&self) -> Option<(&Computed, u32)> {
        let (layer, entry) = self.last.origin?;
        Some((self.stack.diff_ids.get(layer as usize)?, entry))
    }
}
