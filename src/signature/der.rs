//! DER (ITU-T X.690 §10): one element after the other, with its exact bytes.
//!
//! Lengths are definite and minimal, tags have one byte (no structure that is read here
//! has others), and nothing is copied: an element is a part of what it was read from.

use std::ops::Range;

/// The longest input that is read. The largest that signatures bring are lists of
/// certificates, of some kilobytes.
pub const MAX_LENGTH: usize = 4 << 20;
/// How deep elements may stand in each other.
pub const MAX_DEPTH: u8 = 32;

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const UTF8_STRING: u8 = 0x0c;
pub const PRINTABLE_STRING: u8 = 0x13;
pub const TELETEX_STRING: u8 = 0x14;
pub const IA5_STRING: u8 = 0x16;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const BMP_STRING: u8 = 0x1e;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// The tag `[number]` of a context, primitive.
#[must_use]
pub const fn context(number: u8) -> u8 {
    0x80 | number
}

/// The tag `[number]` of a context, constructed.
#[must_use]
pub const fn constructed(number: u8) -> u8 {
    0xa0 | number
}

/// Why bytes are no DER, or not the DER that is expected, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerError {
    pub kind: DerErrorKind,
    /// The byte of the input at which it shows.
    pub at: usize,
}

/// See [`DerError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DerErrorKind {
    /// An element ends after its input.
    Truncated,
    /// Bytes stand after the last element.
    Trailing,
    /// A length that is indefinite, or not written as short as it can be.
    Length,
    /// A tag of several bytes.
    Tag,
    /// Another element than expected, or one too few.
    Unexpected,
    /// An element's content is not of its type.
    Value,
    /// Longer than [`MAX_LENGTH`], or deeper than [`MAX_DEPTH`].
    TooLarge,
}

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: u8,
    /// What stands in it.
    pub content: &'a [u8],
    /// All of it, its tag and length too.
    pub whole: &'a [u8],
    /// Where `whole` begins in the outermost input, in bytes.
    pub start: usize,
    depth: u8,
}

/// Reads elements that stand beside each other.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
    depth: u8,
}

type Read<T> = Result<T, DerError>;

impl<'a> Reader<'a> {
    /// # Errors
    /// Where there is more than [`MAX_LENGTH`].
    pub fn new(bytes: &'a [u8]) -> Read<Self> {
        let reader = Self {
            rest: bytes,
            at: 0,
            depth: 0,
        };
        match bytes.len() > MAX_LENGTH {
            true => Err(reader.error(DerErrorKind::TooLarge)),
            false => Ok(reader),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn error(&self, kind: DerErrorKind) -> DerError {
        DerError { kind, at: self.at }
    }

    /// The next element.
    ///
    /// # Errors
    /// Where there is none, or one that is no DER.
    pub fn any(&mut self) -> Read<Element<'a>> {
        let truncated = self.error(DerErrorKind::Truncated);
        let (&tag, after) = self.rest.split_first().ok_or(truncated)?;
        if tag & 0x1f == 0x1f {
            return Err(self.error(DerErrorKind::Tag));
        }
        let (&first, after) = after.split_first().ok_or(truncated)?;
        let (length, after) = match first {
            0..=0x7f => (usize::from(first), after),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let (digits, after) = after.split_at_checked(count).ok_or(truncated)?;
                let length = digits
                    .iter()
                    .fold(0_u32, |sum, digit| (sum << 8) | u32::from(*digit));
                let is_minimal = length >= 0x80 && digits.first() != Some(&0);
                match usize::try_from(length) {
                    Ok(length) if is_minimal => (length, after),
                    _ => return Err(self.error(DerErrorKind::Length)),
                }
            }
            _ => return Err(self.error(DerErrorKind::Length)),
        };
        let (content, after) = after.split_at_checked(length).ok_or(truncated)?;
        let (whole, _) = self.rest.split_at(self.rest.len() - after.len());
        let element = Element {
            tag,
            content,
            whole,
            start: self.at,
            depth: self.depth,
        };
        self.rest = after;
        self.at += whole.len();
        Ok(element)
    }

