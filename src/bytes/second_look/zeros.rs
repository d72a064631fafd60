//! Zeros at the end of bytes: a tar ends with two blocks of them, writers pad to
//! records of 10 KiB, and tools that write a tar again keep neither.

use std::collections::HashSet;

use super::{Accident, Bank};
use crate::image::digest::Digest;

/// What a tar is made of, in bytes (POSIX pax, "ustar Interchange Format").
const BLOCK: u64 = 512;

/// How many blocks of zeros are tried at most: a record of two megabytes, more
/// than any tool pads to.
const MOST_BLOCKS: u64 = 4096;

/// How many more than there are: two records of the usual 20 blocks.
const MORE_BLOCKS: u64 = 40;

const ZEROS: [u8; BLOCK as usize] = [0; BLOCK as usize];

/// Bytes, hashed up to the last one that is not zero.
#[derive(Clone)]
pub(super) struct Zeros {
    bank: Bank,
    hashed: u64,
    /// Zeros behind them.
    zeros: u64,
}

impl Zeros {
    pub(super) fn new(bank: Bank) -> Self {
        Self {
            bank,
            hashed: 0,
            zeros: 0,
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let length = match bytes.iter().rposition(|byte| *byte != 0) {
            Some(last) => last + 1,
            None => 0,
        };
        if length > 0 {
            self.add_zeros(self.zeros);
            self.zeros = 0;
            let (before, _) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
            self.bank.update(before);
            self.hashed = self.hashed.saturating_add(length as u64);
        }
        self.zeros = self.zeros.saturating_add((bytes.len() - length) as u64);
    }

    fn add_zeros(&mut self, mut count: u64) {
        while count > 0 {
            let now = count.min(BLOCK);
            let zeros = usize::try_from(now).ok().and_then(|now| ZEROS.get(..now));
            self.bank.update(zeros.unwrap_or_default());
            self.hashed = self.hashed.saturating_add(now);
            count -= now;
        }
    }

    /// Other numbers of zeros that come to one of `sought`. Bytes that are zeros
    /// alone say nothing.
    pub(super) fn find(&self, sought: &HashSet<Digest>) -> Vec<(Digest, Accident)> {
        let mut found = Vec::new();
        if sought.is_empty() || self.hashed == 0 {
            return found;
        }
        let mut tried = self.clone();
        let here = self.hashed.saturating_add(self.zeros);
        let mut look = |tried: &Self| {
            let accident = match tried.hashed {
                there if there < here => Accident::ZerosAdded {
                    bytes: here - there,
                },
                there if there > here => Accident::ZerosLost {
                    bytes: there - here,
                },
                _ => return,
            };
            let digest = tried.bank.finds(sought);
            found.extend(digest.map(|digest| (digest, accident)));
        };
        look(&tried);
        // From there on whole blocks.
        let unaligned = tried.hashed % BLOCK;
        if unaligned > 0 {
            tried.add_zeros(BLOCK - unaligned);
            look(&tried);
        }
        for _ in 0..(self.zeros / BLOCK + MORE_BLOCKS).min(MOST_BLOCKS) {
            tried.add_zeros(BLOCK);
            look(&tried);
        }
        found
    }
}
