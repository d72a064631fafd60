//! The CRC-32 of gzip (RFC 1952, section 8), without tables: those took a
//! twentieth of all the time for an image of gzip layers.
//!
//! A message is a polynomial over GF(2), and its checksum what is left of it
//! modulo the generator, so multiples of that may be added. The one of five terms
//! that has the least degree is *x*³⁰⁰ + *x*¹⁵⁵ + *x*¹¹⁷ + *x*⁸⁹ + 1 (found by
//! trying all; that of four has 3,006). Squared seven times it is the same in
//! *x*¹²⁸, as (*a* + *b*)² is *a*² + *b*² here. So sixteen bytes may be taken out
//! of a message where they are added to those 145, 183, 211 and 300 times sixteen
//! bytes behind them. That is four operations for sixteen bytes, and leaves
//! [`WINDOW`] bytes in the end, whose checksum is that of all.
//!
//! In Chromium 148 on two cores (AMD EPYC, Zen 5) one core does 8 GB/s; tables,
//! as `zlib-rs` and `crc32fast` have them, do 4.

use flate2::Crc;

/// How far behind bytes are added that are taken out, in bytes.
const BEHIND: [usize; 4] = [145 * 16, 183 * 16, 211 * 16, WINDOW];

/// Bytes that cannot be taken out yet, as bytes behind them would be missing.
const WINDOW: usize = 300 * 16;

/// Bytes that do not depend on each other.
const RUN: usize = 145 * 16;

/// Bytes that are kept at once: with these the processor's nearest cache has
/// room for others.
const KEPT: usize = WINDOW + 8 * RUN;

/// So many bytes go the way of tables, as the window costs microseconds in the
/// end: a layer may have a member for each of its files, most of them small.
const FEW: usize = 16 << 10;

/// The generator without its first term, the lowest power at the top (RFC 1952,
/// section 8).
const GENERATOR: u32 = 0xedb8_8320;

/// A checksum in the making.
pub(super) struct Crc32 {
    /// That of the first bytes.
    few: Crc,
    /// The window and what came behind it, with everything added as if nothing
    /// ended here. Made when it is needed.
    bytes: Vec<u8>,
    /// Where the window ends; 0 as long as few bytes came.
    end: usize,
}

impl Crc32 {
    pub(super) fn new() -> Self {
        Self {
            few: Crc::new(),
            bytes: Vec::new(),
            end: 0,
        }
    }

    /// Begins another one.
    pub(super) fn reset(&mut self) {
        self.few.reset();
        self.end = 0;
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let mut many = bytes;
        if self.end == 0 {
            // OK on 32 bits: no more than FEW.
            let missing = FEW - self.few.amount() as usize;
            let (few, rest) = bytes.split_at(missing.min(bytes.len()));
            self.few.update(few);
            if rest.is_empty() {
                return;
            }
            self.open();
            many = rest;
        }
        many.chunks(RUN).for_each(|run| self.take(run));
    }

    /// Begins with a window that has the checksum of the few bytes.
    fn open(&mut self) {
        self.bytes.resize(KEPT, 0);
        self.bytes
            .iter_mut()
            .take(WINDOW)
            .for_each(|byte| *byte = 0);
        self.end = WINDOW;
        self.take(&bytes_of(!self.few.sum()));
    }

    fn take(&mut self, run: &[u8]) {
        if self.end + run.len() > KEPT {
            self.bytes.copy_within(self.end - WINDOW..self.end, 0);
            self.end = WINDOW;
        }
        let (past, next) = self.bytes.split_at_mut(self.end);
        let from = BEHIND.map(|behind| past.get(past.len() - behind..).unwrap_or_default());
        add(next, run, from);
        self.end += run.len();
    }

    /// The checksum of all bytes so far.
    pub(super) fn sum(&self) -> u32 {
        if self.end == 0 {
            return self.few.sum();
        }
        let window = self.bytes.get(self.end - WINDOW..self.end);
        let mut window = window.unwrap_or_default().to_vec();
        // Bytes of the window were added as if they could be taken out.
        let (words, _) = window.as_chunks_mut::<16>();
        for at in (0..words.len()).rev() {
            for behind in BEHIND {
                let from = at.checked_sub(behind / 16).and_then(|from| words.get(from));
                if let Some(from) = from.map(number)
                    && let Some(word) = words.get_mut(at)
                {
                    *word = (number(word) ^ from).to_ne_bytes();
                }
            }
        }
        // The other one begins with a register of ones, this with zeros.
        window.iter_mut().take(4).for_each(|byte| *byte ^= 0xff);
        let mut crc = Crc::new();
        crc.update(&window);
        crc.sum()
    }
}

