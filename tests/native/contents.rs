//! What is read out of the contents of layers, held against what other tools say of
//! the same. Skipped, saying so, where these are absent.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assay::bytes::tar_scan::{Listing, TarScan};
use assay::bytes::walk::Walk;
use assay::contents::{
    ContentSearch, Job, LeftOut, MAX_IN_FILE, MergedTar, Needle, Next, Sums, Unread,
};
use assay::file_system::FileSystem;

use crate::images::{Entry, Layout, linux, tar};

/// A folder of its own, which goes in the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = Command::new("chmod")
            .args(["-R", "u+rwX"])
            .arg(&self.0)
            .status();
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn has(tool: &str) -> bool {
    let is_here = Command::new(tool).arg("--version").output().is_ok();
    if !is_here {
        println!("skipped: no {tool}");
    }
    is_here
}

fn listing(layer: &[u8]) -> Option<Listing> {
    let mut scan = TarScan::new();
    scan.update(layer);
    Some(scan.finish().1)
}

fn merge(layers: &[Vec<u8>]) -> FileSystem {
    FileSystem::merge(layers.iter().map(|layer| listing(layer)).collect())
}

/// Drives a job through layers that are all here, in slices of so many bytes.
pub fn run(job: &mut dyn Job, files: &FileSystem, layers: &[Vec<u8>], slice: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut sink = |bytes: &[u8]| out.extend_from_slice(bytes);
    loop {
        let layer = match job.next(files, &mut sink) {
            Next::Layer(layer) => &layers[layer as usize],
            Next::Done => return out,
            Next::Failed(why) => panic!("{why}"),
        };
        let mut walk = Walk::default();
        for bytes in layer.chunks(slice) {
            if walk.update(bytes, &mut *job.visit(files, &mut sink)) == ControlFlow::Break(()) {
                break;
            }
        }
        let ended = walk.finish(&mut *job.visit(files, &mut sink));
        job.layer_ended(files, ended.map_err(|error| error.message()));
    }
}

/// Layers that replace, delete, link and name oddly.
fn layers() -> Vec<Vec<u8>> {
    let noise: Vec<u8> = (0..300_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 9) as u8)
        .collect();
    let long = format!("{}name", "directory/".repeat(20));
    let base = tar(&[
        ("./", Entry::Directory),
        ("etc/", Entry::Directory),
        ("etc/passwd", Entry::File(b"root:x:0")),
        ("etc/gone", Entry::File(b"gone")),
        ("hard", Entry::HardLink("etc/passwd")),
        ("lib", Entry::Symlink("usr/lib")),
        ("usr/lib/noise", Entry::File(&noise)),
        ("a\nnew\\line", Entry::File(b"1")),
        ("-dash", Entry::File(b"2")),
        (" space ", Entry::File(b"3")),
        ("\u{2603} snow", Entry::File(b"4")),
        (&long, Entry::File(b"long")),
        ("pipe", Entry::Fifo),
        ("dangling", Entry::Symlink("../nowhere")),
    ]);
    let top = tar(&[
        ("etc/passwd", Entry::File(b"other:x:1")),
        ("etc/.wh.gone", Entry::File(b"")),
        ("lib/through", Entry::File(b"in usr/lib")),
        ("aaa", Entry::HardLink("usr/lib/noise")),
        ("empty", Entry::File(b"")),
    ]);
    vec![base, top, tar(&[("last", Entry::File(b"last"))])]
}

/// What umoci unpacks an image of these layers to.
fn unpack(folder: &Path, layers: &[Vec<u8>]) -> PathBuf {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), layers);
    layout.tag(image, "hello:latest");
    for (path, bytes) in layout.files() {
        let path = folder.join("layout").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let bundle = folder.join("bundle");
    let unpacked = Command::new("umoci")
        .args(["unpack", "--rootless", "--image"])
        .arg(format!("{}:latest", folder.join("layout").display()))
        .arg(&bundle)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(unpacked.success());
    bundle.join("rootfs")
}

#[test]
fn sha256sum_checks_the_sums_of_what_umoci_unpacks() {
    if !(has("umoci") && has("sha256sum")) {
        return;
    }
    let layers = layers();
    let files = merge(&layers);
    let folder = Folder::new("sums");
    let root = unpack(&folder.0, &layers);
    let mut sums = Sums::of(&files, 2);
    let list = run(&mut sums, &files, &layers, 4_096);
    assert_eq!(sums.unread(&files), Unread::default());
    // Every file that umoci has, and no other.
    let found = Command::new("find")
        .args([".", "-type", "f", "-printf", "x"])
        .current_dir(&root)
        .output()
        .unwrap();
    let lines = list.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!((lines, found.stdout.len()), (12, 12));
    let sums = folder.0.join("sums");
    fs::write(&sums, &list).unwrap();
    let check = || {
        let mut check = Command::new("sha256sum");
        check.args(["--check", "--strict", "--quiet"]).arg(&sums);
        check.current_dir(&root).output().unwrap()
    };
    let checked = check();
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(checked.status.success() && said.is_empty(), "{said}");
    fs::write(root.join("a\nnew\\line"), "other").unwrap();
    assert!(!check().status.success());
}

