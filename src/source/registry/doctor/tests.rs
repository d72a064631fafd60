//! One scripted server per diagnosis.

mod ways;

use super::*;
use crate::source::registry::client::Registry;
use crate::source::registry::error::RegistryError;
use crate::source::registry::fake::{Answer, Fake, block_on, ok, origin, status};
use crate::source::registry::http::TransportError;

const R: &str = "https://r.example";

fn silence(preflight: bool) -> PullError {
    silence_of(origin(R), preflight)
}

fn silence_of(origin: Origin, preflight: bool) -> PullError {
    let error = TransportError::NoAnswer { origin };
    PullError::Transport { error, preflight }
}

/// Of the registry that is asked for `reference`.
fn silence_at(reference: &str) -> PullError {
    let reference: Reference = reference.parse().expect(reference);
    silence_of(reference.repository.domain().origin().clone(), false)
}

#[track_caller]
fn check(fake: &Fake, step: &Step, error: &PullError, expected: &Diagnosis) {
    let reference: Reference = "r.example/o/x:1".parse().unwrap();
    let examination = Examination {
        page: Scheme::Https,
        reference: &reference,
        step,
        error,
    };
    let found = block_on(diagnose(fake, &examination));
    assert_eq!(found.as_ref(), Some(expected));
    assert!(
        fake.log
            .borrow()
            .iter()
            .all(|request| request.authorization.is_none())
    );
    assert!(fake.sent().len() <= 5, "a diagnosis is quick");
}

/// A server that answers readably where `readable` says so, and blindly always.
fn server(readable: fn(&Request) -> bool, answer: u16) -> Fake {
    Fake::new(move |request| {
        if request.mode == Mode::NoCors || readable(request) {
            status(answer, "")
        } else {
            None
        }
    })
}

#[test]
fn silence_is_told_apart_by_questions() {
    let registry = origin(R);
    let is_ping: fn(&Request) -> bool = |request| request.url.path() == "/v2/";
    check(
        &Fake::new(|_| None),
        &Step::Manifest,
        &silence(false),
        &Diagnosis::HostUnreachable {
            host: registry.clone(),
        },
    );
    check(
        &server(|_| false, 200),
        &Step::Manifest,
        &silence(false),
        &Diagnosis::NoCors {
            registry: registry.clone(),
        },
    );
    check(
        &server(|request| request.url.path() == "/", 200),
        &Step::Manifest,
        &silence(false),
        &Diagnosis::CorsOnlyOnSuccess {
            registry: registry.clone(),
        },
    );
    check(
        &server(is_ping, 200),
        &Step::Manifest,
        &silence(false),
        &Diagnosis::CorsOnlyOnSuccess {
            registry: registry.clone(),
        },
    );
    check(
        &server(|request| request.url.path() != "/v2/", 200),
        &Step::Manifest,
        &silence(true),
        &Diagnosis::CorsOnlyOnSuccess {
            registry: registry.clone(),
        },
    );
    check(
        &server(|_| true, 401),
        &Step::Manifest,
        &silence(true),
        &Diagnosis::PreflightRefused {
            registry: registry.clone(),
        },
    );
    check(
        &server(|_| true, 200),
        &Step::Manifest,
        &silence(false),
        &Diagnosis::Unclear { registry },
    );
}

#[test]
fn the_host_that_lacks_the_headers_of_a_blob_is_found() {
    let registry = origin(R);
    let blob = Step::Blob(Digest::sha256(b"x"));
    let redirecting = Fake::new(|request| match request.mode {
        Mode::CorsUnfollowed => status(0, ""),
        _ => None,
    });
    check(
        &redirecting,
        &blob,
        &silence(false),
        &Diagnosis::BlobStorageNoCors {
            registry: registry.clone(),
        },
    );
    check(
        &server(|_| false, 200),
        &blob,
        &silence(false),
        &Diagnosis::BlobsNoCors {
            registry: registry.clone(),
        },
    );
    check(
        &Fake::new(|_| None),
        &blob,
        &silence(false),
        &Diagnosis::HostUnreachable {
            host: registry.clone(),
        },
    );
    check(
        &server(|_| true, 200),
        &blob,
        &silence(false),
        &Diagnosis::Unclear { registry },
    );
}

