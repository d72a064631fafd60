//! Go's modules: what is built into a program, as it says itself.

use super::fields::text;
use super::parsed::{Found, FoundFiles, Parsed, Room};
use crate::file_view::go;

/// Reads a program; it says nothing where it is not one of Go for Linux.
pub(super) fn program(bytes: &[u8], room: &mut Room) -> Parsed {
    let mut parsed = Parsed::default();
    if bytes.starts_with(b"\x7fELF") {
        go::modules(bytes, &mut |name, version| {
            let module = text(name.as_bytes()).zip(text(version.as_bytes()));
            let package = module.map(|(name, version)| Found {
                name,
                version,
                files: FoundFiles::Inside,
                ..Found::default()
            });
            parsed.add(package, room);
        });
    }
    parsed
}
