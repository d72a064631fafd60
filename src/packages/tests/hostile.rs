//! Databases that are broken, or made to do harm.

use super::*;

const STATUS: &str = "var/lib/dpkg/status";
const APK: &str = "lib/apk/db/installed";

#[test]
fn broken_descriptions_are_counted_and_the_others_read() {
    let broken = [
        "no colon at all",
        "Package: x\nVersion: 1",
        "Package: x\nStatus: install ok installed",
        "Version: 1\nStatus: install ok installed",
        "Package:\nVersion: 1\nStatus: install ok installed",
    ];
    for text in broken {
        let text = format!("\n\n{text}\n\n \n{}", status(&[("a", "1")]));
        let installed = Image::of(&[&[(STATUS, &text)]]).installed();
        assert_eq!(spelled(&installed), ["a 1 0"], "{text}");
        assert_eq!(notes(&installed), ["packages.packages_not_read"], "{text}");
    }
    let installed = Image::of(&[&[(APK, "p:a\nv:1\n\nP:b\nV:2\r\n")]]).installed();
    assert_eq!(spelled(&installed), ["b 2 0"]);
    assert_eq!(notes(&installed), ["packages.packages_not_read"]);
}

#[test]
fn any_bytes_are_read_to_their_end() {
    let long = vec![b'x'; 10 << 20];
    let start = b"Package: a\nStatus: install ok installed\nVersion: ";
    let not_text = [&start[..], b"\xff\xfe1\nDescription: \x80\n"].concat();
    let installed = Image::default().bytes(STATUS, &not_text).installed();
    assert_eq!(spelled(&installed), ["a \u{fffd}\u{fffd}1 0"]);
    // A version of ten megabytes is none; a line of that length harms no other.
    let installed = Image::default()
        .bytes(STATUS, &[&start[..], &long].concat())
        .installed();
    assert_eq!(notes(&installed), ["packages.packages_not_read"]);
    let with_line = [&start[..], b"1\n", &long].concat();
    let installed = Image::default().bytes(STATUS, &with_line).installed();
    assert_eq!(spelled(&installed), ["a 1 0"]);
    let whole = status(&[("a", "1"), ("b", "2")]);
    for end in 0..whole.len() {
        let cut = &whole.as_bytes()[..end];
        let installed = Image::default().bytes(STATUS, cut).installed();
        assert!(installed.packages().len() < 3);
        let _ = Image::default().bytes(APK, cut).installed();
    }
}

#[test]
fn paths_lead_nowhere_else() {
    let list = "/../../etc/passwd\n/a/./b\n//c\n/..\nd\n";
    let image = Image::of(&[&[
        (STATUS, &status(&[("a", "1")])),
        ("var/lib/dpkg/info/a.list", list),
        ("loop -> loop", ""),
    ]]);
    assert_eq!(
        files_of(&image.installed(), "a"),
        ["/a/b", "/c", "/d", "/etc/passwd"]
    );
    let circle = Image::of(&[&[
        (STATUS, &status(&[("a", "1"), ("../b", "1")])),
        ("loop -> loop", ""),
        ("var/lib/dpkg/info/a.list", "/loop/x\n"),
        ("var/lib/dpkg/b.list", "/x\n"),
    ]]);
    let installed = circle.installed();
    assert_eq!(files_of(&installed, "a"), ["/loop/x"]);
    assert_eq!(files_of(&installed, "../b"), [""; 0]);
}

#[test]
fn more_than_is_kept_is_counted() {
    let many = "P:a\nV:1\n\n".repeat(1_000_000);
    let installed = Image::of(&[&[(APK, &many)]]).installed();
    let kept = installed.packages().len();
    assert!((500_000..1_000_000).contains(&kept), "{kept}");
    let note = &installed.notes()[0];
    let left_out = crate::words::packages::packages_left_out(1_000_000 - kept);
    assert_eq!(note, &left_out);
    let path = format!("P:a\nV:1\nF:{}\nR:b\n", "x".repeat(5_000));
    let installed = Image::of(&[&[(APK, &path)]]).installed();
    assert_eq!(notes(&installed), ["packages.paths_left_out"]);
}

#[test]
fn files_that_are_too_large_are_not_asked_for() {
    let mut scan = TarScan::new();
    scan.update(&crate::bytes::tar::tests::header(STATUS, b'0', 1 << 40, ""));
    let files = FileSystem::merge(vec![Some(scan.finish().1)]);
    let reader = Reader::of(&files);
    assert_eq!(reader.wanted(), []);
    let installed = reader.finish(&files);
    assert_eq!(notes(&installed), ["packages.too_large"]);
}