#[test]
fn a_silent_token_server_is_asked_blindly() {
    let realm: HttpUrl = "https://auth.example/token?a=b".parse().unwrap();
    let error = PullError::TokenTransport {
        realm: realm.clone(),
    };
    check(
        &server(|_| false, 200),
        &Step::Manifest,
        &error,
        &Diagnosis::TokenEndpointNoCors {
            realm: realm.clone(),
        },
    );
    check(
        &Fake::new(|_| None),
        &Step::Manifest,
        &error,
        &Diagnosis::TokenServerUnreachable {
            registry: origin(R),
            realm,
        },
    );
}

#[test]
fn a_registry_below_a_path_is_told_from_a_host_without_one() {
    let registry = origin(R);
    let below = Diagnosis::BelowPath {
        registry: registry.clone(),
        prefix: "o".to_owned(),
    };
    let absent = PullError::Registry(RegistryError::read(404, b"<html>Not Found</html>"));
    let there = |request: &Request| request.url.path() == "/o/v2/";
    for answer in [200, 401] {
        let fake = Fake::new(move |request| match there(request) {
            true => status(answer, ""),
            false => status(404, "<html>"),
        });
        check(&fake, &Step::Manifest, &absent, &below);
        // A 404 of a proxy that no page may read says no more than silence.
        let fake = Fake::new(move |request| match request.mode {
            _ if there(request) => status(answer, ""),
            Mode::NoCors => status(404, ""),
            _ => None,
        });
        check(&fake, &Step::Manifest, &silence(false), &below);
    }
    let fake = Fake::new(|_| status(404, "<html>"));
    let none = Diagnosis::NoRegistry {
        host: registry.clone(),
    };
    check(&fake, &Step::Manifest, &absent, &none);
}

#[test]
fn what_the_registry_said_needs_no_question() {
    let registry = origin(R);
    let reply = |status, body: &str| RegistryError::read(status, body.as_bytes());
    let unknown_name = r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#;
    for (error, expected) in [
        (
            PullError::AuthNeeded {
                registry: registry.clone(),
            },
            Diagnosis::AuthNeeded {
                registry: registry.clone(),
            },
        ),
        (
            PullError::ChallengeHidden {
                registry: registry.clone(),
            },
            Diagnosis::HeaderHidden {
                registry: registry.clone(),
            },
        ),
        (
            PullError::WrongCredentials {
                registry: registry.clone(),
            },
            Diagnosis::WrongCredentials {
                registry: registry.clone(),
            },
        ),
        (
            PullError::RateLimited {
                registry: registry.clone(),
                retry_after: Some(3),
                reply: reply(429, ""),
            },
            Diagnosis::RateLimited {
                registry: registry.clone(),
                retry_after: Some(3),
            },
        ),
        (
            PullError::Registry(reply(404, unknown_name)),
            Diagnosis::UnknownRepository {
                repository: "r.example/o/x".to_owned(),
            },
        ),
    ] {
        let fake = Fake::new(|_| ok(""));
        check(&fake, &Step::Manifest, &error, &expected);
        assert!(fake.sent().is_empty());
    }
    let reference: Reference = "r.example/o/x".parse().unwrap();
    let error = PullError::Registry(reply(500, ""));
    let examination = Examination {
        page: Scheme::Https,
        reference: &reference,
        step: &Step::Manifest,
        error: &error,
    };
    assert_eq!(examination.next(&[]), None);
}

#[test]
fn a_manifest_that_is_not_there_may_be_of_a_repository_that_is_not_there() {
    let unknown = br#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;
    let error = PullError::Registry(RegistryError::read(404, unknown));
    let repository = Diagnosis::UnknownRepository {
        repository: "r.example/o/x".to_owned(),
    };
    let tag = Diagnosis::UnknownTag {
        reference: "r.example/o/x:1".to_owned(),
    };
    for (tags, expected) in [(404, &repository), (200, &tag), (401, &tag)] {
        let fake = Fake::new(move |_| status(tags, ""));
        check(&fake, &Step::Manifest, &error, expected);
        assert_eq!(fake.sent(), ["GET https://r.example/v2/o/x/tags/list"]);
    }
}

