//! One header block of a tar: its checksum and its numbers.
//!
//! The names are taken apart by the `tar` crate. The numbers are not, because
//! it refuses blank fields, which old archives have and every other reader
//! takes for zero, and passes over the sign of binary ones.

use super::BLOCK;

/// Why a block is no header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    #[error("expected a header of {BLOCK} bytes, but found {found}")]
    Short { found: usize },
    #[error("expected a header with the checksum {computed}, but found {stated}")]
    Checksum { stated: i64, computed: i64 },
    #[error("expected a header with a checksum, but found a field that is no number")]
    NoChecksum,
    #[error("expected a size of 0 or more, but found a field that says something else")]
    Size,
    #[error("expected a GNU header for a sparse file, but found another format")]
    Sparse,
}

const CHECKSUM: std::ops::Range<usize> = 148..156;

/// Checks the sum over the header's bytes, with the checksum itself taken for
/// spaces (POSIX.1-1988, `ustar`). Some old writers summed signed bytes.
pub(super) fn check(block: &[u8; BLOCK]) -> Result<(), HeaderError> {
    let field = block.get(CHECKSUM).unwrap_or_default();
    let stated = number(field).ok_or(HeaderError::NoChecksum)?;
    // 32 bits are enough for 512 bytes, and the compiler can add several at
    // once: there is one such sum for each file of an image.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let spaces = 8 * u32::from(b' ');
    let unsigned = i64::from(sum(block) - sum(field) + spaces);
    if stated == unsigned {
        return Ok(());
    }
    let negative = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 0x80).count() as i64;
    let signed = unsigned - 256 * (negative(block) - negative(field));
    if stated == signed {
        return Ok(());
    }
    Err(HeaderError::Checksum {
        stated,
        computed: unsigned,
    })
}

/// A numeric field: octal digits among spaces and zero bytes, where blank is
/// 0, or, with the first bit set, a binary number in two's complement (GNU).
pub(super) fn number(field: &[u8]) -> Option<i64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => binary(*first, rest),
        _ => {
            // Spaces and zero bytes may come first; a zero byte ends it.
            let lead = field.iter().take_while(|byte| matches!(byte, b' ' | 0));
            let field = field.get(lead.count()..).unwrap_or_default();
            octal(field.split(|byte| *byte == 0).next().unwrap_or_default())
        }
    }
}

fn octal(digits: &[u8]) -> Option<i64> {
    let digits = digits.trim_ascii();
    let digits = str::from_utf8(digits).ok()?;
    if digits.is_empty() {
        return Some(0);
    }
    if digits.starts_with(['+', '-']) {
        return None;
    }
    i64::from_str_radix(digits, 8).ok()
}

fn binary(first: u8, rest: &[u8]) -> Option<i64> {
    // Bit 6 of the first byte is the sign.
    let negative = first & 0x40 != 0;
    let start = if negative {
        i64::from(first | 0x80) - 256
    } else {
        i64::from(first & 0x3f)
    };
    rest.iter().try_fold(start, |value, byte| {
        value.checked_mul(256)?.checked_add(i64::from(*byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numeric_field_is_read_as_other_readers_read_it() {
        let cases: &[(&[u8], Option<i64>)] = &[
            (b"0000644\0", Some(0o644)),
            (b"   644 \0", Some(0o644)),
            (b"644\0zzzz", Some(0o644)),
            (b"\0\0\0\0\0\0\0\0", Some(0)),
            (b"        ", Some(0)),
            (b"\0 644\0\0\0", Some(0o644)),
            (b"77777777777\0", Some(0o77_777_777_777)),
            (b"999\0", None),
            (b"-644\0", None),
            (b"6\xff4\0", None),
            (b"\x80\0\0\0\0\0\0\0\0\0\x01\0", Some(256)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff", Some(-1)),
            (
                b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0",
                Some(-256),
            ),
            (
                b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
                Some(i64::MAX),
            ),
            (b"\x80\0\0\0\x80\0\0\0\0\0\0\0", None),
            (b"\xbf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
        ];
        for (field, expected) in cases {
            assert_eq!(number(field), *expected, "{}", field.escape_ascii());
        }
    }
}
