//! Sigstore bundles, v0.1 to v0.3, as protobuf's JSON mapping writes them
//! (protobuf-specs, `sigstore_bundle.proto`; cosign, `BUNDLE_SPEC.md`).
//!
//! Not here: whether anything in one holds (`sigstore`).

use crate::image::json::{Json, Node, Value};
use crate::image::media_type::SIGSTORE_BUNDLE;
use crate::signature::certificate::Certificate;
use crate::signature::dsse::{Envelope, bytes, text};
use crate::signature::fault::{Fault, Member};

/// The most that is read of each, as sigstore-go has it.
pub const MAX_ENTRIES: usize = 32;
pub const MAX_TIMESTAMPS: usize = 32;
/// More than any chain of a bundle has.
pub const MAX_CERTIFICATES: usize = 16;

/// The versions that differ in what a bundle must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    V01,
    V02,
    V03,
}

/// A bundle as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub version: Version,
    pub content: Content,
    pub material: Material,
    pub entries: Vec<Entry>,
    /// TimeStampResp in DER.
    pub timestamps: Vec<Vec<u8>>,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Bytes that are elsewhere.
    Message {
        signature: Vec<u8>,
        /// Their claimed digest.
        digest: Option<Vec<u8>>,
    },
    Envelope(Envelope),
}

/// By which key.
#[derive(Clone, Debug, PartialEq)]
pub enum Material {
    /// The leaf, and those between it and a root.
    Certificates {
        leaf: Box<Certificate>,
        between: Vec<Certificate>,
    },
    /// A key that is elsewhere; the hint is free text.
    Key { hint: Option<String> },
}

/// An entry of a transparency log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Over all shards of the log.
    pub index: u64,
    pub log_id: Vec<u8>,
    pub kind: String,
    pub version: String,
    /// Seconds since 1970.
    pub integrated: Option<i64>,
    /// The log's signature that it will take the entry in (SET).
    pub promise: Option<Vec<u8>>,
    pub proof: Option<Inclusion>,
    pub body: Vec<u8>,
}

/// That an entry is in a log's tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Inclusion {
    /// In the shard's tree.
    pub index: u64,
    pub root_hash: Vec<u8>,
    pub size: u64,
    pub hashes: Vec<Vec<u8>>,
    pub checkpoint: Option<String>,
}

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// Where it is none of the known versions, or lacks what they demand.
    pub fn read(json: &[u8]) -> Result<Self, Fault> {
        let root = Json::parse(json).root.ok_or(Fault::NotJson)?;
        let version = version(text(&root, Member::MediaType)?)?;
        let material = member(&root, Member::VerificationMaterial)?;
        let content = match (some(&root, "messageSignature"), some(&root, "dsseEnvelope")) {
            (Some(message), None) => Content::message(message)?,
            (None, Some(envelope)) => Content::Envelope(Envelope::read(envelope)?),
            _ => return Err(Fault::NotOneContent),
        };
        let entries = list(material, Member::TlogEntries, MAX_ENTRIES)?;
        let entries: Vec<Entry> = entries.iter().map(Entry::read).collect::<Result<_, _>>()?;
        let is_repeated = |(place, entry): (usize, &Entry)| {
            let mut before = entries.iter().take(place);
            before.any(|other| (&other.log_id, other.index) == (&entry.log_id, entry.index))
        };
        if entries.iter().enumerate().any(is_repeated) {
            return Err(Fault::SameEntryTwice);
        }
        let stamps = material.get("timestampVerificationData");
        let stamps = stamps.map(|it| list(it, Member::Rfc3161Timestamps, MAX_TIMESTAMPS));
        let stamps = stamps.transpose()?.unwrap_or_default();
        let stamps = stamps.iter().map(|it| bytes(it, Member::SignedTimestamp));
        Ok(Self {
            version,
            content,
            material: Material::read(material, version)?,
            entries,
            timestamps: stamps.collect::<Result<_, _>>()?,
        })
    }
}

fn version(media_type: &str) -> Result<Version, Fault> {
    let rest = media_type.strip_prefix(SIGSTORE_BUNDLE);
    match rest {
        Some("+json;version=0.1" | ".v0.1+json") => Ok(Version::V01),
        Some("+json;version=0.2" | ".v0.2+json") => Ok(Version::V02),
        Some("+json;version=0.3" | ".v0.3+json") => Ok(Version::V03),
        _ => Err(Fault::UnknownMediaType(media_type.to_owned())),
    }
}

impl Content {
    fn message(node: &Node) -> Result<Self, Fault> {
        let digest = some(node, "messageDigest");
        Ok(Self::Message {
            signature: bytes(node, Member::Signature)?,
            digest: digest.map(|it| bytes(it, Member::Digest)).transpose()?,
        })
    }
}

