use super::*;
use crate::attestation::buildkit::{Agreement, Check, Compared};
use crate::attestation::provenance::Provenance;
use crate::attestation::sbom::{Comparison, Held, Pair, Sbom};
use crate::attestation::vex::Vex;
use crate::attestation::vulnerabilities::{ScanResult, Vulnerabilities};
use crate::image::json::{Json, Node};
use crate::packages::Ecosystem;
use crate::views::Tone;

fn node(text: &str) -> Node {
    Json::parse(text.as_bytes()).root.unwrap()
}

fn told(facts: &[Fact]) -> Vec<String> {
    let told = facts.iter().map(|fact| {
        let value = match &fact.value {
            FactValue::Said(said) => said.to_string(),
            FactValue::Text(text) => text.clone(),
            FactValue::Link { text, address } => format!("{text} -> {address}"),
        };
        let note = fact.note.as_ref().map(|note| format!(" ({note})"));
        format!("{}: {value}{}", fact.name, note.unwrap_or_default())
    });
    told.collect()
}

fn provenance(predicate: &str) -> Provenance {
    Provenance::read("https://slsa.dev/provenance/v1", &node(predicate)).unwrap()
}

#[test]
fn a_build_is_told_with_its_links_and_what_it_does_not_claim() {
    let commit = "ebff8dfbd609b7b22237c7719ce07f2dc7934f5f";
    let text = format!(
        r#"{{"buildDefinition":{{"buildType":"https://actions.github.io/buildtypes/workflow/v1","externalParameters":{{"workflow":{{"ref":"refs/heads/main","repository":"https://github.com/a/b","path":"w\u202e.yml"}}}},
        "resolvedDependencies":[{{"uri":"git+https://github.com/a/b@refs/heads/main","digest":{{"gitCommit":"{commit}"}}}}]}},
        "runDetails":{{"builder":{{"id":"javascript:alert(1)"}},"metadata":{{"invocationId":"https://github.com/a/b/actions/runs/1","startedOn":"2026-01-02T03:04:05Z","buildkit_hermetic":true,"buildkit_reproducible":false}}}}}}"#
    );
    let expected = [
        "Source: git+https://github.com/a/b@refs/heads/main -> https://github.com/a/b".to_owned(),
        format!("Commit: {commit} -> https://github.com/a/b/commit/{commit}"),
        r"Described by: w\u{202e}.yml".to_owned(),
        "Builder: javascript:alert(1)".to_owned(),
        "Type of build: https://actions.github.io/buildtypes/workflow/v1 -> https://actions.github.io/buildtypes/workflow/v1".to_owned(),
        "Run: https://github.com/a/b/actions/runs/1 -> https://github.com/a/b/actions/runs/1".to_owned(),
        "Started: 2026-01-02 03:04:05 UTC".to_owned(),
        "Reproducible: no, as said".to_owned(),
        "Hermetic: without access to the network: yes, as claimed".to_owned(),
        "All parameters are told: not said".to_owned(),
        "All of the environment is told: not said".to_owned(),
        "All that was used is told: not said".to_owned(),
    ];
    assert_eq!(told(&provenance_facts(&provenance(&text))), expected);
}

#[test]
fn sources_that_nobody_checked_are_told_as_such() {
    let text = r#"{"buildDefinition":{"buildType":"b"},"runDetails":{"metadata":{"buildkit_metadata":{"vcs":{"source":"https://github.com/a/b.git"}}}}}"#;
    let facts = told(&provenance_facts(&provenance(text)));
    let expected = "Source: https://github.com/a/b.git -> https://github.com/a/b (said by whoever asked for the build, which the builder did not check)";
    assert_eq!(facts.first().unwrap(), expected);
    let facts = told(&provenance_facts(&provenance(
        r#"{"buildDefinition":{"buildType":"b"}}"#,
    )));
    assert_eq!(facts.first().unwrap(), "Source: not said");
}

#[test]
fn a_parameter_that_is_likely_a_secret_is_not_shown() {
    let text = r#"{"buildDefinition":{"buildType":"b","externalParameters":{"args":{"build-arg:API_TOKEN":"glXq93mmPqt2s8vK","target":"release"}}}}"#;
    let rows = parameter_rows(&provenance(text).external);
    let rows: Vec<_> = rows
        .iter()
        .map(|row| format!("{}={}", row.key, row.value))
        .collect();
    assert_eq!(rows.get(1).unwrap(), "args.target=release");
    assert!(
        rows.first()
            .unwrap()
            .starts_with("args.build-arg:API_TOKEN=")
    );
    assert!(!rows.first().unwrap().contains("glXq93"), "{rows:?}");
}

