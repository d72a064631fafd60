//! What a view asks for, and what becomes of the answers.

mod attestations;
mod missing;
mod other;
mod signatures;

use super::*;
use crate::image::media_type::{DOCKER_LIST, OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST};
use crate::source::registry::fake::{Answer, Fake, block_on, ok, status};
use crate::source::{ContentId, Form, InputKind, Trust};

const R: &str = "https://r.example";

/// A registry of documents that it knows by their digests, and tags.
#[derive(Clone, Default)]
struct Stored {
    manifests: Vec<(String, String)>,
    blobs: Vec<String>,
    tags: Vec<(String, String)>,
}

impl Stored {
    fn manifest(&mut self, media_type: &str, body: String) -> Digest {
        let digest = Digest::sha256(body.as_bytes());
        self.manifests.push((media_type.to_owned(), body));
        digest
    }

    fn blob(&mut self, body: &str) -> Digest {
        self.blobs.push(body.to_owned());
        Digest::sha256(body.as_bytes())
    }

    /// An image of two layers for a platform: its manifest's digest and size.
    fn image(&mut self, architecture: &str) -> (Digest, usize) {
        let config = format!(
            r#"{{"os":"linux","architecture":"{architecture}","rootfs":{{"type":"layers","diff_ids":[]}}}}"#
        );
        let digest = self.blob(&config);
        let layer = |name: &str, size: u64| {
            let digest = Digest::sha256(name.as_bytes());
            format!(r#"{{"mediaType":"{OCI_LAYER_GZIP}","digest":"{digest}","size":{size}}}"#)
        };
        let body = format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"{OCI_CONFIG}","digest":"{digest}","size":{}}},"layers":[{},{}]}}"#,
            config.len(),
            layer("base", 1_000),
            layer(architecture, 20)
        );
        let size = body.len();
        (self.manifest(OCI_MANIFEST, body), size)
    }

    /// An index of platforms and one attestation, under the tag `latest`.
    fn index(&mut self, media_type: &str, architectures: &[&str]) -> Digest {
        let mut entries = vec![format!(
            r#"{{"mediaType":"{OCI_MANIFEST}","digest":"{}","size":1,"platform":{{"os":"unknown","architecture":"unknown"}},"annotations":{{"vnd.docker.reference.type":"attestation-manifest"}}}}"#,
            Digest::sha256(b"attestation")
        )];
        for architecture in architectures {
            let (digest, size) = self.image(architecture);
            entries.push(format!(
                r#"{{"mediaType":"{OCI_MANIFEST}","digest":"{digest}","size":{size},"platform":{{"os":"linux","architecture":"{architecture}"}}}}"#
            ));
        }
        let body = format!(
            r#"{{"schemaVersion":2,"mediaType":"{media_type}","manifests":[{}]}}"#,
            entries.join(",")
        );
        self.manifest(media_type, body)
    }

    fn tag(&mut self, tag: &str, digest: &Digest) {
        self.tags.push((tag.to_owned(), digest.to_string()));
    }

    fn serve(self) -> Fake {
        Fake::new(move |request| {
            let path = request.url.path();
            let target = path.rsplit('/').next().unwrap_or_default();
            let tag = self.tags.iter().find(|(tag, _)| tag == target);
            let target = tag.map_or(target, |(_, digest)| digest);
            if path.contains("/blobs/") {
                let blob = self.blobs.iter().find(|body| {
                    Digest::sha256(body.as_bytes())
                        .to_string()
                        .ends_with(target)
                });
                return blob.map_or(status(404, ""), |body| ok(body.as_str()));
            }
            let accept = request.accept.clone().unwrap_or_default();
            let found = self
                .manifests
                .iter()
                .find(|(_, body)| Digest::sha256(body.as_bytes()).as_str() == target);
            match found {
                Some((media_type, body)) if accept.contains(media_type.as_str()) => {
                    ok(body.as_str()).map(|answer| answer.with("Content-Type", media_type))
                }
                _ => status(404, r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#),
            }
        })
    }
}

fn ask(text: &str) -> FetchTarget {
    let fragment = Input::parse_text(text).unwrap();
    FetchTarget::of(&fragment.input.unwrap(), fragment.platform).unwrap()
}

