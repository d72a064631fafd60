//! The command lines that verify the same elsewhere.

use crate::image::digest::Digest;
use crate::image::reference::{Reference, Repository};
use crate::inspect::Opened;
use crate::inspect::signed::Place;
use crate::signature::certificate::FulcioClaim;
use crate::signature::proof::{Carrier, Conclusion, Proof, Signer as Signed};
use crate::source::InputKind;
use crate::trust::{Checked, Outcome};
use crate::views::commands::Command;
use crate::views::commands::signed::{self, Signer};

/// Nothing for what no registry has.
pub(super) fn commands(checked: &Checked, opened: &Opened) -> Vec<Command> {
    let Some((repository, digest)) = repository(opened).zip(checked.about.as_ref()) else {
        return Vec::new();
    };
    let about = signed::Signed {
        repository: &repository,
        digest,
    };
    match &checked.outcome {
        Outcome::Notary(_) => signed::notation_verify(&about).into_iter().collect(),
        Outcome::Stated(_) if checked.found.place == Place::InIndex => {
            let index = index_of(digest, opened);
            let index = index.as_ref().unwrap_or(digest);
            signed::buildx_inspect(&signed::Signed {
                repository: &repository,
                digest: index,
            })
        }
        _ => checked
            .proof()
            .map_or_else(Vec::new, |proof| of_proof(proof, &about)),
    }
}

fn of_proof(proof: &Proof, about: &signed::Signed<'_>) -> Vec<Command> {
    // What fails here is no example of whom to expect.
    if proof.conclusion() == Conclusion::Fails {
        return Vec::new();
    }
    let identity = match &proof.signer {
        Some(Signed::Certified(identity)) => Some(identity),
        _ => None,
    };
    let name = identity.and_then(|identity| identity.shown_names().into_iter().next());
    let issuer = identity.and_then(|identity| identity.issuer.as_deref());
    let signer = match (name.as_deref(), issuer) {
        (Some(identity), Some(issuer)) => Signer::Identity { identity, issuer },
        _ => Signer::Key,
    };
    let statement = proof
        .statement()
        .filter(|_| proof.carrier != Carrier::Cosign);
    let predicate = statement.map(|statement| statement.predicate_type.as_str());
    let Some(predicate) = predicate.filter(|kind| !kind.contains("/cosign/sign/")) else {
        return signed::cosign_verify(about, &signer).into_iter().collect();
    };
    let attestation = signed::cosign_verify_attestation(about, &signer, predicate);
    let source = identity.and_then(|identity| {
        let mut claims = identity.claims.iter();
        claims.find(|(claim, _)| *claim == FulcioClaim::Repository)
    });
    let github = source.and_then(|(_, url)| signed::github_verify(about, url, predicate));
    attestation.into_iter().chain(github).collect()
}

/// The repository of what a registry gave.
fn repository(opened: &Opened) -> Option<Repository> {
    let input = &opened.contents.input;
    let is_registry = input.kind == InputKind::Registry;
    let named: Reference = is_registry.then(|| input.name.parse().ok()).flatten()?;
    Some(named.repository)
}

/// The index that leads to a manifest, where there is one.
fn index_of(manifest: &Digest, opened: &Opened) -> Option<Digest> {
    let subjects = crate::inspect::signed::subjects(opened, None);
    let own = subjects.iter().find(|one| one.digest == *manifest)?;
    let above = own.above.last()?;
    let index = subjects.iter().find(|one| one.node == *above)?;
    Some(index.digest.clone())
}
