//! Archives: their tables of contents, and blobs that nobody names.

use super::{Archive, descriptor, sha256};
use crate::image::media_type::{
    OCI_CONFIG as CONFIG, OCI_LAYER as LAYER, OCI_MANIFEST as MANIFEST,
};
use crate::source::{Form, InputKind, NoFile};

fn blob_path(text: &str) -> String {
    sha256(text).replace("sha256:", "blobs/sha256/")
}

/// A config of one layer, told apart by its author.
fn config(author: &str) -> String {
    format!(
        r#"{{"architecture":"amd64","os":"linux","author":"{author}","rootfs":{{"type":"layers","diff_ids":["{}"]}}}}"#,
        sha256("x")
    )
}

fn manifest(config: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{},"layers":[{}]}}"#,
        descriptor(CONFIG, config, ""),
        descriptor(LAYER, "x", "")
    )
}

/// A layout with the images of `configs`, each under its name.
fn layout(configs: &[(&str, &str)]) -> Archive {
    let entries: Vec<String> = configs
        .iter()
        .map(|(config, name)| {
            let more = format!(r#","annotations":{{"io.containerd.image.name":"{name}"}}"#);
            descriptor(MANIFEST, &manifest(config), &more)
        })
        .collect();
    let mut archive = Archive::layout(&entries);
    for (config, _) in configs {
        archive.stored(&manifest(config));
        archive.stored(config);
    }
    archive.blob(&blob_path("x"), Some(&sha256("x")), 1);
    archive
}

fn item(config: &str, tags: &str) -> String {
    format!(
        r#"{{"Config":"{}","RepoTags":{tags},"Layers":["{}"]}}"#,
        blob_path(config),
        blob_path("x")
    )
}

#[test]
fn a_layout_says_its_version() {
    let mut archive = layout(&[]);
    archive.contents.blobs.clear();
    archive.contents.documents[0].bytes = br#"{"imageLayoutVersion":"2.0.0"}"#.to_vec();
    archive.check(&[(
        "layout-version",
        "oci-layout",
        "/imageLayoutVersion",
        "expected `imageLayoutVersion` to be the string `1.0.0`, but found the string `2.0.0`",
    )]);
    archive.contents.documents[0].bytes = b"[]".to_vec();
    archive.check(&[(
        "document-not-an-object",
        "oci-layout",
        "",
        "expected the oci-layout to be an object, but found an array",
    )]);
    archive.contents.documents[0].path = "x".to_owned();
    archive.check(&[(
        "layout-file",
        "index.json",
        "",
        "expected the file `oci-layout` next to index.json, but found none",
    )]);
}

#[test]
fn a_docker_archive_lists_images_by_paths_inside_it() {
    let config = config("a");
    let good = item(&config, r#"["busybox:latest"]"#);
    let archive = |json: &str| {
        let mut archive = Archive::new(InputKind::Archive);
        archive.stored(&config);
        archive.blob(&blob_path("x"), Some(&sha256("x")), 1);
        archive.docker(json);
        archive
    };
    archive(&format!("[{good}]")).check(&[]);
    let alone = [sha256(&config), sha256("x")];
    let unnamed = |digest| {
        (
            "unreferenced-blob",
            digest,
            "",
            "expected a document that names this blob, but found none",
        )
    };
    for (json, pointer, message) in [
        ("null", "", "expected an array of images, but found null"),
        (
            "[]",
            "",
            "expected at least one image, but found an empty array",
        ),
        (
            "[null]",
            "/0",
            "expected an object that describes one image, but found null",
        ),
        (
            r#"{"Config":"x"}"#,
            "",
            "expected an array of images, but found an object",
        ),
    ] {
        archive(json).check(&[
            ("archive-manifest", "manifest.json", pointer, message),
            unnamed(alone[0].as_str()),
            unnamed(alone[1].as_str()),
        ]);
    }
    archive(&format!("[{good},{{}}]")).check(&[
        (
            "archive-manifest",
            "manifest.json",
            "/1",
            "expected `Config` to be a path, but found nothing",
        ),
        (
            "archive-manifest",
            "manifest.json",
            "/1",
            "expected `Layers` to be an array, but found nothing",
        ),
    ]);
    archive(&format!(
        r#"[{good},{{"Config":7,"RepoTags":"x","Layers":[null]}}]"#
    ))
    .check(&[
        (
            "archive-manifest",
            "manifest.json",
            "/1/Config",
            "expected a path, but found the number 7",
        ),
        (
            "archive-manifest",
            "manifest.json",
            "/1/Layers/0",
            "expected a path, but found null",
        ),
        (
            "archive-manifest",
            "manifest.json",
            "/1/RepoTags",
            "expected an array, but found the string `x`",
        ),
    ]);
}

// jib wrote lower-case keys; Go reads them.
#[test]
fn lower_case_keys_of_manifest_json_are_a_warning() {
    let config = config("a");
    let mut archive = Archive::new(InputKind::Archive);
    archive.stored(&config);
    archive.blob(&blob_path("x"), Some(&sha256("x")), 1);
    let json = item(&config, "null")
        .replace("Config", "config")
        .replace("Layers", "layers")
        .replace("RepoTags", "repoTags");
    archive.docker(&format!("[{json}]"));
    let message = |key: &str, found: &str| {
        format!(
            "expected the key `{key}`, but found `{found}`, which readers written in Go accept and others do not"
        )
    };
    archive.check(&[
        (
            "archive-key-case",
            "manifest.json",
            "/0/config",
            &message("Config", "config"),
        ),
        (
            "archive-key-case",
            "manifest.json",
            "/0/repoTags",
            &message("RepoTags", "repoTags"),
        ),
        (
            "archive-key-case",
            "manifest.json",
            "/0/layers",
            &message("Layers", "layers"),
        ),
    ]);
}

// CVE-2014-9356 to -9358
#[test]
fn paths_out_of_the_archive_are_told_and_never_followed() {
    let mut archive = Archive::new(InputKind::Archive);
    let path = "abs/layer.tar".to_owned();
    archive.path("/abs/layer.tar", Err(NoFile::Cycle { path }));
    archive.docker(r#"[{"Config":"../../../etc/passwd","Layers":["/abs/layer.tar"]}]"#);
    let outside = |path: &str| {
        format!(
            "expected a path inside the archive, but found `{path}`, which is looked up in the archive only"
        )
    };
    archive.check(&[
        ("unsafe-path", "manifest.json", "/0/Config", &outside("../../../etc/passwd")),
        ("archive-path", "manifest.json", "/0/Config", "expected the file `../../../etc/passwd`, but found nothing"),
        ("entry-name", "manifest.json", "/0/Layers/0", "expected a relative path without `..`, but found `/abs/layer.tar`: `docker load` looks it up from the archive's root, while podman, skopeo and containerd look for exactly this spelling"),
        ("archive-path", "manifest.json", "/0/Layers/0", "expected the link `abs/layer.tar` to end at a file, but it leads back to itself"),
    ]);
}

#[test]
fn the_layers_of_a_docker_archive_are_as_many_as_the_diff_ids() {
    let config = config("a");
    let mut archive = Archive::new(InputKind::Archive);
    archive.stored(&config);
    archive.docker(&format!(
        r#"[{{"Config":"{}","Layers":null}}]"#,
        blob_path(&config)
    ));
    archive.check(&[(
        "diff-id-count",
        &sha256(&config),
        "/rootfs/diff_ids",
        "expected no DiffIDs, because manifest.json lists no layers, but found 1",
    )]);
}

#[test]
fn archives_from_before_docker_1_10_name_images_by_ids() {
    let id = "a".repeat(64);
    let mut archive = Archive::new(InputKind::Archive);
    archive.document(
        "repositories",
        None,
        format!(r#"{{"n":{{"ok":"{id}","bad":"../../etc"}},"m":7}}"#).as_bytes(),
        None,
    );
    archive.root(Form::DockerLegacy, 0);
    archive.check(&[
        (
            "archive-repositories",
            "repositories",
            "/n/bad",
            "expected an image ID of 64 hex digits, but found the string `../../etc`",
        ),
        (
            "archive-repositories",
            "repositories",
            "/m",
            "expected an object, but found the number 7",
        ),
    ]);
}

#[test]
fn both_tables_of_an_archive_may_agree() {
    let config = config("a");
    let mut archive = layout(&[(&config, "docker.io/library/busybox:latest")]);
    archive.docker(&format!("[{}]", item(&config, r#"["busybox:latest"]"#)));
    archive.check(&[]);
    // Nothing to compare names by.
    archive.contents.documents.last_mut().unwrap().bytes =
        format!("[{}]", item(&config, "null")).into_bytes();
    archive.check(&[]);
}

#[test]
fn a_name_that_leads_to_two_images_is_told_with_who_takes_which() {
    let (a, b) = (config("a"), config("b"));
    let mut archive = layout(&[(&a, "docker.io/library/busybox:latest")]);
    archive.stored(&b);
    archive.docker(&format!("[{}]", item(&b, r#"["busybox:latest"]"#)));
    let message = format!(
        "expected `busybox:latest` to name the config {} as index.json says, but found {}: ctr and skopeo's oci-archive take the first, podman's docker-archive and docker load with the classic store the second",
        sha256(&a),
        sha256(&b)
    );
    archive.check(&[("archive-views", "manifest.json", "/0/RepoTags", &message)]);
}

#[test]
fn an_image_in_one_table_only_is_told_with_who_takes_it() {
    let (a, b) = (config("a"), config("b"));
    let mut archive = layout(&[(&a, "example.com/a:1")]);
    archive.stored(&b);
    archive.docker(&format!("[{}]", item(&b, r#"["example.com/b:1"]"#)));
    let only = |table: &str, config: &str, by: &str| match table {
        "manifest" => format!(
            "expected index.json to lead to the config {config} as manifest.json does, but found no such image there: {by}"
        ),
        _ => format!(
            "expected manifest.json to name the config {config} as index.json does, but found no such image there: {by}"
        ),
    };
    archive.check(&[
        ("archive-views", "manifest.json", "/0/Config", &only("manifest", &sha256(&b), "podman's docker-archive and docker load with the classic store take it, ctr and skopeo's oci-archive never see it")),
        ("archive-views", "index.json", "/manifests/0", &only("index", &sha256(&a), "ctr and skopeo's oci-archive take it, podman's docker-archive and docker load with the classic store never see it")),
    ]);
}

#[test]
fn names_and_counts_of_layers_of_one_image_are_compared() {
    let config = config("a");
    let mut archive = layout(&[(&config, "example.com/a:1")]);
    let item = item(&config, r#"["example.com/b:1"]"#)
        .replace("]}", &format!(",\"{}\"]}}", blob_path("x")));
    archive.docker(&format!("[{item}]"));
    archive.check(&[
        ("archive-views", "manifest.json", "/0/Layers", "expected as many layers as index.json leads to, 1, but found 2: ctr and skopeo's oci-archive take the first, podman's docker-archive and docker load with the classic store the second"),
        ("archive-names", "manifest.json", "/0/RepoTags", "expected the name `example.com/a:1` that index.json gives the image, but found `example.com/b:1`: ctr and skopeo's oci-archive take the first, podman's docker-archive and docker load with the classic store the second"),
    ]);
}

// `ctr image export` of one platform keeps the whole index.
#[test]
fn a_sparse_archive_lacks_blobs_and_that_is_one_note() {
    let config = config("a");
    let manifest = manifest(&config);
    let index = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{},{},{}]}}"#,
        descriptor(MANIFEST, &manifest, ""),
        descriptor(MANIFEST, "p", ""),
        descriptor(MANIFEST, "q", "")
    );
    let mut archive = Archive::layout(&[descriptor(
        "application/vnd.oci.image.index.v1+json",
        &index,
        "",
    )]);
    archive.stored(&index);
    archive.stored(&manifest);
    archive.stored(&config);
    let (p, x) = (sha256("p"), sha256("x"));
    archive.check(&[
        ("missing-blob", &sha256(&index), "", &format!("expected all 3 objects that it names, but 2 are missing, such as {p}: not in this archive")),
        ("missing-blob", &sha256(&manifest), "/layers/0", &format!("expected {x}, but found nothing: not in this archive")),
    ]);
}

#[test]
fn blobs_that_nobody_names_are_listed_while_they_are_few() {
    let mut archive = Archive::layout(&[]);
    let text = "expected a document that names this blob, but found none";
    archive.blob(&blob_path("0"), Some(&sha256("0")), 1);
    archive.check(&[("unreferenced-blob", &sha256("0"), "", text)]);
    for number in 1..6 {
        let number = number.to_string();
        archive.blob(&blob_path(&number), Some(&sha256(&number)), 1);
    }
    let message = format!(
        "expected every blob to be named by a document, but no document names 6 of them, such as {}",
        sha256("0")
    );
    archive.check(&[("unreferenced-blob", "test.tar", "", &message)]);
}
