//! What somebody could try who wants something to hold that nobody signed so.

use assay::image::descriptor::Annotations;
use assay::image::digest::Digest;
use assay::image::digest::raw::{sha256, sha384, sha512};
use assay::signature::carried::{self, Artifact};
use assay::signature::certificate::AlternativeName;
use assay::signature::expectation::{Expectation, Met};
use assay::signature::fault::Fault;
use assay::signature::hex;
use assay::signature::key::PublicKey;
use assay::signature::log_body::{self, Bound};
use assay::signature::proof::{About, Conclusion, Open, Proof, Signer, Verdict};
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sigstore::{Given, verify};
use assay::signature::trusted_root::TrustedRoot;
use assay::signature::{base64, pem};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::forge::certificates::{ISSUES, Key, Request, authority, key_usage};
use super::forge::{AT, Broken, Carried, Forged, Form, ISSUER, OTHER, forge};
use super::vectors::told;

fn failed(proof: &Proof) -> Vec<About> {
    proof.failures().map(|(about, _)| about).collect()
}

/// A forged bundle, changed by hand.
fn edited(mut forged: Forged, edit: impl FnOnce(&mut Value)) -> Forged {
    let Carried::Bundle(json) = &forged.carried else {
        panic!("no bundle");
    };
    let mut bundle: Value = serde_json::from_slice(json).unwrap();
    edit(&mut bundle);
    forged.carried = Carried::Bundle(bundle.to_string().into_bytes());
    forged
}

fn entry(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][0]
}

fn remove(node: &mut Value, key: &str) {
    assert!(node.as_object_mut().unwrap().remove(key).is_some(), "{key}");
}

/// The proof of a bundle for some artifact.
fn proof_of(forged: &Forged, digest: &Digest, bytes: Option<&[u8]>) -> Proof {
    let Carried::Bundle(json) = &forged.carried else {
        panic!("no bundle");
    };
    let material = carried::bundle(json, Artifact { digest, bytes }).unwrap();
    let given = Given {
        keys: &[],
        roots: &[TrustedRoot::read(&forged.root, "forged").unwrap()],
        own_roots: &[],
        now: OffsetDateTime::UNIX_EPOCH,
    };
    verify(&material, given, &RustCrypto)
}

#[test]
fn bytes_that_are_not_what_their_digest_says_prove_nothing_of_it() {
    let named = Digest::sha256(b"what everybody believes it is");
    for form in [Form::Message, Form::Second] {
        let forged = forge(form, Broken::Nothing);
        let proof = proof_of(&forged, &named, Some(&forged.artifact));
        assert_eq!(failed(&proof), [About::Subject], "{:?}", told(&proof));
    }
    // Also where the bundle names no digest.
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        remove(&mut bundle["messageSignature"], "messageDigest");
    });
    let proof = proof_of(&forged, &named, Some(&forged.artifact));
    assert_eq!(
        proof.conclusion(),
        Conclusion::Incomplete,
        "{:?}",
        told(&proof)
    );
    let right = proof_of(
        &forged,
        &Digest::sha256(&forged.artifact),
        Some(&forged.artifact),
    );
    assert_eq!(right.conclusion(), Conclusion::Holds, "{:?}", told(&right));
}

#[test]
fn a_time_that_no_log_signed_is_none() {
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        remove(entry(bundle), "inclusionPromise");
        bundle["verificationMaterial"]["timestampVerificationData"] = json!({});
    });
    let proof = forged.proof().unwrap();
    assert_eq!(failed(&proof), [About::Time], "{:?}", told(&proof));
    assert!(proof.times.is_empty());
}

/// Over all shards an entry has a number that only a promise proves.
#[test]
fn a_number_that_no_log_signed_is_not_shown() {
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        remove(entry(bundle), "inclusionPromise");
        remove(entry(bundle), "integratedTime");
        entry(bundle)["logIndex"] = json!("424242");
    });
    let proof = forged.proof().unwrap();
    assert_eq!(proof.conclusion(), Conclusion::Holds, "{:?}", told(&proof));
    assert_eq!(proof.recorded[0].index, 6);
    let promised = forge(Form::Message, Broken::Nothing).proof().unwrap();
    assert_eq!(promised.recorded[0].index, 1006);
    let renumbered = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        entry(bundle)["logIndex"] = json!("424242");
    });
    assert_eq!(failed(&renumbered.proof().unwrap()), [About::Promise(0)]);
}

