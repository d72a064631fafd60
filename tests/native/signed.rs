//! Signatures and attestations in archives, layouts and folders: all of them are found,
//! with their bytes, where they stand, and what they are of.

use std::path::PathBuf;

use assay::image::digest::Digest;
use assay::image::media_type::{
    DSSE, IN_TOTO, OCI_CONFIG, OCI_EMPTY, OCI_MANIFEST, SIMPLE_SIGNING,
};
use assay::inspect::Opened;
use assay::inspect::graph::{NodeId, NodeKind};
use assay::inspect::signed::{Form, Found, Place, What, chain, found, is_recomputed, subjects};
use assay::session::Showing;
use assay::source::{MAX_ALL_EVIDENCE, MAX_EVIDENCE};
use assay::views::artifact::artifacts;
use assay::views::graph::{COLUMNS_AT_ONCE, Sheet};
use serde_json::{Value, json};

use crate::drive::{archive, files_below, give};
use crate::images::{Layout, hello_layers, linux};

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const NOTATION: &str = "application/vnd.cncf.notary.signature";

/// The hello image as a layout, and the descriptor of its manifest.
fn image() -> (Layout, Value) {
    let mut layout = Layout::default();
    let manifest = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    (layout, manifest)
}

fn digest(descriptor: &Value) -> Digest {
    descriptor["digest"].as_str().unwrap().parse().unwrap()
}

/// A manifest of one layer, about nothing or about `subject`.
fn manifest(layout: &mut Layout, layers: &[Value], subject: Option<&Value>) -> Value {
    let config = layout.describe(OCI_EMPTY, b"{}".to_vec());
    let mut manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": config, "layers": layers});
    if let Some(subject) = subject {
        let mut subject = subject.clone();
        subject
            .as_object_mut()
            .unwrap()
            .retain(|key, _| ["mediaType", "digest", "size"].contains(&key.as_str()));
        manifest["subject"] = subject;
    }
    layout.describe(OCI_MANIFEST, serde_json::to_vec(&manifest).unwrap())
}

/// A layer of this type and content, with annotations.
fn layer(layout: &mut Layout, media_type: &str, bytes: &[u8], annotations: Value) -> Value {
    let mut layer = layout.describe(media_type, bytes.to_vec());
    layer["annotations"] = annotations;
    layer
}

fn named(layout: &mut Layout, mut descriptor: Value, annotations: Value) {
    descriptor["annotations"] = annotations;
    layout.manifests.push(descriptor);
}

fn only(opened: &Opened) -> Found {
    let all = found(opened);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.into_iter().next().unwrap()
}

fn is_verified(showing: &Showing, found: &Found) -> bool {
    let rows = showing.opened.rows.iter();
    let mut rows = rows.filter(|row| Some(row.node) == found.layer);
    rows.all(|row| row.verdict.is_verified()) && found.layer.is_some()
}

/// Whether a form is what it should be, with these bytes.
type IsForm = fn(&Form, &[u8]) -> bool;

