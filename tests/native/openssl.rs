//! Keys, certificates and timestamps that openssl makes; skipped, saying so, where it is
//! not here.

mod notary;
mod timestamps;

use std::path::PathBuf;
use std::process::Command;

use assay::signature::certificate::Certificate;
use assay::signature::chain::{self, Authority, ChainFault, Window};
use assay::signature::cryptography::{Cryptography as _, Hash, Refusal, Scheme};
use assay::signature::key::{KeyError, KeyKind, PublicKey};
use assay::signature::pem;
use assay::signature::rustcrypto::RustCrypto;
use time::{Duration, OffsetDateTime};

/// A folder of its own, in which openssl runs.
struct Openssl {
    folder: PathBuf,
}

impl Openssl {
    fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: no openssl");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { folder })
    }

    /// Runs a line of words between single spaces.
    #[track_caller]
    fn run(&self, line: &str) -> Vec<u8> {
        let mut openssl = Command::new("openssl");
        let output = openssl
            .args(line.split(' '))
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {line}: {said}");
        output.stdout
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// A key named `name.key`, by the words of `genpkey`; its public half.
    fn key(&self, name: &str, kind: &str) -> PublicKey {
        self.run(&format!("genpkey {kind} -out {name}.key"));
        self.run(&format!("pkey -in {name}.key -pubout -out {name}.pub"));
        PublicKey::from_pem(&self.text(&format!("{name}.pub"))).unwrap()
    }

    /// A certificate `name`, with these extensions, by `issuer`, or by itself. All have
    /// keys of P-256.
    fn certify(&self, name: &str, issuer: &str, extensions: &str) -> Certificate {
        self.certify_as(name, name, issuer, extensions)
    }

    fn certify_as(&self, name: &str, cn: &str, issuer: &str, extensions: &str) -> Certificate {
        self.key(name, EC);
        self.write("extensions", extensions.replace("; ", "\n"));
        let subject = format!("-subj /O=Tests/CN={cn}");
        self.run(&format!(
            "req -new -key {name}.key {subject} -out {name}.req"
        ));
        let by = match issuer == name {
            true => format!("-signkey {name}.key"),
            false => format!("-CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial"),
        };
        let made = format!("-days 30 -extfile extensions -out {name}.pem");
        self.run(&format!("x509 -req -in {name}.req {by} {made}"));
        self.certificate(name)
    }

    fn certificate(&self, name: &str) -> Certificate {
        Certificate::of_pem(&self.text(&format!("{name}.pem")))
            .unwrap()
            .remove(0)
    }
}

impl Drop for Openssl {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const CA: &str = "basicConstraints=critical,CA:TRUE; keyUsage=critical,keyCertSign";
const SIGNER: &str = "keyUsage=critical,digitalSignature; extendedKeyUsage=codeSigning; \
                      subjectAltName=critical,email:a@example.org";

/// Changes bytes, always in the same order (xorshift).
struct Mutations(u64);

impl Mutations {
    fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    /// `seed` with up to four changes.
    fn of(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let place = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[place] ^= 1 << self.below(8),
                1 => bytes[place] = [0, 0x30, 0x7f, 0x80, 0x84, 0xff][self.below(6)],
                2 => bytes.truncate(place.max(1)),
                3 if bytes.len() > 1 => drop(bytes.remove(place)),
                _ => bytes.insert(place, 0x30),
            }
        }
        bytes
    }
}

fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// The r and s of an ECDSA signature at their full width, or longer where they are.
fn fixed(signature: &[u8], width: usize) -> Vec<u8> {
    use assay::signature::der;
    let mut numbers = der::only(signature, der::SEQUENCE)
        .unwrap()
        .inside()
        .unwrap();
    let mut fixed = Vec::new();
    for _ in 0..2 {
        let digits = numbers.any().unwrap().unsigned().unwrap();
        fixed.extend(vec![0; width.saturating_sub(digits.len())]);
        fixed.extend(digits);
    }
    fixed
}

