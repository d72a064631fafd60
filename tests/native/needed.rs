//! What an image needs, whoever names it and however: read as its role demands,
//! and never green while it is lacking.

use assay::image::digest::Digest;
use assay::image::media_type::{OCI_CONFIG, OCI_EMPTY, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::judgement::State;
use assay::rules::Severity;
use assay::session::Showing;
use serde_json::{Value, json};

use crate::drive::{archive, give};
use crate::images::{Layout, config, files_to_tar, gzip, hello_layers, linux};

/// The state, and the sentence up to what was counted.
fn verdict(showing: &Showing) -> (State, String) {
    let sentence = showing.judgement.sentence().to_string();
    let first = sentence.split(". ").next().unwrap().to_owned();
    (showing.judgement.state, first)
}

fn has_error(showing: &Showing, rule: &str) -> bool {
    let mut findings = showing.findings.iter();
    findings.any(|finding| finding.rule.id == rule && finding.rule.severity == Severity::Error)
}

fn honest() -> Vec<u8> {
    config(&linux("amd64", None), &hello_layers("amd64"), OCI_CONFIG)
}

/// A config that lies of its layers, and is hostile.
fn lying() -> Vec<u8> {
    let wrong: Vec<String> = (0..3)
        .map(|place| Digest::sha256(&[place]).to_string())
        .collect();
    json!({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": wrong},
        "config": {"User": "4294967296"}})
    .to_string()
    .into_bytes()
}

fn manifest(layout: &mut Layout, mut manifest: Value) -> Value {
    manifest["schemaVersion"] = json!(2);
    manifest["mediaType"] = json!(OCI_MANIFEST);
    layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes())
}

/// An image over the hello layers whose config is said to be of a type.
fn image(layout: &mut Layout, config: Vec<u8>, config_type: Option<&str>) -> Value {
    let mut config = layout.describe(OCI_CONFIG, config);
    match config_type {
        Some(text) => config["mediaType"] = json!(text),
        None => drop(config.as_object_mut().unwrap().remove("mediaType")),
    }
    let layers: Vec<Value> = hello_layers("amd64")
        .iter()
        .map(|layer| layout.describe(OCI_LAYER_GZIP, gzip(layer)))
        .collect();
    manifest(layout, json!({"config": config, "layers": layers}))
}

#[test]
fn an_image_that_only_a_subject_names_is_read_and_judged() {
    for (config, state) in [(honest(), State::Verified), (lying(), State::Failed)] {
        let mut layout = Layout::default();
        let about = image(&mut layout, config, Some(OCI_CONFIG));
        let empty = layout.describe(OCI_EMPTY, b"{}".to_vec());
        let referrer = json!({"artifactType": "application/vnd.example", "config": empty,
            "layers": [empty], "subject": about});
        let referrer = manifest(&mut layout, referrer);
        layout.tag(referrer, "about:1");
        let showing = archive(layout.to_tar());
        assert_eq!(verdict(&showing).0, state, "{:?}", verdict(&showing));
        assert_eq!(has_error(&showing, "hostile-user"), state == State::Failed);
        assert_eq!(showing.opened.graph.images.len(), 1);
    }
}

#[test]
fn a_subject_that_is_not_what_its_descriptor_says_is_an_error() {
    let mut layout = Layout::default();
    let about = layout.describe(OCI_MANIFEST, b"{\"manifests\": []}".to_vec());
    let empty = layout.describe(OCI_EMPTY, b"{}".to_vec());
    let referrer = json!({"artifactType": "application/vnd.example", "config": empty,
        "layers": [empty], "subject": about});
    let referrer = manifest(&mut layout, referrer);
    layout.tag(referrer, "about:1");
    let showing = archive(layout.to_tar());
    assert_eq!(showing.judgement.state, State::Problems);
    assert!(has_error(&showing, "document-type"));
}

/// moby takes these for an image's config, where its layers are an image's.
#[test]
fn a_config_type_that_docker_takes_for_an_images_switches_no_check_off() {
    for config_type in [
        Some("application/octet-stream"),
        Some("application/json"),
        Some("text/html"),
        Some(""),
        None,
    ] {
        let mut layout = Layout::default();
        let descriptor = image(&mut layout, lying(), config_type);
        layout.tag(descriptor, "hello:1.0");
        let showing = archive(layout.to_tar());
        assert_eq!(showing.judgement.state, State::Failed, "{config_type:?}");
        assert!(has_error(&showing, "hostile-user"), "{config_type:?}");
    }
    // A type that nobody takes for one is an artifact's.
    let mut layout = Layout::default();
    let descriptor = image(&mut layout, b"{}".to_vec(), Some("application/vnd.example"));
    layout.tag(descriptor, "example:1.0");
    let showing = archive(layout.to_tar());
    assert_eq!(showing.judgement.state, State::Verified);
}

