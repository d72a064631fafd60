//! Signatures of cosign's older form, as container-libs keeps them.

use assay::image::descriptor::Annotations;
use assay::image::digest::Digest;
use assay::image::json::{Json, Node};
use assay::signature::base64;
use assay::signature::carried::{self, Artifact};
use assay::signature::certificate::Certificate;
use assay::signature::fault::Fault;
use assay::signature::key::PublicKey;
use assay::signature::proof::{About, Conclusion, Open, Proof, Signer, Verdict};
use assay::signature::rustcrypto::RustCrypto;
use assay::signature::sigstore::{Given, Material, verify};
use time::OffsetDateTime;

use super::vectors::{public_good, read, text, told};

/// A signature as its files keep it.
pub struct Kept {
    pub kind: String,
    pub payload: Vec<u8>,
    pub annotations: Annotations,
}

impl Kept {
    pub fn read(path: &str) -> Option<Self> {
        let bytes = read(&format!("cosign-classic/{path}"))?;
        let start = bytes.iter().position(|byte| *byte == b'{').unwrap();
        let root = Json::parse(&bytes[start..]).root.unwrap();
        let string = |key| root.get(key).and_then(Node::as_str).unwrap();
        Some(Self {
            kind: string("mimeType").to_owned(),
            payload: base64::decode(string("payload")).unwrap(),
            annotations: Annotations::read(root.get("annotations")),
        })
    }

    pub fn material(&self, digest: &Digest) -> Result<Material, Fault> {
        let artifact = Artifact {
            digest,
            bytes: None,
        };
        carried::classic(&self.payload, &self.annotations, artifact)
    }
}

/// What a person gives.
#[derive(Default)]
struct Gave {
    keys: Vec<PublicKey>,
    own_roots: Vec<Certificate>,
}

fn keys(names: &[&str]) -> Gave {
    let key =
        |name: &&str| PublicKey::from_pem(&text(read(&format!("cosign-classic/{name}")).unwrap()));
    Gave {
        keys: names.iter().map(|name| key(name).unwrap()).collect(),
        own_roots: Vec::new(),
    }
}

/// The image of a folder.
fn image(folder: &str) -> Digest {
    Digest::sha256(&read(&format!("cosign-classic/{folder}/manifest.json")).unwrap())
}

/// 2026-01-01.
const NOW: i64 = 1_767_225_600;

fn proof(kept: &Kept, of: &str, gave: &Gave) -> Proof {
    let given = Given {
        keys: &gave.keys,
        roots: &[public_good()],
        own_roots: &gave.own_roots,
        now: OffsetDateTime::from_unix_timestamp(NOW).unwrap(),
    };
    verify(&kept.material(&image(of)).unwrap(), given, &RustCrypto)
}

fn failed(proof: &Proof) -> Vec<About> {
    proof.failures().map(|(about, _)| about).collect()
}

#[test]
fn a_key_that_signed_holds_and_another_does_not() {
    for folder in [
        "dir-img-cosign-valid",
        "dir-img-cosign-valid-with-tag",
        "dir-img-cosign-valid-2",
    ] {
        let Some(kept) = Kept::read(&format!("{folder}/signature-1")) else {
            return;
        };
        let right = proof(&kept, folder, &keys(&["cosign.pub"]));
        assert_eq!(
            right.conclusion(),
            Conclusion::Holds,
            "{folder}: {:?}",
            told(&right)
        );
        let wrong = proof(&kept, folder, &keys(&["cosign2.pub"]));
        assert_eq!(failed(&wrong), [About::Signature], "{folder}");
        let both = proof(&kept, folder, &keys(&["cosign2.pub", "cosign.pub"]));
        assert_eq!(both.conclusion(), Conclusion::Holds, "{folder}");
        let none = proof(&kept, folder, &Gave::default());
        assert_eq!(none.conclusion(), Conclusion::Incomplete, "{folder}");
        assert_eq!(none.signer, Some(Signer::UnknownKey { hint: None }));
    }
}

#[test]
fn each_of_two_signatures_holds_by_itself() {
    let folder = "dir-img-cosign-valid-2";
    let Some(first) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    let second = Kept::read(&format!("{folder}/signature-2")).unwrap();
    let signature = |kept: &Kept| kept.material(&image(folder)).unwrap().signature;
    assert_ne!(signature(&first), signature(&second));
    let found = proof(&second, folder, &keys(&["cosign.pub"]));
    assert_eq!(found.conclusion(), Conclusion::Holds, "{:?}", told(&found));
}

