use super::*;
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::graph::NodeKind;
use crate::inspect::testing::{BASE, Input, docker_archive, gzip, layers, oci_archive, tar};
use crate::source::{ContentId, Form, InputKind, PathLink};

#[track_caller]
fn sentences(opened: &Opened, query: &str) -> Vec<String> {
    let found = roles(opened, query).unwrap();
    for role in &found.roles {
        assert!(
            role.node
                .is_none_or(|node| opened.graph.node(node).is_some())
        );
        let sentence = role.sentence.to_string();
        assert!(sentence.ends_with('.'), "{sentence}");
    }
    let roles = found.roles.iter();
    roles.map(|role| role.sentence.to_string()).collect()
}

fn healthy() -> Opened {
    oci_archive("hello.tar", |_, bytes| bytes).open()
}

fn digest_of(opened: &Opened, kind: NodeKind) -> String {
    let mut nodes = opened.graph.nodes.iter();
    let node = nodes.find(|node| node.kind == kind).unwrap();
    node.digest.as_ref().unwrap().text.clone()
}

const AMD64: &str = "docker.io/library/hello:1 (linux/amd64)";
const ARM64: &str = "docker.io/library/hello:1 (linux/arm64)";

#[test]
fn documents_are_named_by_their_image() {
    let opened = healthy();
    let index = digest_of(&opened, NodeKind::Index);
    let path = index.replace("sha256:", "blobs/sha256/");
    assert_eq!(
        sentences(&opened, &index),
        [
            format!("The index digest of {AMD64}."),
            format!("The index digest of {ARM64}."),
            format!("The digest that the file name {path} claims."),
        ]
    );
    let config = digest_of(&opened, NodeKind::Config);
    let path = config.replace("sha256:", "blobs/sha256/");
    assert_eq!(
        sentences(&opened, &config[7..20]),
        [
            format!("The config digest, and so the image ID, of {AMD64}."),
            format!("The digest that the file name {path} claims."),
        ]
    );
}

#[test]
fn a_manifest_is_also_what_an_attestation_is_about() {
    let opened = healthy();
    let manifest = digest_of(&opened, NodeKind::Manifest);
    let attestation = digest_of(&opened, NodeKind::Attestation);
    let path = |digest: &str| digest.replace("sha256:", "blobs/sha256/");
    assert_eq!(
        sentences(&opened, &manifest),
        [
            format!("The manifest digest of {AMD64}."),
            format!("The digest that the file name {} claims.", path(&manifest)),
            format!("What the attestation {attestation} is about."),
        ]
    );
    let index = digest_of(&opened, NodeKind::Index);
    assert_eq!(
        sentences(&opened, &attestation),
        [
            format!("The digest of an attestation, named by {index} at /manifests/2."),
            format!(
                "The digest that the file name {} claims.",
                path(&attestation)
            ),
        ]
    );
}

#[test]
fn a_shared_and_well_known_layer_has_all_its_roles() {
    let opened = healthy();
    assert_eq!(
        sentences(&opened, "5F70BF18"),
        [
            format!("The DiffID of layer 1 of {AMD64}."),
            format!("The ChainID of layer 1 of {AMD64}."),
            format!("The DiffID of layer 1 of {ARM64}."),
            format!("The ChainID of layer 1 of {ARM64}."),
            "Well known: the DiffID of an empty layer, a tar of 1024 zero bytes.".to_owned(),
        ]
    );
    let chain = opened.graph.images[0].layers[1].chain_id.clone().unwrap();
    assert_eq!(
        sentences(&opened, chain.as_str()),
        [
            format!("The ChainID of layers 1 to 2 of {AMD64}."),
            format!("The ChainID of layers 1 to 2 of {ARM64}."),
        ]
    );
    let stored = Digest::sha256(&gzip(&layers()[1]));
    assert_eq!(
        sentences(&opened, stored.as_str()),
        [
            format!("The digest of layer 2 of {AMD64}, as stored."),
            format!("The digest of layer 2 of {ARM64}, as stored."),
            format!(
                "The digest that the file name blobs/sha256/{} claims.",
                stored.encoded()
            ),
        ]
    );
}

#[test]
fn the_base_image_stands_in_an_annotation() {
    let opened = healthy();
    let manifests: Vec<_> = opened
        .graph
        .images
        .iter()
        .map(|i| i.manifest.unwrap())
        .collect();
    let name = |at: usize| opened.graph.name_of(manifests[at], &opened.contents);
    let sentence = |name: String| {
        format!(
            "The base image of {name}, according to its annotation org.opencontainers.image.base.digest."
        )
    };
    assert_eq!(
        sentences(&opened, BASE),
        [sentence(name(0)), sentence(name(1))]
    );
}

