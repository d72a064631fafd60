//! OCI image layouts: `oci-layout`, `index.json` and `blobs/<algorithm>/<hex>`
//! (image-spec, `image-layout.md`), as a folder or inside a tar.
//!
//! Documents are followed from `index.json` down; a blob that nothing names is
//! still hashed against its name.

use std::collections::HashSet;
use std::io;

use crate::bytes::store::Extent;
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::Node;
use crate::image::manifest::{DocumentKind, Index, Manifest, Role};
use crate::image::media_type::{self, Kind};
use crate::rules;
use crate::source::reader::Reader;
use crate::source::{Form, InputKind};
use crate::words::findings_archive;

/// How many documents one layout may have: an index can name 100,000 children.
/// What is beyond that is hashed and not read, and the graph says so.
pub(super) const MAX_DOCUMENTS: usize = 5_000;

/// How much content is read to be shown in place: the largest (an SBOM, a
/// provenance statement), in bytes, and how many.
const MAX_SHOWN_CONTENT: u64 = 1024 * 1024;
const MAX_SHOWN_CONTENTS: usize = 1_000;

pub(super) fn read(reader: &mut Reader<'_>) -> io::Result<()> {
    let Some(index) = reader.document("index.json", None, None)? else {
        return Ok(());
    };
    reader.document("oci-layout", None, None)?;
    reader.root(Form::OciLayout, index);
    let Some(root) = reader.json(index).and_then(|json| json.root) else {
        return Ok(());
    };
    let index = Index::read(&root);
    // A browser does not tell of folders that hold nothing.
    let may_be_empty =
        reader.contents.input.kind == InputKind::Folder && index.manifests.is_empty();
    if !may_be_empty && !reader.has_folder("blobs") {
        let message = findings_archive::no_layout_blobs();
        reader.finding(&rules::LAYOUT_BLOBS, "blobs", message);
    }
    let locate =
        |digest: &Digest| format!("blobs/{}/{}", digest.algorithm_name(), digest.encoded());
    follow(reader, named_by_index(index), &locate)
}

/// A descriptor, and what it is to be read as where it stands.
pub(super) type Named = (Descriptor, Role);

/// Reads the documents that descriptors name, and those that they name.
/// `locate` says where a form keeps the bytes of a digest.
pub(super) fn follow(
    reader: &mut Reader<'_>,
    named: Vec<Named>,
    locate: &dyn Fn(&Digest) -> String,
) -> io::Result<()> {
    let mut queue = named;
    queue.reverse();
    // One digest may be named as content by one and as a document by another.
    let mut seen: HashSet<(Digest, Role)> = HashSet::new();
    // Of all content that was read, and without signatures and what is like them.
    let (mut contents, mut shown) = (0, 0);
    while let Some((descriptor, role)) = queue.pop() {
        let digest = descriptor.valid_digest().cloned();
        let Some(digest) = digest.filter(|digest| seen.insert((digest.clone(), role))) else {
            continue;
        };
        let path = locate(&digest);
        let Some(extent) = reader.extent(&path) else {
            continue;
        };
        let is_document = role.is_document();
        let is_known = reader.is_known(extent);
        let is_evidence = !is_document && !is_known && reader.is_evidence(&descriptor, extent);
        let is_read = match is_document {
            true => reader.contents.documents.len() < MAX_DOCUMENTS + contents,
            false => {
                is_evidence
                    || (shown < MAX_SHOWN_CONTENTS && is_shown(reader, &descriptor, extent)?)
            }
        };
        if !is_read {
            continue;
        }
        contents += usize::from(!is_document);
        shown += usize::from(!is_document && !is_evidence);
        let document = reader.document(&path, Some(digest), descriptor.media_type.clone())?;
        let root = document.filter(|_| is_document);
        let root = root.and_then(|document| reader.json(document)?.root);
        if let Some(root) = root {
            queue.extend(named_by(&root, role).into_iter().rev());
        }
    }
    Ok(())
}

/// Whether other content can be shown in place.
fn is_shown(reader: &Reader<'_>, descriptor: &Descriptor, extent: Extent) -> io::Result<bool> {
    let is_layer = matches!(descriptor.kind(), Kind::Layer(_));
    let media_type = descriptor.media_type.as_deref().unwrap_or_default();
    let is_other = !is_layer && media_type::evidence_of(media_type).is_none();
    Ok(is_other && extent.length <= MAX_SHOWN_CONTENT && reader.looks_like_text(extent)?)
}

/// What a document names, each as what it is to be read, in its order.
pub(super) fn named_by(root: &Node, role: Role) -> Vec<Named> {
    match role.read_as(root) {
        Ok(Some(DocumentKind::Index)) => named_by_index(Index::read(root)),
        Ok(Some(DocumentKind::Manifest | DocumentKind::ArtifactManifest)) => {
            named_by_manifest(Manifest::read(root))
        }
        _ => Vec::new(),
    }
}

fn named_by_index(index: Index) -> Vec<Named> {
    let entries = index.manifests.into_iter().chain(index.subject);
    entries
        .map(|entry| {
            let role = Role::of_entry(&entry);
            (entry, role)
        })
        .collect()
}

fn named_by_manifest(manifest: Manifest) -> Vec<Named> {
    let config_role = manifest.config_role();
    let config = manifest.config.map(|config| (config, config_role));
    let layers = manifest
        .layers
        .into_iter()
        .map(|layer| (layer, Role::Content));
    let subject = manifest.subject.map(|subject| {
        let role = Role::of_entry(&subject);
        (subject, role)
    });
    config.into_iter().chain(layers).chain(subject).collect()
}