fn on(text: &str, platform: &str) -> FetchTarget {
    FetchTarget {
        platform: Some(platform.parse().unwrap()),
        ..ask(text)
    }
}

#[track_caller]
fn view(fake: &Fake, ask: &FetchTarget) -> Contents {
    let grown = came(fake, ask);
    assert_eq!(grown.lacks, []);
    grown.contents
}

#[track_caller]
fn came(fake: &Fake, ask: &FetchTarget) -> Extended {
    block_on(open(&Registry::new(fake.clone()), ask, &mut |_| {})).unwrap()
}

/// The rules of its findings.
fn rules(contents: &Contents) -> Vec<&str> {
    let rules = contents.findings.iter();
    rules.map(|finding| finding.rule.id).collect()
}

/// The last parts of the addresses that were asked for.
fn asked(fake: &Fake) -> Vec<String> {
    let sent = fake.sent();
    let last = |line: &String| {
        let mut parts = line.rsplit('/');
        let target = parts.next().unwrap_or_default().to_owned();
        format!("{} {target}", parts.next().unwrap_or_default())
    };
    sent.iter().map(last).collect()
}

#[test]
fn a_one_platform_image_takes_two_requests() {
    let mut stored = Stored::default();
    let (manifest, _) = stored.image("amd64");
    stored.tag("1", &manifest);
    let fake = stored.serve();
    let contents = view(&fake, &ask("r.example/o/x:1"));
    assert_eq!(fake.sent().len(), 2);
    assert_eq!(contents.input.kind, InputKind::Registry);
    assert_eq!(contents.input.name, "r.example/o/x:1");
    assert_eq!(contents.forms, [Form::Registry]);
    let root = &contents.roots[0];
    assert_eq!((root.trust, &root.expected), (Trust::AsServed, &None));
    assert_eq!(root.names, ["r.example/o/x:1"]);
    assert_eq!(contents.documents[0].claimed_digest, Some(manifest.clone()));
    assert_eq!(
        contents.documents[0].path,
        format!("{R}/v2/o/x/manifests/{manifest}")
    );
    assert_eq!(contents.documents.len(), 2);
    let blobs: Vec<(Option<u64>, bool)> = contents
        .blobs
        .iter()
        .map(|blob| (blob.size, blob.extent.is_none()))
        .collect();
    assert_eq!(blobs, [(Some(1_000), true), (Some(20), true)]);
    assert_eq!(contents.findings, []);
}

#[test]
fn an_index_takes_three_and_shows_the_usual_platform_or_the_one_that_was_asked_for() {
    let mut stored = Stored::default();
    let index = stored.index(OCI_INDEX, &["arm64", "amd64", "s390x"]);
    stored.tag("latest", &index);
    for (platform, architecture) in [
        (None, "amd64"),
        (Some("linux/arm64"), "arm64"),
        (Some("linux/arm64/v8"), "arm64"),
        (Some("linux/s390x"), "s390x"),
    ] {
        let fake = stored.clone().serve();
        let ask = match platform {
            Some(platform) => on("r.example/o/x", platform),
            None => ask("r.example/o/x"),
        };
        let contents = view(&fake, &ask);
        assert_eq!(fake.sent().len(), 3);
        let config = String::from_utf8(contents.documents[2].bytes.clone()).unwrap();
        assert!(config.contains(architecture), "{config}");
        assert_eq!(contents.findings, []);
    }
}

#[test]
fn a_platform_is_found_however_it_is_spelled_in_the_request_and_in_the_index() {
    for (there, asked) in [
        ("x86_64", "linux/amd64"),
        ("amd64", "linux/amd64/v1"),
        ("amd64", "x86-64"),
        ("aarch64", "linux/arm64/8"),
        ("ARM64", "linux/aarch64"),
        ("arm", "linux/arm/v7"),
        ("arm", "armhf"),
        ("armel", "linux/arm/6"),
    ] {
        let mut stored = Stored::default();
        let index = stored.index(OCI_INDEX, &["s390x", there]);
        stored.tag("latest", &index);
        let contents = view(&stored.serve(), &on("r.example/o/x", asked));
        assert_eq!(contents.findings, [], "{asked} in {there}");
        let config = String::from_utf8(contents.documents[2].bytes.clone()).unwrap();
        assert!(config.contains(there), "{asked}: {config}");
    }
}

