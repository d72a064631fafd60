use super::*;
use crate::file_view::KEPT;
use crate::file_view::diff::TextDiff;
use crate::image::digest::Computed;
use crate::views::file_view::diff::{DiffKind, DiffRow, diff_notes, diff_rows};
use crate::views::projection::{Links, projection};

/// The head of a file of which so many bytes were kept, a line for each fact and note.
#[track_caller]
fn head(path: &str, bytes: &[u8], kept: usize) -> (Vec<String>, Vec<String>) {
    let file = Extracted {
        kept: bytes[..kept.min(bytes.len())].to_vec(),
        size: bytes.len() as u64,
        sha256: Some(Computed::sha256(bytes)),
    };
    let view = FileView::of(path, &file.kept, file.size);
    let FileHead { facts, notes } = FileHead::of(path, &view, &file);
    let line = |fact: &Fact| {
        let value = match &fact.value {
            Value::Text(text) => text.to_string(),
            Value::Code(text) => text.clone(),
            Value::Size(size) => Bytes(*size).to_string(),
            Value::Digest(digest) => {
                assert_eq!(*digest, Computed::sha256(bytes).to_string());
                return fact.term.to_string();
            }
            Value::Nodes(_) => panic!("no nodes"),
        };
        format!("{}: {value}", fact.term)
    };
    let notes = notes.iter().map(Message::to_string).collect();
    (facts.iter().map(line).collect(), notes)
}

#[track_caller]
fn says(path: &str, bytes: &[u8], kind: &str, more: &[&str]) {
    let (facts, notes) = head(path, bytes, KEPT);
    assert_eq!(facts[0], format!("Kind: {kind}"));
    assert_eq!(facts[2], "SHA-256");
    assert_eq!(&facts[3..], more);
    assert_eq!(notes, [""; 0]);
}

#[test]
fn a_file_says_what_it_is() {
    says("a", b"", "empty file", &[]);
    says(
        "a.sh",
        b"a\nb\n",
        "text, Shell",
        &["Encoding: UTF-8", "Lines: 2"],
    );
    says(
        "a",
        b"\xef\xbb\xbf{}",
        "JSON document",
        &["Encoding: UTF-8 with a byte order mark", "Lines: 1"],
    );
    says(
        "a",
        b"GIF89a\x80\x02\xe0\x01",
        "picture, GIF",
        &["Pixels: 640 × 480"],
    );
    says("a", b"a\0", "bytes", &[]);
    says("a", b"\xfd7zXZ\0no xz", "one file, compressed with xz", &[]);
    let tar = [
        &crate::bytes::tar::tests::file("a", b"text")[..],
        &crate::bytes::tar::tests::END,
    ];
    says("a", &tar.concat(), "tar archive", &["Entries: 1"]);
}

#[test]
fn a_program_says_what_it_needs() {
    let program = crate::file_view::elf::tests::program();
    let facts = [
        "Architecture: amd64 (64 bits, little-endian)",
        "Linking: dynamic: it needs libraries of the image",
        "Loaded by: /lib/ld-musl-x86_64.so.1",
        "Needs: libc.so and libz.so.1",
        "Symbols: stripped",
        &format!("Build ID: {}", "ab".repeat(20)),
    ];
    says("a", &program, "program for Linux (ELF)", &facts);
    let library = crate::file_view::pe::tests::library();
    let facts = [
        "Architecture: amd64 (64 bits)",
        "Needs: KERNEL32.dll and ADVAPI32.dll",
    ];
    says("a", &library, "library for Windows (PE)", &facts);
    let (facts, notes) = head("a", &program, 300);
    assert_eq!(facts.last().unwrap(), "Symbols: stripped");
    assert_eq!(
        notes,
        ["Only the first 300 bytes of 1.0 kB were read: what the rest says is not known"]
    );
}

#[test]
fn what_is_cut_or_not_sure_is_said() {
    let (facts, notes) = head("a", b"a\nb\nc", 3);
    assert_eq!(facts.last().unwrap(), "Lines: more than 2");
    assert_eq!(notes, ["The first 3 bytes of 5 bytes are shown"]);
    let (_, notes) = head("a", b"caf\xe9", 9);
    assert_eq!(notes.len(), 1);
    let (_, notes) = head("a", "a\u{202e}b".as_bytes(), 9);
    assert_eq!(
        notes,
        ["Characters that are not seen, or that hide or reorder others, are spelled out"]
    );
    let (_, notes) = head("a", b"a\0bc", 2);
    assert_eq!(notes, ["The first 2 bytes of 4 bytes are shown"]);
    let tar = crate::bytes::tar::tests::file("a", b"text");
    let (facts, notes) = head("a", &tar, 600);
    assert_eq!(
        (facts.last().unwrap().as_str(), notes.len()),
        ("Entries: 1 or more", 1)
    );
}

