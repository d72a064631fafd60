//! Entries of a layer as a person reads them: as `ls -l` and `tar -tv` do.

use crate::bytes::tar::EntryKind;
use crate::bytes::tar_scan::Listed;
use crate::format::visible;
use crate::repository::order::day_of;
use crate::words::{Message, detail, joined};

/// The name of the file that hides all that layers below have in its directory
/// (image-spec, `layer.md#opaque-whiteout`).
const OPAQUE: &str = ".wh..wh..opq";

/// How much of a path or of the target of a link is shown, in bytes. Either may
/// have a megabyte (`bytes::tar::MAX_EXTENSION`), and a screen shows eighty.
const MOST_SHOWN: usize = 1024;

/// How many entries can be scrolled to: no element of a page is higher than
/// some 17 million pixels in Firefox, and 33 in Chromium.
pub const MOST_ROWS: usize = 700_000;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileRow {
    /// `drwxr-xr-x`
    pub mode: String,
    /// `0:0`
    pub owner: String,
    /// In bytes, of a file.
    pub size: Option<u64>,
    /// The day of its last change, in UTC.
    pub day: String,
    pub path: String,
    /// `→ target` and the like.
    pub note: Option<Message>,
}

impl FileRow {
    #[must_use]
    pub fn of(entry: &Listed<'_>) -> Self {
        let (mode, day) = (entry.kind.spell(entry.mode), day_of(entry.mtime));
        Self {
            mode,
            owner: format!("{}:{}", entry.uid, entry.gid),
            size: (entry.kind == EntryKind::File).then_some(entry.size),
            day,
            path: shown(entry.path),
            note: note(entry),
        }
    }

    /// All of it in one line, for where there is no room, with its note as it
    /// is said.
    #[must_use]
    pub fn line(&self, note: &str) -> String {
        let Self {
            mode,
            owner,
            day,
            path,
            ..
        } = self;
        let line = format!("{mode} {owner} {day} {path} {note}");
        line.trim_end().to_owned()
    }
}

/// How many entries there are to see, and in which order.
#[must_use]
pub fn count_of_files(shown: usize, all: usize, left_out: u64, largest_first: bool) -> Message {
    let count = match shown == all {
        true => detail::file_entries(all),
        false => detail::some_file_entries(shown, all),
    };
    let order = match largest_first {
        true => detail::largest_first(),
        false => detail::in_archive_order(),
    };
    let mut said = joined::facts(count, order);
    if shown > MOST_ROWS {
        said = joined::clauses(said, detail::first_can_be_scrolled(MOST_ROWS));
    }
    if left_out > 0 {
        said = joined::clauses(said, detail::more_not_listed(left_out));
    }
    said
}

/// The beginning of a text from a tar.
pub(super) fn shown(text: &str) -> String {
    if text.len() <= MOST_SHOWN {
        return visible(text);
    }
    let end = text.floor_char_boundary(MOST_SHOWN);
    format!("{}…", visible(text.get(..end).unwrap_or_default()))
}

fn note(entry: &Listed<'_>) -> Option<Message> {
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    match (entry.kind, name.strip_prefix(".wh.")) {
        (EntryKind::Symlink, _) => Some(joined::verbatim(format!("→ {}", shown(entry.link)))),
        (EntryKind::HardLink, _) => Some(detail::hard_link_to(shown(entry.link))),
        (EntryKind::File, Some(_)) if name == OPAQUE => Some(detail::opaque_whiteout()),
        (EntryKind::File, Some(hidden)) if !hidden.is_empty() => {
            Some(detail::whiteout_of(shown(hidden)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(
        path: &'static str,
        kind: EntryKind,
        mode: u32,
        link: &'static str,
    ) -> Listed<'static> {
        Listed {
            path,
            link,
            kind,
            size: 1_234_567,
            mode,
            uid: 0,
            gid: 65_534,
            mtime: 1_700_000_000,
            uname: "",
            gname: "",
            device: None,
            xattrs: &[],
        }
    }

    #[test]
    fn an_entry_reads_as_ls_spells_it() {
        let row = FileRow::of(&entry("usr/bin/sudo", EntryKind::File, 0o4755, ""));
        let expected = FileRow {
            mode: "-rwsr-xr-x".to_owned(),
            owner: "0:65534".to_owned(),
            size: Some(1_234_567),
            day: "2023-11-14".to_owned(),
            path: "usr/bin/sudo".to_owned(),
            note: None,
        };
        assert_eq!(row, expected);
        assert_eq!(row.line(""), "-rwsr-xr-x 0:65534 2023-11-14 usr/bin/sudo");
        for (kind, bits, spelled) in [
            (EntryKind::Directory, 0o1777, "drwxrwxrwt"),
            (EntryKind::Directory, 0o2750, "drwxr-s---"),
            (EntryKind::File, 0o7644, "-rwSr-Sr-T"),
            (EntryKind::Symlink, 0o777, "lrwxrwxrwx"),
            (EntryKind::HardLink, 0, "h---------"),
            (EntryKind::CharacterDevice, 0o600, "crw-------"),
            (EntryKind::BlockDevice, 0o660, "brw-rw----"),
            (EntryKind::Fifo, 0o400, "pr--------"),
        ] {
            assert_eq!(kind.spell(bits), spelled);
        }
    }

    #[test]
    fn links_and_whiteouts_say_what_they_do() {
        for (path, kind, link, said) in [
            ("bin", EntryKind::Symlink, "usr/bin", "→ usr/bin"),
            ("b", EntryKind::HardLink, "a", "hard link to a"),
            (
                "etc/.wh.passwd",
                EntryKind::File,
                "",
                "deletes passwd from a layer below",
            ),
            (
                "var/.wh..wh..opq",
                EntryKind::File,
                "",
                "hides what layers below have in this directory",
            ),
            ("etc/.wh.", EntryKind::File, "", ""),
            ("evil", EntryKind::Symlink, "a\u{202e}b", "→ a\\u{202e}b"),
        ] {
            let note = FileRow::of(&entry(path, kind, 0, link)).note;
            assert_eq!(note.map(|note| note.to_string()).unwrap_or_default(), said);
        }
        let directory = FileRow::of(&entry("etc/", EntryKind::Directory, 0o755, ""));
        assert_eq!(directory.size, None);
    }

    #[test]
    fn the_count_says_what_is_left_out() {
        for ((shown, all, left_out, largest_first), said) in [
            ((1, 1, 0, false), "1 entry, in the order of the archive"),
            (
                (31, 3_644, 0, false),
                "31 of 3,644 entries, in the order of the archive",
            ),
            ((3_644, 3_644, 0, true), "3,644 entries, the largest first"),
            (
                (2_000_000, 2_000_000, 5, false),
                "2,000,000 entries, in the order of the archive; you can scroll through the \
                 first 700,000: type more of the path; 5 more are not listed",
            ),
        ] {
            let count = count_of_files(shown, all, left_out, largest_first);
            assert_eq!(count.to_string(), said);
        }
    }

    #[test]
    fn a_path_of_a_megabyte_is_cut() {
        let path = "\u{7f}é".repeat(400_000);
        let long = Listed {
            path: &path,
            link: &path,
            ..entry("", EntryKind::Symlink, 0, "")
        };
        let row = FileRow::of(&long);
        let (shown, end) = row.path.split_at(row.path.len() - '…'.len_utf8());
        assert!(shown.starts_with("\\u{7f}é") && end == "…", "{}", row.path);
        let line = row.line(&row.note.as_ref().unwrap().to_string());
        assert!(line.len() < 6 * MOST_SHOWN, "{}", line.len());
    }
}
