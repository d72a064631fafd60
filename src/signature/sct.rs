//! Signed certificate timestamps (RFC 6962 §3): that a log of certificates has seen one
//! before it was issued.

use time::OffsetDateTime;

use crate::image::digest::raw;
use crate::signature::certificate::Certificate;
use crate::signature::chain::{Window, window_message};
use crate::signature::cryptography::{Cryptography, Hash, Refusal, Scheme};
use crate::signature::key::{KeyKind, PublicKey};
use crate::words::{Message, certificates as words};

/// The most SCTs of a certificate that are read.
const MAX_SCTS: usize = 32;

/// A log that is trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct TransparencyLog {
    /// The bytes by which entries name it.
    pub id: Vec<u8>,
    pub key: PublicKey,
    pub valid: Window,
    pub base_url: String,
}

/// That a log has seen a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The base URL of the log.
    pub log: String,
    pub at: OffsetDateTime,
}

/// Why no trusted log has seen a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SctFault {
    /// The certificate brings no SCT.
    Absent,
    Malformed,
    /// All are of other logs: their ids.
    UnknownLog(Vec<Vec<u8>>),
    /// One is said to be of a trusted log, and is not signed by it.
    Refused {
        log: String,
        refusal: Refusal,
    },
    /// The log was not trusted when it saw the certificate.
    OutsideWindow {
        log: String,
        window: Window,
        at: OffsetDateTime,
    },
}

impl SctFault {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Absent => words::sct_absent(),
            Self::Malformed => words::sct_malformed(),
            Self::UnknownLog(ids) => {
                let hex = |id: &Vec<u8>| id.iter().map(|byte| format!("{byte:02x}")).collect();
                words::sct_unknown_log(ids.iter().map(hex).collect::<Vec<String>>())
            }
            Self::Refused { log, refusal } => words::sct_refused(log, refusal.message()),
            Self::OutsideWindow { log, window, at } => window_message(log, window, *at),
        }
    }
}

/// What the trusted ones of `logs` have seen of `leaf`, which `issuer` has really issued:
/// its key is part of what they signed.
///
/// # Errors
/// Where none has seen it, or one that is named did not sign.
pub fn verify(
    leaf: &Certificate,
    issuer: &Certificate,
    logs: &[TransparencyLog],
    cryptography: &dyn Cryptography,
) -> Result<Vec<Seen>, SctFault> {
    let list = leaf.extensions().scts.as_ref().ok_or(SctFault::Absent)?;
    let scts = read(list).ok_or(SctFault::Malformed)?;
    let tbs = leaf.tbs_without_scts().ok_or(SctFault::Absent)?;
    let issuer_hash = raw::sha256(issuer.spki());
    let mut seen = Vec::new();
    let mut unknown = Vec::new();
    let mut outside = None;
    for sct in &scts {
        let known: Vec<_> = logs.iter().filter(|log| log.id == sct.log).collect();
        if known.is_empty() {
            unknown.push(sct.log.to_vec());
        }
        let signed = sct.signed(&issuer_hash, &tbs).ok_or(SctFault::Malformed)?;
        let at = sct.at().ok_or(SctFault::Malformed)?;
        for log in known {
            let scheme = sct.scheme(&log.key);
            let verified = cryptography.verify(scheme, &log.key, &signed, sct.signature);
            verified.map_err(|refusal| SctFault::Refused {
                log: log.base_url.clone(),
                refusal,
            })?;
            let log_name = log.base_url.clone();
            match log.valid.holds(at) {
                true => seen.push(Seen { log: log_name, at }),
                false => {
                    outside = Some(SctFault::OutsideWindow {
                        log: log_name,
                        window: log.valid,
                        at,
                    });
                }
            }
        }
    }
    match (seen.is_empty(), outside) {
        (false, _) => Ok(seen),
        (true, Some(fault)) => Err(fault),
        (true, None) if scts.is_empty() => Err(SctFault::Absent),
        (true, None) => Err(SctFault::UnknownLog(unknown)),
    }
}

