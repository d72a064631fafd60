//! Verifies no signature twice: the certificates above those of signers are the same for
//! all signatures of one image.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::image::digest::raw;
use crate::signature::cryptography::{Cryptography, Refusal, Scheme};
use crate::signature::key::PublicKey;

/// The most results that are kept; those after it are computed each time.
const MAX_KEPT: usize = 8_192;

/// Another adapter, whose results are kept for as long as this is.
#[derive(Debug, Default)]
pub struct Remembered<C> {
    inner: C,
    kept: RefCell<HashMap<[u8; 32], Result<(), Refusal>>>,
}

impl<C> Remembered<C> {
    #[must_use]
    pub fn new(inner: C) -> Self {
        Self {
            inner,
            kept: RefCell::new(HashMap::new()),
        }
    }
}

impl<C: Cryptography> Cryptography for Remembered<C> {
    fn verify(
        &self,
        scheme: Scheme,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal> {
        // Hashes of equal length, so that no two questions are the same bytes.
        let mut question = format!("{scheme:?} ").into_bytes();
        for part in [key.spki(), message, signature] {
            question.extend(raw::sha256(part));
        }
        let name = raw::sha256(&question);
        if let Some(result) = self.kept.borrow().get(&name) {
            return *result;
        }
        let result = self.inner.verify(scheme, key, message, signature);
        let mut kept = self.kept.borrow_mut();
        if kept.len() < MAX_KEPT {
            kept.insert(name, result);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::cryptography::Hash;
    use std::cell::Cell;

    /// Holds of the message "yes" only, and counts.
    struct Counting<'a>(&'a Cell<u32>);

    impl Cryptography for Counting<'_> {
        fn verify(
            &self,
            _: Scheme,
            _: &PublicKey,
            message: &[u8],
            _: &[u8],
        ) -> Result<(), Refusal> {
            self.0.set(self.0.get() + 1);
            match message {
                b"yes" => Ok(()),
                _ => Err(Refusal::Wrong),
            }
        }
    }

    #[test]
    fn each_question_is_asked_once() {
        let asked = Cell::new(0);
        let remembered = Remembered::new(Counting(&asked));
        let mut spki = vec![0x30, 42, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 33, 0];
        spki.extend([7; 32]);
        let key = PublicKey::from_spki(&spki).unwrap();
        let verify = |scheme, message: &[u8]| remembered.verify(scheme, &key, message, b"");
        for _ in 0..3 {
            assert_eq!(verify(Scheme::Ed25519, b"yes"), Ok(()));
            assert_eq!(verify(Scheme::Ed25519, b"no"), Err(Refusal::Wrong));
        }
        assert_eq!(asked.get(), 2);
        assert_eq!(verify(Scheme::RsaPss(Hash::Sha256), b"yes"), Ok(()));
        assert_eq!(asked.get(), 3);
    }
}
