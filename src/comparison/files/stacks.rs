//! The files of two images: what the layers of each make together.

use super::{Entry, FilesDiff, Ignore, both, is_noise, pair_up};
use crate::bytes::tar::{EntryKind, Xattr};
use crate::bytes::tar_scan::Listing;
use crate::comparison::side::Both;
use crate::file_system::{EntryAt, Facts, FileSystem, KnownContent, Last};
use crate::image::digest::{Computed, Digest};

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
        Stacks::of(layers).diff(ignore, Both::of(&|_, _| None, &|_, _| None))
    }
}

/// The layers of two images, to be compared once by what is listed, and again once
/// contents are known.
pub struct Stacks(Both<Stack>);

impl Stacks {
    /// Of the layers of two images, each with its base first.
    #[must_use]
    pub fn of(layers: Both<Vec<LayerFiles>>) -> Self {
        Self(Both::of(Stack::of(layers.left), Stack::of(layers.right)))
    }

    /// What the files differ in, by the contents that are known of each side.
    #[must_use]
    pub fn diff(&self, ignore: Ignore, known: Both<KnownContent<'_>>) -> FilesDiff {
        let Both { left, right } = &self.0;
        let (of_left, of_right) = (left.entries(known.left), right.entries(known.right));
        FilesDiff {
            not_listed: left.left_out + right.left_out,
            ..FilesDiff::of(of_left, of_right, ignore)
        }
    }

    /// The entries of each side whose contents tell whether a file is the same: those
    /// of all files that [need it](super::FileDiff::needs_content), kept or not.
    #[must_use]
    pub fn uncompared(&self, ignore: Ignore) -> Both<Vec<EntryAt>> {
        let mut needed = Both::of(Vec::new(), Vec::new());
        let Both { left, right } = self.0.map(|stack| stack.entries(&|_, _| None));
        pair_up(left, right, |left, right| {
            let Some((left, right)) = left.zip(right) else {
                return;
            };
            let needs_content = both(left, right, ignore).is_some_and(|(_, _, needs)| needs);
            if needs_content && !(ignore.noise && is_noise(left.path())) {
                needed.left.extend(left.entry());
                needed.right.extend(right.entry());
            }
        });
        needed
    }

    /// The file systems of both.
    #[must_use]
    pub fn files(&self) -> Both<&FileSystem> {
        Both::of(&self.0.left.files, &self.0.right.files)
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

    fn entries<'a>(&'a self, known: KnownContent<'a>) -> impl Iterator<Item = Placed<'a>> {
        self.files.last().map(move |last| {
            let digest = last.origin.and_then(|(layer, entry)| known(layer, entry));
            Placed {
                stack: self,
                last,
                digest,
            }
        })
    }
}

/// What is there in the end. Nothing is said of a directory that no entry makes.
struct Placed<'a> {
    stack: &'a Stack,
    last: Last,
    digest: Option<Computed>,
}

impl Placed<'_> {
    fn entry(&self) -> Option<EntryAt> {
        let (layer, number) = self.last.origin?;
        Some(EntryAt { layer, number })
    }

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
    fn digest(&self) -> Option<&Digest> {
        self.digest.as_deref()
    }
}
