//! Commands that ask a registry, for bytes by their digest.

use super::{Command, Subject, quote};
use crate::image::reference::Reference;
use crate::inspect::graph::{Image, NodeKind};
use crate::source::InputKind;
use crate::words::commands as words;

pub(super) fn commands(subject: &Subject<'_>, reference: &Reference, commands: &mut Vec<Command>) {
    let Some(names) = Names::of(reference) else {
        return;
    };
    let mut add = |tool, line: String| {
        let explains = match subject.opened.contents.input.kind {
            InputKind::Registry => subject.printed(),
            _ => words::if_registry_has_the_same(subject.printed()),
        };
        commands.push(Command {
            tool,
            line,
            explains,
        });
    };
    match subject.node.kind {
        NodeKind::Index
        | NodeKind::Manifest
        | NodeKind::Attestation
        | NodeKind::Artifact
        | NodeKind::Schema1 => manifest(subject, &names, &mut add),
        NodeKind::Config => config(subject, &names, &mut add),
        NodeKind::Layer | NodeKind::Unpacked | NodeKind::Blob => {
            if subject.place.is_none_or(|(image, _)| in_registry(image)) {
                blob(subject, &names, &mut add);
            }
        }
        NodeKind::Entry => {}
    }
}

/// The layers of a docker-archive are stored in another form than those of a
/// registry, under other digests.
fn in_registry(image: &Image) -> bool {
    image.manifest.is_some()
}

/// The image's name as one word of a shell, as the tools want it.
struct Names {
    /// `alpine`
    repository: String,
    /// `docker.io/library/alpine`: `oras` adds no host.
    full: String,
    /// `alpine:3.20`, or by its digest where it has one: skopeo takes no name
    /// with both.
    image: String,
}

impl Names {
    fn of(reference: &Reference) -> Option<Self> {
        let repository = &reference.repository;
        let image = match &reference.digest {
            Some(digest) => repository.pinned(digest.clone()).familiar(),
            None => reference.familiar(),
        };
        Some(Self {
            repository: quote::word(&repository.familiar())?,
            full: quote::word(&repository.to_string())?,
            image: quote::word(&image)?,
        })
    }
}

fn manifest(subject: &Subject<'_>, names: &Names, add: &mut dyn FnMut(&'static str, String)) {
    let (Some(digest), Some(hash)) = (subject.digest(), subject.hashing()) else {
        return;
    };
    let Names {
        repository, full, ..
    } = names;
    add(
        "crane",
        format!("crane manifest {repository}@{digest}{hash}"),
    );
    add(
        "skopeo",
        format!("skopeo inspect --raw docker://{repository}@{digest}{hash}"),
    );
    add(
        "regctl",
        format!("regctl manifest get --format raw-body {repository}@{digest}{hash}"),
    );
    add("oras", format!("oras manifest fetch {full}@{digest}{hash}"));
    add(
        "docker",
        format!("docker buildx imagetools inspect --raw {repository}@{digest}{hash}"),
    );
}

fn config(subject: &Subject<'_>, names: &Names, add: &mut dyn FnMut(&'static str, String)) {
    let Some(hash) = subject.hashing() else {
        return;
    };
    let manifest = subject.place.and_then(|(image, _)| image.manifest);
    let manifest = manifest.and_then(|id| subject.opened.graph.node(id)?.digest.as_ref()?.digest());
    let image = match manifest {
        Some(digest) => format!("{}@{digest}", names.repository),
        // A docker-archive: only the name leads to a config.
        None => names.image.clone(),
    };
    add("crane", format!("crane config {image}{hash}"));
    add(
        "skopeo",
        format!("skopeo inspect --config --raw docker://{image}{hash}"),
    );
    if manifest.is_some() {
        blob(subject, names, add);
    }
}

fn blob(subject: &Subject<'_>, names: &Names, add: &mut dyn FnMut(&'static str, String)) {
    let stored = subject.stored().and_then(|node| node.digest.as_ref());
    let (Some(digest), Some(unpack), Some(hash)) = (
        stored.and_then(|digest| digest.digest()),
        subject.unpacking(),
        subject.hashing(),
    ) else {
        return;
    };
    let Names {
        repository, full, ..
    } = names;
    let end = format!("{unpack}{hash}");
    add("crane", format!("crane blob {repository}@{digest}{end}"));
    add(
        "regctl",
        format!("regctl blob get {repository} {digest}{end}"),
    );
    add(
        "oras",
        format!("oras blob fetch --output - {full}@{digest}{end}"),
    );
}
