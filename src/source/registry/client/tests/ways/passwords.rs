//! Which way passwords and tokens may go.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;

#[test]
fn the_token_server_of_a_relayed_registry_is_asked_through_the_relay() {
    let fake = with_tokens();
    let served = block_on(client(&fake).manifest(&reference("r.example/o/x"), None)).unwrap();
    assert_eq!(served.way, site_relay());
    let token = "GET https://assay.example/relay/auth.r.example/token?scope=repository:o/x:pull";
    assert_eq!(fake.sent()[3], token);
}

#[test]
fn a_password_passes_the_relay_of_which_the_person_was_told_and_no_other() {
    let fake = with_tokens();
    let registry = client(&fake);
    let home = origin(R);
    let image = reference("r.example/o/x");
    let relay = origin("https://assay.example");
    assert_eq!(
        block_on(registry.relay_for_passwords(&home)),
        Some(relay.clone())
    );
    // The form said nothing, or something else.
    for told in [None, Some(origin("https://other.example"))] {
        registry.sign_in_by(&home, Credential::new("me", "secret"), told);
        let error = block_on(registry.manifest(&image, None)).unwrap_err();
        let expected = PullError::Untold {
            registry: home.clone(),
            relay: relay.clone(),
        };
        assert_eq!(error, expected);
        fake.assert_secrets_stayed_at(&[R, "https://auth.r.example"]);
    }
    registry.sign_in_by(&home, Credential::new("me", "secret"), Some(relay));
    let served = block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!(served.way, site_relay());
}

#[test]
fn a_private_image_of_which_only_blobs_are_closed_says_that_they_need_the_relay() {
    let fake = network(|request| {
        let is_blob = request.url.path().contains("/blobs/");
        match (closed(request), is_blob, &request.authorization) {
            (true, true, _) => None,
            (_, _, None) => status(401, "").map(|a| a.with("WWW-Authenticate", "Basic realm=x")),
            (_, true, _) => ok("{}"),
            (_, false, _) => typed(OCI_MANIFEST, &oci()),
        }
    });
    let registry = client(&fake);
    let (home, image) = (origin(R), reference("r.example/o/x"));
    registry.sign_in(&home, Credential::new("me", "secret"));
    assert!(block_on(registry.manifest(&image, None)).is_ok());
    let config = Digest::sha256(b"{}");
    let error = block_on(registry.document(&image.repository, &config)).unwrap_err();
    let PullError::Untold { relay, .. } = error else {
        panic!("{error:?}")
    };
    registry.sign_in_by(&home, Credential::new("me", "secret"), Some(relay));
    let blob = block_on(registry.document(&image.repository, &config)).unwrap();
    assert_eq!(blob.way, site_relay());
}

#[test]
fn a_token_that_comes_after_the_person_has_changed_is_not_used() {
    let inner = with_tokens();
    let late: Rc<RefCell<Option<Rc<Registry<Fake>>>>> = Rc::default();
    let (seen, answers) = (Rc::clone(&late), inner.clone());
    let fake = Fake::new(move |request| {
        if request.url.path().ends_with("/token")
            && let Some(registry) = seen.borrow().as_ref()
        {
            registry.set_detours(detours(
                "r.example",
                "https://w.example/",
                "",
                DetourKind::Relay,
            ));
        }
        answers.answer(request)
    });
    let registry = Rc::new(client(&fake));
    *late.borrow_mut() = Some(Rc::clone(&registry));
    let error = block_on(registry.manifest(&reference("r.example/o/x"), None)).unwrap_err();
    let expected = TransportError::Cancelled { origin: origin(R) };
    assert!(matches!(error, PullError::Transport { error, .. } if error == expected));
    assert!(!fake.sent().iter().any(|sent| sent.contains("w.example")));
}

#[test]
fn naming_something_for_a_registry_logs_out_there_and_nowhere_else() {
    let fake = Fake::new(|request| match &request.authorization {
        Some(_) => typed(OCI_MANIFEST, &oci()),
        None => status(401, "").map(|answer| answer.with("WWW-Authenticate", "Basic realm=x")),
    });
    let registry = client(&fake);
    for home in [R, "https://s.example"] {
        registry.sign_in(&origin(home), Credential::new("me", "secret"));
    }
    registry.set_detours(detours(
        "r.example",
        "https://w.example/",
        "",
        DetourKind::Relay,
    ));
    assert!(block_on(registry.manifest(&reference("s.example/o/x"), None)).is_ok());
    let error = block_on(registry.manifest(&reference("r.example/o/x"), None)).unwrap_err();
    assert!(matches!(error, PullError::AuthNeeded { .. }), "{error:?}");
    fake.assert_secrets_stayed_at(&["https://s.example"]);
}

#[test]
fn a_token_server_that_alone_is_relayed_gets_the_password_once_the_person_was_told() {
    let inner = with_tokens();
    let fake = Fake::new(move |request| {
        let file = r#"{"prefix":"/relay/","hosts":["auth.r.example"]}"#;
        match request.url.to_string().as_str() {
            FILE => ok(file),
            // The registry lets itself be read.
            url if url.starts_with(R) => inner.answer(&Request {
                url: url.replace(R, RELAYED).parse().unwrap(),
                ..request.clone()
            }),
            _ => inner.answer(request),
        }
    });
    let (registry, home) = (client(&fake), origin(R));
    let image = reference("r.example/o/x");
    // The form cannot know of it before.
    let told = block_on(registry.relay_for_passwords(&home));
    registry.sign_in_by(&home, Credential::new("me", "secret"), told);
    let error = block_on(registry.manifest(&image, None)).unwrap_err();
    let PullError::Untold { relay, .. } = error else {
        panic!("{error:?}")
    };
    registry.sign_in_by(&home, Credential::new("me", "secret"), Some(relay));
    assert!(block_on(registry.manifest(&image, None)).is_ok());
}

#[test]
fn what_was_sent_before_a_logout_passes_no_relay_after_it() {
    let fake = network(|request| match (closed(request), &request.authorization) {
        (true, _) if request.url.path().contains("/blobs/") => None,
        (_, None) => status(401, "").map(|a| a.with("WWW-Authenticate", "Basic realm=x")),
        _ => typed(OCI_MANIFEST, &oci()),
    });
    let (registry, home) = (client(&fake), origin(R));
    let image = reference("r.example/o/x");
    registry.sign_in(&home, Credential::new("me", "secret"));
    assert!(block_on(registry.manifest(&image, None)).is_ok());
    let (repository, digest) = (&image.repository, Digest::sha256(b""));
    let sent = block_on(registry.blob_request(repository, &digest)).unwrap();
    assert!(sent.authorization.is_some());
    registry.sign_out(&home);
    let error = block_on(registry.blob_by_relay(&sent)).unwrap_err();
    assert!(matches!(error, PullError::Untold { .. }), "{error:?}");
}
