//! Where digests stand in everything that is open.

use super::List;
use crate::image::digest::Digest;
use crate::image::json::{Json, Node as JsonNode, Value};
use crate::inspect::Opened;
use crate::inspect::family::{digest_of, image_id, unpacked};
use crate::inspect::graph::{Claimant, EdgeKind, Image, ImageLayer, Node, NodeId, NodeKind};
use crate::inspect::row::Row;
use crate::source::ContentId;
use crate::words::{Message, joined, roles};

/// A digest, and what is said of it wherever it is met.
type WellKnown = (&'static str, fn() -> Message);

/// Digests that a person meets again and again.
const WELL_KNOWN: [WellKnown; 4] = [
    (
        "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4",
        roles::gzip_of_empty_layer,
    ),
    (
        "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        roles::diff_id_of_empty_layer,
    ),
    (
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        roles::sha256_of_nothing,
    ),
    (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        roles::sha256_of_empty_object,
    ),
];

/// What the base image of an image is (image-spec, `annotations.md`).
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

pub(super) fn collect(opened: &Opened, list: &mut List<'_>) {
    let mut collector = Collector { opened, list };
    for (index, image) in opened.graph.images.iter().enumerate() {
        collector.image(index, image);
    }
    for node in &opened.graph.nodes {
        collector.node(node);
    }
    collector.claims();
    collector.attestations();
    for row in &opened.rows {
        collector.computed(row);
    }
    collector.stored();
    for (index, _) in opened.contents.documents.iter().enumerate() {
        collector.text_of(index);
    }
    for (digest, sentence) in WELL_KNOWN {
        collector.list.add(digest, None, sentence);
    }
}

struct Collector<'a, 'b, 'c> {
    opened: &'a Opened,
    list: &'b mut List<'c>,
}