/// CVE-2022-36056, CVE-2026-22703: a good entry of somebody else.
#[test]
fn an_entry_of_another_signature_proves_nothing() {
    let mut other = None;
    edited(forge(Form::Message, Broken::EntrySignature), |bundle| {
        other = Some(entry(bundle).clone());
    });
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        *entry(bundle) = other.unwrap();
    });
    assert_eq!(failed(&forged.proof().unwrap()), [About::Entry(0)]);
}

#[test]
fn an_entry_of_the_first_generation_is_not_read_as_one_of_the_second() {
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        entry(bundle)["kindVersion"]["version"] = json!("0.0.2");
    });
    let proof = forged.proof().unwrap();
    assert!(
        failed(&proof).contains(&About::Entry(0)),
        "{:?}",
        told(&proof)
    );
}

/// That the same is in the log twice makes it no surer.
#[test]
fn an_entry_twice_is_no_bundle() {
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        let again = entry(bundle).clone();
        let entries = &mut bundle["verificationMaterial"]["tlogEntries"];
        entries.as_array_mut().unwrap().push(again);
    });
    assert_eq!(forged.proof(), Err(Fault::SameEntryTwice));
}

#[test]
fn a_statement_whose_digests_cannot_be_computed_is_left_open() {
    let forged = forge(Form::Envelope, Broken::Nothing);
    // By an algorithm that the statement does not name, and without bytes.
    let by_other: Digest = format!("sha512:{}", "0".repeat(128)).parse().unwrap();
    let proof = proof_of(&forged, &by_other, None);
    let subject = proof
        .steps
        .iter()
        .find(|step| step.about == About::Subject)
        .unwrap();
    assert_eq!(subject.verdict, Verdict::Open(Open::NoBytes));
    assert_eq!(proof.conclusion(), Conclusion::Incomplete);
    let proof = proof_of(&forged, &Digest::sha256(b"other"), None);
    assert_eq!(failed(&proof), [About::Subject]);
}

#[test]
fn members_that_are_null_are_left_out() {
    let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        bundle["dsseEnvelope"] = Value::Null;
        bundle["verificationMaterial"]["publicKey"] = Value::Null;
        bundle["verificationMaterial"]["x509CertificateChain"] = Value::Null;
    });
    let proof = forged.proof().unwrap();
    assert_eq!(proof.conclusion(), Conclusion::Holds, "{:?}", told(&proof));
    let both = edited(forge(Form::Message, Broken::Nothing), |bundle| {
        bundle["dsseEnvelope"] = json!({});
    });
    assert_eq!(both.proof(), Err(Fault::NotOneContent));
}

#[test]
fn a_digest_of_another_length_is_held_against_the_same_bytes() {
    for (bytes, expected) in [
        (&b"an image"[..], Conclusion::Holds),
        (b"other", Conclusion::Fails),
    ] {
        let forged = edited(forge(Form::Message, Broken::Nothing), |bundle| {
            let digest = base64::encode(&sha384(bytes));
            bundle["messageSignature"]["messageDigest"]["digest"] = json!(digest);
        });
        let proof = forged.proof().unwrap();
        assert_eq!(proof.conclusion(), expected, "{:?}", told(&proof));
    }
}

