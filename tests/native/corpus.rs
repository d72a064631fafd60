//! Real archives of other projects' tests. What each must show was recomputed
//! independently; see the README beside them. Skipped, saying so, where the
//! folder is absent.

use std::path::{Path, PathBuf};

use crate::drive;

const ENVIRONMENT: &str = "ASSAY_CORPUS";

pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os(ENVIRONMENT).map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = named.unwrap_or(beside);
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "skipped: no corpus at {} (set {ENVIRONMENT} to where it is)",
        folder.display()
    );
    None
}

/// What is open of several archives of the corpus together.
pub fn opened(paths: &[String]) -> Option<assay::inspect::Opened> {
    Some(together(&folder()?, paths))
}

/// The same of the cases beside it.
pub fn cases(paths: &[String]) -> Option<assay::inspect::Opened> {
    let folder = folder()?.join("../cases");
    if !folder.is_dir() {
        println!("skipped: no cases at {}", folder.display());
        return None;
    }
    Some(together(&folder, paths))
}

fn together(folder: &Path, paths: &[String]) -> assay::inspect::Opened {
    let given = paths.iter().map(|path| {
        let bytes = std::fs::read(folder.join(path)).unwrap();
        (path.rsplit('/').next().unwrap(), bytes)
    });
    let given: Vec<(&str, Vec<u8>)> = given.collect();
    drive::give(&given, 60_000).unwrap().opened
}

/// What is open of a path in the corpus; `None` where that is absent.
pub fn open(path: &str) -> Option<Box<assay::session::Showing>> {
    let path = folder()?.join(path);
    let given = match path.is_dir() {
        true => drive::files_below(&path),
        false => vec![(
            path.file_name().unwrap().to_string_lossy().into_owned(),
            std::fs::read(&path).unwrap(),
        )],
    };
    let given: Vec<(&str, Vec<u8>)> = given
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.clone()))
        .collect();
    Some(drive::give(&given, 60_000).unwrap())
}

/// `images` are `name: id`, ids in 12 digits; `verdicts` counts of the ledger.
#[track_caller]
fn check(path: &str, images: &[&str], verdicts: &[(&str, usize)]) {
    let Some(showing) = open(path) else { return };
    let shown: Vec<String> = showing
        .opened
        .graph
        .images
        .iter()
        .map(|image| {
            let id = image
                .config
                .and_then(|id| showing.opened.graph.bytes(id, &showing.opened.contents))
                .map(assay::image::digest::Digest::sha256);
            let id = id.map_or("none".to_owned(), |id| id.encoded()[..12].to_owned());
            format!("{}: {id}", image.names.join(" "))
        })
        .collect();
    assert_eq!(shown, images);
    let counts: Vec<(String, usize)> = verdicts
        .iter()
        .map(|(word, count)| ((*word).to_owned(), *count))
        .collect();
    assert_eq!(
        drive::verdicts(&showing),
        counts,
        "{:#?}",
        drive::lines(&showing)
    );
}

#[test]
fn oci_layouts_as_folders() {
    let base = "anchore+stereoscope/pkg/image/oci/testdata";
    check(
        &format!("{base}/multiplatform_oci_dir"),
        &[
            "docker.io/library/multi-platform:latest: 549248a7ac95",
            "docker.io/library/multi-platform:latest: 3cd6022503ce",
        ],
        &[("verified", 9)],
    );
    check(
        &format!("{base}/valid_oci_dir"),
        &["latest 1.0: 61ee19e869a5"],
        &[("verified", 4)],
    );
    // Its one blob is empty; an independent reading calls that a mismatch.
    check(&format!("{base}/valid_manifest"), &[], &[("wrong size", 1)]);
    check(&format!("{base}/invalid_file"), &[], &[]);
    let base = "google+go-containerregistry/pkg/v1/layout/testdata";
    check(
        &format!("{base}/test_gc_image_unknown_mediatype"),
        &[],
        &[("missing", 1)],
    );
    check(
        &format!("{base}/test_gc_index"),
        &["1 3 4: 6e0b05049ed9"],
        &[("verified", 7)],
    );
    check(
        &format!("{base}/test_index"),
        &["1 3 4: 6e0b05049ed9", "2: 930705ce23e3"],
        &[("verified", 10)],
    );
    // A Helm chart: three blobs and no image.
    check(
        &format!("{base}/test_index_media_type"),
        &[],
        &[("verified", 3)],
    );
    check(
        &format!("{base}/test_index_one_image"),
        &[": 381d958b5558"],
        &[("verified", 4)],
    );
}

#[test]
fn oci_layouts_in_a_tar() {
    check(
        "anchore+stereoscope/pkg/image/oci/testdata/valid-oci.tar",
        &["sample:latest: 61ee19e869a5"],
        &[("verified", 4)],
    );
    let dive = "wagoodman+dive/.data";
    check(
        &format!("{dive}/test-oci-estargz-image.tar"),
        &[": 5c153971f5fe"],
        &[("verified", 4)],
    );
    check(
        &format!("{dive}/test-oci-gzip-image.tar"),
        &[": 3eaccc100f86"],
        &[("verified", 4)],
    );
    check(
        &format!("{dive}/test-oci-uncompressed-image.tar"),
        &[": 3eaccc100f86"],
        &[("verified", 4)],
    );
    check(
        &format!("{dive}/test-oci-zstd-image.tar"),
        &[": 3eaccc100f86"],
        &[("verified", 4)],
    );
}

