use serde_json::json;

use super::*;
use crate::image::media_type::{OCI_CONFIG, OCI_MANIFEST};
use crate::inspect::Opened;
use crate::inspect::measurements::Measurement;
use crate::inspect::testing::{
    Input, blob_path, config, docker_archive, gzip, layers, measure, oci_archive, tar,
};
use crate::source::InputKind;

fn said(message: Option<Message>) -> String {
    message.map_or_else(String::new, |message| message.to_string())
}

/// Role, layer, digest, verdict and note of each member.
fn table(opened: &Opened, image: usize) -> Vec<String> {
    let image = &opened.graph.images[image];
    let family = family(opened, image, usize::MAX);
    let members = family.members.iter().map(|member| {
        let place = member
            .layer
            .map_or(String::new(), |layer| format!(" {layer}"));
        let digest = member.digest.as_deref().unwrap_or("unknown");
        let digest = digest.get(..13).unwrap_or(digest);
        let reason = said(member.verdict.reason());
        let note = said(member.note.clone());
        format!(
            "{}{place} | {digest} | {} | {reason} | {note}",
            member.role.name(),
            member.verdict.label()
        )
    });
    members.collect()
}

#[test]
fn an_image_of_an_index_has_them_all() {
    let opened = oci_archive("hello.tar", |_, bytes| bytes).open();
    let spelled = |id: Option<NodeId>| {
        let node = opened.graph.node(id.unwrap()).unwrap();
        node.digest.as_ref().unwrap().text[..13].to_owned()
    };
    let image = &opened.graph.images[1];
    let [base, top] = &image.layers[..] else {
        panic!("two layers");
    };
    let chain = top.chain_id.as_ref().unwrap().as_str();
    let line =
        |role: &str, digest: &str, note: &str| format!("{role} | {digest} | verified |  | {note}");
    assert_eq!(
        table(&opened, 1),
        [
            line("index digest", &spelled(image.index), ""),
            line("manifest digest", &spelled(image.manifest), ""),
            line("config digest = image ID", &spelled(image.config), ""),
            line("layer digest 0", &spelled(base.node), ""),
            line("DiffID 0", "sha256:5f70bf", ""),
            line(
                "ChainID 0",
                "sha256:5f70bf",
                "For the base layer it equals the DiffID."
            ),
            line("layer digest 1", &spelled(top.node), ""),
            line("DiffID 1", &spelled(top.unpacked), ""),
            line("ChainID 1", &chain[..13], ""),
        ]
    );
    assert_ne!(opened.graph.images[0].config, image.config);
}

#[test]
fn a_docker_archive_has_no_manifest_digest_and_names_each_plain_layer_once() {
    let opened = docker_archive("hello.tar").open();
    let image = &opened.graph.images[0];
    let id = image_id(&opened, image).unwrap();
    let [base, top] = layers().map(|layer| Digest::sha256(&layer).to_string()[..13].to_owned());
    let chain = image.layers[1].chain_id.as_ref().unwrap().as_str();
    assert_eq!(
        table(&opened, 0),
        [
            "manifest digest | unknown | not checked | there is no manifest to hash | It cannot be determined from this archive: a registry's manifest names compressed layers, which `docker save` did not keep.".to_owned(),
            format!("config digest = image ID | {} | verified |  | ", &id[..13]),
            format!("DiffID 0 | {base} | verified |  | "),
            format!("ChainID 0 | {base} | verified |  | For the base layer it equals the DiffID."),
            format!("DiffID 1 | {top} | verified |  | "),
            format!("ChainID 1 | {} | verified |  | ", &chain[..13]),
        ]
    );
}

#[test]
fn the_file_of_a_layer_has_its_own_digest_where_that_is_not_the_diff_id() {
    let mut input = docker_archive("hello.tar");
    let stored = [gzip(&layers()[0]), tar("other", "")];
    input.facts.blobs = stored
        .iter()
        .map(|bytes| Measurement::Done(Box::new(measure(bytes))))
        .collect();
    let opened = input.open();
    let of_files: Vec<String> = table(&opened, 0)
        .into_iter()
        .filter(|line| line.starts_with("layer digest"))
        .collect();
    let line = |place, bytes| {
        let digest = &Digest::sha256(bytes).to_string()[..13];
        format!(
            "layer digest {place} | {digest} | not checked | no document states a digest for these bytes | It is the digest of this file, not the registry's: that of the compressed layer cannot be determined from this archive."
        )
    };
    assert_eq!(of_files, [line(0, &stored[0]), line(1, &stored[1])]);
}

