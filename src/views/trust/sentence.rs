//! One sentence of fact for each signature.

use crate::attestation::statement::Statement;
use crate::format::{short, visible};
use crate::signature::fault::Fault;
use crate::signature::moment;
use crate::signature::proof::{
    About, Conclusion, Identity, Proof, Signed, Signer, TimeSource, TrustedTime, Verdict,
};
use crate::trust::Outcome;
use crate::words::{Arg, Message, joined, trust as words};

/// Who told the authority, as people call them (Fulcio, `config/identity`).
const ISSUERS: [(&str, &str); 7] = [
    (
        "https://token.actions.githubusercontent.com",
        "GitHub Actions",
    ),
    ("https://github.com/login/oauth", "GitHub"),
    ("https://accounts.google.com", "Google"),
    ("https://gitlab.com", "GitLab"),
    ("https://login.microsoftonline.com", "Microsoft"),
    ("https://agent.buildkite.com", "Buildkite"),
    ("https://oauth2.sigstore.dev/auth", "Sigstore"),
];

/// Joined by commas.
pub(super) fn of(outcome: &Outcome) -> Vec<Message> {
    match outcome {
        Outcome::Signed(proof) => signed(proof),
        Outcome::Notary(verified) => signed(&verified.proof),
        Outcome::Unreadable(fault) => vec![words::cannot_be_read(fault.message())],
        Outcome::Stated(Ok(statement)) => vec![words::nobody_signed(what(statement))],
        Outcome::Stated(Err(none)) => vec![words::no_statement(none.message())],
        Outcome::Sbom => vec![words::nobody_signed_list()],
        Outcome::NotHere(why) => vec![words::not_here(why.clone())],
        Outcome::OfNothing => vec![words::of_nothing()],
    }
}

fn signed(proof: &Proof) -> Vec<Message> {
    if proof.fault(About::Subject) == Some(&Fault::OtherDigest) {
        return vec![words::of_something_else(named(proof))];
    }
    if let Some((about, fault)) = proof.failures().next() {
        return vec![words::does_not_hold(about.message(), fault.message())];
    }
    let mut parts = match &proof.signer {
        Some(Signer::Certified(identity)) if is_vouched_for(proof) => by(identity),
        Some(Signer::Certified(identity)) => {
            let name = identity.shown_names().into_iter().next();
            vec![words::names_itself(fit(&name.unwrap_or_default()))]
        }
        Some(Signer::Key(_)) => vec![words::with_given_key()],
        Some(Signer::UnknownKey { .. }) | None => vec![words::with_unknown_key()],
    };
    parts.extend(proof.times.first().map(|time| words::on(at(time))));
    if proof.conclusion() == Conclusion::Holds {
        parts.extend(
            proof
                .recorded
                .first()
                .map(|it| words::recorded_in(it.log.as_str())),
        );
    }
    let stamp = proof.times.iter().find_map(|time| match &time.by {
        TimeSource::Authority(name) => Some(words::stamped_by(fit(name))),
        TimeSource::Log(_) => None,
    });
    parts.extend(stamp);
    parts
}

/// Whether its certificates lead to a root that somebody trusts.
fn is_vouched_for(proof: &Proof) -> bool {
    let mut steps = proof.steps.iter();
    steps.any(|step| step.about == About::Chain && step.verdict == Verdict::Holds)
}

fn by(identity: &Identity) -> Vec<Message> {
    let name = identity
        .shown_names()
        .into_iter()
        .next()
        .unwrap_or_default();
    match &identity.issuer {
        Some(issuer) => vec![
            words::signed_by(fit(&name)),
            words::as_issuer_says(issuer_name(issuer)),
        ],
        None => vec![words::by_certificate_of(fit(&name))],
    }
}

/// How people call who told the authority; else the address.
#[must_use]
pub fn issuer_name(issuer: &str) -> String {
    let known = ISSUERS.iter().find(|(address, _)| *address == issuer);
    known.map_or_else(|| fit(issuer), |(_, name)| (*name).to_owned())
}

fn at(time: &TrustedTime) -> Arg {
    moment::arg(time.at)
}

/// What a signature names.
fn named(proof: &Proof) -> Message {
    match &proof.signed {
        Some(Signed::Digest { digest, .. }) => joined::verbatim(fit(digest)),
        Some(Signed::Statement(statement)) => {
            let subjects = statement.subjects.iter().flat_map(|it| &it.digests);
            let first = subjects
                .map(|(algorithm, digits)| format!("{algorithm}:{digits}"))
                .next();
            joined::verbatim(fit(&first.unwrap_or_default()))
        }
        None => joined::verbatim(""),
    }
}

fn what(statement: &Statement) -> Message {
    joined::verbatim(fit(&statement.predicate_type))
}

fn fit(text: &str) -> String {
    short(&visible(text))
}
