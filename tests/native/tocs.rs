//! What is offered of layers that bring a table of contents.

use std::collections::HashSet;

use assay::bytes::toc::ClaimedToc;
use assay::image::digest::Digest;
use assay::image::media_type::{OCI_CONFIG, OCI_LAYER_GZIP, OCI_LAYER_ZSTD, OCI_MANIFEST};
use assay::inspect::Opened;
use assay::views::file_tree::{FilesList, Stacked, stack, unread_said};
use assay::views::tocs::{TocsOffered, by_tables_said, with_tables};
use serde_json::{Value, json};

use crate::drive;

const ESTARGZ: &str = "containerd.io/snapshot/stargz/toc.digest";
const CHECKSUM: &str = "io.github.containers.zstd-chunked.manifest-checksum";
const POSITION: &str = "io.github.containers.zstd-chunked.manifest-position";

fn digest(of: &str) -> String {
    Digest::sha256(of.as_bytes()).to_string()
}

fn layer(media_type: &str, annotations: &Value) -> Value {
    json!({"mediaType": media_type, "digest": digest(&annotations.to_string()), "size": 5000,
        "annotations": annotations})
}

/// A manifest whose layers are not here.
fn opened(layers: &[Value]) -> Opened {
    let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "layers": layers,
        "config": {"mediaType": OCI_CONFIG, "digest": digest("config"), "size": 6}});
    let given = [("manifest.json", manifest.to_string().into_bytes())];
    drive::give(&given, 60_000).unwrap().opened
}

fn chunked(position: &str) -> Value {
    layer(
        OCI_LAYER_ZSTD,
        &json!({CHECKSUM: digest(""), POSITION: position}),
    )
}

fn label(opened: &Opened) -> String {
    let offered = TocsOffered::of(opened, 0, &stack(opened, 0));
    offered.label().to_string()
}

/// The table of the first layer.
fn claimed(opened: &Opened) -> ClaimedToc {
    let offered = TocsOffered::of(opened, 0, &stack(opened, 0));
    offered.layers[0].toc.clone()
}

#[test]
fn layers_that_bring_tables_are_offered_with_what_has_to_come() {
    let plain = layer(OCI_LAYER_GZIP, &json!({}));
    let opened_once = opened(&[plain.clone(), chunked("100:2000:9000:1")]);
    assert_eq!(
        label(&opened_once),
        "Read 1 list of files by the table of contents (2.0 kB)"
    );
    // How large an eStargz table is only the layer says.
    let estargz = layer(OCI_LAYER_GZIP, &json!({ESTARGZ: digest("")}));
    let both = opened(&[estargz, chunked("100:2000:9000:1"), plain]);
    assert_eq!(
        label(&both),
        "Read 2 lists of files by the tables of contents"
    );
    let offered = TocsOffered::of(&both, 0, &stack(&both, 0));
    let names: Vec<String> = offered
        .layers
        .iter()
        .map(|one| one.name.to_string())
        .collect();
    assert_eq!(names, ["layer 1", "layer 2"]);
    assert!(offered.troubles.is_empty());
}

#[test]
fn annotations_that_are_of_no_use_are_said_with_their_layer() {
    let opened = opened(&[chunked("100:2000"), chunked("100:2000:9000:1")]);
    let offered = TocsOffered::of(&opened, 0, &stack(&opened, 0));
    assert_eq!(offered.layers.len(), 1);
    let [trouble] = &offered.troubles[..] else {
        panic!()
    };
    let said = trouble.to_string();
    assert!(
        said.starts_with("layer 1: expected the annotation"),
        "{said}"
    );
}

#[test]
fn a_layer_that_is_listed_by_its_table_is_not_said_to_be_verified() {
    let layers = [chunked("100:2000:9000:1"), chunked("100:2001:9000:1")];
    let opened = opened(&layers);
    let first = claimed(&opened);
    let read = HashSet::from([first.clone()]);
    let stack = with_tables(stack(&opened, 0), &opened, 0, &read);
    let lists: Vec<Option<FilesList>> = stack.iter().map(Stacked::list).collect();
    assert_eq!(lists, [Some(FilesList::Toc(first)), None]);
    assert_eq!(
        by_tables_said(&stack).unwrap().to_string(),
        "1 layer is listed from its table of contents: the layer itself was not verified"
    );
    assert!(
        unread_said(&stack)
            .unwrap()
            .to_string()
            .starts_with("1 of 2 layers")
    );
    // It is not offered again.
    assert_eq!(TocsOffered::of(&opened, 0, &stack).layers.len(), 1);
    assert_eq!(by_tables_said(&[]), None);
}

#[test]
fn a_table_that_another_manifest_vouches_for_lists_no_files_of_the_same_layer() {
    let own = chunked("100:2000:9000:1");
    let mut other = own.clone();
    other["annotations"][CHECKSUM] = digest("another table").into();
    assert_eq!(own["digest"], other["digest"]);
    let (own, other) = (opened(&[own]), opened(&[other]));
    let read = HashSet::from([claimed(&other)]);
    let lists = |opened: &Opened| {
        let stack = with_tables(stack(opened, 0), opened, 0, &read);
        stack[0].list()
    };
    assert_eq!(lists(&own), None);
    assert_eq!(lists(&other), Some(FilesList::Toc(claimed(&other))));
}
