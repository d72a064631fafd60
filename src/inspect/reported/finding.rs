//! Where an engine reports of an image something else than its bytes say.

use super::point::{Point, Standing, Subject};
use crate::inspect::Opened;
use crate::inspect::findings::excerpt;
use crate::rules::{
    ENGINE_CREATED, ENGINE_HISTORY, ENGINE_ID, ENGINE_LAYERS, ENGINE_PLATFORM, ENGINE_REPO_DIGEST,
    ENGINE_REWRITTEN_MANIFEST, Finding, Rule,
};
use crate::source::engine::IdNames;
use crate::words::{Arg, Message, engine, findings_engine as words};

/// The most digests of a list that a finding names.
const MAX_NAMED: usize = 3;

/// What differs of these points.
pub(super) fn findings(points: Vec<Point>, opened: &Opened) -> Vec<Finding> {
    let found = points.into_iter().filter_map(|point| {
        let (rule, message) = finding_of(&point)?;
        let (document, pointer) = match point.place {
            Some((node, pointer)) => (opened.name_of(node), pointer),
            None => (opened.contents.input.name.clone(), ""),
        };
        Some(rule.finding(document, pointer, message))
    });
    found.collect()
}

fn finding_of(point: &Point) -> Option<(&'static Rule, Message)> {
    let own = fit(point.computed.as_ref()?);
    let reported = match point.subject {
        Subject::RepoDigests => fit(&digests(&point.reported)),
        _ => fit(&point.reported),
    };
    let differs = match (point.standing, point.subject) {
        (Standing::Rewritten, _) => {
            let message = words::rewritten_manifest(own, reported);
            return Some((&ENGINE_REWRITTEN_MANIFEST, message));
        }
        (Standing::Agrees | Standing::Unproven, _) => return None,
        (Standing::Differs, subject) => subject,
    };
    Some(match differs {
        Subject::Id(names) => (&ENGINE_ID, words::id(named(names), own, reported)),
        Subject::RepoDigests => (&ENGINE_REPO_DIGEST, words::repo_digest(own, reported)),
        Subject::Layers => (&ENGINE_LAYERS, words::layers(own, reported)),
        Subject::Platform => (&ENGINE_PLATFORM, words::platform(own, reported)),
        Subject::Created => (&ENGINE_CREATED, words::created(own, reported)),
        Subject::Steps => (&ENGINE_HISTORY, words::steps(own, reported)),
        // Shown beside each other, and asked of by no rule.
        Subject::Author
        | Subject::OsVersion
        | Subject::Names
        | Subject::Size
        | Subject::Comment
        | Subject::Driver
        | Subject::LastTagged
        | Subject::PulledFrom
        | Subject::SignedBy => return None,
    })
}

/// The document that an ID is the digest of.
fn named(names: IdNames) -> Message {
    match names {
        IdNames::Config => engine::the_config(),
        IdNames::Index => engine::the_index(),
        IdNames::Manifest => engine::the_manifest(),
        IdNames::Target => engine::what_the_name_leads_to(),
    }
}

/// Of names with digests the digests: a sentence has no room for both.
fn digests(said: &Arg) -> Arg {
    match said {
        Arg::Text(name) => {
            let digest = name
                .rsplit_once('@')
                .map_or(name.as_str(), |(_, digest)| digest);
            digest.into()
        }
        Arg::List(all) => Arg::List(all.iter().map(digests).collect()),
        other => other.clone(),
    }
}

/// Text from outside, as a sentence quotes it.
fn fit(said: &Arg) -> Arg {
    match said {
        Arg::Text(text) => Arg::Text(excerpt(text)),
        Arg::List(all) => {
            let mut some: Vec<Arg> = all.iter().take(MAX_NAMED).map(fit).collect();
            let rest = all.len().saturating_sub(MAX_NAMED);
            if rest > 0 {
                some.push(words::and_more(rest).into());
            }
            match some.is_empty() {
                true => words::none().into(),
                false => Arg::List(some),
            }
        }
        other => other.clone(),
    }
}
