//! What a registry says of an image beside its documents: in sentences, and
//! never as something verified.

use std::collections::BTreeMap;

use assay::image::digest::Digest;
use assay::input::Fragment;
use assay::session::{Effect, Event, Session, Showing};
use assay::source::registry::client::{Checked, End, Presence, Referrer, Referrers};
use assay::source::registry::image::FetchTarget;
use assay::views::{Tone, found_word, referrer_lines};
use assay::words::Message;
use assay::words::joined::verbatim;

use crate::drive::archive;
use crate::images;

/// The multi-platform image as if it had been asked for.
fn session() -> Session {
    let mut showing = archive(images::multi_platform().to_tar());
    let link: Fragment = "image=r.example/o/hello:1".parse().unwrap();
    showing.asked = FetchTarget::of(&link.input.unwrap(), None);
    Session::Showing(showing)
}

fn showing(session: &Session) -> &Showing {
    match session {
        Session::Showing(showing) => showing,
        other => panic!("{other:?}"),
    }
}

fn ask(session: &mut Session) -> Vec<Digest> {
    match session.handle(Event::PullAsked(0), 0.0).as_slice() {
        [Effect::CheckPull(_, digests)] => digests.clone(),
        other => panic!("{other:?}"),
    }
}

fn answer(session: &mut Session, digest: &Digest, answer: Result<Presence, Message>) {
    let effects = session.handle(Event::PullAnswered(digest.clone(), answer), 0.0);
    assert_eq!(effects, []);
}

#[track_caller]
fn says(session: &Session, sentence: &str) {
    let pull = showing(session).remote.pull.as_ref().unwrap();
    assert_eq!(pull.message().to_string(), sentence);
}

const HERE: Result<Presence, Message> = Ok(Presence::Present { claimed: None });

#[test]
fn a_pull_completes_where_the_registry_has_every_blob() {
    let mut session = session();
    let digests = ask(&mut session);
    let blobs = digests.len();
    says(
        &session,
        &format!("The registry was asked for 0 of {blobs} blobs"),
    );
    for digest in &digests {
        answer(&mut session, digest, HERE);
    }
    let pull = showing(&session).remote.pull.clone().unwrap();
    let size: u64 = pull.blobs.iter().filter_map(|blob| blob.size).sum();
    assert!(size > 0);
    says(
        &session,
        &format!(
            "A pull of linux/amd64 would complete: the registry says that it has all {blobs} blobs, {}",
            assay::format::Bytes(size)
        ),
    );
    let tones = pull.blobs.iter().map(|blob| found_word(blob).0);
    assert!(
        tones.into_iter().all(|tone| tone == Tone::Unknown),
        "never green"
    );
}

#[test]
fn a_blob_that_is_missing_is_named_before_one_without_an_answer() {
    let mut session = session();
    let digests = ask(&mut session);
    for digest in &digests {
        answer(&mut session, digest, HERE);
    }
    answer(
        &mut session,
        &digests[0],
        Err(verbatim("it did not answer")),
    );
    says(
        &session,
        "It is not known whether a pull of linux/amd64 would complete: no answer about config",
    );
    answer(&mut session, &digests[1], Ok(Presence::Missing));
    says(
        &session,
        "A pull of linux/amd64 would fail: the registry says that it does not have layer 1",
    );
    let said = Ok(Presence::Present {
        claimed: Some(1_234_567),
    });
    answer(&mut session, &digests[2], said);
    let words: Vec<(Tone, String)> = showing(&session).remote.pull.as_ref().unwrap().blobs[..3]
        .iter()
        .map(|blob| {
            let (tone, word) = found_word(blob);
            (tone, word.to_string())
        })
        .collect();
    assert_eq!(
        words,
        [
            (Tone::Unknown, "it did not answer".to_owned()),
            (Tone::Missing, "says it is missing".to_owned()),
            (
                Tone::Unknown,
                "says it has it, but in 1,234,567 bytes".to_owned()
            ),
        ]
    );
}

#[test]
fn a_file_is_not_asked_for() {
    let mut session = Session::Showing(archive(images::multi_platform().to_tar()));
    assert_eq!(session.handle(Event::PullAsked(0), 0.0), []);
    assert_eq!(showing(&session).referable(0), []);
    let digest = Digest::sha256(b"");
    assert_eq!(session.handle(Event::ReferrersAsked(digest), 0.0), []);
}

