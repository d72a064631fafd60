//! Certificates, their chains, SCTs and timestamps of real signatures
//! (`../shared/vectors/signatures`); skipped, saying so, where those are not here.

use std::path::{Path, PathBuf};

use assay::signature::base64;
use assay::signature::certificate::{AlternativeName, Certificate, FulcioClaim};
use assay::signature::chain::{self, Authority, ChainFault, Window};
use assay::signature::cryptography::Refusal;
use assay::signature::key::{KeyKind, PublicKey};
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sct::{self, SctFault, TransparencyLog};
use assay::signature::timestamp::{TimestampFault, Token};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// The folder of the vectors.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors/signatures");
    if !folder.is_dir() {
        println!("skipped: no vectors of signatures");
        return None;
    }
    Some(folder)
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

fn at(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    base64::decode(value.as_str().unwrap()).unwrap()
}

fn window(value: &Value) -> Window {
    let moment = |key: &str| value[key].as_str().map(at);
    Window {
        start: moment("start").unwrap_or(OffsetDateTime::UNIX_EPOCH),
        end: moment("end"),
    }
}

/// What is read here of a trusted root.
struct Root(Value);

impl Root {
    fn open(path: &Path) -> Self {
        Self(json(path).unwrap())
    }

    fn list(&self, key: &str) -> Vec<Value> {
        self.0[key].as_array().cloned().unwrap_or_default()
    }

    fn authorities(&self, key: &str) -> Vec<Authority> {
        let read = |entry: &Value| {
            let chain = entry["certChain"]["certificates"].as_array().unwrap();
            Authority {
                certificates: chain
                    .iter()
                    .map(|one| certificate(&one["rawBytes"]))
                    .collect(),
                valid: window(&entry["validFor"]),
            }
        };
        self.list(key).iter().map(read).collect()
    }

    fn logs(&self, key: &str) -> Vec<TransparencyLog> {
        let key_of = |entry: &Value| {
            let der = bytes(&entry["publicKey"]["rawBytes"]);
            PublicKey::from_spki(&der).or_else(|_| PublicKey::from_rsa(&der))
        };
        let read = |entry: &Value| TransparencyLog {
            id: bytes(&entry["logId"]["keyId"]),
            key: key_of(entry).unwrap(),
            valid: window(&entry["publicKey"]["validFor"]),
            base_url: entry["baseUrl"].as_str().unwrap().to_owned(),
        };
        self.list(key).iter().map(read).collect()
    }
}

#[track_caller]
fn certificate(value: &Value) -> Certificate {
    Certificate::parse(&bytes(value)).unwrap()
}

/// A bundle, with the root that belongs to it.
struct Bundle {
    name: String,
    material: Value,
    signature: Option<Vec<u8>>,
    root: Root,
}

impl Bundle {
    fn leaf(&self) -> Option<Certificate> {
        let one = &self.material["certificate"]["rawBytes"];
        let first = &self.material["x509CertificateChain"]["certificates"][0]["rawBytes"];
        [one, first]
            .into_iter()
            .find(|value| value.is_string())
            .map(certificate)
    }

    fn timestamps(&self) -> Vec<Vec<u8>> {
        let list = &self.material["timestampVerificationData"]["rfc3161Timestamps"];
        let list = list.as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|one| bytes(&one["signedTimestamp"]))
            .collect()
    }
}

/// All bundles of the vectors that are JSON.
fn bundles(folder: &Path) -> Vec<Bundle> {
    let mut pending = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|one| one.unwrap().path()),
            );
            continue;
        }
        let name = path
            .strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if !name.contains("sigstore") || name.starts_with("roots") {
            continue;
        }
        let Some(bundle) = json(&path).filter(|json| json["verificationMaterial"].is_object())
        else {
            continue;
        };
        let signature = match bundle["dsseEnvelope"].is_object() {
            true => &bundle["dsseEnvelope"]["signatures"][0]["sig"],
            false => &bundle["messageSignature"]["signature"],
        };
        found.push(Bundle {
            root: Root::open(&root_beside(folder, &path)),
            signature: signature.as_str().and_then(base64::decode),
            material: bundle["verificationMaterial"].clone(),
            name,
        });
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(found.len() > 70, "{}", found.len());
    found
}

