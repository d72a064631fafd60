//! Images that umoci, skopeo and buildah made (`tests/fixtures/make`), held
//! against what skopeo and sha256sum say of them. Skipped, saying so, where
//! they were not made.

use std::path::{Path, PathBuf};

use assay::views::report::{Report, report};
use serde_json::Value;

use crate::drive::{files_below, give};

const ENVIRONMENT: &str = "ASSAY_FIXTURES";

/// The folder that the script filled. Where its place is told it must be there.
pub fn folder() -> Option<PathBuf> {
    let told = std::env::var_os(ENVIRONMENT).map(PathBuf::from);
    let Some(folder) = told else {
        println!("skipped: no images of tools (`make test` makes them and sets {ENVIRONMENT})");
        return None;
    };
    let complete = folder.join("complete");
    assert!(complete.is_file(), "{} is not there", complete.display());
    Some(folder)
}

/// What the tools say of an image.
struct Said {
    manifest: String,
    config: String,
    diff_ids: Vec<String>,
}

impl Said {
    fn read(folder: &Path, name: &str) -> Self {
        let folder = folder.join(format!("{name}.said"));
        let text = |file| std::fs::read_to_string(folder.join(file)).unwrap();
        let config: Value = serde_json::from_str(&text("config.json")).unwrap();
        let diff_ids = config["rootfs"]["diff_ids"].as_array().unwrap();
        Self {
            manifest: format!("sha256:{}", text("manifest").trim()),
            config: format!("sha256:{}", text("config").trim()),
            diff_ids: diff_ids
                .iter()
                .map(|digest| digest.as_str().unwrap().to_owned())
                .collect(),
        }
    }
}

/// Opens the image, read whole and in small pieces: every claim is verified.
#[track_caller]
fn open(folder: &Path, name: &str) -> Report {
    let path = folder.join(name);
    let given = match path.is_dir() {
        true => files_below(&path),
        false => vec![(name.to_owned(), std::fs::read(&path).unwrap())],
    };
    let given: Vec<(&str, Vec<u8>)> = given
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.clone()))
        .collect();
    let mut reports = Vec::new();
    for most in [usize::MAX, 4_096, 77] {
        let showing = give(&given, most).unwrap();
        // Of the manifest of a `dir:` nobody claims a digest.
        let mut claimed = showing
            .opened
            .rows
            .iter()
            .filter(|row| row.claimed.is_some());
        assert!(
            claimed.all(|row| row.verdict.is_verified()),
            "{name}: {:#?}",
            showing.opened.rows
        );
        reports.push(report(&showing));
    }
    let texts: Vec<String> = reports.iter().map(Report::to_json).collect();
    assert!(texts.iter().all(|text| *text == texts[0]), "{name}");
    reports.swap_remove(0)
}

/// An image alone: what is shown is what the tools say. A docker-archive has no
/// manifest of a registry, and none is made up.
#[track_caller]
fn check(name: &str, names: &[&str], has_manifest: bool) {
    let Some(folder) = folder() else { return };
    let said = Said::read(&folder, name);
    let report = open(&folder, name);
    let [image] = report.images.as_slice() else {
        panic!("{name}: {:#?}", report.images);
    };
    assert_eq!(image.names, names, "{name}");
    assert_eq!(image.image_id.as_deref(), Some(said.config.as_str()));
    let manifest = has_manifest.then_some(said.manifest);
    assert_eq!(image.manifest, manifest, "{name}");
    let diff_ids: Vec<_> = image
        .layers
        .iter()
        .map(|layer| layer.diff_id.clone())
        .collect();
    let said: Vec<_> = said.diff_ids.into_iter().map(Some).collect();
    assert_eq!(diff_ids, said, "{name}");
    let errors: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == assay::rules::Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

#[test]
fn layouts_of_umoci_and_archives_of_skopeo_are_what_skopeo_says() {
    check("umoci-layout", &["hello"], true);
    check("skopeo.oci.tar", &["hello"], true);
    check("skopeo-zstd.oci.tar", &["hello"], true);
}

#[test]
fn docker_archives_of_skopeo_are_what_skopeo_says() {
    let names = ["example.org/hello:1", "example.org/hello:2"];
    check("skopeo.docker.tar", &names, false);
}

#[test]
fn archives_may_be_compressed_by_any_of_four_tools() {
    let names = ["example.org/hello:1", "example.org/hello:2"];
    for ending in ["gz", "zst", "xz", "bz2"] {
        check(&format!("skopeo.docker.tar.{ending}"), &names, false);
    }
}

#[test]
fn folders_of_skopeo_are_what_skopeo_says() {
    check("skopeo-dir", &[], true);
    check("skopeo-v2s2-dir", &[], true);
}

#[test]
fn archives_of_buildah_are_what_skopeo_says() {
    if folder().is_some_and(|folder| !folder.join("buildah.oci.tar").exists()) {
        println!("skipped: buildah could build nothing here");
        return;
    }
    check("buildah.oci.tar", &["hello"], true);
    check("buildah.docker.tar", &["localhost/hello:1"], false);
}

#[test]
fn a_list_of_buildah_has_both_platforms() {
    let Some(folder) = folder() else { return };
    if !folder.join("buildah-list").exists() {
        println!("skipped: buildah could build nothing here");
        return;
    }
    let said = Said::read(&folder, "buildah-list");
    let report = open(&folder, "buildah-list");
    assert_eq!(report.root.digest.as_ref(), Some(&said.manifest));
    let platforms: Vec<_> = report
        .images
        .iter()
        .map(|image| image.platform.as_deref().unwrap())
        .collect();
    assert_eq!(platforms, ["linux/amd64", "linux/arm64"]);
    // What skopeo was asked for.
    assert_eq!(
        report.images[1].image_id.as_deref(),
        Some(said.config.as_str())
    );
}
