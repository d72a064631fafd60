//! What carries signatures, read into what is verified: bundles, and cosign's older form
//! in annotations (cosign, `SIGNATURE_SPEC.md`).

use std::sync::Arc;

use super::base64;
use super::bundle::{self, Bundle, Content, Entry, number};
use super::certificate::Certificate;
use super::dsse::{self, Envelope};
use super::fault::{Fault, Member};
use super::hex;
use super::pem;
use super::proof::{About, Carrier, Open, Signed, Step, Verdict};
use super::sigstore::{Certificates, Material, Proofs};
use crate::attestation::statement::Statement;
use crate::image::descriptor::Annotations;
use crate::image::digest::{Digest, raw};
use crate::image::json::{Json, Node};
use crate::image::media_type::IN_TOTO;

/// What a signature is held against.
#[derive(Clone, Copy, Debug)]
pub struct Artifact<'a> {
    pub digest: &'a Digest,
    /// `None` where they are not here.
    pub bytes: Option<&'a [u8]>,
}

impl Artifact<'_> {
    /// Without bytes that are not what the digest says: what is signed is what has it.
    fn checked(self) -> Self {
        let is_right = |bytes: &&[u8]| self.digest.recompute(bytes).as_ref() == Some(self.digest);
        Self {
            bytes: self.bytes.filter(is_right),
            ..self
        }
    }
}

/// Reads a Sigstore bundle.
///
/// # Errors
/// Where it cannot be read.
pub fn bundle(json: &[u8], artifact: Artifact<'_>) -> Result<Material, Fault> {
    let artifact = artifact.checked();
    let bundle = Bundle::read(json)?;
    let (certificates, hint) = match bundle.material {
        bundle::Material::Certificates { leaf, between } => {
            let leaf = *leaf;
            (Some(Certificates { leaf, between }), None)
        }
        bundle::Material::Key { hint } => (None, hint),
    };
    let proofs = match bundle.version {
        bundle::Version::V01 => Proofs::Promise,
        _ => Proofs::Inclusion,
    };
    let mut material = Material {
        carrier: Carrier::Bundle,
        certificates,
        hint,
        entries: bundle.entries,
        proofs,
        timestamps: bundle.timestamps,
        ..Material::new(Carrier::Bundle)
    };
    match bundle.content {
        Content::Message { signature, digest } => {
            material.signature = signature;
            material.message = artifact.bytes.map(<[u8]>::to_vec);
            material.message_of(digest.as_deref(), artifact);
        }
        Content::Envelope(envelope) => material.envelope_of(envelope, artifact),
    }
    Ok(material)
}

/// Reads a signature of cosign's older form: a payload, and annotations.
///
/// # Errors
/// Where it cannot be read.
pub fn classic(
    payload: &[u8],
    annotations: &Annotations,
    artifact: Artifact<'_>,
) -> Result<Material, Fault> {
    let mut material = attached(Carrier::Cosign, annotations)?;
    let signature = annotations.get(Member::ClassicSignature.key());
    let signature = signature.filter(|text| !text.trim().is_empty());
    if let Some(signature) = signature {
        let missing = Fault::NotBase64(Member::ClassicSignature);
        material.signature = base64::decode(signature).ok_or(missing)?;
    } else if material.signature.is_empty() {
        return Err(Fault::Missing(Member::ClassicSignature));
    }
    material.message = Some(payload.to_vec());
    let root = Json::parse(payload).root.ok_or(Fault::NotJson)?;
    let claimed = root
        .at("/critical/image/docker-manifest-digest")
        .and_then(Node::as_str);
    let claimed = claimed.ok_or(Fault::Missing(Member::DockerManifestDigest))?;
    let name = root
        .at("/critical/identity/docker-reference")
        .and_then(Node::as_str);
    material.signed = Some(Signed::Digest {
        digest: claimed.to_owned(),
        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
    });
    let verdict = same(claimed == artifact.digest.as_str());
    material.subject(verdict, claimed, artifact);
    Ok(material)
}

