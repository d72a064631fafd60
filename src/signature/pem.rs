//! PEM (RFC 7468): bytes with a label, as text.

use crate::signature::base64;
use crate::words::{Message, certificates as words};

/// The longest text that is read, in bytes: some hundred certificates.
pub const MAX_LENGTH: usize = 1 << 20;
/// The most blocks of one text.
pub const MAX_BLOCKS: usize = 256;

/// Why a text is no PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PemError {
    /// No block begins in it.
    None,
    /// A block does not end, or not by its own label.
    Unfinished,
    /// What stands in a block is no base64.
    Base64,
    /// More than [`MAX_LENGTH`] or [`MAX_BLOCKS`].
    TooLarge,
}

impl PemError {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::None => words::pem_none(),
            Self::Unfinished => words::pem_unfinished(),
            Self::Base64 => words::pem_base64(),
            Self::TooLarge => words::pem_too_large(MAX_BLOCKS),
        }
    }
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// The blocks of `text`: of each its label, such as `CERTIFICATE`, and its bytes. What
/// stands around blocks is passed over, and lines break anywhere.
///
/// # Errors
/// Where there is no block, or one that is none.
pub fn decode(text: &str) -> Result<Vec<(String, Vec<u8>)>, PemError> {
    if text.len() > MAX_LENGTH {
        return Err(PemError::TooLarge);
    }
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (label, after) = after.split_once(DASHES).ok_or(PemError::Unfinished)?;
        let (body, after) = after.split_once(END).ok_or(PemError::Unfinished)?;
        let after = after.strip_prefix(label).ok_or(PemError::Unfinished)?;
        rest = after.strip_prefix(DASHES).ok_or(PemError::Unfinished)?;
        if blocks.len() == MAX_BLOCKS {
            return Err(PemError::TooLarge);
        }
        let bytes = base64::decode(body).ok_or(PemError::Base64)?;
        blocks.push((label.to_owned(), bytes));
    }
    match blocks.is_empty() {
        true => Err(PemError::None),
        false => Ok(blocks),
    }
}

/// Bytes as PEM, in lines of 64 characters.
#[must_use]
pub fn encode(label: &str, bytes: &[u8]) -> String {
    let mut text = format!("{BEGIN}{label}{DASHES}\n");
    for (n, character) in base64::encode(bytes).chars().enumerate() {
        if n > 0 && n % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text + "\n" + END + label + DASHES + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_however_they_are_broken() {
        let text = "Bag\n-----BEGIN A B-----\r\nAQ\r\nID\r\n-----END A B-----\n\
                    -----BEGIN C----- BA== -----END C-----";
        let blocks = decode(text).unwrap();
        let expected = [("A B".to_owned(), vec![1, 2, 3]), ("C".to_owned(), vec![4])];
        assert_eq!(blocks, expected);
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes: Vec<u8> = (0..200).collect();
        let text = encode("CERTIFICATE", &bytes);
        assert!(text.lines().all(|line| line.len() <= 64), "{text}");
        assert_eq!(decode(&text), Ok(vec![("CERTIFICATE".to_owned(), bytes)]));
    }

    #[test]
    fn what_is_no_pem_says_why() {
        for (text, error) in [
            ("", PemError::None),
            ("AQID", PemError::None),
            ("-----BEGIN A", PemError::Unfinished),
            ("-----BEGIN A-----\nAQID\n", PemError::Unfinished),
            (
                "-----BEGIN A-----\nAQID\n-----END B-----",
                PemError::Unfinished,
            ),
            ("-----BEGIN A-----\nAQ!D\n-----END A-----", PemError::Base64),
        ] {
            assert_eq!(decode(text), Err(error), "{text}");
        }
        assert_eq!(decode(&"-".repeat(MAX_LENGTH + 1)), Err(PemError::TooLarge));
        let many = encode("A", &[1]).repeat(MAX_BLOCKS + 1);
        assert_eq!(decode(&many), Err(PemError::TooLarge));
    }
}