impl Material {
    fn read(node: &Node, version: Version) -> Result<Self, Fault> {
        let chain = some(node, "x509CertificateChain");
        match (some(node, "certificate"), chain, some(node, "publicKey")) {
            (Some(leaf), None, None) => Ok(Self::Certificates {
                leaf: Box::new(certificate(leaf)?),
                between: Vec::new(),
            }),
            // A chain is what older versions have.
            (None, Some(_), None) if version >= Version::V03 => Err(Fault::NotTheVersionsMaterial),
            (None, Some(chain), None) => Self::chain(chain),
            (None, None, Some(key)) => Ok(Self::Key {
                hint: key.get("hint").and_then(Node::as_str).map(str::to_owned),
            }),
            _ => Err(Fault::Missing(Member::Certificate)),
        }
    }

    fn chain(node: &Node) -> Result<Self, Fault> {
        let all = list(node, Member::Certificates, MAX_CERTIFICATES)?;
        let all = all.iter().map(certificate);
        let mut all = all.collect::<Result<Vec<_>, _>>()?.into_iter();
        let leaf = all.next().ok_or(Fault::EmptyChain)?;
        let between: Vec<Certificate> = all.collect();
        if between.iter().any(Certificate::is_self_issued) {
            return Err(Fault::RootInside);
        }
        Ok(Self::Certificates {
            leaf: Box::new(leaf),
            between,
        })
    }
}

fn certificate(node: &Node) -> Result<Certificate, Fault> {
    Ok(Certificate::parse(&bytes(node, Member::RawBytes)?)?)
}

impl Entry {
    fn read(node: &Node) -> Result<Self, Fault> {
        let log = member(node, Member::LogId)?;
        let kind = member(node, Member::KindVersion)?;
        let promise = some(node, "inclusionPromise");
        let promise = promise.map(|it| bytes(it, Member::SignedEntryTimestamp));
        let proof = some(node, "inclusionProof");
        Ok(Self {
            index: index(node)?,
            log_id: bytes(log, Member::KeyId)?,
            kind: text(kind, Member::Kind)?.to_owned(),
            version: text(kind, Member::Version)?.to_owned(),
            integrated: number(node, Member::IntegratedTime)?.filter(|at| *at != 0),
            promise: promise.transpose()?,
            proof: proof.map(Inclusion::read).transpose()?,
            body: bytes(node, Member::CanonicalizedBody)?,
        })
    }
}

impl Inclusion {
    fn read(node: &Node) -> Result<Self, Fault> {
        let size = number(node, Member::TreeSize)?.unwrap_or_default();
        let hashes = node.get(Member::Hashes.key()).map_or(&[][..], Node::items);
        let hash = |node: &Node| {
            let hash = node.as_str().and_then(super::base64::decode);
            hash.ok_or(Fault::NotBase64(Member::Hashes))
        };
        let checkpoint = some(node, "checkpoint");
        let checkpoint = checkpoint.map(|it| text(it, Member::Envelope));
        Ok(Self {
            index: index(node)?,
            root_hash: bytes(node, Member::RootHash)?,
            size: u64::try_from(size).map_err(|_| Fault::NotANumber(Member::TreeSize))?,
            // One more than any path has says as much as all of them.
            hashes: hashes
                .iter()
                .take(super::merkle::MAX_PATH + 1)
                .map(hash)
                .collect::<Result<_, _>>()?,
            checkpoint: checkpoint.transpose()?.map(str::to_owned),
        })
    }
}

/// A member that may be left out, or be null.
fn some<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|it| !it.is_null())
}

fn index(node: &Node) -> Result<u64, Fault> {
    let index = number(node, Member::LogIndex)?.unwrap_or_default();
    u64::try_from(index).map_err(|_| Fault::NegativeIndex)
}

/// An int64: a text or a number; left out where it is 0.
pub(super) fn number(node: &Node, member: Member) -> Result<Option<i64>, Fault> {
    let Some(found) = node.get(member.key()) else {
        return Ok(None);
    };
    let text = match &found.value {
        Value::Null => return Ok(None),
        Value::Number(text) | Value::String(text) => text,
        _ => return Err(Fault::NotANumber(member)),
    };
    let number = text.parse().map_err(|_| Fault::NotANumber(member));
    number.map(Some)
}

pub(super) fn member(node: &Node, member: Member) -> Result<&Node, Fault> {
    node.get(member.key()).ok_or(Fault::Missing(member))
}

pub(super) fn list(node: &Node, member: Member, limit: usize) -> Result<&[Node], Fault> {
    let items = node.get(member.key()).map_or(&[][..], Node::items);
    match items.len() > limit {
        true => Err(Fault::TooMany {
            what: member,
            limit,
        }),
        false => Ok(items),
    }
}
