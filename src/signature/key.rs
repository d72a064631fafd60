//! Public keys: of which kind, and their exact bytes.

use crate::image::digest::Digest;
use crate::signature::der::{self, DerError, Reader};
use crate::signature::oid;
use crate::signature::pem::{self, PemError};
use crate::signature::scheme::{Hash, Scheme};
use crate::words::{Message, certificates as words};

/// Why something is no public key that signatures are verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The text is no PEM.
    Pem(PemError),
    /// The PEM has none, but these labels.
    NoKey { labels: Vec<String> },
    /// It has several, of which none is chosen.
    Several,
    /// It has a private key, which nobody should give away.
    Private,
    /// Its bytes are no SubjectPublicKeyInfo, or not the rest of their kind.
    Malformed,
    /// A kind of key, or a curve, that is not computed with: its object identifier.
    UnknownKind(String),
}

impl KeyError {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Pem(error) => error.message(),
            Self::NoKey { labels } => words::key_none(labels.clone()),
            Self::Several => words::key_several(),
            Self::Private => words::key_private(),
            Self::Malformed => words::key_malformed(),
            Self::UnknownKind(oid) => words::key_unknown_kind(oid),
        }
    }
}

impl From<DerError> for KeyError {
    fn from(_: DerError) -> Self {
        Self::Malformed
    }
}

/// The kinds of keys whose signatures are verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    P256,
    P384,
    P521,
    /// With the length of its modulus in bits.
    Rsa(usize),
    Ed25519,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kind: KeyKind,
    /// SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).
    spki: Vec<u8>,
    /// Where the bits of the key begin in that; they reach to its end.
    bits: usize,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. That a point is on its curve is seen only when the
    /// key is used.
    ///
    /// # Errors
    /// Where it is none, or of a kind that is not computed with.
    pub fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        let mut outer = der::only(spki, der::SEQUENCE)?.inside()?;
        let mut algorithm = outer.inside(der::SEQUENCE)?;
        let key = outer.expect(der::BIT_STRING)?.bit_string()?;
        outer.end()?;
        Ok(Self {
            kind: kind(&mut algorithm, key)?,
            spki: spki.to_vec(),
            bits: spki.len() - key.len(),
        })
    }

    /// Reads an RSAPublicKey (PKCS #1, RFC 8017 §A.1.1).
    ///
    /// # Errors
    /// Where it is none.
    pub fn from_rsa(key: &[u8]) -> Result<Self, KeyError> {
        Self::from_spki(&rsa_spki(key))
    }

    /// Reads a key in PEM: `PUBLIC KEY`, `RSA PUBLIC KEY` (PKCS #1), or the key of the
    /// first `CERTIFICATE`.
    ///
    /// # Errors
    /// Where there is none, or more than one.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        // Said first: some are encrypted, which is no plain PEM.
        if text.contains("PRIVATE KEY-----") {
            return Err(KeyError::Private);
        }
        let blocks = pem::decode(text).map_err(KeyError::Pem)?;
        let of = |wanted: &'static str| blocks.iter().filter(move |(label, _)| label == wanted);
        match (of("PUBLIC KEY").count(), of("RSA PUBLIC KEY").count()) {
            (0, 0) | (1, 0) | (0, 1) => {}
            _ => return Err(KeyError::Several),
        }
        if let Some((_, spki)) = of("PUBLIC KEY").next() {
            return Self::from_spki(spki);
        }
        if let Some((_, key)) = of("RSA PUBLIC KEY").next() {
            return Self::from_rsa(key);
        }
        match of("CERTIFICATE").next() {
            Some((_, certificate)) => Self::from_spki(spki_of(certificate)?),
            None => {
                let labels = blocks.iter().map(|(label, _)| label.clone());
                Err(KeyError::NoKey {
                    labels: labels.collect(),
                })
            }
        }
    }

    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The key alone: a point (SEC 1 §2.3.3), an RSAPublicKey in DER (RFC 8017 §A.1.1), or
    /// the 32 bytes of Ed25519.
    #[must_use]
    pub fn bits(&self) -> &[u8] {
        self.spki.get(self.bits..).unwrap_or_default()
    }

    /// SHA-256 of its SubjectPublicKeyInfo: how logs and hints name a key.
    #[must_use]
    pub fn id(&self) -> Digest {
        Digest::sha256(&self.spki)
    }

    /// How Sigstore's clients sign with such a key: the hash is the curve's.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        match self.kind {
            KeyKind::P256 => Scheme::EcdsaDer(Hash::Sha256),
            KeyKind::P384 => Scheme::EcdsaDer(Hash::Sha384),
            KeyKind::P521 => Scheme::EcdsaDer(Hash::Sha512),
            KeyKind::Rsa(_) => Scheme::RsaPkcs1(Hash::Sha256),
            KeyKind::Ed25519 => Scheme::Ed25519,
        }
    }
}

