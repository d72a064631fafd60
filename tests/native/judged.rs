//! The judgement on whole inputs: four states, and green only where nothing
//! that an image needs is missing, unchecked or left out.

use std::path::Path;

use assay::image::digest::{Computed, Digest};
use assay::image::media_type::{OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::judgement::State;
use assay::inspect::row::Who;
use assay::protocol::{Reply, Unread};
use assay::rules::Severity;
use assay::session::{Event, Showing};
use assay::views::Detection;
use assay::views::report::report;
use assay::words::verdicts;
use serde_json::{Value, json};

use crate::drive::{Driven, archive, files_below, give};
use crate::images::{self, Layout, config, files_to_tar, gzip, hello_layers, linux};

fn errors(showing: &Showing) -> Vec<&str> {
    let findings = showing.findings.iter();
    let errors = findings.filter(|finding| finding.rule.severity == Severity::Error);
    errors.map(|finding| finding.rule.id).collect()
}

/// The state and the first sentence.
fn verdict(showing: &Showing) -> (State, String) {
    let sentence = showing.judgement.sentence().to_string();
    let first = sentence.split(". ").next().unwrap().to_owned();
    (showing.judgement.state, first)
}

/// What a reader of the report alone would say: green exactly if no row is bad,
/// none that an image needs is missing or unchecked, and no finding is an error.
#[track_caller]
fn agrees_with_its_report(name: &str, showing: &Showing) {
    let report: Value = serde_json::from_str(&report(showing).to_json()).unwrap();
    let rows = report["ledger"].as_array().unwrap();
    let is = |row: &Value, words: &[&str]| words.contains(&row["verdict"].as_str().unwrap());
    let bad = rows
        .iter()
        .any(|row| is(row, &["mismatch", "wrong-size", "unreadable"]));
    // An index needs none of its manifests, and nobody needs what nobody names.
    let needed = |row: &&Value| {
        let role = row["role"].as_str().unwrap();
        let named = row["claimedBy"].as_array().unwrap();
        let by_document = named.iter().any(|by| by["pointer"] != "");
        role != "manifest"
            && role != "index"
            && (by_document || role == "config" || role == "layer")
    };
    let lacking = rows
        .iter()
        .filter(needed)
        .any(|row| is(row, &["missing", "not-checked"]));
    let error = !errors(showing).is_empty();
    let green = report["verdict"]["state"] == "verified";
    let verified = rows.iter().any(|row| is(row, &["verified"]));
    assert_eq!(
        green,
        !bad && !lacking && !error && verified && showing.opened.graph.cut.is_empty(),
        "{name}: {} {rows:#?} {:?}",
        report["verdict"],
        showing.findings
    );
}

/// A layout of one image whose config is `config`, over the hello layers.
fn image_with(config: Vec<u8>) -> Layout {
    let mut layout = Layout::default();
    let config = layout.describe(OCI_CONFIG, config);
    let layers: Vec<Value> = hello_layers("amd64")
        .iter()
        .map(|layer| layout.describe(OCI_LAYER_GZIP, gzip(layer)))
        .collect();
    let manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    let manifest = layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes());
    layout.tag(manifest, "hello:1.0");
    layout
}

/// A config that lies of its layers, and is hostile.
fn lying_config() -> String {
    let wrong: Vec<String> = (0..3)
        .map(|place| Digest::sha256(&[place]).to_string())
        .collect();
    json!({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": wrong},
        "config": {"User": "4294967296", "Volumes": {"/proc": {}}}})
    .to_string()
}

