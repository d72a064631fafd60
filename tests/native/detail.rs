//! What is said of one node, of a history and of an index's platforms.

use assay::inspect::graph::NodeId;
use assay::session::Showing;
use assay::views::node_facts::{Value, about, descriptor};
use assay::views::platforms::platforms;
use assay::views::steps::steps;
use assay::words::detail as words;

use crate::drive::archive;
use crate::images::{self, Layout, layer, linux};

fn summary(showing: &Showing, id: NodeId) -> Vec<String> {
    let facts = about(&showing.opened, id).into_iter();
    facts
        .map(|fact| {
            let value = match fact.value {
                Value::Text(text) => text.to_string(),
                Value::Code(text) => text,
                Value::Size(size) => size.to_string(),
                Value::Digest(digest) => digest.chars().take(11).collect(),
                Value::Nodes(nodes) => {
                    let names: Vec<String> =
                        nodes.iter().map(|(_, name)| name.to_string()).collect();
                    names.join(" + ")
                }
            };
            format!("{}: {value}", fact.term)
        })
        .collect()
}

fn one_layer() -> (Box<Showing>, NodeId) {
    let mut layout = Layout::default();
    let tar = layer(&[("a", "1"), ("b", "22")]);
    let image = layout.image(&linux("amd64", None), &[tar]);
    layout.tag(image, "one");
    let showing = archive(layout.to_tar());
    let node = showing.opened.graph.images[0].layers[0].node.unwrap();
    (showing, node)
}

#[test]
fn a_layer_says_how_it_is_stored_what_is_inside_and_who_names_it() {
    let (showing, node) = one_layer();
    let lines = summary(&showing, node);
    let starts = [
        "Media type: application/vnd.oci.image.layer.v1.tar+gzip",
        "Meaning: layer (gzip)",
        "Stored size: ",
        "Path: blobs/sha256/",
        "Compression found: gzip",
        "Uncompressed: ",
        "Entries: 2: 2 files",
        "DiffID, computed here: sha256:",
        "ChainID: sha256:",
        "Names: DiffID of layer 1",
        "Named by: example.com/one",
    ];
    assert_eq!(lines.len(), starts.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line} / {start}");
    }
}

#[test]
fn a_descriptor_is_of_the_bytes_that_are_here() {
    let (showing, node) = one_layer();
    let text = descriptor(&showing.opened, node).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text.json).unwrap();
    let row = showing
        .opened
        .rows
        .iter()
        .find(|row| row.node == node)
        .unwrap();
    assert_eq!(value["digest"], row.claimed.clone().unwrap());
    assert_eq!(value["size"], row.size.unwrap());
    assert_eq!(text.source, words::descriptor_of_bytes());
    let keys: Vec<&str> = text.json.split('"').skip(1).step_by(4).collect();
    assert_eq!(keys[..2], ["mediaType", "digest"]);
}

#[test]
fn a_descriptor_hides_nothing_and_says_the_same() {
    let (mut showing, node) = one_layer();
    let odd = "application/x\u{202e}\u{ad}";
    showing.opened.graph.nodes[node.0].media_type = Some(odd.to_owned());
    let text = descriptor(&showing.opened, node).unwrap();
    assert!(
        text.json.contains("application/x\\u202e\\u00ad\""),
        "{}",
        text.json
    );
    let value: serde_json::Value = serde_json::from_str(&text.json).unwrap();
    assert_eq!(value["mediaType"], odd);
}

#[test]
fn a_descriptor_of_bytes_that_are_not_what_is_claimed_says_so() {
    let showing = archive(images::tampered().to_tar());
    let layer = showing.opened.graph.images[0].layers[0].node.unwrap();
    let text = descriptor(&showing.opened, layer).unwrap();
    assert_eq!(text.source, words::descriptor_of_other_bytes());
    let inside = showing.opened.graph.images[0].layers[0].unpacked.unwrap();
    assert_eq!(descriptor(&showing.opened, inside), None);
}

