//! Whose image it is: every signature and attestation of what is open, verified, and what
//! follows of it. What a person gave is the only thing that is trusted.
//!
//! Not here: how a signature is verified (`signature`), where it stands
//! (`inspect::signed`), and what is shown (`views`).

mod finding;
mod given;
mod kept;
mod relation;
mod report;

use std::sync::Arc;

use time::OffsetDateTime;

pub use given::{Given, GivenFile, MAX_GIVEN, MAX_GIVEN_BYTES, NothingGiven};
pub use relation::{Relation, Relations};
pub use report::TrustReport;

use crate::attestation::buildkit::Check;
use crate::attestation::statement::{NoStatement, Statement};
use crate::image::digest::Digest;
use crate::image::reference::Reference;
use crate::inspect::Opened;
use crate::inspect::signed::{Form, Found};
use crate::signature::carried::{self, Artifact};
use crate::signature::cryptography::Cryptography;
use crate::signature::expectation::Met;
use crate::signature::fault::Fault;
use crate::signature::notation::envelope::Envelope;
use crate::signature::notation::{self, Verified};
use crate::signature::proof::Proof;
use crate::signature::sigstore::{self, Material};
use crate::source::InputKind;
use crate::words::Message;

/// A signature or an attestation, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    pub found: Found,
    /// What it was held against: what it is attached to.
    pub about: Option<Digest>,
    pub outcome: Outcome,
    /// What it is to somebody who expects a signer; `None` where nobody is expected.
    pub met: Option<Met>,
    /// What it states, or lists: the bytes.
    pub stated: Option<Arc<[u8]>>,
    /// What must agree without any key in what BuildKit keeps.
    pub checks: Vec<Check>,
}

impl Checked {
    /// What was found of a signature.
    #[must_use]
    pub fn proof(&self) -> Option<&Proof> {
        match &self.outcome {
            Outcome::Signed(proof) => Some(proof),
            Outcome::Notary(verified) => Some(&verified.proof),
            _ => None,
        }
    }

    /// What it states, signed or not.
    #[must_use]
    pub fn statement(&self) -> Option<&Arc<Statement>> {
        match &self.outcome {
            Outcome::Signed(proof) => proof.statement(),
            Outcome::Stated(Ok(statement)) => Some(statement),
            _ => None,
        }
    }
}

/// What came of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is signed, and each step was taken.
    Signed(Box<Proof>),
    /// The same of the Notary Project, whose policies say what follows of each check.
    Notary(Box<Verified>),
    /// It cannot be read as what it says it is.
    Unreadable(Fault),
    /// A statement that nobody signed.
    Stated(Result<Arc<Statement>, NoStatement>),
    /// A list of what is inside, which nobody signed.
    Sbom,
    /// Its bytes are not here.
    NotHere(Message),
    /// Nobody says of what it is.
    OfNothing,
}

/// Verifies one. `now` decides only where nobody stands for a time.
#[must_use]
pub fn check(
    found: Found,
    opened: &Opened,
    given: &Given,
    now: OffsetDateTime,
    crypto: &dyn Cryptography,
) -> Checked {
    let about = found.about.clone();
    let (outcome, payload) = match &about {
        Some(about) => outcome(&found.form, about, opened, given, now, crypto),
        None => (Outcome::OfNothing, None),
    };
    let stated = match &found.form {
        Form::Statement { bytes, .. } | Form::Sbom { bytes, .. } => Some(bytes.clone()),
        _ => payload,
    };
    let checks = match &outcome {
        Outcome::Stated(Ok(statement)) => kept::checks_of(&found, statement, opened),
        _ => Vec::new(),
    };
    let mut checked = Checked {
        found,
        about,
        outcome,
        met: None,
        stated: stated.map(Arc::from),
        checks,
    };
    let expected = checked.proof().zip(given.expectation.as_ref());
    checked.met = expected.map(|(proof, expected)| expected.met(proof, &given.keys()));
    checked
}

fn outcome(
    form: &Form,
    about: &Digest,
    opened: &Opened,
    given: &Given,
    now: OffsetDateTime,
    crypto: &dyn Cryptography,
) -> (Outcome, Option<Vec<u8>>) {
    let node = opened.graph.by_digest(about.as_str());
    let artifact = Artifact {
        digest: about,
        bytes: node.and_then(|node| opened.graph.bytes(node, &opened.contents)),
    };
    let material = match form {
        Form::Classic {
            payload,
            annotations,
        } => carried::classic(payload, annotations, artifact),
        Form::ClassicAttestation {
            envelope,
            annotations,
        } => carried::classic_attestation(envelope, annotations, artifact),
        Form::Bundle { bytes } => carried::bundle(bytes, artifact),
        Form::Notation { envelope, .. } => {
            let outcome = match notation::read(envelope) {
                Ok(envelope) => {
                    let verified = notary(&envelope, about, opened, given, now, crypto);
                    Outcome::Notary(Box::new(verified))
                }
                Err(fault) => Outcome::Unreadable(fault),
            };
            return (outcome, None);
        }
        Form::Statement { bytes, .. } => {
            let statement = Statement::read(bytes).map(Arc::new);
            return (Outcome::Stated(statement), None);
        }
        Form::Sbom { .. } => return (Outcome::Sbom, None),
        Form::NotHere { why, .. } => return (Outcome::NotHere(why.clone()), None),
    };
    match material {
        Ok(material) => {
            let proof = proof(&material, given, now, crypto);
            (Outcome::Signed(Box::new(proof)), material.payload)
        }
        Err(fault) => (Outcome::Unreadable(fault), None),
    }
}

fn notary(
    envelope: &Envelope,
    about: &Digest,
    opened: &Opened,
    given: &Given,
    now: OffsetDateTime,
    crypto: &dyn Cryptography,
) -> Verified {
    let node = opened.graph.by_digest(about.as_str());
    let bytes = node.and_then(|node| opened.graph.bytes(node, &opened.contents));
    let media_type = node.and_then(|node| opened.graph.node(node)?.media_type.as_deref());
    let target = notation::Target {
        digest: about,
        media_type,
        size: bytes.map(|bytes| bytes.len() as u64),
    };
    let repository = repository(opened);
    let against = notation::Given {
        trust: &given.notary(),
        repository: repository.as_deref(),
        now,
    };
    notation::verify(envelope, target, against, crypto)
}

/// `registry/repository` of what a registry gave: by it a policy is chosen.
fn repository(opened: &Opened) -> Option<String> {
    let input = &opened.contents.input;
    let name = (input.kind == InputKind::Registry).then_some(input.name.as_str())?;
    let named: Reference = name.parse().ok()?;
    Some(named.repository.to_string())
}

fn proof(
    material: &Material,
    given: &Given,
    now: OffsetDateTime,
    crypto: &dyn Cryptography,
) -> Proof {
    let keys = given.keys();
    let against = sigstore::Given {
        keys: &keys,
        roots: &given.roots(),
        own_roots: &given.certificates,
        now,
    };
    sigstore::verify(material, against, crypto)
}
