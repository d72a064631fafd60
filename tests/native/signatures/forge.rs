//! A miniature Sigstore with keys of its own, that signs anything in any form and breaks
//! one step at a time: all else is signed again over what is broken.

mod authorities;
pub mod certificates;

use assay::image::descriptor::Annotations;
use assay::image::digest::Digest;
use assay::image::digest::raw::sha256;
use assay::signature::carried::{self, Artifact};
use assay::signature::fault::Fault;
use assay::signature::hex;
use assay::signature::merkle::{NodeHash, leaf_hash, node_hash};
use assay::signature::proof::Proof;
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sigstore::{Given, Material, verify};
use assay::signature::trusted_root::TrustedRoot;
use assay::signature::{base64, pem};
use certificates::Key;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// When all is signed.
pub const AT: i64 = 1_700_000_000;
const YEAR: i64 = 31_536_000;
pub const ADDRESS: &str = "https://example.org/release.yml@refs/heads/main";
pub const ISSUER: &str = "https://issuer.example.org";

/// In which form it is signed and recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A bundle of a message; log of the first generation.
    Message,
    /// A bundle of a statement; log of the first generation.
    Envelope,
    /// A bundle of a message; log of the second generation.
    Second,
    /// A bundle of a statement; log of the second generation.
    SecondEnvelope,
    Classic,
    ClassicAttestation,
}

pub const FORMS: [Form; 6] = [
    Form::Message,
    Form::Envelope,
    Form::Second,
    Form::SecondEnvelope,
    Form::Classic,
    Form::ClassicAttestation,
];

/// What is broken, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    Nothing,
    /// It is of something else.
    Subject,
    /// The right key signed another message.
    SignedOther,
    /// Another key signed.
    SignedByOther,
    PromiseByOther,
    PromiseOfOtherTime,
    /// The log was trusted at another time only.
    LogWindow,
    UnknownLog,
    HeadByOther,
    /// A head that the log signed, of another tree.
    HeadOfOtherTree,
    PathHash,
    PathIndex,
    EntryDigest,
    EntrySignature,
    EntryKey,
    EntryKind,
    NoEntry,
    LeafExpired,
    LeafNotYetValid,
    IntermediateExpired,
    LeafByOther,
    IntermediateByOther,
    IntermediateNoAuthority,
    IntermediateIssuesNothing,
    RootPathLength,
    AuthorityWindow,
    LeafForNothing,
    LeafForOther,
    SctByOther,
    SctOfUnknownLog,
    SctOfOtherCertificate,
    SctAbsent,
    SctWindow,
    NoTime,
    StampOfOther,
    StampByOther,
    StampWindow,
    StampForOther,
    StampSignerExpired,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Forged {
    /// A trusted root.
    pub root: Vec<u8>,
    pub artifact: Vec<u8>,
    pub carried: Carried,
}

#[derive(Clone, Debug)]
pub enum Carried {
    Bundle(Vec<u8>),
    Classic(Vec<u8>, Annotations),
    Attestation(Vec<u8>, Annotations),
}

impl Forged {
    pub fn material(&self) -> Result<Material, Fault> {
        let digest = Digest::sha256(&self.artifact);
        let artifact = Artifact {
            digest: &digest,
            bytes: Some(&self.artifact),
        };
        match &self.carried {
            Carried::Bundle(json) => carried::bundle(json, artifact),
            Carried::Classic(payload, notes) => carried::classic(payload, notes, artifact),
            Carried::Attestation(envelope, notes) => {
                carried::classic_attestation(envelope, notes, artifact)
            }
        }
    }

    pub fn proof(&self) -> Result<Proof, Fault> {
        let given = Given {
            keys: &[],
            roots: &[TrustedRoot::read(&self.root, "forged")?],
            own_roots: &[],
            now: OffsetDateTime::UNIX_EPOCH,
        };
        Ok(verify(&self.material()?, given, &RustCrypto))
    }
}

/// Signs something, breaking one step.
pub fn forge(form: Form, broken: Broken) -> Forged {
    Forge { form, broken }.run()
}

struct Forge {
    form: Form,
    broken: Broken,
}