#[test]
fn mixed_content_and_known_registries_are_said_at_once() {
    let fake = Fake::new(|_| None);
    let ask = |reference: &str, page, error: &PullError| {
        let reference: Reference = reference.parse().unwrap();
        let examination = Examination {
            page,
            reference: &reference,
            step: &Step::Manifest,
            error,
        };
        block_on(diagnose(&fake, &examination)).unwrap()
    };
    for reference in [
        "alpine",
        "me.azurecr.io/x",
        "registry.gitlab.com/o/x",
        "quay.io/o/x",
    ] {
        let found = ask(reference, Scheme::Https, &silence_at(reference));
        assert!(
            matches!(found, Diagnosis::KnownNoCors { .. }),
            "{reference}"
        );
    }
    let realm: HttpUrl = "http://auth.example/t".parse().unwrap();
    let error = PullError::TokenTransport {
        realm: realm.clone(),
    };
    assert_eq!(
        ask("r.example/x", Scheme::Https, &error),
        Diagnosis::MixedContent {
            host: realm.origin().clone()
        }
    );
    assert!(fake.sent().is_empty());
    // This machine is trusted over plain http.
    assert!(matches!(
        ask(
            "localhost:5000/x",
            Scheme::Https,
            &silence_at("localhost:5000/x")
        ),
        Diagnosis::HostUnreachable { .. }
    ));
    assert!(matches!(
        ask("r.example/x", Scheme::Http, &error),
        Diagnosis::TokenServerUnreachable { .. }
    ));
}

#[test]
fn every_sentence_is_one_and_names_the_host() {
    let registry = origin(R);
    let realm: HttpUrl = "https://auth.example/token".parse().unwrap();
    let known = known(&"docker.io".parse().unwrap()).unwrap();
    let all = [
        Diagnosis::HostUnreachable {
            host: registry.clone(),
        },
        Diagnosis::MixedContent {
            host: registry.clone(),
        },
        Diagnosis::NoCors {
            registry: registry.clone(),
        },
        Diagnosis::CorsOnlyOnSuccess {
            registry: registry.clone(),
        },
        Diagnosis::PreflightRefused {
            registry: registry.clone(),
        },
        Diagnosis::HeaderHidden {
            registry: registry.clone(),
        },
        Diagnosis::AuthNeeded {
            registry: registry.clone(),
        },
        Diagnosis::WrongCredentials {
            registry: registry.clone(),
        },
        Diagnosis::TokenServerUnreachable {
            registry: registry.clone(),
            realm: realm.clone(),
        },
        Diagnosis::BelowPath {
            registry: registry.clone(),
            prefix: "o".to_owned(),
        },
        Diagnosis::NoRegistry {
            host: registry.clone(),
        },
        Diagnosis::UnknownRepository {
            repository: "r.example/o".to_owned(),
        },
        Diagnosis::UnknownTag {
            reference: "r.example/o:1".to_owned(),
        },
        Diagnosis::TokenEndpointNoCors { realm },
        Diagnosis::BlobStorageNoCors {
            registry: registry.clone(),
        },
        Diagnosis::BlobsNoCors {
            registry: registry.clone(),
        },
        Diagnosis::KnownNoCors { known },
        Diagnosis::RateLimited {
            registry: registry.clone(),
            retry_after: Some(9),
        },
        Diagnosis::Unclear { registry },
    ];
    let mut sentences: Vec<String> = all.iter().map(|one| one.what().to_string()).collect();
    assert_eq!(
        sentences[16],
        "Docker Hub does not allow web pages of other sites to read images"
    );
    assert_eq!(sentences[12], "The registry has no r.example/o:1");
    for sentence in &sentences {
        assert!(
            !sentence.ends_with('.') && !sentence.contains(". "),
            "{sentence}"
        );
        assert!(
            sentence.contains("example") || sentence.contains("Hub"),
            "{sentence}"
        );
    }
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), all.len());
}

