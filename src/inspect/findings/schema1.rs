//! Docker's schema 1 manifests: the payload that the digest is of, and what
//! stands around it (CVE-2014-8178, CVE-2014-8179).

use super::collector::{DocumentFindings, below, excerpt, items};
use super::descriptor::check_digest;
use super::keys;
use super::manifest;
use super::subject::{Context, Subject};
use crate::image::json::{Json, Node, Value};
use crate::image::schema1::{self, Schema1, Schema1Layer};
use crate::rules::{
    DESCRIPTOR_DIGEST, SCHEMA1, SCHEMA1_CHAIN, SCHEMA1_FIELD, SCHEMA1_HISTORY_COUNT,
    SCHEMA1_OUTSIDE_PAYLOAD, SCHEMA1_PAYLOAD,
};
use crate::words::documents;
use crate::words::findings as json;
use crate::words::findings_config as words;

const KEYS: [&str; 8] = [
    "schemaVersion",
    "mediaType",
    "name",
    "tag",
    "architecture",
    "fsLayers",
    "history",
    "signatures",
];

pub(super) fn check(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    if !manifest::check_header(subject, context, findings) {
        return;
    }
    findings.add(&SCHEMA1, "", words::schema1());
    keys::check_case("", subject.root, &KEYS, findings);
    match schema1::payload(&subject.document.bytes, subject.root) {
        Err(error) => {
            findings.add(&SCHEMA1_PAYLOAD, "/signatures", error.message());
            fields(subject.root, findings);
        }
        Ok(payload) => {
            outside(subject, &payload, findings);
            match Json::parse(&payload).root {
                Some(root) => fields(&root, findings),
                None => {
                    let message = words::payload_not_json();
                    findings.add(&SCHEMA1_PAYLOAD, "/signatures", message);
                }
            }
        }
    }
}

/// Members behind the payload: the digest does not cover them.
fn outside(subject: &Subject<'_>, payload: &[u8], findings: &mut DocumentFindings<'_>) {
    // Where body and payload part, the body goes on with what is not covered.
    let pairs = subject.document.bytes.iter().zip(payload);
    let covered = pairs.take_while(|(body, payload)| body == payload).count();
    for member in subject.root.members() {
        if member.value.span.end > covered && member.key != "signatures" {
            let message = words::outside_payload(excerpt(&member.key));
            findings.add(&SCHEMA1_OUTSIDE_PAYLOAD, &below("", &member.key), message);
        }
    }
}

/// `root` is of the payload.
fn fields(root: &Node, findings: &mut DocumentFindings<'_>) {
    for key in ["name", "tag", "architecture"] {
        let value = root.get(key);
        if value.and_then(Node::as_str).is_none() {
            findings.member(&SCHEMA1_FIELD, "", key, documents::a_string(), value);
        }
    }
    let [layers, history] = ["fsLayers", "history"].map(|key| {
        let list = root.get(key);
        if let Some(Value::Array(items)) = list.map(|list| &list.value) {
            return Some(items.len());
        }
        findings.member(&SCHEMA1_FIELD, "", key, documents::an_array(), list);
        None
    });
    if let (Some(layers), Some(history)) = (layers, history)
        && layers != history
    {
        let message = words::schema1_history_count(layers, history);
        findings.add(&SCHEMA1_HISTORY_COUNT, "/history", message);
    }
    for (pointer, layer) in items("/fsLayers".to_owned(), root.get("fsLayers")) {
        let _checked = check_digest(&DESCRIPTOR_DIGEST, &pointer, layer, "blobSum", findings);
    }
    for (pointer, entry) in items("/history".to_owned(), root.get("history")) {
        compatibility(&pointer, entry, findings);
    }
    chain(&Schema1::read(root).layers, findings);
}

/// A step of the history has the config of an older version, as a string.
fn compatibility(pointer: &str, entry: &Node, findings: &mut DocumentFindings<'_>) {
    let value = entry.get("v1Compatibility");
    let text = value.and_then(Node::as_str);
    let config = text.and_then(|text| Json::parse(text.as_bytes()).root);
    if !config.is_some_and(|config| matches!(config.value, Value::Object(_))) {
        let expected = json::a_string_with_an_object();
        findings.member(&SCHEMA1_FIELD, pointer, "v1Compatibility", expected, value);
    }
}

/// Each layer names the one below it. `layers` has the base first, while the
/// document has the top first.
fn chain(layers: &[Schema1Layer], findings: &mut DocumentFindings<'_>) {
    for (place, pair) in layers.windows(2).enumerate() {
        let [lower, upper] = pair else {
            continue;
        };
        if let (Some(id), parent) = (&lower.id, &upper.parent)
            && parent.as_ref() != Some(id)
        {
            let index = layers.len().saturating_sub(place + 2);
            let message = match parent {
                Some(parent) => words::parent_differs(excerpt(id), excerpt(parent)),
                None => words::parent_missing(excerpt(id)),
            };
            let pointer = below("/history", &index.to_string());
            findings.add(&SCHEMA1_CHAIN, &pointer, message);
        }
    }
}