#[test]
fn what_bytes_really_hash_to_is_found_though_nobody_claims_it() {
    let other = tar("other", "");
    let stored = gzip(&other);
    let opened = oci_archive("hello.tar", |index, bytes| match index {
        0 => gzip(&tar("other", "")),
        _ => bytes,
    })
    .open();
    let claimed = Digest::sha256(&gzip(&layers()[0]));
    assert_eq!(
        sentences(&opened, Digest::sha256(&stored).as_str()),
        [format!(
            "What the bytes of layer 1 really hash to; {claimed} is claimed."
        )]
    );
    let diff_id = Digest::sha256(&layers()[0]);
    let inside = format!("blobs/sha256/{}", claimed.encoded());
    assert_eq!(
        sentences(&opened, Digest::sha256(&other).as_str()),
        [
            format!("What the bytes of layer 1, unpacked really hash to; {diff_id} is claimed."),
            format!("What the bytes inside {inside} hash to, which no config claims."),
        ]
    );
}

#[test]
fn the_files_of_a_docker_archive_are_found_by_their_hashes() {
    let opened = docker_archive("hello.tar").open();
    let layer = Digest::sha256(&layers()[1]);
    assert_eq!(
        sentences(&opened, layer.as_str()),
        [
            "The DiffID of layer 2 of hello:1 (linux/amd64).",
            "The SHA-256 of the file 1/layer.tar as it is in this input.",
        ]
    );
    let entry = Digest::sha256(&opened.contents.documents[1].bytes);
    assert_eq!(
        sentences(&opened, entry.as_str()),
        ["The SHA-256 of manifest.json, which no document states."]
    );
}

#[test]
fn the_ids_from_before_docker_1_10_are_no_hashes() {
    let id = "1".repeat(64);
    let mut input = Input::new(InputKind::Archive, "old.tar");
    let json = format!(r#"{{"id":"{id}","os":"linux"}}"#);
    let path = format!("{id}/json");
    let document = input.document(&path, None, json.as_bytes());
    input.contents.paths.push(PathLink {
        path: path.clone(),
        target: Ok(ContentId::Document(document)),
        via: Vec::new(),
        scope: 0,
    });
    let repositories = format!(r#"{{"old":{{"latest":"{id}"}}}}"#);
    input.root(Form::DockerLegacy, "repositories", repositories.as_bytes());
    assert_eq!(
        sentences(&input.open(), "111111"),
        [
            format!("The ID of {path}, from before Docker 1.10: it is not a hash of any bytes."),
            "It appears in repositories at /old/latest.".to_owned(),
        ]
    );
}

#[test]
fn the_expected_digest_and_a_subject_are_found() {
    let expected = Digest::sha256(b"expected");
    let mut input = Input::new(InputKind::Document, "manifest.json");
    let subject = Digest::sha256(b"subject");
    let manifest = serde_json::json!({"schemaVersion": 2, "layers": [],
        "subject": {"digest": subject.as_str(), "size": 1}});
    let bytes = serde_json::to_vec(&manifest).unwrap();
    input.root(Form::Document, "manifest.json", &bytes);
    input.contents.roots[0].expected = Some(expected.clone());
    let opened = input.open();
    assert_eq!(
        sentences(&opened, expected.as_str()),
        ["The digest that you expect."]
    );
    assert_eq!(
        sentences(&opened, subject.as_str()),
        [
            "The digest of a manifest, named by manifest.json at /subject.",
            "The subject that manifest.json refers to.",
        ]
    );
    assert_eq!(
        sentences(&opened, Digest::sha256(&bytes).as_str()),
        [format!(
            "What the bytes of the artifact manifest.json really hash to; {expected} is claimed."
        )]
    );
}

#[test]
fn what_is_nowhere_has_no_roles_and_upper_case_is_noted() {
    let opened = healthy();
    let ask = |query: &str| roles(&opened, query);
    assert_eq!(ask("0123456789").unwrap().roles, []);
    assert_eq!(
        ask("5F70BF").unwrap().note,
        Some(crate::words::roles::read_as_lower_case())
    );
    assert_eq!(ask("5f70b"), Err(QueryError::TooShort { found: 5 }));
}

#[test]
fn the_list_ends_somewhere() {
    let mut input = Input::new(InputKind::Document, "x.json");
    let digests: Vec<_> = (0..300).map(|n| format!("sha256:abcdef{n:058}")).collect();
    let bytes = serde_json::to_vec(&digests).unwrap();
    input.root(Form::Document, "x.json", &bytes);
    let opened = input.open();
    let found = roles(&opened, "abcdef");
    let found = found.unwrap();
    assert_eq!((found.roles.len(), found.more), (MAX_ROLES, true));
}
