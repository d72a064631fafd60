//! Bytes that nobody wrote: nothing panics, and nothing holds of which a bit that is
//! signed is another. `ASSAY_FUZZ_SECONDS` says for how long each is tried.

use std::time::{Duration, Instant};

use assay::attestation::statement::Statement;
use assay::image::descriptor::Annotations;
use assay::image::digest::Digest;
use assay::signature::bundle::Bundle;
use assay::signature::carried::{self, Artifact};
use assay::signature::certificate::Certificate;
use assay::signature::checkpoint::Checkpoint;
use assay::signature::der::{self, Reader};
use assay::signature::key::PublicKey;
use assay::signature::notation::policy::TrustPolicy;
use assay::signature::notation::{self, cbor};
use assay::signature::proof::Conclusion;
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sigstore::{Given, Material, verify};
use assay::signature::timestamp::Token;
use assay::signature::trusted_root::TrustedRoot;
use assay::signature::{base64, pem};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::forge::{Broken, Carried, FORMS, Forged, forge};
use super::vectors;

/// xorshift64*: the same numbers in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Below `end`; 0 where there is nothing below.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// One of them, changed.
    fn of_changed(&mut self, all: &[Vec<u8>]) -> Vec<u8> {
        let seed = self.of(all);
        self.changed(seed, all)
    }

    /// Some bytes changed, cut, doubled, or spliced with others.
    fn changed(&mut self, seed: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(6) {
                0 | 1 => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << self.below(8);
                    }
                }
                2 => bytes.truncate(at),
                3 => {
                    let end = (at + self.below(64)).min(bytes.len());
                    bytes.drain(at..end);
                }
                4 => {
                    let end = (at + self.below(64)).min(bytes.len());
                    let again = bytes[at..end].to_vec();
                    bytes.splice(at..at, again);
                }
                _ => {
                    let other = self.of(others);
                    let from = self.below(other.len());
                    bytes.truncate(at);
                    bytes.extend_from_slice(&other[from..]);
                }
            }
        }
        bytes
    }
}

/// Calls `with` until the time is over, or often enough. How often that was.
fn tried(mut with: impl FnMut(&mut Random)) -> usize {
    let seconds = std::env::var("ASSAY_FUZZ_SECONDS").ok();
    let seconds = seconds.map_or(15, |seconds| seconds.parse().unwrap());
    let (start, mut random, mut count) = (Instant::now(), Random(0x5eed), 0);
    while start.elapsed() < Duration::from_secs(seconds) {
        with(&mut random);
        count += 1;
    }
    count
}

fn forged() -> Vec<Forged> {
    FORMS.map(|form| forge(form, Broken::Nothing)).to_vec()
}

/// All bundles of the vectors, if they are there.
fn bundles() -> Vec<Vec<u8>> {
    let folders = vectors::folders("sigstore-conformance").unwrap_or_default();
    let bundles = folders
        .iter()
        .filter_map(|vector| vector.file("bundle.sigstore.json"));
    let forged = forged()
        .into_iter()
        .filter_map(|forged| match forged.carried {
            Carried::Bundle(json) => Some(json),
            _ => None,
        });
    bundles.chain(forged).collect()
}

fn verified(material: &Material, root: &TrustedRoot) -> Conclusion {
    let given = Given {
        keys: &[],
        roots: std::slice::from_ref(root),
        own_roots: &[],
        now: OffsetDateTime::UNIX_EPOCH,
    };
    verify(material, given, &RustCrypto).conclusion()
}

#[test]
fn a_bundle_of_any_bytes_is_read_or_refused() {
    let seeds = bundles();
    let root = vectors::public_good();
    let digest = Digest::sha256(b"a");
    let artifact = Artifact {
        digest: &digest,
        bytes: Some(b"a"),
    };
    let count = tried(|random| {
        let bytes = random.of_changed(&seeds);
        let _ = Bundle::read(&bytes);
        if let Ok(material) = carried::bundle(&bytes, artifact) {
            assert_ne!(verified(&material, &root), Conclusion::Holds);
        }
    });
    assert!(count > 100, "{count}");
}

