//! What is noticed on the way: documents that did not come, platforms that are
//! not there, answers that are odd. As findings, and as what the view lacks.

use super::super::choice::spelled;
use super::super::{Lack, Named, Wanted};
use super::Arrival;
use crate::image::config::Config;
use crate::image::json::Json;
use crate::image::platform::{Found, Platform};
use crate::input::PlatformName;
use crate::rules::{self, Finding, Rule};
use crate::source::registry::error::PullError;
use crate::source::registry::served::{HeaderDisagreement, Served};
use crate::url::Origin;
use crate::words::{Arg, Message, findings_registry as words};

/// How many of the platforms that are there are named in a sentence.
const MAX_NAMED: usize = 12;

impl Arrival {
    /// Notes that what was asked for did not come.
    pub(in crate::source::registry::image) fn lack(&mut self, wanted: &Wanted, error: PullError) {
        self.retract(wanted);
        let (digest, why) = (&wanted.digest, error.message());
        let message = match (wanted.manifest, &wanted.platform) {
            (true, Some(platform)) => {
                let platform = platform.to_string();
                words::manifest_for_platform_did_not_come(digest, platform, why)
            }
            (true, None) => words::manifest_did_not_come(digest, why),
            (false, _) => words::blob_did_not_come(digest, why),
        };
        self.contents.findings.push(rules::NOT_SERVED.finding(
            self.name_of(wanted.by),
            wanted.pointer.as_str(),
            message,
        ));
        self.lacks.push(Lack::Document {
            named: Named {
                digest: wanted.digest.clone(),
                manifest: wanted.manifest,
                platform: wanted.platform.clone(),
                others: wanted.others.clone(),
            },
            error: Box::new(error),
        });
    }

    /// Notes that there is more than one view may hold.
    pub(in crate::source::registry::image) fn lack_room(&mut self) {
        self.lacks.push(Lack::Full);
    }

    /// Takes back what was said when it did not come before.
    pub(super) fn retract(&mut self, wanted: &Wanted) {
        let name = self.name_of(wanted.by);
        self.contents.findings.retain(|finding| {
            let place = &finding.place;
            *finding.rule != rules::NOT_SERVED
                || place.document != name
                || place.pointer != wanted.pointer
        });
    }

    /// Is the image, of which nothing said the platform, of the one that was
    /// asked for?
    pub(super) fn hold_against(&mut self, asked: &PlatformName, config: usize) {
        let bytes = self.contents.documents.get(config).map(|one| &one.bytes);
        let root = bytes.and_then(|bytes| Json::parse(bytes).root);
        let Some(found) = root.and_then(|root| Config::read(&root).platform) else {
            return;
        };
        if matches!(asked.platform().find([Some(&found)]), Found::Exact(_)) {
            return;
        }
        self.contents.findings.push(rules::PLATFORM_ABSENT.finding(
            self.name_of(config),
            "/architecture",
            words::other_platform(asked.to_string(), found.to_string()),
        ));
        let asked = asked.clone();
        self.lacks.push(Lack::OtherPlatform { asked, found });
    }

    /// Notes that the registry asks for more rights than reading takes.
    pub(in crate::source::registry::image) fn challenged(
        &mut self,
        registry: &Origin,
        excess: &str,
    ) {
        let name = self.name_of(0);
        let message = words::too_many_rights(registry.to_string(), excess);
        let finding = rules::CHALLENGE_SCOPE.finding(name, "", message);
        self.contents.findings.push(finding);
    }

    /// Notes that an index has nothing for the platform that was asked for.
    pub(super) fn lack_platform(
        &mut self,
        document: usize,
        asked: &PlatformName,
        close: Option<Platform>,
        named: Vec<Platform>,
    ) {
        let message = match &close {
            Some(close) => words::no_platform_but_close(asked.to_string(), spelled(close)),
            None => words::no_platform(asked.to_string(), listed(&named)),
        };
        self.contents.findings.push(rules::PLATFORM_ABSENT.finding(
            self.name_of(document),
            "/manifests",
            message,
        ));
        let asked = asked.clone();
        self.lacks.push(Lack::Platform {
            asked,
            close,
            named,
        });
    }
}

/// The first of some platforms, and how many more there are.
fn listed(platforms: &[Platform]) -> Vec<Arg> {
    let first = platforms.iter().take(MAX_NAMED);
    let mut list: Vec<Arg> = first.map(|platform| spelled(platform).into()).collect();
    match platforms.len().saturating_sub(MAX_NAMED) {
        0 => {}
        more => list.push(words::more_platforms(more).into()),
    }
    list
}

/// What is odd about an answer, as findings on the document.
pub(super) fn noticed(name: &str, served: &Served) -> Vec<Finding> {
    let finding = |rule: &'static Rule, message: Message| rule.finding(name, "", message);
    let mut findings = Vec::new();
    for disagreement in &served.disagreements {
        match disagreement {
            // A rule of documents, whoever says it.
            HeaderDisagreement::MediaType { .. } => {}
            HeaderDisagreement::NotAManifest { .. } => {
                let message = words::wrong_content_type(disagreement.message());
                findings.push(finding(&rules::CONTENT_TYPE, message));
            }
            other => findings.push(finding(&rules::HEADER_DIGEST, other.message())),
        }
    }
    if let Some(other) = &served.substituted {
        findings.push(finding(
            &rules::SUBSTITUTED_MANIFEST,
            words::substituted(other),
        ));
    }
    if served.unasked {
        let found = served.claimed_type().unwrap_or_default();
        findings.push(finding(&rules::UNASKED_TYPE, words::unasked_type(found)));
    }
    findings
}
