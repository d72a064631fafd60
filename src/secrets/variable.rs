//! What is likely a secret, by the name of a variable, a label or an option.

use super::content::by_content;
use super::kind::{Likely, SecretKind};
use super::placeholder::is_placeholder;

/// Parts of names that hold secrets, in small letters and without what separates
/// words.
const PARTS: [&str; 11] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "appkey",
    "accesskey",
    "privatekey",
    "encryptionkey",
    "signingkey",
    "credential",
];

/// The same, but as the last word only: `TOKENIZERS`, `PASSENGER` and `BYPASS` are
/// none.
const LAST_WORDS: [&str; 5] = ["token", "pass", "pwd", "authtoken", "accesstoken"];

/// Last words that tell something about a secret, or where it is.
const ABOUT: [&str; 41] = [
    "file",
    "files",
    "path",
    "dir",
    "directory",
    "name",
    "names",
    "id",
    "url",
    "uri",
    "endpoint",
    "host",
    "server",
    "length",
    "size",
    "count",
    "min",
    "max",
    "ttl",
    "expiry",
    "expires",
    "expiration",
    "lifetime",
    "timeout",
    "type",
    "algorithm",
    "policy",
    "regex",
    "pattern",
    "enabled",
    "required",
    "version",
    "header",
    "field",
    "env",
    "var",
    "provider",
    "manager",
    "mount",
    "prompt",
    "hint",
];

/// Longest name or value that is looked at; the longest secrets are keys.
const MAX_LENGTH: usize = 64 << 10;

/// What is likely a secret in a variable: by the shape of the value, or by the name
/// where the value can be one.
#[must_use]
pub fn by_variable(name: &str, value: &str) -> Option<Likely> {
    let shaped = by_content(value.as_bytes()).matches.into_iter().next();
    shaped
        .map(|shaped| shaped.likely)
        .or_else(|| by_name(name, value))
}

/// By the name alone.
pub(super) fn by_name(name: &str, value: &str) -> Option<Likely> {
    let fits = name.len().max(value.len()) <= MAX_LENGTH;
    let is_secret = fits && is_named_so(name) && can_be_secret(value);
    is_secret.then(|| Likely::of(SecretKind::NamedSecret, value.as_bytes()))
}

fn is_named_so(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let words = small.split(|char: char| !char.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let Some(last) = words.last() else {
        return false;
    };
    let whole = words.concat();
    let is_named = LAST_WORDS.contains(last) || PARTS.iter().any(|part| whole.contains(part));
    is_named && !ABOUT.contains(last) && !words.contains(&"public")
}

/// No path, no address, no sentence, nothing to be filled in.
fn can_be_secret(value: &str) -> bool {
    let is_path = ["/", "./", "../", "~", "C:\\"];
    let is_path = is_path.iter().any(|start| value.starts_with(start));
    let is_other = value.contains("://") || value.contains(char::is_whitespace);
    !is_path && !is_other && !is_placeholder(value)
}