#[test]
fn annotations_and_payloads_of_any_bytes_are_read_or_refused() {
    let forged: Vec<Forged> = forged();
    let classic: Vec<(&Forged, &Vec<u8>, &Annotations)> = forged
        .iter()
        .filter_map(|one| match &one.carried {
            Carried::Classic(payload, notes) | Carried::Attestation(payload, notes) => {
                Some((one, payload, notes))
            }
            Carried::Bundle(_) => None,
        })
        .collect();
    let others: Vec<Vec<u8>> = classic
        .iter()
        .flat_map(|(_, _, notes)| notes.0.iter().map(|it| it.1.clone().into_bytes()))
        .collect();
    let count = tried(|random| {
        let (forged, payload, notes) = *random.of(&classic);
        let (mut payload, mut notes) = (payload.clone(), notes.clone());
        match random.below(3) {
            0 => payload = random.changed(&payload, &others),
            _ => {
                let place = random.below(notes.0.len());
                let text = random.changed(notes.0[place].1.as_bytes(), &others);
                notes.0[place].1 = String::from_utf8_lossy(&text).into_owned();
            }
        }
        let digest = Digest::sha256(&forged.artifact);
        let artifact = Artifact {
            digest: &digest,
            bytes: None,
        };
        let _ = carried::classic(&payload, &notes, artifact);
        let _ = carried::classic_attestation(&payload, &notes, artifact);
    });
    assert!(count > 100, "{count}");
}

/// Every element of DER, however deep.
fn walk(mut reader: Reader<'_>) {
    while let Ok(element) = reader.any() {
        let _ = (
            element.bit_string(),
            element.integer(),
            element.unsigned(),
            element.boolean(),
        );
        if let Ok(inside) = element.inside() {
            walk(inside);
        }
    }
}

/// Signatures of the Notary Project, in COSE and in JWS.
fn envelopes() -> Vec<Vec<u8>> {
    let names = [
        "coseWithTimestamp.sig",
        "cose_signature.sig",
        "jws_signature.sig",
        "sa_valid_sig_env.json",
    ];
    let paths = names.iter().map(|name| format!("notation/{name}"));
    paths.filter_map(|path| vectors::read(&path)).collect()
}

