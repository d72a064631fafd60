//! Signatures of the Notary Project, as its own tests have them
//! (`../shared/vectors/signatures/notation`); skipped, saying so, where those are not
//! here.

use std::path::{Path, PathBuf};

use assay::image::digest::Digest;
use assay::signature::certificate::Certificate;
use assay::signature::chain::ChainFault;
use assay::signature::cryptography::Refusal;
use assay::signature::fault::Fault;
use assay::signature::notary_fault::NotaryFault;
use assay::signature::notation::envelope::{Envelope, Payload};
use assay::signature::notation::policy::{Action, Check, StoreKind, TrustPolicy};
use assay::signature::notation::trust::{Store, Trust};
use assay::signature::notation::{self, Given, Target, Verified};
use assay::signature::proof::{About, Carrier, Conclusion, Open, TimeSource, Verdict};
use assay::signature::rustcrypto::RustCrypto;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

fn folder() -> Option<PathBuf> {
    let folder = "../shared/vectors/signatures/notation";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if !folder.is_dir() {
        println!("skipped: no vectors of the Notary Project");
        return None;
    }
    Some(folder)
}

fn at(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

const NOW: &str = "2026-11-30T12:00:00Z";

fn envelope(folder: &Path, name: &str) -> Envelope {
    notation::read(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The certificates of a file, in PEM or DER.
fn certificates(folder: &Path, name: &str) -> Vec<Certificate> {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    match std::str::from_utf8(&bytes) {
        Ok(text) => Certificate::of_pem(text).unwrap(),
        Err(_) => vec![Certificate::parse(&bytes).unwrap()],
    }
}

fn store(kind: StoreKind, name: &str, certificates: Vec<Certificate>) -> Store {
    Store {
        kind: Some(kind),
        name: name.to_owned(),
        certificates,
    }
}

/// The last certificate of an envelope as a root of one kind, and GlobalSign's for
/// timestamps.
fn trust(folder: &Path, envelope: &Envelope, kind: StoreKind) -> Trust {
    let root = envelope.certificates.last().cloned();
    let stamps = certificates(folder, "globalsignRoot.cer");
    let stores = [
        store(kind, "test", root.into_iter().collect()),
        store(StoreKind::Tsa, "globalsign", stamps),
    ];
    Trust {
        stores: stores.to_vec(),
        policy: None,
    }
}

/// Verifies against what the envelope itself says that it is of.
fn verify(envelope: &Envelope, trust: &Trust) -> Verified {
    let payload = Payload::read(&envelope.payload).unwrap();
    let digest: Digest = payload.digest.parse().unwrap();
    let target = Target {
        digest: &digest,
        media_type: Some(&payload.media_type),
        size: Some(payload.size),
    };
    notation::verify(envelope, target, given(trust), &RustCrypto)
}

fn given(trust: &Trust) -> Given<'_> {
    Given {
        trust,
        repository: None,
        now: at(NOW),
    }
}

fn failures(verified: &Verified) -> Vec<(About, Fault)> {
    let failures = verified.proof.failures();
    failures
        .map(|(about, fault)| (about, fault.clone()))
        .collect()
}

#[test]
fn every_vector_is_what_notation_says_of_it() {
    let Some(folder) = folder() else { return };
    let expired = |time: &str| NotaryFault::Expired {
        expiry: at(time),
        now: at(NOW),
    };
    let late = "2022-07-29T23:59:00Z";
    let unknown = NotaryFault::UnknownCritical("SomeKey".to_owned());
    let wrong = Fault::Signature(Refusal::Wrong);
    let is_wrong = || Some((About::Signature, wrong.clone()));
    let authority = StoreKind::SigningAuthority;
    for (name, kind, expected) in [
        ("jws_signature.sig", StoreKind::Ca, None),
        ("cose_signature.sig", StoreKind::Ca, None),
        ("ca_valid_sig_env.json", StoreKind::Ca, None),
        ("ca_invalid_sig_env.json", StoreKind::Ca, is_wrong()),
        (
            "ca_expired_sig_env.json",
            StoreKind::Ca,
            Some((About::Expiry, expired(late).into())),
        ),
        (
            "ca_plugin_sig_env.json",
            StoreKind::Ca,
            Some((About::Headers, unknown.into())),
        ),
        ("sa_valid_sig_env.json", authority, None),
        ("sa_invalid_sig_env.json", authority, is_wrong()),
        (
            "sa_expired_sig_env.json",
            authority,
            Some((About::Expiry, expired(late).into())),
        ),
        ("jwsWithTimestamp.sig", StoreKind::Ca, None),
        ("coseWithTimestamp.sig", StoreKind::Ca, None),
        // Certificates of ten minutes, and a timestamp of those.
        ("jwsExpiredWithTimestamp.sig", StoreKind::Ca, None),
        ("coseExpiredWithTimestamp.sig", StoreKind::Ca, None),
        ("withoutTimestamp.sig", StoreKind::Ca, None),
    ] {
        let envelope = envelope(&folder, name);
        let verified = verify(&envelope, &trust(&folder, &envelope, kind));
        assert_eq!(
            failures(&verified),
            Vec::from_iter(expected.clone()),
            "{name}"
        );
        let conclusion = match expected {
            Some(_) => Conclusion::Fails,
            None => Conclusion::Holds,
        };
        assert_eq!(verified.proof.conclusion(), conclusion, "{name}");
        let revocation = verified.proof.steps.last().unwrap();
        assert_eq!(revocation.verdict, Verdict::Open(Open::NotPossible));
    }
}

#[test]
fn certificates_must_be_valid_at_the_time() {
    let Some(folder) = folder() else { return };
    for (name, at_timestamp) in [
        ("timestampBeforeNotBefore.sig", true),
        ("timestampAfterNotAfter.sig", true),
        ("sig_env_with_metadata.json", false),
    ] {
        let envelope = envelope(&folder, name);
        let verified = verify(&envelope, &trust(&folder, &envelope, StoreKind::Ca));
        let [(About::Time, Fault::Chain(ChainFault::Time { at: moment, .. }))] =
            failures(&verified)[..]
        else {
            panic!("{name}: {:?}", failures(&verified));
        };
        assert_eq!(
            moment < at("2025-01-01T00:00:00Z"),
            at_timestamp,
            "{name}: {moment}"
        );
        let result = &verified.results[2];
        assert_eq!(result.check, Check::AuthenticTimestamp);
        assert!(matches!(result.verdict, Verdict::Fails(_)), "{name}");
        // Who signed is known all the same.
        assert_eq!(verified.results[1].verdict, Verdict::Holds, "{name}");
    }
    let envelope = envelope(&folder, "sig_env_with_metadata.json");
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let verified = verify(&envelope, &Trust::default());
    let expected = [
        pair("io.wabbit-networks.buildId", "123"),
        pair("io.wabbit-networks.buildTime", "1672944615"),
    ];
    assert_eq!(verified.annotations, expected);
}

#[test]
fn a_time_is_that_of_who_stands_for_it() {
    let Some(folder) = folder() else { return };
    for (name, kind, time) in [
        ("jwsWithTimestamp.sig", StoreKind::Ca, "2024-06-18T06:29:"),
        (
            "coseExpiredWithTimestamp.sig",
            StoreKind::Ca,
            "2024-06-18T07:21:",
        ),
        (
            "sa_valid_sig_env.json",
            StoreKind::SigningAuthority,
            "2020-11-09T07:00:00Z",
        ),
    ] {
        let envelope = envelope(&folder, name);
        let verified = verify(&envelope, &trust(&folder, &envelope, kind));
        let [found] = &verified.proof.times[..] else {
            panic!("{name}")
        };
        let TimeSource::Authority(by) = &found.by else {
            panic!("{name}")
        };
        assert!(!by.is_empty());
        assert!(
            found.at.format(&Rfc3339).unwrap().starts_with(time),
            "{name}: {found:?}"
        );
    }
    // Without a root for timestamps nobody stands for one, and an old certificate fails.
    let envelope = envelope(&folder, "jwsExpiredWithTimestamp.sig");
    let mut own = trust(&folder, &envelope, StoreKind::Ca);
    own.stores.truncate(1);
    let verified = verify(&envelope, &own);
    assert!(verified.proof.times.is_empty());
    assert!(matches!(failures(&verified)[..], [(About::Time, _)]));
    let stamp = verified
        .proof
        .steps
        .iter()
        .find(|step| step.about == About::Timestamp(0));
    assert_eq!(stamp.unwrap().verdict, Verdict::Open(Open::NoRoot));
}

#[test]
fn without_roots_only_integrity_is_said() {
    let Some(folder) = folder() else { return };
    for name in [
        "jws_signature.sig",
        "cose_signature.sig",
        "ca_valid_sig_env.json",
    ] {
        let envelope = envelope(&folder, name);
        let is_cose = name.starts_with("cose");
        let carrier = if is_cose {
            Carrier::NotaryCose
        } else {
            Carrier::NotaryJws
        };
        assert_eq!(envelope.carrier, carrier);
        let verified = verify(&envelope, &Trust::default());
        assert_eq!(
            verified.proof.conclusion(),
            Conclusion::Incomplete,
            "{name}"
        );
        let verdicts = verified
            .results
            .each_ref()
            .map(|result| result.verdict.clone());
        let [integrity, authenticity, timestamp, expiry, revocation] = verdicts;
        assert_eq!(integrity, Verdict::Holds, "{name}");
        assert_eq!(authenticity, Verdict::Open(Open::NoRoot), "{name}");
        assert_eq!(
            (timestamp, expiry),
            (Verdict::Holds, Verdict::Holds),
            "{name}"
        );
        assert_eq!(revocation, Verdict::Open(Open::NotPossible), "{name}");
    }
    // Certificates that are valid now need no timestamp, whoever made it.
    let stamped = envelope(&folder, "jwsWithTimestamp.sig");
    let own = Trust::of_roots(&stamped.certificates);
    let verified = verify(&stamped, &own);
    assert_eq!(verified.proof.conclusion(), Conclusion::Holds);
    assert!(verified.proof.times.is_empty());
    // Another root vouches for nobody, nor does the right one in a store of another kind.
    let envelope = envelope(&folder, "ca_valid_sig_env.json");
    let other = Trust::of_roots(&certificates(&folder, "TestTimestamp.crt"));
    let fault = verify(&envelope, &other).proof.fault(About::Chain).cloned();
    assert!(
        matches!(fault, Some(Fault::Chain(ChainFault::NoPath { .. }))),
        "{fault:?}"
    );
    let root = Trust::of_roots(&certificates(&folder, "NotationTestRoot.pem"));
    assert_eq!(
        verify(&envelope, &root).proof.conclusion(),
        Conclusion::Holds
    );
    let authority = trust(&folder, &envelope, StoreKind::SigningAuthority);
    let verified = verify(&envelope, &authority);
    assert_eq!(verified.results[1].verdict, Verdict::Open(Open::NoRoot));
}

#[test]
fn it_is_of_one_artifact() {
    let Some(folder) = folder() else { return };
    let envelope = envelope(&folder, "jws_signature.sig");
    let name = "19dbd2e48e921426ee8ace4dc892edfb2ecdc1d1a72d5416c83670c30acecef0";
    let manifest = std::fs::read(folder.join("oci-layout/blobs/sha256").join(name)).unwrap();
    let digest = Digest::sha256(&manifest);
    let size = u64::try_from(manifest.len()).unwrap();
    let payload = Payload::read(&envelope.payload).unwrap();
    let own = Target {
        digest: &digest,
        media_type: Some(&payload.media_type),
        size: Some(size),
    };
    let other = Digest::sha256(b"other");
    let nothing = Trust::default();
    let subject = |target: Target<'_>| {
        let verified = notation::verify(&envelope, target, given(&nothing), &RustCrypto);
        failures(&verified)
    };
    assert_eq!(subject(own), []);
    let fault = [(About::Subject, Fault::OtherDigest)];
    assert_eq!(
        subject(Target {
            digest: &other,
            ..own
        }),
        fault
    );
    assert_eq!(
        subject(Target {
            size: Some(size + 1),
            ..own
        }),
        fault
    );
    assert_eq!(
        subject(Target {
            media_type: Some("text/plain"),
            ..own
        }),
        fault
    );
    assert_eq!(
        subject(Target {
            media_type: None,
            size: None,
            ..own
        }),
        []
    );
}

fn policy(stores: &str, identities: &str, verification: &str) -> Option<TrustPolicy> {
    let text = format!(
        r#"{{"version":"1.0","trustPolicies":[{{"name":"own","registryScopes":["r.example/a"],
        "signatureVerification":{verification},"trustStores":[{stores}],
        "trustedIdentities":[{identities}]}}]}}"#
    );
    Some(TrustPolicy::read(text.as_bytes()).unwrap())
}

