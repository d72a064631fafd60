//! What is odd about an archive itself: how it ends, what follows its end, names
//! that come twice or lead out of it, and headers that tools read differently.
//! Each may show one image to one tool and another to the next, so that all but
//! one are errors.

use std::collections::HashMap;

use super::MAX_FINDINGS;
use crate::bytes::tar::{Oddity, TarEnd};
use crate::format::visible;
use crate::rules::{self, Rule};
use crate::source::files::{Behind, Ending, File, FileKind, MAX_ENTRIES};
use crate::source::reader::Reader;
use crate::words::Message;
use crate::words::findings_archive as words;
use crate::words::sources;

impl Reader<'_> {
    pub(super) fn oddities(&mut self) {
        self.end();
        self.behind();
        self.headers();
        self.unsafe_paths();
        self.repeated();
        self.unusual_names();
    }

    fn about_the_archive(&mut self, rule: &'static Rule, message: impl Into<Message>) {
        let name = self.contents.input.name.clone();
        self.finding(rule, &name, message);
    }

    /// An end that is missing cannot be told from files that are.
    fn end(&mut self) {
        let message = match &self.set.end {
            Ending::NoArchive | Ending::Read(TarEnd::Marked | TarEnd::Empty) => return,
            Ending::Read(end @ TarEnd::HalfMarked) => {
                let message = words::short_end(end.message());
                return self.about_the_archive(&rules::ARCHIVE_END, message);
            }
            Ending::Read(end @ TarEnd::Truncated { .. }) => match self.cut() {
                Some((path, here, size)) => words::cut_within(visible(path), here, size),
                None => words::cut(end.message()),
            },
            Ending::Read(end @ (TarEnd::Unmarked | TarEnd::Unpadded { .. })) => {
                words::no_end(end.message())
            }
            Ending::Read(
                end @ (TarEnd::LoneZeroBlock { .. } | TarEnd::Damaged { .. } | TarEnd::NotATar(_)),
            ) => words::damaged(end.message()),
            Ending::TooMany => words::not_read_to_its_end(sources::too_many_entries(MAX_ENTRIES)),
        };
        self.about_the_archive(&rules::TRUNCATED_ARCHIVE, message);
    }

    /// The file within whose bytes the archive ends: its path, how many are
    /// here, and how many it has.
    fn cut(&self) -> Option<(&str, u64, u64)> {
        let last = self.set.files().last()?;
        match last.kind {
            FileKind::Regular(extent) if extent.length < last.size => {
                Some((&last.raw, extent.length, last.size))
            }
            _ => None,
        }
    }

    fn behind(&mut self) {
        let message = match self.set.behind {
            Behind::Zeros => return,
            Behind::Archive { bytes } => words::archive_behind(bytes),
            Behind::Data { bytes } => words::data_behind(bytes),
            Behind::Unread { bytes } => words::unread_behind(bytes),
        };
        self.about_the_archive(&rules::HIDDEN_ARCHIVE_DATA, message);
    }

    fn headers(&mut self) {
        let set = self.set;
        for (index, oddity) in &set.oddities {
            if let Some(file) = set.files().get(*index) {
                self.finding(&rules::ARCHIVE_ENTRY, &file.raw, of_header(*oddity));
            }
        }
    }

    fn unsafe_paths(&mut self) {
        for file in self.set.unsafe_paths().take(MAX_FINDINGS) {
            self.finding(&rules::UNSAFE_PATH, &file.raw, words::entry_outside());
        }
    }

    /// Of files with one name, tools take different ones, even where the bytes
    /// are alike: then one of them is a place to hide in.
    fn repeated(&mut self) {
        let set = self.set;
        let mut order: Vec<&str> = Vec::new();
        let mut named: HashMap<&str, Vec<&File>> = HashMap::new();
        for file in set.duplicates() {
            let files = named.entry(&file.path).or_default();
            if files.is_empty() {
                order.push(&file.path);
            }
            files.push(file);
        }
        // A directory that is there twice is the same directory.
        let ambiguous = |path: &&str| {
            let mut files = named.get(path).into_iter().flatten();
            files.any(|file| file.kind != FileKind::Directory)
        };
        for path in order.into_iter().filter(ambiguous).take(MAX_FINDINGS) {
            let count = named.get(path).map_or(0, Vec::len);
            self.finding(&rules::AMBIGUOUS_ARCHIVE, path, words::repeated_name(count));
        }
    }
}

fn of_header(oddity: Oddity) -> Message {
    match oddity {
        Oddity::SizeWithoutData => words::size_without_data(),
        Oddity::DisputedSize => words::disputed_size(),
        Oddity::DisputedName => words::disputed_name(),
        Oddity::MalformedNumber => words::malformed_number(),
        Oddity::UnknownType => words::unknown_type(),
        Oddity::MalformedExtension => words::malformed_extension(),
        Oddity::OversizedExtension => words::oversized_extension(),
        Oddity::RepeatedExtension => words::repeated_extension(),
        Oddity::DisplacedExtension => words::displaced_extension(),
        Oddity::GlobalOverride => words::global_override(),
    }
}