#[test]
fn a_platform_that_is_not_there_is_said_and_no_other_is_shown_in_its_place() {
    for (asked, said) in [
        (
            "windows/amd64",
            "and none that Docker would take in its place; the index has linux/arm64 and linux/arm",
        ),
        ("linux/arm/v8", "Docker would take linux/arm in its place"),
        (
            "linux/arm64/v8.1",
            "Docker would take linux/arm64 in its place",
        ),
    ] {
        let mut stored = Stored::default();
        let index = stored.index(OCI_INDEX, &["arm64", "arm"]);
        stored.tag("latest", &index);
        let fake = stored.serve();
        let Extended { contents, lacks } = came(&fake, &on("r.example/o/x", asked));
        assert!(matches!(&lacks[..], [Lack::Platform { named, .. }] if named.len() == 2));
        let message = contents.findings[0].message.to_string();
        let start = format!("expected a manifest for {asked}, but found none");
        assert!(
            message.starts_with(&start) && message.ends_with(said),
            "{message}"
        );
        assert_eq!(contents.findings[0].place.document, index.to_string());
        assert_eq!((fake.sent().len(), contents.documents.len()), (1, 1));
    }
}

#[test]
fn a_pinned_image_is_held_against_its_digest() {
    let mut stored = Stored::default();
    let (manifest, _) = stored.image("amd64");
    let fake = stored.serve();
    let contents = view(&fake, &ask(&format!("r.example/o/x:1@{manifest}")));
    let root = &contents.roots[0];
    assert_eq!(
        (root.trust, root.expected.clone()),
        (Trust::Pinned, Some(manifest))
    );
}

