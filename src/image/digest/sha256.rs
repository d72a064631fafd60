//! SHA-256 (FIPS 180-4, section 6.2) of one message as it comes, and of several
//! together, which is faster: see [`super::four`].
//!
//! One block after the other is compressed by the `sha2` crate. Padding and the
//! way between blocks are here, because the crate's own hasher does not let two
//! of them be fed at once.

use std::cmp::Reverse;
use std::mem;

use super::four::{self, Block, State};

/// The first bits of the fractional parts of the square roots of the first
/// primes (FIPS 180-4, section 5.3.3).
const INITIAL: State = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// Messages of which at least so many have blocks left are compressed
/// together. Two in four places are no faster than one after the other.
const ENOUGH: usize = 3;

/// The least number of blocks of each message that are compressed together.
const BLOCKS_PER_ROUND: usize = 128;

/// The most blocks of a message that wait for company: with the next bytes
/// another message may be the longest. Of the bytes of gzip layers 14 % are
/// compressed alone so, and were 20; four times as many only cost memory.
const PUT_OFF: usize = 4096;

/// A running SHA-256.
#[derive(Clone)]
pub struct Sha256 {
    state: State,
    /// What is not compressed yet: what came behind the last whole block, and
    /// what [`update_all`] has put off.
    rest: Vec<u8>,
    /// Bytes so far.
    length: u64,
}

impl Sha256 {
    pub fn new() -> Self {
        Self {
            state: INITIAL,
            rest: Vec::new(),
            length: 0,
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        let (first, then) = self.begin(bytes);
        compress(&mut self.state, first.as_chunks().0);
        compress(&mut self.state, then);
    }

    /// All there is of it, for [`from_bytes`](Self::from_bytes): the state, the
    /// length, and less than a block.
    pub fn into_bytes(mut self) -> Vec<u8> {
        let blocks = self.rest.len() / 64 * 64;
        let rest = self.rest.split_off(blocks);
        compress(&mut self.state, self.rest.as_chunks().0);
        let state = self.state.map(u32::to_be_bytes);
        [state.as_flattened(), &self.length.to_be_bytes(), &rest].concat()
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, bytes) = bytes.split_first_chunk::<32>()?;
        let (length, rest) = bytes.split_first_chunk()?;
        let mut state = INITIAL;
        for (place, word) in state.iter_mut().zip(words.as_chunks().0) {
            *place = u32::from_be_bytes(*word);
        }
        Some(Self {
            state,
            rest: rest.to_vec(),
            length: u64::from_be_bytes(*length),
        })
    }

    pub fn finish(mut self) -> [u8; 32] {
        // A one, zeros up to the last eight bytes of a block, and how many bits
        // the message had (section 5.1.1).
        let bits = self.length.wrapping_mul(8);
        let mut end = vec![0x80];
        while (self.rest.len() + end.len()) % 64 != 56 {
            end.push(0);
        }
        end.extend_from_slice(&bits.to_be_bytes());
        self.update(&end);
        let mut digest = [0; 32];
        for (bytes, word) in digest.chunks_exact_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }

    /// Takes `bytes` but for whole blocks, which are to be compressed next: those
    /// that were left of the bytes before, and those of `bytes`.
    fn begin<'a>(&mut self, bytes: &'a [u8]) -> (Vec<u8>, &'a [Block]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        let missing = self.rest.len().next_multiple_of(64) - self.rest.len();
        let (first, bytes) = bytes.split_at(missing.min(bytes.len()));
        self.rest.extend_from_slice(first);
        if !self.rest.len().is_multiple_of(64) {
            return (Vec::new(), &[]);
        }
        let (blocks, rest) = bytes.as_chunks();
        (mem::replace(&mut self.rest, rest.to_vec()), blocks)
    }
}

/// Takes the next bytes of several messages: what [`Sha256::update`] does with
/// each, in less time.
pub fn update_all<'a>(messages: impl IntoIterator<Item = (&'a mut Sha256, &'a [u8])>) {
    let mut begun = Vec::new();
    for (message, bytes) in messages {
        let (first, then) = message.begin(bytes);
        begun.push((message, first, then));
    }
    let is_enough = begun.len() >= ENOUGH;
    let mut left: Vec<_> = begun
        .iter_mut()
        .map(|(message, first, then)| Lane {
            message,
            first: first.as_chunks().0,
            then,
        })
        .collect();
    loop {
        left.retain(|lane| lane.blocks() > 0);
        // The longest go together, as there is the most to do for each.
        left.sort_by_key(|lane| Reverse(lane.blocks()));
        if left.len() < ENOUGH {
            break;
        }
        compress_four(&mut left);
    }
    for lane in left {
        lane.end(if is_enough { PUT_OFF } else { 0 });
    }
}

/// A message among others, with the blocks that it has left.
struct Lane<'a> {
    message: &'a mut Sha256,
    first: &'a [Block],
    then: &'a [Block],
}

impl<'a> Lane<'a> {
    fn blocks(&self) -> usize {
        self.first.len() + self.then.len()
    }

    /// The next blocks that stand together.
    fn front(&mut self) -> &mut &'a [Block] {
        if self.first.is_empty() {
            &mut self.then
        } else {
            &mut self.first
        }
    }

    /// Takes at most `most` of them.
    fn take(&mut self, most: usize) -> &'a [Block] {
        let front = self.front();
        let (taken, rest) = front.split_at(most.min(front.len()));
        *front = rest;
        taken
    }

    /// Compresses what is left but for the last `put_off` blocks.
    fn end(mut self, put_off: usize) {
        while self.blocks() > put_off {
            let next = self.take(self.blocks() - put_off);
            compress(&mut self.message.state, next);
        }
        if self.blocks() > 0 {
            let (first, then) = (self.first.as_flattened(), self.then.as_flattened());
            self.message.rest = [first, then, &self.message.rest].concat();
        }
    }
}

/// Takes blocks of the first four, or three: until the shortest of them has no
/// more than the next one, for who is left alone takes the most time.
fn compress_four(left: &mut [Lane<'_>]) {
    let next = left.get(4).map_or(0, Lane::blocks);
    let four = left.get_mut(..4.min(left.len())).unwrap_or_default();
    let shortest = four.last().map_or(0, Lane::blocks);
    let most = shortest.saturating_sub(next).max(BLOCKS_PER_ROUND);
    let together = four.iter_mut().map(|lane| lane.front().len());
    let count = together.fold(most, usize::min);
    let mut states = [INITIAL; 4];
    let mut taken = [&[][..]; 4];
    for ((lane, place), taken) in four.iter_mut().zip(&mut states).zip(&mut taken) {
        *place = lane.message.state;
        *taken = lane.take(count);
    }
    // Where there are three, one of them goes to the empty place too.
    if let [first, _, _, empty @ []] = &mut taken {
        *empty = first;
    }
    for (lane, found) in four.iter_mut().zip(four::compress(states, taken)) {
        lane.message.state = found;
    }
}

/// Takes whole blocks of one message.
fn compress(state: &mut State, blocks: &[Block]) {
    sha2::block_api::compress256(state, blocks);
}