/// The trusted root that a vector brings, or that of the public good.
fn root_beside(folder: &Path, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap().to_str().unwrap();
    let beside = match name {
        "github_sha384_bundle.json" => "github_trusted_root.json",
        "valid_bundle.json" => "valid_trusted_root.json",
        "staging_bundle.sigstore.json" => "staging_trusted_root.json",
        "public-key-validity.sigstore.json" => "trusted-root-public-key-validity.json",
        "github-private-attestation.sigstore.json" => "../../roots/trusted_root_github.json",
        "othername.sigstore.json" => "../trusted_roots/scaffolding.json",
        _ => "trusted_root.json",
    };
    let beside = match path.parent().unwrap().ends_with("sigstore-go") {
        true => beside.replace("../trusted_roots/", "trusted-root-"),
        false => beside.to_owned(),
    };
    let beside = path.parent().unwrap().join(beside);
    match beside.is_file() {
        true => beside,
        false => folder.join("roots/trusted_root.public-good.json"),
    }
}

#[test]
fn the_chains_of_trusted_roots_hold() {
    let Some(folder) = folder() else { return };
    for name in ["public-good", "github", "staging"] {
        let sign = if name == "public-good" { '.' } else { '_' };
        let root = Root::open(&folder.join(format!("roots/trusted_root{sign}{name}.json")));
        let mut authorities = root.authorities("certificateAuthorities");
        let signers = authorities.len();
        authorities.extend(root.authorities("timestampAuthorities"));
        assert!(signers >= 1 && authorities.len() > signers, "{name}");
        for authority in &authorities {
            let chain = &authority.certificates;
            for pair in chain.windows(2) {
                assert_eq!(
                    pair[0].is_issued_by(&pair[1], &RustCrypto),
                    Ok(()),
                    "{name}"
                );
            }
            let last = chain.last().unwrap();
            assert_eq!(last.is_issued_by(last, &RustCrypto), Ok(()), "{name}");
            let moment = chain[0].not_before();
            if let [first, above @ ..] = &chain[..]
                && let [.., root] = above
            {
                let roots = std::slice::from_ref(root);
                let path = chain::path_to_roots(first, above, roots, moment, &RustCrypto);
                assert_eq!(path.unwrap().certificates, *chain, "{name}");
            }
        }
        for log in root.logs("ctlogs").iter().chain(&root.logs("tlogs")) {
            let id = assay::image::digest::raw::sha256(log.key.spki());
            // Logs of the second version name themselves otherwise.
            let is_own = log.key.kind() == KeyKind::Ed25519 || log.id == id;
            assert!(is_own, "{name}: {}", log.base_url);
        }
    }
}

/// Bundles whose certificates do not lead to the root that is beside them, and how that
/// is said.
const NOT_TRUSTED: [(&str, &str); 3] = [
    // Their certificates are of staging.
    ("bundles/bundle_", "is not signed by its issuer"),
    ("conda-attestation-rekor2", "is not signed by its issuer"),
    // That root has the authorities of timestamps only.
    (
        "github_sha384_bundle",
        "none of the trusted certificates is that of CN=Fulcio",
    ),
];

#[test]
fn the_certificates_of_bundles_lead_to_their_roots() {
    let Some(folder) = folder() else { return };
    let staging = Root::open(&folder.join("roots/trusted_root_staging.json"));
    for bundle in bundles(&folder) {
        let Some(leaf) = bundle.leaf() else { continue };
        let name = &bundle.name;
        let mut root = &bundle.root;
        let find = |root: &Root, at| {
            let authorities = root.authorities("certificateAuthorities");
            chain::path(&leaf, &[], &authorities, at, &RustCrypto)
        };
        if let Err(fault) = find(root, leaf.not_before()) {
            let (_, said) = NOT_TRUSTED
                .iter()
                .find(|(part, _)| name.contains(part))
                .unwrap();
            let message = fault.message().to_string();
            assert!(message.contains(said), "{name}: {message}");
            root = &staging;
            if name.contains("github") {
                continue;
            }
        }
        let path = find(root, leaf.not_before()).unwrap();
        assert_eq!(path.certificates.first(), Some(&leaf), "{name}");
        assert_eq!(chain::signs_code(&leaf), Ok(()), "{name}");
        // Of GitHub itself, by the authority above the one that issues to others.
        let is_github = name.contains("github-private");
        assert_eq!(leaf.identity_issuer().is_none(), is_github, "{name}");
        let late = leaf.not_after() + Duration::seconds(1);
        let early = leaf.not_before() - Duration::seconds(1);
        assert!(find(root, leaf.not_after()).is_ok(), "{name}");
        for at in [late, early] {
            let is_told = matches!(find(root, at), Err(ChainFault::Time { .. }));
            assert!(is_told, "{name}");
        }

        let logs = root.logs("ctlogs");
        let seen = sct::verify(&leaf, path.issuer().unwrap(), &logs, &RustCrypto);
        match (name.contains("invalid-ct-key"), is_github) {
            (true, _) => assert!(matches!(seen, Err(SctFault::UnknownLog(_))), "{name}"),
            (_, true) => assert_eq!(seen, Err(SctFault::Absent), "{name}"),
            _ => {
                let at = seen.unwrap()[0].at;
                let distance = (leaf.not_before() - at).abs();
                assert!(distance < Duration::minutes(1), "{name}: {at}");
            }
        }
    }
}

