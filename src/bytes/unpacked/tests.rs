use std::cell::RefCell;
use std::io::Write as _;

use super::*;
use crate::bytes::extract::{Extracted, Reading};
use crate::bytes::tar::EntryKind;
use crate::bytes::tar::tests::{END, file, header};

/// The layer is the first handle; what is made is the second. Counts what is read of
/// the layer.
struct Memory {
    layer: Vec<u8>,
    made: RefCell<Vec<u8>>,
    read: RefCell<usize>,
}

impl Memory {
    fn of(layer: Vec<u8>) -> Self {
        Self {
            layer,
            made: RefCell::default(),
            read: RefCell::default(),
        }
    }

    fn unpacked(&self) -> Unpacked {
        let layer = Extent {
            handle: 0,
            offset: 0,
            length: self.layer.len() as u64,
        };
        Unpacked::of(self, layer, 1).unwrap()
    }
}

impl Store for Memory {
    fn length(&self, handle: u32) -> Option<u64> {
        match handle {
            0 => Some(self.layer.len() as u64),
            _ => Some(self.made.borrow().len() as u64),
        }
    }

    fn read_at(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let made = self.made.borrow();
        let bytes = if handle == 0 { &self.layer } else { &*made };
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        if handle == 0 {
            *self.read.borrow_mut() += length;
        }
        Ok(length)
    }

    fn create(&mut self) -> io::Result<u32> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn append(&self, handle: u32, bytes: &[u8]) -> io::Result<()> {
        assert_eq!(handle, 1);
        self.made.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }
}

const NO_LIMIT: u64 = u64::MAX;

/// What gzip cannot make small: files that are many reads long.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

fn tar() -> Vec<u8> {
    [
        &header("d/", b'5', 0, "")[..],
        &file("d/a", b"first"),
        &file("d/big", &noise(3 << 20)),
        &file("d/b", b"behind"),
        &file("d/big too", &noise(3 << 20)),
        &file("last", b"last"),
        &END,
    ]
    .concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(store: &Memory, unpacked: &mut Unpacked, number: u64) -> Result<Vec<u8>, ReachError> {
    let (place, size) = reach(store, unpacked, number, (NO_LIMIT, NO_LIMIT))?;
    Ok(read_at(store, place, size).kept)
}

fn reach(
    store: &Memory,
    unpacked: &mut Unpacked,
    number: u64,
    (least, room): (u64, u64),
) -> Result<(Extent, u64), ReachError> {
    loop {
        if let Some(found) = unpacked.reach(store, number, least, room)? {
            return Ok(found);
        }
    }
}

fn read_at(store: &Memory, place: Extent, size: u64) -> Extracted {
    let mut reading = Reading::of(place, size, usize::MAX);
    while reading.step(store, &mut |_| {}).unwrap().is_continue() {}
    reading.finish()
}

#[test]
fn files_are_read_in_any_order_and_the_layer_once() {
    for layer in [gzip(&tar()), tar()] {
        let length = layer.len();
        let store = Memory::of(layer);
        let unpacked = &mut store.unpacked();
        assert_eq!(read(&store, unpacked, 3).unwrap(), b"behind");
        assert!(*store.read.borrow() < length - (1 << 20), "read to its end");
        assert_eq!(read(&store, unpacked, 5).unwrap(), b"last");
        assert_eq!(read(&store, unpacked, 1).unwrap(), b"first");
        assert_eq!(read(&store, unpacked, 2).unwrap(), noise(3 << 20));
        let made = store.made.borrow().len() as u64;
        assert_eq!(unpacked.size(), made);
    }
}

#[test]
fn a_compressed_layer_is_unpacked_once() {
    let store = Memory::of(gzip(&tar()));
    let unpacked = &mut store.unpacked();
    for number in [5, 1, 5, 3, 5] {
        read(&store, unpacked, number).unwrap();
    }
    assert!(*store.read.borrow() <= store.layer.len() + SNIFF_LENGTH);
}

#[test]
fn nothing_is_made_of_a_layer_that_is_not_compressed() {
    let store = Memory::of(tar());
    let unpacked = &mut store.unpacked();
    read(&store, unpacked, 5).unwrap();
    assert_eq!((unpacked.size(), store.made.borrow().len()), (0, 0));
}

#[test]
fn what_is_no_file_or_not_there_is_said() {
    let store = Memory::of(gzip(&tar()));
    let unpacked = &mut store.unpacked();
    let failed = |unpacked: &mut Unpacked, number| match read(&store, unpacked, number) {
        Err(ReachError::Layer(error)) => error,
        other => panic!("{other:?}"),
    };
    let directory = ExtractError::NotAFile(EntryKind::Directory);
    assert_eq!(failed(unpacked, 0), directory);
    assert_eq!(failed(unpacked, 6), ExtractError::NoSuchEntry);
    assert_eq!(failed(unpacked, u64::MAX), ExtractError::NoSuchEntry);
    assert_eq!(read(&store, unpacked, 5).unwrap(), b"last");
}

#[test]
fn what_comes_before_the_damage_is_read() {
    let mut layer = gzip(&tar());
    layer.truncate(5 << 20);
    let store = Memory::of(layer);
    let unpacked = &mut store.unpacked();
    for _ in 0..2 {
        let error = read(&store, unpacked, 4).unwrap_err();
        assert!(matches!(error, ReachError::Layer(ExtractError::EndsEarly)));
        assert_eq!(read(&store, unpacked, 3).unwrap(), b"behind");
    }
}

#[test]
fn no_more_is_unpacked_than_there_is_room_for() {
    let store = Memory::of(gzip(&tar()));
    let room = 4 << 20;
    let unpacked = &mut store.unpacked();
    assert!(reach(&store, unpacked, 3, (NO_LIMIT, room)).is_ok());
    let refused = reach(&store, unpacked, 5, (NO_LIMIT, room));
    assert!(matches!(refused, Err(ReachError::NoRoom)));
    assert!(store.made.borrow().len() < room as usize + (1 << 20));
}

#[test]
fn the_beginning_of_a_large_file_is_there_before_its_end() {
    for layer in [gzip(&tar()), tar()] {
        let store = Memory::of(layer);
        let unpacked = &mut store.unpacked();
        let (place, size) = reach(&store, unpacked, 4, (1000, NO_LIMIT)).unwrap();
        assert_eq!((place.length, size), (1000, 3 << 20));
        assert!(
            *store.read.borrow() < store.layer.len() - (1 << 20),
            "read to its end"
        );
        let begun = read_at(&store, place, size);
        assert_eq!(begun.kept, noise(3 << 20)[..1000]);
        assert_eq!((begun.size, begun.sha256), (size, None));
        let (place, size) = reach(&store, unpacked, 4, (NO_LIMIT, NO_LIMIT)).unwrap();
        assert_eq!(place.length, size);
    }
}