const LEAF: u8 = 1;
const INTERMEDIATE: u8 = 2;
const ROOT: u8 = 3;
const CERTIFICATE_LOG: u8 = 4;
const LOG: u8 = 5;
const TIMES: u8 = 6;
const TIMES_ROOT: u8 = 7;
pub const OTHER: u8 = 9;

/// An entry of the log, with all that proves it.
struct Logged {
    body: Vec<u8>,
    kind: &'static str,
    version: &'static str,
    log_id: Vec<u8>,
    promise: Vec<u8>,
    index: usize,
    hashes: Vec<NodeHash>,
    head: NodeHash,
    checkpoint: String,
}

const TREE_SIZE: usize = 11;
const PLACE: usize = 6;
/// Of the entry over all shards: another one than in its tree.
const GLOBAL_INDEX: usize = 1006;

impl Forge {
    fn is(&self, broken: Broken) -> bool {
        self.broken == broken
    }

    /// The key with this number, or another one where that is what is broken.
    fn key(&self, number: u8, broken: Broken) -> Key {
        Key::number(if self.is(broken) { OTHER } else { number })
    }

    fn is_second(&self) -> bool {
        matches!(self.form, Form::Second | Form::SecondEnvelope)
    }

    fn run(&self) -> Forged {
        let artifact = b"an image".to_vec();
        let named = match self.is(Broken::Subject) {
            true => Digest::sha256(b"another image"),
            false => Digest::sha256(&artifact),
        };
        let payload = match self.form {
            Form::Message | Form::Second => artifact.clone(),
            Form::Classic => classic(&named),
            _ => statement(&named),
        };
        let is_envelope = !matches!(self.form, Form::Message | Form::Second | Form::Classic);
        let message = match is_envelope {
            true => pre_authentication(&payload),
            false => payload.clone(),
        };
        let signer = self.key(LEAF, Broken::SignedByOther);
        let signature = match self.is(Broken::SignedOther) {
            true => signer.sign(b"another message"),
            false => signer.sign(&message),
        };
        let envelope = json!({
            "payloadType": "application/vnd.in-toto+json",
            "payload": base64::encode(&payload),
            "signatures": [{"sig": base64::encode(&signature)}],
        });
        let chain = self.certificates();
        let text = envelope.to_string().into_bytes();
        let logged = self.logged(&message, &payload, &text, &signature, &chain[0]);
        let stamped = if self.form == Form::ClassicAttestation {
            &text
        } else {
            &signature
        };
        let stamp = self.stamp(stamped);
        let carried = match self.form {
            Form::Classic => {
                let notes = self.annotations(&signature, &chain, &logged, &stamp);
                Carried::Classic(payload, notes)
            }
            Form::ClassicAttestation => {
                Carried::Attestation(text, self.annotations(&[], &chain, &logged, &stamp))
            }
            _ => {
                let content = match is_envelope {
                    true => ("dsseEnvelope", envelope),
                    false => {
                        let digest = base64::encode(&from_hex(named.encoded()));
                        let digest = json!({"algorithm": "SHA2_256", "digest": digest});
                        let signature = base64::encode(&signature);
                        let message = json!({"messageDigest": digest, "signature": signature});
                        ("messageSignature", message)
                    }
                };
                Carried::Bundle(self.bundle(content, &chain[0], &logged, &stamp))
            }
        };
        Forged {
            root: self.root(&chain),
            artifact,
            carried,
        }
    }

    fn stamp(&self, signed: &[u8]) -> Vec<u8> {
        let signed = if self.is(Broken::StampOfOther) {
            b"other"
        } else {
            signed
        };
        let by = self.key(TIMES, Broken::StampByOther);
        certificates::timestamp(&sha256(signed), AT, "times", &by)
    }