#[test]
fn bytes_of_another_digest_are_shown_under_the_digest_that_was_asked_for() {
    let wanted = Digest::sha256(b"right");
    let fake = Fake::new(|_| ok(r#"{"schemaVersion":2,"layers":[]}"#));
    let contents = view(&fake, &ask(&format!("r.example/o/x@{wanted}")));
    assert_eq!(contents.documents[0].claimed_digest, Some(wanted.clone()));
    assert_eq!(
        contents.documents[0].bytes,
        br#"{"schemaVersion":2,"layers":[]}"#
    );
    assert_eq!(contents.roots[0].expected, Some(wanted));

    // The same one step further: a config that was replaced.
    let mut stored = Stored::default();
    let (manifest, _) = stored.image("amd64");
    stored.tag("1", &manifest);
    let rest = stored.serve();
    let fake = Fake::new(move |request| {
        if request.url.path().contains("/blobs/") {
            return ok("{}");
        }
        let served = block_on(rest.send(request.clone())).ok()?;
        let mut served = served;
        let body = block_on(served.read(1 << 20)).ok()?;
        Some(Answer {
            status: served.status,
            headers: served.headers,
            body,
            ..Answer::default()
        })
    });
    let contents = view(&fake, &ask("r.example/o/x:1"));
    let config = &contents.documents[1];
    assert_eq!(config.bytes, b"{}");
    assert_ne!(config.claimed_digest, Some(Digest::sha256(b"{}")));
}

#[test]
fn more_platforms_are_added_without_moving_what_is_there() {
    let mut stored = Stored::default();
    let index = stored.index(OCI_INDEX, &["amd64", "arm64", "s390x"]);
    stored.tag("latest", &index);
    let fake = stored.clone().serve();
    let registry = Registry::new(fake.clone());
    let ask = ask("r.example/o/x");
    let contents = view(&fake, &ask);
    fake.log.borrow_mut().clear();
    let (arm, _) = stored.clone().image("arm64");
    let (other, _) = stored.clone().image("s390x");
    let stranger = Digest::sha256(b"nobody names it");
    let wanted = [arm.clone(), other, stranger, arm];
    let grown = block_on(grow(
        &registry,
        &ask,
        contents.clone(),
        &wanted,
        &mut |_| {},
    ));
    assert_eq!(grown.lacks, []);
    assert_eq!(fake.sent().len(), 4);
    let grown = grown.contents;
    assert_eq!(grown.documents[..3], contents.documents[..]);
    assert_eq!(grown.blobs[..2], contents.blobs[..]);
    // The base is shared: one layer more for each.
    assert_eq!((grown.documents.len(), grown.blobs.len()), (7, 4));
    // What is here is not asked for again.
    let digests: Vec<Digest> = grown
        .documents
        .iter()
        .filter_map(|d| d.claimed_digest.clone())
        .collect();
    let again = block_on(grow(&registry, &ask, grown, &digests, &mut |_| {}));
    assert_eq!((again.contents.documents.len(), fake.sent().len()), (7, 4));
}

#[test]
fn what_came_before_a_failure_is_kept() {
    let mut stored = Stored::default();
    let (manifest, _) = stored.image("amd64");
    stored.tag("1", &manifest);
    stored.blobs.clear();
    let Extended { contents, lacks } = came(&stored.serve(), &ask("r.example/o/x:1"));
    assert_eq!((contents.documents.len(), contents.blobs.len()), (1, 2));
    assert_eq!(rules(&contents), ["not-served"]);
    let [Lack::Document { named, error }] = &lacks[..] else {
        panic!("{lacks:?}");
    };
    assert!(error.is_not_found() && !named.manifest);
    assert!(matches!(named.step(), Step::Blob(_)));
    let fake = Fake::new(|_| None);
    let failed = block_on(open(
        &Registry::new(fake),
        &ask("r.example/o/x:1"),
        &mut |_| {},
    ));
    let failed = failed.unwrap_err();
    assert!(failed.error.is_transport());
    assert_eq!(failed.step, Step::Manifest);
}

#[test]
fn a_digest_that_is_no_manifest_is_looked_for_among_the_blobs() {
    let mut stored = Stored::default();
    let (_, _) = stored.image("amd64");
    let config = Digest::sha256(stored.blobs[0].as_bytes());
    let fake = stored.serve();
    let contents = view(&fake, &ask(&format!("r.example/o/x@{config}")));
    assert_eq!(contents.forms, [Form::Document]);
    assert_eq!(
        contents.by_claimed_digest(&config),
        Some(ContentId::Document(0))
    );
    assert_eq!(asked(&fake).last().unwrap(), &format!("blobs {config}"));
}

#[test]
fn a_nested_index_is_followed_to_its_image() {
    let mut stored = Stored::default();
    let inner = stored.index(OCI_INDEX, &["arm64", "amd64"]);
    let body = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{{"mediaType":"{OCI_INDEX}","digest":"{inner}","size":1}}]}}"#
    );
    let outer = stored.manifest(OCI_INDEX, body);
    stored.tag("latest", &outer);
    let fake = stored.serve();
    let contents = view(&fake, &on("r.example/o/x", "linux/arm64"));
    assert_eq!((fake.sent().len(), contents.documents.len()), (4, 4));
    assert_eq!(contents.findings, []);
}

