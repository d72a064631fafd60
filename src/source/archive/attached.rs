//! What stands beside images in an archive or a folder and is about them: the files of
//! signatures of skopeo's `dir:`, and manifests that no index names and that say
//! themselves, by their `subject`, what they are of.

use std::io;

use crate::bytes::store::Extent;
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::{DocumentKind, Manifest};
use crate::source::claims::claimed_by_blob;
use crate::source::reader::Reader;
use crate::source::{Attached, Form, Place};

/// The largest manifest that is looked for among blobs that nothing names, in bytes, and
/// how many of them are read: what is larger is no manifest of a signature.
const MAX_LOOSE: u64 = 64 * 1024;
const MAX_LOOSES: usize = 1_000;

/// How many files of signatures are read.
const MAX_FILES: usize = 1_000;

impl Reader<'_> {
    pub(super) fn attached(&mut self) -> io::Result<()> {
        if self.contents.forms.contains(&Form::Directory) {
            self.files_of_signatures()?;
        }
        self.loose_manifests()
    }

    /// `signature-N` beside `manifest.json`, and `<hex>.signature-N` of each manifest of
    /// an index (containers/image, `directory_transport.go`).
    fn files_of_signatures(&mut self) -> io::Result<()> {
        let mut roots = self.contents.roots.iter();
        let root = roots.find(|root| root.form == Form::Directory);
        let root = root.and_then(|root| self.contents.documents.get(root.document));
        let Some(whole) = root.map(|document| Digest::sha256(&document.bytes)) else {
            return Ok(());
        };
        let files = self.regular_files().filter_map(|(path, extent)| {
            let about = match of_signature(path)? {
                "" => whole.clone(),
                hex => Digest::from_sha256_hex(hex).ok()?,
            };
            Some((path, extent, about))
        });
        let mut files: Vec<(&str, Extent, Digest)> = files.take(MAX_FILES).collect();
        files.sort_by_key(|(path, ..)| (path.len(), *path));
        for (path, extent, about) in files {
            if !self.is_known(extent)
                && self.has_room_for_evidence(extent.length)
                && let Some(document) = self.document_at(extent, path, None, None)?
            {
                self.contents.attached.push(Attached {
                    document,
                    about,
                    place: Place::BesideManifest,
                    size: None,
                });
            }
        }
        Ok(())
    }

    /// Manifests of what is no image among the blobs of a layout that nothing names, with
    /// the bytes of what they name.
    fn loose_manifests(&mut self) -> io::Result<()> {
        let loose = self.regular_files().filter_map(|(path, extent)| {
            let is_small = extent.length <= MAX_LOOSE && !self.is_known(extent);
            Some((path, extent, claimed_by_blob(path).filter(|_| is_small)?))
        });
        let loose: Vec<(&str, Extent, Digest)> = loose.take(MAX_LOOSES).collect();
        for (path, extent, claimed) in loose {
            let Some((manifest, about)) = self.manifest_about(extent)? else {
                continue;
            };
            let media_type = manifest.media_type.clone();
            if let Some(document) = self.document_at(extent, path, Some(claimed), media_type)? {
                self.contents.attached.push(Attached {
                    document,
                    about,
                    place: Place::Subject,
                    size: None,
                });
                self.evidence_of(&manifest)?;
            }
        }
        Ok(())
    }

    /// The manifest that some bytes are, and its subject; `None` for all else, and for
    /// an image: nothing declares that these bytes are one.
    fn manifest_about(&self, extent: Extent) -> io::Result<Option<(Manifest, Digest)>> {
        if !self.looks_like_text(extent)? {
            return Ok(None);
        }
        let root = Json::parse(&self.bytes(extent)?).root;
        let manifest = root
            .filter(|root| DocumentKind::of(root, None) == DocumentKind::Manifest)
            .map(|root| Manifest::read(&root))
            .filter(|manifest| !manifest.is_image());
        Ok(manifest.and_then(|manifest| {
            let subject = manifest.subject.as_ref().and_then(Descriptor::valid_digest);
            let about = subject?.clone();
            Some((manifest, about))
        }))
    }

    fn evidence_of(&mut self, manifest: &Manifest) -> io::Result<()> {
        for layer in &manifest.layers {
            let Some(digest) = layer.valid_digest() else {
                continue;
            };
            let path = format!("blobs/{}/{}", digest.algorithm_name(), digest.encoded());
            let Some(extent) = self.extent(&path) else {
                continue;
            };
            if !self.is_known(extent) && self.is_evidence(layer, extent) {
                let media_type = layer.media_type.clone();
                self.document_at(extent, &path, Some(digest.clone()), media_type)?;
            }
        }
        Ok(())
    }
}

/// Of which manifest a file holds a signature, by its name: the digits of a digest, or
/// nothing for the one that the folder is of.
fn of_signature(path: &str) -> Option<&str> {
    let (before, number) = path.rsplit_once("signature-")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let about = match before {
        "" => "",
        _ => before.strip_suffix('.')?,
    };
    is_number.then_some(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_signature_is_told_by_its_name() {
        assert_eq!(of_signature("signature-1"), Some(""));
        assert_eq!(of_signature("00ff.signature-12"), Some("00ff"));
        for path in [
            "signature-",
            "signature-x",
            "a/signature-1",
            "signature-1.json",
        ] {
            assert_eq!(of_signature(path), None, "{path}");
        }
    }
}
