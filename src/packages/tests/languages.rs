//! The packages of languages: a file or two for each.

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder};

use super::*;

/// What one file says.
fn one(path: &str, text: &str) -> Installed {
    Image::of(&[&[(path, text)]]).installed()
}

#[test]
fn modules_of_node_are_directories() {
    let text = |name, version| format!(r#"{{"name":"{name}","version":"{version}","x":[1]}}"#);
    let image = Image::of(&[
        &[
            ("app/package.json", &text("app", "1")),
            ("app/node_modules/a/package.json", &text("a", "1.0.0")),
            ("app/node_modules/a/lib/package.json", &text("no", "1")),
            ("app/node_modules/@s/b/package.json", &text("@s/b", "2.0.0")),
            ("app/node_modules/@s/package.json", &text("no", "1")),
        ],
        &[
            (
                "app/node_modules/a/node_modules/c/package.json",
                &text("c", "3.0.0-rc.1"),
            ),
            ("app/node_modules/a/node_modules/c/x.js", ""),
        ],
    ]);
    let installed = image.installed();
    assert_eq!(
        spelled(&installed),
        ["@s/b 2.0.0 0", "a 1.0.0 0", "c 3.0.0-rc.1 1"]
    );
    let folder = "/app/node_modules/a".to_owned();
    assert_eq!(installed.packages()[1].files, Files::Folder(folder));
    assert_eq!(
        installed.owners_of("/app/node_modules/a/lib/package.json"),
        [1]
    );
    assert_eq!(
        installed.owners_of("/app/node_modules/a/node_modules/c/x.js"),
        [2]
    );
    assert_eq!(installed.owners_of("/app/node_modules/ab"), [0; 0]);
    for broken in [
        "",
        "[]",
        "{\"name\":\"a\"}",
        "{\"name\":1,\"version\":2}",
        "{\"name\":\"\"",
        &"[".repeat(9_999),
    ] {
        let installed = one("node_modules/a/package.json", broken);
        assert_eq!(
            notes(&installed),
            ["packages.packages_not_read"],
            "{broken}"
        );
    }
}

#[test]
fn packages_of_python_have_a_record() {
    let site = "usr/lib/python3/site-packages";
    let path = |below: &str| format!("{site}/{below}");
    let record =
        "pip/__init__.py,sha256=x,357\r\n../../../bin/pip,,\n\"pip/a,b.py\",,\n/opt/x,,\n\n";
    let image = Image::of(&[&[
        (
            &path("pip-24.0.dist-info/METADATA"),
            "Metadata-Version: 2.1\nName: pip\nVersion: 24.0\n\nName: text\n",
        ),
        (&path("pip-24.0.dist-info/RECORD"), record),
        (&path("old-1.egg-info/PKG-INFO"), "Name: old\nVersion: 1\n"),
        (&path("six-1.16.0.egg-info"), "Name: six\nVersion: 1.16.0\n"),
        ("srv/METADATA", "Name: no\nVersion: 1\n"),
    ]]);
    let installed = image.installed();
    assert_eq!(
        spelled(&installed),
        ["old 1 0", "pip 24.0 0", "six 1.16.0 0"]
    );
    let expected = [
        "/opt/x",
        "/usr/bin/pip",
        "/usr/lib/python3/site-packages/pip/__init__.py",
        "/usr/lib/python3/site-packages/pip/a,b.py",
    ];
    assert_eq!(files_of(&installed, "pip"), expected);
    assert_eq!(installed.packages()[0].files, Files::Unknown);
    assert_eq!(installed.owners_of("/usr/bin/pip"), [1]);
}

#[test]
fn gems_say_name_and_version_in_their_text_or_name() {
    let text =
        "Gem::Specification.new do |s|\n  s.name = \"rake\".freeze\n  s.version = \"13.0.6\"\n";
    let image = Image::of(&[&[
        ("usr/gems/specifications/rake-13.0.6.gemspec", text),
        ("usr/gems/gems/rake-13.0.6/Rakefile", ""),
        (
            "usr/gems/specifications/default/json-2.6.3.gemspec",
            "s.version = V\n",
        ),
        (
            "usr/gems/specifications/a-b-1.15.4-x86_64-linux.gemspec",
            "  s.name = \"a",
        ),
        ("usr/gems/specifications/nothing.gemspec", ""),
        ("usr/gems/gems/x-1/x-1.gemspec", text),
    ]]);
    let installed = image.installed();
    assert_eq!(
        spelled(&installed),
        ["a-b 1.15.4 0", "json 2.6.3 0", "rake 13.0.6 0"]
    );
    let files: Vec<_> = installed
        .packages()
        .iter()
        .map(|found| &found.files)
        .collect();
    let folder = Files::Folder("/usr/gems/gems/rake-13.0.6".to_owned());
    assert_eq!(files, [&Files::Unknown, &Files::Unknown, &folder]);
    assert_eq!(notes(&installed), ["packages.packages_not_read"]);
}

/// A program that says of what modules it was built.
fn go_program(modules: &str) -> Vec<u8> {
    let mut bytes = b"\x7fELF".to_vec();
    bytes.resize(1 << 19, 0);
    bytes.extend(b"\xff Go buildinf:\x08\x02");
    bytes.extend([0; 16]);
    let modules = [&[1; 16][..], modules.as_bytes(), &[2; 16]].concat();
    for text in [b"go1.25.0", modules.as_slice()] {
        bytes.extend([(text.len() & 0x7f) as u8 | 0x80, (text.len() >> 7) as u8]);
        bytes.extend(text);
    }
    bytes
}

#[test]
fn programs_of_go_say_their_modules() {
    let modules = "path\tx.org/x\nmod\tx.org/x\tv1.2.3\th1:=\ndep\ta.org/a\tv0.1.0\th1:=\n";
    let image = Image::default().bytes("usr/bin/x", &go_program(modules));
    let image = image.bytes("usr/bin/no", &go_program("")[..1 << 19]);
    let installed = image.bytes("usr/lib/small", b"\x7fELF").installed();
    assert_eq!(
        spelled(&installed),
        ["a.org/a v0.1.0 0", "x.org/x v1.2.3 0"]
    );
    let main = &installed.packages()[1];
    assert_eq!(
        (main.ecosystem, &main.files),
        (Ecosystem::Go, &Files::Inside)
    );
    assert_eq!(main.database, "/usr/bin/x");
    assert_eq!(notes(&installed), [""; 0]);
    // Without modules it is not known what is in it.
    let silent = go_program("path\tx\nbuild\t-trimpath=true\n");
    let silent = Image::default().bytes("usr/bin/x", &silent).installed();
    assert_eq!(notes(&silent), ["packages.packages_not_read"]);
    // A file that cannot be started is no program.
    let text = vec![b'x'; 1 << 20];
    let files = Image::default().bytes("usr/bin/x", &text).files();
    assert_eq!(Reader::of(&files).wanted(), []);
}

/// A zip of these files, of which every other one is compressed.
pub(super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (number, (path, data)) in members.iter().enumerate() {
        let (method, packed) = match number % 2 {
            0 => (0_u16, data.to_vec()),
            _ => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(data).unwrap();
                (8, encoder.finish().unwrap())
            }
        };
        let mut shared = [&[20, 0, 0, 0][..], &method.to_le_bytes(), &[0; 8]].concat();
        for length in [packed.len(), data.len()] {
            shared.extend((length as u32).to_le_bytes());
        }
        shared.extend([path.len() as u8, 0, 0, 0]);
        let offset = (bytes.len() as u32).to_le_bytes();
        bytes.extend([&b"PK\x03\x04"[..], &shared, path.as_bytes(), &packed].concat());
        let entry = [
            &b"PK\x01\x02\x14\0"[..],
            &shared,
            &[0; 10],
            &offset,
            path.as_bytes(),
        ];
        directory.extend(entry.concat());
    }
    let start = (bytes.len() as u32).to_le_bytes();
    let length = (directory.len() as u32).to_le_bytes();
    let end = [&b"PK\x05\x06"[..], &[0; 8], &length, &start, &[0; 2]];
    [bytes, directory, end.concat()].concat()
}