#[test]
fn odd_answers_are_findings() {
    let other = Digest::sha256(b"other");
    let fake = Fake::new(move |request| {
        let accept = request.accept.clone().unwrap_or_default();
        let (media_type, body) = match accept.contains(DOCKER_LIST) {
            true => (
                DOCKER_LIST,
                format!(r#"{{"schemaVersion":2,"mediaType":"{DOCKER_LIST}","manifests":[]}}"#),
            ),
            false => (
                "application/vnd.docker.distribution.manifest.v2+json",
                "{}".to_owned(),
            ),
        };
        ok(body).map(|answer| {
            answer
                .with("Content-Type", media_type)
                .with("Docker-Content-Digest", other.as_str())
        })
    });
    let contents = view(&fake, &ask("r.example/o/x"));
    let list = format!(r#"{{"schemaVersion":2,"mediaType":"{DOCKER_LIST}","manifests":[]}}"#);
    let found: Vec<(&str, String)> = contents
        .findings
        .iter()
        .map(|finding| (finding.rule.id, finding.message.to_string()))
        .collect();
    let header = format!(
        "expected `Docker-Content-Digest` to be {}, but found {}",
        Digest::sha256(list.as_bytes()),
        Digest::sha256(b"other")
    );
    let substituted = format!(
        "expected this document at once, but the registry first sent {0} in its place, because the request did not ask for this document's media type; clients that ask the same way get {}",
        Digest::sha256(b"{}")
    );
    assert_eq!(
        found,
        [
            ("header-digest", header),
            ("substituted-manifest", substituted),
        ]
    );
}

#[test]
fn a_layout_on_a_static_host_is_read_as_an_archive_is() {
    let mut stored = Stored::default();
    let (manifest, size) = stored.image("amd64");
    stored.blobs.push(stored.manifests[0].1.clone());
    let index = format!(
        r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"{OCI_MANIFEST}","digest":"{manifest}","size":{size}}}]}}"#
    );
    let blobs = stored.serve();
    let fake = Fake::new(move |request| match request.url.path() {
        "/a/oci-layout" => ok(r#"{"imageLayoutVersion":"1.0.0"}"#),
        "/a/index.json" => ok(index.as_str()),
        _ => {
            let mut served = block_on(blobs.send(request.clone())).ok()?;
            let body = block_on(served.read(1 << 20)).ok()?;
            status(served.status, body)
        }
    });
    let target = Target::Layout("https://h.example/a/".parse().unwrap());
    let ask = FetchTarget {
        target,
        platform: None,
    };
    let contents = view(&fake, &ask);
    assert_eq!(fake.sent().len(), 4);
    assert_eq!(contents.roots[0].form, Form::OciLayout);
    assert_eq!(contents.roots[0].trust, Trust::AsServed);
    let paths: Vec<&str> = contents.documents.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(
        paths[..2],
        [
            "https://h.example/a/index.json",
            "https://h.example/a/oci-layout"
        ]
    );
    assert_eq!(contents.blobs.len(), 2);
    assert!(
        fake.log
            .borrow()
            .iter()
            .all(|request| request.accept.is_none())
    );
}

#[test]
fn hostile_documents_lead_to_no_request_and_no_panic() {
    let mut digests = vec![
        r#""sha256:../../../v2/x/manifests/y""#.to_owned(),
        r#""sha256""#.to_owned(),
        "null".to_owned(),
        r#""sha256:ABC""#.to_owned(),
    ];
    digests.push(format!("\"{}\"", "a".repeat(10_000)));
    for digest in digests {
        let body = format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"digest":{digest},"size":2}},"layers":[{{"digest":{digest},"size":4611686018427387904}},null]}}"#
        );
        let fake = Fake::new(move |_| {
            ok(body.as_str()).map(|answer| answer.with("Content-Type", OCI_MANIFEST))
        });
        let contents = view(&fake, &ask("r.example/o/x"));
        assert_eq!((fake.sent().len(), contents.blobs.len()), (1, 0));
    }
    for body in [
        "null",
        "[]",
        "\"x\"",
        "",
        r#"{"manifests":[{}],"schemaVersion":2}"#,
    ] {
        let fake = Fake::new(move |_| ok(body));
        assert_eq!(view(&fake, &ask("r.example/o/x")).documents.len(), 1);
    }
}

#[test]
fn many_layers_of_enormous_sizes_do_not_overflow() {
    let layers: Vec<String> = (0..40)
        .map(|n: u32| {
            let digest = Digest::sha256(&n.to_be_bytes());
            format!(r#"{{"mediaType":"{OCI_LAYER_GZIP}","digest":"{digest}","size":9223372036854775807}}"#)
        })
        .collect();
    let body = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","layers":[{}]}}"#,
        layers.join(",")
    );
    let fake = Fake::new(move |_| ok(body.as_str()));
    let size = view(&fake, &ask("r.example/o/x")).input.size;
    assert_eq!((size.known, size.whole()), (u64::MAX, None));
}

#[test]
fn layers_of_schema_1_have_no_size_that_anybody_says() {
    let sum = Digest::sha256(b"layer");
    let body = format!(
        r#"{{"schemaVersion":1,"name":"o/x","tag":"1","architecture":"amd64","fsLayers":[{{"blobSum":"{sum}"}},{{"blobSum":"{sum}"}}],"history":[]}}"#
    );
    let fake = Fake::new(move |_| ok(body.as_str()));
    let contents = view(&fake, &ask("r.example/o/x"));
    assert_eq!((contents.blobs.len(), contents.blobs[0].size), (1, None));
    assert_eq!(contents.input.size.whole(), None);
    assert!(contents.input.size.to_string().starts_with("at least "));
}
