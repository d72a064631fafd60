//! Everything that a registry keeps beside images: what each is called, what it
//! holds, and that none of it is taken for a broken image.

use std::path::Path;

use assay::image::digest::Digest;
use assay::image::media_type::{
    BUILDKIT_CACHE, CNAB_MANIFEST, DOCKER_ATTESTATION, DOCKER_CONFIG, DSSE, IN_TOTO, OCI_CONFIG,
    OCI_EMPTY, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST,
};
use assay::rules::Severity;
use assay::session::Showing;
use assay::verify::Verdict;
use assay::views::artifact::{Artifact, artifact, artifacts, text};
use assay::views::report::report;
use assay::views::{ArtifactLayout, Tone, choice_lines, choices_heading, chosen_artifact};
use assay::words::artifacts as words;
use serde_json::{Value, json};

use crate::drive::{archive, give};
use crate::images::{Layout, gzip, hello_layers, layer, linux};

/// The type of a vendor, without its beginning.
pub fn vnd(rest: &str) -> String {
    format!("application/vnd.{rest}")
}

/// A manifest over small blobs of these types; nothing in them is what the
/// types say, which must not matter.
pub fn manifest(
    layout: &mut Layout,
    artifact_type: Option<&str>,
    config: (&str, Value),
    layers: &[&str],
) -> Value {
    let config = layout.describe(config.0, config.1.to_string().into_bytes());
    let layers: Vec<Value> = layers
        .iter()
        .enumerate()
        .map(|(place, media_type)| {
            layout.describe(media_type, format!("{{{{ .Blob{place} }}}}").into_bytes())
        })
        .collect();
    let mut manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    if let Some(artifact_type) = artifact_type {
        manifest["artifactType"] = json!(artifact_type);
    }
    manifest
}

pub fn add(layout: &mut Layout, manifest: &Value, name: &str) {
    let descriptor = layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes());
    layout.tag(descriptor, name);
}

/// An archive with one manifest.
fn open_one(
    artifact_type: Option<&str>,
    config: (&str, Value),
    layers: &[&str],
    annotations: Value,
) -> Box<Showing> {
    let mut layout = Layout::default();
    let mut manifest = manifest(&mut layout, artifact_type, config, layers);
    manifest["annotations"] = annotations;
    add(&mut layout, &manifest, "it:1");
    archive(layout.to_tar())
}

/// Everything open that is no image.
fn shown(showing: &Showing) -> Vec<Artifact> {
    let ids = artifacts(&showing.opened.graph).into_iter();
    ids.map(|id| artifact(&showing.opened, id).unwrap())
        .collect()
}

fn headings(showing: &Showing) -> Vec<String> {
    shown(showing)
        .iter()
        .map(|shown| shown.heading().to_string())
        .collect()
}