/// Ways to make a document look like something else, each with its name.
fn disguises(document: &str) -> Vec<(&'static str, Vec<u8>)> {
    let padded =
        |with: &str, count: usize| format!("{}{document}", with.repeat(count)).into_bytes();
    vec![
        ("none", document.as_bytes().to_vec()),
        ("spaces before", padded(" ", 100)),
        ("lines before", padded("\r\n\t", 50)),
        ("a byte order mark", padded("\u{feff}", 1)),
        (
            "spaces behind",
            format!("{document}{}", " ".repeat(2 << 20)).into_bytes(),
        ),
        ("a megabyte before", padded(" ", 2 << 20)),
        ("more than is read", padded(" ", 17 << 20)),
        ("null", b"null".to_vec()),
        ("an array", format!("[{document}]").into_bytes()),
        ("a string", json!(document).to_string().into_bytes()),
        ("no JSON", format!("#!{document}").into_bytes()),
        ("zeros before", padded("\0", 1)),
        ("zeros behind", format!("{document}\0").into_bytes()),
        ("nothing", Vec::new()),
        ("compressed", gzip(document.as_bytes())),
        (
            "UTF-16",
            document.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
    ]
}

#[test]
fn a_config_of_any_looks_is_read_as_its_role_demands() {
    for (name, config) in disguises(&lying_config()) {
        let layout = image_with(config.clone());
        let mut forms = vec![("OCI layout", vec![("a.tar", layout.to_tar())])];
        let folder: Vec<(String, Vec<u8>)> = layout
            .files()
            .into_iter()
            .map(|(path, bytes)| (format!("layout/{path}"), bytes))
            .collect();
        forms.push((
            "folder",
            folder
                .iter()
                .map(|(p, b)| (p.as_str(), b.clone()))
                .collect(),
        ));
        let hex = Digest::sha256(&config).encoded().to_owned();
        let docker = |name: String| {
            let mut files = vec![(name.clone(), config.clone())];
            let layers = hello_layers("amd64");
            let names: Vec<String> = (0..3).map(|place| format!("{place}/layer.tar")).collect();
            files.extend(names.iter().cloned().zip(layers));
            let manifest = json!([{"Config": name, "RepoTags": ["a:1"], "Layers": names}]);
            files.push((
                "manifest.json".to_owned(),
                manifest.to_string().into_bytes(),
            ));
            vec![("a.tar", files_to_tar(&files))]
        };
        forms.push(("docker-archive", docker(format!("{hex}.json"))));
        forms.push(("kaniko", docker(format!("sha256:{hex}"))));
        forms.push(("jib", docker("config.json".to_owned())));
        let manifest = layout.manifests[0]["digest"].as_str().unwrap().to_owned();
        let dir: Vec<(String, Vec<u8>)> = layout
            .blobs
            .iter()
            .map(|(digest, bytes)| match *digest == manifest {
                true => ("manifest.json".to_owned(), bytes.clone()),
                false => (digest.replace("sha256:", ""), bytes.clone()),
            })
            .collect();
        forms.push(("dir", vec![("a.tar", files_to_tar(&dir))]));
        for (form, files) in forms {
            let showing = give(&files, usize::MAX).unwrap();
            let (state, sentence) = verdict(&showing);
            let found = format!("{name} in {form}: {state:?}, {sentence}");
            println!("{found}");
            assert_ne!(state, State::Verified, "{found}");
            // What says nothing wrong says what it lacks.
            let said = !errors(&showing).is_empty() || showing.judgement.lacks.iter().any(|_| true);
            assert!(said, "{found}");
            let readable = [
                "none",
                "spaces before",
                "lines before",
                "spaces behind",
                "a megabyte before",
            ];
            if readable.contains(&name) {
                assert_eq!(state, State::Failed, "{found}");
                assert!(errors(&showing).contains(&"hostile-user"), "{found}");
                assert!(errors(&showing).contains(&"hostile-volume"), "{found}");
            }
        }
    }
}

#[test]
fn a_manifest_or_an_index_of_any_looks_is_read_as_its_role_demands() {
    for role in [OCI_MANIFEST, OCI_INDEX] {
        let mut whole = image_with(lying_config().into_bytes());
        let manifest = whole.manifests.pop().unwrap();
        let text = match role {
            OCI_MANIFEST => {
                let digest = manifest["digest"].as_str().unwrap();
                String::from_utf8(whole.blobs[digest].clone()).unwrap()
            }
            _ => json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [manifest]})
                .to_string(),
        };
        for (name, bytes) in disguises(&text) {
            let mut layout = Layout {
                blobs: whole.blobs.clone(),
                manifests: Vec::new(),
            };
            let descriptor = layout.describe(role, bytes);
            layout.tag(descriptor, "hello:1.0");
            let showing = archive(layout.to_tar());
            let (state, sentence) = verdict(&showing);
            let found = format!("{name} as {role}: {state:?}, {sentence}");
            println!("{found}");
            assert_ne!(state, State::Verified, "{found}");
            let said = !errors(&showing).is_empty() || !showing.judgement.lacks.is_empty();
            assert!(said, "{found}");
        }
    }
}

