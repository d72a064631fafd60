//! Names in archives and folders, and what is the same name.
//!
//! Names are cleaned as `docker load` does, which joins them below the folder
//! that it unpacks to (Go's `filepath.Join`): `./blobs//sha256/`,
//! `/blobs/sha256` and `x/../blobs/sha256` are all `blobs/sha256`. A name that
//! climbs above the root on its way is cut by some tools, refused by others and
//! taken as it is by the rest, so it is kept as it is and never matched.

/// Where a name leads, from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CleanPath {
    /// A path in plain form: relative, without `.`, `..` and empty parts.
    Inside(String),
    /// The root itself: no file.
    Root,
    /// Above the root, at least on the way.
    Outside,
}

/// Cleans `raw`. Links are not looked at: `link/..` is the root, as for Go.
#[must_use]
pub fn clean(raw: &str) -> CleanPath {
    match join("", raw.trim_start_matches('/')) {
        None => CleanPath::Outside,
        Some(path) if path.is_empty() => CleanPath::Root,
        Some(path) => CleanPath::Inside(path),
    }
}

/// The plain form of `raw`. `None` where that is no file inside.
#[must_use]
pub fn normalise(raw: &str) -> Option<String> {
    match clean(raw) {
        CleanPath::Inside(path) => Some(path),
        CleanPath::Root | CleanPath::Outside => None,
    }
}

/// Whether loaders differ in how they take a name: podman and containerd keep
/// the root of `/x`, `docker load` does not.
#[must_use]
pub fn is_unusual(raw: &str) -> bool {
    raw.starts_with('/') || parts(raw).any(|part| part == "..")
}

/// Where `target` leads from the folder `base`, which is in plain form. `None`
/// where it is absolute or leaves the root on its way.
#[must_use]
pub fn join(base: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut stack: Vec<&str> = parts(base).collect();
    for part in parts(target) {
        if part == ".." {
            stack.pop()?;
        } else {
            stack.push(part);
        }
    }
    Some(stack.join("/"))
}

/// The folder that a path in plain form is in; empty for the root.
#[must_use]
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter(|part| !part.is_empty() && *part != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_same_name_have_one_plain_form() {
        for raw in [
            "a/b",
            "./a/b",
            "a//b",
            "a/b/",
            "././a/./b/.",
            "/a/b",
            "//a/b",
            "x/../a/b",
        ] {
            assert_eq!(normalise(raw).as_deref(), Some("a/b"), "{raw}");
            assert_eq!(is_unusual(raw), raw.starts_with(['/', 'x']), "{raw}");
        }
        for raw in ["..", "../a", "/../a", "a/../../a"] {
            assert_eq!(clean(raw), CleanPath::Outside, "{raw}");
            assert!(is_unusual(raw), "{raw}");
        }
        for raw in ["", ".", "./", "/", "a/.."] {
            assert_eq!(clean(raw), CleanPath::Root, "{raw}");
        }
        assert_eq!(normalise("..a/b..").as_deref(), Some("..a/b.."));
    }

    #[test]
    fn a_target_is_joined_as_long_as_it_stays_inside() {
        let cases = [
            ("a/b", "../c/layer.tar", Some("a/c/layer.tar")),
            ("a", "./b", Some("a/b")),
            ("", "b", Some("b")),
            ("a", "..", Some("")),
            ("a", "../../a/b", None),
            ("", "../b", None),
            ("a", "/b", None),
        ];
        for (base, target, expected) in cases {
            assert_eq!(join(base, target).as_deref(), expected, "{base} {target}");
        }
    }
}
