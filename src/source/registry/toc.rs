//! A layer that is looked into where it is: its table of contents, and files by it, of
//! as few bytes as that takes.
//!
//! Not here: what a table is (`bytes::toc`), and the layer as a whole (`layer`).

use std::cell::RefCell;
use std::ops::Range;

use super::client::Registry;
use super::error::PullError;
use super::http::Http;
use super::image::FetchTarget;
use super::ranged::Ranged;
use super::route::{Way, note};
use super::static_layout::StaticLayout;
use crate::bytes::extract::FileSink;
use crate::bytes::toc::{FileError, ReadFile, Step, Toc, TocClaim, TocError, TocReading};
use crate::image::digest::Digest;
use crate::input::Input;
use crate::url::Origin;
use crate::words::{Message, toc as words};

/// A layer at a registry, or in a layout on a static host.
#[derive(Clone, Debug)]
pub struct RemoteLayer {
    target: FetchTarget,
    digest: Digest,
    /// By which ways something of it came.
    ways: RefCell<Vec<Way>>,
}

/// Why a layer cannot be looked into without all of its bytes.
#[derive(Clone, Debug)]
pub enum RemoteError {
    /// The doctor may know more.
    Pull(PullError),
    /// The server knows no ranges.
    WholeOnly(Origin),
    Toc(TocError),
    File(FileError),
}

impl RemoteError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Pull(error) => error.message(),
            Self::WholeOnly(origin) => words::ranges_ignored(origin),
            Self::Toc(error) => error.message(),
            Self::File(error) => error.message(),
        }
    }
}

impl From<PullError> for RemoteError {
    fn from(error: PullError) -> Self {
        Self::Pull(error)
    }
}

impl RemoteLayer {
    /// A layer of what `target` names.
    #[must_use]
    pub fn new(target: FetchTarget, digest: Digest) -> Self {
        Self {
            target,
            digest,
            ways: RefCell::default(),
        }
    }

    /// By which ways something of it came, each once.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        self.ways.borrow().clone()
    }

    /// Its table of contents, which is the one that the manifest vouches for. Before each
    /// step of some length `between` is waited for.
    ///
    /// # Errors
    /// Any [`RemoteError`] but one of a file.
    pub async fn toc<H: Http + Clone>(
        &self,
        registry: &Registry<H>,
        claim: TocClaim,
        between: impl AsyncFn(),
    ) -> Result<Toc, RemoteError> {
        let mut reading = TocReading::of(claim);
        let packed = loop {
            let bytes = self.bytes(registry, reading.wanted()).await?;
            match reading.take(bytes).map_err(RemoteError::Toc)? {
                Step::More(more) => reading = more,
                Step::Here(packed) => break packed,
            }
        };
        between().await;
        let unpacked = packed.unpack().map_err(RemoteError::Toc)?;
        between().await;
        unpacked.read().map_err(RemoteError::Toc)
    }

    /// The file that is the entry with this number of its table, or at least its first
    /// `least` bytes; of those the first `kept_limit` are kept, and `sink` is given all.
    /// After each step of bounded length `between` is told how many came, and waited
    /// for.
    ///
    /// # Errors
    /// Any [`RemoteError`] but one of a table.
    pub async fn file<H: Http + Clone>(
        &self,
        registry: &Registry<H>,
        (toc, number): (&Toc, u64),
        (least, kept_limit): (u64, usize),
        sink: FileSink<'_>,
        mut between: impl AsyncFnMut(u64),
    ) -> Result<ReadFile, RemoteError> {
        let reading = toc.open(number, kept_limit);
        let mut reading = reading.map_err(RemoteError::File)?;
        while let Some(wanted) = reading.wanted().filter(|_| reading.bytes() < least) {
            reading.take(self.bytes(registry, wanted).await?);
            while reading.bytes() < least {
                if reading.step(sink).map_err(RemoteError::File)?.is_break() {
                    break;
                }
                between(reading.bytes()).await;
            }
        }
        reading.finish().map_err(RemoteError::File)
    }

    async fn bytes<H: Http + Clone>(
        &self,
        registry: &Registry<H>,
        range: Range<u64>,
    ) -> Result<Vec<u8>, RemoteError> {
        let ranged = match (self.target.reference(), self.target.input()) {
            (Some(reference), _) => {
                let repository = &reference.repository;
                let found = registry.blob_range(repository, &self.digest, range).await;
                let (ranged, way) = found?;
                note(&mut self.ways.borrow_mut(), way);
                ranged
            }
            (None, Input::Layout(base)) => {
                let layout = StaticLayout::new(registry.http().clone(), base);
                layout.blob_range(&self.digest, range).await?
            }
            // A target is one of the two.
            (None, _) => Ranged::Ignored,
        };
        match ranged {
            Ranged::Part(bytes) => Ok(bytes),
            Ranged::Ignored => Err(RemoteError::WholeOnly(self.target.origin().clone())),
        }
    }
}

#[cfg(test)]
mod tests;
