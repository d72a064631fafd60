//! A second look at bytes that are not what was claimed: which of the usual
//! accidents leads from the bytes that were meant to the ones that are here.
//!
//! Each accident is undone and hashed, and nothing but equality with a claimed
//! digest is a clue. Only for bytes that were found wrong: the pass that
//! verifies ([`crate::bytes::layer`]) is not slowed by it.
//!
//! Not here: what can be told without the bytes, and sentences
//! (`inspect::causes`).

mod stand_in;
mod text;
mod zeros;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Read};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::bytes::compression::{Compression, Output, Sink, Unpacker};
use crate::bytes::layer::pulled;
use crate::bytes::store::{Extent, Store, Window};
use crate::image::digest::{Computed, Digest, Hasher};

pub use stand_in::StandIn;
use text::{CrLf, Lf, Utf8};
use zeros::Zeros;

/// The most stored bytes that are looked at again, in bytes. Each is hashed
/// twice or thrice: some ten seconds of a worker, for which nobody waits.
pub const MOST_STORED: u64 = 1 << 30;

/// The most bytes inside that are looked at, in bytes: twice that.
pub const MOST_INSIDE: u64 = 2 << 30;

/// How many places the bytes are cut at, at most: a hostile index can claim a
/// thousand sizes of one blob.
const MOST_CUTS: usize = 32;

/// How much is read at once, in bytes.
const SLICE: usize = 4 << 20;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    /// Claimed digests of the bytes as stored.
    pub stored: BTreeSet<Digest>,
    /// Claimed digests of the bytes inside.
    pub inside: BTreeSet<Digest>,
    /// Where the bytes may have ended, in bytes: sizes that are claimed, the end
    /// of a compressed stream.
    pub cuts: BTreeSet<u64>,
}

/// What happened to the bytes that were meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accident {
    /// Something follows the first so many bytes.
    Appended {
        kept: u64,
    },
    /// A line break follows them.
    LineBreakAppended,
    /// They lost the line break at their end.
    LineBreakLost,
    /// They have another number of zeros at their end, by so many bytes.
    ZerosAdded {
        bytes: u64,
    },
    ZerosLost {
        bytes: u64,
    },
    /// Each LF became CR LF.
    LfToCrLf,
    /// Each CR LF became LF.
    CrLfToLf,
    /// Each byte was taken for a character of Latin-1, and written as UTF-8.
    Latin1ToUtf8,
    /// They were compressed.
    Compressed,
    /// They were compressed twice.
    CompressedTwice,
    /// Nothing: the digest is of these bytes, and said to be of another
    /// algorithm.
    OtherAlgorithm,
}

/// One accident, proven: with it undone, the bytes have a claimed digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clue {
    pub digest: Digest,
    pub accident: Accident,
    /// It happened to the bytes inside.
    pub inside: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub clues: Vec<Clue>,
    /// What the bytes are, where they are a well-known something else.
    pub stand_in: Option<StandIn>,
    /// There is more inside than was looked at ([`MOST_INSIDE`]).
    pub cut_short: bool,
}

impl Sought {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty() && self.inside.is_empty()
    }

    /// Whether looking for this finds what looking for `other` would.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.stored.is_superset(&other.stored)
            && self.inside.is_superset(&other.inside)
            && self.cuts.is_superset(&other.cuts)
    }
}