#[track_caller]
pub fn no_errors(showing: &Showing) {
    let errors = showing.findings.iter();
    let errors: Vec<_> = errors
        .filter(|finding| finding.rule.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let unverified = showing
        .opened
        .rows
        .iter()
        .filter(|row| !row.verdict.is_verified());
    // `index.json` and `oci-layout` are claimed by nobody.
    let unverified: Vec<_> = unverified.filter(|row| row.claimed.is_some()).collect();
    assert!(unverified.is_empty(), "{unverified:#?}");
}

#[test]
fn each_kind_is_called_by_its_name_and_none_is_an_image() {
    let docker = DOCKER_CONFIG.to_owned();
    let oci = OCI_CONFIG.to_owned();
    let empty = OCI_EMPTY.to_owned();
    let none = String::new();
    #[rustfmt::skip] // One a line: a table.
    let cases: Vec<(String, String, Vec<String>, &str, &str)> = vec![
        (none.clone(), vnd("cncf.helm.config.v1+json"), vec![vnd("cncf.helm.chart.content.v1.tar+gzip")], "Helm chart", "helm-chart"),
        (none.clone(), vnd("wasm.config.v0+json"), vec!["application/wasm".to_owned()], "WebAssembly module", "wasm"),
        (none.clone(), oci.clone(), vec![vnd("wasm.content.layer.v1+wasm")], "WebAssembly module", "wasm"),
        (none.clone(), oci.clone(), vec!["text/spdx".to_owned()], "SBOM", "sbom"),
        ("application/spdx+json".to_owned(), empty.clone(), vec!["application/spdx+json".to_owned()], "SBOM", "sbom"),
        (vnd("cyclonedx+json"), empty.clone(), vec![vnd("cyclonedx+json")], "SBOM", "sbom"),
        (none.clone(), empty.clone(), vec![vnd("syft+json")], "SBOM", "sbom"),
        (none.clone(), oci.clone(), vec![vnd("dev.cosign.simplesigning.v1+json"); 2], "cosign signature", "cosign-signature"),
        (none.clone(), oci.clone(), vec![DSSE.to_owned()], "attestation", "attestation"),
        (vnd("dev.cosign.artifact.sig.v1+json"), empty.clone(), vec![vnd("dev.cosign.simplesigning.v1+json")], "cosign signature", "cosign-signature"),
        (vnd("cncf.notary.signature"), empty.clone(), vec!["application/jose+json".to_owned()], "Notation signature", "notation-signature"),
        (none.clone(), vnd("cncf.notary.signature"), vec!["application/cose".to_owned()], "Notation signature", "notation-signature"),
        (vnd("dev.sigstore.bundle.v0.3+json"), empty.clone(), vec![vnd("dev.sigstore.bundle.v0.3+json")], "Sigstore bundle", "sigstore-bundle"),
        (none.clone(), empty.clone(), vec![format!("{};version=0.2", vnd("dev.sigstore.bundle+json"))], "Sigstore bundle", "sigstore-bundle"),
        (DOCKER_ATTESTATION.to_owned(), empty.clone(), vec![IN_TOTO.to_owned()], "attestation", "attestation"),
        (IN_TOTO.to_owned(), empty.clone(), vec![IN_TOTO.to_owned()], "attestation", "attestation"),
        (vnd("cncf.model.manifest.v1+json"), vnd("cncf.model.config.v1+json"), vec![vnd("cncf.model.weight.v1.raw")], "ModelPack model", "modelpack"),
        (none.clone(), vnd("docker.ai.model.config.v0.1+json"), vec![vnd("docker.ai.gguf.v3"), vnd("docker.ai.license")], "Docker model", "docker-model"),
        (none.clone(), docker, vec![vnd("ollama.image.model"), vnd("ollama.image.template")], "Ollama model", "ollama-model"),
        (none.clone(), BUILDKIT_CACHE.to_owned(), vec![OCI_LAYER_GZIP.to_owned()], "BuildKit cache", "buildkit-cache"),
        (none.clone(), vnd("sylabs.sif.config.v1+json"), vec![vnd("sylabs.sif.layer.v1.sif")], "SIF image (Apptainer, Singularity)", "sif"),
        (vnd("docker.compose.project"), vnd("docker.compose.config.empty.v1+json"), vec![vnd("docker.compose.file+yaml")], "Compose application", "compose"),
        (vnd("docker.compose.project"), empty.clone(), vec![vnd("docker.compose.file+yaml")], "Compose application", "compose"),
        (vnd("amazon.soci.index.v1+json"), vnd("amazon.soci.index.v1+json"), vec!["application/octet-stream".to_owned()], "SOCI index", "soci-index"),
        (none.clone(), vnd("docker.plugin.v1+json"), vec![OCI_LAYER_GZIP.to_owned()], "Docker plugin", "docker-plugin"),
        (none.clone(), vnd("cncf.flux.config.v1+json"), vec![vnd("cncf.flux.content.v1.tar+gzip")], "Flux artifact", "flux"),
        (none.clone(), vnd("cncf.openpolicyagent.config.v1+json"), vec![vnd("cncf.openpolicyagent.policy.layer.v1+rego")], "OPA policy bundle", "opa-bundle"),
        (none.clone(), vnd("cnab.config.v1+json"), vec![], "CNAB bundle", "cnab"),
        (none.clone(), vnd("zarf.config.v1+json"), vec![vnd("zarf.layer.v1.blob")], "Zarf package", "zarf"),
        (none.clone(), vnd("devcontainers"), vec![vnd("devcontainers.layer.v1+tar")], "Dev Container feature or template", "dev-container"),
        (vnd("example.note"), empty.clone(), vec![empty.clone()], "artifact of type application/vnd.example.note", "artifact"),
        (none.clone(), vnd("acme.rocket.config.v1+json"), vec!["text/plain".to_owned()], "artifact of type application/vnd.acme.rocket.config.v1+json", "artifact"),
    ];
    for (artifact_type, config, layers, heading, word) in cases {
        let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
        let artifact_type = Some(artifact_type.as_str()).filter(|text| !text.is_empty());
        let showing = open_one(artifact_type, (&config, json!({})), &layers, json!({}));
        assert_eq!(headings(&showing), [heading], "{config} {layers:?}");
        assert!(
            showing.opened.graph.images.is_empty(),
            "{heading} is no image"
        );
        let report = report(&showing);
        assert_eq!(report.artifacts[0].kind, Some(word));
        assert_eq!(report.artifacts[0].blobs.len(), 1 + layers.len());
        // An empty config without an artifact type is a fault of its own, and a
        // text is no tar.
        let untyped = artifact_type.is_none() && config == OCI_EMPTY;
        if !untyped && !["Docker plugin", "BuildKit cache"].contains(&heading) {
            no_errors(&showing);
        }
        // Whatever it is, its overview is no blank.
        let id = chosen_artifact(&showing, None).unwrap();
        let layout = ArtifactLayout::of(&showing, id, 10).unwrap();
        assert_eq!(layout.digest.unwrap().tone, Tone::Good);
        assert!(layout.purpose.is_some(), "{heading}");
    }
}

#[test]
fn annotations_tell_what_types_leave_open() {
    let slsa = "https://slsa.dev/provenance/v1";
    let sign = "https://sigstore.dev/cosign/sign/v1";
    let bundle = vnd("dev.sigstore.bundle.v0.3+json");
    let wasm = vnd("wasm.config.v1+json");
    let layer = vnd("wasm.content.layer.v1+wasm");
    let predicate = "dev.sigstore.bundle.predicateType";
    for (artifact_type, config, layer, annotations, heading) in [
        (
            None,
            wasm.as_str(),
            layer.as_str(),
            json!({"io.kubewarden.policy.title": "no root"}),
            "Kubewarden policy (WebAssembly)",
        ),
        (
            Some(bundle.as_str()),
            OCI_EMPTY,
            bundle.as_str(),
            json!({predicate: slsa}),
            "provenance attestation",
        ),
        (
            Some(bundle.as_str()),
            OCI_EMPTY,
            bundle.as_str(),
            json!({predicate: sign}),
            "cosign signature",
        ),
        (
            Some(DOCKER_ATTESTATION),
            OCI_EMPTY,
            IN_TOTO,
            json!({"in-toto.io/predicate-type": slsa}),
            "provenance attestation",
        ),
    ] {
        let showing = open_one(artifact_type, (config, json!({})), &[layer], annotations);
        assert_eq!(headings(&showing), [heading]);
        no_errors(&showing);
    }
}

#[test]
fn a_chart_and_a_model_are_called_as_their_config_says() {
    let chart =
        json!({"name": "op", "version": "1.5.1", "appVersion": "9", "keywords": ["a", "b"]});
    let layers = [vnd("cncf.helm.chart.content.v1.tar+gzip")];
    let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
    let config = vnd("cncf.helm.config.v1+json");
    let showing = open_one(None, (&config, chart.clone()), &layers, json!({}));
    assert_eq!(headings(&showing), ["Helm chart op 1.5.1"]);
    let one = &shown(&showing)[0];
    assert_eq!(one.says[0], (words::application_version(), "9".to_owned()));
    assert_eq!(one.says[1], (words::keywords(), "a, b".to_owned()));
    assert_eq!(one.names, ["example.com/it:1"]);
    let config = one.parts[0].node.unwrap();
    let read = text(&showing.opened, config);
    assert_eq!(read, Some(chart.to_string()), "it is readable in its place");
    let line = &choice_lines(&showing)[0];
    assert_eq!(line.about.to_string(), "Helm chart op 1.5.1, 1 part");

    let config = vnd("docker.ai.model.config.v0.1+json");
    let said = json!({"config": {"format": "gguf", "parameters": "183"}, "rootfs": {"type": "rootfs", "diff_ids": ["sha256:x"]}});
    let showing = open_one(
        None,
        (&config, said),
        &[&vnd("docker.ai.gguf.v3")],
        json!({}),
    );
    let one = &shown(&showing)[0];
    let terms: Vec<&str> = one.says.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(terms, ["gguf", "183"]);
    no_errors(&showing);

    let component = json!({"os": "wasip2", "architecture": "wasm", "component": {"exports": ["run"], "imports": []}});
    let config = vnd("wasm.config.v0+json");
    let showing = open_one(None, (&config, component), &["application/wasm"], json!({}));
    assert_eq!(headings(&showing), ["WebAssembly component"]);
}

/// An image whose config names a DiffID that no layer has.
fn lying_image(layout: &mut Layout) -> Value {
    let layers = hello_layers("amd64");
    let mut config: Value = serde_json::from_slice(&crate::images::config(
        &linux("amd64", None),
        &layers,
        OCI_CONFIG,
    ))
    .unwrap();
    config["rootfs"]["diff_ids"][0] = json!(Digest::sha256(b"another").to_string());
    let config = layout.describe(OCI_CONFIG, config.to_string().into_bytes());
    let layers: Vec<Value> = layers
        .iter()
        .map(|layer| layout.describe(OCI_LAYER_GZIP, gzip(layer)))
        .collect();
    json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers})
}

