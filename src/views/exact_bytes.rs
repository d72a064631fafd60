//! The exact bytes of a document, in lines for the eye: as text where they are
//! UTF-8, else as hex. Nothing is re-serialised.

use crate::format::visible;

/// How many bytes are shown before a person asks for all of them: more than
/// any hand-made manifest has, and little enough to lay out at once.
pub const SHOWN_FIRST: usize = 64 * 1024;

/// How many bytes are shown at all. A registry may refuse manifests above
/// 4 MiB (distribution-spec, "Pushing Manifests"), and a browser lays out no
/// more text than that without a pause.
pub const SHOWN_AT_MOST: usize = 4 * 1024 * 1024;

/// Bytes on one line of a hex dump.
const HEX_WIDTH: usize = 16;

/// Bytes in lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactBytes {
    pub form: Form,
    /// How many bytes there are, and how many of them are not shown.
    pub total: usize,
    pub hidden: usize,
    /// Whether the last byte is a line feed: a digest tells the difference, an
    /// eye does not. `None` where the end is not shown.
    pub ends_with_newline: Option<bool>,
}

/// How bytes are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines without their line feeds; what deceives the eye is spelled out.
    Text(Vec<String>),
    Hex(Vec<HexLine>),
}

/// Sixteen bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexLine {
    /// Of the first one, in bytes.
    pub offset: usize,
    /// `7b 22 61 22 3a 31 7d`.
    pub hex: String,
    /// The bytes that are ASCII to be printed; `.` for others.
    pub ascii: String,
}

/// The first `limit` bytes in lines; no character is cut in two.
#[must_use]
pub fn exact_bytes(bytes: &[u8], limit: usize) -> ExactBytes {
    let limit = limit.min(SHOWN_AT_MOST);
    let cut = bytes.get(..limit).unwrap_or(bytes);
    let (form, shown) = match text_of(bytes, cut) {
        Some(text) => (Form::Text(lines(text)), text.len()),
        None => (
            Form::Hex(cut.chunks(HEX_WIDTH).enumerate().map(hex_line).collect()),
            cut.len(),
        ),
    };
    ExactBytes {
        form,
        total: bytes.len(),
        hidden: bytes.len() - shown,
        ends_with_newline: (shown == bytes.len()).then(|| bytes.ends_with(b"\n")),
    }
}

/// `cut` as text, up to a whole character, where all of `bytes` is text.
fn text_of<'a>(bytes: &[u8], cut: &'a [u8]) -> Option<&'a str> {
    match std::str::from_utf8(cut) {
        Ok(text) => Some(text),
        Err(error) if cut.len() < bytes.len() && error.error_len().is_none() => {
            std::str::from_utf8(cut.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.split('\n').map(visible).collect();
    if text.ends_with('\n') {
        lines.pop();
    }
    lines
}

fn hex_line((index, bytes): (usize, &[u8])) -> HexLine {
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let ascii = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '.',
    };
    HexLine {
        offset: index * HEX_WIDTH,
        hex: hex.join(" "),
        ascii: bytes.iter().map(ascii).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn text(bytes: &[u8], limit: usize, lines: &[&str], hidden: usize, newline: Option<bool>) {
        let shown = exact_bytes(bytes, limit);
        let lines = lines.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            ExactBytes {
                form: Form::Text(lines),
                total: bytes.len(),
                hidden,
                ends_with_newline: newline,
            }
        );
    }

    #[test]
    fn text_is_shown_line_by_line_and_its_end_is_told() {
        text(b"{\n}\n", 100, &["{", "}"], 0, Some(true));
        text(b"{\n}", 100, &["{", "}"], 0, Some(false));
        text(b"a\n\n", 100, &["a", ""], 0, Some(true));
        text(b"", 100, &[""], 0, Some(false));
    }

    #[test]
    fn carriage_returns_and_overrides_are_seen() {
        let bytes = "{\r\n\u{202e}}".as_bytes();
        text(bytes, 100, &["{\\u{d}", "\\u{202e}}"], 0, Some(false));
    }

    #[test]
    fn a_limit_cuts_between_characters() {
        text("aé".as_bytes(), 2, &["a"], 2, None);
        text("aé".as_bytes(), 3, &["aé"], 0, Some(false));
        text(b"ab\ncd", 3, &["ab"], 2, None);
    }

    #[test]
    fn what_is_no_text_is_hex() {
        let shown = exact_bytes(b"0123456789abcdef\x00\xff~", 100);
        let line = |offset, hex: &str, ascii: &str| HexLine {
            offset,
            hex: hex.to_owned(),
            ascii: ascii.to_owned(),
        };
        assert_eq!(
            shown.form,
            Form::Hex(vec![
                line(
                    0,
                    "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66",
                    "0123456789abcdef"
                ),
                line(16, "00 ff 7e", "..~"),
            ])
        );
        assert_eq!(exact_bytes(b"\xff\xff\xff", 2).hidden, 1);
    }

    #[test]
    fn no_limit_goes_beyond_what_a_browser_lays_out() {
        let bytes = vec![b'a'; SHOWN_AT_MOST + 5];
        assert_eq!(exact_bytes(&bytes, usize::MAX).hidden, 5);
    }
}
