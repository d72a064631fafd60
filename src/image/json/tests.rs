use super::*;

#[track_caller]
fn problems(text: &str) -> Vec<String> {
    let json = Json::parse(text.as_bytes());
    json.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn keeps_order_duplicates_numbers_and_places() {
    let json = Json::parse(br#"{"b":1.50,"a":{"x":1e999},"b":[true,null]}"#);
    let root = json.root.as_ref().unwrap();
    let keys: Vec<_> = root
        .members()
        .iter()
        .map(|m| (m.key.as_str(), m.repeated))
        .collect();
    assert_eq!(keys, [("b", true), ("a", false), ("b", true)]);
    assert_eq!(root.members()[0].value.value, Value::Number("1.50".into()));
    assert_eq!(
        json.at("/a/x").unwrap().value,
        Value::Number("1e999".into())
    );
    assert_eq!(json.at("/b/0").unwrap().as_bool(), Some(true));
    assert_eq!(json.at("/a").unwrap().span, 14..25);
    assert_eq!(
        problems(r#"{"c":{"b":1,"b":2}}"#),
        ["expected each key once, but found `b` more than once in `/c`"]
    );
}

#[test]
fn strings_are_unescaped_and_half_pairs_reported() {
    let json = Json::parse(br#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800x""#);
    assert_eq!(
        json.root.unwrap().as_str(),
        Some("a\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}x")
    );
    assert_eq!(json.problems, [Problem::LoneSurrogate { offset: 36 }]);
}

#[test]
fn says_what_was_expected_and_found() {
    for (text, message) in [
        (
            "",
            "expected a JSON value at byte 0, but found the end of the document",
        ),
        (
            "{",
            "expected a key in double quotes at byte 1, but found the end of the document",
        ),
        (
            "{a:1}",
            "expected a key in double quotes at byte 1, but found `a`",
        ),
        (
            r#"{"a" 1}"#,
            "expected `:` after a key at byte 5, but found `1`",
        ),
        (
            r#"{"a":1]"#,
            "expected `,` or `}` in an object at byte 6, but found `]`",
        ),
        ("[1,]", "expected a JSON value at byte 3, but found `]`"),
        ("NaN", "expected a JSON value at byte 0, but found `N`"),
        (
            "-",
            "expected a digit at byte 1, but found the end of the document",
        ),
        (
            "1.",
            "expected a digit after `.` at byte 2, but found the end of the document",
        ),
        (
            "1e",
            "expected a digit of the exponent at byte 2, but found the end of the document",
        ),
        (
            "\"a\nb\"",
            "expected a character of a string or `\"` at byte 2, but found `\\n`",
        ),
        (
            r#""\x""#,
            "expected one of `\"\\/bfnrtu` after `\\` at byte 2, but found `x`",
        ),
        (
            r#""\u12g4""#,
            "expected four hex digits after `\\u` at byte 3, but found `1`",
        ),
        (
            "{} x",
            "expected nothing after the document, but found 1 more byte at byte 3",
        ),
        (
            "\u{feff}{}",
            "expected the document to begin with its value, but found a byte order mark",
        ),
    ] {
        assert_eq!(problems(text), [message], "{text:?}");
    }
    assert_eq!(
        Json::parse(b"\"\xff\"").problems,
        [Problem::NotUtf8 {
            offset: 1,
            byte: 0xff
        }]
    );
}

#[test]
fn a_hundred_thousand_brackets_are_refused_without_deep_recursion() {
    let json = Json::parse("[".repeat(100_000).as_bytes());
    assert_eq!(json.root, None);
    assert_eq!(json.problems, [Problem::TooDeep { offset: 128 }]);
}

#[test]
fn leading_zeros_are_two_values() {
    assert_eq!(
        problems("01"),
        ["expected nothing after the document, but found 1 more byte at byte 1"]
    );
}

#[test]
fn pointers_escape_as_rfc_6901_says() {
    let json = Json::parse(br#"{"a/b":{"m~n":7}}"#);
    let mut seen = Vec::new();
    json.root
        .as_ref()
        .unwrap()
        .walk(&mut |pointer, _| seen.push(pointer.to_owned()));
    assert_eq!(seen, ["", "/a~1b", "/a~1b/m~0n"]);
    assert_eq!(json.at("/a~1b/m~0n").unwrap().as_size(), Some(7));
}

#[test]
fn sizes_are_whole_and_fit_int64() {
    for (text, size) in [
        ("0", Some(0)),
        ("9223372036854775807", Some(i64::MAX as u64)),
        ("9223372036854775808", None),
        ("4611686018427387904", Some(1 << 62)),
        ("-1", None),
        ("1.5", None),
        ("1e3", None),
        ("\"12\"", None),
    ] {
        assert_eq!(
            Json::parse(text.as_bytes()).root.unwrap().as_size(),
            size,
            "{text}"
        );
    }
}
