//! A Debian of several layers (`tests/fixtures/debian`), held against what umoci
//! unpacks, what dpkg says of that, and what the layers weigh once they are unpacked.
//! Skipped, saying so, where it could not be made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use assay::bytes::tar::EntryKind;
use assay::contents::{Digests, LeftOut, MergedTar, Sums, Unread};
use assay::file_system::{Cause, EntryAt, FileSystem, How};
use assay::image::media_type::{OCI_CONFIG, OCI_LAYER, OCI_MANIFEST};
use assay::packages::{Ecosystem, Installed, Reader};
use serde_json::json;
use tar::EntryType;

use crate::contents::{Folder, run};
use crate::file_system::{Found, has_umoci, in_tree, listing, on_disk};
use crate::images::{self, DIALECT_OCI, Layout, linux};
use crate::tools;

/// A base, a package less, the same package again, and what is done by hand.
fn layers() -> Option<Vec<Vec<u8>>> {
    let folder = tools::folder()?.join("debian");
    if !folder.join("complete").is_file() {
        println!("skipped: no debootstrap, or nowhere to get packages from");
        return None;
    }
    let mut layers: Vec<_> = ["0.tar", "1.tar", "2.tar"]
        .map(|name| fs::read(folder.join(name)).unwrap())
        .into();
    layers.push(by_hand());
    Some(layers)
}

/// A hard link of the last layer to a file of the base.
const ACROSS: &str = "usr/bin/across";

