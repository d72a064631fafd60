//! How numbers and digests are spelled for a person.

mod fold;

use std::fmt;

pub use fold::{Folded, SHOWN_OF_LONG, SHOWN_OF_NAME, SHOWN_WHOLE, short};
use serde::{Deserialize, Serialize};

use crate::words::{Arg, Message, amounts, joined, number_in_groups, size_in_units};

/// A count of bytes in decimal units: `1.2 MB`, `512 bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&size_in_units(self.0))
    }
}

impl From<Bytes> for Arg {
    fn from(Bytes(bytes): Bytes) -> Self {
        Self::Size { bytes }
    }
}

/// A count of bytes in full, with thin groups: `1,234,567`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&number_in_groups(self.0))
    }
}

/// The first twelve digits of a digest's text, whatever it is; the whole where
/// it is no longer than that.
#[must_use]
pub fn short_text(text: &str) -> String {
    let encoded = text.split_once(':').map_or(text, |(_, encoded)| encoded);
    encoded.chars().take(12).collect()
}

/// A sum of bytes of which a part may not be known: `1.2 MB`,
/// `at least 1.2 MB`, `size not known`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sum {
    /// Of all parts whose size is known, in bytes.
    pub known: u64,
    /// Some part has no size that is known, or all together are more than fits.
    pub incomplete: bool,
}

impl Sum {
    /// The sum, where every part of it is known.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        (!self.incomplete).then_some(self.known)
    }

    /// Nothing of it is known.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.incomplete && self.known == 0
    }

    /// In the unit that fits.
    #[must_use]
    pub fn message(self) -> Message {
        self.spelled(joined::verbatim(Bytes(self.known)))
    }

    /// In full, for a title: `1,234,567 bytes`.
    #[must_use]
    pub fn in_full(self) -> Message {
        self.spelled(amounts::bytes_in_full(self.known))
    }

    fn spelled(self, bytes: Message) -> Message {
        match self.incomplete {
            true if self.is_unknown() => joined::size_not_known(),
            true => joined::at_least(bytes),
            false => bytes,
        }
    }
}

/// Sizes are claims: hostile ones do not add up.
impl FromIterator<Option<u64>> for Sum {
    fn from_iter<I: IntoIterator<Item = Option<u64>>>(sizes: I) -> Self {
        let sum = |sum: Self, size: Option<u64>| {
            let together = size.and_then(|size| sum.known.checked_add(size));
            Self {
                known: sum.known.saturating_add(size.unwrap_or(0)),
                incomplete: sum.incomplete || together.is_none(),
            }
        };
        sizes.into_iter().fold(Self::default(), sum)
    }
}

impl From<Option<u64>> for Sum {
    fn from(size: Option<u64>) -> Self {
        [size].into_iter().collect()
    }
}

impl From<Sum> for Arg {
    fn from(sum: Sum) -> Self {
        sum.message().into()
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Text from outside with what could deceive the eye made visible: control
/// characters, bidirectional overrides (CVE-2021-42574) and what is not seen
/// at all become `\u{202e}`. Line breaks and tabs stay.
#[must_use]
pub fn visible(text: &str) -> String {
    spelled_out(text, |c, out| out.extend(c.escape_unicode()))
}

/// The same on one line.
#[must_use]
pub fn visible_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// JSON with the same characters escaped as JSON does it, so that it still says
/// the same. They can stand inside of its strings only.
#[must_use]
pub fn visible_json(json: &str) -> String {
    spelled_out(json, |c, out| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

/// Whether text holds characters that act or hide instead of being shown. Line
/// breaks, those of Windows too, and tabs do not.
#[must_use]
pub fn is_deceiving(text: &str) -> bool {
    !is_plain(text)
        && with_neighbours(text).any(|(before, c, after)| c != '\r' && deceives(before, c, after))
}

fn spelled_out(text: &str, spell: impl Fn(char, &mut String)) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (before, c, after) in with_neighbours(text) {
        match deceives(before, c, after) {
            true => spell(c, &mut out),
            false => out.push(c),
        }
    }
    out
}

/// Nearly all text is plain ASCII, which is told without decoding.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn with_neighbours(text: &str) -> impl Iterator<Item = (Option<char>, char, Option<char>)> {
    let mut before = None;
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = characters.next()?;
        Some((before.replace(c), c, characters.peek().copied()))
    })
}

fn deceives(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\n' | '\t' => false,
        // Variation selectors choose a form of what stands before them, and are
        // not seen behind anything else.
        '\u{180b}'..='\u{180d}' | '\u{180f}' => {
            !before.is_some_and(|c| matches!(c, '\u{1820}'..='\u{18aa}'))
        }
        '\u{fe00}'..='\u{fe0f}' => !before.is_some_and(|c| has_forms(c, after)),
        '\u{e0100}'..='\u{e01ef}' => !before.is_some_and(is_ideograph),
        _ => c.is_control() || is_unseen(c),
    }
}

