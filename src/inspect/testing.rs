//! Small inputs, built by hand, for the tests of what is shown of them.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::bytes::layer::{BlobFacts, LayerPass, Options};
use crate::bytes::store::Extent;
use crate::format::Sum;
use crate::image::digest::Digest;
use crate::image::media_type::{OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST};
use crate::inspect::Opened;
use crate::inspect::causes::Looks;
use crate::inspect::ledger;
use crate::inspect::measurements::{Measurement, Measurements};
use crate::source::{
    Blob, ContentId, Contents, Document, Form, InputKind, InputSummary, PathLink, Root, Trust,
};

/// An input whose blobs are all measured.
pub(crate) struct Input {
    pub(crate) contents: Contents,
    pub(crate) facts: Measurements,
    /// Every file, in its order.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Input {
    pub(crate) fn new(kind: InputKind, name: &str) -> Self {
        Self {
            contents: Contents {
                input: InputSummary {
                    kind,
                    name: name.to_owned(),
                    size: Sum::default(),
                    compression: None,
                    prefix: String::new(),
                },
                forms: Vec::new(),
                roots: Vec::new(),
                documents: Vec::new(),
                blobs: Vec::new(),
                paths: Vec::new(),
                findings: Vec::new(),
                files: Vec::new(),
                ways: Vec::new(),
                named_by: Vec::new(),
                attached: Vec::new(),
                looked: Vec::new(),
            },
            facts: Measurements::default(),
            files: Vec::new(),
        }
    }

    fn file(&mut self, path: &str, bytes: &[u8]) {
        self.contents.input.size.known += bytes.len() as u64;
        self.files.push((path.to_owned(), bytes.to_vec()));
    }

    pub(crate) fn document(
        &mut self,
        path: &str,
        claimed_digest: Option<Digest>,
        bytes: &[u8],
    ) -> usize {
        self.file(path, bytes);
        self.contents.documents.push(Document {
            path: path.to_owned(),
            claimed_digest,
            declared_type: None,
            bytes: bytes.to_vec(),
            extent: None,
        });
        self.contents.documents.len() - 1
    }

    pub(crate) fn root(&mut self, form: Form, path: &str, bytes: &[u8]) {
        let document = self.document(path, None, bytes);
        self.contents.forms.push(form);
        self.contents.roots.push(Root {
            form,
            document,
            expected: None,
            trust: Trust::Archive,
            names: Vec::new(),
            scope: 0,
        });
    }

    /// A layer, measured.
    pub(crate) fn layer(
        &mut self,
        path: &str,
        claimed_digest: Option<Digest>,
        bytes: &[u8],
    ) -> ContentId {
        let size = bytes.len() as u64;
        self.file(path, bytes);
        self.contents.blobs.push(Blob {
            path: path.to_owned(),
            claimed_digest,
            aliases: Vec::new(),
            extent: Some(Extent {
                handle: 0,
                offset: 0,
                length: size,
            }),
            size: Some(size),
        });
        let measured = Measurement::Done(Box::new(measure(bytes)));
        self.facts.blobs.push(measured);
        ContentId::Blob(self.contents.blobs.len() - 1)
    }

    /// A document of a layout, under its digest, and its descriptor.
    fn kept(&mut self, media_type: &str, value: &Value) -> Value {
        let bytes = serde_json::to_vec(value).unwrap();
        let digest = Digest::sha256(&bytes);
        self.document(&blob_path(&digest), Some(digest.clone()), &bytes);
        json!({"mediaType": media_type, "digest": digest.as_str(), "size": bytes.len()})
    }

    pub(crate) fn path(&mut self, path: &str, target: ContentId) {
        self.contents.paths.push(PathLink {
            path: path.to_owned(),
            target: Ok(target),
            via: Vec::new(),
            scope: 0,
        });
    }

    pub(crate) fn open(self) -> Opened {
        let mut opened = Opened::new(self.contents);
        opened.measurements = self.facts;
        ledger::read(&mut opened, &mut Looks::default());
        opened
    }
}

/// What one pass finds in `bytes`.
pub(crate) fn measure(bytes: &[u8]) -> BlobFacts {
    let mut pass = LayerPass::new(Options {
        sha512: false,
        unpack: true,
    });
    for chunk in bytes.chunks(7) {
        pass.update(chunk);
    }
    pass.finish().facts
}

pub(crate) fn blob_path(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.encoded())
}

