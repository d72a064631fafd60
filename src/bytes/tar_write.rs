//! Headers of a tar, to be written: ustar, and PAX records for what that cannot say
//! (POSIX.1-2017, `pax`, ustar Interchange Format and pax Header Block). The same
//! entry is always the same bytes.

use std::ops::Range;

use crate::bytes::tar::{BLOCK, Device, EntryKind, Xattr};

/// What ends a tar.
pub const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

const NAME: Range<usize> = 0..100;
const MODE: Range<usize> = 100..108;
const UID: Range<usize> = 108..116;
const GID: Range<usize> = 116..124;
const SIZE: Range<usize> = 124..136;
const MTIME: Range<usize> = 136..148;
const CHECKSUM: Range<usize> = 148..156;
const TYPEFLAG: Range<usize> = 156..157;
const LINK: Range<usize> = 157..257;
const MAGIC: Range<usize> = 257..265;
const UNAME: Range<usize> = 265..297;
const GNAME: Range<usize> = 297..329;
const DEVICE_MAJOR: Range<usize> = 329..337;
const DEVICE_MINOR: Range<usize> = 337..345;

/// An entry to be written.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Of a directory with a slash at its end.
    pub path: &'a str,
    pub kind: EntryKind,
    /// In bytes; 0 for what is no file.
    pub size: u64,
    pub mode: u32,
    pub uid: u64,
    pub gid: u64,
    /// Seconds since 1970.
    pub mtime: i64,
    pub uname: &'a str,
    pub gname: &'a str,
    /// The target of a link; empty for anything else.
    pub link: &'a str,
    /// Of a device.
    pub device: Option<Device>,
    pub xattrs: &'a [Xattr],
}

/// What stands before the bytes of an entry; `None` for a device whose numbers are not
/// known, or larger than a header can say and Linux takes. Of extended attributes those
/// are left out that cannot be [said](can_say).
#[must_use]
pub fn header(member: &Member<'_>) -> Option<Vec<u8>> {
    let typeflag = match member.kind {
        EntryKind::File => b'0',
        EntryKind::HardLink => b'1',
        EntryKind::Symlink => b'2',
        EntryKind::Directory => b'5',
        EntryKind::Fifo => b'6',
        EntryKind::CharacterDevice => b'3',
        EntryKind::BlockDevice => b'4',
    };
    let mut block = Block::new(typeflag);
    if member.kind.is_device() {
        let device = member.device.filter(|device| can_say_device(*device))?;
        block.put(DEVICE_MAJOR, &octal(device.major.into(), 7));
        block.put(DEVICE_MINOR, &octal(device.minor.into(), 7));
    }
    let mut records = Vec::new();
    block.text(&mut records, NAME, "path", member.path);
    block.text(&mut records, LINK, "linkpath", member.link);
    block.number(&mut records, SIZE, "size", member.size);
    block.number(&mut records, UID, "uid", member.uid);
    block.number(&mut records, GID, "gid", member.gid);
    match u64::try_from(member.mtime) {
        Ok(mtime) => block.number(&mut records, MTIME, "mtime", mtime),
        Err(_) => record(&mut records, "mtime", member.mtime.to_string().as_bytes()),
    }
    block.text(&mut records, UNAME, "uname", member.uname);
    block.text(&mut records, GNAME, "gname", member.gname);
    for xattr in member.xattrs.iter().filter(|xattr| can_say(xattr)) {
        let keyword = format!("SCHILY.xattr.{}", xattr.name);
        record(&mut records, &keyword, &xattr.value);
    }
    // All that a tar can say has at most 12 bits.
    block.put(MODE, &octal(u64::from(member.mode & 0o7777), 7));
    let mut written = match records.is_empty() {
        true => Vec::new(),
        false => extension(records),
    };
    written.extend_from_slice(&block.finish());
    Some(written)
}

/// Zeros that fill the last block of a file of so many bytes.
#[must_use]
pub fn padding(size: u64) -> &'static [u8] {
    let used = (size % BLOCK as u64) as usize;
    END.get(..(BLOCK - used) % BLOCK).unwrap_or_default()
}

/// Whether there is a PAX record for an attribute: a keyword ends at `=`.
#[must_use]
pub fn can_say(xattr: &Xattr) -> bool {
    !xattr.name.is_empty() && !xattr.name.contains(['=', '\0'])
}

