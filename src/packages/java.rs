//! Java's archives: what Maven wrote into them of what they are made of, or their
//! manifest (JAR File Specification). Archives within archives are read one level deep,
//! as applications carry their libraries.

use super::fields::{paragraphs, text};
use super::parsed::{Found, FoundFiles, Parsed, Room};
use crate::file_view::archive::members::{Member, members};

/// How large a manifest or properties may be, in bytes; most have some hundreds.
const MAX_TEXT: usize = 1 << 20;

/// How large an archive within one may be, in bytes, as each is held as a whole.
const MAX_INNER: usize = 64 << 20;

/// How much of one file is unpacked in all, and what the least is counted as, in bytes:
/// an archive may name the same part of itself any number of times.
const MAX_UNPACKED: usize = 512 << 20;
const LEAST: usize = 4 << 10;

/// Reads an archive.
pub(super) fn archive(bytes: &[u8], room: &mut Room) -> Parsed {
    let mut reading = Reading {
        left: MAX_UNPACKED,
        parsed: Parsed::default(),
        room,
    };
    let mut carries_others = false;
    for member in members(bytes).filter(|member| is_archive(&lossy(member.path))) {
        carries_others = true;
        match reading.unpack(&member, bytes, MAX_INNER) {
            Some(inner) => reading.add(&inner, false),
            None => reading.parsed.broken += 1,
        }
    }
    reading.add(bytes, carries_others);
    reading.parsed
}

pub(super) fn is_archive(path: &str) -> bool {
    [".jar", ".war", ".ear"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

fn lossy(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

/// An archive that is being read.
struct Reading<'a> {
    /// How many more bytes are unpacked.
    left: usize,
    parsed: Parsed,
    room: &'a mut Room,
}

impl Reading<'_> {
    /// Adds what an archive says of itself, without those within. One that says nothing
    /// is counted, unless it is there to carry others.
    fn add(&mut self, bytes: &[u8], carries_others: bool) {
        let (mut is_said, mut manifest) = (false, None);
        for member in members(bytes) {
            if is_of_maven(member.path) {
                is_said = true;
                let properties = self.unpack(&member, bytes, MAX_TEXT);
                let found = properties.and_then(|text| by_maven(&text));
                self.parsed.add(found, self.room);
            } else if member.path == b"META-INF/MANIFEST.MF" {
                manifest = Some(member);
            }
        }
        if !is_said {
            let manifest = manifest.and_then(|member| self.unpack(&member, bytes, MAX_TEXT));
            let found = manifest.and_then(|text| by_manifest(&text));
            if found.is_some() || !carries_others {
                self.parsed.add(found, self.room);
            }
        }
    }

    /// What failed counts as if it were unpacked as far as it may be.
    fn unpack(&mut self, member: &Member<'_>, bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
        let limit = limit.min(self.left);
        let unpacked = member.unpack(bytes, limit);
        let cost = unpacked.as_ref().map_or(limit, Vec::len).max(LEAST);
        self.left = self.left.saturating_sub(cost);
        unpacked
    }
}

fn is_of_maven(path: &[u8]) -> bool {
    path.starts_with(b"META-INF/maven/") && path.ends_with(b"/pom.properties")
}

fn by_maven(properties: &[u8]) -> Option<Found> {
    let value = |name: &[u8]| {
        let mut lines = properties.split(|byte| *byte == b'\n');
        let value = lines.find_map(|line| {
            let rest = line.trim_ascii_start().strip_prefix(name)?;
            rest.trim_ascii_start().strip_prefix(b"=")
        });
        text(value?.trim_ascii())
    };
    let (group, artifact) = (value(b"groupId")?, value(b"artifactId")?);
    found(format!("{group}:{artifact}"), value(b"version")?)
}

fn by_manifest(manifest: &[u8]) -> Option<Found> {
    let manifest = unfolded(manifest);
    // The others are about single files.
    let main = paragraphs(&manifest).next()?;
    let both = |name: &str, version: &str| main.get(name).zip(main.get(version));
    let named = both("Implementation-Title", "Implementation-Version");
    let named = named.or_else(|| both("Bundle-SymbolicName", "Bundle-Version"));
    let (name, version) = named?;
    // Directives follow the name of a bundle.
    let name = name.split(';').next().unwrap_or_default().trim().to_owned();
    found(name, version)
}

fn found(name: String, version: String) -> Option<Found> {
    Some(Found {
        name,
        version,
        files: FoundFiles::Inside,
        ..Found::default()
    })
}

/// A manifest whose lines are whole: after 72 bytes they go on behind a space.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let mut whole: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b" ") {
            Some(rest) => {
                whole.truncate(whole.trim_ascii_end().len());
                whole.extend_from_slice(rest);
            }
            None => whole.extend_from_slice(line),
        }
    }
    whole
}
