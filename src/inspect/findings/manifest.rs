//! Image manifests (image-spec, `manifest.md`), the withdrawn artifact
//! manifest, and what manifests and indexes have in common.

use super::annotations::{self, Owner};
use super::collector::{DocumentFindings, Shape, below, excerpt, found};
use super::descriptor;
use super::keys;
use super::subject::{Context, Subject};
use crate::format::Grouped;
use crate::image::json::{Node, Value};
use crate::image::manifest::{Actual, DocumentKind, Manifest, Misfit, Role};
use crate::image::media_type::Kind;
use crate::inspect::graph::Claimant;
use crate::rules::{
    ARTIFACT_TYPE, ARTIFACT_TYPE_MISSING, DOCUMENT_NOT_AN_OBJECT, DOCUMENT_TYPE, EMPTY_LAYERS,
    MANIFEST_CONFIG, MANIFEST_LAYERS, MANIFEST_TOO_LARGE, MEDIA_TYPE_ABSENT, MEDIA_TYPE_CONFLICT,
    MEDIA_TYPE_VALUE, Rule, SCHEMA_VERSION, UNKNOWN_CONFIG_TYPE, UNKNOWN_LAYER_TYPE,
    WITHDRAWN_ARTIFACT_MANIFEST,
};
use crate::source::Form;

/// What registries must at least take (distribution-spec, "Pushing Manifests").
const MAX_MANIFEST: usize = 4 << 20;

const KEYS: [&str; 8] = [
    "schemaVersion",
    "mediaType",
    "artifactType",
    "config",
    "layers",
    "blobs",
    "subject",
    "annotations",
];

pub(super) fn check(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    if !check_header(subject, context, findings) {
        return;
    }
    let root = subject.root;
    keys::check_case("", root, &KEYS, findings);
    let list = if subject.kind == DocumentKind::ArtifactManifest {
        let message = "expected an image manifest, but found the withdrawn artifact manifest, which few tools read";
        findings.add(&WITHDRAWN_ARTIFACT_MANIFEST, "", message);
        "blobs"
    } else {
        match root.get("config") {
            Some(config) if !config.is_null() => {
                descriptor::check("/config", config, Owner::Other, findings);
            }
            config => findings.member(&MANIFEST_CONFIG, "", "config", "a descriptor", config),
        }
        "layers"
    };
    descriptors(&MANIFEST_LAYERS, list, root, Owner::Other, findings);
    types(root, list, findings);
}

/// Complains, once, of a document that is not what was declared of it: of its
/// own media type where that says so, else of what it is.
pub(super) fn check_misfit(
    misfit: Misfit,
    index: usize,
    root: &Node,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    let own = root.get("mediaType").and_then(Node::as_str);
    let own = own.and_then(DocumentKind::declared);
    match (misfit.declared, misfit.found, own) {
        (_, Actual::NoObject, _) => {
            let message = format!(
                "expected the {} to be an object, but found {}",
                misfit.declared.name(),
                found(Some(root))
            );
            findings.add(&DOCUMENT_NOT_AN_OBJECT, "", message);
        }
        (Role::Declared(kind), _, Some(own)) if own != kind => {
            if let Some(subject) = context.declared(index, root, kind) {
                media_type(&subject, context, findings);
            }
        }
        _ => findings.add(&DOCUMENT_TYPE, "", misfit.to_string()),
    }
}

/// What every manifest and index must have. `false` where the document is no
/// object, and nothing else can be said of it.
pub(super) fn check_header(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) -> bool {
    if !check_object(subject, findings) {
        return false;
    }
    let root = subject.root;
    let length = subject.document.bytes.len();
    if length > MAX_MANIFEST {
        let message = format!(
            "expected at most {} bytes, which is all that registries must take, but found {}",
            Grouped(MAX_MANIFEST as u64),
            Grouped(length as u64)
        );
        findings.add(&MANIFEST_TOO_LARGE, "", message);
    }
    keys::check_unambiguous(subject.kind, root, findings);
    let version = match subject.kind {
        DocumentKind::Schema1 => Some("1"),
        DocumentKind::ArtifactManifest => None,
        _ => Some("2"),
    };
    if let Some(version) = version {
        let value = root.get("schemaVersion");
        if !matches!(value.map(|node| &node.value), Some(Value::Number(text)) if text == version) {
            let expected = format!("the number {version}");
            findings.member(&SCHEMA_VERSION, "", "schemaVersion", &expected, value);
        }
    }
    media_type(subject, context, findings);
    descriptor::check_media_type(&ARTIFACT_TYPE, "", root, "artifactType", findings);
    if let Some(about) = root.get("subject") {
        descriptor::check("/subject", about, Owner::Other, findings);
    }
    annotations::check("", root, Owner::Other, findings);
    true
}

/// Complains of a document that is no object.
pub(super) fn check_object(subject: &Subject<'_>, findings: &mut DocumentFindings<'_>) -> bool {
    let is_object = matches!(subject.root.value, Value::Object(_));
    if !is_object {
        let message = format!(
            "expected the {} to be an object, but found {}",
            subject.kind.name(),
            found(Some(subject.root))
        );
        findings.add(&DOCUMENT_NOT_AN_OBJECT, "", message);
    }
    is_object
}