#[test]
fn what_is_declared_as_another_type_is_content_whatever_it_looks_like() {
    // A manifest in every byte, and a layer in every byte, named as neither.
    let mut layout = image_with(lying_config().into_bytes());
    let hidden = layout.manifests.pop().unwrap();
    let mut model = layout.clone();
    model.blobs.clear();
    let manifest_like = layout.blobs[hidden["digest"].as_str().unwrap()].clone();
    let config = model.describe(
        "application/vnd.example.config.v1+json",
        b"{{ .Prompt }}".to_vec(),
    );
    let layers = [
        model.describe(
            "application/vnd.example.template",
            b"{{ if .System }}{".to_vec(),
        ),
        model.describe("application/vnd.example.gguf", b"GGUF\x03\0\0\0".to_vec()),
        model.describe("application/vnd.example+json", manifest_like),
    ];
    let manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    let manifest = model.describe(OCI_MANIFEST, manifest.to_string().into_bytes());
    model.tag(manifest, "model:1");
    let showing = archive(model.to_tar());
    assert_eq!(errors(&showing), Vec::<&str>::new());
    assert_eq!(
        showing.judgement.state,
        State::Verified,
        "{}",
        showing.judgement.sentence()
    );
    assert!(showing.opened.graph.images.is_empty());
}

#[test]
fn bytes_that_disagree_with_a_declared_document_are_one_finding() {
    let mut layout = image_with(lying_config().into_bytes());
    let image = layout.manifests.pop().unwrap();
    let index = json!({"schemaVersion": 2, "manifests": [image]}).to_string();
    let descriptor = layout.describe(OCI_MANIFEST, index.into_bytes());
    layout.tag(descriptor, "hello:1.0");
    let showing = archive(layout.to_tar());
    assert_eq!(
        errors(&showing),
        ["document-type"],
        "{:#?}",
        showing.findings
    );
    assert_eq!(
        verdict(&showing),
        (
            State::Problems,
            "Verified, with problems: declared as image manifest, but found image index".to_owned()
        )
    );
}

#[test]
fn more_documents_than_are_read_are_hashed_and_said_and_never_green() {
    let mut layout = Layout::default();
    let entries: Vec<Value> = (0..5_010)
        .map(|number| {
            let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/x.y",
                "config": {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2,
                    "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
                "layers": [], "annotations": {"number": number.to_string()}});
            layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes())
        })
        .collect();
    layout.blob(b"{}".to_vec());
    layout.manifests = entries;
    let showing = archive(layout.to_tar());
    let (state, sentence) = verdict(&showing);
    assert_eq!(state, State::Incomplete);
    assert!(
        sentence.starts_with("Incomplete: ") && sentence.contains("hashed but not read"),
        "{sentence}"
    );
    assert!(errors(&showing).contains(&"document-not-read"));
}

#[test]
fn more_objects_than_are_shown_are_left_out_and_blame_nobody() {
    let mut layout = image_with(config(
        &linux("amd64", None),
        &hello_layers("amd64"),
        OCI_CONFIG,
    ));
    let absent = (0..20_100_u32).map(|number| {
        let digest = Digest::sha256(&number.to_le_bytes()).to_string();
        json!({"mediaType": OCI_MANIFEST, "digest": digest, "size": 4})
    });
    layout.manifests.extend(absent);
    for number in 0..5_u32 {
        layout.blob(format!("named by nobody {number}").into_bytes());
    }
    let showing = archive(layout.to_tar());
    let (state, sentence) = verdict(&showing);
    assert_eq!(state, State::Incomplete, "{sentence}");
    assert!(
        sentence.contains("more objects than are shown"),
        "{sentence}"
    );
    assert!(showing.opened.rows.iter().all(|row| !row.verdict.is_bad()));
    assert!(
        showing.opened.graph.roots.iter().all(|root| showing
            .opened
            .graph
            .claims_about(*root)
            .count()
            == 0)
    );
}