#[test]
fn an_image_cannot_pass_for_an_artifact_to_switch_its_checks_off() {
    let bad = |manifest: &dyn Fn(&mut Layout, &mut Value), annotations: Value| {
        let mut layout = Layout::default();
        let mut image = lying_image(&mut layout);
        manifest(&mut layout, &mut image);
        let mut descriptor = layout.describe(OCI_MANIFEST, image.to_string().into_bytes());
        descriptor["annotations"] = annotations;
        descriptor["platform"] = linux("amd64", None);
        layout.manifests.push(descriptor);
        let showing = archive(layout.to_tar());
        assert_eq!(showing.opened.graph.images.len(), 1);
        assert!(artifacts(&showing.opened.graph).is_empty());
        showing
    };
    let is_red = |showing: Box<Showing>| {
        let mut rows = showing.opened.rows.iter();
        assert!(
            rows.any(|row| matches!(row.verdict, Verdict::WrongDigest { .. })),
            "{:#?}",
            showing.opened.rows
        );
    };
    is_red(bad(&|_, _| {}, json!({})));
    is_red(bad(
        &|_, image| image["artifactType"] = json!(DOCKER_ATTESTATION),
        json!({}),
    ));
    let attested = json!({"vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": Digest::sha256(b"x").to_string()});
    is_red(bad(&|_, _| {}, attested));
    // One more layer, of another type: the DiffIDs cannot be joined, and it
    // still is an image.
    let more = |layout: &mut Layout, image: &mut Value| {
        let statement = layout.describe(IN_TOTO, b"{}".to_vec());
        image["layers"].as_array_mut().unwrap().push(statement);
    };
    bad(&more, json!({}));
}

