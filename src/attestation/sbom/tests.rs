use super::*;
use crate::packages::{Ecosystem, Files, Package};

const SPDX: &str = r#"{"spdxVersion":"SPDX-2.3","name":"alpine","SPDXID":"SPDXRef-DOCUMENT",
    "creationInfo":{"created":"2026-01-02T03:04:05Z","creators":["Organization: A","Tool: syft-1.0"]},
    "packages":[{"name":"musl","versionInfo":"1.2.4-r2","supplier":"Organization: Alpine","licenseDeclared":"MIT","licenseConcluded":"NOASSERTION",
      "externalRefs":[{"referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a"},{"referenceType":"purl","referenceLocator":"pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64"}]},
      {"name":"odd","versionInfo":3,"externalRefs":"none"},7],"relationships":[[[]]]}"#;

const CYCLONE: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"t","tools":{"components":[{"name":"trivy","version":"0.5"}],"services":[{}]},"component":{"name":"app"}},
    "components":[{"type":"library","group":"@scope","name":"left","version":"1.0","purl":"pkg:npm/%40scope/left@1.0","supplier":{"name":"S"},
      "licenses":[{"license":{"id":"MIT"}},{"expression":"Apache-2.0","acknowledgement":"concluded"}],
      "components":[{"name":"inner","version":"2"}]}]}"#;

fn statement(predicate: &str) -> String {
    format!(
        r#"{{"_type":"t","subject":[{{"name":"a"}}],"predicateType":"p","predicate":{predicate}}}"#
    )
}

fn read(text: &str) -> Sbom {
    Sbom::read(text.as_bytes()).unwrap()
}

