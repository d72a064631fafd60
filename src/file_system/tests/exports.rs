//! What other programs get.

use super::*;
use crate::image::digest::Digest;

fn image() -> FileSystem {
    let base = [
        dir("d/"),
        sized("d/a", 3),
        sized("d/b", 1),
        symlink("s", "d/a"),
        hard_link("h", "d/a"),
    ];
    let top = [sized("d/.wh.b", 0), sized("d/a", 4), sized("d/a", 5)];
    merge(&[&base, &top, &[sized("d/.wh..wh..opq", 0)]])
}

#[test]
fn every_entry_is_a_line_of_json() {
    let files = image();
    let digest = Digest::sha256(b"layer");
    let mut text = String::new();
    files.export_json_lines(&[Some(digest.clone())], &mut |line| text.push_str(line));
    assert!(text.ends_with("}\n"));
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let brief = |line: &serde_json::Value| {
        ["layer", "path", "type", "size", "link", "state", "visible"]
            .map(|key| line[key].to_string().replace('"', ""))
            .join(" ")
    };
    let found: Vec<_> = lines.iter().map(brief).collect();
    let expected = [
        "0 /d dir 0 null added true",
        "0 /d/a file 3 null added false",
        "0 /d/b file 1 null added false",
        "0 /h hardlink 0 d/a added true",
        "0 /s symlink 0 d/a added true",
        "1 /d/a file 4 null null false",
        "1 /d/a file 5 null changed false",
        "1 /d/b whiteout 0 null deleted false",
        "2 /d opaque 0 null deleted false",
    ];
    assert_eq!(found, expected);
    let first = &lines[1];
    assert_eq!(first["diffId"], digest.to_string());
    assert_eq!(lines[8]["diffId"], serde_json::Value::Null);
    assert_eq!((&first["mode"], &first["uid"]), (&0o644.into(), &1.into()));
    assert_eq!(first["mtime"], "1970-01-01T00:00:03Z");
}

#[test]
fn owners_have_names_and_attributes_values() {
    let records = [
        ("uname", "root"),
        ("gname", "wheel"),
        ("SCHILY.xattr.user.x", "1"),
    ];
    let entry = [pax(b'x', &records), sized("a", 1)].concat();
    let files = merge(&[&[entry]]);
    let mut text = String::new();
    files.export_json_lines(&[], &mut |line| text.push_str(line));
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&line["uname"], &line["gname"]),
        (&"root".into(), &"wheel".into())
    );
    assert_eq!(line["xattrs"], serde_json::json!({"user.x": "MQ=="}));
    text.clear();
    files.list_as_tar(0, &mut |line| text.push_str(line));
    assert!(text.starts_with("-rw-r--r-- root/wheel "), "{text}");
}

#[test]
fn what_is_not_known_is_null() {
    let files = FileSystem::merge(vec![listing(&[sized("a", 1)]), None, listing(&[dir("b")])]);
    let mut found = Vec::new();
    files.export_json_lines(&[], &mut |line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        found.push((line["state"].clone(), line["visible"].clone()));
    });
    let null = serde_json::Value::Null;
    assert_eq!(found, [("added".into(), null.clone()), (null, true.into())]);
}

#[test]
fn the_list_reads_as_that_of_gnu_tar() {
    let mut text = String::new();
    image().list_as_tar(1, &mut |line| text.push_str(line));
    let expected = "\
drw-r--r-- 1/2               0 1970-01-01 00:00 d/
-rw-r--r-- 1/2               5 1970-01-01 00:00 d/a
-rw-r--r-- 1/2               3 1970-01-01 00:00 h
lrw-r--r-- 1/2               0 1970-01-01 00:00 s -> d/a
";
    assert_eq!(text, expected);
}