#[test]
fn lines_and_steps_say_which_layers_they_made() {
    // FROM a\nRUN b\nCOPY c /\n
    let text = r#"{"buildDefinition":{"buildType":"b","internalParameters":{"buildConfig":{"llbDefinition":[
        {"id":"step0","op":{"Op":{"source":{"identifier":"docker-image://a"}}}},{"id":"step1","op":{"Op":{"exec":{"meta":{"args":["b"]}}}}},{"id":"step2","op":{"Op":{"file":{}}}}]}}},
      "runDetails":{"metadata":{"buildkit_metadata":{"source":{"infos":[{"filename":"Dockerfile","data":"RlJPTSBhClJVTiBiCkNPUFkgYyAvCg=="},{"filename":"x","data":"//8="}],
        "locations":{"step0":{"locations":[{"ranges":[{"start":{"line":1},"end":{"line":1}}]}]},"step1":{"locations":[{"ranges":[{"start":{"line":2},"end":{"line":3}}]},{"sourceIndex":1,"ranges":[{"start":{"line":4}}]}]}}},
        "layers":{"step0:0":[[{"digest":"sha256:aa"}]],"step1:0":[[{"digest":"sha256:aa"},{"digest":"sha256:bb"}]],"step2:0":[[{"digest":"sha256:ff"}]]}}}}}"#;
    let provenance = provenance(text);
    let layers = [
        Some("sha256:aa".to_owned()),
        None,
        Some("sha256:bb".to_owned()),
    ];
    let files = file_rows(&provenance, &layers);
    let [file, odd] = &files[..] else {
        panic!("{files:?}")
    };
    let lines = file.lines.iter().map(|line| {
        let layers = line.layers.as_ref().map(ToString::to_string);
        (line.number, line.text.as_str(), layers.unwrap_or_default())
    });
    let expected = [
        (1, "FROM a", "layer 1".to_owned()),
        (2, "RUN b", "layer 3".to_owned()),
        (3, "COPY c /", String::new()),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    assert_eq!(
        (file.note.as_ref(), odd.lines.len(), odd.note.is_some()),
        (None, 0, true)
    );

    let steps = step_rows(&provenance, &layers).into_iter().map(|row| {
        let text = |message: Option<_>| {
            message.map_or(String::new(), |it: crate::words::Message| it.to_string())
        };
        [
            row.id,
            row.work.to_string(),
            text(row.lines),
            text(row.layer),
            row.digest.unwrap_or_default(),
        ]
    });
    let expected = [
        [
            "step0",
            "takes docker-image://a",
            "line 1",
            "layer 1",
            "sha256:aa",
        ],
        [
            "step1",
            "b",
            "lines 2 to 3, x: line 4",
            "layer 3",
            "sha256:bb",
        ],
        ["step2", "changes files", "", "", "sha256:ff"],
    ];
    assert_eq!(
        steps.collect::<Vec<_>>(),
        expected.map(|row| row.map(str::to_owned))
    );
}

#[test]
fn a_bill_is_a_table_of_what_was_found() {
    let sbom = Sbom::read(
        br#"{"spdxVersion":"SPDX-2.3","name":"n","creationInfo":{"created":"2026-01-02T03:04:05Z","creators":["Tool: syft-1"]},"packages":[
        {"name":"a","versionInfo":"1","licenseDeclared":"MIT","licenseConcluded":"Apache-2.0","primaryPackagePurpose":"LIBRARY"},
        {"name":"b\u0007","licenseConcluded":"BSD","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:deb/debian/b@2"}]},
        {"name":"c"}]}"#,
    )
    .unwrap();
    let expected = [
        "Form: SPDX 2.3",
        "Of: n",
        "Made by: syft-1",
        "Made on: 2026-01-02 03:04:05 UTC",
        "Packages: 3 packages",
    ];
    assert_eq!(told(&sbom_facts(&sbom)), expected);
    let rows = sbom_rows(&sbom, &sbom.with(""), 2).into_iter().map(|row| {
        let licence = row.licence.map_or(String::new(), |it| it.to_string());
        [row.name, row.version, row.kind, licence]
    });
    let expected = [
        ["a", "1", "LIBRARY", "MIT, and Apache-2.0 as concluded"],
        [r"b\u{7}", "", "deb", "BSD, as concluded"],
    ];
    assert_eq!(
        rows.collect::<Vec<_>>(),
        expected.map(|row| row.map(str::to_owned))
    );
    assert_eq!(sbom_found(&sbom, 1).to_string(), "1 of 3");
}