/// Reads an attestation of cosign's older form: an envelope, and annotations.
///
/// # Errors
/// Where it cannot be read.
pub fn classic_attestation(
    envelope: &[u8],
    annotations: &Annotations,
    artifact: Artifact<'_>,
) -> Result<Material, Fault> {
    let artifact = artifact.checked();
    let mut material = attached(Carrier::CosignAttestation, annotations)?;
    let root = Json::parse(envelope).root.ok_or(Fault::NotJson)?;
    material.envelope = Some(envelope.to_vec());
    material.envelope_of(Envelope::read(&root)?, artifact);
    Ok(material)
}

/// What stands in the annotations of both.
fn attached(carrier: Carrier, annotations: &Annotations) -> Result<Material, Fault> {
    let mut material = Material::new(carrier);
    if let Some(text) = annotations.get(Member::ClassicCertificate.key()) {
        let between = annotations.get("dev.sigstore.cosign/chain");
        let between = between.map(certificates).transpose()?.unwrap_or_default();
        let leaf = certificates(text)?.into_iter().next();
        material.certificates = Some(Certificates {
            leaf: leaf.ok_or(Fault::Missing(Member::ClassicCertificate))?,
            between,
        });
    }
    if let Some(text) = annotations.get(Member::ClassicTimestamp.key()) {
        let root = Json::parse(text.as_bytes()).root.ok_or(Fault::NotJson)?;
        material
            .timestamps
            .push(dsse::bytes(&root, Member::SignedRfc3161Timestamp)?);
    }
    if let Some(text) = annotations.get(Member::ClassicBundle.key()) {
        material.logged(text)?;
    }
    Ok(material)
}

/// PEM of certificates.
fn certificates(text: &str) -> Result<Vec<Certificate>, Fault> {
    let parts = pem::decode(text).map_err(|_| Fault::NotBase64(Member::ClassicCertificate))?;
    let parts = parts.iter().take(bundle::MAX_CERTIFICATES);
    parts.map(|(_, der)| Ok(Certificate::parse(der)?)).collect()
}

impl Material {
    /// Nothing but how it came, which could be read.
    fn new(carrier: Carrier) -> Self {
        Self {
            carrier,
            signature: Vec::new(),
            message: None,
            payload: None,
            envelope: None,
            certificates: None,
            hint: None,
            entries: Vec::new(),
            proofs: Proofs::Promise,
            timestamps: Vec::new(),
            signed: None,
            steps: vec![Step::new(About::Form, Verdict::Holds)],
        }
    }

    fn subject(&mut self, verdict: Verdict, claimed: &str, artifact: Artifact<'_>) {
        let step = Step::new(About::Subject, verdict);
        self.steps
            .push(step.held(claimed, artifact.digest.as_str()));
    }

    /// A message that is elsewhere: the artifact itself.
    fn message_of(&mut self, claimed: Option<&[u8]>, artifact: Artifact<'_>) {
        let Some(claimed) = claimed else {
            return;
        };
        // Each of the hashes that keys sign by has its own length.
        let algorithm = match claimed.len() {
            48 => "sha384",
            64 => "sha512",
            _ => "sha256",
        };
        let claimed = format!("{algorithm}:{}", hex::encode(claimed));
        let verdict = match digest_by(algorithm, artifact) {
            Some(own) => same(own == claimed),
            None => Verdict::Open(Open::NoBytes),
        };
        self.subject(verdict, &claimed, artifact);
        self.signed = Some(Signed::Digest {
            digest: claimed,
            name: None,
        });
    }

    /// A statement about the artifact, in an envelope.
    fn envelope_of(&mut self, envelope: Envelope, artifact: Artifact<'_>) {
        self.message = Some(envelope.signed_bytes());
        self.signature = envelope.signature;
        if envelope.payload_type != IN_TOTO {
            let fault = Fault::PayloadType(envelope.payload_type);
            self.steps
                .push(Step::new(About::Subject, Verdict::Fails(fault)));
            self.payload = Some(envelope.payload);
            return;
        }
        match Statement::read(&envelope.payload) {
            Err(none) => {
                let fault = Verdict::Fails(Fault::Statement(none));
                self.steps.push(Step::new(About::Subject, fault));
            }
            Ok(statement) => {
                let verdict = is_about(&statement, artifact);
                let all = statement
                    .subjects
                    .iter()
                    .flat_map(|subject| &subject.digests);
                let all = all.map(|(algorithm, digits)| format!("{algorithm}:{digits}"));
                let claimed: Vec<String> = all.take(8).collect();
                self.subject(verdict, &claimed.join(", "), artifact);
                self.signed = Some(Signed::Statement(Arc::new(statement)));
            }
        }
        self.payload = Some(envelope.payload);
    }

