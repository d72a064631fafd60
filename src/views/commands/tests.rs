use std::path::PathBuf;
use std::process::Command as Process;

use super::*;
use crate::image::media_type::{DOCKER_LAYER, OCI_LAYER_ZSTD};
use crate::inspect::Opened;
use crate::inspect::testing::{Input, docker_archive, oci_archive, tar};
use crate::source::{Form, InputKind};

fn as_stored(_: usize, bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

impl Opened {
    fn first(&self, kind: NodeKind) -> NodeId {
        self.all(kind)[0]
    }

    fn all(&self, kind: NodeKind) -> Vec<NodeId> {
        let nodes = self.graph.nodes.iter();
        let nodes = nodes.filter(|node| node.kind == kind);
        nodes.map(|node| node.id).collect()
    }

    fn lines(&self, node: NodeId, reference: Option<&str>) -> Vec<String> {
        let reference = reference.map(|text| text.parse().unwrap());
        let reference = reference.as_ref();
        commands(self, node, reference)
            .into_iter()
            .map(|command| command.line)
            .collect()
    }

    fn digest(&self, node: NodeId) -> String {
        self.graph
            .node(node)
            .unwrap()
            .digest
            .as_ref()
            .unwrap()
            .text
            .clone()
    }
}

/// The input's files on disk, as an archive or folder of its name, in a
/// directory that goes away.
struct OnDisk(PathBuf);

impl OnDisk {
    fn new(test: &str, input: &Input) -> Self {
        let directory = std::env::temp_dir().join(format!("assay-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let place = directory.join(&input.contents.input.name);
        if input.contents.input.kind == InputKind::Archive {
            let mut builder = ::tar::Builder::new(std::fs::File::create(place).unwrap());
            for (path, bytes) in &input.files {
                let mut header = ::tar::Header::new_gnu();
                header.set_size(bytes.len() as u64);
                header.set_mode(0o644);
                builder
                    .append_data(&mut header, path, bytes.as_slice())
                    .unwrap();
            }
            builder.finish().unwrap();
        } else {
            for (path, bytes) in &input.files {
                let file = place.join(path);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, bytes).unwrap();
            }
        }
        Self(directory)
    }

    /// What a shell prints for a line, there.
    #[track_caller]
    fn run(&self, line: &str) -> String {
        let output = Process::new("sh")
            .args(["-c", line])
            .current_dir(&self.0)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success() && errors.is_empty(),
            "{line}: {errors}"
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the local lines of a node that need no tool but the system's, and
    /// compares what each prints first with `digest`.
    #[track_caller]
    fn check(&self, opened: &Opened, node: NodeId, digest: &str) {
        let lines = opened.lines(node, None);
        let local = lines
            .iter()
            .filter(|line| !line.contains("oras") && !line.contains("docker image"));
        let mut ran = 0;
        for line in local {
            if line.contains("skopeo") && Process::new("skopeo").arg("-v").output().is_err() {
                eprintln!("skipped, for want of skopeo: {line}");
                continue;
            }
            let printed = self.run(line);
            let found = format!("sha256:{}", printed.split(' ').next().unwrap());
            if line.starts_with("printf") {
                let chain_id = opened.graph.node(node).unwrap().chain_id.as_ref();
                assert_eq!(found, chain_id.unwrap().as_str(), "{line}");
            } else {
                assert_eq!(found, digest, "{line}");
            }
            ran += 1;
        }
        assert!(ran > 0, "no line to run");
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_lines_for_an_oci_archive_print_the_digests_whatever_the_archive_is_called() {
    for (number, name) in ["hello.tar", "-it's a:b $(id).tar"].iter().enumerate() {
        let input = oci_archive(name, as_stored);
        let disk = OnDisk::new(&format!("oci-{number}"), &input);
        let opened = input.open();
        for kind in [
            NodeKind::Index,
            NodeKind::Manifest,
            NodeKind::Config,
            NodeKind::Layer,
            NodeKind::Unpacked,
            NodeKind::Attestation,
        ] {
            for node in opened.all(kind) {
                disk.check(&opened, node, &opened.digest(node));
            }
        }
    }
}

#[test]
fn the_lines_for_a_docker_archive_print_the_digests() {
    let input = docker_archive("it's.tar");
    let disk = OnDisk::new("docker", &input);
    let opened = input.open();
    for kind in [NodeKind::Config, NodeKind::Unpacked] {
        for node in opened.all(kind) {
            disk.check(&opened, node, &opened.digest(node));
        }
    }
}

#[test]
fn the_lines_for_a_folder_print_the_digests() {
    for (number, name) in ["layout", "-lay out's"].iter().enumerate() {
        let mut input = oci_archive(name, as_stored);
        input.contents.input.kind = InputKind::Folder;
        let disk = OnDisk::new(&format!("folder-{number}"), &input);
        let opened = input.open();
        for kind in [
            NodeKind::Index,
            NodeKind::Layer,
            NodeKind::Unpacked,
            NodeKind::Config,
        ] {
            for node in opened.all(kind) {
                disk.check(&opened, node, &opened.digest(node));
            }
        }
    }
}

#[test]
fn an_oci_archive_is_read_by_tar_and_skopeo() {
    let opened = oci_archive("hello.tar", as_stored).open();
    let (index, configs) = (opened.first(NodeKind::Index), opened.all(NodeKind::Config));
    let hex = |node| opened.digest(node).replace("sha256:", "");
    assert_eq!(
        opened.lines(index, None),
        [
            format!("tar -xOf hello.tar blobs/sha256/{} | sha256sum", hex(index)),
            "skopeo inspect --raw oci-archive:hello.tar | sha256sum".to_owned(),
        ]
    );
    assert_eq!(
        opened.lines(configs[1], None),
        [
            format!("tar -xOf hello.tar blobs/sha256/{} | sha256sum", hex(configs[1])),
            "skopeo --override-os linux --override-arch arm64 inspect --config --raw oci-archive:hello.tar | sha256sum".to_owned(),
        ]
    );
}

#[test]
fn the_bytes_inside_a_layer_are_unpacked_on_the_way() {
    let opened = oci_archive("hello.tar", as_stored).open();
    let (layers, unpacked) = (opened.all(NodeKind::Layer), opened.all(NodeKind::Unpacked));
    let hex = |node| opened.digest(node).replace("sha256:", "");
    assert_eq!(
        opened.lines(unpacked[1], None),
        [
            format!(
                "tar -xOf hello.tar blobs/sha256/{} | gzip -dc | sha256sum",
                hex(layers[1])
            ),
            format!(
                "printf '%s %s' {} {} | sha256sum",
                opened.digest(unpacked[0]),
                opened.digest(unpacked[1])
            ),
        ]
    );
}

#[test]
fn a_folder_is_read_by_sha256sum_skopeo_and_oras() {
    let mut input = oci_archive("layout", as_stored);
    input.contents.input.kind = InputKind::Folder;
    let opened = input.open();
    let index = opened.first(NodeKind::Index);
    let digest = opened.digest(index);
    let hex = digest.replace("sha256:", "");
    assert_eq!(
        opened.lines(index, None),
        [
            format!("sha256sum layout/blobs/sha256/{hex}"),
            "skopeo inspect --raw oci:layout | sha256sum".to_owned(),
            format!("oras manifest fetch --oci-layout layout@{digest} | sha256sum"),
        ]
    );
}

#[test]
fn paths_are_spelled_as_the_archive_has_them() {
    for (prefix, skopeo) in [("./", true), ("layout/", false)] {
        let mut input = oci_archive("hello.tar", as_stored);
        input.contents.input.prefix = prefix.to_owned();
        let opened = input.open();
        let index = opened.first(NodeKind::Index);
        let hex = opened.digest(index).replace("sha256:", "");
        let mut lines = vec![format!(
            "tar -xOf hello.tar {prefix}blobs/sha256/{hex} | sha256sum"
        )];
        if skopeo {
            lines.push("skopeo inspect --raw oci-archive:hello.tar | sha256sum".to_owned());
        }
        assert_eq!(opened.lines(index, None), lines);
    }
}

#[test]
fn a_registry_is_asked_by_digest_with_every_tool() {
    let mut input = oci_archive("hello", as_stored);
    input.contents.input.kind = InputKind::Registry;
    let opened = input.open();
    let reference = Some("hello:1");
    let manifest = opened.digest(opened.first(NodeKind::Manifest));
    assert_eq!(
        opened.lines(opened.first(NodeKind::Manifest), reference),
        [
            format!("crane manifest hello@{manifest} | sha256sum"),
            format!("skopeo inspect --raw docker://hello@{manifest} | sha256sum"),
            format!("regctl manifest get --format raw-body hello@{manifest} | sha256sum"),
            format!("oras manifest fetch docker.io/library/hello@{manifest} | sha256sum"),
            format!("docker buildx imagetools inspect --raw hello@{manifest} | sha256sum"),
        ]
    );
    let config = opened.digest(opened.first(NodeKind::Config));
    assert_eq!(
        opened.lines(opened.first(NodeKind::Config), reference),
        [
            format!("crane config hello@{manifest} | sha256sum"),
            format!("skopeo inspect --config --raw docker://hello@{manifest} | sha256sum"),
            format!("crane blob hello@{config} | sha256sum"),
            format!("regctl blob get hello {config} | sha256sum"),
            format!("oras blob fetch --output - docker.io/library/hello@{config} | sha256sum"),
        ]
    );
    let layer = opened.digest(opened.first(NodeKind::Layer));
    assert_eq!(
        opened.lines(opened.first(NodeKind::Unpacked), reference),
        [
            format!("crane blob hello@{layer} | gzip -dc | sha256sum"),
            format!("regctl blob get hello {layer} | gzip -dc | sha256sum"),
            format!(
                "oras blob fetch --output - docker.io/library/hello@{layer} | gzip -dc | sha256sum"
            ),
        ]
    );
}

#[test]
fn names_are_spelled_as_each_tool_wants_them() {
    let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let opened = docker_archive("hello.tar").open();
    let config = opened.first(NodeKind::Config);
    for (reference, line) in [
        ("o/x", "crane config o/x | sha256sum".to_owned()),
        (
            "docker.io/library/x:1",
            "crane config x:1 | sha256sum".to_owned(),
        ),
        (
            "[::1]:5000/x:1",
            "crane config '[::1]:5000/x:1' | sha256sum".to_owned(),
        ),
        (
            &format!("ghcr.io/o/x:1@{digest}"),
            format!("crane config ghcr.io/o/x@{digest} | sha256sum"),
        ),
    ] {
        let lines = opened.lines(config, Some(reference));
        assert!(lines.contains(&line), "{lines:?}");
    }
}

#[test]
fn the_registry_is_not_asked_for_the_layers_of_a_docker_archive() {
    let opened = docker_archive("hello.tar").open();
    let layer = opened.first(NodeKind::Layer);
    assert_eq!(
        opened.lines(layer, Some("hello:1")),
        ["tar -xOf hello.tar 0/layer.tar | sha256sum"]
    );
    let config = opened.first(NodeKind::Config);
    let hex = opened.digest(config).replace("sha256:", "");
    assert_eq!(
        opened.lines(config, Some("hello:1")),
        [
            format!("tar -xOf hello.tar {hex}.json | sha256sum"),
            "skopeo inspect --config --raw docker-archive:hello.tar | sha256sum".to_owned(),
            "docker image inspect --format '{{.Id}}' hello:1".to_owned(),
            "crane config hello:1 | sha256sum".to_owned(),
            "skopeo inspect --config --raw docker://hello:1 | sha256sum".to_owned(),
        ]
    );
}

#[test]
fn each_line_says_what_it_prints() {
    let opened = docker_archive("hello.tar").open();
    let config = opened.first(NodeKind::Config);
    let found = commands(&opened, config, Some(&"hello:1".parse().unwrap()));
    let explained: Vec<_> = found.iter().map(|c| (c.tool, c.explains.clone())).collect();
    let digest = words::config_digest();
    let if_same = words::if_registry_has_the_same(digest.clone());
    assert_eq!(
        explained,
        [
            ("tar", digest.clone()),
            ("skopeo", digest),
            ("docker", words::loaded_image_id()),
            ("crane", if_same.clone()),
            ("skopeo", if_same),
        ]
    );
}

#[test]
fn hostile_names_make_no_line_or_a_quoted_one() {
    let node = |input: Input| {
        let opened = input.open();
        opened.lines(opened.first(NodeKind::Manifest), Some("x"))
    };
    let lines = node(oci_archive("a\nid\n.tar", as_stored));
    assert!(
        lines.iter().all(|line| line.contains("@sha256:")),
        "{lines:?}"
    );
    let mut input = Input::new(InputKind::Archive, "x.tar");
    let layer = input.layer("--to-command=id", None, &tar("a", "b"));
    input.contents.paths.push(crate::source::PathLink {
        path: "--to-command=id".to_owned(),
        target: Ok(layer),
        via: Vec::new(),
        scope: 0,
    });
    input.root(
        Form::DockerArchive,
        "manifest.json",
        br#"[{"Config":null,"Layers":["--to-command=id"]}]"#,
    );
    let opened = input.open();
    assert_eq!(
        opened.lines(opened.first(NodeKind::Layer), None),
        ["tar -xOf x.tar -- --to-command=id | sha256sum"]
    );
}

#[test]
fn of_several_archives_no_line_guesses_which() {
    let mut input = oci_archive("2 files", as_stored);
    input.contents.roots[0].scope = 1;
    let opened = input.open();
    assert_eq!(opened.lines(opened.first(NodeKind::Index), None).len(), 0);
}

#[test]
fn how_to_unpack_is_told_by_the_bytes_and_else_by_the_media_type() {
    for (media_type, middle) in [
        (OCI_LAYER_ZSTD, Some(" | zstd -dc")),
        (DOCKER_LAYER, None),
        ("text/plain", None),
    ] {
        let mut opened = oci_archive("hello.tar", as_stored).open();
        opened.measurements.blobs.clear();
        let layer = opened.first(NodeKind::Layer);
        opened.graph.nodes[layer.0].media_type = Some(media_type.to_owned());
        let hex = opened.digest(layer).replace("sha256:", "");
        let line = middle
            .map(|middle| format!("tar -xOf hello.tar blobs/sha256/{hex}{middle} | sha256sum"));
        let unpacked = opened.first(NodeKind::Unpacked);
        assert_eq!(opened.lines(unpacked, None), Vec::from_iter(line));
    }
}

#[test]
fn a_tag_alone_names_nothing_in_a_registry() {
    for (names, found) in [
        (&["latest"][..], None),
        (
            &["latest", "example.org/hello:1"],
            Some("example.org/hello:1"),
        ),
        (&["hello:1.0"], Some("hello:1.0")),
        (&["example.org/hello"], Some("example.org/hello")),
        (&["hello/NAME"], None),
    ] {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let name = named_reference(&names).map(|(name, _)| name);
        assert_eq!(name.as_deref(), found);
    }
}
