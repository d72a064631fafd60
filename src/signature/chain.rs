//! From a certificate to one that is trusted (RFC 5280 §6, without policies and
//! revocation): each issued by the next, each valid at the time in question.

use time::OffsetDateTime;

use crate::signature::certificate::{Certificate, KeyUsage, NotIssued};
use crate::signature::cryptography::{Cryptography, Refusal};
use crate::signature::key::KeyError;
use crate::signature::{moment, oid};
use crate::words::{Message, certificates as words};

/// The most certificates of a path.
pub const MAX_PATH: usize = 8;
/// The most signatures that are verified in search of a path.
const MAX_TRIALS: usize = 64;

/// The time in which something is trusted: both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub start: OffsetDateTime,
    /// `None` for one that goes on.
    pub end: Option<OffsetDateTime>,
}

impl Window {
    #[must_use]
    pub fn holds(&self, at: OffsetDateTime) -> bool {
        self.start <= at && self.end.is_none_or(|end| at <= end)
    }
}

/// Who is trusted to issue certificates, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Authority {
    /// From the one that issues to the root.
    pub certificates: Vec<Certificate>,
    pub valid: Window,
}

/// A way from a certificate to one that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// From the leaf to the root; just one where the leaf itself is trusted.
    pub certificates: Vec<Certificate>,
}

impl Path {
    /// The certificate that issued the leaf.
    #[must_use]
    pub fn issuer(&self) -> Option<&Certificate> {
        self.certificates.get(1)
    }
}

/// Why no certificate that is trusted stands behind one. Certificates are named by their
/// [labels](Certificate::label).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// No trusted certificate, and none beside, has the name of the one that issued it.
    NoPath { issuer: String },
    /// Those that have the issuer's name did not sign it.
    Signature { subject: String, refusal: Refusal },
    /// It is signed in a way that is not computed with: the object identifier.
    Algorithm { subject: String, oid: String },
    /// The issuer's key is not computed with.
    Key { subject: String, error: KeyError },
    /// A certificate does not hold at the time.
    Time {
        subject: String,
        not_before: OffsetDateTime,
        not_after: OffsetDateTime,
        at: OffsetDateTime,
    },
    /// The authority is not trusted at the time.
    Window {
        root: String,
        window: Window,
        at: OffsetDateTime,
    },
    /// A certificate that issued another is none of an authority.
    NotAuthority { subject: String },
    /// There are more certificates between than it allows.
    PathLength { subject: String },
    /// A certificate's key is not for what was done with it.
    KeyUsage { subject: String },
    /// A certificate is not for this purpose.
    Purpose { subject: String },
    /// A certificate has a critical extension that is not understood here.
    Extension { subject: String, oid: String },
    /// The search came to more certificates than are looked at.
    TooLong,
}

impl ChainFault {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoPath { issuer } => words::chain_no_path(issuer),
            Self::Signature { subject, refusal } => {
                words::chain_signature(subject, refusal.message())
            }
            Self::Algorithm { subject, oid } => words::chain_algorithm(subject, oid),
            Self::Key { subject, error } => words::chain_key(subject, error.message()),
            Self::Time {
                subject,
                not_before,
                not_after,
                at,
            } => words::chain_time(
                subject,
                moment::arg(*not_before),
                moment::arg(*not_after),
                moment::arg(*at),
            ),
            Self::Window { root, window, at } => window_message(root, window, *at),
            Self::NotAuthority { subject } => words::chain_not_authority(subject),
            Self::PathLength { subject } => words::chain_path_length(subject),
            Self::KeyUsage { subject } => words::chain_key_usage(subject),
            Self::Purpose { subject } => words::chain_purpose(subject),
            Self::Extension { subject, oid } => words::chain_extension(subject, oid),
            Self::TooLong => words::chain_too_long(),
        }
    }

    /// How near a path was: the fault of the nearest one is told.
    fn rank(&self) -> u8 {
        match self {
            Self::NoPath { .. } => 0,
            Self::Signature { .. } | Self::Algorithm { .. } | Self::Key { .. } => 1,
            Self::TooLong => 2,
            _ => 3,
        }
    }
}