#[test]
fn a_malformed_claim_is_a_fault_of_the_claim_and_not_of_the_layer() {
    let mut lying: Value = serde_json::from_slice(&config(
        &linux("amd64", None),
        &hello_layers("amd64"),
        OCI_CONFIG,
    ))
    .unwrap();
    lying["rootfs"]["diff_ids"][1] = json!("");
    let showing = archive(image_with(lying.to_string().into_bytes()).to_tar());
    assert_eq!(
        showing.judgement.state,
        State::Incomplete,
        "{}",
        showing.judgement.sentence()
    );
    let row = showing
        .opened
        .rows
        .iter()
        .find(|row| row.claimed.as_deref() == Some(""))
        .unwrap();
    assert_eq!(row.verdict.label(), verdicts::not_checked());
    assert_eq!(
        row.computed,
        Some(Computed::sha256(&hello_layers("amd64")[1]))
    );
    assert!(
        errors(&showing).contains(&"descriptor-digest")
            || errors(&showing).contains(&"config-diff-ids"),
        "{:?}",
        errors(&showing)
    );
}

#[test]
fn signatures_that_are_no_list_or_an_empty_one_leave_no_digest() {
    for signatures in [json!([]), json!({}), json!("x"), json!(null)] {
        let manifest = json!({"schemaVersion": 1, "name": "a", "tag": "1", "architecture": "amd64",
            "fsLayers": [], "history": [], "signatures": signatures});
        let bytes = manifest.to_string().into_bytes();
        let showing = give(&[("manifest.json", bytes)], usize::MAX).unwrap();
        let row = &showing.opened.rows[0];
        assert_eq!(row.computed, None, "{signatures}");
        assert_eq!(row.verdict.label(), verdicts::unreadable(), "{signatures}");
        assert!(
            errors(&showing).contains(&"schema1-payload"),
            "{signatures}: {:?}",
            showing.findings
        );
    }
}

/// Inputs after public reports, each with its verdict.
#[test]
fn the_cases_are_judged_as_they_are() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    if !cases.is_dir() {
        println!("skipped: no cases beside the project");
        return;
    }
    for (case, state, sentence) in [
        ("cache-index/cache.tar", State::Verified, ""),
        ("model/model.tar", State::Verified, ""),
        ("helm/op.tar", State::Verified, ""),
        ("artifacts/mixed.tar", State::Verified, ""),
        ("recompressed/a-level9.tar", State::Verified, ""),
        ("compare/one.tar", State::Verified, ""),
        ("empty-layer-names/path-hash-names.tar", State::Verified, ""),
        (
            "empty-layer-names/builder.tar",
            State::Incomplete,
            "Incomplete: 3 of 5 layers are not in this file",
        ),
        (
            "no-layers/cm.tar",
            State::Incomplete,
            "Incomplete: none of its 2 layers is in this file",
        ),
        ("xz-diffid/compressed-diffid.tar", State::Failed, ""),
    ] {
        let bytes = std::fs::read(cases.join(case)).unwrap();
        let showing = archive(bytes);
        let found = verdict(&showing);
        println!("{case}: {found:?}");
        assert_eq!(
            found.0, state,
            "{case}: {} {:#?}",
            found.1, showing.findings
        );
        assert!(found.1.starts_with(sentence), "{case}: {}", found.1);
    }
}

#[test]
fn the_banner_is_green_exactly_if_the_report_says_nothing_against_it() {
    let mut inputs = vec![
        ("docker save".to_owned(), images::docker_save()),
        ("docker 25".to_owned(), files_to_tar(&images::docker_25())),
        ("multi".to_owned(), images::multi_platform().to_tar()),
        ("tampered".to_owned(), images::tampered().to_tar()),
    ];
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.is_dir() {
        println!("partly skipped: no foreign images beside the project");
    }
    for folder in ["cases", "corpus"] {
        if let Ok(folder) = shared.join(folder).canonicalize() {
            let files = files_below(&folder).into_iter();
            inputs.extend(files.filter(|(_, bytes)| bytes.len() < 4 << 20));
        }
    }
    let mut opened = 0;
    for (name, bytes) in inputs {
        if let Ok(showing) = give(&[("a", bytes)], usize::MAX) {
            opened += 1;
            agrees_with_its_report(&name, &showing);
        }
    }
    assert!(opened >= 4);
}

