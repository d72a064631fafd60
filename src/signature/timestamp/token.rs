//! What a timestamp token says (RFC 3161 §2.4.2, RFC 5652 §5).

use time::{Duration, OffsetDateTime};

use crate::signature::algorithm;
use crate::signature::certificate::{Certificate, CertificateError};
use crate::signature::cryptography::{Hash, Scheme};
use crate::signature::der::{self, DerError, DerErrorKind, Element, Reader};
use crate::signature::{moment, oid};

use super::TimestampFault;

/// The most certificates of a token that are read.
const MAX_CERTIFICATES: usize = 16;

/// A timestamp, read and not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// TSTInfo in DER.
    info: Vec<u8>,
    imprint: Imprint,
    at: OffsetDateTime,
    accuracy: Duration,
    signer: Signer,
    digest: Hash,
    message_digest: Vec<u8>,
    signed_attributes: Vec<u8>,
    scheme: Scheme,
    signature: Vec<u8>,
    certificates: Vec<Vec<u8>>,
}

/// The hash that an authority has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    pub hash: Hash,
    pub claimed: Vec<u8>,
}

impl Imprint {
    /// What it should be for these bytes.
    #[must_use]
    pub fn computed(&self, signed: &[u8]) -> Vec<u8> {
        self.hash.of(signed)
    }
}

/// How a token names who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Signer {
    /// The issuer's name in DER, and the serial number.
    Issued {
        issuer: Vec<u8>,
        serial: Vec<u8>,
    },
    KeyId(Vec<u8>),
}

impl Token {
    /// Reads the answer of an authority (TimeStampResp).
    ///
    /// # Errors
    /// Where it is none, or the authority refused.
    pub fn of_response(bytes: &[u8]) -> Result<Self, TimestampFault> {
        let mut response = der::only(bytes, der::SEQUENCE)?.inside()?;
        let mut status = response.inside(der::SEQUENCE)?;
        let status = status.expect(der::INTEGER)?.number()?;
        // Granted, also with changes.
        if status > 1 {
            return Err(TimestampFault::Status(status));
        }
        let token = response.expect(der::SEQUENCE)?;
        response.end()?;
        Self::read(&token)
    }

    /// Reads a token alone (ContentInfo).
    ///
    /// # Errors
    /// Where it is none.
    pub fn of_token(bytes: &[u8]) -> Result<Self, TimestampFault> {
        Self::read(&der::only(bytes, der::SEQUENCE)?)
    }

    fn read(content: &Element<'_>) -> Result<Self, TimestampFault> {
        let mut content = content.inside()?;
        if content.expect(der::OID)?.content != oid::SIGNED_DATA {
            return Err(TimestampFault::OtherContent);
        }
        let mut data = content.inside(der::constructed(0))?;
        content.end()?;
        let mut data = only(&mut data, der::SEQUENCE)?.inside()?;
        data.expect(der::INTEGER)?;
        data.expect(der::SET)?;
        let mut enveloped = data.inside(der::SEQUENCE)?;
        if enveloped.expect(der::OID)?.content != oid::TST_INFO {
            return Err(TimestampFault::OtherContent);
        }
        let mut info = enveloped.inside(der::constructed(0))?;
        enveloped.end()?;
        let info = only(&mut info, der::OCTET_STRING)?.content;
        let certificates = match data.optional(der::constructed(0))? {
            Some(set) => certificates(&set)?,
            None => Vec::new(),
        };
        data.optional(der::constructed(1))?;
        let mut signers = data.inside(der::SET)?;
        data.end()?;
        let signer = signers.optional(der::SEQUENCE)?;
        let signer = signer.ok_or(TimestampFault::Signers)?;
        if !signers.is_empty() {
            return Err(TimestampFault::Signers);
        }
        let said = SignerInfo::read(&signer)?;
        let info_fields = Info::read(info)?;
        Ok(Self {
            info: info.to_vec(),
            imprint: info_fields.imprint,
            at: info_fields.at,
            accuracy: info_fields.accuracy,
            signer: said.signer,
            digest: said.digest,
            message_digest: said.message_digest,
            signed_attributes: said.signed_attributes,
            scheme: said.scheme,
            signature: said.signature,
            certificates,
        })
    }

