//! One pass over a blob: the digest of its bytes as stored and, for a layer,
//! the DiffID of the bytes inside and what the tar holds.

pub mod pulled;

use std::io;
use std::mem;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

pub use crate::bytes::compression::Trailing;
use crate::bytes::compression::{Compression, Ended, Output, SNIFF_LENGTH, UnpackError, Unpacker};
use crate::bytes::store::{Extent, Store};
use crate::bytes::tar_scan::{Listing, TarFacts, TarScan};
use crate::image::digest::{Algorithm, Computed, Hasher};
use crate::words::{Message, failures, sources};

/// How much [`measure`] reads at once, in bytes. Smaller slices of a file are a
/// quarter slower in a browser, and larger ones cost each worker memory.
pub const SLICE: usize = 8 << 20;

/// The most bytes that a layer may unpack to. Registries take layers of up to
/// some 200 GB; what is beyond this was made to keep somebody busy (32 KB of
/// zstd say a gigabyte), and would do so for a quarter of an hour.
pub const MAX_UNPACKED: u64 = 256 << 30;

/// How many bytes inside a compressed layer are kept until they are hashed
/// together with those of others. Where one slice unpacks to more, which only
/// a layer of next to nothing does, the rest is hashed alone.
const KEPT: usize = 4 << 20;

/// How many of them are handed on at once where they are hashed elsewhere; more
/// by what one step unpacks to.
const HANDED_ON: usize = 512 << 10;

/// How many bytes of a layer are unpacked in one step then, as what comes out
/// cannot be hashed here. Deflate makes 16 MiB of them at most, and zstd 64: its
/// shortest block has four bytes, and says 128 KiB.
const fn step(compression: Compression) -> usize {
    match compression {
        Compression::Zstd => 2 << 10,
        _ => 16 << 10,
    }
}

/// What the pass over a blob has to find out, besides its SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Somebody claims a SHA-512 of it.
    pub sha512: bool,
    /// It is a layer: decompress, compute the DiffID and read the tar.
    pub unpack: bool,
}

/// What one pass over a blob established. No claim is looked at here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobFacts {
    /// SHA-256 of the bytes as stored.
    pub sha256: Computed,
    /// SHA-512 of them, where it was asked for.
    pub sha512: Option<Computed>,
    /// Bytes as stored.
    pub size: u64,
    /// What the first bytes say, whatever the name or the media type claims.
    pub compression: Compression,
    /// What is inside; `None` where it was not asked for.
    pub content: Option<Content>,
}

/// The bytes inside a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    Unpacked(Box<Unpacked>),
    /// The DiffID cannot be computed: this is not a mismatch.
    Unreadable {
        why: Message,
        /// The compressed bytes end before they are complete.
        ends_early: bool,
    },
}

/// A layer that could be decompressed to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpacked {
    /// SHA-256 of the uncompressed bytes (image-spec, `config.md#layer-diffid`).
    pub diff_id: Computed,
    /// Uncompressed bytes.
    pub size: u64,
    /// Gzip members or zstd frames that make up the stream; 1 where plain.
    pub members: u64,
    /// Bytes after the last member, and whether they are all zero.
    pub trailing: Option<Trailing>,
    pub tar: TarFacts,
}

/// All that one pass over a blob found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub facts: BlobFacts,
    /// The entries of a layer, which may be many: not a part of the facts, as
    /// nothing follows from them. `None` where there is no tar.
    pub listing: Option<Listing>,
}

/// The pass over a blob whose every hash is computed here.
pub struct LayerPass {
    sha256: Hasher,
    sha512: Option<Hasher>,
    /// Of the bytes inside; a plain layer leaves it unused.
    diff_id: Hasher,
    content: ContentPass,
    /// Bytes inside, of the last slice only, for [`Self::update_all`].
    kept: Output,
    /// The hash of the bytes inside is computed elsewhere.
    is_lent: bool,
    /// How many bytes of the last slice it took.
    taken: usize,
}

impl LayerPass {
    #[must_use]
    pub fn new(options: Options) -> Self {
        let sha512 = options
            .sha512
            .then(|| Hasher::for_algorithm(Algorithm::Sha512));
        Self {
            sha256: Hasher::sha256(),
            sha512: sha512.flatten(),
            diff_id: Hasher::sha256(),
            content: ContentPass::new(options.unpack),
            kept: Output::default(),
            is_lent: false,
            taken: 0,
        }
    }

    /// One that does nothing but go on with a hash: for who has borrowed it.
    #[must_use]
    pub fn of_hash(sha256: Hasher) -> Self {
        Self {
            sha256,
            ..Self::new(Options::default())
        }
    }

    /// The hash of a pass [`of_hash`](Self::of_hash).
    #[must_use]
    pub fn into_hash(self) -> Hasher {
        self.sha256
    }

