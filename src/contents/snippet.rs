//! What stands around something that was found, fit to be shown.

use std::ops::Range;

use memchr::{memchr, memrchr};
use serde::{Deserialize, Serialize};

use crate::format::visible_line;

/// How many bytes are shown of what stands before and after what was found in its
/// line, and of itself.
pub(super) const BEFORE: usize = 60;
pub(super) const AFTER: usize = 120;
const FOUND: usize = 200;

/// What was found and what stands around it in its line, each made visible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    pub before: String,
    /// Only the beginning of what is long.
    pub found: String,
    pub after: String,
}

impl Snippet {
    /// Of what stands at a place in `bytes`.
    pub(super) fn of(bytes: &[u8], at: &Range<usize>) -> Self {
        let slice = |range: Range<usize>| bytes.get(range).unwrap_or_default();
        let before = slice(at.start.saturating_sub(BEFORE)..at.start);
        let start = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let before = before.get(start..).unwrap_or_default();
        let after = slice(at.end..bytes.len().min(at.end.saturating_add(AFTER)));
        let end = memchr(b'\n', after).unwrap_or(after.len());
        let after = after.get(..end).unwrap_or_default();
        let found = slice(at.start..at.end.min(at.start.saturating_add(FOUND)));
        let after = without_cut_end(after);
        Self {
            before: shown(without_cut_start(before)),
            found: shown(without_cut_end(found)),
            after: shown(after.strip_suffix(b"\r").unwrap_or(after)),
        }
    }
}

fn shown(bytes: &[u8]) -> String {
    visible_line(&String::from_utf8_lossy(bytes))
}

/// Without the rest of a character that begins before it.
fn without_cut_start(bytes: &[u8]) -> &[u8] {
    let is_rest = |byte: &&u8| **byte & 0xc0 == 0x80;
    let rest = bytes.iter().take(3).take_while(is_rest).count();
    bytes.get(rest..).unwrap_or_default()
}

/// Without the beginning of a character that ends behind it.
fn without_cut_end(bytes: &[u8]) -> &[u8] {
    let last = bytes.utf8_chunks().last();
    let cut = last.map_or(0, |chunk| chunk.invalid().len());
    let is_cut = std::str::from_utf8(bytes.get(bytes.len() - cut..).unwrap_or_default())
        .is_err_and(|error| error.error_len().is_none());
    let end = if is_cut {
        bytes.len() - cut
    } else {
        bytes.len()
    };
    bytes.get(..end).unwrap_or_default()
}
