//! Hexadecimal digits, two for each byte.

/// Lower-case digits.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that `text` stands for; `None` where it is something else.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes().chunks(2).map(|pair| {
        let is_digits = pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit);
        let pair = std::str::from_utf8(pair).ok().filter(|_| is_digits)?;
        u8::from_str_radix(pair, 16).ok()
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_stand_for_a_byte() {
        assert_eq!(encode(&[0, 0xaf]), "00af");
        assert_eq!(decode("00AF"), Some(vec![0, 0xaf]));
        for text in ["0", "0g", "+1", "ü"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
