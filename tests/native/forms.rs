//! Every container form of images, each with what it must show. The archives
//! are built here where no tool of today writes the form any more.

use std::collections::BTreeMap;

use assay::image::digest::{Computed, Digest};
use assay::image::media_type::DOCKER_LAYER_GZIP;
use serde_json::json;

use crate::drive::{archive, give, verdicts};
use crate::images::{
    self, DIALECT_DOCKER, Entry, Layout, config, files_to_tar, gzip, hello_layers, linux, tar,
};

/// Opens `bytes`, read whole and in small pieces, and compares what is shown.
#[track_caller]
fn check(bytes: &[u8], names: &[&[&str]], expected: &[(&str, usize)]) {
    for most in [usize::MAX, 4_096, 77] {
        let showing = give(&[("image.tar", bytes.to_vec())], most).unwrap();
        let shown: Vec<Vec<&str>> = showing
            .opened
            .graph
            .images
            .iter()
            .map(|image| image.names.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(shown, names);
        let expected: Vec<(String, usize)> = expected
            .iter()
            .map(|(word, count)| ((*word).to_owned(), *count))
            .collect();
        assert_eq!(verdicts(&showing), expected, "{:#?}", showing.opened.rows);
        let errors: Vec<_> = showing
            .findings
            .iter()
            .filter(|finding| finding.rule.severity == assay::rules::Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

/// The hello image as a docker-archive: file names for the config and for each
/// layer, and whether layers are compressed.
fn docker_archive(
    config_name: &dyn Fn(&Digest) -> String,
    layer_name: &dyn Fn(usize, &Digest) -> String,
    compressed: bool,
    keys: [&str; 3],
) -> Vec<(String, Vec<u8>)> {
    let layers = hello_layers("amd64");
    let config = config(&linux("amd64", None), &layers, DIALECT_DOCKER);
    let config_name = config_name(&Digest::sha256(&config));
    let mut files = vec![(config_name.clone(), config)];
    let mut names = Vec::new();
    for (place, layer) in layers.iter().enumerate() {
        let stored = if compressed {
            gzip(layer)
        } else {
            layer.clone()
        };
        let name = layer_name(place, &Digest::sha256(&stored));
        names.push(name.clone());
        files.push((name, stored));
    }
    let manifest = json!([{keys[0]: config_name, keys[1]: ["hello:1.0"], keys[2]: names}]);
    files.push((
        "manifest.json".to_owned(),
        manifest.to_string().into_bytes(),
    ));
    files
}

const KEYS: [&str; 3] = ["Config", "RepoTags", "Layers"];
const HELLO: &[&[&str]] = &[&["hello:1.0"]];

#[test]
fn docker_save_of_1_10_to_24_with_a_repeated_layer_as_a_link() {
    check(
        &images::docker_save(),
        &[&["hello:1.0", "hello:latest"]],
        &[("verified", 4)],
    );
}

#[test]
fn docker_save_since_25_reads_as_both_forms_that_agree() {
    let mut layout = images::docker_25();
    check(&files_to_tar(&layout), HELLO_25, &[("verified", 8)]);
    let showing = archive(files_to_tar(&layout));
    assert_eq!(showing.opened.contents.forms.len(), 2);
    assert_eq!(showing.opened.graph.images.len(), 1);
    assert_eq!(showing.opened.graph.images[0].forms.len(), 2);
    // Docker 25.0 that saves by ID writes no manifest at all.
    for file in &mut layout {
        if file.0 == "index.json" {
            file.1 = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":null}"#.to_vec();
        }
    }
    let showing = archive(files_to_tar(&layout));
    assert_eq!(showing.opened.graph.images.len(), 1);
    assert_eq!(showing.opened.graph.images[0].names, ["hello:1.0"]);
    assert!(
        showing
            .opened
            .rows
            .iter()
            .all(|row| row.verdict.is_verified())
    );
}

const HELLO_25: &[&[&str]] = &[&["example.com/hello:1.0", "hello:1.0"]];

#[test]
fn podman_and_skopeo_docker_archives_are_held_against_config_and_diff_ids() {
    let files = docker_archive(
        &|id| format!("{}.json", id.encoded()),
        &|_, digest| format!("{}.tar", digest.encoded()),
        false,
        KEYS,
    );
    check(&files_to_tar(&files), HELLO, &[("verified", 4)]);
}

#[test]
fn kaniko_names_the_config_by_its_digest_and_compresses_layers() {
    let files = docker_archive(
        &ToString::to_string,
        &|_, digest| format!("{}.tar.gz", digest.encoded()),
        true,
        KEYS,
    );
    check(&files_to_tar(&files), HELLO, &[("verified", 4)]);
}

#[test]
fn jib_wrote_lower_case_keys_and_a_config_without_a_hash() {
    let files = docker_archive(
        &|_| "config.json".to_owned(),
        &|_, digest| format!("{}.tar.gz", digest.encoded()),
        true,
        ["config", "repoTags", "layers"],
    );
    // The config's name claims nothing, so nothing vouches for it.
    check(
        &files_to_tar(&files),
        HELLO,
        &[("not checked", 1), ("verified", 3)],
    );
}

#[test]
fn rules_docker_puts_a_dot_before_every_name() {
    let files = docker_archive(
        &|id| format!("./{}.json", id.encoded()),
        &|place, _| format!("./layer{place}/layer.tar"),
        false,
        KEYS,
    );
    let files: Vec<_> = files
        .into_iter()
        .map(|(path, bytes)| {
            if path == "manifest.json" {
                ("./manifest.json".to_owned(), bytes)
            } else {
                (path, bytes)
            }
        })
        .collect();
    check(&files_to_tar(&files), HELLO, &[("verified", 4)]);
    let showing = archive(files_to_tar(&files));
    assert_eq!(showing.opened.contents.input.prefix, "./");
}

#[test]
fn an_archive_may_hold_one_folder_and_all_in_that() {
    let files: Vec<_> = images::multi_platform()
        .files()
        .into_iter()
        .map(|(path, bytes)| (format!("hello/{path}"), bytes))
        .collect();
    let showing = archive(files_to_tar(&files));
    assert_eq!(showing.opened.contents.input.prefix, "hello/");
    assert!(
        showing
            .opened
            .rows
            .iter()
            .all(|row| row.verdict.is_verified())
    );
}

#[test]
fn layers_may_be_hard_links_to_one_another() {
    let layers = [hello_layers("amd64")[0].clone()];
    let twice = [layers[0].clone(), layers[0].clone()];
    let config = config(&linux("amd64", None), &twice, DIALECT_DOCKER);
    let name = format!("{}.json", Digest::sha256(&config).encoded());
    let manifest =
        json!([{"Config": name, "RepoTags": null, "Layers": ["a/layer.tar", "b/layer.tar"]}])
            .to_string();
    let bytes = tar(&[
        ("a/layer.tar", Entry::File(&layers[0])),
        ("b/layer.tar", Entry::HardLink("a/layer.tar")),
        (&name, Entry::File(&config)),
        ("manifest.json", Entry::File(manifest.as_bytes())),
    ]);
    // The layer is there once, at two places of the stack with one DiffID.
    check(&bytes, &[&[]], &[("verified", 2)]);
}

#[test]
fn docker_save_before_1_10_follows_parents() {
    let layers = hello_layers("amd64");
    let ids: Vec<String> = (0..3)
        .map(|place| Digest::sha256(&[place]).encoded().to_owned())
        .collect();
    let mut files = vec![(
        "repositories".to_owned(),
        json!({"hello": {"1.0": ids[2]}}).to_string().into_bytes(),
    )];
    for (place, layer) in layers.iter().enumerate() {
        let mut json = json!({"id": ids[place], "os": "linux", "architecture": "amd64"});
        if place > 0 {
            json["parent"] = json!(ids[place - 1]);
        }
        files.push((format!("{}/VERSION", ids[place]), b"1.0".to_vec()));
        files.push((
            format!("{}/json", ids[place]),
            json.to_string().into_bytes(),
        ));
        files.push((format!("{}/layer.tar", ids[place]), layer.clone()));
    }
    check(&files_to_tar(&files), HELLO, &[("not checked", 3)]);
    let showing = archive(files_to_tar(&files));
    let bases: Vec<_> = showing
        .opened
        .rows
        .iter()
        .map(|row| row.computed.clone().unwrap())
        .collect();
    assert!(bases.contains(&Computed::sha256(&layers[0])));
}

#[test]
fn an_oci_layout_in_a_tar_and_as_a_folder() {
    let layout = images::multi_platform();
    let names: &[&[&str]] = &[["example.com/hello:1.0"].as_slice(); 3];
    // An index, 5 manifests, 5 configs, 2 statements, and 5 layers with their
    // DiffIDs: the platforms share the first and the last.
    check(&layout.to_tar(), names, &[("verified", 23)]);
    let folder: Vec<(String, Vec<u8>)> = layout
        .files()
        .into_iter()
        .map(|(path, bytes)| (format!("layout/{path}"), bytes))
        .collect();
    let folder: Vec<(&str, Vec<u8>)> = folder
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.clone()))
        .collect();
    let showing = give(&folder, 1_000).unwrap();
    assert_eq!(verdicts(&showing), [("verified".to_owned(), 23)]);
    assert_eq!(showing.opened.contents.input.name, "layout");
    assert_eq!(showing.opened.graph.images[0].attestations.len(), 1);
    assert_eq!(showing.opened.graph.images[2].attestations.len(), 0);
}

#[test]
fn a_layout_packed_with_its_folder() {
    let files: Vec<_> = images::multi_platform()
        .files()
        .into_iter()
        .map(|(path, bytes)| (format!("hello/{path}"), bytes))
        .collect();
    let names: &[&[&str]] = &[["example.com/hello:1.0"].as_slice(); 3];
    check(&files_to_tar(&files), names, &[("verified", 23)]);
}

#[test]
fn skopeo_dir_names_blobs_by_bare_hashes() {
    let mut layout = Layout::default();
    let manifest = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    let manifest = manifest["digest"].as_str().unwrap().to_owned();
    let mut files = vec![
        (
            "version".to_owned(),
            b"Directory Transport Version: 1.1\n".to_vec(),
        ),
        ("manifest.json".to_owned(), layout.blobs[&manifest].clone()),
        ("signature-1".to_owned(), b"signature".to_vec()),
    ];
    files.extend(
        layout
            .blobs
            .iter()
            .filter(|(digest, _)| **digest != manifest)
            .map(|(digest, bytes)| (digest.replace("sha256:", ""), bytes.clone())),
    );
    // The manifest is what the folder holds, and nothing claims its digest, nor that of
    // the signature beside it.
    check(
        &files_to_tar(&files),
        &[&[]],
        &[("not checked", 2), ("verified", 7)],
    );
}

#[test]
fn outer_compression_is_undone_twice_and_named() {
    let plain = images::docker_save();
    let mut encoded: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    encoded.insert("gzip", gzip(&plain));
    encoded.insert("gzip in gzip", gzip(&gzip(&plain)));
    for (name, bytes) in encoded {
        let showing = archive(bytes);
        assert_eq!(verdicts(&showing), [("verified".to_owned(), 4)], "{name}");
        assert_eq!(
            showing.opened.contents.input.compression.as_deref(),
            Some("gzip")
        );
    }
    let failure = give(&[("x.tar", gzip(&gzip(&gzip(&plain))))], 1_000).unwrap_err();
    assert_eq!(
        failure.what.to_string(),
        "x.tar is compressed more than twice, with gzip inside: expected an archive"
    );
    assert_eq!(failure.commands, ["gzip -dc x.tar > image.tar"]);
}

#[test]
fn several_archives_at_once_are_open_together() {
    let showing = give(
        &[
            ("a.tar", images::docker_save()),
            ("b.tar", images::multi_platform().to_tar()),
        ],
        10_000,
    )
    .unwrap();
    assert_eq!(showing.opened.graph.images.len(), 4);
    assert_eq!(verdicts(&showing), [("verified".to_owned(), 27)]);
    assert_eq!(showing.opened.contents.input.name, "2 files");
}

#[test]
fn a_lone_document_is_held_against_what_a_person_expects() {
    use assay::session::{Event, Session};
    let mut layout = Layout::default();
    let manifest = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    let digest: Digest = manifest["digest"].as_str().unwrap().parse().unwrap();
    let bytes = layout.blobs[digest.as_str()].clone();
    let showing = give(&[("manifest.json", bytes)], 100).unwrap();
    assert_eq!(
        verdicts(&showing),
        [("missing".to_owned(), 4), ("not checked".to_owned(), 1)]
    );
    let mut session = Session::Showing(showing);
    let _ = session.handle(Event::Expected(Some(digest)), 0.0);
    let Session::Showing(showing) = session else {
        panic!()
    };
    assert_eq!(
        verdicts(&showing),
        [("missing".to_owned(), 4), ("verified".to_owned(), 1)]
    );
    assert_eq!(showing.opened.rows[0].claimed_by[0].document, "you");
}

#[test]
fn a_media_type_that_names_gzip_over_a_docker_layer_is_read_by_its_bytes() {
    let mut layout = Layout::default();
    let layers = hello_layers("amd64");
    let config = config(&linux("amd64", None), &layers, DIALECT_DOCKER);
    let config = layout.describe(DIALECT_DOCKER, config);
    let layers: Vec<_> = layers
        .iter()
        .map(|layer| layout.describe(DOCKER_LAYER_GZIP, gzip(layer)))
        .collect();
    let manifest = json!({"schemaVersion": 2, "mediaType": assay::image::media_type::DOCKER_MANIFEST, "config": config, "layers": layers});
    let manifest = layout.describe(
        assay::image::media_type::DOCKER_MANIFEST,
        manifest.to_string().into_bytes(),
    );
    layout.tag(manifest, "hello:1.0");
    check(
        &layout.to_tar(),
        &[&["example.com/hello:1.0"]],
        &[("verified", 8)],
    );
}
