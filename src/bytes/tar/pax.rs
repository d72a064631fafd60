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

/// What the records say about an entry, as far as it is of use here.
#[derive(Debug, Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link_path: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) uid: Option<u64>,
    pub(super) gid: Option<u64>,
    pub(super) mtime: Option<i64>,
    /// `GNU.sparse.*`: the data is a map and pieces of a larger file.
    pub(super) sparse: bool,
    /// The name and size of the file that the pieces are of.
    pub(super) sparse_name: Option<Vec<u8>>,
    pub(super) sparse_size: Option<u64>,
    /// A record breaks the grammar, or a number is none.
    pub(super) malformed: bool,
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
        pax
    }

    /// Whether it names or measures an entry.
    pub(super) fn overrides(&self) -> bool {
        self.path.is_some() || self.link_path.is_some() || self.size.is_some() || self.sparse
    }

    fn set(&mut self, keyword: &[u8], value: &[u8]) {
        match keyword {
            b"path" => self.path = self.name(value),
            b"linkpath" => self.link_path = self.name(value),
            b"size" => self.size = self.number(value),
            b"uid" => self.uid = self.number(value),
            b"gid" => self.gid = self.number(value),
            b"mtime" => self.mtime = seconds(value),
            b"GNU.sparse.name" => self.sparse_name = self.name(value),
            // 0.0 and 1.0 say `size` and `realsize` for the same.
            b"GNU.sparse.size" | b"GNU.sparse.realsize" => self.sparse_size = self.number(value),
            b"GNU.sparse.major" | b"GNU.sparse.map" | b"GNU.sparse.numblocks" => {
                self.sparse = true;
            }
            _ => {}
        }
    }

    fn name(&mut self, value: &[u8]) -> Option<Vec<u8>> {
        // A name with a zero byte is cut there by some readers and not by
        // others.
        let whole = !value.contains(&0);
        self.malformed |= !whole;
        whole.then(|| value.to_vec())
    }

    fn number(&mut self, value: &[u8]) -> Option<u64> {
        let digits = value.iter().all(u8::is_ascii_digit);
        let number = str::from_utf8(value).ok().filter(|_| digits);
        let number = number.and_then(|value| value.parse::<u64>().ok());
        // Sizes are signed everywhere else.
        let number = number.filter(|number| i64::try_from(*number).is_ok());
        self.malformed |= number.is_none();
        number
    }
}

/// The whole seconds of `[-]digits[.digits]`.
fn seconds(value: &[u8]) -> Option<i64> {
    str::from_utf8(value).ok()?.split('.').next()?.parse().ok()
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
    fn times_have_fractions_and_may_be_before_1970() {
        assert_eq!(Pax::parse(b"20 mtime=1700000.25\n").mtime, Some(1_700_000));
        assert_eq!(Pax::parse(b"11 mtime=-5\n").mtime, None);
        assert_eq!(Pax::parse(b"12 mtime=-5\n").mtime, Some(-5));
    }
}