impl Collector<'_, '_, '_> {
    fn image(&mut self, index: usize, image: &Image) {
        let name = || image_name(index, image);
        let spelled = |node: Option<NodeId>| digest_of(self.opened, node?);
        let manifest = spelled(image.manifest);
        if let Some(digest) = spelled(image.index) {
            self.list
                .add(&digest, image.index, || roles::index_digest_of(name()));
        }
        if let Some(digest) = manifest {
            self.list.add(
                &digest,
                image.manifest,
                || roles::manifest_digest_of(name()),
            );
        }
        if let Some(digest) = image_id(self.opened, image) {
            self.list
                .add(&digest, image.config, || roles::config_digest_of(name()));
        }
        for (place, layer) in image.layers.iter().enumerate() {
            self.layer(place, layer, &name);
        }
    }

    fn layer(&mut self, place: usize, layer: &ImageLayer, image: &dyn Fn() -> Message) {
        let number = place + 1;
        let digest = layer.descriptor.as_ref().and_then(|d| d.digest.as_ref());
        if let Some(digest) = digest {
            self.list.add(&digest.text, layer.node, || {
                roles::layer_digest_of(number, image())
            });
        }
        if let Some(diff_id) = &layer.diff_id {
            self.list.add(&diff_id.text, layer.unpacked, || {
                roles::diff_id_of(number, image())
            });
        }
        if let Some(chain_id) = &layer.chain_id {
            self.list
                .add(chain_id.as_str(), layer.unpacked, || match place {
                    0 => roles::base_chain_id_of(image()),
                    _ => roles::chain_id_of(number, image()),
                });
        }
    }

    /// What has no place in an image: attestations, artifacts, blobs, DiffIDs
    /// that no layer is joined with.
    fn node(&mut self, node: &Node) {
        let Some(digest) = &node.digest else {
            return;
        };
        // The cheap question first: there may be thousands of both.
        if self.list.query.fits(&digest.text) && !self.is_in_an_image(node) {
            self.list
                .add(&digest.text, Some(node.id), || named(self.opened, node));
        }
    }

    fn is_in_an_image(&self, node: &Node) -> bool {
        let mut images = self.opened.graph.images.iter();
        images.any(|image| holds(image, node.id))
    }

    fn claims(&mut self) {
        for claim in &self.opened.graph.claims {
            let digest = &claim.digest.text;
            let target = Some(claim.target);
            match &claim.by {
                Claimant::Person => self.list.add(digest, target, roles::expected),
                Claimant::FileName { path } => self
                    .list
                    .add(digest, target, || roles::claimed_by_file_name(path)),
                Claimant::Document { node, pointer } if pointer == "/subject" => {
                    self.list.add(digest, target, || {
                        let by = self.opened.name_of(*node);
                        roles::subject_of(by)
                    });
                }
                Claimant::Document { .. } | Claimant::Listed { .. } => {}
            }
        }
    }

    fn attestations(&mut self) {
        let graph = &self.opened.graph;
        for edge in graph.edges.iter().filter(|e| e.kind == EdgeKind::Attests) {
            let target = graph.node(edge.to);
            if let Some(digest) = target.and_then(|target| target.digest.as_ref()) {
                self.list.add(&digest.text, Some(edge.to), || {
                    let by = self.opened.name_of(edge.from);
                    roles::attested_by(by)
                });
            }
        }
    }

    /// What bytes really hash to, where somebody claims something else.
    fn computed(&mut self, row: &Row) {
        let (Some(computed), Some(claimed)) = (&row.computed, &row.claimed) else {
            return;
        };
        if computed.as_str() == claimed {
            return;
        }
        self.list.add(computed.as_str(), Some(row.node), || {
            roles::really_hashes_to(row.called(), claimed)
        });
    }

    /// Hashes that nobody claims: of the files of a docker-archive.
    fn stored(&mut self) {
        for node in &self.opened.graph.nodes {
            match node.content {
                Some(ContentId::Blob(index)) => self.stored_blob(node, index),
                Some(ContentId::Document(index)) if self.is_unnamed(node) => {
                    let Some(document) = self.opened.contents.documents.get(index) else {
                        continue;
                    };
                    let digest = Digest::sha256(&document.bytes);
                    self.list.add(digest.as_str(), Some(node.id), || {
                        roles::unclaimed_sha256(&document.path)
                    });
                }
                _ => {}
            }
        }
    }

    fn is_unnamed(&self, node: &Node) -> bool {
        node.digest.is_none() && node.claims.is_empty() && !self.is_in_an_image(node)
    }

    fn stored_blob(&mut self, node: &Node, index: usize) {
        let path = self.opened.contents.path_of(ContentId::Blob(index));
        let claims = |digest: &Digest| {
            let mut claims = self.opened.graph.claims_about(node.id);
            claims.any(|claim| claim.digest.text == digest.as_str())
        };
        if let Some(facts) = self.opened.measurements.of(ContentId::Blob(index))
            && node.digest.is_none()
        {
            self.list.add(facts.sha256.as_str(), Some(node.id), || {
                roles::sha256_of_file(path)
            });
        }
        if let Some(unpacked) = unpacked(self.opened, node.id)
            && self.list.query.fits(unpacked.diff_id.as_str())
            && !self.is_claimed_diff_id(&unpacked.diff_id)
            && !claims(&unpacked.diff_id)
        {
            self.list.add(unpacked.diff_id.as_str(), Some(node.id), || {
                roles::sha256_of_inside(path)
            });
        }
    }

    fn is_claimed_diff_id(&self, diff_id: &Digest) -> bool {
        let images = self.opened.graph.images.iter();
        let mut claimed = images.flat_map(|image| &image.layers);
        claimed.any(|layer| {
            let spelled = layer.diff_id.as_ref();
            spelled.is_some_and(|spelled| spelled.text == diff_id.as_str())
        })
    }

    /// Digests and IDs that stand in a document and are no claim: annotations,
    /// labels, the IDs of images from before Docker 1.10.
    fn text_of(&mut self, index: usize) {
        let Some(document) = self.opened.contents.documents.get(index) else {
            return;
        };
        // Parsing every document at each keystroke would be felt; looking for
        // a few bytes is not. An escaped hex digit is not worth more.
        let Ok(text) = std::str::from_utf8(&document.bytes) else {
            return;
        };
        if !contains(text, &self.list.query.digits) {
            return;
        }
        let Some(root) = Json::parse(&document.bytes).root else {
            return;
        };
        let node = self.opened.graph.by_content(ContentId::Document(index));
        let name = node.map_or_else(|| document.path.clone(), |node| self.opened.name_of(node));
        root.walk(&mut |pointer, value| self.string(node, &name, pointer, value));
    }

    fn string(&mut self, node: Option<NodeId>, name: &str, pointer: &str, value: &JsonNode) {
        let Value::String(text) = &value.value else {
            return;
        };
        if !is_digest_like(text) {
            return;
        }
        let key = pointer.rsplit('/').next().unwrap_or_default();
        match key {
            BASE_DIGEST => self
                .list
                .add(text, node, || roles::base_image_of(name, BASE_DIGEST)),
            "id" | "Id" => self.list.add(text, node, || roles::legacy_id_of(name)),
            "parent" | "Parent" => self.list.add(text, node, || roles::legacy_parent_of(name)),
            _ if !self.is_claim(node, pointer) => {
                self.list.add(text, node, || roles::found_in(name, pointer))
            }
            _ => {}
        }
    }

    /// Whether the string is the digest of a claim or of an attested manifest,
    /// which were listed as such.
    fn is_claim(&self, node: Option<NodeId>, pointer: &str) -> bool {
        let Some(node) = node else {
            return false;
        };
        if pointer.ends_with("/vnd.docker.reference.digest") {
            return true;
        }
        self.opened.graph.claims_by(node).any(|claim| {
            matches!(&claim.by, Claimant::Document { pointer: by, .. }
                if pointer.strip_prefix(by.as_str()).is_some_and(|rest| matches!(rest, "" | "/digest")))
        })
    }
}