/// That something is trusted at other times only.
pub(super) fn window_message(what: &str, window: &Window, at: OffsetDateTime) -> Message {
    let start = moment::arg(window.start);
    match window.end {
        Some(end) => words::window_closed(what, start, moment::arg(end), moment::arg(at)),
        None => words::window_open(what, start, moment::arg(at)),
    }
}

/// The path from `leaf` to one of `authorities` that is valid at `at`; `between` are
/// certificates that came along, in which nobody trusts. Without any, only what the
/// authorities themselves have stands between, each with its own window.
///
/// # Errors
/// Where there is none: what is wrong with the nearest.
pub fn path(
    leaf: &Certificate,
    between: &[Certificate],
    authorities: &[Authority],
    at: OffsetDateTime,
    cryptography: &dyn Cryptography,
) -> Result<Path, ChainFault> {
    let mut nearest = no_path(leaf);
    let mut trials = MAX_TRIALS;
    for authority in authorities {
        let Some((root, others)) = authority.certificates.split_last() else {
            continue;
        };
        let search = Search {
            between: others.iter().chain(between).collect(),
            roots: vec![root],
            at,
            window: Some(&authority.valid),
            cryptography,
        };
        match search.from(vec![leaf], &mut trials) {
            Ok(path) => return Ok(path),
            Err(fault) => nearest = nearer(nearest, fault),
        }
    }
    Err(nearest)
}

/// The path from `leaf` to one of `roots`, which a person gave: the leaf may be one of
/// them itself.
///
/// # Errors
/// Where there is none: what is wrong with the nearest.
pub fn path_to_roots(
    leaf: &Certificate,
    between: &[Certificate],
    roots: &[Certificate],
    at: OffsetDateTime,
    cryptography: &dyn Cryptography,
) -> Result<Path, ChainFault> {
    let search = Search {
        between: between.iter().collect(),
        roots: roots.iter().collect(),
        at,
        window: None,
        cryptography,
    };
    if roots.iter().any(|root| root.der() == leaf.der()) {
        return search.checked(&[leaf]);
    }
    let mut trials = MAX_TRIALS;
    search.from(vec![leaf], &mut trials)
}

/// Whether a certificate is of one who signs code: no authority, its key is for
/// signatures, and it says that it is for code.
///
/// # Errors
/// Where it is not.
pub fn signs_code(leaf: &Certificate) -> Result<(), ChainFault> {
    let subject = || leaf.label();
    let extensions = leaf.extensions();
    if extensions
        .basic_constraints
        .is_some_and(|basic| basic.is_ca)
    {
        return Err(ChainFault::Purpose { subject: subject() });
    }
    match extensions.key_usage {
        Some(usage) if usage.has(KeyUsage::DIGITAL_SIGNATURE) => {}
        _ => return Err(ChainFault::KeyUsage { subject: subject() }),
    }
    match leaf.is_for(oid::CODE_SIGNING) {
        true => Ok(()),
        false => Err(ChainFault::Purpose { subject: subject() }),
    }
}

fn no_path(from: &Certificate) -> ChainFault {
    ChainFault::NoPath {
        issuer: from.issuer().to_string(),
    }
}

fn nearer(one: ChainFault, other: ChainFault) -> ChainFault {
    match other.rank() > one.rank() {
        true => other,
        false => one,
    }
}

struct Search<'a> {
    between: Vec<&'a Certificate>,
    roots: Vec<&'a Certificate>,
    at: OffsetDateTime,
    window: Option<&'a Window>,
    cryptography: &'a dyn Cryptography,
}

