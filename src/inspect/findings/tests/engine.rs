//! What an engine reports, against the bytes that it gives out.

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::of_documents;
use super::{NOW, same, sha256};
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::reported::{EngineReport, Standing, Subject, compare};
use crate::inspect::testing::{Input, layers, oci_archive};
use crate::rules::Finding;
use crate::source::engine::testing::{Digests, Shape};
use crate::source::{ContentId, Form, InputKind};

/// The one image of all shapes, as `docker save` before 25 writes it; and its digests.
struct Hello {
    opened: Opened,
    config: String,
    diff_id: String,
}

fn hello() -> Hello {
    let layer = &layers()[1];
    let diff_id = Digest::sha256(layer).to_string();
    let config = json!({"architecture": "amd64", "os": "linux",
        "created": "2024-05-06T09:08:09.123456789+02:00",
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        "history": [{"created_by": "COPY"}, {"created_by": "CMD", "empty_layer": true}]});
    let config = config.to_string();
    let mut input = Input::new(InputKind::Archive, "hello.tar");
    let digest = Digest::sha256(config.as_bytes());
    let path = format!("{}.json", digest.encoded());
    let document = input.document(&path, Some(digest.clone()), config.as_bytes());
    input.path(&path, ContentId::Document(document));
    let content = input.layer("l/layer.tar", None, layer);
    input.path("l/layer.tar", content);
    let manifest = json!([{"Config": path, "RepoTags": ["hello:1"], "Layers": ["l/layer.tar"]}]);
    input.root(
        Form::DockerArchive,
        "manifest.json",
        manifest.to_string().as_bytes(),
    );
    Hello {
        opened: input.open(),
        config: digest.to_string(),
        diff_id,
    }
}

fn shape(name: &str, config: &str, index: &str, diff_id: &str) -> Shape {
    let digests = Digests {
        config,
        manifest: &sha256("manifest"),
        index,
        diff_id,
        pulled: &sha256("pulled"),
    };
    Shape::read(name, &digests)
}

/// What the rules about engines find.
fn found(opened: &mut Opened, shape: &Shape) -> Vec<Finding> {
    opened.reported = Some(Rc::new(EngineReport(shape.report())));
    let mut findings = of_documents(opened, NOW);
    findings.retain(|finding| finding.rule.id.starts_with("engine-"));
    findings
}

const UNPACKED: [&str; 4] = [
    "docker-24",
    "docker-28",
    "docker-29-graph-driver",
    "podman-4.3",
];

#[test]
fn what_agrees_is_no_finding() {
    for name in UNPACKED {
        let mut hello = hello();
        let shape = shape(name, &hello.config, "", &hello.diff_id);
        same(&found(&mut hello.opened, &shape), &[]);
        let comparison = compare(&shape.report(), &hello.opened);
        assert_eq!(comparison.image, Some(0));
        for point in comparison.points {
            let expected = match point.subject {
                Subject::Id(_)
                | Subject::Layers
                | Subject::Platform
                | Subject::Created
                | Subject::Steps => Standing::Agrees,
                // The archive has no manifest that a registry could have.
                _ => Standing::Unproven,
            };
            assert_eq!(point.standing, expected, "{name}: {:?}", point.subject);
        }
    }
}