/// Whether a header can say the numbers of a device. Linux has no more than 20 bits of
/// either.
#[must_use]
pub fn can_say_device(device: Device) -> bool {
    device.major.max(device.minor) < 1 << 21
}

/// The records, as an entry of their own.
fn extension(records: Vec<u8>) -> Vec<u8> {
    let mut block = Block::new(b'x');
    block.put(NAME, b"PaxHeaders/entry");
    block.put(MODE, &octal(0o644, 7));
    for (field, value) in [(UID, 0), (GID, 0), (MTIME, 0)] {
        let digits = field.len() - 1;
        block.put(field, &octal(value, digits));
    }
    let size = records.len() as u64;
    block.put(SIZE, &octal(size, SIZE.len() - 1));
    let mut written = block.finish().to_vec();
    written.extend_from_slice(&records);
    written.extend_from_slice(padding(size));
    written
}

/// Adds `LENGTH keyword=value\n`, where the length counts its own digits.
fn record(records: &mut Vec<u8>, keyword: &str, value: &[u8]) {
    let rest = keyword.len() + value.len() + " =\n".len();
    let mut length = rest;
    while rest + length.to_string().len() > length {
        length = rest + length.to_string().len();
    }
    records.extend_from_slice(format!("{length} {keyword}=").as_bytes());
    records.extend_from_slice(value);
    records.push(b'\n');
}

fn octal(number: u64, digits: usize) -> Vec<u8> {
    format!("{number:0digits$o}").into_bytes()
}

struct Block([u8; BLOCK]);

impl Block {
    fn new(typeflag: u8) -> Self {
        let mut block = Self([0; BLOCK]);
        block.put(TYPEFLAG, &[typeflag]);
        block.put(MAGIC, b"ustar\x0000");
        block
    }

    /// Puts as much of `bytes` into a field as it takes.
    fn put(&mut self, field: Range<usize>, bytes: &[u8]) {
        let field = self.0.get_mut(field).unwrap_or_default();
        for (slot, byte) in field.iter_mut().zip(bytes) {
            *slot = *byte;
        }
    }

    /// Puts a text into a field; one that is too long or not ASCII also into a record.
    fn text(&mut self, records: &mut Vec<u8>, field: Range<usize>, keyword: &str, text: &str) {
        // Names of owners end with a zero byte, others need none.
        let room = match keyword {
            "uname" | "gname" => field.len() - 1,
            _ => field.len(),
        };
        if text.len() > room || !text.is_ascii() {
            record(records, keyword, text.as_bytes());
        }
        self.put(
            field,
            text.as_bytes().get(..room).unwrap_or(text.as_bytes()),
        );
    }

    /// Puts a number into a field, or where it has too many digits into a record.
    fn number(&mut self, records: &mut Vec<u8>, field: Range<usize>, keyword: &str, number: u64) {
        let digits = field.len() - 1;
        let mut text = octal(number, digits);
        if text.len() > digits {
            record(records, keyword, number.to_string().as_bytes());
            text = octal(0, digits);
        }
        self.put(field, &text);
    }

    /// With its checksum, for which that field counts as spaces.
    fn finish(mut self) -> [u8; BLOCK] {
        self.put(CHECKSUM, &[b' '; 8]);
        let sum = self.0.iter().map(|byte| u64::from(*byte)).sum();
        let mut text = octal(sum, 6);
        text.push(0);
        self.put(CHECKSUM, &text);
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::tar::{TarEnd, TarReader};

    const PLAIN: Member<'_> = Member {
        path: "a",
        kind: EntryKind::File,
        size: 3,
        mode: 0o4755,
        uid: 1,
        gid: 2,
        mtime: 3,
        uname: "root",
        gname: "wheel",
        link: "",
        device: None,
        xattrs: &[],
    };