    fn logged(
        &self,
        message: &[u8],
        payload: &[u8],
        envelope: &[u8],
        signature: &[u8],
        leaf: &[u8],
    ) -> Logged {
        let other = b"other".to_vec();
        let (mut message, mut payload, mut signature) = (message, payload, signature.to_vec());
        let mut verifier = leaf.to_vec();
        match self.broken {
            Broken::EntryDigest => (message, payload) = (&other, &other),
            Broken::EntrySignature => signature = Key::number(LEAF).sign(b"other"),
            Broken::EntryKey => verifier = self.leaf(&Key::number(OTHER)),
            _ => {}
        }
        let (kind, version, spec) = match self.form {
            Form::Message | Form::Classic => (
                "hashedrekord",
                "0.0.1",
                json!({
                    "data": {"hash": {"algorithm": "sha256", "value": hex::encode(&sha256(message))}},
                    "signature": {
                        "content": base64::encode(&signature),
                        "publicKey": {"content": in_pem(&verifier)},
                    },
                }),
            ),
            Form::Second | Form::SecondEnvelope => (
                "hashedrekord",
                "0.0.2",
                json!({
                    "hashedRekordV002": {
                        "data": {"algorithm": "SHA2_256", "digest": base64::encode(&sha256(message))},
                        "signature": {
                            "content": base64::encode(&signature),
                            "verifier": {
                                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                                "x509Certificate": {"rawBytes": base64::encode(&verifier)},
                            },
                        },
                    },
                }),
            ),
            Form::Envelope | Form::ClassicAttestation => (
                "dsse",
                "0.0.1",
                json!({
                    "envelopeHash": {"algorithm": "sha256", "value": hex::encode(&sha256(envelope))},
                    "payloadHash": {"algorithm": "sha256", "value": hex::encode(&sha256(payload))},
                    "signatures": [{
                        "signature": base64::encode(&signature),
                        "verifier": in_pem(&verifier),
                    }],
                }),
            ),
        };
        let own_kind = if self.is(Broken::EntryKind) {
            "rpm"
        } else {
            kind
        };
        let body = json!({"apiVersion": version, "kind": own_kind, "spec": spec});
        self.recorded(body.to_string().into_bytes(), kind, version)
    }

    fn recorded(&self, body: Vec<u8>, kind: &'static str, version: &'static str) -> Logged {
        let log = self.key(LOG, Broken::UnknownLog);
        let id = log.id();
        let index = if self.is_second() {
            PLACE
        } else {
            GLOBAL_INDEX
        };
        let promised = |at: i64| {
            let body = base64::encode(&body);
            let id = hex::encode(&id);
            format!(
                r#"{{"body":"{body}","integratedTime":{at},"logID":"{id}","logIndex":{index}}}"#
            )
        };
        let at = AT + i64::from(self.is(Broken::PromiseOfOtherTime));
        let promise = self
            .key(LOG, Broken::PromiseByOther)
            .sign(promised(at).as_bytes());
        let leaves: Vec<NodeHash> = (0..TREE_SIZE)
            .map(|place| match place {
                PLACE => leaf_hash(&body),
                place => leaf_hash(&place.to_be_bytes()),
            })
            .collect();
        let head = tree_head(&leaves);
        let (mut hashes, mut place) = (path(PLACE, &leaves), PLACE);
        match self.broken {
            Broken::PathHash => hashes[1][0] ^= 1,
            Broken::PathIndex => place -= 2,
            _ => {}
        }
        let index = if self.is_second() && self.is(Broken::PathIndex) {
            place
        } else {
            index
        };
        let (size, root) = match self.is(Broken::HeadOfOtherTree) {
            true => (TREE_SIZE - 1, tree_head(&leaves[..TREE_SIZE - 1])),
            false => (TREE_SIZE, head),
        };
        let note = format!("log.example.org - 5\n{size}\n{}\n", base64::encode(&root));
        let signer = self.key(LOG, Broken::HeadByOther);
        let signed = [&id[..4], &signer.sign(note.as_bytes())].concat();
        let checkpoint = format!(
            "{note}\n\u{2014} log.example.org {}\n",
            base64::encode(&signed)
        );
        Logged {
            body,
            kind,
            version,
            log_id: id.to_vec(),
            promise,
            index: if self.is_second() { index } else { place },
            hashes,
            head,
            checkpoint,
        }
    }

