use super::*;

fn view(path: &str, bytes: &[u8]) -> FileView {
    FileView::of(path, bytes, bytes.len() as u64)
}

#[track_caller]
fn language(path: &str, bytes: &[u8]) -> Option<&'static str> {
    match view(path, bytes) {
        FileView::Text { language, .. } => language.map(|language| language.name),
        other => panic!("{other:?}"),
    }
}

#[test]
fn content_goes_before_the_name() {
    assert_eq!(view("a.json", b""), FileView::Empty);
    assert_eq!(view("a.txt", b"a\0b"), FileView::Binary);
    assert_eq!(language("a.png", b"no picture\n"), None);
    assert_eq!(language("logo.svg", b"<svg/>"), Some("SVG"));
    assert!(matches!(
        view("a.txt", b"GIF89a\x01\0\x01\0"),
        FileView::Picture(_)
    ));
}

#[test]
fn json_is_what_reads_to_its_end() {
    for text in [&br#"{"a": [1, 2]}"#[..], b" [ ]\n", b"\xef\xbb\xbf{}"] {
        assert!(matches!(view("x", text), FileView::Json(_)));
    }
    // Lines of JSON, comments, a number, a section of an INI file, and what is cut.
    for text in [
        &b"{}\n{}"[..],
        b"{} // x",
        b"12",
        b"[section]\na = 1\n",
        b"[1, 2",
    ] {
        assert_eq!(language("a.json", text), Some("JSON"));
    }
    assert!(matches!(
        FileView::of("a.json", b"{}", 3),
        FileView::Text { .. }
    ));
}

#[test]
fn programs_and_archives_are_told() {
    assert!(matches!(
        view("x", &elf::tests::program()),
        FileView::Elf(_)
    ));
    assert!(matches!(view("x", &pe::tests::library()), FileView::Pe(_)));
    let tar = crate::bytes::tar::tests::file("a", b"text");
    assert!(matches!(view("x", &tar), FileView::Archive(_)));
}

/// Files of each kind.
fn samples() -> Vec<Vec<u8>> {
    let tar = [
        &crate::bytes::tar::tests::file("a", b"text")[..],
        &crate::bytes::tar::tests::END,
    ];
    vec![
        elf::tests::program(),
        pe::tests::library(),
        archive::tests::sample(),
        tar.concat(),
        b"\xff\xfe{\0\"\0a\0\"\0:\x001\0}\0".to_vec(),
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\x01\xe0\x02\x80".to_vec(),
        b"#!/usr/bin/env python3\r\nprint('\xe9')\n".to_vec(),
    ]
}

#[test]
fn no_bytes_make_anything_panic() {
    for sample in samples() {
        for end in 0..sample.len() {
            let _ = view("x.json", &sample[..end]);
            let _ = FileView::of("x", &sample[..end], sample.len() as u64);
        }
        for at in 0..sample.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = sample.clone();
                changed[at] ^= change;
                let _ = view("x", &changed);
            }
        }
        // All ones at each place, as the largest numbers.
        for at in 0..sample.len().saturating_sub(8) {
            let mut changed = sample.clone();
            changed[at..at + 8].fill(0xff);
            let _ = view("x", &changed);
        }
    }
}