#[test]
fn each_form_is_found_with_its_bytes_by_the_type_of_its_layer() {
    let statement: &[u8] = br#"{"_type":"https://in-toto.io/Statement/v1"}"#;
    let annotations = json!({"dev.cosignproject.cosign/signature": "MEUC"});
    let cases: [(&str, &[u8], IsForm); 8] = [
        (SIMPLE_SIGNING, b"{\"critical\":1}", |form, own| {
            matches!(form, Form::Classic { payload, annotations } if payload == own
                && annotations.get("dev.cosignproject.cosign/signature") == Some("MEUC"))
        }),
        (
            DSSE,
            b"{\"payload\":\"\"}",
            |form, own| matches!(form, Form::ClassicAttestation { envelope, .. } if envelope == own),
        ),
        (
            BUNDLE,
            b"{\"mediaType\":\"b\"}",
            |form, own| matches!(form, Form::Bundle { bytes } if bytes == own),
        ),
        (
            "application/jose+json",
            b"{\"payload\":\"j\"}",
            |form, own| matches!(form, Form::Notation { envelope, .. } if envelope == own),
        ),
        ("application/cose", b"\xd2\x84\x58\x00\xff", |form, own| {
            matches!(form, Form::Notation { media_type, envelope, .. }
                if media_type == "application/cose" && envelope == own)
        }),
        (
            IN_TOTO,
            statement,
            |form, own| matches!(form, Form::Statement { bytes, predicate_type: None } if bytes == own),
        ),
        (
            "application/spdx+json",
            b"{\"spdxVersion\":\"2.3\"}",
            |form, own| matches!(form, Form::Sbom { bytes, .. } if bytes == own),
        ),
        (
            "text/spdx",
            b"SPDXVersion: SPDX-2.3",
            |form, own| matches!(form, Form::Sbom { media_type, bytes } if media_type == "text/spdx" && bytes == own),
        ),
    ];
    for (media_type, bytes, is_form) in cases {
        let (mut layout, image) = image();
        let layer = layer(&mut layout, media_type, bytes, annotations.clone());
        // Another layer of the same manifest is none.
        let other = layout.describe("text/plain", b"notes".to_vec());
        let signature = manifest(&mut layout, &[layer, other], Some(&image));
        layout.tag(image.clone(), "hello:1");
        layout.manifests.push(signature.clone());
        let showing = archive(layout.to_tar());
        let found = only(&showing.opened);
        assert!(is_form(&found.form, bytes), "{media_type}: {found:#?}");
        assert_eq!(found.place, Place::Subject, "{media_type}");
        assert_eq!(found.about, Some(digest(&image)), "{media_type}");
        assert!(is_verified(&showing, &found), "{media_type}");
        let carrier = showing.opened.graph.node(found.manifest.unwrap()).unwrap();
        assert_eq!(
            carrier.digest.as_ref().unwrap().text,
            digest(&signature).to_string()
        );
    }
}

#[test]
fn annotations_of_cosign_save_and_tags_say_of_what_it_is() {
    let (mut layout, image) = image();
    let of = digest(&image);
    let stem = of.to_string().replace(':', "-");
    let mut signature = |text: &str| {
        let bytes = text.as_bytes();
        let layer = layer(&mut layout, SIMPLE_SIGNING, bytes, json!({}));
        manifest(&mut layout, &[layer], None)
    };
    let [saved, tagged, quoted, alone] = ["a", "b", "c", "d"].map(&mut signature);
    let kind = |kind: &str| json!({"kind": format!("dev.cosignproject.cosign/{kind}")});
    named(&mut layout, image, kind("image"));
    named(&mut layout, saved, kind("sigs"));
    let ref_name = |name: &str| json!({"org.opencontainers.image.ref.name": name});
    named(&mut layout, tagged, ref_name(&format!("{stem}.sig")));
    named(
        &mut layout,
        quoted,
        ref_name(&format!("example.com:5000/app:{stem}.att")),
    );
    named(&mut layout, alone, ref_name("latest"));
    let showing = archive(layout.to_tar());
    let all: Vec<_> = found(&showing.opened)
        .into_iter()
        .map(|one| (one.place, one.about))
        .collect();
    assert_eq!(
        all,
        [
            (Place::SavedWithImage, Some(of.clone())),
            (Place::SigTag, Some(of.clone())),
            (Place::AttTag, Some(of)),
            // Nothing says of what: listed all the same.
            (Place::Alone, None),
        ]
    );
}

#[test]
fn of_two_saved_images_the_one_of_the_same_name_is_meant() {
    let (mut layout, first) = image();
    let second = layout.image(&linux("arm64", None), &hello_layers("arm64"));
    let layer = layer(&mut layout, SIMPLE_SIGNING, b"{}", json!({}));
    let signature = manifest(&mut layout, &[layer], None);
    let saved = |kind: &str, name: &str| {
        json!({"kind": format!("dev.cosignproject.cosign/{kind}"),
            "org.opencontainers.image.ref.name": name})
    };
    named(&mut layout, first, saved("image", "a:1"));
    named(&mut layout, second.clone(), saved("image", "a:2"));
    named(&mut layout, signature.clone(), saved("sigs", "a:2"));
    let found_one = only(&archive(layout.to_tar()).opened);
    assert_eq!(found_one.about, Some(digest(&second)));
    // Without a name it may be of either.
    layout.manifests.pop();
    named(
        &mut layout,
        signature,
        json!({"kind": "dev.cosignproject.cosign/sigs"}),
    );
    assert_eq!(only(&archive(layout.to_tar()).opened).about, None);
}

