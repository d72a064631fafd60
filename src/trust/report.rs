//! What was found of all signatures, for findings and for the report.

use std::any::Any;

use serde::Serialize;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use super::{Checked, Outcome, finding};
use crate::inspect::{Opened, Report};
use crate::rules::Finding;
use crate::signature::expectation::Met;
use crate::signature::proof::{About, Carrier, Conclusion, Proof, Signer, TimeSource, Verdict};

/// All that was checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrustReport {
    pub checked: Vec<Checked>,
    /// Whether a person expects a signer.
    pub is_expected: bool,
}

impl Report for TrustReport {
    fn findings(&self, opened: &Opened) -> Vec<Finding> {
        finding::findings(&self.checked, self.is_expected, opened)
    }

    fn member(&self) -> Option<Value> {
        Some(member(&self.checked))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// One signature or attestation, as the report has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignatureReport {
    /// What it is attached to.
    subject: Option<String>,
    /// `cosign`, `bundle`, `statement`, …
    kind: &'static str,
    /// `holds`, `incomplete`, `fails`, `unreadable`, `unsigned`, `not-here`
    conclusion: &'static str,
    predicate_type: Option<String>,
    signer: Option<SignerReport>,
    times: Vec<TimeReport>,
    steps: Vec<StepReport>,
    /// `as-expected`, `not-by-whom-expected`, `does-not-hold`; `None` where nobody was.
    expected: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignerReport {
    names: Vec<String>,
    issuer: Option<String>,
    /// SHA-256 of the key, where there is no certificate.
    key: Option<String>,
}

#[derive(Serialize)]
struct TimeReport {
    at: String,
    by: String,
}

#[derive(Serialize)]
struct StepReport {
    step: &'static str,
    verdict: &'static str,
    /// In English.
    reason: Option<String>,
    claimed: Option<String>,
    computed: Option<String>,
}

/// The member `signatures` of the report.
fn member(checked: &[Checked]) -> Value {
    let all: Vec<SignatureReport> = checked.iter().map(report).collect();
    serde_json::to_value(all).unwrap_or_default()
}

fn report(checked: &Checked) -> SignatureReport {
    let proof = checked.proof();
    let stated = match &checked.outcome {
        Outcome::Stated(Ok(statement)) => Some(statement),
        _ => proof.and_then(Proof::statement),
    };
    SignatureReport {
        subject: checked.about.as_ref().map(ToString::to_string),
        kind: proof.map_or_else(|| kind(&checked.outcome), |proof| proof.carrier.word()),
        conclusion: conclusion(&checked.outcome),
        predicate_type: stated.map(|statement| statement.predicate_type.clone()),
        signer: proof.and_then(|proof| proof.signer.as_ref()).map(signer),
        times: proof.map(times).unwrap_or_default(),
        steps: proof.map(steps).unwrap_or_default(),
        expected: checked.met.map(met),
    }
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Stated(_) => "statement",
        Outcome::Sbom => "sbom",
        _ => "signature",
    }
}

fn conclusion(outcome: &Outcome) -> &'static str {
    let of = |proof: &Proof| match proof.conclusion() {
        Conclusion::Holds => "holds",
        Conclusion::Incomplete => "incomplete",
        Conclusion::Fails => "fails",
    };
    match outcome {
        Outcome::Signed(proof) => of(proof),
        Outcome::Notary(verified) => of(&verified.proof),
        Outcome::Unreadable(_) | Outcome::Stated(Err(_)) => "unreadable",
        Outcome::Stated(Ok(_)) | Outcome::Sbom => "unsigned",
        Outcome::NotHere(_) => "not-here",
        Outcome::OfNothing => "of-nothing",
    }
}

fn met(met: Met) -> &'static str {
    match met {
        Met::AsExpected => "as-expected",
        Met::NotByWhomYouExpect => "not-by-whom-expected",
        Met::DoesNotHold => "does-not-hold",
    }
}

fn signer(signer: &Signer) -> SignerReport {
    match signer {
        Signer::Certified(identity) => SignerReport {
            names: identity.shown_names(),
            issuer: identity.issuer.clone(),
            key: None,
        },
        Signer::Key(key) => SignerReport {
            names: Vec::new(),
            issuer: None,
            key: Some(key.id().to_string()),
        },
        Signer::UnknownKey { .. } => SignerReport {
            names: Vec::new(),
            issuer: None,
            key: None,
        },
    }
}

fn times(proof: &Proof) -> Vec<TimeReport> {
    let times = proof.times.iter().map(|time| TimeReport {
        at: time.at.format(&Rfc3339).unwrap_or_default(),
        by: match &time.by {
            TimeSource::Authority(name) | TimeSource::Log(name) => name.clone(),
        },
    });
    times.collect()
}

fn steps(proof: &Proof) -> Vec<StepReport> {
    let steps = proof.steps.iter().map(|step| {
        let (verdict, reason) = match &step.verdict {
            Verdict::Holds => ("holds", None),
            Verdict::Fails(fault) => ("fails", Some(fault.message())),
            Verdict::Open(open) => ("not-checked", Some(open.message())),
        };
        StepReport {
            step: step.about.word(),
            verdict,
            reason: reason.map(|message| message.to_string()),
            claimed: step.claimed.clone(),
            computed: step.computed.clone(),
        }
    });
    steps.collect()
}

impl Carrier {
    /// For the report: a word that stays what it is.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cosign => "cosign",
            Self::CosignAttestation => "cosign-attestation",
            Self::Bundle => "bundle",
            Self::NotaryJws => "notation-jws",
            Self::NotaryCose => "notation-cose",
        }
    }
}

impl About {
    /// For the report and for links: a word that stays what it is.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Subject => "subject",
            Self::Signature => "signature",
            Self::Timestamp(_) => "timestamp",
            Self::Promise(_) => "log-promise",
            Self::Checkpoint(_) => "log-head",
            Self::Inclusion(_) => "log-inclusion",
            Self::Entry(_) => "log-entry",
            Self::Time => "time",
            Self::Chain => "certificates",
            Self::Purpose => "certificate-purpose",
            Self::Sct => "certificate-log",
            Self::Headers => "headers",
            Self::Expiry => "expiry",
            Self::Revocation => "revocation",
        }
    }
}
