//! Parts of blobs.

use super::*;
use crate::source::registry::ranged::Ranged;
use crate::source::registry::static_layout::StaticLayout;

const BLOB: &[u8] = b"0123456789";

fn digest() -> Digest {
    Digest::sha256(BLOB)
}

/// Asks for bytes 2 to 5 of whoever answers so.
fn ask(answer: impl Fn() -> Option<Answer> + 'static) -> Result<Ranged, PullError> {
    let registry = Registry::new(Fake::new(move |_| answer()));
    let image = reference("r.example/o/x");
    block_on(registry.blob_range(&image.repository, &digest(), 2..6)).map(|(part, _)| part)
}

#[test]
fn a_part_of_a_blob_is_asked_for_by_its_first_and_last_byte() {
    let fake = Fake::new(|_| status(206, &BLOB[2..6]));
    let image = reference("r.example/o/x");
    let registry = Registry::new(fake.clone());
    let part = block_on(registry.blob_range(&image.repository, &digest(), 2..6));
    assert_eq!(part.unwrap().0, Ranged::Part(BLOB[2..6].to_vec()));
    assert_eq!(fake.sent(), [format!("GET {R}/v2/o/x/blobs/{}", digest())]);
    let log = fake.log.borrow();
    assert_eq!(log[0].range_header().as_deref(), Some("bytes=2-5"));
    assert_eq!(log[0].accept, None);
}

#[test]
fn a_host_of_a_layout_is_asked_in_the_same_way() {
    let fake = Fake::new(|_| status(206, &BLOB[..1]));
    let layout = StaticLayout::new(fake.clone(), "https://h.example/a".parse().unwrap());
    let part = block_on(layout.blob_range(&digest(), 0..1)).unwrap();
    assert_eq!(part, Ranged::Part(BLOB[..1].to_vec()));
    let log = fake.log.borrow();
    assert_eq!(log[0].range_header().as_deref(), Some("bytes=0-0"));
}

#[test]
fn a_server_that_knows_no_ranges_is_no_error() {
    assert_eq!(ask(|| ok(BLOB)).unwrap(), Ranged::Ignored);
}

#[test]
fn a_part_of_another_length_or_place_is_refused() {
    for bytes in [&BLOB[2..5], &BLOB[2..7], BLOB, b""] {
        let answered = ask(move || status(206, bytes));
        let error = answered.unwrap_err();
        let expected = error
            .to_string()
            .starts_with("expected bytes 2 to 5 of the blob");
        assert!(expected, "{error}");
    }
    let named = |range: &'static str| {
        ask(move || status(206, &BLOB[2..6]).map(|answer| answer.with("Content-Range", range)))
    };
    for right in ["bytes 2-5/10", "bytes 2-5/*"] {
        assert!(named(right).is_ok(), "{right}");
    }
    for wrong in ["bytes 3-6/10", "bytes 2-50/100", "bytes */10", ""] {
        assert!(
            matches!(named(wrong), Err(PullError::Form { .. })),
            "{wrong}"
        );
    }
    assert!(matches!(
        ask(|| status(204, "")),
        Err(PullError::Form { .. })
    ));
    let Err(PullError::Registry(reply)) = ask(|| status(416, "")) else {
        panic!()
    };
    assert_eq!(reply.status, 416);
    assert!(matches!(
        ask(|| None),
        Err(PullError::Transport {
            preflight: false,
            ..
        })
    ));
}

#[test]
fn a_part_is_asked_for_again_with_a_token() {
    let fake = Fake::new(
        |request| match (request.url.path(), &request.authorization) {
            ("/token", _) => ok(r#"{"token":"t"}"#),
            (_, Some(_)) => status(206, &BLOB[2..6]),
            _ => status(401, "").map(|answer| {
                answer.with(
                "WWW-Authenticate",
                r#"Bearer realm="https://r.example/token",service="s",scope="repository:o/x:pull""#,
            )
            }),
        },
    );
    let registry = Registry::new(fake.clone());
    let image = reference("r.example/o/x");
    let part = block_on(registry.blob_range(&image.repository, &digest(), 2..6));
    assert_eq!(part.unwrap().0, Ranged::Part(BLOB[2..6].to_vec()));
    let ranges: Vec<bool> = fake
        .log
        .borrow()
        .iter()
        .map(|one| one.range.is_some())
        .collect();
    // The token server is not asked for a part of a token.
    assert_eq!(ranges, [true, false, true]);
}
