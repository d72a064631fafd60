//! Image manifests (image-spec, `manifest.md`), the withdrawn artifact
//! manifest, and what manifests and indexes have in common.

use super::annotations::{self, Owner};
use super::collector::{DocumentFindings, below, excerpt, found};
use super::descriptor::{self, is_media_type};
use super::keys;
use super::subject::{Context, Subject};
use crate::image::descriptor::Descriptor;
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
use crate::words::{Message, documents, findings as words};

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
        let message = words::withdrawn_artifact_manifest();
        findings.add(&WITHDRAWN_ARTIFACT_MANIFEST, "", message);
        "blobs"
    } else {
        match root.get("config") {
            Some(config) if !config.is_null() => {
                descriptor::check("/config", config, Owner::Other, findings);
            }
            config => {
                let expected = words::a_descriptor();
                findings.member(&MANIFEST_CONFIG, "", "config", expected, config);
            }
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
            let message = words::not_an_object(misfit.declared.name(), found(root));
            findings.add(&DOCUMENT_NOT_AN_OBJECT, "", message);
        }
        (Role::Declared(kind), _, Some(own)) if own != kind => {
            if let Some(subject) = context.declared(index, root, kind) {
                media_type(&subject, context, findings);
            }
        }
        _ => findings.add(&DOCUMENT_TYPE, "", misfit.message()),
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
        let message = words::manifest_too_large(MAX_MANIFEST, length);
        findings.add(&MANIFEST_TOO_LARGE, "", message);
    }
    keys::check_unambiguous(subject.kind, root, findings);
    schema_version(subject, findings);
    media_type(subject, context, findings);
    descriptor::check_media_type(&ARTIFACT_TYPE, "", root, "artifactType", findings);
    if let Some(about) = root.get("subject") {
        descriptor::check("/subject", about, Owner::Other, findings);
    }
    annotations::check("", root, Owner::Other, findings);
    true
}

fn schema_version(subject: &Subject<'_>, findings: &mut DocumentFindings<'_>) {
    let version = match subject.kind {
        DocumentKind::Schema1 => "1",
        DocumentKind::ArtifactManifest => return,
        _ => "2",
    };
    let value = subject.root.get("schemaVersion");
    if !matches!(value.map(|node| &node.value), Some(Value::Number(text)) if text == version) {
        let expected = words::the_number(version);
        findings.member(&SCHEMA_VERSION, "", "schemaVersion", expected, value);
    }
}

/// Complains of a document that is no object.
pub(super) fn check_object(subject: &Subject<'_>, findings: &mut DocumentFindings<'_>) -> bool {
    let is_object = matches!(subject.root.value, Value::Object(_));
    if !is_object {
        let message = words::not_an_object(subject.kind.name(), found(subject.root));
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
        let expected = documents::a_string();
        return findings.member(&MEDIA_TYPE_VALUE, "", "mediaType", expected, Some(value));
    }
    // `index.json` may go without, and schema 1 has no such member.
    let optional = subject.form == Some(Form::OciLayout) || subject.kind == DocumentKind::Schema1;
    if own.is_none() && !optional {
        findings.add(&MEDIA_TYPE_ABSENT, "", words::media_type_absent());
    }
    let conflict = conflict(subject, context, own);
    let place = own.map_or("", |_| "/mediaType");
    if let Some((said, who)) = conflict {
        let said = excerpt(&said);
        let message = match own {
            Some(own) => words::media_type_conflict(said, who, excerpt(own)),
            None => words::members_conflict(said, who, subject.kind.name()),
        };
        findings.add(&MEDIA_TYPE_CONFLICT, place, message);
    } else if let Some(own) = own.filter(|own| implied(own) != Some(subject.kind)) {
        let message = words::media_type_of_another_kind(subject.kind.name(), excerpt(own));
        findings.add(&MEDIA_TYPE_VALUE, place, message);
    }
}

/// What others say that the document is and it is not, and who says it.
fn conflict(
    subject: &Subject<'_>,
    context: &Context<'_>,
    own: Option<&str>,
) -> Option<(String, Message)> {
    let mut sayings = sayings(subject, context).into_iter();
    sayings.find(|(said, _)| {
        let bare = said.split(';').next().unwrap_or_default().trim();
        match own {
            Some(own) => own != bare,
            None => implied(bare).is_some_and(|kind| kind != subject.kind),
        }
    })
}

/// What others say that the document is, each with who says it.
fn sayings(subject: &Subject<'_>, context: &Context<'_>) -> Vec<(String, Message)> {
    let mut sayings: Vec<(String, Message)> = Vec::new();
    let claims = subject
        .node
        .into_iter()
        .flat_map(|node| context.opened.graph.claims_about(node.id));
    for claim in claims {
        if let (Some(said), Claimant::Document { node, pointer }) = (&claim.media_type, &claim.by)
            && !sayings.iter().any(|(known, _)| known == said)
        {
            let name = excerpt(&context.opened.name_of(*node));
            let who = words::its_descriptor(pointer, name);
            sayings.push((said.clone(), who));
        }
    }
    if let Some(said) = &subject.document.declared_type
        && !sayings.iter().any(|(known, _)| known == said)
    {
        sayings.push((said.clone(), words::its_server()));
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
    for (pointer, item) in findings.array(rule, "", key, root.get(key)) {
        descriptor::check(&pointer, item, whose, findings);
    }
}

/// What the types of config and layers say together.
fn types(root: &Node, list: &str, findings: &mut DocumentFindings<'_>) {
    let manifest = Manifest::read(root);
    let config = manifest.config.as_ref();
    let layers = root.get(list).map(|list| &list.value);
    if matches!(layers, Some(Value::Array(items)) if items.is_empty()) && list == "layers" {
        findings.add(&EMPTY_LAYERS, "/layers", words::no_layers());
    }
    let is_empty = config.is_some_and(|config| config.kind() == Kind::Empty);
    if is_empty && root.get("artifactType").is_none() {
        findings.add(&ARTIFACT_TYPE_MISSING, "", words::artifact_type_missing());
    }
    let mut layers = manifest.layers.iter();
    if layers.any(|layer| matches!(layer.kind(), Kind::Layer(_)))
        && let Some(text) = config.and_then(unknown_type)
    {
        let message = words::unknown_config_type(text);
        findings.add(&UNKNOWN_CONFIG_TYPE, "/config/mediaType", message);
    }
    // Once: it looks at all layers.
    let is_image = manifest.is_image();
    for layer in manifest.layers.iter().filter(|_| is_image) {
        if let Some(text) = unknown_type(layer) {
            let pointer = below(&layer.pointer, "mediaType");
            findings.add(
                &UNKNOWN_LAYER_TYPE,
                &pointer,
                words::unknown_layer_type(text),
            );
        }
    }
}

/// A media type that is well written, and none that is known.
fn unknown_type(descriptor: &Descriptor) -> Option<String> {
    let text = descriptor.media_type.as_deref();
    let text = text.filter(|text| descriptor.kind() == Kind::Other && is_media_type(text));
    text.map(excerpt)
}
