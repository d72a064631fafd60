//! What an entry of a log says was signed: without holding it against the signature at
//! hand, any entry would do (CVE-2022-36056, CVE-2026-22703).

use crate::image::json::{Json, Node};
use crate::signature::base64;
use crate::signature::cryptography::Hash;
use crate::signature::fault::Fault;
use crate::signature::hex;
use crate::signature::key::{KeyKind, PublicKey};
use crate::signature::pem;

/// What an entry has to be of.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// What was signed, byte by byte.
    pub message: &'a [u8],
    /// The payload of an envelope; `None` where there is no envelope.
    pub payload: Option<&'a [u8]>,
    /// The whole text of an envelope, where that was kept.
    pub envelope: Option<&'a [u8]>,
    pub signature: &'a [u8],
    /// DER of the certificate, or of the key where there is none.
    pub verifier: &'a [u8],
    pub key: &'a PublicKey,
}

/// Holds the body of an entry that is declared as `kind` and `version` against `bound`.
///
/// # Errors
/// Where it is of something else.
pub fn check(body: &[u8], kind: &str, version: &str, bound: Bound<'_>) -> Result<(), Fault> {
    let root = Json::parse(body).root.ok_or(Fault::EntryNotJson)?;
    let text = |key| root.get(key).and_then(Node::as_str).unwrap_or_default();
    let (own_kind, own_version) = (text("kind"), text("apiVersion"));
    if (own_kind, own_version) != (kind, version) {
        return Err(Fault::EntryOtherKind {
            declared: format!("{kind} {version}"),
            found: format!("{own_kind} {own_version}"),
        });
    }
    let spec = root.get("spec").ok_or(Fault::EntryNotJson)?;
    match (kind, version) {
        ("hashedrekord", "0.0.1") if bound.payload.is_none() => hashed(spec, bound),
        ("hashedrekord", "0.0.2") => hashed_v2(spec, bound),
        ("dsse", "0.0.1") => envelope(spec, bound),
        ("intoto", "0.0.1" | "0.0.2") => in_toto(spec, version, bound),
        _ => Err(Fault::UnknownEntry(format!("{kind} {version}"))),
    }
}

fn hashed(spec: &Node, bound: Bound<'_>) -> Result<(), Fault> {
    let hash = hash(spec, "/data/hash/algorithm")?;
    let own = spec.at("/data/hash/value").and_then(Node::as_str);
    if own != Some(hex::encode(&hash.of(bound.message)).as_str()) {
        return Err(Fault::EntryDigest);
    }
    is_signature(spec, "/signature/content", bound)?;
    is_pem_verifier(spec, "/signature/publicKey/content", bound)
}

fn hashed_v2(spec: &Node, bound: Bound<'_>) -> Result<(), Fault> {
    let spec = spec.get("hashedRekordV002").ok_or(Fault::EntryNotJson)?;
    let digest = decoded(spec, "/data/digest").ok_or(Fault::EntryDigest)?;
    if digest != hash(spec, "/data/algorithm")?.of(bound.message) {
        return Err(Fault::EntryDigest);
    }
    is_signature(spec, "/signature/content", bound)?;
    let certificate = decoded(spec, "/signature/verifier/x509Certificate/rawBytes");
    let verifier = certificate.or_else(|| decoded(spec, "/signature/verifier/publicKey/rawBytes"));
    if verifier.as_deref() != Some(bound.verifier) {
        return Err(Fault::EntryKey);
    }
    let details = spec
        .at("/signature/verifier/keyDetails")
        .and_then(Node::as_str);
    match details.is_none_or(|details| is_of_kind(details, bound.key.kind())) {
        true => Ok(()),
        false => Err(Fault::EntryKeyDetails),
    }
}

