//! Why a step of a proof does not hold.

use time::OffsetDateTime;

use crate::attestation::statement::NoStatement;
use crate::image::media_type::IN_TOTO;
use crate::signature::certificate::CertificateError;
use crate::signature::chain::ChainFault;
use crate::signature::cryptography::Refusal;
use crate::signature::key::KeyError;
use crate::signature::merkle::NoPath;
use crate::signature::moment;
use crate::signature::notary_fault::NotaryFault;
use crate::signature::sct::SctFault;
use crate::signature::timestamp::TimestampFault;
use crate::words::{Message, signatures as words};

/// What does not hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    // The form
    NotJson,
    UnknownMediaType(String),
    Missing(Member),
    NotBase64(Member),
    NotANumber(Member),
    NegativeIndex,
    NotOneContent,
    NotOneSignature(usize),
    EmptyChain,
    RootInside,
    TooMany { what: Member, limit: usize },
    SameEntryTwice,
    NotTheVersionsMaterial,
    Certificate(CertificateError),
    Key(KeyError),
    // What is signed
    PayloadType(String),
    Statement(NoStatement),
    OtherDigest,
    // The signature
    Signature(Refusal),
    // Times
    Timestamp(TimestampFault),
    NoTrustedTime,
    // Logs
    NoEntry,
    UnknownLog,
    Promise(Refusal),
    NoPromise,
    OutsideLogWindow { at: OffsetDateTime },
    NoInclusionProof,
    NoCheckpoint,
    Checkpoint(NoCheckpoint),
    OtherTree,
    Path(NoPath),
    OtherRoot,
    // The body of an entry
    EntryNotJson,
    EntryOtherKind { declared: String, found: String },
    UnknownEntry(String),
    EntryDigest,
    EntrySignature,
    EntryKey,
    EntryKeyDetails,
    // Certificates
    Chain(ChainFault),
    Sct(SctFault),
    NotForSigning,
    // Notary Project
    Notary(NotaryFault),
}

/// What is wrong with a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoCheckpoint {
    NoEmptyLine,
    TooFewLines,
    Size,
    RootHash,
    SignatureLine,
    /// None is by the log.
    NotByLog,
    /// The one by the log does not verify.
    Wrong(Refusal),
}

macro_rules! members {
    ($($name:ident = $key:literal),* $(,)?) => {
        /// A member of a bundle, an envelope or an entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Member {
            $($name),*
        }

        impl Member {
            /// Its key in JSON.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key),*
                }
            }
        }
    };
}

members! {
    MediaType = "mediaType",
    VerificationMaterial = "verificationMaterial",
    Certificate = "certificate",
    Certificates = "certificates",
    RawBytes = "rawBytes",
    PublicKey = "publicKey",
    TlogEntries = "tlogEntries",
    LogIndex = "logIndex",
    LogId = "logId",
    KeyId = "keyId",
    KindVersion = "kindVersion",
    Kind = "kind",
    Version = "version",
    IntegratedTime = "integratedTime",
    SignedEntryTimestamp = "signedEntryTimestamp",
    RootHash = "rootHash",
    TreeSize = "treeSize",
    Hashes = "hashes",
    Envelope = "envelope",
    CanonicalizedBody = "canonicalizedBody",
    Rfc3161Timestamps = "rfc3161Timestamps",
    SignedTimestamp = "signedTimestamp",
    Signature = "signature",
    Digest = "digest",
    PayloadType = "payloadType",
    Payload = "payload",
    Sig = "sig",
    Signatures = "signatures",
    ClassicSignature = "dev.cosignproject.cosign/signature",
    ClassicBundle = "dev.sigstore.cosign/bundle",
    ClassicCertificate = "dev.sigstore.cosign/certificate",
    ClassicTimestamp = "dev.sigstore.cosign/rfc3161timestamp",
    SignedRfc3161Timestamp = "SignedRFC3161Timestamp",
    ClassicSet = "SignedEntryTimestamp",
    ClassicPayload = "Payload",
    ClassicBody = "body",
    ClassicLogId = "logID",
    DockerManifestDigest = "docker-manifest-digest",
    BaseUrl = "baseUrl",
    ValidFor = "validFor",
    Start = "start",
    CertChain = "certChain",
    Tlogs = "tlogs",
    Ctlogs = "ctlogs",
    CertificateAuthorities = "certificateAuthorities",
    TimestampAuthorities = "timestampAuthorities",
}

