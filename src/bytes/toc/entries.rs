//! The JSON of a table, entry by entry as it is read: of a million only what is listed
//! of them is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::bytes::tar::{Device, EntryKind, TarEntry, Xattr};
use crate::bytes::tar_scan::{Listing, MAX_LISTED};
use crate::image::digest::{Digest, DigestError};

use super::error::TocError;
use super::table::{Chunk, Layer, Toc, TocFile};

/// How many parts of files are kept, as many as entries: a file of zstd:chunked has one
/// for some 64 KiB.
const MAX_CHUNKS: usize = MAX_LISTED as usize;

/// The version of tables that there is.
const VERSION: u64 = 1;

/// Permission bits and the set-id bits; stargz has the type of the file above them.
const MODE: i64 = 0o7777;

/// Reads the table of a layer.
///
/// # Errors
/// Any [`TocError`] of the JSON or of an entry.
pub(super) fn read(json: &[u8], layer: Layer) -> Result<Toc, TocError> {
    let mut table = Table::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let read = DeserializeSeed::deserialize(Root(&mut table), &mut reader);
    // Go's reader takes what follows the object for nothing, too.
    read.map_err(|error| TocError::Json {
        detail: error.to_string(),
    })?;
    if let Some(error) = table.failed {
        return Err(error);
    }
    match table.version {
        VERSION => {}
        found => return Err(TocError::Version { found }),
    }
    let mut starts: Vec<u64> = table.chunks.iter().map(|chunk| chunk.start).collect();
    starts.sort_unstable();
    starts.dedup();
    Ok(Toc {
        layer,
        listing: table.listing,
        files: table.files,
        chunks: table.chunks,
        starts,
    })
}

/// An entry as it is written. What is not there is 0 or empty, as for Go.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Written<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    link_name: Cow<'a, str>,
    #[serde(borrow)]
    modtime: Option<Cow<'a, str>>,
    #[serde(borrow)]
    user_name: Cow<'a, str>,
    #[serde(borrow)]
    group_name: Cow<'a, str>,
    mode: i64,
    size: i64,
    uid: i64,
    gid: i64,
    dev_major: i64,
    dev_minor: i64,
    xattrs: Option<BTreeMap<String, String>>,
    #[serde(borrow)]
    digest: Cow<'a, str>,
    offset: i64,
    end_offset: i64,
    inner_offset: i64,
    chunk_offset: i64,
    chunk_size: i64,
    #[serde(borrow)]
    chunk_digest: Cow<'a, str>,
}

/// What was read so far.
#[derive(Default)]
struct Table {
    version: u64,
    listing: Listing,
    files: Vec<TocFile>,
    chunks: Vec<Chunk>,
    owners: Owners,
    /// The file to which the next parts belong.
    open: Option<Open>,
    failed: Option<TocError>,
}

struct Open {
    name: String,
    /// It is listed, so its parts are of use.
    is_listed: bool,
}

/// The names of owners: a table may say each only once.
#[derive(Default)]
struct Owners {
    users: HashMap<i64, String>,
    groups: HashMap<i64, String>,
}

impl Table {
    fn add(&mut self, written: Written<'_>) {
        if self.failed.is_some() {
            return;
        }
        let added = match &*written.r#type {
            "chunk" => self.add_chunk(&written),
            _ => self.add_entry(written),
        };
        self.failed = added.err();
    }

    fn add_entry(&mut self, written: Written<'_>) -> Result<(), TocError> {
        let kind = kind(&written)?;
        let xattrs = xattrs(&written)?;
        let size = natural(written.size, &written)?;
        let before = self.listing.len();
        self.listing.push(&TarEntry {
            path: bytes(&written.name),
            link: bytes(&written.link_name),
            kind,
            size,
            stored: size,
            data_offset: 0,
            sparse: false,
            mode: (written.mode & MODE) as u32,
            uid: u64::try_from(written.uid).unwrap_or(0),
            gid: u64::try_from(written.gid).unwrap_or(0),
            mtime: written.modtime.as_deref().map_or(0, seconds),
            uname: name_of(&mut self.owners.users, written.uid, &written.user_name),
            gname: name_of(&mut self.owners.groups, written.gid, &written.group_name),
            xattrs: &xattrs,
            device: device(kind, &written),
            oddities: &[],
        });
        let is_listed = self.listing.len() > before;
        self.open = None;
        if kind != EntryKind::File {
            return Ok(());
        }
        self.open = Some(Open {
            name: written.name.clone().into_owned(),
            is_listed,
        });
        if is_listed && size > 0 {
            self.add_file(before, size, &written)?;
        }
        Ok(())
    }

    fn add_file(
        &mut self,
        number: usize,
        size: u64,
        written: &Written<'_>,
    ) -> Result<(), TocError> {
        let end = natural(written.end_offset, written)?;
        let first = self.chunks.len();
        self.files.push(TocFile {
            number,
            size,
            digest: spelled(&written.digest),
            chunks: first..first,
            end: (end > 0).then_some(end),
        });
        self.push_chunk(written)
    }

    fn add_chunk(&mut self, written: &Written<'_>) -> Result<(), TocError> {
        let stray = || TocError::StrayChunk {
            name: written.name.clone().into_owned(),
        };
        let open = self.open.as_ref().ok_or_else(stray)?;
        if !written.name.is_empty() && written.name != open.name {
            return Err(stray());
        }
        match open.is_listed {
            true => self.push_chunk(written),
            false => Ok(()),
        }
    }

    /// Beyond the limit a file lacks parts, which is said where it is opened.
    fn push_chunk(&mut self, written: &Written<'_>) -> Result<(), TocError> {
        let Some(file) = self.files.last_mut() else {
            return Ok(());
        };
        if self.chunks.len() >= MAX_CHUNKS {
            return Ok(());
        }
        self.chunks.push(Chunk {
            start: natural(written.offset, written)?,
            inner: natural(written.inner_offset, written)?,
            offset: natural(written.chunk_offset, written)?,
            size: natural(written.chunk_size, written)?,
            digest: spelled(&written.chunk_digest),
        });
        file.chunks.end = self.chunks.len();
        Ok(())
    }
}

