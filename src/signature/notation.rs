//! Signatures of the Notary Project, as notation makes them (notaryproject/specifications,
//! `signature-specification.md`, `trust-store-trust-policy.md`).
//!
//! No root is trusted by default: without one that a person gives, only the integrity can
//! be said. Whether a certificate was revoked a page cannot ask.

pub mod cbor;
mod cose;
pub mod envelope;
mod jws;
pub mod policy;
pub mod trust;

use time::{Duration, OffsetDateTime};

use crate::image::digest::Digest;
use crate::signature::certificate::{Certificate, KeyUsage};
use crate::signature::chain::{self, ChainFault, Path};
use crate::signature::cryptography::Cryptography;
use crate::signature::fault::Fault;
use crate::signature::notary_fault::NotaryFault;
use crate::signature::oid;
use crate::signature::proof::{
    About, Detail, Identity, Open, Proof, Signed, Signer, Step, TimeSource, TrustedTime, Verdict,
};
use crate::signature::timestamp::{Proven, TimestampFault, Token};

use self::envelope::{Envelope, MAX_LENGTH, Payload, SigningScheme};
use self::policy::{Action, Check, Statement, StoreKind};
use self::trust::Trust;

/// What a signature is held against: what it is attached to. Media type and size are
/// `None` where they are not known.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub digest: &'a Digest,
    pub media_type: Option<&'a str>,
    /// In bytes.
    pub size: Option<u64>,
}

/// What it is verified with.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub trust: &'a Trust,
    /// `registry/repository`, by which a policy is chosen.
    pub repository: Option<&'a str>,
    pub now: OffsetDateTime,
}

/// All that was found of a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    pub proof: Proof,
    /// The name of what was applied of the policy; `None` without a policy.
    pub policy: Option<String>,
    /// Each check, its verdict, and what follows where it fails.
    pub results: [CheckResult; 5],
    /// What the signer says beside the digest.
    pub annotations: Vec<(String, String)>,
}

/// One of the five checks.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckResult {
    pub check: Check,
    pub verdict: Verdict,
    pub action: Action,
}

/// Reads a signature, JWS or COSE.
///
/// # Errors
/// Where it is none.
pub fn read(bytes: &[u8]) -> Result<Envelope, Fault> {
    if bytes.len() > MAX_LENGTH {
        return Err(NotaryFault::TooLarge.into());
    }
    match bytes.trim_ascii_start().first() {
        Some(b'{') => jws::read(bytes),
        _ => cose::read(bytes),
    }
}

/// The check to which a step belongs; none for what it is of, which notation looks at
/// apart from those.
#[must_use]
pub fn check_of(about: About) -> Option<Check> {
    match about {
        About::Form | About::Headers | About::Signature | About::Purpose => Some(Check::Integrity),
        About::Chain => Some(Check::Authenticity),
        About::Timestamp(_) | About::Time => Some(Check::AuthenticTimestamp),
        About::Expiry => Some(Check::Expiry),
        About::Revocation => Some(Check::Revocation),
        _ => None,
    }
}

/// Verifies a signature, each step on its own.
#[must_use]
pub fn verify(
    envelope: &Envelope,
    target: Target<'_>,
    given: Given<'_>,
    cryptography: &dyn Cryptography,
) -> Verified {
    let policy = given.trust.policy.as_ref();
    let statement = policy.and_then(|policy| policy.statement(given.repository));
    let against = Against {
        envelope,
        given,
        statement,
        cryptography,
    };
    let payload = Payload::read(&envelope.payload);
    let proof = against.proof(target, payload.as_ref());
    let results = Check::ALL.map(|check| CheckResult {
        check,
        verdict: verdict(&proof, check),
        action: statement.map_or(Action::Enforce, |statement| statement.action(check)),
    });
    Verified {
        proof,
        policy: statement.map(|statement| statement.name.clone()),
        results,
        annotations: payload.map_or_else(|_| Vec::new(), |payload| payload.annotations),
    }
}

/// The worst verdict of the steps of a check.
fn verdict(proof: &Proof, check: Check) -> Verdict {
    let steps = proof
        .steps
        .iter()
        .filter(|step| check_of(step.about) == Some(check));
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Holds => 0,
        Verdict::Open(_) => 1,
        Verdict::Fails(_) => 2,
    };
    let mut worst = Verdict::Holds;
    for step in steps {
        if rank(&step.verdict) > rank(&worst) {
            worst = step.verdict.clone();
        }
    }
    worst
}