#[track_caller]
fn check(key: &PublicKey, scheme: Scheme, message: &[u8], signature: &[u8], other: &PublicKey) {
    let verify =
        |key, message: &[u8], signature: &[u8]| RustCrypto.verify(scheme, key, message, signature);
    assert_eq!(verify(key, message, signature), Ok(()), "{scheme:?}");
    assert_eq!(
        verify(key, b"other", signature),
        Err(Refusal::Wrong),
        "{scheme:?}"
    );
    let short = &signature[..signature.len() - 1];
    assert_eq!(
        verify(key, message, short),
        Err(Refusal::Malformed),
        "{scheme:?}"
    );
    assert_eq!(
        verify(key, message, &[]),
        Err(Refusal::Malformed),
        "{scheme:?}"
    );
    let long = [signature, &[0]].concat();
    assert_eq!(
        verify(key, message, &long),
        Err(Refusal::Malformed),
        "{scheme:?}"
    );
    assert_eq!(
        verify(other, message, signature),
        Err(Refusal::OtherKey),
        "{scheme:?}"
    );
    let mut changed = signature.to_vec();
    *changed.last_mut().unwrap() ^= 1;
    let refused = verify(key, message, &changed).unwrap_err();
    assert!(
        matches!(refused, Refusal::Wrong | Refusal::Malformed),
        "{scheme:?}"
    );
}

#[test]
fn signatures_of_every_scheme_verify() {
    let Some(openssl) = Openssl::new("schemes") else {
        return;
    };
    let message = b"what is signed";
    openssl.write("message", message);
    let ed25519 = openssl.key("ed", "-algorithm ED25519");
    assert_eq!(ed25519.kind(), KeyKind::Ed25519);
    openssl.run("pkeyutl -sign -rawin -inkey ed.key -in message -out signature");
    let rsa = openssl.key("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    check(
        &ed25519,
        Scheme::Ed25519,
        message,
        &openssl.read("signature"),
        &rsa,
    );
    assert_eq!(rsa.kind(), KeyKind::Rsa(2048));

    let hashes = [
        (Hash::Sha256, "sha256"),
        (Hash::Sha384, "sha384"),
        (Hash::Sha512, "sha512"),
    ];
    for (hash, name) in hashes {
        openssl.run(&format!(
            "dgst -{name} -sign rsa.key -out signature message"
        ));
        check(
            &rsa,
            Scheme::RsaPkcs1(hash),
            message,
            &openssl.read("signature"),
            &ed25519,
        );
        let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen";
        openssl.run(&format!(
            "dgst -{name} {pss}:digest -sign rsa.key -out signature message"
        ));
        check(
            &rsa,
            Scheme::RsaPss(hash),
            message,
            &openssl.read("signature"),
            &ed25519,
        );
        openssl.run(&format!(
            "dgst -{name} {pss}:11 -sign rsa.key -out signature message"
        ));
        let short = RustCrypto.verify(
            Scheme::RsaPss(hash),
            &rsa,
            message,
            &openssl.read("signature"),
        );
        assert_eq!(short, Err(Refusal::Wrong));
    }
    for (curve, kind, width) in [
        ("P-256", KeyKind::P256, 32),
        ("P-384", KeyKind::P384, 48),
        ("P-521", KeyKind::P521, 66),
    ] {
        let key = openssl.key(
            "ec",
            &format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}"),
        );
        assert_eq!(key.kind(), kind);
        openssl.run("ec -in ec.key -pubout -conv_form compressed -out compressed.pub");
        let compressed = PublicKey::from_pem(&openssl.text("compressed.pub")).unwrap();
        for (hash, name) in hashes {
            openssl.run(&format!("dgst -{name} -sign ec.key -out signature message"));
            let signature = openssl.read("signature");
            check(&key, Scheme::EcdsaDer(hash), message, &signature, &rsa);
            check(
                &compressed,
                Scheme::EcdsaDer(hash),
                message,
                &signature,
                &rsa,
            );
            let fixed = fixed(&signature, width);
            check(&key, Scheme::EcdsaFixed(hash), message, &fixed, &ed25519);
            let in_der = RustCrypto.verify(Scheme::EcdsaDer(hash), &key, message, &fixed);
            assert_eq!(in_der, Err(Refusal::Malformed));
        }
    }
}