#[test]
fn an_sct_is_of_one_certificate_by_one_issuer_and_one_log() {
    let Some(folder) = folder() else { return };
    let bundles = bundles(&folder);
    let of = |name| bundles.iter().find(|one| one.name.contains(name)).unwrap();
    let bundle = of("happy-path-v0.3/");
    let leaf = bundle.leaf().unwrap();
    let authorities = bundle.root.authorities("certificateAuthorities");
    let path = chain::path(&leaf, &[], &authorities, leaf.not_before(), &RustCrypto).unwrap();
    let mut logs = bundle.root.logs("ctlogs");
    let root = path.certificates.last().unwrap();
    let wrong = |fault| {
        matches!(
            fault,
            Err(SctFault::Refused {
                refusal: Refusal::Wrong,
                ..
            })
        )
    };
    assert!(wrong(sct::verify(&leaf, root, &logs, &RustCrypto)));

    let other = of("sct-multi-intermediate").leaf().unwrap();
    let issuer = path.issuer().unwrap();
    let fault = sct::verify(&other, issuer, &logs, &RustCrypto);
    assert!(matches!(fault, Err(SctFault::UnknownLog(_))), "{fault:?}");

    let seen = sct::verify(&leaf, issuer, &logs, &RustCrypto).unwrap();
    for log in &mut logs {
        log.valid.end = Some(seen[0].at);
    }
    assert_eq!(
        sct::verify(&leaf, issuer, &logs, &RustCrypto),
        Ok(seen.clone())
    );
    for log in &mut logs {
        log.valid.end = Some(seen[0].at - Duration::milliseconds(1));
    }
    let fault = sct::verify(&leaf, issuer, &logs, &RustCrypto);
    assert!(
        matches!(fault, Err(SctFault::OutsideWindow { .. })),
        "{fault:?}"
    );
}

#[test]
fn a_certificate_says_whom_fulcio_gave_it_to() {
    let Some(folder) = folder() else { return };
    let bundles = bundles(&folder);
    let leaf = |name: &str| {
        let bundle = bundles.iter().find(|one| one.name.contains(name));
        bundle.unwrap().leaf().unwrap()
    };
    let beacon = leaf("happy-path-v0.3/");
    let workflow = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/\
                    .github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    let names = &beacon.extensions().alternative_names;
    assert_eq!(names[..], [AlternativeName::Uri(workflow.to_owned())]);
    assert_eq!(
        (beacon.label(), beacon.subject().to_string()),
        (workflow.to_owned(), String::new())
    );
    let issuer = "https://token.actions.githubusercontent.com";
    assert_eq!(beacon.identity_issuer(), Some(issuer));
    assert_eq!(beacon.claim(FulcioClaim::BuildSigner), Some(workflow));
    assert_eq!(
        beacon.claim(FulcioClaim::RunnerEnvironment),
        Some("github-hosted")
    );
    assert_eq!(beacon.claim(FulcioClaim::Ref), Some("refs/heads/main"));
    assert_eq!(
        beacon.issuer().to_string(),
        "CN=sigstore-intermediate,O=sigstore.dev"
    );
    assert_eq!(beacon.fulcio().len(), beacon.extensions().fulcio.len());
    assert_eq!(beacon.extensions().unknown_critical, [""; 0]);

    let user = leaf("sigstore-go/othername");
    let oid = "1.3.6.1.4.1.57264.1.7".to_owned();
    let text = "foo!oidc.local".to_owned();
    let names = &user.extensions().alternative_names;
    assert_eq!(names[..], [AlternativeName::Other { oid, text }]);
}

