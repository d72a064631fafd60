//! Digests for the eye: what is bold, what differs, what is cut off.

use crate::format::{short, short_text};

/// The parts in which a digest is set: the algorithm, the twelve digits that a
/// person compares, and the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestParts<'a> {
    /// With its colon; empty where there is none.
    pub algorithm: &'a str,
    pub head: &'a str,
    pub tail: &'a str,
}

impl<'a> DigestParts<'a> {
    /// Of any text: a malformed digest has parts, too.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let (algorithm, encoded) = text.split_at(text.find(':').map_or(0, |colon| colon + 1));
        let end = encoded
            .char_indices()
            .nth(12)
            .map_or(encoded.len(), |(at, _)| at);
        let (head, tail) = encoded.split_at(end);
        Self {
            algorithm,
            head,
            tail,
        }
    }
}

/// A run of a digest's characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub differs: bool,
}

/// `text` in runs that are the same as, or differ from, what stands at the
/// same place of `other`.
#[must_use]
pub fn runs(text: &str, other: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut others = other.chars();
    for c in text.chars() {
        let differs = others.next() != Some(c);
        match runs.last_mut() {
            Some(run) if run.differs == differs => run.text.push(c),
            _ => runs.push(Run {
                text: c.to_string(),
                differs,
            }),
        }
    }
    runs
}

/// The longest name in a path that is shown in full, in characters: a file
/// that is named by a digest has 64, and the eye reads twelve of them.
const LONGEST_NAME: usize = 40;

/// What a claimant is called where there is little room: twelve digits of a
/// digest, a path with a long last name cut short.
#[must_use]
pub fn short_name(document: &str) -> String {
    if document.contains(':') {
        return short_text(document);
    }
    let (folder, name) = document.split_at(document.rfind('/').map_or(0, |slash| slash + 1));
    if name.chars().count() <= LONGEST_NAME {
        return short(document);
    }
    let begin: String = name.chars().take(12).collect();
    format!("{}{begin}…", short(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_set_in_three_parts_and_so_is_what_is_none() {
        let digest = "sha256:8ddc19f16526912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f";
        for (text, algorithm, head, tail) in [
            (
                digest,
                "sha256:",
                "8ddc19f16526",
                "912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f",
            ),
            ("deadbeef", "", "deadbeef", ""),
            ("x:", "x:", "", ""),
            ("", "", "", ""),
            ("sha256:ééééééééééééé", "sha256:", "éééééééééééé", "é"),
        ] {
            let parts = DigestParts {
                algorithm,
                head,
                tail,
            };
            assert_eq!(DigestParts::of(text), parts, "{text}");
        }
    }

    #[track_caller]
    fn check_runs(text: &str, other: &str, marked: &str) {
        let shown: String = runs(text, other)
            .iter()
            .map(|run| match run.differs {
                true => format!("[{}]", run.text),
                false => run.text.clone(),
            })
            .collect();
        assert_eq!(shown, marked);
    }

    #[test]
    fn digits_that_differ_are_marked_in_runs() {
        check_runs("sha256:abcd", "sha256:abcd", "sha256:abcd");
        check_runs("sha256:abcd", "sha256:axxd", "sha256:a[bc]d");
        check_runs("abcd", "ab", "ab[cd]");
        check_runs("ab", "abcd", "ab");
        check_runs("", "abcd", "");
    }

    #[test]
    fn a_path_that_ends_in_a_digest_is_cut_short() {
        for (document, short) in [
            ("sha256:8ddc19f16526912237dd8af8", "8ddc19f16526"),
            ("index.json", "index.json"),
            (
                "blobs/sha256/8ddc19f16526912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f",
                "blobs/sha256/8ddc19f16526…",
            ),
            ("8ddc19f1/layer.tar", "8ddc19f1/layer.tar"),
        ] {
            assert_eq!(short_name(document), short);
        }
    }
}
