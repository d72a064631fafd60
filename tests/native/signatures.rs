//! Signatures, by the public vectors of those who make them. Each says which step fails;
//! what is right was found independently (see the README beside them).

mod attacks;
mod broken;
mod classic;
mod forge;
mod fuzz;
mod limits;
mod merkle;
mod others;
mod vectors;

use assay::image::digest::Digest;
use assay::signature::carried::{self, Artifact};
use assay::signature::expectation::{Expectation, Met};
use assay::signature::fault::Fault;
use assay::signature::key::PublicKey;
use assay::signature::proof::{About, Conclusion, Proof};
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sigstore::{Given, verify};
use assay::signature::trusted_root::TrustedRoot;
use vectors::{Vector, public_good, read, text};

const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// What came of a bundle: the proof, or why there is none.
fn bundle(
    vector: &Vector,
    bundle: &str,
    artifact: &[u8],
) -> Result<(Proof, Vec<PublicKey>), Fault> {
    let root = match vector.file("trusted_root.json") {
        Some(root) => TrustedRoot::read(&root, "given")?,
        None => public_good(),
    };
    let key = vector
        .file("key.pub")
        .map(|key| PublicKey::from_pem(&text(key)));
    let keys: Vec<PublicKey> = key.transpose()?.into_iter().collect();
    let digest = Digest::sha256(artifact);
    let artifact = Artifact {
        digest: &digest,
        bytes: Some(artifact),
    };
    let material = carried::bundle(&vector.file(bundle).unwrap(), artifact)?;
    let given = Given {
        keys: &keys,
        roots: &[root],
        own_roots: &[],
        now: time::OffsetDateTime::UNIX_EPOCH,
    };
    Ok((verify(&material, given, &RustCrypto), keys))
}

/// Whether all holds and is by whom is expected.
fn holds(vector: &Vector, proof: &Proof, keys: &[PublicKey]) -> bool {
    let told = |name, default: &str| {
        let told = vector.file(name).map(text);
        told.map_or(default.to_owned(), |told| told.trim().to_owned())
    };
    let expected = match keys.is_empty() {
        true => Expectation::Identity {
            name: told("identity", IDENTITY),
            issuer: told("issuer", ISSUER),
        },
        false => Expectation::GivenKey,
    };
    expected.met(proof, keys) == Met::AsExpected
}

#[test]
fn every_conformance_vector_ends_as_it_must() {
    let Some(all) = vectors::folders("sigstore-conformance") else {
        return;
    };
    let default = read("sigstore-conformance/a.txt").unwrap();
    let mut wrong = Vec::new();
    for vector in &all {
        let artifact = vector.file("artifact").unwrap_or_else(|| default.clone());
        let found = bundle(vector, "bundle.sigstore.json", &artifact);
        let is_good = matches!(&found, Ok((proof, keys)) if holds(vector, proof, keys));
        if is_good == vector.name.ends_with("_fail") {
            let found =
                found.map(|(proof, _)| format!("{:?}", proof.failures().collect::<Vec<_>>()));
            wrong.push(format!("{}: {found:?}", vector.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all.len() >= 55, "{}", all.len());
}

/// The step that fails, as the oracle names it.
fn is_told(oracle: &str, fault: &Fault, about: Option<About>) -> bool {
    use About::{Chain, Checkpoint, Entry, Inclusion, Promise, Sct, Subject, Time, Timestamp};
    match oracle.split(':').next().unwrap_or_default() {
        "json" => *fault == Fault::NotJson,
        "bundle" => about.is_none(),
        "checkpoint" => matches!(about, Some(Checkpoint(_))),
        "inclusion" => matches!(about, Some(Checkpoint(_) | Inclusion(_))),
        "tlog body" => matches!(about, Some(Entry(_))),
        "sct" => about == Some(Sct),
        "tsa" => matches!(about, Some(Timestamp(_))),
        "time" => matches!(about, Some(Chain | Time)),
        "messageDigest differs from artifact" => about == Some(Subject),
        "tlog" if oracle.contains("negative") => *fault == Fault::NegativeIndex,
        "tlog" if oracle.contains("SET") => matches!(about, Some(Promise(_))),
        "tlog" if oracle.contains("inclusion proof") => *fault == Fault::NoInclusionProof,
        _ => false,
    }
}

#[test]
fn each_conformance_vector_fails_at_its_own_step() {
    let Some(all) = vectors::folders("sigstore-conformance") else {
        return;
    };
    let default = read("sigstore-conformance/a.txt").unwrap();
    let Some(expected) = read("../../reference/conformance-expected.txt") else {
        return;
    };
    let expected = text(expected);
    let mut seen = 0;
    for line in expected.lines() {
        let Some((name, oracle)) = line.split_once(" | FAIL ") else {
            continue;
        };
        let name = name.trim_start_matches("ok").trim();
        let Some(vector) = all.iter().find(|vector| vector.name == name) else {
            continue;
        };
        if name == "managed-key-no-key_fail" {
            continue;
        }
        seen += 1;
        let artifact = vector.file("artifact").unwrap_or_else(|| default.clone());
        let found = match bundle(vector, "bundle.sigstore.json", &artifact) {
            Err(fault) => vec![(None, fault)],
            Ok((proof, _)) => proof
                .failures()
                .map(|(about, fault)| (Some(about), fault.clone()))
                .collect(),
        };
        let is_told = found
            .iter()
            .any(|(about, fault)| is_told(oracle, fault, *about));
        assert!(is_told, "{name}: {oracle}: {found:?}");
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn a_bundle_whose_key_nobody_gave_is_left_open() {
    let Some(all) = vectors::folders("sigstore-conformance") else {
        return;
    };
    let vector = all
        .iter()
        .find(|vector| vector.name == "managed-key-no-key_fail")
        .unwrap();
    let artifact = read("sigstore-conformance/a.txt").unwrap();
    let (proof, _) = bundle(vector, "bundle.sigstore.json", &artifact).unwrap();
    assert_eq!(proof.conclusion(), Conclusion::Incomplete);
    assert_eq!(proof.failures().count(), 0);
}
