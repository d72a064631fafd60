//! The records of a PAX extended header (POSIX.1-2001, pax, "pax Extended
//! Header"):
//!
//! ```text
//! records ::= ("%d %s=%s\n", <length of all of this>, <keyword>, <value>)*
//! ```
//!
//! The `tar` crate cuts at each newline, and so loses what follows a value
//! that holds one (a binary `SCHILY.xattr.*`). Here the length counts, as in
//! Go's reader, with which images are unpacked; like there, the last of
//! several records for a keyword wins.

use base64::Engine as _;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

use super::entry::Xattr;

/// The prefixes of extended attributes: their bytes as they are, and names with
/// `%` and values in base64, without its padding (libarchive,
/// `archive_write_set_format_pax.c`).
const PLAIN_XATTR: &[u8] = b"SCHILY.xattr.";
const CODED_XATTR: &[u8] = b"LIBARCHIVE.xattr.";

/// What the records say about an entry, as far as it is of use here.
#[derive(Debug, Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link_path: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) uid: Option<u64>,
    pub(super) gid: Option<u64>,
    pub(super) mtime: Option<i64>,
    pub(super) uname: Option<Vec<u8>>,
    pub(super) gname: Option<Vec<u8>>,
    /// By name, each once.
    pub(super) xattrs: Vec<Xattr>,
    /// The same before that, and which are plain.
    found_xattrs: Vec<(Xattr, bool)>,
    /// `GNU.sparse.*`: the data is a map and pieces of a larger file.
    pub(super) sparse: bool,
    /// The name and size of the file that the pieces are of.
    pub(super) sparse_name: Option<Vec<u8>>,
    pub(super) sparse_size: Option<u64>,
    /// A record breaks the grammar, a number is none, or text that must not
    /// have one has a zero byte.
    pub(super) malformed: bool,
    /// Two records say different things of one name or size.
    pub(super) repeated: bool,
    version: Version,
}

/// What the records say of the format of a sparse file.
#[derive(Debug, Default)]
struct Version {
    major: Vec<u8>,
    minor: Vec<u8>,
    /// A map is in the records.
    map: bool,
}

impl Pax {
    pub(super) fn parse(mut records: &[u8]) -> Self {
        let mut pax = Self::default();
        while !records.is_empty() {
            let Some((keyword, value, rest)) = record(records) else {
                pax.malformed = true;
                break;
            };
            // An empty value takes back what an earlier header said: nothing,
            // as each is taken alone.
            if !value.is_empty() {
                pax.set(keyword, value);
            }
            records = rest;
        }
        pax.judge_sparse();
        pax.settle_xattrs();
        pax
    }

    /// Whether it names, measures or owns an entry.
    pub(super) fn overrides(&self) -> bool {
        self.path.is_some()
            || self.link_path.is_some()
            || self.size.is_some()
            || self.uid.is_some()
            || self.gid.is_some()
            || self.sparse
    }

    fn set(&mut self, keyword: &[u8], value: &[u8]) {
        // Readers cut a keyword at a zero byte, or do not.
        self.malformed |= keyword.contains(&0);
        match keyword {
            b"path" => {
                let path = self.name(value);
                self.repeated |= self.path.is_some() && self.path != path;
                self.path = path;
            }
            b"linkpath" => {
                let path = self.name(value);
                self.repeated |= self.link_path.is_some() && self.link_path != path;
                self.link_path = path;
            }
            b"size" => {
                let size = self.number(value);
                self.repeated |= self.size.is_some() && self.size != size;
                self.size = size;
            }
            b"uid" => self.uid = self.number(value),
            b"gid" => self.gid = self.number(value),
            b"mtime" => self.mtime = self.seconds(value),
            b"atime" | b"ctime" => {
                self.seconds(value);
            }
            b"uname" => self.uname = self.name(value),
            b"gname" => self.gname = self.name(value),
            b"GNU.sparse.name" => self.sparse_name = self.name(value),
            // 0.0 and 1.0 say `size` and `realsize` for the same.
            b"GNU.sparse.size" | b"GNU.sparse.realsize" => self.sparse_size = self.number(value),
            b"GNU.sparse.major" => self.version.major = value.to_vec(),
            b"GNU.sparse.minor" => self.version.minor = value.to_vec(),
            b"GNU.sparse.numblocks" => {
                self.number(value);
            }
            b"GNU.sparse.map" | b"GNU.sparse.offset" | b"GNU.sparse.numbytes" => {
                self.version.map = true;
                for number in value.split(|byte| *byte == b',') {
                    self.number(number);
                }
            }
            _ => self.set_xattr(keyword, value),
        }
    }