/// A tar of one file.
pub(crate) fn tar(name: &str, content: &str) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    let mut builder = tar::Builder::new(Vec::new());
    builder
        .append_data(&mut header, name, content.as_bytes())
        .unwrap();
    builder.into_inner().unwrap()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The two layers of every image here: an empty tar, and one file.
pub(crate) fn layers() -> [Vec<u8>; 2] {
    [vec![0; 1024], tar("hello", "hello\n")]
}

pub(crate) fn config(architecture: &str) -> Value {
    let diff_ids: Vec<String> = layers()
        .iter()
        .map(|layer| Digest::sha256(layer).to_string())
        .collect();
    json!({"architecture": architecture, "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": diff_ids}})
}

/// An OCI archive: an index of amd64 and arm64, tagged `hello:1`, with an
/// attestation of amd64, which has two layers; arm64 has the same ones.
/// `stored` may change the bytes of a layer that are kept under its digest.
pub(crate) fn oci_archive(name: &str, stored: impl Fn(usize, Vec<u8>) -> Vec<u8>) -> Input {
    let mut input = Input::new(InputKind::Archive, name);
    let mut descriptors = Vec::new();
    for (index, layer) in layers().iter().enumerate() {
        let bytes = gzip(layer);
        let digest = Digest::sha256(&bytes);
        descriptors.push(
            json!({"mediaType": OCI_LAYER_GZIP, "digest": digest.as_str(), "size": bytes.len()}),
        );
        let bytes = stored(index, bytes);
        input.layer(&blob_path(&digest), Some(digest), &bytes);
    }
    let mut manifests = Vec::new();
    for architecture in ["amd64", "arm64"] {
        let config = input.kept(OCI_CONFIG, &config(architecture));
        let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config,
            "layers": descriptors,
            "annotations": {"org.opencontainers.image.base.digest": BASE}});
        let mut manifest = input.kept(OCI_MANIFEST, &manifest);
        manifest["platform"] = json!({"os": "linux", "architecture": architecture});
        manifests.push(manifest);
    }
    let attestation = attestation_of(&manifests[0]["digest"], &mut input);
    manifests.push(attestation);
    let index = json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": manifests});
    let mut index = input.kept(OCI_INDEX, &index);
    index["annotations"] = json!({"io.containerd.image.name": "docker.io/library/hello:1",
        "org.opencontainers.image.ref.name": "1"});
    let top = json!({"schemaVersion": 2, "manifests": [index]});
    let top = serde_json::to_vec(&top).unwrap();
    input.root(Form::OciLayout, "index.json", &top);
    input.document("oci-layout", None, br#"{"imageLayoutVersion": "1.0.0"}"#);
    input
}

/// Keeps an attestation; returns the descriptor that names it in an index.
fn attestation_of(about: &Value, input: &mut Input) -> Value {
    let statement = input.kept(crate::image::media_type::IN_TOTO, &json!({"_type": "x"}));
    let config = json!({"architecture": "unknown", "os": "unknown"});
    let config = input.kept(OCI_CONFIG, &config);
    let attestation = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": config, "layers": [statement]});
    let mut attestation = input.kept(OCI_MANIFEST, &attestation);
    attestation["annotations"] = json!({"vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": about});
    attestation
}

/// What the images of [`oci_archive`] say that they are built on.
pub(crate) const BASE: &str =
    "sha256:ba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5e";

/// `docker save` of one image, `hello:1`, as Docker 1.10 to 24 wrote it.
pub(crate) fn docker_archive(name: &str) -> Input {
    let mut input = Input::new(InputKind::Archive, name);
    let config = serde_json::to_vec(&config("amd64")).unwrap();
    let digest = Digest::sha256(&config);
    let config_path = format!("{}.json", digest.encoded());
    let document = input.document(&config_path, Some(digest), &config);
    input.path(&config_path, ContentId::Document(document));
    let mut paths = Vec::new();
    for (index, layer) in layers().iter().enumerate() {
        let path = format!("{index}/layer.tar");
        let content = input.layer(&path, None, layer);
        input.path(&path, content);
        paths.push(path);
    }
    let manifest = json!([{"Config": config_path, "RepoTags": ["hello:1"], "Layers": paths}]);
    let manifest = serde_json::to_vec(&manifest).unwrap();
    input.root(Form::DockerArchive, "manifest.json", &manifest);
    input
}
