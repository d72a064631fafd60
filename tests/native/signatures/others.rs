//! Bundles of other projects, each with what must come of it.

use assay::image::digest::Digest;
use assay::image::json::{Json, Node};
use assay::signature::carried::{self, Artifact};
use assay::signature::chain::ChainFault;
use assay::signature::expectation::{Expectation, Met};
use assay::signature::fault::Fault;
use assay::signature::key::{KeyKind, PublicKey};
use assay::signature::proof::{About, Conclusion, Open, Proof, Signer, TimeSource, Verdict};
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sigstore::{Given, verify};
use assay::signature::trusted_root::TrustedRoot;
use assay::signature::{base64, certificate::Certificate, chain};
use time::OffsetDateTime;

use super::vectors::{public_good, read, text, told};

const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// An artifact without bytes.
const EMPTY: &str = "";

/// A bundle, and what it is verified with.
#[derive(Clone, Copy, Default)]
struct Case<'a> {
    bundle: &'a str,
    /// The artifact: a file, or what else it is; where it is not at hand, its digest is
    /// what the bundle names.
    artifact: Option<&'a str>,
    /// Another root than the public one.
    root: Option<&'a str>,
    key: Option<&'a str>,
}

/// The digest that a bundle says it is of: of those of a statement one that is read.
fn named(bundle: &[u8]) -> Option<Digest> {
    let root = Json::parse(bundle).root?;
    let decoded = |pointer| base64::decode(root.at(pointer).and_then(Node::as_str)?);
    if let Some(digest) = decoded("/messageSignature/messageDigest/digest") {
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        return format!("sha256:{digits}").parse().ok();
    }
    let statement = Json::parse(&decoded("/dsseEnvelope/payload")?).root?;
    let subjects = statement.get("subject")?.items().iter();
    let digests = subjects.flat_map(|subject| subject.get("digest").unwrap().members());
    let mut digests = digests.map(|it| format!("{}:{}", it.key, it.value.as_str().unwrap()));
    digests.find_map(|digest| {
        let digest: Digest = digest.parse().ok()?;
        // Of those of an older algorithm no image is called.
        (digest.algorithm_name() != "sha1").then_some(digest)
    })
}

impl Case<'_> {
    /// `None` where the vectors are absent.
    fn run(self) -> Option<Result<Proof, Fault>> {
        let bundle = read(self.bundle)?;
        let bytes = self.artifact.map(|path| match path {
            EMPTY => Vec::new(),
            path => read(path).unwrap(),
        });
        let digest = match &bytes {
            Some(bytes) => Digest::sha256(bytes),
            None => named(&bundle).unwrap_or_else(|| Digest::sha256(b"")),
        };
        let artifact = Artifact {
            digest: &digest,
            bytes: bytes.as_deref(),
        };
        let root = match self.root {
            Some(root) => TrustedRoot::read(&read(root).unwrap(), root).unwrap(),
            None => public_good(),
        };
        let key = self
            .key
            .map(|key| PublicKey::from_pem(&text(read(key).unwrap())).unwrap());
        let keys: Vec<PublicKey> = key.into_iter().collect();
        let given = Given {
            keys: &keys,
            roots: &[root],
            own_roots: &[],
            now: OffsetDateTime::UNIX_EPOCH,
        };
        let material = carried::bundle(&bundle, artifact);
        Some(material.map(|material| verify(&material, given, &RustCrypto)))
    }
}

/// The steps that are left open, and why.
fn open(proof: &Proof) -> Vec<(About, Open)> {
    let steps = proof.steps.iter().filter_map(|step| match step.verdict {
        Verdict::Open(open) => Some((step.about, open)),
        _ => None,
    });
    steps.collect()
}

/// `root` and `artifact` may be `-`: the public root, and an artifact that is not here.
fn case<'a>(bundle: &'a str, root: &'a str, artifact: &'a str) -> Case<'a> {
    let given = |path| Some(path).filter(|path| *path != "-");
    Case {
        bundle,
        artifact: given(artifact),
        root: given(root),
        key: None,
    }
}