#[test]
fn a_config_whose_file_has_another_name_is_its_bytes() {
    let mut input = docker_archive("hello.tar");
    let wrong = Digest::sha256(b"other");
    input.contents.documents[0].claimed_digest = Some(wrong.clone());
    let bytes = input.contents.documents[0].bytes.clone();
    let opened = input.open();
    let line = &table(&opened, 0)[1];
    let right = Digest::sha256(&bytes);
    assert_eq!(
        *line,
        format!(
            "config digest = image ID | {} | wrong digest | expected {wrong}, but found {right} | ",
            &right.as_str()[..13]
        )
    );
}

#[test]
fn a_wrong_layer_spoils_the_chain_ids_above_it_and_no_digest_below() {
    let opened = oci_archive("hello.tar", |index, bytes| match index {
        0 => gzip(&tar("other", "")),
        _ => bytes,
    })
    .open();
    let verdicts: Vec<_> = table(&opened, 0)
        .into_iter()
        .map(|line| {
            let parts: Vec<_> = line.split(" | ").map(str::to_owned).collect();
            format!("{}: {}", parts[0], parts[2])
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            "index digest: verified",
            "manifest digest: verified",
            "config digest = image ID: verified",
            "layer digest 0: wrong size",
            "DiffID 0: wrong digest",
            "ChainID 0: not checked",
            "layer digest 1: verified",
            "DiffID 1: verified",
            "ChainID 1: not checked",
        ]
    );
    assert!(
        table(&opened, 0)[8].contains(
            "derived from the DiffIDs up to this layer, and the DiffID of layer 1 is wrong"
        )
    );
}

#[test]
fn a_manifest_that_docker_save_wrote_is_not_the_registrys() {
    let mut input = Input::new(InputKind::Archive, "x.tar");
    let layer = tar("a", "b");
    let digest = Digest::sha256(&layer);
    input.layer(&blob_path(&digest), Some(digest.clone()), &layer);
    let config = serde_json::to_vec(&config("amd64")).unwrap();
    let config_digest = Digest::sha256(&config);
    let path = blob_path(&config_digest);
    let document = input.document(&path, Some(config_digest.clone()), &config);
    input.contents.paths.push(crate::source::PathLink {
        path: path.clone(),
        target: Ok(ContentId::Document(document)),
        via: Vec::new(),
        scope: 0,
    });
    let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": {"mediaType": OCI_CONFIG, "digest": config_digest.as_str(), "size": config.len()},
        "layers": [{"mediaType": OCI_LAYER, "digest": digest.as_str(), "size": layer.len()}]});
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let digest = Digest::sha256(&manifest);
    input.document(&blob_path(&digest), Some(digest.clone()), &manifest);
    let index = json!({"manifests": [{"mediaType": OCI_MANIFEST, "digest": digest.as_str(), "size": manifest.len()}]});
    input.root(
        Form::OciLayout,
        "index.json",
        &serde_json::to_vec(&index).unwrap(),
    );
    let entry = json!([{"Config": path, "RepoTags": ["x:1"], "Layers": []}]);
    input.root(
        Form::DockerArchive,
        "manifest.json",
        &serde_json::to_vec(&entry).unwrap(),
    );
    let line = &table(&input.open(), 0)[0];
    assert!(line.ends_with("| verified |  | Its layers are not compressed, so `docker save` probably wrote this manifest: the registry's manifest has another digest."), "{line}");
}

#[test]
fn every_member_says_where_a_person_meets_it() {
    for input in [
        oci_archive("a.tar", |_, bytes| bytes),
        docker_archive("b.tar"),
    ] {
        let opened = input.open();
        let image = &opened.graph.images[0];
        let family = family(&opened, image, usize::MAX);
        for member in family.members {
            assert!(!member.places.is_empty());
            assert!(
                member
                    .places
                    .iter()
                    .all(|place| place.to_string().ends_with('.'))
            );
        }
    }
}

#[test]
fn a_manifest_that_came_alone_has_the_digest_of_its_bytes() {
    let config = Digest::sha256(b"config");
    let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "layers": [],
        "config": {"mediaType": OCI_CONFIG, "digest": config.as_str(), "size": 6}});
    let bytes = serde_json::to_vec(&manifest).unwrap();
    let mut input = Input::new(InputKind::Document, "m.json");
    input.root(Form::Document, "m.json", &bytes);
    let digest = Digest::sha256(&bytes).to_string();
    assert_eq!(
        table(&input.open(), 0),
        [
            format!(
                "manifest digest | {} | not checked | no document states a digest for these bytes | ",
                &digest[..13]
            ),
            format!(
                "config digest = image ID | {} | missing | only this document was given | ",
                &config.as_str()[..13]
            ),
        ]
    );
}
