//! What is shown and exported of a comparison.

use assay::comparison::files::{FileClass, FileDiff, FilesDiff, Ignore, Metadata};
use assay::comparison::side::Both;
use assay::image::digest::Digest;
use assay::image::media_type::{OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::Opened;
use assay::views::comparison::{
    ComparisonView, FileStacks, Outcome, RowClass, file_rows, image_options,
};
use serde_json::{Value, json};

use super::{Wanted, compared, opened, pair};
use crate::{drive, images};

#[test]
fn the_view_has_a_row_for_all_that_differs() {
    let layer = images::layer(&[("b", "b")]);
    let other = Wanted::new(&["a", "x"]).with(|image| {
        image.config["config"]["Env"] = json!(["PATH=/bin", "EVIL=\u{202e}x"]);
    });
    let opened = pair(&Wanted::new(&["a", "b"]), &other);
    let comparison = compared(&opened, 0, 1);
    let view = ComparisonView::of(&opened, Both::of(0, 1), &comparison);
    assert_eq!(
        view.names.left.to_string(),
        "example.com/left:1, linux/amd64"
    );
    let titles: Vec<String> = view
        .sections
        .iter()
        .map(|one| one.title.to_string())
        .collect();
    assert_eq!(
        titles,
        ["Digests", "Manifest", "Config", "History", "Layers"]
    );
    assert_eq!(
        view.sections[1].note.as_ref().unwrap().to_string(),
        "No difference but in the config and the layers that it names"
    );
    let config = &view.sections[2].rows;
    assert_eq!(config[0].field.to_string(), "Environment: EVIL");
    assert_eq!(config[0].values.left, None);
    let shown = config[0].values.right.as_ref().unwrap();
    assert_eq!(shown.to_string(), "\\u{202e}x");
    let classes: Vec<RowClass> = view.sections[4].rows.iter().map(|row| row.class).collect();
    assert_eq!(
        classes,
        [RowClass::Same, RowClass::OnlyLeft, RowClass::OnlyRight]
    );
    let (stored, inside) = (images::gzip(&layer), Digest::sha256(&layer));
    let shown = view.sections[4].rows[1].values.left.as_ref().unwrap();
    assert_eq!(
        shown.to_string(),
        format!(
            "DiffID: {}, {} bytes",
            &inside.encoded()[..12],
            stored.len()
        )
    );
}

#[test]
fn files_that_were_compared_are_part_of_it() {
    let opened = pair(&Wanted::new(&["a"]), &Wanted::new(&["b"]));
    let files = FilesDiff::of_layers(&Default::default(), &Default::default(), Ignore::default());
    let section = file_rows(&files);
    assert_eq!(section.note.unwrap().to_string(), "All files are the same");
    let found = compared(&opened, 0, 1).with_files(files.clone());
    assert_eq!(found.files, Some(files));
}

#[test]
fn a_verdict_is_told_at_a_glance() {
    let outcome = |opened: &Opened, right| {
        let view = ComparisonView::of(opened, Both::of(0, right), &compared(opened, 0, right));
        view.outcome
    };
    let other = pair(&Wanted::new(&["a"]), &Wanted::new(&["b"]));
    assert_eq!(outcome(&other, 0), Outcome::Same);
    assert_eq!(outcome(&other, 1), Outcome::Differs);
}

#[test]
fn files_are_compared_once_every_layer_is_listed() {
    let opened = pair(&Wanted::new(&["a", "b"]), &Wanted::new(&["a"]));
    let FileStacks::Listed(layers) = FileStacks::of(&opened, Both::of(0, 1)) else {
        panic!("all layers are listed");
    };
    assert_eq!((layers.left.len(), layers.right.len()), (2, 1));
    assert_eq!(layers.left[0], layers.right[0]);
    let unread = Opened::new(opened.contents.clone());
    let FileStacks::Lacking(why) = FileStacks::of(&unread, Both::of(0, 1)) else {
        panic!("nothing was read");
    };
    assert_eq!(
        why.to_string(),
        "Files are compared once those of every layer of both images are listed; not listed: layer 1 on the left, layer 2 on the left and layer 1 on the right"
    );
}

#[test]
fn an_image_whose_documents_are_not_here_is_not_said_to_have_no_layers() {
    let mut layout = images::Layout::default();
    let missing = Digest::sha256(b"a manifest that is not here").to_string();
    let descriptor = json!({"mediaType": OCI_MANIFEST, "digest": missing, "size": 27});
    layout.tag(descriptor, "missing:1");
    Wanted::new(&["a"]).add(&mut layout, "here:1");
    let opened = opened(&[("layout.tar", layout.to_tar())]);
    let view = ComparisonView::of(&opened, Both::of(0, 1), &compared(&opened, 0, 1));
    assert_eq!(view.outcome, Outcome::NotKnown);
    assert_eq!(view.sections[4].rows[0].class, RowClass::NotKnown);
    let diff_ids = &view.sections[0].rows[2];
    assert_eq!(diff_ids.class, RowClass::NotKnown);
    let said = diff_ids.values.clone();
    let said = said.map(|value| value.as_ref().map(ToString::to_string));
    assert_eq!(said, Both::of(None, Some("1 layer".to_owned())));
}

#[test]
fn the_images_to_choose_from_are_told_apart() {
    let names = |given: &[(&str, Vec<u8>)]| {
        let options = image_options(&drive::give(given, 60_000).unwrap());
        let names = options.into_iter().map(|one| one.name.to_string());
        names.collect::<Vec<_>>()
    };
    let platforms = images::multi_platform().to_tar();
    assert_eq!(
        names(&[("hello.tar", platforms)]),
        [
            "linux/amd64, 3 layers",
            "linux/arm64/v8, 3 layers",
            "linux/arm/v7, 3 layers"
        ]
    );
    let saved = images::docker_save();
    let found = names(&[
        ("one.tar", saved),
        ("two.tar", images::multi_platform().to_tar()),
    ]);
    assert!(found[0].contains("one.tar"), "{found:?}");
    assert!(found[1].contains("two.tar") && found[1].contains("linux/amd64"));
    assert_eq!(found.len(), 4);
}

#[test]
fn the_export_keeps_its_names() {
    let other = Wanted::new(&["a", "x"]).with(|image| {
        image.config["config"]["Env"] = json!(["PATH=/usr/bin"]);
    });
    let found = compared(&pair(&Wanted::new(&["a", "b"]), &other), 0, 1);
    let json: Value = serde_json::from_str(&found.to_json()).unwrap();
    let layers = [images::layer(&[("b", "b")]), images::layer(&[("x", "x")])];
    let digest =
        |bytes: &[u8]| json!({"digest": Digest::sha256(bytes).to_string(), "basis": "computed"});
    let layer = |bytes: &[u8]| {
        let stored = images::gzip(bytes);
        json!({"number": 2, "digest": digest(&stored), "diffId": digest(bytes), "size": stored.len(),
            "uncompressedSize": bytes.len(), "mediaType": OCI_LAYER_GZIP, "compression": "gzip"})
    };
    assert_eq!(
        json["layers"]["pairs"][1],
        json!({"state": "only-left", "left": layer(&layers[0]), "right": null, "changes": []})
    );
    assert_eq!(
        json["layers"]["counts"],
        json!({"shared": 1, "recompressed": 0, "onlyLeft": 1, "onlyRight": 1, "notKnown": 0})
    );
    assert_eq!(
        json["config"]["changes"],
        json!([{"part": "env", "key": "PATH", "left": "/bin", "right": "/usr/bin"}])
    );
    assert_eq!(
        json["history"]["pairs"][1],
        json!({"state": "changed",
            "left": {"number": 2, "instruction": "COPY b /", "created": "2024-01-01T00:00:00Z", "layer": 2},
            "right": {"number": 2, "instruction": "COPY x /", "created": "2024-01-01T00:00:00Z", "layer": 2}})
    );
    assert_eq!(
        json["digests"]["diffIds"],
        json!({"state": "different", "basis": "computed"})
    );
    assert_eq!(json["digests"]["imageId"]["state"], "different");
    assert_eq!(json["verdict"]["state"], "layers");
    assert_eq!(json["words"]["id"], "comparison.layers_shared");
    assert_eq!(json["isByClaims"], false);
    let mut members: Vec<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    members.sort_unstable();
    assert_eq!(
        members,
        [
            "assay",
            "base",
            "config",
            "digests",
            "files",
            "history",
            "isByClaims",
            "layers",
            "manifest",
            "reasons",
            "sentence",
            "verdict",
            "words"
        ]
    );
}

#[test]
fn long_lists_and_long_values_are_cut_and_say_so() {
    let labels: serde_json::Map<String, Value> = (0..1_003)
        .map(|n| (format!("label{n:04}"), json!("x".repeat(2_000))))
        .collect();
    let other = Wanted::new(&["a"]).with(|image| image.config["config"]["Labels"] = json!(labels));
    let opened = pair(&Wanted::new(&["a"]), &other);
    let view = ComparisonView::of(&opened, Both::of(0, 1), &compared(&opened, 0, 1));
    let config = &view.sections[2];
    assert_eq!(config.rows.len(), 1_000);
    assert_eq!(config.note.as_ref().unwrap().to_string(), "and 3 more");
    let value = config.rows[0].values.right.as_ref().unwrap().to_string();
    assert_eq!(value.chars().count(), 1_001);
    assert!(value.ends_with('…'));
}

#[test]
fn files_that_are_not_kept_or_not_listed_are_counted() {
    let mut files = FilesDiff {
        left_out: 7,
        not_listed: 2,
        ..FilesDiff::default()
    };
    files.counts.only_left = 7;
    let note = file_rows(&files).note.unwrap().to_string();
    assert_eq!(note, "7 files differ; 2 files are not listed; and 7 more");
    files.counts.noise = 1;
    let note = file_rows(&files).note.unwrap().to_string();
    assert!(note.contains("1 difference in caches and logs not counted"));
    let file = FileDiff {
        path: "a".to_owned(),
        class: FileClass::OnlyLeft,
        metadata: Metadata::default(),
        needs_content: false,
        sizes: Both::of(Some(1), None),
    };
    files.files = vec![file; 501];
    let section = file_rows(&files);
    assert_eq!(section.rows.len(), 500);
    assert!(section.note.unwrap().to_string().ends_with("and 8 more"));
}