#[test]
fn spdx_is_read() {
    let sbom = read(SPDX);
    assert_eq!(
        (sbom.form, sbom.version.as_deref()),
        (Form::Spdx, Some("2.3"))
    );
    assert_eq!(
        (sbom.name.as_deref(), &sbom.tools[..]),
        (Some("alpine"), &["syft-1.0".to_owned()][..])
    );
    assert_eq!(sbom.created.as_deref(), Some("2026-01-02T03:04:05Z"));
    let [musl, odd] = &sbom.packages.kept[..] else {
        panic!("{sbom:?}")
    };
    assert_eq!(
        musl.purl.as_deref(),
        Some("pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64")
    );
    assert_eq!(
        (musl.declared.as_deref(), musl.concluded.as_deref()),
        (Some("MIT"), None)
    );
    assert_eq!(musl.supplier.as_deref(), Some("Alpine"));
    assert_eq!(
        (odd.name.as_str(), &odd.version, &odd.purl),
        ("odd", &None, &None)
    );
    assert_eq!(read(&statement(SPDX)), sbom, "the same in a statement");
    assert_eq!(read(&statement(&format!(r#"{{"Data":{SPDX}}}"#))), sbom);
}

#[test]
fn cyclonedx_is_read() {
    let sbom = read(&statement(CYCLONE));
    assert_eq!(
        (sbom.form, sbom.version.as_deref()),
        (Form::CycloneDx, Some("1.6"))
    );
    assert_eq!(
        (sbom.name.as_deref(), &sbom.tools[..]),
        (Some("app"), &["trivy 0.5".to_owned()][..])
    );
    let [left, inner] = &sbom.packages.kept[..] else {
        panic!("{sbom:?}")
    };
    assert_eq!(
        (left.name.as_str(), left.kind.as_deref()),
        ("@scope/left", Some("library"))
    );
    assert_eq!(
        (left.declared.as_deref(), left.concluded.as_deref()),
        (Some("MIT"), Some("Apache-2.0"))
    );
    assert_eq!(
        (left.supplier.as_deref(), inner.name.as_str()),
        (Some("S"), "inner")
    );
    let older = read(r#"{"bomFormat":"CycloneDX","metadata":{"tools":[{"name":"x"}]}}"#);
    assert_eq!(older.tools, ["x"]);
}

#[test]
fn packages_of_the_third_spdx_are_read() {
    let sbom = read(
        r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"CreationInfo","specVersion":"3.0.1","created":"t"},
        {"type":"SpdxDocument","name":"d"},{"type":"software_Package","name":"a","software_packageVersion":"1","software_packageUrl":"pkg:deb/debian/a@1"}]}"#,
    );
    assert_eq!(
        (sbom.form, sbom.version.as_deref()),
        (Form::Spdx3, Some("3.0.1"))
    );
    assert_eq!(
        sbom.packages.kept.first().unwrap().purl.as_deref(),
        Some("pkg:deb/debian/a@1")
    );
}

#[test]
fn what_is_none_says_why() {
    assert_eq!(Sbom::read(b"{"), Err(NoSbom::Unreadable));
    assert_eq!(Sbom::read(b"{}"), Err(NoSbom::OtherForm));
    assert_eq!(
        Sbom::read(statement("null").as_bytes()),
        Err(NoSbom::OtherForm)
    );
    assert_eq!(
        Sbom::read(br#"{"bomFormat":"Other"}"#),
        Err(NoSbom::OtherForm)
    );
    let deep = format!(
        "{}{}",
        r#"{"predicate":"#.repeat(10_000),
        "}".repeat(10_000)
    );
    assert_eq!(Sbom::read(deep.as_bytes()), Err(NoSbom::Unreadable));
}

#[test]
fn a_search_finds_names_and_licences() {
    let sbom = read(SPDX);
    assert_eq!(sbom.with(" MUSL "), [0]);
    assert_eq!(sbom.with("mit"), [0]);
    assert_eq!(sbom.with(""), [0, 1]);
    assert!(sbom.with("ümlaut").is_empty());
}

fn installed(ecosystem: Ecosystem, name: &str, version: &str) -> Package {
    Package {
        ecosystem,
        name: name.to_owned(),
        version: version.to_owned(),
        architecture: None,
        source: None,
        layer: None,
        database: "/db".to_owned(),
        files: Files::Unknown,
    }
}

fn bill(purls: &[&str]) -> Sbom {
    let components = purls
        .iter()
        .map(|purl| format!(r#"{{"name":"n","purl":"{purl}"}}"#));
    let components: Vec<_> = components.collect();
    read(&format!(
        r#"{{"bomFormat":"CycloneDX","components":[{}]}}"#,
        components.join(",")
    ))
}

#[test]
fn the_same_packages_are_the_same_by_each_kinds_names() {
    let sbom = bill(&[
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64",
        "pkg:deb/debian/perl@5.36?epoch=1",
        "pkg:npm/%40scope/left@1.0",
        "pkg:npm/@scope/right@1.0",
        "pkg:pypi/Zope.Interface@6.0",
        "pkg:golang/github.com/a/b@v1.2.3#sub",
        "pkg:maven/org.example/lib@1",
        "pkg:gem/rake",
    ]);
    let layers = [
        installed(Ecosystem::Dpkg, "libc6", "2.36-9+deb12u4"),
        installed(Ecosystem::Dpkg, "perl", "1:5.36"),
        installed(Ecosystem::Npm, "@scope/left", "1.0"),
        installed(Ecosystem::Npm, "@scope/right", "1.0"),
        installed(Ecosystem::Python, "zope_interface", "6.0"),
        installed(Ecosystem::Go, "github.com/a/b", "v1.2.3"),
        installed(Ecosystem::Java, "org.example:lib", "1"),
        installed(Ecosystem::Ruby, "rake", "13.0"),
    ];
    let comparison = held(&sbom, &layers);
    assert_eq!(comparison.different, []);
    assert_eq!((comparison.same, comparison.not_compared), (8, 0));
}

#[test]
fn what_differs_is_told() {
    let sbom = bill(&[
        "pkg:apk/alpine/musl@1.2.4",
        "pkg:apk/alpine/gone@1",
        "pkg:npm/a@1",
        "pkg:npm/a@2",
        "pkg:oci/image",
        "none",
    ]);
    let layers = [
        installed(Ecosystem::Apk, "musl", "1.2.5"),
        installed(Ecosystem::Apk, "added", "3"),
        installed(Ecosystem::Npm, "a", "1"),
    ];
    let comparison = held(&sbom, &layers);
    let told: Vec<_> = comparison
        .different
        .iter()
        .map(|pair| (pair.name.as_str(), &pair.held))
        .collect();
    let other = Held::OtherVersion {
        sbom: "1.2.4".to_owned(),
        layers: "1.2.5".to_owned(),
    };
    let expected = [
        ("added", &Held::OnlyInLayers("3".to_owned())),
        ("gone", &Held::OnlyInSbom("1".to_owned())),
        ("musl", &other),
        ("a", &Held::OnlyInSbom("2".to_owned())),
    ];
    assert_eq!(told, expected);
    assert_eq!((comparison.same, comparison.not_compared), (1, 2));
}

#[test]
fn a_hundred_thousand_packages_are_read_and_searched() {
    let packages = (0..100_000).map(|n| {
        format!(
            r#"{{"SPDXID":"SPDXRef-{n}","name":"package-{n}","versionInfo":"{n}","downloadLocation":"NOASSERTION","filesAnalyzed":false,"licenseDeclared":"MIT","licenseConcluded":"NOASSERTION","copyrightText":"NOASSERTION","externalRefs":[{{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/package-{n}@{n}"}}]}}"#
        )
    });
    let packages: Vec<_> = packages.collect();
    let text = format!(
        r#"{{"spdxVersion":"SPDX-2.3","packages":[{}]}}"#,
        packages.join(",")
    );
    let start = std::time::Instant::now();
    let sbom = read(&text);
    assert_eq!(sbom.packages.kept.len(), 100_000);
    assert_eq!(sbom.with("PACKAGE-99999"), [99_999]);
    // Optimised it is a tenth of that.
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    let layers: Vec<_> = (0..100_000)
        .map(|n| installed(Ecosystem::Npm, &format!("package-{n}"), &n.to_string()))
        .collect();
    assert_eq!(held(&sbom, &layers).same, 100_000);
}
