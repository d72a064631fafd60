//! The merged file system of whole images: real ones, and one that umoci unpacks
//! to the same. Skipped, saying so, where these are absent.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use assay::bytes::tar::{EntryKind, TarEntry};
use assay::bytes::tar_scan::{Listing, TarScan};
use assay::bytes::walk::{Visit, Walk};
use assay::contents::Sums;
use assay::file_system::{
    Ask, Cause, Desk, Expanded, FileSystem, How, OddityKind, Row, Told, TreeQuery, View,
};
use assay::views::file_tree::{HitRow, Stacked, TreeRow};
use assay::views::shipped_files::{HiddenRow, SecretRow, hidden_said, secrets_said};
use serde_json::Value;
use tar::EntryType;

use crate::images::{self, Layout, linux};
use crate::{contents, corpus};

pub fn listing(layer: &[u8]) -> Option<Listing> {
    let mut scan = TarScan::new();
    scan.update(layer);
    Some(scan.finish().1)
}

fn rows(files: &FileSystem, layer: u32) -> Vec<Row> {
    let query = TreeQuery {
        expanded: Expanded::all(),
        ..TreeQuery::new(View::After(layer))
    };
    let rows = files.rows(&query);
    rows.window(files, 0, rows.len())
}

fn paths(files: &FileSystem, layer: u32) -> Vec<String> {
    let rows = rows(files, layer);
    rows.into_iter().map(|row| row.path).collect()
}

/// The files of an archive of the corpus, by path.
fn members(path: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let bytes = std::fs::read(corpus::folder()?.join(path)).unwrap();
    let mut archive = tar::Archive::new(&bytes[..]);
    let mut members = BTreeMap::new();
    for member in archive.entries().unwrap() {
        let mut member = member.unwrap();
        let name = member.path().unwrap().to_string_lossy().into_owned();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        members.insert(name, content);
    }
    Some(members)
}

/// The layers of a docker-archive of the corpus, merged.
fn merged(name: &str) -> Option<FileSystem> {
    let path = "google+go-containerregistry/pkg/v1/mutate/testdata";
    let members = members(&format!("{path}/{name}"))?;
    let manifest: Value = serde_json::from_slice(&members["manifest.json"]).unwrap();
    let layers = manifest[0]["Layers"].as_array().unwrap();
    let layers = layers.iter().map(|layer| {
        let stored = &members[layer.as_str().unwrap()];
        let mut unpacked = Vec::new();
        match stored.starts_with(&[0x1f, 0x8b]) {
            true => flate2::read::GzDecoder::new(&stored[..])
                .read_to_end(&mut unpacked)
                .map(drop)
                .unwrap(),
            false => unpacked.clone_from(stored),
        }
        listing(&unpacked)
    });
    Some(FileSystem::merge(layers.collect()))
}

#[test]
fn real_images_are_merged_as_their_tests_expect_it() {
    let Some(overwritten) = merged("overwritten_file.tar") else {
        return;
    };
    assert_eq!(paths(&overwritten, 0), ["/foo.txt"]);
    assert_eq!(paths(&overwritten, 2), ["/bar.txt", "/foo.txt"]);
    let foo = &rows(&overwritten, 2)[1];
    assert_eq!((foo.kind, foo.layer), (EntryKind::Symlink, 1));
    let hidden = overwritten.hidden();
    assert_eq!((hidden.len(), hidden[0].bytes), (1, 4));
    assert_eq!(hidden[0].cause, Cause::Replaced { by: 1 });

    let whiteout = merged("whiteout_image.tar").unwrap();
    assert_eq!(paths(&whiteout, 0), ["/bar.txt", "/foo.txt"]);
    assert_eq!(paths(&whiteout, 2), ["/bar.txt"]);
    let how = How::File;
    assert_eq!(whiteout.hidden()[0].cause, Cause::Deleted { by: 1, how });
    assert_eq!(whiteout.sizes().score(), Some(0.5));

    let folder = merged("whiteout_dir.tar").unwrap();
    assert_eq!(paths(&folder, 1), ["/a", "/a/foo", "/b", "/b/bar"]);
    assert_eq!(paths(&folder, 2), ["/b", "/b/bar"]);
    assert_eq!(paths(&folder, 3), ["/a", "/a/baz", "/b", "/b/bar"]);
    for files in [overwritten, whiteout, folder] {
        assert_eq!(files.oddities(), []);
    }
}

