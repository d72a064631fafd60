use super::*;

#[track_caller]
fn text(bytes: &[u8]) -> Text {
    Text::of(bytes, bytes.len() as u64).expect("text")
}

fn lines(text: &Text) -> Vec<&str> {
    text.lines(0, usize::MAX).collect()
}

#[test]
fn encodings_are_told_by_the_bytes() {
    for (bytes, encoding) in [
        (&b"caf\xc3\xa9\n"[..], Encoding::Utf8),
        (b"\xef\xbb\xbfcaf\xc3\xa9\n", Encoding::Utf8Marked),
        (b"\xff\xfec\0a\0f\0\xe9\0\n\0", Encoding::Utf16Le),
        (b"\xfe\xff\0c\0a\0f\0\xe9\0\n", Encoding::Utf16Be),
        (b"caf\xe9\n", Encoding::Latin1),
    ] {
        let text = text(bytes);
        assert_eq!((text.encoding, text.as_str()), (encoding, "caf\u{e9}\n"));
        assert!(!text.is_cut);
    }
}

#[test]
fn bytes_that_are_no_text_are_none() {
    for bytes in [
        &b"a\0b"[..],
        b"\x01\x02\x03",
        b"\x7fELF",
        // Control characters of C1, and too much beyond ASCII.
        b"abcdefgh\x80",
        b"\xe9\xea\xeb",
        // UTF-16 with half a pair in the middle, and with a zero.
        b"\xff\xfe\0\xd8a\0",
        b"\xff\xfea\0\0\0",
        b"\xef\xbb\xbf\xff",
    ] {
        assert_eq!(Text::of(bytes, bytes.len() as u64), None, "{bytes:?}");
    }
    // Colours of a terminal are of text.
    assert_eq!(text(b"\x1b[31mred\x1b[0m\n").line_count(), 1);
}

#[test]
fn a_character_that_is_cut_is_passed_over_only_where_more_follows() {
    let euro = "ab€".as_bytes();
    for end in [3, 4] {
        let text = Text::of(&euro[..end], 5).unwrap();
        assert_eq!((text.as_str(), text.is_cut), ("ab", true));
        assert!(
            Text::of(&euro[..end], end as u64).is_none_or(|text| text.encoding == Encoding::Latin1)
        );
    }
    let pair = Text::of(b"\xff\xfea\0\x3d\xd8", 8).unwrap();
    assert_eq!(pair.as_str(), "a");
}

#[test]
fn lines_end_as_on_any_system_and_the_last_end_is_no_line() {
    assert_eq!(lines(&text(b"a\nb\r\n\nc")), ["a", "b", "", "c"]);
    assert_eq!(lines(&text(b"a\n")), ["a"]);
    assert_eq!(lines(&text(b"\n")), [""]);
    assert_eq!(text(b"").line_count(), 0);
    let text = text(b"0\n1\n2\n3\n");
    assert_eq!(text.lines(1, 2).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(text.lines(3, usize::MAX).collect::<Vec<_>>(), ["3"]);
    assert_eq!(text.lines(9, 1).count(), 0);
    assert_eq!(text.line(4), None);
}

#[test]
fn lines_are_found_in_any_case() {
    let text = text("PATH=/bin\npath\nother\nÜBER path\n".as_bytes());
    let find = |wanted: &str, from| text.find(wanted, from).collect::<Vec<_>>();
    assert_eq!(find("Path", 0), [0, 1, 3]);
    assert_eq!(find("path", 1), [1, 3]);
    assert_eq!(find("über", 0), [3]);
    assert!(find("absent", 0).is_empty());
    assert!(find("", 0).is_empty());
    assert!(find("path", 99).is_empty());
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let bytes = vec![b'\n'; MAX_TEXT + 1];
    let text = text(&bytes);
    assert_eq!((text.line_count(), text.is_cut), (MAX_TEXT, true));
    let bytes = [b'x'; 100];
    assert!(Text::of(&bytes, 101).unwrap().is_cut);
}
