//! The most that is read of each: at the limit, and one above.

use std::time::{Duration, Instant};

use assay::attestation::statement::{MAX_DIGESTS, MAX_SUBJECTS, NoStatement, Statement};
use assay::image::digest::Digest;
use assay::signature::base64;
use assay::signature::bundle::{Bundle, MAX_CERTIFICATES, MAX_ENTRIES, MAX_TIMESTAMPS};
use assay::signature::carried::{self, Artifact};
use assay::signature::fault::{Fault, Member};
use assay::signature::merkle::{Climb, MAX_PATH, NoPath};
use assay::signature::proof::{About, Verdict};
use assay::signature::trusted_root::TrustedRoot;
use serde_json::{Value, json};

use super::forge::{Broken, Carried, Form, forge};

/// A forged bundle as JSON.
fn bundle() -> Value {
    let Carried::Bundle(json) = forge(Form::Message, Broken::Nothing).carried else {
        panic!("no bundle");
    };
    serde_json::from_slice(&json).unwrap()
}

/// What comes of a bundle with so many of what is at `pointer`.
fn with(pointer: &str, count: usize) -> Result<Bundle, Fault> {
    let mut bundle = bundle();
    let list = bundle.pointer_mut(pointer).unwrap();
    let first = list[0].clone();
    let numbered = (0..count).map(|number| {
        let mut one = first.clone();
        if one.get("logIndex").is_some() {
            one["logIndex"] = json!(number);
        }
        one
    });
    *list = numbered.collect();
    Bundle::read(bundle.to_string().as_bytes())
}

fn too_many(what: Member, limit: usize) -> Fault {
    Fault::TooMany { what, limit }
}

#[test]
fn entries_are_read_up_to_their_limit() {
    let pointer = "/verificationMaterial/tlogEntries";
    assert_eq!(
        with(pointer, MAX_ENTRIES).unwrap().entries.len(),
        MAX_ENTRIES
    );
    let above = with(pointer, MAX_ENTRIES + 1);
    assert_eq!(above, Err(too_many(Member::TlogEntries, MAX_ENTRIES)));
}

#[test]
fn timestamps_are_read_up_to_their_limit() {
    let pointer = "/verificationMaterial/timestampVerificationData/rfc3161Timestamps";
    assert_eq!(
        with(pointer, MAX_TIMESTAMPS).unwrap().timestamps.len(),
        MAX_TIMESTAMPS
    );
    let above = with(pointer, MAX_TIMESTAMPS + 1);
    assert_eq!(
        above,
        Err(too_many(Member::Rfc3161Timestamps, MAX_TIMESTAMPS))
    );
}

#[test]
fn certificates_are_read_up_to_their_limit() {
    let chain = |count: usize| {
        let mut bundle = bundle();
        bundle["mediaType"] = json!("application/vnd.dev.sigstore.bundle+json;version=0.2");
        let material = bundle["verificationMaterial"].as_object_mut().unwrap();
        let leaf = material.remove("certificate").unwrap();
        let all = json!({"certificates": vec![leaf; count]});
        material.insert("x509CertificateChain".to_owned(), all);
        Bundle::read(bundle.to_string().as_bytes())
    };
    assert!(chain(MAX_CERTIFICATES).is_ok());
    let above = chain(MAX_CERTIFICATES + 1);
    assert_eq!(above, Err(too_many(Member::Certificates, MAX_CERTIFICATES)));
    assert_eq!(chain(0), Err(Fault::EmptyChain));
}

#[test]
fn subjects_and_their_digests_are_read_up_to_their_limits() {
    let statement = |subjects: usize, digests: usize| {
        let digests: serde_json::Map<String, Value> = (0..digests)
            .map(|number| (format!("a{number}"), json!("00")))
            .collect();
        let subjects = vec![json!({"digest": digests}); subjects];
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v1",
            "predicateType": "p",
            "subject": subjects,
        });
        Statement::read(statement.to_string().as_bytes())
    };
    assert_eq!(
        statement(MAX_SUBJECTS, 1).unwrap().subjects.len(),
        MAX_SUBJECTS
    );
    assert_eq!(statement(MAX_SUBJECTS + 1, 1), Err(NoStatement::TooMany));
    assert!(statement(1, MAX_DIGESTS).is_ok());
    assert_eq!(statement(1, MAX_DIGESTS + 1), Err(NoStatement::TooMany));
    assert_eq!(statement(0, 1), Err(NoStatement::Subjects));
}

#[test]
fn members_of_a_root_are_read_up_to_their_limit() {
    let root = |key: &str, count: usize| {
        let forged = forge(Form::Message, Broken::Nothing).root;
        let mut root: Value = serde_json::from_slice(&forged).unwrap();
        let one = root[key][0].clone();
        root[key] = vec![one; count].into();
        TrustedRoot::read(root.to_string().as_bytes(), "many")
    };
    for (key, member) in [
        ("tlogs", Member::Tlogs),
        ("ctlogs", Member::Ctlogs),
        ("certificateAuthorities", Member::CertificateAuthorities),
        ("timestampAuthorities", Member::TimestampAuthorities),
    ] {
        assert!(root(key, 64).is_ok(), "{key}");
        assert_eq!(root(key, 65), Err(too_many(member, 64)), "{key}");
    }
}

#[test]
fn a_path_is_as_long_as_a_tree_is_high() {
    let path =
        |count: usize| Climb::of([0; 32], 0, u64::MAX, &vec![vec![0; 32]; count]).map(|_| ());
    assert_eq!(path(MAX_PATH), Ok(()));
    assert_eq!(path(MAX_PATH + 1), Err(NoPath::TooLong));
    assert_eq!(path(MAX_PATH - 1), Err(NoPath::TooShort));
    let short = Climb::of([0; 32], 0, 2, &[vec![0; 31]]);
    assert_eq!(short, Err(NoPath::NoHash));
}

/// Of a path in a bundle no more is read than says that it is too long.
#[test]
fn a_path_without_end_is_too_long() {
    let mut bundle = bundle();
    let pointer = "/verificationMaterial/tlogEntries/0/inclusionProof/hashes";
    let hashes = bundle.pointer_mut(pointer).unwrap();
    *hashes = vec![hashes[0].clone(); 100_000].into();
    let read = Bundle::read(bundle.to_string().as_bytes()).unwrap();
    let read = read.entries[0].proof.as_ref().unwrap().hashes.len();
    assert_eq!(read, MAX_PATH + 1);
}

/// Who sends a statement does not choose how often an image's bytes are hashed.
#[test]
fn an_artifact_is_hashed_once_however_many_subjects_there_are() {
    let other = json!({"digest": {"sha384": "00", "sha512": "00"}});
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "p",
        "subject": vec![other; MAX_SUBJECTS],
    });
    let mut bundle = bundle();
    bundle.as_object_mut().unwrap().remove("messageSignature");
    bundle["dsseEnvelope"] = json!({
        "payloadType": "application/vnd.in-toto+json",
        "payload": base64::encode(statement.to_string().as_bytes()),
        "signatures": [{"sig": "AA=="}],
    });
    let bytes = vec![0; 8 << 20];
    let digest = Digest::sha256(&bytes);
    let artifact = Artifact {
        digest: &digest,
        bytes: Some(&bytes),
    };
    let start = Instant::now();
    let material = carried::bundle(bundle.to_string().as_bytes(), artifact).unwrap();
    let subject = material
        .steps
        .iter()
        .find(|step| step.about == About::Subject);
    assert_eq!(subject.unwrap().verdict, Verdict::Fails(Fault::OtherDigest));
    // A thousand times over it would be minutes.
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}
