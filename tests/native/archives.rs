//! How an archive ends, what follows its end, and what comes twice in it: each
//! is said, and nothing of it passes for a healthy image.

use std::path::PathBuf;

use assay::rules::Severity;
use assay::session::Showing;

use crate::drive::{files_below, give};
use crate::images::{Entry, Layout, files_to_tar, hello_layers, linux, multi_platform, tar};

/// How much an entry with such data takes in a tar.
fn entry(data: usize) -> usize {
    512 + data.next_multiple_of(512)
}

/// An archive, and the bytes of its last entry that are padding or the end.
fn archive() -> (Vec<u8>, usize) {
    let files = multi_platform().files();
    let data: usize = files.iter().map(|(_, bytes)| entry(bytes.len())).sum();
    let last = files.last().unwrap().1.len();
    let bytes = files_to_tar(&files);
    assert_eq!(bytes.len(), data + 1024);
    assert!(!last.is_multiple_of(512), "no padding to cut");
    (bytes, last)
}

/// The findings about the archive itself: rule and severity.
#[track_caller]
fn found(bytes: Vec<u8>) -> Vec<(&'static str, Severity)> {
    about(&give(&[("image.tar", bytes)], 10_000).unwrap())
}

fn about(showing: &Showing) -> Vec<(&'static str, Severity)> {
    let rules = showing.findings.iter().filter(|finding| {
        finding.rule.id.contains("archive") || finding.rule.id.starts_with("tar-")
    });
    rules
        .map(|finding| (finding.rule.id, finding.rule.severity))
        .collect()
}

fn error(rule: &'static str) -> Vec<(&'static str, Severity)> {
    vec![(rule, Severity::Error)]
}

fn message(showing: &Showing, rule: &str) -> String {
    let mut findings = showing.findings.iter();
    let finding = findings.find(|finding| finding.rule.id == rule);
    finding.map_or_else(
        || panic!("no {rule}"),
        |finding| finding.message.to_string(),
    )
}

#[test]
fn an_archive_with_its_end_has_nothing_to_say_of_it() {
    let (bytes, _) = archive();
    assert_eq!(found(bytes.clone()), []);
    // Writers fill the last record.
    assert_eq!(found([bytes, vec![0; 100_000]].concat()), []);
}

#[test]
fn one_block_of_zeros_is_an_end_and_told() {
    let (mut bytes, _) = archive();
    bytes.truncate(bytes.len() - 512);
    let note = vec![("archive-end", Severity::Note)];
    assert_eq!(found(bytes.clone()), note);
    bytes.truncate(bytes.len() - 1);
    assert_eq!(found(bytes), error("truncated-archive"));
}

#[test]
fn an_archive_that_is_cut_anywhere_is_said_to_be() {
    let (bytes, last) = archive();
    let end = bytes.len() - 1024;
    let data = end - last.next_multiple_of(512);
    for cut in [
        // Without its end, within it, and in the padding of the last file.
        end,
        end + 100,
        end - 1,
        data + last,
        // In the bytes of the last file, and in and before its header.
        data + last - 1,
        data,
        data - 1,
        data - 512,
    ] {
        let cut = bytes[..cut].to_vec();
        assert_eq!(
            found(cut.clone()),
            error("truncated-archive"),
            "{}",
            cut.len()
        );
    }
    let showing = give(&[("image.tar", bytes[..data + 7].to_vec())], 10_000).unwrap();
    let said = message(&showing, "truncated-archive");
    let part = format!("of which 7 of {last} bytes are here: everything after that is lost");
    assert!(said.ends_with(&part), "{said}");
    let showing = give(&[("image.tar", bytes[..end].to_vec())], 10_000).unwrap();
    assert_eq!(
        message(&showing, "truncated-archive"),
        "the archive has no end: expected two blocks of zeros at the end, but found none, so files that came after it may be lost"
    );
}

