//! What loaders (`docker load`, podman, containerd) will do with an archive:
//! names as they take them, links, folders, and what is no image for them.

use std::path::Path;

use assay::image::digest::Digest;
use assay::rules::Severity;
use assay::session::Showing;
use assay::source::NoFile;
use serde_json::json;

use crate::drive::{archive, give, verdicts};
use crate::images::{
    self, DIALECT_DOCKER, Entry, config, files_to_tar, gzip, hello_layers, linux, tar,
};

/// A docker-archive of two layers: what `manifest.json` calls each layer, and
/// what stands in the archive for it.
fn two_layers(names: [&str; 2], stored: [(&str, Entry<'_>); 2], more: &[(&str, &[u8])]) -> Vec<u8> {
    let config = config(
        &linux("amd64", None),
        &hello_layers("amd64")[..2],
        DIALECT_DOCKER,
    );
    let id = format!("{}.json", Digest::sha256(&config).encoded());
    let manifest = json!([{"Config": id, "RepoTags": ["a:1"], "Layers": names}]).to_string();
    let mut entries: Vec<(&str, Entry<'_>)> = stored.into_iter().collect();
    entries.extend(more.iter().map(|(path, bytes)| (*path, Entry::File(bytes))));
    entries.push((&id, Entry::File(&config)));
    entries.push(("manifest.json", Entry::File(manifest.as_bytes())));
    tar(&entries)
}

fn counts(expected: &[(&str, usize)]) -> Vec<(String, usize)> {
    let owned = expected.iter().map(|(word, n)| ((*word).to_owned(), *n));
    owned.collect()
}

fn rules(showing: &Showing) -> Vec<(&str, Severity)> {
    let findings = showing.findings.iter();
    findings.map(|f| (f.rule.id, f.rule.severity)).collect()
}

fn message(showing: &Showing, rule: &str) -> String {
    let mut findings = showing.findings.iter();
    let found = findings.find(|finding| finding.rule.id == rule);
    found
        .unwrap_or_else(|| panic!("{rule}: {:#?}", showing.findings))
        .message
        .to_string()
}

/// A case of the folder beside this project, where that is there.
fn case(path: &str) -> Option<Vec<u8>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let bytes = std::fs::read(beside.join(path)).ok();
    if bytes.is_none() {
        println!("skipped: no {path}");
    }
    bytes
}

#[test]
fn names_of_layers_are_no_claim_whatever_they_hash() {
    let layers = hello_layers("amd64");
    let name = |text: &[u8], end: &str| format!("{}{end}", Digest::sha256(text).encoded());
    for end in [".tar", ".tar.gz", ""] {
        let names = [name(b"//pkg:layer_0", end), name(b"//pkg:layer_1", end)];
        let bytes = two_layers(
            [&names[0], &names[1]],
            [
                (&names[0], Entry::File(&layers[0])),
                (&names[1], Entry::File(&layers[1])),
            ],
            &[],
        );
        let showing = archive(bytes);
        assert_eq!(verdicts(&showing), counts(&[("verified", 3)]), "{end}");
        assert_eq!(rules(&showing), [], "{end}");
    }
    if let Some(bytes) = case("empty-layer-names/path-hash-names.tar") {
        let showing = archive(bytes);
        assert!(
            showing
                .opened
                .rows
                .iter()
                .all(|row| row.verdict.is_verified())
        );
        assert_eq!(rules(&showing), []);
    }
}

#[test]
fn the_name_of_a_config_is_the_image_id_and_a_claim() {
    let layers = hello_layers("amd64");
    let bytes = config(&linux("amd64", None), &layers[..1], DIALECT_DOCKER);
    let wrong = Digest::sha256(b"another").encoded().to_owned();
    for name in [
        format!("{wrong}.json"),
        format!("sha256:{wrong}"),
        format!("./{wrong}.json"),
    ] {
        let manifest = json!([{"Config": name, "Layers": ["a/layer.tar"]}]).to_string();
        let showing = archive(tar(&[
            (&name, Entry::File(&bytes)),
            ("a/layer.tar", Entry::File(&layers[0])),
            ("manifest.json", Entry::File(manifest.as_bytes())),
        ]));
        let expected = counts(&[("verified", 1), ("wrong digest", 1)]);
        assert_eq!(verdicts(&showing), expected, "{name}");
    }
}

#[test]
fn layers_are_found_as_docker_load_cleans_their_names() {
    let layers = hello_layers("amd64");
    for (named, stored) in [
        ("/a.tar", "/a.tar"),
        ("a.tar", "/a.tar"),
        ("/a.tar", "a.tar"),
        ("./x//a.tar", "x/a.tar"),
        ("x/a.tar", "./x/./a.tar"),
        ("x/../a.tar", "a.tar"),
        ("x/../a.tar", "x/../a.tar"),
        ("a.tar/", "a.tar"),
    ] {
        let showing = archive(two_layers(
            [named, "b.tar"],
            [
                (stored, Entry::File(&layers[0])),
                ("b.tar", Entry::File(&layers[1])),
            ],
            &[],
        ));
        let verified = counts(&[("verified", 3)]);
        assert_eq!(verdicts(&showing), verified, "{named} {stored}");
        let errors = rules(&showing).iter().any(|(_, s)| *s == Severity::Error);
        assert!(!errors, "{named} {stored}: {:#?}", showing.findings);
    }
    // Not out of the archive, though, by whatever spelling.
    for named in ["../a.tar", "/../a.tar", "x/../../a.tar"] {
        let showing = archive(two_layers(
            [named, "b.tar"],
            [
                (named, Entry::File(&layers[0])),
                ("b.tar", Entry::File(&layers[1])),
            ],
            &[],
        ));
        let layer = &showing.opened.contents.paths[1];
        let path = named.to_owned();
        assert_eq!(layer.target, Err(NoFile::Climbs { path }));
        assert!(rules(&showing).contains(&("unsafe-path", Severity::Error)));
    }
}

#[test]
fn an_empty_name_is_a_layer_that_was_left_out() {
    let layers = hello_layers("amd64");
    let stacked = [
        layers[0].clone(),
        layers[1].clone(),
        layers[2].clone(),
        images::layer(&[("a", "a")]),
        images::layer(&[("b", "b")]),
    ];
    let config = config(&linux("amd64", None), &stacked, DIALECT_DOCKER);
    let id = format!("{}.json", Digest::sha256(&config).encoded());
    let manifest =
        json!([{"Config": id, "RepoTags": ["a:1"], "Layers": ["", null, "", "/x.tar", "/y.tar"]}]);
    let manifest = manifest.to_string();
    let made = tar(&[
        (&id, Entry::File(&config)),
        ("/x.tar", Entry::File(&stacked[3])),
        ("/y.tar", Entry::File(&stacked[4])),
        ("manifest.json", Entry::File(manifest.as_bytes())),
    ]);
    for bytes in std::iter::once(made).chain(case("empty-layer-names/builder.tar")) {
        let showing = archive(bytes);
        let image = &showing.opened.graph.images[0];
        let nodes = image
            .layers
            .iter()
            .map(|l| showing.opened.graph.node(l.node.unwrap()).unwrap());
        let here: Vec<bool> = nodes.clone().map(|node| node.content.is_some()).collect();
        assert_eq!(here, [false, false, false, true, true]);
        // Three places, three objects.
        let mut ids: Vec<_> = nodes.map(|node| node.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), 5);
        let verified = |kind: &str| {
            let rows = showing
                .opened
                .rows
                .iter()
                .filter(|row| row.kind.word() == kind);
            rows.filter(|row| row.verdict.is_verified()).count()
        };
        assert_eq!((verified("config"), verified("diff-id")), (1, 2));
        let target = |link: &&assay::source::PathLink| link.target == Err(NoFile::LeftOut);
        assert_eq!(
            showing.opened.contents.paths.iter().filter(target).count(),
            1
        );
        assert!(message(&showing, "layers-left-out").contains("for each of the 5 layers"));
        assert!(!showing.opened.rows.iter().any(|row| row.verdict.is_bad()));
    }
}

#[test]
fn what_stands_for_a_layer_and_is_no_file_is_said() {
    let layers = hello_layers("amd64");
    let target = Entry::File(&layers[0]);
    for (entry, word, rule) in [
        (Entry::Fifo, "a device or a FIFO", "archive-path"),
        (Entry::Directory, "a directory", "archive-path"),
        (
            Entry::HardLink("nowhere.tar"),
            "found nothing at `nowhere.tar`",
            "archive-path",
        ),
        (
            Entry::Symlink("a.tar"),
            "leads back to itself",
            "archive-path",
        ),
        (
            Entry::HardLink("real.tar"),
            "podman and skopeo read it as an empty file",
            "archive-link",
        ),
    ] {
        let held = rule == "archive-link";
        let showing = archive(two_layers(
            ["a.tar", "b.tar"],
            [("a.tar", entry), ("b.tar", Entry::File(&layers[1]))],
            &[("real.tar", &layers[0])],
        ));
        assert!(
            message(&showing, rule).contains(word),
            "{:#?}",
            showing.findings
        );
        let verified = showing
            .opened
            .rows
            .iter()
            .filter(|row| row.verdict.is_verified());
        assert_eq!(verified.count(), if held { 3 } else { 2 }, "{word}");
    }
    // One symbolic link is what `docker save` wrote itself; no loader minds.
    let showing = archive(two_layers(
        ["a.tar", "b.tar"],
        [("a.tar", target), ("b.tar", Entry::Symlink("real.tar"))],
        &[("real.tar", &layers[1])],
    ));
    assert_eq!(verdicts(&showing), counts(&[("verified", 3)]));
    assert_eq!(rules(&showing), []);
}

#[test]
fn manifest_json_may_be_a_link_inside_the_archive() {
    let files = images::docker_25();
    for (link, told) in [
        (Entry::Symlink("real"), false),
        (Entry::HardLink("real"), true),
    ] {
        let mut entries = vec![("manifest.json", link)];
        for (path, bytes) in files.iter().filter(|(path, _)| path != "index.json") {
            let path = if path == "manifest.json" {
                "real"
            } else {
                path
            };
            entries.push((path, Entry::File(bytes)));
        }
        let showing = archive(tar(&entries));
        assert_eq!(showing.opened.graph.images[0].names, ["hello:1.0"]);
        assert_eq!(
            rules(&showing).contains(&("archive-link", Severity::Warning)),
            told
        );
    }
}

#[test]
fn what_stands_for_a_blob_and_is_no_file_is_said() {
    let files = images::multi_platform().files();
    let (path, bytes) = files
        .iter()
        .find(|(path, bytes)| path.starts_with("blobs/") && bytes.starts_with(&[0x1f, 0x8b]))
        .unwrap();
    let inside = format!("{path}/x");
    for (name, entry, rule) in [
        (path, Entry::Fifo, "blob-not-a-file"),
        (path, Entry::Directory, "blob-not-a-file"),
        (&inside, Entry::File(b"x"), "blob-not-a-file"),
        (path, Entry::Symlink("../../real"), "blob-is-a-link"),
        (path, Entry::HardLink("real"), "blob-is-a-link"),
    ] {
        let mut entries: Vec<_> = files
            .iter()
            .filter(|(other, _)| other != path)
            .map(|(path, bytes)| (path.as_str(), Entry::File(bytes)))
            .collect();
        entries.push(("real", Entry::File(bytes)));
        entries.push((name, entry));
        let showing = archive(tar(&entries));
        let finding = showing.findings.iter().find(|f| f.rule.id == rule).unwrap();
        assert_eq!(
            (&finding.place.document, finding.rule.severity),
            (path, Severity::Error)
        );
        let missing = showing
            .opened
            .rows
            .iter()
            .filter(|row| row.verdict.word() == "missing");
        assert!(missing.count() > 0, "{rule}");
    }
}

#[test]
fn an_image_in_a_folder_is_opened_and_no_loader_looks_there() {
    let layout = |folder: &str| -> Vec<(String, Vec<u8>)> {
        let files = images::multi_platform().files();
        files
            .into_iter()
            .map(|(path, bytes)| (format!("{folder}{path}"), bytes))
            .collect()
    };
    let readme = ("README.md".to_owned(), b"# Hello".to_vec());
    let docker: Vec<_> = images::docker_25()
        .into_iter()
        .map(|(path, bytes)| (format!("images/docker/{path}"), bytes))
        .collect();
    for (files, folder, verified) in [
        (layout("hello/"), "hello", 23),
        (
            [vec![readme.clone()], layout("hello/")].concat(),
            "hello",
            23,
        ),
        (layout("a/b/c/"), "a/b/c", 23),
        (
            [vec![readme.clone()], docker.clone()].concat(),
            "images/docker",
            8,
        ),
    ] {
        let showing = archive(files_to_tar(&files));
        assert_eq!(
            verdicts(&showing),
            counts(&[("verified", verified)]),
            "{folder}"
        );
        assert!(rules(&showing).contains(&("image-in-a-folder", Severity::Warning)));
        let told = format!("in the folder `{folder}`");
        assert!(message(&showing, "image-in-a-folder").contains(&told));
        assert_eq!(showing.opened.contents.input.prefix, format!("{folder}/"));
    }
    // Two of them: both are shown, each path with its folder.
    let showing = archive(files_to_tar(&[layout("images/oci/"), docker].concat()));
    assert_eq!(showing.opened.graph.images.len(), 4);
    let paths: Vec<_> = showing
        .opened
        .contents
        .documents
        .iter()
        .map(|d| d.path.as_str())
        .collect();
    assert!(paths.contains(&"images/oci/index.json"), "{paths:?}");
    assert!(paths.contains(&"images/docker/manifest.json"), "{paths:?}");
    // In a dropped folder nothing is to be packed again.
    let files = layout("hello/");
    let files: Vec<_> = files.iter().map(|(p, b)| (p.as_str(), b.clone())).collect();
    let showing = give(&files, usize::MAX).unwrap();
    assert_eq!(rules(&showing), []);
}

#[test]
fn an_archive_without_manifest_json_is_not_for_classic_docker_load() {
    let showing = archive(images::multi_platform().to_tar());
    assert_eq!(rules(&showing), [("no-docker-manifest", Severity::Note)]);
    let both = archive(files_to_tar(&images::docker_25()));
    assert!(
        rules(&both)
            .iter()
            .all(|(rule, _)| *rule != "no-docker-manifest")
    );
    assert_eq!(rules(&archive(images::docker_save())), []);
}

#[test]
fn the_file_system_of_a_container_is_called_what_docker_export_writes() {
    let export = |paths: &[&str]| {
        let entries: Vec<_> = paths
            .iter()
            .map(|path| match path.ends_with('/') {
                true => (*path, Entry::Directory),
                false => (*path, Entry::File(b"x".as_slice())),
            })
            .collect();
        tar(&entries)
    };
    let scratch = [
        ".dockerenv",
        "dev/",
        "dev/console",
        "etc/hosts",
        "hello",
        "proc/",
        "sys/",
    ];
    let distroless = ["etc/os-release", "usr/share/zoneinfo/UTC"];
    let alpine = ["bin/", "etc/passwd", "usr/", "var/", "app/index.html"];
    let podman = ["run/.containerenv", "hello"];
    let in_folder = ["rootfs/bin/", "rootfs/etc/passwd", "rootfs/usr/lib/x"];
    // A container may hold an image layout of its own.
    let holds_one = [
        ".dockerenv",
        "etc/hosts",
        "srv/images/oci-layout",
        "srv/images/index.json",
    ];
    for paths in [
        scratch.as_slice(),
        &distroless,
        &alpine,
        &podman,
        &in_folder,
        &holds_one,
    ] {
        for bytes in [export(paths), gzip(&export(paths))] {
            let failure = give(&[("x.tar", bytes)], usize::MAX).unwrap_err();
            let told = "what `docker export` writes";
            assert!(
                failure.what.to_string().contains(told),
                "{paths:?}: {}",
                failure.what
            );
            assert!(failure.commands[0].starts_with("docker save "));
        }
    }
    for paths in [
        ["notes.txt", "data/a.csv"].as_slice(),
        &["src/main.rs", "lib/a.rs"],
    ] {
        let failure = give(&[("x.tar", export(paths))], usize::MAX).unwrap_err();
        assert!(
            failure.what.to_string().contains("without an image"),
            "{}",
            failure.what
        );
    }
}
