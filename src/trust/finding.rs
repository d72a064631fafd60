//! What is odd about signatures, by rule.

use super::{Checked, Outcome, Relation, Relations};
use crate::attestation::buildkit::Agreement;
use crate::inspect::Opened;
use crate::rules::{
    CERTIFICATE_EXPIRED_AT_SIGNING, Finding, Rule, SIGNATURE_CERTIFICATE,
    SIGNATURE_FOR_OTHER_DIGEST, SIGNATURE_LOG, SIGNATURE_TIME, SIGNATURE_UNREADABLE,
    SIGNATURE_WRONG, SIGNER_UNEXPECTED, STATEMENT_FOR_OTHER_DIGEST, STATEMENT_UNREADABLE,
};
use crate::signature::chain::ChainFault;
use crate::signature::expectation::Met;
use crate::signature::fault::Fault;
use crate::signature::proof::{About, Proof};
use crate::words::{Message, signatures as words};

/// The most images of which it is said that somebody else signed them.
const MAX_IMAGES: usize = 100;

/// What is odd about all of them; `is_expected` says that a person expects a signer.
pub(super) fn findings(checked: &[Checked], is_expected: bool, opened: &Opened) -> Vec<Finding> {
    let mut all: Vec<Finding> = checked.iter().flat_map(|one| of_one(one, opened)).collect();
    if is_expected {
        all.extend(unexpected(checked, opened));
    }
    all
}

/// The images of which no signature is by whom is expected, and holds.
fn unexpected(checked: &[Checked], opened: &Opened) -> Vec<Finding> {
    let theirs = checked
        .iter()
        .filter(|one| one.met == Some(Met::AsExpected));
    let theirs: Vec<&Checked> = theirs.collect();
    let images = 0..opened.graph.images.len().min(MAX_IMAGES);
    let without = images.filter_map(|image| {
        let relations = Relations::of(opened, image);
        let covers = |one: &&Checked| relations.relation(one.about.as_ref()) == Relation::Covers;
        if theirs.iter().copied().any(|one| covers(&one)) {
            return None;
        }
        let document = relations.main().map(ToString::to_string);
        let document = document.unwrap_or_else(|| opened.contents.input.name.clone());
        let rule = &SIGNER_UNEXPECTED;
        Some(rule.finding(document, "", words::signer_unexpected()))
    });
    without.collect()
}

fn of_one(checked: &Checked, opened: &Opened) -> Vec<Finding> {
    let document = place(checked, opened);
    let finding =
        |rule: &'static Rule, message: Message| rule.finding(document.clone(), "", message);
    match &checked.outcome {
        Outcome::Unreadable(fault) => {
            let message = words::signature_unreadable(fault.message());
            vec![finding(&SIGNATURE_UNREADABLE, message)]
        }
        Outcome::Stated(Err(none)) => {
            let message = words::statement_unreadable(none.message());
            vec![finding(&STATEMENT_UNREADABLE, message)]
        }
        Outcome::Stated(Ok(statement)) if checked.checks.is_empty() => match &checked.about {
            Some(about) if !statement.is_about(about) => {
                let digests = statement.subjects.iter().flat_map(|one| &one.digests);
                let first = digests
                    .map(|(kind, digits)| format!("{kind}:{digits}"))
                    .next();
                let message = words::statement_for_other(about, first.unwrap_or_default());
                vec![finding(&STATEMENT_FOR_OTHER_DIGEST, message)]
            }
            _ => Vec::new(),
        },
        Outcome::Stated(Ok(_)) => {
            let differing = checked
                .checks
                .iter()
                .filter_map(|check| match &check.agreement {
                    Agreement::Differs { claimed, found } => {
                        let message = words::statement_for_other(claimed, found);
                        Some(finding(&STATEMENT_FOR_OTHER_DIGEST, message))
                    }
                    _ => None,
                });
            differing.collect()
        }
        _ => {
            let failures = checked.proof().into_iter().flat_map(Proof::failures);
            let found = failures.map(|(about, fault)| {
                let message = words::step_fails(about.message(), fault.message());
                finding(rule(about, fault), message)
            });
            found.collect()
        }
    }
}

/// The document in which a finding is: the bytes of the signature, else its manifest.
fn place(checked: &Checked, opened: &Opened) -> String {
    let node = checked.found.layer.or(checked.found.manifest);
    match node {
        Some(node) => opened.name_of(node),
        None => opened.contents.input.name.clone(),
    }
}

fn rule(about: About, fault: &Fault) -> &'static Rule {
    match (about, fault) {
        (About::Subject, Fault::OtherDigest) => &SIGNATURE_FOR_OTHER_DIGEST,
        (About::Subject | About::Form | About::Headers, _) => &SIGNATURE_UNREADABLE,
        (About::Chain, Fault::Chain(ChainFault::Time { .. })) => &CERTIFICATE_EXPIRED_AT_SIGNING,
        (About::Chain | About::Purpose | About::Sct | About::Revocation, _) => {
            &SIGNATURE_CERTIFICATE
        }
        (About::Timestamp(_) | About::Time | About::Expiry, _) => &SIGNATURE_TIME,
        (About::Promise(_) | About::Checkpoint(_) | About::Inclusion(_) | About::Entry(_), _) => {
            &SIGNATURE_LOG
        }
        (About::Signature, _) => &SIGNATURE_WRONG,
    }
}