fn pom(version: &str) -> Vec<u8> {
    format!("#Generated\r\ngroupId=org.x\r\nartifactId = core\r\nversion={version}\r\n")
        .into_bytes()
}

const MANIFEST: &str = "META-INF/MANIFEST.MF";
const POM: &str = "META-INF/maven/org.x/core/pom.properties";

#[track_caller]
fn check_jar(members: &[(&str, &[u8])], expected: &[&str]) {
    let installed = Image::default()
        .bytes("srv/x.jar", &zip(members))
        .installed();
    assert_eq!(spelled(&installed), expected);
    let broken: &[&str] = match expected {
        [] => &["packages.packages_not_read"],
        _ => &[],
    };
    assert_eq!(notes(&installed), broken);
}

#[test]
fn archives_of_java_say_what_they_are_made_of() {
    let manifest = b"Manifest-Version: 1.0\r\nImplementation-Title: Lib of\r\n  X\r\n\
        Implementation-Version: 2\r\n\r\nName: a\r\nImplementation-Version: 3\r\n";
    let bundle = b"Bundle-SymbolicName: org.y;singleton:=true\nBundle-Version: 3.1\n";
    check_jar(&[(MANIFEST, manifest)], &["Lib of X 2 0"]);
    check_jar(&[("x", b""), (MANIFEST, bundle)], &["org.y 3.1 0"]);
    let both: [(&str, &[u8]); 2] = [(MANIFEST, manifest), (POM, &pom("1.5"))];
    check_jar(&both, &["org.x:core 1.5 0"]);
    check_jar(&[(MANIFEST, b"Manifest-Version: 1.0\n")], &[]);
    check_jar(&[], &[]);
}

#[test]
fn archives_within_archives_are_read_one_level_deep() {
    let deep = zip(&[("x", b""), (POM, &pom("9"))]);
    let inner = zip(&[(POM, &pom("1")), ("deep.jar", &deep)]);
    let other = zip(&[(POM, &pom("2"))]);
    let members: [(&str, &[u8]); 3] = [
        ("BOOT-INF/lib/a.jar", &inner),
        ("BOOT-INF/lib/b.jar", &other),
        (MANIFEST, b"Manifest-Version: 1.0\n"),
    ];
    check_jar(&members, &["org.x:core 1 0", "org.x:core 2 0"]);
}

#[test]
fn archives_that_are_damaged_do_no_harm() {
    let whole = zip(&[("x", b""), (POM, &pom("1")), ("a.jar", b"no zip")]);
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        let _ = Image::default().bytes("x.jar", &damaged).installed();
        let _ = Image::default().bytes("x.jar", &whole[..at]).installed();
    }
    // Ten megabytes of properties are none.
    let large = [&pom("1")[..], &vec![b'\n'; 10 << 20]].concat();
    check_jar(&[("x", b""), (POM, &large)], &[]);
}