/// One SCT of version 1.
struct Sct<'a> {
    log: &'a [u8],
    /// Since 1970.
    milliseconds: u64,
    extensions: &'a [u8],
    hash: u8,
    signature: &'a [u8],
}

impl Sct<'_> {
    /// What the log signed (RFC 6962 §3.2).
    fn signed(&self, issuer: &[u8], tbs: &[u8]) -> Option<Vec<u8>> {
        let length = u32::try_from(tbs.len())
            .ok()
            .filter(|length| *length < 1 << 24)?;
        let extensions = u16::try_from(self.extensions.len()).ok()?;
        // Version 1, a timestamp of a certificate.
        let mut signed = vec![0, 0];
        signed.extend(self.milliseconds.to_be_bytes());
        // Of one that is yet to be issued.
        signed.extend([0, 1]);
        signed.extend(issuer);
        signed.extend(length.to_be_bytes().into_iter().skip(1));
        signed.extend(tbs);
        signed.extend(extensions.to_be_bytes());
        signed.extend(self.extensions);
        Some(signed)
    }

    fn at(&self) -> Option<OffsetDateTime> {
        let nanoseconds = i128::from(self.milliseconds) * 1_000_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()
    }

    /// Logs sign by SHA-256 (RFC 6962 §2.1.4); the bytes may say another.
    fn scheme(&self, key: &PublicKey) -> Scheme {
        let hash = match self.hash {
            5 => Hash::Sha384,
            6 => Hash::Sha512,
            _ => Hash::Sha256,
        };
        match key.kind() {
            KeyKind::Rsa(_) => Scheme::RsaPkcs1(hash),
            KeyKind::Ed25519 => Scheme::Ed25519,
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => Scheme::EcdsaDer(hash),
        }
    }
}

/// The SCTs of a list (RFC 6962 §3.3). Those of later versions are passed over.
fn read(list: &[u8]) -> Option<Vec<Sct<'_>>> {
    let mut outer = list;
    let mut rest = sized(&mut outer)?;
    if !outer.is_empty() {
        return None;
    }
    let mut scts = Vec::new();
    while !rest.is_empty() {
        let mut sct = sized(&mut rest)?;
        let version = take(&mut sct, 1)?;
        if version != [0] {
            continue;
        }
        let log = take(&mut sct, 32)?;
        let milliseconds = u64::from_be_bytes(take(&mut sct, 8)?.try_into().ok()?);
        let extensions = sized(&mut sct)?;
        let [hash, _kind] = take(&mut sct, 2)? else {
            return None;
        };
        let signature = sized(&mut sct)?;
        if !sct.is_empty() || scts.len() == MAX_SCTS {
            return None;
        }
        scts.push(Sct {
            log,
            milliseconds,
            extensions,
            hash: *hash,
            signature,
        });
    }
    Some(scts)
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

/// Bytes behind their length of two bytes.
fn sized<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u16::from_be_bytes(take(rest, 2)?.try_into().ok()?);
    take(rest, usize::from(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_to_their_end() {
        let mut sct = vec![0];
        sct.extend([7; 32]);
        sct.extend(1_000_u64.to_be_bytes());
        sct.extend([0, 1, 9, 4, 3, 0, 2, 5, 6]);
        let list = |scts: &[&[u8]]| {
            let mut inner = Vec::new();
            for sct in scts {
                inner.extend(u16::try_from(sct.len()).unwrap().to_be_bytes());
                inner.extend(*sct);
            }
            let mut list = u16::try_from(inner.len()).unwrap().to_be_bytes().to_vec();
            list.extend(inner);
            list
        };
        let later = [1, 2, 3];
        let bytes = list(&[&sct, &later]);
        let scts = read(&bytes).unwrap();
        assert_eq!(scts.len(), 1);
        assert_eq!(scts[0].milliseconds, 1_000);
        assert_eq!(
            (scts[0].extensions, scts[0].signature),
            (&[9][..], &[5, 6][..])
        );
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_none(), "{end}");
        }
        let surplus: Vec<u8> = bytes.iter().copied().chain([0]).collect();
        assert!(read(&surplus).is_none());
        sct.push(0);
        assert!(read(&list(&[&sct])).is_none());
    }
}