#[test]
fn what_other_projects_take_holds() {
    const CONDA: &str = "sigstore-rust/bundles/signed-package-2.1.0-hb0f4dca_0.conda";
    const JS: &str = "sigstore.js@2.0.0-provenance.sigstore.json";
    let (rust_js, go_js) = (
        format!("sigstore-rust/bundles/{JS}"),
        format!("sigstore-go/{JS}"),
    );
    let cases = [
        (
            case(
                "sigstore-rust/bundles/conda-attestation.sigstore.json",
                "-",
                CONDA,
            ),
            1,
        ),
        (
            case(
                "sigstore-rust/bundles/conda-attestation-rekor2.sigstore.json",
                "roots/trusted_root_staging.json",
                CONDA,
            ),
            1,
        ),
        (
            case(
                "sigstore-rust/bundles/cosign-v3-blob.sigstore.json",
                "roots/trusted_root.public-good.json",
                "sigstore-rust/bundles/cosign-v3-blob.txt",
            ),
            2,
        ),
        (
            case(
                &rust_js,
                "sigstore-rust/trusted_roots/public-good.json",
                "-",
            ),
            1,
        ),
        (
            case(&go_js, "sigstore-go/trusted-root-public-good.json", "-"),
            1,
        ),
        (
            case(
                "sigstore-rust/bundles/github-private-attestation.sigstore.json",
                "roots/trusted_root_github.json",
                "-",
            ),
            1,
        ),
        (
            case(
                "sigstore-rust/timestamps/github_sha384_bundle.json",
                "roots/trusted_root_github.json",
                "-",
            ),
            1,
        ),
        (
            case(
                "sigstore-rust/timestamps/valid_bundle.json",
                "sigstore-rust/timestamps/valid_trusted_root.json",
                "sigstore-conformance/a.txt",
            ),
            1,
        ),
        // Several authorities of one name: only one of them has issued the certificate.
        (
            case(
                "sigstore-rust/sct-multi-intermediate/staging_bundle.sigstore.json",
                "sigstore-rust/sct-multi-intermediate/staging_trusted_root.json",
                EMPTY,
            ),
            1,
        ),
    ];
    for (case, times) in cases {
        let Some(found) = case.run() else {
            return;
        };
        let proof = found.unwrap();
        assert_eq!(
            proof.conclusion(),
            Conclusion::Holds,
            "{}: {:?}",
            case.bundle,
            told(&proof)
        );
        assert_eq!(proof.times.len(), times, "{}", case.bundle);
    }
}

/// Whose artifact is not here: nothing fails, and the signature is left open.
#[test]
fn what_is_not_here_is_left_open_and_all_else_holds() {
    let cases = [
        case(
            "sigstore-rust/bundles/bundle_v3_github.whl.sigstore",
            "-",
            "-",
        ),
        case(
            "sigstore-rust/bundles/othername.sigstore.json",
            "sigstore-rust/trusted_roots/scaffolding.json",
            "-",
        ),
        case(
            "sigstore-go/othername.sigstore.json",
            "sigstore-go/trusted-root-scaffolding.json",
            "-",
        ),
    ];
    for case in cases {
        let Some(found) = case.run() else {
            return;
        };
        let proof = found.unwrap();
        assert_eq!(
            proof.failures().count(),
            0,
            "{}: {:?}",
            case.bundle,
            told(&proof)
        );
        let open = open(&proof);
        let about: Vec<About> = open.iter().map(|(about, _)| *about).collect();
        assert_eq!(
            about,
            [About::Signature, About::Entry(0)],
            "{}",
            case.bundle
        );
        assert!(
            open.iter().all(|(_, why)| *why == Open::NoBytes),
            "{}: {open:?}",
            case.bundle
        );
    }
}

#[test]
fn a_name_of_fulcios_own_kind_is_who_signed() {
    let bundle = "sigstore-go/othername.sigstore.json";
    let Some(found) = case(bundle, "sigstore-go/trusted-root-scaffolding.json", "-").run() else {
        return;
    };
    let proof = found.unwrap();
    let Some(Signer::Certified(identity)) = &proof.signer else {
        panic!("{:?}", proof.signer);
    };
    assert_eq!(identity.shown_names(), ["foo!oidc.local"]);
}