/// What no tool of Debian does: opaque directories, other types in the place of what
/// was there, changes through links, copies that change the mode only.
fn by_hand() -> Vec<u8> {
    use EntryType::{Directory, Link, Regular, Symlink};
    let entries = [
        ("usr/share/doc/", Directory, 0o750, ""),
        ("usr/share/doc/.wh..wh..opq", Regular, 0o644, ""),
        ("usr/share/doc/bash/", Directory, 0o755, ""),
        (
            "usr/share/doc/bash/copyright",
            Regular,
            0o644,
            "another one",
        ),
        ("usr/share/.wh.locale", Regular, 0o644, ""),
        ("usr/share/locale/new", Regular, 0o600, "in a new directory"),
        // Through `bin`, a link to `usr/bin`.
        ("bin/date", Regular, 0o4755, "in the place of date"),
        ("bin/.wh.cat", Regular, 0o644, ""),
        (ACROSS, Link, 0o755, "usr/bin/bash"),
        ("usr/share/zoneinfo", Symlink, 0o777, "doc"),
        (
            "usr/share/info",
            Regular,
            0o644,
            "a file in the place of a directory",
        ),
        ("etc/issue", Directory, 0o700, ""),
        ("etc/issue/within", Regular, 0o644, "x"),
        ("etc/hostname", Symlink, 0o777, "../tmp"),
        ("srv/", Directory, 0o1777, ""),
        ("etc/host.conf", Regular, 0o600, "multi on\n"),
        // One of two names of the same file.
        ("usr/bin/.wh.perl", Regular, 0o644, ""),
    ];
    let mut builder = tar::Builder::new(Vec::new());
    for (path, kind, mode, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_path(path).unwrap();
        let mut data = content;
        if matches!(kind, Symlink | Link) {
            header.set_link_name(content).unwrap();
            data = "";
        }
        header.set_size(data.len() as u64);
        header.set_cksum();
        builder.append(&header, data.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn merge(layers: &[Vec<u8>]) -> FileSystem {
    FileSystem::merge(layers.iter().map(|layer| listing(layer)).collect())
}

/// What umoci unpacks an image of these layers to.
fn unpack(folder: &Path, layers: &[Vec<u8>]) -> PathBuf {
    let mut layout = Layout::default();
    let config = images::config(&linux("amd64", None), layers, DIALECT_OCI);
    let config = layout.describe(OCI_CONFIG, config);
    let layers: Vec<_> = layers
        .iter()
        .map(|layer| layout.describe(OCI_LAYER, layer.clone()))
        .collect();
    let manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    let manifest = layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes());
    layout.tag(manifest, "debian:latest");
    for (path, bytes) in layout.files() {
        let path = folder.join("layout").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let image = format!("{}:latest", folder.join("layout").display());
    let bundle = folder.join("bundle");
    let mut umoci = Command::new("umoci");
    umoci.args(["unpack", "--rootless", "--image", &image]);
    let unpacked = umoci.arg(&bundle).output().unwrap();
    let said = String::from_utf8_lossy(&unpacked.stderr);
    assert!(unpacked.status.success(), "{said}");
    bundle.join("rootfs")
}

#[test]
fn a_debian_is_what_umoci_unpacks_and_dpkg_says() {
    if !has_umoci() {
        return;
    }
    let Some(layers) = layers() else { return };
    let start = Instant::now();
    let mut files = merge(&layers);
    assert_eq!(files.oddities(), []);
    let mut digests = Digests::of_rewritten(&files);
    run(&mut digests, &files, &layers, 1 << 20);
    files.compare_contents(&|layer, number| digests.get(EntryAt { layer, number }).cloned());
    let folder = Folder::new("debian");
    let root = unpack(&folder.0, &layers);
    check_tree(&files, &root);
    let sums = check_sums(&files, &layers, &root, &folder.0);
    check_merged_tar(&files, &layers, &sums);
    check_packages(&files, &layers, &root);
    check_waste(&files, &layers, &root, &folder.0);
    println!("a Debian of 4 layers: {:?}", start.elapsed());
}

/// The same in both; of the differences some, as all of them would fill the screen.
#[track_caller]
fn check_same<T: Ord + std::fmt::Debug>(found: &BTreeSet<T>, expected: &BTreeSet<T>) {
    let only = |one: &BTreeSet<T>, other: &BTreeSet<T>| {
        let only = one.difference(other).take(10);
        only.map(|item| format!("{item:?}")).collect::<Vec<_>>()
    };
    assert_eq!(only(found, expected), only(expected, found));
}

fn check_tree(files: &FileSystem, root: &Path) {
    let mut expected = on_disk(root);
    let mut found = in_tree(files, 3, &mut expected);
    for (kind, ..) in found.values_mut() {
        // Without the rights to make a device umoci makes a file.
        if matches!(kind, 'c' | 'b') {
            *kind = '-';
        }
    }
    let found = found.into_iter().collect();
    check_same(&found, &expected.into_iter().collect());
    assert!(found.len() > 3_000, "{}", found.len());
}

fn check_sums(files: &FileSystem, layers: &[Vec<u8>], root: &Path, folder: &Path) -> Vec<u8> {
    let mut sums = Sums::of(files, 3);
    let list = run(&mut sums, files, layers, 1 << 20);
    assert_eq!(sums.unread(files), Unread::default());
    let lines = list.iter().filter(|byte| **byte == b'\n').count();
    assert!(lines > 2_000, "{lines}");
    let sums = folder.join("sums");
    fs::write(&sums, &list).unwrap();
    let mut check = Command::new("sha256sum");
    check.args(["--check", "--strict", "--quiet"]).arg(&sums);
    let checked = check.current_dir(root).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{said}");
    list
}

/// As one tar it is the same tree with the same sums.
fn check_merged_tar(files: &FileSystem, layers: &[Vec<u8>], sums: &[u8]) {
    let mut job = MergedTar::of(files, 3).unwrap();
    let merged = [run(&mut job, files, layers, 1 << 20)];
    assert_eq!(job.left_out(), LeftOut::default());
    let again = merge(&merged);
    let tree = |files, layer| {
        let tree = in_tree(files, layer, &mut BTreeMap::new());
        tree.into_iter().collect::<BTreeSet<_>>()
    };
    check_same(&tree(&again, 0), &tree(files, 3));
    assert!(run(&mut Sums::of(&again, 0), &again, &merged, 1 << 20) == sums);
}

/// Some of the entries of a layer, by their numbers.
fn contents(layer: &[u8], wanted: &BTreeSet<u32>) -> BTreeMap<u32, Vec<u8>> {
    let mut archive = tar::Archive::new(layer);
    let numbered = (0..).zip(archive.entries().unwrap());
    let wanted = numbered.filter(|(number, _)| wanted.contains(number));
    let read = wanted.map(|(number, entry)| {
        let mut bytes = Vec::new();
        entry.unwrap().read_to_end(&mut bytes).unwrap();
        (number, bytes)
    });
    read.collect()
}

fn installed(files: &FileSystem, layers: &[Vec<u8>]) -> Installed {
    let mut reader = Reader::of(files);
    let wanted = reader.wanted().to_vec();
    for (layer, stored) in (0..).zip(layers) {
        let here = || {
            wanted
                .iter()
                .enumerate()
                .filter(|(_, one)| one.at.layer == layer)
        };
        let contents = contents(stored, &here().map(|(_, one)| one.at.number).collect());
        for (number, one) in here() {
            reader.take(number, &contents[&one.at.number]);
        }
    }
    reader.finish(files)
}

/// What dpkg-query says of a tree, by line.
fn dpkg_query(root: &Path, arguments: &[&str]) -> Vec<String> {
    let mut query = Command::new("dpkg-query");
    query.arg("--admindir").arg(root.join("var/lib/dpkg"));
    let output = query.args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn check_packages(files: &FileSystem, layers: &[Vec<u8>], root: &Path) {
    if Command::new("dpkg-query")
        .arg("--version")
        .output()
        .is_err()
    {
        println!("skipped: no dpkg-query");
        return;
    }
    let installed = installed(files, layers);
    assert_eq!(installed.notes(), []);
    let format = "${Package} ${Version} ${Architecture}\n";
    let said = dpkg_query(root, &["--show", "--showformat", format]);
    let packages = installed.packages();
    let of_dpkg = packages
        .iter()
        .filter(|one| one.ecosystem == Ecosystem::Dpkg);
    let spelled = of_dpkg.map(|package| {
        // It came, went and came again.
        let since = if package.name == "tzdata" { 2 } else { 0 };
        assert_eq!(package.layer, Some(since), "{package:?}");
        let architecture = package.architecture.as_deref().unwrap();
        format!("{} {} {architecture}", package.name, package.version)
    });
    let spelled: Vec<String> = spelled.collect();
    let said: BTreeSet<String> = said.into_iter().collect();
    assert!(spelled.len() == said.len() && said.len() > 80);
    check_same(&spelled.into_iter().collect(), &said);
    for path in [
        "/usr/bin/perl5.36.0",
        "/usr/share/perl5/Debconf/Db.pm",
        "/etc/cron.daily/apt-compat",
    ] {
        let owners = installed.owners_of(path).into_iter();
        let owners: Vec<_> = owners
            .map(|number| format!("{}: {path}", packages[number].name))
            .collect();
        assert_eq!(owners, dpkg_query(root, &["--search", path]), "{path}");
    }
}

/// What is hidden once each layer is unpacked for itself: the path of a file, its
/// layer, its size, and why.
type Wasted = BTreeSet<(String, u32, u64, Cause)>;

/// Each layer unpacked into a folder of its own by tar.
fn by_themselves(folder: &Path, layers: &[Vec<u8>]) -> Vec<PathBuf> {
    let numbered = (0..).zip(layers);
    let unpacked = numbered.map(|(number, layer)| {
        let folder = folder.join(number.to_string());
        fs::create_dir(&folder).unwrap();
        let mut tar = Command::new("tar");
        // Of a hard link to another layer there is nothing to unpack.
        tar.args(["--extract", "--exclude", ACROSS, "--directory"]);
        let mut tar = tar.arg(&folder).stdin(Stdio::piped()).spawn().unwrap();
        tar.stdin.take().unwrap().write_all(layer).unwrap();
        assert!(tar.wait().unwrap().success());
        folder
    });
    unpacked.collect()
}

/// Regular files by their inodes: all of their paths, and how large they are.
fn inodes(folder: &Path) -> Vec<(Vec<String>, u64)> {
    let mut found: BTreeMap<u64, (Vec<String>, u64)> = BTreeMap::new();
    for (path, (kind, ..)) in on_disk(folder) {
        if kind == '-' {
            let facts = fs::symlink_metadata(folder.join(&path[1..])).unwrap();
            let inode = found.entry(facts.ino()).or_default();
            inode.0.push(path);
            inode.1 = facts.len();
        }
    }
    found.into_values().collect()
}

/// Why a path is not there any more after a layer with these entries, if that is so.
/// Contents are not looked at.
fn hidden_by(layer: &BTreeMap<String, Found>, number: u32, path: &str) -> Option<Cause> {
    let deleted = |how| Some(Cause::Deleted { by: number, how });
    if layer.contains_key(path) {
        return Some(Cause::Replaced { by: number });
    }
    let (mut above, mut how) = (path, How::File);
    while let Some((folder, name)) = above.rsplit_once('/') {
        if layer.contains_key(&format!("{folder}/.wh.{name}")) {
            return deleted(how);
        }
        if layer.contains_key(&format!("{folder}/.wh..wh..opq")) {
            return deleted(How::Opaque);
        }
        if layer.get(folder).is_some_and(|(kind, ..)| *kind != 'd') {
            return deleted(How::ReplacedByOther);
        }
        (above, how) = (folder, How::Directory);
    }
    None
}

fn wasted(folders: &[PathBuf]) -> Wasted {
    let layers: Vec<_> = folders.iter().map(|folder| on_disk(folder)).collect();
    let mut wasted = Wasted::new();
    for (number, folder) in (0..).zip(folders) {
        let above = (0..).zip(&layers).skip(number as usize + 1);
        let read = |folder: &Path, path: &str| fs::read(folder.join(&path[1..])).ok();
        let why = |path: &String| {
            let mut above = above.clone();
            let cause = above.find_map(|(above, layer)| hidden_by(layer, above, path))?;
            Some(match cause {
                Cause::Replaced { by }
                    if read(folder, path) == read(&folders[by as usize], path) =>
                {
                    Cause::Copied { by }
                }
                cause => cause,
            })
        };
        for (paths, size) in inodes(folder) {
            let hidden: Option<Vec<_>> = paths.iter().map(why).collect();
            let hidden = hidden.filter(|_| !paths[0].contains("/.wh."));
            // Only where all of its names are.
            if let Some(causes) = hidden {
                wasted.insert((paths[0].clone(), number, size, causes[0]));
            }
        }
    }
    wasted
}

fn check_waste(files: &FileSystem, layers: &[Vec<u8>], root: &Path, folder: &Path) {
    let folders = by_themselves(folder, layers);
    // What Debian has merged: the last layer goes through the link.
    let through = folders[3].join("bin");
    for file in fs::read_dir(&through).unwrap() {
        let name = file.unwrap().file_name();
        fs::rename(through.join(&name), folders[3].join("usr/bin").join(&name)).unwrap();
    }
    let expected = wasted(&folders);
    let hidden = files
        .hidden()
        .into_iter()
        .filter(|one| one.kind == EntryKind::File);
    let found = hidden.map(|one| {
        let path = files.path(one.place);
        (path, one.entry.layer, one.bytes, one.cause)
    });
    let found: Wasted = found.collect();
    check_same(&found, &expected);
    let bytes = |folder: &Path| inodes(folder).iter().map(|(_, size)| size).sum::<u64>();
    let stored: u64 = folders.iter().map(|folder| bytes(folder)).sum();
    let sizes = files.sizes();
    assert_eq!(
        (sizes.stored, sizes.visible),
        (Some(stored), Some(bytes(root)))
    );
    let sum: u64 = expected.iter().map(|(_, _, bytes, _)| bytes).sum();
    assert_eq!(sizes.reclaimable(), Some(sum));
    assert!(
        expected.len() > 1_000 && sum > 1 << 20,
        "{} {sum}",
        expected.len()
    );
}
