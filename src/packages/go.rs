//! Go's modules: what is built into a program, as it says itself.

use super::fields::text;
use super::parsed::{Found, FoundFiles, Parsed, Room};
use crate::file_view::go;

/// Reads a program. It says nothing where it is not one of Go for Linux; one of Go
/// without modules is counted as a description that cannot be read.
pub(super) fn program(bytes: &[u8], room: &mut Room) -> Parsed {
    let mut parsed = Parsed::default();
    if !bytes.starts_with(b"\x7fELF") {
        return parsed;
    }
    let mut is_silent = true;
    let is_go = go::modules(bytes, &mut |name, version| {
        is_silent = false;
        let module = text(name.as_bytes()).zip(text(version.as_bytes()));
        let package = module.map(|(name, version)| Found {
            name,
            version,
            files: FoundFiles::Inside,
            ..Found::default()
        });
        parsed.add(package, room);
    });
    if is_go && is_silent {
        parsed.add(None, room);
    }
    parsed
}
