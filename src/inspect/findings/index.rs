//! Indexes and manifest lists (image-spec, `image-index.md`), also as
//! `index.json` of an OCI layout.

use std::collections::{HashMap, HashSet};

use super::annotations::Owner;
use super::collector::{DocumentFindings, below, excerpt};
use super::keys;
use super::manifest;
use super::subject::{Context, Subject};
use crate::image::descriptor::{Descriptor, REFERENCE_DIGEST};
use crate::image::manifest::Index;
use crate::image::platform::Platform;
use crate::rules::{ATTESTATION_TARGET, DUPLICATE_PLATFORM, INDEX_MANIFESTS, PLATFORM_MISMATCH};
use crate::source::Form;
use crate::words::findings as words;

const KEYS: [&str; 6] = [
    "schemaVersion",
    "mediaType",
    "artifactType",
    "manifests",
    "subject",
    "annotations",
];

pub(super) fn check(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    if !manifest::check_header(subject, context, findings) {
        return;
    }
    let root = subject.root;
    keys::check_case("", root, &KEYS, findings);
    let entry = subject.form == Some(Form::OciLayout);
    let list = root.get("manifests");
    if entry && list.is_some_and(|list| list.is_null()) {
        return findings.add(&INDEX_MANIFESTS, "/manifests", words::null_manifests());
    }
    let whose = match entry {
        true => Owner::LayoutEntry,
        false => Owner::Other,
    };
    manifest::descriptors(&INDEX_MANIFESTS, "manifests", root, whose, findings);
    let index = Index::read(root);
    // In `index.json` each tag has its entry, so platforms come again and again.
    if !entry {
        duplicates(&index, findings);
    }
    attestations(&index, findings);
    for descriptor in &index.manifests {
        platform(descriptor, context, findings);
    }
}

fn duplicates(index: &Index, findings: &mut DocumentFindings<'_>) {
    let mut first: HashMap<(Platform, Option<&str>), &Descriptor> = HashMap::new();
    for descriptor in index.manifests.iter().filter(|d| !d.is_attestation()) {
        let platform = descriptor.platform.as_ref();
        let Some(platform) = platform.filter(|platform| !platform.is_unknown()) else {
            continue;
        };
        let key = (platform.normalized(), descriptor.artifact_type.as_deref());
        match first.get(&key) {
            Some(known) => {
                let (spelled, first) = (excerpt(&platform.to_string()), &known.pointer);
                let other = known.platform.as_ref();
                let other = other.map(|other| excerpt(&other.to_string()));
                let message = match other.filter(|other| *other != spelled) {
                    Some(other) => words::duplicate_platform_as(spelled, first, other),
                    None => words::duplicate_platform(spelled, first),
                };
                let pointer = below(&descriptor.pointer, "platform");
                findings.add(&DUPLICATE_PLATFORM, &pointer, message);
            }
            None => {
                first.insert(key, descriptor);
            }
        }
    }
}

fn attestations(index: &Index, findings: &mut DocumentFindings<'_>) {
    let named = |descriptor: &'_ Descriptor| Some(descriptor.digest.as_ref()?.text.clone());
    let digests: HashSet<String> = index.manifests.iter().filter_map(named).collect();
    for descriptor in index.manifests.iter().filter(|d| d.is_attestation()) {
        let target = descriptor.annotations.get(REFERENCE_DIGEST);
        if target.is_some_and(|target| digests.contains(target)) {
            continue;
        }
        let message = match target {
            Some(target) => words::attested_manifest_missing(excerpt(target)),
            None => words::attestation_without_target(REFERENCE_DIGEST),
        };
        let place = below(&descriptor.pointer, "annotations");
        findings.add(&ATTESTATION_TARGET, &place, message);
    }
}

/// What the index says of a platform against what the image's config says.
fn platform(descriptor: &Descriptor, context: &Context<'_>, findings: &mut DocumentFindings<'_>) {
    let digest = descriptor.digest.as_ref();
    let own = digest
        .and_then(|digest| context.opened.graph.by_digest(&digest.text))
        .and_then(|node| context.config_of_manifest(node)?.platform.as_ref());
    let (Some(said), Some(own)) = (&descriptor.platform, own) else {
        return;
    };
    // Either side may leave out what it does not care for.
    let like = |one: &Platform, other: &Platform| Platform {
        variant: one.variant.clone().or_else(|| other.variant.clone()),
        ..one.clone()
    };
    let both = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    if !like(said, own).same_machine(&like(own, said)) || both(&said.os_version, &own.os_version) {
        let spell = |platform: &Platform| {
            let version = platform.os_version.as_deref().unwrap_or_default();
            excerpt(format!("{platform} {version}").trim_end())
        };
        let message = words::platform_mismatch(spell(own), spell(said));
        let pointer = below(&descriptor.pointer, "platform");
        findings.add(&PLATFORM_MISMATCH, &pointer, message);
    }
}