/// The document's own media type against its kind, and against what others
/// say: its descriptors, and the server that it came from.
fn media_type(subject: &Subject<'_>, context: &Context<'_>, findings: &mut DocumentFindings<'_>) {
    let value = subject.root.get("mediaType");
    let own = value.and_then(Node::as_str);
    if let (Some(value), None) = (value, own) {
        return findings.member(&MEDIA_TYPE_VALUE, "", "mediaType", "a string", Some(value));
    }
    // `index.json` may go without, and schema 1 has no such member.
    let optional = subject.form == Some(Form::OciLayout) || subject.kind == DocumentKind::Schema1;
    if own.is_none() && !optional {
        let message = "expected `mediaType` to say what the document is, but found nothing";
        findings.add(&MEDIA_TYPE_ABSENT, "", message);
    }
    let conflict = sayings(subject, context).into_iter().find(|(said, _)| {
        let bare = said.split(';').next().unwrap_or_default().trim();
        match own {
            Some(own) => own != bare,
            None => implied(bare).is_some_and(|kind| kind != subject.kind),
        }
    });
    if let Some((said, who)) = conflict {
        let found = own.map_or_else(
            || format!("the members of one {}", subject.kind.name()),
            |own| format!("`{}`", excerpt(own)),
        );
        let message = format!(
            "expected `{}`, as {who} says, but found {found}",
            excerpt(&said)
        );
        let pointer = if own.is_some() { "/mediaType" } else { "" };
        findings.add(&MEDIA_TYPE_CONFLICT, pointer, message);
    } else if let Some(own) = own.filter(|own| implied(own) != Some(subject.kind)) {
        let message = format!(
            "expected the media type of one {}, but found `{}`",
            subject.kind.name(),
            excerpt(own)
        );
        findings.add(&MEDIA_TYPE_VALUE, "/mediaType", message);
    }
}

/// What others say that the document is, each with who says it.
fn sayings(subject: &Subject<'_>, context: &Context<'_>) -> Vec<(String, String)> {
    let mut sayings: Vec<(String, String)> = Vec::new();
    let claims = subject
        .node
        .into_iter()
        .flat_map(|node| context.opened.graph.claims_about(node.id));
    for claim in claims {
        if let (Some(said), Claimant::Document { node, pointer }) = (&claim.media_type, &claim.by)
            && !sayings.iter().any(|(known, _)| known == said)
        {
            let name = context
                .opened
                .graph
                .name_of(*node, &context.opened.contents);
            let who = format!("its descriptor at {pointer} of {}", excerpt(&name));
            sayings.push((said.clone(), who));
        }
    }
    if let Some(said) = &subject.document.declared_type
        && !sayings.iter().any(|(known, _)| known == said)
    {
        sayings.push((said.clone(), "whoever served it".to_owned()));
    }
    sayings
}

fn implied(media_type: &str) -> Option<DocumentKind> {
    match Kind::of(media_type) {
        Kind::Index => Some(DocumentKind::Index),
        Kind::Manifest => Some(DocumentKind::Manifest),
        Kind::ArtifactManifest => Some(DocumentKind::ArtifactManifest),
        Kind::Schema1 => Some(DocumentKind::Schema1),
        _ => None,
    }
}

/// Looks at the descriptors in the array `key`.
pub(super) fn descriptors(
    rule: &'static Rule,
    key: &str,
    root: &Node,
    whose: Owner,
    findings: &mut DocumentFindings<'_>,
) {
    let pointer = below("", key);
    match root.get(key) {
        None => findings.member(rule, "", key, "an array", None),
        Some(list) => {
            Shape::List.check(rule, &pointer, list, findings);
            for (index, item) in list.items().iter().enumerate() {
                descriptor::check(&below(&pointer, &index.to_string()), item, whose, findings);
            }
        }
    }
}

/// What the types of config and layers say together.
fn types(root: &Node, list: &str, findings: &mut DocumentFindings<'_>) {
    let manifest = Manifest::read(root);
    let config = manifest.config.as_ref().map(|config| config.kind());
    if root
        .get(list)
        .is_some_and(|list| matches!(&list.value, Value::Array(items) if items.is_empty()))
        && list == "layers"
    {
        let message = "expected at least one layer, as the official schema asks, but found none";
        findings.add(&EMPTY_LAYERS, "/layers", message);
    }
    if config == Some(Kind::Empty) && root.get("artifactType").is_none() {
        let message =
            "expected `artifactType` beside a config of the empty media type, but found nothing";
        findings.add(&ARTIFACT_TYPE_MISSING, "", message);
    }
    let mut layers = manifest.layers.iter();
    if config == Some(Kind::Other) && layers.any(|layer| matches!(layer.kind(), Kind::Layer(_))) {
        let text = manifest.config.as_ref();
        let text = text.and_then(|config| config.media_type.as_deref());
        if let Some(text) = text.filter(|text| descriptor::is_media_type(text)) {
            let message = format!(
                "expected an image config over image layers, but found `{}`, which some tools read as one and others do not",
                excerpt(text)
            );
            findings.add(&UNKNOWN_CONFIG_TYPE, "/config/mediaType", message);
        }
    }
    if !manifest.is_image() {
        return;
    }
    for layer in &manifest.layers {
        if let (Some(text), Kind::Other) = (&layer.media_type, layer.kind())
            && descriptor::is_media_type(text)
        {
            let message = format!(
                "expected a layer of a type that is known here, but found `{}`, so it is hashed as it is stored and not unpacked",
                excerpt(text)
            );
            findings.add(
                &UNKNOWN_LAYER_TYPE,
                &below(&layer.pointer, "mediaType"),
                message,
            );
        }
    }
}
