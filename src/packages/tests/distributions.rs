//! The databases of distributions.

use super::*;

const STATUS: &str = "\
Package: libc6
Status: install ok installed
Priority: optional
Architecture: amd64
Multi-Arch: same
Source: glibc (2.41-12)
Version: 2.41-12+deb13u1
Depends: libgcc-s1
Description: GNU C Library: Shared libraries
 Version: of the text
 .
 Package: nothing

Package: removed
Status: deinstall ok config-files
Architecture: all
Version: 1

Package: awaited
Status: install ok half-installed
Version: 1

package: Bash
status: install ok installed
architecture: amd64
version:   5.2.37-2
";

#[test]
fn dpkg_says_what_is_installed_and_its_files() {
    let image = Image::of(&[&[
        ("bin -> usr/bin", ""),
        ("usr/bin/bash", "x"),
        ("usr/share/empty/x", ""),
        ("var/lib/dpkg/status", STATUS),
        (
            "var/lib/dpkg/info/libc6:amd64.list",
            "/.\n/usr\n/usr/lib\n/usr/lib/libc.so.6\n",
        ),
        ("var/lib/dpkg/info/libc6.list", "/wrong\n"),
        (
            "var/lib/dpkg/info/Bash.list",
            "/.\n/bin\n/bin/bash\n/usr/share\n/usr/share/empty\n/usr/share/doc/bash\n",
        ),
        ("var/lib/dpkg/info/Bash.md5sums", "0  usr/wrong\n"),
    ]]);
    let installed = image.installed();
    assert_eq!(
        spelled(&installed),
        ["Bash 5.2.37-2 0", "libc6 2.41-12+deb13u1 0"]
    );
    let libc = &installed.packages()[1];
    assert_eq!(libc.ecosystem, Ecosystem::Dpkg);
    assert_eq!(libc.architecture.as_deref(), Some("amd64"));
    assert_eq!(libc.source.as_deref(), Some("glibc"));
    assert_eq!(libc.database, "/var/lib/dpkg/status");
    assert_eq!(libc.files, Files::Listed(1));
    assert_eq!(files_of(&installed, "libc6"), ["/usr/lib/libc.so.6"]);
    // Where the link leads, without directories, and with what was left out.
    let expected = ["/usr/bin/bash", "/usr/share/doc/bash"];
    assert_eq!(files_of(&installed, "Bash"), expected);
    assert_eq!(installed.owners_of("/usr/bin/bash"), [0]);
    assert_eq!(installed.owners_of("/usr/bin"), [0; 0]);
    assert_eq!(notes(&installed), [""; 0]);
}

#[test]
fn without_dpkg_each_package_has_a_file() {
    let base = "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n";
    let image = Image::of(&[
        &[
            ("var/lib/dpkg/status.d/base", base),
            (
                "var/lib/dpkg/status.d/base.md5sums",
                "00ff  etc/os-release\nodd\n",
            ),
        ],
        &[(
            "var/lib/dpkg/status.d/tzdata",
            "Package: tzdata\nVersion: 2025b\n",
        )],
    ]);
    let installed = image.installed();
    assert_eq!(spelled(&installed), ["base-files 12.4 0", "tzdata 2025b 1"]);
    assert_eq!(files_of(&installed, "base-files"), ["/etc/os-release"]);
    assert_eq!(installed.packages()[1].files, Files::Unknown);
    assert_eq!(
        installed.packages()[0].database,
        "/var/lib/dpkg/status.d/base"
    );
}

const INSTALLED: &str = "\
C:Q1pSfxLFrIP+bxKeGyHPNnIyuuPVs=
P:musl
V:1.2.5-r10
A:x86_64
S:410662
T:the musl c library (libc) implementation
o:musl
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1mEyHHRcqkTRsTIrHBkmYhQtgxvk=
R:libc.musl-x86_64.so.1

C:Q1x
P:busybox-binsh
V:1.37.0-r18
A:x86_64
o:busybox
F:bin
R:sh
F:
R:root
";

