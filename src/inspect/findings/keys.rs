//! Keys that readers take differently: in another case, and of another kind of
//! document (CVE-2021-41190).
//!
//! Go's `encoding/json` matches keys in any case, and folds two characters
//! beyond ASCII: `ſ` (U+017F) is an `s`, and `K` (U+212A) a `k`.

use super::collector::{DocumentFindings, below, excerpt};
use crate::image::json::Node;
use crate::image::manifest::DocumentKind;
use crate::rules::{AMBIGUOUS_DOCUMENT, CASE_VARIANT_KEY, Rule};
use crate::words::findings as words;

/// The members that make a document what it is, as `containers/image` holds
/// them against each other (`ValidateUnambiguousManifestFormat`).
const TELLING: [(&str, DocumentKind); 6] = [
    ("config", DocumentKind::Manifest),
    ("layers", DocumentKind::Manifest),
    ("manifests", DocumentKind::Index),
    ("fsLayers", DocumentKind::Schema1),
    ("history", DocumentKind::Schema1),
    ("blobs", DocumentKind::ArtifactManifest),
];

/// Complains of members by which another reader takes the document for
/// something else.
pub(super) fn check_unambiguous(
    kind: DocumentKind,
    root: &Node,
    findings: &mut DocumentFindings<'_>,
) {
    // A config has a `config` and a `history` of its own.
    let own: &[&str] = match kind {
        DocumentKind::Config => &["config", "history"],
        DocumentKind::Index
        | DocumentKind::Manifest
        | DocumentKind::ArtifactManifest
        | DocumentKind::Schema1 => &[],
        _ => return,
    };
    for member in root.members() {
        let telling = TELLING
            .iter()
            .find(|(key, of)| *of != kind && !own.contains(key) && same_to_go(&member.key, key));
        if let Some((_, of)) = telling {
            let message = words::ambiguous_member(kind.name(), excerpt(&member.key), of.name());
            findings.add(&AMBIGUOUS_DOCUMENT, &below("", &member.key), message);
        }
    }
}

/// Complains of keys that are one of `known` in another case.
pub(super) fn check_case(
    pointer: &str,
    node: &Node,
    known: &[&str],
    findings: &mut DocumentFindings<'_>,
) {
    check_case_by(&CASE_VARIANT_KEY, pointer, node, known, findings);
}

/// The same, by another rule.
pub(super) fn check_case_by(
    rule: &'static Rule,
    pointer: &str,
    node: &Node,
    known: &[&str],
    findings: &mut DocumentFindings<'_>,
) {
    for member in node.members() {
        if known.contains(&member.key.as_str()) {
            continue;
        }
        if let Some(key) = known.iter().find(|key| same_to_go(&member.key, key)) {
            let message = words::other_case(*key, excerpt(&member.key));
            findings.add(rule, &below(pointer, &member.key), message);
        }
    }
}

/// Whether Go's JSON reader takes `key` for `known`, which is ASCII.
fn same_to_go(key: &str, known: &str) -> bool {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => c.to_ascii_lowercase(),
    };
    // `known` is ASCII, so a key that matches has as many characters.
    let mut characters = key.chars().map(fold);
    known
        .chars()
        .all(|c| characters.next() == Some(c.to_ascii_lowercase()))
        && characters.next().is_none()
}
