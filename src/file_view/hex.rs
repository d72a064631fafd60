//! Bytes as `xxd` and `hexdump -C` lay them out.

/// Bytes in one row.
pub const ROW: usize = 16;

/// One row of bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HexRow {
    /// Of its first byte.
    pub offset: u64,
    /// Two digits for each byte, with a space between them, and two in the middle.
    pub hex: String,
    /// The same as characters; a full stop for what is none of ASCII.
    pub ascii: String,
}

/// How many rows there are of so many bytes.
#[must_use]
pub fn row_count(bytes: usize) -> usize {
    bytes.div_ceil(ROW)
}

/// Rows from a number on, at most `count`.
pub fn hex_rows(bytes: &[u8], first: usize, count: usize) -> impl Iterator<Item = HexRow> {
    let start = first.saturating_mul(ROW);
    let rest = bytes.get(start..).unwrap_or_default();
    let rows = rest.chunks(ROW).take(count).enumerate();
    rows.map(move |(at, row)| HexRow {
        offset: (start + at * ROW) as u64,
        hex: spell(row),
        ascii: row.iter().map(|byte| character(*byte)).collect(),
    })
}

fn spell(row: &[u8]) -> String {
    let mut hex = String::with_capacity(3 * ROW + 1);
    for (at, byte) in row.iter().enumerate() {
        hex.push_str(match at {
            0 => "",
            _ if at == ROW / 2 => "  ",
            _ => " ",
        });
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(digit.into(), 16));
        }
    }
    hex
}

fn character(byte: u8) -> char {
    match byte {
        b' '..=b'~' => char::from(byte),
        _ => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_of_hexdump() {
        let bytes: Vec<u8> = (0x38..0x5b).collect();
        assert_eq!(row_count(bytes.len()), 3);
        let rows: Vec<HexRow> = hex_rows(&bytes, 0, 9).collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(
            rows[0].hex,
            "38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47"
        );
        assert_eq!(rows[0].ascii, "89:;<=>?@ABCDEFG");
        assert_eq!((rows[2].offset, &*rows[2].hex), (32, "58 59 5a"));
        let window: Vec<HexRow> = hex_rows(&bytes, 1, 1).collect();
        assert_eq!(window, rows[1..2]);
        assert_eq!(hex_rows(&bytes, 3, 9).count(), 0);
        assert_eq!(hex_rows(&bytes, usize::MAX, 9).count(), 0);
        assert_eq!(row_count(0), 0);
    }

    #[test]
    fn what_is_no_character_is_a_full_stop() {
        let [row] = hex_rows(b"\0\x1f ~\x7f\x80\xff\n", 0, 1)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        assert_eq!(
            (&*row.hex, &*row.ascii),
            ("00 1f 20 7e 7f 80 ff 0a", ".. ~....")
        );
    }
}