#[test]
fn a_capital_letter_in_the_type_of_a_config_switches_no_check_off() {
    let capitals = OCI_CONFIG.to_ascii_uppercase();
    for (config, state) in [(honest(), State::Verified), (lying(), State::Failed)] {
        let mut layout = Layout::default();
        let image = image(&mut layout, config, Some(&capitals));
        layout.tag(image, "hello:1.0");
        let showing = archive(layout.to_tar());
        assert_eq!(verdict(&showing).0, state, "{:?}", verdict(&showing));
        assert_eq!(has_error(&showing, "hostile-user"), state == State::Failed);
    }
}

#[test]
fn an_index_of_which_only_the_attestation_is_here_lacks_its_manifest() {
    let mut whole = Layout::default();
    let about = image(&mut whole, honest(), Some(OCI_CONFIG));
    let mut part = Layout::default();
    let attestation = part.attestation(&about);
    let index = part.index(&[about, attestation]);
    part.tag(index, "hello:1.0");
    let showing = archive(part.to_tar());
    let lacks = "Incomplete: the manifest that it names is not in this file";
    assert_eq!(verdict(&showing), (State::Incomplete, lacks.to_owned()));
}

#[test]
fn a_config_alone_lacks_layers_and_no_manifest() {
    let showing = give(&[("config.json", honest())], usize::MAX).unwrap();
    let (state, sentence) = verdict(&showing);
    assert_eq!(state, State::Incomplete);
    assert!(sentence.contains("none of its 3 layers is in this file"));
    assert!(!sentence.contains("manifest"), "{sentence}");
}

#[test]
fn a_parent_of_a_legacy_image_that_is_not_here_is_missing() {
    let [parent, child] = ["1".repeat(64), "2".repeat(64)];
    let text = |value: Value| value.to_string().into_bytes();
    let files = [
        (
            "repositories".to_owned(),
            text(json!({"hello": {"1": child}})),
        ),
        (
            format!("{child}/json"),
            text(json!({"id": child, "parent": parent, "os": "linux"})),
        ),
        (
            format!("{child}/layer.tar"),
            hello_layers("amd64")[0].clone(),
        ),
        (
            format!("{parent}/layer.tar"),
            hello_layers("amd64")[1].clone(),
        ),
    ];
    let showing = archive(files_to_tar(&files));
    let (_, sentence) = verdict(&showing);
    assert!(
        sentence.starts_with("Incomplete: 1 object that is needed is not in this file"),
        "{sentence}"
    );
}

#[test]
fn an_image_without_layers_is_whole_as_docker_writes_it() {
    for rootfs in [
        json!({"type": "layers"}),
        json!({"type": "layers", "diff_ids": null}),
        json!({"type": "layers", "diff_ids": []}),
    ] {
        let config = json!({"os": "linux", "architecture": "amd64", "rootfs": rootfs,
            "history": [{"created": "2024-01-01T00:00:00Z", "created_by": "CMD", "empty_layer": true}]});
        let config = config.to_string().into_bytes();
        let name = format!("{}.json", Digest::sha256(&config).encoded());
        let manifest = json!([{"Config": name, "RepoTags": ["hello:1"], "Layers": null}]);
        let files = [
            (name, config),
            (
                "manifest.json".to_owned(),
                manifest.to_string().into_bytes(),
            ),
        ];
        let showing = archive(files_to_tar(&files));
        assert_eq!(showing.judgement.state, State::Verified, "{rootfs}");
    }
    // With layers, a list is needed.
    let mut layout = Layout::default();
    let mut config: Value = serde_json::from_slice(&honest()).unwrap();
    config["rootfs"]["diff_ids"] = json!(null);
    let descriptor = image(
        &mut layout,
        config.to_string().into_bytes(),
        Some(OCI_CONFIG),
    );
    layout.tag(descriptor, "hello:1.0");
    assert!(has_error(&archive(layout.to_tar()), "config-diff-ids"));
}

#[test]
fn a_malformed_claim_is_explained_once() {
    let mut layout = Layout::default();
    let mut config: Value = serde_json::from_slice(&honest()).unwrap();
    let upper = config["rootfs"]["diff_ids"][1].as_str().unwrap();
    config["rootfs"]["diff_ids"][1] = json!(upper.to_uppercase());
    let descriptor = image(
        &mut layout,
        config.to_string().into_bytes(),
        Some(OCI_CONFIG),
    );
    layout.tag(descriptor, "hello:1.0");
    let (state, sentence) = verdict(&archive(layout.to_tar()));
    assert_eq!(state, State::Incomplete);
    assert_eq!(sentence.matches("expected").count(), 1, "{sentence}");
}

/// An index may name one manifest a hundred thousand times: each name once, in
/// their order, and without a search through all of them for each.
#[test]
fn an_image_that_is_named_again_and_again_has_each_name_once() {
    let mut layout = Layout::default();
    let descriptor = image(&mut layout, honest(), Some(OCI_CONFIG));
    for place in 0..4_000 {
        layout.tag(descriptor.clone(), &format!("hello:{}", place / 2));
    }
    let showing = archive(layout.to_tar());
    assert_eq!(showing.opened.graph.images.len(), 1);
    let names = &showing.opened.graph.images[0].names;
    let expected: Vec<String> = (0..=1_999)
        .map(|n| format!("example.com/hello:{n}"))
        .collect();
    assert_eq!(names[..], expected[..]);
}
