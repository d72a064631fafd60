//! What was given is no image: one sentence on what it is, and what to do.

use std::collections::HashSet;

use crate::bytes::compression::Compression;
use crate::failure::{Failure, FailureKind};
use crate::source::InputFile;
use crate::source::files::FileSet;
use crate::source::files::kind::FirstBytes;
use crate::words::{Message, sources};

fn failure(what: Message) -> Failure {
    failure_with(what, sources::make_an_archive())
}

fn failure_with(what: Message, next: Message) -> Failure {
    Failure::new(FailureKind::Input, what, next)
        .with_command("docker save IMAGE -o image.tar")
        .with_command("skopeo copy docker://IMAGE oci-archive:image.tar")
        .with_command("crane pull --format=oci IMAGE image")
}

/// A file that is neither a tar nor JSON.
pub(super) fn file(name: &str, kind: FirstBytes, first: &[u8]) -> Failure {
    let sentence = match kind {
        FirstBytes::Empty => sources::empty_file(name),
        FirstBytes::Zip => sources::zip_archive(name),
        FirstBytes::Sif => sources::sif_image(name),
        FirstBytes::Html => sources::html_page(name),
        FirstBytes::SevenZip => sources::seven_zip_archive(name),
        FirstBytes::Rar => sources::rar_archive(name),
        FirstBytes::Iso => sources::disk_image(name),
        FirstBytes::Lzma => sources::old_lzma(name),
        FirstBytes::Zeros => sources::only_zeros(name, first.len()),
        FirstBytes::Elf => sources::program(name),
        FirstBytes::Squashfs => sources::squashfs(name),
        FirstBytes::Compressed(compression) => {
            sources::compressed_too_often(name, compression.to_string())
        }
        _ => sources::unknown_bytes(name, hex(first)),
    };
    match kind {
        FirstBytes::Zip => Failure::new(FailureKind::Input, sentence, sources::unpack_the_folder())
            .with_command(format!("unzip {} -d image", quote(name))),
        FirstBytes::Lzma => Failure::new(FailureKind::Input, sentence, sources::decompress_first())
            .with_command(format!("xz --format=lzma -dc {} > image.tar", quote(name))),
        FirstBytes::Compressed(compression) => {
            Failure::new(FailureKind::Input, sentence, sources::decompress_first())
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
        Some(_) => sources::get_it_again(),
        None => sources::make_an_archive(),
    };
    if count == 0 {
        let what = match &early {
            Some(why) => sources::tar_ends_at_once(name, why.clone()),
            None => sources::tar_without_files(name),
        };
        return failure_with(what, next);
    }
    if let Some(found) = is_file_system(set.files().iter().map(|file| file.path.as_str())) {
        return file_system(name, found);
    }
    let what = match early {
        Some(why) => sources::cut_tar_without_image(name, count, why),
        None => sources::tar_without_image(name, count),
    };
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
    let what = match found {
        FileSystem::Container => sources::container_file_system(name),
        FileSystem::ByItsFolders => sources::file_system(name),
    };
    Failure::new(FailureKind::Input, what, sources::save_the_image())
        .with_command("docker save $(docker inspect --format '{{.Image}}' CONTAINER) -o image.tar")
        .with_command("docker commit CONTAINER IMAGE && docker save IMAGE -o image.tar")
}

/// A folder, or several files, without an image.
pub(super) fn folder(name: &str, files: &[InputFile]) -> Failure {
    if let Some(found) = is_file_system(files.iter().map(|file| file.path.as_str())) {
        return file_system(name, found);
    }
    failure(sources::folder_without_image(name, files.len()))
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
