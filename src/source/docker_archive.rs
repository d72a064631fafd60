//! docker-archives: `manifest.json` (since Docker 1.10, also written by podman,
//! kaniko, jib, bazel and others) and `repositories` (before).
//!
//! The files that documents name by path are followed through links inside
//! the archive only, and nothing is ever extracted.

use std::collections::HashSet;
use std::io;

use crate::image::digest::Digest;
use crate::image::json::{Node, Value};
use crate::rules;
use crate::source::claims::{claimed_by_blob, claimed_by_config};
use crate::source::files::path::normalise;
use crate::source::reader::{Reader, is_list};
use crate::source::{ContentId, Form};
use crate::words::findings_archive as words;

/// Longest chain of parents that is read.
const MAX_PARENTS: usize = 1_000;

pub(super) fn read(reader: &mut Reader<'_>) -> io::Result<()> {
    if let Some(manifest) = manifest_json(reader)? {
        // Broken JSON beside an OCI layout is a finding; alone it is `dir:`.
        let Some(json) = reader.json(manifest).filter(is_list) else {
            return Ok(());
        };
        reader.root(Form::DockerArchive, manifest);
        let items = json.root.as_ref().map(Node::items).unwrap_or_default();
        // Configs first: one that is named as a layer, too, is read all the same.
        for item in items {
            config_file(reader, item)?;
        }
        for item in items {
            layer_files(reader, item);
        }
        return Ok(());
    }
    match reader.contents.roots.is_empty() {
        true => repositories(reader),
        false => Ok(()),
    }
}

/// An archive from before Docker 1.10.
fn repositories(reader: &mut Reader<'_>) -> io::Result<()> {
    let Some(repositories) = reader.document("repositories", None, None)? else {
        return Ok(());
    };
    let root = reader.json(repositories).and_then(|json| json.root);
    let Some(root) = root.filter(|root| matches!(root.value, Value::Object(_))) else {
        return Ok(());
    };
    reader.root(Form::DockerLegacy, repositories);
    for tag in root.members().iter().flat_map(|name| name.value.members()) {
        if let Some(id) = tag.value.as_str() {
            parents(reader, id)?;
        }
    }
    Ok(())
}

/// `manifest.json`, which may be a link inside the archive to `docker load` and
/// to podman.
fn manifest_json(reader: &mut Reader<'_>) -> io::Result<Option<usize>> {
    const PATH: &str = "manifest.json";
    if reader.extent(PATH).is_some() {
        return reader.document(PATH, None, None);
    }
    match reader.follow(PATH) {
        Ok(file) => reader.document_at(file.extent, PATH, None, None),
        Err(_) => Ok(None),
    }
}

/// The config of one image. Keys are matched in any case, as Go does: older jib
/// wrote them in lower case.
fn config_file(reader: &mut Reader<'_>, item: &Node) -> io::Result<()> {
    let config = item
        .get_any_case("Config")
        .and_then(|config| config.value.as_str());
    if let Some(path) = config {
        // The name by which it is asked for claims; what a link leads to may be
        // called anything.
        let plain = normalise(path).unwrap_or_default();
        document_link(reader, path, claimed_by_config(&plain))?;
    }
    Ok(())
}

fn layer_files(reader: &mut Reader<'_>, item: &Node) {
    let layers = item
        .get_any_case("Layers")
        .map(|layers| layers.value.items())
        .unwrap_or_default();
    for layer in layers {
        // Go reads null as the empty name.
        match &layer.value {
            Value::Null => blob_link(reader, ""),
            _ => layer
                .as_str()
                .into_iter()
                .for_each(|path| blob_link(reader, path)),
        }
    }
}

/// Follows a path to a document.
fn document_link(reader: &mut Reader<'_>, path: &str, claimed: Option<Digest>) -> io::Result<()> {
    if reader.is_linked(path) {
        return Ok(());
    }
    let (target, via) = match reader.follow(path) {
        Err(why) => (Err(why), Vec::new()),
        Ok(file) => {
            let address = claimed.or_else(|| claimed_by_blob(&file.path));
            match reader.document_at(file.extent, &file.path, address.clone(), None)? {
                Some(document) => (Ok(ContentId::Document(document)), file.via),
                None => (Ok(reader.blob(&file.path, file.extent, address)), file.via),
            }
        }
    };
    reader.link(path, target, via);
    Ok(())
}

/// Follows a path to a layer.
fn blob_link(reader: &mut Reader<'_>, path: &str) {
    if reader.is_linked(path) {
        return;
    }
    let (target, via) = match reader.follow(path) {
        Err(why) => (Err(why), Vec::new()),
        Ok(file) => {
            let address = claimed_by_blob(&file.path);
            (Ok(reader.blob(&file.path, file.extent, address)), file.via)
        }
    };
    reader.link(path, target, via);
}

/// The `json` and `layer.tar` of an image from before Docker 1.10, and of its
/// parents.
fn parents(reader: &mut Reader<'_>, top: &str) -> io::Result<()> {
    let mut seen = HashSet::new();
    let mut next = Some(top.to_owned());
    while let Some(id) = next.take() {
        if seen.len() >= MAX_PARENTS || !seen.insert(id.clone()) {
            let message = words::legacy_parents_loop(short(&id));
            reader.finding(&rules::LEGACY_PARENTS, "repositories", message);
            return Ok(());
        }
        let path = format!("{id}/json");
        if reader.is_linked(&path) {
            return Ok(());
        }
        document_link(reader, &path, None)?;
        blob_link(reader, &format!("{id}/layer.tar"));
        next = parent(reader, &id, &path);
    }
    Ok(())
}

/// The parent that the document at `path` names, which should be that of `id`.
fn parent(reader: &mut Reader<'_>, id: &str, path: &str) -> Option<String> {
    let Ok(ContentId::Document(document)) = reader.contents.at_path(0, path)?.target else {
        return None;
    };
    let root = reader.json(document)?.root?;
    let named = root.get("id").and_then(Node::as_str);
    if let Some(named) = named.filter(|named| *named != id) {
        let message = words::legacy_id_differs(short(id), short(named));
        reader.finding(&rules::LEGACY_ID, path, message);
    }
    let parent = root.get("parent")?.as_str()?;
    (!parent.is_empty()).then(|| parent.to_owned())
}

fn short(id: &str) -> String {
    crate::format::visible(&id.chars().take(64).collect::<String>())
}
