//! Looks for something in a file as its bytes come by, in blocks: what is found does
//! not depend on how they come.

use std::mem;
use std::ops::Range;
use std::str::Utf8Chunks;

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memrchr};
use regex_lite::Regex;

use super::needle::{Is, MAX_NEEDLE, Needle};
use super::sieve::Sieve;
use super::snippet::{AFTER, BEFORE, Snippet};

/// How many bytes are searched at once: few enough to stay in the caches of a
/// processor, and far more than what is searched twice.
const BLOCK: usize = 256 << 10;

/// A file is binary if it has a zero byte among so many first ones, as git has it.
const SNIFFED: usize = 8_000;

/// How many bytes of a line a regular expression sees at once, as its time and memory
/// go by that; of longer lines it sees pieces, of which each begins with the end of
/// the one before.
pub const MAX_LINE: usize = 16 << 10;
const OVERLAP: usize = 1 << 10;

// A block is more than what is searched twice, so that each step goes on.
const _: () = assert!(BLOCK > MAX_NEEDLE + AFTER && BLOCK > MAX_LINE && MAX_LINE > OVERLAP);

/// Something that was found in a file.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// Where it begins, in bytes.
    pub(super) offset: u64,
    /// From 1; none in a binary file.
    pub(super) line: Option<u64>,
    pub(super) snippet: Snippet,
}

/// One file, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Some of what was searched, and what was not yet.
    buffer: Vec<u8>,
    /// Where the latter begins, and where in the file the buffer does.
    searched: usize,
    offset: u64,
    /// The line at `counted`, from 0, and whether something was found in it.
    lines: u64,
    counted: usize,
    is_line_told: bool,
    /// Where in the file what was found last ends.
    told_to: u64,
    is_binary: bool,
    lowered: Vec<u8>,
    /// What is kept of what was found, and how many may be.
    pub(super) kept: Vec<Match>,
    pub(super) room: usize,
    /// All that was found: in a text the lines, in a binary file each place.
    pub(super) count: u64,
}

impl Scan {
    /// Begins with another file, of which so many matches may be kept.
    pub(super) fn begin(&mut self, room: usize) {
        let (mut buffer, mut lowered) = (mem::take(&mut self.buffer), mem::take(&mut self.lowered));
        buffer.clear();
        lowered.clear();
        *self = Self {
            buffer,
            lowered,
            room,
            ..Self::default()
        };
    }

    pub(super) fn update(&mut self, mut bytes: &[u8], needle: &Needle) {
        while !bytes.is_empty() {
            let room = BLOCK.saturating_sub(self.buffer.len() - self.searched);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.buffer.extend_from_slice(now);
            if self.buffer.len() - self.searched >= BLOCK {
                self.step(needle, false);
            }
            bytes = later;
        }
    }

    /// Searches what is left.
    pub(super) fn finish(&mut self, needle: &Needle) {
        self.step(needle, true);
    }

    fn step(&mut self, needle: &Needle, is_last: bool) {
        if self.offset == 0 && self.searched == 0 {
            let first = self.buffer.get(..SNIFFED).unwrap_or(&self.buffer);
            self.is_binary = memchr(0, first).is_some();
        }
        let buffer = mem::take(&mut self.buffer);
        let mut lowered = mem::take(&mut self.lowered);
        let text = match needle.any_case {
            false => &buffer,
            true => {
                lowered.clone_from(&buffer);
                lowered.make_ascii_lowercase();
                &lowered
            }
        };
        let block = Block {
            bytes: &buffer,
            text,
        };
        let searched = match &needle.is {
            Is::Text(finder) => self.find_text(&block, finder, is_last),
            Is::Expression { regex, sieve } => self.find_expression(&block, regex, sieve, is_last),
        };
        self.count_lines(&buffer, searched);
        (self.buffer, self.lowered) = (buffer, lowered);
        self.forget(searched);
    }

    /// Keeps what snippets need of what was searched.
    fn forget(&mut self, searched: usize) {
        let forgotten = searched.saturating_sub(BEFORE);
        self.buffer.drain(..forgotten);
        self.offset += forgotten as u64;
        self.searched = searched - forgotten;
        self.counted = self.searched;
    }

    /// Returns up to where all is found that begins there. What begins behind that
    /// may go on, or not have enough around it.
    fn find_text(&mut self, block: &Block<'_>, finder: &Finder<'_>, is_last: bool) -> usize {
        let length = finder.needle().len();
        let end = match is_last {
            true => block.text.len(),
            false => block.text.len().saturating_sub(length + AFTER),
        };
        // Behind what was found last, which may end behind what was searched.
        let told_to = usize::try_from(self.told_to.saturating_sub(self.offset));
        let mut from = self.searched.max(told_to.unwrap_or(usize::MAX));
        while let Some(found) = find(finder, block.text, from..block.text.len()) {
            if found >= end {
                break;
            }
            self.tell(block, found..found + length);
            from = found + length;
        }
        end.max(self.searched)
    }

