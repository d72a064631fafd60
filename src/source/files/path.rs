//! Names in archives and folders, and what is the same name.
//!
//! `./blobs//sha256/`, `blobs/sha256` are one name to every tool. A name that
//! is absolute or has a `..` is taken apart differently by each (it is cut,
//! cleaned or refused), so it is kept as it is and never matched.

/// The plain form of `raw`: no `./`, no doubled or trailing slashes. `None`
/// where the name is absolute, has a `..`, or names the root.
#[must_use]
pub fn normalise(raw: &str) -> Option<String> {
    if raw.starts_with('/') {
        return None;
    }
    let mut path = String::with_capacity(raw.len());
    for part in parts(raw) {
        if part == ".." {
            return None;
        }
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part);
    }
    (!path.is_empty()).then_some(path)
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
        for raw in ["a/b", "./a/b", "a//b", "a/b/", "././a/./b/."] {
            assert_eq!(normalise(raw).as_deref(), Some("a/b"), "{raw}");
        }
        for raw in ["/a", "..", "a/../b", "../a", "", ".", "./", "/"] {
            assert_eq!(normalise(raw), None, "{raw}");
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