/// A key, or another certificate, in the annotations of cosign's older form.
#[test]
fn annotations_of_another_signature_prove_nothing() {
    let (good, other) = (
        forge(Form::Classic, Broken::Nothing),
        forge(Form::Classic, Broken::Subject),
    );
    let (Carried::Classic(payload, own), Carried::Classic(_, others)) =
        (&good.carried, &other.carried)
    else {
        panic!("not classic");
    };
    for (place, (key, value)) in others.0.iter().enumerate() {
        let mut mixed = own.clone();
        if mixed.0[place].1 == *value {
            continue;
        }
        mixed.0[place].1.clone_from(value);
        let carried = Carried::Classic(payload.clone(), mixed);
        let proof = Forged {
            carried,
            ..good.clone()
        }
        .proof()
        .unwrap();
        assert_eq!(
            proof.conclusion(),
            Conclusion::Fails,
            "{key}: {:?}",
            told(&proof)
        );
    }
    let without = |key: &str| {
        let kept = own.0.iter().filter(|(own, _)| own != key).cloned();
        let carried = Carried::Classic(payload.clone(), Annotations(kept.collect()));
        Forged {
            carried,
            ..good.clone()
        }
        .proof()
    };
    // Without its certificate nobody's key is left.
    let proof = without("dev.sigstore.cosign/certificate").unwrap();
    assert_eq!(
        proof.conclusion(),
        Conclusion::Incomplete,
        "{:?}",
        told(&proof)
    );
    assert!(without("dev.cosignproject.cosign/signature").is_err());
}

/// The certificates that come with a signature are nobody's word.
#[test]
fn an_authority_that_comes_along_is_not_trusted() {
    let forged = forge(Form::Classic, Broken::LeafByOther);
    let key = Key::number(OTHER);
    let own = Request {
        subject: "intermediate",
        issuer: "intermediate",
        key: &key,
        valid: (AT - 1000, AT + 1000),
        extensions: vec![authority(true, None), key_usage(ISSUES)],
    };
    let own = own.issued(&key);
    let Carried::Classic(payload, mut notes) = forged.carried.clone() else {
        panic!("not classic");
    };
    let chain = notes
        .0
        .iter_mut()
        .find(|(key, _)| key == "dev.sigstore.cosign/chain")
        .unwrap();
    chain.1 = pem::encode("CERTIFICATE", &own);
    let carried = Carried::Classic(payload, notes);
    let forged = Forged { carried, ..forged };
    let proof = forged.proof().unwrap();
    assert_eq!(failed(&proof), [About::Chain], "{:?}", told(&proof));
    // A person who gives a root of their own trusts in that, and not in this.
    let root = TrustedRoot::read(&forged.root, "forged").unwrap();
    let given = Given {
        keys: &[],
        own_roots: &root.authorities[0].certificates,
        roots: std::slice::from_ref(&root),
        now: OffsetDateTime::UNIX_EPOCH,
    };
    let proof = verify(&forged.material().unwrap(), given, &RustCrypto);
    assert_eq!(failed(&proof), [About::Chain], "{:?}", told(&proof));
}

/// Logs keep the hash that the key signs by.
#[test]
fn an_entry_may_have_any_hash_of_sigstores_and_no_other() {
    let key = PublicKey::from_spki(&Key::number(1).spki()).unwrap();
    let bound = Bound {
        message: b"message",
        payload: None,
        envelope: None,
        signature: b"signature",
        verifier: key.spki(),
        key: &key,
    };
    let check = |algorithm: &str, digest: &[u8]| {
        let body = json!({
            "kind": "hashedrekord",
            "apiVersion": "0.0.2",
            "spec": {"hashedRekordV002": {
                "data": {"algorithm": algorithm, "digest": base64::encode(digest)},
                "signature": {
                    "content": base64::encode(b"signature"),
                    "verifier": {"publicKey": {"rawBytes": base64::encode(key.spki())}},
                },
            }},
        });
        log_body::check(body.to_string().as_bytes(), "hashedrekord", "0.0.2", bound)
    };
    assert_eq!(check("SHA2_256", &sha256(b"message")), Ok(()));
    assert_eq!(check("SHA2_384", &sha384(b"message")), Ok(()));
    assert_eq!(check("SHA2_512", &sha512(b"message")), Ok(()));
    assert_eq!(
        check("SHA2_384", &sha256(b"message")),
        Err(Fault::EntryDigest)
    );
    assert_eq!(
        check("SHA2_384", &sha384(b"other")),
        Err(Fault::EntryDigest)
    );
    assert_eq!(check("SHA1", &[0; 20]), Err(Fault::EntryDigest));
}

