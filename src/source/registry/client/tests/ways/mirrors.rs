//! Mirrors that are asked in the place of registries.

use super::*;

#[test]
fn a_mirror_is_asked_first_and_by_its_own_names() {
    let fake = Fake::new(|request| {
        let scope = request.url.parameter("scope");
        match (request.url.path(), &request.authorization) {
            ("/service/token", _) if scope.as_deref() == Some("repository:hub/library/alpine:pull") => {
                ok(r#"{"token":"t"}"#)
            }
            ("/v2/hub/library/alpine/manifests/latest", Some(_)) => typed(OCI_MANIFEST, &oci()),
            _ => status(401, "").map(|answer| {
                let challenge = r#"Bearer realm="https://m.example/service/token",scope="repository:hub/library/alpine:pull""#;
                answer.with("WWW-Authenticate", challenge)
            }),
        }
    });
    let all = detours("docker.io", "https://m.example", "hub", DetourKind::Mirror);
    let registry = with_detours(&fake, all);
    registry.sign_in(
        &origin("https://registry-1.docker.io"),
        Credential::new("me", "secret"),
    );
    let served = block_on(registry.manifest(&reference("alpine"), None)).unwrap();
    let base = "https://m.example/".parse().unwrap();
    assert_eq!(served.way, Way::Mirror { base });
    // What was typed for the registry is not for the mirror.
    assert!(
        fake.sent()
            .iter()
            .all(|sent| { sent.starts_with("GET https://m.example/") && !sent.contains("Basic") })
    );
    assert_eq!(fake.sent().len(), 3);
}

#[test]
fn lists_of_a_mirror_go_on_where_it_says_and_have_the_names_of_the_registry() {
    let fake = Fake::new(|request| {
        let (path, last) = (request.url.path(), request.url.parameter("last"));
        match (path, last.as_deref()) {
            ("/v2/hub/library/alpine/tags/list", None) => ok(r#"{"tags":["3"]}"#).map(|answer| {
                let next = "</v2/hub/library/alpine/tags/list?last=3>; rel=\"next\"";
                answer.with("Link", next)
            }),
            ("/v2/hub/library/alpine/tags/list", Some("3")) => ok(r#"{"tags":["edge"]}"#),
            ("/v2/hub/library/alpine/tags/list", _) => ok(r#"{"tags":[]}"#),
            ("/v2/_catalog", None) => {
                ok(r#"{"repositories":["hub/library/alpine","quay/x","hubble/y"]}"#)
            }
            ("/v2/_catalog", _) => ok(r#"{"repositories":[]}"#),
            _ => status(404, ""),
        }
    });
    for (kind, ns) in [(DetourKind::Mirror, false), (DetourKind::MirrorByNs, true)] {
        let registry = with_detours(
            &fake,
            detours("docker.io", "https://m.example", "hub", kind),
        );
        let repository = reference("alpine").repository;
        let before = fake.sent().len();
        let tags = block_on(registry.tags(&repository)).unwrap();
        let names: Vec<String> = tags.tags.iter().map(ToString::to_string).collect();
        assert_eq!((names.join(" ").as_str(), tags.malformed), ("3 edge", 0));
        assert!(matches!(tags.pages.ways.as_slice(), [Way::Mirror { .. }]));
        let catalog = block_on(registry.catalog(repository.domain())).unwrap();
        let names: Vec<String> = catalog
            .repositories
            .iter()
            .map(|one| one.familiar())
            .collect();
        assert_eq!((names.join(" ").as_str(), catalog.malformed), ("alpine", 0));
        for sent in &fake.sent()[before..] {
            assert!(sent.starts_with("GET https://m.example/v2/"), "{sent}");
            assert_eq!(sent.contains("ns=docker.io"), ns, "{sent}");
        }
    }
}

#[test]
fn a_mirror_is_asked_itself_where_the_relay_of_the_site_names_it_too() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => typed(OCI_MANIFEST, &oci()),
    });
    let all = detours("quay.io", "https://r.example", "", DetourKind::Mirror);
    let error = block_on(with_detours(&fake, all).manifest(&reference("quay.io/o/x"), None));
    assert!(error.unwrap_err().to_string().contains(R));
    assert!(fake.sent().iter().all(|sent| !sent.contains("/relay")));
}

#[test]
fn images_of_the_mirror_itself_go_by_the_relay_as_before() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => typed(OCI_MANIFEST, &oci()),
    });
    let all = detours("quay.io", "https://r.example", "", DetourKind::Mirror);
    let served = block_on(with_detours(&fake, all).manifest(&reference("r.example/o/x"), None));
    assert_eq!(served.unwrap().way, site_relay());
}

#[test]
fn what_a_mirror_answers_is_told_as_its_own() {
    let fake = Fake::new(|_| status(403, r#"{"errors":[{"code":"DENIED"}]}"#));
    let all = detours("r.example", "https://m.example", "", DetourKind::Mirror);
    let error = block_on(with_detours(&fake, all).manifest(&reference("r.example/o/x"), None));
    let error = error.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("(from the mirror https://m.example/)"),
        "{error}"
    );
    let PullError::Registry(reply) = error else {
        panic!("{error:?}")
    };
    assert_eq!(reply.by.asked(&origin(R)), &origin("https://m.example"));
}

#[test]
fn a_mirror_that_does_not_answer_is_named() {
    let fake = Fake::new(|_| None);
    let all = detours("r.example", "https://m.example", "", DetourKind::MirrorByNs);
    let error = block_on(with_detours(&fake, all).manifest(&reference("r.example/o/x"), None));
    assert!(error.unwrap_err().to_string().contains("https://m.example"));
    assert!(fake.sent()[0].ends_with("manifests/latest?ns=r.example"));
}
