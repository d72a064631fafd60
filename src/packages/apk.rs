//! Alpine's packages: one database of all of them, with their files
//! (`apk-installed-db`, <https://wiki.alpinelinux.org/wiki/Apk_spec>).

use super::fields::{Fields, paragraphs};
use super::parsed::{Found, FoundFiles, Parsed, Room};

/// Reads `installed`, with the files if they are wanted.
pub(super) fn installed(bytes: &[u8], with_files: bool, room: &mut Room) -> Parsed {
    let mut parsed = Parsed::default();
    for fields in paragraphs(bytes) {
        let mut found = package(fields);
        if let Some(found) = found.as_mut().filter(|_| with_files) {
            found.files = FoundFiles::These(files(fields, room));
        }
        parsed.add(found, room);
    }
    parsed
}

fn package(fields: Fields<'_>) -> Option<Found> {
    Some(Found {
        name: fields.get_exactly("P")?,
        version: fields.get_exactly("V")?,
        architecture: fields.get_exactly("A"),
        source: fields.get_exactly("o"),
        files: FoundFiles::Unknown,
    })
}

/// `F:` is a directory, and `R:` a file in the last one.
fn files(fields: Fields<'_>, room: &mut Room) -> Vec<String> {
    let (mut folder, mut paths): (&[u8], _) = (b"", Vec::new());
    for line in fields.lines() {
        if let Some(name) = line.strip_prefix(b"F:") {
            folder = name;
        } else if let Some(name) = line.strip_prefix(b"R:") {
            room.add_path(&mut paths, &[folder, name]);
        }
    }
    paths
}
