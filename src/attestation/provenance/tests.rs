use super::*;
use crate::image::json::Json;

const COMMIT: &str = "4b220de5058abfd01ff619c9d2ff6b09a049bea0";

fn read(version: &str, predicate: &str) -> Option<Provenance> {
    let root = Json::parse(predicate.as_bytes()).root.unwrap();
    Provenance::read(&format!("https://slsa.dev/provenance/{version}"), &root)
}

/// What BuildKit adds: a Dockerfile of three lines with a password, two steps of it.
fn metadata() -> String {
    // FROM alpine\nENV DB_PASSWORD=hunter2hunter2\nRUN make\n
    let dockerfile = "RlJPTSBhbHBpbmUKRU5WIERCX1BBU1NXT1JEPWh1bnRlcjJodW50ZXIyClJVTiBtYWtlCg==";
    format!(
        r#"{{"vcs":{{"source":"git@github.com:a/b.git","revision":"{COMMIT}"}},
        "source":{{"infos":[{{"filename":"Dockerfile","language":"Dockerfile","data":"{dockerfile}"}},{{"filename":"odd","data":"//8="}}],
          "locations":{{"step0":{{"locations":[{{"ranges":[{{"start":{{"line":1}},"end":{{"line":1}}}}]}}]}},
            "step1":{{"locations":[{{"ranges":[{{"start":{{"line":2}},"end":{{"line":3}}}}]}},{{"sourceIndex":1,"ranges":[{{"start":{{"line":7}}}}]}}]}}}}}},
        "layers":{{"step2:0":[[{{"digest":"sha256:aa"}},{{"digest":"sha256:bb"}}]],"step1:0":[[{{"digest":"sha256:aa"}},{{"digest":"sha256:bb"}}]],"step0:0":[[{{"digest":"sha256:aa"}}]]}}}}"#
    )
}

const STEPS: &str = r#"[{"id":"step0","op":{"Op":{"source":{"identifier":"docker-image://docker.io/library/alpine:3.17"}}}},
    {"id":"step1","op":{"Op":{"exec":{"meta":{"args":["/bin/sh","-c","make"]}}}}},{"id":"step2","op":{}}]"#;

fn second(source: &str) -> Provenance {
    let metadata = metadata();
    let text = format!(
        r#"{{"builder":{{"id":"https://example.org/b"}},"buildType":"https://mobyproject.org/buildkit@v1",
        "invocation":{{{source}"parameters":{{"frontend":"dockerfile.v0","args":{{"build-arg:API_TOKEN":"glXq93mmPqt2s8vK","target":"release"}},"locals":[{{"name":"context"}}]}},"environment":{{"platform":"linux/amd64"}}}},
        "buildConfig":{{"llbDefinition":{STEPS}}},
        "metadata":{{"buildInvocationID":"r1","buildStartedOn":"2026-01-02T03:04:05Z","completeness":{{"parameters":true,"materials":false}},"reproducible":false,
          "https://mobyproject.org/buildkit@v1#hermetic":true,"https://mobyproject.org/buildkit@v1#metadata":{metadata}}},
        "materials":[{{"uri":"pkg:docker/alpine@3.17?platform=linux%2Famd64","digest":{{"sha256":"8914eb54f968791faf6a8638949e480fef81e697984fba772b3976835194c6d4"}}}},
          {{"uri":"https://github.com/moby/buildkit.git#refs/tags/v0.11.0","digest":{{"sha1":"{COMMIT}"}}}}]}}"#
    );
    read("v0.2", &text).unwrap()
}