#[test]
fn apk_says_what_is_installed_and_its_files() {
    for path in ["lib/apk/db/installed", "usr/lib/apk/db/installed"] {
        let installed = Image::of(&[&[(path, INSTALLED)]]).installed();
        assert_eq!(
            spelled(&installed),
            ["busybox-binsh 1.37.0-r18 0", "musl 1.2.5-r10 0"]
        );
        let shell = &installed.packages()[0];
        assert_eq!(shell.source.as_deref(), Some("busybox"));
        assert_eq!(shell.architecture.as_deref(), Some("x86_64"));
        assert_eq!(shell.database, format!("/{path}"));
        assert_eq!(files_of(&installed, "busybox-binsh"), ["/bin/sh", "/root"]);
        let expected = ["/lib/ld-musl-x86_64.so.1", "/lib/libc.musl-x86_64.so.1"];
        assert_eq!(files_of(&installed, "musl"), expected);
    }
    // One database at both paths is one.
    let merged = Image::of(&[&[("lib -> usr/lib", ""), ("lib/apk/db/installed", INSTALLED)]]);
    let installed = merged.installed();
    assert_eq!(installed.packages().len(), 2);
    let expected = [
        "/usr/lib/ld-musl-x86_64.so.1",
        "/usr/lib/libc.musl-x86_64.so.1",
    ];
    assert_eq!(files_of(&installed, "musl"), expected);
}

#[test]
fn an_rpm_database_is_said_to_be_there() {
    let paths = [
        "var/lib/rpm/rpmdb.sqlite",
        "var/lib/rpm/Packages",
        "usr/lib/sysimage/rpm/Packages.db",
    ];
    for path in paths {
        let installed = Image::of(&[&[(path, "x"), ("srv/Packages", "x")]]).installed();
        let [note] = installed.notes() else {
            panic!("{:?}", installed.notes());
        };
        assert!(note.to_string().contains(&format!("`/{path}`")), "{note}");
    }
    let gone = Image::of(&[&[(paths[0], "x")], &[("var/lib/rpm/.wh.rpmdb.sqlite", "")]]);
    assert_eq!(notes(&gone.installed()), [""; 0]);
}

#[test]
fn packages_are_searched_by_name_and_version() {
    let packages = [
        ("zlib1g", "1:1.3"),
        ("bash", "5.2"),
        ("libZ", "2"),
        ("a", "1.3"),
    ];
    let image = Image::of(&[&[
        ("var/lib/dpkg/status", &status(&packages)),
        ("lib/apk/db/installed", INSTALLED),
    ]]);
    let installed = image.installed();
    let rows = |query, ecosystem, first, count| {
        let rows = installed.rows(query, ecosystem, first, count);
        let names = rows.rows.iter().map(|row| row.package.name.clone());
        (
            names.collect::<Vec<_>>().join(" "),
            rows.all,
            rows.ecosystems,
        )
    };
    let (dpkg, apk) = (Ecosystem::Dpkg, Ecosystem::Apk);
    let all = "a bash busybox-binsh libZ musl zlib1g";
    assert_eq!(
        rows("", None, 0, 9),
        (all.to_owned(), 6, vec![(dpkg, 4), (apk, 2)])
    );
    assert_eq!(
        rows(" Z", None, 0, 9),
        ("libZ zlib1g".to_owned(), 2, vec![(dpkg, 2)])
    );
    let found = rows("1.3", None, 1, 1);
    assert_eq!(
        found,
        ("busybox-binsh".to_owned(), 3, vec![(dpkg, 2), (apk, 1)])
    );
    let found = rows("1.3", Some(apk), 0, 9);
    assert_eq!(
        found,
        ("busybox-binsh".to_owned(), 1, vec![(dpkg, 2), (apk, 1)])
    );
    assert_eq!(rows("1.3", None, usize::MAX, usize::MAX).0, "");
    let row = installed.rows("zlib", None, 0, 1).rows.remove(0);
    assert_eq!(installed.packages()[row.number], row.package);
}
