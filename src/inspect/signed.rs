//! Signatures and attestations of what is open: each with its bytes and where it was
//! found, and what there is that can be signed.
//!
//! What it is, the media type of its layer says, and never the artifact type of its
//! manifest: registries and older clients list that wrongly, or not at all.
//!
//! Not here: whether any of it holds (`signature`), and what it states (`attestation`).

mod chain;
mod places;
mod skopeo;
mod subjects;

pub use self::chain::{Link, chain, is_recomputed};
pub use self::subjects::{SignedSubject, What, subjects};
pub use crate::source::{Answer, Looked, Place};

use self::places::Places;
use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::digest::Digest;
use crate::image::manifest::Manifest;
use crate::image::media_type::{Evidence, evidence_of};
use crate::image::recognition::PREDICATE_TYPE;
use crate::inspect::Opened;
use crate::inspect::graph::{Node, NodeId, NodeKind};
use crate::source::registry::http::MAX_SERVED_DOCUMENT;
use crate::source::{Attached, ContentId, MAX_ALL_EVIDENCE, MAX_EVIDENCE, MAX_EVIDENCES};
use crate::verify::{Absent, Unchecked};
use crate::words::{Message, signed as words};

/// The hashes of the certificates of a Notary Project signature (notaryproject
/// specifications, `signature-specification.md`, "Storage").
const THUMBPRINTS: &str = "io.cncf.notary.x509chain.thumbprint#S256";

/// One signature or attestation as it was found, with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub form: Form,
    /// The digest of what it is attached to, as its place or the `subject` of its
    /// manifest says; `None` where neither does.
    pub about: Option<Digest>,
    pub place: Place,
    /// The manifest that carries it; `None` for a file beside a manifest.
    pub manifest: Option<NodeId>,
    /// Its bytes in the graph: the ledger has the verdict on them; or the file beside a
    /// manifest, which holds them. `None` where the graph has no room for it.
    pub layer: Option<NodeId>,
}

/// What was found, with its exact bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// One layer of cosign's classic signatures, "simple signing": what is signed, and
    /// the annotations with the signature and all else.
    Classic {
        payload: Vec<u8>,
        annotations: Annotations,
    },
    /// A signed envelope (DSSE), with the annotations of its layer.
    ClassicAttestation {
        envelope: Vec<u8>,
        annotations: Annotations,
    },
    /// A sigstore bundle.
    Bundle {
        bytes: Vec<u8>,
    },
    /// A signature of the Notary Project.
    Notation {
        /// JWS or COSE.
        media_type: String,
        envelope: Vec<u8>,
        /// JSON, as the manifest's annotation has it.
        thumbprints: Option<String>,
    },
    /// An in-toto statement that is not signed itself.
    Statement {
        bytes: Vec<u8>,
        /// As the annotation says.
        predicate_type: Option<String>,
    },
    Sbom {
        media_type: String,
        bytes: Vec<u8>,
    },
    /// Named, and its bytes are not here.
    NotHere {
        media_type: Option<String>,
        digest: Option<Digest>,
        /// In bytes, as claimed.
        size: Option<u64>,
        /// One sentence.
        why: Message,
    },
}

impl Place {
    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Referrer => words::referrers(),
            Self::ReferrerTag => words::referrers_tag(),
            Self::SigTag => words::signature_tag(),
            Self::AttTag => words::attestation_tag(),
            Self::SbomTag => words::sbom_tag(),
            Self::SavedWithImage => words::saved_with_image(),
            Self::Subject => words::subject_here(),
            Self::InIndex => words::in_index(),
            Self::BesideManifest => words::beside_manifest(),
            Self::Alone => words::alone(),
        }
    }
}

/// Every signature and attestation of what is open, in the order of the graph, whatever
/// it is about.
#[must_use]
pub fn found(opened: &Opened) -> Vec<Found> {
    let places = Places::of(opened);
    let mut found = Vec::new();
    for node in &opened.graph.nodes {
        if matches!(node.kind, NodeKind::Artifact | NodeKind::Attestation) {
            in_manifest(opened, &places, node, &mut found);
        }
    }
    let files = opened.contents.attached.iter();
    let files = files.filter(|one| one.place == Place::BesideManifest);
    found.extend(files.filter_map(|one| beside_manifest(opened, one)));
    found
}

