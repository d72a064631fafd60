//! `ar`, in the forms of GNU and BSD.

use super::Found;

const MAGIC: usize = 8;
const HEADER: usize = 60;

pub(super) fn list(bytes: &[u8], is_cut: bool) -> Found {
    let mut found = Found::default();
    let (mut at, mut names) = (MAGIC, &[][..]);
    while at < bytes.len() && !found.is_cut {
        let Some(member) = member(bytes, at) else {
            found.is_cut = true;
            break;
        };
        match trimmed(member.name) {
            // Symbols, which are for the linker.
            b"/" | b"/SYM64/" | b"__.SYMDEF" | b"__.SYMDEF SORTED" => {}
            b"//" => names = member.data,
            _ => {
                let (path, size) = member.named(names);
                found.push(path, Some(size));
            }
        }
        at = at.saturating_add(HEADER).saturating_add(member.stored);
        found.is_cut |= at > bytes.len();
        // Each begins at an even byte.
        at = at.saturating_add(member.stored & 1);
    }
    found.is_cut |= is_cut;
    found
}

struct Member<'a> {
    name: &'a [u8],
    stored: usize,
    /// What of it is here.
    data: &'a [u8],
}

fn member(bytes: &[u8], at: usize) -> Option<Member<'_>> {
    let header: &[u8; HEADER] = bytes.get(at..)?.first_chunk()?;
    if header.get(58..) != Some(b"`\n") {
        return None;
    }
    let stored = decimal(header.get(48..58)?)?;
    let rest = bytes.get(at + HEADER..)?;
    Some(Member {
        name: bytes.get(at..at + 16)?,
        stored,
        data: rest.get(..stored).unwrap_or(rest),
    })
}

impl<'a> Member<'a> {
    /// Its name and its size, where either is elsewhere, too.
    fn named(&self, names: &'a [u8]) -> (&'a [u8], u64) {
        let name = trimmed(self.name);
        // BSD: the name stands before the data.
        if let Some(length) = name.strip_prefix(b"#1/").and_then(decimal) {
            let path = self.data.get(..length).unwrap_or_default();
            let end = path
                .iter()
                .position(|byte| *byte == 0)
                .unwrap_or(path.len());
            let size = self.stored.saturating_sub(length);
            return (path.get(..end).unwrap_or_default(), size as u64);
        }
        // GNU: it stands in a member of all long names.
        if let Some(place) = name.strip_prefix(b"/").and_then(decimal) {
            let path = names.get(place..).unwrap_or_default();
            let path = path.split(|byte| *byte == b'\n').next().unwrap_or_default();
            return (path.strip_suffix(b"/").unwrap_or(path), self.stored as u64);
        }
        (name.strip_suffix(b"/").unwrap_or(name), self.stored as u64)
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_end()
}

fn decimal(bytes: &[u8]) -> Option<usize> {
    std::str::from_utf8(trimmed(bytes)).ok()?.parse().ok()
}
