//! Descriptors (image-spec, `descriptor.md`) and platforms
//! (`image-index.md#platform`).
//!
//! ```text
//! media type ::= name "/" name
//! name       ::= [A-Za-z0-9] [A-Za-z0-9!#$&^_.+-]{0,126}      (RFC 6838 §4.2)
//! URI        ::= scheme ":" rest                              (RFC 3986 §3)
//! scheme     ::= [A-Za-z] [A-Za-z0-9+.-]*
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::annotations::{self, Owner};
use super::collector::{DocumentFindings, Shape, below, excerpt, items};
use super::keys;
use crate::image::digest::{Algorithm, Digest};
use crate::image::json::{Node, Value};
use crate::image::media_type::{Kind, OCI_EMPTY};
use crate::rules::{
    ARTIFACT_TYPE, DESCRIPTOR, DESCRIPTOR_DATA, DESCRIPTOR_DIGEST, DESCRIPTOR_MEDIA_TYPE,
    DESCRIPTOR_SIZE, DESCRIPTOR_URLS, EMPTY_DESCRIPTOR, FOREIGN_LAYER, FOREIGN_URLS, PLATFORM,
    Rule, UNKNOWN_ALGORITHM,
};
use crate::words::findings as words;

const KEYS: [&str; 8] = [
    "mediaType",
    "digest",
    "size",
    "urls",
    "annotations",
    "data",
    "artifactType",
    "platform",
];
const PLATFORM_KEYS: [&str; 5] = ["architecture", "os", "os.version", "os.features", "variant"];

/// Looks at the value at `pointer`, which should be a descriptor.
pub(super) fn check(pointer: &str, node: &Node, whose: Owner, findings: &mut DocumentFindings<'_>) {
    if !matches!(node.value, Value::Object(_)) {
        return findings.unexpected(&DESCRIPTOR, pointer, words::a_descriptor(), node);
    }
    keys::check_case(pointer, node, &KEYS, findings);
    media_type(pointer, node, findings);
    let digest = check_digest(&DESCRIPTOR_DIGEST, pointer, node, "digest", findings);
    let size = size(pointer, node, findings);
    urls(pointer, node, findings);
    data(pointer, node, digest.as_ref(), size, findings);
    check_media_type(&ARTIFACT_TYPE, pointer, node, "artifactType", findings);
    if node.get("mediaType").and_then(Node::as_str) == Some(OCI_EMPTY) {
        empty(pointer, digest.as_ref(), size, findings);
    }
    annotations::check(pointer, node, whose, findings);
    if let Some(platform) = node.get("platform") {
        check_platform(&below(pointer, "platform"), platform, findings);
    }
}

fn media_type(pointer: &str, node: &Node, findings: &mut DocumentFindings<'_>) {
    let rule = &DESCRIPTOR_MEDIA_TYPE;
    if node.get("mediaType").is_none() {
        return findings.member(rule, pointer, "mediaType", words::a_media_type(), None);
    }
    check_media_type(rule, pointer, node, "mediaType", findings);
    let Some(text) = node.get("mediaType").and_then(Node::as_str) else {
        return;
    };
    if matches!(Kind::of(text), Kind::Layer(layer) if layer.foreign) {
        let message = words::foreign_layer(excerpt(text));
        findings.add(&FOREIGN_LAYER, &below(pointer, "mediaType"), message);
    }
}

/// Complains of a member that is there and no media type.
pub(super) fn check_media_type(
    rule: &'static Rule,
    pointer: &str,
    node: &Node,
    key: &str,
    findings: &mut DocumentFindings<'_>,
) {
    let Some(value) = node.get(key) else {
        return;
    };
    if !value.as_str().is_some_and(is_media_type) {
        let expected = words::a_media_type_with_subtype();
        findings.member(rule, pointer, key, expected, Some(value));
    }
}

/// `type/subtype`, without parameters.
pub(super) fn is_media_type(text: &str) -> bool {
    let name = |name: &str| {
        name.len() <= 127
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| name(kind) && name(subtype))
}

/// The digest in a member, where it is one; a complaint where not, and where
/// it cannot be computed here.
pub(super) fn check_digest(
    rule: &'static Rule,
    pointer: &str,
    node: &Node,
    key: &str,
    findings: &mut DocumentFindings<'_>,
) -> Option<Digest> {
    let Some(text) = node.get(key).and_then(Node::as_str) else {
        findings.member(rule, pointer, key, words::a_digest(), node.get(key));
        return None;
    };
    check_digest_text(rule, &below(pointer, key), text, findings)
}