    /// The hash of what is timestamped, as the token claims it.
    #[must_use]
    pub fn imprint(&self) -> &Imprint {
        &self.imprint
    }

    /// When the authority made it, as the token claims.
    #[must_use]
    pub fn at(&self) -> OffsetDateTime {
        self.at
    }

    /// By how much the time may be wrong, either way; nothing where the token is silent.
    #[must_use]
    pub fn accuracy(&self) -> Duration {
        self.accuracy
    }

    /// The certificates that came with it. Nobody trusts in them.
    ///
    /// # Errors
    /// Where one is none.
    pub fn certificates(&self) -> Result<Vec<Certificate>, CertificateError> {
        let certificates = self.certificates.iter();
        certificates.map(|der| Certificate::parse(der)).collect()
    }

    /// Whether it names this certificate as that of its signer.
    pub(super) fn is_signed_by(&self, certificate: &Certificate) -> bool {
        match &self.signer {
            Signer::Issued { issuer, serial } => {
                certificate.issuer().der() == issuer && certificate.serial() == serial
            }
            Signer::KeyId(id) => certificate.extensions().subject_key_id.as_ref() == Some(id),
        }
    }

    /// Whether the hash that was signed is that of what the token shows.
    pub(super) fn is_whole(&self) -> bool {
        self.digest.of(&self.info) == self.message_digest
    }

    pub(super) fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// What is signed: the attributes, as a SET (RFC 5652 §5.4).
    pub(super) fn signed_attributes(&self) -> &[u8] {
        &self.signed_attributes
    }

