//! OCI image layouts: `oci-layout`, `index.json` and `blobs/<algorithm>/<hex>`
//! (image-spec, `image-layout.md`), as a folder or inside a tar.
//!
//! Documents are followed from `index.json` down; a blob that nothing names is
//! still hashed against its name.

use std::collections::HashSet;
use std::io;

use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::finding::Severity;
use crate::image::json::Node;
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::Kind;
use crate::source::archive::Reader;
use crate::source::{Form, InputKind};

/// How many documents one layout may have: an index can name 100,000 children.
pub(super) const MAX_DOCUMENTS: usize = 5_000;

/// The largest content of an artifact (an SBOM, a provenance statement) that
/// is read to be shown, in bytes.
const MAX_SHOWN_ARTIFACT: u64 = 1024 * 1024;

pub(super) fn read(reader: &mut Reader<'_>) -> io::Result<()> {
    let Some(index) = reader.document("index.json", None, None)? else {
        return Ok(());
    };
    reader.document("oci-layout", None, None)?;
    reader.root(Form::OciLayout, index);
    let Some(root) = reader.json(index).and_then(|json| json.root) else {
        return Ok(());
    };
    let manifests = Index::read(&root).manifests;
    // A browser does not tell of folders that hold nothing.
    let may_be_empty = reader.holding.input.kind == InputKind::Folder && manifests.is_empty();
    if !may_be_empty && !reader.has_folder("blobs") {
        let message = "expected a folder `blobs`, but found none".to_owned();
        reader.finding("layout-blobs", Severity::Error, "blobs", message);
    }
    let locate =
        |digest: &Digest| format!("blobs/{}/{}", digest.algorithm_name(), digest.encoded());
    follow(reader, manifests, &locate)
}

/// Reads the documents that descriptors name, and those that they name.
/// `locate` says where a form keeps the bytes of a digest.
pub(super) fn follow(
    reader: &mut Reader<'_>,
    descriptors: Vec<Descriptor>,
    locate: &dyn Fn(&Digest) -> String,
) -> io::Result<()> {
    let mut queue = descriptors;
    queue.reverse();
    let mut seen: HashSet<Digest> = HashSet::new();
    while let Some(descriptor) = queue.pop() {
        let Some(digest) = descriptor.valid_digest().cloned() else {
            continue;
        };
        if reader.holding.documents.len() >= MAX_DOCUMENTS || !seen.insert(digest.clone()) {
            continue;
        }
        let path = locate(&digest);
        let Some(extent) = reader.extent(&path) else {
            continue;
        };
        // The media type may lie, so a small JSON object is always looked at.
        if !descriptor.kind().is_manifest()
            && (extent.length > MAX_SHOWN_ARTIFACT || !reader.looks_like_json(extent)?)
        {
            continue;
        }
        let Some(document) = reader.document(&path, Some(digest), descriptor.media_type.clone())?
        else {
            continue;
        };
        let Some(root) = reader.json(document).and_then(|json| json.root) else {
            continue;
        };
        let mut named = named_by(&root, descriptor.media_type.as_deref());
        named.reverse();
        queue.append(&mut named);
    }
    Ok(())
}

/// What a document names that may be a document itself, in its order.
fn named_by(root: &Node, said: Option<&str>) -> Vec<Descriptor> {
    match DocumentKind::of(root, said) {
        DocumentKind::Index => {
            let index = Index::read(root);
            index.manifests.into_iter().chain(index.subject).collect()
        }
        DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
            let manifest = Manifest::read(root);
            let layers = manifest
                .layers
                .into_iter()
                .filter(|layer| !matches!(layer.kind(), Kind::Layer(_)));
            manifest
                .config
                .into_iter()
                .chain(layers)
                .chain(manifest.subject)
                .collect()
        }
        _ => Vec::new(),
    }
}