#[test]
fn a_right_signature_of_another_image_is_of_another_image() {
    let folder = "dir-img-cosign-modified-manifest";
    let Some(kept) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    let proof = proof(&kept, folder, &keys(&["cosign.pub"]));
    assert_eq!(failed(&proof), [About::Subject]);
    assert_eq!(proof.fault(About::Subject), Some(&Fault::OtherDigest));
}

#[test]
fn an_unknown_key_verifies_nothing() {
    let Some(kept) = Kept::read("unknown-cosign-key.signature") else {
        return;
    };
    let found = proof(&kept, "dir-img-cosign-valid", &keys(&["cosign.pub"]));
    assert!(
        failed(&found).contains(&About::Signature),
        "{:?}",
        failed(&found)
    );
}

#[test]
fn what_is_attached_and_no_signature_is_read_as_none() {
    let folder = "dir-img-cosign-other-attachment";
    let Some(kept) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    assert_eq!(kept.kind, "text/plain");
    assert_eq!(
        kept.material(&image(folder)).map(|_| ()),
        Err(Fault::NotJson)
    );
}

#[test]
fn a_key_with_a_promise_of_a_log_has_a_time() {
    let folder = "dir-img-cosign-key-rekor-valid";
    let Some(kept) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    let found = proof(&kept, folder, &keys(&["cosign2.pub"]));
    assert_eq!(found.conclusion(), Conclusion::Holds, "{:?}", told(&found));
    let times: Vec<i64> = found
        .times
        .iter()
        .map(|time| time.at.unix_timestamp())
        .collect();
    assert_eq!(times, [1_674_251_859]);
    // The log says by which key it is: another one is refused twice.
    let other = proof(&kept, folder, &keys(&["cosign.pub"]));
    assert_eq!(failed(&other), [About::Signature, About::Entry(0)]);
}

#[test]
fn a_certificate_with_a_promise_of_a_log_holds() {
    let folder = "dir-img-cosign-fulcio-rekor-valid";
    let Some(kept) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    let found = proof(&kept, folder, &Gave::default());
    assert_eq!(found.conclusion(), Conclusion::Holds, "{:?}", told(&found));
    let Some(Signer::Certified(identity)) = &found.signer else {
        panic!("{:?}", found.signer);
    };
    assert_eq!(identity.shown_names(), ["mitr@redhat.com"]);
    let times: Vec<i64> = found
        .times
        .iter()
        .map(|time| time.at.unix_timestamp())
        .collect();
    assert_eq!(times, [1_674_247_893]);
}

/// Without what a log said of it, such a certificate of some minutes says nothing.
#[test]
fn a_certificate_without_its_log_has_no_time() {
    let folder = "dir-img-cosign-fulcio-rekor-valid";
    let Some(mut kept) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    kept.annotations
        .0
        .retain(|(key, _)| key != "dev.sigstore.cosign/bundle");
    let found = proof(&kept, folder, &Gave::default());
    assert_eq!(failed(&found), [About::Entry(0), About::Time]);
    let open = found
        .steps
        .iter()
        .filter(|step| step.verdict == Verdict::Open(Open::NoTime));
    assert_eq!(
        open.map(|step| step.about).collect::<Vec<_>>(),
        [About::Chain]
    );
}

#[test]
fn a_certificate_of_a_private_authority_wants_its_root() {
    let folder = "dir-img-cosign-pki-valid";
    let Some(kept) = Kept::read(&format!("{folder}/signature-1")) else {
        return;
    };
    let root = text(read("cosign-classic/pki_root_crts.pem").unwrap());
    let own = Gave {
        own_roots: Certificate::of_pem(&root).unwrap(),
        ..Gave::default()
    };
    let found = proof(&kept, folder, &own);
    assert!(matches!(found.signer, Some(Signer::Certified(_))));
    assert_eq!(failed(&found), [], "{:?}", told(&found));
    assert_eq!(found.conclusion(), Conclusion::Holds);
    let without = proof(&kept, folder, &Gave::default());
    assert!(
        failed(&without).contains(&About::Time),
        "{:?}",
        failed(&without)
    );
    // Its intermediate certificate is needed on the way.
    let mut kept = kept;
    kept.annotations
        .0
        .retain(|(key, _)| key != "dev.sigstore.cosign/chain");
    let short = proof(&kept, folder, &own);
    assert_ne!(short.conclusion(), Conclusion::Holds);
}
