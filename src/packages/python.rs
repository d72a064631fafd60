//! Python's packages: a description each, in `NAME.dist-info` or `NAME.egg-info`, and a
//! list of files (packaging.python.org, "Recording installed projects").

use super::fields::paragraphs;
use super::parsed::{Found, FoundFiles, Parsed, Room};

/// Reads a description, which is one of `folder`.
pub(super) fn metadata(folder: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let fields = paragraphs(bytes).next();
    let package = fields.and_then(|fields| {
        Some(Found {
            name: fields.get("Name")?,
            version: fields.get("Version")?,
            files: FoundFiles::InList(vec![folder.to_owned()]),
            ..Found::default()
        })
    });
    Parsed::one(package, room)
}

/// Reads a `RECORD`: lines of a path, a digest and a size, separated by commas. Paths
/// begin in the directory that `folder`, where it stands, is in.
pub(super) fn record(folder: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
    let mut paths = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let (line, end) = match line.strip_prefix(b"\"") {
            Some(quoted) => (quoted, b'"'),
            None => (line, b','),
        };
        let path = line.split(|byte| *byte == end).next().unwrap_or_default();
        match path {
            [] => {}
            [b'/', ..] => room.add_path(&mut paths, &[path]),
            _ => room.add_path(&mut paths, &[above.as_bytes(), path]),
        }
    }
    Parsed::list(paths)
}
