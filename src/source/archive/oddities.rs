//! What is odd about an archive itself: how it ends, what follows its end, names
//! that come twice or lead out of it, and headers that tools read differently.
//! Each may show one image to one tool and another to the next, so that all but
//! one are errors.

use std::collections::HashMap;

use super::{MAX_FINDINGS, Reader};
use crate::bytes::tar::{Oddity, TarEnd};
use crate::format::{Grouped, visible};
use crate::rules::{self, Rule};
use crate::source::files::{Behind, Ending, File, FileKind};
use crate::words::Message;

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
                let message = format!("{end}: every tool accepts it");
                return self.about_the_archive(&rules::ARCHIVE_END, message);
            }
            Ending::Read(end @ TarEnd::Truncated { .. }) => match self.cut() {
                Some((path, here, size)) => format!(
                    "the archive was cut within `{}`, of which {} of {} bytes are here: what came behind it is lost",
                    visible(path),
                    Grouped(here),
                    Grouped(size)
                ),
                None => format!("the archive was cut: {end}, and what came behind it is lost"),
            },
            Ending::Read(end @ (TarEnd::Unmarked | TarEnd::Unpadded { .. })) => {
                format!("the archive has no end: {end}, so that files that came behind may be lost")
            }
            Ending::Read(
                end @ (TarEnd::LoneZeroBlock { .. } | TarEnd::Damaged { .. } | TarEnd::NotATar(_)),
            ) => format!("the archive is damaged: {end}, and what follows is not read"),
            Ending::TooMany => {
                let why = self.set.end.early().unwrap_or_default();
                format!("the archive is not read to its end: {why}")
            }
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
        let (bytes, what) = match self.set.behind {
            Behind::Zeros => return,
            Behind::Archive { bytes } => (
                bytes,
                "another archive, which only some tools read (tar --ignore-zeros); it is not read here",
            ),
            Behind::Data { bytes } => (bytes, "data that no tool reads"),
            Behind::Unread { bytes } => (bytes, "so much that it was not looked at to its end"),
        };
        let message = format!(
            "expected only zeros behind the end of the archive, but found {} bytes: {what}",
            Grouped(bytes)
        );
        self.about_the_archive(&rules::HIDDEN_ARCHIVE_DATA, message);
    }

    fn headers(&mut self) {
        let set = self.set;
        for (index, oddity) in &set.oddities {
            if let Some(file) = set.files().get(*index) {
                let message = of_header(*oddity).to_owned();
                self.finding(&rules::ARCHIVE_ENTRY, &file.raw, message);
            }
        }
    }

    fn unsafe_paths(&mut self) {
        for file in self.set.unsafe_paths().take(MAX_FINDINGS) {
            let message = "expected a path inside the archive, but found one that climbs out of it or is no UTF-8: never followed".to_owned();
            self.finding(&rules::UNSAFE_PATH, &file.raw, message);
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
            let count = named.get(path).map_or(0, Vec::len) as u64;
            let message = format!(
                "the archive has {} files of this name: docker load and containerd take the last one, which is read here, podman and skopeo the first one of a docker-archive",
                Grouped(count)
            );
            self.finding(&rules::AMBIGUOUS_ARCHIVE, path, message);
        }
    }
}

fn of_header(oddity: Oddity) -> &'static str {
    match oddity {
        Oddity::SizeWithoutData => {
            "expected no size on what has no data, but found one: tools differ on what follows it"
        }
        Oddity::DisputedSize => {
            "expected one size, but found another in the header than in the PAX records, which count here"
        }
        Oddity::DisputedName => {
            "expected a name that all tools read alike, but found one with a prefix for some only; it is read here as Go reads it"
        }
        Oddity::MalformedNumber => {
            "expected numbers in the header, but found a field that is none: some tools refuse the archive"
        }
        Oddity::UnknownType => {
            "expected an entry of a type that all tools know, but found another: some take it for a file"
        }
        Oddity::MalformedExtension => {
            "expected extension headers by their grammar, but found others: some tools refuse the archive"
        }
        Oddity::OversizedExtension => {
            "expected extension headers that readers accept, but found a larger one, which is not applied here"
        }
        Oddity::RepeatedExtension => {
            "expected one name and one set of extensions, but found more: tools differ on which they take"
        }
        Oddity::DisplacedExtension => {
            "expected extension headers right before their entry, but found a global header in between: some tools forget them, as is done here"
        }
        Oddity::GlobalOverride => {
            "expected each entry to name itself, but found a global name, size or owner, which is not applied here"
        }
    }
}