#[test]
fn a_build_cache_is_a_healthy_cache_and_no_index_of_images() {
    let mut layout = Layout::default();
    let mut entries: Vec<Value> = (0..3)
        .map(|place| layout.describe(OCI_LAYER_GZIP, gzip(&layer(&[("a", &place.to_string())]))))
        .collect();
    let records = json!({"layers": [{"blob": entries[0]["digest"], "parent": -1}], "records": []});
    entries.push(layout.describe(BUILDKIT_CACHE, records.to_string().into_bytes()));
    let index = layout.index(&entries);
    layout.tag(index, "it:buildcache");
    let showing = archive(layout.to_tar());
    assert_eq!(headings(&showing), ["BuildKit cache"]);
    assert!(showing.opened.graph.images.is_empty());
    assert_eq!(shown(&showing)[0].parts.len(), 4);
    no_errors(&showing);
}

#[test]
fn old_bundles_say_by_annotation_what_they_are() {
    for (annotations, heading) in [
        (
            json!({"org.opencontainers.artifactType": CNAB_MANIFEST}),
            "CNAB bundle",
        ),
        (
            json!({"com.github.package.type": "homebrew_bottle"}),
            "Homebrew bottle",
        ),
    ] {
        let mut layout = Layout::default();
        let image = layout.image(&linux("amd64", None), &hello_layers("amd64"));
        let index = json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [image], "annotations": annotations});
        let index = layout.describe(OCI_INDEX, index.to_string().into_bytes());
        layout.tag(index, "it:1");
        let showing = archive(layout.to_tar());
        assert_eq!(headings(&showing), [heading]);
        assert_eq!(
            showing.opened.graph.images.len(),
            1,
            "what it holds is still an image"
        );
        assert_eq!(
            choices_heading(&choice_lines(&showing)).to_string(),
            "1 image and 1 artifact"
        );
    }
}