#[test]
fn the_second_version_of_buildkit_is_read() {
    let source = format!(
        r#""configSource":{{"uri":"https://github.com/moby/buildkit.git#refs/tags/v0.11.0","digest":{{"sha1":"{COMMIT}"}},"entryPoint":"Dockerfile"}},"#
    );
    let provenance = second(&source);
    let origin = provenance.origin.as_ref().unwrap();
    assert_eq!(origin.told_by, ToldBy::Builder);
    assert_eq!(origin.path.as_deref(), Some("Dockerfile"));
    let link = origin.repository_link();
    assert_eq!(link.as_deref(), Some("https://github.com/moby/buildkit"));
    let link = origin.commit_link().unwrap();
    assert_eq!(
        link,
        format!("https://github.com/moby/buildkit/commit/{COMMIT}")
    );
    assert_eq!(provenance.invocation.as_deref(), Some("r1"));
    assert_eq!(provenance.started.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(provenance.finished, None);
    assert_eq!(
        (provenance.reproducible, provenance.hermetic),
        (Claim::No, Claim::Yes)
    );
    let completeness = Completeness {
        parameters: Claim::Yes,
        environment: Claim::NotSaid,
        dependencies: Claim::No,
    };
    assert_eq!(provenance.completeness, completeness);
    let images: Vec<_> = provenance
        .images()
        .map(|used| used.reference.to_string())
        .collect();
    assert_eq!(images, ["docker.io/library/alpine:3.17"]);
    assert_eq!(provenance.dependencies.kept.len(), 2);
}

#[test]
fn secrets_are_not_kept() {
    let provenance = second("");
    let value = |key: &str| {
        let mut all = provenance.external.kept.iter();
        all.find(|it| it.key == key).map(|it| it.value.clone())
    };
    assert_eq!(
        value("args.target"),
        Some(Given::Text("release".to_owned()))
    );
    assert_eq!(
        value("locals.0.name"),
        Some(Given::Text("context".to_owned()))
    );
    let Some(Given::Secret(likely)) = value("args.build-arg:API_TOKEN") else {
        panic!("{provenance:?}")
    };
    assert_eq!((likely.start.as_str(), likely.length), ("glXq", 16));
    let file = provenance.files.kept.first().unwrap();
    let text = file.text.as_deref().unwrap();
    assert_eq!(text, "FROM alpine\nENV DB_PASSWORD=hun…\nRUN make\n");
    assert!(!format!("{provenance:?}").contains("hunter2"));
}

#[test]
fn passwords_in_addresses_are_not_kept() {
    let address = "https://user:Xq93mmPqt2s8vKpw@git.acme.net/a.git#main";
    let text = format!(
        r#"{{"buildType":"b","invocation":{{"configSource":{{"uri":"{address}"}}}},"materials":[{{"uri":"{address}"}}],
        "buildConfig":{{"llbDefinition":[{{"id":"step0","op":{{"Op":{{"source":{{"identifier":"{address}"}}}}}}}}]}}}}"#
    );
    let provenance = read("v0.2", &text).unwrap();
    let uri = &provenance.dependencies.kept.first().unwrap().uri;
    assert!(uri.starts_with("https://user:"), "{uri}");
    assert!(uri.ends_with("@git.acme.net/a.git#main"), "{uri}");
    assert!(
        !format!("{provenance:?}").contains("mmPqt"),
        "{provenance:?}"
    );
}

#[test]
fn what_only_the_client_says_of_the_sources_is_told_as_such() {
    let origin = second("").origin.unwrap();
    assert_eq!(origin.told_by, ToldBy::Client);
    assert_eq!(origin.commit.as_deref(), Some(COMMIT));
    assert_eq!(
        (origin.repository_link(), origin.commit_link()),
        (None, None)
    );
}

#[test]
fn steps_have_their_lines_and_layers() {
    let provenance = second("");
    let [from, run, last] = &provenance.steps.kept[..] else {
        panic!("{provenance:?}")
    };
    let source = "docker-image://docker.io/library/alpine:3.17".to_owned();
    assert_eq!(from.work, Work::Source(source));
    assert_eq!(from.layer.as_deref(), Some("sha256:aa"));
    assert_eq!(run.work, Work::Exec("/bin/sh -c make".to_owned()));
    let place = |file, first, last| Place { file, first, last };
    assert_eq!(run.places, [place(0, 2, 3), place(1, 7, 7)]);
    // The step behind it took over the same layers.
    assert_eq!(run.layer.as_deref(), Some("sha256:bb"));
    assert_eq!((&last.work, &last.layer), (&Work::Other, &None));
    assert_eq!(provenance.files.kept.get(1).unwrap().text, None);
}

