//! Base64 as signatures have it: the standard alphabet or the URL-safe one, with or
//! without padding, and broken into lines (protobuf's JSON mapping takes all of that;
//! cosign writes some).

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(false);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// The bytes that `text` stands for; `None` where it is no base64.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let is_break = |c: char| matches!(c, '\n' | '\r' | ' ' | '\t');
    let text: String = text.chars().filter(|c| !is_break(*c)).collect();
    let engine = match text.contains(['-', '_']) {
        true => &URL_SAFE,
        false => &STANDARD,
    };
    engine.decode(text).ok()
}

/// Base64 of the standard alphabet, padded.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_stand_for_the_same_bytes() {
        let bytes = [0xfb, 0xef, 0xff, 0x01];
        for text in ["++//AQ==", "++//AQ", "--__AQ", "++/\n/AQ=\r\n="] {
            assert_eq!(decode(text).as_deref(), Some(&bytes[..]), "{text}");
        }
        assert_eq!(decode(&encode(&bytes)).as_deref(), Some(&bytes[..]));
        for text in ["+-//AQ==", "a", "AR==", "A=AA", "ü"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