/// Looks at a stretch of bytes, of which there are at most [`MOST_STORED`].
/// `progress` is told the bytes read so far.
///
/// # Errors
/// What the store says. That bytes cannot be unpacked is no error.
pub fn look(
    store: &dyn Store,
    extent: Extent,
    sought: &Sought,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Look> {
    let length = extent.length.min(MOST_STORED);
    let mut window = Window::new(store, Extent { length, ..extent });
    let mut first = Vec::new();
    let beginning = (&mut window).take(stand_in::FIRST);
    io::BufReader::new(beginning).read_to_end(&mut first)?;
    let mut eyes = Eyes::new(sought, length, &first, unpack);
    let mut done = first.len() as u64;
    eyes.see(&first);
    pulled::drain(&mut window, SLICE, &mut |bytes| {
        eyes.see(bytes);
        done += bytes.len() as u64;
        progress(done);
        Ok(())
    })?;
    if let Some(mut reader) = pulled::reader(store, extent, Compression::sniff(&first)) {
        eyes.within = Some(Within::new(&eyes.stored, &eyes.inside, unpack));
        let stop = || io::Error::from(io::ErrorKind::FileTooLarge);
        let drained = pulled::drain(&mut reader, pulled::ROOM, &mut |bytes| match eyes
            .see_inside(bytes)
        {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(stop()),
        });
        drop(reader);
        // Of damaged bytes there is no inside to speak of.
        eyes.is_damaged |= drained.is_err();
    }
    Ok(eyes.close())
}

/// The same for a document that is at hand, as stored only: whoever has it at hand
/// is the page, which does without the code that unpacks.
#[must_use]
pub fn look_at(bytes: &[u8], sought: &Sought) -> Look {
    let mut eyes = Eyes::new(sought, bytes.len() as u64, bytes, |_| None);
    eyes.see(bytes);
    eyes.close()
}

/// Undoes a compression, where the code for it is at hand.
trait Undo {
    /// Whether the bytes were what they should be, so far.
    fn push(&mut self, bytes: &[u8], output: &mut Output, sink: Sink<'_>) -> bool;
    /// Whether they came to their end.
    fn finish(self: Box<Self>) -> bool;
}

impl Undo for Unpacker {
    fn push(&mut self, bytes: &[u8], output: &mut Output, sink: Sink<'_>) -> bool {
        Self::push(self, bytes, output, sink).is_ok()
    }

    fn finish(self: Box<Self>) -> bool {
        Self::finish(*self).is_ok()
    }
}

/// Makes one for gzip and zstd, or none.
type Make = fn(Compression) -> Option<Box<dyn Undo>>;

fn unpack(compression: Compression) -> Option<Box<dyn Undo>> {
    match compression {
        Compression::None => None,
        compression => Some(Box::new(Unpacker::new(compression).ok()?)),
    }
}

/// The hashes of one form of the bytes, one for each algorithm that is claimed.
#[derive(Clone)]
struct Bank(Vec<Hasher>);

impl Bank {
    fn for_any<'a>(digests: impl IntoIterator<Item = &'a Digest>) -> Self {
        let claimed: HashSet<_> = digests.into_iter().map(Digest::algorithm).collect();
        Self(
            claimed
                .into_iter()
                .filter_map(Hasher::for_algorithm)
                .collect(),
        )
    }

    fn update(&mut self, bytes: &[u8]) {
        for hasher in &mut self.0 {
            hasher.update(bytes);
        }
    }

    /// Which of `sought` it comes to.
    fn finds(&self, sought: &HashSet<Digest>) -> Option<Digest> {
        let digests = self.0.iter().map(|hasher| hasher.clone().finish());
        digests
            .map(Computed::into_digest)
            .find(|digest| sought.contains(digest))
    }

    /// The same with some more bytes.
    fn finds_with(&self, more: &[u8], sought: &HashSet<Digest>) -> Option<Digest> {
        let mut bank = self.clone();
        bank.update(more);
        bank.finds(sought)
    }
}

/// The forms that are hashed side by side.
struct Eyes {
    stored: HashSet<Digest>,
    inside: HashSet<Digest>,
    /// Where the bytes may have ended, the next one last.
    cuts: Vec<u64>,
    /// Bytes seen.
    seen: u64,
    stand_in: Option<StandIn>,
    whole: Bank,
    zeros: Zeros,
    cr_lf: CrLf,
    lf: Lf,
    utf8: Utf8,
    /// The last bytes seen, two at most.
    last: [Option<u8>; 2],
    /// Where the bytes are gzip or zstd.
    unpacker: Option<(Box<dyn Undo>, Output)>,
    within: Option<Within>,
    is_damaged: bool,
    clues: Vec<Clue>,
}

/// The bytes inside.
struct Within {
    seen: u64,
    whole: Bank,
    zeros: Zeros,
    /// Where they are compressed themselves.
    again: Option<(Box<dyn Undo>, Output, Bank)>,
    /// What undoes that; gone once somebody has looked whether they are.
    make: Option<Make>,
}

impl Within {
    fn new(stored: &HashSet<Digest>, inside: &HashSet<Digest>, make: Make) -> Self {
        let bank = Bank::for_any(stored.union(inside));
        Self {
            seen: 0,
            zeros: Zeros::new(Bank::for_any(inside)),
            whole: bank,
            again: None,
            make: Some(make),
        }
    }

    fn see(&mut self, bytes: &[u8]) {
        self.seen = self.seen.saturating_add(bytes.len() as u64);
        if let Some(make) = self.make.take() {
            let bank = || Bank(self.whole.0.clone());
            let unpacker = make(Compression::sniff(bytes));
            self.again = unpacker.map(|unpacker| (unpacker, Output::default(), bank()));
        }
        self.whole.update(bytes);
        self.zeros.update(bytes);
        if let Some((unpacker, output, bank)) = &mut self.again {
            let mut seen = 0;
            let pushed = unpacker.push(bytes, output, &mut |output| {
                bank.update(output.latest());
                seen += output.latest().len() as u64;
                output.clear();
                match self.seen.saturating_add(seen) > MOST_INSIDE {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
            self.seen = self.seen.saturating_add(seen);
            if !pushed {
                self.again = None;
            }
        }
    }
}

impl Eyes {
    fn new(sought: &Sought, length: u64, first: &[u8], make: Make) -> Self {
        let stored: HashSet<_> = sought.stored.iter().cloned().collect();
        let inside: HashSet<_> = sought.inside.iter().cloned().collect();
        let mut cuts: Vec<u64> = sought.cuts.iter().copied().take(MOST_CUTS).collect();
        // A line break is the last byte, or the last two.
        cuts.extend([length.saturating_sub(2), length.saturating_sub(1)]);
        cuts.retain(|cut| *cut > 0 && *cut < length);
        cuts.sort_unstable_by(|one, other| other.cmp(one));
        cuts.dedup();
        let bank = Bank::for_any(&stored);
        let compression = Compression::sniff(first);
        let unpacker = make(compression);
        let is_plain = compression == Compression::None;
        let unpacker = unpacker.map(|unpacker| (unpacker, Output::default()));
        Self {
            cuts,
            seen: 0,
            stand_in: StandIn::of(first),
            zeros: match is_plain {
                true => Zeros::new(Bank::for_any(stored.union(&inside))),
                false => Zeros::new(bank.clone()),
            },
            cr_lf: CrLf::new(bank.clone()),
            lf: Lf::new(bank.clone()),
            utf8: Utf8::new(bank.clone()),
            whole: bank,
            last: [None; 2],
            within: unpacker
                .as_ref()
                .map(|_| Within::new(&stored, &inside, make)),
            unpacker,
            is_damaged: false,
            clues: Vec::new(),
            stored,
            inside,
        }
    }

    /// Takes the next bytes as stored.
    fn see(&mut self, bytes: &[u8]) {
        self.see_cuts(bytes);
        self.zeros.update(bytes);
        self.cr_lf.update(bytes);
        self.lf.update(bytes);
        self.utf8.update(bytes);
        for byte in bytes.iter().skip(bytes.len().saturating_sub(2)) {
            self.last = [self.last[1], Some(*byte)];
        }
        let Some((mut unpacker, mut output)) = self.unpacker.take() else {
            return;
        };
        let pushed = unpacker.push(bytes, &mut output, &mut |output| {
            let flow = self.see_inside(output.latest());
            output.clear();
            flow
        });
        self.is_damaged |= !pushed;
        self.unpacker = pushed.then_some((unpacker, output));
    }

    fn see_inside(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let Some(within) = &mut self.within else {
            return ControlFlow::Break(());
        };
        within.see(bytes);
        match within.seen > MOST_INSIDE {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// The bytes as they are, with a look at each place where they may end.
    fn see_cuts(&mut self, mut bytes: &[u8]) {
        while let Some(cut) = self.cuts.last().copied() {
            let until = usize::try_from(cut - self.seen).unwrap_or(usize::MAX);
            let Some((before, after)) = bytes.split_at_checked(until) else {
                break;
            };
            self.whole.update(before);
            self.seen = cut;
            self.cuts.pop();
            bytes = after;
            let found = self.whole.finds(&self.stored);
            self.note(found, Accident::Appended { kept: cut }, false);
        }
        self.whole.update(bytes);
        self.seen += bytes.len() as u64;
    }

    fn note(&mut self, digest: Option<Digest>, accident: Accident, inside: bool) {
        self.clues.extend(digest.map(|digest| Clue {
            digest,
            accident,
            inside,
        }));
    }

    /// Says that no more bytes come.
    fn close(mut self) -> Look {
        let (stored, inside) = (self.stored.clone(), self.inside.clone());
        for clue in &mut self.clues {
            if let Accident::Appended { kept } = clue.accident {
                let is_break = matches!(
                    (self.seen - kept, self.last),
                    (1, [_, Some(b'\n')]) | (2, [Some(b'\r'), Some(b'\n')])
                );
                if is_break {
                    clue.accident = Accident::LineBreakAppended;
                }
            }
        }
        let found = self.whole.finds(&stored);
        self.note(found, Accident::OtherAlgorithm, false);
        for ending in [&b"\n"[..], b"\r\n"] {
            let found = self.whole.finds_with(ending, &stored);
            self.note(found, Accident::LineBreakLost, false);
        }
        let found = self.cr_lf.finds(&stored);
        self.note(found, Accident::LfToCrLf, false);
        let found = self.lf.finds(&stored);
        self.note(found, Accident::CrLfToLf, false);
        let found = self.utf8.finds(&stored);
        self.note(found, Accident::Latin1ToUtf8, false);
        let zeros = self.zeros.clone();
        for (sought, is_inside) in [(&stored, false), (&inside, true)] {
            for (digest, accident) in zeros.find(sought) {
                self.note(Some(digest), accident, is_inside);
            }
        }
        let seen_inside = self.within.as_ref().map_or(0, |within| within.seen);
        if let Some(within) = self.within.take().filter(|_| !self.is_damaged) {
            self.close_within(within, &stored, &inside);
        }
        Look {
            clues: self.clues,
            stand_in: self.stand_in,
            cut_short: seen_inside > MOST_INSIDE,
        }
    }

    fn close_within(&mut self, within: Within, stored: &HashSet<Digest>, inside: &HashSet<Digest>) {
        self.note(within.whole.finds(stored), Accident::Compressed, false);
        for (digest, accident) in within.zeros.find(inside) {
            self.note(Some(digest), accident, true);
        }
        if let Some((unpacker, _, bank)) = within.again
            && unpacker.finish()
        {
            self.note(bank.finds(stored), Accident::CompressedTwice, false);
            self.note(bank.finds(inside), Accident::CompressedTwice, true);
        }
    }
}
