//! Commands that read what the person gave: an archive, a folder, a document.

use super::{Command, Subject, quote};
use crate::image::descriptor::{Descriptor, REF_NAME};
use crate::image::manifest::Index;
use crate::inspect::graph::{Image, NodeKind};
use crate::source::{ContentId, Contents, Form, InputKind, Root};
use crate::words::commands as words;

pub(super) fn commands(subject: &Subject<'_>, commands: &mut Vec<Command>) {
    // Of several archives at once nobody remembers which file is whose.
    let mut roots = subject.opened.contents.roots.iter();
    if roots.any(|root| root.scope > 0) {
        return;
    }
    let lines = [
        stored(subject),
        skopeo(subject).map(|line| ("skopeo", line)),
        oras(subject).map(|line| ("oras", line)),
    ];
    commands.extend(lines.into_iter().flatten().map(|(tool, line)| Command {
        tool,
        line,
        explains: subject.printed(),
    }));
    commands.extend(loaded(subject));
}

/// Hashes the bytes where they stand.
fn stored(subject: &Subject<'_>) -> Option<(&'static str, String)> {
    let content = subject.stored()?.content?;
    let contents = &subject.opened.contents;
    let input = &contents.input;
    let path = format!("{}{}", input.prefix, contents.path_of(content));
    let (unpack, hash) = (subject.unpacking()?, subject.hashing()?);
    match input.kind {
        InputKind::Archive => {
            let member = quote::word(&path)?;
            // An operand that begins as an option does; `./` would be another name.
            let end = if path.starts_with('-') { "-- " } else { "" };
            let archive = quote::file(&input.name)?;
            let line = format!("tar -xOf {archive} {end}{member}{unpack}{hash}");
            Some(("tar", line))
        }
        InputKind::Folder | InputKind::Document => {
            let path = match folder(contents) {
                Some(folder) => format!("{folder}/{path}"),
                None => path,
            };
            Some(on_file(&quote::file(&path)?, unpack, hash))
        }
        InputKind::Registry => None,
    }
}

/// `gzip -dc file | sha256sum`, or without a pipe where nothing needs one.
fn on_file(file: &str, unpack: &'static str, hash: &'static str) -> (&'static str, String) {
    let unpack = unpack.trim_start_matches(" | ");
    let hash = hash.trim_start_matches(" | ");
    match (unpack.split_once(' '), hash) {
        (Some((tool, _)), hash) => (tool, format!("{unpack} {file} | {hash}")),
        (None, "") => ("cat", format!("cat {file}")),
        (None, "sha512sum") => ("sha512sum", format!("sha512sum {file}")),
        (None, _) => ("sha256sum", format!("sha256sum {file}")),
    }
}

/// The folder in which the image lies. No tool looks into a folder for it.
fn image_folder(contents: &Contents) -> Option<String> {
    let prefix = contents.input.prefix.trim_end_matches('/');
    match prefix {
        "" => folder(contents).map(str::to_owned),
        prefix => Some(format!("{}/{prefix}", folder(contents)?)),
    }
}

/// The folder that was dropped; `None` for files that were given without one,
/// which the input names "3 files".
fn folder(contents: &Contents) -> Option<&str> {
    let name = contents.input.name.as_str();
    let loose = name
        .strip_suffix(" files")
        .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()));
    (contents.input.kind == InputKind::Folder && !loose).then_some(name)
}

/// Where skopeo finds the image, without the image's name.
fn transport(contents: &Contents, form: Form) -> Option<String> {
    let kind = contents.input.kind;
    let transport = match (form, kind) {
        (Form::OciLayout, InputKind::Archive) => "oci-archive",
        (Form::OciLayout, InputKind::Folder) => "oci",
        (Form::DockerArchive, InputKind::Archive) => "docker-archive",
        (Form::Directory, InputKind::Folder) => "dir",
        _ => return None,
    };
    let path = match kind {
        InputKind::Folder => image_folder(contents)?,
        // skopeo finds nothing in an archive that holds a folder.
        _ if !["", "./"].contains(&contents.input.prefix.as_str()) => return None,
        _ => contents.input.name.clone(),
    };
    // What follows a colon is the image's name.
    (!path.contains(':')).then(|| format!("{transport}:{path}"))
}