#[test]
fn what_refers_to_a_manifest_is_listed_with_a_link_to_each() {
    let mut session = session();
    let digests = showing(&session).referable(0);
    assert_eq!(digests.len(), 2, "the index and the platform's manifest");
    let to = digests[0].clone();
    let effects = session.handle(Event::ReferrersAsked(to.clone()), 0.0);
    assert!(matches!(effects.as_slice(), [Effect::FindReferrers(_, of)] if *of == to));
    let short = to.encoded()[..12].to_owned();
    let said = |session: &Session| referrer_lines(showing(session)).unwrap().0.to_string();
    assert_eq!(
        said(&session),
        format!("Asking the registry what refers to {short}")
    );
    let signature = Digest::sha256(b"signature");
    let referrer = Referrer {
        digest: signature.clone(),
        media_type: "application/vnd.oci.image.manifest.v1+json".to_owned(),
        size: 700,
        artifact_type: Some("application/vnd.example.signature".to_owned()),
        annotations: BTreeMap::from([("who".to_owned(), "me".to_owned())]),
        checked: Checked::Agrees,
    };
    let mut found = Referrers {
        referrers: vec![referrer],
        by_tag: true,
        ..Referrers::default()
    };
    let _ = session.handle(
        Event::ReferrersAnswered(to.clone(), Ok(Box::new(found.clone()))),
        0.0,
    );
    assert_eq!(
        said(&session),
        format!(
            "The registry lists 1 document that refers to {short}. The list comes from a tag, because the registry has no referrers API"
        )
    );
    let lines = referrer_lines(showing(&session)).unwrap().1;
    assert_eq!(lines[0].kind, "application/vnd.example.signature");
    assert_eq!(
        lines[0].link,
        format!("#image=r.example/o/hello@{signature}")
    );
    found.malformed = 2;
    found.pages.end = End::NoMore;
    found.silent = true;
    let _ = session.handle(
        Event::ReferrersAnswered(to.clone(), Ok(Box::new(found.clone()))),
        0.0,
    );
    assert_eq!(
        said(&session),
        format!(
            "The registry lists at least 1 document that refers to {short}: the registry returns no more. The list comes from a tag: CORS blocks the registry's referrers API. 2 entries that are not descriptors were left out"
        )
    );
    found.malformed = 0;
    found.pages.end = End::Whole;
    found.silent = false;
    found.referrers.clear();
    let _ = session.handle(
        Event::ReferrersAnswered(to.clone(), Ok(Box::new(found))),
        0.0,
    );
    assert_eq!(
        said(&session),
        format!("The registry lists nothing that refers to {short}")
    );
    let why = Err(verbatim("it asks for a login"));
    let _ = session.handle(Event::ReferrersAnswered(to, why), 0.0);
    assert_eq!(
        said(&session),
        format!("It is not known what refers to {short}: it asks for a login")
    );
}

#[test]
fn what_refers_to_something_else_is_said_and_not_listed_as_a_referrer() {
    let mut session = session();
    let to = showing(&session).referable(0).remove(0);
    let _ = session.handle(Event::ReferrersAsked(to.clone()), 0.0);
    let (right, other, stranger) = (
        Digest::sha256(b"right"),
        Digest::sha256(b"other"),
        Digest::sha256(b"stranger"),
    );
    let entry = |digest: &Digest, checked: Checked| Referrer {
        digest: digest.clone(),
        media_type: "application/vnd.oci.image.manifest.v1+json".to_owned(),
        size: 1,
        artifact_type: None,
        annotations: BTreeMap::new(),
        checked,
    };
    let found = Referrers {
        referrers: vec![
            entry(&right, Checked::Not),
            entry(&other, Checked::OtherSubject(Some(stranger.clone()))),
        ],
        of_other_type: 3,
        ..Referrers::default()
    };
    let _ = session.handle(
        Event::ReferrersAnswered(to.clone(), Ok(Box::new(found))),
        0.0,
    );
    let (said, lines) = referrer_lines(showing(&session)).unwrap();
    let short = |digest: &Digest| digest.encoded()[..12].to_owned();
    assert_eq!(
        said.to_string(),
        format!(
            "The registry lists 1 document that refers to {}. 3 entries of another type than requested were left out. The list also contains something untrue, which is not shown here: sha256:{} refers to sha256:{}",
            short(&to),
            short(&other),
            short(&stranger)
        )
    );
    let shown: Vec<&str> = lines.iter().map(|line| line.digest.as_str()).collect();
    assert_eq!(shown, [right.as_str()]);
    let unchecked = lines[0].unchecked.as_ref().unwrap();
    assert_eq!(unchecked.to_string(), "not looked at");
}
