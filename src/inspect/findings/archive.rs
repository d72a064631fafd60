//! The files that say what an archive holds: `oci-layout` (image-spec,
//! `image-layout.md`), `manifest.json` of `docker save` since 1.10, and
//! `repositories` of before.

use super::annotations::Owner;
use super::collector::{Collector, DocumentFindings, Shape, below, excerpt, items};
use super::descriptor;
use super::keys;
use super::manifest::check_object;
use super::subject::{Context, Subject, file_name};
use crate::image::json::{Node, Value};
use crate::rules::{
    ARCHIVE_KEY_CASE, ARCHIVE_MANIFEST, ARCHIVE_PATH, ARCHIVE_REPOSITORIES, ENTRY_NAME,
    LAYERS_LEFT_OUT, LAYOUT_FILE, LAYOUT_VERSION, UNSAFE_PATH,
};
use crate::source::files::path::{CleanPath, clean, is_unusual};
use crate::source::{Form, InputKind, NoFile};
use crate::words::findings as json;
use crate::words::findings_archive as words;

/// The only version of the layout that there is.
const VERSION: &str = "1.0.0";

const KEYS: [&str; 5] = ["Config", "RepoTags", "Layers", "Parent", "LayerSources"];

pub(super) fn check_layout(subject: &Subject<'_>, findings: &mut DocumentFindings<'_>) {
    if !check_object(subject, findings) {
        return;
    }
    let key = "imageLayoutVersion";
    keys::check_case("", subject.root, &[key], findings);
    let value = subject.root.get(key);
    if value.and_then(Node::as_str) != Some(VERSION) {
        let expected = json::the_string(VERSION);
        findings.member(&LAYOUT_VERSION, "", key, expected, value);
    }
}

/// An OCI layout without its marker: containerd then takes the archive for
/// something else.
pub(super) fn check_layout_file(context: &Context<'_>, collector: &mut Collector) {
    let contents = &context.opened.contents;
    let files = matches!(contents.input.kind, InputKind::Archive | InputKind::Folder);
    let mut documents = contents.documents.iter();
    let mut roots = contents.roots.iter();
    let index = roots.find(|root| root.form == Form::OciLayout);
    if let (Some(index), true) = (index, files)
        && !documents.any(|document| file_name(&document.path) == "oci-layout")
    {
        let name = context.name_of(index.document);
        collector.add(&LAYOUT_FILE, &name, "", words::no_layout_file());
    }
}

pub(super) fn check_docker(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    match &subject.root.value {
        Value::Array(items) if !items.is_empty() => {}
        Value::Array(_) => findings.add(&ARCHIVE_MANIFEST, "", words::no_images()),
        _ => {
            let expected = json::an_array_of_images();
            findings.unexpected(&ARCHIVE_MANIFEST, "", expected, subject.root);
        }
    }
    // A manifest.json that came alone names files that nobody has.
    let files = (subject.form == Some(Form::DockerArchive)).then_some((context, subject.scope));
    for (pointer, item) in items(String::new(), Some(subject.root)) {
        if matches!(item.value, Value::Object(_)) {
            docker_image(&pointer, item, files, findings);
        } else {
            findings.unexpected(&ARCHIVE_MANIFEST, &pointer, json::an_image_object(), item);
        }
    }
}

/// The archive whose entries paths are looked up in, and its scope.
type Files<'a> = Option<(&'a Context<'a>, usize)>;

fn docker_image(pointer: &str, item: &Node, files: Files<'_>, findings: &mut DocumentFindings<'_>) {
    keys::check_case_by(&ARCHIVE_KEY_CASE, pointer, item, &KEYS, findings);
    config(pointer, item, files, findings);
    layers(pointer, item, files, findings);
    let tags = item.get_any_case("RepoTags");
    if let Some(tags) = tags.filter(|tags| !tags.value.is_null()) {
        let pointer = below(pointer, &tags.key);
        Shape::Texts.check(&ARCHIVE_MANIFEST, &pointer, &tags.value, findings);
    }
    if let Some(sources) = item.get_any_case("LayerSources") {
        let pointer = below(pointer, &sources.key);
        for member in sources.value.members() {
            let pointer = below(&pointer, &member.key);
            descriptor::check(&pointer, &member.value, Owner::Other, findings);
        }
    }
}