#[test]
fn whatever_differs_is_a_finding_where_it_stands() {
    let mut hello = hello();
    let mut shape = shape("docker-29-graph-driver", &hello.config, "", &hello.diff_id);
    let other = sha256("other");
    shape.answers["inspect"]["Id"] = json!(other);
    shape.answers["inspect"]["RootFS"]["Layers"] = json!([]);
    shape.answers["inspect"]["Architecture"] = json!("arm64");
    shape.answers["inspect"]["Created"] = json!("2024-05-06T07:08:10Z");
    shape.answers["history"].as_array_mut().unwrap().pop();
    let (config, diff_id) = (hello.config.clone(), hello.diff_id.clone());
    let finding = |rule, pointer, message| (rule, pointer, message);
    let expected: [(&str, &str, String); 5] = [
        finding(
            "engine-id",
            "",
            format!("expected the engine's ID to be the digest of the config, {config}, but the engine reports {other}"),
        ),
        finding(
            "engine-layers",
            "/rootfs/diff_ids",
            format!("expected the engine to report the DiffIDs of the config, {diff_id}, but it reports none"),
        ),
        finding(
            "engine-platform",
            "/architecture",
            "expected the engine to report the config's linux/amd64, but it reports linux/arm64".to_owned(),
        ),
        finding(
            "engine-created",
            "/created",
            "expected the engine to report the config's 2024-05-06T09:08:09.123456789+02:00, but it reports 2024-05-06T07:08:10Z".to_owned(),
        ),
        finding(
            "engine-history",
            "/history",
            "expected the engine to report 2 steps, as the config does, but it reports 1".to_owned(),
        ),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(rule, pointer, message)| (*rule, config.as_str(), *pointer, message.as_str()))
        .collect();
    same(&found(&mut hello.opened, &shape), &expected);
}

/// An archive of a layout, the digest of its index, and the config and DiffIDs of its
/// image for amd64.
fn layout() -> (Opened, String, String, String) {
    let opened = oci_archive("hello.tar", |_, layer| layer).open();
    let image = opened.graph.images.first().unwrap();
    let index = opened.name_of(image.index.unwrap());
    let config = opened.name_of(image.config.unwrap());
    let diff_ids = layers().map(|layer| Digest::sha256(&layer).to_string());
    // Two where the shapes have one.
    (opened, index, config, diff_ids.join("\",\""))
}

#[test]
fn the_containerd_stores_id_is_held_against_the_index() {
    let (mut opened, index, config, diff_ids) = layout();
    let shape = shape("docker-29-containerd", &config, &index, &diff_ids);
    same(&found(&mut opened, &shape), &[]);
    let points = compare(&shape.report(), &opened).points;
    let agreeing = |point: &&crate::inspect::reported::Point| point.standing == Standing::Agrees;
    // The ID, what it was pulled by, the DiffIDs and the platform.
    assert_eq!(points.iter().filter(agreeing).count(), 4);

    let other = sha256("other");
    let mut changed = shape;
    let replace = |value: &mut Value| *value = json!(other);
    replace(&mut changed.answers["inspect"]["Id"]);
    changed.answers["inspect"]["RepoDigests"] = json!([format!("x@{other}")]);
    let ids = found(&mut opened, &changed);
    let ids: Vec<_> = ids.iter().map(|finding| finding.rule.id).collect();
    assert_eq!(ids, ["engine-id", "engine-repo-digest"]);
}

#[test]
fn a_manifest_that_the_engine_wrote_for_the_archive_is_no_error() {
    for name in UNPACKED {
        let (mut opened, index, config, diff_ids) = layout();
        let findings = found(&mut opened, &shape(name, &config, "", &diff_ids));
        let [finding] = &findings[..] else {
            panic!("{name}: {findings:?}");
        };
        assert_eq!(finding.rule.id, "engine-rewritten-manifest");
        assert_eq!(finding.rule.severity, crate::rules::Severity::Note);
        assert_eq!(finding.place.document, index);
        let message = finding.message.to_string();
        assert!(message.contains(&sha256("pulled")), "{message}");
    }
}

#[test]
fn the_image_that_is_meant_is_that_of_the_id_and_the_platform() {
    let (opened, index, _, diff_ids) = layout();
    let second = opened.graph.images.get(1).unwrap();
    let config = opened.name_of(second.config.unwrap());
    let by_config = shape("docker-28", &config, "", &diff_ids).report();
    assert_eq!(compare(&by_config, &opened).image, Some(1));
    let mut of_arm = shape("docker-29-containerd", &config, &index, &diff_ids);
    of_arm.answers["inspect"]["Architecture"] = json!("arm64");
    of_arm.answers["inspect"]["Variant"] = json!("v8");
    assert_eq!(compare(&of_arm.report(), &opened).image, Some(1));
}