/// The same, of a text.
pub(super) fn check_digest_text(
    rule: &'static Rule,
    pointer: &str,
    text: &str,
    findings: &mut DocumentFindings<'_>,
) -> Option<Digest> {
    match text.parse::<Digest>() {
        Ok(digest) => {
            if digest.algorithm() == Algorithm::Other {
                let message = words::unknown_algorithm(excerpt(digest.algorithm_name()));
                findings.add(&UNKNOWN_ALGORITHM, pointer, message);
            }
            Some(digest)
        }
        Err(error) => {
            findings.add(rule, pointer, error.message());
            None
        }
    }
}

fn size(pointer: &str, node: &Node, findings: &mut DocumentFindings<'_>) -> Option<u64> {
    let value = node.get("size");
    let size = value.and_then(Node::as_size);
    if size.is_none() {
        let expected = words::a_size();
        findings.member(&DESCRIPTOR_SIZE, pointer, "size", expected, value);
    }
    size
}

fn urls(pointer: &str, node: &Node, findings: &mut DocumentFindings<'_>) {
    let Some(list) = node.get("urls") else {
        return;
    };
    let pointer = below(pointer, "urls");
    Shape::Texts.check(&DESCRIPTOR_URLS, &pointer, list, findings);
    let urls =
        || items(pointer.clone(), Some(list)).filter_map(|(at, url)| Some((at, url.as_str()?)));
    for (pointer, url) in urls().filter(|(_, url)| !is_absolute(url)) {
        let message = words::relative_url(excerpt(url));
        findings.add(&DESCRIPTOR_URLS, &pointer, message);
    }
    if let Some((_, first)) = urls().next() {
        let message = words::foreign_url(excerpt(first));
        findings.add(&FOREIGN_URLS, &pointer, message);
    }
}

fn is_absolute(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
        && !rest.is_empty()
        && rest
            .bytes()
            .all(|b| b.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&b))
}

fn data(
    pointer: &str,
    node: &Node,
    digest: Option<&Digest>,
    size: Option<u64>,
    findings: &mut DocumentFindings<'_>,
) {
    let Some(value) = node.get("data") else {
        return;
    };
    let content = value.as_str().and_then(|text| STANDARD.decode(text).ok());
    let Some(content) = content else {
        let expected = words::base64_with_padding();
        return findings.member(&DESCRIPTOR_DATA, pointer, "data", expected, Some(value));
    };
    let length = content.len() as u64;
    let place = below(pointer, "data");
    if let Some(size) = size.filter(|size| *size != length) {
        let message = words::data_size(size, length);
        findings.add(&DESCRIPTOR_DATA, &place, message);
    }
    let computed = digest.and_then(|digest| Some((digest, digest.recompute(&content)?)));
    if let Some((claimed, computed)) = computed.filter(|(claimed, computed)| *claimed != computed) {
        let message = words::data_digest(claimed, &computed);
        findings.add(&DESCRIPTOR_DATA, &place, message);
    }
}

/// The content of the empty media type is `{}`, by whatever digest.
fn empty(
    pointer: &str,
    digest: Option<&Digest>,
    size: Option<u64>,
    findings: &mut DocumentFindings<'_>,
) {
    const EMPTY: &[u8] = b"{}";
    if let Some(size) = size.filter(|size| *size != EMPTY.len() as u64) {
        let message = words::empty_size(OCI_EMPTY, size);
        findings.add(&EMPTY_DESCRIPTOR, &below(pointer, "size"), message);
    }
    let expected = digest.and_then(|digest| Some((digest, digest.recompute(EMPTY)?)));
    if let Some((found, expected)) = expected.filter(|(found, expected)| *found != expected) {
        let message = words::empty_digest(&expected, found);
        findings.add(&EMPTY_DESCRIPTOR, &below(pointer, "digest"), message);
    }
}

fn check_platform(pointer: &str, node: &Node, findings: &mut DocumentFindings<'_>) {
    if !matches!(node.value, Value::Object(_)) {
        return Shape::Object.check(&PLATFORM, pointer, node, findings);
    }
    keys::check_case(pointer, node, &PLATFORM_KEYS, findings);
    for key in ["os", "architecture"] {
        let value = node.get(key);
        if value.and_then(Node::as_str).is_none_or(str::is_empty) {
            findings.member(&PLATFORM, pointer, key, words::a_name(), value);
        }
    }
    let others = [
        ("variant", Shape::Text),
        ("os.version", Shape::Text),
        ("os.features", Shape::Texts),
    ];
    for (key, shape) in others {
        if let Some(value) = node.get(key) {
            shape.check(&PLATFORM, &below(pointer, key), value, findings);
        }
    }
}