/// Characters without a shape of their own: of Unicode's property
/// `Default_Ignorable_Code_Point`, and those that break or reorder lines.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Emoji and other symbols, keycaps such as `1` before U+20E3, Burmese letters
/// and ideographs (`StandardizedVariants.txt`, `emoji-variation-sequences.txt`).
fn has_forms(c: char, after: Option<char>) -> bool {
    let keycap = matches!(c, '0'..='9' | '#' | '*') && after == Some('\u{20e3}');
    let symbol = !c.is_ascii() && !c.is_alphanumeric() && !is_unseen(c) && !c.is_whitespace();
    let selector = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let letter = matches!(c, '\u{1000}'..='\u{109f}' | '\u{2139}' | '\u{24c2}'
        | '\u{3297}' | '\u{3299}' | '\u{a840}'..='\u{a87f}' | '\u{1f100}'..='\u{1f2ff}');
    keycap || (!selector && (symbol || letter || is_ideograph(c)))
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
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

    #[test]
    fn what_is_not_seen_is_spelled_out_wherever_it_stands() {
        for c in [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{2060}',
            '\u{2065}',
            '\u{206a}',
            '\u{206f}',
            '\u{3164}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{fffb}',
            '\u{1d173}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e007f}',
            '\u{e0fff}',
            '\u{85}',
        ] {
            let text = format!("a{c}b");
            assert_eq!(visible(&text), format!("a{}b", c.escape_unicode()));
            assert!(is_deceiving(&text), "{}", c.escape_unicode());
        }
        assert_eq!(visible_line("a\nb\u{2028}"), "a\\nb\\u{2028}");
        // A document of Windows is nothing odd; in a name its end is seen.
        assert!(!is_deceiving("a\r\nb\t"));
        assert_eq!(visible("a\r"), "a\\u{d}");
    }

    #[test]
    fn ordinary_text_in_any_script_stays_as_it_is() {
        for text in [
            "plain, 100 %",
            "Zażółć gęślą jaźń; naïve café",
            "容器映像檔 コンテナ 컨테이너",
            "حاوية الصورة",
            "कंटेनर छवि",
            "контейнер, εικόνα, תמונה, ภาพ, ရုပ်ပုံ",
            "👍 🇩🇪 ✔\u{fe0f} ©\u{fe0f} ℹ\u{fe0f} 1\u{fe0f}\u{20e3} 👍🏽 ㊗\u{fe0f}",
            "葛\u{e0100} 神\u{fe00} \u{1820}\u{180b}",
            "non\u{a0}breaking",
        ] {
            assert_eq!(visible(text), text);
            assert!(!is_deceiving(text), "{text}");
        }
    }

    #[test]
    fn a_variation_selector_that_selects_nothing_is_spelled_out() {
        for text in [
            "a\u{fe0f}",
            "\u{fe0f}",
            "é\u{fe00}",
            "1\u{fe0f}2",
            "✔\u{fe0f}\u{fe0f}",
            "a\u{e0100}",
            "✔\u{e0101}",
            "葛\u{e0100}\u{e0101}",
            "а\u{180b}",
        ] {
            assert!(is_deceiving(text), "{}", text.escape_unicode());
        }
    }

    #[test]
    fn json_with_hidden_characters_says_the_same_and_shows_them() {
        let json = serde_json::to_string("a\u{202e}b\u{e0041}é").unwrap();
        let shown = visible_json(&json);
        assert_eq!(shown, "\"a\\u202eb\\udb40\\udc41é\"");
        let again: String = serde_json::from_str(&shown).unwrap();
        assert_eq!(again, "a\u{202e}b\u{e0041}é");
    }

    #[test]
    fn a_sum_says_that_a_part_of_it_is_not_known() {
        for (sizes, text, full) in [
            (vec![], "0 bytes", "0 bytes"),
            (vec![Some(0)], "0 bytes", "0 bytes"),
            (vec![Some(1_200_000), Some(0)], "1.2 MB", "1,200,000 bytes"),
            (vec![None], "size not known", "size not known"),
            (vec![None, Some(0)], "size not known", "size not known"),
            (
                vec![Some(1_200_000), None],
                "at least 1.2 MB",
                "at least 1,200,000 bytes",
            ),
            (
                vec![Some(u64::MAX), Some(1)],
                "at least 18447 PB",
                "at least 18,446,744,073,709,551,615 bytes",
            ),
        ] {
            let sum: Sum = sizes.into_iter().collect();
            assert_eq!(
                (sum.to_string(), sum.in_full().to_string()),
                (text.to_owned(), full.to_owned())
            );
            assert_eq!(sum.message().to_string(), text);
            assert_eq!(
                sum.whole().is_none(),
                text.contains("not known") || text.contains("least")
            );
        }
    }
}