    /// Takes the next bytes as stored. Not where a hash is lent.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
        let diff_id = &mut self.diff_id;
        self.content.update(bytes, &mut self.kept, &mut |kept| {
            diff_id.update(kept.latest());
            kept.clear();
        });
    }

    /// Takes the next bytes of several blobs: what [`update`](Self::update)
    /// does with each, in less time (see [`Hasher::update_all`]).
    ///
    /// A pass of which a hash is [lent](Self::lend) may not take all: see
    /// [`taken`](Self::taken) and [`owed`](Self::owed).
    pub fn update_all<'a>(parts: impl IntoIterator<Item = (&'a mut Self, &'a [u8])>) {
        let mut hashes = Vec::new();
        for (pass, bytes) in parts {
            pass.unpack(bytes);
            let bytes = bytes.get(..pass.taken).unwrap_or_default();
            hashes.push((&mut pass.sha256, bytes));
            hashes.extend(pass.sha512.as_mut().map(|sha512| (sha512, bytes)));
            if !pass.is_lent {
                hashes.push((&mut pass.diff_id, pass.kept.all()));
            }
        }
        Hasher::update_all(hashes);
    }

    /// How many of the bytes that it was given last it took.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// Gives away the hash of the bytes inside: from now on the caller computes it,
    /// of what is [owed](Self::owed). `None` where nothing is compressed, as far as
    /// is known.
    pub fn lend(&mut self) -> Option<Hasher> {
        if self.is_lent || !self.unpacks() {
            return None;
        }
        self.is_lent = true;
        Some(mem::replace(&mut self.diff_id, Hasher::sha256()))
    }

    /// What the lent hash must be given after each [`update_all`](Self::update_all).
    #[must_use]
    pub fn owed(&self) -> &[u8] {
        match self.is_lent {
            true => self.kept.all(),
            false => &[],
        }
    }

    /// Takes back what it has lent.
    pub fn take_back(&mut self, hash: Hasher) {
        self.is_lent = false;
        self.diff_id = hash;
    }

    /// Whether the bytes so far are known to be compressed.
    #[must_use]
    pub fn unpacks(&self) -> bool {
        matches!(self.content.stage, Stage::Packed(_))
    }

    /// Does all but hashing, which is left to do for what of `bytes` was taken and
    /// for what is kept.
    fn unpack(&mut self, bytes: &[u8]) {
        let (diff_id, kept) = (&mut self.diff_id, &mut self.kept);
        kept.clear();
        if self.is_lent {
            self.taken = 0;
            for step in bytes.chunks(step(self.content.compression)) {
                self.content.update(step, kept, &mut |_| {});
                self.taken += step.len();
                if kept.all().len() >= HANDED_ON {
                    break;
                }
            }
            return;
        }
        self.taken = bytes.len();
        self.content.update(bytes, kept, &mut |kept| {
            if kept.all().len() > KEPT {
                diff_id.update(kept.all());
                kept.clear();
            }
        });
    }

    /// Says that no more bytes come.
    #[must_use]
    pub fn finish(self) -> Measured {
        let (sha256, mut diff_id, mut kept) = (self.sha256.finish(), self.diff_id, self.kept);
        let pass = self.content.end(&mut kept, &mut |kept| {
            diff_id.update(kept.latest());
            kept.clear();
        });
        let (content, listing) = found(pass.stage, &sha256, diff_id.finish(), pass.size);
        let facts = BlobFacts {
            content,
            sha256,
            sha512: self.sha512.map(Hasher::finish),
            size: pass.size,
            compression: pass.compression,
        };
        Measured { facts, listing }
    }
}

/// Is shown the bytes inside a compressed layer as they come.
type Tap<'a> = &'a mut dyn FnMut(&mut Output);

/// The pass without any hash.
struct ContentPass {
    stage: Stage,
    compression: Compression,
    /// Bytes as stored.
    size: u64,
}

enum Stage {
    /// What is inside was not asked for.
    Closed {
        first: Vec<u8>,
    },
    /// Too few bytes came to tell the compression.
    Sniffing {
        first: Vec<u8>,
    },
    /// The bytes as stored are the tar.
    Plain(Box<TarScan>),
    Packed(Box<Packed>),
    Unreadable(UnpackError),
}

/// A compressed layer.
struct Packed {
    unpacker: Unpacker,
    inside: Inside,
}

/// The uncompressed bytes of a compressed layer.
struct Inside {
    size: u64,
    scan: TarScan,
}

impl ContentPass {
    fn new(unpack: bool) -> Self {
        let first = Vec::new();
        Self {
            stage: if unpack {
                Stage::Sniffing { first }
            } else {
                Stage::Closed { first }
            },
            compression: Compression::None,
            size: 0,
        }
    }

    /// Takes the next bytes as stored, and adds those inside to `kept`, which `tap`
    /// is shown, but where the two are the same.
    fn update(&mut self, bytes: &[u8], kept: &mut Output, tap: Tap<'_>) {
        self.size = self.size.saturating_add(bytes.len() as u64);
        match &mut self.stage {
            Stage::Closed { first } => {
                let missing = SNIFF_LENGTH.saturating_sub(first.len());
                first.extend_from_slice(bytes.get(..missing).unwrap_or(bytes));
            }
            Stage::Sniffing { first } if first.is_empty() && bytes.len() >= SNIFF_LENGTH => {
                self.open(bytes, kept, tap);
            }
            Stage::Sniffing { first } => {
                first.extend_from_slice(bytes);
                if first.len() >= SNIFF_LENGTH {
                    let first = mem::take(first);
                    self.open(&first, kept, tap);
                }
            }
            Stage::Plain(_) | Stage::Packed(_) | Stage::Unreadable(_) => {
                self.inside(bytes, kept, tap);
            }
        }
    }

