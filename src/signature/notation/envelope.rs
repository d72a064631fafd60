//! What an envelope of the Notary Project says, whichever form it has
//! (notaryproject/specifications, `signature-specification.md`).

use time::OffsetDateTime;

use crate::image::json::{Json, Node};
use crate::image::media_type::NOTARY_PAYLOAD;
use crate::signature::certificate::Certificate;
use crate::signature::cryptography::{Hash, Scheme};
use crate::signature::key::KeyKind;
use crate::signature::notary_fault::NotaryFault;
use crate::signature::proof::Carrier;

/// The largest envelope that is read, in bytes: as notation has it.
pub const MAX_LENGTH: usize = 4 << 20;
/// The most certificates of an envelope.
pub const MAX_CERTIFICATES: usize = 16;

pub const SCHEME: &str = "io.cncf.notary.signingScheme";
pub const SIGNING_TIME: &str = "io.cncf.notary.signingTime";
pub const AUTHENTIC_TIME: &str = "io.cncf.notary.authenticSigningTime";
pub const EXPIRY: &str = "io.cncf.notary.expiry";
pub const PLUGIN: &str = "io.cncf.notary.verificationPlugin";
pub const TIMESTAMP: &str = "io.cncf.notary.timestampSignature";
pub const AGENT: &str = "io.cncf.notary.signingAgent";

/// Who stands for the time of a signature (`signing-scheme.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SigningScheme {
    /// `notary.x509`: nobody, or a timestamp authority.
    X509,
    /// `notary.x509.signingAuthority`: who signs for the signer.
    SigningAuthority,
}

/// A signature of the Notary Project, read and not verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    pub carrier: Carrier,
    /// What is signed, byte by byte.
    pub signed: Vec<u8>,
    pub payload: Vec<u8>,
    pub signature: Vec<u8>,
    /// From the signer's to the root.
    pub certificates: Vec<Certificate>,
    pub headers: Headers,
    /// TimeStampToken in DER.
    pub timestamp: Option<Vec<u8>>,
    /// With which program it was made, as that says.
    pub agent: Option<String>,
}

/// The headers that are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headers {
    /// `PS256` and the like.
    pub algorithm: String,
    pub content_type: String,
    pub scheme: String,
    pub signing_time: Option<OffsetDateTime>,
    pub authentic_time: Option<OffsetDateTime>,
    pub expiry: Option<OffsetDateTime>,
    pub plugin: Option<String>,
    /// The headers that must be understood.
    pub critical: Vec<String>,
    /// The names of all.
    pub names: Vec<String>,
}

/// What is signed, by its own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub media_type: String,
    pub digest: String,
    /// In bytes.
    pub size: u64,
    /// What else the signer says.
    pub annotations: Vec<(String, String)>,
}

impl Headers {
    /// Whose time counts, where every header that must be understood is.
    ///
    /// # Errors
    /// Where one is not, or one that must be there is not.
    pub fn check(&self) -> Result<SigningScheme, NotaryFault> {
        if self.content_type != NOTARY_PAYLOAD {
            return Err(NotaryFault::ContentType(self.content_type.clone()));
        }
        let scheme = match self.scheme.as_str() {
            "notary.x509" => SigningScheme::X509,
            "notary.x509.signingAuthority" => SigningScheme::SigningAuthority,
            other => return Err(NotaryFault::Scheme(other.to_owned())),
        };
        let (time, other) = match scheme {
            SigningScheme::X509 => (SIGNING_TIME, AUTHENTIC_TIME),
            SigningScheme::SigningAuthority => (AUTHENTIC_TIME, SIGNING_TIME),
        };
        if !self.has(time) {
            return Err(NotaryFault::Missing(time.to_owned()));
        }
        if self.has(other) {
            return Err(NotaryFault::Value(other.to_owned()));
        }
        for header in [SCHEME, EXPIRY, AUTHENTIC_TIME] {
            if self.has(header) && !self.is_critical(header) {
                return Err(NotaryFault::NotCritical(header.to_owned()));
            }
        }
        for header in &self.critical {
            let is_known = [SCHEME, EXPIRY, AUTHENTIC_TIME, PLUGIN].contains(&header.as_str());
            if !self.has(header) {
                return Err(NotaryFault::Missing(header.clone()));
            }
            if !is_known {
                return Err(NotaryFault::UnknownCritical(header.clone()));
            }
        }
        match &self.plugin {
            Some(plugin) => Err(NotaryFault::Plugin(plugin.clone())),
            None => Ok(scheme),
        }
    }

    fn has(&self, header: &str) -> bool {
        self.names.iter().any(|own| own == header)
    }

    fn is_critical(&self, header: &str) -> bool {
        self.critical.iter().any(|own| own == header)
    }

    /// How it is signed: the one way that goes with the key (`signature-specification.md`,
    /// "Algorithm Selection").
    ///
    /// # Errors
    /// Where it names another, or the key is of a kind with which none goes.
    pub fn algorithm_of(&self, key: KeyKind) -> Result<Scheme, NotaryFault> {
        let (name, scheme) = match key {
            KeyKind::Rsa(2048) => ("PS256", Scheme::RsaPss(Hash::Sha256)),
            KeyKind::Rsa(3072) => ("PS384", Scheme::RsaPss(Hash::Sha384)),
            KeyKind::Rsa(4096) => ("PS512", Scheme::RsaPss(Hash::Sha512)),
            KeyKind::P256 => ("ES256", Scheme::EcdsaFixed(Hash::Sha256)),
            KeyKind::P384 => ("ES384", Scheme::EcdsaFixed(Hash::Sha384)),
            KeyKind::P521 => ("ES512", Scheme::EcdsaFixed(Hash::Sha512)),
            KeyKind::Rsa(_) | KeyKind::Ed25519 => {
                let found = self.algorithm.clone();
                return Err(NotaryFault::Algorithm {
                    found,
                    expected: None,
                });
            }
        };
        match self.algorithm == name {
            true => Ok(scheme),
            false => Err(NotaryFault::Algorithm {
                found: self.algorithm.clone(),
                expected: Some(name),
            }),
        }
    }
}

impl Payload {
    /// Reads a payload.
    ///
    /// # Errors
    /// Where it names no artifact.
    pub fn read(bytes: &[u8]) -> Result<Self, NotaryFault> {
        let root = Json::parse(bytes).root.ok_or(NotaryFault::Payload)?;
        let target = root.get("targetArtifact").ok_or(NotaryFault::Payload)?;
        once(&root)?;
        once(target)?;
        let text = |key| target.get(key).and_then(Node::as_str).map(str::to_owned);
        let annotations = target.get("annotations").map_or(&[][..], Node::members);
        let annotations = annotations.iter().filter_map(|member| {
            let value = member.value.as_str()?;
            Some((member.key.clone(), value.to_owned()))
        });
        let size = target.get("size").and_then(Node::as_size);
        Ok(Self {
            media_type: text("mediaType").ok_or(NotaryFault::Payload)?,
            digest: text("digest").ok_or(NotaryFault::Payload)?,
            size: size.ok_or(NotaryFault::Payload)?,
            annotations: annotations.collect(),
        })
    }
}

/// That an object has no key twice: readers differ in which they take.
pub(super) fn once(object: &Node) -> Result<(), NotaryFault> {
    match object.members().iter().find(|member| member.repeated) {
        Some(member) => Err(NotaryFault::Twice(member.key.clone())),
        None => Ok(()),
    }
}
