//! Timestamps, and what is changed of them and of certificates.

use assay::signature::certificate::Certificate;
use assay::signature::chain::{Authority, ChainFault};
use assay::signature::cryptography::{Cryptography as _, Hash};
use assay::signature::key::PublicKey;
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::timestamp::{TimestampFault, Token};
use time::Duration;

use super::{CA, Mutations, Openssl, SIGNER, authority, now};

const TSA: &str = "keyUsage=critical,digitalSignature; extendedKeyUsage=critical,timeStamping";

/// A timestamp by `signer`, whose certificate comes along if wanted.
fn timestamp(openssl: &Openssl, signer: &str, signed: &[u8], brings: bool) -> Vec<u8> {
    let config = "[ts]\ndefault_tsa = tsa\n[tsa]\nserial = serial\ndefault_policy = 1.2.3\n\
                  digests = sha256, sha384, sha512\naccuracy = secs:1, millisecs:500\n\
                  signer_digest = sha384\ness_cert_id_alg = sha256\n";
    openssl.write("ts.conf", config);
    openssl.write("serial", "01\n");
    openssl.write("signed", signed);
    let wanted = if brings { " -cert" } else { "" };
    openssl.run(&format!(
        "ts -query -data signed -sha512{wanted} -out query"
    ));
    let by = format!("-signer {signer}.pem -inkey {signer}.key");
    openssl.run(&format!(
        "ts -reply -config ts.conf -section tsa -queryfile query {by} -out reply"
    ));
    openssl.read("reply")
}

#[test]
fn a_timestamp_is_by_whom_it_is_trusted() {
    let Some(openssl) = Openssl::new("timestamps") else {
        return;
    };
    let root = openssl.certify("root", "root", CA);
    let signer = openssl.certify("signer", "root", TSA);
    let trusted = [authority(&[&signer, &root])];
    let reply = timestamp(&openssl, "signer", b"signed", false);
    let token = Token::of_response(&reply).unwrap();
    assert_eq!(token.imprint().hash, Hash::Sha512);
    assert_eq!(token.accuracy(), Duration::milliseconds(1_500));
    assert_eq!(token.certificates().unwrap(), []);
    let at = token.verify(b"signed", &trusted, &RustCrypto).unwrap();
    assert!((now() - at).abs() < Duration::minutes(2), "{at}");
    let verify = |trusted: &[Authority]| token.verify(b"signed", trusted, &RustCrypto);
    let other = token.verify(b"other", &trusted, &RustCrypto);
    assert_eq!(other, Err(TimestampFault::Imprint));
    assert_eq!(verify(&[]), Err(TimestampFault::UnknownSigner));

    let roots = [root.clone()];
    let bare = token.prove_by_roots(b"signed", &roots, &RustCrypto);
    assert_eq!(bare, Err(TimestampFault::UnknownSigner));
    let reply = timestamp(&openssl, "signer", b"signed", true);
    let brings = Token::of_response(&reply).unwrap();
    let proven = brings
        .prove_by_roots(b"signed", &roots, &RustCrypto)
        .unwrap();
    assert_eq!(proven.path.certificates, [signer.clone(), root.clone()]);

    // A token alone, as Notary Project has it.
    openssl.run("ts -reply -in reply -token_out -out token");
    let alone = Token::of_token(&openssl.read("token")).unwrap();
    assert_eq!(alone, brings);
    assert!(Token::of_token(&reply).is_err());

    // An authority of the same name that nobody trusts.
    let stranger = openssl.certify_as("stranger", "root", "stranger", CA);
    let fault = brings
        .prove_by_roots(b"signed", &[stranger], &RustCrypto)
        .unwrap_err();
    let is_chain = matches!(&fault, TimestampFault::Chain(ChainFault::Signature { .. }));
    assert!(is_chain, "{fault:?}");
    let mut closed = trusted.clone();
    closed[0].valid.start = now() + Duration::hours(1);
    let fault = verify(&closed).unwrap_err();
    assert!(
        matches!(fault, TimestampFault::Chain(ChainFault::Window { .. })),
        "{fault:?}"
    );
}

#[test]
fn a_timestamp_is_by_a_key_for_timestamps_alone() {
    let Some(openssl) = Openssl::new("purposes") else {
        return;
    };
    openssl.certify("root", "root", CA);
    // openssl refuses to sign by another, so the certificate is exchanged after that.
    let signer = openssl.certify("signer", "root", TSA);
    let reply = timestamp(&openssl, "signer", b"signed", false);
    let token = Token::of_response(&reply).unwrap();
    let serial: String = signer
        .serial()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for extensions in [
        TSA.replace("extendedKeyUsage=critical,", "extendedKeyUsage="),
        TSA.replace("timeStamping", "timeStamping,codeSigning"),
        TSA.replace("digitalSignature", "keyEncipherment"),
    ] {
        openssl.write("extensions", extensions.replace("; ", "\n"));
        let by = format!("-CA root.pem -CAkey root.key -set_serial 0x{serial}");
        openssl.run(&format!(
            "x509 -req -in signer.req {by} -days 30 -extfile extensions -out changed.pem"
        ));
        let changed = openssl.certificate("changed");
        let trusted = [authority(&[&changed, &openssl.certificate("root")])];
        let subject = changed.label();
        let found = token.verify(b"signed", &trusted, &RustCrypto);
        assert_eq!(
            found,
            Err(TimestampFault::Purpose { subject }),
            "{extensions}"
        );
    }
}

/// Bytes that are changed in every way that comes to mind, for some seconds: nothing
/// panics, and what is still read is still what it was.
#[test]
fn nothing_that_is_changed_makes_anything_panic() {
    let Some(openssl) = Openssl::new("changed") else {
        return;
    };
    openssl.certify("root", "root", CA);
    let leaf = openssl.certify("leaf", "root", SIGNER);
    openssl.certify("signer", "root", TSA);
    let reply = timestamp(&openssl, "signer", b"signed", true);
    let text = openssl.text("leaf.pem");
    let mut mutations = Mutations::new();
    let seeds = [leaf.der(), leaf.spki(), &reply, text.as_bytes()];
    let end = std::time::Instant::now() + std::time::Duration::from_secs(3);
    let mut rounds = 0;
    while std::time::Instant::now() < end {
        let bytes = mutations.of(seeds[rounds % seeds.len()]);
        if let Ok(certificate) = Certificate::parse(&bytes) {
            assert_eq!(certificate.der(), bytes);
            let _ = (certificate.tbs_without_scts(), certificate.label());
            let _ = certificate.is_issued_by(&leaf, &RustCrypto);
        }
        if let Ok(token) = Token::of_response(&bytes) {
            let _ = (token.imprint().computed(b"signed"), token.certificates());
        }
        let _ = Token::of_token(&bytes);
        if let Ok(key) = PublicKey::from_spki(&bytes) {
            let _ = RustCrypto.verify(key.scheme(), &key, b"signed", &[1; 64]);
        }
        let _ = PublicKey::from_pem(&String::from_utf8_lossy(&bytes));
        rounds += 1;
    }
    assert!(rounds > 1_000, "{rounds}");
}
