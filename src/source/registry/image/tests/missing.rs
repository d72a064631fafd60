//! What is shown where a registry does not give all, or not what was declared.

use super::*;
use crate::image::media_type::{BUILDKIT_CACHE, DOCKER_SCHEMA1_SIGNED};

#[test]
fn an_image_of_another_platform_than_was_asked_for_is_said_to_be() {
    let mut stored = Stored::default();
    let (manifest, _) = stored.image("amd64");
    stored.tag("latest", &manifest);
    let ask = on("r.example/o/x", "linux/arm64");
    let Extended { contents, lacks } = came(&stored.clone().serve(), &ask);
    assert!(matches!(&lacks[..], [Lack::OtherPlatform { .. }]));
    assert_eq!(
        (contents.documents.len(), rules(&contents)),
        (2, vec!["platform-absent"])
    );
    let contents = view(&stored.serve(), &on("r.example/o/x", "linux/amd64"));
    assert_eq!(contents.findings, []);
}

#[test]
fn an_index_whose_platform_is_not_on_the_server_is_shown_without_it() {
    let mut stored = Stored::default();
    let index = stored.index(OCI_INDEX, &["arm64", "amd64"]);
    stored.tag("latest", &index);
    let (amd, _) = stored.clone().image("amd64");
    let (arm, _) = stored.clone().image("arm64");
    let whole = stored.clone();
    stored
        .manifests
        .retain(|(_, body)| Digest::sha256(body.as_bytes()) != amd);
    let fake = stored.serve();
    let ask = ask("r.example/o/x");
    let Extended { contents, lacks } = came(&fake, &ask);
    assert_eq!(
        (contents.documents.len(), rules(&contents)),
        (1, vec!["not-served"])
    );
    assert_eq!(contents.findings[0].place.pointer, "/manifests/2");
    let [Lack::Document { named, error }] = &lacks[..] else {
        panic!("{lacks:?}");
    };
    assert!(error.is_not_found());
    assert_eq!((&named.digest, named.manifest), (&amd, true));
    assert_eq!(named.platform.as_ref().unwrap().to_string(), "linux/amd64");
    let others: Vec<String> = named.others.iter().map(ToString::to_string).collect();
    assert_eq!(others, ["linux/arm64"]);
    // Nothing else was asked for, until a person does.
    assert!(asked(&fake).iter().all(|line| !line.contains(arm.as_str())));
    let registry = Registry::new(fake.clone());
    let grown = block_on(grow(&registry, &ask, contents, &[arm], &mut |_| {}));
    assert_eq!((grown.contents.documents.len(), grown.lacks.len()), (3, 0));
    // What comes at last is no longer said to be missing.
    let registry = Registry::new(whole.serve());
    let all = block_on(grow(&registry, &ask, grown.contents, &[amd], &mut |_| {}));
    assert_eq!(
        (all.contents.documents.len(), rules(&all.contents)),
        (5, vec![])
    );
}

#[test]
fn the_layers_of_a_cache_index_are_never_asked_for_as_manifests() {
    let mut stored = Stored::default();
    let layer = Digest::sha256(b"layer");
    let config = stored.blob("{}");
    let body = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{{"mediaType":"{OCI_LAYER_GZIP}","digest":"{layer}","size":9,"platform":{{"os":"linux","architecture":"amd64"}}}},{{"mediaType":"{BUILDKIT_CACHE}","digest":"{config}","size":2}}]}}"#
    );
    let index = stored.manifest(OCI_INDEX, body);
    stored.tag("buildcache", &index);
    let fake = stored.serve();
    let ask = ask("r.example/o/x:buildcache");
    let contents = view(&fake, &ask);
    assert_eq!((fake.sent().len(), contents.documents.len()), (1, 1));
    assert_eq!(contents.blobs.len(), 2);
    let registry = Registry::new(fake.clone());
    let wanted = [layer, config.clone()];
    let grown = block_on(grow(&registry, &ask, contents, &wanted, &mut |_| {}));
    assert!(grown.contents.by_claimed_digest(&config).is_some());
    assert!(
        asked(&fake)[1..]
            .iter()
            .all(|line| line.starts_with("blobs "))
    );
}

#[test]
fn a_schema_1_manifest_whose_signatures_name_no_payload_has_no_address() {
    let body = r#"{"schemaVersion":1,"fsLayers":[],"signatures":[{"protected":"!"}]}"#;
    let fake = Fake::new(move |_| {
        ok(body).map(|answer| answer.with("Content-Type", DOCKER_SCHEMA1_SIGNED))
    });
    let contents = view(&fake, &ask("r.example/o/x:1"));
    assert_eq!(contents.documents[0].claimed_digest, None);
    assert_eq!(
        contents.documents[0].path,
        format!("{R}/v2/o/x/manifests/1")
    );
}

#[test]
fn a_challenge_that_is_too_wide_is_a_finding() {
    let mut stored = Stored::default();
    let (manifest, _) = stored.image("amd64");
    stored.tag("1", &manifest);
    let rest = stored.serve();
    let fake = Fake::new(move |request| {
        if request.url.path() == "/token" {
            return ok(r#"{"token":"t"}"#);
        }
        if request.authorization.is_none() {
            let scope = format!("Bearer realm=\"{R}/token\",scope=\"repository:o/x:*\"");
            return status(401, "").map(|answer| answer.with("WWW-Authenticate", &scope));
        }
        let mut served = block_on(rest.send(request.clone())).ok()?;
        let body = block_on(served.read(1 << 20)).ok()?;
        Some(Answer {
            status: served.status,
            headers: served.headers,
            body,
            ..Answer::default()
        })
    });
    let contents = view(&fake, &ask("r.example/o/x:1"));
    assert_eq!(rules(&contents), ["challenge-scope"]);
    let message = contents.findings[0].message.to_string();
    assert!(message.contains("repository:o/x:*"));
}