    /// What the annotation of cosign's older form has of a log: an entry and its promise,
    /// or a bundle of the newer form (moby/policy-helpers).
    fn logged(&mut self, text: &str) -> Result<(), Fault> {
        let root = Json::parse(text.as_bytes()).root.ok_or(Fault::NotJson)?;
        if root.get("mediaType").is_some() {
            let bundle = Bundle::read(text.as_bytes())?;
            self.entries = bundle.entries;
            self.timestamps.extend(bundle.timestamps);
            self.proofs = Proofs::Inclusion;
            if let Content::Message { signature, .. } = bundle.content {
                self.signature = signature;
            }
            if let bundle::Material::Certificates { leaf, between } = bundle.material {
                let leaf = *leaf;
                self.certificates = Some(Certificates { leaf, between });
            }
            return Ok(());
        }
        let payload = bundle::member(&root, Member::ClassicPayload)?;
        let body = dsse::bytes(payload, Member::ClassicBody)?;
        let named = Json::parse(&body).root.ok_or(Fault::EntryNotJson)?;
        let text = |key| named.get(key).and_then(Node::as_str).unwrap_or_default();
        let index = number(payload, Member::LogIndex)?.unwrap_or_default();
        let log_id = dsse::text(payload, Member::ClassicLogId)?;
        self.entries.push(Entry {
            index: u64::try_from(index).map_err(|_| Fault::NegativeIndex)?,
            log_id: hex::decode(log_id).ok_or(Fault::NotBase64(Member::ClassicLogId))?,
            kind: text("kind").to_owned(),
            version: text("apiVersion").to_owned(),
            integrated: number(payload, Member::IntegratedTime)?,
            promise: Some(dsse::bytes(&root, Member::ClassicSet)?),
            proof: None,
            body,
        });
        Ok(())
    }
}

fn same(is_same: bool) -> Verdict {
    match is_same {
        true => Verdict::Holds,
        false => Verdict::Fails(Fault::OtherDigest),
    }
}

/// The digest by one algorithm; `None` where it cannot be computed here.
fn digest_by(algorithm: &str, artifact: Artifact<'_>) -> Option<String> {
    if artifact.digest.algorithm_name() == algorithm {
        return Some(artifact.digest.as_str().to_owned());
    }
    let bytes = artifact.bytes?;
    let digits = match algorithm {
        "sha256" => hex::encode(&raw::sha256(bytes)),
        "sha384" => hex::encode(&raw::sha384(bytes)),
        "sha512" => hex::encode(&raw::sha512(bytes)),
        _ => return None,
    };
    Some(format!("{algorithm}:{digits}"))
}

/// Whether a statement is about the artifact: statements of packages name it by other
/// algorithms than images do. Each is computed once, however many subjects there are.
fn is_about(statement: &Statement, artifact: Artifact<'_>) -> Verdict {
    let all = || {
        statement
            .subjects
            .iter()
            .flat_map(|subject| &subject.digests)
    };
    let is_named = |algorithm: &&str| all().any(|(own, _)| own == algorithm);
    let own = ["sha256", "sha384", "sha512"].into_iter().filter(is_named);
    let own: Vec<String> = own.filter_map(|name| digest_by(name, artifact)).collect();
    let is_own = |(algorithm, digits): &(String, String)| {
        let mut own = own.iter().filter_map(|own| own.split_once(':'));
        own.any(|own| own == (algorithm, digits))
    };
    if all().any(is_own) {
        return Verdict::Holds;
    }
    match !own.is_empty() || artifact.bytes.is_some() {
        true => Verdict::Fails(Fault::OtherDigest),
        false => Verdict::Open(Open::NoBytes),
    }
}
