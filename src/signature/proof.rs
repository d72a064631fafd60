//! A proof, step by step: what must hold for a signature to be of somebody and of
//! something, what was found of each, and what follows.

use std::sync::Arc;

use time::OffsetDateTime;

use crate::attestation::statement::Statement;
use crate::image::digest::Digest;
use crate::signature::certificate::{AlternativeName, Certificate, FulcioClaim};
use crate::signature::fault::Fault;
use crate::signature::key::PublicKey;
use crate::signature::merkle::Climb;
use crate::words::{Message, signatures as words};

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The form of what carries the signature.
    Form,
    /// What was signed names what it was held against: the digest of a payload, of a
    /// message, or the subject of a statement.
    Subject,
    /// The signature itself.
    Signature,
    /// A timestamp (RFC 3161), by its number from 0.
    Timestamp(usize),
    /// The promise of a transparency log (SET), by the number of its entry.
    Promise(usize),
    /// The signed head of the log's tree.
    Checkpoint(usize),
    /// That the entry is in that tree.
    Inclusion(usize),
    /// That the entry is of this signature, by this key, of this message.
    Entry(usize),
    /// That there is a time that somebody else than the signer stands for.
    Time,
    /// The certificates, up to a root, at each such time.
    Chain,
    /// That the certificate is one for signing.
    Purpose,
    /// That the certificate was logged (Certificate Transparency).
    Sct,
    /// Notary Project: the headers that must be understood.
    Headers,
    /// Notary Project: until when the signer lets it be taken.
    Expiry,
    /// Whether a certificate was revoked.
    Revocation,
}

/// What was found of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Holds,
    Fails(Fault),
    /// It was not checked.
    Open(Open),
}

/// Why a step was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Open {
    /// A time failed, and there is no other one.
    NoTime,
    /// Nobody gave the key that the signature wants.
    NoKey,
    /// There is no root that could vouch for it.
    NoRoot,
    /// It hangs on the chain of certificates, which does not hold.
    NoChain,
    /// The log is none of the trusted root's.
    NoLog,
    /// What it is about is not here.
    NoBytes,
    /// A page cannot ask for it.
    NotPossible,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub about: About,
    pub verdict: Verdict,
    /// As the signature, the log or the statement has it.
    pub claimed: Option<String>,
    /// As it was computed here.
    pub computed: Option<String>,
    /// What was hashed, or whose signature was verified.
    pub bytes: Option<Vec<u8>>,
    pub detail: Detail,
}

/// What else can be shown of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Detail {
    #[default]
    None,
    /// From the leaf of a tree to its root.
    Climb(Climb),
    /// From the leaf to the root.
    Certificates(Vec<Certificate>),
    /// Who stands for a time, and which.
    Time { by: String, at: OffsetDateTime },
}

/// In which form a signature came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// cosign's simple signing.
    Cosign,
    /// A DSSE envelope that cosign attached.
    CosignAttestation,
    /// A Sigstore bundle.
    Bundle,
    /// Notary Project, JWS.
    NotaryJws,
    /// Notary Project, COSE.
    NotaryCose,
}

/// Who signed, as the signature says and the proof holds or not.
#[derive(Clone, Debug, PartialEq)]
pub enum Signer {
    /// Whoever a certificate names.
    Certified(Identity),
    /// Whoever has a key.
    Key(PublicKey),
    /// Somebody with a key that nobody gave. `hint` is free text.
    UnknownKey { hint: Option<String> },
}

/// What a certificate says of who it was given to.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub names: Vec<AlternativeName>,
    /// Its subject (RFC 4514), where it has no other name.
    pub subject: String,
    /// Who told the authority, for certificates of Fulcio: a URL.
    pub issuer: Option<String>,
    pub claims: Vec<(FulcioClaim, String)>,
}

/// A time that somebody else than the signer stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustedTime {
    pub at: OffsetDateTime,
    pub by: TimeSource,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TimeSource {
    /// A timestamp authority, by its name.
    Authority(String),
    /// A log, by its address.
    Log(String),
}

/// Where a signature is recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The log's host.
    pub log: String,
    pub index: u64,
}

/// All that was found of one signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    pub carrier: Carrier,
    /// In the order in which they were taken.
    pub steps: Vec<Step>,
    pub signer: Option<Signer>,
    pub times: Vec<TrustedTime>,
    pub recorded: Vec<Recorded>,
    /// What it is of, by its own word.
    pub signed: Option<Signed>,
    /// By which root it was held; `None` where none was needed or none fits.
    pub root: Option<String>,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq)]
pub enum Signed {
    /// A digest, and the name that stood beside it, which is free text.
    Digest {
        digest: String,
        name: Option<String>,
    },
    /// A statement.
    Statement(Arc<Statement>),
}