/// One signature, and what of a policy is for it.
struct Against<'a> {
    envelope: &'a Envelope,
    given: Given<'a>,
    statement: Option<&'a Statement>,
    cryptography: &'a dyn Cryptography,
}

impl Against<'_> {
    fn proof(&self, target: Target<'_>, payload: Result<&Payload, &NotaryFault>) -> Proof {
        let envelope = self.envelope;
        let leaf = envelope.certificates.first();
        let scheme = envelope.headers.check();
        let form = match leaf {
            Some(_) => Verdict::Holds,
            None => fails(NotaryFault::NoCertificates),
        };
        let headers = match &scheme {
            Ok(_) => Verdict::Holds,
            Err(fault) => fails(fault.clone()),
        };
        let mut proof = Proof {
            carrier: envelope.carrier,
            steps: vec![
                Step::new(About::Form, form),
                Step::new(About::Headers, headers),
                subject(target, payload),
            ],
            signer: leaf.map(|leaf| {
                let mut identity = Identity::of(leaf);
                identity.without_claims();
                Signer::Certified(identity)
            }),
            times: Vec::new(),
            recorded: Vec::new(),
            signed: payload.ok().map(|payload| Signed::Digest {
                digest: payload.digest.clone(),
                name: None,
            }),
            root: None,
        };
        if let Some(leaf) = leaf {
            // Where the scheme is not known, the one that takes nobody's word.
            let scheme = scheme.unwrap_or(SigningScheme::X509);
            proof.steps.push(self.signature(leaf));
            proof
                .steps
                .push(Step::new(About::Purpose, signs_alone(leaf).into()));
            self.chain(leaf, scheme, &mut proof);
            self.times(scheme, &mut proof);
        }
        proof.steps.push(self.expiry());
        let revocation = Verdict::Open(Open::NotPossible);
        proof.steps.push(Step::new(About::Revocation, revocation));
        proof
    }

    fn signature(&self, leaf: &Certificate) -> Step {
        let envelope = self.envelope;
        let verified = leaf
            .key()
            .map_err(|error| Fault::Key(error.clone()))
            .and_then(|key| {
                let scheme = envelope.headers.algorithm_of(key.kind())?;
                let (signed, signature) = (&envelope.signed, &envelope.signature);
                let verified = self.cryptography.verify(scheme, key, signed, signature);
                verified.map_err(Fault::Signature)
            });
        Step::new(About::Signature, verified.into()).over(envelope.signed.clone())
    }

    /// From the signer to a root of the stores, whatever the time.
    fn chain(&self, leaf: &Certificate, scheme: SigningScheme, proof: &mut Proof) {
        let (verdict, path) = match self.path(leaf, scheme) {
            Ok(path) => (Verdict::Holds, Some(path)),
            Err(verdict) => (verdict, None),
        };
        let certificates = match &path {
            Some(path) => path.certificates.clone(),
            None => self.envelope.certificates.clone(),
        };
        proof.root = path.and_then(|path| path.certificates.last().map(Certificate::label));
        let step = Step::new(About::Chain, verdict);
        proof
            .steps
            .push(step.with(Detail::Certificates(certificates)));
    }

    fn path(&self, leaf: &Certificate, scheme: SigningScheme) -> Result<Path, Verdict> {
        let certificates = &self.envelope.certificates;
        in_order(certificates, self.cryptography).map_err(Verdict::Fails)?;
        if self.given.trust.policy.is_some() && self.statement.is_none() {
            return Err(fails(NotaryFault::NoPolicy));
        }
        let roots = self.roots(match scheme {
            SigningScheme::X509 => StoreKind::Ca,
            SigningScheme::SigningAuthority => StoreKind::SigningAuthority,
        });
        if roots.is_empty() {
            return Err(Verdict::Open(Open::NoRoot));
        }
        // Whether they are valid at the time in question is a step of its own.
        let at = certificates.iter().map(Certificate::not_before).max();
        let at = at.unwrap_or(self.given.now);
        let path = chain::path_to_roots(leaf, certificates, &roots, at, self.cryptography);
        let path = path.map_err(|fault| Verdict::Fails(fault.into()))?;
        let identities = self
            .statement
            .and_then(|statement| statement.identities.as_ref());
        let is_trusted = identities.is_none_or(|identities| {
            identities
                .iter()
                .any(|identity| identity.is_of(leaf.subject()))
        });
        match is_trusted {
            true => Ok(path),
            false => Err(fails(NotaryFault::Identity {
                subject: leaf.label(),
            })),
        }
    }

    fn roots(&self, kind: StoreKind) -> Vec<Certificate> {
        let named = self.statement.map(|statement| statement.stores.as_slice());
        self.given.trust.roots(kind, named)
    }

    /// At which time the certificates must be valid, and whether they are.
    fn times(&self, scheme: SigningScheme, proof: &mut Proof) {
        let certificates = &self.envelope.certificates;
        if scheme == SigningScheme::SigningAuthority {
            let at = self.envelope.headers.authentic_time;
            let holds = proof
                .steps
                .iter()
                .any(|step| step.about == About::Chain && step.verdict == Verdict::Holds);
            let step = match at {
                Some(at) => {
                    let by = proof.root.clone().unwrap_or_default();
                    let verdict: Verdict = all_hold(certificates, at, at).into();
                    if holds && verdict == Verdict::Holds {
                        let by = TimeSource::Authority(by.clone());
                        proof.times.push(TrustedTime { at, by });
                    }
                    // Nobody's word counts whom no root vouches for.
                    let verdict = match (holds, verdict) {
                        (false, Verdict::Holds) => Verdict::Open(Open::NoChain),
                        (_, verdict) => verdict,
                    };
                    Step::new(About::Time, verdict).with(Detail::Time { by, at })
                }
                None => Step::new(
                    About::Time,
                    fails(NotaryFault::Missing(envelope::AUTHENTIC_TIME.to_owned())),
                ),
            };
            proof.steps.push(step);
            return;
        }
        let stamped = self.timestamp(proof);
        let now = self.given.now;
        let (from, to) = match &stamped {
            Some((proven, accuracy)) => (proven.at - *accuracy, proven.at + *accuracy),
            None => (now, now),
        };
        let verdict: Verdict = all_hold(certificates, from, to).into();
        let mut step = Step::new(About::Time, verdict);
        if let Some((proven, _)) = stamped {
            let signer = proven.path.certificates.first();
            let by = signer.map(Certificate::label).unwrap_or_default();
            step = step.with(Detail::Time {
                by: by.clone(),
                at: proven.at,
            });
            let by = TimeSource::Authority(by);
            proof.times.push(TrustedTime { at: proven.at, by });
        }
        proof.steps.push(step);
    }

    /// The step of the timestamp, and its time with its accuracy where that holds. No step
    /// where nothing hangs on it: nobody who could vouch for it is known, and all
    /// certificates are valid now.
    fn timestamp(&self, proof: &mut Proof) -> Option<(Proven, Duration)> {
        let about = About::Timestamp(0);
        let is_wanted = self.statement.map(|statement| {
            let mut kinds = statement.stores.iter().map(|(kind, _)| *kind);
            kinds.any(|kind| kind == StoreKind::Tsa) && self.counts(statement)
        });
        if is_wanted == Some(false) {
            return None;
        }
        let Some(token) = &self.envelope.timestamp else {
            if is_wanted == Some(true) {
                proof
                    .steps
                    .push(Step::new(about, fails(NotaryFault::NoTimestamp)));
            }
            return None;
        };
        let roots = self.roots(StoreKind::Tsa);
        let token = Token::of_token(token).map_err(Fault::Timestamp);
        match token.and_then(|token| self.proven(&token, &roots)) {
            Ok((proven, accuracy)) => {
                let certificates = proven.path.certificates.clone();
                let step = Step::new(about, Verdict::Holds);
                proof
                    .steps
                    .push(step.with(Detail::Certificates(certificates)));
                Some((proven, accuracy))
            }
            // Roots that are for signers alone say nothing of timestamps.
            Err(fault) if is_stranger(&fault) && (is_wanted.is_none() || roots.is_empty()) => {
                let now = self.given.now;
                let hangs_on_it = all_hold(&self.envelope.certificates, now, now).is_err();
                if is_wanted.is_some() || hangs_on_it {
                    proof
                        .steps
                        .push(Step::new(about, Verdict::Open(Open::NoRoot)));
                }
                None
            }
            Err(fault) => {
                proof.steps.push(Step::new(about, Verdict::Fails(fault)));
                None
            }
        }
    }

    /// Whether timestamps count now: always, or where a certificate has expired.
    fn counts(&self, statement: &Statement) -> bool {
        let mut certificates = self.envelope.certificates.iter();
        !statement.only_after_expiry || certificates.any(|one| one.not_after() < self.given.now)
    }

    fn proven(&self, token: &Token, roots: &[Certificate]) -> Result<(Proven, Duration), Fault> {
        let signature = &self.envelope.signature;
        let proven = token.prove_by_roots(signature, roots, self.cryptography)?;
        let (stamped, accuracy) = (proven.at, token.accuracy());
        match self.envelope.headers.signing_time {
            Some(claimed) if claimed > stamped - accuracy => {
                Err(NotaryFault::SignedLater { claimed, stamped }.into())
            }
            _ => Ok((proven, accuracy)),
        }
    }

    fn expiry(&self) -> Step {
        let now = self.given.now;
        let verdict = match self.envelope.headers.expiry {
            Some(expiry) if expiry <= now => fails(NotaryFault::Expired { expiry, now }),
            _ => Verdict::Holds,
        };
        Step::new(About::Expiry, verdict)
    }
}