#[test]
fn what_differs_from_the_layers_says_how() {
    let pair = |name: &str, held| Pair {
        ecosystem: Ecosystem::Apk,
        name: name.to_owned(),
        held,
    };
    let text = str::to_owned;
    let other = Held::OtherVersion {
        sbom: text("1"),
        layers: text("2"),
    };
    let comparison = Comparison {
        different: vec![
            pair("a", other),
            pair("b", Held::OnlyInSbom(text("1"))),
            pair("c", Held::OnlyInLayers(text("3"))),
        ],
        same: 1,
        not_compared: 2,
    };
    let rows = held_rows(&comparison).into_iter();
    let rows = rows.map(|row| [row.name, row.what.to_string(), row.sbom, row.layers]);
    let expected = [
        ["a", "another version", "1", "2"],
        ["b", "only in the bill", "1", ""],
        ["c", "only in the layers", "", "3"],
    ];
    assert_eq!(rows.collect::<Vec<_>>(), expected.map(|row| row.map(text)));
    let said = "1 package is the same in the bill and in the layers; 3 differ";
    assert_eq!(held_said(&comparison).to_string(), said);
    assert_eq!(held_notes(&comparison, true).len(), 1);
    assert_eq!(held_notes(&comparison, false).len(), 2);
}

#[test]
fn exploitability_is_a_table_of_what_was_found() {
    let vex = Vex::read(&node(
        r#"{"author":"A","statements":[{"vulnerability":"CVE-1","status":"not_affected","justification":"component_not_present","products":["pkg:oci/a"]},
        {"vulnerability":"CVE-2","status":"affected","action_statement":"wait"}]}"#,
    ))
    .unwrap();
    assert_eq!(
        told(&vex_facts(&vex)),
        ["By: A", "Statements: 2 statements"]
    );
    let (rows, more) = vex_rows(&vex, " cve-", 1);
    let row = rows.first().unwrap();
    assert_eq!((row.vulnerability.as_str(), more), ("CVE-1", 1));
    assert_eq!(row.status.to_string(), "not affected");
    assert_eq!(
        row.reasons.first().unwrap().to_string(),
        "component not present"
    );
    let (rows, more) = vex_rows(&vex, "wait", 10);
    assert_eq!((rows.len(), more), (1, 0));
    assert_eq!(
        rows.first().unwrap().reasons.first().unwrap().to_string(),
        "To do: wait"
    );
}

#[test]
fn a_scan_says_what_it_found_or_that_it_cannot_be_read() {
    let scan = |result: &str| {
        let text = format!(
            r#"{{"scanner":{{"uri":"https://trivy.dev","result":{result}}},"metadata":{{"scanFinishedOn":"2026-01-02T03:04:05Z"}}}}"#
        );
        Vulnerabilities::read(&node(&text)).unwrap()
    };
    let said = |result: &str| scan_said(&scan(result).result).to_string();
    assert_eq!(
        said(r#"{"Results":[]}"#),
        "The scanner found 0 vulnerabilities"
    );
    assert_eq!(
        said("{}"),
        "What the scanner found is written in a form that is not known here"
    );
    assert_eq!(
        said("null"),
        "The statement says nothing of what the scanner found"
    );
    let found = scan(
        r#"{"Results":[{"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"a","Severity":"HIGH"},{"VulnerabilityID":"CVE-2"}]}]}"#,
    );
    let facts = [
        "Scanner: https://trivy.dev -> https://trivy.dev",
        "Finished: 2026-01-02 03:04:05 UTC",
    ];
    assert_eq!(told(&scan_facts(&found)), facts);
    let ScanResult::Read(found) = found.result else {
        panic!("{found:?}")
    };
    let (rows, more) = weakness_rows(&found, "high", 10);
    assert_eq!(
        (rows.first().unwrap().id.as_str(), rows.len(), more),
        ("CVE-1", 1, 0)
    );
}

#[test]
fn what_does_not_agree_shows_both() {
    let check = |agreement| Check {
        what: Compared::StatementSubject(1),
        agreement,
    };
    let differs = Agreement::Differs {
        claimed: "sha256:aa".to_owned(),
        found: "sha256:bb".to_owned(),
    };
    let rows = check_rows(&[
        check(Agreement::Agrees),
        check(differs),
        check(Agreement::NotSaid),
    ]);
    let tones: Vec<_> = rows.iter().map(|row| row.tone).collect();
    assert_eq!(tones, [Tone::Good, Tone::Bad, Tone::Unknown]);
    let row = rows.get(1).unwrap();
    assert_eq!(
        row.what.to_string(),
        "All subjects of statement 2 are that manifest"
    );
    let both = ("sha256:aa".to_owned(), "sha256:bb".to_owned());
    assert_eq!(row.difference.as_ref(), Some(&both));
}
