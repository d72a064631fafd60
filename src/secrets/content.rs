//! What is likely a secret in bytes, by its shape.

use std::ops::Range;

use super::kind::Likely;
use super::shape;

/// How many are told. A list of a hundred secrets says all that a thousand would.
pub const MAX_MATCHES: usize = 100;

/// How many bytes are gone over. Files in which people leave secrets are small; a
/// program of a hundred megabytes would be seconds of work.
pub const MAX_SCANNED: usize = 8 << 20;

/// Something that is likely a secret, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub likely: Likely,
    /// Counted from 1.
    pub line: usize,
    /// Which bytes it is.
    pub bytes: Range<usize>,
}

/// All that was found, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub matches: Vec<Match>,
    /// Whether that is all there is: everything was gone over, and nothing left out.
    pub is_complete: bool,
}

/// Looks for secrets by their shape: private keys, tokens, passwords in addresses.
#[must_use]
pub fn by_content(bytes: &[u8]) -> Found {
    let scanned = bytes.get(..MAX_SCANNED).unwrap_or(bytes);
    let mut matches = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(byte) = scanned.get(at) {
        let Some((kind, range)) = shape::at(scanned, at) else {
            line += usize::from(*byte == b'\n');
            at += 1;
            continue;
        };
        if matches.len() == MAX_MATCHES {
            break;
        }
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        line += lines(scanned.get(at..range.start).unwrap_or_default());
        let secret = scanned.get(range.clone()).unwrap_or_default();
        at = range.end;
        matches.push(Match {
            likely: Likely::of(kind, secret),
            line,
            bytes: range,
        });
        line += lines(secret);
    }
    Found {
        is_complete: at == bytes.len(),
        matches,
    }
}
