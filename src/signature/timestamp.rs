//! Timestamps (RFC 3161, in CMS of RFC 5652): that an authority has seen a hash at a
//! time.

mod token;

use time::OffsetDateTime;

use crate::signature::certificate::{Certificate, CertificateError, KeyUsage};
use crate::signature::chain::{self, Authority, ChainFault, Path, window_message};
use crate::signature::cryptography::{Cryptography, Refusal};
use crate::signature::der::DerError;
use crate::signature::key::KeyError;
use crate::signature::oid;
use crate::words::{Message, certificates as words};

pub use token::{Imprint, Token};

/// Why a timestamp proves no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimestampFault {
    /// It is no DER, or not that of a timestamp.
    Malformed(DerError),
    /// The authority refused to give one: the status.
    Status(u64),
    /// It is some other signed message than a timestamp.
    OtherContent,
    /// It has not exactly one signer, or a signer without what is to be signed.
    Signers,
    /// A hash or a way of signing that is not computed with: the object identifier.
    Algorithm(String),
    /// It is of other bytes: see [`Token::imprint`].
    Imprint,
    /// What was signed is another time than the one that it shows.
    MessageDigest,
    /// None of the trusted authorities signed it.
    UnknownSigner,
    /// A certificate in it is none.
    Certificate(CertificateError),
    Key(KeyError),
    /// The signature does not verify.
    Refused(Refusal),
    /// The signer's certificate is not for timestamps, and for nothing else.
    Purpose {
        subject: String,
    },
    /// The signer's certificate, or one above it, does not hold at the time.
    Chain(ChainFault),
}

impl TimestampFault {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Malformed(error) => words::timestamp_malformed(error.at),
            Self::Status(status) => words::timestamp_status(*status),
            Self::OtherContent => words::timestamp_other_content(),
            Self::Signers => words::timestamp_signers(),
            Self::Algorithm(oid) => words::timestamp_algorithm(oid),
            Self::Imprint => words::timestamp_imprint(),
            Self::MessageDigest => words::timestamp_message_digest(),
            Self::UnknownSigner => words::timestamp_unknown_signer(),
            Self::Certificate(error) => error.message(),
            Self::Key(error) => error.message(),
            Self::Refused(refusal) => refusal.message(),
            Self::Purpose { subject } => words::timestamp_purpose(subject),
            Self::Chain(ChainFault::Window { root, window, at }) => {
                window_message(root, window, *at)
            }
            Self::Chain(fault) => fault.message(),
        }
    }

    /// How much of it was right: the fault of the nearest authority is told.
    fn rank(&self) -> u8 {
        match self {
            Self::UnknownSigner => 0,
            Self::Key(_) | Self::Refused(_) => 1,
            _ => 2,
        }
    }
}

impl From<DerError> for TimestampFault {
    fn from(error: DerError) -> Self {
        Self::Malformed(error)
    }
}

/// A time that an authority has proven, and by which certificates.
#[derive(Clone, Debug, PartialEq)]
pub struct Proven {
    pub at: OffsetDateTime,
    /// From the signer to what is trusted.
    pub path: Path,
}

impl Token {
    /// The time at which one of `authorities` has seen `signed`. Certificates in the token
    /// are not looked at: the signer is the first certificate of an authority.
    ///
    /// # Errors
    /// Where none has, or that cannot be told.
    pub fn verify(
        &self,
        signed: &[u8],
        authorities: &[Authority],
        cryptography: &dyn Cryptography,
    ) -> Result<OffsetDateTime, TimestampFault> {
        let proven = self.prove(signed, authorities, cryptography)?;
        Ok(proven.at)
    }