/// The texts among the sources of this program as a layer.
fn sources() -> Vec<u8> {
    let packed = Command::new("tar")
        .args([
            "--create",
            "--exclude=*.png",
            "--directory",
            env!("CARGO_MANIFEST_DIR"),
            "src",
            "style",
        ])
        .output()
        .unwrap();
    assert!(packed.status.success());
    packed.stdout
}

/// What grep finds there: `/src/lib.rs:1`.
fn grep(options: &[&str], text: &str) -> Vec<String> {
    let most = MAX_IN_FILE.to_string();
    let found = Command::new("grep")
        .args([
            "--recursive",
            "--line-number",
            "--text",
            "--exclude=*.png",
            "--max-count",
            &most,
        ])
        .args(options)
        .args(["--regexp", text, "src", "style"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let found = String::from_utf8(found.stdout).unwrap();
    let lines = found.lines().map(|line| {
        let mut parts = line.splitn(3, ':');
        format!("/{}:{}", parts.next().unwrap(), parts.next().unwrap())
    });
    lines.collect()
}

#[test]
fn what_is_found_in_contents_is_what_grep_finds() {
    if !(has("tar") && has("grep")) {
        return;
    }
    let layers = [sources()];
    let files = merge(&layers);
    let fixed: &[&str] = &["--fixed-strings"];
    let cases = [
        ("ContentSearch", fixed, Needle::text("ContentSearch", false)),
        ("registry.", fixed, Needle::text("registry.", false)),
        ("层", fixed, Needle::text("层", false)),
        (
            "SHA256",
            &["--fixed-strings", "--ignore-case"],
            Needle::text("SHA256", true),
        ),
        (
            "^use .*digest",
            &["--extended-regexp"],
            Needle::expression("^use .*digest", false),
        ),
        (
            "[0-9]{4}(0|1)$",
            &["--extended-regexp"],
            Needle::expression("[0-9]{4}(0|1)$", false),
        ),
    ];
    for (text, options, needle) in cases {
        let mut search = ContentSearch::of(&files, needle.unwrap(), false);
        run(&mut search, &files, &layers, 60_000);
        let hits = search.hits(&files, 0).into_iter();
        let mut found: Vec<_> = hits
            .map(|hit| format!("{}:{}", hit.path, hit.line.unwrap()))
            .collect();
        let mut expected = grep(options, text);
        found.sort();
        expected.sort();
        assert!(!expected.is_empty(), "{text}");
        assert_eq!(found, expected, "{text}");
    }
}

/// What is at a path: type, mode but for links, time of files, links to it, and what it
/// contains or leads to.
type Found = (char, Option<u32>, Option<i64>, Option<u64>, Vec<u8>);

fn on_disk(root: &Path) -> BTreeMap<PathBuf, Found> {
    let mut found = BTreeMap::new();
    let mut pending = vec![root.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let facts = fs::symlink_metadata(&path).unwrap();
            let mode = Some(facts.mode() & 0o7777);
            let kind = facts.file_type();
            let (time, names) = (Some(facts.mtime()), Some(facts.nlink()));
            let here = if kind.is_dir() {
                pending.push(path.clone());
                ('d', mode, None, None, Vec::new())
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).unwrap();
                let target = target.into_os_string().into_encoded_bytes();
                ('l', None, None, None, target)
            } else if kind.is_fifo() {
                ('p', mode, time, names, Vec::new())
            } else {
                ('-', mode, time, names, fs::read(&path).unwrap())
            };
            found.insert(path.strip_prefix(root).unwrap().to_owned(), here);
        }
    }
    found
}

#[test]
fn tar_unpacks_the_merged_tree_to_what_umoci_unpacks_the_image_to() {
    if !(has("umoci") && has("tar")) {
        return;
    }
    let layers = layers();
    let files = merge(&layers);
    let folder = Folder::new("merged");
    let mut expected = on_disk(&unpack(&folder.0, &layers));
    let mut job = MergedTar::of(&files, 2).unwrap();
    let tar = run(&mut job, &files, &layers, 4_096);
    assert_eq!(job.left_out(), LeftOut::default());
    fs::write(folder.0.join("merged.tar"), &tar).unwrap();
    let root = folder.0.join("unpacked");
    fs::create_dir(&root).unwrap();
    let unpacked = Command::new("tar")
        .args(["--extract", "--preserve-permissions", "--no-same-owner"])
        .args(["--file", "../merged.tar"])
        .current_dir(&root)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&unpacked.stderr).into_owned();
    assert!(unpacked.status.success() && said.is_empty(), "{said}");
    let mut found = on_disk(&root);
    // What tools give a directory that no entry makes is up to them.
    let is_implied = |path: &Path, found: &Found| found.0 == 'd' && path != Path::new("etc");
    for tree in [&mut found, &mut expected] {
        for (path, found) in tree.iter_mut() {
            found.1 = found.1.filter(|_| !is_implied(path, found));
        }
    }
    assert_eq!(found.len(), 38);
    let paths = |tree: &BTreeMap<PathBuf, Found>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&found), paths(&expected));
    for (path, expected) in &expected {
        assert!(found[path] == *expected, "{}", path.display());
    }
}
