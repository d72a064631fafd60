//! Decoders that ask for their input themselves, of xz and bzip2. One place makes
//! them, over one kind of reader: each other kind would be their code once more.

use std::io::{self, Read};

use super::Compression;

/// Where bytes come from, and what a decoder is in turn.
pub type Input<'a> = Box<dyn Read + 'a>;

/// The most memory that an xz decoder may take, in KiB: `xz -9` needs 65 MiB.
/// A dictionary of 4 GiB is as easily claimed, and is all that wasm has.
const XZ_MEMORY_KIB: u32 = 128 << 10;

/// How much is read at once, in bytes.
const ROOM: usize = 256 << 10;

/// A reader of the bytes inside `input`; gives it back where it is in no such
/// format.
pub fn pulled(input: Input<'_>, compression: Compression) -> Result<Input<'_>, Input<'_>> {
    match compression {
        Compression::Xz => {
            let input = io::BufReader::with_capacity(ROOM, input);
            let reader = lzma_rust2::XzReader::new_mem_limit(input, true, XZ_MEMORY_KIB);
            Ok(Box::new(reader))
        }
        Compression::Bzip2 => {
            let input = io::BufReader::with_capacity(ROOM, input);
            Ok(Box::new(bzip2::bufread::MultiBzDecoder::new(input)))
        }
        Compression::None | Compression::Gzip | Compression::Zstd => Err(input),
    }
}
