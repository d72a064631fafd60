//! Text: its encoding, its lines, and looking for something in it.

use std::str;

/// How many bytes of a file are shown as text. A log of a gigabyte is not read in a
/// browser, and each line costs memory.
pub const MAX_TEXT: usize = 4 << 20;

/// How text is encoded, as far as bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// ASCII too.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Marked,
    /// Behind a byte order mark, without which it is not told from other bytes.
    Utf16Le,
    Utf16Be,
    /// ISO 8859-1, or another encoding of one byte for each character: bytes do not
    /// tell which.
    Latin1,
}

/// Text, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub encoding: Encoding,
    /// There is more of it than is here.
    pub is_cut: bool,
    /// Bytes of the file that it was read from.
    read: usize,
    text: String,
    /// Where each line begins.
    starts: Vec<u32>,
}

impl Text {
    /// Reads the beginning of a file of `size` bytes; `None` where it is no text.
    #[must_use]
    pub fn of(kept: &[u8], size: u64) -> Option<Self> {
        let shown = kept.get(..MAX_TEXT).unwrap_or(kept);
        let is_cut = (shown.len() as u64) < size;
        let (encoding, text) = decode(shown, is_cut)?;
        let mut starts = Vec::new();
        let mut next = 0;
        for line in text.split_inclusive('\n') {
            // OK: no more than MAX_TEXT bytes, and three times that of Latin-1.
            starts.push(next as u32);
            next += line.len();
        }
        Some(Self {
            encoding,
            is_cut,
            read: shown.len(),
            text,
            starts,
        })
    }

    /// All that is here, in UTF-8 and without a byte order mark.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many bytes of the file are here as text.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.read
    }

    /// How many lines are here. The end of the last one is not another line.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// A line by its number, counted from 0, without its end.
    #[must_use]
    pub fn line(&self, number: usize) -> Option<&str> {
        let start = *self.starts.get(number)? as usize;
        let end = self.starts.get(number + 1);
        let end = end.map_or(self.text.len(), |end| *end as usize);
        let line = self.text.get(start..end)?;
        let line = line.strip_suffix('\n').unwrap_or(line);
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// Lines from a number on, at most `count`.
    pub fn lines(&self, first: usize, count: usize) -> impl Iterator<Item = &str> {
        let end = first.saturating_add(count).min(self.line_count());
        (first..end).filter_map(|number| self.line(number))
    }

    /// The numbers of the lines from `from` on in which `wanted` stands, in any
    /// case. None where nothing is wanted.
    pub fn find<'a>(&'a self, wanted: &str, from: usize) -> impl Iterator<Item = usize> + use<'a> {
        let wanted = wanted.to_lowercase();
        let end = match wanted.is_empty() {
            true => from,
            false => self.line_count(),
        };
        let holds = move |number: &usize| {
            let line = self.line(*number).unwrap_or_default();
            line.to_lowercase().contains(&wanted)
        };
        (from..end).filter(holds)
    }
}

/// What bytes say, where they are text.
fn decode(bytes: &[u8], is_cut: bool) -> Option<(Encoding, String)> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, Encoding::Utf16Be),
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            let text = utf8(rest, is_cut)?;
            Some((Encoding::Utf8Marked, text.to_owned()))
        }
        _ => match utf8(bytes, is_cut) {
            Some(text) => Some((Encoding::Utf8, text.to_owned())),
            None => Some((Encoding::Latin1, latin1(bytes)?)),
        },
    }
}

/// UTF-8 whose last character may be cut.
fn utf8(bytes: &[u8], is_cut: bool) -> Option<&str> {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        // Not known to be wrong: it only ends early.
        Err(error) if is_cut && error.error_len().is_none() => {
            str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    bytes.iter().all(|byte| is_of_text(*byte)).then_some(text)
}

/// UTF-16 without half pairs. Half a unit at the end is passed over.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: Encoding) -> Option<(Encoding, String)> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let mut units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    // The first half of a pair may stand where it was cut.
    units.pop_if(|unit| (0xd800..0xdc00).contains(unit));
    let text = String::from_utf16(&units).ok()?;
    let is_text = text
        .chars()
        .all(|c| u8::try_from(c).map_or(true, is_of_text));
    is_text.then_some((encoding, text))
}

/// Nearly all bytes are text in one of these encodings, so that few of them may be
/// beyond ASCII.
fn latin1(bytes: &[u8]) -> Option<String> {
    let beyond = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let is_text = bytes
        .iter()
        .all(|byte| is_of_text(*byte) && !(0x80..0xa0).contains(byte));
    let is_text = is_text && beyond.saturating_mul(4) <= bytes.len();
    is_text.then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}

/// Control characters that texts have: bell, backspace, tab, line feed, form feed,
/// carriage return and escape, which colours what a terminal shows.
fn is_of_text(byte: u8) -> bool {
    byte >= 0x20 && byte != 0x7f || matches!(byte, 7..=10 | 12 | 13 | 0x1b)
}

#[cfg(test)]
mod tests;
