//! Two lists of files beside each other: of one layer each, or of two merged
//! trees.
//!
//! A merge of two sorted lists, linear in their length. What is not known is not
//! the same: a file of the same size whose content nobody compared is of a class of
//! its own.

mod noise;
mod stacks;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::bytes::tar::{EntryKind, Xattr};
use crate::bytes::tar_scan::{Listed, Listing};
use crate::comparison::side::Both;
use crate::image::digest::{Computed, Digest};
use crate::sorting::sort_by_key;
use crate::words::{Arg, Message, comparison as words, joined};

pub use noise::is_noise;
pub use stacks::{LayerFiles, Stacks};

/// How many differences are kept, the surest; the rest is only counted.
pub const MAX_KEPT: usize = 100_000;

/// The bits of a mode that are no type.
const PERMISSIONS: u32 = 0o7777;

/// What is compared of an entry of a list. The numbers of devices are not.
pub trait Entry {
    /// In plain form: relative, without `.` and empty parts, no slash at its end.
    fn path(&self) -> &str;
    fn kind(&self) -> EntryKind;
    /// Of files, in bytes.
    fn size(&self) -> u64;
    /// The permission bits; others are not looked at.
    fn mode(&self) -> u32;
    fn uid(&self) -> u64;
    fn gid(&self) -> u64;
    /// Seconds since 1970.
    fn mtime(&self) -> i64;
    /// The target of a link; empty for anything else.
    fn link(&self) -> &str;
    /// Extended attributes by name.
    fn xattrs(&self) -> &[Xattr];
    /// A directory that is there only because something is in it: what else is said
    /// of it here means nothing.
    fn is_implied(&self) -> bool {
        false
    }
    /// The layer, by its DiffID, and the entry there from which its content is: the
    /// same one has the same.
    fn origin(&self) -> Option<(&Computed, u32)> {
        None
    }
    /// Of the content of a file, where it was computed.
    fn digest(&self) -> Option<&Digest> {
        None
    }
}

impl Entry for Listed<'_> {
    fn path(&self) -> &str {
        plain(self.path)
    }

    fn kind(&self) -> EntryKind {
        self.kind
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn mode(&self) -> u32 {
        self.mode
    }

    fn uid(&self) -> u64 {
        self.uid
    }

    fn gid(&self) -> u64 {
        self.gid
    }

    fn mtime(&self) -> i64 {
        self.mtime
    }

    fn link(&self) -> &str {
        self.link
    }

    fn xattrs(&self) -> &[Xattr] {
        self.xattrs
    }
}

/// `./a/` and `/a` are `a`; the root is `.`.
fn plain(path: &str) -> &str {
    let mut rest = path.trim_end_matches('/');
    loop {
        let before = rest;
        rest = rest.trim_start_matches('/');
        rest = rest.strip_prefix("./").unwrap_or(rest);
        if rest == before {
            return if rest.is_empty() { "." } else { rest };
        }
    }
}

/// What is taken for the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ignore {
    /// Times of last change.
    pub mtime: bool,
    /// Users and groups.
    pub owner: bool,
    /// Files that [are noise](is_noise): they are only counted.
    pub noise: bool,
}

impl Ignore {
    /// A clause; `None` where all is compared.
    fn message(self) -> Option<Message> {
        let parts = [
            (self.noise, words::ignored_noise()),
            (self.mtime, words::ignored_times()),
            (self.owner, words::ignored_owners()),
        ];
        let parts = parts.into_iter().filter(|(is_ignored, _)| *is_ignored);
        let parts: Vec<Arg> = parts.map(|(_, name)| name.into()).collect();
        (!parts.is_empty()).then(|| words::ignored(parts))
    }
}

/// What two lists differ in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilesDiff {
    pub ignored: Ignore,
    pub counts: FileCounts,
    /// In the order of a tree, at most [`MAX_KEPT`]; see [`Self::with_at_most`].
    pub files: Vec<FileDiff>,
    /// Differences that are not kept.
    pub left_out: u64,
    /// Entries that a listing does not hold, as it has a limit: nothing is known
    /// of them.
    pub not_listed: u64,
}

/// How many entries are of which class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileCounts {
    pub same: u64,
    pub only_left: u64,
    pub only_right: u64,
    pub content: u64,
    pub metadata: u64,
    /// Of [`metadata`](Self::metadata): nothing but the time of the last change.
    pub only_times: u64,
    pub not_compared: u64,
    /// Files of the same size whose contents were not compared, whatever else of
    /// them differs.
    pub unknown_contents: u64,
    /// Differences in what is noise, which are in no other count.
    pub noise: u64,
}

/// One entry that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDiff {
    pub path: String,
    pub class: FileClass,
    /// What differs beside the content.
    pub metadata: Metadata,
    /// Both are files of one size whose contents nobody compared: to compare them
    /// may make it another class.
    pub needs_content: bool,
    /// In bytes; `None` where that side has no such file.
    pub sizes: Both<Option<u64>>,
}

