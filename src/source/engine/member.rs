//! Members of JSON objects, read by whether they are there and of the type that is meant.
//!
//! Go servers write `""`, `null` or leave out for the same "none", and `-1` or `0` for
//! "not counted": all of it is `None` here, and never a value.

use serde_json::Value;

use crate::image::digest::Digest;

/// The longest text that is kept, in characters; what is longer is cut off. A step of a
/// history has a few thousand.
const MAX_TEXT: usize = 16_384;

/// The most entries of a list inside an answer that are kept.
const MAX_ENTRIES: usize = 2_000;

/// The text that Docker writes where a name or a tag is missing.
const NONE: &str = "<none>";

/// Go's zero time, as RFC 3339: the time is not known.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

pub(super) fn text(object: &Value, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.chars().take(MAX_TEXT).collect())
}

/// The texts of a list, without empty ones.
pub(super) fn texts(object: &Value, key: &str) -> Option<Vec<String>> {
    let items = object.get(key)?.as_array()?.iter().take(MAX_ENTRIES);
    let texts = items
        .filter_map(Value::as_str)
        .filter(|text| !text.is_empty());
    Some(
        texts
            .map(|text| text.chars().take(MAX_TEXT).collect())
            .collect(),
    )
}

/// Names of a list, without the `<none>` that old engines write for no name.
pub(super) fn names(object: &Value, key: &str) -> Vec<String> {
    let mut names = texts(object, key).unwrap_or_default();
    names.retain(|name| !name.starts_with(NONE) && !name.ends_with(NONE));
    names
}

/// A number that is counted; `-1` says that it is not.
pub(super) fn count(object: &Value, key: &str) -> Option<u64> {
    object.get(key)?.as_u64()
}

/// Seconds since 1970; `None` where the engine knows none.
pub(super) fn seconds(object: &Value, key: &str) -> Option<i64> {
    object.get(key)?.as_i64().filter(|seconds| *seconds > 0)
}

/// A time as RFC 3339, as spelled; `None` where it is not known.
pub(super) fn time(object: &Value, key: &str) -> Option<String> {
    text(object, key).filter(|time| time != ZERO_TIME)
}

/// A digest, or 64 hexadecimal digits of one.
pub(super) fn digest(object: &Value, key: &str) -> Option<Digest> {
    let text = object.get(key)?.as_str()?;
    let digest = text.parse().or_else(|_| Digest::from_sha256_hex(text));
    digest.ok()
}

/// The objects of a list, as far as they are read.
pub(super) fn objects<'v>(object: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let items = object.get(key).and_then(Value::as_array);
    let items = items.map(Vec::as_slice).unwrap_or_default().iter();
    items.filter(|item| item.is_object()).take(MAX_ENTRIES)
}
