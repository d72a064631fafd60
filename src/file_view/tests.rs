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
        let FileView::Json { json, .. } = view("x", text) else {
            panic!("{}", String::from_utf8_lossy(text));
        };
        assert!(json.root.is_some());
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