#[test]
fn configuration_is_offered_where_it_helps() {
    let registry = origin(R);
    let servers = |diagnosis: &Diagnosis| -> Vec<Server> {
        let helps = |server: &Server| diagnosis.configuration(*server).is_some();
        Server::ALL.into_iter().filter(helps).collect()
    };
    use Server::{Distribution, Gcs, Nginx, S3, Zot};
    assert_eq!(
        servers(&Diagnosis::NoCors {
            registry: registry.clone()
        }),
        [Distribution, Zot, Nginx]
    );
    assert_eq!(
        servers(&Diagnosis::PreflightRefused {
            registry: registry.clone()
        }),
        [Nginx]
    );
    assert_eq!(
        servers(&Diagnosis::BlobStorageNoCors {
            registry: registry.clone()
        }),
        [Distribution, S3, Gcs]
    );
    assert_eq!(
        servers(&Diagnosis::AuthNeeded {
            registry: registry.clone()
        }),
        []
    );
    for server in [Zot, S3, Gcs] {
        for diagnosis in [
            Diagnosis::NoCors {
                registry: registry.clone(),
            },
            Diagnosis::BlobStorageNoCors {
                registry: registry.clone(),
            },
        ] {
            if let Some(lines) = diagnosis.configuration(server) {
                let parsed: Result<serde_json::Value, _> = serde_json::from_str(lines);
                assert!(parsed.is_ok(), "{server:?}");
            }
        }
    }
}

#[test]
fn the_way_round_can_be_pasted_as_it_is() {
    let lines = |reference: &str, platform: Option<&str>| -> Vec<String> {
        let platform = platform.map(|text| text.parse().unwrap());
        let commands = way_round(&reference.parse().unwrap(), platform.as_ref());
        commands.into_iter().map(|command| command.line).collect()
    };
    assert_eq!(
        lines("alpine:3.20", Some("linux/arm64/v8")),
        [
            "skopeo --override-os=linux --override-arch=arm64 copy docker://docker.io/library/alpine:3.20 oci-archive:alpine-3.20.tar",
            "crane pull --format=oci --platform=linux/arm64 docker.io/library/alpine:3.20 alpine-3.20",
            "skopeo --override-os=linux --override-arch=arm64 copy docker://docker.io/library/alpine:3.20 dir:alpine-3.20",
            "docker pull --platform=linux/arm64 docker.io/library/alpine:3.20 && docker save -o alpine-3.20.tar docker.io/library/alpine:3.20",
            "oras copy --platform=linux/arm64 --to-oci-layout docker.io/library/alpine:3.20 alpine-3.20:saved",
        ]
    );
    assert_eq!(
        lines("alpine", None)[0],
        "skopeo copy --all docker://docker.io/library/alpine:latest oci-archive:alpine-latest.tar"
    );
    let digest = Digest::sha256(b"x");
    let pinned = lines(&format!("r.example/o/x:1@{digest}"), None);
    assert_eq!(
        pinned[0],
        format!("skopeo copy --all docker://r.example/o/x@{digest} oci-archive:x-1.tar")
    );
}

#[test]
fn from_a_request_that_fails_to_a_sentence() {
    // distribution with a login behind it: OPTIONS answers 401, so that every
    // request with `Authorization` is silent.
    let fake = Fake::new(|request| match &request.authorization {
        Some(_) => None,
        None => {
            status(401, "").map(|answer: Answer| answer.with("WWW-Authenticate", "Basic realm=x"))
        }
    });
    let registry = Registry::new(fake.clone());
    registry.sign_in(
        &origin(R),
        crate::source::registry::auth::Credential::new("me", "secret"),
    );
    let reference: Reference = "r.example/o/x".parse().unwrap();
    let error = block_on(registry.manifest(&reference, None)).unwrap_err();
    let examination = Examination {
        page: Scheme::Https,
        reference: &reference,
        step: &Step::Manifest,
        error: &error,
    };
    let found = block_on(diagnose(&fake, &examination)).unwrap();
    assert_eq!(
        found,
        Diagnosis::PreflightRefused {
            registry: origin(R)
        }
    );
}

#[test]
fn of_a_relay_or_a_mirror_that_does_not_answer_nothing_is_asked() {
    let reference: Reference = "docker.io/library/x:1".parse().unwrap();
    let error = silence_of(origin("https://m.example"), false);
    let examination = Examination {
        page: Scheme::Https,
        reference: &reference,
        step: &Step::Manifest,
        error: &error,
    };
    assert_eq!(examination.next(&[]), None);
    // Whose password is wanted is who asks for it.
    let registry = origin("https://m.example");
    let error = PullError::AuthNeeded {
        registry: registry.clone(),
    };
    let examination = Examination {
        error: &error,
        ..examination
    };
    let diagnosis = Diagnosis::AuthNeeded { registry };
    assert_eq!(examination.next(&[]), Some(Next::Done(diagnosis)));
}