/// Whether a timestamp may be right, and is by nobody whom a root vouches for.
fn is_stranger(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Timestamp(
            TimestampFault::UnknownSigner | TimestampFault::Chain(ChainFault::NoPath { .. })
        )
    )
}

fn fails(fault: NotaryFault) -> Verdict {
    Verdict::Fails(fault.into())
}

/// Whether it is of what it is attached to: all three must be the same.
fn subject(target: Target<'_>, payload: Result<&Payload, &NotaryFault>) -> Step {
    let payload = match payload {
        Ok(payload) => payload,
        Err(fault) => return Step::new(About::Subject, fails(fault.clone())),
    };
    let is_same = payload.digest == target.digest.as_str()
        && target
            .media_type
            .is_none_or(|own| own == payload.media_type)
        && target.size.is_none_or(|own| own == payload.size);
    let verdict = match is_same {
        true => Verdict::Holds,
        false => Verdict::Fails(Fault::OtherDigest),
    };
    let written = |digest: &str, media_type: Option<&str>, size: Option<u64>| {
        let size = size.map(|size| size.to_string());
        let parts = [Some(digest), media_type, size.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let claimed = written(
        &payload.digest,
        Some(&payload.media_type),
        Some(payload.size),
    );
    let found = written(target.digest.as_str(), target.media_type, target.size);
    Step::new(About::Subject, verdict).held(claimed, found)
}

/// Whether each certificate is issued by the next, and the last by itself
/// (`signature-specification.md`, "Certificate Requirements").
fn in_order(certificates: &[Certificate], cryptography: &dyn Cryptography) -> Result<(), Fault> {
    let above = certificates.iter().skip(1).chain(certificates.last());
    for (certificate, issuer) in certificates.iter().zip(above) {
        if certificate.is_issued_by(issuer, cryptography).is_err() {
            let subject = certificate.label();
            return Err(NotaryFault::Order { subject }.into());
        }
    }
    Ok(())
}

/// Whether all certificates are valid from one moment to another.
fn all_hold(
    certificates: &[Certificate],
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> Result<(), Fault> {
    for certificate in certificates {
        let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
        if from < not_before || to > not_after {
            return Err(Fault::Chain(ChainFault::Time {
                subject: certificate.label(),
                not_before,
                not_after,
                at: if from < not_before { from } else { to },
            }));
        }
    }
    Ok(())
}

/// Whether a certificate is one for signing, and for nothing else.
fn signs_alone(leaf: &Certificate) -> Result<(), Fault> {
    let subject = leaf.label();
    let extensions = leaf.extensions();
    let usage = extensions.key_usage;
    if !usage.is_some_and(|usage| usage.is_critical && usage.bits == KeyUsage::DIGITAL_SIGNATURE) {
        return Err(NotaryFault::KeyUsage { subject }.into());
    }
    let others = [
        oid::ANY_USAGE,
        oid::SERVER_AUTHENTICATION,
        oid::EMAIL_PROTECTION,
        oid::TIME_STAMPING,
        oid::OCSP_SIGNING,
    ];
    let is_ca = extensions
        .basic_constraints
        .is_some_and(|basic| basic.is_ca);
    let says = extensions.extended_key_usage.is_some();
    let is_for_others = others.iter().any(|purpose| leaf.is_for(purpose));
    match is_ca || is_for_others || (says && !leaf.is_for(oid::CODE_SIGNING)) {
        true => Err(NotaryFault::Purpose { subject }.into()),
        false => Ok(()),
    }
}
