//! Numbers in bytes from outside: `None` where the bytes end before them.

/// `N` bytes at a place.
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

pub(super) fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

pub(super) fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

pub(super) fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

pub(super) fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

pub(super) fn u64_le(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

/// Where `wanted` begins in `bytes`.
pub(super) fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// A name that ends with a zero byte; `None` where it is too long for one.
pub(super) fn short_text(bytes: &[u8]) -> Option<String> {
    const LONGEST: usize = 4_096;
    let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some(String::from_utf8_lossy(bytes.get(..end)?).into_owned())
}

/// A path of any length, of which the beginning is enough.
pub(super) fn short_lossy(bytes: &[u8]) -> String {
    const LONGEST: usize = 4_096;
    let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
    String::from_utf8_lossy(bytes).into_owned()
}
