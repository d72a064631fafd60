//! What a certificate's extensions say (RFC 5280 §4.2).

use std::fmt;
use std::ops::Range;

use crate::signature::der::{self, DerError, DerErrorKind, Element, Reader};
use crate::signature::oid;

use super::CertificateError;
use super::fulcio::FulcioClaim;

/// The most extensions of a certificate that are read.
const MAX_EXTENSIONS: usize = 128;

/// Extensions that need not be understood here, and may be critical: certificate
/// policies, since no policy is asked for.
const PASSED_OVER: [&[u8]; 1] = [&[0x55, 0x1d, 0x20]];

/// All that the extensions say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// Each, as they are encoded.
    pub all: Vec<Extension>,
    /// The subject's other names.
    pub alternative_names: Vec<AlternativeName>,
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    pub key_usage: Option<KeyUsage>,
    pub basic_constraints: Option<BasicConstraints>,
    pub subject_key_id: Option<Vec<u8>>,
    /// The list of SCTs as TLS encodes it (RFC 6962 §3.3).
    pub scts: Option<Vec<u8>>,
    /// What Fulcio says of whom it gave the certificate.
    pub fulcio: Vec<(FulcioClaim, String)>,
    /// The object identifiers of critical ones that are not understood here.
    pub unknown_critical: Vec<String>,
}

/// One extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// As numbers with dots.
    pub oid: String,
    pub is_critical: bool,
    /// Where it stands in the certificate's DER.
    pub range: Range<usize>,
}

/// Another name of the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlternativeName {
    Email(String),
    Uri(String),
    Dns(String),
    /// Of a kind that is not in the standard. `1.3.6.1.4.1.57264.1.7` is that of
    /// Fulcio for user names.
    Other {
        oid: String,
        /// As it is, where it is a string, and in hexadecimal digits where not.
        text: String,
    },
    /// Of a kind of the standard that signers do not have, such as an IP address: its
    /// number there.
    Unread(u8),
}

impl AlternativeName {
    /// As people compare it; `None` for what is not read.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Email(text) | Self::Uri(text) | Self::Dns(text) | Self::Other { text, .. } => {
                Some(text)
            }
            Self::Unread(_) => None,
        }
    }
}

impl fmt::Display for AlternativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(number) => write!(f, "[{number}]"),
            _ => f.write_str(self.text().unwrap_or_default()),
        }
    }
}

/// What the key is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    pub is_critical: bool,
    /// Object identifiers, as the content of their DER.
    pub purposes: Vec<Vec<u8>>,
}

/// What is done with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    pub is_critical: bool,
    /// The bits of RFC 5280 §4.2.1.3, the first one the most significant.
    pub bits: u16,
}

impl KeyUsage {
    pub const DIGITAL_SIGNATURE: u16 = 1 << 15;
    pub const KEY_CERT_SIGN: u16 = 1 << 10;

    #[must_use]
    pub fn has(self, bit: u16) -> bool {
        self.bits & bit != 0
    }
}

/// Whether the subject issues certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    pub is_critical: bool,
    pub is_ca: bool,
    /// The most certificates between it and the last one.
    pub path_length: Option<u64>,
}

impl Extensions {
    /// Reads `Extensions ::= SEQUENCE OF Extension`.
    pub(super) fn read(mut list: Reader<'_>) -> Result<Self, CertificateError> {
        let mut extensions = Self::default();
        while !list.is_empty() {
            let element = list.expect(der::SEQUENCE)?;
            let mut parts = element.inside()?;
            let name = parts.expect(der::OID)?.content;
            let is_critical = match parts.optional(der::BOOLEAN)? {
                Some(critical) => critical.boolean()?,
                None => false,
            };
            let value = parts.expect(der::OCTET_STRING)?.content;
            parts.end()?;
            let own = Extension {
                oid: der::dotted(name).ok_or(element.error(DerErrorKind::Value))?,
                is_critical,
                range: element.range(),
            };
            if extensions.all.iter().any(|other| other.oid == own.oid) {
                return Err(CertificateError::Twice(own.oid));
            }
            if extensions.all.len() == MAX_EXTENSIONS {
                return Err(element.error(DerErrorKind::TooLarge).into());
            }
            let understood = extensions.take(name, is_critical, value);
            let is_understood =
                understood.map_err(|_| CertificateError::Extension(own.oid.clone()))?;
            if is_critical && !is_understood {
                extensions.unknown_critical.push(own.oid.clone());
            }
            extensions.all.push(own);
        }
        Ok(extensions)
    }

