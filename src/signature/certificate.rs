//! X.509 certificates (RFC 5280): what one says, and whether another has issued it.
//!
//! Not here: whether to believe it ([`super::chain`]).

mod extensions;
mod fulcio;
mod name;

use std::ops::Range;

use time::OffsetDateTime;

use crate::image::digest::Digest;
use crate::signature::algorithm::{self, Named};
use crate::signature::cryptography::{Cryptography, Refusal, Scheme};
use crate::signature::der::{self, DerError};
use crate::signature::key::{KeyError, PublicKey};
use crate::signature::pem::{self, PemError};
use crate::signature::{moment, oid};
use crate::words::{Message, certificates as words};

pub use extensions::{
    AlternativeName, BasicConstraints, ExtendedKeyUsage, Extension, Extensions, KeyUsage,
};
pub use fulcio::FulcioClaim;
pub use name::{Attribute, Name, Value};

/// Why bytes are no certificate that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// They are no DER, or not that of a certificate.
    Der(DerError),
    /// The signature is said to be made in two different ways.
    Algorithms,
    /// An extension is there twice: its object identifier.
    Twice(String),
    /// An extension is malformed: its object identifier.
    Extension(String),
    /// The text that should have certificates is no PEM.
    Pem(PemError),
    /// The PEM has no certificate.
    NoCertificate,
}

impl CertificateError {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Der(error) => words::certificate_malformed(error.at),
            Self::Algorithms => words::certificate_algorithms(),
            Self::Twice(oid) => words::certificate_extension_twice(oid),
            Self::Extension(oid) => words::certificate_extension(oid),
            Self::Pem(error) => error.message(),
            Self::NoCertificate => words::certificate_none(),
        }
    }
}

impl From<DerError> for CertificateError {
    fn from(error: DerError) -> Self {
        Self::Der(error)
    }
}

/// Why one certificate has not issued another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotIssued {
    /// The issuer has another name than the one that is said to have issued it.
    OtherName,
    /// The issuer's key is of a kind that is not computed with.
    Key(KeyError),
    /// Its signature is made in a way that is not computed with: the object identifier.
    Algorithm(String),
    /// Its signature does not verify.
    Refused(Refusal),
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    tbs: Range<usize>,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    key: Result<PublicKey, KeyError>,
    spki: Range<usize>,
    scheme: Named<Scheme>,
    signature: Range<usize>,
    /// Where the field of the extensions stands, `[3]` and all.
    extensions_range: Option<Range<usize>>,
    extensions: Extensions,
}

impl Certificate {
    /// Reads a certificate in DER. A key, or a way of signing, that is not computed with
    /// is no error.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, CertificateError> {
        let mut outer = der::only(bytes, der::SEQUENCE)?.inside()?;
        let tbs = outer.expect(der::SEQUENCE)?;
        let algorithm = outer.expect(der::SEQUENCE)?;
        let signature = outer.expect(der::BIT_STRING)?;
        signature.bit_string()?;
        outer.end()?;