    /// The next element, if it has this tag.
    ///
    /// # Errors
    /// Where it has and is no DER.
    pub fn optional(&mut self, tag: u8) -> Read<Option<Element<'a>>> {
        match self.rest.first() == Some(&tag) {
            true => self.any().map(Some),
            false => Ok(None),
        }
    }

    /// The next element, which must have this tag.
    ///
    /// # Errors
    /// Where it has another, or there is none.
    pub fn expect(&mut self, tag: u8) -> Read<Element<'a>> {
        let unexpected = self.error(DerErrorKind::Unexpected);
        self.optional(tag)?.ok_or(unexpected)
    }

    /// The elements of the next element, which must have this tag.
    ///
    /// # Errors
    /// Where it has another, or there is none.
    pub fn inside(&mut self, tag: u8) -> Read<Reader<'a>> {
        self.expect(tag)?.inside()
    }

    /// # Errors
    /// Where something is left.
    pub fn end(&self) -> Read<()> {
        match self.rest.is_empty() {
            true => Ok(()),
            false => Err(self.error(DerErrorKind::Trailing)),
        }
    }
}

impl<'a> Element<'a> {
    /// The bytes of the outermost input that it takes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.whole.len()
    }

    #[must_use]
    pub fn error(&self, kind: DerErrorKind) -> DerError {
        DerError {
            kind,
            at: self.start,
        }
    }

    fn of(&self, tag: u8) -> Read<&'a [u8]> {
        match self.tag == tag {
            true => Ok(self.content),
            false => Err(self.error(DerErrorKind::Unexpected)),
        }
    }

    /// Reads its content as elements.
    ///
    /// # Errors
    /// Where it is too deep.
    pub fn inside(&self) -> Read<Reader<'a>> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(DerErrorKind::TooLarge));
        }
        Ok(Reader {
            rest: self.content,
            at: self.start + self.whole.len() - self.content.len(),
            depth: self.depth + 1,
        })
    }

    /// The bytes of a BIT STRING that are whole.
    ///
    /// # Errors
    /// Where it is none, or has bits that fill no byte.
    pub fn bit_string(&self) -> Read<&'a [u8]> {
        match self.of(BIT_STRING)?.split_first() {
            Some((0, bytes)) => Ok(bytes),
            _ => Err(self.error(DerErrorKind::Value)),
        }
    }

    /// The two's complement of an INTEGER.
    ///
    /// # Errors
    /// Where it is none, or not written as short as it can be.
    pub fn integer(&self) -> Read<&'a [u8]> {
        match self.of(INTEGER)? {
            [] => Err(self.error(DerErrorKind::Value)),
            [0, second, ..] if second & 0x80 == 0 => Err(self.error(DerErrorKind::Value)),
            [0xff, second, ..] if second & 0x80 != 0 => Err(self.error(DerErrorKind::Value)),
            bytes => Ok(bytes),
        }
    }

    /// The digits of an INTEGER that is not negative, without leading zeros.
    ///
    /// # Errors
    /// Where it is none such.
    pub fn unsigned(&self) -> Read<&'a [u8]> {
        match self.integer()? {
            [first, ..] if first & 0x80 != 0 => Err(self.error(DerErrorKind::Value)),
            [0, digits @ ..] => Ok(digits),
            digits => Ok(digits),
        }
    }

    /// An INTEGER that is not negative and fits.
    ///
    /// # Errors
    /// Where it is none such.
    pub fn number(&self) -> Read<u64> {
        let digits = self.unsigned()?;
        match digits.len() <= 8 {
            true => Ok(digits
                .iter()
                .fold(0, |sum, digit| (sum << 8) | u64::from(*digit))),
            false => Err(self.error(DerErrorKind::Value)),
        }
    }

    /// # Errors
    /// Where it is no BOOLEAN.
    pub fn boolean(&self) -> Read<bool> {
        match self.of(BOOLEAN)? {
            [0] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(self.error(DerErrorKind::Value)),
        }
    }
}

/// The only element of `bytes`.
///
/// # Errors
/// Where there is none or another one, or bytes after it.
pub fn only(bytes: &[u8], tag: u8) -> Result<Element<'_>, DerError> {
    let mut reader = Reader::new(bytes)?;
    let element = reader.expect(tag)?;
    reader.end()?;
    Ok(element)
}

/// An element of `tag` whose content is `parts`, one after the other.
#[must_use]
pub fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut element = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => element.push(short),
        _ => {
            let digits = length.to_be_bytes();
            let digits = digits.iter().skip_while(|digit| **digit == 0);
            element.push(0x80 | digits.clone().fold(0, |count, _| count + 1));
            element.extend(digits);
        }
    }
    for part in parts {
        element.extend_from_slice(part);
    }
    element
}