    /// As [`verify`](Self::verify), with the certificates.
    ///
    /// # Errors
    /// As there.
    pub fn prove(
        &self,
        signed: &[u8],
        authorities: &[Authority],
        cryptography: &dyn Cryptography,
    ) -> Result<Proven, TimestampFault> {
        self.is_of(signed)?;
        let mut nearest = TimestampFault::UnknownSigner;
        for authority in authorities {
            let Some((signer, above)) = authority.certificates.split_first() else {
                continue;
            };
            if !self.is_signed_by(signer) {
                continue;
            }
            let proven = self.signer(signer, cryptography).and_then(|()| {
                self.path(signer, above, authority, cryptography)
                    .map_err(TimestampFault::Chain)
            });
            match proven {
                Ok(path) => {
                    return Ok(Proven {
                        at: self.at(),
                        path,
                    });
                }
                Err(fault) if fault.rank() > nearest.rank() => nearest = fault,
                Err(_) => {}
            }
        }
        Err(nearest)
    }

    /// The time at which an authority has seen `signed` whose certificate, which may come
    /// with the token, leads to one of `roots`, which a person gave.
    ///
    /// # Errors
    /// Where none has, or that cannot be told.
    pub fn prove_by_roots(
        &self,
        signed: &[u8],
        roots: &[Certificate],
        cryptography: &dyn Cryptography,
    ) -> Result<Proven, TimestampFault> {
        self.is_of(signed)?;
        let own = self.certificates().map_err(TimestampFault::Certificate)?;
        let mut nearest = TimestampFault::UnknownSigner;
        for signer in own.iter().chain(roots) {
            if !self.is_signed_by(signer) {
                continue;
            }
            let proven = self.signer(signer, cryptography).and_then(|()| {
                chain::path_to_roots(signer, &own, roots, self.at(), cryptography)
                    .map_err(TimestampFault::Chain)
            });
            match proven {
                Ok(path) => {
                    return Ok(Proven {
                        at: self.at(),
                        path,
                    });
                }
                Err(fault) if fault.rank() > nearest.rank() => nearest = fault,
                Err(_) => {}
            }
        }
        Err(nearest)
    }

    /// Whether it is of these bytes, and was signed as it stands.
    fn is_of(&self, signed: &[u8]) -> Result<(), TimestampFault> {
        let imprint = self.imprint();
        if imprint.computed(signed) != imprint.claimed {
            return Err(TimestampFault::Imprint);
        }
        match self.is_whole() {
            true => Ok(()),
            false => Err(TimestampFault::MessageDigest),
        }
    }

    /// Whether the key of `signer` signed it, and is for that (RFC 3161 §2.3).
    fn signer(
        &self,
        signer: &Certificate,
        cryptography: &dyn Cryptography,
    ) -> Result<(), TimestampFault> {
        let key = signer
            .key()
            .map_err(|error| TimestampFault::Key(error.clone()))?;
        cryptography
            .verify(
                self.scheme(),
                key,
                self.signed_attributes(),
                self.signature(),
            )
            .map_err(TimestampFault::Refused)?;
        let extensions = signer.extensions();
        let usage = extensions.extended_key_usage.as_ref();
        let is_for_that = usage.is_some_and(|usage| {
            usage.is_critical && usage.purposes == [oid::TIME_STAMPING.to_vec()]
        });
        let usage = extensions.key_usage;
        let signs = usage.is_none_or(|usage| usage.has(KeyUsage::DIGITAL_SIGNATURE));
        match is_for_that && signs {
            true => Ok(()),
            false => Err(TimestampFault::Purpose {
                subject: signer.label(),
            }),
        }
    }

    fn path(
        &self,
        signer: &Certificate,
        above: &[Certificate],
        authority: &Authority,
        cryptography: &dyn Cryptography,
    ) -> Result<Path, ChainFault> {
        if !authority.valid.holds(self.at()) {
            return Err(ChainFault::Window {
                root: signer.label(),
                window: authority.valid,
                at: self.at(),
            });
        }
        // An authority that is its own root.
        let roots = match above.last() {
            Some(root) => root,
            None => signer,
        };
        let roots = std::slice::from_ref(roots);
        chain::path_to_roots(signer, above, roots, self.at(), cryptography)
    }
}
