//! Charts in registries: `helm pull oci://host/chart --version 1.2.3+build`.
//!
//! A version of a chart is its tag, but for `+`, which no tag may have: Helm
//! writes `_` in its place (`pkg/registry/client.go`).

use super::super::{Fragment, Input, InputError};
use super::oci;
use super::options::Read;

/// The chart that the words of a command name. Helm takes the newest version
/// where none is given or a range of them: then all are shown.
pub(super) fn chart(read: &Read<'_>) -> Option<Result<Fragment, InputError>> {
    let mut places = read.places.iter();
    let address = places.find_map(|word| word.strip_prefix("oci://"))?;
    Some(oci(address).map(|input| Fragment::of(versioned(input, read.version))))
}

fn versioned(input: Input, version: Option<&str>) -> Input {
    let Input::Image(mut reference) = input else {
        return input;
    };
    let exact = version.filter(|version| is_exact(version));
    if let Some(tag) = exact.and_then(|version| as_tag(version).parse().ok()) {
        reference.tag = Some(tag);
    }
    match reference.tag.is_some() || reference.digest.is_some() {
        true => Input::Image(reference),
        false => Input::Repository(reference.repository),
    }
}

/// As Helm spells a version as a tag.
fn as_tag(version: &str) -> String {
    version.replace('+', "_")
}

/// `host/chart:1.2.3+build` as it is in the registry.
pub(super) fn with_tag(address: &str) -> String {
    let name = address.rfind('/').unwrap_or_default();
    let colon = address.get(name..).and_then(|name| name.find(':'));
    match address.split_at_checked(name + colon.unwrap_or(address.len())) {
        Some((name, tag)) => format!("{name}{}", as_tag(tag)),
        None => address.to_owned(),
    }
}

/// A whole version, and no range such as `^1.2` or `1.x`.
fn is_exact(version: &str) -> bool {
    let numbers = version.strip_prefix('v').unwrap_or(version);
    let numbers = numbers.split(['-', '+']).next().unwrap_or(numbers);
    let parts: Vec<&str> = numbers.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(number)
}
