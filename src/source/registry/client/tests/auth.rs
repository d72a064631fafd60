//! Conversations about who may read.

use super::*;
use crate::source::registry::auth::RealmError;

pub(super) fn challenge(value: &str) -> Option<Answer> {
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
        "https://r.example asks for a password"
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
        "https://r.example asks for a password, but does not expose `WWW-Authenticate`, which says of what kind"
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
        "https://r.example did not accept the password"
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
fn a_registry_that_refuses_long_headers_is_not_asked_so_again() {
    let fake = Fake::new(|request| {
        let long = request
            .accept
            .as_ref()
            .is_some_and(|value| value.len() > 128);
        match &request.authorization {
            None => challenge("Basic realm=x"),
            Some(_) if long => None,
            Some(_) => typed(OCI_MANIFEST, &oci()),
        }
    });
    let registry = Registry::new(fake.clone());
    registry.sign_in(&origin(R), Credential::new("me", "secret"));
    let image = reference("r.example/o/x");
    for requests in [2, 4, 5] {
        block_on(registry.manifest(&image, None)).unwrap();
        assert_eq!(fake.sent().len(), requests);
    }
}

#[test]
fn a_challenge_that_is_too_wide_is_noted_and_only_pull_is_asked_for() {
    let fake = Fake::new(|request| {
        if request.url.path() == "/token" {
            return ok(r#"{"token":"t"}"#);
        }
        match request.authorization {
            Some(_) if request.url.path().contains("/tags/") => ok(r#"{"tags":[]}"#),
            Some(_) => typed(OCI_MANIFEST, &oci()),
            None => challenge(&format!(
                "Bearer realm=\"{R}/token\",scope=\"repository:o/x:pull,push registry:catalog:* repository:other:pull\""
            )),
        }
    });
    let registry = Registry::new(fake.clone());
    let repository: Repository = "r.example/o/x".parse().unwrap();
    let excess = "repository:o/x:pull,push registry:catalog:* repository:other:pull";
    assert_eq!(registry.asked_too_much(&repository), None);
    block_on(registry.manifest(&reference("r.example/o/x"), None)).unwrap();
    assert_eq!(
        fake.sent()[1],
        format!("GET {R}/token?scope=repository:o/x:pull")
    );
    assert_eq!(
        registry.asked_too_much(&repository).as_deref(),
        Some(excess)
    );
    let tags = block_on(registry.tags(&repository)).unwrap();
    assert_eq!(tags.pages.excess.as_deref(), Some(excess));
}

#[test]
fn what_the_token_server_says_is_not_said_by_the_registry() {
    for answer in [404, 500] {
        let fake = Fake::new(move |request| match request.url.path() {
            "/token" => status(answer, r#"{"details":"no such service"}"#),
            _ => challenge("Bearer realm=\"https://auth.example/token\""),
        });
        let error = manifest(&fake, "r.example/o/x").unwrap_err();
        assert!(matches!(error, PullError::TokenRefused { .. }), "{error}");
        assert!(!error.is_not_found());
        assert_eq!(fake.sent().len(), 2);
    }
    // Nor is it asked once for each kind of manifest, where it is silent.
    let fake = Fake::new(|request| match request.url.path() {
        "/token" => None,
        _ => challenge("Bearer realm=\"https://auth.example/token\""),
    });
    let error = manifest(&fake, "r.example/o/x").unwrap_err();
    assert!(matches!(error, PullError::TokenTransport { .. }), "{error}");
    assert_eq!(fake.sent().len(), 2);
    let log = fake.log.borrow();
    assert!(log[0].patience.is_none() && log[1].patience.is_some());
}
