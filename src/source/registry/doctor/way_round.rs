//! The commands that save an image to a file, for when no page can fetch it.
//!
//! Everything in them is a parsed reference or platform, whose grammars have no
//! character that a shell would read: the lines can be pasted as they are.

use crate::image::platform::Platform;
use crate::image::reference::Reference;
use crate::input::PlatformName;

/// A command, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program that has to be there.
    pub tool: &'static str,
    /// The whole line.
    pub line: String,
    /// What to drop on the page afterwards.
    pub drop: String,
    /// Does the manifest keep its bytes, and so its digest, whatever its
    /// format? `skopeo` converts Docker manifests for an OCI archive, and
    /// `docker save` writes none that the registry knows.
    pub keeps_digest: bool,
}

/// How to save `reference`, for one platform or for all.
#[must_use]
pub fn way_round(reference: &Reference, platform: Option<&PlatformName>) -> Vec<Command> {
    let name = exact_name(reference);
    let stem = file_stem(reference);
    let archive = format!("{stem}.tar");
    // Normalised: crane compares letter by letter, and no name has brackets then.
    let platform = platform.map(|name| name.platform().normalized());
    let platform = platform.as_ref();
    let choice = platform.map_or_else(String::new, |platform| {
        let version = platform.os_version.iter();
        let version: String = version.map(|version| format!(":{version}")).collect();
        format!("--platform={platform}{version} ")
    });
    // In a folder each document is a file of its own, with the bytes that it has.
    let saved = |tool, line, keeps_digest| Command {
        tool,
        line,
        drop: match keeps_digest {
            true => format!("{stem}/"),
            false => archive.clone(),
        },
        keeps_digest,
    };
    let skopeo = |to: String| skopeo(&name, &to, platform);
    let crane = format!("crane pull --format=oci {choice}{name} {stem}");
    let docker = format!("docker pull {choice}{name} && docker save -o {archive} {name}");
    let oras = format!("oras copy {choice}--to-oci-layout {name} {stem}:saved");
    vec![
        saved("skopeo", skopeo(format!("oci-archive:{archive}")), false),
        saved("crane", crane, true),
        saved("skopeo", skopeo(format!("dir:{stem}")), true),
        saved("docker", docker, false),
        saved("oras", oras, true),
    ]
}

fn skopeo(name: &str, to: &str, platform: Option<&Platform>) -> String {
    let Some(platform) = platform else {
        return format!("skopeo copy --all docker://{name} {to}");
    };
    let (os, architecture) = (&platform.os, &platform.architecture);
    let variant = match &platform.variant {
        Some(variant) => format!(" --override-variant={variant}"),
        None => String::new(),
    };
    format!(
        "skopeo --override-os={os} --override-arch={architecture}{variant} \
         copy docker://{name} {to}"
    )
}

/// The full name with digest or tag: skopeo refuses a name with both.
fn exact_name(reference: &Reference) -> String {
    let repository = &reference.repository;
    let exact = Reference {
        repository: repository.clone(),
        tag: match &reference.digest {
            Some(_) => None,
            None => reference.tag.clone(),
        },
        digest: reference.digest.clone(),
    };
    let mark = if exact.tag.is_none() && exact.digest.is_none() {
        ":latest"
    } else {
        ""
    };
    format!("{exact}{mark}")
}

/// A file name without colons, which skopeo and Windows would misread.
fn file_stem(reference: &Reference) -> String {
    let path = reference.repository.path();
    let name = path.rsplit('/').next().unwrap_or(path);
    let version = match (&reference.tag, &reference.digest) {
        (Some(tag), _) => tag.to_string(),
        (None, Some(digest)) => digest.encoded().chars().take(12).collect(),
        (None, None) => "latest".to_owned(),
    };
    format!("{name}-{version}")
}