    /// What is written is read as it was given.
    #[track_caller]
    fn check(member: &Member<'_>) -> Vec<u8> {
        let header = header(member).unwrap();
        let bytes = vec![7; usize::try_from(member.size.min(10)).unwrap()];
        let mut all = [&header[..], &bytes, padding(member.size)].concat();
        let mut reader = TarReader::new();
        let mut count = 0;
        reader.update(&all, &mut |entry| {
            let lossy = |text: &[u8]| String::from_utf8(text.to_vec()).unwrap();
            assert_eq!(lossy(&entry.path), member.path);
            assert_eq!(lossy(&entry.link), member.link);
            let names = (lossy(&entry.uname), lossy(&entry.gname));
            assert_eq!(names, (member.uname.to_owned(), member.gname.to_owned()));
            assert_eq!((entry.kind, entry.size), (member.kind, member.size));
            let numbers = (entry.mode, entry.uid, entry.gid, entry.mtime);
            assert_eq!(numbers, (member.mode, member.uid, member.gid, member.mtime));
            assert_eq!(entry.xattrs, member.xattrs);
            assert_eq!(entry.device, member.device);
            assert_eq!(entry.oddities, []);
            count += 1;
        });
        assert_eq!(count, 1);
        if member.size < 10 {
            reader.update(&END, &mut |_| {});
            assert_eq!(reader.finish().0, TarEnd::Marked);
        }
        all.truncate(header.len());
        all
    }

    #[test]
    fn an_ordinary_entry_is_one_block_and_another_gets_records() {
        assert_eq!(check(&PLAIN).len(), BLOCK);
        let hundred = "x".repeat(100);
        assert_eq!(
            check(&Member {
                path: &hundred,
                ..PLAIN
            })
            .len(),
            BLOCK
        );
        let longer = "x".repeat(101);
        assert_eq!(
            check(&Member {
                path: &longer,
                ..PLAIN
            })
            .len(),
            3 * BLOCK
        );
    }

    #[test]
    fn whatever_it_is_it_is_read_as_it_was_given() {
        let long = "directory/".repeat(400);
        let value: Vec<u8> = (0..=255).collect();
        let xattrs = [Xattr {
            name: "user.x".to_owned(),
            value,
        }];
        let link = Member { size: 0, ..PLAIN };
        for member in [
            Member {
                path: "a\nb",
                ..PLAIN
            },
            Member {
                path: "é", ..PLAIN
            },
            Member {
                path: &long,
                kind: EntryKind::Directory,
                ..link
            },
            Member {
                kind: EntryKind::Symlink,
                link: &long,
                ..link
            },
            Member {
                kind: EntryKind::HardLink,
                link: "é",
                ..link
            },
            Member {
                kind: EntryKind::Fifo,
                ..link
            },
            Member {
                kind: EntryKind::CharacterDevice,
                device: Some(Device { major: 1, minor: 3 }),
                ..link
            },
            Member {
                kind: EntryKind::BlockDevice,
                device: Some(Device {
                    major: 0,
                    minor: (1 << 21) - 1,
                }),
                ..link
            },
            Member {
                size: 0o77_777_777_777,
                ..PLAIN
            },
            Member {
                size: 1 << 40,
                ..PLAIN
            },
            Member {
                uid: 0o7_777_777,
                gid: 0o10_000_000,
                ..PLAIN
            },
            Member { mtime: -1, ..PLAIN },
            Member {
                mtime: 1 << 40,
                ..PLAIN
            },
            Member {
                uname: "a_name_of_exactly_31_characters",
                ..PLAIN
            },
            Member {
                uname: "a_name_of_exactly_32_characters_",
                gname: "ü",
                ..PLAIN
            },
            Member {
                xattrs: &xattrs,
                ..PLAIN
            },
        ] {
            check(&member);
        }
    }

    #[test]
    fn what_cannot_be_said_is_not_written() {
        let kind = EntryKind::CharacterDevice;
        assert!(header(&Member { kind, ..PLAIN }).is_none());
        let device = Some(Device {
            major: 1 << 21,
            minor: 0,
        });
        let member = Member {
            kind,
            device,
            ..PLAIN
        };
        assert!(header(&member).is_none());
        let xattr = |name: &str| Xattr {
            name: name.to_owned(),
            value: b"1".to_vec(),
        };
        let xattrs = [xattr(""), xattr("a=b"), xattr("a\0b")];
        let written = header(&Member {
            xattrs: &xattrs,
            ..PLAIN
        });
        assert_eq!(written, header(&PLAIN));
    }
}
