//! Node's modules: a directory each, with a `package.json` (npm's `package.json(5)`).

use serde::Deserialize;

use super::fields::text;
use super::parsed::{Found, FoundFiles, Parsed, Room};

/// What is read of it.
#[derive(Deserialize)]
struct Description {
    name: String,
    version: String,
}

/// Whether a directory is that of an installed module: `node_modules/NAME`, or
/// `node_modules/@SCOPE/NAME`.
pub(super) fn is_module(folder: &str) -> bool {
    let Some((above, name)) = folder.rsplit_once('/') else {
        return false;
    };
    let holder = match above.rsplit_once('/') {
        Some((above, scope)) if scope.starts_with('@') => above,
        _ => above,
    };
    holder.ends_with("/node_modules") && !name.starts_with('@')
}

/// Reads the `package.json` of a directory.
pub(super) fn module(folder: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let description = serde_json::from_slice::<Description>(bytes).ok();
    let package = description.and_then(|found| {
        Some(Found {
            name: text(found.name.as_bytes())?,
            version: text(found.version.as_bytes())?,
            files: FoundFiles::Folder(folder.to_owned()),
            ..Found::default()
        })
    });
    Parsed::one(package, room)
}