/// `text` has `digits`, in either case.
fn contains(text: &str, digits: &str) -> bool {
    text.contains(digits) || text.contains(&digits.to_ascii_uppercase())
}

/// A digest, or the hex digits of one.
fn is_digest_like(text: &str) -> bool {
    let digits = text.split_once(':').map_or(text, |(_, digits)| digits);
    digits.len() >= 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What a node is, and which document names it first.
fn named(opened: &Opened, node: &Node) -> Message {
    let what = match node.kind {
        NodeKind::Unpacked => roles::a_diff_id(),
        NodeKind::Index => roles::an_index(),
        NodeKind::Manifest => roles::a_manifest(),
        NodeKind::Attestation => roles::an_attestation(),
        NodeKind::Artifact => roles::an_artifact(),
        NodeKind::Schema1 => roles::a_schema1_manifest(),
        NodeKind::Config => roles::a_config(),
        NodeKind::Layer => roles::a_layer(),
        NodeKind::Entry | NodeKind::Blob => roles::a_blob(),
    };
    let mut claims = opened.graph.claims_about(node.id);
    let namer = claims.find_map(|claim| match &claim.by {
        Claimant::Document { node, pointer } => Some((*node, pointer)),
        Claimant::FileName { .. } | Claimant::Person | Claimant::Listed { .. } => None,
    });
    match namer {
        Some((by, pointer)) => roles::named_by(what, opened.name_of(by), pointer),
        None => roles::named_by_none(what),
    }
}

fn holds(image: &Image, node: NodeId) -> bool {
    let node = Some(node);
    let layer = |layer: &ImageLayer| layer.node == node || layer.unpacked == node;
    image.index == node
        || image.manifest == node
        || image.config == node
        || image.layers.iter().any(layer)
}

/// `busybox:latest (linux/amd64)`, or whatever is known.
fn image_name(index: usize, image: &Image) -> Message {
    let name = match image.names.first() {
        Some(name) => joined::verbatim(name),
        None => roles::image_number(index + 1),
    };
    match &image.platform {
        Some(platform) => roles::image_name(name, platform.to_string()),
        None => name,
    }
}