    /// Says that no more bytes come. The tap may get the last ones.
    fn end(mut self, kept: &mut Output, tap: Tap<'_>) -> Self {
        match &mut self.stage {
            Stage::Closed { first } => self.compression = Compression::sniff(first),
            Stage::Sniffing { first } => {
                let first = mem::take(first);
                self.open(&first, kept, tap);
            }
            Stage::Plain(_) | Stage::Packed(_) | Stage::Unreadable(_) => {}
        }
        self
    }

    /// Decides by the first bytes what the rest is.
    fn open(&mut self, first: &[u8], kept: &mut Output, tap: Tap<'_>) {
        self.compression = Compression::sniff(first);
        self.stage = match (self.compression, Unpacker::new(self.compression)) {
            (Compression::None, _) => Stage::Plain(Box::default()),
            (_, Err(error)) => Stage::Unreadable(error),
            (_, Ok(unpacker)) => Stage::Packed(Box::new(Packed {
                unpacker,
                inside: Inside {
                    size: 0,
                    scan: TarScan::new(),
                },
            })),
        };
        self.inside(first, kept, tap);
    }

    fn inside(&mut self, bytes: &[u8], kept: &mut Output, tap: Tap<'_>) {
        match &mut self.stage {
            Stage::Plain(scan) => scan.update(bytes),
            Stage::Packed(packed) => {
                let Packed { unpacker, inside } = &mut **packed;
                let pushed = unpacker.push(bytes, kept, &mut |kept| inside.update(kept, tap));
                if let Err(error) = pushed {
                    // The bytes as stored are counted on to their end.
                    self.stage = Stage::Unreadable(error);
                }
            }
            Stage::Closed { .. } | Stage::Sniffing { .. } | Stage::Unreadable(_) => {}
        }
    }
}

impl Inside {
    fn update(&mut self, kept: &mut Output, tap: Tap<'_>) -> ControlFlow<()> {
        let bytes = kept.latest();
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.size > MAX_UNPACKED {
            return ControlFlow::Break(());
        }
        self.scan.update(bytes);
        tap(kept);
        ControlFlow::Continue(())
    }
}

/// What is inside a blob, and its entries where it is a tar.
type Found = (Option<Content>, Option<Listing>);

fn found(stage: Stage, sha256: &Computed, diff_id: Computed, stored: u64) -> Found {
    match stage {
        // What is being sniffed does not get here: `finish` opens it.
        Stage::Closed { .. } | Stage::Sniffing { .. } => (None, None),
        Stage::Unreadable(error) => unreadable(error),
        Stage::Plain(scan) => unpacked(*scan, sha256.clone(), stored, Ended::PLAIN),
        Stage::Packed(packed) => {
            let Packed { unpacker, inside } = *packed;
            match unpacker.finish() {
                Err(error) => unreadable(error),
                Ok(ended) => unpacked(inside.scan, diff_id, inside.size, ended),
            }
        }
    }
}

fn unreadable(error: UnpackError) -> Found {
    let content = Content::Unreadable {
        ends_early: matches!(error, UnpackError::Truncated { .. }),
        why: match error {
            UnpackError::Stopped => sources::layer_over_the_limit(MAX_UNPACKED),
            error => error.message(),
        },
    };
    (Some(content), None)
}

fn unpacked(scan: TarScan, diff_id: Computed, size: u64, ended: Ended) -> Found {
    let (tar, listing) = scan.finish();
    let listing = tar.not_a_tar().is_none().then_some(listing);
    let content = Content::Unpacked(Box::new(Unpacked {
        diff_id,
        size,
        members: ended.members,
        trailing: ended.trailing,
        tar,
    }));
    (Some(content), listing)
}

/// Measures a stretch of bytes, in slices of [`SLICE`] bytes. `progress` is
/// told the bytes read so far.
///
/// # Errors
/// What the store says; `UnexpectedEof` where the extent is longer than its
/// handle.
pub fn measure(
    store: &dyn Store,
    extent: Extent,
    options: Options,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Measured> {
    let mut pass = LayerPass::new(options);
    let mut done = 0;
    // Not larger than needed: most blobs are documents.
    let room = usize::try_from(extent.length).unwrap_or(SLICE).min(SLICE);
    let mut buffer = vec![0; room];
    while done < extent.length {
        let left = usize::try_from(extent.length - done).unwrap_or(SLICE);
        let slice = buffer.get_mut(..left.min(room)).unwrap_or_default();
        let read = match store.read_at(extent.handle, extent.offset.saturating_add(done), slice) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                failures::too_few_bytes(extent.length, done),
            ));
        }
        pass.update(slice.get(..read).unwrap_or_default());
        done += read as u64;
        progress(done);
    }
    Ok(pulled::complete(store, extent, pass.finish()))
}

#[cfg(test)]
mod tests;