/// An OBJECT IDENTIFIER's content as numbers with dots; `None` where it is none.
#[must_use]
pub fn dotted(content: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut arc = 0_u64;
    let mut is_first = true;
    let mut is_begin = true;
    for byte in content {
        if (is_begin && *byte == 0x80) || arc > u64::MAX >> 7 {
            return None;
        }
        arc = (arc << 7) | u64::from(byte & 0x7f);
        is_begin = byte & 0x80 == 0;
        if !is_begin {
            continue;
        }
        match is_first {
            true => {
                let root = (arc / 40).min(2);
                text = format!("{root}.{}", arc - root * 40);
            }
            false => text.push_str(&format!(".{arc}")),
        }
        (is_first, arc) = (false, 0);
    }
    (is_begin && !is_first).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind<T: std::fmt::Debug>(read: Result<T, DerError>) -> DerErrorKind {
        read.unwrap_err().kind
    }

    #[test]
    fn elements_say_where_they_stand() {
        let bytes = [0x30, 7, 2, 1, 5, 4, 2, 0xaa, 0xbb];
        let mut inside = only(&bytes, SEQUENCE).unwrap().inside().unwrap();
        let number = inside.expect(INTEGER).unwrap();
        assert_eq!((number.number().unwrap(), number.range()), (5, 2..5));
        assert_eq!(inside.optional(INTEGER).unwrap(), None);
        let text = inside.any().unwrap();
        assert_eq!((text.content, text.range()), (&[0xaa, 0xbb][..], 5..9));
        inside.end().unwrap();
        assert_eq!(kind(inside.any()), DerErrorKind::Truncated);
        assert_eq!(kind(inside.expect(SET)), DerErrorKind::Unexpected);
    }

    #[test]
    fn only_der_is_read() {
        for (bytes, expected) in [
            (&[0x30][..], DerErrorKind::Truncated),
            (&[0x30, 1], DerErrorKind::Truncated),
            (&[0x30, 0x80, 0, 0], DerErrorKind::Length),
            (&[0x30, 0x81, 1, 0], DerErrorKind::Length),
            (&[0x30, 0x82, 0, 0x80], DerErrorKind::Length),
            (
                &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
                DerErrorKind::Truncated,
            ),
            (&[0x30, 0x85, 1, 1, 1, 1, 1], DerErrorKind::Length),
            (&[0x30, 0, 0], DerErrorKind::Trailing),
            (&[0x31, 0], DerErrorKind::Unexpected),
        ] {
            assert_eq!(kind(only(bytes, SEQUENCE)), expected, "{bytes:?}");
        }
        assert_eq!(
            kind(only(&[0x1f, 0x20, 0], SEQUENCE)),
            DerErrorKind::Unexpected
        );
        assert_eq!(kind(only(&[0x3f, 0x20, 0], 0x3f)), DerErrorKind::Tag);
        let long = vec![0; MAX_LENGTH + 1];
        assert_eq!(kind(Reader::new(&long)), DerErrorKind::TooLarge);
        for integer in [&[2, 0][..], &[2, 2, 0, 1], &[2, 2, 0xff, 0x80]] {
            assert_eq!(
                kind(only(integer, INTEGER).unwrap().integer()),
                DerErrorKind::Value
            );
        }
        assert_eq!(
            kind(only(&[2, 1, 0x80], INTEGER).unwrap().unsigned()),
            DerErrorKind::Value
        );
        assert_eq!(only(&[2, 1, 0], INTEGER).unwrap().unsigned(), Ok(&[][..]));
        assert_eq!(
            kind(only(&[1, 1, 1], BOOLEAN).unwrap().boolean()),
            DerErrorKind::Value
        );
        assert_eq!(
            kind(only(&[3, 2, 1, 0], BIT_STRING).unwrap().bit_string()),
            DerErrorKind::Value
        );
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        let mut bytes = Vec::new();
        for _ in 0..40 {
            bytes = write(SEQUENCE, &[&bytes]);
        }
        let mut element = only(&bytes, SEQUENCE).unwrap();
        let error = loop {
            match element.inside() {
                Ok(mut inside) => element = inside.any().unwrap(),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind, DerErrorKind::TooLarge);
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let (one, other) = content.split_at(length / 3);
            let written = write(OCTET_STRING, &[one, other]);
            assert_eq!(only(&written, OCTET_STRING).unwrap().content, content);
        }
    }

    #[test]
    fn object_identifiers_are_numbers_with_dots() {
        let oid = [0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 8];
        assert_eq!(dotted(&oid).as_deref(), Some("1.3.6.1.4.1.57264.1.8"));
        assert_eq!(dotted(&[0x88, 0x37, 3]).as_deref(), Some("2.999.3"));
        for none in [&[][..], &[0x2b, 0x80, 1], &[0x2b, 0x83], &[0xff; 12]] {
            assert_eq!(dotted(none), None, "{none:?}");
        }
    }
}
