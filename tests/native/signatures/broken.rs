//! Each step of a proof by itself: with it broken, that step fails, and nothing else does.

use assay::signature::expectation::{Expectation, Met};
use assay::signature::proof::{About, Conclusion, Proof};

use super::forge::{ADDRESS, AT, Broken, FORMS, Form, ISSUER, forge};
use super::vectors::told;

/// What fails of a proof in which this is broken; `None` where the form has no such step.
fn expected(form: Form, broken: Broken) -> Option<About> {
    let is_classic = matches!(form, Form::Classic | Form::ClassicAttestation);
    let is_second = matches!(form, Form::Second | Form::SecondEnvelope);
    let about = match broken {
        Broken::Nothing => return None,
        Broken::Subject => About::Subject,
        Broken::SignedOther | Broken::SignedByOther => About::Signature,
        // Logs of the second generation sign heads alone.
        Broken::LogWindow if is_second => About::Checkpoint(0),
        Broken::LogWindow => About::Promise(0),
        Broken::PromiseByOther | Broken::PromiseOfOtherTime => {
            return (!is_second).then_some(About::Promise(0));
        }
        Broken::UnknownLog => About::Promise(0),
        Broken::HeadByOther | Broken::HeadOfOtherTree => {
            return (!is_classic).then_some(About::Checkpoint(0));
        }
        Broken::PathHash | Broken::PathIndex => {
            return (!is_classic).then_some(About::Inclusion(0));
        }
        Broken::EntryDigest
        | Broken::EntrySignature
        | Broken::EntryKey
        | Broken::EntryKind
        | Broken::NoEntry => About::Entry(0),
        Broken::LeafExpired
        | Broken::LeafNotYetValid
        | Broken::IntermediateExpired
        | Broken::LeafByOther
        | Broken::IntermediateByOther
        | Broken::IntermediateNoAuthority
        | Broken::IntermediateIssuesNothing
        | Broken::RootPathLength
        | Broken::AuthorityWindow => About::Chain,
        Broken::LeafForNothing | Broken::LeafForOther => About::Purpose,
        Broken::SctByOther
        | Broken::SctOfUnknownLog
        | Broken::SctOfOtherCertificate
        | Broken::SctAbsent
        | Broken::SctWindow => About::Sct,
        Broken::NoTime => return (!is_classic).then_some(About::Time),
        Broken::StampOfOther
        | Broken::StampByOther
        | Broken::StampWindow
        | Broken::StampForOther
        | Broken::StampSignerExpired => About::Timestamp(0),
    };
    Some(about)
}

const ALL: [Broken; 38] = [
    Broken::Subject,
    Broken::SignedOther,
    Broken::SignedByOther,
    Broken::PromiseByOther,
    Broken::PromiseOfOtherTime,
    Broken::LogWindow,
    Broken::UnknownLog,
    Broken::HeadByOther,
    Broken::HeadOfOtherTree,
    Broken::PathHash,
    Broken::PathIndex,
    Broken::EntryDigest,
    Broken::EntrySignature,
    Broken::EntryKey,
    Broken::EntryKind,
    Broken::NoEntry,
    Broken::LeafExpired,
    Broken::LeafNotYetValid,
    Broken::IntermediateExpired,
    Broken::LeafByOther,
    Broken::IntermediateByOther,
    Broken::IntermediateNoAuthority,
    Broken::IntermediateIssuesNothing,
    Broken::RootPathLength,
    Broken::AuthorityWindow,
    Broken::LeafForNothing,
    Broken::LeafForOther,
    Broken::SctByOther,
    Broken::SctOfUnknownLog,
    Broken::SctOfOtherCertificate,
    Broken::SctAbsent,
    Broken::SctWindow,
    Broken::NoTime,
    Broken::StampOfOther,
    Broken::StampByOther,
    Broken::StampWindow,
    Broken::StampForOther,
    Broken::StampSignerExpired,
];

fn failed(proof: &Proof) -> Vec<About> {
    proof.failures().map(|(about, _)| about).collect()
}

fn met(proof: &Proof, name: &str, issuer: &str) -> Met {
    let (name, issuer) = (name.to_owned(), issuer.to_owned());
    Expectation::Identity { name, issuer }.met(proof, &[])
}

#[test]
fn what_is_signed_and_recorded_holds_in_every_form() {
    for form in FORMS {
        let proof = forge(form, Broken::Nothing).proof().unwrap();
        assert_eq!(
            proof.conclusion(),
            Conclusion::Holds,
            "{form:?}: {:?}",
            told(&proof)
        );
        assert!(
            proof
                .times
                .iter()
                .all(|time| time.at.unix_timestamp() == AT)
        );
        assert_eq!(met(&proof, ADDRESS, ISSUER), Met::AsExpected, "{form:?}");
        assert_eq!(
            met(&proof, ADDRESS, "https://other.example"),
            Met::NotByWhomYouExpect
        );
        assert_eq!(
            met(&proof, "https://example.org/", ISSUER),
            Met::NotByWhomYouExpect
        );
    }
}

#[test]
fn with_one_step_broken_that_step_fails_and_no_other() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for form in FORMS {
        for broken in ALL {
            let Some(about) = expected(form, broken) else {
                continue;
            };
            seen += 1;
            let proof = forge(form, broken).proof().unwrap();
            if failed(&proof) != [about] {
                wrong.push(format!("{form:?} {broken:?}: {:?}", told(&proof)));
            }
            assert_eq!(proof.conclusion(), Conclusion::Fails, "{form:?} {broken:?}");
            assert_eq!(
                met(&proof, ADDRESS, ISSUER),
                Met::DoesNotHold,
                "{form:?} {broken:?}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 180, "{seen}");
}
