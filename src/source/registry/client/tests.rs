//! Conversations with scripted registries.

use super::*;
use crate::source::registry::accept::{
    DOCKER_LIST, DOCKER_MANIFEST, DOCKER_SCHEMA1_SIGNED, OCI_INDEX, OCI_MANIFEST,
};
use crate::source::registry::auth::RealmError;
use crate::source::registry::fake::{Answer, Fake, block_on, ok, origin, status};
use crate::source::registry::http::TransportError;
use crate::source::registry::served::{HeaderDisagreement, Pin};

const R: &str = "https://r.example";

fn reference(text: &str) -> Reference {
    text.parse().expect(text)
}

fn typed(media_type: &str, body: &str) -> Option<Answer> {
    ok(body).map(|answer| answer.with("Content-Type", media_type))
}

fn manifest(fake: &Fake, text: &str) -> Result<Served, PullError> {
    block_on(Registry::new(fake.clone()).manifest(&reference(text), None))
}

fn oci() -> String {
    format!(r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}"}}"#)
}

/// How `distribution` answers a request by tag for a document of type `stored`.
fn distribution(stored: &'static str) -> Fake {
    Fake::new(move |request| {
        let accept = request.accept.clone().unwrap_or_default();
        let by_tag = request.url.path().ends_with("/latest");
        let body = format!(r#"{{"mediaType":"{stored}"}}"#);
        if accept.split(", ").any(|one| one == stored) || !by_tag {
            return typed(stored, &body);
        }
        match stored {
            DOCKER_LIST if accept.contains(DOCKER_MANIFEST) => {
                typed(DOCKER_MANIFEST, r#"{"rewritten":"amd64"}"#)
            }
            DOCKER_LIST | DOCKER_MANIFEST => typed(DOCKER_SCHEMA1_SIGNED, r#"{"schemaVersion":1}"#),
            _ => status(
                404,
                r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI manifest found, but accept header does not support OCI manifests"}]}"#,
            ),
        }
    })
}

#[test]
fn a_first_view_of_an_oci_image_takes_two_requests_and_no_preflight() {
    let config = Digest::sha256(b"{}");
    let fake = Fake::new(|request| {
        if request.url.path().contains("/blobs/") {
            ok("{}")
        } else {
            typed(OCI_MANIFEST, &oci())
        }
    });
    let registry = Registry::new(fake.clone());
    let image = reference("r.example/o/x");
    let served = block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(served.digest, Digest::sha256(oci().as_bytes()));
    assert_eq!((served.pin, served.unasked), (Pin::AsServed, false));
    let document = block_on(registry.document(&image.repository, &config)).unwrap();
    assert_eq!(
        (document.bytes.as_slice(), document.pin),
        (&b"{}"[..], Pin::Pinned)
    );
    assert_eq!(
        fake.sent(),
        [
            format!("GET {R}/v2/o/x/manifests/latest"),
            format!("GET {R}/v2/o/x/blobs/{config}"),
        ]
    );
    assert!(fake.log.borrow().iter().all(|request| {
        request
            .accept
            .as_ref()
            .is_none_or(|value| value.len() <= 128)
    }));
    assert_eq!(fake.log.borrow()[1].accept, None);
}

#[test]
fn no_document_is_rewritten_silently() {
    for (stored, requests, substituted) in [
        (OCI_MANIFEST, 1, false),
        (OCI_INDEX, 1, false),
        (DOCKER_LIST, 2, true),
        (DOCKER_MANIFEST, 2, true),
    ] {
        let fake = distribution(stored);
        let registry = Registry::new(fake.clone());
        let image = reference("r.example/o/x");
        let served = block_on(registry.manifest(&image, None)).unwrap();
        let body = format!(r#"{{"mediaType":"{stored}"}}"#);
        assert_eq!(served.bytes, body.as_bytes(), "{stored}");
        assert_eq!(served.substituted.is_some(), substituted, "{stored}");
        assert_eq!(fake.sent().len(), requests, "{stored}");
        // The second image of the same kind is asked for in the right way.
        block_on(registry.manifest(&image, None)).unwrap();
        assert_eq!(fake.sent().len(), requests + 1, "{stored}");
    }
}

#[test]
fn a_document_by_digest_takes_one_request_of_any_type() {
    for stored in [OCI_INDEX, DOCKER_LIST] {
        let fake = distribution(stored);
        let body = format!(r#"{{"mediaType":"{stored}"}}"#);
        let digest = Digest::sha256(body.as_bytes());
        let served = manifest(&fake, &format!("r.example/o/x@{digest}")).unwrap();
        assert_eq!((served.pin, fake.sent().len()), (Pin::Pinned, 1));
    }
    let fake = distribution(DOCKER_MANIFEST);
    let body = format!(r#"{{"mediaType":"{DOCKER_MANIFEST}"}}"#);
    let child = reference(&format!(
        "r.example/o/x@{}",
        Digest::sha256(body.as_bytes())
    ));
    block_on(Registry::new(fake.clone()).manifest(&child, Some(DOCKER_MANIFEST))).unwrap();
    assert_eq!(
        fake.log.borrow()[0].accept.as_deref(),
        Some(DOCKER_MANIFEST)
    );
}

#[test]
fn a_type_that_never_becomes_the_right_one_is_marked() {
    let fake = Fake::new(|_| typed(DOCKER_SCHEMA1_SIGNED, r#"{"schemaVersion":1}"#));
    let served = manifest(&fake, "r.example/o/x").unwrap();
    assert!(served.unasked);
    // A server without a useful `Content-Type` is believed.
    let fake = Fake::new(|_| typed("text/plain", "{}"));
    assert!(!manifest(&fake, "r.example/o/x").unwrap().unasked);
}

#[test]
fn bytes_of_another_digest_stay_visible() {
    let wanted = Digest::sha256(b"right");
    let fake = Fake::new(|_| ok("wrong"));
    let error = manifest(&fake, &format!("r.example/o/x@{wanted}")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "expected bytes of digest {wanted}, but found 5 bytes of digest {}",
            Digest::sha256(b"wrong")
        )
    );
    let PullError::Mismatch(mismatch) = error else {
        panic!()
    };
    assert_eq!(mismatch.served.bytes, b"wrong");
}

#[test]
fn a_digest_that_cannot_be_computed_here_is_not_called_checked() {
    let fake = Fake::new(|_| ok("x"));
    let served = manifest(&fake, &format!("r.example/o/x@blake3:{}", "a".repeat(64))).unwrap();
    assert_eq!(
        (served.pin, served.digest),
        (Pin::Unchecked, Digest::sha256(b"x"))
    );
}

#[test]
fn exposed_headers_are_compared_with_the_bytes() {
    let other = Digest::sha256(b"other");
    let claim = other.clone();
    let fake = Fake::new(move |_| {
        typed(&format!("{OCI_INDEX}; charset=utf-8"), &oci())
            .map(|answer| answer.with("docker-content-digest", claim.as_str()))
    });
    let served = manifest(&fake, "r.example/o/x").unwrap();
    let computed = Digest::sha256(oci().as_bytes());
    let messages: Vec<String> = served
        .disagreements
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        messages,
        [
            format!("expected `Docker-Content-Digest` to be {computed}, but found {other}"),
            format!(
                "expected `Content-Type` to be the document's {OCI_MANIFEST}, but found {OCI_INDEX}"
            ),
        ]
    );
    let sha512 = {
        let any: Digest = format!("sha512:{}", "0".repeat(128)).parse().unwrap();
        any.recompute(oci().as_bytes()).unwrap()
    };
    let fake = Fake::new(move |_| {
        ok(oci()).map(|answer| answer.with("Docker-Content-Digest", sha512.as_str()))
    });
    assert_eq!(manifest(&fake, "r.example/o/x").unwrap().disagreements, []);
    let fake = Fake::new(|_| ok("{}").map(|answer| answer.with("Docker-Content-Digest", "none")));
    assert!(matches!(
        manifest(&fake, "r.example/o/x").unwrap().disagreements[..],
        [HeaderDisagreement::DigestForm { .. }]
    ));
}

#[test]
fn bodies_stop_at_their_limit() {
    let body = vec![b' '; usize::try_from(MAX_DOCUMENT).unwrap() + 1];
    let whole = body[1..].to_vec();
    let fake = Fake::new(move |_| ok(body.clone()));
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "expected a manifest of at most 4194304 bytes, but found more"
    );
    let fake = Fake::new(move |_| ok(whole.clone()));
    assert!(manifest(&fake, "r.example/o/x").is_ok());
    // An error body that is too long still leaves the status.
    let fake = Fake::new(|_| status(500, vec![b'x'; 2_000_000]));
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "expected success, but found status 500"
    );
    let fake = Fake::new(|request| {
        if request.url.path() == "/token" {
            ok(vec![b'x'; 2_000_000])
        } else {
            challenge(&format!("Bearer realm=\"{R}/token\""))
        }
    });
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "expected a token of at most 1048576 bytes, but found more"
    );
}

#[test]
fn silence_is_asked_again_with_the_other_pair_and_then_reported() {
    let fake = Fake::new(|_| None);
    let error = manifest(&fake, "r.example/o/x").unwrap_err();
    assert!(matches!(
        error,
        PullError::Transport {
            preflight: false,
            error: TransportError::NoAnswer { .. }
        }
    ));
    assert_eq!(fake.sent().len(), 2);
    // Words are worth more than silence.
    let fake = Fake::new(|request| {
        let oci = request.accept.as_ref().unwrap().contains("oci");
        if oci { None } else { status(404, "") }
    });
    assert!(manifest(&fake, "r.example/o/x").unwrap_err().is_not_found());
}

#[test]
fn limits_and_refusals_are_in_the_registrys_words() {
    let fake = Fake::new(|_| {
        status(
            429,
            r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#,
        )
        .map(|answer| answer.with("Retry-After", "17"))
    });
    let error = manifest(&fake, "r.example/o/x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected an answer, but found that https://r.example allows no more requests for now; it says to wait 17 seconds"
    );
    let PullError::RateLimited { reply, .. } = error else {
        panic!()
    };
    assert!(reply.has_code("TOOMANYREQUESTS"));
    assert_eq!(fake.sent().len(), 1);
}

fn challenge(value: &str) -> Option<Answer> {
    status(401, "").map(|answer| answer.with("WWW-Authenticate", value))
}

/// A registry that wants `Bearer good`, and a token server at `realm`.
fn guarded(realm: &'static str, exposed: bool) -> Fake {
    Fake::new(move |request| {
        let url = request.url.to_string();
        let who = request
            .authorization
            .as_ref()
            .map(|who| who.reveal().to_owned());
        if url.starts_with(realm) {
            return ok(r#"{"token":"good","expires_in":100}"#);
        }
        match who.as_deref() {
            Some("Bearer good") => typed(OCI_MANIFEST, &oci()),
            _ if exposed => challenge(&format!(
                "Bearer realm=\"{realm}?a=b\",service=\"s\",scope=\"repository:o/x:pull\""
            )),
            _ => status(401, ""),
        }
    })
}

#[test]
fn a_token_is_fetched_once_and_renewed_in_time() {
    let fake = guarded("https://auth.example/token", true);
    let registry = Registry::new(fake.clone());
    let image = reference("r.example/o/x");
    let token = "GET https://auth.example/token?a=b&service=s&scope=repository:o/x:pull";
    let plain = format!("GET {R}/v2/o/x/manifests/latest");
    let signed = format!("{plain} Bearer good");
    block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(fake.sent(), [plain.as_str(), token, &signed]);
    block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(fake.sent()[3..], [signed.as_str()]);
    // With a preflight anyway, everything is asked for at once.
    assert_eq!(fake.log.borrow()[3].accept, Some(Accept::Full.header()));
    *fake.clock.borrow_mut() = std::time::Duration::from_secs(99);
    block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(fake.sent()[4..], [token, &signed]);
    fake.assert_secrets_stayed_at(&[R]);
}

#[test]
fn a_token_that_the_registry_no_longer_takes_is_fetched_again_once() {
    let count = std::cell::Cell::new(0);
    let fake = Fake::new(move |request| {
        if request.url.path() == "/token" {
            count.set(count.get() + 1);
            return ok(format!(r#"{{"access_token":"t{}"}}"#, count.get()));
        }
        let who = request
            .authorization
            .as_ref()
            .map(|who| who.reveal().to_owned());
        match who.as_deref() {
            Some("Bearer t2") => typed(OCI_MANIFEST, &oci()),
            Some("Bearer t1") if request.accept.as_ref().is_some_and(|a| a.len() > 128) => {
                challenge(&format!("Bearer realm=\"{R}/token\""))
            }
            Some(_) => typed(OCI_MANIFEST, &oci()),
            None => challenge(&format!("Bearer realm=\"{R}/token\"")),
        }
    });
    let registry = Registry::new(fake.clone());
    let image = reference("r.example/o/x");
    block_on(registry.manifest(&image, None)).unwrap();
    block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(fake.sent().len(), 3 + 3);
}

#[test]
fn a_registry_that_never_takes_the_token_is_not_asked_forever() {
    let fake = Fake::new(|request| {
        if request.url.path() == "/token" {
            ok(r#"{"token":"t"}"#)
        } else {
            challenge(&format!("Bearer realm=\"{R}/token\""))
        }
    });
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "expected to read https://r.example without a password, but found that it asks for one"
    );
    assert_eq!(fake.sent().len(), 3);
}

#[test]
fn a_hidden_challenge_is_answered_by_the_table_and_by_trying() {
    let fake = guarded("https://ghcr.io/token", false);
    assert!(manifest(&fake, "ghcr.io/o/x").is_ok());
    assert_eq!(
        fake.sent()[1],
        "GET https://ghcr.io/token?service=ghcr.io&scope=repository:o/x:pull"
    );
    let fake = Fake::new(|request| {
        let path = request.url.path();
        if path == "/jwt/auth" {
            ok(r#"{"token":"good"}"#)
        } else if !path.starts_with("/v2/o/") {
            status(404, "")
        } else if request.authorization.is_some() {
            typed(OCI_MANIFEST, &oci())
        } else {
            status(401, "")
        }
    });
    assert!(manifest(&fake, "r.example/o/x").is_ok());
    let probe = format!("GET {R}/jwt/auth?service=container_registry&scope=repository:o/x:pull");
    assert!(fake.sent().contains(&probe));
    let silent = Fake::new(|request| {
        if request.url.path().starts_with("/v2/o/") {
            status(401, "")
        } else {
            None
        }
    });
    assert_eq!(
        manifest(&silent, "r.example/o/x").unwrap_err().to_string(),
        "expected to see what https://r.example asks for, but found that it does not expose `WWW-Authenticate`"
    );
}

#[test]
fn a_password_is_used_for_basic_and_a_wrong_one_is_named() {
    let fake = Fake::new(|request| match &request.authorization {
        Some(who) if who.reveal() == "Basic bWU6c2VjcmV0" => typed(OCI_MANIFEST, &oci()),
        _ => challenge("Basic realm=\"x\""),
    });
    let registry = Registry::new(fake.clone());
    let image = reference("r.example/o/x");
    assert!(matches!(
        block_on(registry.manifest(&image, None)),
        Err(PullError::AuthNeeded { .. })
    ));
    registry.sign_in(&origin(R), Credential::new("me", "wrong"));
    let error = block_on(registry.manifest(&image, None)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected https://r.example to accept the password, but found that it was refused"
    );
    registry.sign_in(&origin(R), Credential::new("me", "secret"));
    block_on(registry.manifest(&image, None)).unwrap();
    let before = fake.sent().len();
    block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(fake.sent().len(), before + 1, "no second 401");
    registry.sign_out(&origin(R));
    assert!(matches!(
        block_on(registry.manifest(&image, None)),
        Err(PullError::AuthNeeded { .. })
    ));
    fake.assert_secrets_stayed_at(&[R]);
}

#[test]
fn a_password_goes_to_another_site_only_if_the_person_says_so() {
    let fake = guarded("https://auth.other.example/token", true);
    let registry = Registry::new(fake.clone());
    let image = reference("r.site.example.com/o/x");
    let (home, realm) = (
        origin("https://r.site.example.com"),
        origin("https://auth.other.example"),
    );
    registry.sign_in(&home, Credential::new("me", "secret"));
    let error = block_on(registry.manifest(&image, None)).unwrap_err();
    assert_eq!(
        error,
        PullError::ConfirmRealm {
            registry: home.clone(),
            realm: realm.clone()
        }
    );
    assert_eq!(fake.sent().len(), 1);
    registry.confirm_realm(&home, &realm);
    block_on(registry.manifest(&image, None)).unwrap();
    assert!(fake.sent()[2].ends_with("Basic bWU6c2VjcmV0"));
    fake.assert_secrets_stayed_at(&["https://r.site.example.com", "https://auth.other.example"]);
}

#[test]
fn nothing_is_sent_to_a_host_behind_a_redirect() {
    let fake = Fake::new(|_| {
        challenge("Basic realm=x").map(|answer| Answer {
            redirected: true,
            ..answer
        })
    });
    let registry = Registry::new(fake.clone());
    registry.sign_in(&origin(R), Credential::new("me", "secret"));
    let image = reference("r.example/o/x");
    let error = block_on(registry.document(&image.repository, &Digest::sha256(b""))).unwrap_err();
    assert_eq!(
        error,
        PullError::RedirectedUnauthorized {
            registry: origin(R)
        }
    );
    assert_eq!(fake.sent().len(), 1);
    fake.assert_secrets_stayed_at(&[]);
}

#[test]
fn hostile_realms_get_no_request_at_all() {
    for realm in [
        "http://169.254.169.254/t",
        "http://auth.example/t",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//evil",
        "/token",
        "https://registry.example@evil.example/",
    ] {
        let header = format!("Bearer realm=\"{realm}\"");
        let fake = Fake::new(move |_| challenge(&header));
        let registry = Registry::new(fake.clone());
        registry.sign_in(&origin(R), Credential::new("me", "secret"));
        let error = block_on(registry.manifest(&reference("r.example/o/x"), None)).unwrap_err();
        assert!(matches!(error, PullError::Realm(_)), "{realm}: {error}");
        assert_eq!(fake.sent().len(), 1, "{realm}");
    }
    let fake = Fake::new(|_| challenge("Bearer service=x"));
    let error = manifest(&fake, "r.example/o/x").unwrap_err();
    assert!(matches!(
        error,
        PullError::Realm(RealmError::Missing { .. })
    ));
}

#[test]
fn credentials_of_one_registry_never_reach_another() {
    let fake = Fake::new(|_| challenge("Basic realm=x"));
    let registry = Registry::new(fake.clone());
    registry.sign_in(&origin(R), Credential::new("me", "secret"));
    for other in ["r.example.evil.example/o/x", "r.example:8443/o/x", "alpine"] {
        let _ = block_on(registry.manifest(&reference(other), None));
    }
    fake.assert_secrets_stayed_at(&[]);
}

#[test]
fn tags_are_gathered_with_and_without_link() {
    for link in [true, false] {
        let fake = Fake::new(move |request| {
            let page = match request.url.parameter("last").as_deref() {
                None => r#"{"name":"x","tags":["a","b"]}"#,
                Some("b") => r#"{"tags":["c","-bad"]}"#,
                Some(_) => r#"{"tags":null}"#,
            };
            let answer = ok(page);
            if link && page.contains("\"a\"") {
                return answer
                    .map(|a| a.with("Link", "</v2/o/x/tags/list?n=2&last=b>; rel=\"next\""));
            }
            answer
        });
        let repository = "r.example/o/x".parse().unwrap();
        let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
        let names: Vec<&str> = tags
            .tags
            .iter()
            .map(crate::image::reference::Tag::as_str)
            .collect();
        assert_eq!(
            (names, tags.malformed, tags.cut),
            (vec!["a", "b", "c"], 1, false)
        );
        assert_eq!(
            fake.sent()[0],
            "GET https://r.example/v2/o/x/tags/list?n=1000"
        );
        assert_eq!(fake.sent().len(), 3);
    }
}

#[test]
fn lists_without_an_end_are_ended() {
    let repository = "r.example/o/x".parse().unwrap();
    // Everything again, as distribution 2.x does.
    let fake = Fake::new(|_| ok(r#"{"tags":["a","b"]}"#));
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.cut, fake.sent().len()),
        (2, false, 2)
    );
    // A new name on every page.
    let count = std::cell::Cell::new(0);
    let fake = Fake::new(move |_| {
        count.set(count.get() + 1);
        ok(format!(r#"{{"tags":["t{}"]}}"#, count.get()))
            .map(|a| a.with("Link", "</v2/o/x/tags/list?n=1>; rel=next"))
    });
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!((tags.tags.len(), tags.cut), (lists::MAX_PAGES, true));
    let fake = Fake::new(|_| {
        ok(r#"{"tags":["a"]}"#).map(|a| a.with("Link", "<http://127.0.0.1:9/>; rel=next"))
    });
    let error = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected the next page on https://r.example, but found another address"
    );
    let fake = Fake::new(|_| ok("<html>"));
    let error = block_on(Registry::new(fake).tags(&repository)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a list of tags, but found something else"
    );
}

#[test]
fn a_catalog_is_a_list_of_repositories() {
    let fake = Fake::new(|request| match request.url.parameter("last") {
        None => ok(r#"{"repositories":["o/x","Bad","y"]}"#),
        Some(_) => ok(r#"{"repositories":[]}"#),
    });
    let domain = "localhost:5000".parse().unwrap();
    let names = block_on(Registry::new(fake.clone()).catalog(&domain)).unwrap();
    let printed: Vec<String> = names.repositories.iter().map(ToString::to_string).collect();
    assert_eq!(
        (printed, names.malformed),
        (
            vec![
                "localhost:5000/o/x".to_owned(),
                "localhost:5000/y".to_owned()
            ],
            1
        )
    );
    assert_eq!(
        fake.sent()[0],
        "GET http://localhost:5000/v2/_catalog?n=1000"
    );
}

fn referrer_index() -> String {
    let entry = |n: u8, kind: &str| {
        format!(
            r#"{{"mediaType":"{OCI_MANIFEST}","digest":"{}","size":2,"artifactType":"{kind}","annotations":{{"a":"b"}}}}"#,
            Digest::sha256(&[n])
        )
    };
    format!(
        r#"{{"schemaVersion":2,"manifests":[{},{},{{"digest":"sha256:../../x"}},null]}}"#,
        entry(1, "sbom"),
        entry(2, "sig")
    )
}

#[test]
fn referrers_come_from_the_api_or_from_the_tag() {
    let subject = Digest::sha256(b"subject");
    let repository: Repository = "r.example/o/x".parse().unwrap();
    for api in [true, false] {
        let fake = Fake::new(move |request| {
            let is_api = request.url.path().contains("/referrers/");
            if is_api && !api {
                status(404, "")
            } else {
                ok(referrer_index())
            }
        });
        let registry = Registry::new(fake.clone());
        let all = block_on(registry.referrers(&repository, &subject, None)).unwrap();
        assert_eq!(
            (all.referrers.len(), all.malformed, all.by_tag),
            (2, 2, !api)
        );
        let some = block_on(registry.referrers(&repository, &subject, Some("sig"))).unwrap();
        assert_eq!(some.referrers[0].digest, Digest::sha256(&[2]));
        assert_eq!(some.referrers.len(), 1);
        if !api {
            let tag = format!("GET {R}/v2/o/x/manifests/sha256-{}", subject.encoded());
            assert_eq!(fake.sent()[1], tag);
        }
    }
    let fake = Fake::new(|_| status(404, ""));
    let none = block_on(Registry::new(fake).referrers(&repository, &subject, None)).unwrap();
    assert_eq!(
        (none.referrers.len(), none.index, none.by_tag),
        (0, None, true)
    );
}

#[test]
fn the_referrers_tag_follows_the_schema() {
    for (digest, tag) in [
        (format!("sha256:{}", "a".repeat(64)), format!("sha256-{}", "a".repeat(64))),
        (format!("sha512:{}", "b".repeat(128)), format!("sha512-{}", "b".repeat(64))),
        ("test+algorithm+using+algorithm+separators+and+lots+of+characters+to+excercise+overall+truncation:alsoSome=InTheEncodedSectionToShowHyphenReplacementAndLotsAndLotsOfCharactersToExcerciseEncodedTruncation".to_owned(),
         "test-algorithm-using-algorithm-s-alsoSome-InTheEncodedSectionToShowHyphenReplacementAndLotsAndLot".to_owned()),
    ] {
        let digest: Digest = digest.parse().unwrap();
        assert_eq!(lists::referrers_tag(&digest).unwrap().as_str(), tag);
    }
}

#[test]
fn presence_is_asked_with_head() {
    let fake = Fake::new(|request| {
        if request
            .url
            .path()
            .ends_with(Digest::sha256(b"there").as_str())
        {
            ok("").map(|answer| answer.with("Content-Length", "17"))
        } else {
            status(404, "")
        }
    });
    let registry = Registry::new(fake.clone());
    let repository: Repository = "r.example/o/x".parse().unwrap();
    let ask = |what: &[u8]| block_on(registry.presence(&repository, &Digest::sha256(what)));
    assert_eq!(ask(b"there"), Ok(Presence::Present { claimed: Some(17) }));
    assert_eq!(ask(b"not"), Ok(Presence::Missing));
    assert!(fake.sent().iter().all(|line| line.starts_with("HEAD ")));
}

#[test]
fn a_blob_arrives_in_pieces_and_says_when_it_breaks() {
    let fake = Fake::new(|_| {
        ok("some bytes").map(|answer| Answer {
            breaks: true,
            ..answer
        })
    });
    let registry = Registry::new(fake);
    let repository = "r.example/o/x".parse().unwrap();
    block_on(async {
        let mut stream = registry
            .blob(&repository, &Digest::sha256(b"x"))
            .await
            .unwrap();
        let mut bytes = Vec::new();
        let error = loop {
            match stream.chunk().await {
                Ok(Some(chunk)) => bytes.extend(chunk),
                Ok(None) => panic!("it should break"),
                Err(error) => break error,
            }
        };
        assert_eq!(bytes, b"some bytes");
        assert!(error.is_transport() && !stream.redirected());
    });
}

#[test]
fn a_ping_says_whether_the_api_is_there() {
    let fake = Fake::new(|_| ok("{}"));
    assert_eq!(
        block_on(Registry::new(fake.clone()).ping(&origin(R))),
        Ok(())
    );
    assert_eq!(fake.sent(), ["GET https://r.example/v2/"]);
}