#[test]
fn keys_that_are_none_are_refused() {
    let Some(openssl) = Openssl::new("keys") else {
        return;
    };
    let weak = openssl.key("weak", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    let verify = |key: &PublicKey, scheme| RustCrypto.verify(scheme, key, b"", &[0; 128]);
    let scheme = Scheme::RsaPkcs1(Hash::Sha256);
    assert_eq!(verify(&weak, scheme), Err(Refusal::KeySize));

    let key = openssl.key("ec", EC);
    let mut spki = key.spki().to_vec();
    *spki.last_mut().unwrap() ^= 1;
    let beside = PublicKey::from_spki(&spki).unwrap();
    let scheme = Scheme::EcdsaDer(Hash::Sha256);
    assert_eq!(verify(&beside, scheme), Err(Refusal::BadKey));
    assert_eq!(
        PublicKey::from_spki(&spki[..spki.len() - 1]),
        Err(KeyError::Malformed)
    );

    openssl.run("rsa -in weak.key -RSAPublicKey_out -out pkcs1.pub");
    assert_eq!(
        PublicKey::from_pem(&openssl.text("pkcs1.pub")),
        Ok(weak.clone())
    );
    let der = pem::decode(&openssl.text("pkcs1.pub")).unwrap().remove(0).1;
    assert_eq!(PublicKey::from_rsa(&der), Ok(weak.clone()));
    assert_eq!(PublicKey::from_spki(key.spki()), Ok(key.clone()));

    let private = PublicKey::from_pem(&openssl.text("ec.key"));
    assert_eq!(private, Err(KeyError::Private));
    openssl.run("ec -in ec.key -aes128 -passout pass:tests -out locked.key");
    let locked = PublicKey::from_pem(&openssl.text("locked.key"));
    assert_eq!(locked, Err(KeyError::Private));
    let two = openssl.text("ec.pub") + &openssl.text("weak.pub");
    assert_eq!(PublicKey::from_pem(&two), Err(KeyError::Several));
    let none = PublicKey::from_pem(&pem::encode("X509 CRL", b"x"));
    assert_eq!(
        none,
        Err(KeyError::NoKey {
            labels: vec!["X509 CRL".to_owned()]
        })
    );
    openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out k1.key");
    openssl.run("pkey -in k1.key -pubout -out k1.pub");
    let other = PublicKey::from_pem(&openssl.text("k1.pub"));
    assert_eq!(other, Err(KeyError::UnknownKind("1.3.132.0.10".to_owned())));
    openssl.run("req -x509 -new -key ec.key -subj /CN=x -out ec.pem");
    assert_eq!(PublicKey::from_pem(&openssl.text("ec.pem")), Ok(key));
}

fn authority(certificates: &[&Certificate]) -> Authority {
    Authority {
        certificates: certificates.iter().map(|one| (*one).clone()).collect(),
        valid: Window {
            start: now() - Duration::days(1),
            end: None,
        },
    }
}

#[test]
fn a_chain_holds_only_as_a_whole() {
    let Some(openssl) = Openssl::new("chains") else {
        return;
    };
    let root = openssl.certify("root", "root", CA);
    let between = openssl.certify("between", "root", &CA.replace("TRUE", "TRUE,pathlen:0"));
    let leaf = openssl.certify("leaf", "between", SIGNER);
    let at = now();
    let trusted = [authority(&[&between, &root])];
    let path = chain::path(&leaf, &[], &trusted, at, &RustCrypto).unwrap();
    assert_eq!(
        path.certificates,
        [leaf.clone(), between.clone(), root.clone()]
    );
    assert_eq!(leaf.label(), "CN=leaf,O=Tests");

    // By roots alone, with what came along between them.
    let roots = [root.clone()];
    let own = [leaf.clone(), between.clone()];
    let by_roots = |leaf: &Certificate, between: &[Certificate]| {
        chain::path_to_roots(leaf, between, &roots, at, &RustCrypto)
    };
    assert_eq!(by_roots(&leaf, &own), Ok(path));
    assert_eq!(by_roots(&root, &[]).unwrap().certificates, roots);
    let issuer = "CN=between,O=Tests".to_owned();
    assert_eq!(by_roots(&leaf, &[]), Err(ChainFault::NoPath { issuer }));

    // Of the same name, another key: the right one is found among several.
    let other = openssl.certify_as("other", "between", "root", CA);
    let found = by_roots(&leaf, &[other.clone(), between.clone()]).unwrap();
    assert_eq!(found.issuer(), Some(&between));
    let subject = leaf.label();
    let refusal = Refusal::Wrong;
    let fault = ChainFault::Signature { subject, refusal };
    assert_eq!(by_roots(&leaf, &[other]), Err(fault));

    // Each certificate at the time, and the authority.
    let late = at + Duration::days(40);
    let fault = chain::path(&leaf, &[], &trusted, late, &RustCrypto);
    assert!(matches!(fault, Err(ChainFault::Time { .. })), "{fault:?}");
    let mut closed = trusted.clone();
    closed[0].valid.end = Some(at - Duration::seconds(1));
    let fault = chain::path(&leaf, &[], &closed, at, &RustCrypto);
    assert!(matches!(fault, Err(ChainFault::Window { .. })), "{fault:?}");
    closed[0].valid.end = Some(at);
    assert!(chain::path(&leaf, &[], &closed, at, &RustCrypto).is_ok());
}

#[test]
fn who_may_issue_is_held() {
    let Some(openssl) = Openssl::new("issuers") else {
        return;
    };
    let root = openssl.certify("root", "root", CA);
    let mut n = 0;
    let mut fault = |extensions: &str, leaf: &str| {
        n += 1;
        let (between, last) = (format!("between{n}"), format!("leaf{n}"));
        let between_certificate = openssl.certify(&between, "root", extensions);
        let leaf = openssl.certify(&last, &between, leaf);
        let own = [between_certificate];
        let found =
            chain::path_to_roots(&leaf, &own, std::slice::from_ref(&root), now(), &RustCrypto);
        (found.map(|_| ()), own[0].label(), leaf.label())
    };
    let (found, ..) = fault(CA, SIGNER);
    assert_eq!(found, Ok(()));
    for extensions in [
        "basicConstraints=critical,CA:FALSE; keyUsage=critical,keyCertSign",
        "keyUsage=critical,keyCertSign",
    ] {
        let (found, subject, _) = fault(extensions, SIGNER);
        assert_eq!(found, Err(ChainFault::NotAuthority { subject }));
    }
    let (found, subject, _) = fault(&CA.replace("keyCertSign", "digitalSignature"), SIGNER);
    assert_eq!(found, Err(ChainFault::KeyUsage { subject }));
    let mail = format!("{CA}; extendedKeyUsage=emailProtection");
    let (found, subject, _) = fault(&mail, SIGNER);
    assert_eq!(found, Err(ChainFault::Purpose { subject }));
    let (found, ..) = fault(
        &format!("{CA}; extendedKeyUsage=anyExtendedKeyUsage"),
        SIGNER,
    );
    assert_eq!(found, Ok(()));
    let odd = "1.2.3.4=critical,ASN1:NULL";
    let oid = || "1.2.3.4".to_owned();
    let (found, subject, _) = fault(&format!("{CA}; {odd}"), SIGNER);
    assert_eq!(
        found,
        Err(ChainFault::Extension {
            subject,
            oid: oid()
        })
    );
    let (found, _, subject) = fault(CA, &format!("{SIGNER}; {odd}"));
    assert_eq!(
        found,
        Err(ChainFault::Extension {
            subject,
            oid: oid()
        })
    );
}

#[test]
fn a_path_is_no_longer_than_its_authorities_allow() {
    let Some(openssl) = Openssl::new("lengths") else {
        return;
    };
    let root = openssl.certify("root", "root", &CA.replace("TRUE", "TRUE,pathlen:1"));
    let first = openssl.certify("first", "root", CA);
    let second = openssl.certify("second", "first", CA);
    let leaf = openssl.certify("leaf", "second", SIGNER);
    let own = [first.clone(), second];
    let fault = chain::path_to_roots(&leaf, &own, std::slice::from_ref(&root), now(), &RustCrypto);
    let subject = root.label();
    assert_eq!(fault, Err(ChainFault::PathLength { subject }));
    assert!(chain::path_to_roots(&leaf, &own, &[first], now(), &RustCrypto).is_ok());
}