/// How an entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileClass {
    OnlyLeft,
    OnlyRight,
    /// Its type, its size or the digest of its content.
    Content,
    /// Its mode, owner, time, link target or extended attributes, and not its type
    /// and size.
    Metadata,
    /// In nothing that is known, and its content was not compared.
    NotCompared,
}

impl FileClass {
    /// The surer it is that one cares, the lower.
    fn doubt(self) -> usize {
        match self {
            Self::OnlyLeft | Self::OnlyRight | Self::Content => 0,
            Self::Metadata => 1,
            Self::NotCompared => 2,
        }
    }
}

/// What differs of an entry beside its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Metadata {
    pub mode: bool,
    pub owner: bool,
    pub mtime: bool,
    pub link: bool,
    /// Names or values of extended attributes.
    pub xattrs: bool,
}

impl Metadata {
    const TIME: Self = Self {
        mode: false,
        owner: false,
        mtime: true,
        link: false,
        xattrs: false,
    };

    fn of(left: &impl Entry, right: &impl Entry, ignore: Ignore) -> Self {
        if left.is_implied() != right.is_implied() {
            // What tools give a directory that no entry makes is up to them.
            return Self {
                mode: true,
                owner: !ignore.owner,
                mtime: !ignore.mtime,
                link: false,
                xattrs: left.xattrs() != right.xattrs(),
            };
        }
        let owners = (left.uid(), left.gid()) != (right.uid(), right.gid());
        Self {
            mode: left.mode() & PERMISSIONS != right.mode() & PERMISSIONS,
            owner: !ignore.owner && owners,
            mtime: !ignore.mtime && left.mtime() != right.mtime(),
            link: left.link() != right.link(),
            xattrs: left.xattrs() != right.xattrs(),
        }
    }
}

impl FilesDiff {
    /// Of two layers. Of an entry that a tar has twice the last one counts, as
    /// it does for all tools.
    #[must_use]
    pub fn of_layers(left: &Listing, right: &Listing, ignore: Ignore) -> Self {
        let sorted = |listing| sorted(listing).into_iter();
        Self {
            not_listed: left.left_out() + right.left_out(),
            ..Self::of(sorted(left), sorted(right), ignore)
        }
    }

    /// Of two lists that have each path once, in the order of a tree: a folder, what
    /// is in it, the next one, each by the bytes of its name.
    #[must_use]
    pub fn of<L: Entry, R: Entry>(
        left: impl IntoIterator<Item = L>,
        right: impl IntoIterator<Item = R>,
        ignore: Ignore,
    ) -> Self {
        let mut diff = Self {
            ignored: ignore,
            ..Self::default()
        };
        pair_up(left, right, |left, right| diff.take(left, right));
        diff.trim();
        diff
    }

    /// With at most so many differences, the surest first; the rest is counted.
    #[must_use]
    pub fn with_at_most(mut self, most: usize) -> Self {
        sort_by_key(&mut self.files, |file| file.class.doubt());
        let more = self.files.len().saturating_sub(most);
        self.files.truncate(most);
        self.left_out += more as u64;
        self
    }

    fn take<L: Entry, R: Entry>(&mut self, left: Option<&L>, right: Option<&R>) {
        let found = match (left, right) {
            (Some(left), Some(right)) => both(left, right, self.ignored),
            (Some(_), None) => Some((FileClass::OnlyLeft, Metadata::default(), false)),
            (None, Some(_)) => Some((FileClass::OnlyRight, Metadata::default(), false)),
            (None, None) => return,
        };
        let path = left.map(Entry::path).or(right.map(Entry::path));
        let path = path.unwrap_or_default();
        let Some((class, metadata, needs_content)) = found else {
            self.counts.same += 1;
            return;
        };
        if self.ignored.noise && is_noise(path) {
            self.counts.noise += 1;
            return;
        }
        self.count(class, metadata);
        self.counts.unknown_contents += u64::from(needs_content);
        // Now and then, as each time goes over all of them.
        if self.files.len() >= 2 * MAX_KEPT {
            self.trim();
        }
        let sizes = Both::of(left.and_then(size), right.and_then(size));
        self.files.push(FileDiff {
            path: path.to_owned(),
            class,
            metadata,
            needs_content,
            sizes,
        });
    }

    /// Keeps [`MAX_KEPT`], the surest, in their order.
    fn trim(&mut self) {
        let more = self.files.len().saturating_sub(MAX_KEPT);
        if more == 0 {
            return;
        }
        let mut room = MAX_KEPT;
        let mut kept = [0, 1, 2].map(|doubt| {
            let of_it = |file: &&FileDiff| file.class.doubt() == doubt;
            let kept = self.files.iter().filter(of_it).count().min(room);
            room -= kept;
            kept
        });
        self.files.retain(|file| {
            let left = kept.get_mut(file.class.doubt());
            let left = left.filter(|left| **left > 0);
            left.map(|left| *left -= 1).is_some()
        });
        self.left_out += more as u64;
    }