#[test]
fn what_follows_the_end_of_an_archive_is_an_error() {
    let (bytes, _) = archive();
    let zeros = vec![0; 300_000];
    for behind in [
        bytes.clone(),
        [&zeros[..], &[0; 480], &bytes].concat(),
        b"garbage".to_vec(),
        [&zeros[..], b"x"].concat(),
    ] {
        let all = [&bytes[..], &behind].concat();
        assert_eq!(found(all), error("hidden-archive-data"));
    }
    let all = [&bytes[..], &bytes].concat();
    let showing = give(&[("image.tar", all)], 10_000).unwrap();
    let said = message(&showing, "hidden-archive-data");
    assert!(said.contains("another archive"), "{said}");
    // The first block of zeros may be the only one: another archive in the middle.
    let (first, rest) = bytes.split_at(bytes.len() - 512);
    let all = [first, &bytes, rest].concat();
    let rules = [error("truncated-archive"), error("hidden-archive-data")].concat();
    assert_eq!(found(all), rules);
}

#[test]
fn two_files_of_one_name_are_told_once_whatever_they_are() {
    let files = multi_platform().files();
    let blob = files.iter().find(|(path, _)| path.starts_with("blobs/"));
    let (path, bytes) = blob.unwrap().clone();
    let other = [&bytes[..], b" "].concat();
    for (name, bytes) in [
        // The same bytes, others, and another spelling; a document, too.
        (path.clone(), bytes.clone()),
        (path.clone(), other),
        (format!("./{path}"), bytes.clone()),
        (path.replace("blobs/", "blobs//"), bytes.clone()),
        ("oci-layout".to_owned(), files[0].1.clone()),
    ] {
        let plain = name.replace("./", "").replace("//", "/");
        let mut twice = files.clone();
        twice.push((name.clone(), bytes.clone()));
        twice.push((name, bytes));
        let showing = give(&[("image.tar", files_to_tar(&twice))], 10_000).unwrap();
        assert_eq!(about(&showing), error("ambiguous-archive"));
        let mut findings = showing.findings.iter();
        let finding = findings
            .find(|finding| finding.rule.id == "ambiguous-archive")
            .unwrap();
        assert_eq!(finding.place.document, plain);
        assert!(
            finding
                .message
                .to_string()
                .starts_with("the archive has 3 files of this name: ")
        );
    }
}

#[test]
fn a_folder_that_is_in_an_archive_twice_is_one_folder() {
    let files = multi_platform().files();
    let mut entries = vec![("blobs/", Entry::Directory), ("./blobs", Entry::Directory)];
    let listed = files.iter();
    entries.extend(listed.map(|(path, bytes)| (path.as_str(), Entry::File(bytes))));
    assert_eq!(found(tar(&entries)), []);
    entries.push(("blobs", Entry::Symlink("elsewhere")));
    assert_eq!(found(tar(&entries)), error("ambiguous-archive"));
}

#[test]
fn headers_that_tools_read_differently_are_told_of_an_archive_too() {
    let (bytes, _) = archive();
    let odd = |change: &dyn Fn(&mut [u8])| {
        let mut bytes = bytes.clone();
        let mut header = tar::Header::from_byte_slice(&bytes[..512]).clone();
        change(header.as_mut_bytes());
        header.set_cksum();
        bytes[..512].copy_from_slice(header.as_bytes());
        found(bytes)
    };
    assert_eq!(odd(&|_| {}), []);
    assert_eq!(odd(&|header| header[156] = b'Z'), error("archive-entry"));
    assert_eq!(odd(&|header| header[108] = b'x'), error("archive-entry"));
    // The prefix counts in any version: the file is outside, and `oci-layout` absent.
    let showing = {
        let mut bytes = bytes.clone();
        let mut header = tar::Header::from_byte_slice(&bytes[..512]).clone();
        header.as_mut_bytes()[263..265].copy_from_slice(b"  ");
        header.as_mut_bytes()[345..354].copy_from_slice(b"../../etc");
        header.set_cksum();
        bytes[..512].copy_from_slice(header.as_bytes());
        give(&[("image.tar", bytes)], 10_000).unwrap()
    };
    let unsafe_path = showing
        .findings
        .iter()
        .find(|finding| finding.rule.id == "unsafe-path");
    assert_eq!(unsafe_path.unwrap().place.document, "../../etc/oci-layout");
}