#[test]
fn who_signed_is_held_against_whom_one_expects() {
    let bundle = "sigstore-rust/bundles/conda-attestation.sigstore.json";
    let Some(found) = case(bundle, "-", "-").run() else {
        return;
    };
    let proof = found.unwrap();
    let Some(Signer::Certified(identity)) = &proof.signer else {
        panic!("{:?}", proof.signer);
    };
    let [name] = &identity.shown_names()[..] else {
        panic!("{identity:?}");
    };
    let met = |name: &str, issuer: &str| {
        let (name, issuer) = (name.to_owned(), issuer.to_owned());
        Expectation::Identity { name, issuer }.met(&proof, &[])
    };
    assert_eq!(met(name, GITHUB), Met::AsExpected);
    assert_eq!(
        met(name, "https://accounts.google.com"),
        Met::NotByWhomYouExpect
    );
    assert_eq!(
        met(&name[..name.len() - 1], GITHUB),
        Met::NotByWhomYouExpect
    );
    assert_eq!(met("", GITHUB), Met::NotByWhomYouExpect);
    assert_eq!(
        Expectation::GivenKey.met(&proof, &[]),
        Met::NotByWhomYouExpect
    );
}

/// An authority that is not known vouches for nobody, whoever vouches for the time.
#[test]
fn a_time_without_a_chain_is_no_signer() {
    let bundle = "sigstore-rust/timestamps/github_sha384_bundle.json";
    let root = "sigstore-rust/timestamps/github_trusted_root.json";
    let Some(found) = case(bundle, root, "-").run() else {
        return;
    };
    let proof = found.unwrap();
    assert_eq!(proof.times.len(), 1);
    let failed: Vec<About> = proof.failures().map(|(about, _)| about).collect();
    assert_eq!(failed, [About::Chain], "{:?}", told(&proof));
}

/// A key without a certificate and without a log; its timestamp is of a time at which the
/// authority was trusted.
#[test]
fn a_key_with_a_timestamp_alone_has_a_time() {
    let case = Case {
        key: Some("sigstore-go/public-key-validity.pem"),
        ..case(
            "sigstore-go/public-key-validity.sigstore.json",
            "sigstore-go/trusted-root-public-key-validity.json",
            "-",
        )
    };
    let Some(found) = case.run() else {
        return;
    };
    let proof = found.unwrap();
    assert_eq!(proof.failures().count(), 0, "{:?}", told(&proof));
    assert_eq!(open(&proof), [(About::Signature, Open::NoBytes)]);
    let [time] = &proof.times[..] else {
        panic!("{:?}", proof.times);
    };
    assert_eq!(time.at.unix_timestamp(), 1_780_595_009);
    assert!(matches!(time.by, TimeSource::Authority(_)));
    let other = Case { root: None, ..case };
    let proof = other.run().unwrap().unwrap();
    let failed: Vec<About> = proof.failures().map(|(about, _)| about).collect();
    assert_eq!(failed, [About::Timestamp(0)]);
}

#[test]
fn a_key_that_a_person_gives_verifies_what_it_signed_and_nothing_else() {
    let managed = Case {
        key: Some("sigstore-rust/managed-key/key.pub"),
        ..case(
            "sigstore-rust/managed-key/bundle.sigstore.json",
            "-",
            "sigstore-rust/managed-key/artifact.txt",
        )
    };
    let Some(found) = managed.run() else {
        return;
    };
    let proof = found.unwrap();
    assert_eq!(proof.conclusion(), Conclusion::Holds, "{:?}", told(&proof));
    let other = Case {
        key: Some("roots/dhi-2.pub"),
        ..managed
    };
    let proof = other.run().unwrap().unwrap();
    let failed: Vec<About> = proof.failures().map(|(about, _)| about).collect();
    assert_eq!(failed, [About::Signature, About::Entry(0)]);
}

#[test]
fn what_other_projects_refuse_is_refused_for_their_reason() {
    let bundles = "sigstore-rust/bundles";
    let unreadable = [
        (
            "sigstore-go/dsse-2sigs.sigstore.json".to_owned(),
            Fault::NotOneSignature(2),
        ),
        (
            "sigstore-go/dsse.sigstore.json".to_owned(),
            Fault::RootInside,
        ),
        (
            format!("{bundles}/bundle_no_cert_v1.txt.sigstore"),
            Fault::EmptyChain,
        ),
        (
            format!("{bundles}/bundle_invalid_version.txt.sigstore"),
            Fault::UnknownMediaType("this is completely wrong".to_owned()),
        ),
    ];
    for (bundle, fault) in unreadable {
        let Some(found) = case(&bundle, "-", "-").run() else {
            return;
        };
        assert_eq!(found, Err(fault), "{bundle}");
    }
    let staging = "roots/trusted_root_staging.json";
    let no_entry = format!("{bundles}/bundle_no_log_entry.txt.sigstore");
    let no_head = format!("{bundles}/bundle_no_checkpoint.txt.sigstore");
    let no_time = format!("{bundles}/bundle_v3_no_signed_time.txt.sigstore.json");
    let failing = [
        (
            case(&no_entry, staging, "-"),
            About::Entry(0),
            Fault::NoEntry,
        ),
        (
            case(&no_head, staging, "-"),
            About::Checkpoint(0),
            Fault::NoCheckpoint,
        ),
        (case(&no_time, "-", "-"), About::Time, Fault::NoTrustedTime),
    ];
    for (case, about, fault) in failing {
        let proof = case.run().unwrap().unwrap();
        assert_eq!(
            proof.fault(about),
            Some(&fault),
            "{}: {:?}",
            case.bundle,
            told(&proof)
        );
    }
    let wrong_log = case(
        "sigstore-rust/invalid-ct-key_fail/bundle.sigstore.json",
        "sigstore-rust/invalid-ct-key_fail/trusted_root.json",
        "sigstore-conformance/a.txt",
    );
    let proof = wrong_log.run().unwrap().unwrap();
    let failed: Vec<About> = proof.failures().map(|(about, _)| about).collect();
    assert_eq!(failed, [About::Sct]);
}