    fn count(&mut self, class: FileClass, metadata: Metadata) {
        let counts = &mut self.counts;
        let count = match class {
            FileClass::OnlyLeft => &mut counts.only_left,
            FileClass::OnlyRight => &mut counts.only_right,
            FileClass::Content => &mut counts.content,
            FileClass::Metadata => &mut counts.metadata,
            FileClass::NotCompared => &mut counts.not_compared,
        };
        *count += 1;
        if class == FileClass::Metadata && metadata == Metadata::TIME {
            counts.only_times += 1;
        }
    }

    /// One sentence without its full stop.
    #[must_use]
    pub fn verdict(&self) -> Message {
        let FileCounts {
            only_left,
            only_right,
            content,
            metadata,
            only_times,
            unknown_contents,
            ..
        } = self.counts;
        let differ = only_left + only_right + content;
        let said = match (differ + metadata - only_times, metadata) {
            (0, 0) if self.not_listed > 0 => words::no_difference_listed(),
            (0, 0) if unknown_contents > 0 => words::no_difference_found(),
            (0, 0) => words::files_same(),
            (0, times) => words::only_timestamps(times),
            (_, _) if differ == 0 => words::only_metadata(metadata),
            // A time beside another difference is no news.
            (others, _) => words::files_differ(others),
        };
        let unknown = (unknown_contents > 0).then(|| words::contents_unknown(unknown_contents));
        let lost = (self.not_listed > 0).then(|| words::not_listed(self.not_listed));
        let parts = [Some(said.clone()), unknown, lost, self.ignored.message()];
        joined::all_clauses(parts.into_iter().flatten()).unwrap_or(said)
    }
}

/// Goes over two lists in the order of a tree, with what is in both together.
fn pair_up<L: Entry, R: Entry>(
    left: impl IntoIterator<Item = L>,
    right: impl IntoIterator<Item = R>,
    mut take: impl FnMut(Option<&L>, Option<&R>),
) {
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    let (mut next_left, mut next_right) = (left.next(), right.next());
    loop {
        let order = match (&next_left, &next_right) {
            (Some(l), Some(r)) => in_tree(l.path(), r.path()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let l = next_left.take_if(|_| order != Ordering::Greater);
        let r = next_right.take_if(|_| order != Ordering::Less);
        take(l.as_ref(), r.as_ref());
        next_left = next_left.or_else(|| left.next());
        next_right = next_right.or_else(|| right.next());
    }
}

fn size(entry: &impl Entry) -> Option<u64> {
    (entry.kind() == EntryKind::File).then(|| entry.size())
}

/// How an entry of both differs, and whether its contents are still to be compared;
/// `None` where it is the same.
fn both(
    left: &impl Entry,
    right: &impl Entry,
    ignore: Ignore,
) -> Option<(FileClass, Metadata, bool)> {
    let metadata = Metadata::of(left, right, ignore);
    let is_other = metadata != Metadata::default();
    match has_same_content(left, right) {
        Some(false) => Some((FileClass::Content, metadata, false)),
        Some(true) => is_other.then_some((FileClass::Metadata, metadata, false)),
        None if is_other => Some((FileClass::Metadata, metadata, true)),
        None => Some((FileClass::NotCompared, metadata, true)),
    }
}

/// `None` where that is not known.
fn has_same_content(left: &impl Entry, right: &impl Entry) -> Option<bool> {
    if left.kind() != right.kind() || left.size() != right.size() {
        return Some(false);
    }
    if left.kind() != EntryKind::File || left.size() == 0 {
        return Some(true);
    }
    if left.origin().is_some() && left.origin() == right.origin() {
        return Some(true);
    }
    let (left, right) = left.digest().zip(right.digest())?;
    let comparable = left.algorithm_name() == right.algorithm_name();
    comparable.then_some(left == right)
}

/// The order of paths in a tree, of which the root comes first.
fn in_tree(one: &str, other: &str) -> Ordering {
    let is_root = |path: &str| path == ".";
    let by_root = is_root(other).cmp(&is_root(one));
    by_root.then_with(|| one.split('/').cmp(other.split('/')))
}

/// The entries by their paths, each once.
fn sorted(listing: &Listing) -> Vec<Listed<'_>> {
    let mut entries: Vec<Listed<'_>> = listing.iter().collect();
    // Stable, and the other way round, so that the last of each comes first.
    entries.reverse();
    entries.sort_by(|one, other| in_tree(one.path(), other.path()));
    entries.dedup_by(|one, other| one.path() == other.path());
    entries
}

#[cfg(test)]
mod tests;
