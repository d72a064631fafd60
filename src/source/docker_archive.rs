//! docker-archives: `manifest.json` (since Docker 1.10, also written by podman,
//! kaniko, jib, bazel and others) and `repositories` (before).
//!
//! The files that documents name by path are followed through links inside
//! the archive only, and nothing is ever extracted.

use std::collections::HashSet;
use std::io;

use crate::image::finding::Severity;
use crate::image::json::{Node, Value};
use crate::source::archive::{Reader, address_of, is_list};
use crate::source::{ContentId, Form};

/// Longest chain of parents that is read.
const MAX_PARENTS: usize = 1_000;

pub(super) fn read(reader: &mut Reader<'_>) -> io::Result<()> {
    if let Some(manifest) = reader.document("manifest.json", None, None)? {
        let json = reader.json(manifest).filter(is_list);
        if let Some(json) = json {
            reader.root(Form::DockerArchive, manifest);
            for item in json.root.as_ref().map(Node::items).unwrap_or_default() {
                item_files(reader, item)?;
            }
            return Ok(());
        }
        // Broken JSON beside an OCI layout is a finding; alone it is `dir:`.
        return Ok(());
    }
    if !reader.holding.roots.is_empty() {
        return Ok(());
    }
    let Some(repositories) = reader.document("repositories", None, None)? else {
        return Ok(());
    };
    let Some(root) = reader.json(repositories).and_then(|json| json.root) else {
        return Ok(());
    };
    if matches!(root.value, Value::Object(_)) {
        reader.root(Form::DockerLegacy, repositories);
        for tag in root.members().iter().flat_map(|name| name.value.members()) {
            if let Some(id) = tag.value.as_str() {
                parents(reader, id)?;
            }
        }
    }
    Ok(())
}

/// The config and the layers of one image. Keys are matched in any case, as Go
/// does: older jib wrote them in lower case.
fn item_files(reader: &mut Reader<'_>, item: &Node) -> io::Result<()> {
    let config = item
        .get_any_case("Config")
        .and_then(|config| config.value.as_str());
    if let Some(path) = config {
        document_link(reader, path)?;
    }
    let layers = item
        .get_any_case("Layers")
        .map(|layers| layers.value.items())
        .unwrap_or_default();
    for path in layers.iter().filter_map(Node::as_str) {
        blob_link(reader, path);
    }
    Ok(())
}

/// Follows a path to a document.
fn document_link(reader: &mut Reader<'_>, path: &str) -> io::Result<()> {
    let (target, via) = match reader.follow(path) {
        Err(why) => (Err(why), Vec::new()),
        Ok((extent, via)) => {
            let place = via.last().map_or(path, String::as_str).to_owned();
            let address = address_of(&place, false);
            match reader.document_at(extent, &place, address.clone(), None)? {
                Some(document) => (Ok(ContentId::Document(document)), via),
                None => (Ok(reader.blob(&place, extent, address)), via),
            }
        }
    };
    reader.link(path, target, via);
    Ok(())
}

/// Follows a path to a layer.
fn blob_link(reader: &mut Reader<'_>, path: &str) {
    let (target, via) = match reader.follow(path) {
        Err(why) => (Err(why), Vec::new()),
        Ok((extent, via)) => {
            let place = via.last().map_or(path, String::as_str).to_owned();
            let address = address_of(&place, false);
            (Ok(reader.blob(&place, extent, address)), via)
        }
    };
    if let (Err(why), true) = (
        &target,
        path.starts_with('/') || path.split('/').any(|part| part == ".."),
    ) {
        reader.finding(
            "unsafe-path",
            Severity::Error,
            path,
            format!("manifest.json names a file that is not inside the archive: {why}"),
        );
    }
    reader.link(path, target, via);
}

/// The `json` and `layer.tar` of an image from before Docker 1.10, and of its
/// parents.
fn parents(reader: &mut Reader<'_>, top: &str) -> io::Result<()> {
    let mut seen = HashSet::new();
    let mut next = Some(top.to_owned());
    while let Some(id) = next.take() {
        if seen.len() >= MAX_PARENTS || !seen.insert(id.clone()) {
            let message = format!(
                "expected a chain of parents that ends, but found a loop at {}",
                short(&id)
            );
            reader.finding("legacy-parents", Severity::Error, "repositories", message);
            return Ok(());
        }
        let path = format!("{id}/json");
        if reader.holding.at_path(0, &path).is_some() {
            return Ok(());
        }
        document_link(reader, &path)?;
        blob_link(reader, &format!("{id}/layer.tar"));
        let Some(Ok(ContentId::Document(document))) = reader
            .holding
            .at_path(0, &path)
            .map(|link| link.target.clone())
        else {
            return Ok(());
        };
        let Some(root) = reader.json(document).and_then(|json| json.root) else {
            return Ok(());
        };
        let named = root.get("id").and_then(Node::as_str);
        if named.is_some_and(|named| named != id) {
            let message = format!(
                "expected the id of its folder, {}, but found {}",
                short(&id),
                short(named.unwrap_or_default())
            );
            reader.finding("legacy-id", Severity::Error, &path, message);
        }
        next = root
            .get("parent")
            .and_then(Node::as_str)
            .filter(|id| !id.is_empty())
            .map(str::to_owned);
    }
    Ok(())
}

fn short(id: &str) -> String {
    crate::format::visible(&id.chars().take(64).collect::<String>())
}
