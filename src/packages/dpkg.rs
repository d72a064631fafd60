//! Debian's packages (`dpkg-query(1)`, `deb-control(5)`): a status file of all of them,
//! or, in images without dpkg, a file for each.

use super::fields::{Fields, paragraphs};
use super::parsed::{Found, FoundFiles, Parsed, Room};

/// Reads `status`, which stands in `folder`.
pub(super) fn status(folder: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let mut parsed = Parsed::default();
    for fields in paragraphs(bytes) {
        match fields.get("Status") {
            Some(status) if !is_installed(&status) => {}
            Some(_) => parsed.add(package(fields, |found| lists(folder, found)), room),
            None => parsed.add(None, room),
        }
    }
    parsed
}

/// Reads a file of `status.d`, which is the description of one package.
pub(super) fn one(path: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let fields = paragraphs(bytes).next();
    let package = fields.and_then(|fields| package(fields, |_| vec![path.to_owned()]));
    Parsed::one(package, room)
}

/// Reads a list of its files: a path in each line.
pub(super) fn list(bytes: &[u8], room: &mut Room) -> Parsed {
    let mut paths = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        room.add_path(&mut paths, &[line]);
    }
    Parsed::list(paths)
}

/// Reads a list of checksums: in each line one, two spaces, and a path.
pub(super) fn sums(bytes: &[u8], room: &mut Room) -> Parsed {
    let mut paths = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Some(space) = line.iter().position(|byte| *byte == b' ') {
            let path = line.get(space..).unwrap_or_default();
            room.add_path(&mut paths, &[path.trim_ascii_start()]);
        }
    }
    Parsed::list(paths)
}

/// Of what is wanted, whether there is an error, and what is: the last counts.
fn is_installed(status: &str) -> bool {
    status.split_ascii_whitespace().nth(2) == Some("installed")
}

fn package(fields: Fields<'_>, lists: impl Fn(&Found) -> Vec<String>) -> Option<Found> {
    let source = fields.get("Source");
    // Behind it stands its version in brackets, where that is another one.
    let name = |source: String| Some(source.split_ascii_whitespace().next()?.to_owned());
    let mut found = Found {
        name: fields.get("Package")?,
        version: fields.get("Version")?,
        architecture: fields.get("Architecture"),
        source: source.and_then(name),
        files: FoundFiles::Unknown,
    };
    found.files = FoundFiles::InList(lists(&found));
    Some(found)
}

/// The architecture stands in the name of the list where several can be installed.
fn lists(folder: &str, found: &Found) -> Vec<String> {
    let name = &found.name;
    let plain = format!("{folder}/info/{name}");
    let with = |architecture| format!("{plain}:{architecture}");
    let with = found.architecture.as_deref().map(with);
    with.into_iter().chain([plain.clone()]).collect()
}
