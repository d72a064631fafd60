//! Signatures as the Notary Project makes them, by keys of every kind, and what is wrong
//! with others.

use assay::image::digest::Digest;
use assay::signature::base64;
use assay::signature::certificate::Certificate;
use assay::signature::fault::Fault;
use assay::signature::notary_fault::NotaryFault;
use assay::signature::notation::trust::Trust;
use assay::signature::notation::{self, Given, Target};
use assay::signature::proof::{About, Conclusion, Proof};
use assay::signature::rustcrypto::RustCrypto;
use serde_json::{Value, json};

use super::{CA, Openssl, fixed, now};

const SIGNER: &str = "keyUsage=critical,digitalSignature; extendedKeyUsage=codeSigning";

fn url_safe(bytes: impl AsRef<[u8]>) -> String {
    let text = base64::encode(bytes.as_ref()).replace('+', "-");
    text.replace('/', "_").trim_end_matches('=').to_owned()
}

/// The headers of a signature of now.
fn headers(algorithm: &str) -> Value {
    let time = time::format_description::well_known::Rfc3339;
    json!({
        "alg": algorithm,
        "cty": "application/vnd.cncf.notary.payload.v1+json",
        "crit": ["io.cncf.notary.signingScheme"],
        "io.cncf.notary.signingScheme": "notary.x509",
        "io.cncf.notary.signingTime": now().format(&time).unwrap(),
    })
}

/// How openssl signs as an algorithm of JWS, and how long r and s are.
fn how(algorithm: &str) -> (String, usize) {
    let bits = &algorithm[2..];
    let width = match bits {
        "256" => 32,
        "384" => 48,
        _ => 66,
    };
    match algorithm.starts_with("PS") {
        true => {
            let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
            (format!("dgst -sha{bits} {pss}"), 0)
        }
        false => (format!("dgst -sha{bits}"), width),
    }
}

/// An envelope by the key of `signer`, as its headers say, with these certificates.
fn envelope(openssl: &Openssl, signer: &str, headers: &str, chain: &[&Certificate]) -> Vec<u8> {
    let digest = Digest::sha256(b"manifest");
    let target = json!({"mediaType": "m", "digest": digest.as_str(), "size": 8});
    let payload = url_safe(json!({"targetArtifact": target}).to_string());
    let protected = url_safe(headers);
    openssl.write("message", format!("{protected}.{payload}"));
    let algorithm = serde_json::from_str::<Value>(headers).unwrap()["alg"].clone();
    let (how, width) = how(algorithm.as_str().unwrap());
    openssl.run(&format!("{how} -sign {signer}.key -out signature message"));
    let mut signature = openssl.read("signature");
    if width > 0 {
        signature = fixed(&signature, width);
    }
    let chain: Vec<String> = chain.iter().map(|one| base64::encode(one.der())).collect();
    let envelope = json!({
        "payload": payload, "protected": protected, "signature": url_safe(signature),
        "header": {"x5c": chain},
    });
    envelope.to_string().into_bytes()
}

fn verify(envelope: &[u8], roots: &[&Certificate]) -> Proof {
    let roots: Vec<Certificate> = roots.iter().map(|one| (*one).clone()).collect();
    let trust = Trust::of_roots(&roots);
    let digest = Digest::sha256(b"manifest");
    let target = Target {
        digest: &digest,
        media_type: Some("m"),
        size: Some(8),
    };
    let given = Given {
        trust: &trust,
        repository: None,
        now: now(),
    };
    let envelope = notation::read(envelope).unwrap();
    notation::verify(&envelope, target, given, &RustCrypto).proof
}

#[track_caller]
fn only(proof: &Proof) -> (About, Fault) {
    let mut failures = proof.failures();
    let (about, fault) = failures.next().unwrap();
    assert_eq!(failures.next(), None);
    (about, fault.clone())
}

#[test]
fn a_key_signs_by_its_own_algorithm() {
    let Some(openssl) = Openssl::new("notary-keys") else {
        return;
    };
    for (kind, algorithm, other) in [
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            "ES256",
            "ES384",
        ),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
            "ES384",
            "ES256",
        ),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
            "ES512",
            "ES256",
        ),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            "PS256",
            "PS512",
        ),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
            "PS384",
            "PS256",
        ),
    ] {
        openssl.key("signer", kind);
        openssl.write("extensions", SIGNER.replace("; ", "\n"));
        openssl.run("req -new -key signer.key -subj /CN=signer -out signer.req");
        let by = "-signkey signer.key -days 30 -extfile extensions";
        openssl.run(&format!("x509 -req -in signer.req {by} -out signer.pem"));
        let signer = openssl.certificate("signer");
        let right = envelope(
            &openssl,
            "signer",
            &headers(algorithm).to_string(),
            &[&signer],
        );
        let proof = verify(&right, &[&signer]);
        assert_eq!(
            proof.conclusion(),
            Conclusion::Holds,
            "{algorithm}: {:?}",
            only(&proof)
        );
        let wrong = envelope(&openssl, "signer", &headers(other).to_string(), &[&signer]);
        let fault = NotaryFault::Algorithm {
            found: other.to_owned(),
            expected: Some(algorithm),
        };
        assert_eq!(
            only(&verify(&wrong, &[&signer])),
            (About::Signature, fault.into())
        );
    }
}