#[test]
fn an_index_under_a_referrers_tag_lists_what_refers_to_its_digest() {
    let (mut layout, image) = image();
    let layer = layer(&mut layout, BUNDLE, b"{}", json!({}));
    let bundle = manifest(&mut layout, &[layer], Some(&image));
    let referrers = layout.index(&[bundle]);
    let stem = digest(&image).to_string().replace(':', "-");
    layout.tag(image.clone(), "hello:1");
    let name = json!({"org.opencontainers.image.ref.name": stem});
    named(&mut layout, referrers, name);
    let found = only(&archive(layout.to_tar()).opened);
    assert_eq!(found.place, Place::ReferrerTag);
    assert_eq!(found.about, Some(digest(&image)));
}

#[test]
fn a_manifest_that_no_index_names_is_found_by_its_subject() {
    let (mut layout, image) = image();
    let layer = layer(&mut layout, NOTATION_JWS, b"{}", json!({}));
    let config = layout.describe(NOTATION, b"{}".to_vec());
    let signature = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config,
        "layers": [layer], "subject": {"mediaType": OCI_MANIFEST, "digest": image["digest"],
        "size": image["size"]}, "annotations":
        {"io.cncf.notary.x509chain.thumbprint#S256": "[\"00\"]"}});
    layout.describe(OCI_MANIFEST, serde_json::to_vec(&signature).unwrap());
    // An image that nothing names stays what it is: nothing declares that it is one.
    layout.image(&linux("arm64", None), &hello_layers("arm64"));
    layout.tag(image.clone(), "hello:1");
    let showing = archive(layout.to_tar());
    let found = only(&showing.opened);
    assert_eq!(
        (found.place, &found.about),
        (Place::Subject, &Some(digest(&image)))
    );
    assert!(
        matches!(&found.form, Form::Notation { thumbprints, .. } if thumbprints.as_deref() == Some("[\"00\"]"))
    );
    assert!(is_verified(&showing, &found));
    assert_eq!(showing.opened.graph.images.len(), 1);
    // It hangs on the image, and is nothing to be chosen beside it.
    assert_eq!(artifacts(&showing.opened.graph), []);
    assert_eq!(hangs_on_the_image(&showing), [found.manifest.unwrap()]);
}

/// What the picture of the first image shows attached to its documents.
fn hangs_on_the_image(showing: &Showing) -> Vec<NodeId> {
    let sheet = Sheet::of(showing, 0, COLUMNS_AT_ONCE);
    let (_, ladder) = sheet.ladder.as_ref().unwrap();
    ladder
        .attached
        .iter()
        .flat_map(|stop| stop.nodes.clone())
        .collect()
}

#[test]
fn a_signature_beside_a_manifest_hangs_on_it() {
    let (layout, manifest) = image();
    let own = manifest["digest"].as_str().unwrap();
    let mut files = vec![
        ("d/manifest.json".to_owned(), layout.blobs[own].clone()),
        (
            "d/version".to_owned(),
            b"Directory Transport Version: 1.1\n".to_vec(),
        ),
        (
            "d/signature-1".to_owned(),
            [
                &b"\0sigstore-json\n"[..],
                json!({"mimeType": SIMPLE_SIGNING,
                "payload": "e30=", "annotations": {"a": "b"}})
                .to_string()
                .as_bytes(),
            ]
            .concat(),
        ),
    ];
    let blobs = layout.blobs.iter().filter(|(digest, _)| *digest != own);
    files.extend(blobs.map(|(digest, bytes)| (digest.replace("sha256:", "d/"), bytes.clone())));
    let given: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.clone()))
        .collect();
    let showing = give(&given, usize::MAX).unwrap();
    let found = only(&showing.opened);
    assert!(matches!(&found.form, Form::Classic { payload, .. } if payload == b"{}"));
    assert_eq!(hangs_on_the_image(&showing), [found.layer.unwrap()]);
}

const NOTATION_JWS: &str = "application/jose+json";