    /// Returns up to which line all was searched.
    fn find_expression(
        &mut self,
        block: &Block<'_>,
        regex: &Regex,
        sieve: &Sieve,
        is_last: bool,
    ) -> usize {
        let unsearched = block.bytes.get(self.searched..).unwrap_or_default();
        let last_line = memrchr(b'\n', unsearched).map(|newline| self.searched + newline + 1);
        let end = match (is_last, last_line) {
            (false, Some(end)) => end,
            _ => block.bytes.len(),
        };
        let mut from = self.searched;
        let mut sifting = sieve.over(block.text.get(..end).unwrap_or_default());
        while from < end
            && let Some(found) = sifting.find(from)
        {
            from = line_start(block.bytes, from, found);
            let rest = block.bytes.get(from..end).unwrap_or_default();
            let length = memchr(b'\n', rest).unwrap_or(rest.len());
            if length >= sieve.least {
                self.find_in_line(block, regex, from..from + length);
            }
            from += length + 1;
        }
        match is_last || last_line.is_some() {
            true => end,
            // A line that is longer than a block.
            false => end.saturating_sub(OVERLAP).max(self.searched + 1),
        }
    }

    fn find_in_line(&mut self, block: &Block<'_>, regex: &Regex, line: Range<usize>) {
        self.count_lines(block.bytes, line.start);
        let mut start = line.start;
        // Once is enough in a line of a text.
        while self.is_binary || !self.is_line_told {
            let end = line.end.min(start.saturating_add(MAX_LINE));
            let piece = block.bytes.get(start..end).unwrap_or_default();
            let text = String::from_utf8_lossy(piece.strip_suffix(b"\r").unwrap_or(piece));
            let mut stored = AsStored::of(piece);
            for found in regex.find_iter(&text) {
                let (from, to) = (stored.place(found.start()), stored.place(found.end()));
                self.tell(block, start + from..start + to);
                if !self.is_binary && self.is_line_told {
                    return;
                }
            }
            if end == line.end {
                return;
            }
            start = end - OVERLAP;
        }
    }

    fn count_lines(&mut self, bytes: &[u8], to: usize) {
        let passed = bytes.get(self.counted..to).unwrap_or_default();
        let newlines = memchr_iter(b'\n', passed).count() as u64;
        self.counted = self.counted.max(to);
        self.lines += newlines;
        self.is_line_told &= newlines == 0;
    }

    /// Takes what was found, each line of a text and each byte of others once.
    fn tell(&mut self, block: &Block<'_>, at: Range<usize>) {
        let offset = self.offset + at.start as u64;
        if offset < self.told_to {
            return;
        }
        self.told_to = self.offset + at.end.max(at.start + 1) as u64;
        if !self.is_binary {
            self.count_lines(block.bytes, at.start);
            if mem::replace(&mut self.is_line_told, true) {
                return;
            }
        }
        self.count += 1;
        if self.kept.len() < self.room {
            self.kept.push(Match {
                offset,
                line: (!self.is_binary).then_some(self.lines + 1),
                snippet: Snippet::of(block.bytes, &at),
            });
        }
    }
}

/// The bytes of a block, and what is compared of them.
struct Block<'a> {
    bytes: &'a [u8],
    text: &'a [u8],
}

fn find(finder: &Finder<'_>, text: &[u8], within: Range<usize>) -> Option<usize> {
    let found = finder.find(text.get(within.clone())?)?;
    Some(within.start + found)
}

/// Where the line begins, not before `from`, that something stands in.
fn line_start(bytes: &[u8], from: usize, at: usize) -> usize {
    let before = bytes.get(from..at).unwrap_or_default();
    memrchr(b'\n', before).map_or(from, |newline| from + newline + 1)
}

/// Where places of what was lossily decoded stand in the bytes, one behind the other:
/// there may be as many as bytes.
struct AsStored<'a> {
    chunks: Utf8Chunks<'a>,
    /// The lengths of the chunk at hand: valid, and not.
    chunk: (usize, usize),
    /// Where it begins in the bytes, and in what was decoded.
    stored: usize,
    seen: usize,
}

impl<'a> AsStored<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            chunks: bytes.utf8_chunks(),
            chunk: (0, 0),
            stored: 0,
            seen: 0,
        }
    }

    /// Of a place that is not before the last one.
    fn place(&mut self, wanted: usize) -> usize {
        loop {
            let (valid, invalid) = self.chunk;
            if wanted <= self.seen + valid {
                return self.stored + wanted.saturating_sub(self.seen);
            }
            let Some(next) = self.chunks.next() else {
                return self.stored + valid + invalid;
            };
            self.stored += valid + invalid;
            self.seen += valid;
            if invalid > 0 {
                self.seen += char::REPLACEMENT_CHARACTER.len_utf8();
            }
            self.chunk = (next.valid().len(), next.invalid().len());
        }
    }
}