#[test]
fn lines_are_numbered_cut_and_made_visible() {
    let long = format!("a\n\tb\u{1b}[0m\n{}\n", "é".repeat(SHOWN_OF_LINE + 1));
    let text = Text::of(long.as_bytes(), long.len() as u64).unwrap();
    let rows: Vec<TextRow> = text_rows(&text, 1, 9).collect();
    assert_eq!((rows[0].number, &*rows[0].text), (2, "\tb\\u{1b}[0m"));
    assert_eq!((rows[1].number, rows[1].is_cut), (3, true));
    assert_eq!(rows[1].text, "é".repeat(SHOWN_OF_LINE));
    let entry = ArchiveEntry {
        path: "a\nb".to_owned(),
        size: None,
    };
    assert_eq!(entry_row(&entry), ("a\\nb".to_owned(), None));
}

#[test]
fn a_json_document_can_be_laid_out() {
    let FileView::Json(text) = FileView::of("a", b"[1]", 3) else {
        panic!("no JSON");
    };
    let laid_out = projection(text.as_str().as_bytes(), &Links::default());
    assert_eq!(laid_out.lines.len(), 3);
}

#[test]
fn two_versions_are_shown_with_the_numbers_of_both() {
    let text = |text: &str| Text::of(text.as_bytes(), text.len() as u64).unwrap();
    let (left, right) = (text("a\nb\n"), text("a\nc\u{1b}\n"));
    let diff = TextDiff::of(&left, &right);
    let line = |kind, left, right, text: &str| DiffRow::Line {
        kind,
        left,
        right,
        text: text.to_owned(),
    };
    let expected = [
        DiffRow::Place("@@ -1,2 +1,2 @@".to_owned()),
        line(DiffKind::Same, Some(1), Some(1), "a"),
        line(DiffKind::Removed, Some(2), None, "b"),
        line(DiffKind::Added, None, Some(2), "c\\u{1b}"),
    ];
    assert_eq!(diff_rows(&diff, &left, &right), expected);
    assert_eq!(DiffKind::Added.sign(), '+');
    let notes = |left: &Text, right: &Text| {
        let notes = diff_notes(&TextDiff::of(left, right));
        notes.iter().map(Message::to_string).collect::<Vec<_>>()
    };
    assert_eq!(notes(&left, &right), ["1 line removed, 1 added"]);
    assert_eq!(notes(&left, &left), ["All lines are the same"]);
    let otherwise = notes(&left, &text("a\r\nb\r\n"));
    assert_eq!(otherwise, ["All lines are the same, and end otherwise"]);
    let cut = notes(&left, &Text::of(b"a\nb\r\n", 99).unwrap());
    assert_eq!(
        (&*cut[0], cut.len()),
        ("The lines that were compared are the same", 2)
    );
}

/// A token as GitHub makes them: it belongs to nobody.
const TOKEN: &str = concat!("ghp", "_q7Zp2XvT9kLm4NcR8sWb3YhD6fGj1KtU5xEa");

#[test]
fn likely_secrets_are_noted_with_their_place_and_never_shown_as_a_whole() {
    let said = |path: &str, text: &str, kept: usize| head(path, text.as_bytes(), kept).1;
    let line = "line 2: likely a GitHub token (`ghp_…`, 40 characters)";
    let text = format!("a=b\nTOKEN={TOKEN}\n");
    assert_eq!(said("/app/settings", &text, KEPT), [line]);
    let about = crate::words::secrets::of_an_example().to_string();
    for path in [
        "/src/tests/settings",
        "/src/testdata/a.json",
        "/.env.example",
    ] {
        assert_eq!(said(path, &text, KEPT), [line, &about], "{path}");
    }
    let binary = format!("\0\n{TOKEN}");
    assert_eq!(
        said("a", &binary, KEPT),
        ["at byte 00000002: likely a GitHub token (`ghp_…`, 40 characters)"]
    );
    assert!(!said("a", &text, KEPT).concat().contains(&TOKEN[..6]));
}

#[test]
fn what_was_not_looked_through_may_have_more_secrets() {
    let text = format!("{TOKEN}\n").repeat(12);
    let (_, notes) = head("a", text.as_bytes(), KEPT);
    assert_eq!(notes.len(), 11);
    assert_eq!(
        notes.last().unwrap(),
        "2 more places of this file are likely a secret"
    );
    let more = "Not all of this file was looked through for secrets: there may be more";
    let (_, notes) = head("a", text.as_bytes(), 50);
    assert_eq!(notes.last().unwrap(), more);
    let many = format!("{TOKEN}\n").repeat(crate::secrets::MAX_MATCHES + 1);
    let (_, notes) = head("a", many.as_bytes(), KEPT);
    assert_eq!(notes.last().unwrap(), more);
    // Nothing is claimed of it.
    let (_, notes) = head("a", "a\n".repeat(60).as_bytes(), 50);
    assert_eq!(notes.len(), 1);
}
