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

/// How many of the platforms that are there are named in a sentence.
const MAX_NAMED: usize = 12;

impl Arrival {
    /// Notes that what was asked for did not come.
    pub(in crate::source::registry::image) fn lack(&mut self, wanted: &Wanted, error: PullError) {
        self.retract(wanted);
        let what = match (wanted.manifest, &wanted.platform) {
            (true, Some(platform)) => format!("the manifest {} for {platform}", wanted.digest),
            (true, None) => format!("the manifest {}", wanted.digest),
            (false, _) => format!("the blob {}", wanted.digest),
        };
        self.contents.findings.push(rules::NOT_SERVED.finding(
            self.name_of(wanted.by),
            wanted.pointer.as_str(),
            format!("{what} did not come: {error}"),
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
            format!("expected an image for {asked}, but found one for {found}, and no other"),
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
        let message = format!(
            "expected {registry} to ask for the right to pull, but found that its challenge also names {excess}: only pull was asked for"
        );
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
        let there = match &close {
            Some(close) => format!("; Docker would take {} in its place", spelled(close)),
            None => {
                let mut there: Vec<String> = named.iter().map(spelled).collect();
                let more = there.len().saturating_sub(MAX_NAMED);
                there.truncate(MAX_NAMED);
                let more = match more {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!(
                    ", and none that Docker would take in its place; the index has {}{more}",
                    there.join(", ")
                )
            }
        };
        self.contents.findings.push(rules::PLATFORM_ABSENT.finding(
            self.name_of(document),
            "/manifests",
            format!("expected a manifest for {asked}, but found none{there}"),
        ));
        let asked = asked.clone();
        self.lacks.push(Lack::Platform {
            asked,
            close,
            named,
        });
    }
}

/// What is odd about an answer, as findings on the document.
pub(super) fn noticed(name: &str, served: &Served) -> Vec<Finding> {
    let finding = |rule: &'static Rule, message: String| rule.finding(name, "", message);
    let mut findings = Vec::new();
    for disagreement in &served.disagreements {
        match disagreement {
            // A rule of documents, whoever says it.
            HeaderDisagreement::MediaType { .. } => {}
            HeaderDisagreement::NotAManifest { .. } => {
                let message = format!("{disagreement}: other clients go by it, and refuse this");
                findings.push(finding(&rules::CONTENT_TYPE, message));
            }
            other => findings.push(finding(&rules::HEADER_DIGEST, other.to_string())),
        }
    }
    if let Some(other) = &served.substituted {
        findings.push(finding(
            &rules::SUBSTITUTED_MANIFEST,
            format!(
                "expected this document at once, but found that the registry first sent {other} in its place, because it did not see this one's media type asked for; clients that ask so get that one"
            ),
        ));
    }
    if served.unasked {
        let found = served.claimed_type().unwrap_or_default();
        findings.push(finding(
            &rules::UNASKED_TYPE,
            format!(
                "expected a document of a type that was asked for, but found {found}: the registry may have converted it, so that this digest is not that of what was pushed"
            ),
        ));
    }
    findings
}