#[test]
fn statements_of_an_index_are_of_the_manifest_that_it_says() {
    let mut layout = Layout::default();
    let amd64 = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    let attestation = layout.attestation(&amd64);
    let index = layout.index(&[amd64.clone(), attestation.clone()]);
    layout.tag(index.clone(), "hello:1");
    let showing = archive(layout.to_tar());
    let opened = &showing.opened;
    let found = only(opened);
    assert_eq!(
        (found.place, &found.about),
        (Place::InIndex, &Some(digest(&amd64)))
    );
    let provenance = "https://slsa.dev/provenance/v0.2";
    assert!(
        matches!(&found.form, Form::Statement { predicate_type, .. } if predicate_type.as_deref() == Some(provenance))
    );
    // What can be signed, and what leads to it.
    let subjects = subjects(opened, Some(0));
    let signed: Vec<_> = subjects
        .iter()
        .map(|one| (one.what, one.digest.clone()))
        .collect();
    assert_eq!(
        signed,
        [
            (What::Index, digest(&index)),
            (What::Manifest, digest(&amd64)),
            (What::AttestationManifest, digest(&attestation)),
        ]
    );
    assert_eq!(subjects, assay::inspect::signed::subjects(opened, None));
    let (index, manifest) = (&subjects[0], &subjects[1]);
    let links = chain(opened, index.node, manifest.node, &manifest.above).unwrap();
    let ends: Vec<_> = links
        .iter()
        .map(|link| (link.node, link.named_by))
        .collect();
    assert_eq!(
        ends,
        [(index.node, None), (manifest.node, Some(index.node))]
    );
    assert!(is_recomputed(&links));
    assert_eq!(chain(opened, manifest.node, index.node, &index.above), None);
}

#[test]
fn a_chain_through_another_manifest_than_the_index_names_covers_nothing() {
    let mut layout = Layout::default();
    let amd64 = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    let index = layout.index(std::slice::from_ref(&amd64));
    layout.tag(index, "hello:1");
    let bytes = layout
        .blobs
        .get_mut(amd64["digest"].as_str().unwrap())
        .unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    *bytes = text
        .replacen("\"schemaVersion\": 2", "\"schemaVersion\":  2", 1)
        .into_bytes();
    let showing = archive(layout.to_tar());
    let subjects = subjects(&showing.opened, None);
    let (index, manifest) = (&subjects[0], &subjects[1]);
    let links = chain(&showing.opened, index.node, manifest.node, &manifest.above).unwrap();
    assert!(links[0].verdict.is_verified() && links[1].verdict.is_bad());
    assert!(!is_recomputed(&links));
}

