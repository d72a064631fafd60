//! Who is trusted in the miniature Sigstore: certificates, logs and clocks.

use assay::signature::{base64, oid};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::certificates::{ISSUES, Key, Request, SIGNS, authority, identity, key_usage, purpose};
use super::{
    ADDRESS, AT, Broken, CERTIFICATE_LOG, Forge, INTERMEDIATE, ISSUER, LEAF, LOG, ROOT, TIMES,
    TIMES_ROOT, YEAR,
};

impl Forge {
    /// The leaf, the one that issued it, and the root.
    pub(super) fn certificates(&self) -> [Vec<u8>; 3] {
        let (root, intermediate) = (Key::number(ROOT), Key::number(INTERMEDIATE));
        let length = self.is(Broken::RootPathLength).then_some(0);
        let top = Request {
            subject: "root",
            issuer: "root",
            key: &root,
            valid: (AT - YEAR, AT + YEAR),
            extensions: vec![authority(true, length), key_usage(ISSUES)],
        };
        let usage = if self.is(Broken::IntermediateIssuesNothing) {
            SIGNS
        } else {
            ISSUES
        };
        let between = Request {
            subject: "intermediate",
            issuer: "root",
            key: &intermediate,
            valid: match self.is(Broken::IntermediateExpired) {
                true => (AT - YEAR, AT - 1),
                false => (AT - YEAR, AT + YEAR),
            },
            extensions: vec![
                authority(!self.is(Broken::IntermediateNoAuthority), None),
                key_usage(usage),
                purpose(oid::CODE_SIGNING),
            ],
        };
        [
            self.leaf(&Key::number(LEAF)),
            between.issued(&self.key(ROOT, Broken::IntermediateByOther)),
            top.issued(&root),
        ]
    }

    pub(super) fn leaf(&self, key: &Key) -> Vec<u8> {
        let mut extensions = vec![key_usage(SIGNS)];
        extensions.extend(identity(ADDRESS, ISSUER));
        match self.broken {
            Broken::LeafForNothing => {}
            Broken::LeafForOther => extensions.push(purpose(&[0x2b, 6, 1, 5, 5, 7, 3, 1])),
            _ => extensions.push(purpose(oid::CODE_SIGNING)),
        }
        let mut leaf = Request {
            subject: "",
            issuer: "intermediate",
            key,
            valid: match self.broken {
                Broken::LeafExpired => (AT - 600, AT - 1),
                Broken::LeafNotYetValid => (AT + 1, AT + 600),
                _ => (AT - 60, AT + 540),
            },
            extensions,
        };
        let issuer = Key::number(INTERMEDIATE);
        let named = self.key(CERTIFICATE_LOG, Broken::SctOfUnknownLog);
        let signing = self.key(CERTIFICATE_LOG, Broken::SctByOther);
        let signing = if self.is(Broken::SctOfUnknownLog) {
            &named
        } else {
            &signing
        };
        if !self.is(Broken::SctAbsent) {
            leaf.log(AT, &issuer, &named, signing);
        }
        if self.is(Broken::SctOfOtherCertificate) {
            leaf.valid.1 += 60;
        }
        leaf.issued(&self.key(INTERMEDIATE, Broken::LeafByOther))
    }

    pub(super) fn root(&self, chain: &[Vec<u8>; 3]) -> Vec<u8> {
        let always = json!({"start": moment(AT - YEAR)});
        let ended = json!({"start": moment(AT - YEAR), "end": moment(AT - 1)});
        let window = |broken| if self.is(broken) { &ended } else { &always };
        let log = |number, address: &str, broken| {
            let key = Key::number(number);
            json!({
                "baseUrl": format!("https://{address}"),
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": base64::encode(&key.spki()),
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": window(broken),
                },
                "logId": {"keyId": base64::encode(&key.id())},
            })
        };
        let authority = |certificates: &[Vec<u8>], broken| {
            let raw = |der: &Vec<u8>| json!({"rawBytes": base64::encode(der)});
            let certificates: Vec<Value> = certificates.iter().map(raw).collect();
            json!({"certChain": {"certificates": certificates}, "validFor": window(broken)})
        };
        let root = json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(LOG, "log.example.org", Broken::LogWindow)],
            "ctlogs": [log(CERTIFICATE_LOG, "ct.example.org", Broken::SctWindow)],
            "certificateAuthorities": [authority(&chain[1..], Broken::AuthorityWindow)],
            "timestampAuthorities": [authority(&self.times(), Broken::StampWindow)],
        });
        root.to_string().into_bytes()
    }

    /// The certificates of who stands for times.
    fn times(&self) -> [Vec<u8>; 2] {
        let (key, top) = (Key::number(TIMES), Key::number(TIMES_ROOT));
        let for_what = match self.is(Broken::StampForOther) {
            true => oid::CODE_SIGNING,
            false => oid::TIME_STAMPING,
        };
        let signer = Request {
            subject: "clock",
            issuer: "times",
            key: &key,
            valid: match self.is(Broken::StampSignerExpired) {
                true => (AT - YEAR, AT - 1),
                false => (AT - YEAR, AT + YEAR),
            },
            extensions: vec![key_usage(SIGNS), purpose(for_what)],
        };
        let root = Request {
            subject: "times",
            issuer: "times",
            key: &top,
            valid: (AT - YEAR, AT + YEAR),
            extensions: vec![authority(true, None), key_usage(ISSUES)],
        };
        [signer.issued(&top), root.issued(&top)]
    }
}

fn moment(at: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at).unwrap();
    at.format(&Rfc3339).unwrap()
}
