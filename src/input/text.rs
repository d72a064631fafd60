//! Reads what was typed into the box or pasted there.
//!
//! Not here: the pages of particular sites (`page`), and commands (`command`).
//!
//! ```text
//! text  ::= line of any kind | lines, of which the first marked one counts
//! line  ::= marked | digest | 64 hex digits | registry | reference
//! marked::= "#" fragment | "docker://" reference | "oci://" reference
//!         | http(s) URL | command | "FROM" … | "image:" …
//! ```
//!
//! A registry alone is `localhost`, or a name with a dot or an address, with or
//! without a numeric port. Docker would read `ghcr.io` as an image of Docker
//! Hub; nobody means that who writes it alone. In a command it is one.

mod command;
mod helm;
mod options;
mod page;
mod shell;

use super::{Fragment, Input, InputError, MAX_TEXT_LENGTH, has_userinfo, looks_like_digest};
use crate::image::digest::Digest;
use crate::image::reference::{Domain, Reference, is_identifier};
use crate::url::HttpUrl;

/// The words of a command, up to what ends it, as a shell takes them apart.
#[must_use]
pub fn shell_words(text: &str) -> Vec<String> {
    let joined = shell::join_lines(text).replace('\n', " ");
    let mut commands = shell::commands(&joined).into_iter();
    commands.next().unwrap_or_default()
}

/// See the module. The answer always has an `input`.
pub fn parse(text: &str) -> Result<Fragment, InputError> {
    if text.len() > MAX_TEXT_LENGTH {
        return Err(InputError::TooLong { found: text.len() });
    }
    let text = text.trim();
    if text.starts_with('{') {
        return Err(InputError::Document);
    }
    let joined = shell::join_lines(text);
    let mut lines = joined.lines().map(unwrap).filter(|line| !line.is_empty());
    let first = lines.next().ok_or(InputError::Empty)?;
    // In a file of many lines a lone word is not a name, and `FROM scratch` may
    // come before another start.
    let marked = [first].into_iter().chain(lines).filter_map(marked);
    match command::first_good(marked) {
        Some(marked) => marked,
        None => bare(first).map(Fragment::of),
    }
}

/// The line without what surrounds it in prose, shells and lists.
fn unwrap(line: &str) -> &str {
    let line = line.trim();
    let line = line
        .strip_prefix("$ ")
        .or_else(|| line.strip_prefix("- "))
        .unwrap_or(line);
    let line = line.trim().trim_end_matches([',', ';']);
    unquote(line)
}

/// The text inside a pair of equal quotation marks.
fn unquote(text: &str) -> &str {
    for mark in ['"', '\'', '`'] {
        let inside = text
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_suffix(mark));
        if let Some(inside) = inside
            && !inside.contains(mark)
        {
            return inside.trim();
        }
    }
    text
}

/// A line that says by its form what it is, or `None`.
fn marked(line: &str) -> Option<Result<Fragment, InputError>> {
    if let Some(keys) = line.strip_prefix('#')
        && is_fragment(keys)
    {
        return Some(keys.parse::<Fragment>().and_then(with_input));
    }
    if let Some(rest) = line.strip_prefix("docker://") {
        return Some(transport(rest).map(Fragment::of));
    }
    if let Some(rest) = line.strip_prefix("oci://") {
        return Some(oci(rest).map(Fragment::of));
    }
    if let Some(url) = page::as_url(line) {
        return Some(url.and_then(|url| from_url(line, &url)));
    }
    command::parse(line)
}

/// `docker://` is followed by a reference.
fn transport(rest: &str) -> Result<Input, InputError> {
    if rest.split('/').next().is_some_and(has_userinfo) {
        return Err(InputError::Credentials);
    }
    image(rest.trim_end_matches('/'))
}

/// `oci://registry/repository`, with the version of a chart as its tag. (Skopeo's
/// own `oci:` means a directory.)
fn oci(rest: &str) -> Result<Input, InputError> {
    let rest = rest.trim_end_matches('/');
    match registry(rest) {
        Some(domain) => Ok(Input::Registry(domain)),
        None => transport(&helm::with_tag(rest)),
    }
}

fn with_input(fragment: Fragment) -> Result<Fragment, InputError> {
    match fragment.input {
        Some(_) => Ok(fragment),
        None => Err(InputError::Empty),
    }
}

/// Does this begin like a fragment of this page, and not like a comment?
fn is_fragment(keys: &str) -> bool {
    const KEYS: [&str; 10] = [
        "image=",
        "repo=",
        "registry=",
        "blob=",
        "layout=",
        "engine=",
        "digest=",
        "platform=",
        "expect=",
        "sha256:",
    ];
    KEYS.iter().any(|key| keys.starts_with(key))
}

/// A link: of this page or one like it by its keys, else by its site.
fn from_url(line: &str, url: &HttpUrl) -> Result<Fragment, InputError> {
    let keys = line.split_once('#').map(|(_, fragment)| fragment);
    for keys in [keys, url.query()].into_iter().flatten() {
        if is_fragment(keys) {
            return keys.parse::<Fragment>().and_then(with_input);
        }
    }
    page::parse(url).map(Fragment::of)
}

/// A name by itself.
fn bare(text: &str) -> Result<Input, InputError> {
    match registry(text) {
        Some(domain) => Ok(Input::Registry(domain)),
        None => image(text),
    }
}

/// A name where an image is meant, or a digest.
fn image(text: &str) -> Result<Input, InputError> {
    let lower = text.to_ascii_lowercase();
    if is_identifier(&lower) {
        return Ok(Input::Digest(Digest::from_sha256_hex(&lower)?));
    }
    if looks_like_digest(text) {
        return Ok(Input::Digest(text.parse()?));
    }
    if let Ok(digest) = text.parse::<Digest>()
        && digest.encoded().len() > crate::image::reference::MAX_TAG_LENGTH
    {
        return Ok(Input::Digest(digest));
    }
    if has_userinfo(text.split('/').next().unwrap_or_default()) {
        return Err(InputError::Credentials);
    }
    if text.contains(['$', '{']) {
        return Err(InputError::Variable {
            found: text.to_owned(),
        });
    }
    Ok(Input::Image(text.parse::<Reference>()?))
}

/// A registry alone; see the module.
fn registry(text: &str) -> Option<Domain> {
    let text = text.strip_suffix('/').unwrap_or(text);
    if text.contains('/') {
        return None;
    }
    let (host, _) = crate::url::split_port(text).ok()?;
    if host == "localhost" || host.contains('.') || host.starts_with('[') {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
