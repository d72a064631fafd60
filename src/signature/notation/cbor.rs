//! CBOR (RFC 8949), as far as COSE needs it: definite lengths, no floats.

/// How deep values may stand in each other, and how many there may be.
const MAX_DEPTH: usize = 16;
const MAX_VALUES: usize = 4_096;

/// A value, its strings in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Unsigned(u64),
    /// -1 less this.
    Negative(u64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Value<'a>>),
    /// In the order in which they stand; no key stands there twice.
    Map(Vec<(Value<'a>, Value<'a>)>),
    Tag(u64, Box<Value<'a>>),
    /// `false`, `true`, `null` and the like, by their numbers.
    Simple(u8),
}

impl<'a> Value<'a> {
    /// The one value of `bytes`; `None` where it is none, or larger than any that is
    /// read.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader {
            rest: bytes,
            left: MAX_VALUES,
        };
        let value = reader.value(0)?;
        reader.rest.is_empty().then_some(value)
    }

    /// What a map has at a number.
    #[must_use]
    pub fn at(&self, key: i64) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(own, _)| own.number() == Some(key))
            .map(|(_, value)| value)
    }

    /// What a map has at a text.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let mut entries = self.entries().iter();
        entries
            .find(|(own, _)| own.text() == Some(key))
            .map(|(_, value)| value)
    }

    #[must_use]
    pub fn entries(&self) -> &[(Self, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    #[must_use]
    pub fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Unsigned(number) => i64::try_from(*number).ok(),
            Self::Negative(number) => i64::try_from(*number).ok().map(|number| -1 - number),
            _ => None,
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    /// How many more values are read.
    left: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Major type and argument.
    fn head(&mut self) -> Option<(u8, u64)> {
        let [first] = self.take(1)? else { return None };
        let count = match first & 0x1f {
            small @ 0..24 => return Some((first >> 5, u64::from(small))),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        // Of simple values only the short ones; longer ones are floats.
        if first >> 5 == 7 {
            return None;
        }
        let digits = self.take(count)?.iter();
        let argument = digits.fold(0, |sum, digit| (sum << 8) | u64::from(*digit));
        Some((first >> 5, argument))
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        if depth >= MAX_DEPTH {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let (major, argument) = self.head()?;
        let length = usize::try_from(argument).ok();
        Some(match major {
            0 => Value::Unsigned(argument),
            1 => Value::Negative(argument),
            2 => Value::Bytes(self.take(length?)?),
            3 => Value::Text(std::str::from_utf8(self.take(length?)?).ok()?),
            4 => {
                let mut items = Vec::new();
                for _ in 0..argument {
                    items.push(self.value(depth + 1)?);
                }
                Value::Array(items)
            }
            5 => {
                let mut entries: Vec<(Value<'_>, Value<'_>)> = Vec::new();
                for _ in 0..argument {
                    let key = self.value(depth + 1)?;
                    if entries.iter().any(|(own, _)| *own == key) {
                        return None;
                    }
                    entries.push((key, self.value(depth + 1)?));
                }
                Value::Map(entries)
            }
            6 => Value::Tag(argument, Box::new(self.value(depth + 1)?)),
            _ => Value::Simple(u8::try_from(argument).ok()?),
        })
    }
}

/// Writes a string: 2 is the major type of bytes, 3 that of text.
pub fn write(major: u8, bytes: &[u8], to: &mut Vec<u8>) {
    let length = bytes.len() as u64;
    let digits = length.to_be_bytes();
    let (small, count) = match length {
        0..24 => (digits[7], 0),
        24..0x100 => (24, 1),
        0x100..0x1_0000 => (25, 2),
        0x1_0000..0x1_0000_0000 => (26, 4),
        _ => (27, 8),
    };
    to.push((major << 5) | small);
    to.extend(digits.iter().skip(8 - count));
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read() {
        // {1: -38, "a": [h'0102', 1(1661321924), true]}, from RFC 8949's rules.
        let bytes = [
            0xa2, 0x01, 0x38, 0x25, 0x61, 0x61, 0x83, 0x42, 1, 2, 0xc1, 0x1a, 0x63, 0x05, 0xc2,
            0xc4, 0xf5,
        ];
        let value = Value::read(&bytes).unwrap();
        assert_eq!(value.at(1).and_then(Value::number), Some(-38));
        let Some(Value::Array(items)) = value.get("a") else {
            panic!()
        };
        assert_eq!(items[0].bytes(), Some(&[1, 2][..]));
        let time = Box::new(Value::Unsigned(1_661_321_924));
        assert_eq!(items[1..], [Value::Tag(1, time), Value::Simple(21)]);
        for end in 0..bytes.len() {
            assert_eq!(Value::read(&bytes[..end]), None, "{end}");
        }
    }

    #[test]
    fn what_is_not_wanted_is_refused() {
        let nested = vec![0x81; 40];
        let many = [vec![0x99, 0xff, 0xff], vec![0; 0xffff]].concat();
        for bytes in [
            &[][..],
            &[0, 0],                         // Two values.
            &[0x9f, 0xff],                   // No definite length.
            &[0xa2, 1, 1, 1, 2],             // A key twice.
            &[0x61, 0xff],                   // No UTF-8.
            &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], // A float.
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &nested,
            &many,
        ] {
            assert_eq!(Value::read(bytes), None, "{:?}", bytes.get(..4));
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 23, 24, 255, 256, 65_535, 65_536] {
            let bytes = vec![7; length];
            let mut written = Vec::new();
            write(2, &bytes, &mut written);
            assert_eq!(Value::read(&written), Some(Value::Bytes(&bytes)));
        }
    }
}