/// The first form of in-toto entries has no signature: only the whole envelope binds it.
#[test]
fn an_in_toto_entry_without_a_signature_is_bound_by_its_envelope() {
    let key = PublicKey::from_spki(&Key::number(1).spki()).unwrap();
    let verifier = pem::encode("PUBLIC KEY", key.spki());
    let body = json!({
        "kind": "intoto",
        "apiVersion": "0.0.1",
        "spec": {
            "content": {
                "hash": {"algorithm": "sha256", "value": hex::encode(&sha256(b"envelope"))},
                "payloadHash": {"algorithm": "sha256", "value": hex::encode(&sha256(b"payload"))},
            },
            "publicKey": base64::encode(verifier.as_bytes()),
        },
    });
    let body = body.to_string();
    let check = |envelope: Option<&[u8]>| {
        let bound = Bound {
            message: b"message",
            payload: Some(b"payload"),
            envelope,
            signature: b"signature",
            verifier: key.spki(),
            key: &key,
        };
        log_body::check(body.as_bytes(), "intoto", "0.0.1", bound)
    };
    assert_eq!(check(Some(b"envelope")), Ok(()));
    assert_eq!(
        check(Some(b"another signature of that")),
        Err(Fault::EntryDigest)
    );
    assert_eq!(check(None), Err(Fault::EntrySignature));
}

/// A name that an authority gives to hosts is none of a signer.
#[test]
fn who_has_a_host_of_that_name_is_not_expected() {
    let mut proof = forge(Form::Message, Broken::Nothing).proof().unwrap();
    let expected = Expectation::Identity {
        name: "name".to_owned(),
        issuer: ISSUER.to_owned(),
    };
    let Some(Signer::Certified(identity)) = &mut proof.signer else {
        panic!("{:?}", proof.signer);
    };
    let mut cases = vec![
        (AlternativeName::Uri("name".to_owned()), Met::AsExpected),
        (AlternativeName::Email("name".to_owned()), Met::AsExpected),
        (
            AlternativeName::Dns("name".to_owned()),
            Met::NotByWhomYouExpect,
        ),
    ];
    for (oid, met) in [
        ("1.3.6.1.4.1.57264.1.7", Met::AsExpected),
        ("1.3.6.1.4.1.311.20.2.3", Met::NotByWhomYouExpect),
    ] {
        let (oid, text) = (oid.to_owned(), "name".to_owned());
        cases.push((AlternativeName::Other { oid, text }, met));
    }
    let mut identity = identity.clone();
    for (name, met) in cases {
        identity.names = vec![name];
        proof.signer = Some(Signer::Certified(identity.clone()));
        assert_eq!(expected.met(&proof, &[]), met, "{:?}", identity.names);
    }
}

/// The hint of a key is free text: it neither chooses nor hides the key that signed.
#[test]
fn a_hint_of_another_key_changes_nothing() {
    let artifact = b"an image";
    let (own, other) = (Key::number(1), Key::number(OTHER));
    let key = |key: &Key| PublicKey::from_spki(&key.spki()).unwrap();
    let digest = Digest::sha256(artifact);
    let root = TrustedRoot::public_good().unwrap();
    let proof = |hint: &str, keys: &[PublicKey]| {
        let bundle = json!({
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {"publicKey": {"hint": hint}},
            "messageSignature": {"signature": base64::encode(&own.sign(artifact))},
        });
        let artifact = Artifact {
            digest: &digest,
            bytes: Some(artifact),
        };
        let material = carried::bundle(bundle.to_string().as_bytes(), artifact).unwrap();
        let given = Given {
            keys,
            roots: std::slice::from_ref(&root),
            own_roots: &[],
            now: OffsetDateTime::UNIX_EPOCH,
        };
        verify(&material, given, &RustCrypto)
    };
    for hint in [
        base64::encode(&other.id()),
        base64::encode(&own.id()),
        "any".to_owned(),
    ] {
        let found = proof(&hint, &[key(&other), key(&own)]);
        assert_eq!(
            found.conclusion(),
            Conclusion::Holds,
            "{hint}: {:?}",
            told(&found)
        );
        assert_eq!(found.signer, Some(Signer::Key(key(&own))), "{hint}");
        let found = proof(&hint, &[key(&other)]);
        assert_eq!(failed(&found), [About::Signature], "{hint}");
    }
}