#[test]
fn a_config_that_is_named_as_a_layer_first_is_read_all_the_same() {
    let config = lying_config().into_bytes();
    let name = format!("{}.json", Digest::sha256(&config).encoded());
    let layers = hello_layers("amd64");
    let names: Vec<String> = (0..3).map(|place| format!("{place}/layer.tar")).collect();
    let mut files = vec![(name.clone(), config)];
    files.extend(names.iter().cloned().zip(layers));
    let manifest = json!([
        {"Config": "none.json", "RepoTags": ["a:1"], "Layers": [name]},
        {"Config": name, "RepoTags": ["a:2"], "Layers": names},
    ]);
    files.push((
        "manifest.json".to_owned(),
        manifest.to_string().into_bytes(),
    ));
    let showing = archive(files_to_tar(&files));
    assert_eq!(showing.judgement.state, State::Failed);
    assert!(errors(&showing).contains(&"hostile-user"));
}

/// A signed schema 1 manifest, its payload's digest, and the hash of its bytes.
fn signed_manifest() -> (Vec<u8>, Digest, Digest) {
    let layer = Digest::sha256(b"layer");
    let head = format!(
        r#"{{"schemaVersion":1,"name":"o/x","tag":"1","architecture":"amd64","fsLayers":[{{"blobSum":"{layer}"}}],"history":[{{"v1Compatibility":"{{\"id\":\"a\"}}"}}]"#
    );
    let base64url = |bytes: &[u8]| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    };
    let tail = base64url(b"}");
    let protected =
        base64url(format!(r#"{{"formatLength":{},"formatTail":"{tail}"}}"#, head.len()).as_bytes());
    let body = format!(
        r#"{head},"signatures":[{{"header":{{}},"signature":"","protected":"{protected}"}}]}}"#
    );
    let payload = Digest::sha256(format!("{head}}}").as_bytes());
    let raw = Digest::sha256(body.as_bytes());
    (body.into_bytes(), payload, raw)
}

#[test]
fn the_digest_of_a_signed_manifest_is_judged_once_for_banner_panel_and_detective() {
    let (bytes, payload, raw) = signed_manifest();
    for (expected, right) in [(payload, true), (raw, false)] {
        let mut driven = Driven::given(&[("manifest.json", bytes.clone())], usize::MAX);
        driven.answer(usize::MAX);
        driven.handle(Event::Expected(Some(expected.clone())));
        driven.answer(usize::MAX);
        let showing = driven.showing();
        let row = &showing.opened.rows[0];
        assert_eq!(row.claimed.as_deref(), Some(expected.as_str()));
        assert_eq!(row.claimed_by[0].who, Who::Person);
        assert_eq!(row.verdict.is_verified(), right, "{:?}", row.verdict);
        let failed = showing.judgement.state == State::Failed;
        assert_eq!(failed, !right, "{}", showing.judgement.sentence());
        match (Detection::of(showing), right) {
            (Detection::Same, true) => {}
            (Detection::Unsolved(why), false) => {
                assert!(why.to_string().contains("without the signatures"), "{why}");
            }
            (other, _) => panic!("{expected}: {other:?}"),
        }
        let report: Value = serde_json::from_str(&report(showing).to_json()).unwrap();
        let state = &report["verdict"]["state"];
        assert_eq!(state == "failed", !right, "{state}");
    }
}

/// What could not be read is not known to be wrong.
#[test]
fn bytes_that_could_not_be_read_are_lacking_and_not_wrong() {
    let image = image_with(config(
        &linux("amd64", None),
        &hello_layers("amd64"),
        OCI_CONFIG,
    ));
    let mut driven = Driven::given(&[("a.tar", image.to_tar())], usize::MAX);
    driven.answer(1);
    let blobs = driven.showing().opened.contents.blobs.len();
    for blob in 0..blobs {
        let why = Unread::Refused(assay::words::joined::verbatim("it is gone"));
        driven.handle(Event::Replied(vec![Reply::Unreadable { blob, why }]));
    }
    let (state, sentence) = verdict(driven.showing());
    assert_eq!(state, State::Incomplete, "{sentence}");
    assert!(sentence.contains("it is gone"), "{sentence}");
    assert_eq!(errors(driven.showing()), Vec::<&str>::new());
}
