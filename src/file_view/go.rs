//! What Go writes into its programs of how they were built (`debug/buildinfo`).

use std::borrow::Cow;

use super::number::array;

/// What opens it, at a multiple of 16 bytes.
const MAGIC: &[u8; 14] = b"\xff Go buildinf:";

/// Since Go 1.18 the texts follow its header, each behind its length.
const INLINE: u8 = 2;
const HEADER: usize = 32;

/// Marks around the modules, so that they are found without a header.
const MARK: usize = 16;

/// How a Go program was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoBuild {
    /// Of Go: `go1.22.1`. `None` where it is from before 1.18, which does not say it
    /// here.
    pub version: Option<String>,
    /// The path of the main package.
    pub package: Option<String>,
    /// The main module, and its version: `(devel)` where it had none.
    pub module: Option<(String, String)>,
}

impl GoBuild {
    /// Looks for it in a program; `None` where it is not in these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let Some((version, modules)) = texts(bytes)? else {
            return Some(Self {
                version: None,
                package: None,
                module: None,
            });
        };
        let line = |name: &str| modules.lines().find_map(|line| line.strip_prefix(name));
        Some(Self {
            version: Some(String::from_utf8_lossy(version).into_owned()),
            package: line("path\t").map(str::to_owned),
            module: line("mod\t").and_then(|line| {
                let mut parts = line.split('\t');
                Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
            }),
        })
    }
}

/// Says each module that is built into a program, with its version: the main one first,
/// and for one that was replaced the other. Whether it is a program of Go at all, as
/// some do not say it: those from before 1.18, and those built without modules.
pub fn modules(bytes: &[u8], each: &mut dyn FnMut(&str, &str)) -> bool {
    let Some(texts) = texts(bytes) else {
        return false;
    };
    let modules = texts.map_or(Cow::default(), |(_, modules)| modules);
    let mut last = None;
    for line in modules.lines() {
        let mut parts = line.split('\t');
        let kind = parts.next().unwrap_or_default();
        let module = parts.next().zip(parts.next());
        match kind {
            "mod" | "dep" => {
                if let Some((path, version)) = last {
                    each(path, version);
                }
                last = module;
            }
            // A directory has no version: what it stands for has.
            "=>" => last = module.filter(|(_, version)| !version.is_empty()).or(last),
            _ => {}
        }
    }
    if let Some((path, version)) = last {
        each(path, version);
    }
    true
}

/// The version of Go and the lines about modules; `Some(None)` where they are from
/// before they stood here.
fn texts(bytes: &[u8]) -> Option<Option<(&[u8], Cow<'_, str>)>> {
    let place = bytes
        .chunks(16)
        .position(|chunk| chunk.starts_with(MAGIC))?;
    let found = bytes.get(place * 16..)?;
    let [flags] = array(found, 15)?;
    if flags & INLINE == 0 {
        return Some(None);
    }
    let (version, rest) = text(found.get(HEADER..)?)?;
    let modules = text(rest).map(|(modules, _)| modules).unwrap_or_default();
    let modules = modules.get(MARK..modules.len().saturating_sub(MARK));
    let modules = String::from_utf8_lossy(modules.unwrap_or_default());
    Some(Some((version, modules)))
}

/// A text behind its length, and what follows.
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    for (at, byte) in bytes.iter().enumerate().take(4) {
        length |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return bytes.get(at + 1..)?.split_at_checked(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(flags: u8, modules: &str) -> Vec<u8> {
        let mut bytes = [&[0; 48][..], MAGIC, &[8, flags], &[0; 16]].concat();
        bytes.extend([8]);
        bytes.extend(b"go1.22.1");
        let modules = [&[1; 16][..], modules.as_bytes(), &[2; 16]].concat();
        bytes.extend([
            (modules.len() & 0x7f) as u8 | 0x80,
            (modules.len() >> 7) as u8,
        ]);
        [bytes, modules].concat()
    }

    #[test]
    fn version_and_module_are_read() {
        let modules =
            "path\texample.org/x/cmd/x\nmod\texample.org/x\tv1.2.3\th1:abc=\ndep\ta\tv1\n";
        let found = GoBuild::of(&built(2, modules)).unwrap();
        assert_eq!(found.version.as_deref(), Some("go1.22.1"));
        assert_eq!(found.package.as_deref(), Some("example.org/x/cmd/x"));
        let module = ("example.org/x".to_owned(), "v1.2.3".to_owned());
        assert_eq!(found.module, Some(module));
    }

    #[test]
    fn modules_are_said_as_they_were_built() {
        let lines = "path\tx/cmd\nmod\tx\t(devel)\t\ndep\ta\tv1.0.0\th1:a=\n\
                     dep\tb\tv1.0.0\n=>\tfork/b\tv1.0.1\th1:b=\ndep\tc\tv3\n=>\t./c\t\t\n\
                     dep\todd\nbuild\t-compiler=gc\n";
        let mut found = Vec::new();
        let mut each = |path: &str, version: &str| found.push(format!("{path} {version}"));
        assert!(modules(&built(2, lines), &mut each));
        assert!(modules(&built(0, lines), &mut each));
        assert!(!modules(b"no program", &mut each));
        assert_eq!(found, ["x (devel)", "a v1.0.0", "fork/b v1.0.1", "c v3"]);
    }

    #[test]
    fn what_is_not_said_is_not_known() {
        let old = GoBuild::of(&built(0, "")).unwrap();
        assert_eq!((old.version, old.module), (None, None));
        let bare = GoBuild::of(&built(2, "")).unwrap();
        assert_eq!((bare.package, bare.module), (None, None));
        let bytes = built(2, "path\tx\n");
        assert_eq!(GoBuild::of(&bytes[1..]), None);
        for end in 0..bytes.len() {
            let _ = GoBuild::of(&bytes[..end]);
        }
        assert_eq!(GoBuild::of(&bytes[..80]), None);
    }
}