fn in_manifest(opened: &Opened, places: &Places, node: &Node, found: &mut Vec<Found>) {
    let json = opened.graph.json(node.id, &opened.contents);
    let Some(root) = json.and_then(|json| json.root) else {
        return;
    };
    let manifest = Manifest::read(&root);
    let (place, about) = places.of_manifest(node, &manifest);
    for layer in &manifest.layers {
        let media_type = layer.media_type.as_deref().unwrap_or_default();
        let Some(evidence) = evidence_of(media_type) else {
            continue;
        };
        let spelled = layer.digest.as_ref().map(|digest| digest.text.as_str());
        let blob = spelled.and_then(|text| opened.graph.by_digest(text));
        found.push(Found {
            form: match bytes(opened, blob, layer) {
                Ok(bytes) => form(evidence, bytes, layer, &manifest),
                Err(why) => not_here(layer, why),
            },
            about: about.clone(),
            place,
            manifest: Some(node.id),
            layer: blob,
        });
    }
}

fn form(evidence: Evidence, bytes: &[u8], layer: &Descriptor, manifest: &Manifest) -> Form {
    let bytes = bytes.to_vec();
    let annotations = layer.annotations.clone();
    let media_type = layer.media_type.clone().unwrap_or_default();
    match evidence {
        Evidence::SimpleSigning => Form::Classic {
            payload: bytes,
            annotations,
        },
        Evidence::Envelope => Form::ClassicAttestation {
            envelope: bytes,
            annotations,
        },
        Evidence::SigstoreBundle => Form::Bundle { bytes },
        Evidence::Notation => Form::Notation {
            media_type,
            envelope: bytes,
            thumbprints: manifest.annotations.get(THUMBPRINTS).map(str::to_owned),
        },
        Evidence::Statement => {
            // Of a referrer that holds one statement the manifest says it.
            let own = annotations.get(PREDICATE_TYPE);
            let said = own.or_else(|| manifest.annotations.get(PREDICATE_TYPE));
            Form::Statement {
                bytes,
                predicate_type: said.map(str::to_owned),
            }
        }
        Evidence::Sbom => Form::Sbom { media_type, bytes },
    }
}

fn not_here(layer: &Descriptor, why: Message) -> Form {
    Form::NotHere {
        media_type: layer.media_type.clone(),
        digest: layer.valid_digest().cloned(),
        size: layer.size,
        why,
    }
}

/// The bytes of a layer, or why they are not here.
fn bytes<'a>(
    opened: &'a Opened,
    blob: Option<NodeId>,
    layer: &Descriptor,
) -> Result<&'a [u8], Message> {
    let node = blob.and_then(|id| opened.graph.node(id));
    let content = node.and_then(|node| node.content);
    let known = content.and_then(|content| opened.contents.size_of(content));
    let too_large = |size: &u64| *size > MAX_EVIDENCE;
    match content {
        Some(ContentId::Document(index)) => {
            let document = opened.contents.documents.get(index);
            document
                .map(|document| document.bytes.as_slice())
                .ok_or_else(|| Unchecked::NotListed.message())
        }
        _ if let Some(size) = known.or(layer.size).filter(too_large) => {
            Err(words::too_large(MAX_EVIDENCE, size))
        }
        Some(ContentId::Blob(index)) => {
            let blob = opened.contents.blobs.get(index);
            Err(match blob.is_some_and(|blob| blob.extent.is_some()) {
                true => words::too_much(MAX_EVIDENCES, MAX_ALL_EVIDENCE),
                false => match known.filter(|size| *size > MAX_SERVED_DOCUMENT) {
                    Some(size) => words::larger(size, MAX_SERVED_DOCUMENT),
                    None => Absent::NotFetched.message(),
                },
            })
        }
        None => {
            let why = node.and_then(|node| node.missing.as_ref());
            Err(why.map_or_else(|| Unchecked::NotListed.message(), Absent::message))
        }
    }
}

/// The file that skopeo writes beside a manifest, where it is one of sigstore's.
fn beside_manifest(opened: &Opened, attached: &Attached) -> Option<Found> {
    let document = opened.contents.documents.get(attached.document)?;
    let file = skopeo::read(&document.bytes)?;
    let form = match evidence_of(&file.media_type)? {
        Evidence::SimpleSigning => Form::Classic {
            payload: file.payload,
            annotations: file.annotations,
        },
        Evidence::Envelope => Form::ClassicAttestation {
            envelope: file.payload,
            annotations: file.annotations,
        },
        _ => return None,
    };
    Some(Found {
        form,
        about: Some(attached.about.clone()),
        place: attached.place,
        manifest: None,
        layer: opened
            .graph
            .by_content(ContentId::Document(attached.document)),
    })
}