impl Fault {
    /// One sentence without its full stop: what was expected, and what was found.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotJson => words::not_json(),
            Self::UnknownMediaType(found) => words::unknown_media_type(found.as_str()),
            Self::Missing(member) => words::missing(member.key()),
            Self::NotBase64(member) => words::not_base64(member.key()),
            Self::NotANumber(member) => words::not_a_number(member.key()),
            Self::NegativeIndex => words::negative_index(),
            Self::NotOneContent => words::not_one_content(),
            Self::NotOneSignature(count) => words::not_one_signature(*count),
            Self::EmptyChain => words::empty_chain(),
            Self::RootInside => words::root_inside(),
            Self::TooMany { what, limit } => words::too_many(what.key(), *limit),
            Self::SameEntryTwice => words::same_entry_twice(),
            Self::NotTheVersionsMaterial => words::not_the_versions_material(),
            Self::Certificate(error) => words::certificate_unreadable(error.message()),
            Self::Key(error) => words::key_unreadable(error.message()),
            Self::PayloadType(found) => words::payload_type(IN_TOTO, found.as_str()),
            Self::Statement(none) => words::no_statement(none.message()),
            Self::OtherDigest => words::other_digest(),
            Self::Signature(refusal) => refusal.message(),
            Self::Timestamp(fault) => fault.message(),
            Self::NoTrustedTime => words::no_trusted_time(),
            Self::NoEntry => words::no_entry(),
            Self::UnknownLog => words::unknown_log(),
            Self::Promise(refusal) => words::promise_wrong(refusal.message()),
            Self::NoPromise => words::no_promise(),
            Self::OutsideLogWindow { at } => words::outside_log_window(moment::arg(*at)),
            Self::NoInclusionProof => words::no_inclusion_proof(),
            Self::NoCheckpoint => words::no_checkpoint(),
            Self::Checkpoint(none) => none.message(),
            Self::OtherTree => words::other_tree(),
            Self::Path(none) => none.message(),
            Self::OtherRoot => words::other_root(),
            Self::EntryNotJson => words::entry_not_json(),
            Self::EntryOtherKind { declared, found } => {
                words::entry_other_kind(declared.as_str(), found.as_str())
            }
            Self::UnknownEntry(kind) => words::unknown_entry(kind.as_str()),
            Self::EntryDigest => words::entry_digest(),
            Self::EntrySignature => words::entry_signature(),
            Self::EntryKey => words::entry_key(),
            Self::EntryKeyDetails => words::entry_key_details(),
            Self::Chain(fault) => fault.message(),
            Self::Sct(fault) => fault.message(),
            Self::NotForSigning => words::not_for_signing(),
            Self::Notary(fault) => fault.message(),
        }
    }
}

impl NoCheckpoint {
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::NoEmptyLine => words::checkpoint_no_empty_line(),
            Self::TooFewLines => words::checkpoint_too_few_lines(),
            Self::Size => words::checkpoint_size(),
            Self::RootHash => words::checkpoint_root_hash(),
            Self::SignatureLine => words::checkpoint_signature_line(),
            Self::NotByLog => words::checkpoint_not_by_log(),
            Self::Wrong(refusal) => words::checkpoint_wrong(refusal.message()),
        }
    }
}

impl NoPath {
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::OutsideTree => words::path_outside_tree(),
            Self::TooLong => words::path_too_long(),
            Self::TooShort => words::path_too_short(),
            Self::NoHash => words::path_no_hash(),
        }
    }
}

macro_rules! from {
    ($($of:ty => $name:ident),* $(,)?) => {
        $(impl From<$of> for Fault {
            fn from(fault: $of) -> Self {
                Self::$name(fault)
            }
        })*
    };
}

from! {
    CertificateError => Certificate,
    KeyError => Key,
    NoStatement => Statement,
    TimestampFault => Timestamp,
    NoCheckpoint => Checkpoint,
    NoPath => Path,
    ChainFault => Chain,
    SctFault => Sct,
    NotaryFault => Notary,
}
