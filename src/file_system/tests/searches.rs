//! What a search finds, and where it says that it cannot be read.

use super::*;

fn image() -> FileSystem {
    merge(&[
        &[
            sized("etc/passwd", 10),
            sized("etc/ssl/a.pem", 2_000),
            sized("etc/ssl/deep/b.pem", 2_048),
            symlink("usr/lib/PASSWD", "x"),
            hard_link("p.txt", "etc/passwd"),
        ],
        &[sized("etc/passwd", 11), sized("etc/ssl/.wh.a.pem", 0)],
    ])
}

/// `path layer state`
fn found(query: &str) -> Vec<String> {
    let files = image();
    let hits = files.search(&Query::parse(query).unwrap());
    assert!(hits.is_complete());
    let window = hits.window(&files, 0, hits.len());
    window
        .iter()
        .map(|hit| {
            let state = hit.state.known_word().unwrap();
            format!("{} {} {state}", hit.path, hit.layer)
        })
        .collect()
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    assert_eq!(found(query), expected, "{query}");
}

#[test]
fn a_part_of_the_path_is_found_in_all_layers_whatever_the_case() {
    let passwd = [
        "/etc/passwd 1 changed",
        "/etc/passwd 0 added",
        "/usr/lib/PASSWD 0 added",
    ];
    check("passwd", &passwd);
    check(" c/PASS ", &passwd[..2]);
    check("\"c/pass\" wd", &passwd[..2]);
    check("passwd nowhere", &[]);
    let all = found("");
    assert_eq!(all.len(), 12, "{all:?}");
}

#[test]
fn globs_are_of_a_name_or_of_a_path() {
    let a = ["/etc/ssl/a.pem 1 deleted", "/etc/ssl/a.pem 0 added"];
    let b = "/etc/ssl/deep/b.pem 0 added";
    check("*.pem", &[a[0], a[1], b]);
    check("?.pem layer:1", &[a[1], b]);
    check("etc/*/a.pem", &a);
    check("/etc/*/?.pem", &a);
    check("etc/**/?.pem", &[a[0], a[1], b]);
    check("etc/**/passwd layer:1", &["/etc/passwd 0 added"]);
    check("etc/ssl/** type:dir", &["/etc/ssl/deep 0 added"]);
    check("*.PEM", &[]);
    check("a.p*m layer:1 state:added", &a[1..]);
    check("a?pem state:deleted", &a[..1]);
    check("*[a].pem", &[]);
}

#[test]
fn expressions_are_searched_for_in_the_path() {
    check(
        "/^/etc/ssl/[ab]\\.pem$/ layer:1",
        &["/etc/ssl/a.pem 0 added"],
    );
    check("/(?i)/passwd$/ type:link", &["/usr/lib/PASSWD 0 added"]);
    // Not one: no second slash.
    check("/usr/lib/p", &["/usr/lib/PASSWD 0 added"]);
}

#[test]
fn words_with_a_colon_ask_for_more_than_the_path() {
    check("size:>2k", &["/etc/ssl/deep/b.pem 0 added"]);
    check("size:=2Ki", &["/etc/ssl/deep/b.pem 0 added"]);
    check("size:10", &["/etc/passwd 0 added", "/p.txt 0 added"]);
    check("size:>=0.011kB size:<=11", &["/etc/passwd 1 changed"]);
    check("size:<11 type:hardlink", &["/p.txt 0 added"]);
    check("type:link,fifo", &["/usr/lib/PASSWD 0 added"]);
    check(
        "layer:2 state:deleted,changed",
        &["/etc/passwd 1 changed", "/etc/ssl/a.pem 1 deleted"],
    );
    check("layer:9", &[]);
    // A deleted file has the size that it had.
    check("size:2000 state:deleted", &["/etc/ssl/a.pem 1 deleted"]);
    // Unknown ones are parts of paths.
    check("other:passwd", &[]);
}

#[test]
fn a_query_that_cannot_be_read_says_where() {
    use QueryProblem::{Expression, Is, Layer, Quote, Size, State, Type};
    for (query, at, found, problem) in [
        ("a size:>x", 2..9, "size:>x", Size),
        ("size:", 0..5, "size:", Size),
        (
            "size:99999999999999999999",
            0..25,
            "size:99999999999999999999",
            Size,
        ),
        (
            "size:9999999999999999999k",
            0..25,
            "size:9999999999999999999k",
            Size,
        ),
        ("é type:x", 3..9, "type:x", Type),
        ("layer:0", 0..7, "layer:0", Layer),
        ("state:added,", 0..12, "state:added,", State),
        ("a is:", 2..5, "is:", Is),
        ("is:secrets", 0..10, "is:secrets", Is),
        ("  /a(/ b", 2..6, "/a(/", Expression),
        ("a \"b c", 2..6, "b c", Quote),
    ] {
        let error = Query::parse(query).unwrap_err();
        let found = found.to_owned();
        assert_eq!(error, QueryError { at, found, problem }, "{query}");
        assert!(error.to_string().starts_with("expected "), "{error}");
    }
    let error = Query::parse(&"x".repeat(1_001)).unwrap_err();
    assert_eq!(error.problem, QueryProblem::Long);
    let error = Query::parse("type:x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected one of `file`, `dir`, `link`, `hardlink`, `char`, `block` and `fifo` after \
         `type:`, but found `type:x`"
    );
}