/// All readers below bundles.
fn read_as_everything(bytes: &[u8], root: &TrustedRoot) {
    if let Ok(reader) = Reader::new(bytes) {
        walk(reader);
    }
    let _ = der::dotted(bytes);
    let _ = Certificate::parse(bytes);
    let _ = PublicKey::from_spki(bytes);
    let _ = PublicKey::from_rsa(bytes);
    let _ = (Token::of_response(bytes), Token::of_token(bytes));
    let _ = Statement::read(bytes);
    let _ = TrustedRoot::read_all(bytes, "any");
    let _ = (notation::read(bytes), cbor::Value::read(bytes));
    let _ = TrustPolicy::read(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = base64::decode(&text);
    let _ = pem::decode(&text);
    let _ = PublicKey::from_pem(&text);
    for log in &root.logs {
        let _ = Checkpoint::verify(&text, log, &RustCrypto);
    }
}

/// What stands in base64 anywhere in a document, and the texts themselves.
fn strings(node: &Value, found: &mut Vec<Vec<u8>>) {
    match node {
        Value::String(text) => {
            found.push(text.clone().into_bytes());
            found.extend(base64::decode(text).filter(|bytes| bytes.len() > 8));
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(members) => members.values().for_each(|member| strings(member, found)),
        _ => {}
    }
}

#[test]
fn certificates_keys_stamps_heads_and_roots_of_any_bytes_are_read_or_refused() {
    let mut seeds = Vec::new();
    for document in bundles()
        .into_iter()
        .chain(forged().into_iter().map(|one| one.root))
    {
        if let Ok(document) = serde_json::from_slice(&document) {
            strings(&document, &mut seeds);
        }
    }
    seeds.extend(forged().into_iter().map(|one| one.root));
    let roots = [
        "roots/trusted_root_staging.json",
        "roots/dhi-1.pub",
        "cosign-classic/pki_root_crts.pem",
    ];
    seeds.extend(roots.into_iter().filter_map(vectors::read));
    seeds.extend(envelopes());
    let root = vectors::public_good();
    for seed in &seeds {
        read_as_everything(seed, &root);
    }
    let count = tried(|random| {
        let bytes = random.of_changed(&seeds);
        read_as_everything(&bytes, &root);
    });
    assert!(count > 100, "{count}");
}

/// Where the bytes stand in a bundle that something signs, in base64.
const SIGNED: [&str; 10] = [
    "/messageSignature/signature",
    "/messageSignature/messageDigest/digest",
    "/dsseEnvelope/payload",
    "/dsseEnvelope/signatures/0/sig",
    "/verificationMaterial/certificate/rawBytes",
    "/verificationMaterial/tlogEntries/0/canonicalizedBody",
    "/verificationMaterial/tlogEntries/0/logId/keyId",
    "/verificationMaterial/tlogEntries/0/inclusionPromise/signedEntryTimestamp",
    "/verificationMaterial/tlogEntries/0/inclusionProof/rootHash",
    "/verificationMaterial/tlogEntries/0/inclusionProof/hashes/1",
];

/// The same in annotations: below which key, and where in the JSON there.
const ANNOTATED: [(&str, &str); 4] = [
    ("dev.cosignproject.cosign/signature", ""),
    ("dev.sigstore.cosign/certificate", "PEM"),
    ("dev.sigstore.cosign/bundle", "/SignedEntryTimestamp"),
    ("dev.sigstore.cosign/bundle", "/Payload/body"),
];

/// One bit is another.
fn flip(bytes: &mut [u8], random: &mut Random) {
    let at = random.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << random.below(8);
    }
}

fn flipped_text(text: &str, random: &mut Random) -> String {
    let mut bytes = base64::decode(text).unwrap();
    flip(&mut bytes, random);
    base64::encode(&bytes)
}

fn flipped_bundle(json: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut bundle: Value = serde_json::from_slice(json).unwrap();
    let place = bundle.pointer_mut(SIGNED[random.below(SIGNED.len())])?;
    *place = json!(flipped_text(place.as_str().unwrap(), random));
    Some(bundle.to_string().into_bytes())
}

/// `None` where there is nothing to flip.
fn flipped_note(notes: &Annotations, random: &mut Random) -> Option<Annotations> {
    let (key, pointer) = *random.of(&ANNOTATED);
    let mut notes = notes.clone();
    let (_, text) = notes
        .0
        .iter_mut()
        .find(|(own, text)| own == key && !text.is_empty())?;
    *text = match pointer {
        "" => flipped_text(text, random),
        "PEM" => {
            let (label, mut bytes) = pem::decode(text).unwrap().remove(0);
            flip(&mut bytes, random);
            pem::encode(&label, &bytes)
        }
        pointer => {
            let mut json: Value = serde_json::from_str(text).unwrap();
            let place = json.pointer_mut(pointer).unwrap();
            *place = json!(flipped_text(place.as_str().unwrap(), random));
            json.to_string()
        }
    };
    Some(notes)
}

fn flipped(carried: &Carried, random: &mut Random) -> Option<Carried> {
    let is_payload = random.below(3) == 0;
    let mut payload_of = |payload: &Vec<u8>| {
        let mut payload = payload.clone();
        flip(&mut payload, random);
        payload
    };
    Some(match carried {
        Carried::Bundle(json) => Carried::Bundle(flipped_bundle(json, random)?),
        Carried::Classic(payload, notes) if is_payload => {
            Carried::Classic(payload_of(payload), notes.clone())
        }
        Carried::Attestation(envelope, notes) if is_payload => {
            Carried::Attestation(payload_of(envelope), notes.clone())
        }
        Carried::Classic(payload, notes) => {
            Carried::Classic(payload.clone(), flipped_note(notes, random)?)
        }
        Carried::Attestation(envelope, notes) => {
            Carried::Attestation(envelope.clone(), flipped_note(notes, random)?)
        }
    })
}

#[test]
fn nothing_holds_of_which_a_signed_bit_is_another() {
    let forged = forged();
    let mut verified = 0;
    tried(|random| {
        let one = random.of(&forged);
        let Some(carried) = flipped(&one.carried, random) else {
            return;
        };
        let changed = Forged {
            carried,
            ..one.clone()
        };
        if let Ok(proof) = changed.proof() {
            verified += 1;
            assert_ne!(
                proof.conclusion(),
                Conclusion::Holds,
                "{:?}",
                changed.carried
            );
        }
    });
    assert!(verified > 20, "{verified}");
}

/// What is made to take long takes no longer than it is long.
#[test]
fn readers_are_bounded() {
    const LONG: usize = 1 << 20;
    let root = vectors::public_good();
    let nested = [
        vec![0x81; LONG],
        vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x30, 0x80].repeat(LONG / 2),
        vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    ];
    let proper = (0..2_000).fold(Vec::new(), |inner: Vec<u8>, _| {
        der::write(der::SEQUENCE, &[&inner])
    });
    let texts = [
        "[".repeat(LONG),
        r#"{"a":"#.repeat(LONG / 5),
        "-----BEGIN A-----".repeat(LONG / 17),
        "-----BEGIN ".repeat(LONG / 11),
        "=".repeat(LONG),
        "A".repeat(LONG),
        "\n\n\u{2014} ".repeat(LONG / 6),
        format!(
            "o\n1\n{}\n\n{}",
            "A".repeat(44),
            "\u{2014} rekor.sigstore.dev AAAAAAAA\n".repeat(30_000)
        ),
    ];
    let start = Instant::now();
    for bytes in nested.iter().chain([&proper]) {
        read_as_everything(bytes, &root);
    }
    for text in &texts {
        read_as_everything(text.as_bytes(), &root);
        let _ = Bundle::read(text.as_bytes());
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}
