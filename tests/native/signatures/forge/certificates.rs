//! Keys, certificates and timestamps of a miniature Sigstore, in DER.

use assay::image::digest::raw::sha256;
use assay::signature::der::{self, write};
use assay::signature::oid;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use time::OffsetDateTime;

/// A key of P-256, of which nothing is secret.
pub struct Key(SigningKey);

impl Key {
    pub fn number(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    /// ECDSA with SHA-256, in DER.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }

    pub fn spki(&self) -> Vec<u8> {
        let point = self.0.verifying_key().to_sec1_point(false);
        let algorithm = sequence(&[&object(oid::EC_KEY), &object(oid::P256)]);
        sequence(&[
            &algorithm,
            &write(der::BIT_STRING, &[&[0], point.as_bytes()]),
        ])
    }

    pub fn id(&self) -> [u8; 32] {
        sha256(&self.spki())
    }
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    write(der::SEQUENCE, parts)
}

pub fn object(content: &[u8]) -> Vec<u8> {
    write(der::OID, &[content])
}

fn integer(number: u8) -> Vec<u8> {
    write(der::INTEGER, &[&[number]])
}

fn octets(content: &[u8]) -> Vec<u8> {
    write(der::OCTET_STRING, &[content])
}

/// A common name.
fn name(text: &str) -> Vec<u8> {
    let value = write(der::UTF8_STRING, &[text.as_bytes()]);
    let pair = sequence(&[&object(&[0x55, 4, 3]), &value]);
    sequence(&[&write(der::SET, &[&pair])])
}

fn moment(at: i64) -> Vec<u8> {
    let at = OffsetDateTime::from_unix_timestamp(at).unwrap();
    let text = format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    write(der::GENERALIZED_TIME, &[text.as_bytes()])
}

pub fn extension(name: &[u8], is_critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = write(der::BOOLEAN, &[&[0xff]]);
    let critical = if is_critical { &critical[..] } else { &[] };
    sequence(&[&object(name), critical, &octets(value)])
}

/// That it is an authority, with the most that may stand below.
pub fn authority(is_ca: bool, path_length: Option<u8>) -> Vec<u8> {
    let yes = write(der::BOOLEAN, &[&[0xff]]);
    let length = path_length.map(integer).unwrap_or_default();
    let parts: [&[u8]; 2] = if is_ca { [&yes, &length] } else { [&[], &[]] };
    extension(oid::BASIC_CONSTRAINTS, true, &sequence(&parts))
}

/// The bits of RFC 5280 §4.2.1.3.
pub fn key_usage(bits: u8) -> Vec<u8> {
    extension(oid::KEY_USAGE, true, &write(der::BIT_STRING, &[&[0, bits]]))
}

pub const SIGNS: u8 = 0x80;
pub const ISSUES: u8 = 0x04;

pub fn purpose(purpose: &[u8]) -> Vec<u8> {
    extension(
        oid::EXTENDED_KEY_USAGE,
        true,
        &sequence(&[&object(purpose)]),
    )
}

/// An address as the subject's name, and who told Fulcio so.
pub fn identity(address: &str, issuer: &str) -> [Vec<u8>; 2] {
    let address = sequence(&[&write(der::context(6), &[address.as_bytes()])]);
    let claim = [oid::FULCIO, &[8]].concat();
    let issuer = write(der::UTF8_STRING, &[issuer.as_bytes()]);
    [
        extension(oid::ALTERNATIVE_NAMES, true, &address),
        extension(&claim, false, &issuer),
    ]
}

/// A certificate to be.
pub struct Request<'a> {
    pub subject: &'a str,
    pub issuer: &'a str,
    pub key: &'a Key,
    /// From when to when, in seconds since 1970.
    pub valid: (i64, i64),
    pub extensions: Vec<Vec<u8>>,
}

impl Request<'_> {
    fn tbs(&self) -> Vec<u8> {
        let version = write(der::constructed(0), &[&integer(2)]);
        let algorithm = sequence(&[&object(oid::ECDSA_SHA256)]);
        let validity = sequence(&[&moment(self.valid.0), &moment(self.valid.1)]);
        let extensions = sequence(&[&self.extensions.concat()]);
        sequence(&[
            &version,
            &integer(7),
            &algorithm,
            &name(self.issuer),
            &validity,
            &name(self.subject),
            &self.key.spki(),
            &write(der::constructed(3), &[&extensions]),
        ])
    }

    pub fn issued(&self, by: &Key) -> Vec<u8> {
        let tbs = self.tbs();
        let algorithm = sequence(&[&object(oid::ECDSA_SHA256)]);
        let signature = write(der::BIT_STRING, &[&[0], &by.sign(&tbs)]);
        sequence(&[&tbs, &algorithm, &signature])
    }

    /// Logs it before it is issued (RFC 6962 §3): `named` is the log that is said to have
    /// seen it, `log` the key that signs.
    pub fn log(&mut self, at: i64, issuer: &Key, named: &Key, log: &Key) {
        let tbs = self.tbs();
        let time = (u64::try_from(at).unwrap() * 1000).to_be_bytes();
        let length = u32::try_from(tbs.len()).unwrap().to_be_bytes();
        let head = [&[0, 0], &time[..], &[0, 1], &issuer.id(), &length[1..]].concat();
        let signature = log.sign(&[&head, &tbs[..], &[0, 0]].concat());
        let sct = [
            &[0],
            &named.id()[..],
            &time,
            &[0, 0, 4, 3],
            &sized(&signature),
        ]
        .concat();
        let list = sized(&sized(&sct));
        self.extensions
            .push(extension(oid::SCTS, false, &octets(&list)));
    }
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
    [&length, bytes].concat()
}

/// TimeStampResp of what has this SHA-256.
pub fn timestamp(imprint: &[u8; 32], at: i64, issuer: &str, by: &Key) -> Vec<u8> {
    let hash = sequence(&[&object(oid::SHA256)]);
    let info = sequence(&[
        &integer(1),
        &object(&[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 2]),
        &sequence(&[&hash, &octets(imprint)]),
        &integer(9),
        &moment(at),
    ]);
    let attribute = |name, value: &[u8]| sequence(&[&object(name), &write(der::SET, &[value])]);
    let attributes = [
        attribute(oid::CONTENT_TYPE, &object(oid::TST_INFO)),
        attribute(oid::MESSAGE_DIGEST, &octets(&sha256(&info))),
    ]
    .concat();
    let signature = by.sign(&write(der::SET, &[&attributes]));
    let signer = sequence(&[
        &integer(1),
        &sequence(&[&name(issuer), &integer(7)]),
        &hash,
        &write(der::constructed(0), &[&attributes]),
        &sequence(&[&object(oid::ECDSA_SHA256)]),
        &octets(&signature),
    ]);
    let content = sequence(&[
        &object(oid::TST_INFO),
        &write(der::constructed(0), &[&octets(&info)]),
    ]);
    let data = sequence(&[
        &integer(3),
        &write(der::SET, &[&hash]),
        &content,
        &write(der::SET, &[&signer]),
    ]);
    let token = sequence(&[
        &object(oid::SIGNED_DATA),
        &write(der::constructed(0), &[&data]),
    ]);
    sequence(&[&sequence(&[&integer(0)]), &token])
}
