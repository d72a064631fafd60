//! Paragraphs of lines `Name: value`, which most databases consist of
//! (deb822(5), apk's installed database, Python's core metadata, Java's manifests).

/// How long a value may be, in bytes. Names and versions are far shorter; what is
/// longer is none.
const MAX_VALUE: usize = 1_000;

/// The lines up to an empty one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(&'a [u8]);

/// All paragraphs of a text, none of which is empty.
pub(super) fn paragraphs(text: &[u8]) -> impl Iterator<Item = Fields<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let lines = rest.split_inclusive(|byte| *byte == b'\n');
            let filled = lines.take_while(|line| !line.trim_ascii().is_empty());
            let (paragraph, after) = rest.split_at_checked(filled.map(<[u8]>::len).sum())?;
            let empty = after.split_inclusive(|byte| *byte == b'\n').next();
            rest = after.get(empty.map_or(0, <[u8]>::len)..)?;
            if !paragraph.is_empty() {
                return Some(Fields(paragraph));
            }
        }
        None
    })
}

impl<'a> Fields<'a> {
    /// The first line of the field of this name, whatever the case of its letters;
    /// `None` where it is missing, empty, or no name or version.
    pub(super) fn get(self, name: &str) -> Option<String> {
        self.find(
            |found| found.eq_ignore_ascii_case(name.as_bytes()),
            name.len(),
        )
    }

    /// The same, where capital letters mean something else than small ones.
    pub(super) fn get_exactly(self, name: &str) -> Option<String> {
        self.find(|found| found == name.as_bytes(), name.len())
    }

    pub(super) fn lines(self) -> impl Iterator<Item = &'a [u8]> {
        self.0
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii_end)
    }

    fn find(self, is_wanted: impl Fn(&[u8]) -> bool, length: usize) -> Option<String> {
        let value = self.lines().find_map(|line| {
            let (found, value) = line.split_at_checked(length)?;
            value.strip_prefix(b":").filter(|_| is_wanted(found))
        })?;
        text(value.trim_ascii())
    }
}

/// A name, a version or the like; `None` for what is too long for it, or nothing.
pub(super) fn text(value: &[u8]) -> Option<String> {
    let is_value = (1..=MAX_VALUE).contains(&value.len());
    is_value.then(|| String::from_utf8_lossy(value).into_owned())
}