#[test]
fn certificates_stand_in_order_and_are_for_signing() {
    let Some(openssl) = Openssl::new("notary-chains") else {
        return;
    };
    let root = openssl.certify("root", "root", CA);
    let between = openssl.certify("between", "root", CA);
    let signer = openssl.certify("signer", "between", SIGNER);
    let text = headers("ES256").to_string();
    let of = |name: &str, chain: &[&Certificate]| envelope(&openssl, name, &text, chain);
    let whole = of("signer", &[&signer, &between, &root]);
    let proof = verify(&whole, &[&root]);
    assert_eq!(proof.conclusion(), Conclusion::Holds);
    assert_eq!(proof.root.as_deref(), Some("CN=root,O=Tests"));
    // One of the chain may be trusted itself.
    assert_eq!(verify(&whole, &[&between]).conclusion(), Conclusion::Holds);
    for (chain, breaks) in [
        (&[&signer, &between][..], &between),
        (&[&signer, &root], &signer),
        (&[&signer, &root, &between], &signer),
    ] {
        let subject = breaks.label();
        let fault = NotaryFault::Order { subject }.into();
        let found = only(&verify(&of("signer", chain), &[&root]));
        assert_eq!(found, (About::Chain, fault));
    }
    for (n, (extensions, is_usage)) in [
        (
            SIGNER.replace("digitalSignature", "digitalSignature,keyEncipherment"),
            true,
        ),
        (SIGNER.replace("critical,", ""), true),
        ("extendedKeyUsage=codeSigning".to_owned(), true),
        (
            SIGNER.replace("codeSigning", "codeSigning,serverAuth"),
            false,
        ),
        (SIGNER.replace("codeSigning", "clientAuth"), false),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("other{n}");
        let other = openssl.certify(&name, "root", &extensions);
        let subject = other.label();
        let fault = match is_usage {
            true => NotaryFault::KeyUsage { subject },
            false => NotaryFault::Purpose { subject },
        };
        let found = only(&verify(&of(&name, &[&other, &root]), &[&root]));
        assert_eq!(found, (About::Purpose, fault.into()), "{extensions}");
    }
    let plain = openssl.certify("plain", "root", "keyUsage=critical,digitalSignature");
    let proof = verify(&of("plain", &[&plain, &root]), &[&root]);
    assert_eq!(proof.conclusion(), Conclusion::Holds);
}

#[test]
fn headers_are_understood_or_refused() {
    let Some(openssl) = Openssl::new("notary-headers") else {
        return;
    };
    let signer = openssl.certify("signer", "signer", SIGNER);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut headers = headers("ES256");
        change(&mut headers);
        let envelope = envelope(&openssl, "signer", &headers.to_string(), &[&signer]);
        only(&verify(&envelope, &[&signer]))
    };
    let expiry = "io.cncf.notary.expiry";
    let late = "2100-01-01T00:00:00Z";
    let scheme = "io.cncf.notary.signingScheme";
    let named = str::to_owned;
    for (fault, change) in [
        (
            NotaryFault::NotCritical(named(scheme)),
            &(|headers: &mut Value| headers["crit"] = json!([])) as &dyn Fn(&mut Value),
        ),
        (NotaryFault::NotCritical(named(expiry)), &|headers| {
            headers[expiry] = json!(late)
        }),
        (NotaryFault::Missing(named(expiry)), &|headers| {
            headers["crit"] = json!([scheme, expiry])
        }),
        (NotaryFault::Scheme(named("notary.other")), &|headers| {
            headers[scheme] = json!("notary.other")
        }),
        (NotaryFault::ContentType(named("text/plain")), &|headers| {
            headers["cty"] = json!("text/plain")
        }),
        (NotaryFault::Plugin(named("com.example")), &|headers| {
            headers["io.cncf.notary.verificationPlugin"] = json!("com.example")
        }),
    ] {
        assert_eq!(with(change), (About::Headers, fault.into()));
    }
    // One that stands there twice is read by nobody.
    let text = headers("ES256")
        .to_string()
        .replacen('{', r#"{"alg":"none","#, 1);
    let twice = envelope(&openssl, "signer", &text, &[&signer]);
    let fault = NotaryFault::Twice("alg".to_owned());
    assert_eq!(notation::read(&twice).unwrap_err(), fault.into());
}

/// Envelopes that are changed in every way that comes to mind, for some seconds.
#[test]
fn nothing_that_is_changed_makes_anything_panic() {
    let Some(openssl) = Openssl::new("notary-changed") else {
        return;
    };
    let signer = openssl.certify("signer", "signer", SIGNER);
    let jws = envelope(
        &openssl,
        "signer",
        &headers("ES256").to_string(),
        &[&signer],
    );
    // {…} as COSE has it: a tag, an array of four, a map of headers with a certificate.
    let mut cose = vec![0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa1, 0x18, 0x21, 0x59];
    cose.extend(u16::try_from(signer.der().len()).unwrap().to_be_bytes());
    cose.extend(signer.der());
    cose.extend([0x42, b'{', b'}', 0x41, 0]);
    let mut mutations = super::Mutations::new();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(3);
    let mut rounds = 0;
    while std::time::Instant::now() < end {
        let seed = if rounds % 2 == 0 { &jws } else { &cose };
        let bytes = mutations.of(seed);
        if notation::read(&bytes).is_ok() {
            let _ = verify(&bytes, &[&signer]);
        }
        rounds += 1;
    }
    assert!(rounds > 1_000, "{rounds}");
}