#[test]
fn docker_archives() {
    let base = "google+go-containerregistry/pkg/v1/mutate/testdata";
    check(
        &format!("{base}/overwritten_file.tar"),
        &["bazel/pkg/v1/mutate:overwritten_file: 68f6eb746cdb"],
        &[("verified", 4)],
    );
    check(
        &format!("{base}/source_image.tar"),
        &["bazel/pkg/v1/mutate:source_image: 6e0b05049ed9"],
        &[("verified", 2)],
    );
    check(
        &format!("{base}/source_image_with_empty_layer_history.tar"),
        &["bazel/pkg/v1/mutate:source_image: 05b5ec129058"],
        &[("verified", 1), ("wrong digest", 1)],
    );
    check(
        &format!("{base}/whiteout_dir.tar"),
        &["localhost:5000/whiteout:latest: 92f1e3d53acd"],
        &[("verified", 5)],
    );
    check(
        &format!("{base}/whiteout_image.tar"),
        &["bazel/pkg/v1/mutate:whiteout_image: decb630649c3"],
        &[("verified", 4)],
    );
    let base = "google+go-containerregistry/pkg/v1/tarball/testdata";
    check(
        &format!("{base}/hello-world-v25.tar"),
        &[": ee301c921b8a"],
        &[("verified", 5)],
    );
    check(&format!("{base}/null_manifest.tar"), &[], &[]);
    check(
        &format!("{base}/test_bundle.tar"),
        &["test_image_2: 930705ce23e3", "test_image_1: 6e0b05049ed9"],
        &[("missing", 1), ("verified", 4)],
    );
    check(
        &format!("{base}/test_image_1.tar"),
        &["bazel/v1/tarball:test_image_1: 6e0b05049ed9"],
        &[("verified", 2)],
    );
    check(
        &format!("{base}/test_image_2.tar"),
        &["bazel/v1/tarball:test_image_2: 930705ce23e3"],
        &[("verified", 2)],
    );
    check(
        &format!("{base}/test_link.tar"),
        &[
            "bazel/v1/tarball:test_image_1: 6e0b05049ed9",
            "bazel/v1/tarball:test_image_3: d4c9adacde69",
        ],
        &[("verified", 4)],
    );
    check(
        &format!("{base}/test_load_manifest.tar"),
        &["bazel/v1/tarball:test_image_1: 6e0b05049ed9"],
        &[("verified", 2)],
    );
    check(
        "wagoodman+dive/.data/test-docker-image.tar",
        &["dive-test:latest: 75ae28b8ebf8"],
        &[("verified", 15)],
    );
    check(
        "wagoodman+dive/.data/test-kaniko-image.tar",
        &["dive-test:kaniko-latest: ae16a51058a7"],
        &[("verified", 15)],
    );
}

#[test]
fn archives_from_before_docker_1_10_have_nothing_to_verify_layers_against() {
    check(
        "google+go-containerregistry/pkg/v1/tarball/testdata/no_manifest.tar",
        &["bazel/v1/tarball:test_image: none"],
        &[("not checked", 1)],
    );
    check(
        "moby+moby/integration-cli/testdata/emptyLayer.tar",
        &["matthughes/library-centos:6-2015.03.20: none"],
        &[("not checked", 3)],
    );
}

/// The rules that the README beside the corpus expects to be broken, each in
/// its real fixture, and none in one that is clean.
#[test]
fn what_is_odd_about_real_images_is_found() {
    let layout = "google+go-containerregistry/pkg/v1/layout/testdata";
    let mutate = "google+go-containerregistry/pkg/v1/mutate/testdata";
    let tarball = "google+go-containerregistry/pkg/v1/tarball/testdata";
    let oci = "anchore+stereoscope/pkg/image/oci/testdata";
    for (path, rules) in [
        (
            format!("{layout}/test_gc_index"),
            &["media-type-conflict"][..],
        ),
        (
            format!("{layout}/test_index"),
            &["media-type-conflict", "media-type-conflict"],
        ),
        (
            format!("{mutate}/source_image_with_empty_layer_history.tar"),
            &["digest-mismatch"],
        ),
        (
            format!("{tarball}/null_manifest.tar"),
            &["archive-manifest"],
        ),
        (
            format!("{tarball}/hello-world-v25.tar"),
            &["index-manifests"],
        ),
        (
            format!("{oci}/valid_manifest"),
            &["json-syntax", "layout-file", "size-mismatch"],
        ),
        (format!("{oci}/valid_oci_dir"), &[]),
        (format!("{mutate}/whiteout_dir.tar"), &[]),
        ("wagoodman+dive/.data/test-docker-image.tar".to_owned(), &[]),
    ] {
        let Some(showing) = open(&path) else { return };
        let grave = |finding: &&assay::rules::Finding| {
            finding.rule.severity == assay::rules::Severity::Error
        };
        let mut found: Vec<&str> = showing
            .findings
            .iter()
            .filter(grave)
            .map(|f| f.rule.id)
            .collect();
        found.sort_unstable();
        assert_eq!(found, rules, "{path}: {:#?}", showing.findings);
    }
}