fn skopeo(subject: &Subject<'_>) -> Option<String> {
    let (contents, hash) = (&subject.opened.contents, subject.hashing()?);
    let config = match subject.node.kind {
        NodeKind::Config => true,
        NodeKind::Index | NodeKind::Manifest | NodeKind::Artifact => false,
        _ => return None,
    };
    let (place, root) = contents.roots.iter().find_map(|root| {
        let image = image_name(subject, root)?;
        Some((format!("{}{image}", transport(contents, root.form)?), root))
    })?;
    let what = if config { "--config --raw" } else { "--raw" };
    let choice = match subject.place {
        Some((image, _)) if config && root.form == Form::OciLayout => platform(image),
        _ => String::new(),
    };
    let place = quote::word(&place)?;
    Some(format!("skopeo {choice}inspect {what} {place}{hash}"))
}

/// What skopeo adds to the transport to name the one image through which the
/// node is reached: nothing where there is only one.
fn image_name(subject: &Subject<'_>, root: &Root) -> Option<String> {
    let document = subject.opened.contents.documents.get(root.document)?;
    let json = crate::image::json::Json::parse(&document.bytes).root?;
    match root.form {
        Form::OciLayout => layout_name(subject, &Index::read(&json).manifests),
        Form::DockerArchive if subject.node.kind == NodeKind::Config => {
            let (image, _) = subject.place?;
            match json.items() {
                [_] => Some(String::new()),
                _ => image.names.first().map(|name| format!(":{name}")),
            }
        }
        Form::Directory => {
            let top = ContentId::Document(root.document);
            let manifest = subject.opened.graph.by_content(top)?;
            let leads = match (subject.node.kind, subject.place) {
                (NodeKind::Config, Some((image, _))) => image.manifest == Some(manifest),
                _ => subject.node.id == manifest,
            };
            leads.then(String::new)
        }
        _ => None,
    }
}

fn layout_name(subject: &Subject<'_>, manifests: &[Descriptor]) -> Option<String> {
    let spelled = |id| Some(subject.opened.graph.node(id)?.digest.as_ref()?.text.clone());
    let top = match (subject.node.kind, subject.place) {
        (NodeKind::Config, Some((image, _))) => spelled(image.index.or(image.manifest)?)?,
        _ => spelled(subject.node.id)?,
    };
    let is_top = |descriptor: &&Descriptor| {
        let digest = descriptor.digest.as_ref();
        digest.is_some_and(|digest| digest.text == top)
    };
    let descriptor = manifests.iter().find(is_top)?;
    match manifests {
        [_] => Some(String::new()),
        _ => {
            let name = descriptor.annotations.get(REF_NAME)?;
            Some(format!(":{name}"))
        }
    }
}

/// The options that choose a platform of an index.
fn platform(image: &Image) -> String {
    let (Some(_), Some(platform)) = (image.index, &image.platform) else {
        return String::new();
    };
    let (Some(os), Some(architecture)) = (
        quote::word(&platform.os),
        quote::word(&platform.architecture),
    ) else {
        return String::new();
    };
    let variant = platform.variant.as_deref().and_then(quote::word);
    let variant = variant.map_or_else(String::new, |variant| {
        format!("--override-variant {variant} ")
    });
    format!("--override-os {os} --override-arch {architecture} {variant}")
}

/// A folder that is an OCI layout.
fn oras(subject: &Subject<'_>) -> Option<String> {
    let layout = image_folder(&subject.opened.contents).filter(|_| {
        let mut roots = subject.opened.contents.roots.iter();
        roots.any(|root| root.form == Form::OciLayout)
    })?;
    // What follows a colon or an at sign is a tag or a digest.
    let layout = quote::file(&layout).filter(|layout| !layout.contains([':', '@', '\'']))?;
    let (digest, hash) = (subject.digest()?, subject.hashing()?);
    let fetch = match subject.node.kind {
        NodeKind::Index | NodeKind::Manifest | NodeKind::Attestation | NodeKind::Artifact => {
            "oras manifest fetch"
        }
        NodeKind::Config | NodeKind::Layer => "oras blob fetch --output -",
        _ => return None,
    };
    Some(format!("{fetch} --oci-layout {layout}@{digest}{hash}"))
}

/// What Docker says of the image, once it is loaded.
fn loaded(subject: &Subject<'_>) -> Option<Command> {
    let (image, _) = subject.place?;
    if subject.node.kind != NodeKind::Config || !image.forms.contains(&Form::DockerArchive) {
        return None;
    }
    let name = image.names.first().filter(|name| !name.starts_with('-'))?;
    let name = quote::word(name)?;
    Some(Command {
        tool: "docker",
        line: format!("docker image inspect --format '{{{{.Id}}}}' {name}"),
        explains: words::loaded_image_id(),
    })
}