#[test]
fn timestamps_of_bundles_are_proven() {
    let Some(folder) = folder() else { return };
    let (mut proven, mut hashes) = (0, Vec::new());
    for bundle in bundles(&folder) {
        let authorities = bundle.root.authorities("timestampAuthorities");
        for response in bundle.timestamps() {
            let name = &bundle.name;
            let token = Token::of_response(&response).unwrap();
            let signature = bundle.signature.clone().unwrap();
            let at = token.verify(&signature, &authorities, &RustCrypto);
            let is_of_others =
                name.contains("untrusted-tsa") || name.contains("conda-attestation-rekor2");
            if name.contains("outside-trust-root-tsa") {
                let fault = matches!(at, Err(TimestampFault::Chain(ChainFault::Window { .. })));
                assert!(fault, "{name}: {at:?}");
            } else if is_of_others {
                assert_eq!(at, Err(TimestampFault::UnknownSigner), "{name}");
            } else {
                assert_eq!(at, Ok(token.at()), "{name}");
                proven += 1;
                hashes.push(token.imprint().hash);
            }
            let imprint = token.verify(b"other", &authorities, &RustCrypto);
            assert_eq!(imprint, Err(TimestampFault::Imprint), "{name}");
            assert_ne!(token.imprint().computed(b"other"), token.imprint().claimed);
        }
    }
    assert!(proven > 25, "{proven}");
}

/// Of every byte of a timestamp another value: it is no more proven, and nothing panics.
#[test]
fn a_changed_timestamp_proves_nothing() {
    let Some(folder) = folder() else { return };
    let bundles = bundles(&folder);
    for name in ["github-private", "timestamp-with-embedded-cert"] {
        let bundle = bundles.iter().find(|one| one.name.contains(name)).unwrap();
        let authorities = bundle.root.authorities("timestampAuthorities");
        let signature = bundle.signature.clone().unwrap();
        let mut response = bundle.timestamps().remove(0);
        let token = Token::of_response(&response).unwrap();
        let mut unsigned = Vec::new();
        for n in 0..response.len() {
            response[n] ^= 1;
            let changed = Token::of_response(&response);
            response[n] ^= 1;
            let Ok(changed) = changed else { continue };
            if changed
                .verify(&signature, &authorities, &RustCrypto)
                .is_ok()
            {
                assert_eq!(changed.at(), token.at());
                unsigned.push(n);
            }
        }
        // The status, versions, the list of hashes, and the certificates that came along
        // are not signed.
        let parsed = token.certificates().unwrap();
        let most = parsed.iter().map(|one| one.der().len()).sum::<usize>() + 48;
        assert!(unsigned.len() <= most, "{name}: {unsigned:?}");
    }
}

#[test]
fn only_certificates_of_signers_sign_code() {
    let Some(folder) = folder() else { return };
    for (name, expected) in [
        ("leaf", Some(true)),
        ("leaf-invalid-eku", Some(false)),
        ("leaf-missing-eku", Some(false)),
        ("leaf-invalid-ku", None),
        ("intermediate", Some(false)),
        ("intermediate-with-eku", Some(false)),
        ("root", Some(false)),
        ("root-missing-ku", Some(false)),
        ("root-noncritical-bc", Some(false)),
        ("root-invalid-ku", Some(false)),
    ] {
        let path = folder.join(format!("sigstore-rust/x509/bogus-{name}.pem"));
        let text = std::fs::read_to_string(path).unwrap();
        let certificate = Certificate::of_pem(&text).unwrap().remove(0);
        let subject = || certificate.label();
        let expected = match expected {
            Some(true) => Ok(()),
            Some(false) => Err(ChainFault::Purpose { subject: subject() }),
            None => Err(ChainFault::KeyUsage { subject: subject() }),
        };
        assert_eq!(chain::signs_code(&certificate), expected, "{name}");
        let key = PublicKey::from_pem(&text).unwrap();
        assert_eq!(certificate.key(), Ok(&key));
    }
}

#[test]
fn keys_of_vectors_are_read() {
    let Some(folder) = folder() else { return };
    for (name, kind) in [
        ("roots/dhi-1.pub", KeyKind::P256),
        ("roots/dhi-2.pub", KeyKind::P256),
        ("cosign-classic/cosign.pub", KeyKind::P256),
        ("cosign-classic/pki_root_crts.pem", KeyKind::Rsa(4096)),
        ("notation/NotationTestRoot.pem", KeyKind::Rsa(3072)),
        ("sigstore-go/public-key-validity.pem", KeyKind::P256),
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(PublicKey::from_pem(&text).unwrap().kind(), kind, "{name}");
    }
}
