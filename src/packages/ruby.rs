//! Ruby's gems: a specification each, which is Ruby, and is not run: those that
//! RubyGems writes when it installs say name and version in lines of their own.

use super::fields::text;
use super::parsed::{Found, FoundFiles, Parsed, Room};

/// How a specification's name ends.
pub(super) const ENDING: &str = ".gemspec";

/// Reads a specification at a path.
pub(super) fn gem(path: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let full_name = file.strip_suffix(ENDING).unwrap_or(file);
    let by_file = by_file_name(full_name);
    let name = assigned(bytes, b"s.name").or(by_file.map(|(name, _)| name.to_owned()));
    let version = assigned(bytes, b"s.version");
    let version = version.or(by_file.map(|(_, version)| version.to_owned()));
    let package = name.zip(version).map(|(name, version)| Found {
        name,
        version,
        files: match folder.strip_suffix("/specifications") {
            Some(home) => FoundFiles::Folder(format!("{home}/gems/{full_name}")),
            // Those that come with Ruby are among its own files.
            None => FoundFiles::Unknown,
        },
        ..Found::default()
    });
    Parsed::one(package, room)
}

/// The text that is given to a field by `s.name = "rake".freeze`.
fn assigned(bytes: &[u8], field: &[u8]) -> Option<String> {
    let value = bytes.split(|byte| *byte == b'\n').find_map(|line| {
        let rest = line.trim_ascii_start().strip_prefix(field)?;
        let rest = rest.trim_ascii_start().strip_prefix(b"=")?;
        let rest = rest.trim_ascii_start();
        let quote = rest.first().filter(|first| matches!(first, b'"' | b'\''))?;
        let mut parts = rest.get(1..)?.split(|byte| byte == quote);
        let value = parts.next()?;
        // Without a second quotation mark it goes on somewhere.
        parts.next().map(|_| value)
    })?;
    text(value)
}

/// The parts of `NAME-VERSION`, or `NAME-VERSION-PLATFORM`.
fn by_file_name(name: &str) -> Option<(&str, &str)> {
    let is_version = |at: &usize| {
        let after = name.get(at + 1..).unwrap_or_default();
        after.starts_with(|first: char| first.is_ascii_digit())
    };
    let mut dashes = name.match_indices('-').map(|(at, _)| at);
    let at = dashes.find(is_version)?;
    let version = name.get(at + 1..)?.split('-').next()?;
    Some((name.get(..at)?, version))
}
