//! The cards to choose from, and what the report says of what is no image.

use assay::image::digest::Digest;
use assay::image::media_type::{OCI_EMPTY, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::source::Contents;
use assay::views::report::report;
use assay::views::{
    Choice, ChoiceLine, MatrixView, Tone, choice_lines, choices_heading, chosen_artifact,
    open_columns,
};
use serde_json::{Value, json};

use crate::artifacts::{add, manifest, no_errors, vnd};
use crate::drive::{archive, give};
use crate::images::{Layout, hello_layers, layer, linux};

#[test]
fn five_roots_are_five_cards_in_their_order() {
    let showing = archive(five_roots().to_tar());
    let lines = choice_lines(&showing);
    let read: Vec<[String; 2]> = lines
        .iter()
        .map(|line| [line.title.to_string(), line.about.to_string()])
        .collect();
    assert_eq!(
        read,
        [
            ["example.com/app:1", "linux/amd64, 3 layers"],
            ["example.com/module:1", "WebAssembly module, 1 part"],
            ["example.com/model:1", "ModelPack model m 2, 1 part"],
            ["example.com/soci:1", "SOCI index, 1 part"],
            [
                "example.com/note:1",
                "artifact of type application/vnd.example.note, 1 part"
            ],
        ]
    );
    assert!(lines.iter().all(|line| line.tone == Tone::Good));
    assert_eq!(
        choices_heading(&lines).to_string(),
        "1 image and 4 artifacts"
    );
    no_errors(&showing);
    // The image is shown at first, and what was chosen stands in its place.
    assert_eq!(chosen_artifact(&showing, None), None);
    let Choice::Artifact(id) = lines[2].choice else {
        panic!("{lines:?}");
    };
    assert_eq!(chosen_artifact(&showing, Some(id)), Some(id));
}

/// An image, a WASM module, a model, a SOCI index about the image, and a note.
fn five_roots() -> Layout {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    layout.tag(image.clone(), "app:1");
    let config = vnd("wasm.config.v0+json");
    let module = manifest(
        &mut layout,
        None,
        (&config, json!({"os": "wasip1"})),
        &["application/wasm"],
    );
    add(&mut layout, &module, "module:1");
    let types = (
        vnd("cncf.model.manifest.v1+json"),
        vnd("cncf.model.config.v1+json"),
    );
    let config =
        json!({"descriptor": {"name": "m", "version": "2"}, "config": {"paramSize": "1b"}});
    let model = manifest(
        &mut layout,
        Some(&types.0),
        (&types.1, config),
        &[&vnd("cncf.model.weight.v1.raw")],
    );
    add(&mut layout, &model, "model:1");
    let soci = vnd("amazon.soci.index.v1+json");
    let mut soci = manifest(
        &mut layout,
        Some(&soci),
        (&soci, json!({})),
        &["application/octet-stream"],
    );
    soci["subject"] =
        json!({"mediaType": OCI_MANIFEST, "digest": image["digest"], "size": image["size"]});
    add(&mut layout, &soci, "soci:1");
    let mut note = manifest(
        &mut layout,
        Some("application/vnd.example.note"),
        (OCI_EMPTY, json!({})),
        &["text/plain"],
    );
    note["layers"][0]["annotations"] = json!({"org.opencontainers.image.title": "note.txt"});
    add(&mut layout, &note, "note:1");
    layout
}

#[test]
fn the_report_says_of_an_artifact_what_the_page_does() {
    let showing = archive(five_roots().to_tar());
    let report = report(&showing);
    assert_eq!(report.images.len(), 1);
    let json: Value = serde_json::from_str(&report.to_json()).unwrap();
    let soci = &json["artifacts"][2];
    assert_eq!(soci["kind"], "soci-index");
    assert_eq!(soci["artifactType"], vnd("amazon.soci.index.v1+json"));
    assert_eq!(soci["subject"], json["images"][0]["manifest"]);
    assert_eq!(soci["blobs"][1]["verdict"], "verified");
    assert_eq!(json["artifacts"][1]["name"], "m");
    assert_eq!(json["artifacts"][1]["version"], "2");
    assert_eq!(json["artifacts"][3]["blobs"][1]["title"], "note.txt");
}

/// Images that read alike, and what tells them apart.
fn apart(annotate: &dyn Fn(usize) -> Value) -> Vec<ChoiceLine> {
    let mut layout = Layout::default();
    for place in 0..3 {
        let mut image = layout.image(
            &linux("amd64", None),
            &[layer(&[("a", &place.to_string())])],
        );
        image["annotations"] = annotate(place);
        layout.manifests.push(image);
    }
    choice_lines(&archive(layout.to_tar()))
}

#[test]
fn cards_that_read_alike_say_what_tells_them_apart() {
    let told = |lines: &[ChoiceLine]| -> Vec<String> {
        lines
            .iter()
            .map(|line| line.apart.as_ref().unwrap().to_string())
            .collect()
    };
    let lines = apart(&|place| json!({"same": "x", "com.example.flavour": format!("f{place}")}));
    assert!(
        lines
            .iter()
            .all(|line| line.title.to_string() == "linux/amd64"),
        "{lines:?}"
    );
    assert_eq!(told(&lines), ["flavour: f0", "flavour: f1", "flavour: f2"]);
    // Where no annotation is another one in each: the digest.
    let lines = apart(&|place| json!({"com.example.flavour": format!("f{}", place / 2)}));
    let told = told(&lines);
    assert!(
        told.iter().all(|told| told.starts_with("digest ")),
        "{told:?}"
    );
    assert_ne!(told[0], told[1]);
    // What reads differently anyway says nothing more.
    let lines = choice_lines(&archive(crate::images::multi_platform().to_tar()));
    assert!(
        lines.len() > 1
            && lines
                .iter()
                .all(|line| line.apart.is_none() && line.same.is_none())
    );
}

#[test]
fn one_config_over_layers_compressed_otherwise_is_said_to_be_one_image() {
    let layers = hello_layers("amd64");
    let archive_of = |level: u32| {
        let mut layout = Layout::default();
        let image = layout.image(&linux("amd64", None), &layers);
        let bytes = layout.blobs[image["digest"].as_str().unwrap()].clone();
        let mut manifest: Value = serde_json::from_slice(&bytes).unwrap();
        layout
            .blobs
            .retain(|_, bytes| bytes.first() == Some(&b'{') && bytes.get(1) == Some(&b'"'));
        for (place, layer) in layers.iter().enumerate() {
            let mut gzip =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
            std::io::Write::write_all(&mut gzip, layer).unwrap();
            manifest["layers"][place] = layout.describe(OCI_LAYER_GZIP, gzip.finish().unwrap());
        }
        add(&mut layout, &manifest, "app:1");
        layout.to_tar()
    };
    let given = [("a.tar", archive_of(0)), ("b.tar", archive_of(9))];
    let showing = give(&given, usize::MAX).unwrap();
    let lines = choice_lines(&showing);
    assert_eq!(lines.len(), 2);
    for line in &lines {
        let same = line.same.as_ref().unwrap().to_string();
        assert!(
            same.ends_with("the same image, compressed differently"),
            "{same}"
        );
    }
    let files: Vec<String> = lines
        .iter()
        .map(|line| line.about.to_string().split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(files, ["a.tar", "b.tar"], "two of one name are told apart");
    no_errors(&showing);
    // Not one digest of a layer is in both, and all layers are.
    let matrix = MatrixView::of(&open_columns(&showing)).matrix;
    assert_eq!(matrix.columns.len(), 2);
    assert_eq!(
        (matrix.rows.len(), matrix.shared()),
        (layers.len(), layers.len())
    );
    let diff_id = Digest::sha256(&layers[0]).to_string();
    assert!(
        matrix.rows.iter().any(|row| row.digest == diff_id),
        "by DiffID"
    );
}

#[test]
fn files_that_are_open_together_are_told_apart_wherever_one_is_named() {
    let archive_of = |text: &str| {
        let mut layout = Layout::default();
        let image = layout.image(&linux("amd64", None), &[layer(&[("a", text)])]);
        layout.tag(image, "app:1");
        layout.to_tar()
    };
    let given = [
        ("one.tar", archive_of("1")),
        ("two.tar", archive_of("2")),
        ("two.tar", archive_of("3")),
    ];
    let showing = give(&given, usize::MAX).unwrap();
    let contents = &showing.opened.contents;
    let names = |contents: &Contents| -> Vec<(usize, String)> {
        let files = contents.files_together().into_iter();
        files.map(|file| (file.handle, file.name.clone())).collect()
    };
    let expected = [(0, "one.tar"), (1, "two.tar"), (2, "two.tar (2)")];
    assert_eq!(
        names(contents),
        expected.map(|(handle, name)| (handle, name.to_owned()))
    );
    let abouts: Vec<String> = choice_lines(&showing)
        .iter()
        .map(|line| line.about.to_string())
        .collect();
    assert_eq!(abouts.len(), 3);
    for (about, (_, name)) in abouts.iter().zip(expected) {
        assert!(
            about.starts_with(&format!("{name}, linux/amd64"))
                || about.starts_with(&format!("{name}, 1 layer")),
            "{about}"
        );
    }
    for document in &contents.documents {
        assert!(
            expected
                .iter()
                .any(|(_, name)| document.path.starts_with(&format!("{name}/"))),
            "{}",
            document.path
        );
    }
    // One alone needs no telling.
    let showing = give(&given[..1], usize::MAX).unwrap();
    assert_eq!(names(&showing.opened.contents), []);
    assert!(
        showing
            .opened
            .contents
            .documents
            .iter()
            .all(|document| !document.path.starts_with("one.tar"))
    );
}

#[test]
fn an_image_that_is_in_two_files_says_both() {
    let bytes = crate::images::multi_platform().to_tar();
    let given = [("one.tar", bytes.clone()), ("two.tar", bytes)];
    let lines = choice_lines(&give(&given, usize::MAX).unwrap());
    assert!(
        lines
            .iter()
            .all(|line| line.about.to_string().starts_with("one.tar and two.tar, ")),
        "{lines:?}"
    );
}
