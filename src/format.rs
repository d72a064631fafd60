//! How numbers and digests are spelled for a person.

mod fold;

use std::fmt;

pub use fold::{Folded, SHOWN_OF_LONG, SHOWN_OF_NAME, SHOWN_WHOLE, short};

use crate::image::digest::Digest;

/// A count of bytes in decimal units: `1.2 MB`, `512 bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
        match self.0 {
            1 => return f.write_str("1 byte"),
            0..1_000 => return write!(f, "{} bytes", self.0),
            _ => {}
        }
        // Precise enough: three digits are shown of at most 64 bits.
        let mut value = self.0 as f64;
        let mut unit = "";
        for name in UNITS {
            value /= 1_000.0;
            unit = name;
            if value < 999.5 {
                break;
            }
        }
        match value {
            v if v < 9.95 => write!(f, "{v:.1} {unit}"),
            v => write!(f, "{v:.0} {unit}"),
        }
    }
}

/// A count of bytes in full, with thin groups: `1,234,567`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// A digest cut to what a person compares at a glance: `sha256:8ddc19f16526`,
/// as `docker` shows IDs.
#[derive(Clone, Copy, Debug)]
pub struct Short<'a>(pub &'a Digest);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded: String = self.0.encoded().chars().take(12).collect();
        write!(f, "{}:{encoded}", self.0.algorithm_name())
    }
}

/// The first twelve digits of a digest's text, whatever it is; the whole where
/// it is no longer than that.
#[must_use]
pub fn short_text(text: &str) -> String {
    let encoded = text.split_once(':').map_or(text, |(_, encoded)| encoded);
    encoded.chars().take(12).collect()
}

/// Text from outside with what could deceive the eye made visible: control
/// characters, bidirectional overrides (CVE-2021-42574) and invisible ones
/// become `\u{202e}`.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let deceiving = (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        if deceiving {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_counts_are_decimal_with_two_digits_or_more() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (9_960, "10 kB"),
            (182_300_000, "182 MB"),
            (999_600_000, "1.0 GB"),
            (1_160_000_000, "1.2 GB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(Bytes(bytes).to_string(), text);
        }
        assert_eq!(Grouped(1_234_567).to_string(), "1,234,567");
        assert_eq!(Grouped(12).to_string(), "12");
    }

    #[test]
    fn what_could_deceive_the_eye_is_spelled_out() {
        assert_eq!(
            visible("a\u{202e}b\u{1b}[2J\u{200b}é\n"),
            "a\\u{202e}b\\u{1b}[2J\\u{200b}é\n"
        );
    }
}