#[test]
fn the_first_version_is_read_of_buildkit_and_of_github() {
    let metadata = metadata();
    let text = format!(
        r#"{{"buildDefinition":{{"buildType":"b","externalParameters":{{"configSource":{{"path":"Dockerfile"}},"request":{{"frontend":"gateway.v0"}}}},
        "internalParameters":{{"builderPlatform":"linux/amd64","buildConfig":{{"llbDefinition":{STEPS}}}}},
        "resolvedDependencies":[{{"uri":"docker-image://ghcr.io/a/b:1","digest":{{"sha256":"x"}}}}]}},
        "runDetails":{{"builder":{{"id":"i"}},"metadata":{{"invocationID":"r","finishedOn":"f","buildkit_hermetic":false,"buildkit_reproducible":true,
        "buildkit_completeness":{{"request":true,"resolvedDependencies":false}},"buildkit_metadata":{metadata}}}}}}}"#
    );
    let provenance = read("v1", &text).unwrap();
    assert_eq!(
        provenance.origin.as_ref().unwrap().path.as_deref(),
        Some("Dockerfile")
    );
    let keys: Vec<_> = provenance
        .internal
        .kept
        .iter()
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(keys, ["builderPlatform"], "steps are no parameters");
    assert_eq!(
        (provenance.reproducible, provenance.hermetic),
        (Claim::Yes, Claim::No)
    );
    assert_eq!(provenance.completeness.parameters, Claim::Yes);
    assert_eq!(
        (provenance.steps.kept.len(), provenance.files.kept.len()),
        (3, 2)
    );
    assert_eq!(provenance.images().count(), 1);

    let text = format!(
        r#"{{"buildDefinition":{{"buildType":"https://actions.github.io/buildtypes/workflow/v1","externalParameters":{{"workflow":{{"ref":"refs/heads/main","repository":"https://github.com/a/b","path":".github/workflows/p.yaml"}}}},
        "resolvedDependencies":[{{"uri":"git+https://github.com/a/bc@refs/heads/main","digest":{{"gitCommit":"ff"}}}},{{"uri":"git+https://github.com/a/b@refs/heads/main","digest":{{"gitCommit":"{COMMIT}"}}}}]}},
        "runDetails":{{"builder":{{"id":"i"}}}}}}"#
    );
    let provenance = read("v1", &text).unwrap();
    let origin = provenance.origin.as_ref().unwrap();
    assert_eq!(origin.uri, "git+https://github.com/a/b@refs/heads/main");
    assert_eq!(origin.commit.as_deref(), Some(COMMIT));
    assert_eq!(
        origin.repository_link().as_deref(),
        Some("https://github.com/a/b")
    );
    let links: Vec<_> = provenance
        .dependencies
        .kept
        .iter()
        .map(Dependency::link)
        .collect();
    assert_eq!(
        links.last().unwrap().as_deref(),
        Some("https://github.com/a/b")
    );
}

#[test]
fn only_https_addresses_become_links() {
    let link = origin::repository_link;
    for text in [
        "javascript:alert(1)",
        "git+ssh://git@github.com/a/b",
        "http://example.org/a",
        "https://user:pw@example.org/a",
        "https://example.org/?a",
        "pkg:docker/alpine",
        "https://",
        "",
    ] {
        assert_eq!(link(text), None, "{text}");
    }
    assert_eq!(
        link("https://example.org/a/").as_deref(),
        Some("https://example.org/a")
    );
}

#[test]
fn what_is_none_and_what_is_too_much() {
    assert_eq!(read("v1", "{}"), None);
    assert_eq!(read("v0.2", "[]"), None);
    assert_eq!(read("v0.1", r#"{"builder":{"id":"i"}}"#), None);
    let many = vec!["1"; parameters::MAX_PARAMETERS + 3].join(",");
    let text = format!(r#"{{"buildType":"b","invocation":{{"parameters":{{"a":[{many}]}}}}}}"#);
    let external = read("v0.2", &text).unwrap().external;
    assert_eq!(
        (external.kept.len(), external.left_out),
        (parameters::MAX_PARAMETERS, 3)
    );
}

#[test]
fn a_long_file_is_cut_at_a_whole_character() {
    use base64::Engine as _;
    let text = format!("a{}", "ü".repeat(build::MAX_FILE));
    let data = base64::engine::general_purpose::STANDARD.encode(&text);
    let text = format!(
        r#"{{"buildType":"b","metadata":{{"https://mobyproject.org/buildkit@v1#metadata":{{"source":{{"infos":[{{"data":"{data}"}}]}}}}}}}}"#
    );
    let file = read("v0.2", &text).unwrap().files.kept.pop().unwrap();
    assert!(file.is_cut);
    assert_eq!(file.text.unwrap().len(), build::MAX_FILE - 1);
}