/// The four bytes that bring a register of zeros to `register`: what each bit
/// did is undone, the last one first.
fn bytes_of(mut register: u32) -> [u8; 4] {
    for _ in 0..32 {
        register = match register >> 31 {
            0 => register << 1,
            _ => (register ^ GENERATOR) << 1 | 1,
        };
    }
    register.to_le_bytes()
}

/// Puts `run` with `from` added to the beginning of `next`, all of which are at
/// least as long.
#[inline(always)]
fn add(next: &mut [u8], run: &[u8], [one, two, three, last]: [&[u8]; 4]) {
    let (words, rest) = run.as_chunks::<16>();
    let (fives, few) = words.as_chunks::<5>();
    let from = fives_of(one).zip(fives_of(two));
    let from = from.zip(fives_of(three)).zip(fives_of(last));
    let to = next.as_chunks_mut().0.as_chunks_mut::<5>().0;
    for ((to, word), (((one, two), three), last)) in to.iter_mut().zip(fives).zip(from) {
        macro_rules! sum {
            ($at:literal) => {
                let sum = number(&word[$at]) ^ number(&one[$at]) ^ number(&two[$at]);
                let sum = sum ^ number(&three[$at]) ^ number(&last[$at]);
                to[$at] = sum.to_ne_bytes();
            };
        }
        sum!(0);
        sum!(1);
        sum!(2);
        sum!(3);
        sum!(4);
    }
    let at = run.len() - rest.len() - few.len() * 16;
    for (behind, byte) in few.as_flattened().iter().chain(rest).enumerate() {
        let at = at + behind;
        let from = [one, two, three, last].map(|from| from.get(at).copied().unwrap_or_default());
        if let Some(to) = next.get_mut(at) {
            *to = from.into_iter().fold(*byte, |sum, byte| sum ^ byte);
        }
    }
}

/// So many words are added at once that the way to them takes little time.
fn fives_of(bytes: &[u8]) -> impl Iterator<Item = &[[u8; 16]; 5]> {
    bytes.as_chunks().0.as_chunks().0.iter()
}

#[inline(always)]
fn number(bytes: &[u8; 16]) -> u128 {
    u128::from_ne_bytes(*bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect()
    }

    /// By tables.
    fn expected(bytes: &[u8]) -> u32 {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    #[test]
    fn the_checksum_of_the_nine_digits_is_the_published_one() {
        let mut crc = Crc32::new();
        crc.update(b"123456789");
        assert_eq!(crc.sum(), 0xcbf4_3926);
    }

    #[test]
    fn the_sparse_multiple_is_a_multiple_of_the_generator() {
        // x^n modulo the generator, the lowest power at the top.
        let power = |n| (0..n).fold(1 << 31, |x: u32, _| (x >> 1) ^ ((x & 1) * GENERATOR));
        assert_eq!(power(300) ^ power(155) ^ power(117) ^ power(89), power(0));
        assert_eq!(
            BEHIND,
            [300 - 155, 300 - 117, 300 - 89, 300].map(|words| words * 16)
        );
    }

    #[test]
    fn a_message_of_any_length_has_the_checksum_that_tables_say() {
        let message = bytes(FEW + 2 * KEPT);
        let about = |length: usize| length.saturating_sub(20)..length + 20;
        let lengths = about(0)
            .chain(about(FEW))
            .chain(about(FEW + RUN))
            .chain(about(FEW + WINDOW))
            .chain(about(FEW + KEPT - WINDOW))
            .chain([message.len()]);
        for length in lengths {
            let mut crc = Crc32::new();
            crc.update(&message[..length]);
            assert_eq!(crc.sum(), expected(&message[..length]), "{length}");
        }
    }

    #[test]
    fn it_does_not_matter_how_a_message_is_cut_nor_what_came_before() {
        let message = bytes(200_000);
        let mut crc = Crc32::new();
        for size in [1, 7, 16, 63, 1000, RUN - 1, RUN + 1, 30_000] {
            crc.reset();
            for part in message.chunks(size) {
                crc.update(part);
            }
            assert_eq!(crc.sum(), expected(&message), "{size}");
        }
    }

    #[test]
    fn one_bit_makes_another_checksum_wherever_it_is() {
        let mut message = bytes(FEW + 20_000);
        let unchanged = expected(&message);
        for at in (0..message.len()).step_by(97) {
            message[at] ^= 1 << (at % 8);
            let mut crc = Crc32::new();
            crc.update(&message);
            assert_ne!(crc.sum(), unchanged, "{at}");
            assert_eq!(crc.sum(), expected(&message), "{at}");
            message[at] ^= 1 << (at % 8);
        }
    }
}
