//! Annotations (image-spec, `annotations.md`).
//!
//! ```text
//! ref       ::= component ("/" component)*
//! component ::= alphanum (separator alphanum)*
//! alphanum  ::= [A-Za-z0-9]+
//! separator ::= [-._:@+] | "--"
//! ```

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::collector::{DocumentFindings, Shape, below, excerpt};
use crate::image::descriptor::REF_NAME;
use crate::image::digest::Digest;
use crate::image::json::Node;
use crate::rules::{
    ANNOTATION_RESERVED, ANNOTATION_TYPE, ANNOTATION_URL, BASE_DIGEST, CREATED_FUTURE,
    CREATED_NOT_RFC3339, REF_NAME_GRAMMAR, REF_NAME_PLACE,
};
use crate::words::findings as words;

const RESERVED: &str = "org.opencontainers.";
const CREATED: &str = "org.opencontainers.image.created";
const BASE: &str = "org.opencontainers.image.base.digest";

/// The keys that `annotations.md` and `conversion.md` define.
const DEFINED: [&str; 19] = [
    CREATED,
    BASE,
    REF_NAME,
    "org.opencontainers.image.authors",
    "org.opencontainers.image.url",
    "org.opencontainers.image.documentation",
    "org.opencontainers.image.source",
    "org.opencontainers.image.version",
    "org.opencontainers.image.revision",
    "org.opencontainers.image.vendor",
    "org.opencontainers.image.licenses",
    "org.opencontainers.image.title",
    "org.opencontainers.image.description",
    "org.opencontainers.image.base.name",
    "org.opencontainers.image.os",
    "org.opencontainers.image.architecture",
    "org.opencontainers.image.author",
    "org.opencontainers.image.stopSignal",
    "org.opencontainers.image.exposedPorts",
];

/// Whose annotations they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A descriptor of `index.json` in an OCI layout: the only place where
    /// `ref.name` means something.
    LayoutEntry,
    Other,
}

/// `pointer` is that of the owner.
pub(super) fn check(
    pointer: &str,
    owner: &Node,
    whose: Owner,
    findings: &mut DocumentFindings<'_>,
) {
    let Some(node) = owner.get("annotations") else {
        return;
    };
    let pointer = below(pointer, "annotations");
    Shape::TextMap.check(&ANNOTATION_TYPE, &pointer, node, findings);
    for member in node.members() {
        let place = below(&pointer, &member.key);
        if member.key.is_empty() {
            findings.add(&ANNOTATION_TYPE, &place, words::empty_key());
        }
        if let Some(value) = member.value.as_str() {
            one(&place, &member.key, value, whose, findings);
        }
    }
}

fn one(pointer: &str, key: &str, value: &str, whose: Owner, findings: &mut DocumentFindings<'_>) {
    let Some(rest) = key.strip_prefix(RESERVED) else {
        return;
    };
    match key {
        CREATED => check_created(pointer, value, findings),
        BASE => {
            if let Err(error) = value.parse::<Digest>() {
                findings.add(&BASE_DIGEST, pointer, error.message());
            }
        }
        REF_NAME => ref_name(pointer, value, whose, findings),
        _ if !DEFINED.contains(&key) => {
            let message = words::reserved_key(excerpt(key));
            findings.add(&ANNOTATION_RESERVED, pointer, message);
        }
        _ => {}
    }
    if matches!(rest, "image.url" | "image.source" | "image.documentation") && is_script(value) {
        let message = words::script_for_a_link(excerpt(value));
        findings.add(&ANNOTATION_URL, pointer, message);
    }
}

fn ref_name(pointer: &str, value: &str, whose: Owner, findings: &mut DocumentFindings<'_>) {
    if whose != Owner::LayoutEntry {
        let message = words::ref_name_elsewhere(REF_NAME, excerpt(value));
        findings.add(&REF_NAME_PLACE, pointer, message);
    }
    if !value.split('/').all(is_component) {
        let message = words::ref_name_grammar(excerpt(value));
        findings.add(&REF_NAME_GRAMMAR, pointer, message);
    }
}

/// `alphanum (separator alphanum)*`
fn is_component(text: &str) -> bool {
    let text = text.replace("--", "-");
    // A third `-` in a row is still there, and leaves an empty part.
    text.split(['-', '.', '_', ':', '@', '+'])
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a browser that follows `value` would run it or show it as a page of
/// this site. Browsers skip white space and control characters in a scheme.
fn is_script(value: &str) -> bool {
    let scheme: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take_while(|c| *c != ':')
        .take(16)
        .collect();
    let scheme = scheme.to_ascii_lowercase();
    value.contains(':') && matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "blob")
}

/// Complains unless `value` is a time as RFC 3339 spells it, and has passed.
pub(super) fn check_created(pointer: &str, value: &str, findings: &mut DocumentFindings<'_>) {
    let found = excerpt(value);
    match OffsetDateTime::parse(value, &Rfc3339) {
        Err(_) => {
            let message = words::created_not_a_time(found);
            findings.add(&CREATED_NOT_RFC3339, pointer, message);
        }
        Ok(time) if findings.is_future(time.unix_timestamp()) => {
            let message = words::created_in_the_future(found);
            findings.add(&CREATED_FUTURE, pointer, message);
        }
        Ok(_) => {}
    }
}
