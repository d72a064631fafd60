//! Why a signature of the Notary Project does not hold, where no other fault says it.

use time::OffsetDateTime;

use crate::signature::moment;
use crate::words::{Message, certificates as words};

/// What does not hold. Headers are named as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotaryFault {
    /// Neither JWS nor COSE, or not as the Notary Project writes it.
    Envelope,
    TooLarge,
    /// A header that must be there is not.
    Missing(String),
    /// A header stands there twice.
    Twice(String),
    /// What a header says is not of its type.
    Value(String),
    /// The payload is of another type.
    ContentType(String),
    /// The payload names no artifact.
    Payload,
    /// A signing scheme that is not known.
    Scheme(String),
    /// A header that must be understood by all is not marked so (`crit`).
    NotCritical(String),
    /// A header that must be understood, and is not.
    UnknownCritical(String),
    /// A plugin is to verify it.
    Plugin(String),
    /// Another algorithm than the one that goes with the key; `None` where none does.
    Algorithm {
        found: String,
        expected: Option<&'static str>,
    },
    NoCertificates,
    /// The certificates do not lead from one to the next, up to a root.
    Order {
        subject: String,
    },
    /// The key of the signer's certificate is for other things, too.
    KeyUsage {
        subject: String,
    },
    /// The signer's certificate is not one for signing alone.
    Purpose {
        subject: String,
    },
    /// The signer is none of the identities that the policy trusts.
    Identity {
        subject: String,
    },
    /// The policy has nothing for this repository.
    NoPolicy,
    /// The policy wants a timestamp.
    NoTimestamp,
    /// The signer claims to have signed after the timestamp.
    SignedLater {
        claimed: OffsetDateTime,
        stamped: OffsetDateTime,
    },
    /// The signer wants it to be taken until then only.
    Expired {
        expiry: OffsetDateTime,
        now: OffsetDateTime,
    },
}

impl NotaryFault {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Envelope => words::notary_envelope(),
            Self::TooLarge => words::notary_too_large(),
            Self::Missing(header) => words::notary_missing(header),
            Self::Twice(header) => words::notary_twice(header),
            Self::Value(header) => words::notary_value(header),
            Self::ContentType(found) => words::notary_content_type(found),
            Self::Payload => words::notary_payload(),
            Self::Scheme(found) => words::notary_scheme(found),
            Self::NotCritical(header) => words::notary_not_critical(header),
            Self::UnknownCritical(header) => words::notary_unknown_critical(header),
            Self::Plugin(name) => words::notary_plugin(name),
            Self::Algorithm {
                found,
                expected: Some(expected),
            } => words::notary_algorithm(*expected, found),
            Self::Algorithm { found, .. } => words::notary_key(found),
            Self::NoCertificates => words::notary_no_certificates(),
            Self::Order { subject } => words::notary_order(subject),
            Self::KeyUsage { subject } => words::notary_key_usage(subject),
            Self::Purpose { subject } => words::chain_purpose(subject),
            Self::Identity { subject } => words::notary_identity(subject),
            Self::NoPolicy => words::notary_no_policy(),
            Self::NoTimestamp => words::notary_no_timestamp(),
            Self::SignedLater { claimed, stamped } => {
                words::notary_signed_later(moment::arg(*claimed), moment::arg(*stamped))
            }
            Self::Expired { expiry, now } => {
                words::notary_expired(moment::arg(*expiry), moment::arg(*now))
            }
        }
    }
}