#[test]
fn a_policy_says_who_is_trusted() {
    let Some(folder) = folder() else { return };
    let envelope = envelope(&folder, "jwsWithTimestamp.sig");
    let mut own = trust(&folder, &envelope, StoreKind::Ca);
    let strict = r#"{"level":"strict"}"#;
    let both = r#""ca:test","tsa:globalsign""#;
    let check = |trust: &Trust, repository: &str| {
        let payload = Payload::read(&envelope.payload).unwrap();
        let digest: Digest = payload.digest.parse().unwrap();
        let target = Target {
            digest: &digest,
            media_type: None,
            size: None,
        };
        let repository = Some(repository);
        let given = Given {
            repository,
            ..given(trust)
        };
        notation::verify(&envelope, target, given, &RustCrypto)
    };
    own.policy = policy(both, r#""*""#, strict);
    let verified = check(&own, "r.example/a");
    assert_eq!(failures(&verified), []);
    assert_eq!(verified.policy.as_deref(), Some("own"));
    assert_eq!(verified.proof.times.len(), 1);
    let fault = check(&own, "r.example/b")
        .proof
        .fault(About::Chain)
        .cloned();
    assert_eq!(fault, Some(NotaryFault::NoPolicy.into()));

    let alpine = r#""x509.subject: C=US, ST=WA, L=Seattle, O=Notary, CN=alpine""#;
    own.policy = policy(both, alpine, strict);
    assert_eq!(failures(&check(&own, "r.example/a")), []);
    own.policy = policy(both, &alpine.replace("alpine", "other"), strict);
    let subject = "CN=alpine,O=Notary,L=Seattle,ST=WA,C=US".to_owned();
    let identity = Fault::from(NotaryFault::Identity { subject });
    assert_eq!(
        failures(&check(&own, "r.example/a")),
        [(About::Chain, identity)]
    );

    // A store that it does not name counts for nothing.
    own.policy = policy(r#""ca:other""#, r#""*""#, strict);
    let verified = check(&own, "r.example/a");
    assert_eq!(verified.results[1].verdict, Verdict::Open(Open::NoRoot));

    // Nor does one that nobody gave: then the timestamp is open, too.
    own.policy = policy(r#""ca:test","tsa:other""#, r#""*""#, strict);
    let verified = check(&own, "r.example/a");
    assert_eq!(verified.results[2].verdict, Verdict::Open(Open::NoRoot));

    // Timestamps only where a certificate has expired, and this one has not.
    let rarely = r#"{"level":"audit","verifyTimestamp":"afterCertExpiry"}"#;
    own.policy = policy(both, r#""*""#, rarely);
    let verified = check(&own, "r.example/a");
    assert!(verified.proof.times.is_empty());
    assert_eq!(verified.results[0].action, Action::Enforce);
    assert_eq!(verified.results[1].action, Action::Log);
}

#[test]
fn a_policy_may_want_a_timestamp() {
    let Some(folder) = folder() else { return };
    let envelope = envelope(&folder, "withoutTimestamp.sig");
    let mut own = trust(&folder, &envelope, StoreKind::Ca);
    own.policy = policy(
        r#""ca:test","tsa:globalsign""#,
        r#""*""#,
        r#"{"level":"strict"}"#,
    );
    if let Some(policy) = &mut own.policy {
        policy.statements[0].scopes = vec!["*".to_owned()];
    }
    let verified = verify(&envelope, &own);
    let fault = Fault::from(NotaryFault::NoTimestamp);
    assert_eq!(failures(&verified), [(About::Timestamp(0), fault)]);
}

/// Encodings only: neither has certificates, and both have a header of their own that
/// must be understood.
#[test]
fn conformance_encodings_are_read() {
    let Some(folder) = folder() else { return };
    let envelope = envelope(&folder, "core-jws-conformance.json");
    assert_eq!(envelope.headers.algorithm, "ES256");
    assert_eq!(envelope.headers.expiry, Some(at("2099-08-30T13:50:00Z")));
    assert_eq!(
        envelope.agent.as_deref(),
        Some("NotationConformanceTest/1.0.0")
    );
    let fault = NotaryFault::UnknownCritical("signedCritKey1".to_owned());
    assert_eq!(envelope.headers.check(), Err(fault));
    assert!(envelope.certificates.is_empty());
    let digest = Digest::sha256(b"");
    let target = Target {
        digest: &digest,
        media_type: None,
        size: None,
    };
    let nothing = Trust::default();
    let verified = notation::verify(&envelope, target, given(&nothing), &RustCrypto);
    let form = verified.proof.fault(About::Form);
    assert_eq!(form, Some(&NotaryFault::NoCertificates.into()));
    assert_eq!(
        verified.proof.fault(About::Subject),
        Some(&NotaryFault::Payload.into())
    );
}

/// Each bit of an envelope changed, one byte after the other: whatever is still said to
/// hold is of the same content.
#[test]
fn a_changed_envelope_says_nothing_else() {
    let Some(folder) = folder() else { return };
    for name in ["jws_signature.sig", "cose_signature.sig"] {
        let mut bytes = std::fs::read(folder.join(name)).unwrap();
        let original = notation::read(&bytes).unwrap();
        let own = Trust::of_roots(&original.certificates);
        let mut held = 0;
        for n in 0..bytes.len() {
            bytes[n] ^= 1;
            let changed = notation::read(&bytes);
            bytes[n] ^= 1;
            let Ok(changed) = changed else { continue };
            if Payload::read(&changed.payload)
                .is_ok_and(|payload| payload.digest.parse::<Digest>().is_ok())
                && verify(&changed, &own).proof.conclusion() == Conclusion::Holds
            {
                assert_eq!(changed.signed, original.signed, "{name}: {n}");
                assert_eq!(changed.certificates, original.certificates, "{name}: {n}");
                held += 1;
            }
        }
        // The name of the program that signed is not signed.
        assert!(held < 80, "{name}: {held}");
        assert!(notation::read(&bytes[..bytes.len() - 1]).is_err());
    }
}