#[test]
fn a_descriptor_of_what_is_missing_is_as_claimed() {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &[layer(&[("a", "")])]);
    let manifest = image["digest"].as_str().unwrap().to_owned();
    let size = image["size"].as_u64().unwrap();
    layout.tag(image, "sparse");
    layout.blobs.remove(&manifest);
    let showing = archive(layout.to_tar());
    let id = showing.opened.graph.by_digest(&manifest).unwrap();
    let text = descriptor(&showing.opened, id).unwrap();
    assert!(
        text.json.contains(&format!("\"size\": {size}")),
        "{}",
        text.json
    );
    assert_eq!(text.source, words::descriptor_as_claimed());
    assert!(summary(&showing, id).contains(&"Not here: not in this archive".to_owned()));
}

#[test]
fn steps_have_their_layers_and_empty_ones_have_none() {
    let showing = archive(images::multi_platform().to_tar());
    let steps = steps(&showing.opened, &showing.opened.graph.images[0]).unwrap();
    assert_eq!(steps.mismatch, None);
    let numbers: Vec<usize> = steps
        .steps
        .iter()
        .filter_map(|step| step.layer.as_ref())
        .map(|layer| layer.number)
        .collect();
    assert_eq!(
        numbers,
        (1..=showing.opened.graph.images[0].layers.len()).collect::<Vec<_>>()
    );
    for step in &steps.steps {
        assert_eq!(step.empty, step.layer.is_none(), "{step:?}");
        if let Some(layer) = &step.layer {
            assert!(layer.stored.unwrap() > 0 && layer.uncompressed.unwrap() > 0);
        }
    }
}

#[test]
fn a_history_that_does_not_fit_the_layers_is_told_and_not_shifted() {
    let layers: Vec<Vec<u8>> = ["a", "b"].iter().map(|name| layer(&[(name, "")])).collect();
    let platform = linux("amd64", None);
    let mut layout = Layout::default();
    let config = images::config(&platform, &layers, images::DIALECT_OCI);
    let config = layout.describe("application/vnd.oci.image.config.v1+json", config);
    let only = layout.describe("application/vnd.oci.image.layer.v1.tar", layers[0].clone());
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = serde_json::json!({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": [only]});
    let manifest = layout.describe(media_type, manifest.to_string().into_bytes());
    layout.tag(manifest, "short");
    let showing = archive(layout.to_tar());
    let steps = steps(&showing.opened, &showing.opened.graph.images[0]).unwrap();
    assert_eq!(
        steps.mismatch.map(|why| why.to_string()).as_deref(),
        Some("expected as many history steps with a layer as there are layers, 1, but found 2")
    );
    assert!(steps.steps.len() >= 2 && steps.steps.iter().all(|step| step.layer.is_none()));
    assert_eq!(steps.layers.len(), 1);
}

#[test]
fn platforms_are_a_list_without_attestations_which_hang_on_them() {
    let showing = archive(images::multi_platform().to_tar());
    let platforms = platforms(&showing.opened.graph, 1);
    let rows: Vec<(String, usize, bool)> = platforms
        .rows
        .iter()
        .map(|row| {
            let name = [row.os.as_str(), &row.architecture, &row.variant].join("/");
            (name, row.attestations.len(), row.size.whole().is_some())
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("linux/amd64/".to_owned(), 1, true),
            ("linux/arm64/v8".to_owned(), 1, true),
            ("linux/arm/v7".to_owned(), 0, true),
        ]
    );
    let alone = archive(images::docker_save());
    assert_eq!(
        assay::views::platforms::platforms(&alone.opened.graph, 0).rows,
        []
    );
}

#[test]
fn a_platform_whose_manifest_is_not_here_stays_in_the_list() {
    let mut layout = images::multi_platform();
    let showing = archive(layout.to_tar());
    let manifest = showing.opened.graph.images[1].manifest.unwrap();
    let digest = showing
        .opened
        .graph
        .node(manifest)
        .unwrap()
        .digest
        .clone()
        .unwrap();
    layout.blobs.remove(&digest.text);
    let showing = archive(layout.to_tar());
    let platforms = platforms(&showing.opened.graph, 0);
    let absent: Vec<&str> = platforms
        .rows
        .iter()
        .filter(|row| row.absent && row.size.is_unknown())
        .map(|row| row.architecture.as_str())
        .collect();
    assert_eq!((platforms.rows.len(), absent), (3, vec!["arm64"]));
}