/// What follows of all steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conclusion {
    /// Every step holds, or can only be left open by any page.
    Holds,
    /// Nothing failed, and something is still to be given or checked.
    Incomplete,
    Fails,
}

impl Step {
    /// A step with nothing to show beside its verdict.
    #[must_use]
    pub fn new(about: About, verdict: Verdict) -> Self {
        Self {
            about,
            verdict,
            claimed: None,
            computed: None,
            bytes: None,
            detail: Detail::None,
        }
    }

    #[must_use]
    pub fn fails(&self) -> bool {
        matches!(self.verdict, Verdict::Fails(_))
    }

    /// With what was claimed and what was computed.
    #[must_use]
    pub fn held(mut self, claimed: impl Into<String>, computed: impl Into<String>) -> Self {
        self.claimed = Some(claimed.into());
        self.computed = Some(computed.into());
        self
    }

    #[must_use]
    pub fn over(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.bytes = Some(bytes.into());
        self
    }

    #[must_use]
    pub fn with(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }
}

impl From<Result<(), Fault>> for Verdict {
    fn from(result: Result<(), Fault>) -> Self {
        result.map_or_else(Self::Fails, |()| Self::Holds)
    }
}

impl Proof {
    /// What follows of all steps.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        let stays_open = |step: &Step| {
            let is_open = matches!(step.verdict, Verdict::Open(_));
            is_open && step.verdict != Verdict::Open(Open::NotPossible)
        };
        if self.steps.iter().any(Step::fails) {
            Conclusion::Fails
        } else if self.steps.iter().any(stays_open) {
            Conclusion::Incomplete
        } else {
            Conclusion::Holds
        }
    }

    /// The steps that fail.
    pub fn failures(&self) -> impl Iterator<Item = (About, &Fault)> {
        self.steps.iter().filter_map(|step| match &step.verdict {
            Verdict::Fails(fault) => Some((step.about, fault)),
            _ => None,
        })
    }

    /// What stands against a step.
    #[must_use]
    pub fn fault(&self, about: About) -> Option<&Fault> {
        let mut failures = self.failures();
        failures.find_map(|(own, fault)| (own == about).then_some(fault))
    }

    /// Whether it is of this digest, by its own word.
    #[must_use]
    pub fn is_of(&self, digest: &Digest) -> bool {
        match &self.signed {
            Some(Signed::Digest { digest: own, .. }) => own == digest.as_str(),
            Some(Signed::Statement(statement)) => statement.is_about(digest),
            None => false,
        }
    }

    /// The statement that was signed, where it is one.
    #[must_use]
    pub fn statement(&self) -> Option<&Arc<Statement>> {
        match &self.signed {
            Some(Signed::Statement(statement)) => Some(statement),
            _ => None,
        }
    }

    /// How many steps failed: the root for which fewest do is the one that is meant.
    pub(super) fn weight(&self) -> (usize, usize) {
        let is_open = |step: &&Step| matches!(step.verdict, Verdict::Open(_));
        let open = self.steps.iter().filter(is_open).count();
        (self.failures().count(), open)
    }
}

impl Identity {
    /// Its names, else its subject: as they are written.
    #[must_use]
    pub fn shown_names(&self) -> Vec<String> {
        let names = self.names.iter().filter_map(AlternativeName::text);
        let names: Vec<String> = names.map(str::to_owned).collect();
        match names.is_empty() {
            true => vec![self.subject.clone()],
            false => names,
        }
    }
}

impl About {
    /// What the step is called.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Form => words::step_form(),
            Self::Subject => words::step_subject(),
            Self::Signature => words::step_signature(),
            Self::Timestamp(_) => words::step_timestamp(),
            Self::Promise(_) => words::step_promise(),
            Self::Checkpoint(_) => words::step_checkpoint(),
            Self::Inclusion(_) => words::step_inclusion(),
            Self::Entry(_) => words::step_entry(),
            Self::Time => words::step_time(),
            Self::Chain => words::step_chain(),
            Self::Purpose => words::step_purpose(),
            Self::Sct => words::step_sct(),
            Self::Headers => words::step_headers(),
            Self::Expiry => words::step_expiry(),
            Self::Revocation => words::step_revocation(),
        }
    }
}

impl Open {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::NoTime => words::open_no_time(),
            Self::NoKey => words::open_no_key(),
            Self::NoRoot => words::open_no_root(),
            Self::NoChain => words::open_no_chain(),
            Self::NoLog => words::open_no_log(),
            Self::NoBytes => words::open_no_bytes(),
            Self::NotPossible => words::open_not_possible(),
        }
    }
}
