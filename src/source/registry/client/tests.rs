//! Conversations with scripted registries.

mod auth;
mod lists;
mod ranges;
mod search;
mod ways;

use super::*;
use crate::image::media_type::{
    DOCKER_LIST, DOCKER_MANIFEST, DOCKER_SCHEMA1_SIGNED, OCI_INDEX, OCI_MANIFEST,
};
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
        typed(OCI_MANIFEST, &oci())
            .map(|answer| answer.with("Docker-Content-Digest", sha512.as_str()))
    });
    assert_eq!(manifest(&fake, "r.example/o/x").unwrap().disagreements, []);
    let fake = Fake::new(|_| {
        typed(OCI_MANIFEST, "{}").map(|answer| answer.with("Docker-Content-Digest", "none"))
    });
    assert!(matches!(
        manifest(&fake, "r.example/o/x").unwrap().disagreements[..],
        [HeaderDisagreement::DigestForm { .. }]
    ));
}

#[test]
fn bodies_stop_at_their_limit() {
    let body = vec![b' '; usize::try_from(MAX_SERVED_DOCUMENT).unwrap() + 1];
    let whole = body[1..].to_vec();
    let fake = Fake::new(move |_| ok(body.clone()));
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "expected a manifest of at most 4,194,304 bytes, but found more"
    );
    let fake = Fake::new(move |_| ok(whole.clone()));
    assert!(manifest(&fake, "r.example/o/x").is_ok());
    // An error body that is too long still leaves the status.
    let fake = Fake::new(|_| status(500, vec![b'x'; 2_000_000]));
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "the server answered with status 500"
    );
    let fake = Fake::new(|request| {
        if request.url.path() == "/token" {
            ok(vec![b'x'; 2_000_000])
        } else {
            auth::challenge(&format!("Bearer realm=\"{R}/token\""))
        }
    });
    assert_eq!(
        manifest(&fake, "r.example/o/x").unwrap_err().to_string(),
        "expected a token of at most 1,048,576 bytes, but found more"
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
        "https://r.example allows no more requests for now; it says to wait 17 seconds"
    );
    let PullError::RateLimited { reply, .. } = error else {
        panic!()
    };
    assert!(reply.has_code("TOOMANYREQUESTS"));
    assert_eq!(fake.sent().len(), 1);
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
    assert_eq!(
        ask(b"there"),
        Ok((Presence::Present { claimed: Some(17) }, Way::Direct))
    );
    assert_eq!(ask(b"not"), Ok((Presence::Missing, Way::Direct)));
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
fn a_manifest_that_is_served_as_something_else_is_read_and_said_to_be() {
    for (header, found) in [
        (Some("text/plain; charset=utf-8"), Some("text/plain")),
        (Some("application/json"), Some("application/json")),
        (None, None),
    ] {
        let fake = Fake::new(move |_| match header {
            Some(header) => typed(header, &oci()),
            None => ok(oci()),
        });
        let served = manifest(&fake, "r.example/o/x").unwrap();
        let header = found.map(str::to_owned);
        assert_eq!(
            served.disagreements,
            [HeaderDisagreement::NotAManifest { header }]
        );
        assert_eq!(served.claimed_type().as_deref(), Some(OCI_MANIFEST));
        assert_eq!(fake.sent().len(), 1);
    }
}
