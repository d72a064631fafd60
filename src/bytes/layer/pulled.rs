//! Layers in formats that are not undone while they stream by, xz and bzip2:
//! `docker load` takes both, so their DiffIDs are computed too, by reading the
//! bytes a second time.

use std::io::{self, Read};

use super::{BlobFacts, Content, Found, MAX_UNPACKED, Measured, unpacked};
use crate::bytes::compression::pulled::{Input, pulled};
use crate::bytes::compression::{Compression, Ended};
use crate::bytes::store::{Extent, Store, Window};
use crate::bytes::tar_scan::TarScan;
use crate::failure::of_io;
use crate::image::digest::Hasher;
use crate::words::sources;

/// How many bytes inside are taken at once.
pub const ROOM: usize = 256 << 10;

/// A reader of the bytes inside; `None` where they are not in such a format.
pub fn reader<'a>(
    store: &'a dyn Store,
    extent: Extent,
    compression: Compression,
) -> Option<Input<'a>> {
    pulled(Box::new(Window::new(store, extent)), compression).ok()
}

/// Adds what is inside to what one pass found, where that could not undo the
/// compression.
pub fn complete(store: &dyn Store, extent: Extent, measured: Measured) -> Measured {
    let Some(Content::Unreadable { .. }) = &measured.facts.content else {
        return measured;
    };
    let compression = measured.facts.compression;
    let Some(mut reader) = reader(store, extent, compression) else {
        return measured;
    };
    let (content, listing) = unpack(&mut reader, compression);
    Measured {
        facts: BlobFacts {
            content,
            ..measured.facts
        },
        listing,
    }
}

fn unpack(reader: &mut dyn Read, compression: Compression) -> Found {
    let mut hasher = Hasher::sha256();
    let mut scan = TarScan::new();
    let mut size = 0;
    let took = drain(reader, ROOM, &mut |bytes| {
        size += bytes.len() as u64;
        if size > MAX_UNPACKED {
            let what = sources::layer_over_the_limit(MAX_UNPACKED);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
        }
        hasher.update(bytes);
        scan.update(bytes);
        Ok(())
    });
    let Err(error) = took else {
        return unpacked(scan, hasher.finish(), size, Ended::PLAIN);
    };
    let content = Content::Unreadable {
        why: match error.kind() {
            io::ErrorKind::FileTooLarge => of_io(&error),
            _ => sources::damage_inside(compression.to_string(), size, of_io(&error)),
        },
        ends_early: error.kind() == io::ErrorKind::UnexpectedEof,
    };
    (Some(content), None)
}

/// Reads to the end, `room` bytes at once, and hands on what comes.
pub fn drain(
    reader: &mut dyn Read,
    room: usize,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; room];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(buffer.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
