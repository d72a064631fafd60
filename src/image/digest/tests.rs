//! Hashes against those of another implementation, the `sha2` crate's own.

use sha2::Digest as _;

use super::{Algorithm, Digest, Hasher};

/// Bytes that do not repeat within a test.
fn bytes(seed: usize, length: usize) -> Vec<u8> {
    let byte = |at: usize| ((at + seed).wrapping_mul(2_654_435_761) >> 24) as u8;
    (0..length).map(byte).collect()
}

fn expected(bytes: &[u8]) -> Digest {
    let hex: String = sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Digest::from_sha256_hex(&hex).expect("a digest")
}

#[test]
fn a_message_of_each_length_around_two_blocks_has_its_hash() {
    for length in 0..=130 {
        let message = bytes(length, length);
        assert_eq!(
            Digest::sha256(&message),
            expected(&message),
            "{length} bytes"
        );
    }
}

#[test]
fn a_message_has_its_hash_however_it_is_cut() {
    let message = bytes(1, 1000);
    for step in [1, 3, 63, 64, 65, 127, 128, 129, 999] {
        let mut hasher = Hasher::sha256();
        for part in message.chunks(step) {
            hasher.update(part);
        }
        assert_eq!(hasher.finish(), expected(&message), "{step} bytes at once");
    }
}

#[test]
fn messages_that_are_hashed_together_have_the_hashes_that_they_have_alone() {
    for count in 0..=9 {
        for longest in [0, 1, 64, 640, 5000, 400_000] {
            // Each shorter than the one before, and at another place in a block.
            let messages: Vec<Vec<u8>> = (0..count)
                .map(|index| bytes(index, longest * (count - index) / count + index))
                .collect();
            let mut hashers = vec![Hasher::sha256(); count];
            for (index, hasher) in hashers.iter_mut().enumerate() {
                hasher.update(&bytes(index + 100, 7 * index));
            }
            for half in 0..2 {
                let parts = messages.iter().map(|message| {
                    let (first, second) = message.split_at(message.len() / 3);
                    [first, second][half]
                });
                Hasher::update_all(hashers.iter_mut().zip(parts));
            }
            for (index, hasher) in hashers.into_iter().enumerate() {
                let whole = [bytes(index + 100, 7 * index), messages[index].clone()].concat();
                assert_eq!(
                    hasher.finish(),
                    expected(&whole),
                    "message {index} of {count}, {longest}"
                );
            }
        }
    }
}

#[test]
fn a_hash_goes_on_elsewhere() {
    // The longest of three leaves blocks that wait for company.
    for length in [0, 1, 64, 1000, 300_000] {
        let message = bytes(3, 2 * length + 7);
        let (first, then) = message.split_at(length);
        let mut hashers = vec![Hasher::sha256(); 3];
        let parts = [first, &first[..length / 3], &first[..length / 4]];
        Hasher::update_all(hashers.iter_mut().zip(parts));
        let suspended = hashers.swap_remove(0).suspend().expect("a SHA-256");
        assert!(suspended.len() < 32 + 8 + 64, "{} bytes", suspended.len());
        let mut there = Hasher::resume(&suspended).expect("what was suspended");
        there.update(then);
        assert_eq!(there.finish(), expected(&message), "{length} bytes");
    }
}

#[test]
fn what_is_no_suspended_hash_does_not_go_on() {
    let sha512 = Hasher::for_algorithm(Algorithm::Sha512).expect("an algorithm of this build");
    assert_eq!(sha512.suspend(), None);
    for length in 0..40 {
        assert!(
            Hasher::resume(&bytes(1, length)).is_none(),
            "{length} bytes"
        );
    }
}

#[test]
fn other_hashes_go_along_with_those_that_are_hashed_together() {
    let message = bytes(5, 1000);
    let mut hashers = vec![Hasher::sha256(); 3];
    hashers.extend(Hasher::for_algorithm(Algorithm::Sha512));
    Hasher::update_all(hashers.iter_mut().map(|hasher| (hasher, &message[..])));
    let found: Vec<Digest> = hashers
        .into_iter()
        .map(|hasher| hasher.finish().into_digest())
        .collect();
    let sha256 = expected(&message);
    let sha512 = sha2::Sha512::digest(&message);
    let sha512: String = sha512.iter().map(|byte| format!("{byte:02x}")).collect();
    let sha512 = format!("sha512:{sha512}").parse().expect("a digest");
    assert_eq!(found, [sha256.clone(), sha256.clone(), sha256, sha512]);
}