    pub(super) fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// What is read of SignerInfo.
struct SignerInfo {
    signer: Signer,
    digest: Hash,
    message_digest: Vec<u8>,
    signed_attributes: Vec<u8>,
    scheme: Scheme,
    signature: Vec<u8>,
}

impl SignerInfo {
    fn read(element: &Element<'_>) -> Result<Self, TimestampFault> {
        let mut fields = element.inside()?;
        fields.expect(der::INTEGER)?;
        let signer = match fields.optional(der::context(0))? {
            Some(id) => Signer::KeyId(id.content.to_vec()),
            None => {
                let mut pair = fields.inside(der::SEQUENCE)?;
                let issuer = pair.expect(der::SEQUENCE)?.whole.to_vec();
                let serial = pair.expect(der::INTEGER)?.integer()?.to_vec();
                pair.end()?;
                Signer::Issued { issuer, serial }
            }
        };
        let digest = algorithm::hash(&fields.expect(der::SEQUENCE)?)?;
        let digest = digest.map_err(TimestampFault::Algorithm)?;
        let attributes = fields.optional(der::constructed(0))?;
        let attributes = attributes.ok_or(TimestampFault::Signers)?;
        let scheme = algorithm::scheme(&fields.expect(der::SEQUENCE)?, Some(digest))?;
        let signature = fields.expect(der::OCTET_STRING)?.content.to_vec();
        fields.optional(der::constructed(1))?;
        fields.end()?;
        // Signed with the tag of a SET, whatever it has here.
        let mut signed_attributes = attributes.whole.to_vec();
        if let Some(tag) = signed_attributes.first_mut() {
            *tag = der::SET;
        }
        Ok(Self {
            signer,
            digest,
            message_digest: message_digest(&attributes)?,
            signed_attributes,
            scheme: scheme.map_err(TimestampFault::Algorithm)?,
            signature,
        })
    }
}

/// The hash that is signed, where the attributes also say of which type the content is.
fn message_digest(attributes: &Element<'_>) -> Result<Vec<u8>, TimestampFault> {
    let mut list = attributes.inside()?;
    let (mut digest, mut is_info) = (None, None);
    while !list.is_empty() {
        let mut attribute = list.inside(der::SEQUENCE)?;
        let kind = attribute.expect(der::OID)?.content;
        let mut values = attribute.inside(der::SET)?;
        attribute.end()?;
        match kind {
            oid::CONTENT_TYPE if is_info.is_none() => {
                is_info = Some(only(&mut values, der::OID)?.content == oid::TST_INFO);
            }
            oid::MESSAGE_DIGEST if digest.is_none() => {
                digest = Some(only(&mut values, der::OCTET_STRING)?.content.to_vec());
            }
            oid::CONTENT_TYPE | oid::MESSAGE_DIGEST => return Err(TimestampFault::Signers),
            _ => {}
        }
    }
    match is_info {
        Some(true) => digest.ok_or(TimestampFault::Signers),
        Some(false) => Err(TimestampFault::OtherContent),
        None => Err(TimestampFault::Signers),
    }
}

/// What is read of TSTInfo.
struct Info {
    imprint: Imprint,
    at: OffsetDateTime,
    accuracy: Duration,
}

impl Info {
    fn read(bytes: &[u8]) -> Result<Self, TimestampFault> {
        let mut fields = der::only(bytes, der::SEQUENCE)?.inside()?;
        fields.expect(der::INTEGER)?;
        fields.expect(der::OID)?;
        let mut imprint = fields.inside(der::SEQUENCE)?;
        let hash = algorithm::hash(&imprint.expect(der::SEQUENCE)?)?;
        let claimed = imprint.expect(der::OCTET_STRING)?.content.to_vec();
        imprint.end()?;
        fields.expect(der::INTEGER)?;
        let at = moment::with_fraction(&fields.expect(der::GENERALIZED_TIME)?)?;
        let accuracy = match fields.optional(der::SEQUENCE)? {
            Some(element) => accuracy(&element)?,
            None => Duration::ZERO,
        };
        // Ordering, nonce, the authority's name, extensions: nothing that is asked for.
        while !fields.is_empty() {
            fields.any()?;
        }
        Ok(Self {
            imprint: Imprint {
                hash: hash.map_err(TimestampFault::Algorithm)?,
                claimed,
            },
            at,
            accuracy,
        })
    }
}

fn accuracy(element: &Element<'_>) -> Result<Duration, DerError> {
    let error = element.error(DerErrorKind::Value);
    let mut parts = element.inside()?;
    let seconds = match parts.optional(der::INTEGER)? {
        Some(seconds) => seconds.number()?,
        None => 0,
    };
    let mut fraction = |number| -> Result<i64, DerError> {
        let Some(part) = parts.optional(der::context(number))? else {
            return Ok(0);
        };
        match part.content {
            [low] => Ok(i64::from(*low)),
            [high, low] => Ok(i64::from(u16::from_be_bytes([*high, *low]))),
            _ => Err(error),
        }
    };
    let (milliseconds, microseconds) = (fraction(0)?, fraction(1)?);
    parts.end()?;
    // More than a day is no accuracy.
    let seconds = i64::try_from(seconds).ok().filter(|count| *count <= 86_400);
    let seconds = Duration::seconds(seconds.ok_or(error)?);
    Ok(seconds + Duration::milliseconds(milliseconds) + Duration::microseconds(microseconds))
}

/// The certificates of a CertificateSet; other things in it are passed over.
fn certificates(set: &Element<'_>) -> Result<Vec<Vec<u8>>, DerError> {
    let mut list = set.inside()?;
    let mut certificates = Vec::new();
    while !list.is_empty() {
        let element = list.any()?;
        if certificates.len() == MAX_CERTIFICATES {
            return Err(element.error(DerErrorKind::TooLarge));
        }
        if element.tag == der::SEQUENCE {
            certificates.push(element.whole.to_vec());
        }
    }
    Ok(certificates)
}

/// The only element that is left.
fn only<'a>(reader: &mut Reader<'a>, tag: u8) -> Result<Element<'a>, DerError> {
    let element = reader.expect(tag)?;
    reader.end()?;
    Ok(element)
}