    /// Takes over what one says. Whether it is understood.
    fn take(&mut self, name: &[u8], is_critical: bool, value: &[u8]) -> Result<bool, DerError> {
        match name {
            oid::ALTERNATIVE_NAMES => self.alternative_names = alternative_names(value)?,
            oid::KEY_USAGE => {
                self.key_usage = Some(KeyUsage {
                    is_critical,
                    bits: key_usage(value)?,
                });
            }
            oid::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(ExtendedKeyUsage {
                    is_critical,
                    purposes: purposes(value)?,
                });
            }
            oid::BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(basic_constraints(is_critical, value)?);
            }
            oid::SUBJECT_KEY_ID => {
                self.subject_key_id = Some(der::only(value, der::OCTET_STRING)?.content.to_vec());
            }
            oid::SCTS => self.scts = Some(der::only(value, der::OCTET_STRING)?.content.to_vec()),
            _ => match name.strip_prefix(oid::FULCIO) {
                Some([number]) => {
                    if let Some(claim) = FulcioClaim::of(*number) {
                        self.fulcio.push((claim, claim.read(value)?));
                    }
                }
                _ => return Ok(PASSED_OVER.contains(&name)),
            },
        }
        Ok(true)
    }
}

fn alternative_names(value: &[u8]) -> Result<Vec<AlternativeName>, DerError> {
    let mut list = der::only(value, der::SEQUENCE)?.inside()?;
    let mut names = Vec::new();
    while !list.is_empty() {
        let name = list.any()?;
        names.push(match name.tag & 0x1f {
            0 => other_name(&name)?,
            1 => AlternativeName::Email(ascii(&name)?),
            2 => AlternativeName::Dns(ascii(&name)?),
            6 => AlternativeName::Uri(ascii(&name)?),
            number => AlternativeName::Unread(number),
        });
    }
    Ok(names)
}

fn ascii(name: &Element<'_>) -> Result<String, DerError> {
    let text = String::from_utf8(name.content.to_vec()).ok();
    text.filter(|text| text.is_ascii())
        .ok_or(name.error(DerErrorKind::Value))
}

fn other_name(name: &Element<'_>) -> Result<AlternativeName, DerError> {
    let mut parts = name.inside()?;
    let oid = parts.expect(der::OID)?;
    let value = parts.inside(der::constructed(0))?.any()?;
    parts.end()?;
    let text = match value.tag {
        der::UTF8_STRING | der::IA5_STRING | der::PRINTABLE_STRING => {
            String::from_utf8(value.content.to_vec())
                .map_err(|_| value.error(DerErrorKind::Value))?
        }
        _ => value
            .whole
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    };
    Ok(AlternativeName::Other {
        oid: der::dotted(oid.content).ok_or(oid.error(DerErrorKind::Value))?,
        text,
    })
}

fn key_usage(value: &[u8]) -> Result<u16, DerError> {
    let bits = der::only(value, der::BIT_STRING)?;
    match *bits.content {
        [0] => Ok(0),
        [0..8, first] => Ok(u16::from(first) << 8),
        [0..8, first, second] => Ok((u16::from(first) << 8) | u16::from(second)),
        _ => Err(bits.error(DerErrorKind::Value)),
    }
}

fn purposes(value: &[u8]) -> Result<Vec<Vec<u8>>, DerError> {
    let mut list = der::only(value, der::SEQUENCE)?.inside()?;
    let mut purposes = vec![list.expect(der::OID)?.content.to_vec()];
    while !list.is_empty() {
        purposes.push(list.expect(der::OID)?.content.to_vec());
    }
    Ok(purposes)
}

fn basic_constraints(is_critical: bool, value: &[u8]) -> Result<BasicConstraints, DerError> {
    let mut parts = der::only(value, der::SEQUENCE)?.inside()?;
    let is_ca = match parts.optional(der::BOOLEAN)? {
        Some(is_ca) => is_ca.boolean()?,
        None => false,
    };
    let path_length = match parts.optional(der::INTEGER)? {
        Some(length) => Some(length.number()?),
        None => None,
    };
    parts.end()?;
    Ok(BasicConstraints {
        is_critical,
        is_ca,
        path_length,
    })
}