fn config(pointer: &str, item: &Node, files: Files<'_>, findings: &mut DocumentFindings<'_>) {
    let Some(config) = item.get_any_case("Config") else {
        return findings.member(&ARCHIVE_MANIFEST, pointer, "Config", json::a_path(), None);
    };
    let pointer = below(pointer, &config.key);
    if config.value.as_str() == Some("") {
        findings.add(&ARCHIVE_PATH, &pointer, words::empty_config_path());
    } else {
        path(&pointer, &config.value, files, findings);
    }
}

fn layers(pointer: &str, item: &Node, files: Files<'_>, findings: &mut DocumentFindings<'_>) {
    let member = item.get_any_case("Layers");
    let (key, list) = member.map_or(("Layers", None), |m| (m.key.as_str(), Some(&m.value)));
    // BuildKit writes null for an image without layers.
    if list.is_some_and(Node::is_null) {
        return;
    }
    for (pointer, layer) in findings.array(&ARCHIVE_MANIFEST, pointer, key, list) {
        path(&pointer, layer, files, findings);
    }
    if let Some(list) = list {
        left_out(&below(pointer, key), list.items(), findings);
    }
}

/// Layers with an empty name, as `pack` writes them: once for all.
fn left_out(pointer: &str, layers: &[Node], findings: &mut DocumentFindings<'_>) {
    let named = layers.iter().filter_map(Node::as_str);
    let empty = named.filter(|name| name.is_empty()).count();
    if empty > 0 {
        let message = words::layers_left_out(layers.len(), empty);
        findings.add(&LAYERS_LEFT_OUT, pointer, message);
    }
}

/// A path of `manifest.json`: only ever looked up among the archive's entries.
fn path(pointer: &str, node: &Node, files: Files<'_>, findings: &mut DocumentFindings<'_>) {
    let Some(text) = node.as_str() else {
        return findings.unexpected(&ARCHIVE_MANIFEST, pointer, json::a_path(), node);
    };
    // Docker on Windows reads backslashes as slashes.
    let windows = text.replace('\\', "/");
    if clean(&windows) == CleanPath::Outside || (is_unusual(&windows) && windows != text) {
        let message = words::path_outside(excerpt(text));
        findings.add(&UNSAFE_PATH, pointer, message);
    } else if is_unusual(text) {
        let message = words::unusual_path(excerpt(text));
        findings.add(&ENTRY_NAME, pointer, message);
    }
    let Some((context, scope)) = files else {
        return;
    };
    let why = match context.path(scope, text).map(|link| &link.target) {
        // What was left out is told once, for all of it.
        Some(Ok(_) | Err(NoFile::LeftOut)) => return,
        Some(Err(why)) => why.message(),
        None => words::no_such_file(excerpt(text)),
    };
    findings.add(&ARCHIVE_PATH, pointer, why);
}

/// `{"name": {"tag": "<64 hex digits>"}}`
pub(super) fn check_repositories(subject: &Subject<'_>, findings: &mut DocumentFindings<'_>) {
    if !check_object(subject, findings) {
        return;
    }
    for name in subject.root.members() {
        let pointer = below("", &name.key);
        Shape::Object.check(&ARCHIVE_REPOSITORIES, &pointer, &name.value, findings);
        for tag in name.value.members() {
            if !tag.value.as_str().is_some_and(is_id) {
                let (place, expected) = (below(&pointer, &tag.key), json::an_image_id());
                findings.unexpected(&ARCHIVE_REPOSITORIES, &place, expected, &tag.value);
            }
        }
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