    fn bundle(
        &self,
        (content_name, content): (&str, Value),
        leaf: &[u8],
        logged: &Logged,
        stamp: &[u8],
    ) -> Vec<u8> {
        let hashes = logged.hashes.iter().map(|hash| base64::encode(hash));
        let mut entry = json!({
            "logIndex": GLOBAL_INDEX.to_string(),
            "logId": {"keyId": base64::encode(&logged.log_id)},
            "kindVersion": {"kind": logged.kind, "version": logged.version},
            "inclusionProof": {
                "logIndex": logged.index.to_string(),
                "rootHash": base64::encode(&logged.head),
                "treeSize": TREE_SIZE.to_string(),
                "hashes": hashes.collect::<Vec<_>>(),
                "checkpoint": {"envelope": logged.checkpoint},
            },
            "canonicalizedBody": base64::encode(&logged.body),
        });
        if self.is_second() {
            entry["logIndex"] = json!(logged.index.to_string());
        } else if !self.is(Broken::NoTime) {
            let promise = base64::encode(&logged.promise);
            entry["inclusionPromise"] = json!({"signedEntryTimestamp": promise});
            entry["integratedTime"] = json!(AT.to_string());
        }
        let entries = if self.is(Broken::NoEntry) {
            json!([])
        } else {
            json!([entry])
        };
        let stamp = json!({"signedTimestamp": base64::encode(stamp)});
        let stamps = if self.is(Broken::NoTime) {
            json!([])
        } else {
            json!([stamp])
        };
        let bundle = json!({
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": base64::encode(leaf)},
                "tlogEntries": entries,
                "timestampVerificationData": {"rfc3161Timestamps": stamps},
            },
            content_name: content,
        });
        bundle.to_string().into_bytes()
    }

    fn annotations(
        &self,
        signature: &[u8],
        chain: &[Vec<u8>; 3],
        logged: &Logged,
        stamp: &[u8],
    ) -> Annotations {
        let promise = json!({
            "SignedEntryTimestamp": base64::encode(&logged.promise),
            "Payload": {
                "body": base64::encode(&logged.body),
                "integratedTime": AT,
                "logIndex": GLOBAL_INDEX,
                "logID": hex::encode(&logged.log_id),
            },
        });
        let stamp = json!({"SignedRFC3161Timestamp": base64::encode(stamp)});
        let mut notes = vec![
            (
                "dev.cosignproject.cosign/signature",
                base64::encode(signature),
            ),
            (
                "dev.sigstore.cosign/certificate",
                pem::encode("CERTIFICATE", &chain[0]),
            ),
            (
                "dev.sigstore.cosign/chain",
                pem::encode("CERTIFICATE", &chain[1]),
            ),
        ];
        if !self.is(Broken::NoEntry) {
            notes.push(("dev.sigstore.cosign/bundle", promise.to_string()));
        }
        notes.push(("dev.sigstore.cosign/rfc3161timestamp", stamp.to_string()));
        let notes = notes
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Annotations(notes.collect())
    }
}

fn from_hex(digits: &str) -> Vec<u8> {
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

fn in_pem(certificate: &[u8]) -> String {
    base64::encode(pem::encode("CERTIFICATE", certificate).as_bytes())
}

fn classic(of: &Digest) -> Vec<u8> {
    let payload = json!({
        "critical": {
            "identity": {"docker-reference": "example.org/image"},
            "image": {"docker-manifest-digest": of.as_str()},
            "type": "cosign container image signature",
        },
        "optional": null,
    });
    payload.to_string().into_bytes()
}

fn statement(of: &Digest) -> Vec<u8> {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "image", "digest": {"sha256": of.encoded()}}],
        "predicateType": "https://sigstore.dev/cosign/sign/v1",
        "predicate": {},
    });
    statement.to_string().into_bytes()
}

/// PAE of DSSE, written down again: what is under test has its own.
fn pre_authentication(payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 28 application/vnd.in-toto+json {} ", payload.len());
    [head.as_bytes(), payload].concat()
}

/// RFC 6962 §2.1, as it is written there.
fn tree_head(leaves: &[NodeHash]) -> NodeHash {
    match leaves {
        [leaf] => *leaf,
        leaves => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&tree_head(left), &tree_head(right))
        }
    }
}

/// RFC 6962 §2.1.1.
fn path(place: usize, leaves: &[NodeHash]) -> Vec<NodeHash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut hashes, other) = match place.checked_sub(left.len()) {
        None => (path(place, left), tree_head(right)),
        Some(place) => (path(place, right), tree_head(left)),
    };
    hashes.push(other);
    hashes
}

/// The largest power of two below a number.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}