fn envelope(spec: &Node, bound: Bound<'_>) -> Result<(), Fault> {
    let payload = bound.payload.ok_or(Fault::EntryDigest)?;
    is_hex_hash(spec, "/payloadHash/value", payload)?;
    if let Some(envelope) = bound.envelope {
        is_hex_hash(spec, "/envelopeHash/value", envelope)?;
    }
    is_signature(spec, "/signatures/0/signature", bound)?;
    is_pem_verifier(spec, "/signatures/0/verifier", bound)
}

/// The signature of an envelope stands in base64 twice.
fn in_toto(spec: &Node, version: &str, bound: Bound<'_>) -> Result<(), Fault> {
    let payload = bound.payload.ok_or(Fault::EntryDigest)?;
    is_hex_hash(spec, "/content/payloadHash/value", payload)?;
    if version == "0.0.1" {
        // Has no signature but in the hash of the whole envelope, which bundles do not
        // keep: without it, it would be of every signature of that payload.
        let envelope = bound.envelope.ok_or(Fault::EntrySignature)?;
        is_hex_hash(spec, "/content/hash/value", envelope)?;
        return is_pem_verifier(spec, "/publicKey", bound);
    }
    let once = decoded(spec, "/content/envelope/signatures/0/sig");
    let once = once.and_then(|text| String::from_utf8(text).ok());
    let twice = once.and_then(|text| base64::decode(&text));
    if twice.as_deref() != Some(bound.signature) {
        return Err(Fault::EntrySignature);
    }
    is_pem_verifier(spec, "/content/envelope/signatures/0/publicKey", bound)
}

/// The hash of what was signed: that of the key (Rekor, `hashedrekord`); SHA-256 where
/// nothing is said.
fn hash(spec: &Node, pointer: &str) -> Result<Hash, Fault> {
    match spec.at(pointer).and_then(Node::as_str) {
        None | Some("sha256" | "SHA2_256") => Ok(Hash::Sha256),
        Some("sha384" | "SHA2_384") => Ok(Hash::Sha384),
        Some("sha512" | "SHA2_512") => Ok(Hash::Sha512),
        Some(_) => Err(Fault::EntryDigest),
    }
}

fn is_hex_hash(spec: &Node, pointer: &str, bytes: &[u8]) -> Result<(), Fault> {
    let own = spec.at(pointer).and_then(Node::as_str);
    let computed = crate::image::digest::Digest::sha256(bytes);
    match own == Some(computed.encoded()) {
        true => Ok(()),
        false => Err(Fault::EntryDigest),
    }
}

fn is_signature(spec: &Node, pointer: &str, bound: Bound<'_>) -> Result<(), Fault> {
    match decoded(spec, pointer).as_deref() == Some(bound.signature) {
        true => Ok(()),
        false => Err(Fault::EntrySignature),
    }
}

/// PEM of the key or of the certificate, in base64; what is in it counts, and not how it
/// is written.
fn is_pem_verifier(spec: &Node, pointer: &str, bound: Bound<'_>) -> Result<(), Fault> {
    let text = decoded(spec, pointer).and_then(|text| String::from_utf8(text).ok());
    let parts = text.and_then(|text| pem::decode(&text).ok());
    let first = parts.and_then(|parts| parts.into_iter().next());
    match first.is_some_and(|(_, der)| der == bound.verifier) {
        true => Ok(()),
        false => Err(Fault::EntryKey),
    }
}

fn decoded(spec: &Node, pointer: &str) -> Option<Vec<u8>> {
    base64::decode(spec.at(pointer)?.as_str()?)
}

/// Whether the name of an algorithm is one of such keys (protobuf-specs,
/// `PublicKeyDetails`).
fn is_of_kind(details: &str, kind: KeyKind) -> bool {
    let part = match kind {
        KeyKind::P256 => "_P256_",
        KeyKind::P384 => "_P384_",
        KeyKind::P521 => "_P521_",
        KeyKind::Rsa(_) => "_RSA_",
        KeyKind::Ed25519 => "_ED25519",
    };
    details.contains(part)
}
