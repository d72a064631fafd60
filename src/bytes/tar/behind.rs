//! What follows the end of a tar. Writers fill their last record with zeros;
//! anything else is read by no tool, or, where it is another archive, by some:
//! `tar --ignore-zeros`, and what was made to read archives set end to end.

use super::{BLOCK, TarEnd, TarReader, header, is_zero};

/// The one entry that eStargz layers have behind their end: its table of
/// contents (containerd/stargz-snapshotter, `docs/estargz.md`).
const TABLE_OF_CONTENTS: &[u8] = b"stargz.index.json";

/// What follows the end of a tar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// How many bytes.
    pub bytes: u64,
    pub kind: BehindKind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BehindKind {
    /// Zeros, or nothing at all.
    #[default]
    Zeros,
    /// A block that is a header: another archive.
    Archive,
    /// An archive of nothing but the table of contents of an eStargz layer.
    TableOfContents,
    /// Something else.
    Data,
}

/// Looks at it as it comes by.
#[derive(Default)]
pub(super) struct Watch {
    behind: Behind,
    /// The first block that is not all zero, while it is not complete.
    block: Vec<u8>,
    /// Within another archive: what follows its end is not read as a third.
    nested: bool,
    archive: Option<Box<Archive>>,
}

/// Another archive, which is read to see whether it is the one that may be.
struct Archive {
    reader: TarReader,
    entries: u64,
    /// Entries of the name that one may have.
    contents: u64,
}

impl Archive {
    fn update(&mut self, bytes: &[u8]) {
        let (entries, contents) = (&mut self.entries, &mut self.contents);
        self.reader.update(bytes, &mut |entry| {
            *entries += 1;
            *contents += u64::from(&*entry.path == TABLE_OF_CONTENTS && entry.kind.has_data());
        });
    }

    /// Says that no more bytes come.
    fn ends_as_table_of_contents(self) -> bool {
        let only = (self.entries, self.contents) == (1, 1);
        let (end, behind) = self.reader.finish();
        let whole = matches!(end, TarEnd::Marked | TarEnd::HalfMarked);
        only && whole && behind.kind == BehindKind::Zeros
    }
}

impl Watch {
    pub(super) fn nested() -> Self {
        Self {
            nested: true,
            ..Self::default()
        }
    }

    /// The end is a multiple of a block away from the beginning, so that blocks
    /// are counted from it.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let before = self.behind.bytes;
        self.behind.bytes = before.saturating_add(bytes.len() as u64);
        if self.behind.kind == BehindKind::Zeros && !is_zero(bytes) {
            let lead = bytes.iter().take_while(|byte| **byte == 0).count();
            let within = (before.wrapping_add(lead as u64) % BLOCK as u64) as usize;
            self.behind.kind = BehindKind::Data;
            self.block = vec![0; within];
            self.gather(bytes.get(lead..).unwrap_or_default());
        } else if !self.block.is_empty() {
            self.gather(bytes);
        } else if let Some(archive) = &mut self.archive {
            archive.update(bytes);
        }
    }

    pub(super) fn found(self) -> Behind {
        let contents = self
            .archive
            .is_some_and(|archive| archive.ends_as_table_of_contents());
        let kind = match contents {
            true => BehindKind::TableOfContents,
            false => self.behind.kind,
        };
        Behind {
            kind,
            ..self.behind
        }
    }

    /// Whether more bytes change nothing but their number.
    pub(super) fn is_sure(&self) -> bool {
        self.behind.kind != BehindKind::Zeros && self.block.is_empty()
    }

    fn gather(&mut self, bytes: &[u8]) {
        let missing = BLOCK.saturating_sub(self.block.len());
        let part = bytes.get(..missing).unwrap_or(bytes);
        self.block.extend_from_slice(part);
        if let Ok(block) = <[u8; BLOCK]>::try_from(self.block.as_slice()) {
            self.block = Vec::new();
            if header::check(&block).is_ok() {
                self.behind.kind = BehindKind::Archive;
                if !self.nested {
                    let mut archive = Box::new(Archive {
                        reader: TarReader::nested(),
                        entries: 0,
                        contents: 0,
                    });
                    archive.update(&block);
                    archive.update(bytes.get(part.len()..).unwrap_or_default());
                    self.archive = Some(archive);
                }
            }
        }
    }
}
