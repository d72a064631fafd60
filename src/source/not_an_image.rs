//! What was given is no image: one sentence on what it is, and what to do.

use crate::bytes::compression::Compression;
use crate::failure::{Failure, FailureKind};
use crate::protocol::InputFile;
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
    let has = |path: &str| {
        set.files()
            .iter()
            .any(|file| file.path == path || file.path.starts_with(&format!("{path}/")))
    };
    let root_files = ["bin", "etc", "usr", "lib", "sbin", "var"]
        .into_iter()
        .filter(|path| has(path))
        .count();
    let count = set.files().len();
    let next = match &set.truncated {
        Some(_) => NEXT_OF_PART,
        None => NEXT,
    };
    if count == 0 {
        let what = match &set.truncated {
            Some(why) => format!("{name} is a tar archive that ends before its first file: {why}"),
            None => format!("{name} is a tar archive with no file in it"),
        };
        return failure_with(what, next);
    }
    if root_files >= 3 {
        return Failure::new(
            FailureKind::Input,
            format!("{name} is the file system of a container, as docker export writes it: it has no manifest, no config and no layers, and so no digests to check"),
            "Save the image itself",
        )
        .with_command("docker save IMAGE -o image.tar");
    }
    let cut = match &set.truncated {
        Some(why) => format!(", and it ends early ({why})"),
        None => String::new(),
    };
    let entries = if count == 1 { "entry" } else { "entries" };
    let what = format!(
        "{name} is a tar archive of {count} {entries} without an image{cut}: expected oci-layout, manifest.json or repositories in it"
    );
    failure_with(what, next)
}

/// A folder, or several files, without an image.
pub(super) fn folder(name: &str, files: &[InputFile]) -> Failure {
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
