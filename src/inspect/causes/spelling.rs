//! Digests that are right but for how they are spelled.

use crate::image::digest::Digest;
use crate::inspect::cause::Cause;
use crate::inspect::row::Row;

/// Hexadecimal digits of a SHA-512.
const SHA512_DIGITS: usize = 128;

/// Why a malformed claim is no digest, where its digits are the right ones.
pub(super) fn cause(row: &Row) -> Option<Cause> {
    let text = row.claimed.as_deref()?;
    let computed = row.computed.as_ref()?;
    if text.parse::<Digest>().is_ok() {
        return None;
    }
    let trimmed = text.trim();
    let (algorithm, digits) = match trimmed.split_once(':') {
        Some((algorithm, digits)) => (Some(algorithm.trim()), digits.trim()),
        None => (None, trimmed),
    };
    if !digits.eq_ignore_ascii_case(computed.encoded()) {
        return None;
    }
    let right = computed.algorithm_name();
    Some(match algorithm {
        None => Cause::NoAlgorithm,
        Some(named) if !named.eq_ignore_ascii_case(right) => Cause::WrongAlgorithm {
            right: right.to_owned(),
        },
        Some(_) if text.chars().any(char::is_whitespace) => Cause::WhiteSpace,
        Some(_) => Cause::UpperCase,
    })
}

/// The SHA-512 that a claim may mean that says SHA-256 of it.
pub(super) fn meant(text: &str) -> Option<Digest> {
    let digits = text.strip_prefix("sha256:")?;
    let long = digits.len() == SHA512_DIGITS;
    long.then(|| format!("sha512:{digits}").parse().ok())?
}
