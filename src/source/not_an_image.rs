//! What was given is no image: one sentence on what it is, and what to do.

use std::collections::HashSet;

use crate::bytes::compression::Compression;
use crate::failure::{Failure, FailureKind};
use crate::source::InputFile;
use crate::source::files::FileSet;
use crate::source::files::kind::FirstBytes;

const NEXT: &str = "Drop an image archive: one of these commands makes one";

/// What to do about an archive that is not all there: the missing part may hold
/// what makes it an image.
const NEXT_OF_PART: &str =
    "Get it again, to its end, or make it anew: one of these commands makes an image archive";

fn failure(what: String) -> Failure {
    failure_with(what, NEXT)
}

fn failure_with(what: String, next: &str) -> Failure {
    Failure::new(FailureKind::Input, what, next)
        .with_command("docker save IMAGE -o image.tar")
        .with_command("skopeo copy docker://IMAGE oci-archive:image.tar")
        .with_command("crane pull --format=oci IMAGE image")
}

/// A file that is neither a tar nor JSON.
pub(super) fn file(name: &str, kind: FirstBytes, first: &[u8]) -> Failure {
    let sentence = match kind {
        FirstBytes::Empty => {
            format!("{name} is empty: expected an image archive, but found 0 bytes")
        }
        FirstBytes::Zip => {
            format!("{name} is a zip archive, which no container tool reads as an image")
        }
        FirstBytes::Sif => format!(
            "{name} is a SIF image of Singularity or Apptainer, which has its own format and no OCI digests"
        ),
        FirstBytes::Html => format!(
            "{name} is an HTML page, which is often the login or error page of a download that failed"
        ),
        FirstBytes::SevenZip => {
            format!("{name} is a 7-Zip archive, which no container tool reads as an image")
        }
        FirstBytes::Rar => {
            format!("{name} is a RAR archive, which no container tool reads as an image")
        }
        FirstBytes::Iso => format!("{name} is a disk image (ISO 9660), not an image archive"),
        FirstBytes::Lzma => {
            format!("{name} is compressed with the old lzma format, which is not read here")
        }
        FirstBytes::Zeros => format!(
            "{name} begins with {} zeros: it is an empty tar archive or a file with a hole, and holds no image",
            first.len()
        ),
        FirstBytes::Elf => format!("{name} is an executable program, not an image"),
        FirstBytes::Squashfs => format!("{name} is a squashfs file system, not an image archive"),
        FirstBytes::Compressed(compression) => {
            format!(
                "{name} is compressed more than twice, with {compression} inside: expected an archive"
            )
        }
        _ => format!(
            "{name} is nothing that is known here: expected a tar archive or JSON, but found bytes that begin {}",
            hex(first)
        ),
    };
    match kind {
        FirstBytes::Zip => Failure::new(
            FailureKind::Input,
            sentence,
            "Unpack it and drop the folder, if it holds an OCI layout",
        )
        .with_command(format!("unzip {} -d image", quote(name))),
        FirstBytes::Lzma => Failure::new(FailureKind::Input, sentence, "Decompress it first")
            .with_command(format!("xz --format=lzma -dc {} > image.tar", quote(name))),
        FirstBytes::Compressed(compression) => {
            Failure::new(FailureKind::Input, sentence, "Decompress it first")
                .with_command(decompress_command(name, compression))
        }
        _ => failure(sentence),
    }
}

fn hex(first: &[u8]) -> String {
    let digits: Vec<String> = first
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.join(" ")
}

/// A tar without any of the files that make it an image.
pub(super) fn tar(name: &str, set: &FileSet) -> Failure {
    let count = set.files().len();
    let early = set.end.early();
    let next = match &early {
        Some(_) => NEXT_OF_PART,
        None => NEXT,
    };
    if count == 0 {
        let what = match &early {
            Some(why) => format!("{name} is a tar archive that ends before its first file: {why}"),
            None => format!("{name} is a tar archive with no file in it"),
        };
        return failure_with(what, next);
    }
    if let Some(found) = is_file_system(set.files().iter().map(|file| file.path.as_str())) {
        return file_system(name, found);
    }
    let cut = match &early {
        Some(why) => format!(", and it ends early ({why})"),
        None => String::new(),
    };
    let entries = if count == 1 { "entry" } else { "entries" };
    let what = format!(
        "{name} is a tar archive of {count} {entries} without an image{cut}: expected oci-layout, manifest.json or repositories in it"
    );
    failure_with(what, next)
}

