//! The files of a layer as a person looks for them: all, those with a path that
//! holds some text, the largest first.
//!
//! A layer may have two million entries; what is read for a
//! screen of them does not depend on how many there are.

use std::cmp::Reverse;

use crate::bytes::layer::{BlobFacts, Content};
use crate::bytes::tar_scan::{Listed, Listing, Position};
use crate::inspect::Opened;
use crate::inspect::graph::{NodeId, NodeKind};
use crate::inspect::measurements::Measurements;

/// Between two positions that are remembered: what is read at most to get to
/// one entry.
const STEP: usize = 64;

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileQuery {
    /// Part of the path, or of where a link leads; small and capital letters
    /// of ASCII are the same.
    pub text: String,
    pub largest_first: bool,
}

/// Which entries of a listing are shown, and where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The position of each [`STEP`]th entry.
    verdicts: Vec<Position>,
    /// The numbers of those that are shown; `None` for all in their order.
    chosen: Option<Vec<u32>>,
    /// Entries that are shown, and all that there are.
    pub shown: usize,
    pub all: usize,
}

impl Files {
    #[must_use]
    pub fn of(listing: &Listing, query: &FileQuery) -> Self {
        let text = query.text.trim().as_bytes();
        let matches = |entry: &Listed<'_>| holds(entry.path, text) || holds(entry.link, text);
        let is_all = text.is_empty() && !query.largest_first;
        let (mut verdicts, mut found, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        let mut entries = listing.iter();
        loop {
            let position = entries.position();
            let Some(entry) = entries.next() else { break };
            if position.entry.is_multiple_of(STEP) {
                verdicts.push(position);
            }
            if !is_all && matches(&entry) {
                // OK: a listing ends far below 2^32.
                found.push(position.entry as u32);
                if query.largest_first {
                    sizes.push((entry.size, position.entry as u32));
                }
            }
        }
        if query.largest_first {
            sizes.sort_by_key(|(size, _)| Reverse(*size));
            found = sizes.into_iter().map(|(_, number)| number).collect();
        }
        let chosen = (!is_all).then_some(found);
        Self {
            verdicts,
            shown: chosen.as_ref().map_or(listing.len(), Vec::len),
            all: listing.len(),
            chosen,
        }
    }

    /// At most `count` of those that are shown, from the `first` on.
    #[must_use]
    pub fn window<'a>(&self, listing: &'a Listing, first: usize, count: usize) -> Vec<Listed<'a>> {
        let end = first.saturating_add(count).min(self.shown);
        match &self.chosen {
            None => self
                .after(listing, first)
                .take(end.saturating_sub(first))
                .collect(),
            Some(chosen) => {
                let numbers = chosen.get(first..end).unwrap_or_default();
                let entry = |number: &u32| self.after(listing, *number as usize).next();
                numbers.iter().filter_map(entry).collect()
            }
        }
    }

    fn after<'a>(&self, listing: &'a Listing, entry: usize) -> impl Iterator<Item = Listed<'a>> {
        let mark = self.verdicts.get(entry / STEP).copied().unwrap_or_default();
        listing.from(mark).skip(entry - mark.entry)
    }
}

/// Whether `part` stands in `text`: nothing is copied, as there may be millions.
fn holds(text: &str, part: &[u8]) -> bool {
    let same = |window: &[u8]| window.eq_ignore_ascii_case(part);
    part.is_empty() || text.as_bytes().windows(part.len()).any(same)
}

/// What was measured of a layer whose files are listed, seen as it is stored or
/// as it is unpacked; `None` for anything else, and where its bytes were not
/// read.
#[must_use]
pub fn listed<'a>(opened: &'a Opened, id: NodeId) -> Option<&'a BlobFacts> {
    let node = opened.graph.node(id)?;
    let layer = match node.kind {
        NodeKind::Layer => node,
        NodeKind::Unpacked => opened.graph.node(node.unpacked_from?)?,
        _ => return None,
    };
    let facts: &'a Measurements = &opened.measurements;
    let facts = facts.of(layer.content?)?;
    match &facts.content {
        Some(Content::Unpacked(unpacked)) if unpacked.tar.not_a_tar().is_none() => Some(facts),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::tar_scan::TarScan;

    /// 200 files, each larger than the one before, and a link at the end.
    fn listing() -> Listing {
        let mut tar = tar::Builder::new(Vec::new());
        for number in 0..200_u64 {
            let mut header = tar::Header::new_gnu();
            header.set_size(number);
            header.set_mode(0o644 + (number as u32 % 3));
            let name = format!("usr/share/File-{number:03}");
            let content = vec![0; number as usize];
            tar.append_data(&mut header, name, &content[..])
                .expect("an entry");
        }
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, "latest", "usr/share/File-199")
            .expect("a link");
        let mut scan = TarScan::new();
        scan.update(&tar.into_inner().expect("a tar"));
        scan.finish().1
    }

    fn query(text: &str, largest_first: bool) -> FileQuery {
        FileQuery {
            text: text.to_owned(),
            largest_first,
        }
    }

    fn paths(listing: &Listing, files: &Files, first: usize, count: usize) -> Vec<String> {
        let window = files.window(listing, first, count);
        window
            .into_iter()
            .map(|entry| entry.path.to_owned())
            .collect()
    }

    #[test]
    fn every_window_shows_the_entries_in_their_order() {
        let listing = listing();
        let files = Files::of(&listing, &FileQuery::default());
        assert_eq!((files.shown, files.all), (201, 201));
        let all: Vec<_> = listing.iter().collect();
        for first in [0, 1, 63, 64, 65, 127, 128, 199, 200, 201, 500] {
            for count in [0, 1, 40, 1000] {
                let found = files.window(&listing, first, count);
                let expected = all.iter().skip(first).take(count).copied();
                assert_eq!(found, expected.collect::<Vec<_>>(), "{first}, {count}");
            }
        }
    }

    #[test]
    fn a_text_finds_paths_and_where_links_lead_whatever_the_letters() {
        let listing = listing();
        let files = Files::of(&listing, &query(" file-19", false));
        assert_eq!((files.shown, files.all), (11, 201));
        assert_eq!(
            paths(&listing, &files, 8, 10),
            ["usr/share/File-198", "usr/share/File-199", "latest"]
        );
        let none = Files::of(&listing, &query("nowhere", false));
        assert_eq!((none.shown, paths(&listing, &none, 0, 10).len()), (0, 0));
    }

    #[test]
    fn the_largest_come_first_where_that_is_wanted() {
        let listing = listing();
        let files = Files::of(&listing, &query("", true));
        assert_eq!(
            paths(&listing, &files, 0, 2),
            ["usr/share/File-199", "usr/share/File-198"]
        );
        assert_eq!(files.shown, 201);
    }
}