#[test]
fn certificates_that_sign_no_code_are_told_apart() {
    let is_key_usage = |found: &ChainFault| matches!(found, ChainFault::KeyUsage { .. });
    let is_purpose = |found: &ChainFault| matches!(found, ChainFault::Purpose { .. });
    type Is<'a> = &'a dyn Fn(&ChainFault) -> bool;
    let cases: [(&str, Option<Is<'_>>); 6] = [
        ("leaf", None),
        ("leaf-invalid-eku", Some(&is_purpose)),
        ("leaf-missing-eku", Some(&is_purpose)),
        ("leaf-invalid-ku", Some(&is_key_usage)),
        ("root", Some(&is_purpose)),
        ("intermediate-with-eku", Some(&is_purpose)),
    ];
    for (name, expected) in cases {
        let Some(pem) = read(&format!("sigstore-rust/x509/bogus-{name}.pem")) else {
            return;
        };
        let certificates = Certificate::of_pem(&text(pem)).unwrap();
        let found = chain::signs_code(&certificates[0]);
        let is_right = match (expected, &found) {
            (None, Ok(())) => true,
            (Some(is), Err(fault)) => is(fault),
            _ => false,
        };
        assert!(is_right, "{name}: {found:?}");
    }
}

#[test]
fn every_root_and_key_is_read() {
    // Logs, logs of certificates, authorities, and those of times.
    let roots = [
        ("roots/trusted_root.public-good.json", [2, 2, 2, 1]),
        ("roots/trusted_root_github.json", [0, 0, 6, 6]),
        ("roots/trusted_root_staging.json", [5, 5, 2, 2]),
        ("sigstore-go/trusted-root-public-good.json", [1, 2, 2, 1]),
        (
            "sigstore-go/trusted-root-public-key-validity.json",
            [0, 0, 0, 1],
        ),
        ("sigstore-go/trusted-root-scaffolding.json", [1, 1, 1, 0]),
        (
            "sigstore-rust/timestamps/github_trusted_root.json",
            [0, 0, 0, 5],
        ),
        (
            "sigstore-rust/timestamps/valid_trusted_root.json",
            [2, 3, 1, 1],
        ),
        ("sigstore-rust/trusted_roots/public-good.json", [1, 2, 2, 1]),
        ("sigstore-rust/trusted_roots/scaffolding.json", [1, 1, 1, 0]),
        (
            "sigstore-rust/invalid-ct-key_fail/trusted_root.json",
            [1, 3, 2, 1],
        ),
    ];
    for (path, expected) in roots {
        let Some(bytes) = read(path) else {
            return;
        };
        let root = TrustedRoot::read(&bytes, path).unwrap();
        let counts = [
            root.logs.len(),
            root.certificate_logs.len(),
            root.authorities.len(),
            root.timestamp_authorities.len(),
        ];
        assert_eq!(counts, expected, "{path}");
    }
    for key in ["roots/dhi-1.pub", "roots/dhi-2.pub"] {
        let key = PublicKey::from_pem(&text(read(key).unwrap())).unwrap();
        assert_eq!(key.kind(), KeyKind::P256);
    }
    assert_eq!(public_good(), {
        let bytes = read("roots/trusted_root.public-good.json").unwrap();
        TrustedRoot::read(&bytes, "Sigstore").unwrap()
    });
}