fn kind(written: &Written<'_>) -> Result<EntryKind, TocError> {
    Ok(match &*written.r#type {
        "reg" => EntryKind::File,
        "dir" => EntryKind::Directory,
        "symlink" => EntryKind::Symlink,
        "hardlink" => EntryKind::HardLink,
        "char" => EntryKind::CharacterDevice,
        "block" => EntryKind::BlockDevice,
        "fifo" => EntryKind::Fifo,
        found => {
            return Err(TocError::EntryType {
                name: written.name.clone().into_owned(),
                found: found.to_owned(),
            });
        }
    })
}

/// Tables leave numbers out that are 0.
fn device(kind: EntryKind, written: &Written<'_>) -> Option<Device> {
    let device = kind.is_device().then_some(written)?;
    Some(Device {
        major: u32::try_from(device.dev_major).ok()?,
        minor: u32::try_from(device.dev_minor).ok()?,
    })
}

fn xattrs(written: &Written<'_>) -> Result<Vec<Xattr>, TocError> {
    let Some(xattrs) = &written.xattrs else {
        return Ok(Vec::new());
    };
    let decoded = xattrs.iter().map(|(name, value)| {
        let value = STANDARD.decode(value).ok()?;
        let name = name.clone();
        Some(Xattr { name, value })
    });
    let decoded: Option<Vec<Xattr>> = decoded.collect();
    decoded.ok_or_else(|| TocError::Xattr {
        name: written.name.clone().into_owned(),
    })
}

fn natural(number: i64, written: &Written<'_>) -> Result<u64, TocError> {
    u64::try_from(number).map_err(|_| TocError::Negative {
        name: written.name.clone().into_owned(),
    })
}

fn spelled(digest: &str) -> Option<Result<Digest, DigestError>> {
    (!digest.is_empty()).then(|| digest.parse())
}

fn bytes(text: &str) -> Cow<'_, [u8]> {
    Cow::Borrowed(text.as_bytes())
}

/// Seconds since 1970, as far as the moment has begun; 0 where it is none, and for the
/// year 1, which is none for Go.
fn seconds(text: &str) -> i64 {
    match OffsetDateTime::parse(text, &Rfc3339) {
        Ok(moment) if moment.year() > 1 => moment.unix_timestamp(),
        _ => 0,
    }
}

/// The name of this owner, or the last one that was said for the same number.
fn name_of<'a>(known: &'a mut HashMap<i64, String>, id: i64, name: &str) -> Cow<'a, [u8]> {
    if !name.is_empty() && known.get(&id).is_none_or(|known| known != name) {
        known.insert(id, name.to_owned());
    }
    let name = known.get(&id).map(String::as_bytes);
    Cow::Borrowed(name.unwrap_or_default())
}

/// The object around all entries.
struct Root<'a>(&'a mut Table);

impl<'de> DeserializeSeed<'de> for Root<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Root<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                "version" => self.0.version = map.next_value()?,
                "entries" => map.next_value_seed(Entries(self.0))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The array of entries; Go writes `null` for none.
struct Entries<'a>(&'a mut Table);

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of entries")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(written) = entries.next_element::<Written<'de>>()? {
            self.0.add(written);
        }
        Ok(())
    }
}