    fn set_xattr(&mut self, keyword: &[u8], value: &[u8]) {
        let xattr = if let Some(name) = keyword.strip_prefix(PLAIN_XATTR) {
            Some((name.to_vec(), value.to_vec()))
        } else if let Some(name) = keyword.strip_prefix(CODED_XATTR) {
            let value = unpadded().decode(value).ok();
            value.map(|value| (percent_decoded(name), value))
        } else {
            None
        };
        let Some((name, value)) = xattr else { return };
        let name = String::from_utf8_lossy(&name).into_owned();
        let is_plain = keyword.starts_with(PLAIN_XATTR);
        self.found_xattrs.push((Xattr { name, value }, is_plain));
    }

    /// bsdtar writes each in both ways; the plain one is what Docker reads. The
    /// last of one way counts.
    fn settle_xattrs(&mut self) {
        let mut found = std::mem::take(&mut self.found_xattrs);
        found.sort_by(|(one, plain), (other, also)| (&one.name, plain).cmp(&(&other.name, also)));
        found.reverse();
        found.dedup_by(|(one, _), (other, _)| one.name == other.name);
        self.xattrs = found.into_iter().rev().map(|(xattr, _)| xattr).collect();
    }

    /// As Go's reader judges it: versions 0.0, 0.1 and 1.0, or a map without a
    /// version. Others take what is said of any version.
    fn judge_sparse(&mut self) {
        let Version { major, minor, map } = &self.version;
        self.sparse = match (major.as_slice(), minor.as_slice()) {
            (b"0", b"0" | b"1") | (b"1", b"0") => true,
            (b"", b"") => *map,
            _ => false,
        };
        let named = self.sparse_name.is_some() || !major.is_empty() || !minor.is_empty();
        self.malformed |= named && !self.sparse;
    }

    fn name(&mut self, value: &[u8]) -> Option<Vec<u8>> {
        // A name with a zero byte is cut there by some readers and not by
        // others.
        let whole = !value.contains(&0);
        self.malformed |= !whole;
        whole.then(|| value.to_vec())
    }

    fn number(&mut self, value: &[u8]) -> Option<u64> {
        let number = digits(value);
        self.malformed |= number.is_none();
        number
    }

    /// The whole seconds of `[-]digits[.digits]`.
    fn seconds(&mut self, value: &[u8]) -> Option<i64> {
        let (negative, value) = match value.strip_prefix(b"-") {
            Some(value) => (true, value),
            None => (false, value),
        };
        let mut parts = value.splitn(2, |byte| *byte == b'.');
        let whole = parts.next().and_then(digits);
        let fraction = parts.next().unwrap_or_default();
        let whole = whole.filter(|_| fraction.iter().all(u8::is_ascii_digit));
        self.malformed |= whole.is_none();
        let seconds = i64::try_from(whole?).ok()?;
        Some(if negative { -seconds } else { seconds })
    }
}

/// Base64 with padding or without.
fn unpadded() -> GeneralPurpose {
    let config = GeneralPurposeConfig::new();
    let config = config.with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, config)
}

/// `%2F` as `/`; what is not of this form stays.
fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(byte.unwrap_or(*first));
        let taken = if byte.is_some() { 2 } else { 0 };
        rest = after.get(taken..).unwrap_or_default();
    }
    decoded
}

