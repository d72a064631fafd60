//! What a scanner found, in cosign's form (cosign, "COSIGN_VULN_ATTESTATION_SPEC", v1).
//! What is found is the scanner's own document: Trivy's, Grype's and SARIF are read, as
//! far as those are known.

use super::bounded::{Listed, member, scalar};
use crate::image::json::Node;

/// How many are kept: an image of a whole distribution has some thousand.
pub const MAX_WEAKNESSES: usize = 20_000;

/// A scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vulnerabilities {
    /// A URI, and its version.
    pub scanner: Option<String>,
    pub scanner_version: Option<String>,
    /// The version of the data base that was asked, and since when that was so.
    pub database_version: Option<String>,
    pub database_updated: Option<String>,
    /// As they are written, RFC 3339.
    pub started: Option<String>,
    pub finished: Option<String>,
    pub result: ScanResult,
}

/// What the scan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanResult {
    Read(Listed<Weakness>),
    /// In a form that is not known here.
    UnknownForm,
    /// There is none.
    Missing,
}

/// One weakness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakness {
    /// As `CVE-2026-1`.
    pub id: String,
    pub package: Option<String>,
    pub version: Option<String>,
    /// The version that does not have it.
    pub fixed: Option<String>,
    /// As the scanner says it.
    pub severity: Option<String>,
}

impl Vulnerabilities {
    /// Reads the predicate of a statement; `None` where it has no `scanner`.
    #[must_use]
    pub fn read(predicate: &Node) -> Option<Self> {
        let scanner = predicate.get("scanner")?;
        let of_database = |key| scanner.get("db").and_then(|db| member(db, key));
        let at = |key| predicate.get("metadata").and_then(|it| member(it, key));
        Some(Self {
            scanner: member(scanner, "uri"),
            scanner_version: member(scanner, "version"),
            database_version: of_database("version"),
            database_updated: of_database("lastUpdate"),
            started: at("scanStartedOn"),
            finished: at("scanFinishedOn"),
            result: ScanResult::read(scanner.get("result")),
        })
    }
}

impl ScanResult {
    fn read(node: Option<&Node>) -> Self {
        let Some(node) = node.filter(|node| !node.is_null()) else {
            return Self::Missing;
        };
        let forms = [trivy, grype, sarif];
        let found = forms.iter().find_map(|form| form(node));
        found.map_or(Self::UnknownForm, Self::Read)
    }
}

impl Weakness {
    /// Whether `query`, in small letters, stands somewhere in it.
    #[must_use]
    pub fn has(&self, query: &str) -> bool {
        let others = [&self.package, &self.version, &self.severity];
        let mut texts = others.into_iter().flatten().chain([&self.id]);
        texts.any(|text| text.to_lowercase().contains(query))
    }
}

fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], Node::items)
}

/// `Results[].Vulnerabilities[]` (Trivy's JSON, schema 2).
fn trivy(result: &Node) -> Option<Listed<Weakness>> {
    let results = result.get("Results")?.items();
    let all = results.iter().flat_map(|of| items(of, "Vulnerabilities"));
    let read = all.filter_map(|node| {
        Some(Weakness {
            id: member(node, "VulnerabilityID")?,
            package: member(node, "PkgName"),
            version: member(node, "InstalledVersion"),
            fixed: member(node, "FixedVersion"),
            severity: member(node, "Severity"),
        })
    });
    Some(Listed::of(read, MAX_WEAKNESSES))
}

/// `matches[]` (Grype's JSON).
fn grype(result: &Node) -> Option<Listed<Weakness>> {
    let matches = result.get("matches")?.items();
    let read = matches.iter().filter_map(|node| {
        let vulnerability = node.get("vulnerability")?;
        let of_artifact = |key| node.get("artifact").and_then(|it| member(it, key));
        let fixed = vulnerability.at("/fix/versions/0").and_then(scalar);
        Some(Weakness {
            id: member(vulnerability, "id")?,
            package: of_artifact("name"),
            version: of_artifact("version"),
            fixed,
            severity: member(vulnerability, "severity"),
        })
    });
    Some(Listed::of(read, MAX_WEAKNESSES))
}

/// `runs[].results[]` (SARIF 2.1.0), which knows rules and no packages.
fn sarif(result: &Node) -> Option<Listed<Weakness>> {
    let runs = result.get("runs")?.items();
    let read = runs.iter().flat_map(|run| items(run, "results"));
    let read = read.filter_map(|node| {
        Some(Weakness {
            id: member(node, "ruleId")?,
            package: None,
            version: None,
            fixed: None,
            severity: member(node, "level"),
        })
    });
    Some(Listed::of(read, MAX_WEAKNESSES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::json::Json;

    fn read(result: &str) -> Vulnerabilities {
        let text = format!(
            r#"{{"scanner":{{"uri":"https://example.org/s","version":"1","db":{{"version":"2"}},"result":{result}}},
                "metadata":{{"scanStartedOn":"2026-01-02T03:04:05Z"}}}}"#
        );
        Vulnerabilities::read(&Json::parse(text.as_bytes()).root.unwrap()).unwrap()
    }

    fn weakness(result: &str) -> Weakness {
        match read(result).result {
            ScanResult::Read(Listed { mut kept, .. }) => kept.pop().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scanners_forms_are_read() {
        let trivy = weakness(
            r#"{"SchemaVersion":2,"Results":[{"Target":"t"},{"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"a","InstalledVersion":"1","FixedVersion":"2","Severity":"HIGH"}]}]}"#,
        );
        assert_eq!(
            (trivy.id.as_str(), trivy.fixed.as_deref()),
            ("CVE-1", Some("2"))
        );
        let grype = weakness(
            r#"{"matches":[{"vulnerability":{"id":"CVE-2","severity":"Low","fix":{"versions":["3"]}},"artifact":{"name":"b","version":"2"}}]}"#,
        );
        assert_eq!(
            (grype.package.as_deref(), grype.fixed.as_deref()),
            (Some("b"), Some("3"))
        );
        let sarif = weakness(r#"{"runs":[{"results":[{"ruleId":"CVE-3","level":"error"}]}]}"#);
        assert_eq!(
            (sarif.id.as_str(), sarif.severity.as_deref()),
            ("CVE-3", Some("error"))
        );
    }

    #[test]
    fn another_form_is_said_to_be_one() {
        assert_eq!(read(r#"{"summary":1}"#).result, ScanResult::UnknownForm);
        assert_eq!(read("[]").result, ScanResult::UnknownForm);
        assert_eq!(read("null").result, ScanResult::Missing);
        let none = read(r#"{"matches":[]}"#);
        assert_eq!(none.result, ScanResult::Read(Listed::default()));
        assert_eq!(none.started.as_deref(), Some("2026-01-02T03:04:05Z"));
    }
}
