//! A layer that is unpacked as far as somebody needs it, to where a [`Store`] keeps what
//! is made: who opens a second file of it unpacks nothing again.

use std::io::{self, Read as _};
use std::mem;
use std::ops::Range;

use crate::bytes::compression::{Compression, SNIFF_LENGTH};
use crate::bytes::store::{Extent, Store, Window};
use crate::bytes::tar::TarEntry;
use crate::bytes::walk::{ExtractError, Visit, Walking, place};

#[cfg(test)]
mod tests;

/// How much [`Unpacked::reach`] unpacks at once, in bytes.
pub const MOST_AT_ONCE: u64 = 512 << 10;

/// What is unpacked of a layer, and where its files stand in that.
pub struct Unpacked {
    layer: Extent,
    /// Where what is unpacked goes; none where the bytes as stored are the tar.
    handle: Option<u32>,
    /// In bytes.
    size: u64,
    /// Of each entry that was seen where its bytes stand in the tar, or what it is
    /// instead.
    places: Vec<Result<Range<u64>, Box<ExtractError>>>,
    going: Going,
}

enum Going {
    On(Box<Walking>),
    /// It ended well, or why not.
    Ended(Result<(), ExtractError>),
}

/// Why a file cannot be had.
#[derive(Debug)]
pub enum ReachError {
    /// There is no room for what comes before its end. What was unpacked is of no use
    /// any more.
    NoRoom,
    /// What the store says where the layer is read.
    Store(io::Error),
    /// What is wrong with the layer, or what it has in the place of the file.
    Layer(ExtractError),
}

impl Unpacked {
    /// Nothing is unpacked yet. What will be is appended to `handle`, which is empty.
    ///
    /// # Errors
    /// What the store says of the layer's first bytes.
    pub fn of(store: &dyn Store, layer: Extent, handle: u32) -> io::Result<Self> {
        let mut first = Vec::new();
        let window = Window::new(store, layer);
        window.take(SNIFF_LENGTH as u64).read_to_end(&mut first)?;
        let is_plain = Compression::sniff(&first) == Compression::None;
        Ok(Self {
            layer,
            handle: (!is_plain).then_some(handle),
            size: 0,
            places: Vec::new(),
            going: Going::On(Box::new(Walking::of(layer))),
        })
    }

    /// How much is unpacked, in bytes: nothing of a layer that is not compressed.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Where in the stored bytes of the layer it is.
    #[must_use]
    pub fn done(&self) -> u64 {
        match &self.going {
            Going::On(walking) => walking.done(),
            Going::Ended(_) => self.layer.length,
        }
    }

    /// Where the first bytes of an entry stand in the store, `least` of them, or all if
    /// there are fewer; and how many it has. Where they were not reached, the layer is
    /// unpacked a step further, to `room` bytes at most, and there is nothing to say yet.
    ///
    /// # Errors
    /// Any [`ReachError`].
    pub fn reach(
        &mut self,
        store: &dyn Store,
        number: u64,
        least: u64,
        room: u64,
    ) -> Result<Option<(Extent, u64)>, ReachError> {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let place = match self.places.get(index) {
            Some(Err(what)) => return Err(ReachError::Layer((**what).clone())),
            Some(Ok(place)) => Some(place),
            None => None,
        };
        let first = |place: &Range<u64>| {
            let end = place.end.min(place.start.saturating_add(least));
            Some((self.stands(&(place.start..end))?, place.end - place.start))
        };
        if let Some(found) = place.and_then(first) {
            return Ok(Some(found));
        }
        if let Going::Ended(how) = &self.going {
            let missing = match place {
                Some(_) => ExtractError::EndsEarly,
                None => ExtractError::NoSuchEntry,
            };
            return Err(ReachError::Layer(how.clone().err().unwrap_or(missing)));
        }
        self.step(store, room)?;
        Ok(None)
    }

    /// Where a stretch of the tar stands, if it was reached.
    fn stands(&self, place: &Range<u64>) -> Option<Extent> {
        let (handle, offset) = match self.handle {
            None if place.end <= self.layer.length => (
                self.layer.handle,
                self.layer.offset.checked_add(place.start)?,
            ),
            Some(handle) if place.end <= self.size => (handle, place.start),
            _ => return None,
        };
        Some(Extent {
            handle,
            offset,
            length: place.end - place.start,
        })
    }

    fn step(&mut self, store: &dyn Store, room: u64) -> Result<(), ReachError> {
        let Going::On(walking) = &mut self.going else {
            return Ok(());
        };
        let mut kept = Kept {
            handle: self.handle,
            size: &mut self.size,
            places: &mut self.places,
            store,
            room,
            is_full: false,
        };
        let flow = walking.step(store, &mut kept);
        if kept.is_full {
            return Err(ReachError::NoRoom);
        }
        if flow.map_err(ReachError::Store)?.is_break() {
            let walking = mem::replace(&mut **walking, Walking::of(self.layer));
            let how = walking.finish(&mut kept);
            self.going = Going::Ended(how);
        }
        Ok(())
    }
}

/// Keeps what comes.
struct Kept<'a> {
    store: &'a dyn Store,
    /// None where the bytes as stored are the tar.
    handle: Option<u32>,
    size: &'a mut u64,
    places: &'a mut Vec<Result<Range<u64>, Box<ExtractError>>>,
    room: u64,
    is_full: bool,
}

impl Visit for Kept<'_> {
    fn tar(&mut self, bytes: &[u8]) {
        let Some(handle) = self.handle else { return };
        let size = self.size.saturating_add(bytes.len() as u64);
        // A full disk is room that is missing, too.
        self.is_full |= size > self.room || self.store.append(handle, bytes).is_err();
        *self.size = size;
    }

    fn entry(&mut self, _number: u64, entry: &TarEntry<'_>) -> bool {
        self.places.push(place(entry).map_err(Box::new));
        false
    }

    fn bytes(&mut self, _number: u64, _bytes: &[u8]) {}

    fn is_done(&self) -> bool {
        self.is_full
    }
}
