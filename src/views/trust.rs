//! What is shown of signatures: for each a sentence of fact, and the steps of its proof.

mod elsewhere;
mod looked;
mod of_image;
mod sentence;
mod steps;

use std::sync::Arc;

use crate::attestation::buildkit::Check;
use crate::attestation::predicate::Predicate;
use crate::format::{short, visible};
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::graph::NodeId;
use crate::inspect::signed::{SignedSubject, What};
use crate::signature::expectation::Met;
use crate::signature::notation::Verified;
use crate::signature::proof::{Carrier, Identity, Proof, Signer, Verdict};
use crate::trust::{Checked, Outcome, Relations, TrustReport};
use crate::views::Tone;
use crate::views::commands::Command;
use crate::words::{Message, trust as words};
use of_image::OfImage;

pub use looked::{LookedRow, looked, to_look_for, without_answer};
pub use sentence::issuer_name;
pub use steps::{ByteRows, CertificateRow, ClimbRow, StepRow, StepShown, steps};

/// All that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustShown {
    pub summary: Message,
    /// How many signatures are of something else.
    pub others: Option<Message>,
    /// How many attestations nobody signed.
    pub stated: Option<Message>,
    pub signatures: Vec<SignatureShown>,
}

/// One signature or attestation.
#[derive(Clone, Debug, PartialEq)]
pub struct SignatureShown {
    /// Its place among all.
    pub number: usize,
    pub tone: Tone,
    /// In a word.
    pub verdict: Message,
    /// Joined by commas: who, as who says, when, recorded where.
    pub sentence: Vec<Message>,
    pub met: Option<(Tone, Message)>,
    /// What it is attached to.
    pub about: Option<(Message, Digest)>,
    pub notes: Vec<Message>,
    /// What it says of the image that is shown.
    pub relation: Option<(Tone, Message)>,
    /// Where its bytes stand.
    pub node: Option<NodeId>,
    /// Whom to expect, to expect this one.
    pub identity: Option<(String, String)>,
    /// What the certificate says, as it is written.
    pub claims: Vec<(Message, String)>,
    pub steps: Vec<StepShown>,
    /// What it states, with what that is called, to be read when it is looked at.
    pub stated: Option<(Message, Arc<[u8]>)>,
    /// Who signed that, as a clause; `None` where nobody did.
    pub said_by: Option<Message>,
    pub checks: Vec<Check>,
    /// The command lines that do the same elsewhere.
    pub commands: Vec<Command>,
}

/// What is shown of what was checked; `None` before that.
#[must_use]
pub fn trust_shown(opened: &Opened, image: usize) -> Option<TrustShown> {
    let report: &TrustReport = opened.signed.as_ref()?.as_any().downcast_ref()?;
    let of_image = OfImage {
        opened,
        image,
        relations: Relations::of(opened, image),
    };
    let all = report.checked.iter().enumerate();
    let signatures = all.map(|(number, checked)| of_image.shown(number, checked));
    Some(TrustShown {
        summary: of_image.summary(&report.checked),
        others: of_image.others(&report.checked),
        stated: stated(&report.checked),
        signatures: signatures.collect(),
    })
}

fn stated(all: &[Checked]) -> Option<Message> {
    let is_stated = |one: &&Checked| matches!(one.outcome, Outcome::Stated(Ok(_)) | Outcome::Sbom);
    let count = all.iter().filter(is_stated).count();
    (count > 0).then(|| words::stated(count))
}

/// What is stated, where that is worth a look of its own.
fn stated_by(checked: &Checked) -> Option<(Message, Arc<[u8]>)> {
    let bytes = checked.stated.clone()?;
    match (checked.statement(), &checked.outcome) {
        (Some(statement), _) => {
            let kind = Predicate::of(&statement.predicate_type);
            Some((kind.name(), bytes))
        }
        (None, Outcome::Sbom) => Some((Predicate::Sbom.name(), bytes)),
        _ => None,
    }
}

fn identity(proof: &Proof) -> Option<&Identity> {
    match &proof.signer {
        Some(Signer::Certified(identity)) => Some(identity),
        _ => None,
    }
}

fn claims(identity: &Identity) -> Vec<(Message, String)> {
    let claims = identity.claims.iter().filter(|(claim, _)| !claim.is_old());
    let claims = claims.map(|(claim, text)| (claim.label(), short(&visible(text))));
    claims.collect()
}

fn met(met: Met) -> (Tone, Message) {
    match met {
        Met::AsExpected => (Tone::Good, words::as_expected()),
        Met::NotByWhomYouExpect => (Tone::Bad, words::not_as_expected()),
        Met::DoesNotHold => (Tone::Bad, words::expected_but_fails()),
    }
}

fn what(subject: Option<&SignedSubject>) -> Message {
    match subject.map(|subject| subject.what) {
        Some(What::Index) => words::of_index(),
        Some(What::Manifest) => words::of_manifest(),
        Some(What::AttestationManifest) => words::of_attestation(),
        None => words::of_other(),
    }
}

fn carrier(carrier: Carrier) -> Message {
    match carrier {
        Carrier::Cosign => words::carrier_cosign(),
        Carrier::CosignAttestation => words::carrier_attestation(),
        Carrier::Bundle => words::carrier_bundle(),
        Carrier::NotaryJws => words::carrier_jws(),
        Carrier::NotaryCose => words::carrier_cose(),
    }
}

/// The five results, by the policy that was applied, and what the signer says beside.
fn notary(verified: &Verified) -> Vec<Message> {
    let policy = verified.policy.as_deref().map(words::by_policy);
    let results = verified.results.iter().map(|result| {
        let said = match &result.verdict {
            Verdict::Holds => words::holds(),
            Verdict::Fails(_) => words::fails(),
            Verdict::Open(_) => words::not_checked(),
        };
        words::result(result.check.label(), said)
    });
    let said = verified.annotations.iter();
    let said =
        said.map(|(key, value)| words::said_beside(short(&visible(key)), short(&visible(value))));
    policy.into_iter().chain(results).chain(said).collect()
}