/// A whole number; sizes are signed everywhere else, so it has 63 bits.
fn digits(value: &[u8]) -> Option<u64> {
    let all = value.iter().all(u8::is_ascii_digit);
    let number = str::from_utf8(value).ok().filter(|_| all)?;
    let number = number.parse::<u64>().ok()?;
    i64::try_from(number).is_ok().then_some(number)
}

/// The first record: keyword, value, and what follows it.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    // 2^63 has 19 digits: a longer number is no length.
    let space = bytes.iter().take(20).position(|byte| *byte == b' ')?;
    let length = bytes.get(..space)?;
    if !length.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let length: usize = str::from_utf8(length).ok()?.parse().ok()?;
    let (record, rest) = bytes.split_at_checked(length)?;
    let record = record.get(space + 1..)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    let keyword = record.get(..equals).filter(|keyword| !keyword.is_empty())?;
    Some((keyword, record.get(equals + 1..)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_newlines_and_the_last_record_wins() {
        let xattr = b"26 SCHILY.xattr.a=1\n7 b=2\n";
        let pax =
            Pax::parse(&[xattr, b"9 size=5\n12 path=a/b\n".as_slice(), b"9 size=7\n"].concat());
        assert!(!pax.malformed, "{pax:?}");
        assert_eq!(pax.size, Some(7));
        assert_eq!(pax.path.as_deref(), Some(b"a/b".as_slice()));
    }

    #[test]
    fn a_record_that_breaks_the_grammar_is_noted_and_ends_the_reading() {
        let cases: &[&[u8]] = &[
            b"8 size=5\n",
            b"9 size=5 ",
            b"99 size=5\n",
            b"9size=5\n",
            b" 9 size=5\n",
            b"+9 size=5\n",
            b"0 size=5\n",
            b"5 =1\n\n",
            b"6 siz\n",
            b"10 size=-5\n",
            b"28 size=9223372036854775808\n",
            b"12 path=a\0b\n",
            b"99999999999999999999999999 a=b\n",
            b"\n",
        ];
        for records in cases {
            let pax = Pax::parse(records);
            assert!(pax.malformed, "{}", records.escape_ascii());
            assert_eq!(pax.size, None, "{}", records.escape_ascii());
            assert_eq!(pax.path, None, "{}", records.escape_ascii());
        }
    }

    #[test]
    fn extended_attributes_are_read_in_both_ways_each_once() {
        let record = |keyword: &str, value: &[u8]| {
            let rest = keyword.len() + value.len() + 3;
            let length = (rest..).find(|length| rest + length.to_string().len() == *length);
            let start = format!("{} {keyword}=", length.expect("a length"));
            [start.as_bytes(), value, b"\n"].concat()
        };
        let records = [
            record("LIBARCHIVE.xattr.user.a", b"MQ=="),
            record("SCHILY.xattr.user.a", b"1"),
            record("SCHILY.xattr.user.a", b"\n\xff"),
            record("LIBARCHIVE.xattr.user.a", b"MQ"),
            record("LIBARCHIVE.xattr.user.%3D%zz", b"MQ"),
            record("LIBARCHIVE.xattr.bad", b"***"),
        ];
        let pax = Pax::parse(&records.concat());
        assert!(!pax.malformed, "{pax:?}");
        let xattr = |name: &str, value: &[u8]| Xattr {
            name: name.to_owned(),
            value: value.to_vec(),
        };
        let expected = [xattr("user.=%zz", b"1"), xattr("user.a", b"\n\xff")];
        assert_eq!(pax.xattrs, expected);
    }

    #[test]
    fn times_have_fractions_and_may_be_before_1970() {
        assert_eq!(Pax::parse(b"20 mtime=1700000.25\n").mtime, Some(1_700_000));
        assert_eq!(Pax::parse(b"11 mtime=-5\n").mtime, None);
        assert_eq!(Pax::parse(b"12 mtime=-5\n").mtime, Some(-5));
    }
}
