//! Files of real images, opened: out of their layers, and what they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assay::bytes::extract::{Extract, Extracted};
use assay::bytes::layer::{LayerPass, Options};
use assay::bytes::tar::EntryKind;
use assay::file_view::elf::ElfKind;
use assay::file_view::{FileView, KEPT};
use assay::image::digest::Computed;
use assay::views::file_view::FileHead;

use crate::corpus::folder;

fn tars(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let found = paths.into_iter().flat_map(|path| match path.is_dir() {
        true => tars(&path),
        false if path.extension().is_some_and(|ending| ending == "tar") => vec![path],
        false => vec![],
    });
    found.collect()
}

/// The files of a layer by path; none where it is no tar.
fn files(layer: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut pass = LayerPass::new(Options {
        sha512: false,
        unpack: true,
    });
    pass.update(layer);
    let listing = pass.finish().listing.unwrap_or_default();
    let entries = listing.iter().enumerate();
    let files = entries.filter(|(_, entry)| entry.kind == EntryKind::File);
    let read = files.filter_map(|(number, entry)| {
        let (mut extract, mut bytes) = (Extract::of(number as u64, KEPT), Vec::new());
        let flow = extract.update_into(layer, &mut |part| bytes.extend_from_slice(part));
        let found = extract.finish().ok()?;
        assert!(flow.is_break());
        assert_eq!((found.size, &found.kept), (entry.size, &bytes));
        assert_eq!(found.sha256, Some(Computed::sha256(&bytes)));
        Some((entry.path.to_owned(), bytes))
    });
    read.collect()
}

/// The files in the layers of the image that dive tests with.
fn real_files() -> Option<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for path in tars(&folder()?.join("wagoodman+dive")) {
        let blobs = files(&std::fs::read(path).unwrap());
        found.extend(blobs.iter().flat_map(|(_, blob)| files(blob)));
        found.extend(blobs);
    }
    Some(found)
}

fn kind(view: &FileView) -> &'static str {
    match view {
        FileView::Empty => "empty",
        FileView::Text { .. } => "text",
        FileView::Json(_) => "json",
        FileView::Picture(_) => "picture",
        FileView::Elf(_) => "elf",
        FileView::Pe(_) => "pe",
        FileView::Archive(_) => "archive",
        FileView::Binary => "binary",
    }
}

#[test]
fn files_of_real_images_are_what_they_are() {
    let Some(files) = real_files() else { return };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, bytes) in &files {
        let view = FileView::of(path, bytes, bytes.len() as u64);
        *kinds.entry(kind(&view)).or_default() += 1;
        match &view {
            FileView::Json(_) => {
                assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok())
            }
            FileView::Elf(elf) => {
                assert!(bytes.starts_with(b"\x7fELF"), "{path}");
                assert_eq!(
                    (elf.kind, &*elf.machine),
                    (ElfKind::Program, "amd64"),
                    "{path}"
                );
                assert_eq!(elf.is_static, Some(true), "{path}");
            }
            FileView::Text { text, .. } => assert_eq!(text.as_str().as_bytes(), bytes, "{path}"),
            _ => {}
        }
    }
    println!("{} files: {kinds:?}", files.len());
    for (kind, least) in [("text", 10), ("json", 10), ("elf", 1), ("archive", 10)] {
        assert!(kinds.get(kind) >= Some(&least), "{kind}: {kinds:?}");
    }
}

#[test]
fn files_without_secrets_have_no_note_of_one() {
    let Some(files) = real_files() else { return };
    for (path, bytes) in files {
        let file = Extracted {
            size: bytes.len() as u64,
            sha256: Some(Computed::sha256(&bytes)),
            kept: bytes,
        };
        let view = FileView::of(&path, &file.kept, file.size);
        let notes = FileHead::of(&path, &view, &file).notes;
        let is_wrong = notes.iter().any(|note| note.id().starts_with("secrets."));
        assert!(!is_wrong, "{path}: {notes:?}");
    }
}

#[test]
fn damaged_files_of_real_images_are_still_something() {
    let Some(files) = real_files() else { return };
    let mut seen = BTreeMap::new();
    for (path, bytes) in files {
        let view = FileView::of(&path, &bytes, bytes.len() as u64);
        let tried = seen.entry(kind(&view)).or_insert(0);
        *tried += 1;
        if *tried > 3 {
            continue;
        }
        // Its headers, changed and cut: what is behind them does not decide anything.
        let head = bytes.get(..20_000).unwrap_or(&bytes);
        for at in (0..head.len()).step_by(head.len() / 200 + 1) {
            let _ = FileView::of(&path, &head[..at], bytes.len() as u64);
            for change in [0x01, 0x80, 0xff] {
                let mut changed = head.to_vec();
                changed[at] ^= change;
                let _ = FileView::of(&path, &changed, changed.len() as u64);
            }
        }
    }
}