/// Of which kind `key` is, by its algorithm (RFC 5480 §2.1.1, RFC 8017 §A.1, RFC 8410 §3).
fn kind(algorithm: &mut Reader<'_>, key: &[u8]) -> Result<KeyKind, KeyError> {
    let unknown = |oid| match der::dotted(oid) {
        Some(oid) => KeyError::UnknownKind(oid),
        None => KeyError::Malformed,
    };
    let kind = match algorithm.expect(der::OID)?.content {
        oid::EC_KEY => {
            let (kind, width) = match algorithm.expect(der::OID)?.content {
                oid::P256 => (KeyKind::P256, 32),
                oid::P384 => (KeyKind::P384, 48),
                oid::P521 => (KeyKind::P521, 66),
                other => return Err(unknown(other)),
            };
            match key.split_first() {
                Some((2 | 3, x)) if x.len() == width => kind,
                Some((4, xy)) if xy.len() == 2 * width => kind,
                _ => return Err(KeyError::Malformed),
            }
        }
        oid::RSA_KEY => {
            algorithm.optional(der::NULL)?;
            KeyKind::Rsa(modulus_bits(key)?)
        }
        oid::ED25519 if key.len() == 32 => KeyKind::Ed25519,
        oid::ED25519 => return Err(KeyError::Malformed),
        other => return Err(unknown(other)),
    };
    algorithm.end()?;
    Ok(kind)
}

/// Modulus and exponent of an RSAPublicKey, without leading zeros.
///
/// # Errors
/// Where it is none.
pub fn rsa_numbers(key: &[u8]) -> Result<(&[u8], &[u8]), KeyError> {
    let mut numbers = der::only(key, der::SEQUENCE)?.inside()?;
    let modulus = numbers.any()?.unsigned()?;
    let exponent = numbers.any()?.unsigned()?;
    numbers.end()?;
    Ok((modulus, exponent))
}

fn modulus_bits(key: &[u8]) -> Result<usize, KeyError> {
    let (modulus, _) = rsa_numbers(key)?;
    let zeros = modulus.first().ok_or(KeyError::Malformed)?.leading_zeros();
    Ok(modulus.len() * 8 - zeros as usize)
}

/// PKCS #1 as SubjectPublicKeyInfo.
fn rsa_spki(key: &[u8]) -> Vec<u8> {
    let algorithm = der::write(der::OID, &[oid::RSA_KEY]);
    let algorithm = der::write(der::SEQUENCE, &[&algorithm, &[der::NULL, 0]]);
    let key = der::write(der::BIT_STRING, &[&[0], key]);
    der::write(der::SEQUENCE, &[&algorithm, &key])
}

/// The SubjectPublicKeyInfo of a certificate (RFC 5280 §4.1).
fn spki_of(certificate: &[u8]) -> Result<&[u8], KeyError> {
    let mut certificate = der::only(certificate, der::SEQUENCE)?.inside()?;
    let mut tbs = certificate.inside(der::SEQUENCE)?;
    tbs.optional(der::constructed(0))?;
    tbs.expect(der::INTEGER)?;
    // Signature algorithm, issuer, validity, subject.
    for _ in 0..4 {
        tbs.expect(der::SEQUENCE)?;
    }
    Ok(tbs.expect(der::SEQUENCE)?.whole)
}