impl<'a> Search<'a> {
    /// Goes on from the last of `so_far`: to roots first. Each step costs a signature, and
    /// names alone do not choose: several certificates of one name may be there.
    fn from(&self, so_far: Vec<&'a Certificate>, trials: &mut usize) -> Result<Path, ChainFault> {
        let Some(last) = so_far.last().copied() else {
            return Err(ChainFault::TooLong);
        };
        let mut nearest = no_path(last);
        let roots = self.roots.iter().map(|root| (*root, true));
        let between = self.between.iter().map(|other| (*other, false));
        for (issuer, is_root) in roots.chain(between) {
            if issuer.subject().der() != last.issuer().der()
                || so_far.iter().any(|other| other.der() == issuer.der())
            {
                continue;
            }
            if *trials == 0 || so_far.len() == MAX_PATH {
                return Err(nearer(nearest, ChainFault::TooLong));
            }
            *trials -= 1;
            if let Err(reason) = last.is_issued_by(issuer, self.cryptography) {
                nearest = nearer(nearest, not_issued(last, issuer, reason));
                continue;
            }
            let mut longer = so_far.clone();
            longer.push(issuer);
            let found = match is_root {
                true => self.checked(&longer),
                false => self.from(longer, trials),
            };
            match found {
                Ok(path) => return Ok(path),
                Err(fault) => nearest = nearer(nearest, fault),
            }
        }
        Err(nearest)
    }

    /// All that holds of a path whose signatures are right.
    fn checked(&self, path: &[&Certificate]) -> Result<Path, ChainFault> {
        for certificate in path {
            self.holds_now(certificate)?;
        }
        if let (Some(window), Some(root)) = (self.window, path.last())
            && !window.holds(self.at)
        {
            return Err(ChainFault::Window {
                root: root.label(),
                window: *window,
                at: self.at,
            });
        }
        let leaf = path.first();
        let mut below = 0;
        for authority in path.iter().skip(1) {
            is_authority(authority, below)?;
            if let Some(leaf) = leaf {
                passes_on(authority, leaf)?;
            }
            if !authority.is_self_issued() {
                below += 1;
            }
        }
        Ok(Path {
            certificates: path.iter().map(|one| (*one).clone()).collect(),
        })
    }

    fn holds_now(&self, certificate: &Certificate) -> Result<(), ChainFault> {
        let subject = || certificate.label();
        let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
        if !(not_before..=not_after).contains(&self.at) {
            return Err(ChainFault::Time {
                subject: subject(),
                not_before,
                not_after,
                at: self.at,
            });
        }
        match certificate.extensions().unknown_critical.first() {
            Some(oid) => Err(ChainFault::Extension {
                subject: subject(),
                oid: oid.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn not_issued(certificate: &Certificate, issuer: &Certificate, reason: NotIssued) -> ChainFault {
    let subject = certificate.label();
    match reason {
        NotIssued::OtherName => no_path(certificate),
        NotIssued::Key(error) => ChainFault::Key {
            subject: issuer.label(),
            error,
        },
        NotIssued::Algorithm(oid) => ChainFault::Algorithm { subject, oid },
        NotIssued::Refused(refusal) => ChainFault::Signature { subject, refusal },
    }
}

/// Whether it may issue certificates, with `below` others between it and the leaf.
fn is_authority(certificate: &Certificate, below: u64) -> Result<(), ChainFault> {
    let subject = || certificate.label();
    let extensions = certificate.extensions();
    let basic = extensions.basic_constraints.filter(|basic| basic.is_ca);
    let Some(basic) = basic else {
        return Err(ChainFault::NotAuthority { subject: subject() });
    };
    if basic.path_length.is_some_and(|most| below > most) {
        return Err(ChainFault::PathLength { subject: subject() });
    }
    match extensions.key_usage {
        Some(usage) if !usage.has(KeyUsage::KEY_CERT_SIGN) => {
            Err(ChainFault::KeyUsage { subject: subject() })
        }
        _ => Ok(()),
    }
}

/// An authority that says what it is for issues nothing for other purposes: no rule of
/// RFC 5280, but of all who verify.
fn passes_on(authority: &Certificate, leaf: &Certificate) -> Result<(), ChainFault> {
    let says = authority.extensions().extended_key_usage.is_some();
    let purposes = [oid::CODE_SIGNING, oid::TIME_STAMPING];
    let is_short = purposes
        .into_iter()
        .any(|purpose| leaf.is_for(purpose) && !authority.is_for(purpose));
    match says && is_short && !authority.is_for(oid::ANY_USAGE) {
        true => Err(ChainFault::Purpose {
            subject: authority.label(),
        }),
        false => Ok(()),
    }
}