/// Why a set of files is taken for a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileSystem {
    /// It has the file that Docker or podman puts into each container.
    Container,
    /// It has the folders of one: a container's, a layer's, a machine's.
    ByItsFolders,
}

/// The folders at the root of a Linux file system (FHS 3.0, section 3), and
/// those of a Windows layer.
const ROOT_FOLDERS: &[&str] = &[
    "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc", "root",
    "run", "sbin", "srv", "sys", "tmp", "usr", "var", "Files", "Hives",
];

/// Whether these paths are those of a file system, or of a folder that holds
/// one. `docker export` of any container, even of an empty image, has
/// `.dockerenv`, `dev`, `etc`, `proc` and `sys`; a distroless one without the
/// mount points still has `etc` and one or two others, and nothing else.
pub(super) fn is_file_system<'a>(paths: impl Iterator<Item = &'a str>) -> Option<FileSystem> {
    let mut roots: HashSet<&str> = HashSet::new();
    let mut below: HashSet<(&str, &str)> = HashSet::new();
    let mut is_container = false;
    for path in paths {
        let path = path.trim_start_matches('/');
        let (top, rest) = path.split_once('/').unwrap_or((path, ""));
        let next = rest.split('/').next().unwrap_or_default();
        let marked = |path: &str| matches!(path, ".dockerenv" | "run/.containerenv");
        is_container |= marked(path) || marked(rest);
        roots.insert(top);
        if !next.is_empty() {
            below.insert((top, next));
        }
    }
    if is_container {
        return Some(FileSystem::Container);
    }
    let is_one = |names: &mut dyn Iterator<Item = &str>| {
        let (known, other): (Vec<&str>, Vec<&str>) =
            names.partition(|name| ROOT_FOLDERS.contains(name));
        known.len() >= 3 || (known.len() == 2 && other.is_empty())
    };
    let of_one_folder = roots.len() == 1 && is_one(&mut below.iter().map(|(_, name)| *name));
    (is_one(&mut roots.into_iter()) || of_one_folder).then_some(FileSystem::ByItsFolders)
}

fn file_system(name: &str, found: FileSystem) -> Failure {
    let is = match found {
        FileSystem::Container => "is the file system of a container: that is what",
        FileSystem::ByItsFolders => "looks like the file system of a container, which is what",
    };
    Failure::new(
        FailureKind::Input,
        format!("{name} {is} `docker export` writes. It has no manifest, no config and no layers, and so no digests to check"),
        "Save the image, not the container: the first command saves the one that the container was made from, the others what the container is now",
    )
    .with_command("docker save $(docker inspect --format '{{.Image}}' CONTAINER) -o image.tar")
    .with_command("docker commit CONTAINER IMAGE && docker save IMAGE -o image.tar")
}

/// A folder, or several files, without an image.
pub(super) fn folder(name: &str, files: &[InputFile]) -> Failure {
    if let Some(found) = is_file_system(files.iter().map(|file| file.path.as_str())) {
        return file_system(name, found);
    }
    failure(format!(
        "{name} holds {} files and no image: expected oci-layout with index.json, or manifest.json",
        files.len()
    ))
}

/// The command that decompresses a file beside it.
pub(super) fn decompress_command(name: &str, compression: Compression) -> String {
    let name = quote(name);
    match compression {
        Compression::Gzip => format!("gzip -dc {name} > image.tar"),
        Compression::Zstd => format!("zstd -dc --long=31 {name} > image.tar"),
        Compression::Xz => format!("xz -dc {name} > image.tar"),
        Compression::Bzip2 => format!("bzip2 -dc {name} > image.tar"),
        Compression::None => format!("cp {name} image.tar"),
    }
}

fn quote(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | '-');
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(safe) {
        return name.to_owned();
    }
    format!("./'{}'", name.replace('\'', r"'\''"))
}
