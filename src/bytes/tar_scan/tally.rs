//! Counts a tar's entries, and finds what is odd about them.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};

use super::links::{circles, leaves_root, parts};
use super::{Listing, MAX_PROBLEMS, MAX_QUOTED_PATH, TarFacts, TarProblem, TarProblemKind};
use crate::bytes::compression::Trailing;
use crate::bytes::tar::{Behind, BehindKind, EntryKind, TarEnd, TarEntry};

/// How many paths are remembered to find duplicates among them: some 40 MB of
/// hashes, and ten times the entries of the largest images.
pub(super) const MAX_REMEMBERED: usize = 2_000_000;

/// The prefix of a whiteout's name (image-spec, `layer.md#whiteouts`).
const WHITEOUT: &[u8] = b".wh.";
const OPAQUE_WHITEOUT: &[u8] = b".wh..wh..opq";

/// The running count.
#[derive(Default)]
pub(super) struct Tally {
    facts: TarFacts,
    /// Hashes of the plain form of each path, where the last bit says whether
    /// it was a directory. At the limit, one of two million paths is taken for
    /// another with a chance of some 10^-7, and somebody who makes collisions
    /// on purpose earns a wrong warning.
    seen: HashSet<u64>,
}

impl Tally {
    pub(super) fn add(&mut self, entry: &TarEntry<'_>) {
        self.count(entry);
        let plain = plain_hash(&entry.path);
        let target = match entry.kind {
            EntryKind::HardLink => plain_hash(&entry.link),
            _ => plain,
        };
        if plain.is_none() || target.is_none() {
            self.problem(TarProblemKind::EscapesRoot, &entry.path);
        } else if entry.kind == EntryKind::HardLink && target == plain {
            self.problem(TarProblemKind::LinkCircle, &entry.path);
        }
        if entry.kind == EntryKind::Symlink && leaves_root(&entry.path, &entry.link) {
            self.problem(TarProblemKind::LinkLeavesRoot, &entry.path);
        }
        if let Some(hash) = plain {
            self.remember(hash, entry);
        }
        if entry.sparse {
            self.problem(TarProblemKind::SparseFile, &entry.path);
        }
        for oddity in entry.oddities {
            self.problem(TarProblemKind::Entry(*oddity), &entry.path);
        }
    }

    pub(super) fn finish(mut self, end: TarEnd, behind: Behind, listing: &Listing) -> TarFacts {
        if self.facts.symlinks > 0 {
            let found = circles(listing);
            for link in found.links {
                self.problem(TarProblemKind::LinkCircle, link.as_bytes());
            }
            if found.incomplete {
                self.problem(TarProblemKind::LinksNotFollowed, b"");
            }
        }
        // Behind what is no header there is no end to be behind.
        if matches!(end, TarEnd::Marked | TarEnd::LoneZeroBlock { .. }) {
            self.facts.trailing = Trailing {
                bytes: behind.bytes,
                all_zero: behind.kind == BehindKind::Zeros,
            }
            .some();
            match behind.kind {
                BehindKind::Zeros => {}
                BehindKind::Data => self.problem(TarProblemKind::HiddenData, b""),
                BehindKind::Archive => self.problem(TarProblemKind::HiddenArchive, b""),
                BehindKind::TableOfContents => self.problem(TarProblemKind::TableOfContents, b""),
            }
        }
        self.facts.end = end;
        self.facts
    }

    fn count(&mut self, entry: &TarEntry<'_>) {
        let facts = &mut self.facts;
        facts.entries += 1;
        let counter = match entry.kind {
            EntryKind::File => &mut facts.files,
            EntryKind::Directory => &mut facts.directories,
            EntryKind::Symlink => &mut facts.symlinks,
            EntryKind::HardLink => &mut facts.hard_links,
            EntryKind::CharacterDevice | EntryKind::BlockDevice | EntryKind::Fifo => {
                &mut facts.specials
            }
        };
        *counter += 1;
        if entry.kind == EntryKind::File {
            facts.file_bytes = facts.file_bytes.saturating_add(entry.size);
        }
        let name = last_part(&entry.path);
        if name.starts_with(WHITEOUT) {
            facts.whiteouts += 1;
            facts.opaque_whiteouts += u64::from(name == OPAQUE_WHITEOUT);
            if name == WHITEOUT {
                self.problem(TarProblemKind::EmptyWhiteout, &entry.path);
            }
        }
    }

    fn remember(&mut self, hash: u64, entry: &TarEntry<'_>) {
        let directory = entry.kind == EntryKind::Directory;
        let (as_file, as_directory) = (hash & !1, hash | 1);
        if self.seen.contains(&as_file) || (!directory && self.seen.contains(&as_directory)) {
            self.problem(TarProblemKind::DuplicatePath, &entry.path);
        } else if self.seen.contains(&as_directory) {
            self.problem(TarProblemKind::RepeatedDirectory, &entry.path);
        } else if self.seen.len() < MAX_REMEMBERED {
            self.seen
                .insert(if directory { as_directory } else { as_file });
        }
    }

    fn problem(&mut self, kind: TarProblemKind, path: &[u8]) {
        self.facts.problem_count += 1;
        if self.facts.problems.len() < MAX_PROBLEMS {
            let path = path.get(..MAX_QUOTED_PATH).unwrap_or(path);
            let path = String::from_utf8_lossy(path).into_owned();
            self.facts.problems.push(TarProblem { kind, path });
        }
    }
}

fn last_part(path: &[u8]) -> &[u8] {
    let mut parts = path.rsplit(|byte| *byte == b'/');
    parts.find(|part| !part.is_empty()).unwrap_or_default()
}

/// A hash of what `path` names inside the root, whatever its spelling; `None`
/// where it is outside. An absolute path starts at the root too: that is how
/// layers are unpacked.
fn plain_hash(path: &[u8]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    let mut add = |part: &[u8]| {
        hasher.write(part);
        hasher.write_u8(b'/');
    };
    if parts(path).any(|part| part == b"..") {
        let mut stack = Vec::new();
        for part in parts(path) {
            if part == b".." {
                stack.pop()?;
            } else {
                stack.push(part);
            }
        }
        stack.into_iter().for_each(&mut add);
    } else {
        parts(path).for_each(&mut add);
    }
    Some(hasher.finish())
}