/// What is said of an image whose last layer is `layer`.
fn of_layer(layer: Vec<u8>) -> Vec<(&'static str, Severity)> {
    let mut layout = Layout::default();
    let mut layers = hello_layers("amd64");
    layers.push(layer);
    let image = layout.image(&linux("amd64", None), &layers);
    layout.tag(image, "hello:1.0");
    let showing = give(&[("image.tar", layout.to_tar())], 10_000).unwrap();
    let mut rows = showing.opened.rows.iter();
    assert!(rows.all(|row| row.verdict.is_verified()));
    about(&showing)
}

#[test]
fn a_layer_that_tools_read_alike_has_no_error_however_it_ends() {
    let layer = tar(&[("a", Entry::File(b"123"))]);
    let said = |rule: &'static str, severity| vec![(rule, severity)];
    assert_eq!(of_layer(layer.clone()), []);
    assert_eq!(of_layer([&layer[..], &[0; 10_000]].concat()), []);
    for (length, expected) in [
        (2_047, said("tar-no-end", Severity::Note)),
        (1_536, said("tar-no-end", Severity::Note)),
        (1_024, said("tar-no-end", Severity::Note)),
        (1_000, said("tar-cut-padding", Severity::Warning)),
        (514, said("tar-truncated", Severity::Error)),
        (1_025, said("tar-truncated", Severity::Error)),
    ] {
        assert_eq!(of_layer(layer[..length].to_vec()), expected, "{length}");
    }
    let twice = [&layer[..], &layer].concat();
    assert_eq!(of_layer(twice), error("tar-hidden-archive"));
    let garbage = [&layer[..], b"garbage"].concat();
    assert_eq!(
        of_layer(garbage),
        said("tar-hidden-data", Severity::Warning)
    );
}

#[test]
fn links_of_a_layer_that_leave_it_or_run_in_circles_are_told() {
    let layer = tar(&[
        ("etc/out", Entry::Symlink("../../etc/passwd")),
        ("etc/in", Entry::Symlink("../usr/etc/../passwd")),
        ("root", Entry::Symlink("/")),
        ("a", Entry::Symlink("d/x")),
        ("d", Entry::Symlink("real")),
        ("real/x", Entry::Symlink("/a")),
        // What it links to may be in a layer below.
        ("below", Entry::HardLink("etc/os-release")),
    ]);
    let warning = |rule: &'static str| (rule, Severity::Warning);
    let expected = [warning("tar-link-leaves-root"), warning("tar-link-circle")];
    assert_eq!(of_layer(layer), expected);
    let out = tar(&[("hard", Entry::HardLink("../../etc/passwd"))]);
    assert_eq!(of_layer(out), error("tar-escapes-root"));
}

/// Images that tools wrote, if they are here.
fn real() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let told = |name| std::env::var_os(name).map(PathBuf::from);
    let corpus = told("ASSAY_CORPUS").unwrap_or(root.join("../shared/corpus"));
    let mut pending = vec![corpus];
    pending.extend(told("ASSAY_FIXTURES"));
    let mut images = Vec::new();
    while let Some(path) = pending.pop() {
        if path.join("oci-layout").is_file() {
            images.push(path);
        } else if let Ok(entries) = std::fs::read_dir(&path) {
            pending.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "tar") {
            images.push(path);
        }
    }
    images
}

#[test]
fn images_that_tools_wrote_have_no_error_about_their_tars() {
    let images = real();
    println!("{} images of tools", images.len());
    for path in images {
        let given = match path.is_dir() {
            true => files_below(&path),
            false => vec![("image.tar".to_owned(), std::fs::read(&path).unwrap())],
        };
        let given: Vec<(&str, Vec<u8>)> = given
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.clone()))
            .collect();
        let Ok(showing) = give(&given, 60_000) else {
            continue;
        };
        let mut errors = about(&showing);
        // What manifest.json says is another matter.
        errors
            .retain(|(rule, severity)| *severity == Severity::Error && *rule != "archive-manifest");
        assert_eq!(errors, [], "{}", path.display());
    }
}