/// The layers of the one image of an OCI layout of the corpus, as they are stored.
fn stored(name: &str) -> Option<Vec<Vec<u8>>> {
    let members = members(&format!("wagoodman+dive/.data/{name}"))?;
    let blob = |descriptor: &Value| {
        let digest = descriptor["digest"].as_str().unwrap();
        members[&format!("blobs/{}", digest.replace(':', "/"))].clone()
    };
    let index: Value = serde_json::from_slice(&members["index.json"]).unwrap();
    let manifest: Value = serde_json::from_slice(&blob(&index["manifests"][0])).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    Some(layers.iter().map(blob).collect())
}

/// Lists a layer as its contents are gone through.
#[derive(Default)]
struct Lists(TarScan);

impl Visit for Lists {
    fn entry(&mut self, _number: u64, _entry: &TarEntry<'_>) -> bool {
        true
    }
    fn bytes(&mut self, _number: u64, _bytes: &[u8]) {}
    fn tar(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn is_done(&self) -> bool {
        false
    }
}

/// The tree of layers in any compression, with all that is said of each path, and its
/// sums.
fn tree_of(layers: &[Vec<u8>]) -> Vec<String> {
    let listings = layers.iter().map(|layer| {
        let (mut walk, mut lists) = (Walk::default(), Lists::default());
        for bytes in layer.chunks(10_000) {
            if walk.update(bytes, &mut lists).is_break() {
                break;
            }
        }
        walk.finish(&mut lists).unwrap();
        Some(lists.0.finish().1)
    });
    let files = FileSystem::merge(listings.collect());
    let last = files.layer_count() - 1;
    let sums = contents::run(&mut Sums::of(&files, last), &files, layers, 10_000);
    let sums = String::from_utf8(sums).unwrap();
    let rows = rows(&files, last).into_iter();
    let rows = rows.map(|row| format!("{} {} {:?}", row.kind.letter(), row.path, row.facts));
    rows.chain(sums.lines().map(str::to_owned)).collect()
}

#[test]
fn twins_in_other_compressions_show_the_same_tree() {
    let names = ["uncompressed", "gzip", "zstd", "estargz"];
    let twins = names.map(|name| stored(&format!("test-oci-{name}-image.tar")));
    let [Some(plain), Some(gzip), Some(zstd), Some(estargz)] = twins else {
        return;
    };
    let expected = tree_of(&plain);
    // One file, and its sum.
    assert_eq!(expected.len(), 2);
    assert_eq!(tree_of(&gzip), expected);
    assert_eq!(tree_of(&zstd), expected);
    // Its table of contents comes behind the end of the tar.
    assert_eq!(tree_of(&estargz), expected);
    let plain = [base(), second(), third(), fourth()];
    let gzip = plain.each_ref().map(|layer| images::gzip(layer));
    assert_eq!(tree_of(&gzip), tree_of(&plain));
}

/// A tar of entries: path, type, mode, and contents or target.
fn layer(entries: &[(&str, EntryType, u32, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, kind, mode, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(*kind);
        header.set_mode(*mode);
        header.set_mtime(1_700_000_000);
        let is_link = matches!(kind, EntryType::Symlink | EntryType::Link);
        if is_link {
            header.set_link_name_literal(content).unwrap();
        }
        let data = if is_link { "" } else { content };
        header.set_size(data.len() as u64);
        // As it is given: the builder would write `./a` as `a`.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        builder.append(&header, data.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

const DIR: EntryType = EntryType::Directory;
const FILE: EntryType = EntryType::Regular;
const SYMLINK: EntryType = EntryType::Symlink;
const LINK: EntryType = EntryType::Link;

fn base() -> Vec<u8> {
    layer(&[
        ("./", DIR, 0o755, ""),
        ("usr/", DIR, 0o755, ""),
        ("usr/lib/", DIR, 0o755, ""),
        ("usr/lib/a", FILE, 0o644, "abc"),
        ("usr/bin/tool", FILE, 0o4755, "tool!"),
        ("lib", SYMLINK, 0o777, "usr/lib"),
        ("abs", SYMLINK, 0o777, "/usr/bin"),
        ("up", SYMLINK, 0o777, "../../../usr"),
        ("etc/", DIR, 0o750, ""),
        ("etc/passwd", FILE, 0o644, "root:x:0"),
        ("etc/shadow", FILE, 0o600, "secret"),
        ("hard", LINK, 0o644, "etc/passwd"),
        ("var/cache/x/y", FILE, 0o644, "y"),
        ("var/cache/z", FILE, 0o644, "zz"),
        ("to-file/", DIR, 0o755, ""),
        ("to-file/in/it", FILE, 0o644, "it"),
        ("to-dir", FILE, 0o644, "file"),
        ("opaque/", DIR, 0o700, ""),
        ("opaque/old", FILE, 0o644, "old"),
        ("opaque/sub/old", FILE, 0o644, "old"),
        ("clobbered", SYMLINK, 0o777, "usr"),
        ("gone/a/b", FILE, 0o644, "b"),
    ])
}

fn second() -> Vec<u8> {
    layer(&[
        ("etc/passwd", FILE, 0o640, "toor:x:1"),
        ("etc/.wh.shadow", FILE, 0o644, ""),
        ("lib/b", FILE, 0o644, "in usr/lib"),
        ("abs/other", FILE, 0o755, "in usr/bin"),
        ("up/lib/c", FILE, 0o755, "in usr/lib, too"),
        ("opaque/sub/new", FILE, 0o600, "new"),
        ("opaque/.wh..wh..opq", FILE, 0o644, ""),
        ("var/.wh.cache", FILE, 0o644, ""),
        ("to-file", FILE, 0o644, "file"),
        ("to-dir/", DIR, 0o711, ""),
        ("to-dir/n", FILE, 0o644, "n"),
        ("gone/c", FILE, 0o644, "c"),
    ])
}

fn third() -> Vec<u8> {
    layer(&[
        ("hard2", LINK, 0o644, "usr/bin/tool"),
        ("through", LINK, 0o644, "lib/b"),
        ("var/cache/again", FILE, 0o644, "again"),
        ("usr/", DIR, 0o711, ""),
        (".wh.hard", FILE, 0o644, ""),
        ("abs", SYMLINK, 0o777, "usr/lib"),
        ("abs/later", FILE, 0o644, "in usr/lib now"),
        ("clobbered/", DIR, 0o755, ""),
        ("clobbered/own", FILE, 0o644, "own"),
        (".wh.gone", FILE, 0o644, ""),
        ("lib/.wh.a", FILE, 0o644, ""),
    ])
}

fn fourth() -> Vec<u8> {
    layer(&[
        (".wh.opaque", FILE, 0o644, ""),
        ("opaque/back", FILE, 0o644, "back"),
        ("./etc//double", FILE, 0o644, "double"),
        ("etc/x/../dots", FILE, 0o644, "dots"),
        ("p/q/r/deep", FILE, 0o444, "deep"),
        ("to-file/", DIR, 0o755, ""),
        ("fifo", EntryType::Fifo, 0o600, ""),
    ])
}

/// What is at a path: type, mode but for links, size of a file, target of a link.
pub type Found = (char, Option<u32>, u64, String);

pub fn on_disk(root: &Path) -> BTreeMap<String, Found> {
    let mut found = BTreeMap::new();
    let mut pending = vec![root.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let facts = std::fs::symlink_metadata(&path).unwrap();
            let kind = facts.file_type();
            let letter = match (kind.is_dir(), kind.is_symlink(), kind.is_file()) {
                (true, _, _) => 'd',
                (_, true, _) => 'l',
                (_, _, true) => '-',
                _ => 'p',
            };
            let target = std::fs::read_link(&path).ok();
            let target = target.map(|target| target.to_string_lossy().into_owned());
            let size = if kind.is_file() { facts.len() } else { 0 };
            let mode = (letter != 'l').then_some(facts.permissions().mode() & 0o7777);
            if kind.is_dir() {
                pending.push(path.clone());
            }
            let below = path.strip_prefix(root).unwrap().to_string_lossy();
            let facts = (letter, mode, size, target.unwrap_or_default());
            found.insert(format!("/{below}"), facts);
        }
    }
    found
}

/// The same of the file system after a layer. Where no entry makes a directory, its
/// mode is up to the tool, and none is expected.
pub fn in_tree(
    files: &FileSystem,
    layer: u32,
    expected: &mut BTreeMap<String, Found>,
) -> BTreeMap<String, Found> {
    let found = rows(files, layer).into_iter().map(|row| {
        let is_link = row.kind == EntryKind::Symlink;
        let Some(facts) = row.facts else {
            if let Some(expected) = expected.get_mut(&row.path) {
                expected.1 = None;
            }
            return (row.path, (row.kind.letter(), None, 0, String::new()));
        };
        let mode = (!is_link).then_some(facts.mode);
        let target = if is_link { facts.link } else { String::new() };
        (row.path, (row.kind.letter(), mode, facts.size, target))
    });
    found.collect()
}

pub fn has_umoci() -> bool {
    let is_here = Command::new("umoci").arg("--version").output().is_ok();
    if !is_here {
        println!("skipped: no umoci to unpack an image");
    }
    is_here
}

/// What umoci unpacks an image of these layers to, or why it refuses it.
fn unpacked(name: &str, layers: &[Vec<u8>]) -> Result<BTreeMap<String, Found>, String> {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), layers);
    layout.tag(image, "hello:latest");
    let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
    for (path, bytes) in layout.files() {
        let path = folder.join("layout").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let bundle = folder.join("bundle");
    let unpacked = Command::new("umoci")
        .args(["unpack", "--rootless", "--image"])
        .arg(format!("{}:latest", folder.join("layout").display()))
        .arg(&bundle)
        .output()
        .unwrap();
    let found = match unpacked.status.success() {
        true => Ok(on_disk(&bundle.join("rootfs"))),
        false => Err(String::from_utf8_lossy(&unpacked.stderr).into_owned()),
    };
    std::fs::remove_dir_all(&folder).unwrap();
    found
}

#[test]
fn umoci_unpacks_an_image_to_what_is_merged_here() {
    if !has_umoci() {
        return;
    }
    let layers = [base(), second(), third(), fourth()];
    let mut expected = unpacked("made", &layers).unwrap();
    let files = FileSystem::merge(layers.iter().map(|layer| listing(layer)).collect());
    assert_eq!(files.oddities(), []);
    let found = in_tree(&files, 3, &mut expected);
    assert_eq!(found, expected);
    assert_eq!(found.len(), 32);
}

/// Layers of files, directories, links and whiteouts at few paths, the same each
/// time.
fn by_chance(below: &mut dyn FnMut(usize) -> usize) -> Vec<Vec<u8>> {
    let targets = ["a", "b", "../a", "/b", "a/b", "/a/l", "..", "m/../a"];
    let layer_of = |number: usize, below: &mut dyn FnMut(usize) -> usize| {
        let count = 1 + below(5);
        let mut entries = Vec::new();
        for _ in 0..count {
            let parts = 1 + below(3);
            let parts: Vec<&str> = (0..parts).map(|_| ["a", "b", "l", "m"][below(4)]).collect();
            let path = parts.join("/");
            let (folder, name) = path.rsplit_once('/').unwrap_or((".", &path));
            entries.push(match below(12) {
                0 | 1 if number > 0 => (format!("{folder}/.wh.{name}"), FILE, 0o644, ""),
                2 if number > 0 => (format!("{path}/.wh..wh..opq"), FILE, 0o644, ""),
                3 | 4 => (path, SYMLINK, 0o777, targets[below(8)]),
                5..8 => (format!("{path}/"), DIR, 0o755, ""),
                _ => (path, FILE, 0o644, ["", "x", "yy"][below(3)]),
            });
        }
        let entries: Vec<_> = entries
            .iter()
            .map(|(path, kind, mode, content)| (path.as_str(), *kind, *mode, *content))
            .collect();
        layer(&entries)
    };
    (0..3).map(|number| layer_of(number, below)).collect()
}

#[test]
fn umoci_unpacks_layers_by_chance_to_the_same_or_refuses_what_is_odd() {
    if !has_umoci() {
        return;
    }
    let mut seed = 7_u64;
    let mut below = |end: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % end
    };
    let mut refused = 0;
    for round in 0..60 {
        let layers = by_chance(&mut below);
        let files = FileSystem::merge(layers.iter().map(|layer| listing(layer)).collect());
        let refusable = files
            .oddities()
            .iter()
            .any(|odd| matches!(odd.kind, OddityKind::BelowFile | OddityKind::LinkCircle));
        let expected = match unpacked("chance", &layers) {
            Ok(expected) => expected,
            Err(said) => {
                assert!(refusable, "{round}: {said}");
                refused += 1;
                continue;
            }
        };
        assert!(!refusable, "{round}: {:?}", files.oddities());
        let found = rows(&files, 2).into_iter().map(|row| {
            let facts = row.facts.map(|facts| (facts.size, facts.link));
            (row.path, row.kind.letter(), facts.unwrap_or_default())
        });
        let expected = expected
            .into_iter()
            .map(|(path, (kind, _, size, link))| (path, kind, (size, link)));
        let (mut found, mut expected): (Vec<_>, Vec<_>) = (found.collect(), expected.collect());
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{round}: {:?}", files.oddities());
    }
    assert!((10..50).contains(&refused), "{refused}");
}

#[test]
fn what_is_likely_a_secret_is_said_in_each_list() {
    let env = ("app/.env", EntryType::Regular, 0o600, "A=b");
    let git = ("app/.git", EntryType::Directory, 0o755, "");
    let gone = ("app/.wh..env", EntryType::Regular, 0o600, "");
    let layers = vec![listing(&layer(&[env, git])), listing(&layer(&[gone]))];
    let mut desk = Desk::of(layers);
    let Told::Secrets { files, .. } = desk.answer(Ask::Secrets { first: 0, count: 9 }) else {
        panic!("another answer");
    };
    let said: Vec<String> = files
        .iter()
        .map(SecretRow::of)
        .map(|row| format!("{} {}, {}, {}", row.shown, row.layer, row.secret, row.state))
        .collect();
    let expected = [
        "/app/.env layer 1, likely a file of environment variables, deleted by layer 2",
        "/app/.git layer 1, likely a Git repository with its history, visible in the end",
    ];
    assert_eq!(said, expected);

    let marks: Vec<_> = rows(desk.files(), 0).iter().map(TreeRow::of).collect();
    let marks: Vec<_> = marks.iter().map(|row| row.secret.is_some()).collect();
    assert_eq!(marks, [false, true, true]);
    let Told::Hidden { hidden, .. } = desk.answer(Ask::Hidden { first: 0, count: 9 }) else {
        panic!("another answer");
    };
    let mark = HiddenRow::of(&hidden[0]).secret;
    assert_eq!(
        mark.unwrap().to_string(),
        "likely a file of environment variables"
    );
    let ask = Ask::Search {
        text: "is:secret".to_owned(),
        first: 0,
        count: 9,
    };
    let Told::Found { hits, .. } = desk.answer(ask) else {
        panic!("another answer");
    };
    assert!(hits.len() == 3 && hits.iter().all(|hit| HitRow::of(hit).secret.is_some()));
}

#[test]
fn a_list_says_what_of_it_is_not_known() {
    let layer = |is_read: bool| Stacked {
        name: assay::words::overview::layer_number(1_u64),
        node: None,
        stored: is_read.then(|| assay::image::digest::Computed::sha256(b"")),
        by_toc: None,
        diff_id: None,
        step: String::new(),
        size: None,
        unpacked: None,
        extent: None,
    };
    let (read, unread) = ([layer(true)], [layer(true), layer(false)]);
    let missing = "1 of 2 layers was not read: what they would change is not known";
    for (said, expected) in [
        (
            secrets_said(&read, 0, true, 0),
            "no path is likely that of a secret".to_owned(),
        ),
        (
            secrets_said(&read, 2, false, 1),
            "2 paths are likely that of a secret; 1 layer has more entries than are listed; \
             not everything was searched: the paths are too deep"
                .to_owned(),
        ),
        (
            secrets_said(&unread, 1, true, 0),
            format!("1 path is likely that of a secret; {missing}"),
        ),
        (
            hidden_said(&read, 0, 0),
            "all files that the layers hold are visible in the end".to_owned(),
        ),
        (
            hidden_said(&read, 1, 0),
            "1 file, link or device is shipped and not visible".to_owned(),
        ),
        (
            hidden_said(&unread, 0, 0),
            format!(
                "0 files, links and devices are shipped and not visible; \
                 as far as layers were read. {missing}"
            ),
        ),
        (
            hidden_said(&read, 0, 2),
            "0 files, links and devices are shipped and not visible; \
             as far as layers were read. 2 layers have more entries than are listed"
                .to_owned(),
        ),
        (
            hidden_said(&unread, 1, 1),
            format!(
                "1 file, link or device is shipped and not visible; as far as layers were read. \
                 {missing}; 1 layer has more entries than are listed"
            ),
        ),
    ] {
        assert_eq!(said.to_string(), expected);
    }
}