        let mut fields = tbs.inside()?;
        fields.optional(der::constructed(0))?;
        let serial = fields.expect(der::INTEGER)?.integer()?.to_vec();
        if fields.expect(der::SEQUENCE)?.whole != algorithm.whole {
            return Err(CertificateError::Algorithms);
        }
        let issuer = Name::read(&mut fields)?;
        let mut validity = fields.inside(der::SEQUENCE)?;
        let not_before = moment::to_the_second(&validity.any()?)?;
        let not_after = moment::to_the_second(&validity.any()?)?;
        validity.end()?;
        let subject = Name::read(&mut fields)?;
        let spki = fields.expect(der::SEQUENCE)?;
        // Unique identifiers of issuer and subject, which nobody has.
        fields.optional(der::context(1))?;
        fields.optional(der::context(2))?;
        let extensions = fields.optional(der::constructed(3))?;
        fields.end()?;
        Ok(Self {
            der: bytes.to_vec(),
            tbs: tbs.range(),
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            key: PublicKey::from_spki(spki.whole),
            spki: spki.range(),
            scheme: algorithm::scheme(&algorithm, None)?,
            signature: signature.range().end + 1 - signature.content.len()..signature.range().end,
            extensions_range: extensions.map(|element| element.range()),
            extensions: match extensions {
                Some(element) => Extensions::read(element.inside()?.inside(der::SEQUENCE)?)?,
                None => Extensions::default(),
            },
        })
    }

    /// The certificates of a text in PEM, one after the other.
    ///
    /// # Errors
    /// Where there is none, or one that is none.
    pub fn of_pem(text: &str) -> Result<Vec<Self>, CertificateError> {
        let blocks = pem::decode(text).map_err(CertificateError::Pem)?;
        let certificates = blocks.iter().filter(|(label, _)| label == "CERTIFICATE");
        let read: Result<Vec<_>, _> = certificates.map(|(_, der)| Self::parse(der)).collect();
        match read?.as_slice() {
            [] => Err(CertificateError::NoCertificate),
            some => Ok(some.to_vec()),
        }
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What is signed: TBSCertificate in DER.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.part(&self.tbs)
    }

    /// The number that its issuer gave it, in two's complement.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// The first moment at which it holds.
    #[must_use]
    pub fn not_before(&self) -> OffsetDateTime {
        self.not_before
    }

    /// The last moment at which it holds.
    #[must_use]
    pub fn not_after(&self) -> OffsetDateTime {
        self.not_after
    }

    /// # Errors
    /// Where the key is none that is computed with.
    pub fn key(&self) -> Result<&PublicKey, &KeyError> {
        self.key.as_ref()
    }

    /// SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.part(&self.spki)
    }

    /// How its issuer signed it.
    ///
    /// # Errors
    /// The object identifier of another way than those that are computed with.
    pub fn scheme(&self) -> Result<Scheme, &str> {
        self.scheme.as_ref().copied().map_err(String::as_str)
    }

    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.part(&self.signature)
    }

    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// The bytes of one of its extensions.
    #[must_use]
    pub fn extension_bytes(&self, extension: &Extension) -> &[u8] {
        self.part(&extension.range)
    }

    /// What it is called: its subject, or its first other name, since Fulcio leaves the
    /// subject empty.
    #[must_use]
    pub fn label(&self) -> String {
        let subject = self.subject.to_string();
        match self.extensions.alternative_names.first() {
            Some(name) if subject.is_empty() => name.to_string(),
            _ => subject,
        }
    }

    /// Its SHA-256, by which people name certificates.
    #[must_use]
    pub fn fingerprint(&self) -> Digest {
        Digest::sha256(&self.der)
    }

    /// What Fulcio says of whom it gave it to, in the order of the certificate.
    #[must_use]
    pub fn fulcio(&self) -> Vec<(FulcioClaim, String)> {
        self.extensions.fulcio.clone()
    }

    /// One claim of Fulcio.
    #[must_use]
    pub fn claim(&self, wanted: FulcioClaim) -> Option<&str> {
        let mut claims = self.extensions.fulcio.iter();
        let found = claims.find(|(claim, _)| *claim == wanted);
        found.map(|(_, text)| text.as_str())
    }

    /// Who said to Fulcio whom it gives the certificate to: the newer claim, or the older.
    #[must_use]
    pub fn identity_issuer(&self) -> Option<&str> {
        self.claim(FulcioClaim::Issuer)
            .or_else(|| self.claim(FulcioClaim::OldIssuer))
    }

    /// Whether its name is that of its issuer.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer.der() == self.subject.der()
    }

    /// Whether it is said to be for `purpose` (the content of an object identifier). One
    /// that says nothing is for none.
    #[must_use]
    pub fn is_for(&self, purpose: &[u8]) -> bool {
        let usage = self.extensions.extended_key_usage.as_ref();
        usage.is_some_and(|usage| usage.purposes.iter().any(|own| own == purpose))
    }

    /// TBSCertificate without the SCTs: what those are about (RFC 6962 §3.2). `None` where
    /// there are none.
    #[must_use]
    pub fn tbs_without_scts(&self) -> Option<Vec<u8>> {
        let scts = der::dotted(oid::SCTS)?;
        let field = self.extensions_range.as_ref()?;
        self.extensions.all.iter().find(|one| one.oid == scts)?;
        let others = self.extensions.all.iter().filter(|one| one.oid != scts);
        let others: Vec<&[u8]> = others.map(|one| self.extension_bytes(one)).collect();
        let content = der::only(self.tbs(), der::SEQUENCE).ok()?.content;
        let start = self.tbs.end - content.len();
        let before = self.part(&(start..field.start));
        if others.is_empty() {
            return Some(der::write(der::SEQUENCE, &[before]));
        }
        let list = der::write(der::SEQUENCE, &others);
        let field = der::write(der::constructed(3), &[&list]);
        Some(der::write(der::SEQUENCE, &[before, &field]))
    }

    /// Whether `issuer` has issued it: by name, and by the signature.
    ///
    /// # Errors
    /// Where it has not, or that cannot be told.
    pub fn is_issued_by(
        &self,
        issuer: &Self,
        cryptography: &dyn Cryptography,
    ) -> Result<(), NotIssued> {
        if self.issuer.der() != issuer.subject.der() {
            return Err(NotIssued::OtherName);
        }
        let scheme = self.scheme.clone().map_err(NotIssued::Algorithm)?;
        let key = issuer
            .key()
            .map_err(|error| NotIssued::Key(error.clone()))?;
        cryptography
            .verify(scheme, key, self.tbs(), self.signature())
            .map_err(NotIssued::Refused)
    }
}