#[test]
fn a_tekton_bundle_is_checked_as_an_image_and_called_a_bundle() {
    let mut layout = Layout::default();
    let descriptor = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    let bytes = layout.blobs[descriptor["digest"].as_str().unwrap()].clone();
    let mut manifest: Value = serde_json::from_slice(&bytes).unwrap();
    for layer in manifest["layers"].as_array_mut().unwrap() {
        layer["annotations"] =
            json!({"dev.tekton.image.name": "build", "dev.tekton.image.kind": "task"});
    }
    add(&mut layout, &manifest, "it:1");
    let showing = archive(layout.to_tar());
    let lines = choice_lines(&showing);
    assert_eq!(lines.len(), 1);
    assert_eq!(
        lines[0].about.to_string(),
        "linux/amd64, Tekton bundle, 3 layers"
    );
    no_errors(&showing);
}

#[test]
fn a_root_that_leads_to_no_image_is_shown_for_itself() {
    let mut layout = Layout::default();
    let index = layout.index(&[]);
    layout.tag(index, "it:empty");
    let showing = archive(layout.to_tar());
    assert_eq!(headings(&showing), ["empty index"]);
    // An index.json that names nothing.
    let showing = archive(Layout::default().to_tar());
    assert_eq!(headings(&showing), ["empty index"]);
    // A document of no kind that is known here.
    let showing = give(&[("x.json", br#"{"a":1}"#.to_vec())], usize::MAX).unwrap();
    let id = chosen_artifact(&showing, None).unwrap();
    let layout = ArtifactLayout::of(&showing, id, 10).unwrap();
    assert_eq!(layout.heading.to_string(), "JSON document");
    assert_eq!(layout.text.as_deref(), Some("{\"a\":1}"));
}

#[test]
fn the_shared_cases_are_called_what_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    for (name, expected) in [
        ("cache-index/cache.tar", &["BuildKit cache"][..]),
        ("model/model.tar", &["Docker model"]),
        ("helm/op.tar", &["Helm chart op 1.5.1"]),
        (
            "artifacts/mixed.tar",
            &[
                "WebAssembly component",
                "Ollama model",
                "ModelPack model m",
                "SOCI index",
                "artifact of type application/vnd.example.note",
            ],
        ),
    ] {
        let Ok(bytes) = std::fs::read(folder.join(name)) else {
            println!("skipped: {name} is not here");
            continue;
        };
        let showing = archive(bytes);
        assert_eq!(headings(&showing), expected, "{name}");
        no_errors(&showing);
    }
}