#[test]
fn what_is_not_here_or_too_large_is_said_all_the_same() {
    let (mut layout, image) = image();
    let size = usize::try_from(MAX_EVIDENCE).unwrap() + 1;
    let large = layer(&mut layout, IN_TOTO, &vec![b' '; size], json!({}));
    let gone = layer(&mut layout, IN_TOTO, b"gone", json!({}));
    layout.blobs.remove(gone["digest"].as_str().unwrap());
    let carrier = manifest(&mut layout, &[large, gone.clone()], Some(&image));
    layout.tag(image, "hello:1");
    layout.manifests.push(carrier);
    let all = found(&archive(layout.to_tar()).opened);
    let not_here: Vec<_> = all
        .iter()
        .map(|one| match &one.form {
            Form::NotHere {
                digest, size, why, ..
            } => (digest.clone(), *size, why.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(not_here[0].1, Some(MAX_EVIDENCE + 1));
    assert_eq!(
        not_here[0].2,
        "expected at most 16,777,216 bytes, which is as much as is read of one, but found 16,777,217"
    );
    assert_eq!(not_here[1].0, Some(digest(&gone)));
    assert_eq!(not_here[1].2, "not in this archive");
}

#[test]
fn all_together_have_a_limit_too() {
    let (mut layout, image) = image();
    let most = usize::try_from(MAX_ALL_EVIDENCE / MAX_EVIDENCE).unwrap();
    let size = usize::try_from(MAX_EVIDENCE).unwrap();
    let layers: Vec<Value> = (0..=most)
        .map(|n| {
            let mut bytes = vec![b' '; size];
            bytes[0] = b'0' + u8::try_from(n).unwrap();
            layer(&mut layout, IN_TOTO, &bytes, json!({}))
        })
        .collect();
    let carrier = manifest(&mut layout, &layers, Some(&image));
    layout.tag(image, "hello:1");
    layout.manifests.push(carrier);
    let all = found(&archive(layout.to_tar()).opened);
    let is_here = |one: &Found| matches!(one.form, Form::Statement { .. });
    assert_eq!(all.iter().filter(|one| is_here(one)).count(), most);
    let Form::NotHere { why, .. } = &all[most].form else {
        panic!("{:?}", all[most].place);
    };
    assert_eq!(
        why.to_string(),
        "there are more signatures and attestations than are read: 2,000, of 67,108,864 bytes together"
    );
}

#[test]
fn an_image_is_no_signature_whatever_it_calls_its_layers() {
    let (mut layout, _) = image();
    let stack = layout.describe(
        assay::image::media_type::OCI_LAYER_GZIP,
        crate::images::gzip(&hello_layers("amd64")[0]),
    );
    let odd = layer(&mut layout, SIMPLE_SIGNING, b"{}", json!({}));
    let config = layout.describe(
        OCI_CONFIG,
        br#"{"rootfs":{"type":"layers","diff_ids":[]}}"#.to_vec(),
    );
    let odd = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config,
        "layers": [stack, odd]});
    let odd = layout.describe(OCI_MANIFEST, serde_json::to_vec(&odd).unwrap());
    layout.tag(odd, "odd:1");
    assert_eq!(found(&archive(layout.to_tar()).opened), []);
}

/// Folders as skopeo writes them, if they are here.
fn vectors(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let told = std::env::var_os("ASSAY_SIGNATURES").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors/signatures");
    let folder = told.unwrap_or(beside).join("cosign-classic").join(name);
    if folder.is_dir() {
        return Some(files_below(&folder));
    }
    println!("skipped: no {}", folder.display());
    None
}

#[test]
fn files_that_skopeo_keeps_beside_a_manifest_are_signatures_of_it() {
    for (name, count) in [
        ("dir-img-cosign-valid", 1),
        ("dir-img-cosign-valid-2", 2),
        ("dir-img-cosign-modified-manifest", 1),
        ("dir-img-cosign-fulcio-rekor-valid", 1),
        ("dir-img-cosign-key-rekor-valid", 1),
        ("dir-img-cosign-pki-valid", 1),
        ("dir-img-cosign-other-attachment", 0),
    ] {
        let Some(files) = vectors(name) else {
            return;
        };
        let given: Vec<(&str, Vec<u8>)> = files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.clone()))
            .collect();
        let (_, root) = files
            .iter()
            .find(|(path, _)| path.ends_with("/manifest.json"))
            .unwrap();
        let showing = give(&given, usize::MAX).unwrap();
        let all = found(&showing.opened);
        assert_eq!(all.len(), count, "{name}: {all:#?}");
        for one in all {
            assert_eq!(one.place, Place::BesideManifest);
            assert_eq!(one.about, Some(Digest::sha256(root)));
            let Form::Classic {
                payload,
                annotations,
            } = &one.form
            else {
                panic!("{name}: {one:?}");
            };
            let payload: Value = serde_json::from_slice(payload).unwrap();
            let critical = &payload["critical"]["image"]["docker-manifest-digest"];
            let is_of_this = *critical == Digest::sha256(root).to_string();
            assert_eq!(is_of_this, name != "dir-img-cosign-modified-manifest");
            assert!(
                annotations
                    .get("dev.cosignproject.cosign/signature")
                    .is_some()
            );
            let node = showing.opened.graph.node(one.layer.unwrap()).unwrap();
            assert_eq!(node.kind, NodeKind::Blob);
            let edges = &showing.opened.graph.edges;
            assert!(edges.iter().any(|edge| Some(edge.from) == one.layer));
        }
    }
}

#[test]
fn a_file_of_a_signature_that_is_none_is_left_alone() {
    let (layout, manifest) = image();
    let bytes = &layout.blobs[manifest["digest"].as_str().unwrap()];
    let files = [
        ("d/manifest.json", bytes.clone()),
        ("d/version", b"Directory Transport Version: 1.1\n".to_vec()),
        ("d/signature-1", b"\x99\x01\x0dOpenPGP".to_vec()),
        (
            "d/signature-2",
            b"\0sigstore-json\n{\"mimeType\":1}".to_vec(),
        ),
        ("d/signature-3", b"\0sigstore-json\n{".to_vec()),
    ];
    let showing = give(&files, usize::MAX).unwrap();
    assert_eq!(found(&showing.opened), []);
}
